//! A filtered list: read by pages that look through so much and no more, in both directions.

use super::{Edge, KEPT, List, MARGIN, PAGE, Queue};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::{Effect, ViewAct};
use crate::desk::app::msg::Slot;
use crate::domain::queue_view::{QueueView, Sort, Wanted};
use crate::domain::status::Status;
use crate::store::records::{FilteredPage, FilteredQuery, LOOK_THROUGH, Matching, QueueFrom, QueueKey, QueueRow};

/// Rows of a list that is sorted by findings.
const MOST: u32 = 500;

/// How far a filtered list was read.
#[derive(Debug, Default)]
pub(super) struct Filtered {
    /// What is asked for, at the moment it was asked.
    wanted: Option<Wanted>,
    /// Where to read on behind the window; `None`: it ends there.
    pub(super) behind: Option<QueueKey>,
    /// It goes on behind the window only when one asks for it: so much was looked through without filling a page.
    pub(super) paused: bool,
    /// Likewise before the window.
    ahead: Option<QueueKey>,
    ahead_paused: bool,
    /// Rows of the list before the window, where the window was read from the beginning of the list.
    pub(super) number: Option<u64>,
    /// The page that was asked for begins at the beginning.
    from_start: bool,
    /// Orders looked through since the beginning.
    pub(super) looked: Option<u64>,
    /// Orders there are to look through.
    pub(super) of: Option<u64>,
    /// Sorted among so many only.
    pub(super) sorted_among: Option<u64>,
    /// There are more that are not shown.
    pub(super) cut: bool,
    /// How many fit.
    pub(super) matching: Option<Matching>,
    counting: bool,
    count_again: bool,
    /// Something arrived that may belong into the list.
    pub(super) stale: bool,
}

impl Queue {
    /// What a view asks for now.
    pub(super) fn query_of(view: &QueueView, limit: u32, common: &Common) -> FilteredQuery {
        let login = common.actor.as_ref().map(|actor| actor.login.as_str()).unwrap_or_default();
        FilteredQuery {
            institution: common.institution.clone(),
            wanted: view.filter.wanted(&common.calendar, common.database_moment(), login),
            sort: view.sort,
            from: QueueFrom::Start,
            limit,
            budget: LOOK_THROUGH,
        }
    }

    /// What the list in front asks for, from its beginning, at the moment it was asked.
    pub(super) fn shown_query(&self, common: &Common) -> FilteredQuery {
        let mut query = Self::query_of(&self.view, PAGE, common);
        if let Some(wanted) = &self.filtered.wanted {
            query.wanted.clone_from(wanted);
        }
        query
    }

    fn ask_page(&mut self, from: QueueFrom, limit: u32, edge: Edge, common: &mut Common) -> Vec<Ask> {
        let mut query = Self::query_of(&self.view, limit, common);
        // A list that is read on is the one that was begun: "three days" does not move between its pages.
        if let Some(wanted) = &self.filtered.wanted {
            query.wanted.clone_from(wanted);
        } else {
            self.filtered.wanted = Some(query.wanted.clone());
        }
        query.from = from;
        let ticket = common.ticket(Slot::Queue);
        self.read = Some((ticket, edge));
        let institution = common.institution.clone();
        vec![Ask::Do(Effect::Views { ticket, institution, act: ViewAct::Page(Box::new(query)) })]
    }

    const fn first_page(&self) -> u32 {
        if matches!(self.view.sort, Sort::Findings) { MOST } else { PAGE }
    }

    /// Reads the list from its beginning, and how many fit.
    pub(super) fn start_filtered(&mut self, common: &mut Common) -> Vec<Ask> {
        self.filtered = Filtered { from_start: true, matching: self.filtered.matching, ..Filtered::default() };
        let edge = Edge::Replace { select: None, index: 0, last: false };
        let mut asks = self.ask_page(QueueFrom::Start, self.first_page(), edge, common);
        asks.extend(self.count_filtered(common));
        asks
    }

    /// Reads it from its end.
    pub(super) fn end_filtered(&mut self, common: &mut Common) -> Vec<Ask> {
        self.filtered.from_start = false;
        self.ask_page(QueueFrom::End, PAGE, Edge::Replace { select: None, index: 0, last: true }, common)
    }

    /// Reads it anew around the selection.
    pub(super) fn refresh_filtered(&mut self, common: &mut Common) -> Vec<Ask> {
        let select = self.selection().map(|row| row.order_no.clone());
        self.filtered.wanted = None;
        let first = self.selected.saturating_sub(Self::height(common));
        let after = first.checked_sub(1).and_then(|index| self.rows.get(index)).map(QueueRow::key);
        let mut asks = match after {
            // Read from its beginning, it is still known where in the list the cursor is.
            Some(after) if self.filtered.number != Some(0) && self.view.sort != Sort::Findings => {
                self.filtered.from_start = false;
                let edge = Edge::Replace { select, index: self.selected - first, last: false };
                self.ask_page(QueueFrom::After(after), PAGE, edge, common)
            }
            _ => {
                self.filtered.from_start = true;
                let rows = u32::try_from(self.selected.saturating_add(MARGIN)).unwrap_or(u32::MAX);
                let limit = rows.clamp(self.first_page(), u32::try_from(KEPT).unwrap_or(PAGE));
                self.ask_page(QueueFrom::Start, limit, Edge::Replace { select, index: self.selected, last: false }, common)
            }
        };
        asks.extend(self.count_filtered(common));
        asks
    }

