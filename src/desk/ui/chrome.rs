//! What surrounds every screen: the bar above, the notice and the keys below.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::text::{pad, truncate, visible, width};
use super::theme::Theme;
use crate::desk::app::common::Common;
use crate::desk::app::msg::Notice;
use crate::desk::input::command::Command;
use crate::desk::input::keymap::Context;
use crate::domain::time::Millis;
use crate::text::Lang;

/// Fewest columns and rows a screen can work in.
pub const SMALLEST: (u16, u16) = (60, 16);

/// The bar: program, institution, since when the database is gone, open work, who is signed in, the time.
pub fn bar(frame: &mut Frame<'_>, area: Rect, common: &Common, open: Option<(u64, u64)>, lost: Option<Millis>, now: Millis) {
    let lang = common.lang;
    let theme = Theme::of(common);
    let clock = now.in_china().format("%H:%M").to_string();
    let mut left = format!(" {}", lang.program_name());
    if let Some(institution) = common.institution_record() {
        left.push_str("  ");
        left.push_str(if area.width < 110 { &institution.short_name } else { &institution.name });
    }
    let mut right = String::new();
    if let Some(since) = lost {
        right.push_str(&lang.unreachable(&since.in_china().format("%H:%M").to_string()));
        right.push_str("   ");
    }
    // Where there is little room, what waits is less than that nothing can be done about it.
    if let Some((waiting, supplement)) = open.filter(|_| lost.is_none() || area.width >= 110) {
        right.push_str(&lang.open_work(&super::text::thousands(waiting), &super::text::thousands(supplement)));
        if let Some(enquiries) = common.enquiries {
            right.push_str("  ");
            right.push_str(&lang.bar_enquiries(&super::text::thousands(u64::from(enquiries))));
        }
        right.push_str("   ");
    }
    if let Some(actor) = &common.actor {
        right.push_str(&visible(&actor.name));
        right.push(' ');
        right.push_str(lang.role(actor.role));
        right.push_str("   ");
    }
    right.push_str(&clock);
    right.push(' ');
    let columns = usize::from(area.width);
    let right = truncate(&right, columns);
    let room = columns.saturating_sub(width(&right));
    let line = Line::from(vec![Span::raw(pad(&left, room)), Span::raw(right.into_owned())]).style(theme.bar());
    frame.render_widget(line, area);
}

/// The line above the keys: the newest notice.
pub fn notice(frame: &mut Frame<'_>, area: Rect, common: &Common, notice: Option<&Notice>) {
    let Some(notice) = notice else { return };
    let theme = Theme::of(common);
    let text = format!(" {} {}", theme.sign(notice.tone), visible(&notice.text));
    let line = Line::styled(truncate(&text, usize::from(area.width)).into_owned(), theme.tone(notice.tone));
    frame.render_widget(line, area);
}

/// The screen's own part of the terminal, between the bar above and the notice and the keys below.
#[must_use]
pub const fn body(size: (u16, u16)) -> Rect {
    Rect { x: 0, y: 1, width: size.0, height: size.1.saturating_sub(3) }
}

/// A key of the footer.
struct Entry {
    key: String,
    command: Command,
    /// What stands between the key and its word.
    gap: &'static str,
    /// What follows.
    apart: &'static str,
}

impl Entry {
    fn cells(&self, lang: Lang) -> usize {
        width(&self.key) + self.gap.len() + width(self.command.label(lang)) + self.apart.len()
    }
}

/// The keys that work here, as many as fit.
fn entries(columns: u16, common: &Common, context: Context) -> Vec<Entry> {
    let lang = common.lang;
    let keys: Vec<(String, Command)> = common
        .keymap
        .rows(context)
        .filter(|(row, _)| row.footer)
        .filter_map(|(row, keys)| Some((shown(&keys.first()?.to_string(), lang), row.command)))
        .collect();
    let columns = usize::from(columns).saturating_sub(2);
    let needs = |gap: usize, apart: usize| -> usize {
        keys.iter().map(|(key, command)| width(key) + gap + width(command.label(lang)) + apart).sum()
    };
    // The keys stand apart from their words, and the words from each other, where there is room for it.
    let (gap, apart) = match () {
        () if needs(1, 2) <= columns => (" ", "  "),
        () if needs(0, 2) <= columns => ("", "  "),
        () => ("", " "),
    };
    let entries = keys.into_iter().map(|(key, command)| {
        let gap = if command.label(lang).is_ascii() { " " } else { gap };
        Entry { key, command, gap, apart }
    });
    let entries: Vec<Entry> = entries.collect();
    // The last one needs nothing behind it.
    let mut room = columns + apart.len();
    // Whatever else does not fit: how to ask for the rest is always there.
    let mut kept = entries.iter().find(|entry| entry.command == Command::Help).map_or(0, |entry| entry.cells(lang));
    entries
        .into_iter()
        .filter(|entry| {
            if entry.command == Command::Help {
                kept = 0;
            }
            let needed = entry.cells(lang);
            let fits = needed + kept <= room;
            room -= if fits { needed } else { 0 };
            fits
        })
        .collect()
}

/// The keys that work here, as many as fit; `why_not` dims those that cannot run now.
pub fn footer(frame: &mut Frame<'_>, area: Rect, common: &Common, context: Context, why_not: impl Fn(Command) -> Option<String>) {
    let theme = Theme::of(common);
    let mut spans = vec![Span::raw(" ")];
    for Entry { key, command, gap, apart } in entries(area.width, common, context) {
        let possible = why_not(command).is_none();
        spans.push(Span::styled(key, if possible { theme.accent() } else { theme.dim() }));
        spans.push(Span::styled(
            format!("{gap}{}{apart}", command.label(common.lang)),
            if possible { ratatui::style::Style::new() } else { theme.dim() },
        ));
    }
    frame.render_widget(Line::from(spans), area);
}

/// The command whose key stands in this column of the footer.
#[must_use]
pub fn footer_at(area: Rect, common: &Common, context: Context, column: u16) -> Option<Command> {
    let mut left = usize::from(area.x) + 1;
    entries(area.width, common, context).into_iter().find_map(|entry| {
        let right = left + entry.cells(common.lang);
        let word = (left..right - entry.apart.len()).contains(&usize::from(column));
        left = right;
        word.then_some(entry.command)
    })
}

fn shown(key: &str, lang: Lang) -> String {
    if key == "Space" { lang.space_key().to_owned() } else { key.to_owned() }
}

/// What is shown where the terminal is too small to work in.
pub fn too_small(frame: &mut Frame<'_>, common: &Common) {
    let area = frame.area();
    let text = common.lang.too_small(&SMALLEST.0.to_string(), &SMALLEST.1.to_string());
    for (row, line) in super::text::wrap(&text, usize::from(area.width)).into_iter().enumerate() {
        let Ok(row) = u16::try_from(row) else { break };
        if row >= area.height {
            break;
        }
        frame.render_widget(Line::raw(line), Rect { x: area.x, y: area.y + row, width: area.width, height: 1 });
    }
}
