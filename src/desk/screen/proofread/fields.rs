//! The fields' pane: verdict, field, what the applicant typed; in a later round also what was found last time.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::layout::split_top;
use super::{Pane, Proofread, work};
use crate::desk::app::common::Common;
use crate::desk::ui::text::{pad, truncate, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::certificate::Field;
use crate::domain::mask;
use crate::domain::verdict::Verdict;
use crate::store::records::ItemFile;
use crate::text::Lang;

/// Cells of the verdict.
const VERDICT: usize = 8;

/// Cells of the longest field name.
fn name_cells(lang: Lang) -> usize {
    Field::ALL.iter().map(|field| width(lang.field(*field))).max().unwrap_or(0)
}

impl Proofread {
    /// What is shown of a field's value: made visible, a personal number masked unless revealed.
    pub(super) fn shown_value(&self, item: &ItemFile, field: Field, lang: Lang) -> String {
        match item.certificate.value(field) {
            Some(value) if field.is_personal_number() && self.reveal_until.is_none() => {
                visible(&mask::id_number(&value)).into_owned()
            }
            Some(value) => visible(&value).into_owned(),
            None => lang.not_given().to_owned(),
        }
    }

    pub(super) fn draw_fields(&self, frame: &mut Frame<'_>, area: Rect, title: &str, common: &Common) {
        let theme = Theme::of(common);
        let lang = common.lang;
        let block = theme.pane(title, self.pane == Pane::Fields);
        let inside = block.inner(area);
        frame.render_widget(block, area);
        let Some(item) = self.item() else { return };
        let names = name_cells(lang);
        let (head, rows) = split_top(inside, 1);
        let heading =
            format!("  {}{} {}", pad(lang.column_verdict(), VERDICT), pad(lang.column_field(), names), lang.column_typed());
        let columns = usize::from(inside.width);
        frame.render_widget(Line::styled(truncate(&heading, columns).into_owned(), theme.dim()), head);
        let height = usize::from(rows.height);
        // The field under the cursor stays in sight.
        let top = (self.field + 1).saturating_sub(height);
        let last = work::earlier(&self.file);
        for (row, (index, field)) in work::fields(item).into_iter().enumerate().skip(top).take(height).enumerate() {
            let verdict = self.work.verdict(item.item, field);
            let selected = index == self.field;
            let carried = self.work.is_carried(item.item, field);
            let last_time = last
                .and_then(|last| last.verdicts.iter().find(|one| one.item == item.item && one.field == field))
                .map(|one| one.verdict);
            let mark = match (carried, last_time) {
                (true, _) => lang.last_time().to_owned(),
                (false, Some(was)) => lang.last_time_was(lang.verdict(was)),
                (false, None) => String::new(),
            };
            let value = self.shown_value(item, field, lang);
            let tail = if mark.is_empty() { 0 } else { width(&mark) + 1 };
            let room = columns.saturating_sub(2 + VERDICT + names + 1 + tail);
            let style = verdict_style(theme, verdict);
            let mut line = Line::from(vec![
                Span::raw(if selected { "> " } else { "  " }),
                Span::styled(pad(verdict.map_or("", |verdict| lang.verdict(verdict)), VERDICT), style),
                Span::raw(pad(lang.field(field), names)),
                Span::raw(" "),
                Span::styled(pad(&value, room), if carried { theme.dim() } else { Style::new() }),
                Span::styled(pad(&format!(" {mark}"), tail), if carried { theme.dim() } else { theme.warn() }),
            ]);
            if selected && self.pane == Pane::Fields {
                line = line.style(theme.selected());
            }
            let Ok(row) = u16::try_from(row) else { break };
            frame.render_widget(line, Rect { y: rows.y + row, height: 1, ..rows });
        }
    }

    /// The field under the cursor in full: for where its row is cut off or not in sight.
    pub(super) fn draw_strip(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let (Some(item), Some(field)) = (self.item(), self.current_field()) else { return };
        let verdict = self.work.verdict(item.item, field);
        let verdict_word = verdict.map_or(lang.not_judged(), |verdict| lang.verdict(verdict));
        let text = format!("{}  {}: {}", verdict_word, lang.field(field), self.shown_value(item, field, lang));
        let mut lines: Vec<Line<'static>> = wrap(&text, usize::from(area.width).saturating_sub(1))
            .into_iter()
            .map(|line| Line::styled(format!(" {line}"), verdict_style(theme, verdict)))
            .collect();
        // Where there is room to spare, what one would otherwise turn to another tab for.
        if usize::from(area.height) > lines.len() + 1 {
            lines.extend(self.info_lines(common, usize::from(area.width)));
        }
        for (index, line) in lines.into_iter().take(usize::from(area.height)).enumerate() {
            let Ok(index) = u16::try_from(index) else { break };
            frame.render_widget(line, super::row(area, index));
        }
    }

    /// The field under the cursor where its row cuts it off, and so shows it in full nowhere: for the order's pane.
    pub(super) fn cut_off(&self, common: &Common) -> Option<(&'static str, String)> {
        let area = self.areas(common).fields.filter(|_| !self.areas(common).tabs)?;
        let (item, field) = (self.item()?, self.current_field()?);
        let value = self.shown_value(item, field, common.lang);
        let room = usize::from(area.width).saturating_sub(2 + 2 + VERDICT + name_cells(common.lang) + 1);
        (width(&value) > room).then(|| (common.lang.field(field), value))
    }
}

fn verdict_style(theme: Theme, verdict: Option<Verdict>) -> Style {
    match verdict {
        Some(Verdict::Match | Verdict::NotApplicable) => theme.good(),
        Some(Verdict::Mismatch | Verdict::Illegible | Verdict::Missing) => theme.bad(),
        None => Style::new(),
    }
}
