//! Keeping a sample, taking its orders one by one, concluding a look.

use serde_json::json;

use super::SqliteStore;
use crate::domain::staff::Permission;
use crate::store::reads::Draw;
use crate::store::rows::to_text;
use crate::store::sampling::LOOKING_MS;
use crate::store::sql::{Cells, Link, args};

crate::store::sampling::sampling_engine!(SqliteStore);

const NEW_KEY: &str = "SELECT lower(hex(randomblob(32)))";
const KEEP: &str = "INSERT INTO samples (institution, sample, from_at, until_at, rate, draw_key, drawn_from, size, drawn_by, drawn_at) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const KEEP_ORDER: &str = "INSERT INTO sample_orders (institution, sample, place, order_no, version, round, staff, status) \
                          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const OWN: &str = "SELECT place, order_no, round FROM sample_orders WHERE institution = $1 AND sample = $2 AND looked_at IS NULL \
                   AND taken_by = $3 ORDER BY place LIMIT 1";
const FREE: &str = "SELECT o.place, o.order_no, o.round FROM sample_orders o WHERE o.institution = $1 AND o.sample = $2 \
                    AND o.looked_at IS NULL AND (o.taken_at IS NULL OR o.taken_at <= $4) \
                    AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.institution = o.institution AND d.order_no = o.order_no \
                                    AND d.staff = $3 AND d.taken_back_at IS NULL) ORDER BY o.place LIMIT 1";
const TAKE: &str = "UPDATE sample_orders SET taken_by = $4, taken_at = $5 WHERE institution = $1 AND sample = $2 AND place = $3";
const ONE: &str = "SELECT order_no, status, taken_by, looked_at FROM sample_orders \
                   WHERE institution = $1 AND sample = $2 AND place = $3";
const CONCLUDE: &str = "UPDATE sample_orders SET looked_by = $4, looked_at = $5, outcome = $6, remark = $7, verdicts = $8, differs = $9 \
                        WHERE institution = $1 AND sample = $2 AND place = $3";

fn subject(sample: &str) -> String {
    format!("sample:{sample}")
}

impl SqliteStore {
    async fn keep_sample(&self, actor: &Actor, institution: &str, plan: &SamplePlan, draw: &Draw) -> Result<SampleDrawn> {
        let mut tx = self.write().await?;
        tx.require(actor, institution, Permission::Supervise).await?;
        let (sample, now) = (plan.sample.as_str(), tx.now);
        let size = u32::try_from(draw.orders.len()).unwrap_or(u32::MAX);
        let drawn_from = i64::try_from(draw.drawn_from).unwrap_or(i64::MAX);
        let rate = plan.rate.as_per_mille();
        let detail = json!({
            "drawn_from": drawn_from, "from": plan.from, "key": draw.key, "rate": rate, "size": size, "until": plan.until,
        });
        tx.audit(institution, &subject(sample), &actor.login, "draw", &detail).await?;
        let cells = args![institution, sample, plan.from, plan.until, rate, &draw.key, drawn_from, size, &actor.login, now];
        tx.run(KEEP, cells).await?;
        for (place, one) in (1u32..).zip(&draw.orders) {
            let cells = args![institution, sample, place, &one.order_no, one.version, one.round, &one.staff, one.status];
            tx.run(KEEP_ORDER, cells).await?;
        }
        tx.commit().await?;
        Ok(SampleDrawn::Done(size))
    }

    async fn sample_next(&self, actor: &Actor, institution: &str, sample: &str) -> Result<Option<SampleTask>> {
        let mut tx = self.write().await?;
        tx.require(actor, institution, Permission::Decide).await?;
        let (login, now) = (actor.login.as_str(), tx.now);
        if let Some(row) = Link::row(&mut *tx, OWN, args![institution, sample, login]).await? {
            let mut cells = Cells::new(&row);
            return Ok(Some(SampleTask { place: cells.count()?, order_no: cells.order_no()?, round: cells.count()? }));
        }
        let free = Link::row(&mut *tx, FREE, args![institution, sample, login, now.plus(-LOOKING_MS)]).await?;
        let Some(row) = free else { return Ok(None) };
        let mut cells = Cells::new(&row);
        let task = SampleTask { place: cells.count()?, order_no: cells.order_no()?, round: cells.count()? };
        let detail = json!({ "order_no": task.order_no, "place": task.place });
        tx.audit(institution, &subject(sample), login, "take", &detail).await?;
        tx.run(TAKE, args![institution, sample, task.place, login, now]).await?;
        tx.commit().await?;
        Ok(Some(task))
    }

    async fn conclude_sample_look(
        &self,
        actor: &Actor,
        institution: &str,
        sample: &str,
        place: u32,
        look: &SampleLook,
    ) -> Result<SampleDone> {
        let mut tx = self.write().await?;
        tx.require(actor, institution, Permission::Decide).await?;
        let (login, now) = (actor.login.as_str(), tx.now);
        let Some(row) = Link::row(&mut *tx, ONE, args![institution, sample, place]).await? else {
            return Ok(SampleDone::Unknown);
        };
        let mut cells = Cells::new(&row);
        let (order_no, status) = (cells.order_no()?, cells.status()?);
        let (taken_by, looked_at) = (cells.maybe_text()?, cells.maybe_millis()?);
        if looked_at.is_some() {
            return Ok(SampleDone::Settled);
        }
        if taken_by.as_deref() != Some(login) {
            return Ok(SampleDone::NotYours);
        }
        let outcome = look.outcome.code();
        let detail = json!({
            "order_no": order_no, "outcome": outcome, "place": place, "remark": look.remark, "verdicts": look.verdicts,
        });
        tx.audit(institution, &subject(sample), login, "look", &detail).await?;
        let differs = look.outcome != status;
        let verdicts = to_text(&json!(look.verdicts))?;
        let cells = args![institution, sample, place, login, now, outcome, &look.remark, verdicts, i64::from(differs)];
        tx.run(CONCLUDE, cells).await?;
        tx.commit().await?;
        Ok(SampleDone::Done { differs })
    }
}
