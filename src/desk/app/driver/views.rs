//! Filtered lists and the views that are kept of them.

use super::Hands;
use crate::desk::app::effect::ViewAct;
use crate::desk::app::msg::ViewReply;
use crate::domain::staff::Actor;
use crate::store::Result;
use crate::store::records::{Colleague, Matching};

/// Up to how many postponed orders are counted.
const POSTPONED: u32 = 200;

impl Hands {
    pub(super) async fn views(&self, actor: &Actor, institution: &str, act: ViewAct) -> Result<ViewReply> {
        let store = &self.store;
        Ok(match act {
            ViewAct::Page(query) => ViewReply::Page(Box::new(store.queue_filtered(&query).await?)),
            ViewAct::Match(query) => ViewReply::Matching(store.queue_matching(&query).await?),
            ViewAct::Count { queries, postponed } => {
                let mut counts = Vec::with_capacity(queries.len().saturating_add(1));
                for (view, query) in queries {
                    counts.push((view, store.queue_matching(&query).await?));
                }
                let found = store.postponed(institution, POSTPONED).await?;
                let n = u32::try_from(found.rows.len()).unwrap_or(POSTPONED);
                counts.push((postponed, Matching { n, more: found.more }));
                ViewReply::Counts(counts)
            }
            ViewAct::List => {
                let views = store.views(actor, institution).await?;
                let mut people = store.colleagues(institution).await?;
                people.retain(Colleague::decides);
                ViewReply::Views { views, people }
            }
            ViewAct::Save(view) => {
                store.save_view(actor, institution, &view).await?;
                ViewReply::Done
            }
            ViewAct::Delete(view) => {
                store.delete_view(actor, institution, &view).await?;
                ViewReply::Done
            }
            ViewAct::Move { view, up } => {
                store.move_view(actor, institution, &view, up).await?;
                ViewReply::Done
            }
        })
    }
}
