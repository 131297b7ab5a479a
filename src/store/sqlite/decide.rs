//! Deciding, and taking a decision back.

use serde_json::{from_str, json};

use super::SqliteStore;
use super::write::WriteTx;
use crate::domain::decision::Outcome;
use crate::domain::draft::Draft;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::numbers::resident_id;
use crate::domain::staff::{Actor, Permission};
use crate::domain::status::{Act, Status};
use crate::domain::time::Millis;
use crate::store::reads::MAX_HOLD_MS;
use crate::store::records::{AuditEntry, Claim, Decided, NewDecision, TakenBack};
use crate::store::rows::{DecisionRows, Hold, Move, OrderState, Rows, audit_entry, decision_detail};
use crate::store::sql::{Cells, Link, args};
use crate::store::{Result, StoreError, reads};

const TAKEN_BACK: &str = "SELECT d.institution, d.order_no, d.staff, d.version, d.status, d.held_until, d.taken_back_at, d.draft, \
                          (SELECT COUNT(*) FROM messages m WHERE m.institution = d.institution AND m.order_no = d.order_no \
                          AND m.decision_token = d.token AND m.delivered_at IS NOT NULL) FROM decisions d WHERE d.token = $1";
const ID_NO: &str = "SELECT id_no FROM certificates WHERE institution = $1 AND order_no = $2 AND item = $3";
const TAKE_BACK: &str = "UPDATE decisions SET taken_back_at = $2 WHERE token = $1";
const WITHDRAW: &str = "UPDATE messages SET withdrawn_at = $4 WHERE institution = $1 AND order_no = $2 AND decision_token = $3";

/// Whether there is exactly one outcome for each item of the order.
fn covers_every_item(decision: &NewDecision, items: u32) -> bool {
    let mut named: Vec<u32> = decision.outcomes.iter().map(|outcome| outcome.item).collect();
    named.sort_unstable();
    named == (1..=items).collect::<Vec<_>>()
}

impl WriteTx {
    /// Approved items whose holder is on the dishonesty list today.
    async fn listed_items(&mut self, decision: &NewDecision) -> Result<Vec<u32>> {
        let today = self.now.day();
        let mut listed = Vec::new();
        for approved in decision.outcomes.iter().filter(|outcome| outcome.outcome == Outcome::Approve) {
            let (institution, order_no) = (&decision.claim.institution, &decision.claim.order_no);
            let row = Link::row(&mut **self, ID_NO, args![institution, order_no, approved.item]).await?;
            let Some(row) = row else { continue };
            let forms = resident_id::forms(&Cells::new(&row).text()?);
            if reads::is_listed(&mut **self, &forms, today).await? {
                listed.push(approved.item);
            }
        }
        Ok(listed)
    }

    /// What happened to an order since this claim was made: the rows after the one that made it.
    async fn since_claim(&mut self, claim: &Claim) -> Result<Vec<AuditEntry>> {
        let mut trail = reads::audit(&mut **self, &claim.institution, claim.order_no.as_str(), 0).await?;
        let made = trail.iter().rposition(|entry| {
            (entry.action == "claim" || entry.action == Act::TakeBack.code()) && names_token(&entry.detail, &claim.token)
        });
        Ok(made.map(|row| trail.split_off(row.saturating_add(1))).unwrap_or_default())
    }
}

/// Whether an audit row's detail says that it made the claim with this token.
fn names_token(detail: &str, token: &str) -> bool {
    let detail: serde_json::Value = from_str(detail).unwrap_or_default();
    ["token", "claim_token"].iter().any(|key| detail.get(key).and_then(serde_json::Value::as_str) == Some(token))
}

impl SqliteStore {
    pub(super) async fn decide(&self, actor: &Actor, decision: &NewDecision) -> Result<Decided> {
        let claim = &decision.claim;
        let mut tx = self.write().await?;
        let now = tx.now;
        if let Some(made) = reads::decision_by_token(&mut *tx, &decision.token).await? {
            return Ok(made);
        }
        tx.require(actor, &claim.institution, Permission::Decide).await?;
        let Some(order) = tx.order_of(&claim.institution, &claim.order_no).await? else {
            return Err(StoreError::NotFound(format!("order {}", claim.order_no)));
        };
        let holds = order.claim_token.as_deref() == Some(claim.token.as_str())
            && order.holder.as_ref().is_some_and(|holder| holder.login == actor.login);
        if !holds || order.version != decision.version || order.status != Status::AwaitingProofreading {
            let since = tx.since_claim(claim).await?;
            return Ok(Decided::Stale { status: order.status, version: order.version, holder: order.holder, since });
        }
        let status = match decision.status() {
            Some(status) if covers_every_item(decision, order.item_count) => status,
            _ => return Err(StoreError::Refused("a decision names every item of its order once".to_owned())),
        };
        let items = tx.listed_items(decision).await?;
        if !items.is_empty() {
            return Ok(Decided::Listed { items });
        }
        let held_until = now.plus(decision.hold_ms.clamp(0, MAX_HOLD_MS));
        let institution = claim.institution.as_str();
        let seq = tx
            .audit(institution, claim.order_no.as_str(), &actor.login, Act::Decide.code(), &decision_detail(decision, status))
            .await?;
        let mut rows = Rows::default();
        rows.decision(
            decision,
            &DecisionRows {
                institution,
                account: &order.account,
                round: order.round,
                status,
                staff: &actor.login,
                at: now,
                held_until,
                delivered_at: None,
            },
        )?;
        let items = decision.outcomes.iter().map(|outcome| (outcome.item, outcome.outcome.status()));
        rows.order_move(&Move::of(&order, status, seq, now), items);
        rows.write(&mut tx).await?;
        tx.propose(actor, decision).await?;
        tx.keep_notes(actor, institution, &claim.order_no, &decision.draft).await?;
        tx.put_draft(institution, &claim.order_no, &actor.login, &Draft::default()).await?;
        tx.commit().await?;
        Ok(Decided::Done { status, held_until })
    }

