//! Canned texts for answering enquiries: a versioned list in `config/replies.toml`, with variables that are filled from the enquiry and
//! the order it is about. What could not be filled stays in its braces, and a reply with such a piece in it is not sent.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::coded::coded;
use super::status::Status;

/// The canned texts the program carries.
pub const DEFAULT: &str = include_str!("../../config/replies.toml");

coded! {
    /// What a text can ask for in braces: `{order_no}`.
    Variable {
        /// The enquiry's number.
        EnquiryNo = "enquiry_no",
        /// Its subject line.
        Subject = "subject",
        /// The number of the order it is about.
        OrderNo = "order_no",
        /// Where that order stands, in the words of the file.
        Status = "status",
        /// The certificate holder of the order's first item.
        HolderName = "holder_name",
        /// The school of the order's first item, as typed.
        School = "school",
        /// The day of the order's newest decision.
        LastDecisionOn = "last_decision_on",
        /// Full name of the institution.
        Institution = "institution",
        /// The name of who answers.
        StaffName = "staff_name",
    }
}

/// What the variables stand for here; those that are not among them cannot be filled.
pub type Values = BTreeMap<Variable, String>;

/// The canned texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replies {
    /// Which version of the wording this is.
    pub version: String,
    /// Title of the message that a reply goes out as.
    pub title: String,
    /// What `{status}` stands for.
    pub status: BTreeMap<Status, String>,
    /// The texts, in the order in which they are offered.
    #[serde(rename = "reply")]
    pub texts: Vec<Canned>,
}

/// A canned text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canned {
    /// Its stable name.
    pub id: String,
    /// What staff see in the list.
    pub label: String,
    /// The statuses of an order that it is true of; all, if none is named.
    #[serde(default)]
    pub only_for: BTreeSet<Status>,
    /// What the applicant reads.
    pub text: String,
}

impl Canned {
    /// Whether it may be said of an order of that status; also where none is known: there its writer has to know better.
    #[must_use]
    pub fn fits(&self, status: Option<Status>) -> bool {
        self.only_for.is_empty() || status.is_none_or(|status| self.only_for.contains(&status))
    }
}

/// Why canned texts cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RepliesError {
    /// It is not TOML of this form.
    #[error("{0}")]
    Form(String),
    /// Something is blank that must not be.
    #[error("{0}: blank")]
    Blank(String),
    /// Two texts have the same name.
    #[error("reply {0}: there are two of this id")]
    Twice(String),
    /// A text asks for something that there is no variable for.
    #[error("{0}: no variable is called {{{1}}}")]
    Unknown(String, String),
    /// A status has no word.
    #[error("[status]: {0} has no word")]
    Status(&'static str),
}

impl Replies {
    /// Reads them from TOML.
    ///
    /// # Errors
    /// [`RepliesError`] naming the text and what is wrong with it.
    pub fn from_toml(text: &str) -> Result<Self, RepliesError> {
        let replies: Self = toml::from_str(text).map_err(|error| RepliesError::Form(error.to_string()))?;
        if replies.version.trim().is_empty() {
            return Err(RepliesError::Blank("version".to_owned()));
        }
        check("title", &replies.title)?;
        if let Some(missing) = Status::ALL.iter().find(|status| !replies.status.contains_key(status)) {
            return Err(RepliesError::Status(missing.code()));
        }
        let mut ids = BTreeSet::new();
        for canned in &replies.texts {
            let place = format!("reply {}", canned.id);
            if canned.id.trim().is_empty() || canned.label.trim().is_empty() {
                return Err(RepliesError::Blank(place));
            }
            if !ids.insert(canned.id.as_str()) {
                return Err(RepliesError::Twice(canned.id.clone()));
            }
            check(&place, &canned.text)?;
        }
        Ok(replies)
    }
}

fn check(place: &str, text: &str) -> Result<(), RepliesError> {
    if text.trim().is_empty() {
        return Err(RepliesError::Blank(place.to_owned()));
    }
    match pieces(text).into_iter().find(|(_, name)| name.is_some_and(|name| Variable::from_code(name).is_none())) {
        Some((_, name)) => Err(RepliesError::Unknown(place.to_owned(), name.unwrap_or_default().to_owned())),
        None => Ok(()),
    }
}

/// The text cut up: what stands in front of each pair of braces, and the name in them. A brace that is not closed, or with another one
/// in it, is text.
fn pieces(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut plain_from = 0;
    while let Some((before, after)) = rest.get(plain_from..).and_then(|tail| tail.split_once('{')) {
        let open = plain_from + before.len();
        match after.split_once('}') {
            Some((name, tail)) if !name.contains(['{', '\n']) => {
                found.push((rest.get(..open).unwrap_or_default(), Some(name)));
                rest = tail;
                plain_from = 0;
            }
            _ => plain_from = open + 1,
        }
    }
    found.push((rest, None));
    found
}

