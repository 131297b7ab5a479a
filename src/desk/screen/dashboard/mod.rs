//! The dashboard (看板): how much waits and how long, what came and went, who holds what, who did how much; and what a supervisor does
//! about it. Read again within a second or two of every change, never more often than once a second; the cursor stays on its row.

mod entries;
mod figures;
mod lists;
mod panes;
#[cfg(test)]
mod tests;
mod view;

use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Block;

use super::supervise::{StepForm, What, why_not};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Screen;
use crate::desk::app::msg::{Notice, Reply, Slot, Ticket, Tone};
use crate::desk::app::supervision::{SuperviseAct, SupervisionReply};
use crate::desk::app::update::Click;
use crate::desk::input::command::Command;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::desk::input::mouse::Mouse;
use crate::desk::screen::room::Room;
use crate::domain::postpone::start_of;
use crate::domain::queue_view::Sort;
use crate::domain::staff::Permission;
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, Dashboard, HappenedList, HappenedQuery};
use panes::{Drill, Narrow, Pane, Places};

/// At least so long between two reads, in milliseconds.
const BETWEEN_MS: i64 = 1_000;
/// After so much working time it is read again though nothing changed, for waiting times grow by themselves, in milliseconds.
const OLD_MS: i64 = 300_000;
/// Rows of what a number counted, at most.
const LISTED: u32 = 2_000;

/// The dashboard.
#[derive(Debug, Default)]
pub struct Board {
    data: Option<Dashboard>,
    pane: Pane,
    places: Places,
    /// The selected number of a row, where a row has several.
    columns: Places,
    /// What the newest decisions are narrowed to.
    only: Option<Narrow>,
    /// What that is, once it is read.
    happened: Option<HappenedList>,
    asked: Option<Ticket>,
    read: Option<Ticket>,
    /// Something changed that was not read yet.
    behind: bool,
    read_at: Option<Millis>,
    /// What was asked of a row before the first read was there: it is done then. A key that comes early is not lost.
    early: Option<Command>,
    form: Option<Box<StepForm>>,
}

impl Board {
    /// Opens it.
    pub fn open(common: &mut Common) -> (Self, Vec<Ask>) {
        let mut board = Self::default();
        let asks = board.load(common);
        (board, asks)
    }

    fn load(&mut self, common: &mut Common) -> Vec<Ask> {
        let ticket = common.ticket(Slot::Dashboard);
        self.read = Some(ticket);
        self.behind = false;
        let act = SuperviseAct::Look { calendar: Arc::clone(&common.calendar), patience_days: common.patience_days };
        let mut asks = vec![Ask::Do(Effect::Supervise { ticket, institution: common.institution.clone(), act })];
        asks.extend(self.load_happened(common));
        asks
    }

    /// Reads what the newest decisions are narrowed to.
    fn load_happened(&mut self, common: &mut Common) -> Option<Ask> {
        let only = self.only.as_ref()?;
        let query = HappenedQuery {
            institution: common.institution.clone(),
            passing: only.passing,
            staff: only.person.as_ref().map(|(login, _)| login.clone()),
            since: start_of(only.from),
            until: only.to.succ_opt().map_or(Millis(i64::MAX), start_of),
            limit: LISTED,
        };
        let ticket = common.ticket(Slot::Happened);
        self.asked = Some(ticket);
        let act = SuperviseAct::Happened(Box::new(query));
        Some(Ask::Do(Effect::Supervise { ticket, institution: common.institution.clone(), act }))
    }

    /// The newest decisions are no longer narrowed.
    fn widen(&mut self) {
        (self.only, self.happened, self.asked) = (None, None, None);
        self.places.set(Pane::Recent, 0);
    }

    /// Takes what the newest decisions are narrowed to; the cursor stays on its row.
    fn take_happened(&mut self, list: HappenedList) {
        let key = self.key_of(Pane::Recent);
        self.happened = Some(list);
        self.place_again(Pane::Recent, key.as_ref());
    }

    /// Puts a cursor back on its row, or where the row was.
    fn place_again(&mut self, pane: Pane, key: Option<&String>) {
        let rows = self.rows(pane);
        let again = key.and_then(|key| (0..rows).find(|place| self.key_at(pane, *place).as_ref() == Some(key)));
        let place = again.unwrap_or_else(|| self.places.of(pane)).min(rows.saturating_sub(1));
        self.places.set(pane, place);
    }

    fn go(&mut self, by: usize, down: bool) {
        // Before the first read nobody knows how many rows there will be.
        let last = self.data.as_ref().map_or(usize::from(u16::MAX), |_| self.rows(self.pane).saturating_sub(1));
        let place = self.places.of(self.pane);
        let to = if down { place.saturating_add(by) } else { place.saturating_sub(by) };
        self.places.set(self.pane, to.min(last));
    }

