//! Signing in.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::desk::app::common::Common;
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::Slot;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::ui::text::width;
use crate::desk::ui::{overlay, theme::Theme};
use crate::password::Password;

/// The form.
#[derive(Debug)]
pub struct SignIn {
    login: Editor,
    password: Editor,
    on_password: bool,
    waiting: bool,
}

impl Default for SignIn {
    fn default() -> Self {
        Self::new("")
    }
}

impl SignIn {
    /// An empty form, or one with the login filled in.
    #[must_use]
    pub fn new(login: &str) -> Self {
        let mut password = Editor::line("", 128);
        password.mask();
        Self { login: Editor::line(login, 32), password, on_password: !login.is_empty(), waiting: false }
    }

    /// Takes a key; an attempt to sign in, if it is one.
    pub fn key(&mut self, key: Key, common: &mut Common) -> Option<Effect> {
        if self.waiting {
            return None;
        }
        match key.code {
            KeyCode::Tab | KeyCode::BackTab | KeyCode::Up | KeyCode::Down => self.on_password = !self.on_password,
            KeyCode::Enter if !self.on_password => self.on_password = true,
            KeyCode::Enter => return self.submit(common),
            _ => {
                self.focused().key(key);
            }
        }
        None
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        if !self.waiting {
            self.focused().paste(text.trim_end_matches('\n'));
        }
    }

    /// The answer was no, or there was none.
    pub fn refused(&mut self) {
        self.waiting = false;
        self.password = Self::default().password;
    }

    fn focused(&mut self) -> &mut Editor {
        if self.on_password { &mut self.password } else { &mut self.login }
    }

    fn submit(&mut self, common: &mut Common) -> Option<Effect> {
        let login = self.login.text().trim().to_owned();
        if login.is_empty() {
            self.on_password = false;
            return None;
        }
        self.waiting = true;
        let ticket = common.ticket(Slot::SignIn);
        Some(Effect::SignIn { ticket, login, password: Password::new(self.password.text()) })
    }

    /// Whether an attempt is under way.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// Draws the form.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let title = format!("{} · {}", lang.program_name(), lang.sign_in_title());
        let inside = overlay::open(frame, overlay::centred(area, 60, 8), theme.pane(&title, true));
        self.draw_lines(frame, inside, common);
        if inside.height > 5 {
            let line = Rect { x: inside.x + 1, y: inside.y + 5, width: inside.width.saturating_sub(2), height: 1 };
            let hint = if self.waiting { lang.signing_in() } else { lang.sign_in_hint() };
            frame.render_widget(Line::styled(hint, theme.dim()), line);
        }
    }

    /// Draws the two lines into a box.
    pub(super) fn draw_lines(&self, frame: &mut Frame<'_>, inside: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let label_width = width(lang.login_label()).max(width(lang.password_label())) + 2;
        let Ok(label_columns) = u16::try_from(label_width) else { return };
        let rows = [
            (1, lang.login_label(), &self.login, !self.on_password),
            (3, lang.password_label(), &self.password, self.on_password),
        ];
        for (row, label, editor, focused) in rows {
            if row >= inside.height || inside.width <= label_columns + 2 {
                continue;
            }
            let line = Rect { x: inside.x + 1, y: inside.y + row, width: inside.width - 2, height: 1 };
            frame.render_widget(Line::styled(label, if focused { theme.accent() } else { theme.dim() }), line);
            let field = Rect { x: line.x + label_columns, width: line.width - label_columns, ..line };
            editor.draw(frame, field, focused && !self.waiting);
        }
    }
}
