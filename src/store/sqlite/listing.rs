//! The dishonesty list: proposals, second looks, withdrawing, and what is taken over from elsewhere.

use serde_json::{Value, json};

use super::SqliteStore;
use super::write::WriteTx;
use crate::domain::listing::{ListingState, LookOutcome, TAKEN_BACK, Term};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::{Actor, Permission};
use crate::domain::time::Millis;
use crate::store::records::{Listing, ListingDone, NewDecision, SecondLook};
use crate::store::rows::to_text;
use crate::store::sql::{Cells, Link, args};
use crate::store::{Result, StoreError};

/// Who acts in the trail of a listing that was taken over.
const IMPORT: &str = "import";

const TAKE_OVER: &str = "INSERT INTO listings (institution, listing, id_no, name, effective_on, ends_on, reason) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7)";
const PROPOSE: &str = "INSERT INTO listings (institution, listing, id_no, name, effective_on, ends_on, reason, state, order_no, item, \
                       decision_token, evidence, proposed_by, proposed_at) SELECT institution, $4, upper(id_no), holder, '', '', $5, \
                       'proposed', order_no, item, $6, $7, $8, $9 FROM certificates WHERE institution = $1 AND order_no = $2 AND item = $3";
const STATE: &str = "SELECT l.state, l.proposed_by, d.held_until FROM listings l LEFT JOIN decisions d ON d.token = l.decision_token \
                     WHERE l.institution = $1 AND l.listing = $2";
const LOOK: &str =
    "INSERT INTO second_looks (institution, listing, staff, at, outcome, reason, verdicts) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const CONFIRM: &str = "UPDATE listings SET state = 'in_force', decided_by = $3, decided_at = $4, effective_on = $5, ends_on = $6 \
                       WHERE institution = $1 AND listing = $2";
const DECLINE: &str = "UPDATE listings SET state = 'declined', decided_by = $3, decided_at = $4, declined_reason = $5 \
                       WHERE institution = $1 AND listing = $2";
const WITHDRAW: &str = "UPDATE listings SET state = 'withdrawn', withdrawn_by = $3, withdrawn_at = $4, withdraw_reason = $5 \
                        WHERE institution = $1 AND listing = $2";
const PROPOSED: &str = "SELECT listing, state FROM listings WHERE decision_token = $1 ORDER BY listing";

fn subject(listing: &str) -> String {
    format!("listing:{listing}")
}

