//! Dates: the number's year (C8), a self-study number's province and half-year (C9), whom the service is meant for (C12), the span of
//! the study and the age at its beginning (C13).

use chrono::{Datelike, NaiveDate};

use super::identity::birth;
use super::{Case, FormHint, Out};
use crate::domain::certificate::Field;
use crate::domain::checks::Check;
use crate::domain::finding::Severity;
use crate::domain::numbers::certificate_no::{CertificateNo, SelfStudy};
use crate::domain::order::Service;
use crate::domain::study::{Category, months};

/// From this year on certificates are registered online as a rule.
const REGISTERED_FROM: i32 = 2002;
/// How far span and duration may lie apart, in months.
const SLACK: u32 = 12;
/// Who begins a study younger than this is looked at again.
const YOUNGEST: i32 = 14;
/// A number kept from 结业 to 毕业 is at most so many years older (教学司〔2001〕80号, 3).
const KEPT_YEARS: i32 = 2;

pub(super) fn check(case: &Case<'_>, out: &mut Out) {
    if let Some(graduated_on) = case.certificate.graduated_on {
        year(case, graduated_on.year(), out);
    }
    if let Some(CertificateNo::SelfStudy(parts)) = case.number {
        exam(case, parts, out);
    }
    if case.subject.service == Service::Degree
        && let Some(year) = case.graduated_in
    {
        if year >= REGISTERED_FROM {
            out.unknown(Check::C12, Field::GraduatedOn, Severity::Info, FormHint::ScopeRegistered);
        } else {
            out.agrees(Check::C12, Field::GraduatedOn, FormHint::ScopeBefore2002);
        }
    }
    study(case, out);
}

fn year(case: &Case<'_>, typed: i32, out: &mut Out) {
    let year = match case.number {
        Some(CertificateNo::Registered(parts)) => parts.year,
        None => return out.not_applicable(Check::C8, Field::GraduatedOn, FormHint::NoNumber),
        // C9 speaks of a self-study number.
        Some(_) => return out.not_applicable(Check::C8, Field::GraduatedOn, FormHint::NumberWithoutParts),
    };
    let hint = FormHint::Year { year, typed };
    match year - typed {
        0 => out.agrees(Check::C8, Field::GraduatedOn, hint),
        // A certificate made in the year after.
        1 => out.disagrees(Check::C8, Field::GraduatedOn, Severity::Warn, hint),
        apart if (-KEPT_YEARS..0).contains(&apart) && is_exchanged(case) => {
            out.disagrees(Check::C8, Field::GraduatedOn, Severity::Warn, hint);
        }
        _ => out.disagrees(Check::C8, Field::GraduatedOn, Severity::Error, hint),
    }
}

/// Whether the applicant says that a 结业 certificate was exchanged: the number of then stays.
fn is_exchanged(case: &Case<'_>) -> bool {
    let says = |text: Option<&str>| text.is_some_and(|text| ["结业", "换发", "换证"].iter().any(|word| text.contains(word)));
    says(case.certificate.conclusion.as_deref()) || says(case.certificate.remark.as_deref())
}

fn exam(case: &Case<'_>, parts: SelfStudy<'_>, out: &mut Out) {
    if let Some(typed) = case.certificate.school_province.as_deref() {
        let in_number = case.reference.province(parts.province);
        let name = in_number.map_or_else(|| parts.province.to_owned(), |province| province.name.to_owned());
        let hint = FormHint::ExamProvince { province: name };
        match (in_number, case.reference.province_named(typed)) {
            (Some(number), Some(typed)) if number.code == typed.code => {
                out.agrees(Check::C9, Field::SchoolProvince, hint);
            }
            (Some(_), Some(_)) => out.disagrees(Check::C9, Field::SchoolProvince, Severity::Warn, hint),
            _ => out.unknown(Check::C9, Field::SchoolProvince, Severity::Info, hint),
        }
    }
    if let Some(graduated_on) = case.certificate.graduated_on {
        let hint = FormHint::ExamHalf { year: parts.year, half: parts.half };
        // Examined in spring, graduated about June; in autumn, about December or in the weeks after.
        let (year, month) = (graduated_on.year(), graduated_on.month());
        let fits = match parts.half {
            '1' => year == parts.year && (3..=9).contains(&month),
            _ => (year == parts.year && month >= 9) || (year == parts.year + 1 && month <= 3),
        };
        if fits {
            out.agrees(Check::C9, Field::GraduatedOn, hint);
        } else {
            out.disagrees(Check::C9, Field::GraduatedOn, Severity::Warn, hint);
        }
    }
}

fn study(case: &Case<'_>, out: &mut Out) {
    let (enrolled_on, graduated_on) = (case.certificate.enrolled_on, case.certificate.graduated_on);
    if let (Some(from), Some(to)) = (enrolled_on, graduated_on) {
        if to <= from {
            out.disagrees(Check::C13, Field::EnrolledOn, Severity::Error, FormHint::DatesReversed);
        } else {
            out.agrees(Check::C13, Field::EnrolledOn, FormHint::DatesFollow);
            span(case, months_between(from, to), out);
        }
    }
    if let Some(from) = enrolled_on {
        match birth(case.certificate).and_then(|born| from.years_since(born)).and_then(|age| i32::try_from(age).ok()) {
            Some(age) if age >= YOUNGEST => out.agrees(Check::C13, Field::EnrolledOn, FormHint::AgeAtEntry { age }),
            Some(age) => out.disagrees(Check::C13, Field::EnrolledOn, Severity::Warn, FormHint::AgeAtEntry { age }),
            // Born after the enrolment.
            None if birth(case.certificate).is_some() => {
                out.disagrees(Check::C13, Field::EnrolledOn, Severity::Warn, FormHint::AgeAtEntry { age: 0 });
            }
            None => out.not_applicable(Check::C13, Field::EnrolledOn, FormHint::NoBirth),
        }
    }
}

fn span(case: &Case<'_>, span: u32, out: &mut Out) {
    let Some(typed) = case.certificate.duration.as_deref() else { return };
    let category = case.certificate.category.as_deref().and_then(Category::read);
    if matches!(category, Some(Category::SelfStudy | Category::DiplomaExam)) {
        return out.not_applicable(Check::C13, Field::Duration, FormHint::DurationFree);
    }
    let Some(duration) = months(typed) else {
        return out.unknown(Check::C13, Field::Duration, Severity::Info, FormHint::NoDuration);
    };
    // Who studies beside work may take twice as long.
    let most = if category.is_some_and(Category::is_part_time) { duration * 2 } else { duration } + SLACK;
    let hint = FormHint::Span { months: span, duration };
    if span + SLACK >= duration && span <= most {
        out.agrees(Check::C13, Field::Duration, hint);
    } else {
        out.disagrees(Check::C13, Field::Duration, Severity::Warn, hint);
    }
}

/// Whole months, the days apart: from September to June are nine.
fn months_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0);
    u32::try_from(months(to) - months(from)).unwrap_or(0)
}
