//! Drawing the desk: bar, screen, notice, keys, and a list over them if one is open.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::model::{Model, Screen};
use super::msg::{Notice, Tone};
use crate::desk::ui::chrome::{self, SMALLEST};
use crate::desk::ui::theme::Theme;
use crate::domain::time::Millis;

impl Model {
    /// Draws the whole screen. `now` is this machine's clock.
    pub fn view(&self, frame: &mut Frame<'_>, now: Millis) {
        self.draw(frame, now);
        Theme::of(&self.common).fill(frame.buffer_mut());
    }

    fn draw(&self, frame: &mut Frame<'_>, now: Millis) {
        let area = frame.area();
        let now = now.plus(self.common.clock_ahead_ms);
        // The window may have shrunk since it told its size: the frame is as large as it is now.
        if self.is_too_small() || area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            chrome::too_small(frame, &self.common);
            return;
        }
        let bar = Rect { height: 1, ..area };
        let lost = self.lost_since.map(|at| at.plus(self.common.clock_ahead_ms));
        if let Some(lock) = &self.lock {
            // Nothing of what lies under it, not even how much work there is.
            chrome::bar(frame, bar, &self.common, None, lost, now);
            lock.view(frame, Rect { y: area.y + 1, height: area.height - 1, ..area }, &self.common);
            return;
        }
        chrome::bar(frame, bar, &self.common, self.queue.open_work(), lost, now);
        let keys = Rect { y: area.bottom() - 1, height: 1, ..area };
        let notice = Rect { y: area.bottom() - 2, height: 1, ..area };
        let body = Rect { y: area.y + 1, height: area.height - 3, ..area };
        match (&self.order, &self.room) {
            _ if self.screen() == Screen::SignIn => self.sign_in.view(frame, body, &self.common),
            (Some(order), _) => order.view(frame, body, &self.common, now),
            (None, Some(room)) => room.view(frame, body, &self.common, now),
            (None, None) => self.queue.view(frame, body, &self.common, now),
        }
        let exporting = self.export.as_ref().and_then(|export| export.line(&self.common));
        let exporting = exporting.map(|text| Notice::new(Tone::Plain, text));
        let newest = self.notice.as_ref().map(|(notice, _)| notice).or(exporting.as_ref());
        chrome::notice(frame, notice, &self.common, newest);
        if self.screen() != Screen::SignIn {
            chrome::footer(frame, keys, &self.common, self.context(), |command| self.why_not(command));
        }
        if let Some(modal) = &self.modal {
            modal.view(frame, body, &self.common);
        }
        if let Some(export) = &self.export {
            export.view(frame, body, &self.common);
        }
        if let Some(prompt) = &self.prompt {
            prompt.view(frame, body, &self.common);
        }
    }
}
