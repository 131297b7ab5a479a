//! Skipping, postponing, notes, catalogues and looks.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::SqliteStore;
use super::desk::RELEASE;
use super::write::WriteTx;
use crate::domain::draft::Draft;
use crate::domain::hex::hex;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::postpone::{Term, start_of};
use crate::domain::staff::{Actor, Permission};
use crate::domain::time::Millis;
use crate::store::reads::Numbered;
use crate::store::records::{Claim, Claimed, Look};
use crate::store::sql::{Arg, Cells, Link, args};
use crate::store::{Result, reads};

const SKIP: &str = "INSERT INTO skips (institution, order_no, n, staff, at, reason) VALUES ($1, $2, $3, $4, $5, $6)";
const POSTPONE: &str = "INSERT INTO postponements (institution, order_no, n, staff, at, until, pooled_from, reason) \
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(super) const PUT_OFF: &str = "UPDATE orders SET postponement = $3, postponed_by = $4, postponed_until = $5, pooled_from = $6 \
                       WHERE institution = $1 AND order_no = $2";
const END: &str = "UPDATE postponements SET ended_at = $3, ended_by = $4, end_reason = $5 \
                   WHERE institution = $1 AND order_no = $2 AND ended_at IS NULL";
const NOTE: &str =
    "INSERT INTO notes (institution, order_no, n, staff, at, item, field, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const AUDITED: &str = "UPDATE orders SET audit_seq = $3 WHERE institution = $1 AND order_no = $2";
const CATALOGUE: &str = "INSERT INTO catalogues (version, digest, body, kept_at) VALUES ($1, $2, $3, $4)";
const LOOK: &str = "INSERT INTO looks (institution, order_no, staff, at, what) SELECT institution, order_no, $3, $4, $5 FROM orders \
                    WHERE institution = $1 AND order_no = $2";
const FIRST_DECIDER: &str = "SELECT COUNT(*) FROM contested k CROSS JOIN orders c ON c.order_no = k.earlier \
                             CROSS JOIN decisions d ON d.institution = c.institution AND d.order_no = c.order_no \
                             WHERE k.institution = $1 AND k.order_no = $2 AND d.staff = $3 AND d.taken_back_at IS NULL";
const POSTPONED: &str = "SELECT postponement, postponed_until FROM orders WHERE institution = $1 AND order_no = $2";

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

impl WriteTx {
    /// What a draft notes becomes notes of the order, once each, with their audit rows; these name no text.
    pub(super) async fn keep_notes(&mut self, actor: &Actor, institution: &str, order_no: &OrderNo, draft: &Draft) -> Result<()> {
        let fields = draft.field_notes.iter().map(|note| (Some((note.item, note.field)), &note.text));
        for (field, body) in std::iter::once((None, &draft.note)).chain(fields) {
            let known = reads::is_noted(&mut **self, (institution, order_no), &actor.login, field, body).await?;
            if known || body.trim().is_empty() {
                continue;
            }
            let n = reads::last_number(&mut **self, Numbered::Note, institution, order_no).await?.saturating_add(1);
            let detail = json!({ "n": n, "sha256": digest(body) });
            let seq = self.audit(institution, order_no.as_str(), &actor.login, "note", &detail).await?;
            self.run(AUDITED, args![institution, order_no, seq]).await?;
            let now = self.now;
            let item = Arg::Int(field.map(|(item, _)| i64::from(item)));
            let code = Arg::from(field.map(|(_, field)| field.code()));
            let cells =
                [institution.into(), order_no.into(), n.into(), (&actor.login).into(), now.into(), item, code, body.into()];
            self.run(NOTE, &cells).await?;
        }
        Ok(())
    }

    /// Likewise for the draft that is kept: what it noted is taken out of it.
    pub(super) async fn note_draft(&mut self, actor: &Actor, institution: &str, order_no: &OrderNo) -> Result<()> {
        let Some(draft) = reads::draft(&mut **self, institution, order_no, &actor.login).await? else { return Ok(()) };
        self.keep_notes(actor, institution, order_no, &draft).await?;
        let rest = Draft { note: String::new(), field_notes: Vec::new(), ..draft };
        self.put_draft(institution, order_no, &actor.login, &rest).await
    }

    /// Whether an order contests a decision of this person's, or what it contests does.
    pub(super) async fn is_first_decider(&mut self, login: &str, institution: &str, order_no: &OrderNo) -> Result<bool> {
        Ok(self.number(FIRST_DECIDER, args![institution, order_no, login]).await? > 0)
    }

    /// Number and day of an order's standing postponement.
    pub(super) async fn postponement(&mut self, institution: &str, order_no: &OrderNo) -> Result<Option<(i64, Millis)>> {
        let Some(row) = Link::row(&mut **self, POSTPONED, args![institution, order_no]).await? else { return Ok(None) };
        let mut cells = Cells::new(&row);
        Ok(cells.maybe_int()?.zip(cells.maybe_millis()?))
    }

