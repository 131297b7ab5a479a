//! What supervisors do to orders: end a claim, give an order to somebody, reopen what was decided, reject what was never supplemented.

use serde_json::json;

use super::SqliteStore;
use super::desk::RELEASE;
use super::flow::PUT_OFF;
use super::write::WriteTx;
use crate::domain::ageing;
use crate::domain::calendar::Calendar;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::postpone;
use crate::domain::staff::{Actor, Permission};
use crate::domain::status::{Act, Status};
use crate::domain::time::Millis;
use crate::store::reads::{self, MAX_HOLD_MS, Numbered};
use crate::store::records::{Intervened, Notification};
use crate::store::rows::{Move, OrderState, Rows};
use crate::store::sql::{Cells, Link, args};
use crate::store::{Result, StoreError};

const ASSIGN: &str = "INSERT INTO postponements (institution, order_no, n, staff, at, until, pooled_from, reason, assigned_by) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const TELL: &str = "INSERT INTO messages (institution, message_id, order_no, account, kind, title, body, created_at, held_until) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const HELD_UNTIL: &str = "SELECT held_until FROM decisions WHERE institution = $1 AND order_no = $2 AND version = $3 \
                          AND taken_back_at IS NULL";
const PROPOSED: &str = "SELECT COUNT(*) FROM decisions d JOIN listings l ON l.decision_token = d.token \
                        WHERE d.institution = $1 AND d.order_no = $2 AND l.state = 'proposed'";
const ASKED_AT: &str = "SELECT updated_at FROM orders WHERE institution = $1 AND order_no = $2";

impl WriteTx {
    /// The supervisor's name, for the audit trail. Refuses whoever is none here, and whoever gives no reason.
    async fn supervising(&mut self, actor: &Actor, institution: &str, reason: &str) -> Result<String> {
        self.require(actor, institution, Permission::Supervise).await?;
        if reason.trim().is_empty() {
            return Err(StoreError::Refused("a supervisor says why".to_owned()));
        }
        let member = reads::staff(&mut **self, &actor.login).await?;
        Ok(member.map_or_else(|| actor.name.clone(), |member| member.name))
    }

    async fn may_decide(&mut self, login: &str, institution: &str) -> Result<bool> {
        let member = reads::staff(&mut **self, login).await?;
        Ok(member.is_some_and(|member| {
            !member.disabled
                && member.role.may(Permission::Decide)
                && member.institution.as_deref().is_none_or(|own| own == institution)
        }))
    }

    /// Moves an order with all its items; the audit row is there, and the applicant is told first.
    async fn supervised_move(&mut self, order: &OrderState, status: Status, seq: i64, tells: &Notification) -> Result<()> {
        let kind = if status == Status::Rejected { "rejected" } else { "reopened" };
        let (now, held_until) = (self.now, self.now.plus(tells.hold_ms.clamp(0, MAX_HOLD_MS)));
        let (institution, order_no, account) = (&order.institution, &order.order_no, &order.account);
        let cells = args![institution, &tells.message_id, order_no, account, kind, &tells.title, &tells.body, now, held_until];
        self.run(TELL, cells).await?;
        let mut rows = Rows::default();
        rows.order_move(&Move::of(order, status, seq, now), (1..=order.item_count).map(|item| (item, status)));
        rows.write(self).await
    }
}

