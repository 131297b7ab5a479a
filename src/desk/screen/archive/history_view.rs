//! Drawing a history: the tabs, what happened, and beside it, where there is room, the entry under the cursor in full.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::full;
use super::history::{Chronicle, Tab, row_of, tabs};
use crate::desk::app::common::Common;
use crate::desk::app::update::Click;
use crate::desk::input::command::Command;
use crate::desk::input::mouse::Mouse;
use crate::desk::screen::proofread::row;
use crate::desk::ui::text::{pad, pad_left, truncate, visible, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::time::Millis;
use crate::store::records::Happening;

/// Columns from which the entry stands beside the list.
const BESIDE_FROM: u16 = 120;
/// Columns of the entry beside the list.
const BESIDE: u16 = 62;
/// Rows around the list: bar, box, what it is about, tabs, a word on it, notice, keys.
const AROUND: u16 = 8;
/// Cells of the columns.
const WHEN: usize = 16;
const WHO: usize = 8;
const KIND: usize = 9;
const SEQ: usize = 4;
const HASH: usize = 12;

/// Rows of the list at this size of the terminal.
pub(super) const fn list_rows(size: (u16, u16)) -> u16 {
    size.1.saturating_sub(AROUND)
}

impl Chronicle {
    /// Draws the history, or the entry that is read.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, _now: Millis) {
        if let Some(top) = self.full {
            return self.draw_full(frame, area, top, true, common);
        }
        let beside = if area.width >= BESIDE_FROM { BESIDE } else { 0 };
        self.draw_list(frame, Rect { width: area.width - beside, ..area }, common);
        if beside > 0 {
            self.draw_full(frame, Rect { x: area.right() - beside, width: beside, ..area }, 0, false, common);
        }
    }

    /// A click into the list selects, a second one opens the entry.
    pub(super) fn click(&mut self, mouse: Mouse, double: bool, area: Rect) -> Click {
        if self.full.is_some() {
            return Click::Nothing;
        }
        let beside = if area.width >= BESIDE_FROM { BESIDE } else { 0 };
        let rows = Rect {
            x: area.x + 1,
            y: area.y + 4,
            width: area.width.saturating_sub(beside + 2),
            height: area.height.saturating_sub(5),
        };
        let index = mouse.row_of(rows).map(|row| self.top + row);
        let Some(index) = index.filter(|index| *index < self.shown().len()) else { return Click::Nothing };
        let again = double && index == self.selected;
        self.selected = index;
        if again { Click::Run(Command::Open) } else { Click::Selected }
    }

    fn draw_list(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let timeline = &self.history.timeline;
        let file = &timeline.file;
        let shown = self.shown();
        let position = if shown.is_empty() { String::new() } else { format!("  {}/{}", self.selected + 1, shown.len()) };
        let mut block = theme.pane(&format!("{}{position}", lang.history_title(file.order_no.as_str())), true);
        if self.is_old {
            block = block.title_bottom(Line::styled(format!(" {} ", lang.history_newer()), theme.warn()).right_aligned());
        }
        let inside = block.inner(area);
        frame.render_widget(block, area);
        if inside.height < 4 {
            return;
        }
        let cells = usize::from(inside.width);
        let about = file.items.first().map(|item| {
            let typed = &item.certificate;
            let level = typed.level.as_deref().unwrap_or_default();
            [typed.holder.as_str(), &typed.school, level].map(|part| visible(part).into_owned()).join("  ")
        });
        let state = format!("{}  {}", lang.told_status(file.told_status()), lang.round(file.round));
        let about = format!(" {state}  {}", about.unwrap_or_default());
        frame.render_widget(Line::styled(truncate(&about, cells).into_owned(), theme.head()), row(inside, 0));
        frame.render_widget(self.tabs(common, cells), row(inside, 1));
        frame.render_widget(self.word(common, cells), row(inside, 2));
        let body = Rect { y: inside.y + 3, height: inside.height - 3, ..inside };
        if shown.is_empty() {
            frame.render_widget(Line::styled(format!("  {}", lang.history_empty()), theme.dim()), row(body, 0));
            return;
        }
        for (offset, one) in shown.iter().skip(self.top).take(usize::from(body.height)).enumerate() {
            let selected = self.top + offset == self.selected;
            let text = format!("{}{}", if selected { "> " } else { "  " }, self.line(one, common, cells.saturating_sub(2)));
            let Ok(offset) = u16::try_from(offset) else { break };
            let style = if selected { theme.selected() } else { Style::new() };
            frame.render_widget(Line::styled(pad(&text, cells), style), row(body, offset));
        }
    }

    fn tabs(&self, common: &Common, cells: usize) -> Line<'static> {
        let lang = common.lang;
        let theme = Theme::of(common);
        let word = |tab: Tab| match tab {
            Tab::All => lang.history_all(),
            Tab::Kind(kind) => lang.happening_kind(kind),
            Tab::Trail => lang.history_trail(),
        };
        // In English the words are longer than a small window is wide: it begins at the one before the one in front.
        let all: Vec<Tab> = tabs().collect();
        let here = all.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let needs: usize = all.iter().map(|tab| crate::desk::ui::text::width(word(*tab)) + 2).sum();
        let skipped = if needs + 1 > cells { here.saturating_sub(4) } else { 0 };
        let mut spans = vec![Span::raw(if skipped > 0 { "<" } else { " " })];
        for tab in all.into_iter().skip(skipped) {
            let is_front = tab == self.tab;
            let text = if is_front { format!("[{}]", word(tab)) } else { format!(" {} ", word(tab)) };
            spans.push(Span::styled(text, if is_front { theme.head() } else { theme.dim() }));
        }
        Line::from(spans)
    }

    /// The line between the tabs and the list: how the trail stands, or what is not shown.
    fn word(&self, common: &Common, cells: usize) -> Line<'static> {
        let lang = common.lang;
        let theme = Theme::of(common);
        let timeline = &self.history.timeline;
        let (text, style) = match self.tab {
            Tab::Trail => match lang.trail_faults(&self.history.faults) {
                Some(broken) => (format!("x {broken}"), theme.bad()),
                None => {
                    let last = timeline.trail.last().map(|row| row.entry.hash.as_str()).unwrap_or_default();
                    let prefix: String = last.chars().take(HASH).collect();
                    (format!("+ {}", lang.chain_whole(timeline.trail.len(), &prefix)), theme.good())
                }
            },
            // Even where nobody looks at the trail: that it is broken is said.
            _ if !self.history.faults.is_empty() => {
                (format!("x {}", lang.trail_faults(&self.history.faults).unwrap_or_default()), theme.bad())
            }
            _ if timeline.is_blind => (format!("! {}", lang.history_blind()), theme.warn()),
            _ if timeline.trail_cut => (format!("! {}", lang.history_cut()), theme.warn()),
            _ if timeline.hides_looks && timeline.looked > 0 => {
                (format!("  {}", lang.history_looked(timeline.looked)), theme.dim())
            }
            _ => (String::new(), Style::new()),
        };
        Line::styled(truncate(&visible(&text), cells).into_owned(), style)
    }

    fn line(&self, one: &Happening, common: &Common, cells: usize) -> String {
        let lang = common.lang;
        let timeline = &self.history.timeline;
        let when = pad(&one.at.in_china().format("%Y-%m-%d %H:%M").to_string(), WHEN);
        let who = pad(&visible(lang.who(&one.who)), WHO);
        let says = visible(&lang.happening(timeline, one)).into_owned();
        match self.tab {
            Tab::Trail => {
                let entry = row_of(one.what).and_then(|row| timeline.trail.get(row)).map(|row| &row.entry);
                let seq = pad_left(&entry.map(|entry| entry.seq.to_string()).unwrap_or_default(), SEQ);
                let hash: String = entry.map(|entry| entry.hash.chars().take(HASH).collect()).unwrap_or_default();
                let room = cells.saturating_sub(SEQ + WHEN + WHO + HASH + 4);
                format!("{seq} {when} {who} {} {hash}", pad(&says, room))
            }
            Tab::All => {
                let kind = lang.happening_kind(one.kind);
                let wide = if kind.is_ascii() { KIND } else { 4 };
                let room = cells.saturating_sub(WHEN + WHO + wide + 3);
                format!("{when} {who} {} {}", pad(kind, wide), truncate(&says, room))
            }
            Tab::Kind(_) => format!("{when} {who} {}", truncate(&says, cells.saturating_sub(WHEN + WHO + 2))),
        }
    }

    fn full_lines(&self, common: &Common, cells: usize) -> Vec<String> {
        let Some(one) = self.selection() else { return Vec::new() };
        full::lines(&self.history, &one, common).iter().flat_map(|line| wrap(line, cells)).collect()
    }

    /// How far the entry that is read in full can be scrolled.
    pub(super) fn last_top(&self, common: &Common) -> usize {
        let cells = usize::from(common.size.0).saturating_sub(4);
        // Bar, box, notice, keys.
        self.full_lines(common, cells).len().saturating_sub(usize::from(common.size.1.saturating_sub(5)))
    }

    fn draw_full(&self, frame: &mut Frame<'_>, area: Rect, top: usize, focused: bool, common: &Common) {
        let theme = Theme::of(common);
        let title = match self.selection() {
            Some(one) => common.lang.happening_kind(one.kind),
            None => "",
        };
        let block = theme.pane(title, focused);
        let inside = block.inner(area);
        frame.render_widget(block, area);
        let lines = self.full_lines(common, usize::from(inside.width).saturating_sub(2));
        for (at, line) in lines.into_iter().skip(top).take(usize::from(inside.height)).enumerate() {
            let Ok(at) = u16::try_from(at) else { break };
            frame.render_widget(Line::raw(format!(" {line}")), row(inside, at));
        }
    }
}
