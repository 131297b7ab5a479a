//! The queue: a window over the institution's open orders, oldest first, of any size.
//!
//! The window holds a stretch of rows around the selection and is read on by key as the selection nears an end; no key waits for
//! it. Rows never move under the cursor: what others change is shown in place and counted, and `F5` brings it into order.

mod mouse;
pub(in crate::desk) mod search;
mod spoken;
mod view;

use std::collections::BTreeSet;

use super::modal::Modal;
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Reply, Slot, Ticket, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::domain::finding::Finding;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Permission;
use crate::domain::status::{Act, Status};
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, Found, OrderFile, QueueFrom, QueueKey, QueuePage, QueueQuery, QueueRow, ShownList};

/// Rows read at a time.
const PAGE: u32 = 200;
/// Rows kept at most.
const KEPT: usize = 600;
/// How near the selection comes to an end of the window before more is read.
const MARGIN: usize = 60;

/// What the list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Open orders of one status.
    Open(Status),
    /// Postponed ones, those that come back first.
    Postponed,
    /// What was searched for.
    Found(String),
}

/// The queue.
#[derive(Debug)]
pub struct Queue {
    list: List,
    rows: Vec<QueueRow>,
    before: u64,
    total: u64,
    /// Awaiting proofreading and awaiting supplement, of the institution.
    open: Option<(u64, u64)>,
    selected: usize,
    top: usize,
    read: Option<(Ticket, Edge)>,
    loaded: bool,
    more: bool,
    changed: BTreeSet<OrderNo>,
    arrived: BTreeSet<OrderNo>,
    find: Option<Editor>,
    preview: Option<Preview>,
    previewing: Option<OrderNo>,
    unreadable: Option<OrderNo>,
    /// How many proposals for the dishonesty list wait in the institution.
    pub proposals: u32,
}

/// The selected order, read to be shown beside the list.
#[derive(Debug)]
pub struct Preview {
    /// The order.
    pub file: Box<OrderFile>,
    /// What the automatic checks say of it.
    pub findings: Vec<Finding>,
}

/// What a page that is being read is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Edge {
    /// It replaces the window; this order is selected if it is there, else this index.
    Replace { select: Option<OrderNo>, index: usize, last: bool },
    /// It goes behind the window.
    Behind,
    /// It goes before the window.
    Ahead,
}

impl Default for Queue {
    fn default() -> Self {
        Self {
            list: List::Open(Status::AwaitingProofreading),
            rows: Vec::new(),
            before: 0,
            total: 0,
            open: None,
            selected: 0,
            top: 0,
            read: None,
            loaded: false,
            more: false,
            changed: BTreeSet::new(),
            arrived: BTreeSet::new(),
            find: None,
            preview: None,
            previewing: None,
            unreadable: None,
            proposals: 0,
        }
    }
}

impl Queue {
    /// The selected row.
    #[must_use]
    pub fn selection(&self) -> Option<&QueueRow> {
        self.rows.get(self.selected)
    }

    /// Open work of the institution, once it is known.
    #[must_use]
    pub const fn open_work(&self) -> Option<(u64, u64)> {
        self.open
    }

    /// Where keys go.
    #[must_use]
    pub const fn context(&self) -> Context {
        if self.find.is_some() { Context::Editor } else { Context::Queue }
    }

    /// Rows the terminal shows.
    fn height(common: &Common) -> usize {
        usize::from(view::list_rows(common.size))
    }

    /// After every message: reads the selected order for the preview, if it is not the one shown. One at a time: a key held down reads
    /// as many as the store answers, not as many as it passes.
    pub fn wanted_preview(&mut self, common: &mut Common) -> Option<Effect> {
        if !view::has_preview(common.size) || self.previewing.is_some() {
            return None;
        }
        let order_no = self.selection()?.order_no.clone();
        let shown = self.preview.as_ref().is_some_and(|preview| preview.file.order_no == order_no);
        if shown || self.unreadable.as_ref() == Some(&order_no) {
            return None;
        }
        self.previewing = Some(order_no.clone());
        let ticket = common.ticket(Slot::Preview);
        Some(Effect::Reload { ticket, institution: common.institution.clone(), order_no })
    }

