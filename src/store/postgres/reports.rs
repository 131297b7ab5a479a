//! What is written down of reports.

use super::PostgresStore;
use super::desk::belongs;
use crate::domain::staff::Actor;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{ReportEnd, ReportRequest};
use crate::store::reports::{end_detail, reports};
use crate::store::sql::{Cells, args};

reports!(PostgresStore);

const BEGIN: &str = "SELECT begin_report($1, $2, $3, $4)";
const END: &str = "SELECT end_report($1, $2, $3, $4, $5)::text";

impl PostgresStore {
    async fn begin_report(&self, actor: &Actor, request: &ReportRequest) -> Result<Millis> {
        belongs(actor, &request.institution)?;
        let arguments = args![&actor.login, &request.institution, &request.report, request.detail()];
        let row = self.call_row(BEGIN, arguments).await?;
        Cells::new(&row).millis()
    }

    async fn end_report(&self, actor: &Actor, institution: &str, report: &str, end: &ReportEnd) -> Result<()> {
        belongs(actor, institution)?;
        let detail = end_detail(end).to_string();
        self.call_row(END, args![&actor.login, institution, report, end.action(), detail]).await?;
        Ok(())
    }
}
