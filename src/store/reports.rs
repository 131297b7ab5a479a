//! Reports: reading tables page by page, and writing down what was taken out of them.
//!
//! A report is no snapshot: each page is read in a transaction of its own, so that a long report keeps neither SQLite's log nor
//! PostgreSQL's old rows from being cleared. A key comes once at most; see `docs/reports.md` for what changes meanwhile.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::Result;
use super::records::{OpenOrder, ReportEnd, ReportPage, ReportQuery, ReportRequest};
use crate::domain::staff::Actor;
use crate::domain::status::Status;
use crate::domain::time::Millis;

/// Use cases of whoever makes reports.
#[async_trait]
pub trait ReportStore: Send + Sync {
    /// A page of a table. [`super::StoreError::Refused`] for a report that is no table.
    async fn report_page(&self, query: &ReportQuery) -> Result<ReportPage>;
    /// Orders in an open status after this key, oldest round first. [`super::StoreError::Refused`] for a status that is not open.
    async fn open_orders(
        &self,
        institution: &str,
        status: Status,
        after: Option<(Millis, String)>,
        limit: u32,
    ) -> Result<Vec<OpenOrder>>;
    /// Writes down that a report is begun, before anything of it is read; the database's moment.
    async fn begin_report(&self, actor: &Actor, request: &ReportRequest) -> Result<Millis>;
    /// Writes down what became of it. [`super::StoreError::Refused`] for one that this person did not begin, or that has ended.
    async fn end_report(&self, actor: &Actor, institution: &str, report: &str, end: &ReportEnd) -> Result<()>;
}

/// What the trail says of a report's end.
pub(crate) fn end_detail(end: &ReportEnd) -> Value {
    match end {
        ReportEnd::Made { rows, bytes, sha256 } => json!({ "bytes": bytes, "rows": rows, "sha256": sha256 }),
        ReportEnd::Failed { rows, code } => json!({ "code": code, "rows": rows }),
    }
}

/// Makes an engine a [`ReportStore`]: it brings `reader` and the two writes.
macro_rules! reports {
    ($engine:ty) => {
        #[async_trait::async_trait]
        impl $crate::store::reports::ReportStore for $engine {
            async fn report_page(
                &self,
                query: &$crate::store::records::ReportQuery,
            ) -> $crate::store::Result<$crate::store::records::ReportPage> {
                $crate::store::reads::report_page(&mut *self.reader().await?, query).await
            }
            async fn open_orders(
                &self,
                institution: &str,
                status: $crate::domain::status::Status,
                after: Option<($crate::domain::time::Millis, String)>,
                limit: u32,
            ) -> $crate::store::Result<Vec<$crate::store::records::OpenOrder>> {
                $crate::store::reads::open_orders(&mut *self.reader().await?, institution, status, after, limit).await
            }
            async fn begin_report(
                &self,
                actor: &$crate::domain::staff::Actor,
                request: &$crate::store::records::ReportRequest,
            ) -> $crate::store::Result<$crate::domain::time::Millis> {
                self.begin_report(actor, request).await
            }
            async fn end_report(
                &self,
                actor: &$crate::domain::staff::Actor,
                institution: &str,
                report: &str,
                end: &$crate::store::records::ReportEnd,
            ) -> $crate::store::Result<()> {
                self.end_report(actor, institution, report, end).await
            }
        }
    };
}
pub(crate) use reports;
