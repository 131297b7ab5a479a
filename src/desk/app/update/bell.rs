//! When the bell rings: something came that one waits for. Off unless the user wants it, and still for a while after it rang.

use crate::desk::app::common::Env;
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Model;
use crate::desk::screen::queue::arrives;
use crate::store::records::AuditEntry;

/// What was so before others' doings were taken.
pub(super) struct Before {
    empty: bool,
    held: bool,
}

impl Before {
    pub(super) fn of(model: &Model) -> Self {
        Self { empty: model.queue.open_work().is_some_and(|(waiting, _)| waiting == 0), held: holds(model) }
    }
}

fn holds(model: &Model) -> bool {
    model.order.as_ref().is_some_and(|order| order.claim().is_some())
}

/// Rings where orders came to an empty queue, where our claim ended by somebody else's doing, or where an order or an enquiry was given
/// to us.
pub(super) fn ring(model: &mut Model, before: &Before, entries: &[AuditEntry], env: &Env, effects: &mut Vec<Effect>) {
    let Some(me) = model.common.actor.as_ref().map(|actor| actor.login.clone()) else { return };
    let others = || entries.iter().filter(|entry| entry.actor != me && entry.institution == model.common.institution);
    let came = before.empty && others().any(|entry| arrives(&entry.action));
    let given = others().any(|entry| matches!(entry.action.as_str(), "reassign" | "hand_over") && names(&entry.detail, &me));
    let ended = before.held && !holds(model);
    if (came || given || ended) && model.common.bell.rings(env.now) {
        effects.push(Effect::Bell);
    }
}

/// Whether the detail of a row of the trail names somebody.
fn names(detail: &str, login: &str) -> bool {
    detail.contains(&format!("\"{login}\""))
}
