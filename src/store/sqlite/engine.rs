//! The trait on SQLite, and what little of it is SQLite's own.

use super::SqliteStore;
use crate::store::load;

crate::store::engine::engine!(SqliteStore);
crate::store::views::view_engine!(SqliteStore);
crate::store::supervision::supervision!(SqliteStore);

/// Orders in a batch from which on it is taken for a part of a long load.
const LONG_LOAD: usize = 200;
/// Page cache of the writer during a long load.
const LOADING_KIB: u32 = 256 * 1024;

impl SqliteStore {
    async fn load_orders(&self, batch: &[LoadedOrder]) -> Result<()> {
        // A long load touches every index everywhere: with the desk's small cache it would read most pages again and again.
        // `roll_up_counts`, which ends a load, gives the memory back.
        if batch.len() >= LONG_LOAD {
            self.set_cache(LOADING_KIB).await?;
        }
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
