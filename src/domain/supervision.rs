//! What a supervisor does to an order, as the audit trail tells it: who did it and why, to whose claim, for whom.

use serde::Deserialize;

/// Audit actions of supervisors.
pub const ACTIONS: [&str; 4] = [FORCE_RELEASE, REASSIGN, "reopen", "reject_unanswered"];
/// A claim was ended.
pub const FORCE_RELEASE: &str = "force_release";
/// An order was given to somebody.
pub const REASSIGN: &str = "reassign";

/// The detail of such an audit row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Stepped {
    /// Name of the supervisor, as it was then.
    pub by: String,
    /// Why.
    pub reason: String,
    /// To whom the order was given: a login.
    #[serde(default)]
    pub to: Option<String>,
}

impl Stepped {
    /// Reads the detail of an audit row with this action; `None` for what no supervisor did.
    #[must_use]
    pub fn read(action: &str, detail: &str) -> Option<Self> {
        if ACTIONS.contains(&action) { serde_json::from_str(detail).ok() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_supervisor_did_is_read_so() {
        let detail = r#"{"by":"刘主管","from":null,"reason":"急件","to":"chengang"}"#;
        let read = Stepped::read("reassign", detail).unwrap();
        assert_eq!((read.by.as_str(), read.reason.as_str(), read.to.as_deref()), ("刘主管", "急件", Some("chengang")));
        assert_eq!(Stepped::read("release", detail), None);
        assert_eq!(Stepped::read("reopen", "{}"), None);
    }
}
