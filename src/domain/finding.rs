//! Findings (提示): what an automatic check noticed beside a field, a file or an order. A hint with its reason, never a decision.
//!
//! The checks themselves are in [`super::checks`]; their words for the screen in `text`.

use serde::{Deserialize, Serialize};

use super::certificate::Field;
use super::checks::hint::Hint;
use super::coded::coded;

coded! {
    /// How much a finding weighs.
    Severity {
        /// Something that cannot be so as it was typed.
        Error = "error",
        /// Something worth a second look.
        Warn = "warn",
        /// Something good to know.
        Info = "info",
    }
}

coded! {
    /// What a check says. Unknown is never "forged".
    Says {
        /// It looked and found agreement.
        Agrees = "agrees",
        /// It looked and found a disagreement.
        Disagrees = "disagrees",
        /// Its rule does not reach this case.
        NotApplicable = "not_applicable",
        /// Its rule reaches this case, but what it would need is not known.
        Unknown = "unknown",
    }
}

coded! {
    /// How sure the rule behind a check is.
    Confidence {
        /// A primary text, or several sources that agree.
        High = "high",
        /// One decent source, or a clear inference.
        Medium = "medium",
        /// A weak source, or common knowledge.
        Low = "low",
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which check.
    pub check: super::checks::Check,
    /// 1-based item.
    pub item: u32,
    /// The field it stands beside; `None` where it concerns a file, the holder or the order.
    pub field: Option<Field>,
    /// How much it weighs.
    pub severity: Severity,
    /// What it says.
    pub says: Says,
    /// Why.
    pub hint: Hint,
}

impl Finding {
    /// Whether it asks for a proofreader's eyes: what a row of the queue counts, and what is recorded when an order comes in.
    #[must_use]
    pub const fn is_notable(&self) -> bool {
        matches!((self.severity, self.says), (Severity::Error | Severity::Warn, Says::Disagrees | Says::Unknown))
    }
}

/// A finding as it is recorded: in words, as the auditors read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noticed {
    /// The check's id: `C4`.
    pub id: String,
    /// 1-based item.
    pub item: u32,
    /// The field it stands beside.
    pub field: Option<Field>,
    /// How much it weighs.
    pub severity: Severity,
    /// What it says.
    pub says: Says,
    /// In Chinese.
    pub message: String,
}
