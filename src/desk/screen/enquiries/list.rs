//! The list: a window over the institution's enquiries, or over what was searched for.

use crossterm::event::KeyCode;

use super::acts::EnquiryAct;
use super::{Enquiries, act, list_view, me};
use crate::desk::app::common::{Ask, Common};
use crate::desk::app::msg::{Slot, Ticket};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::domain::enquiry::of_subject;
use crate::store::records::{AuditEntry, EnquiryPage, EnquiryQuery, EnquiryRow, EnquiryTab};

/// Rows read at a time.
const PAGE: u32 = 100;
/// Rows read again at a time, around the cursor, at most.
const MOST: u32 = 1_000;
/// How near the selection comes to the end before more is read.
const MARGIN: usize = 30;
/// Most characters searched for.
const FIND_CHARS: usize = 64;

/// What a page that is being read is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// It replaces the rows; the cursor stays on its enquiry, or where it is.
    Replace,
    /// It goes behind them.
    Behind,
}

impl Enquiries {
    /// Reads the list anew, or what follows it.
    pub(super) fn load(&mut self, more: bool, common: &mut Common) -> Vec<Ask> {
        if let Some(what) = self.found.clone() {
            let (ticket, ask) = act(Slot::Enquiries, EnquiryAct::Find(what), common);
            self.read = Some((ticket, Edge::Replace));
            return vec![ask];
        }
        let after = if more { self.rows.last().map(|row| row.key(self.tab)) } else { None };
        let known = u32::try_from(self.rows.len()).unwrap_or(MOST);
        let query = EnquiryQuery {
            institution: common.institution.clone(),
            tab: self.tab,
            login: me(common).to_owned(),
            after,
            limit: if more { PAGE } else { known.clamp(PAGE, MOST) },
        };
        let (ticket, ask) = act(Slot::Enquiries, EnquiryAct::LoadPage(query), common);
        self.read = Some((ticket, if more { Edge::Behind } else { Edge::Replace }));
        vec![ask]
    }

    fn open_the_only_one(&mut self, common: &mut Common) -> Vec<Ask> {
        if self.found.is_some() && self.loaded && self.rows.len() == 1 { self.open_selected(common) } else { Vec::new() }
    }

    pub(super) fn list_command(&mut self, command: Command, common: &mut Common) -> Option<Vec<Ask>> {
        self.opens_found = false;
        let page = usize::from(list_view::list_rows(common.size)).max(1);
        Some(match command {
            Command::Save if self.find.is_some() => return Some(self.find_done(common)),
            Command::Back if self.find.is_some() || self.found.is_some() => {
                self.find = None;
                self.show(self.tab, None, common)
            }
            Command::Back => return None,
            Command::Down => self.go(self.selected.saturating_add(1), common),
            Command::Up => self.go(self.selected.saturating_sub(1), common),
            Command::PageDown => self.go(self.selected.saturating_add(page), common),
            Command::PageUp => self.go(self.selected.saturating_sub(page), common),
            Command::First => self.go(0, common),
            Command::Last => self.go(usize::MAX, common),
            Command::NextPane => self.turn(true, common),
            Command::PreviousPane => self.turn(false, common),
            Command::Open => self.open_selected(common),
            Command::Find => {
                self.find = Some(Editor::line(self.found.as_deref().unwrap_or_default(), FIND_CHARS));
                Vec::new()
            }
            _ => Vec::new(),
        })
    }

    /// The next tab, round and round.
    fn turn(&mut self, forward: bool, common: &mut Common) -> Vec<Ask> {
        let count = EnquiryTab::ALL.len();
        let at = EnquiryTab::ALL.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let next = if forward { at + 1 } else { at + count.saturating_sub(1) }.checked_rem(count).unwrap_or(0);
        let tab = EnquiryTab::ALL.get(next).copied().unwrap_or(EnquiryTab::Waiting);
        self.show(tab, None, common)
    }

    /// Shows a tab, or what is searched for, from its beginning.
    fn show(&mut self, tab: EnquiryTab, found: Option<String>, common: &mut Common) -> Vec<Ask> {
        (self.tab, self.found) = (tab, found);
        self.rows.clear();
        self.changed.clear();
        self.arrived.clear();
        (self.more, self.selected, self.top, self.loaded, self.opens_found) = (false, 0, 0, false, false);
        self.load(false, common)
    }

    /// Moves the selection and reads on where the rows end nearby.
    fn go(&mut self, to: usize, common: &mut Common) -> Vec<Ask> {
        self.selected = to.min(self.rows.len().saturating_sub(1));
        self.follow(common);
        let near = self.selected.saturating_add(MARGIN) >= self.rows.len();
        if near && self.more && self.read.is_none() && self.found.is_none() { self.load(true, common) } else { Vec::new() }
    }

    /// Scrolls so that the selection is seen.
    pub(super) fn follow(&mut self, common: &Common) {
        let height = usize::from(list_view::list_rows(common.size)).max(1);
        if self.selected < self.top {
            self.top = self.selected;
        } else if self.selected >= self.top + height {
            self.top = self.selected + 1 - height;
        }
        self.top = self.top.min(self.rows.len().saturating_sub(height));
    }

