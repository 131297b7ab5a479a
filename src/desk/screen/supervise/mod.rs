//! The form in which a supervisor says why: ending a claim, giving an order to somebody, reopening it, rejecting it unanswered. The
//! dashboard and an open order share it. It names the order and who holds it, asks for the reason, and asks once more.

mod view;

use std::sync::Arc;

use chrono::NaiveDate;
use crossterm::event::KeyCode;

use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Slot, Ticket, Tone};
use crate::desk::app::supervision::{Step, SuperviseAct};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Permission;
use crate::domain::status::Status;
use crate::store::records::{Colleague, Intervened, Notification};
use crate::text::Lang;

/// Most characters of a reason.
const REASON_CHARS: usize = 200;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// End the claim.
    Release,
    /// Give it to somebody.
    Reassign,
    /// Open it again.
    Reopen,
    /// Reject it unanswered.
    Reject,
}

impl What {
    /// What a command of supervisors does.
    pub(crate) const fn of(command: Command) -> Option<Self> {
        match command {
            Command::ForceRelease => Some(Self::Release),
            Command::Reassign => Some(Self::Reassign),
            Command::Reopen => Some(Self::Reopen),
            Command::RejectUnanswered => Some(Self::Reject),
            _ => None,
        }
    }

    const fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Release => lang.step_release_title(),
            Self::Reassign => lang.step_reassign_title(),
            Self::Reopen => lang.step_reopen_title(),
            Self::Reject => lang.step_reject_title(),
        }
    }
}

/// The order that something is done to, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Which.
    pub(crate) order_no: OrderNo,
    /// Of its first item.
    pub(crate) holder: String,
    /// Where it stands.
    pub(crate) status: Status,
    /// Name of who is proofreading it.
    pub(crate) held_by: Option<String>,
    /// When its applicant was asked for a supplement, and how many whole working days ago.
    pub(crate) asked: Option<(NaiveDate, u32)>,
}

/// Why this cannot be done to that order (or to none); `None` where it can.
pub(crate) fn why_not(what: What, target: Option<&Target>, common: &Common) -> Option<String> {
    let lang = common.lang;
    if !common.may(Permission::Supervise) {
        return Some(lang.why_not_supervisor().to_owned());
    }
    let Some(target) = target else { return Some(lang.why_not_selected().to_owned()) };
    match what {
        What::Release if target.held_by.is_none() => Some(lang.why_not_held().to_owned()),
        What::Reassign if target.status != Status::AwaitingProofreading => Some(lang.why_not_waiting().to_owned()),
        What::Reopen if !matches!(target.status, Status::Accepted | Status::Rejected) => Some(lang.why_not_ended().to_owned()),
        What::Reject if target.status != Status::AwaitingSupplement => Some(lang.why_not_asked().to_owned()),
        What::Reject => target
            .asked
            .and_then(|(_, days)| common.patience_days.checked_sub(days))
            .filter(|left| *left > 0)
            .map(|left| lang.step_too_early(left)),
        _ => None,
    }
}

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StepForm {
    what: What,
    target: Target,
    reason: Editor,
    /// Whom the order can be given to, once they are read.
    colleagues: Vec<Colleague>,
    chosen: usize,
    /// The reading of those.
    asked: Option<Ticket>,
    /// Enter was pressed once.
    sure: bool,
    sent: Option<Ticket>,
}

impl StepForm {
    /// Opens the form.
    pub(crate) fn open(what: What, target: Target, common: &mut Common) -> (Self, Vec<Ask>) {
        let mut form = Self {
            what,
            target,
            reason: Editor::line("", REASON_CHARS),
            colleagues: Vec::new(),
            chosen: 0,
            asked: None,
            sure: false,
            sent: None,
        };
        let mut asks = Vec::new();
        if what == What::Reassign {
            let ticket = common.ticket(Slot::Colleagues);
            form.asked = Some(ticket);
            asks.push(Ask::Do(Effect::Supervise {
                ticket,
                institution: common.institution.clone(),
                act: SuperviseAct::Colleagues,
            }));
        }
        (form, asks)
    }

    /// Takes the colleagues that were read.
    pub(crate) fn offer(&mut self, ticket: Ticket, colleagues: Vec<Colleague>) {
        if self.asked == Some(ticket) {
            self.colleagues = colleagues;
            self.chosen = 0;
        }
    }

    /// Whether a reply is about what was sent.
    pub(crate) fn is_sent(&self, ticket: Ticket) -> bool {
        self.sent == Some(ticket)
    }

    /// Whether an answer is awaited: the form takes no key then.
    pub(crate) const fn is_sending(&self) -> bool {
        self.sent.is_some()
    }

