//! What goes into the store and comes out of it, free of any engine's types.

use serde::{Deserialize, Serialize};

use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::Certificate;
use crate::domain::decision::{ItemOutcome, Outcome};
use crate::domain::draft::Draft;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{Applicant, Identity, Invoice, KeptAttachment, NewOrder, OrderKind, Payment, Service};
use crate::domain::staff::Role;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::domain::verdict::FieldVerdict;

/// An acceptance institution (受理机构).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Institution {
    /// The feed's word for it: `hubei`.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// What lists show: 湖北 (G6.1).
    pub short_name: String,
    /// GB/T 2260 head of its province; `None` for the national one.
    pub province_code: Option<String>,
}

/// A member of staff as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRecord {
    /// Login name.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Code of their institution; `None` for all.
    pub institution: Option<String>,
    /// PHC string of argon2id.
    pub password_hash: String,
    /// Whether they may no longer sign in.
    pub disabled: bool,
}

// ---- portal → desk

/// A feed event seen before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenEvent {
    /// SHA-256 of its canonical JSON, hexadecimal.
    pub digest: String,
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

// ---- desk → portal

/// A message for the applicant (我的消息), due to be handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutMessage {
    /// Its id.
    pub message_id: String,
    /// The order it is about.
    pub order_no: Option<OrderNo>,
    /// The enquiry it answers.
    pub enquiry_no: Option<String>,
    /// Whom it is for.
    pub account: String,
    /// `accepted`, `rejected`, `supplement`, `enquiry_reply` or `reopened`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// When it was written.
    pub at: Millis,
}

/// The progress of an order (申请进度查询, G8.7): nothing personal beyond the guide's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The order.
    pub order_no: OrderNo,
    /// Code of its institution.
    pub institution: String,
    /// Where it stands.
    pub status: Status,
    /// Its round.
    pub round: u32,
    /// Its items.
    pub items: Vec<ProgressItem>,
    /// When it last changed.
    pub updated_at: Millis,
}

/// One item's progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressItem {
    /// 1-based.
    pub item: u32,
    /// The service.
    pub service: Service,
    /// Where it stands.
    pub status: Status,
    /// 概要 (G8.2).
    pub summary: String,
}

/// How many orders an institution has in a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Code of the institution.
    pub institution: String,
    /// The status.
    pub status: Status,
    /// How many.
    pub n: i64,
}

// ---- the desk: queue

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

// ---- the desk: one order

/// All that the desk knows of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderFile {
    /// The order.
    pub order_no: OrderNo,
    /// Whose.
    pub institution: String,
    /// New or a reconsideration.
    pub kind: OrderKind,
    /// The order it contests.
    pub reconsiders: Option<OrderNo>,
    /// Where it stands.
    pub status: Status,
    /// Its round.
    pub round: u32,
    /// Goes up with each change of status; a decision names the one it saw.
    pub version: i64,
    /// The newest audit row of it that this file has seen.
    pub audit_seq: i64,
    /// The portal's account.
    pub account: String,
    /// 申请目的.
    pub purpose: String,
    /// When the first round was submitted.
    pub first_submitted_at: Millis,
    /// When this round was.
    pub submitted_at: Millis,
    /// When the notice was consented to.
    pub consented_at: Millis,
    /// Who applied.
    pub applicant: Applicant,
    /// The applicant's remark.
    pub remark: String,
    /// Free or paid.
    pub payment: Payment,
    /// An invoice, if asked for.
    pub invoice: Option<Invoice>,
    /// Its items, in order.
    pub items: Vec<ItemFile>,
    /// Decisions made, oldest first, those taken back among them.
    pub decisions: Vec<DecisionRecord>,
    /// Messages written, oldest first.
    pub messages: Vec<MessageRecord>,
    /// Who holds it.
    pub claim: Option<Holder>,
    /// The moment of the read by the database's clock.
    pub now: Millis,
}

impl OrderFile {
    /// The newest decision that was not taken back.
    #[must_use]
    pub fn last_decision(&self) -> Option<&DecisionRecord> {
        self.decisions.iter().rev().find(|decision| decision.taken_back_at.is_none())
    }
}

