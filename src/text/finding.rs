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
            Hint::Form(hint) => self.hint_form(hint, finding.says),
            Hint::Scan(hint) => self.hint_scan(hint),
        }
    }

    /// The same in some twenty cells, for the column beside the fields.
    #[must_use]
    pub fn finding_short(self, finding: &Finding) -> String {
        match &finding.hint {
            Hint::Form(hint) => self.hint_form_short(hint),
            Hint::Across(_) | Hint::Scan(_) => self.check_title(finding.check).to_owned(),
        }
    }
}
