//! What is taken out of the archive is written down.

use super::PostgresStore;
use super::desk::belongs;
use crate::domain::staff::Actor;
use crate::store::Result;
use crate::store::records::NewExport;
use crate::store::sql::{Cells, args};

crate::store::archive::archive_engine!(PostgresStore);

const RECORD: &str = "SELECT record_export($1, $2, $3, $4, $5::bigint = 1, $6::bigint = 1, $7, $8)";

impl PostgresStore {
    async fn record_export(&self, actor: &Actor, export: &NewExport) -> Result<Option<i64>> {
        belongs(actor, &export.institution)?;
        let arguments = args![
            &actor.login,
            &export.institution,
            &export.order_no,
            export.audit_seq,
            i64::from(export.full),
            i64::from(export.attachments),
            &export.reason,
            &export.sha256
        ];
        Cells::new(&self.call_row(RECORD, arguments).await?).maybe_int()
    }
}
