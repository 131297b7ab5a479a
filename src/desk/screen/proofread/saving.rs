//! What is kept and what is held: the draft, the claim, and what is to be done on leaving.

use super::{Banner, NEAR_END_MS, Proofread, RENEW_MS, Standing};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Slot, Tone};
use crate::domain::time::Millis;
use crate::text::{Lang, Told};

/// What became of the draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Saving {
    /// Nothing was done yet.
    Clean,
    /// A draft was brought back, last changed then.
    Restored(Option<Millis>),
    /// The write with this number is under way.
    Under(u64),
    /// All of it is saved.
    Saved,
    /// The last write failed.
    Failed,
}

impl Proofread {
    /// Something was typed or judged: saves the draft. (The driver writes only the newest of those that wait.)
    pub(in crate::desk::screen) fn changed(&mut self, common: &mut Common, env: &Env) -> Ask {
        self.changed_at = Some(common.database_now(env));
        Ask::Do(self.save(common))
    }

    fn save(&mut self, common: &mut Common) -> Effect {
        let ticket = common.ticket(Slot::Write);
        self.saving = Saving::Under(ticket.number);
        Effect::SaveDraft {
            ticket,
            institution: self.file.institution.clone(),
            order_no: self.file.order_no.clone(),
            draft: self.work.draft(&self.file, &common.catalogue, self.changed_at),
        }
    }

    /// Nothing is left to save: a decision took the draft with it.
    pub(in crate::desk::screen) const fn all_saved(&mut self) {
        self.saving = Saving::Saved;
    }

    /// Saves the draft once more unless it is known to be saved. A decision under way waits for what is being saved and then takes it
    /// along: saved once more, it would outlive the decision.
    pub(super) fn save_if_unsaved(&mut self, common: &mut Common) -> Option<Effect> {
        let unsaved = match self.saving {
            Saving::Under(_) => !self.is_sending(),
            Saving::Failed => true,
            Saving::Clean | Saving::Restored(_) | Saving::Saved => false,
        };
        unsaved.then(|| self.save(common))
    }

    /// The database answers again: a decision of which nobody knows is asked after, and a draft that could not be saved is.
    pub fn reconnected(&mut self, common: &mut Common) -> Vec<Ask> {
        let mut asks = self.ask_after_unknown(common);
        if self.saving == Saving::Failed && asks.is_empty() {
            asks.push(Ask::Do(self.save(common)));
        }
        asks
    }

    /// Any key while the order is open: renews the claim when its last renewal is older than a minute. What was asked about leaving is
    /// answered by this key or by none.
    pub fn touched(&mut self, common: &mut Common, env: &Env) -> Option<Effect> {
        self.leave_confirmed = std::mem::take(&mut self.leave_asked);
        let claim = self.claim.as_ref().filter(|_| self.standing == Standing::Ours)?;
        // The claim was made or renewed this long ago, by the database's clock.
        let made = claim.until.plus(-common.claim_ms).plus(-common.clock_ahead_ms);
        let since = env.now.since(self.renewed_at.unwrap_or(made));
        // A moment that lies ahead is a clock gone wrong: better renewed once too often.
        if (0..RENEW_MS).contains(&since) {
            return None;
        }
        self.renewed_at = Some(env.now);
        let ticket = common.ticket(Slot::Renew);
        self.renewal = Some(ticket.number);
        Some(Effect::Renew { ticket, claim: claim.clone() })
    }

    /// The screen is covered: what is not saved is saved, and no number stays revealed under it.
    pub fn covered(&mut self, common: &mut Common) -> Option<Effect> {
        self.reveal_until = None;
        self.save_if_unsaved(common)
    }

    /// What must be done on leaving, for whatever reason: save what is not saved, release the claim.
    pub fn leave(&mut self, common: &mut Common) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.save_if_unsaved(common).into_iter().collect();
        effects.iter().for_each(|effect| common.kept_work.keep(effect));
        if let Some(claim) = self.claim.take() {
            effects.push(Effect::Release { ticket: common.ticket(Slot::Write), claim });
        }
        effects
    }

    /// The next moment, by this machine's clock, at which the screen changes by itself.
    #[must_use]
    pub fn wakes_at(&self, common: &Common, env_now: Millis) -> Option<Millis> {
        let end = self.claim.as_ref().map(|claim| claim.until.plus(-common.clock_ahead_ms));
        [self.reveal_until, end.map(|end| end.plus(-NEAR_END_MS)), end].into_iter().flatten().filter(|at| *at > env_now).min()
    }

    /// The moment has come.
    pub fn tick(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        if self.reveal_until.is_some_and(|until| until <= env.now) {
            self.reveal_until = None;
        }
        let left = self.claim.as_ref().map(|claim| claim.until.since(common.database_now(env)));
        match left {
            Some(left) if left <= 0 => self.put_banner(Tone::Bad, |lang| lang.claim_over().to_owned()),
            Some(left) if left <= NEAR_END_MS && !self.end_near => {
                self.end_near = true;
                return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.claim_ends_soon()))];
            }
            _ => {}
        }
        Vec::new()
    }

    /// Adds a line to what stays in sight, once.
    pub(in crate::desk::screen) fn put_banner(&mut self, tone: Tone, say: impl Fn(Lang) -> String) {
        let notice = Banner::new(tone, say);
        if !self.banner.contains(&notice) {
            self.banner.push(notice);
        }
    }

    /// The claim was renewed, or no longer stands.
    pub(super) fn renewed(&mut self, until: Option<Millis>, common: &mut Common) -> Vec<Ask> {
        self.renewal = None;
        match (until, &mut self.claim) {
            (Some(until), Some(claim)) => {
                claim.until = until;
                self.end_near = false;
                let over = Told::new(|lang| lang.claim_over().to_owned());
                self.banner.retain(|notice| notice.said != over);
                Vec::new()
            }
            (None, Some(_)) => self.lose(Standing::Lost, common),
            (_, None) => Vec::new(),
        }
    }
}
