//! Drawing the form, how far an export is, and where its file is.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line as TextLine, Span};

use super::{Export, Exported, Form, Line, Running, State, What};
use crate::desk::app::common::Common;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{pad, thousands, truncate, visible, width, wrap};
use crate::desk::ui::theme::Theme;

/// Columns of the box.
const COLUMNS: u16 = 78;
/// Cells of the bar.
const BAR: usize = 40;

impl Export {
    /// Draws it over the screen, where it is in front.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        if !self.in_front {
            return;
        }
        match &self.state {
            State::Form(form) => form.draw(frame, area, common),
            State::Running(running) => running.draw(frame, area, common),
            State::Done(what, exported) => done(frame, area, common, what, exported),
            State::Over => {}
        }
    }
}

/// A line of the inside, one column in from both sides.
fn row(inside: Rect, at: u16) -> Rect {
    Rect { x: inside.x + 1, y: inside.y + at, width: inside.width.saturating_sub(2), height: u16::from(at < inside.height) }
}

fn put(frame: &mut Frame<'_>, inside: Rect, at: u16, text: &str, style: Style) {
    let place = row(inside, at);
    frame.render_widget(TextLine::styled(truncate(text, usize::from(place.width)).into_owned(), style), place);
}

impl Form {
    fn words(&self, line: Line, common: &Common) -> (String, String) {
        let lang = common.lang;
        match line {
            Line::What => match self.choices.get(self.what) {
                Some(What::Report(name)) => (lang.report_title(*name).to_owned(), lang.report_help(*name).to_owned()),
                _ => (lang.exporting_shown().to_owned(), lang.exporting_shown_help().to_owned()),
            },
            Line::Format => (lang.report_format(self.format).to_owned(), String::new()),
            Line::Numbers => (if self.full { lang.exporting_full() } else { lang.exporting_masked() }.to_owned(), String::new()),
            Line::From | Line::To | Line::Reason => (String::new(), String::new()),
        }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let lines = self.lines();
        let rows = u16::try_from(lines.len()).unwrap_or(6) + 5;
        let inside = overlay::open(frame, overlay::centred(area, COLUMNS, rows), theme.pane(lang.exporting_title(), true));
        let label = |line: &Line| match line {
            Line::What => lang.exporting_what(),
            Line::Format => lang.exporting_format(),
            Line::From => lang.exporting_from(),
            Line::To => lang.exporting_to(),
            Line::Numbers => lang.exporting_numbers(),
            Line::Reason => lang.exporting_reason(),
        };
        let labels = lines.iter().map(|line| width(label(line))).max().unwrap_or(0);
        let Ok(offset) = u16::try_from(labels + 4) else { return };
        for (at, line) in (0..).zip(&lines) {
            let focused = *line == self.line;
            let mark = if focused { "> " } else { "  " };
            let place = row(inside, at);
            let field = Rect { x: place.x + offset, width: place.width.saturating_sub(offset), ..place };
            put(
                frame,
                inside,
                at,
                &format!("{mark}{}", pad(label(line), labels)),
                if focused { theme.accent() } else { theme.dim() },
            );
            let editor = match line {
                Line::From => Some(&self.from),
                Line::To => Some(&self.to),
                Line::Reason => Some(&self.reason),
                _ => None,
            };
            match editor {
                Some(editor) => {
                    let short = if *line == Line::Reason { field } else { Rect { width: field.width.min(12), ..field } };
                    editor.draw(frame, short, focused);
                    if *line != Line::Reason {
                        let rest = Rect { x: field.x + 13, width: field.width.saturating_sub(13), ..field };
                        let hint = if focused { lang.exporting_day_hint() } else { lang.exporting_all_days() };
                        let shown = if focused || editor.is_empty() { hint } else { "" };
                        frame.render_widget(
                            TextLine::styled(truncate(shown, usize::from(rest.width)).into_owned(), theme.dim()),
                            rest,
                        );
                    }
                }
                None => {
                    let (word, help) = self.words(*line, common);
                    let word = if focused { format!("‹ {word} ›") } else { format!("  {word}") };
                    let room = usize::from(field.width).saturating_sub(width(&word) + 2);
                    let spans = vec![
                        Span::styled(word, if focused { theme.accent() } else { Style::new() }),
                        Span::styled(format!("  {}", truncate(&help, room)), theme.dim()),
                    ];
                    frame.render_widget(TextLine::from(spans), field);
                }
            }
        }
        put(frame, inside, inside.height.saturating_sub(1), lang.exporting_hint(), theme.dim());
    }
}

impl Running {
    fn draw(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let inside = overlay::open(frame, overlay::centred(area, COLUMNS, 7), theme.pane(lang.exporting_title(), true));
        put(frame, inside, 1, &self.words(common), Style::new());
        put(frame, inside, 2, &self.bar(), theme.accent());
        put(frame, inside, inside.height.saturating_sub(1), lang.exporting_running_hint(), theme.dim());
    }

    /// How much of it is written; where nobody knows how much there is, a mark that moves with the rows.
    fn bar(&self) -> String {
        match self.all.filter(|all| *all > 0) {
            Some(all) => {
                let part = u128::from(self.rows.min(all)) * BAR as u128 / u128::from(all);
                let full = usize::try_from(part).unwrap_or(BAR);
                format!("[{}{}] {}%", "#".repeat(full), "-".repeat(BAR - full), part * 100 / BAR as u128)
            }
            None => {
                let at = usize::try_from((self.rows / 2_000) % (BAR as u64 - 3)).unwrap_or(0);
                format!("[{}###{}]", "-".repeat(at), "-".repeat(BAR - 3 - at))
            }
        }
    }
}

fn done(frame: &mut Frame<'_>, area: Rect, common: &Common, what: &str, exported: &Exported) {
    let lang = common.lang;
    let theme = Theme::of(common);
    let cells = usize::from(COLUMNS.min(area.width)).saturating_sub(4);
    let lines = [
        (format!("{what}  {} {}", thousands(exported.rows), lang.report_rows()), theme.good()),
        (format!("{}  {}", lang.exporting_place(), visible(&exported.path)), Style::new()),
        (lang.report_hash(&exported.sha256), theme.dim()),
    ];
    let wrapped: Vec<(String, Style)> =
        lines.into_iter().flat_map(|(text, style)| broken(&text, cells).into_iter().map(move |line| (line, style))).collect();
    let rows = u16::try_from(wrapped.len()).unwrap_or(3) + 4;
    let inside = overlay::open(frame, overlay::centred(area, COLUMNS, rows), theme.pane(lang.exporting_done_title(), true));
    for (at, (text, style)) in (0..).zip(&wrapped) {
        put(frame, inside, at, text, *style);
    }
    put(frame, inside, inside.height.saturating_sub(1), lang.exporting_done_hint(), theme.dim());
}

/// Lines of at most so many cells; a word that is longer (a path, a hash) is broken where the line ends.
fn broken(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in wrap(text, cells) {
        let mut rest = String::new();
        for c in line.chars() {
            if width(&rest) + width(c.encode_utf8(&mut [0; 4])) > cells {
                lines.push(std::mem::take(&mut rest));
            }
            rest.push(c);
        }
        lines.push(rest);
    }
    lines
}
