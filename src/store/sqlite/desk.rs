//! Claims and drafts.

use serde_json::json;

use super::SqliteStore;
use super::write::WriteTx;
use crate::domain::draft::Draft;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::{Actor, Permission};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{Claim, Claimed};
use crate::store::rows::to_text;
use crate::store::sql::{Cells, Link, args};
use crate::store::{Result, SKIPPED_MS, StoreError};

/// What is not given to someone (`$3`): what contests a decision of theirs, and what they skipped since `$4`. (`+` has the skips looked
/// up by order, not by time.)
macro_rules! next {
    ($index:literal, $where:literal, $order:literal) => {
        concat!(
            "SELECT o.order_no FROM orders o INDEXED BY ",
            $index,
            " WHERE o.institution = $1 AND ",
            $where,
            " AND (o.reconsiders IS NULL OR NOT EXISTS (SELECT 1 FROM contested k CROSS JOIN orders c ON c.order_no = k.earlier \
             CROSS JOIN decisions d ON d.institution = c.institution AND d.order_no = c.order_no \
             WHERE k.institution = $1 AND k.order_no = o.order_no AND d.staff = $3 AND d.taken_back_at IS NULL)) \
             AND NOT EXISTS (SELECT 1 FROM skips s WHERE s.institution = $1 AND s.order_no = o.order_no AND s.staff = $3 AND +s.at > $4) \
             ORDER BY ",
            $order,
            " LIMIT 1"
        )
    };
}

/// The next order for a person, in turn: what they postponed themselves and is due; what anyone postponed and is due for all; the
/// oldest of the rest that no colleague holds.
pub(super) const NEXT: [&str; 3] = [
    next!("orders_postponed", "o.postponed_by = $3 AND o.postponed_until <= $2", "o.postponed_until"),
    next!("orders_pooled", "o.pooled_from <= $2", "o.pooled_from, o.order_no"),
    next!(
        "orders_free",
        "o.status = 'awaiting_proofreading' AND o.postponed_until IS NULL \
         AND (o.claimed_until IS NULL OR o.claimed_until <= $2 OR o.claimed_by = $3)",
        "o.submitted_at, o.order_no"
    ),
];
const HOLD: &str = "UPDATE orders SET claimed_by = $3, claim_token = $4, claimed_at = $5, claimed_until = $6, audit_seq = $7, \
                    postponement = NULL, postponed_by = NULL, postponed_until = NULL, pooled_from = NULL \
                    WHERE institution = $1 AND order_no = $2";
const RENEW: &str = "UPDATE orders SET claimed_until = $4 WHERE institution = $1 AND order_no = $2 AND claim_token = $3 \
                     AND claimed_until > $5";
pub(super) const RELEASE: &str = "UPDATE orders SET claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL, audit_seq = $3 \
                       WHERE institution = $1 AND order_no = $2";
const SAVE: &str = "INSERT INTO drafts (institution, order_no, staff, body, saved_at) VALUES ($1, $2, $3, $4, $5) \
                    ON CONFLICT (institution, order_no, staff) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at";
const HAS_FILE: &str = "SELECT count(*) FROM attachments WHERE institution = $1 AND order_no = $2 AND sha256 = $3";
const KEEP_TURN: &str = "INSERT INTO scan_turns (institution, sha256, turns, staff, at) VALUES ($1, $2, $3, $4, $5) \
                         ON CONFLICT (institution, sha256) DO UPDATE SET turns = excluded.turns, staff = excluded.staff, at = excluded.at";
const DROP: &str = "DELETE FROM drafts WHERE institution = $1 AND order_no = $2 AND staff = $3";

impl WriteTx {
    /// Gives an order to someone, with its audit row.
    pub(super) async fn hold(
        &mut self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        token: &str,
        lease_ms: i64,
    ) -> Result<Claim> {
        let (now, until) = (self.now, self.now.plus(lease_ms));
        if self.postponement(institution, order_no).await?.is_some() {
            // One that was not ended early has come to its day.
            self.end_postponement(actor, institution, order_no, None).await?;
        }
        let detail = json!({ "token": token, "until": until.0 });
        let seq = self.audit(institution, order_no.as_str(), &actor.login, "claim", &detail).await?;
        self.run(HOLD, args![institution, order_no, &actor.login, token, now, until, seq]).await?;
        Ok(Claim { institution: institution.to_owned(), order_no: order_no.clone(), token: token.to_owned(), until })
    }

