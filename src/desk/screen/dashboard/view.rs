//! Drawing the dashboard: all panes at once where there is room, else one at a time under a row of their names.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Board;
use super::panes::{Narrow, Pane};
use crate::desk::app::common::Common;
use crate::desk::input::mouse::Mouse;
use crate::desk::screen::proofread::row;
use crate::desk::ui::text::{thousands, truncate, visible, width};
use crate::desk::ui::theme::Theme;
use crate::domain::ageing::Band;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::Passing;

/// From this size on all panes are shown at once.
const WIDE: (u16, u16) = (140, 34);
/// Below this height nothing is drawn.
const LOWEST: u16 = 6;
/// Rows of the charts with their box.
const TOP: u16 = 18;

impl Board {
    /// Draws it.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        if is_wide(area) {
            for (pane, place) in grid(area) {
                self.draw_pane(frame, place, pane, pane == self.pane, common, now);
            }
            return;
        }
        if area.height < LOWEST {
            return;
        }
        let theme = Theme::of(common);
        let cells = usize::from(area.width);
        self.draw_tabs(frame, row(area, 0), common);
        let line = format!(" {}", self.summary(common));
        frame.render_widget(Line::styled(truncate(&line, cells).into_owned(), theme.dim()), row(area, 1));
        self.draw_pane(frame, below_tabs(area), self.pane, true, common, now);
    }

    /// The pane at a place of the screen, and where it is drawn; of a name in the row of names, nowhere.
    pub(super) fn pane_at(&self, mouse: Mouse, area: Rect, common: &Common) -> Option<(Pane, Option<Rect>)> {
        if is_wide(area) {
            return grid(area).into_iter().find(|(_, place)| mouse.is_in(*place)).map(|(pane, place)| (pane, Some(place)));
        }
        if area.height < LOWEST {
            return None;
        }
        if mouse.is_in(row(area, 0)) {
            let mut at = area.x + 1;
            return self.tabs(area, common).into_iter().find_map(|(pane, name)| {
                let cells = u16::try_from(width(&name)).unwrap_or(u16::MAX);
                let from = at;
                at = at.saturating_add(cells);
                (from..at).contains(&mouse.column).then_some((pane, None))
            });
        }
        let place = below_tabs(area);
        mouse.is_in(place).then_some((self.pane, Some(place)))
    }

    /// Names of the panes; where they do not all fit, those around the one in front.
    fn draw_tabs(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let theme = Theme::of(common);
        let mut spans = vec![Span::raw(" ")];
        for (pane, name) in self.tabs(area, common) {
            spans.push(Span::styled(name, if pane == self.pane { theme.head() } else { theme.dim() }));
        }
        frame.render_widget(Line::from(spans), area);
    }

    /// The names that there is room for, from the second column on.
    fn tabs(&self, area: Rect, common: &Common) -> Vec<(Pane, String)> {
        let named = |pane: Pane| {
            let name = short(pane, common);
            if pane == self.pane { format!("[{name}]") } else { format!(" {name} ") }
        };
        let names = Pane::ALL.map(named);
        let cells = usize::from(area.width).saturating_sub(1);
        let at = Pane::ALL.iter().position(|pane| *pane == self.pane).unwrap_or(0);
        let mut first = 0;
        while first < at && names.iter().take(at + 1).skip(first).map(|name| width(name)).sum::<usize>() > cells {
            first += 1;
        }
        Pane::ALL.into_iter().zip(names).skip(first).collect()
    }

    fn summary(&self, common: &Common) -> String {
        let Some(data) = &self.data else { return common.lang.loading().to_owned() };
        let waiting: u64 = data.bands.iter().sum();
        let over: u64 = Band::ALL.iter().zip(&data.bands).filter(|(band, _)| **band >= Band::SixToTen).map(|(_, n)| n).sum();
        let asked = data
            .counts
            .iter()
            .filter(|count| count.institution == common.institution && count.status == Status::AwaitingSupplement)
            .map(|count| count.n.unsigned_abs())
            .sum();
        common.lang.dashboard_summary(&thousands(waiting), &thousands(over), &data.held.len().to_string(), &thousands(asked))
    }

    /// What the newest decisions are narrowed to, and how many that are.
    fn narrowed_title(&self, only: &Narrow, common: &Common) -> String {
        let lang = common.lang;
        let what = match only.passing {
            Passing::Arrived => lang.passing_arrived(),
            Passing::Decided => lang.passing_decided(),
            Passing::DecidedAs(status) => lang.status(status),
            Passing::Cancelled => lang.passing_cancelled(),
            Passing::Reopened => lang.passing_reopened(),
        };
        let day = |day: NaiveDate| day.format("%m-%d").to_string();
        let when = if only.from == only.to { day(only.from) } else { lang.from_to(&day(only.from), &day(only.to)) };
        let title = match &only.person {
            None => lang.narrowed(what, &when),
            Some((_, name)) => lang.narrowed_to(what, &when, &visible(name)),
        };
        let count = self.happened.as_ref().map(|list| {
            let n = thousands(list.rows.len() as u64);
            if list.more { lang.narrowed_cut(&n) } else { lang.narrowed_count(&n) }
        });
        format!("{title}  {}", count.unwrap_or_default())
    }

    fn draw_pane(&self, frame: &mut Frame<'_>, area: Rect, pane: Pane, focused: bool, common: &Common, now: Millis) {
        let theme = Theme::of(common);
        let lang = common.lang;
        let mut title = match (&self.only, pane) {
            (Some(only), Pane::Recent) => self.narrowed_title(only, common),
            _ => name(pane, common).to_owned(),
        };
        if let (Some(at), Pane::Counts) = (self.data.as_ref().and_then(|data| data.now), pane) {
            title = format!("{title}  {}", lang.dashboard_as_of(&at.in_china().format("%H:%M:%S").to_string()));
        }
        let block = theme.pane(&title, focused);
        let inside = block.inner(area);
        frame.render_widget(block, area);
        if inside.height < 2 || inside.width < 20 {
            return;
        }
        let Some(data) = &self.data else {
            frame.render_widget(Line::styled(format!(" {}", lang.loading()), theme.dim()), row(inside, 0));
            return;
        };
        match pane {
            Pane::Flow => self.draw_flow(frame, inside, data, focused, common),
            _ => self.draw_list(frame, inside, pane, data, focused, common, now),
        }
    }
}

