//! The dishonesty list (失信名单): a window over the institution's entries of one standing, an entry to read, and the form that withdraws
//! one on appeal. A proposal of somebody else's opens its order blind: see [`super::second_look`].

#[cfg(test)]
mod tests;
mod view;

use ratatui::Frame;
use ratatui::layout::Rect;

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
use crate::desk::ui::text::{truncate, visible};
use crate::domain::listing::{ListingState, Standing};
use crate::domain::mask;
use crate::domain::staff::Permission;
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, DecisionRecord, ListingDone, ListingFile, ListingPage, ListingQuery, ListingRecord};
use crate::text::Lang;

/// Entries read at a time.
const PAGE: u32 = 100;
/// Entries read again at a time, at most.
const MOST: u32 = 1_000;
/// How near the selection comes to the end before more is read.
const MARGIN: usize = 30;
/// Cells of the name in the title of the form that withdraws.
const NAME: usize = 16;
/// Most characters of a reason.
pub(super) const REASON_CHARS: usize = 200;

/// An entry with what was decided of its order, to read: both looks side by side once there were two.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The entry.
    pub file: ListingFile,
    /// The decision that proposed it.
    pub decision: Option<DecisionRecord>,
}

/// The form that withdraws an entry: the one it was opened for, whatever becomes of the list behind it.
#[derive(Debug)]
pub(super) struct Withdrawal {
    listing: String,
    /// Whom it lists, as the form's title says it.
    holder: String,
    reason: Editor,
}

/// The list.
#[derive(Debug)]
pub struct Listings {
    standing: Standing,
    rows: Vec<ListingRecord>,
    next: Option<(String, String)>,
    waiting: u32,
    selected: usize,
    loaded: bool,
    /// The page that is being read, and whether it goes behind the rows.
    read: Option<(Ticket, bool)>,
    entry: Option<Box<Entry>>,
    /// First line of the entry that is shown.
    top: usize,
    form: Option<Withdrawal>,
    sent: Option<u64>,
}

impl Listings {
    /// Opens the list at what waits.
    pub fn open(common: &mut Common) -> (Self, Vec<Ask>) {
        let mut list = Self {
            standing: Standing::Proposed,
            rows: Vec::new(),
            next: None,
            waiting: 0,
            selected: 0,
            loaded: false,
            read: None,
            entry: None,
            top: 0,
            form: None,
            sent: None,
        };
        let asks = list.load(false, common);
        (list, asks)
    }

    fn load(&mut self, more: bool, common: &mut Common) -> Vec<Ask> {
        let after = if more { self.next.clone() } else { None };
        let ticket = common.ticket(Slot::Listings);
        self.read = Some((ticket, more));
        let known = u32::try_from(self.rows.len()).unwrap_or(MOST);
        // Read anew, all that was known is: the cursor may be far down.
        let limit = if more { PAGE } else { known.clamp(PAGE, MOST) };
        let query = ListingQuery { institution: common.institution.clone(), standing: self.standing, after, limit };
        vec![Ask::Do(Effect::LoadListings { ticket, query })]
    }

    fn selection(&self) -> Option<&ListingRecord> {
        match &self.entry {
            Some(entry) => Some(&entry.file.record),
            None => self.rows.get(self.selected),
        }
    }

    fn go(&mut self, by: usize, down: bool, common: &mut Common) -> Vec<Ask> {
        let at = if self.entry.is_some() { &mut self.top } else { &mut self.selected };
        *at = if down { at.saturating_add(by) } else { at.saturating_sub(by) };
        if self.entry.is_some() {
            self.top = self.top.min(usize::from(u16::MAX));
            return Vec::new();
        }
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
        let near = self.selected.saturating_add(MARGIN) >= self.rows.len();
        if near && self.next.is_some() && self.read.is_none() { self.load(true, common) } else { Vec::new() }
    }

