//! Claims, decisions and the audit trail.

use serde::{Deserialize, Serialize};

use super::listing::Proposal;
use super::queue::Holder;
use crate::domain::decision::ItemOutcome;
use crate::domain::decision::Outcome;
use crate::domain::draft::Draft;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::domain::verdict::FieldVerdict;

/// A claim one holds (领取). Its token tells it from an earlier or later claim by the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose order.
    pub institution: String,
    /// The order.
    pub order_no: OrderNo,
    /// Made by the desk, a UUIDv7.
    pub token: String,
    /// When it expires unless renewed, by the database's clock.
    pub until: Millis,
}

/// What came of trying to claim an order by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// It is yours. A claim one already had is taken over with a new token (another desk of the same person loses it).
    Yours(Claim),
    /// Someone else holds it.
    Held(Holder),
    /// It does not await proofreading.
    WrongState(Status),
    /// It is postponed until a day that has not come; [`resume`](crate::store::Store::resume) ends that.
    Postponed,
    /// It contests a decision of this person's, who may not decide it (G1.6).
    FirstDecider,
    /// There is no such order in this institution.
    Unknown,
}

/// A decision to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision {
    /// The claim under which it is made.
    pub claim: Claim,
    /// The order's version that the proofreader saw.
    pub version: i64,
    /// Made by the desk, a UUIDv7: asking by it tells whether an unknown outcome happened.
    pub token: String,
    /// Id of the message it causes, a UUIDv7.
    pub message_id: String,
    /// For every item of the order, in order.
    pub outcomes: Vec<ItemOutcome>,
    /// All verdicts given.
    pub verdicts: Vec<FieldVerdict>,
    /// Version of the catalogue the letter was made with.
    pub catalogue_version: String,
    /// The letter as the catalogue makes it.
    pub letter_generated: String,
    /// Title of the message.
    pub title: String,
    /// The letter as it goes out.
    pub letter: String,
    /// The draft as it was, so that taking back restores it.
    pub draft: Draft,
    /// How long the message is held, in milliseconds.
    pub hold_ms: i64,
    /// What it proposes for the dishonesty list, at most one for an item that is rejected (G2.2).
    pub proposes: Vec<Proposal>,
}

impl NewDecision {
    /// Where it leads; `None` where it has no outcome.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        Status::of_outcomes(self.outcomes.iter().map(|outcome: &ItemOutcome| -> Outcome { outcome.outcome }))
    }
}

/// What came of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// Made, or made before under the same token: the order's new status and until when it can be taken back.
    Done {
        /// Where it led.
        status: Status,
        /// Until when `u` works.
        held_until: Millis,
    },
    /// Refused: the order is not as the proofreader saw it, or the claim no longer stands. Nothing was changed; the draft is kept.
    Stale {
        /// Where the order stands now.
        status: Status,
        /// Its version now.
        version: i64,
        /// Who holds it now.
        holder: Option<Holder>,
        /// What happened to it since the claim was made, oldest first.
        since: Vec<AuditEntry>,
    },
    /// Refused: the holder of these approved items is on the dishonesty list today (G2.2). Nothing was changed.
    Listed {
        /// 1-based numbers.
        items: Vec<u32>,
    },
}

/// What came of taking a decision back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenBack {
    /// Done: the order awaits proofreading again, is claimed again by its decider, and the draft is as it was.
    Done(Claim),
    /// Its hold is over, or its message was handed over.
    TooLate,
    /// It was taken back before, is not this person's, or the order moved on.
    NotPossible,
}

/// A row of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Whose.
    pub institution: String,
    /// An order number, `enquiry:NUMBER` or `staff:LOGIN`.
    pub subject: String,
    /// From 1 within the subject.
    pub seq: i64,
    /// When, by the database's clock.
    pub at: Millis,
    /// A login, or `portal`.
    pub actor: String,
    /// `submit`, `claim`, `release`, `skip`, `postpone`, `resume`, `note`, `decide`, `take_back`, `resubmit`, `cancel`, …
    pub action: String,
    /// JSON.
    pub detail: String,
    /// Hash of the row before, empty for the first.
    pub prev_hash: String,
    /// See [`crate::store::chain`].
    pub hash: String,
}

/// Where an order says that its trail ends, and where it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailHead {
    /// Whose.
    pub institution: String,
    /// Which order.
    pub order_no: OrderNo,
    /// The newest row, as the order names it.
    pub audit_seq: i64,
    /// The newest row there is.
    pub newest: Option<i64>,
}
