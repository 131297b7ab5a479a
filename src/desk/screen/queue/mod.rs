//! The queue: a window over the institution's open orders, oldest first, of any size.
//!
//! The window holds a stretch of rows around the selection and is read on by key as the selection nears an end; no key waits for
//! it. Rows never move under the cursor: what others change is shown in place and counted, and `F5` brings it into order.

mod activity;
mod columns;
mod filtered;
mod form;
mod mouse;
mod panels;
pub(in crate::desk) mod search;
mod spoken;
mod view;
mod views;
mod window;

use std::collections::BTreeSet;

pub use self::activity::arrives;
use self::filtered::Filtered;
use self::form::{Done, Form};
use self::views::{Views, ViewsBox};
use super::modal::Modal;
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Slot, Ticket, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::domain::finding::Finding;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::queue_view::{COLUMNS, Column, QueueView, Sort};
use crate::domain::staff::Permission;
use crate::domain::status::Status;
use crate::store::records::{OrderFile, QueueFrom, QueueRow};

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
    /// What fits a filter.
    Filtered,
}

/// A box over the queue.
#[derive(Debug)]
enum Panel {
    /// The filter.
    Filter(Box<Form>),
    /// The views there are.
    Views(ViewsBox),
    /// The columns; where the cursor is.
    Columns(usize),
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
    /// What the rows were found for.
    found_for: Option<String>,
    preview: Option<Preview>,
    previewing: Option<OrderNo>,
    unreadable: Option<OrderNo>,
    /// What the list shows, in which order and in which columns.
    view: QueueView,
    /// The name of the view in front, if it has one.
    named: Option<String>,
    /// The columns of the queue's own lists.
    plain_columns: Vec<Column>,
    filtered: Filtered,
    views: Views,
    panel: Option<Panel>,
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
            found_for: None,
            preview: None,
            previewing: None,
            unreadable: None,
            view: QueueView::default(),
            named: None,
            plain_columns: COLUMNS.to_vec(),
            filtered: Filtered::default(),
            views: Views::default(),
            panel: None,
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
        match &self.panel {
            Some(Panel::Filter(_)) => Context::Filter,
            Some(Panel::Views(ViewsBox { prompt: Some(_), .. })) => Context::Line,
            Some(Panel::Views(_)) => Context::Views,
            Some(Panel::Columns(_)) => Context::Columns,
            None if self.find.is_some() => Context::Line,
            None => Context::Queue,
        }
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

