//! The window: a stretch of rows around the selection, read on by key as the selection nears an end.

use super::{Edge, KEPT, List, MARGIN, PAGE, Queue, search};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Reply, Slot};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::queue_view::{Column, QueueView};
use crate::store::records::{Found, QueueFrom, QueuePage, QueueQuery, QueueRow, ShownList};

impl Queue {
    /// Reads the list anew from its beginning.
    pub fn start(&mut self, common: &mut Common) -> Vec<Ask> {
        if self.list == List::Filtered {
            return self.start_filtered(common);
        }
        self.read_from(QueueFrom::Start, Edge::Replace { select: None, index: 0, last: false }, common)
    }

    /// Reads the list anew around the selection, which stays where it is.
    pub fn refresh(&mut self, common: &mut Common) -> Vec<Ask> {
        match &self.list {
            List::Found(what) => {
                let what = what.clone();
                return self.search(&what, common);
            }
            List::Postponed => return self.read_postponed(common),
            List::Filtered => return self.refresh_filtered(common),
            List::Open(_) => {}
        }
        let first = self.selected.saturating_sub(Self::height(common));
        let from = match first.checked_sub(1).and_then(|index| self.rows.get(index)) {
            Some(row) => QueueFrom::After(row.key()),
            None if self.before == 0 => QueueFrom::Start,
            None => match self.rows.first() {
                Some(row) => QueueFrom::After(row.key()),
                None => QueueFrom::Start,
            },
        };
        let select = self.selection().map(|row| row.order_no.clone());
        let index = self.selected - first;
        self.read_from(from, Edge::Replace { select, index, last: false }, common)
    }

    pub(super) fn read_from(&mut self, from: QueueFrom, edge: Edge, common: &mut Common) -> Vec<Ask> {
        let List::Open(status) = self.list else { return Vec::new() };
        let ticket = common.ticket(Slot::Queue);
        self.read = Some((ticket, edge));
        let query = QueueQuery { institution: common.institution.clone(), status, from, limit: PAGE };
        vec![Ask::Do(Effect::LoadQueue { ticket, query })]
    }

    fn read_postponed(&mut self, common: &mut Common) -> Vec<Ask> {
        self.read = None;
        common.forget(Slot::Queue);
        let ticket = common.ticket(Slot::Search);
        vec![Ask::Do(Effect::LoadPostponed { ticket, institution: common.institution.clone() })]
    }

    /// The columns of the queue's own lists.
    #[must_use]
    pub fn own_columns(&self) -> Vec<Column> {
        self.plain_columns.clone()
    }

    /// Shows one of the queue's own lists, in the columns it always has.
    pub(super) fn show_plain(&mut self, list: List, common: &mut Common) -> Vec<Ask> {
        self.view = QueueView { columns: self.plain_columns.clone(), ..QueueView::default() };
        self.named = None;
        self.show(list, common)
    }

    pub(super) fn show(&mut self, list: List, common: &mut Common) -> Vec<Ask> {
        common.forget(Slot::Search);
        self.list = list;
        self.find = None;
        self.found_for = None;
        self.rows.clear();
        (self.before, self.total, self.selected, self.top) = (0, 0, 0, 0);
        self.loaded = false;
        self.more = false;
        self.changed.clear();
        self.arrived.clear();
        self.filtered.matching = None;
        if self.list == List::Postponed { self.read_postponed(common) } else { self.start(common) }
    }

    pub(super) fn search(&mut self, what: &str, common: &mut Common) -> Vec<Ask> {
        self.list = List::Found(what.to_owned());
        self.read = None;
        common.forget(Slot::Queue);
        let by = search::route(what);
        if by.is_empty() {
            common.forget(Slot::Search);
            self.rows.clear();
            self.loaded = true;
            return Vec::new();
        }
        let ticket = common.ticket(Slot::Search);
        vec![Ask::Do(Effect::Search { ticket, institution: common.institution.clone(), by })]
    }

    /// Moves the selection and reads on where the window ends nearby.
    pub(super) fn go(&mut self, to: usize, common: &mut Common) -> Vec<Ask> {
        let beyond = to >= self.rows.len() && to != usize::MAX;
        let before = to == 0 && self.selected == 0;
        self.selected = to.min(self.rows.len().saturating_sub(1));
        self.follow(common);
        if self.read.is_some() {
            return Vec::new();
        }
        match self.list {
            List::Open(_) => {}
            List::Filtered => return self.read_on_filtered(beyond, before, common),
            List::Postponed | List::Found(_) => return Vec::new(),
        }
        let behind = self.total.saturating_sub(self.before + self.rows.len() as u64);
        if behind > 0 && self.selected + MARGIN >= self.rows.len() {
            if let Some(last) = self.rows.last() {
                let from = QueueFrom::After(last.key());
                return self.read_from(from, Edge::Behind, common);
            }
        } else if self.before > 0
            && self.selected < MARGIN
            && let Some(first) = self.rows.first()
        {
            let from = QueueFrom::Before(first.key());
            return self.read_from(from, Edge::Ahead, common);
        }
        Vec::new()
    }

    /// Scrolls so that the selection is seen.
    pub fn follow(&mut self, common: &Common) {
        let height = Self::height(common).max(1);
        if self.selected < self.top {
            self.top = self.selected;
        } else if self.selected >= self.top + height {
            self.top = self.selected + 1 - height;
        }
        self.top = self.top.min(self.rows.len().saturating_sub(height));
    }

