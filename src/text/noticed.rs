//! Findings as they are recorded: in Chinese, whatever language the desk has.

use super::Lang;
use crate::domain::finding::{Finding, Noticed};

impl Finding {
    /// As it is recorded.
    #[must_use]
    pub fn noticed(&self) -> Noticed {
        Noticed {
            id: self.check.code().to_owned(),
            item: self.item,
            field: self.field,
            severity: self.severity,
            says: self.says,
            message: Lang::Zh.finding(self),
        }
    }
}

/// Those worth recording.
#[must_use]
pub fn notable(findings: &[Finding]) -> Vec<Noticed> {
    findings.iter().filter(|finding| finding.is_notable()).map(Finding::noticed).collect()
}
