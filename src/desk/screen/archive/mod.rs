//! The archive: orders of the institution in any state. With nothing typed it lists what has ended, newest first; the search line finds any
//! order by any of its keys. An order opens as its history ([`history`]) or, to read, in the proofread screen; its dossier is taken out
//! from here ([`export`]).

pub mod acts;
mod export;
mod full;
mod history;
mod history_view;
mod view;

use std::collections::BTreeSet;

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;

use self::acts::{ArchiveAct, ArchiveReply};
use self::export::ExportForm;
use self::history::Chronicle;
use super::queue::search::route;
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Screen;
use crate::desk::app::msg::{Notice, Reply, Slot, Ticket, Tone};
use crate::desk::app::update::Click;
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::desk::input::mouse::Mouse;
use crate::desk::screen::room::Room;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Permission;
use crate::domain::status::Act;
use crate::domain::time::Millis;
use crate::store::records::{ArchivePage, ArchiveQuery, ArchiveRow, AuditEntry};

/// Rows read at a time.
const PAGE: u32 = 100;
/// How near the selection comes to the end before more is read.
const MARGIN: usize = 30;
/// Most rows kept: whoever would go further down searches.
const MOST: usize = 5_000;

/// What the list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum List {
    /// What has ended.
    Ended,
    /// What was searched for.
    Found(String),
}

/// The archive.
#[derive(Debug)]
pub struct Archive {
    list: List,
    rows: Vec<ArchiveRow>,
    /// Whether there are more than these.
    more: bool,
    selected: usize,
    top: usize,
    loaded: bool,
    /// The page that is being read, and whether it goes behind the rows.
    read: Option<(Ticket, bool)>,
    find: Option<Editor>,
    /// Orders that changed, or ended, since the list was read.
    changed: BTreeSet<OrderNo>,
    /// The history that is being read.
    asked: Option<Ticket>,
    open: Option<Box<Chronicle>>,
    form: Option<ExportForm>,
}

impl Archive {
    /// Opens the archive at what ended last.
    pub fn open(common: &mut Common) -> (Self, Vec<Ask>) {
        let mut archive = Self {
            list: List::Ended,
            rows: Vec::new(),
            more: false,
            selected: 0,
            top: 0,
            loaded: false,
            read: None,
            find: None,
            changed: BTreeSet::new(),
            asked: None,
            open: None,
            form: None,
        };
        let asks = archive.load(false, common);
        (archive, asks)
    }

    fn selection(&self) -> Option<&ArchiveRow> {
        self.rows.get(self.selected)
    }

    /// The order that a command is about.
    fn order_no(&self) -> Option<OrderNo> {
        match &self.open {
            Some(open) => Some(open.order_no().clone()),
            None => self.selection().map(|row| row.row.order_no.clone()),
        }
    }

    fn load(&mut self, more: bool, common: &mut Common) -> Vec<Ask> {
        let institution = common.institution.clone();
        let act = match &self.list {
            List::Ended => {
                let before = if more { self.rows.last().map(ArchiveRow::key) } else { None };
                // Read anew, as many as are known: of fewer the selected order might be none.
                let known = u32::try_from(self.rows.len().min(MOST)).unwrap_or(PAGE).max(PAGE);
                ArchiveAct::Page(ArchiveQuery { institution, before, limit: if more { PAGE } else { known } })
            }
            List::Found(typed) => ArchiveAct::Search { institution, by: route(typed) },
        };
        let ticket = common.ticket(Slot::Archive);
        self.read = Some((ticket, more));
        vec![Ask::Do(Effect::Archive { ticket, act })]
    }

    /// Shows another list from its beginning.
    fn show(&mut self, list: List, common: &mut Common) -> Vec<Ask> {
        if self.list != list {
            self.list = list;
            self.rows.clear();
            (self.selected, self.top, self.loaded, self.more) = (0, 0, false, false);
        }
        self.load(false, common)
    }

    fn take(&mut self, ticket: Ticket, page: ArchivePage, common: &Common) {
        let Some((_, behind)) = self.read.take_if(|(read, _)| *read == ticket) else { return };
        self.loaded = true;
        self.more = page.more;
        if behind {
            let known: BTreeSet<OrderNo> = self.rows.iter().map(|row| row.row.order_no.clone()).collect();
            self.rows.extend(page.rows.into_iter().filter(|row| !known.contains(&row.row.order_no)));
            return;
        }
        // Read anew, the selected order stays on its line of the screen, whatever came before it.
        let line = self.selected.saturating_sub(self.top);
        let selected = self.selection().map(|row| row.row.order_no.clone());
        self.rows = page.rows;
        self.changed.clear();
        let again = selected.and_then(|order_no| self.rows.iter().position(|row| row.row.order_no == order_no));
        self.selected = again.unwrap_or(self.selected).min(self.rows.len().saturating_sub(1));
        self.top = self.selected.saturating_sub(line);
        self.follow(common);
    }

