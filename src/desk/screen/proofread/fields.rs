//! The fields' pane: verdict, field, what the applicant typed, what the checks say; in a later round also what was found last time.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::findings::Mark;
use super::layout::split_top;
use super::{Pane, Proofread, layout, work};
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
/// Most cells that the checks leave to what was typed: a certificate number and six more. What is longer is cut, and told below.
const TYPED: usize = 24;
/// Most and fewest cells of what a check says, with its mark.
const CHECK: usize = 24;
const FEWEST_CHECK: usize = 10;

/// How wide the columns are.
#[derive(Debug, Clone, Copy)]
struct Cells {
    name: usize,
    value: usize,
    check: usize,
    last: usize,
}

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
        let columns = usize::from(inside.width);
        let cells = self.cells(item, columns, common);
        let (head, rows) = split_top(inside, 1);
        let heading = format!(
            "  {}{} {} {}",
            pad(lang.column_verdict(), VERDICT),
            pad(lang.column_field(), cells.name),
            pad(lang.column_typed(), cells.value),
            if cells.check > 1 { lang.column_checks() } else { "" },
        );
        frame.render_widget(Line::styled(truncate(&heading, columns).into_owned(), theme.dim()), head);
        let height = usize::from(rows.height);
        // The field under the cursor stays in sight.
        let top = (self.field + 1).saturating_sub(height);
        for (row, (index, field)) in work::fields(item).into_iter().enumerate().skip(top).take(height).enumerate() {
            let verdict = self.work.verdict(item.item, field);
            let selected = index == self.field;
            let carried = self.work.is_carried(item.item, field);
            let value = self.shown_value(item, field, lang);
            let noted = if self.work.field_note(item.item, field).is_empty() { " " } else { "*" };
            let mut line = Line::from(vec![
                Span::raw(if selected { "> " } else { "  " }),
                Span::styled(pad(verdict.map_or("", |verdict| lang.verdict(verdict)), VERDICT), verdict_style(theme, verdict)),
                Span::raw(pad(lang.field(field), cells.name)),
                Span::styled(noted, theme.accent()),
                Span::styled(pad(&value, cells.value), if carried { theme.dim() } else { Style::new() }),
                Span::raw(" "),
                self.check_span(item, field, cells.check, common),
                Span::styled(
                    pad(&format!(" {}", self.last_time(item, field, lang)), cells.last),
                    if carried { theme.dim() } else { theme.warn() },
                ),
            ]);
            if selected && self.pane == Pane::Fields {
                line = theme.select(line);
            }
            let Ok(row) = u16::try_from(row) else { break };
            frame.render_widget(line, Rect { y: rows.y + row, height: 1, ..rows });
        }
    }

    /// What the last round's verdict on a field has to say to this one; empty in the first.
    fn last_time(&self, item: &ItemFile, field: Field, lang: Lang) -> String {
        if self.work.is_carried(item.item, field) {
            return lang.last_time().to_owned();
        }
        let last = work::earlier(&self.file)
            .and_then(|last| last.verdicts.iter().find(|one| one.item == item.item && one.field == field));
        last.map(|last| lang.last_time_was(lang.verdict(last.verdict))).unwrap_or_default()
    }

    /// How wide the columns are. What was typed comes first: the checks' words get what it leaves them, and where that is too little
    /// only their mark stands.
    fn cells(&self, item: &ItemFile, columns: usize, common: &Common) -> Cells {
        let lang = common.lang;
        let name = name_cells(lang);
        let fields = work::fields(item);
        let last = fields.iter().map(|field| width(&self.last_time(item, *field, lang))).max().unwrap_or(0);
        let last = if last == 0 { 0 } else { last + 1 };
        let typed = fields.iter().map(|field| width(&self.shown_value(item, *field, lang))).max().unwrap_or(0).min(TYPED);
        let said = fields.iter().filter_map(|field| self.board.worst_beside(item.item, *field)).map(|words| words.cells).max();
        let said = said.unwrap_or(0).max(width(lang.column_checks()));
        let room = columns.saturating_sub(2 + VERDICT + name + 1 + 1 + last);
        let spare = room.saturating_sub(typed);
        let check = if spare >= FEWEST_CHECK { said.min(spare).min(CHECK) } else { 1 };
        Cells { name, value: room.saturating_sub(check), check, last }
    }

    /// The worst that is said of a field: its mark, its words as far as they fit, and how many more want a look.
    fn check_span(&self, item: &ItemFile, field: Field, cells: usize, common: &Common) -> Span<'static> {
        let theme = Theme::of(common);
        let Some(words) = self.board.worst_beside(item.item, field) else {
            return Span::styled(pad(Mark::Nothing.sign(common), cells), theme.dim());
        };
        let mut text = words.mark.sign(common).to_owned();
        if cells > 1 && words.mark != Mark::Nothing {
            let more = match self.board.notable_beside(item.item, field) {
                0 | 1 => String::new(),
                count => format!(" +{}", count - 1),
            };
            let room = cells.saturating_sub(2 + width(&more));
            text = format!("{text} {}{more}", truncate(&words.short, room));
        }
        Span::styled(pad(&text, cells), words.mark.style(theme))
    }

    /// The field under the cursor in full: for where its row is cut off or not in sight.
    pub(super) fn draw_strip(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let (Some(item), Some(field)) = (self.item(), self.current_field()) else { return };
        let verdict = self.work.verdict(item.item, field);
        let verdict_word = verdict.map_or(lang.not_judged(), |verdict| lang.verdict(verdict));
        let text = format!("{}  {}: {}", verdict_word, lang.field(field), self.shown_value(item, field, lang));
        let columns = usize::from(area.width).saturating_sub(1);
        let height = usize::from(area.height);
        if height == 1 {
            // In one line: the worst that is said, in short, after what was typed.
            let said = self.board.worst_beside(item.item, field).filter(|words| words.mark < Mark::Agrees);
            let (right, style) = said.map_or((String::new(), Style::new()), |words| {
                (format!("{} {}", words.mark.sign(common), words.short), words.mark.style(theme))
            });
            super::view::two_ends(frame, area, (&format!(" {text}"), verdict_style(theme, verdict)), (&right, style));
            return;
        }
        let mut lines: Vec<Line<'static>> = wrap(&text, columns)
            .into_iter()
            .map(|line| Line::styled(format!(" {line}"), verdict_style(theme, verdict)))
            .collect();
        for place in self.board.beside(item.item, field) {
            let (Some(finding), Some(words)) = (self.findings.get(*place), self.board.words(*place)) else { continue };
            let text = format!("{} {} ({})", words.mark.sign(common), words.text, finding.check.code());
            lines.extend(wrap(&text, columns).into_iter().map(|line| Line::styled(format!(" {line}"), words.mark.style(theme))));
        }
        let note = self.work.field_note(item.item, field);
        if !note.is_empty() {
            let text = format!("* {}", visible(&note.replace('\n', " ")));
            lines.extend(wrap(&text, columns).into_iter().map(|line| Line::styled(format!(" {line}"), theme.accent())));
        }
        // Where there is room to spare, what one would otherwise turn to another tab for.
        if height > lines.len() + 1 {
            lines.extend(self.info_lines(common, usize::from(area.width)));
        }
        for (index, line) in lines.into_iter().take(height).enumerate() {
            let Ok(index) = u16::try_from(index) else { break };
            frame.render_widget(line, super::row(area, index));
        }
    }

    /// The field under the cursor where its row cuts it off, and so shows it in full nowhere: for the order's pane.
    pub(super) fn cut_off(&self, common: &Common) -> Option<(&'static str, String)> {
        let areas = self.areas(common);
        let area = areas.fields.filter(|_| !areas.tabs)?;
        let (item, field) = (self.item()?, self.current_field()?);
        let value = self.shown_value(item, field, common.lang);
        let room = self.cells(item, usize::from(layout::inside(area).0), common).value;
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
