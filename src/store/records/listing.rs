//! The dishonesty list: proposals, second looks, and pages of it.

use serde::{Deserialize, Serialize};

use crate::domain::listing::{ListingState, LookOutcome, Standing, Term};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;
use crate::domain::verdict::FieldVerdict;

/// What a listing was proposed on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// SHA-256 of the item's current files.
    pub attachments: Vec<String>,
    /// Codes of the reasons for which it was rejected.
    pub reasons: Vec<String>,
}

/// A listing to be proposed with a decision that rejects an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// A UUIDv7.
    pub listing: String,
    /// 1-based number of the rejected item; its holder is who is proposed.
    pub item: u32,
    /// Why, in the words of the catalogue.
    pub reason: String,
    /// What it rests on.
    pub evidence: Evidence,
}

/// Someone who did something to a listing, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneBy {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// When.
    pub at: Millis,
}

/// The proposal a listing came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The order whose rejection proposed it.
    pub order_no: OrderNo,
    /// Its item.
    pub item: u32,
    /// Who rejected it.
    pub by: DoneBy,
    /// Until when the decision can be taken back: no second look before that.
    pub held_until: Millis,
    /// What it rests on.
    pub evidence: Evidence,
}

/// An entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingRecord {
    /// Whose.
    pub institution: String,
    /// Its id.
    pub listing: String,
    /// 18-digit form for a resident ID.
    pub id_no: String,
    /// The holder's name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// State and days.
    pub term: Term,
    /// Where it came from; `None` for one that was taken over.
    pub proposed: Option<Proposed>,
    /// Who confirmed or declined it.
    pub decided: Option<DoneBy>,
    /// Why it was declined.
    pub declined_reason: Option<String>,
    /// Who withdrew it, and why.
    pub withdrawn: Option<(DoneBy, String)>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingQuery {
    /// Whose list.
    pub institution: String,
    /// Which of it.
    pub standing: Standing,
    /// After this entry of the page before: its last day and its id.
    pub after: Option<(String, String)>,
    /// At most so many.
    pub limit: u32,
}

/// Entries in order (proposals oldest first, all else newest first).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListingPage {
    /// The entries.
    pub rows: Vec<ListingRecord>,
    /// Where the next page goes on, if there is more.
    pub next: Option<(String, String)>,
    /// How many proposals wait in the institution, counted up to a thousand.
    pub waiting: u32,
}

/// What a second person saw for themselves and came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondLook {
    /// Confirm or decline.
    pub outcome: LookOutcome,
    /// Why it is declined; else a remark, or nothing.
    pub reason: String,
    /// Their own verdicts.
    pub verdicts: Vec<FieldVerdict>,
}

/// An entry with the second look, once there was one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingFile {
    /// The entry.
    pub record: ListingRecord,
    /// The second look.
    pub look: Option<SecondLook>,
}

/// What came of a second look or of withdrawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ListingDone {
    /// Done.
    Done,
    /// It is one's own proposal.
    Own,
    /// Its decision can still be taken back.
    Held {
        /// Until when.
        until: Millis,
    },
    /// Its state does not allow it (any more); nothing was changed.
    Settled {
        /// The state.
        state: ListingState,
    },
    /// There is no such listing in this institution.
    Unknown,
}
