//! What a supervisor does to the open order: the form of [`crate::desk::screen::supervise`] over it.

use super::{Layer, Proofread, Standing};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::msg::{Slot, Ticket};
use crate::desk::app::supervision::SupervisionReply;
use crate::desk::input::command::Command;
use crate::desk::input::key::Key;
use crate::desk::screen::supervise::{StepForm, Target, What, why_not};
use crate::domain::status::Status;
use crate::store::records::Intervened;

impl Proofread {
    /// The open order as something is done to it.
    fn target(&self, common: &Common) -> Target {
        let me = common.actor.as_ref().map(|actor| actor.name.clone()).unwrap_or_default();
        let held_by = match &self.standing {
            Standing::Ours => Some(me),
            Standing::Held(holder) => Some(holder.name.clone()),
            _ => self.file.claim.as_ref().map(|holder| holder.name.clone()),
        };
        let asked = self
            .file
            .decisions
            .iter()
            .rev()
            .find(|decision| decision.taken_back_at.is_none())
            .filter(|_| self.file.status == Status::AwaitingSupplement)
            .map(|decision| (decision.decided_at.day(), common.calendar.working_days(decision.decided_at, self.file.now)));
        Target {
            order_no: self.file.order_no.clone(),
            holder: self.file.items.first().map(|item| item.certificate.holder.clone()).unwrap_or_default(),
            status: self.file.status,
            held_by,
            asked,
        }
    }

    /// Why a command of supervisors cannot run now.
    pub(super) fn why_not_stepping(&self, command: Command, common: &Common) -> Option<String> {
        let what = What::of(command)?;
        if self.is_blind() {
            return Some(common.lang.look_only_verdicts().to_owned());
        }
        if what == What::Release && matches!(self.standing, Standing::Ours) {
            return Some(common.lang.why_not_own_claim().to_owned());
        }
        why_not(what, Some(&self.target(common)), common)
    }

    /// Opens the form.
    pub(super) fn step_in(&mut self, command: Command, common: &mut Common) -> Vec<Ask> {
        let Some(what) = What::of(command) else { return Vec::new() };
        let (form, asks) = StepForm::open(what, self.target(common), common);
        self.layer = Layer::Step(Box::new(form));
        asks
    }

    pub(super) fn step_command(&mut self, command: Command, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let Layer::Step(form) = &mut self.layer else { return Vec::new() };
        match command {
            Command::Back if !form.is_sending() => self.layer = Layer::Panes,
            Command::Save => return form.enter(Slot::Write, common, env),
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn step_key(&mut self, key: Key) {
        if let Layer::Step(form) = &mut self.layer {
            form.key(key);
        }
    }

    /// Whether this reply is about what a supervisor did.
    pub(super) fn is_stepping(&self, ticket: Ticket) -> bool {
        matches!(&self.layer, Layer::Step(form) if form.is_sent(ticket))
    }

    /// It could not be sent; the form stays.
    pub(super) fn step_failed(&mut self) {
        if let Layer::Step(form) = &mut self.layer {
            form.failed();
        }
    }

    pub(super) fn supervised(&mut self, ticket: Ticket, reply: SupervisionReply, common: &mut Common) -> Vec<Ask> {
        match (reply, &mut self.layer) {
            (SupervisionReply::Colleagues(colleagues), Layer::Step(form)) => {
                form.offer(ticket, colleagues);
                Vec::new()
            }
            (SupervisionReply::Stepped(came), Layer::Step(form)) if form.is_sent(ticket) => {
                let mut asks = vec![Ask::Say(form.came_of_it(&came, common))];
                self.layer = Layer::Panes;
                // Given to somebody else, it is no longer ours; whatever it was, the order is another now.
                if came == Intervened::Done && matches!(self.standing, Standing::Ours) {
                    self.lose_to(Standing::LookOnly);
                }
                asks.push(self.read_again(common));
                asks
            }
            _ => Vec::new(),
        }
    }
}
