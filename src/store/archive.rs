//! The archive's use cases: ended orders, orders by any key, all that happened to one, and the record of what was taken out.

use async_trait::async_trait;

use super::Result;
use super::records::{ArchivePage, ArchiveQuery, NewExport, SearchBy, Timeline};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Actor;

/// Use cases of the archive.
#[async_trait]
pub trait ArchiveStore: Send + Sync {
    /// A page of the institution's ended orders, newest first.
    async fn archive_page(&self, query: &ArchiveQuery) -> Result<ArchivePage>;
    /// Orders of the institution in any state that any of these finds, each once.
    async fn archive_search(&self, institution: &str, by: &[SearchBy], limit: u32) -> Result<ArchivePage>;
    /// All that happened to an order, in one state of the database; bounded, whatever there is.
    async fn timeline(&self, institution: &str, order_no: &OrderNo) -> Result<Option<Timeline>>;
    /// Writes down, before it is handed out, that a dossier is taken out; the audit row's number, or `None` where the order's trail has
    /// gone on since the dossier was made. [`StoreError::Refused`](super::StoreError::Refused) for whoever may not export, and
    /// for what is not masked without a reason.
    async fn record_export(&self, actor: &Actor, export: &NewExport) -> Result<Option<i64>>;
}

/// Makes an engine the [`ArchiveStore`]. It brings `read` and `record_export`.
macro_rules! archive_engine {
    ($engine:ty) => {
        #[async_trait::async_trait]
        impl $crate::store::archive::ArchiveStore for $engine {
            async fn archive_page(
                &self,
                query: &$crate::store::records::ArchiveQuery,
            ) -> $crate::store::Result<$crate::store::records::ArchivePage> {
                let mut read = self.read().await?;
                $crate::store::reads::archive_page(&mut *read.transaction, query, read.now).await
            }
            async fn archive_search(
                &self,
                institution: &str,
                by: &[$crate::store::records::SearchBy],
                limit: u32,
            ) -> $crate::store::Result<$crate::store::records::ArchivePage> {
                let mut read = self.read().await?;
                $crate::store::reads::archive_search(&mut *read.transaction, institution, by, limit, read.now).await
            }
            async fn timeline(
                &self,
                institution: &str,
                order_no: &$crate::domain::numbers::order_no::OrderNo,
            ) -> $crate::store::Result<Option<$crate::store::records::Timeline>> {
                let mut read = self.read().await?;
                $crate::store::reads::timeline(&mut *read.transaction, institution, order_no, read.now).await
            }
            async fn record_export(
                &self,
                actor: &$crate::domain::staff::Actor,
                export: &$crate::store::records::NewExport,
            ) -> $crate::store::Result<Option<i64>> {
                self.record_export(actor, export).await
            }
        }
    };
}
pub(crate) use archive_engine;
