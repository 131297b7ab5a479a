//! Quality sampling: the effects of its screen, and the order that is opened as it was before it was decided.

use super::Hands;
use crate::desk::app::msg::{Opened, Reply};
use crate::desk::screen::sampling::data::{Act, Answer, Report};
use crate::domain::look::Looked;
use crate::domain::staff::Actor;
use crate::store::Result;
use crate::store::records::Look;

/// Samples that are shown.
const NEWEST: u32 = 100;

impl Hands {
    pub(super) async fn sampling(&self, actor: &Actor, institution: &str, act: Act) -> Result<Reply> {
        let store = &self.store;
        Ok(Reply::Sampling(match act {
            Act::Load => Answer::Samples(store.samples(institution, NEWEST).await?),
            Act::Draw(plan) => Answer::Drawn(store.draw_sample(actor, institution, &plan).await?),
            Act::Report { sample } => Answer::Report(match store.agreement(institution, &sample).await? {
                None => None,
                Some(agreement) => {
                    let looks = store.sample_looks(institution, &sample).await?;
                    Some(Box::new(Report { sample, agreement, looks }))
                }
            }),
            Act::Next { sample } => self.next_of_sample(actor, institution, sample).await?,
            Act::Conclude { sample, place, look } => {
                Answer::Concluded(store.conclude_sample_look(actor, institution, &sample, place, &look).await?)
            }
        }))
    }

    async fn next_of_sample(&self, actor: &Actor, institution: &str, sample: String) -> Result<Answer> {
        let Some(task) = self.store.sample_next(actor, institution, &sample).await? else { return Ok(Answer::NothingLeft) };
        let Some(mut file) = self.store.order_file(institution, &task.order_no).await? else { return Ok(Answer::NothingLeft) };
        file.rewind_to(task.round);
        let look =
            Look { institution: institution.to_owned(), order_no: file.order_no.clone(), what: Looked::Open, reason: None };
        self.looks.write(actor.clone(), look);
        let findings = self.findings(&file).await;
        Ok(Answer::Blind { opened: Box::new(Opened { claim: None, file, draft: None, findings }), sample, place: task.place })
    }
}
