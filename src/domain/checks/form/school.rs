//! The school: the code in the number against the name typed (C4), its province (C5), and whether it bore that name in the year of
//! graduation (C14).

use super::{Case, FormHint, Out};
use crate::domain::certificate::Field;
use crate::domain::checks::Check;
use crate::domain::finding::{Confidence, Severity};
use crate::domain::fold::half_width;
use crate::domain::numbers::certificate_no::CertificateNo;
use crate::domain::order::Service;
use crate::domain::reference::{Existence, School};

/// Most names that a hint carries.
const MOST_NAMES: usize = 3;

pub(super) fn check(case: &Case<'_>, out: &mut Out) {
    let code = match case.number {
        Some(CertificateNo::Registered(parts)) => Some(parts.school),
        _ => None,
    };
    let school = code.and_then(|code| case.reference.school(code));
    if case.subject.service == Service::Degree || case.number.is_some() {
        code_and_name(case, code, school, out);
    }
    province(case, code, school, out);
    name_in_year(case, school, out);
}

fn code_and_name(case: &Case<'_>, code: Option<&str>, school: Option<&School>, out: &mut Out) {
    let typed = case.certificate.school.as_str();
    let Some(code) = code else {
        let hint = if case.number.is_none() { FormHint::NoNumber } else { FormHint::NumberWithoutParts };
        return out.not_applicable(Check::C4, Field::School, hint);
    };
    let Some(school) = school else {
        // 8xxxx are research institutes, 9xxxx the armies' schools: in no public list.
        let is_expected = code.starts_with(['8', '9']);
        let severity = if is_expected { Severity::Info } else { Severity::Warn };
        let hint = FormHint::SchoolUnknown { code: code.to_owned(), is_expected };
        return out.unknown(Check::C4, Field::School, severity, hint);
    };
    let present = school.name.to_owned();
    if school.bore(typed).next().is_some() {
        let is_present = school.bore(typed).any(|name| name.is_present());
        let hint =
            if is_present { FormHint::SchoolFits { school: present } } else { FormHint::SchoolByOtherName { school: present } };
        return out.agrees(Check::C4, Field::School, hint);
    }
    let then = case.graduated_in.and_then(|year| school.names_in(year).first().copied()).unwrap_or(school.name).to_owned();
    let bare = bare(typed);
    // A branch or a college carries the school's name and more; 大学 and 学院 alone are no name.
    let near = school
        .names
        .iter()
        .map(|name| self::bare(name.name))
        .any(|name| name.chars().count() >= 4 && bare.chars().count() >= 4 && (bare.contains(&name) || name.contains(&bare)));
    if near {
        out.disagrees(Check::C4, Field::School, Severity::Warn, FormHint::SchoolNear { code: code.to_owned(), school: then });
    } else {
        out.disagrees(Check::C4, Field::School, Severity::Error, FormHint::SchoolDiffers { code: code.to_owned(), school: then });
    }
}

/// A name without brackets and spaces, half-width.
fn bare(name: &str) -> String {
    half_width(name).chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '·')).collect()
}

/// The one school that a name means: with a code the code's; without, the only bearer.
fn meant<'a>(case: &Case<'a>, school: Option<&'a School>) -> Option<&'a School> {
    school.or_else(|| {
        let mut named = case.reference.schools_named(&case.certificate.school);
        let only = named.next()?;
        named.next().is_none().then_some(only)
    })
}

fn province(case: &Case<'_>, code: Option<&str>, school: Option<&School>, out: &mut Out) {
    let Some(typed) = case.certificate.school_province.as_deref() else { return };
    let known = match (code, school) {
        // A code that is in no table must not be answered by a school of the same name.
        (Some(_), None) => None,
        _ => meant(case, school).and_then(|school| case.reference.province_of(school)),
    };
    match (case.reference.province_named(typed), known) {
        (Some(typed), Some(known)) if typed.code == known.code => {
            out.agrees(Check::C5, Field::SchoolProvince, FormHint::ProvinceFits { province: known.name.to_owned() });
        }
        (Some(_), Some(known)) => {
            let hint = FormHint::ProvinceDiffers { province: known.name.to_owned() };
            out.disagrees(Check::C5, Field::SchoolProvince, Severity::Warn, hint);
        }
        _ => out.unknown(Check::C5, Field::SchoolProvince, Severity::Info, FormHint::ProvinceUnknown),
    }
}

fn name_in_year(case: &Case<'_>, school: Option<&School>, out: &mut Out) {
    let typed = case.certificate.school.as_str();
    let Some(year) = case.graduated_in else {
        return out.unknown(Check::C14, Field::School, Severity::Info, FormHint::NameUnknown { year: None });
    };
    // The number's school counts where it bore that name at all; else whoever bore it.
    let bearer = school.filter(|school| school.bore(typed).next().is_some());
    // The certificate is of the year in its number, whatever year was typed; a name must have been right in both.
    let in_number = match case.number {
        Some(CertificateNo::Registered(parts)) => parts.year,
        _ => year,
    };
    let existed = |year| case.reference.existed(typed, bearer.map(|school| school.code), year);
    let year = if existed(year) != Existence::No && existed(in_number) == Existence::No { in_number } else { year };
    match existed(year) {
        Existence::Yes => out.agrees(Check::C14, Field::School, FormHint::NameThen { year }),
        Existence::Unknown => out.unknown(Check::C14, Field::School, Severity::Info, FormHint::NameUnknown { year: Some(year) }),
        Existence::No => {
            let bearer = meant(case, bearer);
            let then: Vec<String> = bearer
                .map(|school| school.names_in(year))
                .unwrap_or_default()
                .into_iter()
                .take(MOST_NAMES)
                .map(str::to_owned)
                .collect();
            let sure = bearer.and_then(|school| school.bore(typed).next()).map_or(Confidence::Low, |name| name.confidence);
            let hint = FormHint::NameNotThen { year, then, confidence: sure };
            out.disagrees(Check::C14, Field::School, Severity::Warn, hint);
        }
    }
}
