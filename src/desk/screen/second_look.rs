//! A second look at an order: because its holder is proposed for the dishonesty list (G2.2), or because it was drawn for quality
//! sampling. It is opened blind, without what the first decider found, and judged anew; a small form then concludes. The state is the
//! open order's own, as in [`super::decide`].

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::listing::{REASON_CHARS, words};
use super::proofread::{Layer, Proofread, Standing, row};
use super::sampling::data::Act;
use crate::desk::app::common::{Ask, Common};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Slot, Ticket, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::ui::overlay;
use crate::desk::ui::text::width;
use crate::desk::ui::theme::Theme;
use crate::domain::decision::Obstacle;
use crate::domain::listing::LookOutcome;
use crate::domain::status::Status;
use crate::store::records::{ListingDone, SampleDone, SampleLook, SecondLook};
use crate::text::Lang;

/// What is looked at a second time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookedAt {
    /// A proposal for the dishonesty list.
    Listing {
        /// The listing.
        listing: String,
        /// Of which item's holder, 1-based.
        item: u32,
    },
    /// An order of a sample: all its items.
    Sample {
        /// The sample.
        sample: String,
        /// The order's place in it.
        place: u32,
    },
}

/// What a look can come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    Listing(LookOutcome),
    Sample(Status),
}

impl Choice {
    const fn of(what: &LookedAt) -> &'static [Self] {
        match what {
            LookedAt::Listing { .. } => &[Self::Listing(LookOutcome::Confirm), Self::Listing(LookOutcome::Decline)],
            LookedAt::Sample { .. } => {
                &[Self::Sample(Status::Accepted), Self::Sample(Status::Rejected), Self::Sample(Status::AwaitingSupplement)]
            }
        }
    }

    const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Listing(LookOutcome::Confirm) => lang.look_confirm(),
            Self::Listing(LookOutcome::Decline) => lang.look_decline(),
            Self::Sample(status) => lang.status(status),
        }
    }
}

/// The form. No outcome is chosen beforehand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LookForm {
    choices: &'static [Choice],
    outcome: Option<Choice>,
    reason: Editor,
    /// The write that is under way.
    sent: Option<u64>,
}

impl LookForm {
    /// The next choice by so many, round and round; the first one where nothing is chosen.
    fn turn(&mut self, by: usize) {
        let at = self.choices.iter().position(|choice| Some(*choice) == self.outcome);
        let next = at.map_or(0, |at| (at + by).checked_rem(self.choices.len()).unwrap_or(0));
        self.outcome = self.choices.get(next).copied();
    }
}

impl Proofread {
    /// Marks an order, opened without what the first decider found, as a second look.
    pub fn look_again(&mut self, of: LookedAt) {
        let first = if let LookedAt::Listing { item, .. } = &of { *item } else { 1 };
        self.standing = Standing::Blind(of);
        let index = self.file.items.iter().position(|one| one.item == first).unwrap_or(0);
        self.select_item(index);
    }

    /// Whether it is shown without what the first decider found: it must not be read again as it is.
    #[must_use]
    pub const fn is_blind(&self) -> bool {
        matches!(self.standing, Standing::Blind(_))
    }

    /// Whether leaving would lose a second look: its verdicts go with the conclusion and are kept nowhere before.
    #[must_use]
    pub fn has_unconcluded_look(&self) -> bool {
        self.is_blind() && self.work.has_verdicts()
    }

