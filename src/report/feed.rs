//! The rows of a report as they come: of a table, of a list of orders, or made of the audit trail.

use super::standard::{Ageing, Agreement, Daily, Exports, Reasons};
use super::value::{Row, Value};
use super::{Knowledge, PAGE, ReportError};
use crate::domain::queue_view::Sort;
use crate::domain::report::{ReportName, Shape, Words};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::Store;
use crate::store::reads::report_columns;
use crate::store::records::{
    Cell, Column, FilteredQuery, LOOK_THROUGH, QueueFrom, QueueQuery, QueueRow, ReportQuery, ReportRequest, ShownList,
};

/// A column of a report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Heading {
    /// The name that its heading goes by.
    pub(super) name: &'static str,
    /// How wide a spreadsheet shows it, in characters.
    pub(super) width: f64,
}

impl Heading {
    pub(super) const fn new(name: &'static str, width: f64) -> Self {
        Self { name, width }
    }

    const fn of(column: &Column) -> Self {
        let width = match column.shape {
            Shape::Moment | Shape::IdNumber | Shape::CertificateNo => 20.0,
            Shape::Text => 24.0,
            Shape::Label => 18.0,
            Shape::Number | Shape::Fen => 9.0,
            _ => 13.0,
        };
        Self::new(column.name, width)
    }
}

/// Where the rows come from.
pub(super) struct Feed {
    columns: Vec<Heading>,
    source: Source,
}

enum Source {
    Table { after: Option<Vec<Cell>>, ended: bool },
    List { query: QueueQuery, ended: bool, now: Millis },
    Filtered { query: Box<FilteredQuery>, ended: bool, now: Millis },
    Rows(Option<Vec<QueueRow>>, Millis),
    Daily(Daily),
    Ageing(Ageing),
    Reasons(Reasons),
    Agreement(Agreement),
    Exports(Exports),
}

/// The columns of a list of orders, as the desk shows it.
const LIST: [(&str, f64); 15] = [
    ("order_no", 20.0),
    ("holder", 14.0),
    ("summary", 30.0),
    ("status", 13.0),
    ("round", 9.0),
    ("item_count", 9.0),
    ("attachment_count", 9.0),
    ("finding_count", 9.0),
    ("submitted_at", 20.0),
    ("working_days", 11.0),
    ("claimed_by", 12.0),
    ("claimed_until", 20.0),
    ("postponed_until", 20.0),
    ("postponed_by", 12.0),
    ("reason", 24.0),
];