    /// Ends the search line with what it found.
    fn find_done(&mut self, common: &mut Common) -> Vec<Ask> {
        self.find = None;
        // What is searched for may not be there yet: it is opened once it is.
        self.opens_found = self.found.is_some() && !self.loaded;
        self.open_the_only_one(common)
    }

    pub(super) fn find_key(&mut self, key: Key, common: &mut Common) -> Vec<Ask> {
        let Some(find) = &mut self.find else { return Vec::new() };
        match key.code {
            KeyCode::Down => self.go(self.selected.saturating_add(1), common),
            KeyCode::Up => self.go(self.selected.saturating_sub(1), common),
            _ if find.key(key) => self.typed(common),
            _ => Vec::new(),
        }
    }

    pub(super) fn find_paste(&mut self, text: &str, common: &mut Common) -> Vec<Ask> {
        let changed = self.find.as_mut().is_some_and(|find| find.paste(text.trim()));
        if changed { self.typed(common) } else { Vec::new() }
    }

    fn typed(&mut self, common: &mut Common) -> Vec<Ask> {
        let typed = self.find.as_ref().map(Editor::text).unwrap_or_default();
        let what = Some(typed.trim().to_owned()).filter(|what| !what.is_empty());
        self.show(self.tab, what, common)
    }

    /// Takes a page.
    pub(super) fn take_page(&mut self, ticket: Ticket, page: EnquiryPage, common: &mut Common) -> Vec<Ask> {
        let Some((_, edge)) = self.read.take_if(|(read, _)| *read == ticket) else { return Vec::new() };
        (self.waiting, self.replying, self.more, self.loaded) = (page.waiting, page.replying, page.more, true);
        match edge {
            Edge::Behind => {
                for row in page.rows {
                    self.arrived.remove(&row.enquiry_no);
                    // One that moved stays where it is until F5.
                    if !self.rows.iter().any(|known| known.enquiry_no == row.enquiry_no) {
                        self.rows.push(row);
                    }
                }
            }
            Edge::Replace => {
                let selected = self.rows.get(self.selected).map(|row| row.enquiry_no.clone());
                self.rows = page.rows;
                self.changed.clear();
                self.arrived.clear();
                let again = self.rows.iter().position(|row| Some(&row.enquiry_no) == selected.as_ref());
                self.selected = again.unwrap_or(self.selected).min(self.rows.len().saturating_sub(1));
            }
        }
        let mut asks = self.go(self.selected, common);
        if std::mem::take(&mut self.opens_found) && self.thread.is_none() && self.opening.is_none() {
            asks.extend(self.open_the_only_one(common));
        }
        asks
    }

    /// Takes rows as they are now, each in its place. That place is the one it was read with: reading on behind one that moved would
    /// pass over all that lies between.
    pub(super) fn take_rows(&mut self, rows: Vec<EnquiryRow>) {
        for row in rows {
            if let Some(place) = self.rows.iter_mut().find(|place| place.enquiry_no == row.enquiry_no) {
                *place = row;
            }
        }
    }

    /// Others (or we) did something.
    pub(super) fn list_activity(&mut self, entries: &[AuditEntry], common: &mut Common) -> Vec<Ask> {
        let mut touched: Vec<String> = Vec::new();
        let mut ours = false;
        for entry in entries {
            let Some(number) = of_subject(&entry.subject) else {
                // The order beside the thread.
                let beside = self.thread.as_ref().and_then(|thread| thread.order_no());
                ours |= beside.is_some_and(|order_no| order_no.as_str() == entry.subject);
                continue;
            };
            ours |= self.thread.as_ref().is_some_and(|thread| thread.number() == number);
            let by_us = entry.actor == me(common);
            if self.rows.iter().any(|row| row.enquiry_no == number) {
                if !by_us {
                    self.changed.insert(number.to_owned());
                }
                if !touched.iter().any(|known| known == number) {
                    touched.push(number.to_owned());
                }
            } else if self.found.is_none() && !by_us && comes_into(self.tab, &entry.action) {
                self.arrived.insert(number.to_owned());
            }
        }
        let mut asks = Vec::new();
        if self.thread.is_none() && entries.iter().any(|entry| of_subject(&entry.subject).is_some()) {
            asks.push(act(Slot::Replying, EnquiryAct::Replying, common).1);
        }
        if ours {
            asks.extend(self.reload_thread(common));
        }
        if self.loaded && self.rows.is_empty() && !self.arrived.is_empty() && self.read.is_none() {
            asks.extend(self.load(false, common));
        } else if !touched.is_empty() {
            asks.push(act(Slot::EnquiryRows, EnquiryAct::LoadRows(touched), common).1);
        }
        asks
    }

    /// How many changes wait for `F5`.
    pub(super) fn updates(&self) -> usize {
        self.changed.len() + self.arrived.len()
    }
}

/// Whether what was done may bring an enquiry into a tab.
fn comes_into(tab: EnquiryTab, action: &str) -> bool {
    let waits = matches!(action, "enquiry" | "enquiry_followup" | "take_back" | "reopen");
    match tab {
        EnquiryTab::Waiting | EnquiryTab::Open => waits,
        EnquiryTab::Mine => action == "hand_over",
        EnquiryTab::Closed => action == "close",
    }
}
