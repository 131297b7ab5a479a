//! Skipping, postponing, notes, catalogues and looks.

use serde_json::json;

use super::PostgresStore;
use super::desk::{ClaimAnswer, belongs};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::postpone::{Term, start_of};
use crate::domain::staff::Actor;
use crate::store::Result;
use crate::store::records::{Claim, Claimed, Look};
use crate::store::sql::{Cells, args};

const SKIP: &str = "SELECT skip_order($1, $2, $3, $4, $5)::int::bigint";
const POSTPONE: &str = "SELECT postpone_order($1, $2, $3, $4, $5, $6, $7)::int::bigint";
const RESUME: &str = "SELECT resume_order($1, $2, $3, $4, $5, $6)::text";
const KEEP_CATALOGUE: &str = "SELECT keep_catalogue($1, $2)";
const ADD_LOOKS: &str = "SELECT add_looks($1, $2)::text";

impl PostgresStore {
    pub(super) async fn skip(&self, actor: &Actor, claim: &Claim, reason: &str) -> Result<bool> {
        belongs(actor, &claim.institution)?;
        let row = self.call_row(SKIP, args![&actor.login, &claim.institution, &claim.order_no, &claim.token, reason]).await?;
        Ok(Cells::new(&row).int()? > 0)
    }

    pub(super) async fn postpone(&self, actor: &Actor, claim: &Claim, term: Term, reason: &str) -> Result<bool> {
        belongs(actor, &claim.institution)?;
        let (until, pooled_from) = (start_of(term.until), start_of(term.pooled_on));
        let arguments = args![&actor.login, &claim.institution, &claim.order_no, &claim.token, until, pooled_from, reason];
        let row = self.call_row(POSTPONE, arguments).await?;
        Ok(Cells::new(&row).int()? > 0)
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
        belongs(actor, institution)?;
        let arguments = args![&actor.login, institution, order_no, token, lease_ms, reason];
        let answer: ClaimAnswer = self.call_json(RESUME, arguments).await?;
        Ok(answer.claimed(institution, order_no, token))
    }

    pub(super) async fn keep_catalogue(&self, version: &str, body: &str) -> Result<String> {
        let row = self.call_row(KEEP_CATALOGUE, args![version, body]).await?;
        Cells::new(&row).text()
    }

    pub(super) async fn add_looks(&self, actor: &Actor, looks: &[Look]) -> Result<()> {
        let looks: Vec<_> = looks
            .iter()
            .filter(|look| actor.belongs_to(&look.institution))
            .map(|look| json!([look.institution, look.order_no, look.what, look.reason]))
            .collect();
        self.call(ADD_LOOKS, args![&actor.login, json!(looks).to_string()]).await?;
        Ok(())
    }
}
