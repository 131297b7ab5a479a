//! The register of all that has an audit trail, and the record of the anchors that were taken of it.

use async_trait::async_trait;

use super::Result;
use super::records::{Registered, RegisteredRow};

/// The trail in which anchors are written down; it belongs to no institution.
pub const ANCHORS: &str = "desk:anchors";

/// The trail that says where a centre moved to; it belongs to no institution.
pub const MOVED: &str = "desk:moved";

/// Use cases of whoever proves the audit trail.
#[async_trait]
pub trait AnchorStore: Send + Sync {
    /// The register after `(institution, number)`, in that order, with where each trail ends.
    async fn register_page(&self, after: (&str, i64), limit: u32) -> Result<Vec<Registered>>;
    /// All rows' hashes of the subjects whose numbers are within the range, by number and row; one without a row for whoever has no
    /// trail. Read from one state of the database.
    async fn register_rows(&self, institution: &str, from: i64, to: i64) -> Result<Vec<RegisteredRow>>;
    /// Trails after `(institution, subject)`, in that order, and whether the register knows them.
    async fn unregistered(&self, after: (&str, &str), limit: u32) -> Result<Vec<(String, String, bool)>>;
    /// Writes down that an anchor was taken, as that row of the trail [`ANCHORS`]; `false` where another one was taken meanwhile.
    async fn record_anchor(&self, seq: i64, by: &str, detail: &serde_json::Value) -> Result<bool>;
}

/// Makes an engine the [`AnchorStore`]. It brings `reader` and `record_anchor`.
macro_rules! anchor_engine {
    ($engine:ty) => {
        #[async_trait::async_trait]
        impl $crate::store::anchors::AnchorStore for $engine {
            async fn register_page(
                &self,
                after: (&str, i64),
                limit: u32,
            ) -> $crate::store::Result<Vec<$crate::store::records::Registered>> {
                $crate::store::reads::register_page(&mut *self.reader().await?, after, limit).await
            }
            async fn register_rows(
                &self,
                institution: &str,
                from: i64,
                to: i64,
            ) -> $crate::store::Result<Vec<$crate::store::records::RegisteredRow>> {
                $crate::store::reads::register_rows(&mut *self.reader().await?, institution, from, to).await
            }
            async fn unregistered(&self, after: (&str, &str), limit: u32) -> $crate::store::Result<Vec<(String, String, bool)>> {
                $crate::store::reads::unregistered(&mut *self.reader().await?, after, limit).await
            }
            async fn record_anchor(&self, seq: i64, by: &str, detail: &serde_json::Value) -> $crate::store::Result<bool> {
                self.record_anchor(seq, by, detail).await
            }
        }
    };
}
pub(crate) use anchor_engine;