    pub(super) async fn take_back(&self, actor: &Actor, token: &str, claim_token: &str, lease_ms: i64) -> Result<TakenBack> {
        let mut tx = self.write().await?;
        let (now, until) = (tx.now, tx.now.plus(lease_ms));
        let Some(row) = Link::row(&mut *tx, TAKEN_BACK, args![token]).await? else { return Ok(TakenBack::NotPossible) };
        let mut cells = Cells::new(&row);
        let (institution, order_no, staff): (String, OrderNo, String) = (cells.text()?, cells.order_no()?, cells.text()?);
        let (version, status) = (cells.int()?, cells.status()?);
        let (held_until, taken_back_at) = (cells.millis()?, cells.maybe_millis()?);
        let (draft, delivered) = (cells.text()?, cells.int()? > 0);
        if staff != actor.login {
            return Ok(TakenBack::NotPossible);
        }
        tx.require(actor, &institution, Permission::Decide).await?;
        let Some(order) = tx.order_of(&institution, &order_no).await? else { return Ok(TakenBack::NotPossible) };
        if taken_back_at.is_some() {
            return Ok(again(order, claim_token, &staff));
        }
        if order.version != version.saturating_add(1) || order.status != status {
            return Ok(TakenBack::NotPossible);
        }
        if held_until <= now || delivered || tx.is_looked_at(token).await? {
            return Ok(TakenBack::TooLate);
        }
        let hold = Hold { login: &actor.login, token: claim_token, since: now, until };
        tx.undo(&order, token, hold).await?;
        let draft: Draft = from_str(&draft).map_err(|error| StoreError::Corrupt(format!("draft: {error}")))?;
        if !draft.is_empty() {
            tx.put_draft(&institution, &order_no, &actor.login, &draft).await?;
        }
        tx.commit().await?;
        Ok(TakenBack::Done(Claim { institution, order_no, token: claim_token.to_owned(), until }))
    }
}

/// Taken back before: by this very call, whose answer was lost, if its claim stands.
fn again(order: OrderState, claim_token: &str, staff: &str) -> TakenBack {
    match order.holder {
        Some(holder) if holder.login == staff && order.claim_token.as_deref() == Some(claim_token) => TakenBack::Done(Claim {
            institution: order.institution,
            order_no: order.order_no,
            token: claim_token.to_owned(),
            until: holder.until,
        }),
        _ => TakenBack::NotPossible,
    }
}

impl WriteTx {
    /// The rows of taking back: the decision marked, its message withdrawn, the order awaiting and held by its decider.
    async fn undo(&mut self, order: &OrderState, token: &str, hold: Hold<'_>) -> Result<()> {
        let now: Millis = self.now;
        self.run(TAKE_BACK, args![token, now]).await?;
        self.run(WITHDRAW, args![&order.institution, &order.order_no, token, now]).await?;
        self.withdraw_proposals(&order.institution, hold.login, token).await?;
        let (seq, hash) = reads::audit_head(&mut **self, &order.institution, order.order_no.as_str()).await?.unwrap_or_default();
        let seq = seq.saturating_add(1);
        let detail = json!({ "token": token, "claim_token": hold.token, "until": hold.until.0 });
        let mut rows = Rows::default();
        rows.audit(audit_entry(
            (&order.institution, order.order_no.as_str(), seq),
            now,
            (hold.login, Act::TakeBack.code()),
            &detail,
            hash,
        ));
        let mut step = Move::of(order, Status::AwaitingProofreading, seq, now);
        step.hold = Some(hold);
        rows.order_move(&step, (1..=order.item_count).map(|item| (item, Status::AwaitingProofreading)));
        rows.write(self).await
    }
}