    /// What is behind the selected number or row.
    fn drill(&mut self, common: &mut Common) -> Vec<Ask> {
        match self.behind_it(common) {
            None => Vec::new(),
            Some(Drill::Orders(filter)) => vec![Ask::List { filter, sort: Sort::Oldest }],
            Some(Drill::Ended(filter)) => {
                let said = Notice::new(Tone::Plain, common.lang.ended_by_submission());
                vec![Ask::List { filter, sort: Sort::Newest }, Ask::Say(said)]
            }
            Some(Drill::Skips) => vec![Ask::Say(Notice::new(Tone::Plain, common.lang.skips_are_reported()))],
            Some(Drill::Order(order_no)) => {
                let ticket = common.ticket(Slot::Open);
                vec![
                    Ask::Say(Notice::new(Tone::Plain, common.lang.opening(order_no.as_str()))),
                    // To look at, not to work on: a supervisor who looks takes nothing from anybody.
                    Ask::Do(Effect::Open { ticket, institution: common.institution.clone(), order_no, token: None }),
                ]
            }
            Some(Drill::Happened(narrow)) => {
                self.widen();
                self.only = Some(narrow);
                self.pane = Pane::Recent;
                self.load_happened(common).into_iter().collect()
            }
        }
    }

    fn take(&mut self, data: Dashboard, common: &mut Common, env: &Env) {
        if let Some(now) = data.now {
            common.clock_ahead_ms = now.since(env.now);
        }
        // Each cursor stays on its row, or where the row was.
        let keys: Vec<(Pane, Option<String>)> = Pane::ALL.into_iter().map(|pane| (pane, self.key_of(pane))).collect();
        self.data = Some(data);
        for (pane, key) in keys {
            self.place_again(pane, key.as_ref());
        }
    }

    /// Whether what is shown is no longer so though nothing was written: waiting times have grown, which they do in office hours only,
    /// the day is another one, or a claim ran out. It is looked at when the clock on the screen moves on.
    fn is_outdated(&self, common: &Common, env: &Env) -> bool {
        let Some(read_at) = self.read_at else { return true };
        let (then, now) = (read_at.plus(common.clock_ahead_ms), common.database_now(env));
        let ran_out = self.data.iter().flat_map(|data| &data.held).any(|held| held.until <= now);
        let grown =
            common.calendar.working_ms(then, now) >= OLD_MS && self.data.as_ref().is_none_or(|data| !data.oldest.is_empty());
        ran_out || grown || then.day() != now.day()
    }

    /// Does what was asked for before there was anything to do it to.
    fn do_early(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let Some(command) = self.early.take_if(|_| self.data.is_some()) else { return Vec::new() };
        match self.why_not(command, common) {
            Some(why) => vec![Ask::Say(Notice::new(Tone::Warn, why))],
            None => self.command(command, common, env).unwrap_or_default(),
        }
    }

    fn stepped(&mut self, ticket: Ticket, came: &crate::store::records::Intervened, common: &mut Common) -> Vec<Ask> {
        let Some(form) = self.form.take_if(|form| form.is_sent(ticket)) else { return Vec::new() };
        let said = form.came_of_it(came, common);
        let mut asks = self.load(common);
        asks.push(Ask::Say(said));
        asks
    }
}

impl Room for Board {
    fn screen(&self) -> Screen {
        Screen::Dashboard
    }

    fn context(&self) -> Context {
        if self.form.is_some() { Context::Line } else { Context::Dashboard }
    }

    fn why_not(&self, command: Command, common: &Common) -> Option<String> {
        match What::of(command) {
            Some(_) if self.data.is_none() && common.may(Permission::Supervise) => None,
            None if self.data.is_none() && command == Command::Open => None,
            Some(what) => why_not(what, self.target(common).as_ref(), common),
            None if command == Command::Open && self.behind_it(common).is_none() => {
                Some(common.lang.why_not_selected().to_owned())
            }
            None if matches!(command, Command::NextColumn | Command::PreviousColumn) && self.columns(self.pane, common) < 2 => {
                Some(common.lang.one_number().to_owned())
            }
            None => None,
        }
    }

