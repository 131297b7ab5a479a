//! Lists over the screen: help, the command palette, the choice of an institution. All three filter as one types.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::desk::app::common::Common;
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::find::{self, Hit, Names};
use crate::desk::input::key::Key;
use crate::desk::input::keymap::{Context, TABLE};
use crate::desk::input::mouse::{Act, Mouse};
use crate::desk::linear as spoken;
use crate::desk::ui::text::{pad, truncate, visible, width};
use crate::desk::ui::{overlay, theme::Theme};
use crate::text::Lang;

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
    /// Between the two; empty in most lists.
    keys: String,
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
    /// Whether rows are brought into the order in which they were found, or stay in their own.
    ranks: bool,
    /// Commands run from the palette, the newest first.
    recent: Vec<Command>,
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
        let (title, filter) = (title.to_owned(), Editor::line("", 40));
        Self { title, hint, rows, ranks: false, recent: Vec::new(), filter, selected: 0 }
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
                keys: String::new(),
                right: row.command.help(lang).to_owned(),
                why_not: why_not(row.command),
                choice: Choice::Run(row.command),
            })
            .collect();
        Self::new(lang.help_title(), lang.choice_hint(), rows)
    }

    /// Every command there is. One that belongs elsewhere says where, one that cannot run now says why.
    #[must_use]
    pub fn palette(common: &Common, context: Context, why_not: impl Fn(Command) -> Option<String>) -> Self {
        let lang = common.lang;
        let rows = Command::ALL
            .iter()
            .map(|command| {
                let here = common.keymap.rows(context).find(|(row, _)| row.command == *command);
                let keys = match here {
                    Some((_, keys)) => keys,
                    None => common.keymap.anywhere(*command),
                };
                Row {
                    left: command.label(lang).to_owned(),
                    keys: keys.first().map(ToString::to_string).unwrap_or_default(),
                    right: command.help(lang).to_owned(),
                    why_not: match here {
                        Some(_) => why_not(*command),
                        None if command.is_of_the_desk() => None,
                        None => Some(elsewhere(lang, context, *command)),
                    },
                    choice: Choice::Run(*command),
                }
            })
            .collect();
        let list = Self::new(lang.palette_title(), lang.palette_hint(), rows);
        Self { ranks: true, recent: common.recent.clone(), ..list }
    }

    /// All institutions.
    #[must_use]
    pub fn institutions(common: &Common) -> Self {
        let rows = common
            .institutions
            .iter()
            .map(|one| Row {
                left: one.short_name.clone(),
                keys: String::new(),
                right: format!("{}  {}", one.name, one.code),
                why_not: None,
                choice: Choice::Institution(one.code.clone()),
            })
            .collect();
        Self::new(common.lang.choose_institution(), common.lang.choice_hint(), rows)
    }

    /// The rows that what was typed finds, the best first where they are ranked.
    fn shown(&self) -> Vec<&Row> {
        let typed = self.filter.text();
        if !self.ranks && typed.trim().is_empty() {
            return self.rows.iter().collect();
        }
        let mut found: Vec<_> = self
            .rows
            .iter()
            .filter_map(|row| Some((if typed.trim().is_empty() { Hit::Key } else { row.hit(&typed)? }, row)))
            .collect();
        if self.ranks {
            found.sort_by_key(|(hit, row)| (*hit, row.why_not.is_some(), self.last_used(row)));
        }
        found.into_iter().map(|(_, row)| row).collect()
    }

    /// How many other commands were run from the palette since.
    fn last_used(&self, row: &Row) -> usize {
        let Choice::Run(command) = row.choice else { return 0 };
        self.recent.iter().position(|recent| *recent == command).unwrap_or(self.recent.len())
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

    /// What it is.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Its rows with their numbers, for `--linear`.
    #[must_use]
    pub fn spoken(&self) -> Vec<spoken::Line> {
        let row = |(index, row): (usize, &&Row)| {
            let mut text = format!("{}. {}", index + 1, row.left);
            for part in [&row.keys, &row.right].into_iter().filter(|part| !part.is_empty()) {
                text.push_str("  ");
                text.push_str(part);
            }
            text.extend(row.why_not.iter().map(|why| format!("  ! {why}")));
            spoken::Line { here: index == self.selected, text: visible(&text).into_owned() }
        };
        self.shown().iter().enumerate().map(row).collect()
    }

    /// Chooses the row with this number among those shown.
    pub fn choose(&mut self, number: usize) -> Outcome {
        let Some(index) = number.checked_sub(1).filter(|index| *index < self.shown().len()) else { return Outcome::Open };
        self.selected = index;
        self.key(Key::plain(KeyCode::Enter))
    }

    /// Takes the mouse: a click selects a row, the second of two chooses it, one beside the list closes it, the wheel moves.
    pub fn mouse(&mut self, mouse: Mouse, double: bool, body: Rect) -> Outcome {
        let place = self.place(body);
        match mouse.act {
            Act::WheelDown => return self.key(Key::plain(KeyCode::Down)),
            Act::WheelUp => return self.key(Key::plain(KeyCode::Up)),
            Act::Press if !mouse.is_in(place) => return Outcome::Closed,
            Act::Press => {}
            Act::Drag | Act::Release => return Outcome::Open,
        }
        let rows =
            Rect { x: place.x + 1, y: place.y + 3, width: place.width.saturating_sub(2), height: place.height.saturating_sub(4) };
        let Some(row) = mouse.row_of(rows) else { return Outcome::Open };
        let index = self.top(usize::from(rows.height)) + row;
        if index >= self.shown().len() {
            return Outcome::Open;
        }
        let again = double && index == self.selected;
        self.selected = index;
        if again { self.key(Key::plain(KeyCode::Enter)) } else { Outcome::Open }
    }

    /// Where it is drawn.
    fn place(&self, body: Rect) -> Rect {
        let rows = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        overlay::centred(body, if self.ranks { 96 } else { 76 }, rows.saturating_add(5).min(body.height.saturating_sub(2)))
    }

    /// The first row shown.
    const fn top(&self, height: usize) -> usize {
        self.selected.saturating_sub(height.saturating_sub(1))
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.filter.paste(text);
        self.selected = 0;
    }

    /// Draws the list over the screen.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let theme = Theme::of(common);
        let place = self.place(area);
        let block = theme.pane(&self.title, true).title_bottom(Line::styled(format!(" {} ", self.hint), theme.dim()));
        let inside = overlay::open(frame, place, block);
        if inside.height < 3 || inside.width < 20 {
            return;
        }
        frame.render_widget(Line::styled(" / ", theme.accent()), Rect { height: 1, ..inside });
        let field = Rect { x: inside.x + 3, width: inside.width - 3, height: 1, ..inside };
        self.filter.draw(frame, field, true);
        let shown = self.shown();
        let cells_of = |part: fn(&Row) -> &str| self.rows.iter().map(|row| width(part(row))).max().unwrap_or(0);
        let left = cells_of(|row| &row.left).min(20);
        let keys = match cells_of(|row| &row.keys) {
            0 => 0,
            keys => keys + 2,
        };
        let height = usize::from(inside.height - 2);
        let top = self.top(height);
        let cells = usize::from(inside.width).saturating_sub(left + keys + 4);
        for (offset, row) in shown.iter().skip(top).take(height).enumerate() {
            let Ok(y) = u16::try_from(offset) else { break };
            let place = Rect { y: inside.y + 2 + y, height: 1, ..inside };
            let selected = top + offset == self.selected;
            // Why it cannot run is what one looks for; what it would do gives way to it.
            let right = match &row.why_not {
                Some(why) => {
                    let why = format!("! {why}");
                    format!("{} {why}", truncate(&row.right, cells.saturating_sub(width(&why) + 1))).trim_start().to_owned()
                }
                None => row.right.clone(),
            };
            let style = if row.why_not.is_some() { theme.dim() } else { Style::new() };
            let mut line = Line::from(vec![
                Span::styled(
                    format!("{} {}", if selected { ">" } else { " " }, pad(&row.left, left)),
                    if row.why_not.is_some() { theme.dim() } else { theme.accent() },
                ),
                Span::styled(format!("  {}", pad(&row.keys, keys)), theme.dim()),
                Span::styled(pad(&truncate(&visible(&right), cells), cells), style),
            ]);
            if selected {
                line = theme.select(line);
            }
            frame.render_widget(line, place);
        }
        if shown.is_empty() {
            let place = Rect { y: inside.y + 2, height: 1, ..inside };
            frame.render_widget(Line::styled(format!("  {}", common.lang.nothing_matches()), theme.dim()), place);
        }
    }
}

