//! What the portal hands the desk.

use crate::domain::finding::Noticed;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::Identity;
use crate::domain::order::KeptAttachment;
use crate::domain::order::NewOrder;
use crate::domain::order::Service;
use crate::domain::status::Status;
use crate::domain::time::Millis;

/// A feed event seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenEvent {
    /// SHA-256 of its canonical JSON, hexadecimal.
    pub digest: String,
    /// What it was about: an order number, or `enquiry:NUMBER`.
    pub subject: String,
}

/// What the intake has to know of an order to judge a later event of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderBrief {
    /// Its institution.
    pub institution: String,
    /// The portal's account.
    pub account: String,
    /// Where it stands.
    pub status: Status,
    /// Its round.
    pub round: u32,
    /// Services of its items, in order, with how each holder was verified.
    pub items: Vec<(Service, Identity)>,
}

/// What the intake has to know of an enquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryBrief {
    /// Its institution.
    pub institution: String,
    /// The portal's account.
    pub account: String,
}

/// A validated event of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEvent {
    /// The portal's id of it.
    pub event_id: String,
    /// SHA-256 of its canonical JSON, hexadecimal.
    pub digest: String,
    /// When it happened at the portal.
    pub at: Millis,
    /// What happened.
    pub what: FeedAct,
}

/// What a feed event does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedAct {
    /// A new order.
    Submit(Box<NewOrder>),
    /// The answer to a request for supplementary materials.
    Resubmit {
        /// The order.
        order_no: OrderNo,
        /// Its account.
        account: String,
        /// For each item named: its number and the whole new list.
        items: Vec<(u32, Vec<KeptAttachment>)>,
        /// The notable findings of the whole order as it then is.
        findings: Vec<Noticed>,
    },
    /// The applicant cancels.
    Cancel {
        /// The order.
        order_no: OrderNo,
        /// Its account.
        account: String,
    },
    /// A question.
    Enquiry {
        /// The portal's number of it.
        enquiry_no: String,
        /// Who asks.
        account: String,
        /// Whom.
        institution: String,
        /// About which order, if any.
        order_no: Option<OrderNo>,
        /// Subject line.
        subject: String,
        /// Text.
        body: String,
    },
    /// More of the same question.
    EnquiryFollowup {
        /// The enquiry.
        enquiry_no: String,
        /// Its account.
        account: String,
        /// Text.
        body: String,
    },
}

/// What came of applying an event. The checks that another writer can overtake are made again inside the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applied {
    /// Taken, in one transaction.
    Done,
    /// The same event was taken before.
    Duplicate,
    /// An event with this id and other content was taken before (`event.conflict`).
    Conflict,
    /// `order.exists`.
    OrderExists,
    /// `order.unknown`.
    OrderUnknown,
    /// `order.account`.
    WrongAccount,
    /// `order.state`.
    WrongState(Status),
    /// `certificate.in_progress`, with the 0-based item.
    CertificateInProgress(usize),
    /// `enquiry.exists`.
    EnquiryExists,
    /// `enquiry.unknown`.
    EnquiryUnknown,
    /// `reconsideration.unknown`.
    ReconsiderationUnknown,
}
