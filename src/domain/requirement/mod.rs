//! Materials (材料): which an item needs, and whether what was sent can hold them. The rules are `config/requirements.toml`.
//!
//! The desk knows only what kind the applicant gave a file, not what it shows. So a material is *missing* only where nothing that
//! was sent could be it, and *unclear* where somebody has to look. Nothing here decides.

use serde::Deserialize;

use super::attachment::AttachmentKind;
use super::certificate::Field;
use super::checks::form::ItemSubject;
use super::coded::coded;
use super::finding::Confidence;
use super::order::{KeptAttachment, Service};
use super::reference::Reference;
use super::study::{Category, Level};
use super::verdict::Verdict;

mod judge;
#[cfg(test)]
mod tests;

coded! {
    /// What a line asks for.
    Kind {
        /// Papers that have to be among the attachments.
        Material = "material",
        /// Something the applicant has to write in the remark.
        Remark = "remark",
        /// Where such a certificate is handled at all.
        Route = "route",
        /// Whether the service is meant for it.
        Scope = "scope",
    }
}

coded! {
    /// How a line stands.
    State {
        /// It is there.
        Present = "present",
        /// It cannot be there.
        Missing = "missing",
        /// Somebody has to look.
        Unclear = "unclear",
    }
}

coded! {
    /// Schools with rules of their own.
    SchoolKind {
        /// 广播电视大学 and 开放大学.
        Open = "open",
        /// 军队院校.
        Military = "military",
    }
}

/// A text of the rules in both languages of the screen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// When a rule applies: every condition that is given has to hold. A condition on what was not typed does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct When {
    /// One of these services.
    pub services: Vec<Service>,
    /// One of these categories.
    pub categories: Vec<Category>,
    /// One of these levels.
    pub levels: Vec<Level>,
    /// Graduated in or after this year.
    pub from: Option<i32>,
    /// Graduated in or before this year.
    pub until: Option<i32>,
    /// The school lies in one of these provinces (first two digits of GB/T 2260).
    pub provinces: Vec<String>,
    /// The school does not lie in one of these.
    pub except_provinces: Vec<String>,
    /// The order is not before one of these institutions (their codes).
    pub except_institutions: Vec<String>,
    /// A school of this kind.
    pub school: Option<SchoolKind>,
    /// A proofreader found that one of these fields differs (name or birth date against the certificate).
    pub mismatch: Vec<Field>,
    /// One of these words stands in the remark or in the major.
    pub words: Vec<String>,
}

/// A line of `config/requirements.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its stable id: `M01`.
    pub id: String,
    /// What it asks for.
    pub kind: Kind,
    /// What has to be there.
    pub what: Wording,
    /// The rule in a sentence.
    pub rule: Wording,
    /// Where the rule comes from.
    pub source: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// The kind of file that can hold it, for a material.
    #[serde(default)]
    pub held_by: Option<AttachmentKind>,
    /// How many such files it takes.
    #[serde(default = "one")]
    pub files: usize,
    /// Whether it only speeds things up.
    #[serde(default)]
    pub helpful: bool,
    /// When it applies.
    #[serde(default)]
    pub when: When,
}

const fn one() -> usize {
    1
}

/// All rules, with the version of their wording.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirements {
    /// Which version this is.
    pub version: String,
    /// In the order in which they are shown.
    #[serde(rename = "requirement")]
    pub rules: Vec<Rule>,
}

/// The rules the program carries.
pub const DEFAULT: &str = include_str!("../../../config/requirements.toml");

/// Why rules cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequirementsError {
    /// They are not written as rules are; the text names line and key.
    #[error("{0}")]
    Invalid(String),
    /// Two rules have the same id.
    #[error("requirement {0} is there twice")]
    Twice(String),
    /// A material that no kind of file can hold, or a kind of file for something else.
    #[error("requirement {0}: `held_by` goes with a material, and a material needs it")]
    HeldBy(String),
}

/// What is known of an item besides what was typed.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Code of the institution the order is before.
    pub institution: &'a str,
    /// The item's present files.
    pub files: &'a [&'a KeptAttachment],
    /// The verdicts given so far.
    pub verdicts: &'a [(Field, Verdict)],
}

/// A line that applies to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement<'a> {
    /// Its rule, source, confidence and wording.
    pub rule: &'a Rule,
    /// How it stands.
    pub state: State,
}

impl Requirements {
    /// Reads rules from TOML.
    ///
    /// # Errors
    /// [`RequirementsError`], naming the line or the rule.
    pub fn from_toml(text: &str) -> Result<Self, RequirementsError> {
        let read: Self = toml::from_str(text).map_err(|error| RequirementsError::Invalid(error.to_string()))?;
        for (index, rule) in read.rules.iter().enumerate() {
            if read.rules.iter().take(index).any(|earlier| earlier.id == rule.id) {
                return Err(RequirementsError::Twice(rule.id.clone()));
            }
            if rule.held_by.is_some() != (rule.kind == Kind::Material) {
                return Err(RequirementsError::HeldBy(rule.id.clone()));
            }
        }
        Ok(read)
    }

    /// The lines that apply to an item, in the order of the rules.
    #[must_use]
    pub fn required<'a>(&'a self, subject: &ItemSubject<'_>, seen: &Seen<'_>, reference: &Reference) -> Vec<Requirement<'a>> {
        let facts = judge::Facts::of(subject, reference);
        self.rules
            .iter()
            .filter(|rule| facts.meet(&rule.when, subject, seen))
            .map(|rule| Requirement { rule, state: judge::state(rule, subject, seen) })
            .collect()
    }
}