    /// Opens the form once every field of the items in question has a verdict.
    pub(super) fn conclude(&mut self, common: &Common) -> Vec<Ask> {
        let Standing::Blind(of) = &self.standing else {
            return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.look_not_blind()))];
        };
        let is_asked = |number: u32| match of {
            LookedAt::Listing { item, .. } => *item == number,
            LookedAt::Sample { .. } => true,
        };
        let choices = Choice::of(of);
        let unjudged = self.file.items.iter().enumerate().filter(|(_, item)| is_asked(item.item)).find_map(|(index, item)| {
            let judged = self.work.judged(item);
            let open: Vec<_> = judged.iter().filter(|(_, verdict)| verdict.is_none()).map(|(field, _)| *field).collect();
            (!open.is_empty()).then_some((index, open))
        });
        if let Some((index, open)) = unjudged {
            self.select_item(index);
            return self.show_obstacles(&[Obstacle::Unjudged(open)], common.lang);
        }
        self.layer =
            Layer::Look(Box::new(LookForm { choices, outcome: None, reason: Editor::line("", REASON_CHARS), sent: None }));
        Vec::new()
    }

    /// Does what a key was bound to, in the form; `asked`: the command before was the same way out, and was asked about.
    pub(super) fn look_command(&mut self, command: Command, asked: bool, common: &mut Common) -> Vec<Ask> {
        let Layer::Look(form) = &self.layer else { return Vec::new() };
        match command {
            _ if form.sent.is_some() => Vec::new(),
            Command::Back if !asked && !form.reason.text().trim().is_empty() => {
                self.leave_asked = true;
                vec![Ask::Say(Notice::new(Tone::Warn, common.lang.look_discard_again()))]
            }
            Command::Back => {
                self.layer = Layer::Panes;
                Vec::new()
            }
            Command::Save => self.send_look(common),
            _ => Vec::new(),
        }
    }

    /// A key in the form that no command took.
    pub(super) fn look_key(&mut self, key: Key) {
        let Layer::Look(form) = &mut self.layer else { return };
        if form.sent.is_some() {
            return;
        }
        match key.code {
            KeyCode::Tab => form.turn(1),
            KeyCode::BackTab => form.turn(form.choices.len().saturating_sub(1)),
            _ => {
                form.reason.key(key);
            }
        }
    }

    /// Typing into the form.
    pub(super) fn type_look(&mut self, change: impl FnOnce(&mut Editor) -> bool) {
        if let Layer::Look(form) = &mut self.layer
            && form.sent.is_none()
        {
            change(&mut form.reason);
        }
    }

    fn send_look(&mut self, common: &mut Common) -> Vec<Ask> {
        let warn = |text: &str| vec![Ask::Say(Notice::new(Tone::Warn, text))];
        let (Layer::Look(form), Standing::Blind(of)) = (&mut self.layer, &self.standing) else { return Vec::new() };
        if form.sent.is_some() {
            return Vec::new();
        }
        let Some(outcome) = form.outcome else { return warn(common.lang.look_outcome_missing()) };
        let reason = form.reason.text().trim().to_owned();
        if outcome == Choice::Listing(LookOutcome::Decline) && reason.is_empty() {
            return warn(common.lang.aside_reason_missing());
        }
        let ticket = common.ticket(Slot::Write);
        form.sent = Some(ticket.number);
        let institution = self.file.institution.clone();
        let verdicts = self.work.all_verdicts();
        let effect = match (of, outcome) {
            (LookedAt::Listing { listing, .. }, Choice::Listing(outcome)) => {
                let look = Box::new(SecondLook { outcome, reason, verdicts });
                Effect::LookAgain { ticket, institution, listing: listing.clone(), look }
            }
            (LookedAt::Sample { sample, place }, Choice::Sample(outcome)) => {
                let look = Box::new(SampleLook { outcome, remark: reason, verdicts });
                Effect::Sampling { ticket, institution, act: Act::Conclude { sample: sample.clone(), place: *place, look } }
            }
            // A form has the choices of what it was opened for.
            _ => return Vec::new(),
        };
        vec![Ask::Do(effect)]
    }

    /// Whether this reply is about the second look.
    pub(super) fn is_looking_again(&self, ticket: Ticket) -> bool {
        matches!(&self.layer, Layer::Look(form) if form.sent == Some(ticket.number))
    }

    /// It was concluded, or why not.
    pub(super) fn looked_again(&mut self, ticket: Ticket, done: &ListingDone, common: &Common) -> Vec<Ask> {
        if !self.is_looking_again(ticket) {
            return Vec::new();
        }
        let Layer::Look(form) = std::mem::replace(&mut self.layer, Layer::Panes) else { return Vec::new() };
        let Standing::Blind(of) = &self.standing else { return Vec::new() };
        let looked = |tone, text: String| vec![Ask::Looked { of: of.clone(), notice: Notice::new(tone, text) }];
        match (done, form.outcome) {
            (ListingDone::Done, outcome) => {
                let confirmed = outcome == Some(Choice::Listing(LookOutcome::Confirm));
                let lang = common.lang;
                looked(Tone::Good, if confirmed { lang.look_confirmed() } else { lang.look_declined() }.to_owned())
            }
            // Somebody else was first, or the decision is gone: there is nothing left to look at.
            (ListingDone::Settled { .. } | ListingDone::Unknown, _) => looked(Tone::Warn, words(common.lang, done)),
            (ListingDone::Own | ListingDone::Held { .. }, _) => {
                vec![Ask::Say(Notice::new(Tone::Warn, words(common.lang, done)))]
            }
        }
    }

    /// A look at an order of a sample was concluded, or why not.
    pub(super) fn looked_at_sample(&mut self, ticket: Ticket, done: SampleDone, common: &Common) -> Vec<Ask> {
        if !self.is_looking_again(ticket) {
            return Vec::new();
        }
        self.layer = Layer::Panes;
        let Standing::Blind(of) = &self.standing else { return Vec::new() };
        let lang = common.lang;
        let (tone, said) = match done {
            SampleDone::Done { differs: false } => (Tone::Good, lang.sample_agreed()),
            SampleDone::Done { differs: true } => (Tone::Good, lang.sample_apart()),
            SampleDone::Settled => (Tone::Warn, lang.sample_settled()),
            SampleDone::NotYours => (Tone::Warn, lang.sample_not_yours()),
            SampleDone::Unknown => (Tone::Warn, lang.sample_unknown()),
        };
        vec![Ask::Looked { of: of.clone(), notice: Notice::new(tone, said) }]
    }

    /// It failed; the form stays.
    pub(super) fn look_failed(&mut self) {
        if let Layer::Look(form) = &mut self.layer {
            form.sent = None;
        }
    }

    pub(super) fn draw_look(frame: &mut Frame<'_>, area: Rect, form: &LookForm, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let place = overlay::centred(area, 64, 7);
        let of_sample = matches!(form.choices, [Choice::Sample(_), ..]);
        let title = if of_sample { lang.sample_look_title() } else { lang.look_title() };
        let inside = overlay::open(frame, place, theme.pane(title, true));
        let mut spans = vec![Span::styled(format!(" {}  ", lang.look_outcome()), theme.accent())];
        for choice in form.choices {
            let (chosen, word) = (form.outcome == Some(*choice), choice.word(lang));
            let text = if chosen { format!("[x] {word}   ") } else { format!("[ ] {word}   ") };
            spans.push(Span::styled(text, if chosen { theme.head() } else { theme.dim() }));
        }
        frame.render_widget(Line::from(spans), row(inside, 0));
        let label = format!(" {}  ", if of_sample { lang.sample_remark() } else { lang.aside_reason() });
        let Ok(offset) = u16::try_from(width(&label)) else { return };
        let line = row(inside, 2);
        frame.render_widget(Line::styled(label, theme.accent()), line);
        form.reason.draw(frame, Rect { x: line.x + offset, width: line.width.saturating_sub(offset + 1), ..line }, true);
        let hint = if form.sent.is_some() { lang.sending() } else { lang.look_hint() };
        frame.render_widget(Line::styled(format!(" {hint}"), theme.dim()), row(inside, 4));
    }
}