/// Fills in what there is; the rest stays in its braces.
#[must_use]
pub fn fill(text: &str, values: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    for (plain, name) in pieces(text) {
        filled.push_str(plain);
        let Some(name) = name else { continue };
        match Variable::from_code(name).and_then(|variable| values.get(&variable)) {
            Some(value) => filled.push_str(value),
            None => {
                filled.push('{');
                filled.push_str(name);
                filled.push('}');
            }
        }
    }
    filled
}

/// The variables that still stand in a text, each once, in the order of their first place. Other words in braces are just text.
#[must_use]
pub fn unfilled(text: &str) -> Vec<Variable> {
    let mut found = Vec::new();
    for variable in pieces(text).into_iter().filter_map(|(_, name)| Variable::from_code(name?)) {
        if !found.contains(&variable) {
            found.push(variable);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(of: &[(Variable, &str)]) -> Values {
        of.iter().map(|(variable, value)| (*variable, (*value).to_owned())).collect()
    }

    #[test]
    fn the_texts_the_program_carries_answer_what_is_asked() {
        let replies = Replies::from_toml(DEFAULT).unwrap();
        assert!(replies.texts.len() >= 10, "{}", replies.texts.len());
        let all: Values = Variable::ALL.iter().map(|variable| (*variable, "某".to_owned())).collect();
        for canned in &replies.texts {
            assert_eq!(unfilled(&fill(&canned.text, &all)), [], "{}", canned.id);
            assert!(canned.text.chars().count() < super::super::enquiry::MAX_REPLY_CHARS, "{}", canned.id);
        }
    }

    #[test]
    fn what_cannot_be_filled_stays_and_is_named() {
        let known = values(&[(Variable::OrderNo, "2020101611482587")]);
        let filled = fill("{holder_name}您好，申请单{order_no}于{last_decision_on}……{holder_name}", &known);
        assert_eq!(filled, "{holder_name}您好，申请单2020101611482587于{last_decision_on}……{holder_name}");
        assert_eq!(unfilled(&filled), [Variable::HolderName, Variable::LastDecisionOn]);
    }

    #[test]
    fn other_braces_are_text() {
        let none = Values::new();
        for text in ["{", "}", "{}", "{ {order", "{其他}", "a{b\n}c", "{{}}", "结尾{"] {
            assert_eq!(fill(text, &none), text);
            assert_eq!(unfilled(text), [], "{text}");
        }
        // Inside what is no pair of braces a variable is found all the same.
        assert_eq!(unfilled("{说明：{order_no}}"), [Variable::OrderNo]);
        assert_eq!(fill("{{order_no}}", &values(&[(Variable::OrderNo, "1")])), "{1}");
        // A value is not looked through again.
        assert_eq!(fill("{school}", &values(&[(Variable::School, "{order_no}")])), "{order_no}");
    }

    #[test]
    fn what_is_asked_for_is_said_only_while_it_is_asked_for() {
        let replies = Replies::from_toml(DEFAULT).unwrap();
        let fits = |id: &str, status| replies.texts.iter().find(|canned| canned.id == id).unwrap().fits(status);
        for status in Status::ALL {
            assert_eq!(fits("supplement", Some(status)), status == Status::AwaitingSupplement, "{status:?}");
            assert_eq!(fits("progress", Some(status)), status == Status::AwaitingProofreading, "{status:?}");
            assert!(fits("degree", Some(status)), "{status:?}");
        }
        assert!(fits("supplement", None));
    }

    #[test]
    fn texts_with_a_slip_are_not_taken() {
        let with = |from: &str, to: &str| Replies::from_toml(&DEFAULT.replacen(from, to, 1)).unwrap_err();
        assert!(matches!(with("申请单{order_no}", "申请单{oder_no}"), RepliesError::Unknown(_, name) if name == "oder_no"));
        assert!(matches!(with("version = \"", "versoin = \""), RepliesError::Form(_)));
        assert!(matches!(with("only_for = [\"rejected\"]", "only_for = [\"refused\"]"), RepliesError::Form(_)));
        assert!(matches!(with("rejected = ", "# rejected = "), RepliesError::Status("rejected")));
        let first = Replies::from_toml(DEFAULT).unwrap().texts.remove(0).id;
        let twice = format!("{DEFAULT}\n[[reply]]\nid = \"{first}\"\nlabel = \"又一个\"\ntext = \"您好\"\n");
        assert_eq!(Replies::from_toml(&twice), Err(RepliesError::Twice(first)));
    }
}
