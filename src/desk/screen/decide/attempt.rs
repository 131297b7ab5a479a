//! The attempt to decide: sent once under a token of its own, asked after by that token where the answer got lost, never repeated
//! blindly.

use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Slot, Takeable, Ticket, Tone};
use crate::desk::screen::proofread::{Layer, Proofread, Standing, happened};
use crate::domain::decision::{ItemOutcome, Outcome, obstacles};
use crate::domain::status::Status;
use crate::store::StoreError;
use crate::store::records::{Decided, NewDecision};
use crate::text::{Lang, Told};

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// The decision's token; it stays the same until it is known what became of it.
    token: String,
    /// Id of the message it causes.
    message_id: String,
    /// What it decides, and the letter.
    what: (Vec<ItemOutcome>, String),
    stage: Stage,
}

/// Where an attempt stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing under way: it may be sent (again).
    Idle,
    /// The write with this number is under way.
    Sent(u64),
    /// It is being asked after.
    Asked(u64),
    /// Nobody knows whether it happened: it has to be asked after before anything else.
    Unknown,
}

impl Proofread {
    /// Whether a decision, or the question after one, is under way.
    #[must_use]
    pub fn is_sending(&self) -> bool {
        self.attempt.as_ref().is_some_and(|attempt| matches!(attempt.stage, Stage::Sent(_) | Stage::Asked(_)))
    }

    /// Whether this reply belongs to the attempt.
    pub(in crate::desk::screen) fn is_attempt(&self, ticket: Ticket) -> bool {
        self.attempt
            .as_ref()
            .is_some_and(|attempt| matches!(attempt.stage, Stage::Sent(number) | Stage::Asked(number) if number == ticket.number))
    }

