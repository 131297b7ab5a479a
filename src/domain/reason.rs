//! Reasons: the versioned catalogue from which a rejection or a request for materials takes its wording.
//!
//! A decision records the catalogue's version, so that its letter can be made again word for word. No reason is ever preselected:
//! the desk only puts those that fit the verdicts first.

use std::collections::BTreeMap;
use std::fmt;

use chrono::Datelike;
use serde::Deserialize;

use super::certificate::{Certificate, Field};
use super::decision::Outcome;
use super::order::Service;
use super::verdict::Verdict;

/// A catalogue of reasons with the frame of the letters they go into.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Which version of the wording this is.
    pub version: String,
    /// What stands around the reasons.
    pub letter: Frame,
    /// All reasons, in the order in which they are offered.
    #[serde(rename = "reason")]
    pub reasons: Vec<Reason>,
}

/// The fixed parts of a letter. `{…}` are replaced: see [`super::letter`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Titles by where the order goes.
    pub title: ByStatus,
    /// First paragraph.
    pub opening: ByStatus,
    /// Last paragraph.
    pub closing: ByStatus,
    /// Headline of an item: `{item}`, `{service}`, `{summary}`, `{outcome}`.
    pub item: String,
    /// Outcome words of an item.
    pub approve: String,
    /// Outcome words of an item.
    pub reject: String,
    /// Outcome words of an item.
    pub supplement: String,
    /// What to send: `{send}`.
    pub send: String,
    /// The fields of a reason that were found wanting: `{fields}`. Empty: the letter does not name them (as before version 2026-2).
    #[serde(default)]
    pub concerns: String,
    /// One of these: `{field}`, `{verdict}`.
    #[serde(default)]
    pub concern: String,
    /// What stands between two of them.
    #[serde(default)]
    pub comma: String,
    /// What the letter calls a service.
    #[serde(default)]
    pub services: BTreeMap<Service, String>,
    /// What it calls a field.
    #[serde(default)]
    pub fields: BTreeMap<Field, String>,
    /// What it calls an adverse verdict.
    #[serde(default)]
    pub verdicts: BTreeMap<Verdict, String>,
}

/// A text for each place a decision can lead to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByStatus {
    /// 校对通过.
    pub accepted: String,
    /// 校对通过, but not of every item.
    pub partly_accepted: String,
    /// 校对不通过.
    pub rejected: String,
    /// 待补充材料.
    pub awaiting_supplement: String,
}

/// A reason.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Its stable code: `F01`.
    pub code: String,
    /// What it may be given for: `reject` or `supplement`.
    pub outcome: Outcome,
    /// What staff see in the list.
    pub label: String,
    /// What the applicant reads.
    pub wording: String,
    /// What the applicant is asked to send, if anything.
    #[serde(default)]
    pub send: String,
    /// The fields it concerns; empty: the whole item.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// The verdicts it goes with; empty: any.
    #[serde(default)]
    pub verdicts: Vec<Verdict>,
    /// The services it applies to; empty: all.
    #[serde(default)]
    pub services: Vec<Service>,
    /// The 学历类别 it is meant for, each a part of what is typed; empty: all.
    #[serde(default)]
    pub categories: Vec<String>,
    /// The first year of graduation it is meant for.
    #[serde(default)]
    pub graduated_from: Option<i32>,
    /// The last one.
    #[serde(default)]
    pub graduated_to: Option<i32>,
    /// Whether rejecting for it proposes the holder for the dishonesty list (G2.2: forged materials, untrue information).
    #[serde(default)]
    pub proposes_listing: bool,
}

/// Why a catalogue cannot be used, and where in its text, as far as that is known. Put into words by `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueError {
    /// From 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub mistake: Mistake,
}