    /// Scrolls so that the selection is seen.
    fn follow(&mut self, common: &Common) {
        let height = usize::from(view::list_rows(common.size)).max(1);
        if self.selected < self.top {
            self.top = self.selected;
        } else if self.selected >= self.top.saturating_add(height) {
            self.top = (self.selected + 1).saturating_sub(height);
        }
        self.top = self.top.min(self.rows.len().saturating_sub(height));
    }

    fn go(&mut self, to: usize, common: &mut Common) -> Vec<Ask> {
        self.selected = to.min(self.rows.len().saturating_sub(1));
        self.follow(common);
        let near = self.selected.saturating_add(MARGIN) >= self.rows.len();
        let goes_on = self.list == List::Ended && self.more && self.rows.len() < MOST;
        if near && goes_on && self.read.is_none() { self.load(true, common) } else { Vec::new() }
    }

    fn typed(&mut self, common: &mut Common) -> Vec<Ask> {
        let typed = self.find.as_ref().map(Editor::text).unwrap_or_default().trim().to_owned();
        if typed.is_empty() { self.show(List::Ended, common) } else { self.show(List::Found(typed), common) }
    }

    fn read_history(&mut self, common: &mut Common) -> Vec<Ask> {
        let Some(order_no) = self.order_no() else { return Vec::new() };
        let ticket = common.ticket(Slot::History);
        self.asked = Some(ticket);
        let act = ArchiveAct::History { institution: common.institution.clone(), order_no };
        vec![Ask::Do(Effect::Archive { ticket, act })]
    }

    /// Opens the order itself, to read: the archive never claims.
    fn read_order(&self, common: &mut Common) -> Vec<Ask> {
        let Some(order_no) = self.order_no() else { return Vec::new() };
        let ticket = common.ticket(Slot::Open);
        vec![
            Ask::Say(Notice::new(Tone::Plain, common.lang.opening(order_no.as_str()))),
            Ask::Do(Effect::Open { ticket, institution: common.institution.clone(), order_no, token: None }),
        ]
    }

    fn list_command(&mut self, command: Command, common: &mut Common) -> Option<Vec<Ask>> {
        let page = usize::from(view::list_rows(common.size)).max(1);
        Some(match command {
            Command::Back if self.list != List::Ended => self.show(List::Ended, common),
            Command::Back => return None,
            Command::Down => self.go(self.selected.saturating_add(1), common),
            Command::Up => self.go(self.selected.saturating_sub(1), common),
            Command::PageDown => self.go(self.selected.saturating_add(page), common),
            Command::PageUp => self.go(self.selected.saturating_sub(page), common),
            Command::First => self.go(0, common),
            Command::Last => self.go(usize::MAX, common),
            Command::Find => {
                let typed = if let List::Found(typed) = &self.list { typed.as_str() } else { "" };
                self.find = Some(Editor::line(typed, 60));
                Vec::new()
            }
            Command::Refresh => self.load(false, common),
            Command::Open => self.read_history(common),
            Command::ReadOrder => self.read_order(common),
            Command::ExportDossier => self.open_form(),
            _ => Vec::new(),
        })
    }

    fn find_command(&mut self, command: Command, common: &mut Common) -> Vec<Ask> {
        if matches!(command, Command::Back | Command::Save) {
            self.find = None;
        }
        let is_the_only_one = matches!(self.list, List::Found(_)) && self.rows.len() == 1 && self.read.is_none();
        if command == Command::Save && is_the_only_one { self.read_history(common) } else { Vec::new() }
    }
}

impl Room for Archive {
    fn screen(&self) -> Screen {
        Screen::Archive
    }

    fn context(&self) -> Context {
        match (&self.form, &self.find, &self.open) {
            (Some(_), _, _) | (None, Some(_), _) => Context::Line,
            (None, None, Some(_)) => Context::History,
            (None, None, None) => Context::Archive,
        }
    }

    fn why_not(&self, command: Command, common: &Common) -> Option<String> {
        let lang = common.lang;
        match command {
            Command::ExportDossier if !common.may(Permission::Export) => Some(lang.no_permission().to_owned()),
            Command::Open | Command::ReadOrder | Command::ExportDossier if self.open.is_none() && self.rows.is_empty() => {
                Some(lang.found_nothing().to_owned())
            }
            _ => None,
        }
    }

