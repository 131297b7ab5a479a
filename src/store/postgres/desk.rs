//! Claims, decisions and drafts.

use serde::Deserialize;
use serde_json::json;

use super::PostgresStore;
use crate::domain::draft::Draft;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Actor;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, Claim, Claimed, Decided, Holder, NewDecision, TakenBack};
use crate::store::sql::{Cells, args};
use crate::store::{Result, StoreError};

const CLAIM_NEXT: &str = "SELECT claimed_order, ends_at FROM claim_next($1, $2, $3, $4)";
const CLAIM: &str = "SELECT claim_order($1, $2, $3, $4, $5)::text";
const RENEW: &str = "SELECT renew_claim($1, $2, $3, $4)";
const RELEASE: &str = "SELECT release_claim($1, $2, $3, $4)::int::bigint";
const DECIDE: &str = "SELECT decide_and_note($1, $2)";
const TAKE_BACK: &str = "SELECT take_back($1, $2, $3, $4)";
const KEEP_TURN: &str = "SELECT keep_turn($1, $2, $3, $4, $5)::text";
const SAVE_DRAFT: &str = "SELECT save_draft($1, $2, $3, $4)::text";

#[derive(Deserialize)]
pub(super) struct HolderAnswer {
    login: String,
    name: String,
    until: Millis,
}

impl From<HolderAnswer> for Holder {
    fn from(holder: HolderAnswer) -> Self {
        Self { login: holder.login, name: holder.name, until: holder.until }
    }
}

#[derive(Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum ClaimAnswer {
    Yours { until: Millis },
    Held { holder: HolderAnswer },
    State { status: Status },
    Postponed,
    FirstDecider,
    Unknown,
}

impl ClaimAnswer {
    pub(super) fn claimed(self, institution: &str, order_no: &OrderNo, token: &str) -> Claimed {
        match self {
            Self::Yours { until } => Claimed::Yours(Claim {
                institution: institution.to_owned(),
                order_no: order_no.clone(),
                token: token.to_owned(),
                until,
            }),
            Self::Held { holder } => Claimed::Held(holder.into()),
            Self::State { status } => Claimed::WrongState(status),
            Self::Postponed => Claimed::Postponed,
            Self::FirstDecider => Claimed::FirstDecider,
            Self::Unknown => Claimed::Unknown,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum DecideAnswer {
    Done { status: Status, held_until: Millis },
    Listed { items: Vec<u32> },
    Stale { status: Status, version: i64, holder: Option<HolderAnswer>, since: Vec<AuditEntry> },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum TakeBackAnswer {
    Done { institution: String, order_no: OrderNo, until: Millis },
    TooLate,
    NotPossible,
}

/// A draft as JSON.
fn to_json(draft: &Draft) -> Result<String> {
    serde_json::to_string(draft).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// Another institution does not exist for its staff. The database looks at its own row of them; this is what the desk remembers.
pub(super) fn belongs(actor: &Actor, institution: &str) -> Result<()> {
    if actor.belongs_to(institution) { Ok(()) } else { Err(StoreError::NotFound(format!("institution {institution}"))) }
}

impl PostgresStore {
    pub(super) async fn claim_next(&self, actor: &Actor, institution: &str, token: &str, lease_ms: i64) -> Result<Option<Claim>> {
        belongs(actor, institution)?;
        let Some(row) = self.call(CLAIM_NEXT, args![&actor.login, institution, token, lease_ms]).await? else { return Ok(None) };
        let mut cells = Cells::new(&row);
        let (order_no, until) = (cells.order_no()?, cells.millis()?);
        Ok(Some(Claim { institution: institution.to_owned(), order_no, token: token.to_owned(), until }))
    }

    pub(super) async fn claim(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        token: &str,
        lease_ms: i64,
    ) -> Result<Claimed> {
        belongs(actor, institution)?;
        let answer: ClaimAnswer = self.call_json(CLAIM, args![&actor.login, institution, order_no, token, lease_ms]).await?;
        Ok(answer.claimed(institution, order_no, token))
    }

    pub(super) async fn renew(&self, claim: &Claim, lease_ms: i64) -> Result<Option<Millis>> {
        let row = self.call_row(RENEW, args![&claim.institution, &claim.order_no, &claim.token, lease_ms]).await?;
        Cells::new(&row).maybe_millis()
    }

    pub(super) async fn release(&self, actor: &Actor, claim: &Claim) -> Result<bool> {
        let row = self.call_row(RELEASE, args![&actor.login, &claim.institution, &claim.order_no, &claim.token]).await?;
        Ok(Cells::new(&row).int()? > 0)
    }

    pub(super) async fn decide(&self, actor: &Actor, decision: &NewDecision) -> Result<Decided> {
        belongs(actor, &decision.claim.institution)?;
        let proposes: Vec<_> = decision
            .proposes
            .iter()
            .map(|proposal| {
                json!({
                    "listing": proposal.listing,
                    "item": proposal.item,
                    "reason": proposal.reason,
                    // As text, like the draft.
                    "evidence": json!(proposal.evidence).to_string(),
                })
            })
            .collect();
        let body = json!({
            "institution": decision.claim.institution,
            "order_no": decision.claim.order_no,
            "claim_token": decision.claim.token,
            "version": decision.version,
            "token": decision.token,
            "message_id": decision.message_id,
            "outcomes": decision.outcomes,
            "verdicts": decision.verdicts,
            "catalogue_version": decision.catalogue_version,
            "letter_generated": decision.letter_generated,
            "title": decision.title,
            "letter": decision.letter,
            // As text: it comes back to the desk byte for byte.
            "draft": to_json(&decision.draft)?,
            "hold_ms": decision.hold_ms,
            "proposes": proposes,
        });
        Ok(match self.call_json(DECIDE, args![&actor.login, body.to_string()]).await? {
            DecideAnswer::Done { status, held_until } => Decided::Done { status, held_until },
            DecideAnswer::Listed { items } => Decided::Listed { items },
            DecideAnswer::Stale { status, version, holder, since } => {
                Decided::Stale { status, version, holder: holder.map(Into::into), since }
            }
        })
    }

    pub(super) async fn take_back(&self, actor: &Actor, token: &str, claim_token: &str, lease_ms: i64) -> Result<TakenBack> {
        Ok(match self.call_json(TAKE_BACK, args![&actor.login, token, claim_token, lease_ms]).await? {
            TakeBackAnswer::Done { institution, order_no, until } => {
                TakenBack::Done(Claim { institution, order_no, token: claim_token.to_owned(), until })
            }
            TakeBackAnswer::TooLate => TakenBack::TooLate,
            TakeBackAnswer::NotPossible => TakenBack::NotPossible,
        })
    }

    pub(super) async fn keep_turn(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        sha256: &str,
        turns: u8,
    ) -> Result<()> {
        belongs(actor, institution)?;
        self.call(KEEP_TURN, args![&actor.login, institution, order_no, sha256, u32::from(turns)]).await?;
        Ok(())
    }

    pub(super) async fn save_draft(&self, actor: &Actor, institution: &str, order_no: &OrderNo, draft: &Draft) -> Result<()> {
        if !actor.belongs_to(institution) {
            return Err(StoreError::NotFound(format!("order {order_no}")));
        }
        let body = if draft.is_empty() { None } else { Some(to_json(draft)?) };
        self.call(SAVE_DRAFT, args![&actor.login, institution, order_no, body]).await?;
        Ok(())
    }
}