    /// Takes the order read for the preview; `None` where it could not be read.
    pub fn previewed(&mut self, preview: Option<Preview>) {
        // One that cannot be read is not asked for again and again.
        self.unreadable = self.previewing.take().filter(|_| preview.is_none());
        self.preview = preview;
    }

    /// Reads the list anew from its beginning.
    pub fn start(&mut self, common: &mut Common) -> Vec<Ask> {
        self.read_from(QueueFrom::Start, Edge::Replace { select: None, index: 0, last: false }, common)
    }

    /// Reads the list anew around the selection, which stays where it is.
    pub fn refresh(&mut self, common: &mut Common) -> Vec<Ask> {
        if let List::Found(what) = &self.list {
            let what = what.clone();
            return self.search(&what, common);
        }
        if self.list == List::Postponed {
            return self.read_postponed(common);
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

    fn read_from(&mut self, from: QueueFrom, edge: Edge, common: &mut Common) -> Vec<Ask> {
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

    fn show(&mut self, list: List, common: &mut Common) -> Vec<Ask> {
        common.forget(Slot::Search);
        self.list = list;
        self.find = None;
        self.rows.clear();
        (self.before, self.total, self.selected, self.top) = (0, 0, 0, 0);
        self.loaded = false;
        self.more = false;
        self.changed.clear();
        self.arrived.clear();
        if self.list == List::Postponed { self.read_postponed(common) } else { self.start(common) }
    }

    /// Shows the orders to proofread from the first one on that was submitted after a moment; those before it are a key away.
    pub fn show_after(&mut self, moment: Option<Millis>, common: &mut Common) -> Vec<Ask> {
        let asks = self.show(List::Open(Status::AwaitingProofreading), common);
        // No number is greater: whatever was submitted at the very moment lies before.
        let (Some(submitted_at), Ok(order_no)) = (moment, OrderNo::parse("2099123123595999")) else { return asks };
        let from = QueueFrom::After(QueueKey { submitted_at, order_no });
        self.read_from(from, Edge::Replace { select: None, index: 0, last: false }, common)
    }

    fn search(&mut self, what: &str, common: &mut Common) -> Vec<Ask> {
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

    /// Takes a command.
    pub fn command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        if self.find.is_some() && matches!(command, Command::Back) {
            return self.show(List::Open(Status::AwaitingProofreading), common);
        }
        let page = Self::height(common).max(1);
        match command {
            Command::Down => self.go(self.selected.saturating_add(1), common),
            Command::Up => self.go(self.selected.saturating_sub(1), common),
            Command::PageDown => self.go(self.selected.saturating_add(page), common),
            Command::PageUp => self.go(self.selected.saturating_sub(page), common),
            Command::First if self.before > 0 => self.start(common),
            Command::First => self.go(0, common),
            Command::Last if self.before + self.rows.len() as u64 != self.total && matches!(self.list, List::Open(_)) => {
                self.read_from(QueueFrom::End, Edge::Replace { select: None, index: 0, last: true }, common)
            }
            Command::Last => self.go(usize::MAX, common),
            Command::Find => {
                let typed = match &self.list {
                    List::Found(what) => what.clone(),
                    List::Open(_) | List::Postponed => String::new(),
                };
                self.find = Some(Editor::line(&typed, 64));
                Vec::new()
            }
            Command::Open => self.open(common, env),
            Command::TakeNext => Self::take_next(common, env),
            Command::TakeBack => vec![Ask::TakeBack],
            Command::Refresh => self.refresh(common),
            Command::ListWaiting => self.show(List::Open(Status::AwaitingProofreading), common),
            Command::ListSupplement => self.show(List::Open(Status::AwaitingSupplement), common),
            Command::ListPostponed => self.show(List::Postponed, common),
            Command::Back if !matches!(self.list, List::Open(Status::AwaitingProofreading)) => {
                self.show(List::Open(Status::AwaitingProofreading), common)
            }
            Command::Institution => vec![Ask::Choose(Box::new(Modal::institutions(common)))],
            _ => Vec::new(),
        }
    }

    /// Takes a key while the search line has the focus.
    pub fn key(&mut self, key: Key, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        use crossterm::event::KeyCode;
        let Some(find) = &mut self.find else { return Vec::new() };
        match key.code {
            KeyCode::Enter => {
                self.find = None;
                if !matches!(self.list, List::Found(_)) {
                    return Vec::new();
                }
                if self.rows.len() == 1 { self.open(common, env) } else { Vec::new() }
            }
            KeyCode::Down => self.go(self.selected.saturating_add(1), common),
            KeyCode::Up => self.go(self.selected.saturating_sub(1), common),
            _ => {
                if !find.key(key) {
                    return Vec::new();
                }
                let typed = find.text();
                self.typed(&typed, common)
            }
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str, common: &mut Common) -> Vec<Ask> {
        let Some(find) = &mut self.find else { return Vec::new() };
        find.paste(text.trim());
        let typed = find.text();
        self.typed(&typed, common)
    }

    fn typed(&mut self, typed: &str, common: &mut Common) -> Vec<Ask> {
        if typed.trim().is_empty() {
            let find = self.find.take();
            let asks = self.show(List::Open(Status::AwaitingProofreading), common);
            self.find = find;
            return asks;
        }
        self.search(typed.trim(), common)
    }

    fn open(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let Some(row) = self.selection() else { return Vec::new() };
        let order_no = row.order_no.clone();
        let token = (row.status == Status::AwaitingProofreading && common.may(Permission::Decide)).then(|| env.id());
        let ticket = common.ticket(Slot::Open);
        vec![
            Ask::Say(Notice::new(Tone::Plain, common.lang.opening(order_no.as_str()))),
            Ask::Do(Effect::Open { ticket, institution: common.institution.clone(), order_no, token }),
        ]
    }

    /// Asks for the oldest order that waits.
    pub fn take_next(common: &mut Common, env: &mut Env) -> Vec<Ask> {
        if !common.may(Permission::Decide) {
            return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.no_permission()))];
        }
        let ticket = common.ticket(Slot::Open);
        let token = env.id();
        vec![
            Ask::Say(Notice::new(Tone::Plain, common.lang.taking())),
            Ask::Do(Effect::TakeNext { ticket, institution: common.institution.clone(), token }),
        ]
    }

    /// Moves the selection and reads on where the window ends nearby.
    fn go(&mut self, to: usize, common: &mut Common) -> Vec<Ask> {
        self.selected = to.min(self.rows.len().saturating_sub(1));
        self.follow(common);
        if self.read.is_some() || !matches!(self.list, List::Open(_)) {
            return Vec::new();
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
                let is_ordered = matches!(self.list, List::Open(_));
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
        // Read again, the cursor stays on its row.
        let keep = self.selection().map(|row| row.order_no.clone()).filter(|_| self.list == List::Postponed);
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
                // The cursor may have moved on since the page was asked for: it stays on the row where it is now.
                let select = select.map(|asked| self.selection().map_or(asked, |row| row.order_no.clone()));
                self.rows = page.rows;
                self.before = page.before;
                self.changed.clear();
                self.arrived.clear();
                let end = self.rows.len().saturating_sub(1);
                self.selected = select
                    .and_then(|order_no| self.rows.iter().position(|row| row.order_no == order_no))
                    .unwrap_or(if last { end } else { index.min(end) });
                self.top = 0;
                self.follow(common);
                // A selection near an end of the fresh window reads on at once, so that the list never looks cut off.
                return self.go(self.selected, common);
            }
            Edge::Behind => {
                for row in page.rows {
                    self.arrived.remove(&row.order_no);
                    // One that was submitted again stays where it is until F5.
                    if !self.rows.iter().any(|known| known.order_no == row.order_no) {
                        self.rows.push(row);
                    }
                }
                let surplus = self.rows.len().saturating_sub(KEPT).min(self.top);
                self.rows.drain(..surplus);
                self.before += surplus as u64;
                self.selected -= surplus.min(self.selected);
                self.top -= surplus.min(self.top);
            }
            Edge::Ahead => {
                let added = page.rows.len();
                self.rows.splice(..0, page.rows);
                self.before = page.before;
                self.selected += added;
                self.top += added;
                let keep = KEPT.max(self.top + Self::height(common) + 1);
                self.rows.truncate(keep);
            }
        }
        Vec::new()
    }

