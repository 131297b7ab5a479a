//! Handing the desk's messages over to the portal: page by page, oldest first, and a page counts as handed over only once whoever
//! takes it has it. `jiaodui outbox` prints them; the demonstration's applicants read them.

use crate::store::records::OutMessage;
use crate::store::{Store, StoreError};

/// Messages handed over and acknowledged at a time.
const PAGE: u32 = 200;

/// Hands over all messages that are due. With `acknowledges`, exactly the pages that were taken count as handed over afterwards.
///
/// # Errors
/// What `take` says, or the store: pages taken before stay acknowledged, the page it happened on does not become so.
pub async fn hand_over<E: From<StoreError>>(
    store: &dyn Store,
    acknowledges: bool,
    mut take: impl FnMut(&[OutMessage]) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = None;
    loop {
        let page = store.outbox(after.take(), PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some((last.at, last.message_id.clone()));
        take(&page)?;
        if acknowledges {
            let taken: Vec<String> = page.into_iter().map(|message| message.message_id).collect();
            store.acknowledge(&taken).await?;
        }
    }
}