    /// Takes the reply to one of its reads.
    pub fn reply(&mut self, reply: Reply, common: &mut Common, env: &Env) -> Vec<Ask> {
        match reply {
            Reply::QueuePage(page) => self.page(page, common, env),
            Reply::Rows(rows) => {
                let is_ordered = matches!(self.list, List::Open(_) | List::Filtered);
                for mut row in rows {
                    if let Some(place) = self.rows.iter_mut().find(|place| place.order_no == row.order_no) {
                        // Its place in the list is the one it was read with: reading on from an order that was submitted again
                        // would pass over all that lies between.
                        if is_ordered {
                            row.submitted_at = place.submitted_at;
                        }
                        *place = row;
                    }
                }
                Vec::new()
            }
            Reply::Found(found) => {
                self.found(found, common, env);
                Vec::new()
            }
            Reply::Failed(_) => {
                self.read = None;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn found(&mut self, found: Found, common: &mut Common, env: &Env) {
        common.clock_ahead_ms = found.now.since(env.now);
        // Read again, the cursor stays on its row; what is found for something else typed begins at its top.
        let what = if let List::Found(what) = &self.list { Some(what.clone()) } else { None };
        let is_again = self.list == List::Postponed || (what.is_some() && what == self.found_for);
        let keep = self.selection().map(|row| row.order_no.clone()).filter(|_| is_again);
        self.found_for = what;
        self.rows = found.rows;
        self.more = found.more;
        self.before = 0;
        self.total = self.rows.len() as u64;
        self.loaded = true;
        self.changed.clear();
        self.arrived.clear();
        self.selected = keep.and_then(|order_no| self.rows.iter().position(|row| row.order_no == order_no)).unwrap_or(0);
        self.top = 0;
        self.follow(common);
    }

    fn page(&mut self, page: QueuePage, common: &mut Common, env: &Env) -> Vec<Ask> {
        common.clock_ahead_ms = page.now.since(env.now);
        self.open = Some(page.open);
        self.total = page.total;
        self.loaded = true;
        let Some((_, edge)) = self.read.take() else { return Vec::new() };
        match edge {
            Edge::Replace { select, index, last } => {
                let select = self.meant(select);
                self.rows = page.rows;
                self.before = page.before;
                self.changed.clear();
                self.arrived.clear();
                self.select_again(select, index, last, common);
                // A selection near an end of the fresh window reads on at once, so that the list never looks cut off.
                return self.go(self.selected, common);
            }
            Edge::Behind => {
                self.append(page.rows);
                self.before += self.drop_surplus();
            }
            Edge::Ahead => {
                self.prepend(page.rows, common);
                self.before = page.before;
            }
        }
        Vec::new()
    }

    /// The list on the screen for whoever takes it out, and how many rows it has, where that is known.
    #[must_use]
    pub fn shown_list(&self, common: &Common) -> (ShownList, Option<u64>) {
        match self.list {
            List::Open(status) => {
                let query = QueueQuery { institution: common.institution.clone(), status, from: QueueFrom::Start, limit: PAGE };
                (ShownList::Open(query), Some(self.total))
            }
            List::Filtered => {
                let all = self.filtered.matching.filter(|matching| !matching.more).map(|matching| u64::from(matching.n));
                (ShownList::Filtered(Box::new(self.shown_query(common))), all)
            }
            List::Postponed | List::Found(_) => (ShownList::Rows(self.rows.clone()), Some(self.rows.len() as u64)),
        }
    }

    /// The row that a fresh window is to select: the cursor may have moved on since the page was asked for, and stays where it is now.
    pub(super) fn meant(&self, select: Option<OrderNo>) -> Option<OrderNo> {
        select.map(|asked| self.selection().map_or(asked, |row| row.order_no.clone()))
    }

    /// Selects a row of a fresh window.
    pub(super) fn select_again(&mut self, select: Option<OrderNo>, index: usize, last: bool, common: &Common) {
        let end = self.rows.len().saturating_sub(1);
        self.selected = select
            .and_then(|order_no| self.rows.iter().position(|row| row.order_no == order_no))
            .unwrap_or(if last { end } else { index.min(end) });
        self.top = 0;
        self.follow(common);
    }

    pub(super) fn append(&mut self, rows: Vec<QueueRow>) {
        for row in rows {
            self.arrived.remove(&row.order_no);
            // One that was submitted again stays where it is until F5.
            if !self.rows.iter().any(|known| known.order_no == row.order_no) {
                self.rows.push(row);
            }
        }
    }

    /// Lets go of the first rows where there are too many; of how many.
    pub(super) fn drop_surplus(&mut self) -> u64 {
        let surplus = self.rows.len().saturating_sub(KEPT).min(self.top);
        self.rows.drain(..surplus);
        self.selected -= surplus.min(self.selected);
        self.top -= surplus.min(self.top);
        surplus as u64
    }

    /// Puts rows before the window; whether the last ones could be kept.
    pub(super) fn prepend(&mut self, rows: Vec<QueueRow>, common: &Common) -> bool {
        let added = rows.len();
        self.rows.splice(..0, rows);
        self.selected += added;
        self.top += added;
        let keep = KEPT.max(self.top + Self::height(common) + 1);
        let all_kept = self.rows.len() <= keep;
        self.rows.truncate(keep);
        all_kept
    }
}
