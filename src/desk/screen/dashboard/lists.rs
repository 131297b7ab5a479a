//! Rows of the panes, the charts among them.

use chrono::Datelike;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::Board;
use super::entries::{Entry, asked, by_band, by_institution, by_status, held, nothing, numbers, oldest, people, recent};
use super::figures::{Passed, days, hours};
use super::panes::Pane;
use crate::desk::app::common::Common;
use crate::desk::input::mouse::Mouse;
use crate::desk::screen::proofread::row;
use crate::desk::ui::chart;
use crate::desk::ui::text::{pad, truncate};
use crate::desk::ui::theme::Theme;
use crate::domain::time::Millis;
use crate::store::records::Dashboard;

/// Rows of the bars of days, and of hours.
const BARS: usize = 3;
const HOUR_BARS: usize = 2;

/// Rows of the chart of days: two titles, their bars, and the line with the mark.
const DAYS_ROWS: u16 = 9;

/// How many rows there is room for, and the first one shown.
fn window(height: u16, place: usize) -> (usize, usize) {
    let height = usize::from(height);
    (height, (place + 1).saturating_sub(height))
}

impl Board {
    /// A headline and the rows of a pane, those around the cursor.
    #[expect(clippy::too_many_arguments, reason = "what a pane is drawn from")]
    pub(super) fn draw_list(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        pane: Pane,
        data: &Dashboard,
        focused: bool,
        common: &Common,
        now: Millis,
    ) {
        let theme = Theme::of(common);
        let cells = usize::from(area.width);
        let (head, entries) = self.entries(pane, data, (cells, focused), common, now);
        let mut at = 0;
        if !head.is_empty() {
            frame.render_widget(Line::styled(truncate(&format!("  {head}"), cells).into_owned(), theme.dim()), row(area, 0));
            at = 1;
        }
        if entries.is_empty() {
            let said = match (pane, &self.only) {
                (Pane::Recent, Some(_)) if self.happened.is_none() => common.lang.loading(),
                (Pane::Recent, Some(_)) => common.lang.nothing_happened(),
                _ => nothing(pane, common),
            };
            let text = format!("  {said}");
            frame.render_widget(Line::styled(truncate(&text, cells).into_owned(), theme.dim()), row(area, at));
            return;
        }
        let place = self.places.of(pane);
        let (height, top) = window(area.height.saturating_sub(at), place);
        for (index, entry) in entries.iter().enumerate().skip(top).take(height) {
            let here = index == place && focused;
            let text = format!("{}{}", if here { "> " } else { "  " }, entry.text);
            let style = match (here, entry.late) {
                (true, _) => theme.selected(),
                (false, true) => theme.warn(),
                (false, false) => Style::new(),
            };
            let Ok(offset) = u16::try_from(index - top) else { break };
            frame.render_widget(Line::styled(pad(&truncate(&text, cells), cells), style), row(area, at + offset));
        }
    }

    /// The row of a pane at a place within its box: of the days of the chart, the one whose bar is there.
    pub(super) fn row_at(&self, pane: Pane, mouse: Mouse, inside: Rect, common: &Common) -> Option<usize> {
        let rows = self.rows(pane);
        if pane == Pane::Flow {
            let bars = Rect { x: inside.x + 1, y: inside.y + 2, width: inside.width.saturating_sub(1), height: DAYS_ROWS };
            let from_left = mouse.is_in(bars).then(|| usize::from((mouse.column - bars.x) / 2))?;
            return (rows.checked_sub(from_left + 1)).filter(|_| rows > 0);
        }
        let head = u16::from(match pane {
            Pane::Counts => self.is_by_institution(common),
            Pane::Bands => false,
            _ => true,
        });
        let list = Rect { y: inside.y + head, height: inside.height.saturating_sub(head), ..inside };
        let (_, top) = window(list.height, self.places.of(pane));
        mouse.row_of(list).map(|row| top + row).filter(|row| *row < rows)
    }

