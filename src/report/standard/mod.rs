//! The standard reports. What happened is read off the audit trail by its moments, what waits off the index of open orders.

mod ageing;
mod agreement;
mod daily;
mod exports;
mod reasons;

pub(super) use ageing::Ageing;
pub(super) use agreement::Agreement;
pub(super) use daily::Daily;
pub(super) use exports::Exports;
pub(super) use reasons::Reasons;

use super::{PAGE, ReportError};
use crate::domain::report::ReportName;
use crate::domain::time::Millis;
use crate::store::Store;
use crate::store::records::{Cell, ReportQuery, ReportRequest};

/// What happened, in the order of its moments.
#[derive(Debug, Default)]
struct Trail {
    after: Option<Vec<Cell>>,
    ended: bool,
}

/// An act of the audit trail.
struct Happened {
    at: Millis,
    subject: String,
    actor: String,
    action: String,
    detail: serde_json::Value,
}

impl Happened {
    /// Whether it happened to an order. (Numbers come before letters, and what else has a trail is named by a word.)
    fn is_of_an_order(&self) -> bool {
        self.subject.as_str() < "a"
    }
}

impl Trail {
    /// The next acts of the report's days; `None` after the last ones.
    async fn next(&mut self, store: &dyn Store, request: &ReportRequest) -> Result<Option<Vec<Happened>>, ReportError> {
        if self.ended {
            return Ok(None);
        }
        let query = ReportQuery {
            name: ReportName::AuditLog,
            institution: request.institution.clone(),
            days: request.days,
            after: self.after.take(),
            limit: PAGE,
        };
        let page = store.report_page(&query).await?;
        self.ended = page.next.is_none();
        self.after = page.next;
        Ok(Some(page.rows.into_iter().filter_map(happened).collect()))
    }
}

/// An act from the columns of its row, in the order in which the table gives them.
fn happened(row: Vec<Cell>) -> Option<Happened> {
    let mut cells = row.into_iter();
    let Some(Cell::Int(at)) = cells.next() else { return None };
    let mut text = || match cells.next() {
        Some(Cell::Text(text)) => text,
        Some(Cell::Int(number)) => number.to_string(),
        _ => String::new(),
    };
    let (subject, _seq, actor, action, detail) = (text(), text(), text(), text(), text());
    Some(Happened { at: Millis(at), subject, actor, action, detail: serde_json::from_str(&detail).unwrap_or_default() })
}
