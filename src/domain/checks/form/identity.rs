//! The identity document: form and check character (I1), region (I2) and birth date (I3) of its number.

use chrono::{Datelike, NaiveDate};

use super::{Case, FormHint, Out};
use crate::domain::certificate::{Certificate, Field, IdType};
use crate::domain::checks::Check;
use crate::domain::finding::Severity;
use crate::domain::fold::half_width;
use crate::domain::numbers::hong_kong_id;
use crate::domain::numbers::resident_id::{Invalid, ResidentId};

/// Younger holders of a graduation certificate, and older ones, are looked at again.
const LIKELY_AGES: std::ops::RangeInclusive<i32> = 15..=100;

/// The holder's birth date, where the document's number tells it.
pub(super) fn birth(certificate: &Certificate) -> Option<NaiveDate> {
    (certificate.id_type == IdType::ResidentId).then(|| ResidentId::parse(&half_width(&certificate.id_no)).ok())??.birth()
}

pub(super) fn check(case: &Case<'_>, out: &mut Out) {
    let number = half_width(&case.certificate.id_no);
    match case.certificate.id_type {
        IdType::ResidentId => resident(case, &number, out),
        IdType::HkMacauId => match hong_kong_id::check_fits(&number) {
            Some(true) => out.agrees(Check::I1, Field::IdNo, FormHint::IdFits),
            Some(false) => out.disagrees(Check::I1, Field::IdNo, Severity::Warn, FormHint::IdCheck),
            None => out.not_applicable(Check::I1, Field::IdNo, FormHint::IdUnchecked),
        },
        // Neither has a check that was ever published.
        IdType::TaiwanPermit | IdType::Passport => out.not_applicable(Check::I1, Field::IdNo, FormHint::IdUnchecked),
    }
}

fn resident(case: &Case<'_>, number: &str, out: &mut Out) {
    let (severity, hint) = match ResidentId::parse(number) {
        Ok(id) => {
            out.agrees(Check::I1, Field::IdNo, FormHint::IdFits);
            if let Some(born) = id.birth() {
                region(case, id.as_str(), born, out);
                age(case, born, out);
            }
            return;
        }
        Err(Invalid::FirstGeneration) => (Severity::Warn, FormHint::IdFirstGeneration),
        Err(Invalid::Form) => (Severity::Error, FormHint::IdForm),
        Err(Invalid::Birth) => (Severity::Error, FormHint::IdBirth),
        Err(Invalid::CheckCharacter) => (Severity::Error, FormHint::IdCheck),
    };
    out.disagrees(Check::I1, Field::IdNo, severity, hint);
}

fn region(case: &Case<'_>, number: &str, born: NaiveDate, out: &mut Out) {
    let Some(code) = number.get(..6) else { return };
    if matches!(code, "810000" | "820000" | "830000") {
        return out.agrees(Check::I2, Field::IdNo, FormHint::ResidencePermit);
    }
    let known = case.reference.region(code);
    // As it was called when the holder was born; numbers were given out from 1984 on, so an older name may have been gone by then.
    let then = known.iter().find(|region| region.until.is_none_or(|until| born.year() <= until)).or_else(|| known.last());
    match then {
        Some(region) => {
            let hint = FormHint::Region { region: region.name.to_owned(), until: region.until };
            out.agrees(Check::I2, Field::IdNo, hint);
        }
        None => out.unknown(Check::I2, Field::IdNo, Severity::Warn, FormHint::RegionUnknown { code: code.to_owned() }),
    }
}

fn age(case: &Case<'_>, born: NaiveDate, out: &mut Out) {
    // Born after the submission: no age at all.
    let age = case.subject.submitted_on.years_since(born).and_then(|age| i32::try_from(age).ok()).unwrap_or(-1);
    if LIKELY_AGES.contains(&age) {
        out.agrees(Check::I3, Field::IdNo, FormHint::Born { on: born, age });
    } else {
        out.disagrees(Check::I3, Field::IdNo, Severity::Warn, FormHint::BornOdd { on: born, age });
    }
}
