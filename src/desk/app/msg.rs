//! Messages: what happened. Plain data, so that they can be compared, printed and replayed.

use std::sync::Arc;

use super::supervision::SupervisionReply;
use crate::desk::input::key::Key;
use crate::desk::input::mouse::Mouse;
use crate::desk::screen::archive::acts::ArchiveReply;
use crate::desk::screen::enquiries::acts::EnquiryReply;
use crate::desk::screen::export::Exported;
use crate::desk::screen::listing::Entry;
use crate::desk::screen::prompt::Purpose;
use crate::desk::ui::picture::Picture;
use crate::domain::draft::Draft;
use crate::domain::finding::Finding;
use crate::domain::staff::Actor;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::StoreError;
use crate::store::records::{
    AuditEntry, Claim, Colleague, Decided, FilteredPage, Found, Holder, Institution, ListingDone, ListingPage, Matching,
    OrderFile, QueuePage, QueueRow, SavedView, TakenBack,
};

/// Something happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// A line was typed in `--linear` mode.
    Line(String),
    /// Something was done with the mouse.
    Mouse(Mouse),
    /// Text was pasted, or an input method committed several characters at once: line ends are `\n`, other controls are gone.
    Paste(String),
    /// The terminal has a new size, in cells.
    Resized(u16, u16),
    /// The terminal's window is in front again: what a multiplexer let go of meanwhile is to be painted anew.
    Focused,
    /// A moment that [`super::effect::Effect`]s or the screen waited for has come; nothing else happened.
    Tick,
    /// An effect is done.
    Done(Ticket, Reply),
    /// Others (or we) changed something: audit rows not seen before, oldest first, and the database's present moment.
    Activity(Vec<AuditEntry>, Millis),
    /// From this moment of the database on, whatever changes is told; what was read before may have missed something.
    Watching(Millis),
    /// So many rows of the report with this ticket are written.
    Exporting(Ticket, u64),
    /// The database stopped answering, or answers again.
    Reachable(bool),
    /// The server lets whoever sits here in no longer, as it seems: their login was disabled or has another password. Nothing more is
    /// watched.
    Barred,
    /// The program is told to end (SIGTERM, SIGHUP, a vanished terminal): release, save, leave.
    Stop,
}

/// Which effect a reply belongs to. A read's reply that is not the newest of its slot is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// What kind of effect.
    pub slot: Slot,
    /// Which one of its kind.
    pub number: u64,
}

/// Kinds of effects, as far as replies overtake one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// Signing in.
    SignIn,
    /// Reading a page of the queue.
    Queue,
    /// Refreshing rows of the queue in place.
    Rows,
    /// Reading the queue's counts only.
    Counts,
    /// Reading the order that is selected in the queue, to show beside it.
    Preview,
    /// A search.
    Search,
    /// Reading the list of the archive.
    Archive,
    /// Reading the history of an order.
    History,
    /// Reading the dishonesty list.
    Listings,
    /// Counting what waits on it.
    Proposals,
    /// Reading the dashboard.
    Dashboard,
    /// Reading what a number of the dashboard counted.
    Happened,
    /// Reading whom an order can be given to.
    Colleagues,
    /// Reading the list of enquiries, or what was searched for in it.
    Enquiries,
    /// Refreshing its rows in place.
    EnquiryRows,
    /// Reading one enquiry.
    Enquiry,
    /// Asking who is just writing replies.
    Replying,
    /// Reading who an enquiry can be handed over to.
    EnquiryColleagues,
    /// Counting the enquiries that wait.
    EnquiryCount,
    /// Reading the enquiries about the open order.
    OrderEnquiries,
    /// Reading the list of samples.
    Samples,
    /// Reading what a sample shows.
    SampleReport,
    /// Counting what fits the filter of the list.
    Matching,
    /// Counting what fits the filter that is being made.
    FormMatching,
    /// Reading the views there are.
    Views,
    /// Counting what each of them shows.
    ViewCounts,
    /// Keeping a view: never dropped, and quitting waits for it.
    ViewWrite,
    /// Claiming and opening an order.
    Open,
    /// Reading the open order again.
    Reload,
    /// Renewing a claim.
    Renew,
    /// A picture for the scan's pane.
    Picture,
    /// Opening a file in the user's own program.
    Viewer,
    /// Anything that writes: never dropped, and quitting waits for it.
    Write,
    /// Likewise, by the screen in the queue's place.
    RoomWrite,
    /// Making a report: never dropped; quitting cancels it and waits for that.
    Export,
}

impl Slot {
    /// What is asked of filtered lists and views.
    pub const VIEWS: &'static [Self] = &[Self::Matching, Self::FormMatching, Self::Views, Self::ViewCounts, Self::ViewWrite];

