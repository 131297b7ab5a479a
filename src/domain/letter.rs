//! The letter (通知): what the applicant reads. A pure function of the outcomes, the reasons and the catalogue's version.

use super::decision::{ItemOutcome, Outcome};
use super::numbers::order_no::OrderNo;
use super::order::Service;
use super::reason::{ByStatus, Catalogue};
use super::status::Status;

/// What a letter has to know of an item besides its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterItem {
    /// 1-based.
    pub item: u32,
    /// The service.
    pub service: Service,
    /// The service's name in the letter's language.
    pub service_name: String,
    /// 概要 (G8.2).
    pub summary: String,
}

/// What a letter has to know of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterOrder {
    /// The order.
    pub order_no: OrderNo,
    /// Full name of the institution that signs.
    pub institution: String,
    /// Its items.
    pub items: Vec<LetterItem>,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Title of the message.
    pub title: String,
    /// Its text; paragraphs end with `\n`, but for the last.
    pub body: String,
}

/// Writes the letter of a decision. `None` where there is no outcome, or a reason the catalogue lacks.
#[must_use]
pub fn write(catalogue: &Catalogue, order: &LetterOrder, outcomes: &[ItemOutcome]) -> Option<Letter> {
    let status = Status::of_outcomes(outcomes.iter().map(|outcome| outcome.outcome))?;
    let frame = &catalogue.letter;
    let partly = status == Status::Accepted && outcomes.iter().any(|outcome| outcome.outcome == Outcome::Reject);
    let by_status = |texts| by_status(texts, status, partly);
    let fill = |template: &str| fill(template, &[("order_no", order.order_no.as_str()), ("institution", &order.institution)]);
    let mut lines = vec![fill(by_status(&frame.opening)?)];
    for outcome in outcomes {
        let item = order.items.iter().find(|item| item.item == outcome.item)?;
        let word = match outcome.outcome {
            Outcome::Approve => &frame.approve,
            Outcome::Reject => &frame.reject,
            Outcome::Supplement => &frame.supplement,
        };
        lines.push(String::new());
        lines.push(self::fill(
            &frame.item,
            &[
                ("item", &outcome.item.to_string()),
                ("service", &item.service_name),
                ("summary", &item.summary),
                ("outcome", word),
            ],
        ));
        for (index, code) in outcome.reasons.iter().enumerate() {
            let reason = catalogue.reason(code)?;
            lines.push(format!("{}. {}", index + 1, reason.wording));
            if !reason.send.is_empty() {
                lines.push(format!("   {}", self::fill(&frame.send, &[("send", &reason.send)])));
            }
        }
    }
    lines.push(String::new());
    lines.push(fill(by_status(&frame.closing)?));
    Some(Letter { title: fill(by_status(&frame.title)?), body: lines.join("\n") })
}

fn by_status(texts: &ByStatus, status: Status, partly: bool) -> Option<&str> {
    match status {
        Status::Accepted if partly => Some(&texts.partly_accepted),
        Status::Accepted => Some(&texts.accepted),
        Status::Rejected => Some(&texts.rejected),
        Status::AwaitingSupplement => Some(&texts.awaiting_supplement),
        Status::AwaitingProofreading | Status::Cancelled => None,
    }
}

/// Replaces `{name}` in one pass, so that a value which looks like a variable is left as it is.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after
            .split_once('}')
            .and_then(|(name, tail)| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, tail)))
        {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reason::DEFAULT;

    fn order() -> LetterOrder {
        LetterOrder {
            order_no: OrderNo::parse("2020101611482587").unwrap(),
            institution: "湖北省高校毕业生就业指导中心".into(),
            items: vec![
                LetterItem {
                    item: 1,
                    service: Service::Degree,
                    service_name: "高等学历认证".into(),
                    summary: "李雯-武汉大学-本科".into(),
                },
                LetterItem {
                    item: 2,
                    service: Service::Transcript,
                    service_name: "大学成绩验证".into(),
                    summary: "李{item}雯-武汉大学".into(),
                },
            ],
        }
    }

    #[test]
    fn a_letter_names_every_item_and_every_reason() {
        let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
        let outcomes = [
            ItemOutcome { item: 1, outcome: Outcome::Supplement, reasons: vec!["F01".into(), "F06".into()] },
            ItemOutcome { item: 2, outcome: Outcome::Approve, reasons: vec![] },
        ];
        let letter = write(&catalogue, &order(), &outcomes).unwrap();
        for part in ["2020101611482587", "李雯-武汉大学-本科", "李{item}雯-武汉大学", "湖北省高校毕业生就业指导中心"]
        {
            assert!(letter.body.contains(part), "{part} is missing in:\n{}", letter.body);
        }
        assert!(letter.body.contains("1. ") && letter.body.contains("2. "));
        assert_eq!(write(&catalogue, &order(), &outcomes).unwrap(), letter);
    }

    #[test]
    fn a_letter_does_not_call_half_an_approval_one() {
        let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
        let outcomes = [
            ItemOutcome { item: 1, outcome: Outcome::Approve, reasons: vec![] },
            ItemOutcome { item: 2, outcome: Outcome::Reject, reasons: vec!["R09".into()] },
        ];
        let letter = write(&catalogue, &order(), &outcomes).unwrap();
        assert!(letter.title.contains("部分项目"), "{}", letter.title);
    }

    #[test]
    fn no_letter_without_outcome_or_with_an_unknown_reason() {
        let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
        assert_eq!(write(&catalogue, &order(), &[]), None);
        let unknown = [ItemOutcome { item: 1, outcome: Outcome::Reject, reasons: vec!["R99".into()] }];
        assert_eq!(write(&catalogue, &order(), &unknown), None);
    }
}