    /// Marks the standing postponement as ended, before its order is held.
    pub(super) async fn end_postponement(
        &mut self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        reason: Option<&str>,
    ) -> Result<()> {
        let now = self.now;
        self.run(END, args![institution, order_no, now, &actor.login, reason]).await?;
        Ok(())
    }

    /// Whether a claim stands.
    async fn stands(&mut self, actor: &Actor, claim: &Claim) -> Result<bool> {
        let Some(order) = self.order_of(&claim.institution, &claim.order_no).await? else { return Ok(false) };
        Ok(order.claim_token.as_deref() == Some(claim.token.as_str())
            && order.holder.is_some_and(|holder| holder.login == actor.login))
    }
}

impl SqliteStore {
    pub(super) async fn skip(&self, actor: &Actor, claim: &Claim, reason: &str) -> Result<bool> {
        let mut tx = self.write().await?;
        let (now, institution, order_no) = (tx.now, claim.institution.as_str(), &claim.order_no);
        tx.require(actor, institution, Permission::Decide).await?;
        if !tx.stands(actor, claim).await? {
            return Ok(false);
        }
        let n = reads::last_number(&mut *tx, Numbered::Skip, institution, order_no).await?.saturating_add(1);
        tx.run(SKIP, args![institution, order_no, n, &actor.login, now, reason]).await?;
        let detail = json!({ "reason": reason, "token": claim.token });
        let seq = tx.audit(institution, order_no.as_str(), &actor.login, "skip", &detail).await?;
        tx.run(RELEASE, args![institution, order_no, seq]).await?;
        tx.note_draft(actor, institution, order_no).await?;
        tx.commit().await?;
        Ok(true)
    }

    pub(super) async fn postpone(&self, actor: &Actor, claim: &Claim, term: Term, reason: &str) -> Result<bool> {
        let mut tx = self.write().await?;
        let (now, institution, order_no) = (tx.now, claim.institution.as_str(), &claim.order_no);
        tx.require(actor, institution, Permission::Decide).await?;
        if !tx.stands(actor, claim).await? {
            return Ok(false);
        }
        let (until, pooled_from) = (start_of(term.until), start_of(term.pooled_on));
        let n = reads::last_number(&mut *tx, Numbered::Postponement, institution, order_no).await?.saturating_add(1);
        tx.run(POSTPONE, args![institution, order_no, n, &actor.login, now, until, pooled_from, reason]).await?;
        let detail = json!({ "n": n, "reason": reason, "token": claim.token, "until": until.0 });
        let seq = tx.audit(institution, order_no.as_str(), &actor.login, "postpone", &detail).await?;
        tx.run(RELEASE, args![institution, order_no, seq]).await?;
        tx.run(PUT_OFF, args![institution, order_no, n, &actor.login, until, pooled_from]).await?;
        tx.note_draft(actor, institution, order_no).await?;
        tx.commit().await?;
        Ok(true)
    }

    pub(super) async fn resume(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        reason: &str,
        token: &str,
        lease_ms: i64,
    ) -> Result<Claimed> {
        let mut tx = self.write().await?;
        tx.require(actor, institution, Permission::Decide).await?;
        let early = tx.postponement(institution, order_no).await?.filter(|(_, until)| *until > tx.now);
        let Some((n, _)) = early else {
            drop(tx);
            return self.claim(actor, institution, order_no, token, lease_ms).await;
        };
        if tx.is_first_decider(&actor.login, institution, order_no).await? {
            return Ok(Claimed::FirstDecider);
        }
        let detail = json!({ "n": n, "reason": reason });
        tx.audit(institution, order_no.as_str(), &actor.login, "resume", &detail).await?;
        tx.end_postponement(actor, institution, order_no, Some(reason)).await?;
        let claim = tx.hold(actor, institution, order_no, token, lease_ms).await?;
        tx.commit().await?;
        Ok(Claimed::Yours(claim))
    }

    pub(super) async fn keep_catalogue(&self, version: &str, body: &str) -> Result<String> {
        let mut tx = self.write().await?;
        if let Some(kept) = reads::catalogue(&mut *tx, version).await? {
            return Ok(kept);
        }
        let now = tx.now;
        tx.run(CATALOGUE, args![version, digest(body), body, now]).await?;
        tx.commit().await?;
        Ok(body.to_owned())
    }

    pub(super) async fn add_looks(&self, actor: &Actor, looks: &[Look]) -> Result<()> {
        let mut tx = self.write().await?;
        let now = tx.now;
        for look in looks.iter().filter(|look| actor.belongs_to(&look.institution)) {
            tx.run(LOOK, args![&look.institution, &look.order_no, &actor.login, now, look.what.code()]).await?;
        }
        tx.commit().await
    }
}
