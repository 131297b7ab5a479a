//! The automatic checks: pure functions from what was typed, what the files are and what other orders say to findings.
//!
//! Every check has an id, a rule, a source and a confidence; none of them decides anything.

pub mod across;
pub mod hint;
pub mod look;
pub mod scans;

use super::coded::coded;

coded! {
    /// A check. C1–C14 concern the certificate; I the identity document; T typed text; X other orders; E the attachments.
    Check {
        /// The certificate number's characters.
        C1 = "C1",
        /// The certificate number's length.
        C2 = "C2",
        /// A degree certificate's number.
        C3 = "C3",
        /// The school in the number and the school typed.
        C4 = "C4",
        /// The school's province.
        C5 = "C5",
        /// The kind of education in the number.
        C6 = "C6",
        /// The level in the number.
        C7 = "C7",
        /// The year in the number.
        C8 = "C8",
        /// Province and half-year of a self-study number.
        C9 = "C9",
        /// The serial of the number.
        C10 = "C10",
        /// The same number in other orders.
        C11 = "C11",
        /// Whether the service is meant for a certificate of that year.
        C12 = "C12",
        /// Dates, duration and age at entry.
        C13 = "C13",
        /// Whether the school bore that name in that year.
        C14 = "C14",
        /// The form and check digit of an identity document's number.
        I1 = "I1",
        /// The region in a resident ID.
        I2 = "I2",
        /// The birth date in a resident ID.
        I3 = "I3",
        /// Full-width and look-alike characters in what was typed.
        T1 = "T1",
        /// The same ID number with another holder, or in other orders.
        X1 = "X1",
        /// The same file under another person's name.
        X2 = "X2",
        /// A nearly identical picture under another person's name.
        X3 = "X3",
        /// Earlier orders of the holder.
        X4 = "X4",
        /// Enquiries of the account.
        X5 = "X5",
        /// The dishonesty list.
        X6 = "X6",
        /// A file edited with a program.
        E1 = "E1",
        /// A screenshot, or a photo taken with a telephone.
        E2 = "E2",
        /// A file saved again and again.
        E3 = "E3",
        /// A thumbnail that shows something else.
        E4 = "E4",
        /// Too few pixels or dots to the inch to read.
        E5 = "E5",
        /// Dates of a file that cannot be.
        E6 = "E6",
        /// A file name that belies its content.
        E7 = "E7",
    }
}
