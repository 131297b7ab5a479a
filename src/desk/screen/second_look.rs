//! A second look at an order whose holder is proposed for the dishonesty list (G2.2): the order is opened blind, without what the first
//! decider found, and judged anew; a small form then confirms or declines. The state is the open order's own, as in
//! [`super::decide`].

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::listing::{REASON_CHARS, words};
use super::proofread::{Layer, Proofread, Standing, row};
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
use crate::store::records::{ListingDone, SecondLook};

/// The form. No outcome is chosen beforehand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LookForm {
    outcome: Option<LookOutcome>,
    reason: Editor,
    /// The write that is under way.
    sent: Option<u64>,
}

impl Proofread {
    /// Marks an order, opened without what the first decider found, as the second look at a listing.
    pub fn look_again(&mut self, listing: String, item: u32) {
        self.standing = Standing::Blind { listing, item };
        let index = self.file.items.iter().position(|one| one.item == item).unwrap_or(0);
        self.select_item(index);
    }

    /// Whether it is shown without what the first decider found: it must not be read again as it is.
    #[must_use]
    pub const fn is_blind(&self) -> bool {
        matches!(self.standing, Standing::Blind { .. })
    }

    /// Opens the form once every field of the item in question has a verdict.
    pub(super) fn conclude(&mut self, common: &Common) -> Vec<Ask> {
        let Standing::Blind { item, .. } = &self.standing else {
            return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.look_not_blind()))];
        };
        let Some(index) = self.file.items.iter().position(|one| one.item == *item) else { return Vec::new() };
        let judged = self.file.items.get(index).map(|item| self.work.judged(item)).unwrap_or_default();
        let open: Vec<_> = judged.iter().filter(|(_, verdict)| verdict.is_none()).map(|(field, _)| *field).collect();
        if !open.is_empty() {
            self.select_item(index);
            return self.show_obstacles(&[Obstacle::Unjudged(open)], common.lang);
        }
        self.layer = Layer::Look(Box::new(LookForm { outcome: None, reason: Editor::line("", REASON_CHARS), sent: None }));
        Vec::new()
    }

    pub(super) fn look_command(&mut self, command: Command, common: &mut Common) -> Vec<Ask> {
        let Layer::Look(form) = &self.layer else { return Vec::new() };
        match command {
            _ if form.sent.is_some() => Vec::new(),
            Command::Back => {
                self.layer = Layer::Panes;
                Vec::new()
            }
            Command::Save => self.send_look(common),
            _ => Vec::new(),
        }
    }

    /// A key in the form that no command took.
    pub(super) fn look_key(&mut self, key: Key, common: &mut Common) -> Vec<Ask> {
        let Layer::Look(form) = &mut self.layer else { return Vec::new() };
        if form.sent.is_some() {
            return Vec::new();
        }
        match key.code {
            KeyCode::Enter => return self.send_look(common),
            KeyCode::Tab | KeyCode::BackTab => {
                form.outcome = Some(match form.outcome {
                    Some(LookOutcome::Confirm) => LookOutcome::Decline,
                    Some(LookOutcome::Decline) | None => LookOutcome::Confirm,
                });
            }
            _ => {
                form.reason.key(key);
            }
        }
        Vec::new()
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
        let (Layer::Look(form), Standing::Blind { listing, .. }) = (&mut self.layer, &self.standing) else { return Vec::new() };
        let Some(outcome) = form.outcome else { return warn(common.lang.look_hint()) };
        let reason = form.reason.text().trim().to_owned();
        if outcome == LookOutcome::Decline && reason.is_empty() {
            return warn(common.lang.aside_reason_missing());
        }
        let ticket = common.ticket(Slot::Write);
        form.sent = Some(ticket.number);
        vec![Ask::Do(Effect::LookAgain {
            ticket,
            institution: self.file.institution.clone(),
            listing: listing.clone(),
            look: Box::new(SecondLook { outcome, reason, verdicts: self.work.all_verdicts() }),
        })]
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
        let Standing::Blind { listing, .. } = &self.standing else { return Vec::new() };
        match (done, form.outcome) {
            (ListingDone::Done, outcome) => {
                let lang = common.lang;
                let said = if outcome == Some(LookOutcome::Confirm) { lang.look_confirmed() } else { lang.look_declined() };
                vec![Ask::Looked { listing: listing.clone(), notice: Notice::new(Tone::Good, said) }]
            }
            // Somebody else was first, or the decision is gone: there is nothing left to look at.
            (ListingDone::Settled { .. } | ListingDone::Unknown, _) => {
                vec![Ask::Looked { listing: listing.clone(), notice: Notice::new(Tone::Warn, words(common.lang, done)) }]
            }
            (ListingDone::Own | ListingDone::Held { .. }, _) => {
                vec![Ask::Say(Notice::new(Tone::Warn, words(common.lang, done)))]
            }
        }
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
        let inside = overlay::open(frame, place, theme.pane(lang.look_title(), true));
        let mut spans = vec![Span::styled(format!(" {}  ", lang.look_outcome()), theme.accent())];
        for (outcome, word) in [(LookOutcome::Confirm, lang.look_confirm()), (LookOutcome::Decline, lang.look_decline())] {
            let chosen = form.outcome == Some(outcome);
            let text = if chosen { format!("[x] {word}   ") } else { format!("[ ] {word}   ") };
            spans.push(Span::styled(text, if chosen { theme.head() } else { theme.dim() }));
        }
        frame.render_widget(Line::from(spans), row(inside, 0));
        let label = format!(" {}  ", lang.aside_reason());
        let Ok(offset) = u16::try_from(width(&label)) else { return };
        let line = row(inside, 2);
        frame.render_widget(Line::styled(label, theme.accent()), line);
        form.reason.draw(frame, Rect { x: line.x + offset, width: line.width.saturating_sub(offset + 1), ..line }, true);
        let hint = if form.sent.is_some() { lang.sending() } else { lang.look_hint() };
        frame.render_widget(Line::styled(format!(" {hint}"), theme.dim()), row(inside, 4));
    }
}
