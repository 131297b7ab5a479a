//! Enquiries (我的咨询) as the desk reads them and answers them.

use serde::{Deserialize, Serialize};

use crate::domain::enquiry::{EnquiryState, Shelf};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;

/// Which page of an institution's enquiries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryQuery {
    /// Whose.
    pub institution: String,
    /// On which shelf.
    pub shelf: Shelf,
    /// What is looked for: an enquiry or order number, or a part of the subject; empty: all of the shelf.
    pub find: String,
    /// Behind this row; `None`: from the start.
    pub after: Option<(Millis, String)>,
    /// Rows at most.
    pub limit: u32,
}

/// A thread in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryRow {
    /// Its number.
    pub enquiry_no: String,
    /// The order it is about, if any.
    pub order_no: Option<OrderNo>,
    /// Its subject, as the applicant wrote it.
    pub subject: String,
    /// Open or closed.
    pub state: EnquiryState,
    /// Posts there are.
    pub posts: u32,
    /// When the newest post came.
    pub last_post_at: Millis,
    /// Since when the applicant waits for an answer, if they do.
    pub waiting_since: Option<Millis>,
    /// Login and name of the colleague it was handed to, if any.
    pub assigned: Option<(String, String)>,
    /// Whether there are posts of the applicant that this reader has not read.
    pub is_unread: bool,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnquiryPage {
    /// Unanswered ones: the oldest first; others: the newest first.
    pub rows: Vec<EnquiryRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<(Millis, String)>,
    /// Open unanswered ones of the institution, counted up to a thousand.
    pub waiting: u32,
}

/// A post of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryPost {
    /// From 1 within the thread.
    pub post: u32,
    /// Login and name of the member of staff; `None`: the applicant.
    pub staff: Option<(String, String)>,
    /// When.
    pub at: Millis,
    /// Its text.
    pub body: String,
    /// Until when this reply can be taken back; `None` where it is not held (any more).
    pub held_until: Option<Millis>,
    /// Whether it was taken back: kept, and shown to colleagues only.
    pub is_taken_back: bool,
}

/// A note with which a thread was handed over, closed or opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryNote {
    /// When.
    pub at: Millis,
    /// Name of who did it.
    pub staff_name: String,
    /// `hand_over`, `close` or `reopen`.
    pub action: String,
    /// Name of the colleague it went to, of a handing over.
    pub to_name: Option<String>,
    /// What they wrote.
    pub note: String,
}

/// Someone who is at a thread now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// Whether they are typing a reply.
    pub is_replying: bool,
}

/// Everything about a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryFile {
    /// As in the list.
    pub row: EnquiryRow,
    /// Whose account asked.
    pub account: String,
    /// Oldest first.
    pub posts: Vec<EnquiryPost>,
    /// Oldest first.
    pub notes: Vec<EnquiryNote>,
    /// Colleagues who are at it now, without the reader.
    pub present: Vec<Present>,
    /// The reader's unsent reply.
    pub draft: String,
    /// The database's present moment.
    pub now: Millis,
}

/// A reply to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReply {
    /// Whose thread.
    pub institution: String,
    /// Which.
    pub enquiry_no: String,
    /// Made by the desk; a second one with the same token is the same reply.
    pub token: String,
    /// The newest post that its writer has seen: where there is a newer one, nothing is sent.
    pub seen_post: u32,
    /// Its text.
    pub body: String,
    /// For how long it can be taken back, in milliseconds.
    pub hold_ms: i64,
    /// Whether the thread is closed with it.
    pub closes: bool,
}

/// What came of a change to a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnquiryDone {
    /// Done.
    Done,
    /// A reply was sent; it can be taken back until then.
    Sent {
        /// By the database's clock.
        held_until: Millis,
    },
    /// Something newer came in: nothing was sent. The newest post's number.
    Newer {
        /// From 1.
        post: u32,
    },
    /// It is closed, or open, already.
    Settled,
    /// Its message went out, or somebody else took it back: too late.
    TooLate,
    /// There is no such thread, reply or colleague in this institution.
    Unknown,
}
