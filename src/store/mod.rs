//! The database. One trait by use case, two engines behind it; nothing outside knows which, or any SQL.
//!
//! `records` is what goes in and out; `reads` the statements both engines share; `sqlite` and `postgres` the two engines, whose
//! writes are one `BEGIN IMMEDIATE` transaction and one function call respectively. Every change of an order's status is one
//! transaction with its audit row, and the database itself refuses what the status machine lacks.
//!
//! Time is always the database's: no method takes "now".

pub mod anchors;
pub mod archive;
pub mod blind;
pub mod chain;
mod engine;
mod enquiries;
pub mod examine;
mod load;
pub mod maintenance;
pub mod moving;
mod postgres;
pub mod reads;
pub mod records;
pub mod reports;
mod rounds;
mod rows;
pub mod sampling;
mod search_keys;
mod sql;
mod sqlite;
mod staff;
pub mod supervision;
mod views;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::NaiveDate;

use crate::domain::draft::Draft;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::postpone::Term;
use crate::domain::related::{Related, Subject};
use crate::domain::staff::Actor;
use crate::domain::time::Millis;
pub use enquiries::EnquiryStore;
use records::{
    Application, Applied, AuditEntry, Claim, Claimed, Count, Decided, EnquiryBrief, FeedEvent, Found, Institution, Listing,
    ListingDone, ListingFile, ListingPage, ListingQuery, LoadedEnquiry, LoadedOrder, Look, NewDecision, OrderBrief, OrderFile,
    OutMessage, Progress, QueuePage, QueueQuery, QueueRow, SearchBy, SecondLook, SeenEvent, SkipCount, StaffRecord,
    StoredAttachment, TakenBack, TrailHead,
};
pub use staff::StaffStore;
pub use supervision::SupervisionStore;

use reports::ReportStore;
pub use views::ViewStore;

/// How long a claim lasts unless renewed, in milliseconds (design: 15 minutes).
pub const CLAIM_MS: i64 = 15 * 60 * 1000;

/// For how long whoever skipped an order is not given it again, in milliseconds. (PostgreSQL's `claim_next` has it, too.)
pub const SKIPPED_MS: i64 = 60 * 60 * 1000;

/// Why the store could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or is busy; nothing was changed.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// There is no room left where the database is; nothing was changed.
    #[error("no room left for the database: {0}")]
    Full(String),
    /// The database cannot be written: it was made read-only, or a permission was taken away; nothing was changed.
    #[error("the database cannot be written: {0}")]
    ReadOnly(String),
    /// The connection was lost while a change was being committed: ask by token whether it happened, never repeat blindly.
    #[error("outcome unknown: {0}")]
    Unknown(String),
    /// A unique key is taken (a login, an institution).
    #[error("already exists: {0}")]
    Exists(String),
    /// There is no such thing.
    #[error("not found: {0}")]
    NotFound(String),
    /// The database's own guard refused: a hole in the program, not in the data.
    #[error("refused by the database: {0}")]
    Refused(String),
    /// The URL names no engine we know, or a place that cannot hold a database (a network share).
    #[error("unusable database: {0}")]
    Unusable(String),
    /// The server could not prove who it is: its certificate is not of the authority that is trusted, or of another name.
    #[error("the server is not trusted: {0}")]
    Untrusted(String),
    /// The server lets this login in no longer: it was disabled, or its password is another one by now.
    #[error("the server refuses this login: {0}")]
    Barred(String),
    /// A connection pooler stands between, which lends another session to each transaction.
    #[error("a pooler is in between: {0}")]
    Pooled(String),
    /// The database was made by a newer program.
    #[error("the database is of a newer version ({0})")]
    Newer(String),
    /// A row does not have the form the program gave it.
    #[error("corrupt row: {0}")]
    Corrupt(String),
}

impl StoreError {
    /// The stable code for JSON and logs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "database.unavailable",
            Self::Full(_) => "database.full",
            Self::ReadOnly(_) => "database.read_only",
            Self::Unknown(_) => "database.outcome_unknown",
            Self::Exists(_) => "database.exists",
            Self::NotFound(_) => "database.not_found",
            Self::Refused(_) => "database.refused",
            Self::Unusable(_) => "database.unusable",
            Self::Untrusted(_) => "database.untrusted",
            Self::Barred(_) => "database.barred",
            Self::Pooled(_) => "database.pooled",
            Self::Newer(_) => "database.newer",
            Self::Corrupt(_) => "database.corrupt",
        }
    }
}

impl StoreError {
    /// Whether a claim or a hold ended between the look at it and the guard's own: looked at again it has ended, which is an answer
    /// and no error.
    fn ran_out(&self) -> bool {
        let ends = ["decisions.hold:", "decisions.claim:", "enquiry_replies.hold:"];
        matches!(self, Self::Refused(why) if ends.iter().any(|guard| why.starts_with(guard)))
    }
}

