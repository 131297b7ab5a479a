//! The letter (通知): what the applicant reads. A pure function of the outcomes with their reasons, the verdicts, the order as it was
//! submitted, the name of the institution, and the catalogue's version.

use super::decision::{ItemOutcome, Outcome};
use super::numbers::order_no::OrderNo;
use super::order::Service;
use super::reason::{ByStatus, Catalogue, Frame, Reason};
use super::status::Status;
use super::verdict::FieldVerdict;

/// What a letter has to know of an item besides its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterItem {
    /// 1-based.
    pub item: u32,
    /// The service.
    pub service: Service,
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
pub fn write(catalogue: &Catalogue, order: &LetterOrder, outcomes: &[ItemOutcome], verdicts: &[FieldVerdict]) -> Option<Letter> {
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
                ("service", frame.services.get(&item.service).map_or_else(|| first_name(item.service), String::as_str)),
                ("summary", &item.summary),
                ("outcome", word),
            ],
        ));
        for (index, code) in outcome.reasons.iter().enumerate() {
            let reason = catalogue.reason(code)?;
            lines.push(format!("{}. {}", index + 1, reason.wording));
            lines.extend(concerns(frame, reason, outcome.item, verdicts).map(|line| format!("   {line}")));
            if !reason.send.is_empty() {
                lines.push(format!("   {}", self::fill(&frame.send, &[("send", &reason.send)])));
            }
        }
    }
    lines.push(String::new());
    lines.push(fill(by_status(&frame.closing)?));
    Some(Letter { title: fill(by_status(&frame.title)?), body: lines.join("\n") })
}

/// The adverse verdicts that the letter passes over, because none of the reasons given for their item is made for them: its applicant
/// would not learn of them. In the order of the form; none where the catalogue's letters name no fields at all.
#[must_use]
pub fn unsaid(catalogue: &Catalogue, outcomes: &[ItemOutcome], verdicts: &[FieldVerdict]) -> Vec<FieldVerdict> {
    if catalogue.letter.concerns.is_empty() {
        return Vec::new();
    }
    let is_said = |one: &FieldVerdict, outcome: &ItemOutcome| {
        let mut reasons = outcome.reasons.iter().filter_map(|code| catalogue.reason(code));
        reasons.any(|reason| reason.concerns(one.field, one.verdict))
    };
    let passed_over = |one: &&FieldVerdict| {
        let outcome = outcomes.iter().find(|outcome| outcome.item == one.item && outcome.outcome != Outcome::Approve);
        one.verdict.is_adverse() && outcome.is_some_and(|outcome| !is_said(one, outcome))
    };
    let mut found: Vec<FieldVerdict> = verdicts.iter().filter(passed_over).cloned().collect();
    found.sort_by_key(|one| (one.item, one.field));
    found
}

/// What a letter called a service before catalogues had names for it (version 2026-1). Never to be changed.
const fn first_name(service: Service) -> &'static str {
    match service {
        Service::Degree => "高等学历认证",
        Service::Transcript => "大学成绩验证",
        Service::Gaokao => "高考成绩验证",
        Service::Huikao => "会考成绩验证",
    }
}

/// The fields of an item for which a reason was given, as the verdicts say, in the order of the form.
fn concerns(frame: &Frame, reason: &Reason, item: u32, verdicts: &[FieldVerdict]) -> Option<String> {
    let mut wanting: Vec<&FieldVerdict> =
        verdicts.iter().filter(|one| one.item == item && reason.concerns(one.field, one.verdict)).collect();
    wanting.sort_by_key(|one| one.field);
    let named: Vec<String> = wanting
        .into_iter()
        .filter_map(|one| {
            let (field, verdict) = (frame.fields.get(&one.field)?, frame.verdicts.get(&one.verdict)?);
            Some(fill(&frame.concern, &[("field", field), ("verdict", verdict)]))
        })
        .collect();
    (!frame.concerns.is_empty() && !named.is_empty()).then(|| fill(&frame.concerns, &[("fields", &named.join(&frame.comma))]))
}

/// A line in which the letter as sent differs from the generated one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// It is in the generated letter only.
    Removed(String),
    /// It is in the letter as sent only.
    Added(String),
}

/// What was edited, line by line; nothing where the letter went out as generated.
#[must_use]
pub fn edits(generated: &str, sent: &str) -> Vec<Edit> {
    // The last line has an end, too, lest it differ from the same line with one.
    let (generated, sent) = (format!("{generated}\n"), format!("{sent}\n"));
    let diff = similar::TextDiff::from_lines(&generated, &sent);
    diff.iter_all_changes()
        .filter_map(|change| {
            let line = || change.value().trim_end_matches('\n').to_owned();
            match change.tag() {
                similar::ChangeTag::Equal => None,
                similar::ChangeTag::Delete => Some(Edit::Removed(line())),
                similar::ChangeTag::Insert => Some(Edit::Added(line())),
            }
        })
        .collect()
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
mod tests;
