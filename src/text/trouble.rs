//! What is said when the database fails: in plain words where somebody can mend it, with the code where nobody at the desk can.

use super::Lang;

impl Lang {
    /// Nothing was changed, because of an error with this code.
    #[must_use]
    pub fn store_failed(self, code: &str) -> String {
        self.to_be_mended(code).map_or_else(|| self.store_failed_by(code), str::to_owned)
    }

    /// A draft was not saved, because of an error with this code.
    #[must_use]
    pub fn draft_not_saved(self, code: &str) -> String {
        self.to_be_mended(code).map_or_else(|| self.draft_not_saved_by(code), str::to_owned)
    }

    /// A decision was not made, because of an error with this code.
    #[must_use]
    pub fn decision_failed(self, code: &str) -> String {
        self.to_be_mended(code).map_or_else(|| self.decision_failed_by(code), str::to_owned)
    }

    fn to_be_mended(self, code: &str) -> Option<&'static str> {
        match code {
            "database.full" => Some(self.desk_full()),
            "database.read_only" => Some(self.desk_read_only()),
            _ => None,
        }
    }
}
