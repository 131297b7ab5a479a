//! What is kept from whoever may look a second time (G2.2): one rule, whichever way an order is read.

use super::records::{ListingQuery, OrderFile, Proposed};
use super::{Result, Store};
use crate::domain::listing::Standing;
use crate::domain::staff::{Actor, Permission};
use crate::domain::status::Status;

/// Proposals looked through for the one about an order; an institution has a handful at a time.
const MOST_PROPOSALS: u32 = 500;

/// Whether this member of staff must not be told what the order's deciders found: its holder is proposed for the dishonesty list by
/// somebody else, and they may have the second look.
///
/// # Errors
/// Whatever keeps the store from answering.
pub async fn hides_first_look(store: &dyn Store, actor: &Actor, file: &OrderFile) -> Result<bool> {
    if file.status == Status::AwaitingProofreading || file.decisions.is_empty() || !actor.role.may(Permission::ConfirmListing) {
        return Ok(false);
    }
    let query =
        ListingQuery { institution: file.institution.clone(), standing: Standing::Proposed, after: None, limit: MOST_PROPOSALS };
    let waiting = store.listings(&query).await?.rows;
    let of_another = |by: &Proposed| by.order_no == file.order_no && by.by.login != actor.login;
    Ok(waiting.iter().filter_map(|entry| entry.proposed.as_ref()).any(of_another))
}
