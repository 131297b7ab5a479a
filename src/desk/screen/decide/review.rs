//! The review: what the decision will do, item by item, and the letter as the applicant will read it. Only from here is it confirmed.

use super::GUARD_MS;
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::msg::{Notice, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::screen::proofread::work::EditedLetter;
use crate::desk::screen::proofread::{Layer, Proofread};
use crate::domain::decision::Outcome;
use crate::domain::letter::{self, Letter};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::domain::verdict::FieldVerdict;

/// Most characters of a letter.
const LETTER_CHARS: usize = 4_000;

/// What of the review has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Focus {
    /// The items and their outcomes.
    Items,
    /// The letter.
    Letter,
    /// The button that confirms.
    Confirm,
}

/// The review.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Review {
    pub(crate) focus: Focus,
    /// First line of the letter that is shown.
    pub(crate) top: usize,
    /// The letter being edited.
    pub(crate) editor: Option<Editor>,
    /// Until when nothing confirms yet, because the key that opened the review may still be held.
    guard_until: Option<Millis>,
}

impl Review {
    /// Whether the letter is being edited.
    pub(crate) const fn is_editing(&self) -> bool {
        self.editor.is_some()
    }
}

impl Proofread {
    /// Opens the review of the whole decision.
    pub(in crate::desk::screen) fn open_review(&mut self, guard_until: Option<Millis>, _common: &Common) -> Vec<Ask> {
        self.layer = Layer::Review(Review { focus: Focus::Items, top: 0, editor: None, guard_until });
        Vec::new()
    }

    /// The letter as the catalogue makes it of the outcomes so far.
    pub(in crate::desk::screen) fn generated(&self, common: &Common) -> Option<Letter> {
        let institution = common.institutions.iter().find(|one| one.code == self.file.institution);
        let name = institution.map_or(self.file.institution.as_str(), |one| one.name.as_str());
        letter::write(&common.catalogue, &self.file.in_letter(name), &self.work.all_outcomes(), &self.work.all_verdicts())
    }

    /// The adverse verdicts that the generated letter passes over.
    pub(super) fn unsaid(&self, common: &Common) -> Vec<FieldVerdict> {
        letter::unsaid(&common.catalogue, &self.work.all_outcomes(), &self.work.all_verdicts())
    }

    /// Where the order goes with the outcomes so far.
    pub(in crate::desk::screen) fn leads_to(&self) -> Option<Status> {
        Status::of_outcomes(self.work.all_outcomes().iter().map(|outcome| outcome.outcome))
    }

    /// Whether the letter was edited from another decision than the present one.
    pub(in crate::desk::screen) fn letter_is_stale(&self, generated: &Letter) -> bool {
        self.work.letter.as_ref().is_some_and(|edited| edited.of != generated.body)
    }

    pub(in crate::desk::screen) fn review_command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let Layer::Review(review) = &mut self.layer else { return Vec::new() };
        if review.editor.is_some() {
            if matches!(command, Command::Save | Command::Back) {
                review.editor = None;
                // The same key confirms the review: pressed twice, it must not.
                review.guard_until = (command == Command::Save).then(|| env.now.plus(GUARD_MS));
            }
            return Vec::new();
        }
        // Each press of a held key comes soon after the one before: it is let go of first.
        if matches!(command, Command::Send | Command::Open) && review.guard_until.is_some_and(|until| env.now < until) {
            review.guard_until = Some(env.now.plus(GUARD_MS));
            return Vec::new();
        }
        match (command, review.focus) {
            (Command::Down, Focus::Items) | (Command::NextItem, _) => self.review_item(true),
            (Command::Up, Focus::Items) | (Command::PreviousItem, _) => self.review_item(false),
            (Command::Down, _) => review.top = review.top.saturating_add(1),
            (Command::Up, _) => review.top = review.top.saturating_sub(1),
            (Command::PageDown, _) => review.top = review.top.saturating_add(10),
            (Command::PageUp, _) => review.top = review.top.saturating_sub(10),
            (Command::First, _) => review.top = 0,
            (Command::Last, _) => review.top = usize::from(u16::MAX),
            (Command::NextPane, Focus::Items) | (Command::PreviousPane, Focus::Confirm) => review.focus = Focus::Letter,
            (Command::NextPane, Focus::Letter) | (Command::PreviousPane, Focus::Items) => review.focus = Focus::Confirm,
            (Command::NextPane, Focus::Confirm) | (Command::PreviousPane, Focus::Letter) => review.focus = Focus::Items,
            (Command::Back, _) => self.layer = Layer::Panes,
            (Command::EditLetter, _) | (Command::Open, Focus::Letter) => return self.start_letter(common),
            (Command::ResetLetter, _) => {
                if self.work.letter.take().is_none() {
                    return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.letter_not_edited()))];
                }
                return vec![self.changed(common, env), Ask::Say(Notice::new(Tone::Good, common.lang.letter_restored()))];
            }
            (Command::Approve, _) => return self.approve_item(common, env),
            (Command::Reject, _) => return self.open_reasons(Outcome::Reject, common),
            (Command::Supplement, _) => return self.open_reasons(Outcome::Supplement, common),
            (Command::Open, Focus::Items) => {
                let outcome = self.item().and_then(|item| self.work.outcome(item.item)).map(|outcome| outcome.outcome);
                if let Some(outcome @ (Outcome::Reject | Outcome::Supplement)) = outcome {
                    return self.open_reasons(outcome, common);
                }
                if let Layer::Review(review) = &mut self.layer {
                    review.focus = Focus::Confirm;
                }
            }
            (Command::Send, _) | (Command::Open, Focus::Confirm) => return self.confirm(common, env),
            _ => {}
        }
        Vec::new()
    }

    fn review_item(&mut self, forward: bool) {
        let last = self.file.items.len().saturating_sub(1);
        let next = if forward { (self.item + 1).min(last) } else { self.item.saturating_sub(1) };
        if next != self.item {
            self.select_item(next);
        }
    }

    fn start_letter(&mut self, common: &Common) -> Vec<Ask> {
        if let Some(why) = self.why_read_only(common) {
            return vec![Ask::Say(Notice::new(Tone::Warn, why))];
        }
        let text = match (&self.work.letter, self.generated(common)) {
            (Some(edited), _) => edited.text.clone(),
            (None, Some(letter)) => letter.body,
            (None, None) => return Vec::new(),
        };
        if let Layer::Review(review) = &mut self.layer {
            review.focus = Focus::Letter;
            review.editor = Some(Editor::paragraphs(&text, LETTER_CHARS).from_the_start());
        }
        Vec::new()
    }

    /// Takes typing into the letter.
    pub(in crate::desk::screen) fn edit_letter(
        &mut self,
        common: &mut Common,
        env: &mut Env,
        change: impl FnOnce(&mut Editor) -> bool,
    ) -> Vec<Ask> {
        let Layer::Review(Review { editor: Some(editor), .. }) = &mut self.layer else { return Vec::new() };
        if !change(editor) {
            return Vec::new();
        }
        let text = editor.text();
        let Some(generated) = self.generated(common) else { return Vec::new() };
        let now = (text != generated.body).then_some(EditedLetter { text, of: generated.body });
        if now == self.work.letter {
            return Vec::new();
        }
        self.work.letter = now;
        vec![self.changed(common, env)]
    }
}
