//! What others do: shown in place and counted, never moving a row under the cursor.

use super::{Edge, List, Queue};
use crate::desk::app::common::{Ask, Common};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::Slot;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::status::{Act, Status};
use crate::store::records::{AuditEntry, QueueFrom, QueuePage, QueueQuery};

impl Queue {
    /// Others (or we) did something: rows in the window are read again in place, arrivals are counted, or appended where the end of
    /// the list is in the window.
    pub fn activity(&mut self, entries: &[AuditEntry], common: &mut Common) -> Vec<Ask> {
        let mut touched = Vec::new();
        let mut append = false;
        let mut recount = false;
        let mut orders = false;
        for entry in entries {
            let Ok(order_no) = OrderNo::parse(&entry.subject) else { continue };
            orders = true;
            if self.rows.iter().any(|row| row.order_no == order_no) {
                if moves(&entry.action) {
                    self.changed.insert(order_no.clone());
                    recount = true;
                }
                if self.preview.as_ref().is_some_and(|preview| preview.file.order_no == order_no) {
                    self.preview = None;
                }
                if !touched.contains(&order_no) {
                    touched.push(order_no);
                }
            } else if moves(&entry.action) {
                match self.list {
                    List::Open(_) => {
                        recount = true;
                        if arrives(&entry.action) {
                            self.arrived.insert(order_no);
                            append = true;
                        }
                    }
                    // Whether it fits, only the database knows.
                    List::Filtered => {
                        recount = true;
                        self.filtered.stale |= arrives(&entry.action);
                    }
                    List::Postponed | List::Found(_) => {}
                }
            }
        }
        let mut asks = Vec::new();
        if !touched.is_empty() {
            let ticket = common.ticket(Slot::Rows);
            asks.push(Ask::Do(Effect::RefreshRows { ticket, institution: common.institution.clone(), order_nos: touched }));
        }
        asks.extend(self.views_activity(entries, orders, common));
        if !self.loaded || !recount {
            return asks;
        }
        if self.list == List::Filtered {
            asks.extend(self.recount(common));
            asks.extend(self.count_filtered(common));
            return asks;
        }
        let at_end = self.before + self.rows.len() as u64 >= self.total;
        if self.read.is_none() && matches!(self.list, List::Open(_)) {
            match self.rows.last() {
                None => asks.extend(self.start(common)),
                // Rows appended behind the last one move nothing; the same read brings the counts up to date.
                Some(last) if append && at_end => {
                    let from = QueueFrom::After(last.key());
                    asks.extend(self.read_from(from, Edge::Behind, common));
                }
                Some(_) => asks.extend(self.recount(common)),
            }
        }
        asks
    }

    /// Reads nothing but the counts: no row behind the last one of the window.
    fn recount(&mut self, common: &mut Common) -> Vec<Ask> {
        let (status, from) = match (&self.list, self.rows.last()) {
            (List::Open(status), Some(last)) => (*status, QueueFrom::After(last.key())),
            _ => (Status::AwaitingProofreading, QueueFrom::Start),
        };
        let ticket = common.ticket(Slot::Counts);
        let query = QueueQuery { institution: common.institution.clone(), status, from, limit: 0 };
        vec![Ask::Do(Effect::LoadQueue { ticket, query })]
    }

    /// Takes the counts of a page that was read for nothing else.
    pub const fn counted(&mut self, page: &QueuePage) {
        self.open = Some(page.open);
    }

    /// How many changes wait for `F5`.
    #[must_use]
    pub fn updates(&self) -> usize {
        self.changed.len() + self.arrived.len()
    }
}

/// Whether an audit action takes an order into or out of the open lists.
fn moves(action: &str) -> bool {
    arrives(action) || Act::ALL.iter().any(|act| act.code() == action)
}

/// Whether an audit action brings an order into the list of those to proofread.
#[must_use]
pub fn arrives(action: &str) -> bool {
    action == "submit" || [Act::Resubmit, Act::TakeBack, Act::Reopen].iter().any(|act| act.code() == action)
}
