//! Quality sampling (质量抽样): the samples of an institution, the form that draws one, how far both looks at it agree, and both looks at
//! an order side by side. The next order of a sample is opened blind: see [`super::second_look`]. Nothing here changes an order.

pub mod data;
mod form;
mod view;

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;

use self::data::{Act, Answer, Report};
use self::form::DrawForm;
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Screen;
use crate::desk::app::msg::{Notice, Reply, Slot, Ticket, Tone};
use crate::desk::app::update::Click;
use crate::desk::input::command::Command;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::desk::input::mouse::Mouse;
use crate::desk::screen::room::Room;
use crate::domain::staff::Permission;
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, SampleDrawn, SampleOrder, SampleRecord};

/// What is in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Front {
    /// The samples.
    List,
    /// How far both looks agree.
    Agreement,
    /// The orders that were looked at.
    Looks,
    /// Both looks at one of them.
    Pair,
}

/// The screen.
#[derive(Debug)]
pub struct Samples {
    rows: Vec<SampleRecord>,
    selected: usize,
    loaded: bool,
    front: Front,
    report: Option<Box<Report>>,
    /// The look selected among those of the report.
    look: usize,
    /// First line of the text that is shown.
    top: usize,
    form: Option<DrawForm>,
    sent: Option<u64>,
    /// The pair that comes to the front as soon as it is read.
    awaited: Option<u32>,
}

impl Samples {
    /// Opens the list.
    pub fn open(common: &mut Common) -> (Self, Vec<Ask>) {
        let mut samples = Self {
            rows: Vec::new(),
            selected: 0,
            loaded: false,
            front: Front::List,
            report: None,
            look: 0,
            top: 0,
            form: None,
            sent: None,
            awaited: None,
        };
        let asks = samples.refresh(common);
        (samples, asks)
    }

    /// Shows both looks at an order once they are read.
    pub fn show(sample: String, place: u32, common: &mut Common) -> (Self, Vec<Ask>) {
        let (mut samples, mut asks) = Self::open(common);
        samples.awaited = Some(place);
        asks.push(act(Slot::SampleReport, Act::Report { sample }, common));
        (samples, asks)
    }

    fn row(&self) -> Option<&SampleRecord> {
        self.rows.get(self.selected)
    }

    fn pair(&self) -> Option<&SampleOrder> {
        self.report.as_ref()?.looks.get(self.look)
    }

    fn go(&mut self, by: usize, down: bool) {
        let (at, count) = match self.front {
            Front::List => (&mut self.selected, self.rows.len()),
            Front::Looks => (&mut self.look, self.report.as_ref().map_or(0, |report| report.looks.len())),
            Front::Agreement | Front::Pair => (&mut self.top, usize::from(u16::MAX)),
        };
        *at = if down { at.saturating_add(by) } else { at.saturating_sub(by) }.min(count.saturating_sub(1));
    }

    /// Back by one; `false` from the list.
    fn back(&mut self, common: &Common) -> bool {
        self.top = 0;
        self.front = match self.front {
            Front::List => return false,
            // Whoever may not see what a sample shows sees only what they concluded themselves.
            Front::Pair if common.may(Permission::Supervise) => Front::Looks,
            Front::Agreement | Front::Looks | Front::Pair => Front::List,
        };
        true
    }

    fn draw_sample(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let Some(form) = self.form.as_ref().filter(|_| self.sent.is_none()) else { return Vec::new() };
        match form.plan(env.id(), common.lang) {
            Err(wrong) => vec![Ask::Say(Notice::new(Tone::Warn, wrong))],
            Ok(plan) => {
                let ask = act(Slot::RoomWrite, Act::Draw(plan), common);
                if let Ask::Do(Effect::Sampling { ticket, .. }) = &ask {
                    self.sent = Some(ticket.number);
                }
                vec![ask]
            }
        }
    }