    /// The next standing, round and round.
    fn turn(&mut self, forward: bool, common: &mut Common) -> Vec<Ask> {
        let count = Standing::ALL.len();
        let at = Standing::ALL.iter().position(|standing| *standing == self.standing).unwrap_or(0);
        let next = if forward { at + 1 } else { at + count.saturating_sub(1) }.checked_rem(count).unwrap_or(0);
        self.standing = Standing::ALL.get(next).copied().unwrap_or(Standing::Proposed);
        self.entry = None;
        self.rows.clear();
        (self.next, self.selected, self.loaded) = (None, 0, false);
        self.load(false, common)
    }

    fn ask(&self, common: &mut Common) -> Vec<Ask> {
        let Some(row) = self.selection() else { return Vec::new() };
        let me = common.actor.as_ref().map(|actor| actor.login.as_str());
        let is_own = row.proposed.as_ref().is_some_and(|proposed| Some(proposed.by.login.as_str()) == me);
        let blind = row.term.state == ListingState::Proposed && !is_own && common.may(Permission::ConfirmListing);
        open_listing(row.listing.clone(), blind, common)
    }

    /// Opens the form for what is selected now.
    fn begin_withdrawal(&mut self) {
        self.form = self.selection().map(|row| Withdrawal {
            listing: row.listing.clone(),
            holder: format!("{} {}", truncate(&visible(&row.name), NAME), mask::id_number(&row.id_no)),
            reason: Editor::line("", REASON_CHARS),
        });
    }

    fn withdraw(&mut self, common: &mut Common) -> Vec<Ask> {
        let Some(form) = &self.form else { return Vec::new() };
        let reason = form.reason.text().trim().to_owned();
        if reason.is_empty() {
            return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.aside_reason_missing()))];
        }
        let listing = form.listing.clone();
        let ticket = common.ticket(Slot::Write);
        self.sent = Some(ticket.number);
        vec![Ask::Do(Effect::WithdrawListing { ticket, institution: common.institution.clone(), listing, reason })]
    }

    fn take(&mut self, ticket: Ticket, page: ListingPage) {
        let Some((_, more)) = self.read.take_if(|(read, _)| *read == ticket) else { return };
        if more {
            self.rows.extend(page.rows);
        } else {
            let selected = self.rows.get(self.selected).map(|row| row.listing.clone());
            self.rows = page.rows;
            let again = self.rows.iter().position(|row| Some(&row.listing) == selected.as_ref());
            self.selected = again.unwrap_or(self.selected).min(self.rows.len().saturating_sub(1));
        }
        (self.next, self.waiting, self.loaded) = (page.next, page.waiting, true);
    }
}

impl Room for Listings {
    fn screen(&self) -> Screen {
        Screen::Listings
    }

    fn context(&self) -> Context {
        if self.form.is_some() { Context::Line } else { Context::Listing }
    }

    fn why_not(&self, command: Command, common: &Common) -> Option<String> {
        let lang = common.lang;
        match command {
            Command::WithdrawListing if !common.may(Permission::WithdrawListing) => Some(lang.no_permission().to_owned()),
            Command::WithdrawListing if self.selection().is_none_or(|row| row.term.state != ListingState::InForce) => {
                Some(lang.listing_not_in_force().to_owned())
            }
            _ => None,
        }
    }

    fn command(&mut self, command: Command, common: &mut Common, _env: &mut Env) -> Option<Vec<Ask>> {
        if self.sent.is_some() {
            return Some(Vec::new());
        }
        if self.form.is_some() {
            return Some(match command {
                Command::Back => {
                    self.form = None;
                    Vec::new()
                }
                Command::Save => self.withdraw(common),
                _ => Vec::new(),
            });
        }
        let page = usize::from(common.size.1).saturating_sub(8).max(1);
        Some(match command {
            Command::Back if self.entry.is_some() => {
                self.entry = None;
                Vec::new()
            }
            Command::Back => return None,
            Command::Down => self.go(1, true, common),
            Command::Up => self.go(1, false, common),
            Command::PageDown => self.go(page, true, common),
            Command::PageUp => self.go(page, false, common),
            Command::First => self.go(usize::MAX, false, common),
            Command::Last => self.go(usize::MAX, true, common),
            Command::NextPane => self.turn(true, common),
            Command::PreviousPane => self.turn(false, common),
            Command::Refresh => self.refresh(common),
            Command::Open if self.entry.is_none() => self.ask(common),
            Command::WithdrawListing => {
                self.begin_withdrawal();
                Vec::new()
            }
            _ => Vec::new(),
        })
    }