    /// Takes a command.
    pub fn command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match &self.panel {
            Some(Panel::Filter(_)) => return self.form_command(command, common),
            Some(Panel::Views(_)) => return self.views_command(command, common, env),
            Some(Panel::Columns(at)) => {
                let at = *at;
                self.panel = self.choose_columns(at, command).map(Panel::Columns);
                return Vec::new();
            }
            None => {}
        }
        match command {
            Command::Back if self.find.is_some() => return self.show_plain(List::Open(Status::AwaitingProofreading), common),
            Command::Save if self.find.take().is_some() => {
                let is_the_only_one = matches!(self.list, List::Found(_)) && self.rows.len() == 1;
                return if is_the_only_one { self.open(common, env) } else { Vec::new() };
            }
            _ => {}
        }
        let page = Self::height(common).max(1);
        match command {
            Command::Down => self.go(self.selected.saturating_add(1), common),
            Command::Up => self.go(self.selected.saturating_sub(1), common),
            Command::PageDown => self.go(self.selected.saturating_add(page), common),
            Command::PageUp => self.go(self.selected.saturating_sub(page), common),
            Command::First if self.before > 0 || (self.list == List::Filtered && self.filtered.number != Some(0)) => {
                self.start(common)
            }
            Command::First => self.go(0, common),
            Command::Last if self.before + self.rows.len() as u64 != self.total && matches!(self.list, List::Open(_)) => {
                self.read_from(QueueFrom::End, Edge::Replace { select: None, index: 0, last: true }, common)
            }
            Command::Last if self.list == List::Filtered && self.filtered.behind.is_some() => self.end_filtered(common),
            Command::Last => self.go(usize::MAX, common),
            Command::Find => {
                let typed = match &self.list {
                    List::Found(what) => what.clone(),
                    List::Open(_) | List::Postponed | List::Filtered => String::new(),
                };
                self.find = Some(Editor::line(&typed, 64));
                Vec::new()
            }
            Command::Open => self.open(common, env),
            Command::TakeNext => Self::take_next(common, env),
            Command::TakeBack => vec![Ask::TakeBack],
            Command::Refresh => self.refresh(common),
            Command::ListWaiting => self.show_plain(List::Open(Status::AwaitingProofreading), common),
            Command::ListSupplement => self.show_plain(List::Open(Status::AwaitingSupplement), common),
            Command::ListPostponed => self.show_plain(List::Postponed, common),
            Command::Back | Command::ClearFilter if !matches!(self.list, List::Open(Status::AwaitingProofreading)) => {
                self.show_plain(List::Open(Status::AwaitingProofreading), common)
            }
            Command::Institution => vec![Ask::Choose(Box::new(Modal::institutions(common)))],
            Command::Filter => self.open_form(common),
            Command::Sort => self.sort_otherwise(common),
            Command::Views => self.open_views(common),
            Command::Columns => {
                self.panel = Some(Panel::Columns(0));
                Vec::new()
            }
            other => self.direct_view(other, common),
        }
    }

    /// Opens the filter over the list in front.
    fn open_form(&mut self, common: &mut Common) -> Vec<Ask> {
        let filter = self.current().unwrap_or_default().filter;
        let mut form = Form::new(filter, &self.views.people, common);
        let count = form.count(common);
        self.panel = Some(Panel::Filter(Box::new(form)));
        count.into_iter().collect()
    }

    /// Takes a command while the filter is open.
    fn form_command(&mut self, command: Command, common: &mut Common) -> Vec<Ask> {
        let Some(Panel::Filter(form)) = &mut self.panel else { return Vec::new() };
        let (done, ask) = form.command(command, common);
        match done {
            Done::Open => return ask.into_iter().collect(),
            Done::Closed => self.panel = None,
            Done::Apply(filter) => {
                let current = self.current().unwrap_or_default();
                return self.show_view(QueueView { filter: *filter, ..current }, None, common);
            }
        }
        Vec::new()
    }

    /// The same orders in the next order.
    fn sort_otherwise(&mut self, common: &mut Common) -> Vec<Ask> {
        let Some(current) = self.current() else { return Vec::new() };
        let sort = match current.sort {
            Sort::Oldest => Sort::Newest,
            Sort::Newest => Sort::Findings,
            Sort::Findings => Sort::Oldest,
        };
        let mut asks = self.show_view(QueueView { sort, ..current }, None, common);
        asks.push(Ask::Say(Notice::new(Tone::Plain, common.lang.sort_is(common.lang.sort(sort)))));
        asks
    }

    /// Takes a key while the search line has the focus.
    pub fn key(&mut self, key: Key, common: &mut Common) -> Vec<Ask> {
        use crossterm::event::KeyCode;
        match &mut self.panel {
            Some(Panel::Filter(form)) => return form.key(key, common).into_iter().collect(),
            Some(_) => {
                self.views_key(key, common);
                return Vec::new();
            }
            None => {}
        }
        let Some(find) = &mut self.find else { return Vec::new() };
        match key.code {
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
        match &mut self.panel {
            Some(Panel::Filter(form)) => return form.paste(text, common).into_iter().collect(),
            Some(Panel::Views(ViewsBox { prompt: Some(prompt), .. })) => {
                prompt.name.paste(text.trim());
                return Vec::new();
            }
            Some(_) => return Vec::new(),
            None => {}
        }
        let Some(find) = &mut self.find else { return Vec::new() };
        find.paste(text.trim());
        let typed = find.text();
        self.typed(&typed, common)
    }

    fn typed(&mut self, typed: &str, common: &mut Common) -> Vec<Ask> {
        if typed.trim().is_empty() {
            let find = self.find.take();
            let asks = self.show_plain(List::Open(Status::AwaitingProofreading), common);
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

    /// Why a command cannot run now.
    #[must_use]
    pub fn why_not(&self, command: Command, common: &Common) -> Option<String> {
        let lang = common.lang;
        match command {
            Command::ClearFilter if self.panel.is_none() && self.list != List::Filtered => Some(lang.not_filtered().to_owned()),
            Command::Sort if self.current().is_none() => Some(lang.list_has_its_order().to_owned()),
            _ if self.panel.is_some() => self.view_why_not(command, common),
            Command::Open if self.rows.is_empty() => Some(lang.queue_empty().to_owned()),
            Command::TakeNext | Command::TakeBack if !common.may(Permission::Decide) => Some(lang.no_permission().to_owned()),
            Command::Institution if common.actor.as_ref().is_some_and(|actor| actor.institution.is_some()) => {
                Some(lang.no_permission().to_owned())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "filtering/tests.rs"]
mod filter_tests;
#[cfg(test)]
mod tests;
