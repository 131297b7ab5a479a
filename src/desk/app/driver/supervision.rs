//! What supervisors see and do.

use super::Hands;
use crate::desk::app::msg::Reply;
use crate::desk::app::supervision::{Step, SuperviseAct, SupervisionReply};
use crate::domain::staff::Actor;
use crate::store::Result;
use crate::store::records::Colleague;

impl Hands {
    pub(super) async fn supervise(&self, actor: &Actor, institution: &str, act: SuperviseAct) -> Result<Reply> {
        let store = &self.store;
        let reply = match act {
            SuperviseAct::Look { calendar, patience_days } => {
                let dashboard = store.dashboard(actor, institution, (&calendar, patience_days)).await?;
                SupervisionReply::Dashboard(Box::new(dashboard))
            }
            SuperviseAct::Colleagues => {
                let mut colleagues = store.colleagues(institution).await?;
                colleagues.retain(Colleague::decides);
                SupervisionReply::Colleagues(colleagues)
            }
            SuperviseAct::Happened(query) => SupervisionReply::Happened(store.happened(actor, &query).await?),
            SuperviseAct::Step { order_no, step, reason } => SupervisionReply::Stepped(match step {
                Step::Release => store.force_release(actor, institution, &order_no, &reason).await?,
                Step::Reassign { to, calendar } => store.reassign(actor, institution, &order_no, &to, &reason, &calendar).await?,
                Step::Reopen(tells) => store.reopen(actor, institution, &order_no, &reason, &tells).await?,
                Step::RejectUnanswered { tells, calendar, patience_days } => {
                    store.reject_unanswered(actor, institution, &order_no, &reason, &tells, (&calendar, patience_days)).await?
                }
            }),
        };
        Ok(Reply::Supervision(reply))
    }
}