/// A mistake in a catalogue. Reasons are named by their codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// It is no catalogue; the text says what the reader stumbled over.
    Invalid(String),
    /// A reason that is not for a rejection would propose a listing.
    ProposesWithout(String),
    /// Two reasons have the same code.
    Twice(String),
    /// A reason for an approval: approvals have none.
    ForApproval(String),
    /// A request for materials that does not say what to send.
    NothingToSend(String),
    /// A reason without code, label or wording.
    Empty(String),
    /// A text with `{…}` that nothing replaces. First the reason or the key, then what stands there.
    Variable(String, String),
    /// The letter names fields, but this service, field or verdict has no name.
    Nameless(&'static str),
    /// A span of years that ends before it begins.
    Years(String),
    /// A version that is no word.
    Version,
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {:?}", self.mistake),
            None => write!(f, "{:?}", self.mistake),
        }
    }
}

impl std::error::Error for CatalogueError {}

impl Catalogue {
    /// Reads a catalogue from TOML.
    ///
    /// # Errors
    /// [`CatalogueError`], naming the line and the reason.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let catalogue: Self = toml::from_str(text).map_err(|error| CatalogueError {
            line: error.span().and_then(|span| text.get(..span.start)).map(|before| before.matches('\n').count() + 1),
            mistake: Mistake::Invalid(error.message().to_owned()),
        })?;
        if catalogue.version.is_empty() || catalogue.version.chars().any(|one| one.is_whitespace() || one.is_control()) {
            return Err(CatalogueError { line: line_of(text, "version"), mistake: Mistake::Version });
        }
        catalogue.letter.check().map_err(|(key, mistake)| CatalogueError { line: line_of(text, key), mistake })?;
        for (index, reason) in catalogue.reasons.iter().enumerate() {
            let twice = catalogue.reasons.iter().take(index).any(|earlier| earlier.code == reason.code);
            let mistake = if twice { Some(Mistake::Twice(reason.code.clone())) } else { reason.mistake() };
            if let Some(mistake) = mistake {
                return Err(CatalogueError { line: line_of_reason(text, index), mistake });
            }
        }
        Ok(catalogue)
    }

    /// The reason with this code.
    #[must_use]
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.code == code)
    }

    /// The reasons that may be given for an outcome of a service: first those that fit the verdicts, then the others, last those meant
    /// for another category or year than was typed (which may be typed wrong). The order of the catalogue is kept within all three.
    #[must_use]
    pub fn offered(
        &self,
        outcome: Outcome,
        service: Service,
        typed: &Certificate,
        verdicts: &[(Field, Verdict)],
    ) -> Vec<&Reason> {
        let applies =
            |reason: &&Reason| reason.outcome == outcome && (reason.services.is_empty() || reason.services.contains(&service));
        let mut offered: Vec<&Reason> = self.reasons.iter().filter(applies).collect();
        offered.sort_by_key(|reason| match (reason.is_meant_for(typed), reason.fits(verdicts)) {
            (true, true) => 0,
            (true, false) => 1,
            (false, _) => 2,
        });
        offered
    }
}

