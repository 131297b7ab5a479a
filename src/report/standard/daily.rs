//! The day's work: what came and what was decided, by day and by person.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Trail;
use crate::domain::status::Status;
use crate::report::value::{Row, Value};
use crate::report::{Knowledge, ReportError};
use crate::store::Store;
use crate::store::records::ReportRequest;

/// What is counted, each as a column.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    submitted: u64,
    resubmitted: u64,
    cancelled: u64,
    claimed: u64,
    accepted: u64,
    rejected: u64,
    supplement: u64,
    taken_back: u64,
    reopened: u64,
    skipped: u64,
    postponed: u64,
}

impl Counts {
    /// Counts an act, if it is one of those counted.
    fn count(&mut self, action: &str, status: Option<Status>) -> bool {
        let counter = match (action, status) {
            ("submit", _) => &mut self.submitted,
            ("resubmit", _) => &mut self.resubmitted,
            ("cancel", _) => &mut self.cancelled,
            ("claim", _) => &mut self.claimed,
            ("decide", Some(Status::Accepted)) => &mut self.accepted,
            ("decide", Some(Status::Rejected)) | ("reject_unanswered", _) => &mut self.rejected,
            ("decide", Some(Status::AwaitingSupplement)) => &mut self.supplement,
            ("take_back", _) => &mut self.taken_back,
            ("reopen", _) => &mut self.reopened,
            ("skip", _) => &mut self.skipped,
            ("postpone", _) => &mut self.postponed,
            _ => return false,
        };
        *counter = counter.saturating_add(1);
        true
    }

    fn row(self, day: NaiveDate, who: [Value; 2], arrivals: bool) -> Row {
        let decided = self.accepted.saturating_add(self.rejected).saturating_add(self.supplement);
        let [login, name] = who;
        let came = |count| if arrivals { Value::number(count) } else { Value::Empty };
        vec![
            Value::Day(day),
            login,
            name,
            came(self.submitted),
            came(self.resubmitted),
            came(self.cancelled),
            Value::number(self.claimed),
            Value::number(decided),
            Value::number(self.accepted),
            Value::number(self.rejected),
            Value::number(self.supplement),
            Value::number(self.taken_back),
            Value::number(self.reopened),
            Value::number(self.skipped),
            Value::number(self.postponed),
        ]
    }
}

/// The report. It holds one day.
pub(in crate::report) struct Daily {
    trail: Trail,
    names: BTreeMap<String, String>,
    day: Option<NaiveDate>,
    all: Counts,
    by: BTreeMap<String, Counts>,
}

impl Daily {
    pub(in crate::report) const COLUMNS: [(&'static str, f64); 15] = [
        ("day", 12.0),
        ("staff", 14.0),
        ("name", 12.0),
        ("submitted", 9.0),
        ("resubmitted", 9.0),
        ("cancelled", 9.0),
        ("claimed", 9.0),
        ("decided", 9.0),
        ("accepted", 9.0),
        ("rejected", 9.0),
        ("supplement", 9.0),
        ("taken_back", 9.0),
        ("reopened", 9.0),
        ("skipped", 9.0),
        ("postponed", 9.0),
    ];

    pub(in crate::report) async fn open(store: &dyn Store) -> Result<Self, ReportError> {
        let names = store.staff_list().await?.into_iter().map(|one| (one.login, one.name)).collect();
        Ok(Self { trail: Trail::default(), names, day: None, all: Counts::default(), by: BTreeMap::new() })
    }

    /// The rows of the day that is over: everyone, then each person.
    fn close(&mut self, knowledge: &Knowledge) -> Vec<Row> {
        let Some(day) = self.day.take() else { return Vec::new() };
        let everyone = Value::text(knowledge.lang.report_everyone());
        let mut rows = vec![std::mem::take(&mut self.all).row(day, [everyone, Value::Empty], true)];
        for (login, counts) in std::mem::take(&mut self.by) {
            let name = self.names.get(&login).map_or(Value::Empty, |name| Value::text(name.as_str()));
            rows.push(counts.row(day, [Value::Label(login), name], false));
        }
        rows
    }

    pub(in crate::report) async fn next(
        &mut self,
        store: &dyn Store,
        request: &ReportRequest,
        knowledge: &Knowledge,
    ) -> Result<Option<Vec<Row>>, ReportError> {
        let Some(page) = self.trail.next(store, request).await? else {
            let last = self.close(knowledge);
            return Ok((!last.is_empty()).then_some(last));
        };
        let mut rows = Vec::new();
        // Enquiries are taken back and reopened, too.
        for one in page.into_iter().filter(super::Happened::is_of_an_order) {
            let day = one.at.day();
            if self.day != Some(day) {
                rows.extend(self.close(knowledge));
                self.day = Some(day);
            }
            let status = one.detail.get("status").and_then(serde_json::Value::as_str).and_then(Status::from_code);
            if self.all.count(&one.action, status) && self.names.contains_key(&one.actor) {
                self.by.entry(one.actor).or_default().count(&one.action, status);
            }
        }
        Ok(Some(rows))
    }
}
