//! Verdicts: what a proofreader found on comparing a typed field with what the scan shows.

use serde::{Deserialize, Serialize};

use super::certificate::Field;
use super::coded::coded;

coded! {
    /// The five verdicts, on the keys 1 to 5 in this order.
    Verdict {
        /// 一致.
        Match = "match",
        /// 不符.
        Mismatch = "mismatch",
        /// 看不清.
        Illegible = "illegible",
        /// 缺材料.
        Missing = "missing",
        /// 不适用.
        NotApplicable = "not_applicable",
    }
}

impl Verdict {
    /// Whether the field stands in the way of an approval.
    #[must_use]
    pub const fn is_adverse(self) -> bool {
        matches!(self, Self::Mismatch | Self::Illegible | Self::Missing)
    }
}

/// A verdict on one field of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FieldVerdict {
    /// 1-based number of the item within its order.
    pub item: u32,
    /// The field.
    pub field: Field,
    /// What was found.
    pub verdict: Verdict,
}
