//! What a supervisor sees of an institution's work, and what comes of what they do about it.

use serde::{Deserialize, Serialize};

use super::outgoing::Count;
use super::queue::QueueRow;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::status::Status;
use crate::domain::time::Millis;

/// An open order among the oldest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldOrder {
    /// Its row of the queue.
    pub row: QueueRow,
    /// Working milliseconds it has waited in this round.
    pub round_ms: i64,
    /// Working milliseconds it has waited for the desk in all its rounds.
    pub own_ms: i64,
    /// When it first came.
    pub came_at: Millis,
}

/// An order that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldOrder {
    /// Which.
    pub order_no: OrderNo,
    /// Of its first item.
    pub holder: String,
    /// Login of who has it.
    pub staff: String,
    /// Their name.
    pub staff_name: String,
    /// Since when.
    pub since: Millis,
    /// Until when, unless renewed.
    pub until: Millis,
}

/// An order whose applicant was asked for a supplement and has not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedOrder {
    /// Which.
    pub order_no: OrderNo,
    /// Of its first item.
    pub holder: String,
    /// Its round.
    pub round: u32,
    /// When the applicant was asked.
    pub asked_at: Millis,
    /// Whole working days since.
    pub days: u32,
}

/// What came in or went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FlowAct {
    /// A first submission.
    Submitted,
    /// A resubmission.
    Resubmitted,
    /// A decision that stands, by where it led.
    Decided(Status),
    /// Cancelled by its applicant.
    Cancelled,
    /// Reopened by a supervisor.
    Reopened,
    /// Rejected by a supervisor because the supplement never came.
    RejectedUnanswered,
}

/// How much of it in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// The hour's first moment.
    pub hour: Millis,
    /// Of what.
    pub act: FlowAct,
    /// How many.
    pub n: u64,
}

/// What a person decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonWork {
    /// Login.
    pub staff: String,
    /// Name.
    pub name: String,
    /// Decisions since midnight in China.
    pub today: u64,
    /// Those of the day before.
    pub yesterday: u64,
    /// Those of today and the six days before.
    pub week: u64,
    /// The middle one of their times from claim to decision in that week, in milliseconds: of the last claim each decision was made
    /// under. `None` where none is known.
    pub median_ms: Option<i64>,
    /// How often they skipped an order in that week.
    pub skips: u64,
}

/// What happened to an order: a decision that stands, or something else that the charts count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// To which order.
    pub order_no: OrderNo,
    /// Of its first item.
    pub holder: String,
    /// What.
    pub act: FlowAct,
    /// Where the order stands now.
    pub status: Status,
    /// Login of who did it.
    pub staff: String,
    /// Their name.
    pub staff_name: String,
    /// When.
    pub at: Millis,
}

/// What one number of the charts, or of what a person did, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Passing {
    /// First submissions and resubmissions.
    Arrived,
    /// Decisions that stand, whatever they led to, and rejections of what was never supplemented.
    Decided,
    /// Those of them that led here.
    DecidedAs(Status),
    /// What its applicant cancelled.
    Cancelled,
    /// What a supervisor reopened.
    Reopened,
}

/// Asks for everything of one kind that happened in a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HappenedQuery {
    /// In which institution.
    pub institution: String,
    /// Of which kind.
    pub passing: Passing,
    /// Login of who decided; `None`: anybody.
    pub staff: Option<String>,
    /// From this moment on.
    pub since: Millis,
    /// Until before this one.
    pub until: Millis,
    /// Most rows to read.
    pub limit: u32,
}

/// What happened, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HappenedList {
    /// The newest ones.
    pub rows: Vec<Happened>,
    /// Whether there are older ones.
    pub more: bool,
}

/// The dashboard of an institution. No part of it takes longer to read as the orders grow in number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dashboard {
    /// Orders by institution and status, without the zeros: of all institutions for staff of all, else of the one.
    pub counts: Vec<Count>,
    /// Orders to proofread by how long they have waited: one number for each of [`Band::ALL`](crate::domain::ageing::Band::ALL).
    pub bands: Vec<u64>,
    /// The oldest orders to proofread, oldest first.
    pub oldest: Vec<OldOrder>,
    /// The longest-standing claims, oldest first.
    pub held: Vec<HeldOrder>,
    /// The oldest requests without an answer.
    pub asked: Vec<AskedOrder>,
    /// How many requests have gone unanswered for so long that a supervisor may reject their orders.
    pub overdue: u64,
    /// What came in and went out of the last thirty days and today, by hour, oldest first.
    pub flow: Vec<Flow>,
    /// By person, most decisions of the week first.
    pub people: Vec<PersonWork>,
    /// The newest decisions, newest first.
    pub recent: Vec<Happened>,
    /// The moment of the read by the database's clock.
    pub now: Option<Millis>,
}

/// What the applicant is told of what a supervisor did. It is held like the message of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Its id, a UUIDv7.
    pub message_id: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// For how long it is held, in milliseconds.
    pub hold_ms: i64,
}

/// What came of what a supervisor did to an order. Whatever is not [`Intervened::Done`] changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Intervened {
    /// Done.
    Done,
    /// Nobody holds it (any more).
    Free,
    /// Its status does not allow it (any more).
    Settled {
        /// As it is now.
        status: Status,
    },
    /// Its decision can still be taken back.
    Held {
        /// Until when.
        until: Millis,
    },
    /// What its decision proposed for the dishonesty list waits for a second look.
    Proposed,
    /// The same certificate has another order that has not ended (G3.12).
    Unfinished {
        /// Which; `None` for one of another institution, which is not named.
        order_no: Option<OrderNo>,
    },
    /// The applicant was asked too short a time ago.
    TooEarly {
        /// When.
        asked_at: Millis,
    },
    /// It contests a decision of that colleague's, who may not decide it (G1.6).
    FirstDecider,
    /// There is no such colleague who decides orders of this institution.
    NoColleague,
    /// There is no such order in this institution.
    Unknown,
}
