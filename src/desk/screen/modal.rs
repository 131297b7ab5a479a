//! Lists over the screen: help, the command palette, the choice of an institution. All three filter as one types.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::desk::app::common::Common;
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::desk::ui::text::{pad, truncate, visible, width};
use crate::desk::ui::{overlay, theme::Theme};
use crate::domain::fold::half_width;

/// What is done with the row chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Run the command.
    Run(Command),
    /// Show this institution's orders.
    Institution(String),
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    left: String,
    right: String,
    /// Why it cannot be chosen now.
    why_not: Option<String>,
    choice: Choice,
}

/// A list over the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Modal {
    title: String,
    hint: &'static str,
    rows: Vec<Row>,
    filter: Editor,
    selected: usize,
}

/// What came of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It stays open.
    Open,
    /// It is closed.
    Closed,
    /// A row was chosen.
    Chosen(Choice),
}

impl Modal {
    fn new(title: &str, hint: &'static str, rows: Vec<Row>) -> Self {
        Self { title: title.to_owned(), hint, rows, filter: Editor::line("", 40), selected: 0 }
    }

    /// The keys that work in a context.
    #[must_use]
    pub fn help(common: &Common, context: Context, why_not: impl Fn(Command) -> Option<String>) -> Self {
        let lang = common.lang;
        let rows = common
            .keymap
            .rows(context)
            .map(|(row, keys)| Row {
                left: keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
                right: row.command.help(lang).to_owned(),
                why_not: why_not(row.command),
                choice: Choice::Run(row.command),
            })
            .collect();
        Self::new(lang.help_title(), lang.choice_hint(), rows)
    }

    /// The commands that work in a context, by name.
    #[must_use]
    pub fn palette(common: &Common, context: Context, why_not: impl Fn(Command) -> Option<String>) -> Self {
        let lang = common.lang;
        let rows = common
            .keymap
            .rows(context)
            .map(|(row, keys)| Row {
                left: row.command.label(lang).to_owned(),
                right: format!("{}  {}", row.command.help(lang), keys.first().map(|key| format!("({key})")).unwrap_or_default()),
                why_not: why_not(row.command),
                choice: Choice::Run(row.command),
            })
            .collect();
        Self::new(lang.palette_title(), lang.choice_hint(), rows)
    }

    /// All institutions.
    #[must_use]
    pub fn institutions(common: &Common) -> Self {
        let rows = common
            .institutions
            .iter()
            .map(|one| Row {
                left: one.short_name.clone(),
                right: format!("{}  {}", one.name, one.code),
                why_not: None,
                choice: Choice::Institution(one.code.clone()),
            })
            .collect();
        Self::new(common.lang.choose_institution(), common.lang.choice_hint(), rows)
    }

    fn shown(&self) -> Vec<&Row> {
        let wanted = half_width(&self.filter.text()).to_lowercase();
        self.rows
            .iter()
            .filter(|row| {
                wanted.is_empty()
                    || row.left.to_lowercase().contains(&wanted)
                    || row.right.to_lowercase().contains(&wanted)
                    || initials(&row.left).contains(&wanted)
                    || initials(&row.right).contains(&wanted)
            })
            .collect()
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Outcome {
        let count = self.shown().len();
        match key.code {
            KeyCode::Esc => return Outcome::Closed,
            KeyCode::Down | KeyCode::Tab => self.selected = (self.selected + 1).min(count.saturating_sub(1)),
            KeyCode::Up | KeyCode::BackTab => self.selected = self.selected.saturating_sub(1),
            KeyCode::PageDown => self.selected = (self.selected + 10).min(count.saturating_sub(1)),
            KeyCode::PageUp => self.selected = self.selected.saturating_sub(10),
            KeyCode::Enter => {
                return match self.shown().get(self.selected) {
                    Some(row) if row.why_not.is_none() => Outcome::Chosen(row.choice.clone()),
                    _ => Outcome::Open,
                };
            }
            _ => {
                if self.filter.key(key) {
                    self.selected = 0;
                }
            }
        }
        Outcome::Open
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.filter.paste(text);
        self.selected = 0;
    }

    /// Draws the list over the screen.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let theme = Theme::of(common);
        let Ok(rows) = u16::try_from(self.rows.len()) else { return };
        let place = overlay::centred(area, 76, rows.saturating_add(5).min(area.height.saturating_sub(2)));
        let block = theme.pane(&self.title, true).title_bottom(Line::styled(format!(" {} ", self.hint), theme.dim()));
        let inside = overlay::open(frame, place, block);
        if inside.height < 3 || inside.width < 20 {
            return;
        }
        frame.render_widget(Line::styled(" / ", theme.accent()), Rect { height: 1, ..inside });
        let field = Rect { x: inside.x + 3, width: inside.width - 3, height: 1, ..inside };
        self.filter.draw(frame, field, true);
        let shown = self.shown();
        let left = self.rows.iter().map(|row| width(&row.left)).max().unwrap_or(0).min(20);
        let height = usize::from(inside.height - 2);
        let top = self.selected.saturating_sub(height.saturating_sub(1));
        let cells = usize::from(inside.width).saturating_sub(left + 4);
        for (offset, row) in shown.iter().skip(top).take(height).enumerate() {
            let Ok(y) = u16::try_from(offset) else { break };
            let place = Rect { y: inside.y + 2 + y, height: 1, ..inside };
            let selected = top + offset == self.selected;
            let right = match &row.why_not {
                Some(why) => format!("{} ({why})", row.right),
                None => row.right.clone(),
            };
            let line = Line::from(vec![
                Span::styled(
                    format!("{} {}", if selected { ">" } else { " " }, pad(&row.left, left)),
                    if row.why_not.is_some() { theme.dim() } else { theme.accent() },
                ),
                Span::raw("  "),
                Span::styled(
                    truncate(&visible(&right), cells).into_owned(),
                    if row.why_not.is_some() { theme.dim() } else { ratatui::style::Style::new() },
                ),
            ]);
            frame.render_widget(line.style(if selected { theme.selected() } else { ratatui::style::Style::new() }), place);
        }
        if shown.is_empty() {
            let place = Rect { y: inside.y + 2, height: 1, ..inside };
            frame.render_widget(Line::styled(format!("  {}", common.lang.nothing_matches()), theme.dim()), place);
        }
    }
}

/// Pinyin initials of the Chinese characters in a text, so that a command is found without an input method.
fn initials(text: &str) -> String {
    use pinyin::ToPinyin;
    text.to_pinyin().flatten().map(pinyin::Pinyin::first_letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::app::common::Common;
    use crate::desk::input::keymap::Keymap;
    use crate::domain::reason::{Catalogue, DEFAULT};
    use crate::text::Lang;
    use std::sync::Arc;

    fn common() -> Common {
        Common::new(Lang::Zh, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default())
    }

    #[test]
    fn a_command_is_found_by_its_initials() {
        let mut palette = Modal::palette(&common(), Context::Queue, |_| None);
        for one in "qxyj".chars() {
            assert_eq!(palette.key(Key::char(one)), Outcome::Open);
        }
        assert_eq!(palette.key(Key::plain(KeyCode::Enter)), Outcome::Chosen(Choice::Run(Command::TakeNext)));
    }

    #[test]
    fn what_cannot_run_is_shown_with_its_reason_and_not_run() {
        let mut palette = Modal::palette(&common(), Context::Queue, |_| Some("不行".into()));
        assert_eq!(palette.key(Key::plain(KeyCode::Enter)), Outcome::Open);
        assert_eq!(palette.key(Key::plain(KeyCode::Esc)), Outcome::Closed);
    }
}
