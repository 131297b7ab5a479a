//! The use cases of supervisors: what waits, how long, who has it; and what to do about it.

use async_trait::async_trait;

use super::Result;
use super::records::{Dashboard, HappenedList, HappenedQuery, Intervened, Notification};
use crate::domain::calendar::Calendar;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Actor;

/// Seeing the whole of an institution's work, and stepping in. Each act needs a reason, which goes into the audit trail with the name
/// of who acts: [`StoreError::Refused`](super::StoreError::Refused) without one, or for somebody who is no supervisor here.
#[async_trait]
pub trait SupervisionStore: Send + Sync {
    /// Everything the dashboard shows, as of the database's present moment; nothing of an institution they do not belong to. `patience`: as for [`Self::reject_unanswered`].
    async fn dashboard(&self, actor: &Actor, institution: &str, patience: (&Calendar, u32)) -> Result<Dashboard>;
    /// What a number of the charts or of the people counted, newest first; nothing of an institution they do not belong to. It reads what
    /// happened in that stretch of time, however much lies before it.
    async fn happened(&self, actor: &Actor, query: &HappenedQuery) -> Result<HappenedList>;
    /// Ends a claim, whoever has it. Their draft stays.
    async fn force_release(&self, actor: &Actor, institution: &str, order_no: &OrderNo, reason: &str) -> Result<Intervened>;
    /// Gives an order to somebody: a claim on it ends, and so does a postponement; from now on it is the next order for them, and after
    /// a whole working day for anyone.
    async fn reassign(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        to: &str,
        reason: &str,
        calendar: &Calendar,
    ) -> Result<Intervened>;
    /// Opens a decided order again; it keeps its place in the queue. The decision's hold must be over, what it proposes for the dishonesty
    /// list looked at, and no other order for the same certificate under way.
    async fn reopen(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        reason: &str,
        tells: &Notification,
    ) -> Result<Intervened>;
    /// Rejects an order, with all its items, whose applicant was asked for a supplement so many working days ago or more (`patience`: the
    /// calendar that counts them, and how many).
    async fn reject_unanswered(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        reason: &str,
        tells: &Notification,
        patience: (&Calendar, u32),
    ) -> Result<Intervened>;
}

/// Makes a type the [`SupervisionStore`]. It brings `reader`, `read` and a method for every write.
macro_rules! supervision {
    ($engine:ty) => {
        #[async_trait]
        impl crate::store::SupervisionStore for $engine {
            async fn dashboard(
                &self,
                actor: &Actor,
                institution: &str,
                patience: (&crate::domain::calendar::Calendar, u32),
            ) -> Result<crate::store::records::Dashboard> {
                if !actor.belongs_to(institution) {
                    return Ok(crate::store::records::Dashboard::default());
                }
                let mut read = self.read().await?;
                reads::dashboard(&mut *read.transaction, actor, institution, patience, read.now).await
            }
            async fn happened(
                &self,
                actor: &Actor,
                query: &crate::store::records::HappenedQuery,
            ) -> Result<crate::store::records::HappenedList> {
                if !actor.belongs_to(&query.institution) {
                    return Ok(crate::store::records::HappenedList::default());
                }
                reads::happened(&mut *self.read().await?.transaction, query).await
            }
            async fn force_release(
                &self,
                actor: &Actor,
                institution: &str,
                order_no: &OrderNo,
                reason: &str,
            ) -> Result<crate::store::records::Intervened> {
                self.force_release(actor, institution, order_no, reason).await
            }
            async fn reassign(
                &self,
                actor: &Actor,
                institution: &str,
                order_no: &OrderNo,
                to: &str,
                reason: &str,
                calendar: &crate::domain::calendar::Calendar,
            ) -> Result<crate::store::records::Intervened> {
                self.reassign(actor, institution, order_no, to, reason, calendar).await
            }
            async fn reopen(
                &self,
                actor: &Actor,
                institution: &str,
                order_no: &OrderNo,
                reason: &str,
                tells: &crate::store::records::Notification,
            ) -> Result<crate::store::records::Intervened> {
                self.reopen(actor, institution, order_no, reason, tells).await
            }
            async fn reject_unanswered(
                &self,
                actor: &Actor,
                institution: &str,
                order_no: &OrderNo,
                reason: &str,
                tells: &crate::store::records::Notification,
                patience: (&crate::domain::calendar::Calendar, u32),
            ) -> Result<crate::store::records::Intervened> {
                self.reject_unanswered(actor, institution, order_no, reason, tells, patience).await
            }
        }
    };
}
pub(crate) use supervision;
