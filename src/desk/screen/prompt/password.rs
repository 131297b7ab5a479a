//! A new password of one's own: the old one, the new one, the new one again.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Answer;
use crate::desk::app::common::Common;
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Slot, Ticket};
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{truncate, width};
use crate::desk::ui::theme::Theme;
use crate::password::{self, Password};

/// Columns of the form.
const COLUMNS: u16 = 64;
/// Most characters of a password.
const MOST: usize = 128;

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub struct PasswordForm {
    /// Old, new, new again.
    lines: [Editor; 3],
    at: usize,
    /// What is wrong.
    said: String,
    /// The write that is under way.
    sent: Option<Ticket>,
}

fn masked() -> Editor {
    let mut editor = Editor::line("", MOST);
    editor.mask();
    editor
}

impl Default for PasswordForm {
    fn default() -> Self {
        Self { lines: [masked(), masked(), masked()], at: 0, said: String::new(), sent: None }
    }
}

impl PasswordForm {
    pub(super) fn key(&mut self, key: Key, common: &mut Common) -> Answer {
        match key.code {
            // What is under way is answered whether it is waited for or not.
            KeyCode::Esc if self.sent.is_none() => return Answer::Closed,
            _ if self.sent.is_some() => {}
            KeyCode::Enter if self.at + 1 == self.lines.len() => return self.submit(common),
            KeyCode::Enter | KeyCode::Tab | KeyCode::Down => self.at = (self.at + 1) % self.lines.len(),
            KeyCode::BackTab | KeyCode::Up => self.at = (self.at + self.lines.len() - 1) % self.lines.len(),
            _ => {
                if let Some(line) = self.lines.get_mut(self.at) {
                    line.key(key);
                }
            }
        }
        Answer::Open
    }

    pub(super) fn paste(&mut self, text: &str) {
        if let Some(line) = self.lines.get_mut(self.at).filter(|_| self.sent.is_none()) {
            line.paste(text.trim_end_matches('\n'));
        }
    }

    pub(super) fn is_sent(&self, ticket: Ticket) -> bool {
        self.sent == Some(ticket)
    }

    /// It was not changed; everything is typed anew.
    pub(super) fn refused(&mut self, said: String) {
        *self = Self { said, ..Self::default() };
    }

    fn submit(&mut self, common: &mut Common) -> Answer {
        let lang = common.lang;
        let Some(actor) = common.actor.clone() else { return Answer::Closed };
        let [old, new, again] = &self.lines;
        let (old, new, again) = (old.text(), new.text(), again.text());
        let wrong = match password::check(&Password::new(new.clone()), &actor.login) {
            Err(weak) => Some((1, lang.weak(weak))),
            Ok(()) if new != again => Some((2, lang.passwords_differ().to_owned())),
            Ok(()) if new == old => Some((1, lang.password_unchanged().to_owned())),
            Ok(()) => None,
        };
        if let Some((at, said)) = wrong {
            (self.at, self.said) = (at, said);
            for line in self.lines.iter_mut().skip(at) {
                *line = masked();
            }
            return Answer::Open;
        }
        let ticket = common.ticket(Slot::Write);
        self.sent = Some(ticket);
        self.said.clear();
        Answer::Do(Effect::ChangePassword { ticket, old: Password::new(old), new: Password::new(new) })
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let inside = overlay::open(frame, overlay::centred(area, COLUMNS, 11), theme.pane(lang.password_title(), true));
        let labels = [lang.old_password_label(), lang.new_password_label(), lang.again_password_label()];
        let columns = labels.into_iter().map(width).max().unwrap_or(0) + 2;
        let Ok(columns) = u16::try_from(columns) else { return };
        let line = |at: u16| Rect { x: inside.x + 1, y: inside.y + at, width: inside.width.saturating_sub(2), height: 1 };
        for ((row, label), (index, editor)) in [1, 2, 3].into_iter().zip(labels).zip(self.lines.iter().enumerate()) {
            if row >= inside.height || inside.width < columns + 4 {
                continue;
            }
            let focused = index == self.at && self.sent.is_none();
            frame.render_widget(Line::styled(label, if focused { theme.accent() } else { theme.dim() }), line(row));
            let place = line(row);
            editor.draw(frame, Rect { x: place.x + columns, width: place.width - columns, ..place }, focused);
        }
        let cells = usize::from(inside.width).saturating_sub(2);
        if inside.height > 7 {
            let said = truncate(&self.said, cells).into_owned();
            frame.render_widget(Line::styled(said, theme.bad()), line(5));
            let hint = if self.sent.is_some() { lang.password_changing() } else { lang.password_hint() };
            frame.render_widget(Line::styled(truncate(hint, cells).into_owned(), theme.dim()), line(7));
        }
    }
}
