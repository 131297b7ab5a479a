//! The locked screen: it covers everything, keeps what lies under it as it was, and gives way to a password only.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::sign_in::SignIn;
use crate::desk::app::common::Common;
use crate::desk::app::effect::Effect;
use crate::desk::input::key::Key;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{truncate, visible, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::staff::Actor;
use crate::store::records::Institution;

/// Columns of the form.
const COLUMNS: u16 = 66;

/// A locked screen.
#[derive(Debug)]
pub struct Lock {
    form: SignIn,
    /// What came of the last attempt; empty: nothing yet.
    said: String,
    /// Another one who takes over as soon as what is under way is answered.
    next: Option<Box<Next>>,
}

/// Who takes a desk over: who they are, the institutions there are, and how many attempts had failed before.
pub type Next = (Actor, Vec<Institution>, u32);

impl Lock {
    /// Locked by or for this member of staff.
    #[must_use]
    pub fn new(login: &str) -> Self {
        Self { form: SignIn::new(login), said: String::new(), next: None }
    }

    /// Takes a key: an attempt to sign in, if it is one.
    pub fn key(&mut self, key: Key, common: &mut Common) -> Option<Effect> {
        let attempt = self.form.key(key, common);
        if attempt.is_some() {
            self.said.clear();
        }
        attempt
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.form.paste(text);
    }

    /// The attempt came to nothing.
    pub fn refused(&mut self, said: String) {
        self.form.refused();
        self.said = said;
    }

    /// Another one has signed in and waits.
    pub fn takes_over(&mut self, next: Next) {
        self.next = Some(Box::new(next));
    }

    /// Whoever waits, once.
    pub fn take_next(&mut self) -> Option<Next> {
        self.next.take().map(|next| *next)
    }

    /// Draws the whole screen under the bar. Nothing of what is covered goes into the frame.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let name = common.actor.as_ref().map(|actor| visible(&actor.name).into_owned()).unwrap_or_default();
        let about = wrap(&lang.lock_about(&name), usize::from(COLUMNS) - 4);
        let rows = u16::try_from(about.len()).unwrap_or(2);
        let place = overlay::centred(area, COLUMNS, rows + 10);
        let inside = overlay::open(frame, place, theme.pane(lang.lock_title(), true));
        let line = |at: u16| Rect { x: inside.x + 1, y: inside.y + at, width: inside.width.saturating_sub(2), height: 1 };
        for (at, text) in (0..rows).zip(about) {
            frame.render_widget(Line::raw(text), line(at));
        }
        let form = Rect { y: inside.y + rows, height: inside.height.saturating_sub(rows), ..inside };
        self.form.draw_lines(frame, form, common);
        let cells = usize::from(inside.width).saturating_sub(2);
        if inside.height > rows + 7 {
            let said = match (&self.next, self.form.is_waiting()) {
                (Some(_), _) => lang.lock_saving(),
                (None, true) => lang.signing_in(),
                (None, false) => self.said.as_str(),
            };
            let style = if self.form.is_waiting() { theme.dim() } else { theme.bad() };
            for (at, text) in (rows + 5..rows + 7).zip(wrap(said, cells)) {
                frame.render_widget(Line::styled(text, style), line(at));
            }
            frame.render_widget(Line::styled(truncate(lang.lock_hint(), cells).into_owned(), theme.dim()), line(rows + 7));
        }
    }
}
