//! The locked screen and who sits at the desk: locking, unlocking, another one taking over, being disabled; and what is asked over the
//! screen.

use super::{cancel_export, close_modal, leave_order, leave_room, say};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Model;
use crate::desk::app::msg::{Notice, Slot, Ticket, Tone};
use crate::desk::input::key::Key;
use crate::desk::screen::enquiries::kept;
use crate::desk::screen::lock::Lock;
use crate::desk::screen::prompt::{Answer, Purpose};
use crate::desk::screen::proofread::kept as work;
use crate::desk::screen::queue::Queue;
use crate::desk::screen::sign_in::SignIn;
use crate::domain::staff::{Actor, Permission, Role};
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, Institution};

/// Covers the screen. What lies under it stays as it is; its claim is not renewed, for no key reaches it.
pub(super) fn cover(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(actor) = &model.common.actor else { return };
    if model.lock.is_some() {
        return;
    }
    model.lock = Some(Box::new(Lock::new(&actor.login)));
    if let Some(order) = &mut model.order {
        effects.extend(order.covered(&mut model.common));
    }
    (model.quit_armed, model.take_back_armed) = (false, false);
    // Cell by cell a picture that the terminal drew itself would stay.
    effects.push(Effect::Repaint);
}

/// Locks at once. In `--linear` mode it would cover nothing: what was printed stays in the terminal.
pub(super) fn by_key(model: &mut Model, effects: &mut Vec<Effect>) -> Vec<Ask> {
    if model.typed > 0 {
        return vec![Ask::Say(Notice::new(Tone::Warn, model.common.lang.linear_no_lock()))];
    }
    cover(model, effects);
    Vec::new()
}

/// A key on the locked screen: it goes to the form and nowhere else. (`Ctrl-C` does not end the desk either: the shell behind it is not
/// for whoever passes by. A signal does.)
pub(super) fn on_key(model: &mut Model, key: Key, effects: &mut Vec<Effect>) -> Vec<Ask> {
    if let Some(lock) = model.lock.as_mut().filter(|_| !is_way_out(key)) {
        effects.extend(lock.key(key, &mut model.common));
    }
    Vec::new()
}

fn is_way_out(key: Key) -> bool {
    key == Key::ctrl('c') || key == Key::ctrl('z')
}

/// Somebody has signed in: whoever locked the screen is back where they were; another one takes the desk over.
pub(super) fn signed_in(
    model: &mut Model,
    actor: Actor,
    institutions: Vec<Institution>,
    failed: u32,
    env: &Env,
    effects: &mut Vec<Effect>,
) -> Vec<Ask> {
    let lang = model.common.lang;
    let said = (failed > 0).then(|| Ask::Say(Notice::new(Tone::Warn, lang.failed_before(failed))));
    model.touched_at = env.now;
    if model.lock.is_none() {
        return super::replies::seated(model, actor, institutions, effects).into_iter().chain(said).collect();
    }
    if model.common.actor.as_ref().is_some_and(|here| here.login == actor.login) {
        model.lock = None;
        effects.extend([Effect::Seat(Some(actor.clone())), Effect::Repaint]);
        // No key renewed the claim meanwhile: whether it still stands is asked before anything is judged on it.
        effects.extend(model.order.as_mut().and_then(|order| order.touched(&mut model.common, env)));
        if model.lost_since.is_some() {
            // Nobody may be watching any more; the first look says that all is well.
            effects.push(Effect::Watch { institution: model.common.institution.clone() });
        }
        model.common.actor = Some(actor);
        return vec![said.unwrap_or_else(|| Ask::Say(Notice::new(Tone::Good, lang.unlocked())))];
    }
    model.lock.iter_mut().for_each(|lock| lock.takes_over((actor.clone(), institutions.clone(), failed)));
    Vec::new()
}

/// Lets another one take the desk over, once what is under way is answered: it would be answered to them.
pub(super) fn hand_over(model: &mut Model, effects: &mut Vec<Effect>) -> Vec<Ask> {
    if model.common.is_writing() {
        return Vec::new();
    }
    let Some((actor, institutions, failed)) = model.lock.as_mut().and_then(|lock| lock.take_next()) else { return Vec::new() };
    let said = (failed > 0).then(|| Ask::Say(Notice::new(Tone::Warn, model.common.lang.failed_before(failed))));
    leave(model, effects);
    effects.push(Effect::Repaint);
    super::replies::seated(model, actor, institutions, effects).into_iter().chain(said).collect()
}

/// An attempt to unlock came to nothing; `false` where the screen is not locked.
pub(super) fn refused(model: &mut Model, said: String) -> bool {
    model.lock.as_mut().is_some_and(|lock| {
        lock.refused(said);
        true
    })
}

