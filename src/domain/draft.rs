//! A draft: all that a proofreader has done to an order and not yet decided. Saved within a second of a keystroke, per order and
//! member of staff; it outlives crash, lost claim and reassignment.

use serde::{Deserialize, Serialize};

use super::decision::ItemOutcome;
use super::time::Millis;
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
    /// The generated letter that `letter` was edited from: where the decision has changed since, the desk says so.
    pub letter_of: Option<String>,
    /// A note among colleagues, never shown to the applicant.
    pub note: String,
    /// When it was last changed, by the clock of the desk that did; for the notice on restoring it.
    pub changed_at: Option<Millis>,
}

impl Draft {
    /// Whether there is nothing in it worth keeping.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.verdicts.is_empty() && self.outcomes.is_empty() && self.letter.is_none() && self.note.is_empty()
    }
}