impl SqliteStore {
    pub(super) async fn force_release(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        reason: &str,
    ) -> Result<Intervened> {
        let mut tx = self.write().await?;
        let by = tx.supervising(actor, institution, reason).await?;
        let Some(order) = tx.order_of(institution, order_no).await? else { return Ok(Intervened::Unknown) };
        if order.status != Status::AwaitingProofreading {
            return Ok(Intervened::Settled { status: order.status });
        }
        let Some(holder) = order.holder else { return Ok(Intervened::Free) };
        let detail = json!({ "by": by, "from": holder.login, "reason": reason });
        let seq = tx.audit(institution, order_no.as_str(), &actor.login, "force_release", &detail).await?;
        tx.run(RELEASE, args![institution, order_no, seq]).await?;
        tx.commit().await?;
        Ok(Intervened::Done)
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
        let mut tx = self.write().await?;
        let now = tx.now;
        let by = tx.supervising(actor, institution, reason).await?;
        let Some(order) = tx.order_of(institution, order_no).await? else { return Ok(Intervened::Unknown) };
        if order.status != Status::AwaitingProofreading {
            return Ok(Intervened::Settled { status: order.status });
        }
        if !tx.may_decide(to, institution).await? {
            return Ok(Intervened::NoColleague);
        }
        if tx.is_first_decider(to, institution, order_no).await? {
            return Ok(Intervened::FirstDecider);
        }
        let from = order.holder.map(|holder| holder.login);
        let detail = json!({ "by": by, "from": from, "reason": reason, "to": to });
        let seq = tx.audit(institution, order_no.as_str(), &actor.login, "reassign", &detail).await?;
        tx.run(RELEASE, args![institution, order_no, seq]).await?;
        tx.end_postponement(actor, institution, order_no, Some(reason)).await?;
        let n = reads::last_number(&mut *tx, Numbered::Postponement, institution, order_no).await?.saturating_add(1);
        let pooled_from = postpone::assigned_until(now, calendar);
        tx.run(ASSIGN, args![institution, order_no, n, to, now, now, pooled_from, reason, &actor.login]).await?;
        tx.run(PUT_OFF, args![institution, order_no, n, to, now, pooled_from]).await?;
        tx.commit().await?;
        Ok(Intervened::Done)
    }

    pub(super) async fn reopen(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        reason: &str,
        tells: &Notification,
    ) -> Result<Intervened> {
        let mut tx = self.write().await?;
        let by = tx.supervising(actor, institution, reason).await?;
        let Some(order) = tx.order_of(institution, order_no).await? else { return Ok(Intervened::Unknown) };
        if !matches!(order.status, Status::Accepted | Status::Rejected) {
            return Ok(Intervened::Settled { status: order.status });
        }
        let decided = order.version.saturating_sub(1);
        if let Some(row) = Link::row(&mut *tx, HELD_UNTIL, args![institution, order_no, decided]).await? {
            let until = Cells::new(&row).millis()?;
            if until > tx.now {
                return Ok(Intervened::Held { until });
            }
        }
        if tx.number(PROPOSED, args![institution, order_no]).await? > 0 {
            return Ok(Intervened::Proposed);
        }
        if let Some(under_way) = reads::under_way(&mut *tx, institution, order_no).await? {
            return Ok(under_way);
        }
        let detail = json!({ "by": by, "from": order.status.code(), "reason": reason, "version": order.version });
        let seq = tx.audit(institution, order_no.as_str(), &actor.login, Act::Reopen.code(), &detail).await?;
        tx.supervised_move(&order, Status::AwaitingProofreading, seq, tells).await?;
        tx.commit().await?;
        Ok(Intervened::Done)
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
        let mut tx = self.write().await?;
        let by = tx.supervising(actor, institution, reason).await?;
        let Some(order) = tx.order_of(institution, order_no).await? else { return Ok(Intervened::Unknown) };
        if order.status != Status::AwaitingSupplement {
            return Ok(Intervened::Settled { status: order.status });
        }
        let asked_at = Millis(tx.number(ASKED_AT, args![institution, order_no]).await?);
        if asked_at > ageing::asked_before(calendar, tx.now, patience_days) {
            return Ok(Intervened::TooEarly { asked_at });
        }
        let detail = json!({ "asked_at": asked_at.0, "by": by, "reason": reason, "version": order.version });
        let seq = tx.audit(institution, order_no.as_str(), &actor.login, Act::RejectUnanswered.code(), &detail).await?;
        tx.supervised_move(&order, Status::Rejected, seq, tells).await?;
        tx.commit().await?;
        Ok(Intervened::Done)
    }
}
