//! What is written down of reports.

use serde_json::Value;

use super::SqliteStore;
use crate::domain::staff::{Actor, Permission};
use crate::domain::time::Millis;
use crate::store::records::{ReportEnd, ReportRequest};
use crate::store::reports::{end_detail, reports};
use crate::store::{Result, StoreError, reads};

reports!(SqliteStore);

impl SqliteStore {
    async fn begin_report(&self, actor: &Actor, request: &ReportRequest) -> Result<Millis> {
        let mut tx = self.write().await?;
        let institution = request.institution.as_str();
        tx.require(actor, institution, Permission::Export).await?;
        let subject = format!("report:{}", request.report);
        if reads::audit_head(&mut *tx, institution, &subject).await?.is_some() {
            return Err(StoreError::Exists(subject));
        }
        let detail: Value = serde_json::from_str(&request.detail()).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        tx.audit(institution, &subject, &actor.login, "export_begun", &detail).await?;
        let now = tx.now;
        tx.commit().await?;
        Ok(now)
    }

    async fn end_report(&self, actor: &Actor, institution: &str, report: &str, end: &ReportEnd) -> Result<()> {
        let mut tx = self.write().await?;
        tx.require(actor, institution, Permission::Export).await?;
        let subject = format!("report:{report}");
        let trail = reads::audit(&mut *tx, institution, &subject, 0).await?;
        let begun = trail.last().is_some_and(|last| last.action == "export_begun" && last.actor == actor.login);
        if !begun {
            return Err(StoreError::Refused(format!("{subject} is not under way")));
        }
        tx.audit(institution, &subject, &actor.login, end.action(), &end_detail(end)).await?;
        tx.commit().await
    }
}