    /// Reads of the screens in the queue's place: forgotten when one is left.
    pub const ROOM: &'static [Self] = &[
        Self::Archive,
        Self::History,
        Self::Listings,
        Self::Dashboard,
        Self::Happened,
        Self::Enquiries,
        Self::EnquiryRows,
        Self::Enquiry,
        Self::Replying,
        Self::EnquiryColleagues,
        Self::Samples,
        Self::SampleReport,
    ];

    /// Whether the reply belongs to the screen in the queue's place.
    #[must_use]
    pub fn is_room(self) -> bool {
        self == Self::RoomWrite || Self::ROOM.contains(&self)
    }
}

/// An order opened for the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The claim, if it is ours; without one the order is shown read-only.
    pub claim: Option<Claim>,
    /// Everything about it.
    pub file: OrderFile,
    /// Our draft on it.
    pub draft: Option<Draft>,
    /// What the automatic checks say of it now.
    pub findings: Vec<Finding>,
}

/// What came of an effect.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Signed in: who, the institutions there are, and how many attempts had failed before.
    SignedIn(Actor, Vec<Institution>, u32),
    /// Unknown login, wrong password, disabled or locked: never said which.
    SignInRefused,
    /// A page of the queue.
    QueuePage(QueuePage),
    /// Rows as they are now.
    Rows(Vec<QueueRow>),
    /// What a search found.
    Found(Found),
    /// An order is open.
    Opened(Box<Opened>),
    /// No order awaits proofreading that nobody holds.
    NothingToTake,
    /// Someone else holds it; it is shown read-only.
    Held(Holder, Box<Opened>),
    /// Someone else holds it: it is shown once we say why we look.
    AskWhy(Purpose),
    /// Our password was changed; `false`: the old one was wrong.
    PasswordChanged(bool),
    /// It contests a decision of ours; it is shown read-only.
    FirstDecider(Box<Opened>),
    /// There is no such order in this institution.
    NoSuchOrder,
    /// The open order as it is now.
    Reloaded(Box<OrderFile>, Vec<Finding>),
    /// Renewed until then, or `None` where the claim no longer stands.
    Renewed(Option<Millis>),
    /// A draft was saved.
    DraftSaved,
    /// A claim was released.
    Released,
    /// An order was skipped or postponed; `false` where our claim no longer stood.
    SetAside(bool),
    /// A page of the dishonesty list.
    Listings(ListingPage),
    /// How many of its proposals wait.
    Proposals(u32),
    /// An entry of it to read.
    Listing(Box<Entry>),
    /// The order of a proposal, without what its decider found: the listing, the item in question.
    Blind(Box<Opened>, String, u32),
    /// There is no such listing (any more).
    NoSuchListing,
    /// What came of a second look, or of withdrawing.
    ListingDone(ListingDone),
    /// What came of something done for the archive.
    Archive(ArchiveReply),
    /// What a supervisor sees, or what came of stepping in.
    Supervision(SupervisionReply),
    /// What came of something done with the enquiries.
    Enquiry(EnquiryReply),
    /// Something of quality sampling.
    Sampling(crate::desk::screen::sampling::data::Answer),
    /// What was asked of filtered lists and views.
    Views(ViewReply),
    /// A decision was made or refused.
    Decided(Decided),
    /// Nobody knows yet whether the decision with this token was made.
    OutcomeUnknown {
        /// The decision's token.
        token: String,
    },
    /// The decision asked for by token did not happen.
    NotDecided,
    /// What came of taking a decision back; with the order opened again where it worked.
    TakenBack(TakenBack, Option<Box<Opened>>),
    /// A picture is ready.
    Picture(Arc<Picture>),
    /// There is no picture to show: it could not be read or decoded.
    NoPicture {
        /// Its SHA-256.
        sha256: String,
    },
    /// Which way up a file is was remembered.
    TurnKept,
    /// A report was made, or why not, as a code.
    Exported(Result<Exported, String>),
    /// A file was opened in the user's own program, or why not.
    Viewed(Result<(), String>),
    /// The store failed.
    Failed(StoreError),
}

/// What came of asking filtered lists and views for something.
#[derive(Debug, Clone, PartialEq)]
pub enum ViewReply {
    /// A page of what fits a filter.
    Page(Box<FilteredPage>),
    /// How many fit it.
    Matching(Matching),
    /// How many each view shows, by its id.
    Counts(Vec<(String, Matching)>),
    /// The views there are, and whom a filter can name.
    Views {
        /// One's own and the institution's.
        views: Vec<SavedView>,
        /// Who may hold orders.
        people: Vec<Colleague>,
    },
    /// It was kept, removed or moved.
    Done,
}

/// A short word to the user in the line above the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// How something is meant. Never carried by colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// For information.
    Plain,
    /// It worked.
    Good,
    /// Look here.
    Warn,
    /// It did not work.
    Bad,
}

impl Notice {
    /// A notice.
    #[must_use]
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { text: text.into(), tone }
    }
}

/// What a decision that was just made is remembered by, for `u`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takeable {
    /// Its token.
    pub token: String,
    /// Its order, for the notice.
    pub order_no: crate::domain::numbers::order_no::OrderNo,
    /// Where it led.
    pub status: Status,
    /// Until when `u` works, by the database's clock.
    pub held_until: Millis,
}
