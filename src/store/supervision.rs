//! The use cases of supervisors: what waits, how long, who has it; and what to do about it.

use async_trait::async_trait;

use super::records::{Dashboard, Intervened, Intervention};
use super::{Result, StoreError};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Actor;

fn not_yet<T>() -> Result<T> {
    Err(StoreError::Refused("supervision".to_owned()))
}

/// Seeing the whole of an institution's work, and intervening.
#[async_trait]
pub trait SupervisionStore {
    /// Everything the dashboard shows. No part of it grows with the size of the table.
    async fn dashboard(&self, _actor: &Actor, _institution: &str) -> Result<Dashboard> {
        not_yet()
    }
    /// Colleagues of the institution who are not disabled: login and name, for handing work over.
    async fn colleagues(&self, _institution: &str) -> Result<Vec<(String, String)>> {
        not_yet()
    }
    /// Does something to an order, with its reason in the audit trail; whoever held it keeps the draft.
    async fn intervene(
        &self,
        _actor: &Actor,
        _institution: &str,
        _order_no: &OrderNo,
        _what: &Intervention,
        _reason: &str,
    ) -> Result<Intervened> {
        not_yet()
    }
}