    /// Saves a draft, or removes an empty one.
    pub(super) async fn put_draft(&mut self, institution: &str, order_no: &OrderNo, login: &str, draft: &Draft) -> Result<()> {
        let now = self.now;
        if draft.is_empty() {
            self.run(DROP, args![institution, order_no, login]).await?;
        } else {
            self.run(SAVE, args![institution, order_no, login, to_text(draft)?, now]).await?;
        }
        Ok(())
    }
}

impl SqliteStore {
    pub(super) async fn claim_next(&self, actor: &Actor, institution: &str, token: &str, lease_ms: i64) -> Result<Option<Claim>> {
        let mut tx = self.write().await?;
        let now = tx.now;
        tx.require(actor, institution, Permission::Decide).await?;
        let mut found = None;
        for statement in NEXT {
            found = Link::row(&mut *tx, statement, args![institution, now, &actor.login, now.plus(-SKIPPED_MS)]).await?;
            if found.is_some() {
                break;
            }
        }
        let Some(row) = found else { return Ok(None) };
        let order_no = Cells::new(&row).order_no()?;
        let claim = tx.hold(actor, institution, &order_no, token, lease_ms).await?;
        tx.commit().await?;
        Ok(Some(claim))
    }

    pub(super) async fn claim(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        token: &str,
        lease_ms: i64,
    ) -> Result<Claimed> {
        let mut tx = self.write().await?;
        tx.require(actor, institution, Permission::Decide).await?;
        let Some(order) = tx.order_of(institution, order_no).await? else { return Ok(Claimed::Unknown) };
        if order.status != Status::AwaitingProofreading {
            return Ok(Claimed::WrongState(order.status));
        }
        if let Some(holder) = order.holder.filter(|holder| holder.login != actor.login) {
            return Ok(Claimed::Held(holder));
        }
        if tx.postponement(institution, order_no).await?.is_some_and(|(_, until)| until > tx.now) {
            return Ok(Claimed::Postponed);
        }
        if tx.is_first_decider(&actor.login, institution, order_no).await? {
            return Ok(Claimed::FirstDecider);
        }
        let claim = tx.hold(actor, institution, order_no, token, lease_ms).await?;
        tx.commit().await?;
        Ok(Claimed::Yours(claim))
    }

    pub(super) async fn renew(&self, claim: &Claim, lease_ms: i64) -> Result<Option<Millis>> {
        let mut tx = self.write().await?;
        let (now, until) = (tx.now, tx.now.plus(lease_ms));
        let renewed = tx.run(RENEW, args![&claim.institution, &claim.order_no, &claim.token, until, now]).await?;
        tx.commit().await?;
        Ok((renewed > 0).then_some(until))
    }

    pub(super) async fn release(&self, actor: &Actor, claim: &Claim) -> Result<bool> {
        let mut tx = self.write().await?;
        let Some(order) = tx.order_of(&claim.institution, &claim.order_no).await? else { return Ok(false) };
        let stands = order.claim_token.as_deref() == Some(claim.token.as_str())
            && order.holder.is_some_and(|holder| holder.login == actor.login);
        if !stands {
            return Ok(false);
        }
        let detail = json!({ "token": claim.token });
        let seq = tx.audit(&claim.institution, claim.order_no.as_str(), &actor.login, "release", &detail).await?;
        tx.run(RELEASE, args![&claim.institution, &claim.order_no, seq]).await?;
        tx.note_draft(actor, &claim.institution, &claim.order_no).await?;
        tx.commit().await?;
        Ok(true)
    }

    pub(super) async fn keep_turn(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        sha256: &str,
        turns: u8,
    ) -> Result<()> {
        let mut tx = self.write().await?;
        tx.require(actor, institution, Permission::Read).await?;
        if tx.number(HAS_FILE, args![institution, order_no, sha256]).await? == 0 {
            return Err(StoreError::NotFound(format!("file of order {order_no}")));
        }
        let now = tx.now;
        tx.run(KEEP_TURN, args![institution, sha256, u32::from(turns), &actor.login, now]).await?;
        tx.commit().await
    }

    pub(super) async fn save_draft(&self, actor: &Actor, institution: &str, order_no: &OrderNo, draft: &Draft) -> Result<()> {
        let mut tx = self.write().await?;
        tx.require(actor, institution, Permission::Read).await?;
        // Lost claims and moved orders keep the draft; only an order that does not exist for this person has none.
        if tx.order_of(institution, order_no).await?.is_none() {
            return Err(StoreError::NotFound(format!("order {order_no}")));
        }
        tx.put_draft(institution, order_no, &actor.login, draft).await?;
        tx.commit().await
    }
}
