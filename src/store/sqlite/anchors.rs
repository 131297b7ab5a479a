//! An anchor that was taken is written down.

use serde_json::Value;

use super::SqliteStore;
use crate::store::Result;
use crate::store::anchors::ANCHORS;
use crate::store::reads;

crate::store::anchors::anchor_engine!(SqliteStore);

impl SqliteStore {
    async fn record_anchor(&self, seq: i64, by: &str, detail: &Value) -> Result<bool> {
        let mut tx = self.write().await?;
        let newest = reads::audit_head(&mut *tx, "", ANCHORS).await?.map_or(0, |(newest, _)| newest);
        if newest.saturating_add(1) != seq {
            return Ok(false);
        }
        tx.audit("", ANCHORS, by, "anchor", detail).await?;
        tx.commit().await?;
        Ok(true)
    }
}
