//! The panes of the dashboard: what rows and numbers each has, what is behind one, and which order a row is about.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::Board;
use super::figures::days;
use crate::desk::app::common::Common;
use crate::desk::screen::supervise::Target;
use crate::domain::ageing::Band;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::queue_view::{Held, QueueFilter, Waiting};
use crate::domain::status::Status;
use crate::store::records::{Dashboard, Happened, Passing};

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

/// What is behind a row, or behind the selected number of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Drill {
    /// The orders that it counted, in the queue.
    Orders(Box<QueueFilter>),
    /// Orders of a status that ends: likewise, the newest first.
    Ended(Box<QueueFilter>),
    /// One order.
    Order(OrderNo),
    /// What happened: a number of the charts or of the people.
    Happened(Narrow),
    /// Skipped orders, which no screen lists.
    Skips,
}

/// What the newest decisions are narrowed to: what one number counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Narrow {
    /// What happened.
    pub(super) passing: Passing,
    /// Whose it was: login and name; `None`: anybody's.
    pub(super) person: Option<(String, String)>,
    /// From this day on.
    pub(super) from: NaiveDate,
    /// To this one.
    pub(super) to: NaiveDate,
}

/// Numbers of a day of the chart, from the left.
const DAY: [Passing; 7] = [
    Passing::Arrived,
    Passing::Decided,
    Passing::DecidedAs(Status::Accepted),
    Passing::DecidedAs(Status::Rejected),
    Passing::DecidedAs(Status::AwaitingSupplement),
    Passing::Cancelled,
    Passing::Reopened,
];
/// Those of a person: today, yesterday, seven days, skips.
const PERSON: usize = 4;

fn orders(filter: QueueFilter) -> Drill {
    Drill::Orders(Box::new(filter))
}

/// The orders of a status, of the institution in front where no other is named.
fn of_status(institution: Option<String>, status: Status) -> Drill {
    let filter = QueueFilter { institution, statuses: BTreeSet::from([status]), ..QueueFilter::default() };
    if status.has_ended() { Drill::Ended(Box::new(filter)) } else { orders(filter) }
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
            // By status where there is only one institution to tell of.
            Pane::Counts => match institutions(data).len() {
                0 | 1 => Status::ALL.len(),
                several => several,
            },
            Pane::Bands => data.bands.len(),
            Pane::Flow => data.now.map_or(0, |now| days(&data.flow, now).len()),
            Pane::Oldest => data.oldest.len(),
            Pane::Held => data.held.len(),
            Pane::Asked => data.asked.len(),
            Pane::People => data.people.len(),
            Pane::Recent => self.recent().count(),
        }
    }

    /// How many numbers a row of a pane has from which one chooses.
    pub(super) fn columns(&self, pane: Pane, common: &Common) -> usize {
        match pane {
            Pane::Counts if self.is_by_institution(common) => Status::ALL.len(),
            Pane::Flow => DAY.len(),
            // The order, and whose it is.
            Pane::Held => 2,
            Pane::People => PERSON,
            _ => 1,
        }
    }

    /// The selected number of a row.
    pub(super) fn column(&self, pane: Pane, common: &Common) -> usize {
        self.columns.of(pane).min(self.columns(pane, common) - 1)
    }

    /// Whether the totals are by institution and status.
    pub(super) fn is_by_institution(&self, common: &Common) -> bool {
        Self::has_all(common) && self.data.as_ref().is_some_and(|data| institutions(data).len() > 1)
    }

    /// The newest decisions, or what they are narrowed to.
    pub(super) fn recent(&self) -> impl Iterator<Item = &Happened> {
        let narrowed = self.only.is_some();
        let all = self.data.iter().flat_map(|data| &data.recent).filter(move |_| !narrowed);
        all.chain(self.happened.iter().flat_map(|list| &list.rows).filter(move |_| narrowed))
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
        let column = self.column(self.pane, common);
        let back = |days: u64| data.now?.day().checked_sub_days(Days::new(days));
        Some(match self.pane {
            Pane::Counts if self.is_by_institution(common) => {
                of_status(Some((*institutions(data).get(place)?).to_owned()), *Status::ALL.get(column)?)
            }
            Pane::Counts => of_status(None, *Status::ALL.get(place)?),
            Pane::Bands => orders(QueueFilter { waiting: Some(Waiting::of(*Band::ALL.get(place)?)), ..QueueFilter::default() }),
            Pane::Flow => {
                let day = days(&data.flow, data.now?).get(place)?.0;
                Drill::Happened(Narrow { passing: *DAY.get(column)?, person: None, from: day, to: day })
            }
            Pane::Oldest => Drill::Order(data.oldest.get(place)?.row.order_no.clone()),
            Pane::Held if column == 0 => Drill::Order(data.held.get(place)?.order_no.clone()),
            Pane::Held => {
                let held = data.held.get(place)?;
                orders(QueueFilter { holder: Some(Held::By(held.staff.clone())), ..QueueFilter::default() })
            }
            Pane::Asked => Drill::Order(data.asked.get(place)?.order_no.clone()),
            Pane::People => {
                let person = data.people.get(place)?;
                let (from, to) = match column {
                    0 => (back(0)?, back(0)?),
                    1 => (back(1)?, back(1)?),
                    2 => (back(6)?, back(0)?),
                    _ => return Some(Drill::Skips),
                };
                let person = Some((person.staff.clone(), person.name.clone()));
                Drill::Happened(Narrow { passing: Passing::Decided, person, from, to })
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
