//! The list of reasons for an outcome of one item. Those that fit the verdicts come first and say so; none is chosen beforehand.

use std::collections::BTreeSet;

use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::msg::{Notice, Tone};
use crate::desk::input::command::Command;
use crate::desk::screen::proofread::{Layer, Proofread};
use crate::domain::decision::{ItemOutcome, Outcome};

/// How long after a list was closed with a key the same key may not confirm yet, in milliseconds: longer than a held key waits before
/// it repeats.
pub(in crate::desk::screen) const GUARD_MS: i64 = 700;

/// An offered reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// Its code.
    pub(crate) code: String,
    /// Whether it fits a verdict that was given.
    pub(crate) fits: bool,
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reasons {
    /// For which item, 1-based.
    pub(crate) item: u32,
    /// For which outcome.
    pub(crate) outcome: Outcome,
    /// In the order of the list.
    pub(crate) offers: Vec<Offer>,
    /// Codes chosen.
    pub(crate) chosen: BTreeSet<String>,
    /// Row under the cursor.
    pub(crate) cursor: usize,
}

impl Proofread {
    /// Opens the list for the item in front. What was chosen for this outcome before is still chosen.
    pub(in crate::desk::screen) fn open_reasons(&mut self, outcome: Outcome, common: &Common) -> Vec<Ask> {
        let Some(item) = self.file.items.get(self.item) else { return Vec::new() };
        let given = self.work.given(item);
        let offers = common
            .catalogue
            .offered(outcome, item.service, &item.certificate, &given)
            .into_iter()
            .map(|reason| Offer { code: reason.code.clone(), fits: reason.fits(&given) })
            .collect();
        let before = self.work.outcome(item.item).filter(|before| before.outcome == outcome);
        let chosen = before.map(|before| before.reasons.iter().cloned().collect()).unwrap_or_default();
        self.layer = Layer::Reasons(Reasons { item: item.item, outcome, offers, chosen, cursor: 0 });
        Vec::new()
    }

    pub(in crate::desk::screen) fn reasons_command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let page = usize::from(common.size.1 / 2).max(1);
        let Layer::Reasons(list) = &mut self.layer else { return Vec::new() };
        let last = list.offers.len().saturating_sub(1);
        match command {
            Command::Down => list.cursor = (list.cursor + 1).min(last),
            Command::Up => list.cursor = list.cursor.saturating_sub(1),
            Command::PageDown => list.cursor = (list.cursor + page).min(last),
            Command::PageUp => list.cursor = list.cursor.saturating_sub(page),
            Command::First => list.cursor = 0,
            Command::Last => list.cursor = last,
            Command::Toggle => {
                if let Some(offer) = list.offers.get(list.cursor)
                    && !list.chosen.remove(&offer.code)
                {
                    list.chosen.insert(offer.code.clone());
                }
            }
            Command::GoOn | Command::Send => return self.take_reasons(command, common, env),
            Command::Back => self.layer = Layer::Panes,
            Command::Approve => return self.approve_item(common, env),
            Command::Reject if list.outcome != Outcome::Reject => return self.open_reasons(Outcome::Reject, common),
            Command::Supplement if list.outcome != Outcome::Supplement => return self.open_reasons(Outcome::Supplement, common),
            _ => {}
        }
        Vec::new()
    }

    fn take_reasons(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        if let Some(why) = self.why_read_only(common) {
            return vec![Ask::Say(Notice::new(Tone::Warn, why))];
        }
        let Layer::Reasons(list) = &self.layer else { return Vec::new() };
        if list.chosen.is_empty() {
            return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.choose_a_reason()))];
        }
        // The letter gives them in the catalogue's order, whatever stood first in the list.
        let reasons: Vec<String> = common
            .catalogue
            .reasons
            .iter()
            .filter(|reason| list.chosen.contains(&reason.code))
            .map(|reason| reason.code.clone())
            .collect();
        let outcome = ItemOutcome { item: list.item, outcome: list.outcome, reasons };
        self.work.decide(outcome);
        let mut asks = vec![self.changed(common, env)];
        // A held Ctrl-S must not run on into the confirmation.
        let guard = (command == Command::Send).then(|| env.now.plus(GUARD_MS));
        asks.extend(self.proceed(guard, common));
        asks
    }
}
