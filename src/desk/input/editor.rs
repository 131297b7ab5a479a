//! The text editor: one type around the textarea widget, so that its key map, its paste and its caret are settled in one place.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use tui_textarea::{CursorMove, Input, Key as AreaKey, TextArea, WrapMode};

use super::key::Key;

/// A piece of text being edited.
#[derive(Debug, Clone)]
pub struct Editor {
    area: TextArea<'static>,
    single_line: bool,
    max_chars: usize,
}

impl Editor {
    /// An editor of one line.
    #[must_use]
    pub fn line(text: &str, max_chars: usize) -> Self {
        Self::new(text, true, max_chars)
    }

    /// An editor of paragraphs, wrapped by width.
    #[must_use]
    pub fn paragraphs(text: &str, max_chars: usize) -> Self {
        Self::new(text, false, max_chars)
    }

    /// With the caret before the first character instead of behind the last.
    #[must_use]
    pub fn from_the_start(mut self) -> Self {
        self.area.move_cursor(CursorMove::Top);
        self.area.move_cursor(CursorMove::Head);
        self
    }

    fn new(text: &str, single_line: bool, max_chars: usize) -> Self {
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        // The widget would draw a second caret; the terminal's own one is where input methods open their window.
        area.set_cursor_style(Style::default());
        area.set_cursor_line_style(Style::default());
        area.set_max_histories(2000);
        if !single_line {
            area.set_wrap_mode(WrapMode::Glyph);
        }
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, single_line, max_chars }
    }

    /// Shows `•` instead of what is typed.
    pub fn mask(&mut self) {
        self.area.set_mask_char('*');
    }

    /// The text, lines joined by `\n`.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether nothing is typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Characters typed.
    #[must_use]
    pub fn chars(&self) -> usize {
        self.area.lines().iter().map(|line| line.chars().count() + 1).sum::<usize>().saturating_sub(1)
    }

    /// Whether a key edits, here or in another editor: it is none of the desk's then.
    #[must_use]
    pub const fn takes(key: Key) -> bool {
        match key.code {
            KeyCode::Char(letter) => !key.alt && (!key.ctrl || matches!(letter, 'a' | 'e' | 'z' | 'y' | 'u' | 'k')),
            KeyCode::F(_) => false,
            _ => true,
        }
    }

    /// Takes a key; `true` where the text or the caret changed.
    pub fn key(&mut self, key: Key) -> bool {
        if let Some(character) = key.typed() {
            return self.insert(&character.to_string());
        }
        // The widget's own shortcuts are Emacs's and delete whole Chinese sentences as a "word": only plain editing is passed on.
        let input = |code| Input { key: code, ctrl: false, alt: false, shift: key.shift };
        match (key.code, key.ctrl, key.alt) {
            (KeyCode::Enter, false, false) if !self.single_line => self.insert("\n"),
            (KeyCode::Backspace, false, false) => self.area.input_without_shortcuts(input(AreaKey::Backspace)),
            (KeyCode::Delete, false, false) => self.area.input_without_shortcuts(input(AreaKey::Delete)),
            (KeyCode::Left, false, false) => self.to(CursorMove::Back),
            (KeyCode::Right, false, false) => self.to(CursorMove::Forward),
            (KeyCode::Up, false, false) if !self.single_line => self.to(CursorMove::Up),
            (KeyCode::Down, false, false) if !self.single_line => self.to(CursorMove::Down),
            (KeyCode::Home, false, false) | (KeyCode::Char('a'), true, false) => self.to(CursorMove::Head),
            (KeyCode::End, false, false) | (KeyCode::Char('e'), true, false) => self.to(CursorMove::End),
            (KeyCode::Char('z'), true, false) => self.area.undo(),
            (KeyCode::Char('y'), true, false) => self.area.redo(),
            (KeyCode::Char('u'), true, false) => self.area.delete_line_by_head(),
            (KeyCode::Char('k'), true, false) => self.area.delete_line_by_end(),
            _ => false,
        }
    }

    /// Takes pasted text: line ends become `\n` (a space in an editor of one line), other control characters are dropped, and what
    /// goes over the limit is cut off.
    pub fn paste(&mut self, text: &str) -> bool {
        let clean: String = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .chars()
            .filter_map(|one| match one {
                '\n' if self.single_line => Some(' '),
                '\n' => Some('\n'),
                '\t' => Some(' '),
                one if one.is_control() => None,
                one => Some(one),
            })
            .collect();
        self.insert(&clean)
    }

    /// Puts a paragraph behind what is there.
    pub fn append(&mut self, paragraph: &str) -> bool {
        let begins = !self.is_empty();
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
        self.paste(&format!("{}{paragraph}", if begins { "\n" } else { "" }))
    }

    fn insert(&mut self, text: &str) -> bool {
        let room = self.max_chars.saturating_sub(self.chars());
        let fitting: String = text.chars().take(room).collect();
        if fitting.is_empty() {
            return false;
        }
        self.area.insert_str(fitting)
    }

    fn to(&mut self, to: CursorMove) -> bool {
        self.area.move_cursor(to);
        true
    }

    /// Draws the text; with the focus, the terminal's caret is put where the next character goes.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect, focused: bool) {
        let shown = &self.area;
        frame.render_widget(shown, area);
        if focused && area.width > 0 && area.height > 0 {
            let (caret, (top, left)) = (shown.screen_cursor(), shown.scroll_offset());
            let column = u16::try_from(caret.col).unwrap_or(u16::MAX).saturating_sub(left);
            let row = u16::try_from(caret.row).unwrap_or(u16::MAX).saturating_sub(top);
            // At the end of a row that is exactly full the widget reports the column behind it.
            let x = area.x + column.min(area.width - 1);
            let y = area.y + row.min(area.height - 1);
            frame.set_cursor_position((x, y));
        }
    }
}

impl PartialEq for Editor {
    fn eq(&self, other: &Self) -> bool {
        self.area.lines() == other.area.lines() && self.area.cursor() == other.area.cursor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_brings_no_control_characters_and_stops_at_the_limit() {
        let mut editor = Editor::paragraphs("", 8);
        assert!(editor.paste("请补充\r毕业\u{1b}[31m证"));
        assert_eq!(editor.text(), "请补充\n毕业[3");
        let mut line = Editor::line("", 50);
        line.paste("武汉\r\n大学");
        assert_eq!(line.text(), "武汉 大学");
    }

    #[test]
    fn chinese_is_typed_deleted_and_undone_by_character() {
        let mut editor = Editor::line("", 50);
        for one in "湖北省".chars() {
            editor.key(Key::char(one));
        }
        editor.key(Key::plain(KeyCode::Backspace));
        assert_eq!(editor.text(), "湖北");
        editor.key(Key::ctrl('z'));
        assert_eq!(editor.text(), "湖北省");
    }
}
