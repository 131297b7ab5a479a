//! The checks of what was typed of one item (C1–C10, C12–C14, I, T). Pure: the item, the day it was submitted and the tables in,
//! findings out.
//!
//! A check that reaches the item says so, also where it agrees, does not apply or cannot know. Only T1 is silent where there is
//! nothing to say.

mod characters;
mod dates;
mod hint;
mod identity;
mod number;
mod school;
mod study;
#[cfg(test)]
mod tests;

use chrono::{Datelike, NaiveDate};

pub use hint::FormHint;

use super::Check;
use super::hint::Hint;
use crate::domain::certificate::{Certificate, Field};
use crate::domain::finding::{Finding, Says, Severity};
use crate::domain::numbers::certificate_no::{CertificateNo, normalised};
use crate::domain::order::Service;
use crate::domain::reference::Reference;

/// What is checked.
#[derive(Debug, Clone, Copy)]
pub struct ItemSubject<'a> {
    /// 1-based.
    pub item: u32,
    /// What is asked for.
    pub service: Service,
    /// What was typed.
    pub certificate: &'a Certificate,
    /// The day of the first submission, in China.
    pub submitted_on: NaiveDate,
}

/// All of them, in the order of the form.
#[must_use]
pub fn check(subject: &ItemSubject<'_>, reference: &Reference) -> Vec<Finding> {
    let number = subject.certificate.number.as_deref().map(normalised);
    let case = Case {
        subject,
        certificate: subject.certificate,
        reference,
        number: number.as_deref().map(CertificateNo::parse),
        graduated_in: subject.certificate.graduated_on.map(|day| day.year()),
    };
    let mut out = Out { item: subject.item, findings: Vec::with_capacity(24) };
    identity::check(&case, &mut out);
    // Without a degree's certificate there is nothing to hold a number against: only what was given is looked at.
    if subject.service == Service::Degree || number.is_some() {
        number::check(&case, number.as_deref(), &mut out);
    }
    school::check(&case, &mut out);
    study::check(&case, &mut out);
    dates::check(&case, &mut out);
    characters::check(&case, &mut out);
    out.findings
}

/// An item with what every check asks for.
struct Case<'a> {
    subject: &'a ItemSubject<'a>,
    certificate: &'a Certificate,
    reference: &'a Reference,
    /// The number taken apart, if one was typed.
    number: Option<CertificateNo<'a>>,
    graduated_in: Option<i32>,
}

/// Where findings go.
struct Out {
    item: u32,
    findings: Vec<Finding>,
}

impl Out {
    fn put(&mut self, check: Check, field: Field, severity: Severity, says: Says, hint: FormHint) {
        self.findings.push(Finding { check, item: self.item, field: Some(field), severity, says, hint: Hint::Form(hint) });
    }

    fn agrees(&mut self, check: Check, field: Field, hint: FormHint) {
        self.put(check, field, Severity::Info, Says::Agrees, hint);
    }

    fn not_applicable(&mut self, check: Check, field: Field, hint: FormHint) {
        self.put(check, field, Severity::Info, Says::NotApplicable, hint);
    }

    fn unknown(&mut self, check: Check, field: Field, severity: Severity, hint: FormHint) {
        self.put(check, field, severity, Says::Unknown, hint);
    }

    fn disagrees(&mut self, check: Check, field: Field, severity: Severity, hint: FormHint) {
        self.put(check, field, severity, Says::Disagrees, hint);
    }
}
