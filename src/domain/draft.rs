//! A draft: all that a proofreader has done to an order and not yet decided. Saved within a second of a keystroke, per order and
//! member of staff; it outlives crash, lost claim and reassignment.

use serde::{Deserialize, Serialize};

use super::decision::ItemOutcome;
use super::verdict::FieldVerdict;

/// The content of a draft, stored as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The order's version when the draft was last saved; an older one means the order changed since.
    pub version: i64,
    /// Verdicts given so far.
    pub verdicts: Vec<FieldVerdict>,
    /// Outcomes chosen so far.
    pub outcomes: Vec<ItemOutcome>,
    /// The letter as edited; `None` while it is the generated one.
    pub letter: Option<String>,
    /// A note among colleagues, never shown to the applicant.
    pub note: String,
}

impl Draft {
    /// Whether there is nothing in it worth keeping.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.verdicts.is_empty() && self.outcomes.is_empty() && self.letter.is_none() && self.note.is_empty()
    }
}
