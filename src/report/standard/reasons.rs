//! How often each reason of the catalogue was given, and how often the decision it was given with was taken back.

use std::collections::BTreeMap;

use super::Trail;
use crate::domain::decision::Outcome;
use crate::domain::time::Millis;
use crate::report::value::{Row, Value};
use crate::report::{Knowledge, ReportError};
use crate::store::Store;
use crate::store::records::ReportRequest;

/// No decision is taken back later than this, in milliseconds: no hold is longer than a day.
const LONGEST_HOLD_MS: i64 = 24 * 60 * 60 * 1000;

/// A reason, given for an outcome.
type Given = (String, String);

/// The report. It holds the reasons, and the decisions that can still be taken back.
#[derive(Default)]
pub(in crate::report) struct Reasons {
    trail: Trail,
    counts: BTreeMap<Given, (u64, u64)>,
    open: BTreeMap<String, (Millis, Vec<Given>)>,
    told: bool,
}

impl Reasons {
    pub(in crate::report) const COLUMNS: [(&'static str, f64); 6] = [
        ("reason_code", 9.0),
        ("reason", 36.0),
        ("outcome", 12.0),
        ("given", 9.0),
        ("given_taken_back", 12.0),
        ("given_standing", 12.0),
    ];

    fn close(&mut self, knowledge: &Knowledge) -> Vec<Row> {
        let lang = knowledge.lang;
        let mut rows: Vec<((String, String), (u64, u64))> = std::mem::take(&mut self.counts).into_iter().collect();
        // The most frequent one first.
        rows.sort_by_key(|(_, (given, _))| std::cmp::Reverse(*given));
        rows.into_iter()
            .map(|((code, outcome), (given, back))| {
                let label = knowledge.catalogue.reason(&code).map_or(Value::Empty, |reason| Value::text(reason.label.as_str()));
                let outcome = Outcome::from_code(&outcome).map_or(outcome.clone(), |outcome| lang.outcome(outcome).to_owned());
                vec![
                    Value::Label(code),
                    label,
                    Value::Text(outcome),
                    Value::number(given),
                    Value::number(back),
                    Value::number(given.saturating_sub(back)),
                ]
            })
            .collect()
    }

    pub(in crate::report) async fn next(
        &mut self,
        store: &dyn Store,
        request: &ReportRequest,
        knowledge: &Knowledge,
    ) -> Result<Option<Vec<Row>>, ReportError> {
        if self.told {
            return Ok(None);
        }
        let Some(page) = self.trail.next(store, request).await? else {
            self.told = true;
            return Ok(Some(self.close(knowledge)));
        };
        for one in page {
            let token = one.detail.get("token").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
            match one.action.as_str() {
                "decide" => {
                    self.open.retain(|_, (at, _)| one.at.since(*at) <= LONGEST_HOLD_MS);
                    let given = given(&one.detail);
                    for reason in &given {
                        let (count, _) = self.counts.entry(reason.clone()).or_default();
                        *count = count.saturating_add(1);
                    }
                    self.open.insert(token, (one.at, given));
                }
                "take_back" => {
                    for reason in self.open.remove(&token).map(|(_, given)| given).unwrap_or_default() {
                        let (_, back) = self.counts.entry(reason).or_default();
                        *back = back.saturating_add(1);
                    }
                }
                _ => {}
            }
        }
        Ok(Some(Vec::new()))
    }
}

/// The reasons that a decision's row names, with the outcomes they were given for.
fn given(detail: &serde_json::Value) -> Vec<Given> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let outcomes = detail.get("outcomes").and_then(serde_json::Value::as_array).into_iter().flatten();
    outcomes
        .flat_map(|one| {
            let outcome = one.get("outcome").map(text).unwrap_or_default();
            let reasons = one.get("reasons").and_then(serde_json::Value::as_array).into_iter().flatten();
            reasons.map(text).map(|code| (code, outcome.clone())).collect::<Vec<_>>()
        })
        .collect()
}
