//! What is kept from whoever may look a second time (G2.2): one rule, whichever way an order is read.

use super::records::{ListingQuery, OrderFile};
use super::{Result, Store};
use crate::domain::listing::Standing;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::{Actor, Permission};
use crate::domain::status::Status;

/// Proposals looked through for the one about an order; an institution has a handful at a time.
const MOST_PROPOSALS: u32 = 500;

/// Whether this member of staff must not be told what the order's deciders found: they have taken it from a sample to look at a second
/// time, or its holder is proposed for the dishonesty list by somebody else and they may have the second look.
///
/// # Errors
/// Whatever keeps the store from answering.
pub async fn hides_first_look(store: &dyn Store, actor: &Actor, file: &OrderFile) -> Result<bool> {
    if file.status == Status::AwaitingProofreading || file.decisions.is_empty() {
        return Ok(false);
    }
    Ok(kept_blind(store, actor, &file.institution).await?.contains(&file.order_no))
}

/// The orders of which that is so.
///
/// # Errors
/// Whatever keeps the store from answering.
pub async fn kept_blind(store: &dyn Store, actor: &Actor, institution: &str) -> Result<Vec<OrderNo>> {
    let mut blind = store.samples_in_hand(institution, &actor.login).await?;
    blind.extend(proposed(store, actor, institution).await?);
    Ok(blind)
}

/// The orders with a proposal that waits for this member of staff or one like them.
async fn proposed(store: &dyn Store, actor: &Actor, institution: &str) -> Result<Vec<OrderNo>> {
    if !actor.role.may(Permission::ConfirmListing) {
        return Ok(Vec::new());
    }
    let query =
        ListingQuery { institution: institution.to_owned(), standing: Standing::Proposed, after: None, limit: MOST_PROPOSALS };
    let waiting = store.listings(&query).await?.rows.into_iter().filter_map(|entry| entry.proposed);
    Ok(waiting.filter(|proposed| proposed.by.login != actor.login).map(|proposed| proposed.order_no).collect())
}
