//! The queue and what a search finds.

use super::flow::Postponed;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::status::Status;
use crate::domain::time::Millis;

/// The end of a page: after or before which row to read on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueueKey {
    /// `submitted_at` of the row.
    pub submitted_at: Millis,
    /// Its order number.
    pub order_no: OrderNo,
}

/// Which rows of the queue to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueueFrom {
    /// The oldest ones.
    Start,
    /// The newest ones.
    End,
    /// Those after this key.
    After(QueueKey),
    /// Those before this key (the nearest ones, still oldest first).
    Before(QueueKey),
}

/// A page of an institution's open orders in one status, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueQuery {
    /// Whose queue.
    pub institution: String,
    /// `AwaitingProofreading` or `AwaitingSupplement`: the open ones, which the partial index holds.
    pub status: Status,
    /// Where to begin.
    pub from: QueueFrom,
    /// Most rows to read.
    pub limit: u32,
}

/// A row of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// The order.
    pub order_no: OrderNo,
    /// Of the first item.
    pub holder: String,
    /// 概要 of the first item.
    pub summary: String,
    /// Where it stands.
    pub status: Status,
    /// Its round.
    pub round: u32,
    /// Items in all.
    pub items: u32,
    /// Current attachments in all.
    pub attachments: u32,
    /// Findings that warn or err.
    pub findings: u32,
    /// Since when it waits.
    pub submitted_at: Millis,
    /// Who holds it, if a claim stands by the database's clock.
    pub claim: Option<Holder>,
    /// Its postponement, if one stands; its day may have come.
    pub postponed: Option<Postponed>,
}

impl QueueRow {
    /// Where the row stands in the queue.
    #[must_use]
    pub fn key(&self) -> QueueKey {
        QueueKey { submitted_at: self.submitted_at, order_no: self.order_no.clone() }
    }
}

/// Who holds an order, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Login.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// When the claim expires unless renewed.
    pub until: Millis,
}

/// A page of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuePage {
    /// Oldest first.
    pub rows: Vec<QueueRow>,
    /// How many rows lie before the first of these.
    pub before: u64,
    /// How many the queue has in all.
    pub total: u64,
    /// Open work of the institution: awaiting proofreading, awaiting supplement.
    pub open: (u64, u64),
    /// The moment of the read by the database's clock.
    pub now: Millis,
}

/// One search, routed by the shape of what was typed. Keys are ranges `key <= x < key + U+10FFFF` unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchBy {
    /// The first digits of an order number.
    OrderNo(String),
    /// A holder's or applicant's name, from its beginning.
    Name(String),
    /// Pinyin initials of a name, lower case.
    Initials(String),
    /// A school, from its beginning.
    School(String),
    /// Pinyin initials of a school, lower case.
    SchoolInitials(String),
    /// The tail of a certificate, ID or mobile number (as typed; the store reverses it).
    Tail(String),
    /// An enquiry's number, from its beginning: the order it is about.
    Enquiry(String),
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Open orders first, then the newest.
    pub rows: Vec<QueueRow>,
    /// Whether there were more than were read.
    pub more: bool,
    /// The moment of the read by the database's clock.
    pub now: Millis,
}
