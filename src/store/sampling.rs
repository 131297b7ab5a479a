//! Quality sampling: drawing from what was decided, blind second looks, and how far both agree.

use async_trait::async_trait;

use super::Result;
use super::records::{SampleDone, SampleDrawn, SampleLook, SampleOrder, SamplePlan, SampleRecord, SampleTask};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::sampling::{Agreement, Decided};
use crate::domain::staff::Actor;

/// For how long an order that somebody took to look at is theirs alone, in milliseconds.
pub const LOOKING_MS: i64 = 60 * 60 * 1000;

/// Use cases of quality sampling. Nothing in it changes an order.
#[async_trait]
pub trait SamplingStore: Send + Sync {
    /// Draws a sample of what was decided in a period, by a key that is kept; see [`crate::domain::sampling`].
    async fn draw_sample(&self, actor: &Actor, institution: &str, plan: &SamplePlan) -> Result<SampleDrawn>;
    /// What the sample's key draws from the same period today, to be compared with what is kept; `None` for an unknown one.
    async fn draw_again(&self, institution: &str, sample: &str) -> Result<Option<Vec<Decided>>>;
    /// What is kept of a draw, in the order in which it is looked at. Not for who is to look: it tells what was decided.
    async fn sample_drawn(&self, institution: &str, sample: &str) -> Result<Vec<Decided>>;
    /// The institution's newest samples, newest first.
    async fn samples(&self, institution: &str, limit: u32) -> Result<Vec<SampleRecord>>;
    /// The next order of a sample for this person to look at: never one they decided themselves, in any round. It is theirs for
    /// [`LOOKING_MS`]; asked again, they are given the same one until they conclude it.
    async fn sample_next(&self, actor: &Actor, institution: &str, sample: &str) -> Result<Option<SampleTask>>;
    /// The orders of samples that somebody has taken to look at and not concluded: they must not be told what was decided.
    async fn samples_in_hand(&self, institution: &str, login: &str) -> Result<Vec<OrderNo>>;
    /// Concludes a look, once.
    async fn conclude_sample_look(
        &self,
        actor: &Actor,
        institution: &str,
        sample: &str,
        place: u32,
        look: &SampleLook,
    ) -> Result<SampleDone>;
    /// The orders of a sample that were looked at, with both looks, in their places.
    async fn sample_looks(&self, institution: &str, sample: &str) -> Result<Vec<SampleOrder>>;
    /// How far both looks agree so far; `None` for an unknown sample.
    async fn agreement(&self, institution: &str, sample: &str) -> Result<Option<Agreement>>;
}

/// Makes an engine the [`SamplingStore`]. It brings `read`, a `NEW_KEY` statement, `keep_sample`, `sample_next` and
/// `conclude_sample_look`.
macro_rules! sampling_engine {
    ($engine:ty) => {
        use crate::domain::sampling::{Agreement, Decided};
        use crate::domain::staff::Actor;
        use crate::store::reads;
        use crate::store::records::{SampleDone, SampleDrawn, SampleLook, SampleOrder, SamplePlan, SampleRecord, SampleTask};
        use crate::store::{Result, sampling::SamplingStore};

        #[async_trait::async_trait]
        impl SamplingStore for $engine {
            async fn draw_sample(&self, actor: &Actor, institution: &str, plan: &SamplePlan) -> Result<SampleDrawn> {
                // Read first and written afterwards: nobody waits for the reading, and what was decided in a period that is over
                // changes no more.
                let draw = {
                    let mut read = self.read().await?;
                    reads::draw(&mut *read.transaction, institution, plan, NEW_KEY, read.now).await?
                };
                match draw {
                    Ok(draw) => self.keep_sample(actor, institution, plan, &draw).await,
                    Err(not) => Ok(not),
                }
            }
            async fn draw_again(&self, institution: &str, sample: &str) -> Result<Option<Vec<Decided>>> {
                reads::draw_again(&mut *self.read().await?.transaction, institution, sample).await
            }
            async fn sample_drawn(&self, institution: &str, sample: &str) -> Result<Vec<Decided>> {
                reads::sample_drawn(&mut *self.read().await?.transaction, institution, sample).await
            }
            async fn samples(&self, institution: &str, limit: u32) -> Result<Vec<SampleRecord>> {
                reads::samples(&mut *self.read().await?.transaction, institution, limit).await
            }
            async fn sample_next(&self, actor: &Actor, institution: &str, sample: &str) -> Result<Option<SampleTask>> {
                self.sample_next(actor, institution, sample).await
            }
            async fn samples_in_hand(
                &self,
                institution: &str,
                login: &str,
            ) -> Result<Vec<crate::domain::numbers::order_no::OrderNo>> {
                reads::samples_in_hand(&mut *self.read().await?.transaction, institution, login).await
            }
            async fn conclude_sample_look(
                &self,
                actor: &Actor,
                institution: &str,
                sample: &str,
                place: u32,
                look: &SampleLook,
            ) -> Result<SampleDone> {
                self.conclude_sample_look(actor, institution, sample, place, look).await
            }
            async fn sample_looks(&self, institution: &str, sample: &str) -> Result<Vec<SampleOrder>> {
                reads::sample_looks(&mut *self.read().await?.transaction, institution, sample).await
            }
            async fn agreement(&self, institution: &str, sample: &str) -> Result<Option<Agreement>> {
                reads::sample_agreement(&mut *self.read().await?.transaction, institution, sample).await
            }
        }
    };
}
pub(crate) use sampling_engine;
