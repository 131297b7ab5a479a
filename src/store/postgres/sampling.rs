//! Keeping a sample, taking its orders one by one, concluding a look.

use serde_json::json;

use super::PostgresStore;
use super::desk::belongs;
use super::people::json_text;
use crate::store::reads::Draw;
use crate::store::sampling::LOOKING_MS;
use crate::store::sql::{Cells, args};

crate::store::sampling::sampling_engine!(PostgresStore);

/// Two random UUIDs have 244 random bits.
const NEW_KEY: &str = "SELECT encode(sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'hex')";
const KEEP: &str = "SELECT keep_sample($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const NEXT: &str = "SELECT take_sample_order($1, $2, $3, $4)";
const CONCLUDE: &str = "SELECT conclude_sample_look($1, $2, $3, $4, $5, $6, $7)";

impl PostgresStore {
    async fn keep_sample(&self, actor: &Actor, institution: &str, plan: &SamplePlan, draw: &Draw) -> Result<SampleDrawn> {
        belongs(actor, institution)?;
        let drawn_from = i64::try_from(draw.drawn_from).unwrap_or(i64::MAX);
        let (rate, orders) = (plan.rate.as_per_mille(), json_text(&draw.orders)?);
        let arguments =
            args![&actor.login, institution, &plan.sample, plan.from, plan.until, rate, &draw.key, drawn_from, orders];
        let row = self.call_row(KEEP, arguments).await?;
        Ok(SampleDrawn::Done(Cells::new(&row).count()?))
    }

    async fn sample_next(&self, actor: &Actor, institution: &str, sample: &str) -> Result<Option<SampleTask>> {
        belongs(actor, institution)?;
        self.call_json(NEXT, args![&actor.login, institution, sample, LOOKING_MS]).await
    }

    async fn conclude_sample_look(
        &self,
        actor: &Actor,
        institution: &str,
        sample: &str,
        place: u32,
        look: &SampleLook,
    ) -> Result<SampleDone> {
        belongs(actor, institution)?;
        // By way of a value, whose keys are sorted as those of the audit trail are.
        let verdicts = json_text(&json!(look.verdicts))?;
        let outcome = look.outcome.code();
        self.call_json(CONCLUDE, args![&actor.login, institution, sample, place, outcome, &look.remark, verdicts]).await
    }
}