impl Row {
    /// How what was typed finds it: commands by both languages' words, whichever the screen speaks.
    fn hit(&self, typed: &str) -> Option<Hit> {
        let keys = if self.keys.is_empty() { &self.left } else { &self.keys };
        let keys: Vec<String> = keys.split(' ').map(str::to_owned).collect();
        match self.choice {
            Choice::Run(command) => find::hit(
                typed,
                Names {
                    keys: &keys,
                    names: &[command.label(Lang::Zh), command.label(Lang::En), command.id()],
                    said: &[command.help(Lang::Zh), command.help(Lang::En)],
                },
            ),
            Choice::Institution(_) => find::hit(typed, Names { keys: &[], names: &[&self.left, &self.right], said: &[] }),
        }
    }
}

/// Where a command works that does not work here.
fn elsewhere(lang: Lang, here: Context, command: Command) -> String {
    let mut places: Vec<Context> = Vec::new();
    for row in TABLE.iter().filter(|row| row.command == command) {
        if !places.contains(&row.context) {
            places.push(row.context);
        }
    }
    if here.is_typed_in() && places.contains(&Context::Everywhere) {
        return lang.ends_the_editor_first().to_owned();
    }
    let names: Vec<&str> = places.into_iter().map(|place| place.name(lang)).collect();
    lang.works_in(&names.join(lang.list_comma()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::input::keymap::Keymap;
    use crate::domain::reason::{Catalogue, DEFAULT};
    use std::sync::Arc;

    fn common(lang: Lang) -> Common {
        Common::new(lang, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default())
    }

    fn typed(common: &Common, context: Context, text: &str) -> Modal {
        let mut palette = Modal::palette(common, context, |_| None);
        text.chars().for_each(|one| assert_eq!(palette.key(Key::char(one)), Outcome::Open));
        palette
    }

    fn first(palette: &Modal) -> &Row {
        palette.shown()[0]
    }

    #[test]
    fn a_command_is_found_by_its_initials() {
        let mut palette = typed(&common(Lang::Zh), Context::Queue, "qxyj");
        assert_eq!(palette.key(Key::plain(KeyCode::Enter)), Outcome::Chosen(Choice::Run(Command::TakeNext)));
    }

    #[test]
    fn every_command_is_found_by_every_name_it_has_wherever_one_is() {
        for lang in [Lang::Zh, Lang::En] {
            let common = common(lang);
            for context in Context::ALL.iter().copied().filter(|context| *context != Context::Choice) {
                let palette = Modal::palette(&common, context, |_| None);
                let listed = |command: &Command| palette.shown().iter().any(|row| row.choice == Choice::Run(*command));
                assert!(Command::ALL.iter().all(listed), "{context:?}");
            }
            let palette = Modal::palette(&common, Context::Queue, |_| None);
            for command in Command::ALL {
                for name in [command.id(), command.label(Lang::Zh), command.label(Lang::En)] {
                    let row = palette.rows.iter().find(|row| row.choice == Choice::Run(*command)).unwrap();
                    assert_eq!(row.hit(name), Some(Hit::Whole), "{} by {name}", command.id());
                }
            }
        }
    }

    #[test]
    fn what_belongs_elsewhere_says_where_and_is_not_run() {
        let common = common(Lang::Zh);
        let mut palette = typed(&common, Context::Queue, "zhuxiang");
        assert_eq!(palette.key(Key::plain(KeyCode::Enter)), Outcome::Open, "no command of that name");
        let mut palette = typed(&common, Context::Queue, "rotate_left");
        assert_eq!(first(&palette).why_not.as_deref(), Some("在校对、附件栏可用"));
        assert_eq!(palette.key(Key::plain(KeyCode::Enter)), Outcome::Open);
        let palette = typed(&common, Context::Editor, "help");
        assert_eq!(first(&palette).why_not.as_deref(), Some("先结束编辑（Esc）"));
        let mut palette = typed(&common, Context::Editor, "language");
        assert_eq!(palette.key(Key::plain(KeyCode::Enter)), Outcome::Chosen(Choice::Run(Command::Language)));
    }

    #[test]
    fn keys_come_first_then_what_can_run_then_what_was_used_last() {
        let mut common = common(Lang::Zh);
        assert_eq!(first(&typed(&common, Context::Proofread, "}")).choice, Choice::Run(Command::NextItem));
        let unsorted = typed(&common, Context::Queue, "");
        assert!(unsorted.shown().is_sorted_by_key(|row| row.why_not.is_some()), "what can run comes first");
        common.recent = vec![Command::Refresh, Command::Graphics];
        let recent: Vec<Choice> =
            typed(&common, Context::Queue, "").shown().iter().take(2).map(|row| row.choice.clone()).collect();
        assert_eq!(recent, [Choice::Run(Command::Refresh), Choice::Run(Command::Graphics)]);
    }

    #[test]
    fn what_cannot_run_is_shown_with_its_reason_and_not_run() {
        let mut palette = Modal::palette(&common(Lang::Zh), Context::Queue, |_| Some("不行".into()));
        palette.paste("qxyj");
        assert_eq!(first(&palette).why_not.as_deref(), Some("不行"));
        assert_eq!(palette.key(Key::plain(KeyCode::Enter)), Outcome::Open);
        assert_eq!(palette.key(Key::plain(KeyCode::Esc)), Outcome::Closed);
    }
}
