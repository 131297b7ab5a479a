//! What an administrator's commands need: copies of the database and what stands beside it.

use std::path::Path;

use async_trait::async_trait;

use super::Result;

/// Use cases of whoever keeps the database.
#[async_trait]
pub trait MaintenanceStore: Send + Sync {
    /// Copies the database, as it is at one moment, into a new file while others go on working, and checks that the copy is sound.
    /// [`StoreError::Unusable`](super::StoreError::Unusable) for an engine that has tools of its own for this.
    async fn snapshot(&self, into: &Path) -> Result<()>;
    /// SHA-256 and bytes of every attachment that any order ever had, after this SHA-256, in that order, each once.
    async fn attachment_page(&self, after: &str, limit: u32) -> Result<Vec<(String, i64)>>;
    /// Orders by institution and status: as the counters say, and as they are counted one by one in the same state of the database. Reads all
    /// orders' index entries; returns what differs only, as institution, status, counter, count.
    async fn miscounted(&self) -> Result<Vec<(String, String, i64, i64)>>;
}

/// Makes an engine the [`MaintenanceStore`]. It brings `reader` and `snapshot`.
macro_rules! maintenance_engine {
    ($engine:ty) => {
        #[async_trait::async_trait]
        impl $crate::store::maintenance::MaintenanceStore for $engine {
            async fn snapshot(&self, into: &std::path::Path) -> $crate::store::Result<()> {
                self.snapshot(into).await
            }
            async fn attachment_page(&self, after: &str, limit: u32) -> $crate::store::Result<Vec<(String, i64)>> {
                $crate::store::reads::attachment_page(&mut *self.reader().await?, after, limit).await
            }
            async fn miscounted(&self) -> $crate::store::Result<Vec<(String, String, i64, i64)>> {
                $crate::store::reads::miscounted(&mut *self.reader().await?).await
            }
        }
    };
}
pub(crate) use maintenance_engine;