    fn command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Option<Vec<Ask>> {
        if let Some(form) = &mut self.form {
            match command {
                Command::Back if !form.is_sending() => self.form = None,
                Command::Save => return Some(form.enter(Slot::RoomWrite, common, env)),
                _ => {}
            }
            return Some(Vec::new());
        }
        let of_a_row = command == Command::Open || What::of(command).is_some();
        self.early = (of_a_row && self.data.is_none()).then_some(command);
        if self.early.is_some() {
            return Some(vec![Ask::Say(Notice::new(Tone::Plain, common.lang.loading()))]);
        }
        let page = usize::from(common.size.1).saturating_sub(8).max(1);
        match command {
            Command::Back if self.pane == Pane::Recent && self.only.is_some() => self.widen(),
            Command::Back => return None,
            Command::Down => self.go(1, true),
            Command::Up => self.go(1, false),
            Command::PageDown => self.go(page, true),
            Command::PageUp => self.go(page, false),
            Command::First => self.go(usize::MAX, false),
            Command::Last => self.go(usize::MAX, true),
            Command::NextColumn => {
                let last = self.columns(self.pane, common) - 1;
                self.columns.set(self.pane, self.column(self.pane, common).saturating_add(1).min(last));
            }
            Command::PreviousColumn => self.columns.set(self.pane, self.column(self.pane, common).saturating_sub(1)),
            Command::NextPane => self.pane = self.pane.turned(true),
            Command::PreviousPane => self.pane = self.pane.turned(false),
            Command::Refresh => return Some(self.load(common)),
            Command::Open => return Some(self.drill(common)),
            other => {
                if let (Some(what), Some(target)) = (What::of(other), self.target(common)) {
                    let (form, asks) = StepForm::open(what, target, common);
                    self.form = Some(Box::new(form));
                    return Some(asks);
                }
            }
        }
        Some(Vec::new())
    }

    fn key(&mut self, key: Key, _common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        self.form.iter_mut().for_each(|form| form.key(key));
        Vec::new()
    }

    fn paste(&mut self, text: &str, _common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        if let Some(form) = &mut self.form {
            form.edit(|editor| editor.paste(text));
        }
        Vec::new()
    }

    fn reply(&mut self, ticket: Ticket, reply: Reply, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        match reply {
            Reply::Supervision(SupervisionReply::Dashboard(data)) => {
                if self.read == Some(ticket) {
                    (self.read, self.read_at) = (None, Some(env.now));
                    self.take(*data, common, env);
                }
                self.do_early(common, env)
            }
            Reply::Supervision(SupervisionReply::Happened(list)) => {
                if self.asked.take_if(|asked| *asked == ticket).is_some() {
                    self.take_happened(list);
                }
                Vec::new()
            }
            Reply::Supervision(SupervisionReply::Colleagues(colleagues)) => {
                if let Some(form) = &mut self.form {
                    form.offer(ticket, colleagues);
                }
                Vec::new()
            }
            Reply::Supervision(SupervisionReply::Stepped(came)) => self.stepped(ticket, &came, common),
            Reply::Failed(error) => {
                if self.read == Some(ticket) {
                    (self.read, self.read_at, self.early) = (None, Some(env.now), None);
                }
                self.asked.take_if(|asked| *asked == ticket);
                if let Some(form) = self.form.as_mut().filter(|form| form.is_sent(ticket)) {
                    form.failed();
                }
                vec![Ask::Say(Notice::new(Tone::Bad, common.lang.store_failed(error.code())))]
            }
            _ => Vec::new(),
        }
    }

    fn activity(&mut self, entries: &[AuditEntry], _common: &mut Common) -> Vec<Ask> {
        self.behind |= !entries.is_empty();
        Vec::new()
    }

    fn refresh(&mut self, common: &mut Common) -> Vec<Ask> {
        self.load(common)
    }

    fn tick(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let since = self.read_at.map_or(i64::MAX, |at| env.now.since(at));
        let due = (self.behind && since >= BETWEEN_MS) || self.is_outdated(common, env);
        if due && self.read.is_none() { self.load(common) } else { Vec::new() }
    }

    fn wakes_at(&self, _common: &Common, now: Millis) -> Option<Millis> {
        let next = self.read_at.map_or(now, |at| at.plus(BETWEEN_MS));
        (self.behind && self.read.is_none()).then(|| next.max(now.plus(1)))
    }

    fn click(&mut self, mouse: Mouse, double: bool, area: Rect, common: &mut Common) -> Click {
        if self.form.is_some() {
            return Click::Nothing;
        }
        let Some((pane, place)) = self.pane_at(mouse, area, common) else { return Click::Nothing };
        self.pane = pane;
        let Some(place) = place else { return Click::Selected };
        let inside = Block::bordered().inner(place);
        let Some(row) = self.row_at(pane, mouse, inside, common) else { return Click::Selected };
        // The first of the two presses has selected the row, and may have scrolled it away from under the mouse.
        if double {
            return Click::Run(Command::Open);
        }
        self.places.set(pane, row);
        Click::Selected
    }

    fn point(&mut self, mouse: Mouse, area: Rect, common: &Common) {
        if let Some((pane, Some(_))) = self.pane_at(mouse, area, common).filter(|_| self.form.is_none()) {
            self.pane = pane;
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        self.draw(frame, area, common, now);
        if let Some(form) = &self.form {
            form.draw(frame, area, common);
        }
    }
}
