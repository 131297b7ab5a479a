//! What is taken out of the archive is written down.

use serde_json::json;

use super::SqliteStore;
use crate::domain::staff::{Actor, Permission};
use crate::store::records::NewExport;
use crate::store::sql::{Link, args};
use crate::store::{Result, StoreError};

crate::store::archive::archive_engine!(SqliteStore);

const SEQ: &str = "SELECT audit_seq FROM orders WHERE institution = $1 AND order_no = $2";
const AUDITED: &str = "UPDATE orders SET audit_seq = $3 WHERE institution = $1 AND order_no = $2";

impl SqliteStore {
    async fn record_export(&self, actor: &Actor, export: &NewExport) -> Result<Option<i64>> {
        let mut tx = self.write().await?;
        let (institution, order_no) = (export.institution.as_str(), &export.order_no);
        tx.require(actor, institution, Permission::Export).await?;
        if (export.full || export.attachments) && export.reason.trim().is_empty() {
            return Err(StoreError::Refused("what is not masked is exported with a reason".to_owned()));
        }
        if Link::row(&mut *tx, SEQ, args![institution, order_no]).await?.is_none() {
            return Err(StoreError::NotFound(format!("order {order_no}")));
        }
        if tx.number(SEQ, args![institution, order_no]).await? != export.audit_seq {
            return Ok(None);
        }
        let detail = json!({
            "attachments": export.attachments, "full": export.full, "reason": export.reason, "sha256": export.sha256,
        });
        let seq = tx.audit(institution, order_no.as_str(), &actor.login, "export", &detail).await?;
        tx.run(AUDITED, args![institution, order_no, seq]).await?;
        tx.commit().await?;
        Ok(Some(seq))
    }
}
