//! Deciding an open order: reasons, the review of all that will happen, and the attempt itself. The state is the open order's own.

mod attempt;
mod proposals;
mod reasons;
mod review;
mod view;

pub(crate) use attempt::Attempt;
pub(super) use reasons::GUARD_MS;
pub(crate) use reasons::Reasons;
pub(crate) use review::{Focus, Review};
pub(super) use view::WORDING_ROWS;

use super::proofread::{Layer, Proofread};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::msg::{Notice, Tone};
use crate::desk::input::command::Command;
use crate::domain::decision::{ItemOutcome, Outcome, obstacles};

impl Proofread {
    /// Approves the item in front, if nothing stands against it.
    pub(super) fn approve_item(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let Some(item) = self.file.items.get(self.item) else { return Vec::new() };
        let found = obstacles(Outcome::Approve, &self.work.judged(item), 0);
        if !found.is_empty() {
            return self.show_obstacles(&found, common.lang);
        }
        self.work.decide(ItemOutcome { item: item.item, outcome: Outcome::Approve, reasons: Vec::new() });
        let mut asks = vec![self.changed(common, env)];
        asks.extend(self.proceed(None, common));
        asks
    }

    /// After an item got its outcome: on to the next one without, or to the review where all have theirs. `guard_until` is when a
    /// second press of the same key may confirm.
    pub(super) fn proceed(&mut self, guard_until: Option<crate::domain::time::Millis>, common: &Common) -> Vec<Ask> {
        let Some(next) = self.work.next_open(&self.file, self.item) else {
            return self.open_review(guard_until, common);
        };
        let done = self.item().map_or(0, |item| item.item);
        self.layer = Layer::Panes;
        self.select_item(next);
        let outcome = self.work.outcome(done).map_or("", |outcome| common.lang.outcome(outcome.outcome));
        let open = self.item().map_or(0, |item| item.item);
        vec![Ask::Say(Notice::new(Tone::Good, common.lang.item_done(done, outcome, open)))]
    }

    /// Why a command of this screen cannot run now.
    pub(super) fn why_not_deciding(&self, command: Command, common: &Common) -> Option<String> {
        let lang = common.lang;
        match (&self.layer, command) {
            // In an editor it ends the editing, and where Enter would claim the order, so does this.
            (Layer::Review(review), Command::Send) if !review.is_editing() && !self.may_claim(common) => {
                self.why_read_only(common)
            }
            (Layer::Reasons(_), Command::EditLetter | Command::ResetLetter) => Some(lang.letter_comes_later().to_owned()),
            (Layer::Review(_), Command::Toggle) => Some(lang.not_in_review().to_owned()),
            _ => None,
        }
    }
}
