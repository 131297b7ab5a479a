//! An order of the demonstration with its history, before its pictures are drawn.

use chrono::NaiveDate;

use super::fate::{Sent, Step};
use super::paper::Paper;
use super::plant::Planted;
use super::slip::Flaw;
use crate::domain::checks::look::look;
use crate::domain::finding::Noticed;
use crate::domain::order::{KeptAttachment, NewOrder};
use crate::domain::related::Related;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{LoadedOrder, LoadedStep};
use crate::text::noticed::notable;

/// An order whose pictures are not drawn yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// With no attachments in its items.
    pub(super) order: NewOrder,
    /// The first round's files of each item.
    pub(super) papers: Vec<Vec<Paper>>,
    pub(super) history: Vec<Step>,
    /// Where its history leaves it.
    pub(super) status: Status,
    /// What is wrong with each item in its first round.
    pub(super) flaws: Vec<Vec<Flaw>>,
    /// What shows only across orders.
    pub(super) planted: Option<Planted>,
    /// The day on which the demonstration is made.
    pub(super) today: NaiveDate,
}

impl Plan {
    pub(super) const fn order(&self) -> &NewOrder {
        &self.order
    }

    /// Whether anything happened to it since it came.
    #[cfg(test)]
    pub(super) fn has_history(&self) -> bool {
        !self.history.is_empty()
    }

    /// The first round's files of all items.
    pub(super) fn papers(&self) -> impl Iterator<Item = &Paper> {
        self.papers.iter().flatten()
    }

    /// Without another person's picture: where pictures are shared, it would not be another person's.
    pub(super) fn without_borrowed_picture(mut self) -> Self {
        if let Some(planted) = self.planted.take_if(|planted| planted.has_borrowed_picture())
            && let Some(papers) = self.papers.first_mut()
        {
            planted.put_back(papers);
        }
        self
    }

    /// What the automatic checks notice of the order as it comes in with these files.
    fn notice(order: &NewOrder, at: Millis, files: &[Vec<KeptAttachment>], related: &Related) -> Vec<Noticed> {
        let mut subject = order.subject();
        subject.came_at = at;
        for (item, files) in subject.items.iter_mut().zip(files) {
            item.files = files.iter().collect();
        }
        notable(&look(&subject, Some(related)))
    }

    /// The order with its files, each of which `keep` draws and puts away.
    pub(super) fn load<E>(self, mut keep: impl FnMut(&Paper) -> Result<KeptAttachment, E>) -> Result<LoadedOrder, E> {
        let mut order = self.order;
        let mut present: Vec<Vec<KeptAttachment>> = Vec::new();
        for (item, papers) in order.items.iter_mut().zip(&self.papers) {
            item.attachments = papers.iter().map(&mut keep).collect::<Result<_, E>>()?;
            present.push(item.attachments.clone());
        }
        let mut related = Related::none(self.today);
        if let Some(planted) = &self.planted {
            planted.tell(&mut related);
        }
        order.findings = Self::notice(&order, order.submitted_at, &present, &related);
        let mut history: Vec<LoadedStep> = Vec::new();
        for step in self.history {
            history.push(match step {
                Step::Decision(decision) => decision,
                Step::Cancel { at } => LoadedStep::Cancel { at },
                Step::Resubmit { at, items } => {
                    let mut lists = Vec::new();
                    for (number, sent) in items {
                        let before = present.get_mut(number as usize - 1);
                        let mut list = Vec::new();
                        for one in &sent {
                            match one {
                                Sent::Again(place) => list.extend(before.as_ref().and_then(|before| before.get(*place)).cloned()),
                                Sent::New(paper) => list.push(keep(paper)?),
                            }
                        }
                        if let Some(before) = before {
                            before.clone_from(&list);
                        }
                        lists.push((number, list));
                    }
                    let findings = Self::notice(&order, at, &present, &related);
                    LoadedStep::Resubmit { at, items: lists, findings }
                }
            });
        }
        Ok(LoadedOrder { order, history })
    }
}