    /// Others (or we) did something: rows in the window are read again in place, arrivals are counted, or appended where the end of
    /// the list is in the window.
    pub fn activity(&mut self, entries: &[AuditEntry], common: &mut Common) -> Vec<Ask> {
        let mut touched = Vec::new();
        let mut append = false;
        let mut recount = false;
        for entry in entries {
            let Ok(order_no) = OrderNo::parse(&entry.subject) else { continue };
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
            } else if moves(&entry.action) && matches!(self.list, List::Open(_)) {
                recount = true;
                if arrives(&entry.action) {
                    self.arrived.insert(order_no);
                    append = true;
                }
            }
        }
        let mut asks = Vec::new();
        if !touched.is_empty() {
            let ticket = common.ticket(Slot::Rows);
            asks.push(Ask::Do(Effect::RefreshRows { ticket, institution: common.institution.clone(), order_nos: touched }));
        }
        let at_end = self.before + self.rows.len() as u64 >= self.total;
        if self.read.is_none() && self.loaded && recount && matches!(self.list, List::Open(_)) {
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

    /// Reads nothing but the counts: one row behind the last one of the window.
    fn recount(&mut self, common: &mut Common) -> Vec<Ask> {
        let (List::Open(status), Some(last)) = (&self.list, self.rows.last()) else { return Vec::new() };
        let ticket = common.ticket(Slot::Counts);
        let query =
            QueueQuery { institution: common.institution.clone(), status: *status, from: QueueFrom::After(last.key()), limit: 0 };
        vec![Ask::Do(Effect::LoadQueue { ticket, query })]
    }

    /// Takes the counts of a page that was read for nothing else.
    pub const fn counted(&mut self, page: &QueuePage) {
        self.open = Some(page.open);
    }

    /// The list on the screen for whoever takes it out, and how many rows it has.
    #[must_use]
    pub fn shown_list(&self, common: &Common) -> (ShownList, u64) {
        match self.list {
            List::Open(status) => {
                let query = QueueQuery { institution: common.institution.clone(), status, from: QueueFrom::Start, limit: PAGE };
                (ShownList::Open(query), self.total)
            }
            List::Postponed | List::Found(_) => (ShownList::Rows(self.rows.clone()), self.rows.len() as u64),
        }
    }

    /// How many changes wait for `F5`.
    #[must_use]
    pub fn updates(&self) -> usize {
        self.changed.len() + self.arrived.len()
    }

    /// Why a command cannot run now.
    #[must_use]
    pub fn why_not(&self, command: Command, common: &Common) -> Option<String> {
        let lang = common.lang;
        match command {
            Command::Open if self.rows.is_empty() => Some(lang.queue_empty().to_owned()),
            Command::TakeNext | Command::TakeBack if !common.may(Permission::Decide) => Some(lang.no_permission().to_owned()),
            Command::Institution if common.actor.as_ref().is_some_and(|actor| actor.institution.is_some()) => {
                Some(lang.no_permission().to_owned())
            }
            _ => None,
        }
    }
}

/// Whether an audit action takes an order into or out of the open lists.
fn moves(action: &str) -> bool {
    arrives(action) || Act::ALL.iter().any(|act| act.code() == action)
}

/// Whether an audit action brings an order into the list of those to proofread.
pub fn arrives(action: &str) -> bool {
    action == "submit" || [Act::Resubmit, Act::TakeBack, Act::Reopen].iter().any(|act| act.code() == action)
}

#[cfg(test)]
mod tests;
