//! What supervisors do to orders.

use super::PostgresStore;
use super::desk::belongs;
use crate::domain::ageing;
use crate::domain::calendar::Calendar;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::postpone;
use crate::domain::staff::Actor;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{Intervened, Notification};
use crate::store::sql::args;

const RELEASE: &str = "SELECT force_release($1, $2, $3, $4)";
const REASSIGN: &str = "SELECT reassign_order($1, $2, $3, $4, $5, $6)";
const REOPEN: &str = "SELECT reopen_order($1, $2, $3, $4, $5, $6, $7, $8)";
const REJECT: &str = "SELECT reject_unanswered($1, $2, $3, $4, $5, $6, $7, $8, $9)";

impl PostgresStore {
    /// The server's present moment, for days that the calendar counts: the acts themselves look at the clock again.
    async fn today(&self) -> Result<Millis> {
        Ok(self.read().await?.now)
    }

    pub(super) async fn force_release(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        reason: &str,
    ) -> Result<Intervened> {
        belongs(actor, institution)?;
        self.call_json(RELEASE, args![&actor.login, institution, order_no, reason]).await
    }

    pub(super) async fn reassign(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        to: &str,
        reason: &str,
        calendar: &Calendar,
    ) -> Result<Intervened> {
        belongs(actor, institution)?;
        let pooled_from = postpone::assigned_until(self.today().await?, calendar);
        self.call_json(REASSIGN, args![&actor.login, institution, order_no, to, pooled_from, reason]).await
    }

    pub(super) async fn reopen(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        reason: &str,
        tells: &Notification,
    ) -> Result<Intervened> {
        belongs(actor, institution)?;
        let Notification { message_id, title, body, hold_ms } = tells;
        let arguments = args![&actor.login, institution, order_no, reason, message_id, title, body, *hold_ms];
        self.call_json(REOPEN, arguments).await
    }

    pub(super) async fn reject_unanswered(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        reason: &str,
        tells: &Notification,
        (calendar, patience_days): (&Calendar, u32),
    ) -> Result<Intervened> {
        belongs(actor, institution)?;
        let asked_before = ageing::asked_before(calendar, self.today().await?, patience_days);
        let Notification { message_id, title, body, hold_ms } = tells;
        let arguments = args![&actor.login, institution, order_no, reason, asked_before, message_id, title, body, *hold_ms];
        self.call_json(REJECT, arguments).await
    }
}