/// One item of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFile {
    /// 1-based.
    pub item: u32,
    /// What is asked for.
    pub service: Service,
    /// Chinese copies.
    pub copies_zh: u32,
    /// English copies.
    pub copies_en: u32,
    /// Price of a copy in fen.
    pub unit_price_fen: i64,
    /// How the holder was verified.
    pub identity: Identity,
    /// Where it stands.
    pub status: Status,
    /// What was typed.
    pub certificate: Certificate,
    /// All files of all rounds, by round and position.
    pub attachments: Vec<StoredAttachment>,
}

/// A file of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAttachment {
    /// 1-based item.
    pub item: u32,
    /// The round in which it came.
    pub round: u32,
    /// Its place in that round's list, from 0.
    pub position: u32,
    /// Its facts.
    pub file: KeptAttachment,
    /// The round whose list no longer has it; `None` while it is current.
    pub superseded_by: Option<u32>,
}

impl StoredAttachment {
    /// The kind the applicant gave it.
    #[must_use]
    pub const fn kind(&self) -> AttachmentKind {
        self.file.kind
    }
}

/// A decision as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// The desk's token of it.
    pub token: String,
    /// Round and version of the order as it was decided.
    pub round: u32,
    /// Version of the order as it was decided.
    pub version: i64,
    /// Where it led.
    pub status: Status,
    /// Login of who decided.
    pub staff: String,
    /// Their name.
    pub staff_name: String,
    /// When.
    pub decided_at: Millis,
    /// Until when it may be taken back.
    pub held_until: Millis,
    /// When it was taken back.
    pub taken_back_at: Option<Millis>,
    /// Outcomes by item.
    pub outcomes: Vec<ItemOutcome>,
    /// Verdicts.
    pub verdicts: Vec<FieldVerdict>,
    /// The letter as sent.
    pub letter: String,
}

/// A message as written, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRecord {
    /// As the portal gets it.
    pub message: OutMessage,
    /// Until when it is held.
    pub held_until: Millis,
    /// When its decision was taken back.
    pub withdrawn_at: Option<Millis>,
    /// When it was handed over.
    pub delivered_at: Option<Millis>,
}

// ---- the desk: claims and decisions

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
    /// `submit`, `claim`, `release`, `decide`, `take_back`, `resubmit`, `cancel`, …
    pub action: String,
    /// JSON.
    pub detail: String,
    /// Hash of the row before, empty for the first.
    pub prev_hash: String,
    /// See [`super::chain`].
    pub hash: String,
}

// ---- bulk

/// An order with a history, for demonstration data: loaded as if it had come, been decided and moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedOrder {
    /// As submitted in its first round.
    pub order: NewOrder,
    /// What happened afterwards, oldest first.
    pub history: Vec<LoadedStep>,
}

/// A step of a loaded order's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadedStep {
    /// It was decided.
    Decision {
        /// By whom (login).
        staff: String,
        /// When.
        at: Millis,
        /// For every item.
        outcomes: Vec<ItemOutcome>,
        /// Verdicts.
        verdicts: Vec<FieldVerdict>,
        /// Catalogue's version.
        catalogue_version: String,
        /// Title of the message.
        title: String,
        /// The letter.
        letter: String,
        /// Whether the portal has fetched the message.
        delivered: bool,
    },
    /// The applicant answered with new lists.
    Resubmit {
        /// When.
        at: Millis,
        /// For each item named: its number and the whole new list.
        items: Vec<(u32, Vec<KeptAttachment>)>,
    },
    /// The applicant cancelled.
    Cancel {
        /// When.
        at: Millis,
    },
}

/// An enquiry with its posts, for demonstration data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedEnquiry {
    /// Its number.
    pub enquiry_no: String,
    /// Whose.
    pub institution: String,
    /// Who asks.
    pub account: String,
    /// About which order.
    pub order_no: Option<OrderNo>,
    /// Subject line.
    pub subject: String,
    /// Posts: when, the login of the staff member who wrote it (`None`: the applicant), text.
    pub posts: Vec<(Millis, Option<String>, String)>,
}

/// An entry of the dishonesty list (G2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which institution listed them.
    pub institution: String,
    /// A UUIDv7.
    pub listing: String,
    /// 18-digit form for a resident ID.
    pub id_no: String,
    /// Their name.
    pub name: String,
    /// First day on which it holds.
    pub effective_on: chrono::NaiveDate,
    /// First day on which it no longer does.
    pub ends_on: chrono::NaiveDate,
    /// Why.
    pub reason: String,
}
