//! Enquiries (我的咨询) as the desk lists, shows and answers them.

use crate::domain::enquiry::EnquiryState;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;

/// What of the institution's enquiries is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnquiryTab {
    /// Unanswered, the oldest unanswered post first.
    Waiting,
    /// Open and handed over to whoever asks, the one first that rests longest.
    Mine,
    /// All open ones, the newest post first.
    Open,
    /// The closed ones, likewise.
    Closed,
}

impl EnquiryTab {
    /// All of them, in the order in which they are shown.
    pub const ALL: &'static [Self] = &[Self::Waiting, Self::Mine, Self::Open, Self::Closed];
}

/// Where a page goes on: behind this moment (of the list's order) and number.
pub type EnquiryKey = (Millis, String);

/// Which page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryQuery {
    /// Whose.
    pub institution: String,
    /// What of them.
    pub tab: EnquiryTab,
    /// Who asks: whose marks of what was read, and whose [`EnquiryTab::Mine`].
    pub login: String,
    /// Behind which one; `None`: from the beginning.
    pub after: Option<EnquiryKey>,
    /// Most rows.
    pub limit: u32,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryRow {
    /// Its number.
    pub enquiry_no: String,
    /// The portal's account that asks.
    pub account: String,
    /// About which order.
    pub order_no: Option<OrderNo>,
    /// Subject line.
    pub subject: String,
    /// When it was asked.
    pub opened_at: Millis,
    /// When its newest post was written.
    pub last_post_at: Millis,
    /// Since when the applicant waits for an answer; `None` where nothing is unanswered.
    pub waiting_since: Option<Millis>,
    /// Open or closed.
    pub state: EnquiryState,
    /// Whom it was handed over to: login and name.
    pub assigned: Option<(String, String)>,
    /// The newest post of the applicant.
    pub asked: u32,
    /// Up to which post whoever asks has read.
    pub read: u32,
}

impl EnquiryRow {
    /// Whether the applicant wrote something that was not read.
    #[must_use]
    pub const fn is_unread(&self) -> bool {
        self.asked > self.read
    }

    /// Where the list goes on behind this row.
    #[must_use]
    pub fn key(&self, tab: EnquiryTab) -> EnquiryKey {
        let at = match tab {
            EnquiryTab::Waiting => self.waiting_since.unwrap_or(self.last_post_at),
            EnquiryTab::Mine | EnquiryTab::Open | EnquiryTab::Closed => self.last_post_at,
        };
        (at, self.enquiry_no.clone())
    }
}

/// Who is just writing a reply to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replying {
    /// The enquiry.
    pub enquiry_no: String,
    /// The name of who writes.
    pub name: String,
}

/// A page of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnquiryPage {
    /// Its rows.
    pub rows: Vec<EnquiryRow>,
    /// Whether there are more behind them.
    pub more: bool,
    /// How many wait in the institution, counted up to a thousand.
    pub waiting: u32,
    /// Colleagues who are just writing replies.
    pub replying: Vec<Replying>,
}

/// A post of a thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryPost {
    /// From 1 within the thread.
    pub post: u32,
    /// When it was written.
    pub at: Millis,
    /// The member of staff who wrote it: login and name. `None`: the applicant.
    pub staff: Option<(String, String)>,
    /// Text.
    pub body: String,
    /// What became of it, if the desk sent it as a reply.
    pub sent: Option<SentReply>,
}

/// What became of a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentReply {
    /// The desk's token of it.
    pub token: String,
    /// Until when it is held, by the database's clock.
    pub held_until: Millis,
    /// When it was taken back.
    pub taken_back_at: Option<Millis>,
    /// When the portal was handed its message.
    pub delivered_at: Option<Millis>,
}

/// A note among colleagues, written on handing an enquiry over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryNote {
    /// From 1 within the enquiry.
    pub n: u32,
    /// The name of who wrote it.
    pub name: String,
    /// When.
    pub at: Millis,
    /// The name of whom it was handed to.
    pub to: String,
    /// Text.
    pub body: String,
}

/// An enquiry, whole (of a very long thread the newest posts).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnquiryThread {
    /// As in the list.
    pub row: EnquiryRow,
    /// Posts, oldest first.
    pub posts: Vec<EnquiryPost>,
    /// Notes among colleagues, oldest first.
    pub notes: Vec<EnquiryNote>,
    /// The reply that whoever asks has begun.
    pub draft: Option<String>,
    /// Names of colleagues who are just writing a reply.
    pub replying: Vec<String>,
    /// The moment of the read by the database's clock.
    pub now: Millis,
}

impl EnquiryThread {
    /// The newest post, those taken back among them; 0 where there is none.
    #[must_use]
    pub fn newest(&self) -> u32 {
        self.posts.last().map_or(0, |post| post.post)
    }
}

/// A reply to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReply {
    /// Whose enquiry.
    pub institution: String,
    /// Which.
    pub enquiry_no: String,
    /// Made by the desk, a UUIDv7: asking by it tells whether an unknown outcome happened.
    pub token: String,
    /// Id of its message, a UUIDv7.
    pub message_id: String,
    /// The newest post its writer has seen.
    pub seen_post: u32,
    /// Title of the message.
    pub title: String,
    /// Text.
    pub body: String,
    /// How long the message is held, in milliseconds.
    pub hold_ms: i64,
}

/// What came of sending a reply.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Replied {
    /// Sent, or sent before under the same token.
    Done {
        /// Its post.
        post: u32,
        /// Until when it can be taken back.
        held_until: Millis,
    },
    /// Refused: something was written that its writer has not seen. Nothing was changed; the draft is kept.
    Newer {
        /// The newest post.
        post: u32,
    },
    /// Refused: the enquiry is closed.
    Closed,
    /// There is no such enquiry in this institution.
    Unknown,
}

/// What came of taking a reply back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyTakenBack {
    /// Done: the applicant never sees it, it is the draft again, and the clock runs as before.
    Done,
    /// Its hold is over, or its message was handed over.
    TooLate,
    /// It is not this person's, or a later reply stands.
    NotPossible,
}

/// What came of handing over, closing or reopening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum EnquiryDone {
    /// Done, or done before.
    Done,
    /// Refused: something was written that has not been seen.
    Newer {
        /// The newest post.
        post: u32,
    },
    /// There is no such colleague who could do something about it.
    Nobody,
    /// It is closed.
    Closed,
    /// There is no such enquiry in this institution.
    Unknown,
}