    fn command(&mut self, command: Command, common: &mut Common, _env: &mut Env) -> Option<Vec<Ask>> {
        if self.form.is_some() {
            return Some(self.form_command(command, common));
        }
        if self.find.is_some() {
            return Some(self.find_command(command, common));
        }
        let Some(open) = &mut self.open else { return self.list_command(command, common) };
        Some(match command {
            Command::Back if !open.back() => {
                self.open = None;
                Vec::new()
            }
            Command::Refresh => self.read_history(common),
            Command::ReadOrder => self.read_order(common),
            Command::ExportDossier => self.open_form(),
            command => {
                open.command(command, common);
                Vec::new()
            }
        })
    }

    fn key(&mut self, key: Key, common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        if self.form.is_some() {
            self.form_key(key);
            return Vec::new();
        }
        let Some(find) = &mut self.find else { return Vec::new() };
        match key.code {
            KeyCode::Down => self.go(self.selected.saturating_add(1), common),
            KeyCode::Up => self.go(self.selected.saturating_sub(1), common),
            _ => {
                if find.key(key) {
                    self.typed(common)
                } else {
                    Vec::new()
                }
            }
        }
    }

    fn paste(&mut self, text: &str, common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        if let Some(form) = &mut self.form {
            form.paste(text);
            return Vec::new();
        }
        let Some(find) = &mut self.find else { return Vec::new() };
        find.paste(text.trim());
        self.typed(common)
    }

    fn reply(&mut self, ticket: Ticket, reply: Reply, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let lang = common.lang;
        match reply {
            Reply::Archive(ArchiveReply::Rows(page)) => {
                common.clock_ahead_ms = page.now.since(env.now);
                self.take(ticket, page, common);
                Vec::new()
            }
            Reply::Archive(ArchiveReply::History(history)) if self.asked == Some(ticket) => {
                self.asked = None;
                let Some(history) = history else {
                    return vec![Ask::Say(Notice::new(Tone::Warn, lang.no_such_order()))];
                };
                match &mut self.open {
                    Some(open) if *open.order_no() == history.timeline.file.order_no => open.read_again(*history, common),
                    open => *open = Some(Box::new(Chronicle::new(*history))),
                }
                Vec::new()
            }
            Reply::Archive(ArchiveReply::Exported { path, sha256 }) => self.exported(ticket, &path, &sha256, common),
            Reply::Archive(ArchiveReply::NotExported { code, detail }) => self.not_exported(ticket, code, &detail, common),
            Reply::Failed(error) => {
                self.read.take_if(|(read, _)| *read == ticket);
                self.asked.take_if(|asked| *asked == ticket);
                if self.form.as_ref().is_some_and(|form| form.is_sent(ticket)) {
                    return self.not_exported(ticket, error.code(), "", common);
                }
                vec![Ask::Say(Notice::new(Tone::Bad, lang.store_failed(error.code())))]
            }
            _ => Vec::new(),
        }
    }

    fn activity(&mut self, entries: &[AuditEntry], _common: &mut Common) -> Vec<Ask> {
        for entry in entries {
            if let Some(open) = &mut self.open {
                open.heard(entry);
            }
            let Ok(order_no) = OrderNo::parse(&entry.subject) else { continue };
            let moves = Act::ALL.iter().any(|act| act.code() == entry.action);
            let is_shown = self.rows.iter().any(|row| row.row.order_no == order_no);
            if moves && (is_shown || self.list == List::Ended) {
                self.changed.insert(order_no);
            }
        }
        Vec::new()
    }

    fn refresh(&mut self, common: &mut Common) -> Vec<Ask> {
        let mut asks = self.load(false, common);
        if self.open.is_some() {
            asks.extend(self.read_history(common));
        }
        asks
    }

    fn click(&mut self, mouse: Mouse, double: bool, area: Rect, _common: &mut Common) -> Click {
        if self.form.is_some() || self.find.is_some() {
            return Click::Nothing;
        }
        if let Some(open) = &mut self.open {
            return open.click(mouse, double, area);
        }
        // Within the box, below the headline.
        let rows =
            Rect { x: area.x + 1, y: area.y + 2, width: area.width.saturating_sub(2), height: area.height.saturating_sub(3) };
        let index = mouse.row_of(rows).map(|row| self.top + row);
        let Some(index) = index.filter(|index| *index < self.rows.len()) else { return Click::Nothing };
        let again = double && index == self.selected;
        self.selected = index;
        if again { Click::Run(Command::Open) } else { Click::Selected }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        match &self.open {
            Some(open) => open.draw(frame, area, common, now),
            None => self.draw_list(frame, area, common),
        }
        if let Some(form) = &self.form {
            form.draw(frame, area, common);
        }
    }
}
