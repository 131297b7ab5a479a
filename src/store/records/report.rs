//! Reports: what is asked for, the pages it is read in, and what is written down of it.

use chrono::NaiveDate;

use super::{FilteredQuery, QueueQuery, QueueRow};
use crate::domain::report::{Days, ReportFormat, ReportName, Shape};
use crate::domain::time::Millis;

/// A report to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// Its id (UUIDv7): its trail is that of `report:ID`.
    pub report: String,
    /// Whose.
    pub institution: String,
    /// Which.
    pub name: ReportName,
    /// Of which days; what that means of each report, `docs/reports.md` says.
    pub days: Days,
    /// The form of the file.
    pub format: ReportFormat,
    /// Why the numbers of persons are not covered; `None`: they are.
    pub full: Option<String>,
    /// The list that was on the screen, where it is that one.
    pub shown: Option<ShownList>,
}

/// A list of orders that the desk shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownList {
    /// All rows of this query, whatever stretch of it is on the screen.
    Open(QueueQuery),
    /// All orders that fit a filter, likewise; by their submission, however the list is sorted by findings.
    Filtered(Box<FilteredQuery>),
    /// These rows: what was searched for, or is postponed.
    Rows(Vec<QueueRow>),
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in the database.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
}

/// A value as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// None.
    Empty,
    /// Text.
    Text(String),
    /// A 64-bit integer.
    Int(i64),
}

/// Which page of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportQuery {
    /// Which table.
    pub name: ReportName,
    /// Whose rows.
    pub institution: String,
    /// Of which days.
    pub days: Days,
    /// The last key of the page before.
    pub after: Option<Vec<Cell>>,
    /// Most rows to read; those of other days are left out of the answer.
    pub limit: u32,
}

/// A page of a table, in the order of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPage {
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// Where the next page begins; `None` where there is none.
    pub next: Option<Vec<Cell>>,
}

/// An order that is not decided, as far as its age is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOrder {
    /// The order.
    pub order_no: String,
    /// When its round was submitted.
    pub submitted_at: Millis,
    /// When its status last changed.
    pub updated_at: Millis,
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportEnd {
    /// It was made.
    Made {
        /// Its rows, the headings not counted.
        rows: u64,
        /// The file's size in bytes.
        bytes: u64,
        /// The file's SHA-256, in hexadecimal.
        sha256: String,
    },
    /// It was not; what there was of the file is removed.
    Failed {
        /// Rows written before.
        rows: u64,
        /// Why, as a stable code.
        code: String,
    },
}

impl ReportRequest {
    /// What its trail begins with.
    #[must_use]
    pub fn detail(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let (shown, filter) = match &self.shown {
            None => (None, None),
            Some(ShownList::Open(query)) => (Some(query.status.code()), None),
            Some(ShownList::Filtered(query)) => (Some("filter"), Some(&query.wanted.filter)),
            Some(ShownList::Rows(_)) => (Some("selection"), None),
        };
        let mut detail = serde_json::json!({
            "format": self.format, "from": day(self.days.from), "list": shown, "masked": self.full.is_none(), "name": self.name,
            "reason": self.full, "to": day(self.days.to),
        });
        if let (Some(filter), Some(detail)) = (filter, detail.as_object_mut()) {
            detail.insert("filter".to_owned(), serde_json::json!(filter));
        }
        detail.to_string()
    }
}

impl ReportEnd {
    /// The act that its trail ends with.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Made { .. } => "export",
            Self::Failed { .. } => "export_failed",
        }
    }
}