/// Of a store.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Use cases of the intake, the portal and the desk. Every method on an order names its institution: an order of another one is
/// not found.
#[async_trait]
pub trait Store:
    ViewStore
    + anchors::AnchorStore
    + archive::ArchiveStore
    + maintenance::MaintenanceStore
    + SupervisionStore
    + ReportStore
    + StaffStore
    + sampling::SamplingStore
    + EnquiryStore
    + Send
    + Sync
    + fmt::Debug
{
    // ---- institutions and staff

    /// All institutions, by code.
    async fn institutions(&self) -> Result<Vec<Institution>>;
    /// Adds institutions, or renames those there are.
    async fn put_institutions(&self, institutions: &[Institution]) -> Result<()>;
    /// A member of staff by login, disabled ones too.
    async fn staff(&self, login: &str) -> Result<Option<StaffRecord>>;
    /// All of them, by institution and login; without their password hashes.
    async fn staff_list(&self) -> Result<Vec<StaffRecord>>;
    /// Adds one while a desk is set up, where nobody could be asked for a permission yet; the audit row names who in a word.
    /// [`StoreError::Exists`] where the login is taken. From then on: [`StaffStore::add_member`].
    async fn add_staff(&self, by: &str, staff: &StaffRecord) -> Result<()>;
    /// Whether the database has staff at all (a new one offers to make the first).
    async fn has_staff(&self) -> Result<bool>;

    // ---- portal → desk

    /// The event with this id, if it was taken.
    async fn seen_event(&self, event_id: &str) -> Result<Option<SeenEvent>>;
    /// An order by number, in whichever institution.
    async fn order_brief(&self, order_no: &OrderNo) -> Result<Option<OrderBrief>>;
    /// An order by number, in whichever institution, as its applicant handed it in.
    async fn application(&self, order_no: &OrderNo) -> Result<Option<Application>>;
    /// All files that ever came with an order, of all rounds.
    async fn order_attachments(&self, order_no: &OrderNo) -> Result<Vec<StoredAttachment>>;
    /// An enquiry by number.
    async fn enquiry_brief(&self, enquiry_no: &str) -> Result<Option<EnquiryBrief>>;
    /// Whether any of these ID numbers is on the dishonesty list on that day (G2.2).
    async fn is_listed(&self, id_nos: &[String], on: NaiveDate) -> Result<bool>;
    /// An order that has not ended with this certificate number and holder (G3.12).
    async fn unfinished_with(&self, number: &str, holder: &str) -> Result<Option<OrderNo>>;
    /// Applies an event in one transaction with its audit row; idempotent by `event_id`.
    async fn apply(&self, event: &FeedEvent) -> Result<Applied>;
    /// Takes listings over from elsewhere, as in force for the days they name.
    async fn put_listings(&self, listings: &[Listing]) -> Result<()>;
    /// Loads orders with their histories, many rows a statement; all of a batch or nothing of it. Not idempotent.
    async fn load_orders(&self, batch: &[LoadedOrder]) -> Result<()>;
    /// Loads enquiries.
    async fn load_enquiries(&self, batch: &[LoadedEnquiry]) -> Result<()>;
    /// Rolls the count deltas up; cheap when there are few. Called at the end of an intake and of a load.
    async fn roll_up_counts(&self) -> Result<()>;

    // ---- desk → portal

    /// Messages that are due (not held, not withdrawn, not handed over), oldest first, after the given `(at, message_id)`.
    async fn outbox(&self, after: Option<(Millis, String)>, limit: u32) -> Result<Vec<OutMessage>>;
    /// Marks messages as handed over; returns how many were not yet.
    async fn acknowledge(&self, message_ids: &[String]) -> Result<u64>;
    /// The progress of an order.
    async fn progress(&self, order_no: &OrderNo) -> Result<Option<Progress>>;
    /// Orders by institution and status, without the zeros.
    async fn counts(&self) -> Result<Vec<Count>>;

    // ---- the desk reads

    /// A page of the queue.
    async fn queue_page(&self, query: &QueueQuery) -> Result<QueuePage>;
    /// These orders' rows as they are now (in any status); those of another institution are left out.
    async fn queue_rows(&self, institution: &str, order_nos: &[OrderNo]) -> Result<Vec<QueueRow>>;
    /// A search within an institution, in any status.
    async fn search(&self, institution: &str, by: &SearchBy, limit: u32) -> Result<Found>;
    /// The institution's postponed orders, those that come back first.
    async fn postponed(&self, institution: &str, limit: u32) -> Result<Found>;
    /// How often who skipped orders since a moment.
    async fn skips(&self, institution: &str, since: Millis) -> Result<Vec<SkipCount>>;
    /// How often an order was looked at.
    async fn looks(&self, institution: &str, order_no: &OrderNo) -> Result<u64>;
    /// The catalogue of reasons kept under a version.
    async fn catalogue(&self, version: &str) -> Result<Option<String>>;
    /// The full name that an institution bore at a moment.
    async fn institution_name_at(&self, institution: &str, at: Millis) -> Result<Option<String>>;
    /// A page of the institution's dishonesty list, as it stands on the database's day in China.
    async fn listings(&self, query: &ListingQuery) -> Result<ListingPage>;
    /// How many proposals wait for a second look, counted up to a thousand.
    async fn waiting_listings(&self, institution: &str) -> Result<u32>;
    /// One entry of the institution's dishonesty list.
    async fn listing(&self, institution: &str, listing: &str) -> Result<Option<ListingFile>>;
    /// Everything about one order.
    async fn order_file(&self, institution: &str, order_no: &OrderNo) -> Result<Option<OrderFile>>;
    /// The draft of this member of staff on an order.
    async fn draft(&self, institution: &str, order_no: &OrderNo, login: &str) -> Result<Option<Draft>>;
    /// The audit trail of a subject, oldest first, after `seq`.
    async fn audit(&self, institution: &str, subject: &str, after_seq: i64) -> Result<Vec<AuditEntry>>;
    /// Rows of all trails of all institutions after `(institution, subject, seq)`, in that order: for whoever verifies them.
    async fn audit_page(&self, after: (&str, &str, i64), limit: u32) -> Result<Vec<AuditEntry>>;
    /// Where the orders after `(institution, order number)` say that their trails end, and where these do.
    async fn trail_heads(&self, after: (&str, &str), limit: u32) -> Result<Vec<TrailHead>>;
    /// Whether anything may have been committed since the last call, by anyone: cheap, called a few times a second.
    /// The first call of a process says yes.
    async fn changed(&self, institution: &str) -> Result<bool>;
    /// Audit rows of an institution from `since` on (by the database's clock), oldest first: what others did. `None`: only the
    /// database's present moment is wanted. Returns that moment too.
    async fn activity(&self, institution: &str, since: Option<Millis>, limit: u32) -> Result<(Vec<AuditEntry>, Millis)>;

    /// What other orders, of all institutions, have to do with this one, which need not be stored yet. Bounded whatever there is.
    async fn related(&self, subject: &Subject<'_>) -> Result<Related>;

    // ---- the desk writes

    /// Claims the next order for this person: one that they postponed and that is due, else one that anybody postponed and that is due
    /// for all, else the oldest that nobody else holds (one's own, left behind by a crash, is taken again). Passed over: what they
    /// skipped within [`SKIPPED_MS`], and what contests a decision of theirs (G1.6). `token` is the claim's, `lease_ms` its length.
    async fn claim_next(&self, actor: &Actor, institution: &str, token: &str, lease_ms: i64) -> Result<Option<Claim>>;
    /// Claims one order.
    async fn claim(&self, actor: &Actor, institution: &str, order_no: &OrderNo, token: &str, lease_ms: i64) -> Result<Claimed>;
    /// Renews a claim one holds; the new end, or `None` where it no longer stands. Renewing leaves no audit row.
    async fn renew(&self, claim: &Claim, lease_ms: i64) -> Result<Option<Millis>>;
    /// Releases a claim; `false` where it no longer stood. What our draft noted becomes notes of the order.
    async fn release(&self, actor: &Actor, claim: &Claim) -> Result<bool>;
    /// Ends a claim because its holder leaves the order to others, who read why; `false` where it no longer stood. Notes as on releasing.
    async fn skip(&self, actor: &Actor, claim: &Claim, reason: &str) -> Result<bool>;
    /// Ends a claim until a day (in China) comes: see [`crate::domain::postpone::Term`]. `false` where it no longer stood. Notes as on
    /// releasing; the draft is kept. [`StoreError::Refused`] for a day that is not to come or more than a year ahead.
    async fn postpone(&self, actor: &Actor, claim: &Claim, term: Term, reason: &str) -> Result<bool>;
    /// Ends a postponement before its day and claims the order; one that is not postponed (any more) is claimed all the same.
    async fn resume(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        reason: &str,
        token: &str,
        lease_ms: i64,
    ) -> Result<Claimed>;
    /// Decides an order: verdicts, statuses, audit row, held message, end of claim and draft, in one transaction.
    async fn decide(&self, actor: &Actor, decision: &NewDecision) -> Result<Decided>;
    /// What came of a decision with this token, if it happened.
    async fn decision_by_token(&self, token: &str) -> Result<Option<Decided>>;
    /// Takes the decision with this token back within its hold; its message is withdrawn, both stay in the audit trail.
    async fn take_back(&self, actor: &Actor, token: &str, claim_token: &str, lease_ms: i64) -> Result<TakenBack>;
    /// The newest decision of this member of staff that can still be taken back: its token and order.
    async fn takeable(&self, actor: &Actor, institution: &str) -> Result<Option<(String, OrderNo)>>;
    /// Remembers which way up a file of an order is, in clockwise quarter turns, for everyone of the institution.
    /// [`StoreError::NotFound`] where the order has no such file.
    async fn keep_turn(&self, actor: &Actor, institution: &str, order_no: &OrderNo, sha256: &str, turns: u8) -> Result<()>;
    /// Confirms or declines a proposal of somebody else's, with one's own verdicts, once its decision cannot be taken back any more.
    /// Confirmed, it is in force for a year from the same day on.
    async fn look_again(&self, actor: &Actor, institution: &str, listing: &str, look: &SecondLook) -> Result<ListingDone>;
    /// Withdraws what was confirmed, on appeal; one that has run out, too. [`StoreError::Refused`] without a reason.
    async fn withdraw_listing(&self, actor: &Actor, institution: &str, listing: &str, reason: &str) -> Result<ListingDone>;
    /// Saves a draft; an empty one is removed.
    async fn save_draft(&self, actor: &Actor, institution: &str, order_no: &OrderNo, draft: &Draft) -> Result<()>;

    /// Keeps a catalogue of reasons under its version, if that is not known yet; the body that is kept under it.
    async fn keep_catalogue(&self, version: &str, body: &str) -> Result<String>;
    /// Writes down what someone looked at. What is no order of theirs is left out.
    async fn add_looks(&self, actor: &Actor, looks: &[Look]) -> Result<()>;

    /// Ends all connections after what is under way has finished.
    async fn close(&self);
}

/// Opens the database that a URL names, made and brought up to date if need be: `sqlite:PATH` or `postgres://…`.
///
/// # Errors
/// [`StoreError::Unusable`] for a URL of neither engine or a place that cannot hold a database, [`StoreError::Newer`] for a database
/// of a newer program, [`StoreError::Unavailable`] where it cannot be reached or no server that is named takes writes, [`StoreError::Untrusted`] and
/// [`StoreError::Pooled`] where what answers is not the server itself.
pub async fn open(url: &str) -> Result<Arc<dyn Store>> {
    match url.split_once(':') {
        Some(("sqlite", _)) => Ok(Arc::new(sqlite::open(url).await?)),
        Some(("postgres" | "postgresql", _)) => Ok(Arc::new(postgres::open(url).await?)),
        _ => Err(StoreError::Unusable("a database is sqlite:PATH or postgres://HOST/NAME".to_owned())),
    }
}

/// Whether a URL names a place where there is nothing yet: no file, or a database of a server without a table of anybody's.
///
/// # Errors
/// As [`open`]; the database of a server has to be there.
pub async fn is_vacant(url: &str) -> Result<bool> {
    match url.split_once(':') {
        Some(("sqlite", _)) => sqlite::is_vacant(url),
        Some(("postgres" | "postgresql", _)) => postgres::is_vacant(url).await,
        _ => Err(StoreError::Unusable("a database is sqlite:PATH or postgres://HOST/NAME".to_owned())),
    }
}

/// The URL of the one server, of those that a URL names, which takes writes: for PostgreSQL's own tools, without what only this program
/// knows.
///
/// # Errors
/// As [`open`]; the URL names a file.
pub async fn server_of(url: &str) -> Result<String> {
    match url.split_once(':') {
        Some(("postgres" | "postgresql", _)) => postgres::server_of(url).await,
        _ => Err(StoreError::Unusable("a server is postgres://HOST/NAME".to_owned())),
    }
}

/// Makes a desk of its own of a server's database that was restored from a dump: up to date, with its groups, and closed to everybody else.
///
/// # Errors
/// As [`open`]; whoever is connected may not do that.
pub async fn secure(url: &str) -> Result<()> {
    postgres::secure(url).await
}

/// Empties a server's database that was vacant until a dump was restored into it.
///
/// # Errors
/// The database fails; everything is there still.
pub async fn vacate(url: &str) -> Result<()> {
    postgres::vacate(url).await
}

/// The file that a `sqlite:` URL names; `None` for a server's database.
///
/// # Errors
/// The URL names no file.
pub fn file_of(url: &str) -> Result<Option<PathBuf>> {
    if url.starts_with("sqlite:") { sqlite::path_of(url).map(Some) } else { Ok(None) }
}
