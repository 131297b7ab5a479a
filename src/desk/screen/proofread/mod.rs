//! placeholder until the screen lands
#![expect(missing_docs, clippy::unused_self, reason = "placeholder")]
use crate::desk::app::{
    common::{Ask, Common, Env},
    effect::Effect,
    msg::{Opened, Reply, Slot, Ticket},
};
use crate::desk::input::{command::Command, key::Key, keymap::Context};
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, Claim, Holder, OrderFile};
use ratatui::{Frame, layout::Rect};
#[derive(Debug)]
pub struct Proofread {
    opened: Opened,
}
impl Proofread {
    pub fn open(opened: Opened, _held_by: Option<Holder>, _common: &mut Common) -> Self {
        Self { opened }
    }
    pub fn file(&self) -> &OrderFile {
        &self.opened.file
    }
    pub fn claim(&self) -> Option<&Claim> {
        self.opened.claim.as_ref()
    }
    pub fn context(&self) -> Context {
        Context::Proofread
    }
    pub fn command(&mut self, command: Command, _c: &mut Common, _e: &mut Env) -> Vec<Ask> {
        if command == Command::Back { vec![Ask::Leave] } else { vec![] }
    }
    pub fn key(&mut self, _k: Key, _c: &mut Common, _e: &mut Env) -> Vec<Ask> {
        vec![]
    }
    pub fn paste(&mut self, _t: &str, _c: &mut Common, _e: &mut Env) -> Vec<Ask> {
        vec![]
    }
    pub fn reply(&mut self, _t: Ticket, _r: Reply, _c: &mut Common, _e: &mut Env) -> Vec<Ask> {
        vec![]
    }
    pub fn activity(&mut self, _a: &[AuditEntry], _c: &mut Common, _e: &mut Env) -> Vec<Ask> {
        vec![]
    }
    pub fn wanted_picture(&mut self, _c: &mut Common) -> Option<Effect> {
        None
    }
    pub fn touched(&mut self, _c: &mut Common, _e: &Env) -> Option<Effect> {
        None
    }
    pub fn leave(&mut self, c: &mut Common) -> Vec<Effect> {
        self.opened.claim.take().map(|claim| Effect::Release { ticket: c.ticket(Slot::Write), claim }).into_iter().collect()
    }
    pub fn wakes_at(&self, _c: &Common, _n: Millis) -> Option<Millis> {
        None
    }
    pub fn tick(&mut self, _c: &mut Common, _e: &mut Env) -> Vec<Ask> {
        vec![]
    }
    pub fn why_not(&self, _command: Command, _c: &Common) -> Option<String> {
        None
    }
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, _c: &Common, _n: Millis) {
        frame.render_widget(self.opened.file.order_no.as_str(), area);
    }
}