/// Whether all panes are shown at once.
const fn is_wide(area: Rect) -> bool {
    area.width >= WIDE.0 && area.height >= WIDE.1
}

/// Where the pane in front is, below the row of names and the summary.
const fn below_tabs(area: Rect) -> Rect {
    Rect { y: area.y + 2, height: area.height - 2, ..area }
}

/// Where the panes are when all are shown.
fn grid(area: Rect) -> [(Pane, Rect); 8] {
    let middle = (area.height - TOP) / 2;
    let across = |y: u16, height: u16, x: u16, width: u16| Rect { x: area.x + x, y: area.y + y, width, height };
    let half = area.width / 2;
    let counts = 32;
    let bands = 40;
    let last = area.height - TOP - middle;
    let third = area.width / 3;
    [
        (Pane::Counts, across(0, TOP / 2, 0, counts + bands)),
        (Pane::Bands, across(TOP / 2, TOP - TOP / 2, 0, counts + bands)),
        (Pane::Flow, across(0, TOP, counts + bands, area.width - counts - bands)),
        (Pane::Oldest, across(TOP, middle, 0, half)),
        (Pane::Held, across(TOP, middle, half, area.width - half)),
        (Pane::Asked, across(TOP + middle, last, 0, third)),
        (Pane::People, across(TOP + middle, last, third, third)),
        (Pane::Recent, across(TOP + middle, last, third * 2, area.width - third * 2)),
    ]
}

/// Name of a pane.
const fn name(pane: Pane, common: &Common) -> &'static str {
    let lang = common.lang;
    match pane {
        Pane::Counts => lang.dashboard_counts(),
        Pane::Bands => lang.dashboard_bands(),
        Pane::Flow => lang.dashboard_flow(),
        Pane::Oldest => lang.dashboard_oldest(),
        Pane::Held => lang.dashboard_held(),
        Pane::Asked => lang.dashboard_asked(),
        Pane::People => lang.dashboard_people(),
        Pane::Recent => lang.dashboard_recent(),
    }
}

/// Its name among the others.
const fn short(pane: Pane, common: &Common) -> &'static str {
    let lang = common.lang;
    match pane {
        Pane::Counts => lang.tab_counts(),
        Pane::Bands => lang.tab_bands(),
        Pane::Flow => lang.tab_flow(),
        Pane::Oldest => lang.tab_oldest(),
        Pane::Held => lang.tab_held(),
        Pane::Asked => lang.tab_asked(),
        Pane::People => lang.tab_people(),
        Pane::Recent => lang.tab_recent(),
    }
}
