//! Who took what out of the database: a row for each report begun, and one for what became of it; and one for each dossier of an order.

use super::Trail;
use crate::domain::report::{ReportName, Shape, Words};
use crate::report::value::{Row, Value};
use crate::report::{Knowledge, ReportError};
use crate::store::Store;
use crate::store::records::ReportRequest;

/// The report.
#[derive(Default)]
pub(in crate::report) struct Exports {
    trail: Trail,
}

impl Exports {
    pub(in crate::report) const COLUMNS: [(&'static str, f64); 12] = [
        ("at", 20.0),
        ("report", 38.0),
        ("staff", 14.0),
        ("action", 12.0),
        ("report_name", 16.0),
        ("format", 9.0),
        ("from", 12.0),
        ("to", 12.0),
        ("masked", 9.0),
        ("reason", 24.0),
        ("rows", 9.0),
        ("sha256", 24.0),
    ];

    pub(in crate::report) async fn next(
        &mut self,
        store: &dyn Store,
        request: &ReportRequest,
        knowledge: &Knowledge,
    ) -> Result<Option<Vec<Row>>, ReportError> {
        let Some(page) = self.trail.next(store, request).await? else { return Ok(None) };
        let (lang, full) = (knowledge.lang, request.full.is_some());
        let rows = page.into_iter().filter_map(|one| {
            // A dossier is written down on the trail of its order.
            let is_dossier = one.action == "export" && one.is_of_an_order();
            let report = if is_dossier { one.subject.as_str() } else { one.subject.strip_prefix("report:")? }.to_owned();
            let text = |key: &str| one.detail.get(key).and_then(serde_json::Value::as_str);
            let typed = |key: &str, shape| text(key).map_or(Value::Empty, |text| Value::typed(shape, text, full, knowledge));
            let truth = |key: &str| one.detail.get(key).and_then(serde_json::Value::as_bool);
            let report_name = text("name").and_then(ReportName::from_code).map(|name| lang.report_title(name));
            let named = if is_dossier { Some(lang.report_dossier()) } else { report_name };
            let masked = if is_dossier { truth("full").map(|full| !full) } else { truth("masked") };
            Some(vec![
                Value::Moment(one.at),
                Value::Label(report),
                Value::Label(one.actor.clone()),
                Value::typed(Shape::Word(Words::Action), &one.action, full, knowledge),
                named.map_or(Value::Empty, Value::text),
                typed("format", Shape::Label),
                typed("from", Shape::Day),
                typed("to", Shape::Day),
                masked.map_or(Value::Empty, |masked| Value::text(if masked { lang.report_yes() } else { lang.report_no() })),
                typed("reason", Shape::Text),
                one.detail.get("rows").and_then(serde_json::Value::as_u64).map_or(Value::Empty, Value::number),
                typed("sha256", Shape::Label),
            ])
        });
        Ok(Some(rows.collect()))
    }
}