fn day(day: chrono::NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// A listing as a write has to know it.
struct Found {
    state: ListingState,
    proposed_by: Option<String>,
    held_until: Option<Millis>,
}

impl WriteTx {
    async fn listing_state(&mut self, institution: &str, listing: &str) -> Result<Option<Found>> {
        let Some(row) = Link::row(&mut **self, STATE, args![institution, listing]).await? else { return Ok(None) };
        let mut cells = Cells::new(&row);
        let state = cells.word(ListingState::from_code)?;
        Ok(Some(Found { state, proposed_by: cells.maybe_text()?, held_until: cells.maybe_millis()? }))
    }

    /// What a decision proposes; its rows and its order's move are there.
    pub(super) async fn propose(&mut self, actor: &Actor, decision: &NewDecision) -> Result<()> {
        let (institution, order_no): (&str, &OrderNo) = (&decision.claim.institution, &decision.claim.order_no);
        for proposal in &decision.proposes {
            let evidence: Value = json!(proposal.evidence);
            let detail = json!({ "evidence": evidence, "item": proposal.item, "order_no": order_no, "token": decision.token });
            self.audit(institution, &subject(&proposal.listing), &actor.login, "propose", &detail).await?;
            let now = self.now;
            let (listing, reason, token) = (&proposal.listing, &proposal.reason, &decision.token);
            let cells =
                args![institution, order_no, proposal.item, listing, reason, token, evidence.to_string(), &actor.login, now];
            self.run(PROPOSE, cells).await?;
        }
        Ok(())
    }

    /// Whether somebody has looked at what a decision proposed: it stands then.
    pub(super) async fn is_looked_at(&mut self, token: &str) -> Result<bool> {
        let proposed = Link::rows(&mut **self, PROPOSED, args![token]).await?;
        for row in &proposed {
            let mut cells = Cells::new(row);
            let _listing = cells.text()?;
            if cells.word(ListingState::from_code)? != ListingState::Proposed {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What a decision proposed goes with it; the decision is marked as taken back.
    pub(super) async fn withdraw_proposals(&mut self, institution: &str, login: &str, token: &str) -> Result<()> {
        for row in Link::rows(&mut **self, PROPOSED, args![token]).await? {
            let listing = Cells::new(&row).text()?;
            self.audit(institution, &subject(&listing), login, "withdraw", &json!({ "reason": TAKEN_BACK })).await?;
            let now = self.now;
            self.run(WITHDRAW, args![institution, &listing, login, now, TAKEN_BACK]).await?;
        }
        Ok(())
    }
}

impl SqliteStore {
    pub(super) async fn put_listings(&self, listings: &[Listing]) -> Result<()> {
        let mut tx = self.write().await?;
        for listing in listings {
            let (institution, effective_on, ends_on) = (&listing.institution, day(listing.effective_on), day(listing.ends_on));
            let detail = json!({ "effective_on": effective_on, "ends_on": ends_on });
            tx.audit(institution, &subject(&listing.listing), IMPORT, IMPORT, &detail).await?;
            let (id, id_no, name, reason) = (&listing.listing, &listing.id_no, &listing.name, &listing.reason);
            tx.run(TAKE_OVER, args![institution, id, id_no, name, effective_on, ends_on, reason]).await?;
        }
        tx.commit().await
    }

    pub(super) async fn look_again(
        &self,
        actor: &Actor,
        institution: &str,
        listing: &str,
        look: &SecondLook,
    ) -> Result<ListingDone> {
        let mut tx = self.write().await?;
        let now = tx.now;
        tx.require(actor, institution, Permission::ConfirmListing).await?;
        let Some(found) = tx.listing_state(institution, listing).await? else { return Ok(ListingDone::Unknown) };
        if found.state != ListingState::Proposed {
            return Ok(ListingDone::Settled { state: found.state });
        }
        if found.proposed_by.as_deref() == Some(actor.login.as_str()) {
            return Ok(ListingDone::Own);
        }
        if let Some(until) = found.held_until.filter(|until| *until > now) {
            return Ok(ListingDone::Held { until });
        }
        let login = actor.login.as_str();
        let detail = json!({ "reason": look.reason, "verdicts": look.verdicts });
        tx.audit(institution, &subject(listing), login, look.outcome.code(), &detail).await?;
        let verdicts = to_text(&look.verdicts)?;
        tx.run(LOOK, args![institution, listing, login, now, look.outcome.code(), &look.reason, verdicts]).await?;
        match look.outcome {
            LookOutcome::Confirm => {
                let term = Term::in_force_from(now.day());
                let (first, end) = (term.effective_on.map(day), term.ends_on.map(day));
                tx.run(CONFIRM, args![institution, listing, login, now, first, end]).await?
            }
            LookOutcome::Decline => tx.run(DECLINE, args![institution, listing, login, now, &look.reason]).await?,
        };
        tx.commit().await?;
        Ok(ListingDone::Done)
    }

    pub(super) async fn withdraw_listing(
        &self,
        actor: &Actor,
        institution: &str,
        listing: &str,
        reason: &str,
    ) -> Result<ListingDone> {
        let mut tx = self.write().await?;
        let now = tx.now;
        tx.require(actor, institution, Permission::WithdrawListing).await?;
        let Some(found) = tx.listing_state(institution, listing).await? else { return Ok(ListingDone::Unknown) };
        if found.state != ListingState::InForce {
            return Ok(ListingDone::Settled { state: found.state });
        }
        if reason.trim().is_empty() {
            return Err(StoreError::Refused("a listing is withdrawn with a reason".to_owned()));
        }
        tx.audit(institution, &subject(listing), &actor.login, "withdraw", &json!({ "reason": reason })).await?;
        tx.run(WITHDRAW, args![institution, listing, &actor.login, now, reason]).await?;
        tx.commit().await?;
        Ok(ListingDone::Done)
    }
}