    fn was_drawn(&mut self, drawn: SampleDrawn, common: &mut Common) -> Vec<Ask> {
        let lang = common.lang;
        self.sent = None;
        let said = match drawn {
            SampleDrawn::Done(size) => {
                (self.form, self.front, self.selected) = (None, Front::List, 0);
                let mut asks = self.refresh(common);
                asks.push(Ask::Say(Notice::new(Tone::Good, lang.sample_drawn(size))));
                return asks;
            }
            SampleDrawn::Nothing => lang.sample_nothing(),
            SampleDrawn::TooEarly => lang.sample_too_early(),
            SampleDrawn::TooMuch => lang.sample_too_much(),
        };
        vec![Ask::Say(Notice::new(Tone::Warn, said))]
    }

    fn reported(&mut self, report: Option<Box<Report>>, common: &Common) {
        self.report = report;
        let Some(report) = &self.report else { return };
        self.look = self.look.min(report.looks.len().saturating_sub(1));
        let Some(place) = self.awaited.take() else { return };
        let me = common.actor.as_ref().map(|actor| actor.login.as_str());
        let is_it = |one: &SampleOrder| one.place == place && Some(one.looked.login.as_str()) == me;
        if let Some(at) = report.looks.iter().position(is_it) {
            (self.look, self.front, self.top) = (at, Front::Pair, 0);
            let sample = report.sample.clone();
            self.selected = self.rows.iter().position(|row| row.sample == sample).unwrap_or(self.selected);
        }
    }
}

/// An effect of this screen.
fn act(slot: Slot, what: Act, common: &mut Common) -> Ask {
    let ticket = common.ticket(slot);
    Ask::Do(Effect::Sampling { ticket, institution: common.institution.clone(), act: what })
}

impl Room for Samples {
    fn screen(&self) -> Screen {
        Screen::Sampling
    }

    fn context(&self) -> Context {
        if self.form.is_some() { Context::Line } else { Context::Sampling }
    }

    fn why_not(&self, command: Command, common: &Common) -> Option<String> {
        let lang = common.lang;
        match command {
            Command::DrawSample if !common.may(Permission::Supervise) => Some(lang.no_permission().to_owned()),
            Command::Open if self.front == Front::List && !common.may(Permission::Supervise) => {
                Some(lang.no_permission().to_owned())
            }
            Command::TakeNext if !common.may(Permission::Decide) => Some(lang.no_permission().to_owned()),
            Command::TakeNext | Command::Open if self.rows.is_empty() => Some(lang.sample_choose().to_owned()),
            _ => None,
        }
    }

    fn command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Option<Vec<Ask>> {
        if self.sent.is_some() {
            return Some(Vec::new());
        }
        if self.form.is_some() {
            return Some(match command {
                Command::Back => {
                    self.form = None;
                    Vec::new()
                }
                Command::Save => self.draw_sample(common, env),
                _ => Vec::new(),
            });
        }
        let page = usize::from(common.size.1).saturating_sub(8).max(1);
        match command {
            Command::Back => return self.back(common).then(Vec::new),
            Command::Down => self.go(1, true),
            Command::Up => self.go(1, false),
            Command::PageDown => self.go(page, true),
            Command::PageUp => self.go(page, false),
            Command::First => self.go(usize::MAX, false),
            Command::Last => self.go(usize::MAX, true),
            Command::NextPane | Command::PreviousPane => match self.front {
                Front::Agreement => self.front = Front::Looks,
                Front::Looks => self.front = Front::Agreement,
                Front::List | Front::Pair => {}
            },
            Command::Refresh => return Some(self.refresh(common)),
            Command::DrawSample => self.form = Some(DrawForm::new(common.database_now(env).day())),
            Command::TakeNext => {
                let sample = self.row().map(|row| row.sample.clone());
                return Some(sample.map(|sample| act(Slot::Open, Act::Next { sample }, common)).into_iter().collect());
            }
            Command::Open => match self.front {
                Front::List => {
                    let sample = self.row().map(|row| row.sample.clone());
                    (self.front, self.report, self.top, self.look) = (Front::Agreement, None, 0, 0);
                    let report = |sample| act(Slot::SampleReport, Act::Report { sample }, common);
                    return Some(sample.map(report).into_iter().collect());
                }
                Front::Looks if self.pair().is_some() => (self.front, self.top) = (Front::Pair, 0),
                Front::Agreement | Front::Looks | Front::Pair => {}
            },
            _ => {}
        }
        Some(Vec::new())
    }

