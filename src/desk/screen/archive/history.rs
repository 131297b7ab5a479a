//! The history of one order: everything that happened to it, one line each, by kind; its audit trail with what is wrong with it; and an
//! entry in full.

use super::acts::History;
use crate::desk::app::common::Common;
use crate::desk::input::command::Command;
use crate::domain::happening::HappeningKind;
use crate::domain::numbers::order_no::OrderNo;
use crate::store::records::{AuditEntry, Happening, What};

/// Which of it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    /// All that happened.
    All,
    /// Of one kind.
    Kind(HappeningKind),
    /// The audit trail as it stands.
    Trail,
}

/// All tabs, in order.
pub(super) fn tabs() -> impl Iterator<Item = Tab> {
    let kinds = HappeningKind::ALL.iter().map(|kind| Tab::Kind(*kind));
    std::iter::once(Tab::All).chain(kinds).chain(std::iter::once(Tab::Trail))
}

/// An open history.
#[derive(Debug)]
pub(super) struct Chronicle {
    pub(super) history: History,
    pub(super) tab: Tab,
    pub(super) selected: usize,
    pub(super) top: usize,
    /// The first line of the entry that is read in full.
    pub(super) full: Option<usize>,
    /// Something happened since it was read.
    pub(super) is_old: bool,
}

impl Chronicle {
    pub(super) const fn new(history: History) -> Self {
        Self { history, tab: Tab::All, selected: 0, top: 0, full: None, is_old: false }
    }

    /// The order.
    pub(super) const fn order_no(&self) -> &OrderNo {
        &self.history.timeline.file.order_no
    }

    /// What the tab shows, oldest first.
    pub(super) fn shown(&self) -> Vec<Happening> {
        match self.tab {
            Tab::All => self.history.happenings.clone(),
            Tab::Kind(kind) => self.history.happenings.iter().filter(|one| one.kind == kind).cloned().collect(),
            Tab::Trail => {
                let mut rows: Vec<Happening> =
                    self.history.happenings.iter().filter(|one| row_of(one.what).is_some()).cloned().collect();
                rows.sort_by_key(|one| row_of(one.what));
                rows
            }
        }
    }

    /// What is under the cursor.
    pub(super) fn selection(&self) -> Option<Happening> {
        self.shown().into_iter().nth(self.selected)
    }

    /// Takes the same history, read again; the cursor stays on what it was on.
    pub(super) fn read_again(&mut self, history: History, common: &Common) {
        let on = self.selection().map(|one| (one.at, one.what));
        let line = self.selected.saturating_sub(self.top);
        self.history = history;
        self.is_old = false;
        let shown = self.shown();
        let again = on.and_then(|on| shown.iter().position(|one| (one.at, one.what) == on));
        self.selected = again.unwrap_or(self.selected).min(shown.len().saturating_sub(1));
        self.top = self.selected.saturating_sub(line);
        self.follow(shown.len(), common);
    }

    /// Others (or we) did something.
    pub(super) fn heard(&mut self, entry: &AuditEntry) {
        let timeline = &self.history.timeline;
        let about = entry.subject.as_str();
        let is_of_this = about == timeline.file.order_no.as_str()
            || about.strip_prefix("enquiry:").is_some_and(|number| timeline.asked.iter().any(|one| one.enquiry_no == number))
            || about
                .strip_prefix("listing:")
                .is_some_and(|listing| timeline.listings.iter().any(|one| one.file.record.listing == listing));
        self.is_old |= is_of_this;
    }

    /// Goes back one step; `false` where the history itself is to be left.
    pub(super) const fn back(&mut self) -> bool {
        self.full.take().is_some()
    }

    pub(super) fn command(&mut self, command: Command, common: &Common) {
        let page = usize::from(super::history_view::list_rows(common.size)).max(1);
        if let Some(top) = self.full {
            let to = match command {
                Command::Down => top.saturating_add(1),
                Command::Up => top.saturating_sub(1),
                Command::PageDown => top.saturating_add(page),
                Command::PageUp => top.saturating_sub(page),
                Command::First => 0,
                Command::Last => usize::MAX,
                _ => top,
            };
            // Past the end it would have to be scrolled back through nothing.
            self.full = Some(to.min(self.last_top(common)));
            return;
        }
        let count = self.shown().len();
        match command {
            Command::Down => self.selected = self.selected.saturating_add(1),
            Command::Up => self.selected = self.selected.saturating_sub(1),
            Command::PageDown => self.selected = self.selected.saturating_add(page),
            Command::PageUp => self.selected = self.selected.saturating_sub(page),
            Command::First => self.selected = 0,
            Command::Last => self.selected = usize::MAX,
            Command::NextPane => return self.turn(true),
            Command::PreviousPane => return self.turn(false),
            Command::Open if count > 0 => self.full = Some(0),
            _ => {}
        }
        self.selected = self.selected.min(count.saturating_sub(1));
        self.follow(count, common);
    }

    fn turn(&mut self, forward: bool) {
        let all: Vec<Tab> = tabs().collect();
        let here = all.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let step = if forward { 1 } else { all.len().saturating_sub(1) };
        let next = here.saturating_add(step).checked_rem(all.len()).unwrap_or(0);
        self.tab = all.get(next).copied().unwrap_or(Tab::All);
        (self.selected, self.top) = (0, 0);
    }

    fn follow(&mut self, count: usize, common: &Common) {
        let height = usize::from(super::history_view::list_rows(common.size)).max(1);
        if self.selected < self.top {
            self.top = self.selected;
        } else if self.selected >= self.top.saturating_add(height) {
            self.top = (self.selected + 1).saturating_sub(height);
        }
        self.top = self.top.min(count.saturating_sub(height));
    }
}

/// The row of the order's own trail that something stands in.
pub(super) const fn row_of(what: What) -> Option<usize> {
    match what {
        What::Row(row) | What::Decided { row, .. } | What::Noted { row, .. } => Some(row),
        _ => None,
    }
}
