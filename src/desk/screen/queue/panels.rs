//! Drawing the filter and the list of views.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::form::Form;
use super::views::{Owner, ViewsBox, digit};
use super::{Panel, Queue};
use crate::desk::app::common::Common;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{pad, pad_left, thousands, truncate, visible, width};
use crate::desk::ui::theme::Theme;
use crate::domain::staff::Permission;
use crate::store::records::Matching;
use crate::text::Lang;

/// A count that may go on: `1,000+`.
pub(super) fn counted(matching: Matching) -> String {
    let n = thousands(matching.n.into());
    if matching.more { format!("{n}+") } else { n }
}

fn line(inside: Rect, row: usize) -> Option<Rect> {
    let row = u16::try_from(row).ok().filter(|row| *row < inside.height)?;
    Some(Rect { y: inside.y + row, height: 1, ..inside })
}

impl Form {
    /// Draws the form.
    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let Ok(rows) = u16::try_from(self.fields().len() + 2) else { return };
        let place = overlay::centred(area, 96, rows.saturating_add(4).min(area.height));
        let said = match self.matching {
            _ if self.wrong => self.complaint(lang).to_owned(),
            Some(matching) if self.is_counted() => lang.filter_matching(&counted(matching)),
            _ => lang.filter_counting().to_owned(),
        };
        let tone = if self.wrong { theme.warn() } else { theme.accent() };
        let block = theme.pane(lang.filter_title(), true).title_bottom(Line::styled(format!(" {said} "), tone).right_aligned());
        let inside = overlay::open(frame, place, block);
        if inside.width < 40 || inside.height < 4 {
            return;
        }
        let left = inside.width * 45 / 100;
        self.view_fields(frame, Rect { width: left, ..inside }, common);
        let right = Rect { x: inside.x + left + 1, width: inside.width - left - 1, ..inside };
        self.view_choices(frame, right, common);
    }

    fn view_fields(&self, frame: &mut Frame<'_>, inside: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let label = self.fields().iter().map(|field| width(field.label(lang))).max().unwrap_or(0);
        let cells = usize::from(inside.width).saturating_sub(label + 4);
        let top = (self.field + 1).saturating_sub(usize::from(inside.height));
        for (row, field) in self.fields().iter().enumerate().skip(top) {
            let Some(place) = line(inside, row - top) else { break };
            let selected = row == self.field;
            let asked = self.asked(*field, lang);
            let (value, style) =
                if asked.is_empty() { (lang.filter_any().to_owned(), theme.dim()) } else { (asked, Style::new()) };
            let mark = if selected { ">" } else { " " };
            let spans = vec![
                Span::styled(format!("{mark} {}  ", pad(field.label(lang), label)), theme.accent()),
                Span::styled(pad(&visible(&value), cells), style),
            ];
            let line = Line::from(spans);
            frame.render_widget(if selected { theme.select(line) } else { line }, place);
        }
    }

    fn view_choices(&self, frame: &mut Frame<'_>, inside: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let field = self.selected();
        let cells = usize::from(inside.width);
        if let Some(place) = line(inside, 0) {
            frame.render_widget(Line::styled("/ ", theme.accent()), place);
            let typed = Rect { x: place.x + 2, width: place.width.saturating_sub(2), ..place };
            self.text.draw(frame, typed, true);
            if self.text.is_empty() {
                // Behind the caret, so that it stays where one types.
                let hint = Rect { x: typed.x + 1, width: typed.width.saturating_sub(1), ..typed };
                let text = truncate(field.prompt(lang), usize::from(hint.width)).into_owned();
                frame.render_widget(Line::styled(text, theme.dim()), hint);
            }
        }
        let choices = self.choices(lang);
        let height = usize::from(inside.height.saturating_sub(1));
        let top = (self.choice + 1).saturating_sub(height);
        for (row, choice) in choices.iter().enumerate().skip(top).take(height) {
            let Some(place) = line(inside, row - top + 1) else { break };
            let on = if choice.on { "x" } else { " " };
            let mark = if row == self.choice { ">" } else { " " };
            let text = pad(&format!("{mark}[{on}] {}", visible(&choice.label)), cells);
            frame.render_widget(Line::styled(text, if row == self.choice { theme.head() } else { Style::new() }), place);
        }
        if choices.is_empty()
            && let Some(place) = line(inside, 1)
        {
            frame.render_widget(Line::styled(format!("  {}", lang.nothing_matches()), theme.dim()), place);
        }
    }
}