    fn key(&mut self, key: Key, _common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        let Some(form) = &mut self.form else { return Vec::new() };
        if self.sent.is_some() {
            return Vec::new();
        }
        match key.code {
            KeyCode::Tab | KeyCode::Down => form.go(true),
            KeyCode::BackTab | KeyCode::Up => form.go(false),
            _ => {
                if let Some(editor) = form.editor() {
                    editor.key(key);
                }
            }
        }
        Vec::new()
    }

    fn paste(&mut self, text: &str, _common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        if let Some(editor) = self.form.as_mut().and_then(DrawForm::editor) {
            editor.paste(text);
        }
        Vec::new()
    }

    fn reply(&mut self, ticket: Ticket, reply: Reply, common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        match reply {
            Reply::Sampling(Answer::Samples(rows)) => {
                // Where something of a sample is in front, it is that sample.
                let shown = self.report.as_ref().filter(|_| self.front != Front::List).map(|report| report.sample.clone());
                let selected = shown.or_else(|| self.row().map(|row| row.sample.clone()));
                self.rows = rows;
                let again = self.rows.iter().position(|row| Some(&row.sample) == selected.as_ref());
                self.selected = again.unwrap_or(self.selected).min(self.rows.len().saturating_sub(1));
                self.loaded = true;
                Vec::new()
            }
            Reply::Sampling(Answer::Drawn(drawn)) if self.sent == Some(ticket.number) => self.was_drawn(drawn, common),
            Reply::Sampling(Answer::Report(report)) => {
                self.reported(report, common);
                Vec::new()
            }
            Reply::Failed(error) => {
                if self.sent == Some(ticket.number) {
                    self.sent = None;
                }
                vec![Ask::Say(Notice::new(Tone::Bad, common.lang.store_failed(error.code())))]
            }
            _ => Vec::new(),
        }
    }

    fn activity(&mut self, entries: &[AuditEntry], common: &mut Common) -> Vec<Ask> {
        if entries.iter().any(|entry| entry.subject.starts_with("sample:")) { self.refresh(common) } else { Vec::new() }
    }

    fn refresh(&mut self, common: &mut Common) -> Vec<Ask> {
        let mut asks = vec![act(Slot::Samples, Act::Load, common)];
        if let Some(report) = self.report.as_ref().filter(|_| self.front != Front::List) {
            asks.push(act(Slot::SampleReport, Act::Report { sample: report.sample.clone() }, common));
        }
        asks
    }

    fn click(&mut self, mouse: Mouse, double: bool, area: Rect, _common: &mut Common) -> Click {
        let (at, count) = match self.front {
            _ if self.form.is_some() => return Click::Nothing,
            Front::List => (&mut self.selected, self.rows.len()),
            Front::Looks => (&mut self.look, self.report.as_ref().map_or(0, |report| report.looks.len())),
            Front::Agreement | Front::Pair => return Click::Nothing,
        };
        // Within the box, below the headline.
        let rows =
            Rect { x: area.x + 1, y: area.y + 2, width: area.width.saturating_sub(2), height: area.height.saturating_sub(3) };
        let top = (*at + 1).saturating_sub(usize::from(rows.height));
        let Some(index) = mouse.row_of(rows).map(|row| top + row).filter(|index| *index < count) else {
            return Click::Nothing;
        };
        // The first of the two presses has selected the row, and may have scrolled it away from under the mouse.
        if double {
            return Click::Run(Command::Open);
        }
        *at = index;
        Click::Selected
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, _now: Millis) {
        self.draw(frame, area, common);
    }
}
