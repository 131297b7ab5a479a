//! What the automatic checks notice as an order comes in, and is recorded with it. It decides nothing: the order is taken all the same.
//!
//! The same checks are made again whenever the order is opened. What is recorded is what could be known on arrival.

use crate::domain::checks::look::look;
use crate::domain::finding::Noticed;
use crate::domain::order::{KeptAttachment, NewOrder};
use crate::domain::time::Millis;
use crate::store::Store;
use crate::store::records::{Application, FeedAct};
use crate::text::noticed::notable;

type Result<T> = crate::store::Result<T>;

/// Puts the notable findings into an act that submits or resubmits; `at` is the event's.
pub(super) async fn notice(store: &dyn Store, at: Millis, act: &mut FeedAct) -> Result<()> {
    match act {
        FeedAct::Submit(order) => order.findings = of_new(store, order).await?,
        FeedAct::Resubmit { order_no, items, findings, .. } => {
            // Where there is none, the transaction will say so.
            if let Some(application) = store.application(order_no).await? {
                *findings = of_resubmitted(store, &application, at, items).await?;
            }
        }
        FeedAct::Cancel { .. } | FeedAct::Enquiry { .. } | FeedAct::EnquiryFollowup { .. } => {}
    }
    Ok(())
}

async fn of_new(store: &dyn Store, order: &NewOrder) -> Result<Vec<Noticed>> {
    let subject = order.subject();
    let related = store.related(&subject).await?;
    Ok(notable(&look(&subject, Some(&related))))
}

/// Of all items, as they are with the new lists of those that were named.
async fn of_resubmitted(
    store: &dyn Store,
    application: &Application,
    at: Millis,
    lists: &[(u32, Vec<KeptAttachment>)],
) -> Result<Vec<Noticed>> {
    let mut subject = application.subject();
    subject.came_at = at;
    for (number, list) in lists {
        if let Some(item) = subject.items.iter_mut().find(|item| item.item == *number) {
            item.files = list.iter().collect();
        }
    }
    let related = store.related(&subject).await?;
    Ok(notable(&look(&subject, Some(&related))))
}
