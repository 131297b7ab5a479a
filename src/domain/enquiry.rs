//! Enquiries (我的咨询): what an applicant asks and the desk answers.

use super::coded::coded;

/// Most characters of a reply.
pub const MAX_REPLY_CHARS: usize = 3_000;
/// Most characters of a note on handing over.
pub const MAX_NOTE_CHARS: usize = 500;

coded! {
    /// Whether an enquiry is done with.
    EnquiryState {
        /// 进行中.
        Open = "open",
        /// 已关闭.
        Closed = "closed",
    }
}

/// What all subjects of enquiries begin with in the audit trail.
pub const SUBJECT: &str = "enquiry:";

/// An enquiry's subject in the audit trail.
#[must_use]
pub fn subject(enquiry_no: &str) -> String {
    format!("{SUBJECT}{enquiry_no}")
}

/// The number of the enquiry that a subject of the audit trail names, if it names one.
#[must_use]
pub fn of_subject(of: &str) -> Option<&str> {
    of.strip_prefix(SUBJECT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trail_names_an_enquiry_by_its_number() {
        assert_eq!(of_subject(&subject("q-77")), Some("q-77"));
        assert_eq!(of_subject("2020101611482587"), None);
    }
}
