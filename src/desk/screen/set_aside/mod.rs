//! Setting an open order aside: skipping it or postponing it, and ending a postponement early. The state is the open order's own, as in
//! [`super::decide`]; each act is a small form that asks for the reason.

mod view;

use chrono::NaiveDate;
use crossterm::event::KeyCode;

use super::proofread::{Layer, Proofread, Standing};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Slot, Ticket, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::domain::postpone::{Term, parse_until};
use crate::domain::staff::Permission;

/// Most characters of a reason.
const REASON_CHARS: usize = 100;

/// What is to be done with the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Leave it to others.
    Skip,
    /// Put it off until a day.
    Postpone,
    /// End its postponement.
    Resume,
}

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SetAside {
    act: Act,
    /// Until when, of a postponement.
    when: Editor,
    reason: Editor,
    /// Whether the line with the day has the focus.
    at_when: bool,
    offered: Vec<String>,
    /// Which of these was taken.
    chosen: Option<usize>,
    /// The write that is under way.
    sent: Option<u64>,
}

impl SetAside {
    fn new(act: Act, offered: &[String]) -> Self {
        Self {
            act,
            when: Editor::line(if act == Act::Postpone { "3" } else { "" }, 12),
            reason: Editor::line("", REASON_CHARS),
            at_when: act == Act::Postpone,
            offered: offered.to_vec(),
            chosen: None,
            sent: None,
        }
    }

    fn day(&self, common: &Common, env: &Env) -> Option<NaiveDate> {
        parse_until(&self.when.text(), common.database_now(env).day())
    }

    /// Takes the next or the previous of the offered reasons.
    fn offer(&mut self, forward: bool) {
        let Some(last) = self.offered.len().checked_sub(1) else { return };
        let next = match self.chosen {
            None => {
                if forward {
                    0
                } else {
                    last
                }
            }
            Some(at) if forward => {
                if at >= last {
                    0
                } else {
                    at + 1
                }
            }
            Some(at) => at.checked_sub(1).unwrap_or(last),
        };
        self.chosen = Some(next);
        self.at_when = false;
        if let Some(reason) = self.offered.get(next) {
            self.reason = Editor::line(reason, REASON_CHARS);
        }
    }
}

impl Proofread {
    /// Opens the form for skipping a claimed order; without a claim there is nothing to skip, and the next one is taken.
    pub(super) fn skip(&mut self, common: &Common) -> Vec<Ask> {
        if self.claim().is_none() {
            return vec![Ask::TakeNext];
        }
        self.layer = Layer::SetAside(Box::new(SetAside::new(Act::Skip, &common.skip_reasons)));
        Vec::new()
    }

    /// Opens the form for postponing a claimed order, or for ending its postponement.
    pub(super) fn postpone(&mut self, common: &Common) -> Vec<Ask> {
        let form = if self.may_resume(common) {
            SetAside::new(Act::Resume, &[])
        } else {
            SetAside::new(Act::Postpone, &common.postpone_reasons)
        };
        self.layer = Layer::SetAside(Box::new(form));
        Vec::new()
    }

    /// Whether the order is postponed and we may end that.
    pub(super) fn may_resume(&self, common: &Common) -> bool {
        matches!(self.standing, Standing::Postponed) && common.may(Permission::Decide)
    }

    pub(super) fn set_aside_command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let Layer::SetAside(form) = &self.layer else { return Vec::new() };
        if form.sent.is_some() {
            return Vec::new();
        }
        match command {
            Command::Back => {
                self.layer = Layer::Panes;
                Vec::new()
            }
            Command::Save => self.submit(common, env),
            _ => Vec::new(),
        }
    }

    /// A key in the form that no command took.
    pub(super) fn set_aside_key(&mut self, key: Key) {
        let Layer::SetAside(form) = &mut self.layer else { return };
        if form.sent.is_some() {
            return;
        }
        match key.code {
            KeyCode::Tab | KeyCode::BackTab if form.act == Act::Postpone => form.at_when = !form.at_when,
            KeyCode::Down => form.offer(true),
            KeyCode::Up => form.offer(false),
            _ => {
                self.type_aside(|editor| editor.key(key));
            }
        }
    }

    /// Typing into the line that has the focus.
    pub(super) fn type_aside(&mut self, change: impl FnOnce(&mut Editor) -> bool) {
        if let Layer::SetAside(form) = &mut self.layer
            && form.sent.is_none()
        {
            let editor = if form.at_when { &mut form.when } else { &mut form.reason };
            change(editor);
        }
    }

    fn submit(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let warn = |text: &str| vec![Ask::Say(Notice::new(Tone::Warn, text))];
        let Layer::SetAside(form) = &mut self.layer else { return Vec::new() };
        if form.sent.is_some() {
            return Vec::new();
        }
        let day = form.day(common, env);
        if form.act == Act::Postpone && day.is_none() {
            form.at_when = true;
            return warn(common.lang.aside_bad_day());
        }
        let reason = form.reason.text().trim().to_owned();
        if reason.is_empty() {
            form.at_when = false;
            return warn(common.lang.aside_reason_missing());
        }
        if form.act == Act::Resume {
            return self.resume(reason, common, env);
        }
        let Some(claim) = self.claim.clone() else { return Vec::new() };
        let ticket = common.ticket(Slot::Write);
        form.sent = Some(ticket.number);
        vec![Ask::Do(match (form.act, day) {
            (Act::Postpone, Some(until)) => Effect::Postpone { ticket, claim, term: Term::new(until, &common.calendar), reason },
            _ => Effect::Skip { ticket, claim, reason },
        })]
    }

    fn resume(&mut self, reason: String, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let (institution, order_no) = (self.file.institution.clone(), self.file.order_no.clone());
        let ticket = self.claiming(common);
        self.layer = Layer::Panes;
        vec![Ask::Do(Effect::Resume { ticket, institution, order_no, reason, token: env.id() })]
    }

    /// Whether this reply is about setting the order aside.
    pub(super) fn is_setting_aside(&self, ticket: Ticket) -> bool {
        matches!(&self.layer, Layer::SetAside(form) if form.sent == Some(ticket.number))
    }

    /// It was set aside, or our claim had ended before.
    pub(super) fn was_set_aside(&mut self, ticket: Ticket, done: bool, common: &mut Common, env: &Env) -> Vec<Ask> {
        if !self.is_setting_aside(ticket) {
            return Vec::new();
        }
        let Layer::SetAside(form) = std::mem::replace(&mut self.layer, Layer::Panes) else { return Vec::new() };
        if !done {
            return self.lose(Standing::Lost, common);
        }
        let number = self.file.order_no.as_str();
        let day = form.day(common, env).map(|day| day.to_string()).unwrap_or_default();
        let notice = match form.act {
            Act::Skip | Act::Resume => common.lang.skipped(number),
            Act::Postpone => common.lang.postponed_to(number, &day),
        };
        // The claim ended with it, and the draft was saved before.
        self.lose_to(Standing::LookOnly);
        self.all_saved();
        let next = form.act == Act::Skip || common.next_after_decision;
        vec![Ask::SetAside { notice: Notice::new(Tone::Good, notice), next }]
    }

    /// It could not be set aside; the form stays.
    pub(super) fn set_aside_failed(&mut self) {
        if let Layer::SetAside(form) = &mut self.layer {
            form.sent = None;
        }
    }
}
