//! What the automatic checks say, in words.

use super::Lang;
use crate::domain::checks::hint::Hint;
use crate::domain::finding::Finding;

impl Lang {
    /// What a finding says, on one line.
    #[must_use]
    pub fn finding(self, finding: &Finding) -> String {
        match &finding.hint {
            Hint::Across(hint) => self.hint_across(hint),
            Hint::Form(hint) => match *hint {},
            Hint::Scan(hint) => self.hint_scan(hint),
        }
    }
}
