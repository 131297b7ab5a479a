//! What the screen of enquiries has done by the driver, and what comes of it. Plain data.

use crate::domain::numbers::order_no::OrderNo;
use crate::store::records::{
    Colleague, EnquiryDone, EnquiryPage, EnquiryQuery, EnquiryRow, EnquiryThread, NewReply, OrderFile, Replied, ReplyTakenBack,
    Replying,
};

/// Something to do with the enquiries of an institution.
#[derive(Debug, Clone, PartialEq)]
pub enum EnquiryAct {
    /// Read a page of the list.
    LoadPage(EnquiryQuery),
    /// Search.
    Find(String),
    /// Read these rows again.
    LoadRows(Vec<String>),
    /// Count what waits.
    Count,
    /// Read one, with the order it is about.
    Open(String),
    /// Read all about this order.
    OfOrder(OrderNo),
    /// Ask who is just writing a reply to what.
    Replying,
    /// Read who an enquiry can be handed over to.
    Colleagues,
    /// Remember that we have read up to this post.
    MarkRead {
        /// Which enquiry.
        enquiry_no: String,
        /// Up to which post.
        post: u32,
    },
    /// Save a reply that has been begun. A newer one for the same enquiry replaces one that still waits.
    SaveDraft {
        /// Which enquiry.
        enquiry_no: String,
        /// The text.
        body: String,
    },
    /// Say that we write a reply, for so many milliseconds; `None`: not any more.
    Presence {
        /// Which enquiry.
        enquiry_no: String,
        /// For how long.
        lease_ms: Option<i64>,
    },
    /// Send a reply.
    Send(Box<NewReply>),
    /// Ask whether the reply with this token was sent.
    AskSent {
        /// Its token.
        token: String,
    },
    /// Take a reply back.
    TakeBack {
        /// Which enquiry.
        enquiry_no: String,
        /// The reply's token.
        token: String,
    },
    /// Hand an enquiry over.
    HandOver {
        /// Which.
        enquiry_no: String,
        /// To whom (login).
        to: String,
        /// With which note.
        note: String,
    },
    /// Close an enquiry.
    Close {
        /// Which.
        enquiry_no: String,
        /// The newest post we have seen.
        seen_post: u32,
    },
    /// Open a closed one again.
    Reopen {
        /// Which.
        enquiry_no: String,
    },
}

/// The order an enquiry is about, as it stands beside the thread.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The order.
    pub file: OrderFile,
    /// How many findings warn or err.
    pub notable: usize,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum EnquiryReply {
    /// A page of the list, or what was found.
    Page(EnquiryPage),
    /// Rows as they are now.
    Rows(Vec<EnquiryRow>),
    /// How many wait.
    Count(u32),
    /// One enquiry with its order, if the institution has both; `None`: there is no such enquiry.
    Thread(Option<Box<(EnquiryThread, Option<Beside>)>>),
    /// All about an order.
    OfOrder(Vec<EnquiryThread>),
    /// Who is just writing a reply.
    Replying(Vec<Replying>),
    /// Who an enquiry can be handed over to.
    Colleagues(Vec<Colleague>),
    /// Remembered; nobody waits for it.
    Noted,
    /// A reply was sent, or why not.
    Sent(Replied),
    /// Nobody knows yet whether the reply with this token was sent.
    OutcomeUnknown {
        /// Its token.
        token: String,
    },
    /// The reply asked for by token was not sent.
    NotSent,
    /// A reply was taken back, or why not.
    TakenBack(ReplyTakenBack),
    /// Handed over, closed or opened, or why not.
    Done(EnquiryDone),
}
