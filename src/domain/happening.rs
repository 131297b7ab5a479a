//! What kinds of things happen to an order: the chapters of its history.

use super::coded::coded;

coded! {
    /// What kind of thing happened.
    HappeningKind {
        /// The applicant submitted, submitted again, or cancelled.
        Feed = "feed",
        /// Staff took the order up, put it back or off, passed it on.
        Work = "work",
        /// It was decided, or a decision was undone.
        Decision = "decision",
        /// A letter was written, handed over or withdrawn.
        Letter = "letter",
        /// A note among colleagues.
        Note = "note",
        /// A post of an enquiry about it.
        Enquiry = "enquiry",
        /// Something about a listing that it proposed.
        Listing = "listing",
        /// Somebody looked at it, or took it out.
        Look = "look",
    }
}

impl HappeningKind {
    /// To which kind an act of the audit trail belongs; what has none of its own is work on the order.
    #[must_use]
    pub fn of_action(action: &str) -> Self {
        match action {
            "submit" | "resubmit" | "cancel" => Self::Feed,
            "decide" | "take_back" | "reopen" | "reject_unanswered" => Self::Decision,
            "note" => Self::Note,
            "export" => Self::Look,
            _ => Self::Work,
        }
    }
}