impl Queue {
    /// The title of what lies over the list, if something does.
    #[must_use]
    pub const fn panel_title(&self, lang: Lang) -> Option<&'static str> {
        match &self.panel {
            Some(Panel::Filter(_)) => Some(lang.filter_title()),
            Some(Panel::Views(_)) => Some(lang.views_title()),
            Some(Panel::Columns(_)) => Some(lang.columns_title()),
            None => None,
        }
    }

    /// Draws what lies over the list.
    pub fn view_panel(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        match &self.panel {
            Some(Panel::Filter(form)) => form.view(frame, area, common),
            Some(Panel::Views(views)) => self.view_views(frame, area, views, common),
            Some(Panel::Columns(at)) => self.view_columns(frame, area, *at, common),
            None => {}
        }
    }

    /// How many orders a view shows; empty where it is not known.
    fn count_of(&self, id: &str, owner: Owner) -> String {
        match (owner, self.open) {
            (Owner::System(super::views::System::Waiting), Some((waiting, _))) => thousands(waiting),
            (Owner::System(super::views::System::Supplement), Some((_, supplement))) => thousands(supplement),
            _ => self.views.counts.get(id).map(|matching| counted(*matching)).unwrap_or_default(),
        }
    }

    fn view_views(&self, frame: &mut Frame<'_>, area: Rect, views: &ViewsBox, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let entries = self.views.entries(lang);
        let Ok(rows) = u16::try_from(entries.len() + 3) else { return };
        let place = overlay::centred(area, 110, rows.saturating_add(2).min(area.height));
        let inside = overlay::open(frame, place, theme.pane(lang.views_title(), true));
        if inside.width < 40 || inside.height < 4 {
            return;
        }
        let name = entries.iter().map(|entry| width(&entry.name)).max().unwrap_or(0).clamp(8, 24);
        let foot = if views.prompt.is_some() { 2 } else { 0 };
        let list = Rect { height: inside.height - foot, ..inside };
        let height = usize::from(list.height);
        let top = (views.selected + 1).saturating_sub(height);
        for (row, entry) in entries.iter().enumerate().skip(top).take(height) {
            let Some(place) = line(list, row - top) else { break };
            let selected = row == views.selected;
            let key = digit(row).map(String::from).unwrap_or_default();
            let whose = match entry.owner {
                Owner::Me => lang.view_own(),
                Owner::Institution => lang.view_shared(),
                Owner::System(_) => lang.view_system(),
            };
            let words = match (&entry.view, entry.owner) {
                (Some(view), _) => {
                    let words = lang.filter_words(&view.filter, |login| self.views.name(login));
                    format!("{words}, {}", lang.sort(view.sort))
                }
                (None, Owner::System(_)) => lang.queue_postponed().to_owned(),
                (None, _) => lang.view_newer().to_owned(),
            };
            let count = self.count_of(&entry.id, entry.owner);
            let mark = if selected { ">" } else { " " };
            let left = format!(
                "{mark} {} {}  {}  {}  ",
                pad(&key, 1),
                pad(&visible(&entry.name), name),
                pad(whose, 8),
                pad_left(&count, 6)
            );
            let cells = usize::from(list.width).saturating_sub(width(&left));
            let spans = vec![Span::raw(left), Span::styled(truncate(&visible(&words), cells).into_owned(), theme.dim())];
            let line = Line::from(spans);
            frame.render_widget(if selected { theme.select(line) } else { line }, place);
        }
        if let Some(prompt) = &views.prompt {
            let Some(place) = line(inside, usize::from(inside.height) - 2) else { return };
            let label = format!("  {}", lang.view_name());
            let Ok(offset) = u16::try_from(width(&label)) else { return };
            frame.render_widget(Line::styled(label, theme.accent()), place);
            let field = Rect { x: place.x + offset, width: place.width.saturating_sub(offset), ..place };
            prompt.name.draw(frame, field, true);
            let Some(place) = line(inside, usize::from(inside.height) - 1) else { return };
            let scope = match (prompt.is_new(), prompt.shared) {
                (true, _) if !common.may(Permission::Supervise) => lang.view_scope_only_own(),
                (true, false) => lang.view_scope_own(),
                (true, true) => lang.view_scope_shared(),
                (false, true) => lang.view_shared(),
                (false, false) => lang.view_own(),
            };
            let mut spans = vec![Span::styled(format!("  {scope}"), theme.dim())];
            if prompt.is_new() && self.replaces().is_some() {
                spans.push(Span::styled(format!("  {}", lang.view_replaces()), theme.warn()));
            }
            frame.render_widget(Line::from(spans), place);
        }
    }
}
