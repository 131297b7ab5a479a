//! Effects: what is to be done. Plain data; only the driver does them.

use super::msg::Ticket;
use super::supervision::SuperviseAct;
use crate::desk::screen::archive::acts::ArchiveAct;
use crate::desk::screen::enquiries::acts::EnquiryAct;
use crate::desk::ui::picture::PictureRequest;
use crate::domain::draft::Draft;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::postpone::Term;
use crate::domain::staff::Actor;
use crate::password::Password;
use crate::store::records::{
    Claim, FilteredQuery, ListingQuery, Look, NewDecision, NewView, QueueQuery, ReportRequest, SearchBy, SecondLook,
};
use crate::text::Lang;

/// Something to do. Those with a ticket are answered by `Msg::Done`.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Check a login and a password.
    SignIn {
        /// Of the reply.
        ticket: Ticket,
        /// Login name.
        login: String,
        /// Password.
        password: Password,
    },
    /// From here on this member of staff acts, or nobody.
    Seat(Option<Actor>),
    /// The server lets whoever sits here in no longer: their connections are nobody's. What was asked for as they fails, and is answered
    /// so.
    Vacate,
    /// Change one's own password.
    ChangePassword {
        /// Of the reply.
        ticket: Ticket,
        /// The old one.
        old: Password,
        /// The new one, which was checked.
        new: Password,
    },
    /// Read a page of the queue.
    LoadQueue {
        /// Of the reply.
        ticket: Ticket,
        /// Which.
        query: QueueQuery,
    },
    /// Read these rows again.
    RefreshRows {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// Which.
        order_nos: Vec<OrderNo>,
    },
    /// Search.
    Search {
        /// Of the reply.
        ticket: Ticket,
        /// Whose orders.
        institution: String,
        /// For what: what any of them finds.
        by: Vec<SearchBy>,
    },
    /// Claim the oldest free order and open it.
    TakeNext {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// The claim's token.
        token: String,
    },
    /// Open an order, claiming it if it awaits proofreading and we may decide.
    Open {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// Which.
        order_no: OrderNo,
        /// The claim's token; `None` to look only.
        token: Option<String>,
    },
    /// Open an order that somebody else holds, to read.
    OpenHeld {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// Which.
        order_no: OrderNo,
        /// Why.
        reason: String,
    },
    /// Read the open order again.
    Reload {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// Which.
        order_no: OrderNo,
    },
    /// Renew a claim.
    Renew {
        /// Of the reply.
        ticket: Ticket,
        /// Which.
        claim: Claim,
    },
    /// Release a claim.
    Release {
        /// Of the reply.
        ticket: Ticket,
        /// Which.
        claim: Claim,
    },
    /// Save a draft. A newer one for the same order replaces one that still waits.
    SaveDraft {
        /// Of the reply.
        ticket: Ticket,
        /// Whose order.
        institution: String,
        /// Which.
        order_no: OrderNo,
        /// What.
        draft: Draft,
    },
    /// Leave a claimed order to others.
    Skip {
        /// Of the reply.
        ticket: Ticket,
        /// The claim that ends.
        claim: Claim,
        /// Why.
        reason: String,
    },
    /// Put a claimed order off until a day.
    Postpone {
        /// Of the reply.
        ticket: Ticket,
        /// The claim that ends.
        claim: Claim,
        /// Until when, in China.
        term: Term,
        /// Why.
        reason: String,
    },
    /// End a postponement before its day, claim the order and open it.
    Resume {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// Which.
        order_no: OrderNo,
        /// Why.
        reason: String,
        /// The claim's token.
        token: String,
    },
    /// Read the postponed orders.
    LoadPostponed {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
    },
    /// Read a page of the dishonesty list.
    LoadListings {
        /// Of the reply.
        ticket: Ticket,
        /// Which.
        query: ListingQuery,
    },
    /// Count the proposals that wait.
    CountProposals {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
    },
    /// Read an entry, or open its order without what its decider found.
    OpenListing {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// Which.
        listing: String,
        /// Whether it is to be looked at a second time.
        blind: bool,
    },
    /// Conclude a second look.
    LookAgain {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// Which listing.
        listing: String,
        /// What was seen, and the outcome.
        look: Box<SecondLook>,
    },
    /// Withdraw a listing.
    WithdrawListing {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// Which.
        listing: String,
        /// Why.
        reason: String,
    },
    /// Do something for the archive.
    Archive {
        /// Of the reply.
        ticket: Ticket,
        /// What.
        act: ArchiveAct,
    },
    /// See the whole of an institution's work, or step in.
    Supervise {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// What.
        act: SuperviseAct,
    },
    /// Do something with the enquiries.
    Enquiry {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// What.
        act: EnquiryAct,
    },
    /// Something of quality sampling.
    Sampling {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// What.
        act: crate::desk::screen::sampling::data::Act,
    },
    /// Read a filtered list, count it, or keep a view of it.
    Views {
        /// Of the reply.
        ticket: Ticket,
        /// Whose.
        institution: String,
        /// What.
        act: ViewAct,
    },
    /// Write down what was looked at. Nobody waits for it.
    Look(Look),
    /// Make a decision.
    Decide {
        /// Of the reply.
        ticket: Ticket,
        /// Which.
        decision: Box<NewDecision>,
    },
    /// Ask whether the decision with this token was made.
    AskDecision {
        /// Of the reply.
        ticket: Ticket,
        /// Its token.
        token: String,
    },
    /// Take a decision back and open the order again.
    TakeBack {
        /// Of the reply.
        ticket: Ticket,
        /// Whose order.
        institution: String,
        /// The decision's token; `None` for the newest one that can be taken back.
        token: Option<String>,
        /// Token of the claim that follows.
        claim_token: String,
    },
    /// Draw a picture for the scan's pane; the newest request wins.
    Picture {
        /// Of the reply.
        ticket: Ticket,
        /// What to draw.
        request: PictureRequest,
    },
    /// Decode files that may be looked at next: these, then those of the order that would be taken after this one.
    Prefetch {
        /// Whose.
        institution: String,
        /// The order in front.
        order_no: OrderNo,
        /// By their content.
        files: Vec<String>,
    },
    /// Remember which way up a file is.
    KeepTurn {
        /// Of the reply.
        ticket: Ticket,
        /// Whose order.
        institution: String,
        /// Which.
        order_no: OrderNo,
        /// The file's content.
        sha256: String,
        /// Clockwise quarter turns.
        turns: u8,
    },
    /// Open a file in the user's own program.
    View {
        /// Of the reply.
        ticket: Ticket,
        /// The file's content.
        sha256: String,
    },
    /// Make a report; how far it is comes as `Msg::Exporting`.
    Export {
        /// Of the reply.
        ticket: Ticket,
        /// Which.
        request: Box<ReportRequest>,
        /// Language of its headings.
        lang: Lang,
    },
    /// End the report that is being made.
    CancelExport,
    /// Watch this institution for changes, instead of any other.
    Watch {
        /// Whose.
        institution: String,
    },
    /// Repaint the whole terminal: something else wrote on it.
    Repaint,
    /// Let the terminal tell what the mouse does, or leave the mouse to it.
    Mouse(bool),
    /// Ring the terminal's bell.
    Bell,
    /// Leave for the shell until resumed.
    Suspend,
    /// End, after everything that writes is done.
    Quit,
}

/// What is asked of filtered lists and of views.
#[derive(Debug, Clone, PartialEq)]
pub enum ViewAct {
    /// A page of what fits a filter.
    Page(Box<FilteredQuery>),
    /// How many fit it.
    Match(Box<FilteredQuery>),
    /// How many each view shows.
    Count {
        /// By the view's id.
        queries: Vec<(String, FilteredQuery)>,
        /// The id under which the postponed orders are counted.
        postponed: String,
    },
    /// The views there are, and whom a filter can name.
    List,
    /// Keep a view.
    Save(Box<NewView>),
    /// Remove one.
    Delete(String),
    /// Move one among those of its owner.
    Move {
        /// Which.
        view: String,
        /// Towards the first one.
        up: bool,
    },
}