    /// Confirms what the review shows.
    pub(super) fn confirm(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let asks = self.ask_after_unknown(common);
        if !asks.is_empty() {
            return asks;
        }
        if self.may_claim(common) {
            return self.claim_again(common, env);
        }
        if let Some(why) = self.why_read_only(common) {
            return vec![Ask::Say(Notice::new(Tone::Warn, why))];
        }
        // A verdict may have changed since an item was approved.
        for index in 0..self.file.items.len() {
            let Some(item) = self.file.items.get(index) else { break };
            let Some(outcome) = self.work.outcome(item.item) else {
                self.layer = Layer::Panes;
                self.select_item(index);
                return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.item_open(item_no(self))))];
            };
            let found = obstacles(outcome.outcome, &self.work.judged(item), outcome.reasons.len());
            if !found.is_empty() && outcome.outcome == Outcome::Approve {
                self.select_item(index);
                return self.show_obstacles(&found, common.lang);
            }
        }
        let (Some(claim), Some(generated)) = (self.claim.clone(), self.generated(common)) else {
            return Vec::new();
        };
        let letter = self.work.letter.as_ref().map_or_else(|| generated.body.clone(), |edited| edited.text.clone());
        if letter.trim().is_empty() {
            return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.letter_empty()))];
        }
        // The server may still be at work on an attempt that nobody could tell anything of. The same again is the same attempt; anything
        // else is another one, which is refused if the first has come through: it must not be told as done by the other's token.
        let what = (self.work.all_outcomes(), letter.clone());
        self.attempt.take_if(|attempt| attempt.what != what);
        let fresh = || Attempt { token: env.id(), message_id: env.id(), what, stage: Stage::Idle };
        let attempt = self.attempt.get_or_insert_with(fresh);
        let ticket = common.ticket(Slot::Write);
        attempt.stage = Stage::Sent(ticket.number);
        let token = attempt.token.clone();
        let message_id = attempt.message_id.clone();
        let decision = NewDecision {
            claim,
            version: self.file.version,
            token,
            message_id,
            outcomes: self.work.all_outcomes(),
            verdicts: self.work.all_verdicts(),
            catalogue_version: common.catalogue.version.clone(),
            letter_generated: generated.body,
            title: generated.title,
            letter,
            draft: self.work.draft(&self.file, &common.catalogue, Some(common.database_now(env))),
            hold_ms: common.hold_ms,
            proposes: self.proposals(common, env),
        };
        vec![Ask::Do(Effect::Decide { ticket, decision: Box::new(decision) })]
    }

    /// Asks after an attempt of which nothing is known.
    pub(in crate::desk::screen) fn ask_after_unknown(&mut self, common: &mut Common) -> Vec<Ask> {
        match &self.attempt {
            Some(Attempt { stage: Stage::Unknown, .. }) => self.ask_after(common),
            _ => Vec::new(),
        }
    }

    fn ask_after(&mut self, common: &mut Common) -> Vec<Ask> {
        let Some(attempt) = &mut self.attempt else { return Vec::new() };
        let ticket = common.ticket(Slot::Write);
        attempt.stage = Stage::Asked(ticket.number);
        vec![Ask::Do(Effect::AskDecision { ticket, token: attempt.token.clone() })]
    }

    /// It was made, or refused.
    pub(in crate::desk::screen) fn decided(&mut self, ticket: Ticket, decided: Decided, common: &mut Common) -> Vec<Ask> {
        let Some(attempt) = self
            .attempt
            .as_mut()
            .filter(|attempt| matches!(attempt.stage, Stage::Sent(number) | Stage::Asked(number) if number == ticket.number))
        else {
            return Vec::new();
        };
        match decided {
            Decided::Done { status, held_until } => {
                let made = Takeable { token: attempt.token.clone(), order_no: self.file.order_no.clone(), status, held_until };
                // The decision ended the claim and the draft with it: there is nothing to release or save on leaving.
                self.attempt = None;
                self.lose_to(Standing::Elsewhere(status));
                self.all_saved();
                vec![Ask::Made(made)]
            }
            Decided::Listed { items } => {
                // Nothing was changed: with another outcome it may be sent again.
                attempt.stage = Stage::Idle;
                let refused = |lang: Lang| {
                    let names: Vec<String> = items.iter().map(|item| lang.item_no(*item)).collect();
                    lang.holder_is_listed(&names.join(lang.list_comma()))
                };
                self.put_banner(Tone::Bad, refused);
                vec![Ask::Say(Notice::new(Tone::Bad, refused(common.lang)))]
            }
            Decided::Stale { status, holder, since, .. } => {
                // Refused for good: another attempt is another decision.
                self.attempt = None;
                self.lose_to(match (status, &holder) {
                    (Status::AwaitingProofreading, Some(holder)) if !is_me(common, &holder.login) => {
                        Standing::Held(holder.clone())
                    }
                    _ => Standing::of(status, Standing::Lost),
                });
                self.banner.clear();
                let told = Told::new(|lang| {
                    lang.stale(&match self.standing {
                        Standing::Lost => lang.stale_claim_again().to_owned(),
                        _ => self.why_read_only_in(lang, common).unwrap_or_default(),
                    })
                });
                self.put_banner(Tone::Bad, |lang| told.text(lang).to_owned());
                for entry in since.iter().rev().take(3).rev() {
                    self.put_banner(Tone::Warn, |lang| happened(lang, entry, holder.as_ref()));
                }
                vec![Ask::Say(Notice::new(Tone::Bad, told.text(common.lang))), self.read_again(common)]
            }
        }
    }

    /// The answer got lost: asks by token at once.
    pub(in crate::desk::screen) fn outcome_unknown(&mut self, token: &str, common: &mut Common) -> Vec<Ask> {
        if self.attempt.as_ref().is_none_or(|attempt| attempt.token != token) {
            return Vec::new();
        }
        self.put_banner(Tone::Warn, |lang| lang.outcome_unknown().to_owned());
        self.ask_after(common)
    }

    /// It is known not to have happened: it may be sent again, under the same token.
    pub(in crate::desk::screen) fn not_decided(&mut self, common: &Common) -> Vec<Ask> {
        let Some(attempt) = &mut self.attempt else { return Vec::new() };
        attempt.stage = Stage::Idle;
        let unknown = Told::new(|lang| lang.outcome_unknown().to_owned());
        self.banner.retain(|notice| notice.said != unknown);
        vec![Ask::Say(Notice::new(Tone::Warn, common.lang.not_decided()))]
    }

    /// The store failed while it was sent or asked after.
    pub(in crate::desk::screen) fn attempt_failed(&mut self, error: &StoreError, common: &mut Common) -> Vec<Ask> {
        let Some(attempt) = &mut self.attempt else { return Vec::new() };
        let was_asked = matches!(attempt.stage, Stage::Asked(_));
        match error {
            StoreError::Unknown(_) if !was_asked => {
                let token = attempt.token.clone();
                self.outcome_unknown(&token, common)
            }
            // Asking failed: it is as unknown as before, and the next Ctrl-S asks again.
            _ if was_asked => {
                attempt.stage = Stage::Unknown;
                vec![Ask::Say(Notice::new(Tone::Bad, common.lang.still_unknown(error.code())))]
            }
            _ => {
                attempt.stage = Stage::Idle;
                vec![Ask::Say(Notice::new(Tone::Bad, common.lang.decision_failed(error.code())))]
            }
        }
    }
}

fn is_me(common: &Common, login: &str) -> bool {
    common.actor.as_ref().is_some_and(|actor| actor.login == login)
}

fn item_no(screen: &Proofread) -> u32 {
    screen.item().map_or(0, |item| item.item)
}