    /// It could not be sent; the form stays.
    pub(crate) fn failed(&mut self) {
        (self.sent, self.sure) = (None, false);
    }

    /// Takes a key.
    pub(crate) fn key(&mut self, key: Key) {
        if self.is_sending() {
            return;
        }
        let choosing = self.what == What::Reassign;
        match key.code {
            KeyCode::Down | KeyCode::Tab if choosing => {
                self.chosen = self.chosen.saturating_add(1).min(self.colleagues.len().saturating_sub(1));
                self.sure = false;
            }
            KeyCode::Up | KeyCode::BackTab if choosing => {
                self.chosen = self.chosen.saturating_sub(1);
                self.sure = false;
            }
            _ => self.edit(|editor| editor.key(key)),
        }
    }

    /// Changes the reason; what was about to be confirmed is no longer.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Editor) -> bool) {
        if !self.is_sending() && change(&mut self.reason) {
            self.sure = false;
        }
    }

    /// The first time it asks whether one is sure, the second time it is sent.
    pub(crate) fn enter(&mut self, slot: Slot, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        if self.is_sending() {
            return Vec::new();
        }
        let reason = self.reason.text().trim().to_owned();
        if reason.is_empty() {
            return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.aside_reason_missing()))];
        }
        let Some(step) = self.step(common, env) else {
            return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.step_no_colleague()))];
        };
        if !std::mem::replace(&mut self.sure, true) {
            return Vec::new();
        }
        let ticket = common.ticket(slot);
        self.sent = Some(ticket);
        let act = SuperviseAct::Step { order_no: self.target.order_no.clone(), step, reason };
        vec![Ask::Do(Effect::Supervise { ticket, institution: common.institution.clone(), act })]
    }

    fn step(&self, common: &Common, env: &mut Env) -> Option<Step> {
        let institution = common.institution_record().map(|one| one.name.clone()).unwrap_or_default();
        let number = self.target.order_no.as_str();
        let mut tells = |title: &str, body: String| Notification {
            message_id: env.id(),
            title: title.to_owned(),
            body,
            hold_ms: common.hold_ms,
        };
        Some(match self.what {
            What::Release => Step::Release,
            What::Reassign => {
                Step::Reassign { to: self.colleagues.get(self.chosen)?.login.clone(), calendar: Arc::clone(&common.calendar) }
            }
            What::Reopen => {
                let body = Lang::reopened_letter(&institution, number, self.target.status);
                Step::Reopen(tells(Lang::reopened_title(), body))
            }
            What::Reject => {
                let (asked_on, _) = self.target.asked?;
                let body = Lang::unanswered_letter(&institution, number, asked_on);
                Step::RejectUnanswered {
                    tells: tells(Lang::unanswered_title(), body),
                    calendar: Arc::clone(&common.calendar),
                    patience_days: common.patience_days,
                }
            }
        })
    }

    /// What came of it, in words.
    pub(crate) fn came_of_it(&self, came: &Intervened, common: &Common) -> Notice {
        let lang = common.lang;
        let number = self.target.order_no.as_str();
        let text = match came {
            Intervened::Done => {
                let done = match self.what {
                    What::Release => lang.step_released(number),
                    What::Reassign => {
                        let name = self.colleagues.get(self.chosen).map(|one| one.name.as_str()).unwrap_or_default();
                        lang.step_reassigned(number, name)
                    }
                    What::Reopen => lang.step_reopened(number),
                    What::Reject => lang.step_rejected(number),
                };
                return Notice::new(Tone::Good, done);
            }
            Intervened::Free => lang.step_free().to_owned(),
            Intervened::Settled { status } => lang.step_settled(lang.status(*status)),
            Intervened::Held { until } => lang.step_decision_held(&until.in_china().format("%H:%M:%S").to_string()),
            Intervened::Proposed => lang.step_proposed().to_owned(),
            Intervened::Unfinished { order_no: Some(order_no) } => lang.step_unfinished(order_no.as_str()),
            Intervened::Unfinished { order_no: None } => lang.step_unfinished_elsewhere().to_owned(),
            Intervened::TooEarly { .. } => {
                let days = self.target.asked.map_or(0, |(_, days)| days);
                lang.step_too_early(common.patience_days.saturating_sub(days).max(1))
            }
            Intervened::FirstDecider => lang.step_first_decider().to_owned(),
            Intervened::NoColleague => lang.step_no_colleague().to_owned(),
            Intervened::Unknown => lang.no_such_order().to_owned(),
        };
        Notice::new(Tone::Warn, text)
    }
}
