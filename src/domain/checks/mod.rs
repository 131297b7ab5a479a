//! The automatic checks: pure functions from what was typed, what the files are and what other orders say to findings.
//!
//! Every check has an id, a rule, a source and a confidence; none of them decides anything.

pub mod across;
pub mod form;
pub mod hint;
pub mod look;
pub mod scans;

use super::coded::coded;
use super::finding::Confidence;

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

impl Check {
    /// Where its rule stands.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::C1 | Self::C2 | Self::C4 | Self::C7 | Self::C10 => "教学〔2001〕4号; 教学司〔2001〕80号",
            Self::C3 => "国务院学位委员会 2005-08-25; G4.3",
            Self::C5 => "GB/T 2260; 教育部高等学校名单 2026-06-17",
            Self::C6 => "教学〔2001〕4号; 教学司〔2001〕80号 八",
            Self::C8 => "教学〔2001〕4号; 教学司〔2001〕80号 三",
            Self::C9 => "高等教育自学考试证书编号规则 (zikaoguo.com)",
            Self::C11 => "G3.12",
            Self::C12 => "G3.12; 2018-07-01 起的认证范围",
            Self::C13 => "G3.6, G3.8",
            Self::C14 => "G3.2; 教育部名单 2017, 2025, 2026; 更名与合并公告",
            Self::I1 => "GB 11643-1999",
            Self::I2 => "GB/T 2260; GB 11643-1999",
            Self::I3 => "GB 11643-1999; G3.11",
            Self::T1 => "Unicode NFKC; G3.1–G3.9",
            Self::X1 => "GB 11643-1989, GB 11643-1999",
            Self::X2 | Self::X3 => "G2.2",
            Self::X4 | Self::X5 => "G3.12, G8.5",
            Self::X6 => "G2.2",
            Self::E1 | Self::E2 => "G4.2, G4.6",
            Self::E3 | Self::E4 => "docs/hints.md",
            Self::E5 => "G4.2",
            Self::E6 => "Exif 2.3",
            Self::E7 => "G4.1",
        }
    }

    /// How sure its rule is.
    #[must_use]
    pub const fn confidence(self) -> Confidence {
        match self {
            Self::C1 | Self::C2 | Self::C3 | Self::C4 | Self::C7 | Self::C8 | Self::C10 | Self::C11 | Self::C12 => {
                Confidence::High
            }
            Self::I1 | Self::X1 | Self::X2 | Self::X4 | Self::X5 | Self::X6 | Self::E5 | Self::E7 => Confidence::High,
            // C14 says of each name how sure its years are.
            Self::C5 | Self::C6 | Self::C9 | Self::C13 | Self::C14 | Self::I2 | Self::I3 | Self::T1 | Self::X3 => {
                Confidence::Medium
            }
            Self::E1 | Self::E4 | Self::E6 => Confidence::Medium,
            Self::E2 | Self::E3 => Confidence::Low,
        }
    }
}
