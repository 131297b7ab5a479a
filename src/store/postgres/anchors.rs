//! An anchor that was taken is written down.

use serde_json::Value;

use super::PostgresStore;
use crate::store::Result;
use crate::store::sql::{Cells, args};

crate::store::anchors::anchor_engine!(PostgresStore);

const RECORD: &str = "SELECT record_anchor($1, $2, $3)";

impl PostgresStore {
    async fn record_anchor(&self, seq: i64, by: &str, detail: &Value) -> Result<bool> {
        let row = self.call_row(RECORD, args![seq, by, detail.to_string()]).await?;
        Ok(Cells::new(&row).maybe_int()?.is_some())
    }
}