fn headings(columns: &[(&'static str, f64)]) -> Vec<Heading> {
    columns.iter().map(|(name, width)| Heading::new(name, *width)).collect()
}

impl Feed {
    /// Opens the feed of a report, which was begun at this moment of the database.
    pub(super) async fn open(store: &dyn Store, request: &ReportRequest, now: Millis) -> Result<Self, ReportError> {
        let list = |status| {
            let query = QueueQuery { institution: request.institution.clone(), status, from: QueueFrom::Start, limit: PAGE };
            Source::List { query, ended: false, now }
        };
        let (columns, source) = match (request.name, &request.shown) {
            (_, Some(ShownList::Open(query))) => {
                let query = QueueQuery { from: QueueFrom::Start, limit: PAGE, ..query.clone() };
                (headings(&LIST), Source::List { query, ended: false, now })
            }
            (_, Some(ShownList::Filtered(query))) => {
                // Most findings first is one page and no more: all of them come by their submission.
                let sort = if query.sort == Sort::Newest { Sort::Newest } else { Sort::Oldest };
                let query = FilteredQuery {
                    sort,
                    from: QueueFrom::Start,
                    limit: PAGE,
                    budget: LOOK_THROUGH,
                    institution: request.institution.clone(),
                    ..(**query).clone()
                };
                (headings(&LIST), Source::Filtered { query: Box::new(query), ended: false, now })
            }
            (_, Some(ShownList::Rows(rows))) => (headings(&LIST), Source::Rows(Some(rows.clone()), now)),
            (ReportName::Queue, None) => (headings(&LIST), list(Status::AwaitingProofreading)),
            (ReportName::Supplements, None) => (headings(&LIST), list(Status::AwaitingSupplement)),
            (ReportName::Daily, None) => (headings(&Daily::COLUMNS), Source::Daily(Daily::open(store).await?)),
            (ReportName::Ageing, None) => (headings(&Ageing::COLUMNS), Source::Ageing(Ageing::at(now))),
            (ReportName::Reasons, None) => (headings(&Reasons::COLUMNS), Source::Reasons(Reasons::default())),
            (ReportName::Agreement, None) => (headings(&Agreement::COLUMNS), Source::Agreement(Agreement::open(store).await?)),
            (ReportName::Exports, None) => (headings(&Exports::COLUMNS), Source::Exports(Exports::default())),
            (table, None) => {
                let columns = report_columns(table).iter().map(Heading::of).collect();
                (columns, Source::Table { after: None, ended: false })
            }
        };
        Ok(Self { columns, source })
    }

    /// Its columns.
    pub(super) fn columns(&self) -> &[Heading] {
        &self.columns
    }

    /// The next rows; `None` after the last ones.
    pub(super) async fn next(
        &mut self,
        store: &dyn Store,
        request: &ReportRequest,
        knowledge: &Knowledge,
    ) -> Result<Option<Vec<Row>>, ReportError> {
        match &mut self.source {
            Source::Table { ended: true, .. } | Source::List { ended: true, .. } | Source::Filtered { ended: true, .. } => {
                Ok(None)
            }
            Source::Table { after, ended } => {
                let query = ReportQuery {
                    name: request.name,
                    institution: request.institution.clone(),
                    days: request.days,
                    after: after.take(),
                    limit: PAGE,
                };
                let page = store.report_page(&query).await?;
                *ended = page.next.is_none();
                *after = page.next;
                let (columns, full) = (report_columns(request.name), request.full.is_some());
                let row = |cells: Vec<Cell>| {
                    cells.into_iter().zip(columns).map(|(cell, column)| Value::of(column.shape, cell, full, knowledge)).collect()
                };
                Ok(Some(page.rows.into_iter().map(row).collect()))
            }
            Source::List { query, ended, now } => {
                let page = store.queue_page(query).await?;
                match page.rows.last().filter(|_| page.rows.len() >= PAGE as usize) {
                    Some(last) => query.from = QueueFrom::After(last.key()),
                    None => *ended = true,
                }
                // What was submitted after the beginning may have been in the list before: it would come twice.
                let wanted = page.rows.iter().filter(|row| row.submitted_at <= *now && request.days.contain(row.submitted_at));
                Ok(Some(wanted.map(|row| listed(row, request, knowledge, *now)).collect()))
            }
            Source::Filtered { query, ended, now } => {
                let page = store.queue_filtered(query).await?;
                match page.next {
                    Some(key) => query.from = QueueFrom::After(key),
                    None => *ended = true,
                }
                let wanted = page.rows.iter().filter(|row| row.submitted_at <= *now && request.days.contain(row.submitted_at));
                Ok(Some(wanted.map(|row| listed(row, request, knowledge, *now)).collect()))
            }
            Source::Rows(rows, now) => {
                Ok(rows.take().map(|rows| rows.iter().map(|row| listed(row, request, knowledge, *now)).collect()))
            }
            Source::Daily(daily) => daily.next(store, request, knowledge).await,
            Source::Ageing(ageing) => ageing.next(store, request, knowledge).await,
            Source::Reasons(reasons) => reasons.next(store, request, knowledge).await,
            Source::Agreement(agreement) => agreement.next(store, request, knowledge).await,
            Source::Exports(exports) => exports.next(store, request, knowledge).await,
        }
    }
}

/// A row of a list of orders.
fn listed(row: &QueueRow, request: &ReportRequest, knowledge: &Knowledge, now: Millis) -> Row {
    let full = request.full.is_some();
    let typed = |text: &str| Value::typed(Shape::Text, text, full, knowledge);
    let moment = |at: Option<Millis>| at.map_or(Value::Empty, Value::Moment);
    let waits = knowledge.calendar.working_days(row.submitted_at, now);
    vec![
        Value::Label(row.order_no.as_str().to_owned()),
        typed(&row.holder),
        typed(&row.summary),
        Value::typed(Shape::Word(Words::Status), row.status.code(), full, knowledge),
        Value::number(row.round.into()),
        Value::number(row.items.into()),
        Value::number(row.attachments.into()),
        Value::number(row.findings.into()),
        Value::Moment(row.submitted_at),
        Value::number(waits.into()),
        row.claim.as_ref().map_or(Value::Empty, |holder| typed(&holder.name)),
        moment(row.claim.as_ref().map(|holder| holder.until)),
        moment(row.postponed.as_ref().map(|postponed| postponed.until)),
        row.postponed.as_ref().map_or(Value::Empty, |postponed| typed(&postponed.staff_name)),
        row.postponed.as_ref().map_or(Value::Empty, |postponed| typed(&postponed.reason)),
    ]
}