    fn key(&mut self, key: Key, _common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        let Some(form) = &mut self.form else { return Vec::new() };
        if self.sent.is_some() {
            return Vec::new();
        }
        form.reason.key(key);
        Vec::new()
    }

    fn paste(&mut self, text: &str, _common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        if let Some(form) = self.form.as_mut().filter(|_| self.sent.is_none()) {
            form.reason.paste(text);
        }
        Vec::new()
    }

    fn reply(&mut self, ticket: Ticket, reply: Reply, common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        match reply {
            Reply::Listings(page) => {
                self.take(ticket, page);
                Vec::new()
            }
            Reply::Listing(entry) => {
                self.entry = Some(entry);
                self.top = 0;
                Vec::new()
            }
            Reply::ListingDone(done) if self.sent == Some(ticket.number) => {
                self.sent = None;
                self.form = None;
                self.entry = None;
                let tone = if done == ListingDone::Done { Tone::Good } else { Tone::Warn };
                let said = if done == ListingDone::Done {
                    common.lang.listing_withdrawn().to_owned()
                } else {
                    words(common.lang, &done)
                };
                let mut asks = self.refresh(common);
                asks.push(Ask::Say(Notice::new(tone, said)));
                asks
            }
            Reply::Failed(error) => {
                if self.sent == Some(ticket.number) {
                    self.sent = None;
                }
                if self.read.is_some_and(|(read, _)| read == ticket) {
                    self.read = None;
                }
                vec![Ask::Say(Notice::new(Tone::Bad, common.lang.store_failed(error.code())))]
            }
            _ => Vec::new(),
        }
    }

    fn activity(&mut self, entries: &[AuditEntry], common: &mut Common) -> Vec<Ask> {
        if entries.iter().any(|entry| entry.subject.starts_with("listing:")) { self.refresh(common) } else { Vec::new() }
    }

    fn refresh(&mut self, common: &mut Common) -> Vec<Ask> {
        self.load(false, common)
    }

    fn click(&mut self, mouse: Mouse, double: bool, area: Rect, _common: &mut Common) -> Click {
        if self.entry.is_some() || self.form.is_some() {
            return Click::Nothing;
        }
        // Within the box, below the tabs and the headline.
        let rows =
            Rect { x: area.x + 1, y: area.y + 3, width: area.width.saturating_sub(2), height: area.height.saturating_sub(4) };
        let top = (self.selected + 1).saturating_sub(usize::from(rows.height));
        let Some(index) = mouse.row_of(rows).map(|row| top + row).filter(|index| *index < self.rows.len()) else {
            return Click::Nothing;
        };
        // The first of the two presses has selected the row, and may have scrolled it away from under the mouse.
        if double {
            return Click::Run(Command::Open);
        }
        self.selected = index;
        Click::Selected
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        self.draw(frame, area, common, now);
    }
}

/// Asks how many proposals wait.
pub fn count_proposals(common: &mut Common) -> Ask {
    let ticket = common.ticket(Slot::Proposals);
    Ask::Do(Effect::CountProposals { ticket, institution: common.institution.clone() })
}

/// Asks for an entry: to read it, or blind, to look at its order a second time.
pub fn open_listing(listing: String, blind: bool, common: &mut Common) -> Vec<Ask> {
    let ticket = common.ticket(Slot::Open);
    vec![Ask::Do(Effect::OpenListing { ticket, institution: common.institution.clone(), listing, blind })]
}

/// Why a second look, or withdrawing, did not happen.
pub(super) fn words(lang: Lang, done: &ListingDone) -> String {
    match done {
        ListingDone::Done => String::new(),
        ListingDone::Own => lang.listing_own().to_owned(),
        ListingDone::Held { until } => lang.listing_held(&until.in_china().format("%H:%M:%S").to_string()),
        ListingDone::Settled { state } => lang.listing_settled(lang.listing_state(*state)),
        ListingDone::Unknown => lang.listing_unknown().to_owned(),
    }
}
