//! A draft: all that a proofreader has done to an order and not yet decided. Saved within a second of a keystroke, per order and
//! member of staff; it outlives crash, lost claim and reassignment.

use serde::{Deserialize, Serialize};

use super::certificate::Field;
use super::decision::ItemOutcome;
use super::time::Millis;
use super::verdict::FieldVerdict;

/// A note among colleagues that belongs to one field; like all notes, never in a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldNote {
    /// 1-based number of the item within its order.
    pub item: u32,
    /// The field.
    pub field: Field,
    /// What it says.
    pub text: String,
}

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
    /// Notes on single fields, likewise; by item and field, at most one each. They stay with the decision that ends the draft.
    pub field_notes: Vec<FieldNote>,
    /// When it was last changed, by the clock of the desk that did; for the notice on restoring it.
    pub changed_at: Option<Millis>,
}

impl Draft {
    /// Whether there is nothing in it worth keeping.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.verdicts.is_empty()
            && self.outcomes.is_empty()
            && self.letter.is_none()
            && self.note.is_empty()
            && self.field_notes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_saved_before_fields_had_notes_is_read() {
        let draft: Draft = serde_json::from_str(r#"{"version":3,"note":"看钢印"}"#).unwrap();
        assert_eq!((draft.version, draft.note.as_str(), draft.field_notes.len()), (3, "看钢印", 0));
    }

    #[test]
    fn a_note_on_a_field_is_worth_keeping() {
        let note = FieldNote { item: 1, field: Field::School, text: "章上是旧校名".into() };
        let draft = Draft { field_notes: vec![note], ..Draft::default() };
        assert!(!draft.is_empty());
        let json = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), draft);
    }
}