/// Leaves everything of whoever sat here, as on quitting, and forgets it. What is to be done for it is theirs still.
fn leave(model: &mut Model, effects: &mut Vec<Effect>) {
    cancel_export(model, effects);
    model.export = None;
    leave_order(model, effects);
    leave_room(model, effects);
    let kept = kept::save_again(&mut model.common);
    effects.extend(kept.into_iter().filter_map(|ask| if let Ask::Do(effect) = ask { Some(effect) } else { None }));
    model.common.kept = kept::Kept::default();
    effects.extend(work::save_again(&mut model.common));
    model.common.kept_work = work::KeptWork::default();
    // What the other one was taking out is not theirs to see.
    super::cancel_export(model, effects);
    model.export = None;
    for slot in [Slot::Queue, Slot::Rows, Slot::Counts, Slot::Preview, Slot::Search, Slot::Proposals, Slot::Open] {
        model.common.forget(slot);
    }
    model.queue = Queue::default();
    model.sign_in = SignIn::new("");
    (model.modal, model.prompt, model.lock, model.notice) = (None, None, None, None);
    (model.takeable, model.going_on, model.taking_back) = (None, None, None);
    model.common.actor = None;
}

/// The server lets us in no longer. Whether for good is not known: a new password leads back to what lies under the lock, and what is
/// not saved is then. Where a lock would cover nothing, everything is left.
pub(super) fn barred(model: &mut Model, env: &Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    let said = model.common.lang.now_barred().to_owned();
    if model.common.actor.is_none() {
        return Vec::new();
    }
    if model.typed > 0 {
        leave(model, effects);
        effects.extend([Effect::Seat(None), Effect::Repaint]);
        return vec![Ask::Say(Notice::new(Tone::Bad, said))];
    }
    cover(model, effects);
    model.lock.iter_mut().for_each(|lock| lock.refused(said.clone()));
    model.lost_since = model.lost_since.or(Some(env.now));
    // Their connections are not in the way of whoever signs in next.
    effects.push(Effect::Vacate);
    Vec::new()
}

/// What the trail says of ourselves: whoever is disabled sits here no longer.
pub(super) fn about_us(model: &mut Model, entries: &[AuditEntry], effects: &mut Vec<Effect>) -> Option<Vec<Ask>> {
    let subject = model.common.actor.as_ref().map(|actor| format!("staff:{}", actor.login))?;
    let ours =
        |entry: &&AuditEntry| entry.subject == subject && matches!(entry.action.as_str(), "staff_disable" | "staff_enable");
    entries.iter().rfind(ours).filter(|entry| entry.action == "staff_disable")?;
    leave(model, effects);
    effects.extend([Effect::Seat(None), Effect::Repaint]);
    Some(vec![Ask::Say(Notice::new(Tone::Bad, model.common.lang.now_disabled()))])
}

/// What the trail says of staff that somebody here should know: one's own new role; a login locked after failed attempts, for those who
/// may end that.
pub(super) fn about_staff(model: &Model, entries: &[AuditEntry]) -> Vec<Ask> {
    let Common { lang, actor: Some(actor), .. } = &model.common else { return Vec::new() };
    let detail = |entry: &AuditEntry| serde_json::from_str::<serde_json::Value>(&entry.detail).unwrap_or_default();
    let mut asks = Vec::new();
    for entry in entries {
        let Some(login) = entry.subject.strip_prefix("staff:") else { continue };
        let detail = detail(entry);
        match entry.action.as_str() {
            "staff_role" if login == actor.login => {
                let role = detail.get("to").and_then(|role| role.as_str()).and_then(Role::from_code);
                asks.extend(role.map(|role| Ask::Say(Notice::new(Tone::Warn, lang.role_now(lang.role(role))))));
            }
            "sign_in_lock" if model.common.may(Permission::UnlockStaff) && login != actor.login => {
                let failures = detail.get("failures").and_then(serde_json::Value::as_u64).unwrap_or_default();
                let until = detail.get("until").and_then(serde_json::Value::as_i64).map_or(entry.at, Millis);
                let until = until.in_china().format("%H:%M").to_string();
                asks.push(Ask::Say(Notice::new(Tone::Warn, lang.now_locked(login, failures, &until))));
            }
            _ => {}
        }
    }
    asks
}

/// What came of a key in a question over the screen.
pub(super) fn answered(model: &mut Model, answer: Answer, env: &Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    match answer {
        Answer::Open => Vec::new(),
        Answer::Do(effect) => vec![Ask::Do(effect)],
        Answer::Closed => {
            close_prompt(model, effects);
            Vec::new()
        }
        Answer::Why(purpose, reason) => {
            close_prompt(model, effects);
            match purpose {
                Purpose::Reveal => model.order.as_mut().map(|order| order.reveal_for(reason, env)).unwrap_or_default(),
                Purpose::Held { institution, order_no, .. } => {
                    let ticket = model.common.ticket(Slot::Open);
                    vec![Ask::Do(Effect::OpenHeld { ticket, institution, order_no, reason })]
                }
            }
        }
    }
}

/// Our password was changed, or the old one was wrong.
pub(super) fn password_changed(model: &mut Model, ticket: Ticket, done: bool, env: &Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    let lang = model.common.lang;
    if !done {
        model.prompt.iter_mut().for_each(|prompt| {
            prompt.failed(ticket, lang.old_password_wrong().to_owned());
        });
        return Vec::new();
    }
    if model.prompt.as_ref().is_some_and(|prompt| prompt.awaits(ticket)) {
        close_prompt(model, effects);
    }
    say(model, Notice::new(Tone::Good, lang.password_changed()), env.now);
    Vec::new()
}

fn close_prompt(model: &mut Model, effects: &mut Vec<Effect>) {
    model.prompt = None;
    close_modal(model, effects);
}
