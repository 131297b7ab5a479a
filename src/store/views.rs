//! Use cases of filtered lists and of the views that are kept of them.

use async_trait::async_trait;

use super::Result;
use super::records::{FilteredPage, FilteredQuery, Matching, NewView, SavedView};
use crate::domain::staff::Actor;

/// Filtered lists and saved views. Another institution's views, and another person's own, are not found.
#[async_trait]
pub trait ViewStore: Send + Sync {
    /// A page of the orders that fit a filter. It looks through so many orders and no more, however few of them fit, so that it
    /// takes the same time whatever there is: the page says where to go on.
    ///
    /// `QueueFilter::wanted` makes a query's `wanted` of a filter.
    async fn queue_filtered(&self, query: &FilteredQuery) -> Result<FilteredPage>;
    /// How many fit it, within the same bounds; `sort`, `from` and `limit` do not matter.
    async fn queue_matching(&self, query: &FilteredQuery) -> Result<Matching>;
    /// One's own views, then the institution's, each in the order that was given them.
    async fn views(&self, actor: &Actor, institution: &str) -> Result<Vec<SavedView>>;
    /// Keeps a new view as the last one of its owner, or changes one. The institution's are a supervisor's to keep, and leave an audit
    /// row. [`StoreError::Exists`](super::StoreError::Exists) where the owner has another one of that name,
    /// [`StoreError::Refused`](super::StoreError::Refused) without a name, with a long one, or where there are as many as may be.
    async fn save_view(&self, actor: &Actor, institution: &str, view: &NewView) -> Result<()>;
    /// Removes one.
    async fn delete_view(&self, actor: &Actor, institution: &str, view: &str) -> Result<()>;
    /// Moves one before the view of the same owner that stands before it, or behind the next one; at an end, nowhere.
    async fn move_view(&self, actor: &Actor, institution: &str, view: &str, up: bool) -> Result<()>;
}

/// Makes a type the [`ViewStore`]. It brings `read`, `reader` and a method for every write.
macro_rules! view_engine {
    ($engine:ty) => {
        #[async_trait::async_trait]
        impl crate::store::views::ViewStore for $engine {
            async fn queue_filtered(
                &self,
                query: &crate::store::records::FilteredQuery,
            ) -> crate::store::Result<crate::store::records::FilteredPage> {
                let mut read = self.read().await?;
                crate::store::reads::queue_filtered(&mut *read.transaction, query, read.now).await
            }
            async fn queue_matching(
                &self,
                query: &crate::store::records::FilteredQuery,
            ) -> crate::store::Result<crate::store::records::Matching> {
                let mut read = self.read().await?;
                crate::store::reads::queue_matching(&mut *read.transaction, query, read.now).await
            }
            async fn views(
                &self,
                actor: &crate::domain::staff::Actor,
                institution: &str,
            ) -> crate::store::Result<Vec<crate::store::records::SavedView>> {
                if !actor.belongs_to(institution) {
                    return Ok(Vec::new());
                }
                crate::store::reads::views(&mut *self.reader().await?, institution, &actor.login).await
            }
            async fn save_view(
                &self,
                actor: &crate::domain::staff::Actor,
                institution: &str,
                view: &crate::store::records::NewView,
            ) -> crate::store::Result<()> {
                self.save_view(actor, institution, view).await
            }
            async fn delete_view(
                &self,
                actor: &crate::domain::staff::Actor,
                institution: &str,
                view: &str,
            ) -> crate::store::Result<()> {
                self.delete_view(actor, institution, view).await
            }
            async fn move_view(
                &self,
                actor: &crate::domain::staff::Actor,
                institution: &str,
                view: &str,
                up: bool,
            ) -> crate::store::Result<()> {
                self.move_view(actor, institution, view, up).await
            }
        }
    };
}
pub(crate) use view_engine;