    fn entries(
        &self,
        pane: Pane,
        data: &Dashboard,
        (cells, focused): (usize, bool),
        common: &Common,
        now: Millis,
    ) -> (String, Vec<Entry>) {
        let at = focused.then(|| (self.places.of(pane), self.column(pane, common)));
        match pane {
            Pane::Counts if self.is_by_institution(common) => by_institution(data, at, common),
            Pane::Counts => (String::new(), by_status(data, cells, common)),
            Pane::Bands => (String::new(), by_band(data, cells, common)),
            Pane::Flow => (String::new(), Vec::new()),
            Pane::Oldest => oldest(data, common, now),
            Pane::Held => held(data, at, common, now),
            Pane::Asked => asked(data, common),
            Pane::People => people(&data.people, at, common),
            Pane::Recent => recent(self.recent(), common, now),
        }
    }

    /// Bars by day and, of the selected day, by hour; its numbers in words above.
    pub(super) fn draw_flow(&self, frame: &mut Frame<'_>, area: Rect, data: &Dashboard, focused: bool, common: &Common) {
        let (lang, theme) = (common.lang, Theme::of(common));
        let Some(now) = data.now else { return };
        let days = days(&data.flow, now);
        let selected = self.places.of(Pane::Flow).min(days.len().saturating_sub(1));
        let Some((day, passed)) = days.get(selected) else { return };
        let cells = usize::from(area.width).saturating_sub(2);
        let mut at = 0;
        let mut line = |frame: &mut Frame<'_>, text: &str, style: Style| {
            if at < area.height {
                let place = row(area, at);
                let place = Rect { x: place.x + 1, width: place.width.saturating_sub(1), ..place };
                frame.render_widget(Line::styled(truncate(text, cells).into_owned(), style), place);
            }
            at += 1;
        };
        let named = lang.flow_day(&day.format("%m-%d").to_string(), lang.weekday(day.weekday()));
        let chosen = focused.then(|| self.column(Pane::Flow, common));
        let (arrived, rest) = numbers(passed, chosen, common);
        line(frame, &format!("{}{named}  {arrived}", if focused { "> " } else { "" }), theme.head());
        line(frame, &rest, Style::new());
        // The oldest on the left.
        let shown: Vec<Passed> = days.iter().rev().map(|(_, passed)| *passed).collect();
        for (values, title) in [
            (shown.iter().map(Passed::arrived).collect::<Vec<u64>>(), true),
            (shown.iter().map(Passed::decided).collect::<Vec<u64>>(), false),
        ] {
            let most = values.iter().copied().max().unwrap_or(0);
            line(frame, &if title { lang.chart_in(most) } else { lang.chart_out(most) }, theme.dim());
            for bars in chart::upright(&values, BARS, 2, common.ambiguous_wide) {
                line(frame, &bars, if title { theme.accent() } else { theme.good() });
            }
        }
        let mark = format!("{}^", " ".repeat((shown.len() - 1 - selected) * 2));
        line(frame, &mark, theme.head());
        let (first, last) = (days.last().map(|(day, _)| *day), days.first().map(|(day, _)| *day));
        if let (Some(first), Some(last)) = (first, last) {
            let axis = format!("{}{}", pad(&first.format("%m-%d").to_string(), shown.len() * 2 - 6), last.format("%m-%d"));
            line(frame, &axis, theme.dim());
        }
        let hours = hours(&data.flow, *day);
        let arrived: Vec<u64> = hours.iter().map(Passed::arrived).collect();
        let decided: Vec<u64> = hours.iter().map(Passed::decided).collect();
        let most = |values: &[u64]| values.iter().copied().max().unwrap_or(0);
        let column = cells.saturating_sub(2) / 2;
        let beside = |one: &str, other: &str| format!("{}  {other}", pad(one, column));
        let titles = beside(&lang.chart_hours_in(most(&arrived)), &lang.chart_hours_out(most(&decided)));
        line(frame, &titles, theme.dim());
        let bars = |values: &[u64]| chart::upright(values, HOUR_BARS, 1, common.ambiguous_wide);
        for (one, other) in bars(&arrived).iter().zip(&bars(&decided)) {
            line(frame, &beside(one, other), theme.accent());
        }
        let axis = "0     6     12    18";
        line(frame, &beside(axis, axis), theme.dim());
    }
}
