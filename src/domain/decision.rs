//! Decisions: an outcome for each item, made for the whole order at once.

use serde::{Deserialize, Serialize};

use super::certificate::Field;
use super::coded::coded;
use super::status::Status;
use super::verdict::Verdict;

coded! {
    /// What is decided of an item.
    Outcome {
        /// 通过.
        Approve = "approve",
        /// 不通过.
        Reject = "reject",
        /// 补充材料.
        Supplement = "supplement",
    }
}

impl Outcome {
    /// The item's status after this outcome.
    #[must_use]
    pub const fn status(self) -> Status {
        match self {
            Self::Approve => Status::Accepted,
            Self::Reject => Status::Rejected,
            Self::Supplement => Status::AwaitingSupplement,
        }
    }
}

/// The outcome of one item, with the codes of its reasons (none for an approval).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOutcome {
    /// 1-based number of the item within its order.
    pub item: u32,
    /// What is decided.
    pub outcome: Outcome,
    /// Codes from the catalogue, in the order in which the letter gives them.
    pub reasons: Vec<String>,
}

/// Why an item cannot have this outcome yet. The desk shows it instead of a dead key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// Fields without a verdict.
    Unjudged(Vec<Field>),
    /// An approval although these fields are adverse.
    Adverse(Vec<Field>),
    /// A rejection or a supplement without a reason.
    NoReason,
}

/// What still stands between an item and an outcome, given the verdicts on its fields and the number of reasons chosen.
///
/// An approval needs a verdict on every field and no adverse one; a rejection or a supplement needs a reason, and may be made
/// as soon as it is plain, without judging the rest.
#[must_use]
pub fn obstacles(outcome: Outcome, fields: &[(Field, Option<Verdict>)], reasons: usize) -> Vec<Obstacle> {
    let mut found = Vec::new();
    match outcome {
        Outcome::Approve => {
            let unjudged: Vec<Field> = fields.iter().filter(|(_, verdict)| verdict.is_none()).map(|(field, _)| *field).collect();
            let adverse: Vec<Field> =
                fields.iter().filter(|(_, verdict)| verdict.is_some_and(Verdict::is_adverse)).map(|(field, _)| *field).collect();
            if !unjudged.is_empty() {
                found.push(Obstacle::Unjudged(unjudged));
            }
            if !adverse.is_empty() {
                found.push(Obstacle::Adverse(adverse));
            }
        }
        Outcome::Reject | Outcome::Supplement => {
            if reasons == 0 {
                found.push(Obstacle::NoReason);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_waits_for_every_field() {
        let fields = [(Field::Holder, Some(Verdict::Match)), (Field::Number, None), (Field::School, Some(Verdict::Illegible))];
        assert_eq!(
            obstacles(Outcome::Approve, &fields, 0),
            vec![Obstacle::Unjudged(vec![Field::Number]), Obstacle::Adverse(vec![Field::School])]
        );
        let judged = [(Field::Holder, Some(Verdict::Match)), (Field::Duration, Some(Verdict::NotApplicable))];
        assert_eq!(obstacles(Outcome::Approve, &judged, 0), vec![]);
    }

    #[test]
    fn a_refusal_waits_for_a_reason_only() {
        let fields = [(Field::Holder, None)];
        assert_eq!(obstacles(Outcome::Reject, &fields, 0), vec![Obstacle::NoReason]);
        assert_eq!(obstacles(Outcome::Supplement, &fields, 1), vec![]);
    }
}