impl Frame {
    /// What is wrong with the fixed parts, and the key to look at.
    fn check(&self) -> Result<(), (&'static str, Mistake)> {
        let whole = ["order_no", "institution"];
        let by_status = [("title", &self.title), ("opening", &self.opening), ("closing", &self.closing)].into_iter().flat_map(
            |(key, texts)| {
                [&texts.accepted, &texts.partly_accepted, &texts.rejected, &texts.awaiting_supplement]
                    .map(|text| (key, text, whole.as_slice()))
            },
        );
        let lines: [(&'static str, &String, &[&str]); 4] = [
            ("item", &self.item, &["item", "service", "summary", "outcome"]),
            ("send", &self.send, &["send"]),
            ("concerns", &self.concerns, &["fields"]),
            ("concern", &self.concern, &["field", "verdict"]),
        ];
        for (key, text, known) in by_status.chain(lines) {
            if let Some(variable) = unknown_variable(text, known) {
                return Err((key, Mistake::Variable(key.to_owned(), variable)));
            }
        }
        if self.concerns.is_empty() {
            return Ok(());
        }
        let named =
            |key: &'static str, missing: Option<&'static str>| missing.map_or(Ok(()), |code| Err((key, Mistake::Nameless(code))));
        named("[letter.services]", Service::ALL.iter().find(|one| !self.services.contains_key(one)).map(|one| one.code()))?;
        named("[letter.fields]", Field::ALL.iter().find(|one| !self.fields.contains_key(one)).map(|one| one.code()))?;
        let adverse = Verdict::ALL.iter().filter(|one| one.is_adverse());
        named("[letter.verdicts]", adverse.copied().find(|one| !self.verdicts.contains_key(one)).map(Verdict::code))
    }
}

/// The first `{…}` of a text that is none of these.
fn unknown_variable(text: &str, known: &[&str]) -> Option<String> {
    text.split('{')
        .skip(1)
        .map(|rest| rest.split('}').next().unwrap_or(rest))
        .find(|name| !known.contains(name))
        .map(str::to_owned)
}

/// The line that begins with a key, from 1.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let begins = |line: &str| {
        line.trim_start().strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with(['=', ']']))
    };
    text.lines().position(|line| begins(line) || line.trim() == format!("[letter.{key}]")).map(|line| line + 1)
}

/// The line on which the reason with this index begins, from 1.
fn line_of_reason(text: &str, index: usize) -> Option<usize> {
    text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("[[reason]]")).nth(index).map(|(line, _)| line + 1)
}

impl Reason {
    /// What is wrong with it by itself.
    fn mistake(&self) -> Option<Mistake> {
        let code = || self.code.clone();
        if self.outcome == Outcome::Approve {
            return Some(Mistake::ForApproval(code()));
        }
        if [&self.code, &self.label, &self.wording].iter().any(|text| text.trim().is_empty()) {
            return Some(Mistake::Empty(code()));
        }
        if self.outcome == Outcome::Supplement && self.send.trim().is_empty() {
            return Some(Mistake::NothingToSend(code()));
        }
        if self.graduated_from.zip(self.graduated_to).is_some_and(|(from, to)| from > to) {
            return Some(Mistake::Years(code()));
        }
        if self.proposes_listing && self.outcome != Outcome::Reject {
            return Some(Mistake::ProposesWithout(code()));
        }
        let variable = [&self.wording, &self.send].into_iter().find_map(|text| unknown_variable(text, &[]));
        variable.map(|variable| Mistake::Variable(code(), variable))
    }

    /// Whether it is meant for a certificate of this category and year, as far as they were typed.
    #[must_use]
    pub fn is_meant_for(&self, typed: &Certificate) -> bool {
        let category = typed.category.as_deref().is_none_or(|typed| {
            self.categories.is_empty() || self.categories.iter().any(|category| typed.contains(category.as_str()))
        });
        let year = typed.graduated_on.is_none_or(|day| {
            self.graduated_from.is_none_or(|from| day.year() >= from) && self.graduated_to.is_none_or(|to| day.year() <= to)
        });
        category && year
    }

    /// Whether an adverse verdict on a field is one this reason is made for.
    #[must_use]
    pub fn concerns(&self, field: Field, verdict: Verdict) -> bool {
        verdict.is_adverse() && self.fields.contains(&field) && (self.verdicts.is_empty() || self.verdicts.contains(&verdict))
    }

    /// Whether an adverse verdict is one this reason is made for.
    #[must_use]
    pub fn fits(&self, verdicts: &[(Field, Verdict)]) -> bool {
        verdicts.iter().any(|(field, verdict)| self.concerns(*field, *verdict))
    }
}

/// The catalogue the program carries.
pub const DEFAULT: &str = include_str!("../../config/reasons.toml");

/// Those it carried before, by version: letters of their time are made again from them.
pub const EARLIER: &[(&str, &str)] = &[("2026-1", include_str!("../../config/reasons/2026-1.toml"))];

#[cfg(test)]
mod tests;
