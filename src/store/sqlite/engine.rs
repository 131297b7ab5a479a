//! The trait on SQLite, and what little of it is SQLite's own.

use super::SqliteStore;
use crate::store::load;

crate::store::engine::engine!(SqliteStore);

impl SqliteStore {
    async fn load_orders(&self, batch: &[LoadedOrder]) -> Result<()> {
        let mut tx = self.write().await?;
        load::load_orders(&mut tx, batch).await?;
        tx.commit().await
    }

    async fn activity(&self, institution: &str, since: Option<Millis>, limit: u32) -> Result<(Vec<AuditEntry>, Millis)> {
        let mut read = self.read().await?;
        let entries = match since {
            Some(since) => reads::activity(&mut *read.transaction, institution, since, limit).await?,
            None => Vec::new(),
        };
        Ok((entries, read.now))
    }
}
