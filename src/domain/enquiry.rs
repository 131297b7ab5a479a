//! Enquiries (咨询): threads between an applicant and the desk.

use super::coded::coded;

coded! {
    /// Whether a thread goes on.
    EnquiryState {
        /// It goes on.
        Open = "open",
        /// Settled; a new post of the applicant opens it again.
        Closed = "closed",
    }
}

coded! {
    /// A shelf of the list.
    Shelf {
        /// Open, and the applicant waits for an answer: the oldest first.
        Waiting = "waiting",
        /// Handed to the reader, and open.
        Mine = "mine",
        /// Open and answered.
        Answered = "answered",
        /// Closed.
        Closed = "closed",
    }
}
