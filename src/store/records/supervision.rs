//! What a supervisor sees of an institution's work, and does about it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::numbers::order_no::OrderNo;
use crate::domain::status::Status;
use crate::domain::time::Millis;

/// Orders or decisions of an hour or a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flowed {
    /// When it begins.
    pub from: Millis,
    /// Orders that came in (first or again).
    pub arrived: u64,
    /// Decisions made, by where they led, without those taken back.
    pub decided: BTreeMap<Status, u64>,
}

/// What a member of staff did today and in the last seven days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performance {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// Decisions since midnight in China.
    pub today: u64,
    /// Decisions in seven days, today's too.
    pub week: u64,
    /// Median time from claim to decision of at most the last 200 of those, in milliseconds.
    pub median_ms: Option<i64>,
    /// Skips in seven days.
    pub skips: u64,
}

/// An order that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldOrder {
    /// Which.
    pub order_no: OrderNo,
    /// Its certificate holder, for the screen.
    pub holder: String,
    /// Login of who has it.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Since when.
    pub since: Millis,
    /// Until when, unless renewed.
    pub until: Millis,
    /// When the order came in.
    pub submitted_at: Millis,
}

/// An open order in the lists of the oldest and of those without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOrder {
    /// Which.
    pub order_no: OrderNo,
    /// Its certificate holder, for the screen.
    pub holder: String,
    /// Since when it waits: its submission, or the decision that asked for a supplement.
    pub since: Millis,
    /// Name of who holds it, if anyone does.
    pub held_by: Option<String>,
}

/// The dashboard of an institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dashboard {
    /// Orders by status, of this institution, without the zeros.
    pub counts: BTreeMap<Status, u64>,
    /// Orders by status of every institution (institution's code first); empty for staff of one institution.
    pub institutions: BTreeMap<String, BTreeMap<Status, u64>>,
    /// How many orders to proofread came in on which day, oldest first: a range count over the open work's index, at most 400 days.
    pub waiting_by_day: Vec<(NaiveDate, u64)>,
    /// The 20 oldest orders to proofread.
    pub oldest: Vec<OpenOrder>,
    /// The 50 longest-standing claims.
    pub held: Vec<HeldOrder>,
    /// The 50 oldest supplement requests without an answer.
    pub unanswered: Vec<OpenOrder>,
    /// The last 24 hours, by hour, oldest first.
    pub hours: Vec<Flowed>,
    /// The last 14 days, by day in China, oldest first.
    pub days: Vec<Flowed>,
    /// By person, most decisions first.
    pub people: Vec<Performance>,
    /// The database's present moment.
    pub now: Millis,
}

/// What a supervisor does to one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intervention {
    /// End somebody's claim.
    Release,
    /// Give the order to somebody: it is postponed for them until now, so that `n` gives it to nobody else for a working day.
    Reassign {
        /// Their login.
        to: String,
    },
    /// Open a decided order again.
    Reopen,
    /// Reject an order whose supplement never came.
    RejectUnanswered,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intervened {
    /// Done.
    Done,
    /// Nobody holds it (any more), or its status does not allow it: what its status is now.
    Settled {
        /// As it is now.
        status: Status,
    },
    /// Its decision can still be taken back until then: reopening waits for that.
    Held {
        /// By the database's clock.
        until: Millis,
    },
    /// There is no such order, or no such colleague who may decide, in this institution.
    Unknown,
}