    /// Counts what fits; one count at a time, and once more where something happened meanwhile.
    pub(super) fn count_filtered(&mut self, common: &mut Common) -> Option<Ask> {
        if self.filtered.counting {
            self.filtered.count_again = true;
            return None;
        }
        self.filtered.counting = true;
        self.filtered.count_again = false;
        let ticket = common.ticket(Slot::Matching);
        let query = Box::new(Self::query_of(&self.view, 0, common));
        Some(Ask::Do(Effect::Views { ticket, institution: common.institution.clone(), act: ViewAct::Match(query) }))
    }

    /// Takes a count; `None` where there is none.
    pub(super) fn filtered_counted(&mut self, matching: Option<Matching>, common: &mut Common) -> Vec<Ask> {
        self.filtered.counting = false;
        self.filtered.matching = matching.or(self.filtered.matching);
        let again = self.filtered.count_again && matching.is_some() && self.list == List::Filtered;
        if again { self.count_filtered(common).into_iter().collect() } else { Vec::new() }
    }

    /// Reads on where the window ends near the selection. What was looked through in vain goes on only where one goes on: `beyond` the
    /// last row, or `before` the first.
    pub(super) fn read_on_filtered(&mut self, beyond: bool, before: bool, common: &mut Common) -> Vec<Ask> {
        let filtered = &self.filtered;
        let near_end = self.selected + MARGIN >= self.rows.len();
        if let Some(key) = filtered.behind.clone().filter(|_| near_end && (!filtered.paused || beyond)) {
            return self.ask_page(QueueFrom::After(key), PAGE, Edge::Behind, common);
        }
        let near_start = self.selected < MARGIN;
        if let Some(key) = filtered.ahead.clone().filter(|_| near_start && (!filtered.ahead_paused || before)) {
            return self.ask_page(QueueFrom::Before(key), PAGE, Edge::Ahead, common);
        }
        Vec::new()
    }

    /// Takes a page.
    pub(super) fn filtered_page(&mut self, page: FilteredPage, common: &mut Common, env: &Env) -> Vec<Ask> {
        common.clock_ahead_ms = page.now.since(env.now);
        self.open = Some(page.open);
        self.loaded = true;
        let Some((_, edge)) = self.read.take() else { return Vec::new() };
        let paused = page.next.is_some() && !page.full;
        match edge {
            Edge::Replace { select, index, last } => {
                let select = self.meant(select);
                self.replace_filtered(page, last, paused);
                self.select_again(select, index, last, common);
                return self.read_on_filtered(false, false, common);
            }
            Edge::Behind => {
                self.filtered.looked = self.filtered.looked.map(|looked| looked + page.looked);
                (self.filtered.behind, self.filtered.paused) = (page.next, paused);
                self.append(page.rows);
                let surplus = self.drop_surplus();
                if surplus > 0 {
                    self.filtered.number = self.filtered.number.map(|number| number + surplus);
                    self.filtered.ahead = self.rows.first().map(QueueRow::key);
                    self.filtered.ahead_paused = false;
                }
            }
            Edge::Ahead => {
                let added = page.rows.len();
                let kept = self.prepend(page.rows, common);
                (self.filtered.ahead, self.filtered.ahead_paused) = (page.next, paused);
                self.filtered.number = match (&self.filtered.ahead, self.filtered.number) {
                    (None, Some(_)) => Some(0),
                    (_, number) => number.map(|number| number.saturating_sub(added as u64)),
                };
                if !kept {
                    (self.filtered.behind, self.filtered.paused) = (self.rows.last().map(QueueRow::key), false);
                }
            }
        }
        Vec::new()
    }

    fn replace_filtered(&mut self, page: FilteredPage, last: bool, paused: bool) {
        self.rows = page.rows;
        self.changed.clear();
        self.arrived.clear();
        let from_start = self.filtered.from_start;
        let by_findings = self.view.sort == Sort::Findings;
        let filtered = &mut self.filtered;
        filtered.stale = false;
        filtered.of = page.of;
        filtered.looked = from_start.then_some(page.looked);
        filtered.number = from_start.then_some(0);
        filtered.cut = by_findings && page.full;
        filtered.sorted_among = page.next.is_some().then_some(page.looked).filter(|_| by_findings);
        let first = self.rows.first().map(QueueRow::key);
        (filtered.behind, filtered.paused, filtered.ahead, filtered.ahead_paused) = match () {
            () if by_findings => (None, false, None, false),
            () if last => (None, false, page.next, paused),
            () if from_start => (page.next, paused, None, false),
            () => (page.next, paused, first, false),
        };
    }

    /// Whether a row no longer stands where the list says that its rows stand.
    pub(super) fn is_elsewhere(&self, status: Status) -> bool {
        match &self.list {
            List::Open(of) => status != *of,
            List::Postponed => status != Status::AwaitingProofreading,
            List::Found(_) => false,
            List::Filtered => {
                let statuses = &self.view.filter.statuses;
                !statuses.is_empty() && !statuses.contains(&status)
            }
        }
    }
}
