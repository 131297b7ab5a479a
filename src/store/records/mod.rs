//! What goes into the store and comes out of it, free of any engine's types.

mod anchors;
mod archive;
mod claim;
mod enquiries;
mod feed;
mod file;
mod flow;
mod listing;
mod load;
mod outgoing;
mod people;
mod queue;
mod report;
mod sampling;
mod supervision;
mod timeline;
mod views;

pub use super::chain::Found as TrailFault;
pub use anchors::{Registered, RegisteredRow};
pub use archive::{
    ArchiveKey, ArchivePage, ArchiveQuery, ArchiveRow, Asked, AskedPost, ListingHistory, LookRecord, NewExport, Timeline,
    TrailRow,
};
pub use claim::{AuditEntry, Claim, Claimed, Decided, NewDecision, TakenBack, TrailHead};
pub use enquiries::{
    EnquiryDone, EnquiryKey, EnquiryNote, EnquiryPage, EnquiryPost, EnquiryQuery, EnquiryRow, EnquiryTab, EnquiryThread,
    NewReply, Replied, ReplyTakenBack, Replying, SentReply,
};
pub use feed::{Applied, EnquiryBrief, FeedAct, FeedEvent, OrderBrief, SeenEvent};
pub use file::{Application, Contested, DecisionRecord, ItemFile, MessageRecord, OrderFile, StoredAttachment};
pub use flow::{Look, Note, Postponed, SkipCount};
pub use listing::{
    DoneBy, Evidence, ListingDone, ListingFile, ListingPage, ListingQuery, ListingRecord, Proposal, Proposed, SecondLook,
};
pub use load::{Listing, LoadedEnquiry, LoadedOrder, LoadedStep};
pub use outgoing::{Count, OutMessage, Progress, ProgressItem};
pub use people::{Colleague, Connected, Institution, SignInAttempt, SignInFailures, StaffRecord};
pub use queue::{Found, Holder, QueueFrom, QueueKey, QueuePage, QueueQuery, QueueRow, SearchBy};
pub use report::{Cell, Column, OpenOrder, ReportEnd, ReportPage, ReportQuery, ReportRequest, ShownList};
pub use sampling::{SampleDone, SampleDrawn, SampleLook, SampleOrder, SamplePlan, SampleRecord, SampleTask};
pub use supervision::{
    AskedOrder, Dashboard, Flow, FlowAct, Happened, HappenedList, HappenedQuery, HeldOrder, Intervened, Notification, OldOrder,
    Passing, PersonWork,
};
pub use timeline::{Happening, What, Who};
pub use views::{COUNT_TO, FilteredPage, FilteredQuery, LOOK_THROUGH, MOST_VIEWS, Matching, NewView, SavedView, VIEW_NAME};
