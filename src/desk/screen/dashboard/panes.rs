//! The panes of the dashboard: what rows each has, what is behind a row, and which order it is about.

use std::collections::BTreeSet;

use super::Board;
use super::figures::days;
use crate::desk::app::common::Common;
use crate::desk::screen::supervise::Target;
use crate::domain::ageing::Band;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::status::Status;
use crate::store::records::{Dashboard, RecentDecision};

/// A pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Pane {
    /// Orders by status, and by institution for staff of all.
    #[default]
    Counts,
    /// Those to proofread by how long they have waited.
    Bands,
    /// What came and went, by day and hour.
    Flow,
    /// The oldest to proofread.
    Oldest,
    /// What is held.
    Held,
    /// Requests without an answer.
    Asked,
    /// Who did how much.
    People,
    /// The newest decisions.
    Recent,
}

impl Pane {
    pub(super) const ALL: [Self; 8] =
        [Self::Counts, Self::Bands, Self::Flow, Self::Oldest, Self::Held, Self::Asked, Self::People, Self::Recent];

    /// The next one, round and round.
    pub(super) fn turned(self, forward: bool) -> Self {
        let at = Self::ALL.iter().position(|pane| *pane == self).unwrap_or(0);
        let by = if forward { 1 } else { Self::ALL.len() - 1 };
        Self::ALL.get((at + by) % Self::ALL.len()).copied().unwrap_or_default()
    }
}

/// The selected row of each pane.
#[derive(Debug, Clone, Default)]
pub(super) struct Places([usize; Pane::ALL.len()]);

impl Places {
    pub(super) fn of(&self, pane: Pane) -> usize {
        self.0.get(pane as usize).copied().unwrap_or(0)
    }

    pub(super) fn set(&mut self, pane: Pane, to: usize) {
        if let Some(place) = self.0.get_mut(pane as usize) {
            *place = to;
        }
    }
}

/// Orders that a number counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// All of a status.
    Of(Status),
    /// Those of a band of waiting time.
    Waiting(Band),
    /// Those of another institution that await proofreading.
    In(String),
}

/// What is behind a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Drill {
    /// A list of orders.
    Orders(Counted),
    /// Orders that have ended, which are in no list.
    Ended,
    /// One order.
    Order(OrderNo),
    /// The newest decisions of a person: login and name.
    Decisions((String, String)),
}

/// Codes of the institutions that have orders.
pub(super) fn institutions(data: &Dashboard) -> Vec<&str> {
    let codes: BTreeSet<&str> = data.counts.iter().map(|count| count.institution.as_str()).collect();
    codes.into_iter().collect()
}

impl Board {
    /// Whether the totals are of all institutions.
    pub(super) fn has_all(common: &Common) -> bool {
        common.actor.as_ref().is_some_and(|actor| actor.institution.is_none())
    }

    /// Rows of a pane.
    pub(super) fn rows(&self, pane: Pane) -> usize {
        let Some(data) = &self.data else { return 0 };
        match pane {
            Pane::Counts => institutions(data).len().max(1).max(if institutions(data).len() > 1 { 0 } else { Status::ALL.len() }),
            Pane::Bands => data.bands.len(),
            Pane::Flow => data.now.map_or(0, |now| days(&data.flow, now).len()),
            Pane::Oldest => data.oldest.len(),
            Pane::Held => data.held.len(),
            Pane::Asked => data.asked.len(),
            Pane::People => data.people.len(),
            Pane::Recent => self.recent().count(),
        }
    }

    /// The newest decisions, of one person where it is narrowed to them.
    pub(super) fn recent(&self) -> impl Iterator<Item = &RecentDecision> {
        let only = self.only.as_ref().map(|(login, _)| login.as_str());
        let all = self.data.iter().flat_map(|data| &data.recent);
        all.filter(move |decision| only.is_none_or(|login| login == decision.staff))
    }

    /// What tells the row at a place from the others, so that the cursor finds it again.
    pub(super) fn key_at(&self, pane: Pane, place: usize) -> Option<String> {
        let data = self.data.as_ref()?;
        Some(match pane {
            // These stay where they are.
            Pane::Counts | Pane::Bands | Pane::Flow => return None,
            Pane::Oldest => data.oldest.get(place)?.row.order_no.to_string(),
            Pane::Held => data.held.get(place)?.order_no.to_string(),
            Pane::Asked => data.asked.get(place)?.order_no.to_string(),
            Pane::People => data.people.get(place)?.staff.clone(),
            Pane::Recent => {
                let decision = self.recent().nth(place)?;
                format!("{} {}", decision.order_no, decision.at.0)
            }
        })
    }

    /// Of the selected row.
    pub(super) fn key_of(&self, pane: Pane) -> Option<String> {
        self.key_at(pane, self.places.of(pane))
    }

    /// What is behind the selected row.
    pub(super) fn behind_it(&self, common: &Common) -> Option<Drill> {
        let data = self.data.as_ref()?;
        let place = self.places.of(self.pane);
        Some(match self.pane {
            Pane::Counts if Self::has_all(common) && institutions(data).len() > 1 => {
                Drill::Orders(Counted::In((*institutions(data).get(place)?).to_owned()))
            }
            Pane::Counts => match Status::ALL.get(place)? {
                status if status.has_ended() => Drill::Ended,
                status => Drill::Orders(Counted::Of(*status)),
            },
            Pane::Bands => Drill::Orders(Counted::Waiting(*Band::ALL.get(place)?)),
            Pane::Flow => return None,
            Pane::Oldest => Drill::Order(data.oldest.get(place)?.row.order_no.clone()),
            Pane::Held => Drill::Order(data.held.get(place)?.order_no.clone()),
            Pane::Asked => Drill::Order(data.asked.get(place)?.order_no.clone()),
            Pane::People => {
                let person = data.people.get(place)?;
                Drill::Decisions((person.staff.clone(), person.name.clone()))
            }
            Pane::Recent => Drill::Order(self.recent().nth(place)?.order_no.clone()),
        })
    }

    /// The order that the selected row is about.
    pub(super) fn target(&self, _common: &Common) -> Option<Target> {
        let data = self.data.as_ref()?;
        let place = self.places.of(self.pane);
        let target = |order_no: &OrderNo, holder: &str, status, held_by: Option<&String>| Target {
            order_no: order_no.clone(),
            holder: holder.to_owned(),
            status,
            held_by: held_by.cloned(),
            asked: None,
        };
        Some(match self.pane {
            Pane::Counts | Pane::Bands | Pane::Flow | Pane::People => return None,
            Pane::Oldest => {
                let row = &data.oldest.get(place)?.row;
                target(&row.order_no, &row.holder, row.status, row.claim.as_ref().map(|claim| &claim.name))
            }
            Pane::Held => {
                let held = data.held.get(place)?;
                target(&held.order_no, &held.holder, Status::AwaitingProofreading, Some(&held.staff_name))
            }
            Pane::Asked => {
                let asked = data.asked.get(place)?;
                Target {
                    asked: Some((asked.asked_at.day(), asked.days)),
                    ..target(&asked.order_no, &asked.holder, Status::AwaitingSupplement, None)
                }
            }
            Pane::Recent => {
                let decision = self.recent().nth(place)?;
                target(&decision.order_no, &decision.holder, decision.status, None)
            }
        })
    }
}
