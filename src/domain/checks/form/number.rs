//! The certificate number by itself: its characters (C1), its length (C2), whether it is a degree certificate's (C3), its serial
//! (C10).

use super::{Case, FormHint, Out};
use crate::domain::certificate::Field;
use crate::domain::checks::Check;
use crate::domain::finding::Severity;
use crate::domain::fold::half_width;
use crate::domain::numbers::certificate_no::CertificateNo;

/// The first year whose certificates are all numbered by the rule.
pub(super) const RULED_FROM: i32 = 2001;
/// From this year on a registered number has 18 digits; before, one may have 17.
const LONG_FROM: i32 = 2003;

pub(super) fn check(case: &Case<'_>, normalised: Option<&str>, out: &mut Out) {
    let (Some(number), Some(form), Some(typed)) = (normalised, case.number, case.certificate.number.as_deref()) else {
        for check in [Check::C1, Check::C2, Check::C3, Check::C10] {
            out.not_applicable(check, Field::Number, FormHint::NoNumber);
        }
        return;
    };
    characters(case, typed, number, form, out);
    length(case, number, form, out);
    degree(case, form, out);
    serial(form, out);
}

/// Whether the school numbered as it liked: nothing is held against such a number.
fn is_old(case: &Case<'_>) -> bool {
    case.graduated_in.is_some_and(|year| year < RULED_FROM)
}

fn characters(case: &Case<'_>, typed: &str, number: &str, form: CertificateNo<'_>, out: &mut Out) {
    let is_ruled = matches!(form, CertificateNo::Registered(_) | CertificateNo::SelfStudy(_));
    if typed.trim() != number && (is_ruled || half_width(typed) != typed.trim()) {
        // What was meant is clear; whether it stands so on the certificate is for eyes.
        out.disagrees(Check::C1, Field::Number, Severity::Warn, FormHint::NumberReadAs { number: number.to_owned() });
    } else if is_ruled || form == CertificateNo::Degree {
        out.agrees(Check::C1, Field::Number, FormHint::NumberPlain);
    } else if is_old(case) {
        out.not_applicable(Check::C1, Field::Number, FormHint::NumberBefore2001);
    } else {
        let mut others: Vec<char> = number.chars().filter(|c| !c.is_ascii_digit()).collect();
        others.dedup();
        match (others.is_empty(), case.graduated_in) {
            (true, _) => out.agrees(Check::C1, Field::Number, FormHint::NumberPlain),
            (false, Some(_)) => {
                let characters = others.into_iter().take(12).collect();
                out.disagrees(Check::C1, Field::Number, Severity::Error, FormHint::NumberCharacters { characters });
            }
            (false, None) => out.unknown(Check::C1, Field::Number, Severity::Info, FormHint::NumberWithoutParts),
        }
    }
}

fn length(case: &Case<'_>, number: &str, form: CertificateNo<'_>, out: &mut Out) {
    let length = u32::try_from(number.chars().count()).unwrap_or(u32::MAX);
    let year = case.graduated_in;
    match form {
        // 2000: one source says that some schools began a year early.
        CertificateNo::Registered(parts) if parts.is_short != (parts.year < 2002) && !(parts.is_short && parts.year == 2002) => {
            let odd = FormHint::NumberLengthOdd { length, year: Some(parts.year) };
            let severity = if parts.is_short && parts.year >= LONG_FROM { Severity::Error } else { Severity::Warn };
            out.disagrees(Check::C2, Field::Number, severity, odd);
        }
        CertificateNo::Registered(parts) if parts.year < RULED_FROM - 1 => {
            let odd = FormHint::NumberLengthOdd { length, year: Some(parts.year) };
            out.disagrees(Check::C2, Field::Number, Severity::Warn, odd);
        }
        CertificateNo::Registered(_) | CertificateNo::SelfStudy(_) => {
            out.agrees(Check::C2, Field::Number, FormHint::NumberLength { length });
        }
        // C3 speaks of it.
        CertificateNo::Degree => out.not_applicable(Check::C2, Field::Number, FormHint::NumberOfDegree),
        CertificateNo::Free => match year {
            Some(year) if year < RULED_FROM => out.not_applicable(Check::C2, Field::Number, FormHint::NumberBefore2001),
            Some(year) => {
                // In the first two years not every school numbered by the rule yet.
                let severity = if year >= LONG_FROM { Severity::Error } else { Severity::Warn };
                out.disagrees(Check::C2, Field::Number, severity, FormHint::NumberLengthOdd { length, year: Some(year) });
            }
            None => {
                let odd = FormHint::NumberLengthOdd { length, year: None };
                out.unknown(Check::C2, Field::Number, Severity::Info, odd);
            }
        },
    }
}

fn degree(case: &Case<'_>, form: CertificateNo<'_>, out: &mut Out) {
    match form {
        // A school's own number of old may look like one by chance.
        CertificateNo::Degree => {
            let severity = if is_old(case) { Severity::Warn } else { Severity::Error };
            out.disagrees(Check::C3, Field::Number, severity, FormHint::NumberOfDegree);
        }
        CertificateNo::Registered(_) | CertificateNo::SelfStudy(_) => {
            out.agrees(Check::C3, Field::Number, FormHint::NumberOfGraduation);
        }
        CertificateNo::Free => out.not_applicable(Check::C3, Field::Number, FormHint::NumberWithoutParts),
    }
}

fn serial(form: CertificateNo<'_>, out: &mut Out) {
    let serial = match form {
        CertificateNo::Registered(parts) => parts.serial,
        CertificateNo::SelfStudy(parts) => parts.serial,
        CertificateNo::Degree | CertificateNo::Free => {
            return out.not_applicable(Check::C10, Field::Number, FormHint::NumberWithoutParts);
        }
    };
    if serial.bytes().all(|byte| byte == b'0') {
        out.disagrees(Check::C10, Field::Number, Severity::Error, FormHint::SerialZero);
    } else {
        out.agrees(Check::C10, Field::Number, FormHint::Serial);
    }
}
