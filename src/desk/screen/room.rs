//! What the desk asks of a screen that takes the queue's place. The open order lies over it, and goes back to it.

use std::fmt;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Screen;
use crate::desk::app::msg::{Reply, Ticket};
use crate::desk::app::update::Click;
use crate::desk::input::command::Command;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::desk::input::mouse::Mouse;
use crate::domain::time::Millis;
use crate::store::records::AuditEntry;
use crate::text::Lang;

/// A screen in the queue's place. Replies come to it by their slot (see [`crate::desk::app::msg::Slot::is_room`]).
pub trait Room: fmt::Debug + Send {
    /// Which screen it is.
    fn screen(&self) -> Screen;
    /// Where keys go.
    fn context(&self) -> Context;
    /// Why a command cannot run now.
    fn why_not(&self, command: Command, common: &Common) -> Option<String>;
    /// Takes a command; `None`: back to the queue.
    fn command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Option<Vec<Ask>>;
    /// A key that no command took.
    fn key(&mut self, key: Key, common: &mut Common, env: &mut Env) -> Vec<Ask>;
    /// Pasted text.
    fn paste(&mut self, text: &str, common: &mut Common, env: &mut Env) -> Vec<Ask>;
    /// A line typed in `--linear` mode for an editor of several paragraphs, which goes behind what is there; `None`: the editor takes one
    /// line, which replaces what is there.
    fn append(&mut self, _line: &str, _common: &mut Common, _env: &mut Env) -> Option<Vec<Ask>> {
        None
    }
    /// What came of an effect of this screen.
    fn reply(&mut self, ticket: Ticket, reply: Reply, common: &mut Common, env: &mut Env) -> Vec<Ask>;
    /// Others (or we) changed something.
    fn activity(&mut self, entries: &[AuditEntry], common: &mut Common) -> Vec<Ask>;
    /// Reads anew what is shown: it is in front again, or may have missed something.
    fn refresh(&mut self, common: &mut Common) -> Vec<Ask>;
    /// The database answers again: what could not be saved meanwhile is saved.
    fn reconnected(&mut self, _common: &mut Common) -> Vec<Ask> {
        Vec::new()
    }
    /// A moment that [`Self::wakes_at`] named has come.
    fn tick(&mut self, _common: &mut Common, _env: &mut Env) -> Vec<Ask> {
        Vec::new()
    }
    /// The next moment (by this machine's clock) at which it changes by itself.
    fn wakes_at(&self, _common: &Common, _now: Millis) -> Option<Millis> {
        None
    }
    /// It is left: what has to be saved.
    fn leave(&mut self, _common: &mut Common) -> Vec<Effect> {
        Vec::new()
    }
    /// A click, the second of two where `double`, in this part of the screen. The wheel moves as the arrow keys do.
    fn click(&mut self, _mouse: Mouse, _double: bool, _area: Rect, _common: &mut Common) -> Click {
        Click::Nothing
    }
    /// The wheel is turned here: what it moves in, where the screen has several parts.
    fn point(&mut self, _mouse: Mouse, _area: Rect, _common: &Common) {}
    /// The screen's language is another one now: puts into its words what is kept in words.
    fn speak(&mut self, _lang: Lang) {}
    /// Draws it.
    fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis);
}
