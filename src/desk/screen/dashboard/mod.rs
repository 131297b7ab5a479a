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

use super::supervise::{StepForm, What, why_not};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Screen;
use crate::desk::app::msg::{Notice, Reply, Slot, Ticket, Tone};
use crate::desk::app::supervision::{SuperviseAct, SupervisionReply};
use crate::desk::input::command::Command;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::desk::screen::room::Room;
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, Dashboard};
pub use panes::Counted;
use panes::{Drill, Pane, Places};

/// At least so long between two reads, in milliseconds.
const BETWEEN_MS: i64 = 1_000;
/// After so long it is read again though nothing changed, for waiting times grow by themselves, in milliseconds.
const OLD_MS: i64 = 55_000;

/// The dashboard.
#[derive(Debug, Default)]
pub struct Board {
    data: Option<Dashboard>,
    pane: Pane,
    places: Places,
    /// Whose decisions the newest ones are narrowed to: login and name.
    only: Option<(String, String)>,
    read: Option<Ticket>,
    /// Something changed that was not read yet.
    behind: bool,
    read_at: Option<Millis>,
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
        vec![Ask::Do(Effect::Supervise { ticket, institution: common.institution.clone(), act })]
    }

    fn go(&mut self, by: usize, down: bool) {
        let last = self.rows(self.pane).saturating_sub(1);
        let place = self.places.of(self.pane);
        let to = if down { place.saturating_add(by) } else { place.saturating_sub(by) };
        self.places.set(self.pane, to.min(last));
    }

    /// What is behind the selected number or row.
    fn drill(&mut self, common: &mut Common) -> Vec<Ask> {
        match self.behind_it(common) {
            None => Vec::new(),
            Some(Drill::Orders(filter)) => vec![Ask::List(filter)],
            Some(Drill::Ended) => vec![Ask::Say(Notice::new(Tone::Plain, common.lang.ended_orders_elsewhere()))],
            Some(Drill::Order(order_no)) => {
                let ticket = common.ticket(Slot::Open);
                vec![
                    Ask::Say(Notice::new(Tone::Plain, common.lang.opening(order_no.as_str()))),
                    // To look at, not to work on: a supervisor who looks takes nothing from anybody.
                    Ask::Do(Effect::Open { ticket, institution: common.institution.clone(), order_no, token: None }),
                ]
            }
            Some(Drill::Decisions(person)) => {
                self.only = Some(person);
                self.pane = Pane::Recent;
                self.places.set(Pane::Recent, 0);
                Vec::new()
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
            let rows = self.rows(pane);
            let again = key.and_then(|key| (0..rows).find(|place| self.key_at(pane, *place).as_ref() == Some(&key)));
            let place = again.unwrap_or_else(|| self.places.of(pane)).min(rows.saturating_sub(1));
            self.places.set(pane, place);
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
        if self.form.is_some() { Context::Editor } else { Context::Dashboard }
    }

    fn why_not(&self, command: Command, common: &Common) -> Option<String> {
        match What::of(command) {
            Some(what) => why_not(what, self.target(common).as_ref(), common),
            None if command == Command::Open && self.behind_it(common).is_none() => {
                Some(common.lang.why_not_selected().to_owned())
            }
            None => None,
        }
    }

    fn command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Option<Vec<Ask>> {
        if let Some(form) = &mut self.form {
            match command {
                Command::Back if !form.is_sending() => self.form = None,
                Command::Save if !form.is_sending() => return Some(form.enter(Slot::RoomWrite, common, env)),
                _ => {}
            }
            return Some(Vec::new());
        }
        let page = usize::from(common.size.1).saturating_sub(8).max(1);
        match command {
            Command::Back if self.pane == Pane::Recent && self.only.take().is_some() => {}
            Command::Back => return None,
            Command::Down => self.go(1, true),
            Command::Up => self.go(1, false),
            Command::PageDown => self.go(page, true),
            Command::PageUp => self.go(page, false),
            Command::First => self.go(usize::MAX, false),
            Command::Last => self.go(usize::MAX, true),
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

    fn key(&mut self, key: Key, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        self.form.as_mut().map(|form| form.key(key, Slot::RoomWrite, common, env)).unwrap_or_default()
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
                    (self.read, self.read_at) = (None, Some(env.now));
                }
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
        let due = (self.behind && since >= BETWEEN_MS) || since >= OLD_MS;
        if due && self.read.is_none() { self.load(common) } else { Vec::new() }
    }

    fn wakes_at(&self, _common: &Common, now: Millis) -> Option<Millis> {
        let next = self.read_at.map_or(now, |at| at.plus(BETWEEN_MS));
        (self.behind && self.read.is_none()).then(|| next.max(now.plus(1)))
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        self.draw(frame, area, common, now);
        if let Some(form) = &self.form {
            form.draw(frame, area, common);
        }
    }
}
