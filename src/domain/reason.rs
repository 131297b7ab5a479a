//! Reasons: the versioned catalogue from which a rejection or a request for materials takes its wording.
//!
//! A decision records the catalogue's version, so that its letter can be made again word for word. No reason is ever preselected:
//! the desk only puts those that fit the verdicts first.

use serde::Deserialize;

use super::certificate::Field;
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
}

/// Why a catalogue cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// It is no catalogue; the text names line and key.
    #[error("{0}")]
    Invalid(String),
    /// Two reasons have the same code.
    #[error("reason {0} is there twice")]
    Twice(String),
    /// A reason for an approval: approvals have none.
    #[error("reason {0}: an approval has no reason")]
    ForApproval(String),
}

impl Catalogue {
    /// Reads a catalogue from TOML.
    ///
    /// # Errors
    /// [`CatalogueError`], naming the line or the reason.
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        let catalogue: Self = toml::from_str(text).map_err(|error| CatalogueError::Invalid(error.to_string()))?;
        for (index, reason) in catalogue.reasons.iter().enumerate() {
            if reason.outcome == Outcome::Approve {
                return Err(CatalogueError::ForApproval(reason.code.clone()));
            }
            if catalogue.reasons.iter().take(index).any(|earlier| earlier.code == reason.code) {
                return Err(CatalogueError::Twice(reason.code.clone()));
            }
        }
        Ok(catalogue)
    }

    /// The reason with this code.
    #[must_use]
    pub fn reason(&self, code: &str) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.code == code)
    }

    /// The reasons that may be given for an outcome of a service, those that fit the verdicts first; the order of the catalogue is
    /// kept within both.
    #[must_use]
    pub fn offered(&self, outcome: Outcome, service: Service, verdicts: &[(Field, Verdict)]) -> Vec<&Reason> {
        let applies =
            |reason: &&Reason| reason.outcome == outcome && (reason.services.is_empty() || reason.services.contains(&service));
        let (mut fitting, others): (Vec<&Reason>, Vec<&Reason>) =
            self.reasons.iter().filter(applies).partition(|reason| reason.fits(verdicts));
        fitting.extend(others);
        fitting
    }
}

impl Reason {
    /// Whether an adverse verdict is one this reason is made for.
    #[must_use]
    pub fn fits(&self, verdicts: &[(Field, Verdict)]) -> bool {
        verdicts.iter().any(|(field, verdict)| {
            verdict.is_adverse() && self.fields.contains(field) && (self.verdicts.is_empty() || self.verdicts.contains(verdict))
        })
    }
}

/// The catalogue the program carries.
pub const DEFAULT: &str = include_str!("../../config/reasons.toml");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_the_program_carries_is_sound() {
        let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
        assert!(catalogue.reasons.len() >= 30);
        for reason in &catalogue.reasons {
            assert!(!reason.wording.contains('{'), "{}: a variable would stay unresolved", reason.code);
            assert!(reason.outcome != Outcome::Supplement || !reason.send.is_empty(), "{}: says not what to send", reason.code);
        }
    }

    #[test]
    fn what_fits_the_verdicts_comes_first_and_nothing_is_hidden() {
        let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
        let plain = catalogue.offered(Outcome::Supplement, Service::Degree, &[]);
        let fitting = catalogue.offered(Outcome::Supplement, Service::Degree, &[(Field::School, Verdict::Mismatch)]);
        assert_eq!(fitting.first().map(|reason| reason.code.as_str()), Some("F11"));
        assert_eq!(plain.len(), fitting.len());
    }

    #[test]
    fn mistakes_are_named() {
        let twice = DEFAULT.replace("code = \"F02\"", "code = \"F01\"");
        assert_eq!(Catalogue::from_toml(&twice), Err(CatalogueError::Twice("F01".into())));
        let unknown = DEFAULT.replacen("label =", "lable =", 1);
        assert!(matches!(Catalogue::from_toml(&unknown), Err(CatalogueError::Invalid(text)) if text.contains("lable")));
    }
}
