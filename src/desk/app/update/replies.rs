//! What the reply to an effect does: it goes to the screen that asked; a claim that nobody waits for any more is released.

use super::{in_front_again, leave_order, lock};
use crate::desk::app::common::{Ask, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::Model;
use crate::desk::app::msg::{Notice, Opened, Reply, Slot, Ticket, Tone};
use crate::desk::screen::enquiries::acts::EnquiryReply;
use crate::desk::screen::enquiries::kept;
use crate::desk::screen::modal::Modal;
use crate::desk::screen::proofread::Proofread;
use crate::desk::screen::queue::Preview;
use crate::desk::screen::sampling::data::Answer;
use crate::desk::screen::second_look::LookedAt;
use crate::domain::staff::Actor;
use crate::store::StoreError;
use crate::store::records::{Holder, Institution, TakenBack};

/// Takes the reply to an effect.
pub(super) fn on_reply(model: &mut Model, ticket: Ticket, reply: Reply, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    let current = model.common.accepts(ticket);
    let unasked = model.going_on == Some(ticket);
    if unasked {
        model.going_on = None;
    }
    if !current {
        // Dropped, but a claim that came with it must not be: nobody would ever release it.
        if let Reply::Opened(opened) = reply {
            release(model, *opened, effects);
        }
        return Vec::new();
    }
    let now = model.common.now;
    model.common.kept_work.came_of(ticket, &reply, now);
    let lang = model.common.lang;
    let warn = |text: &str| vec![Ask::Say(Notice::new(Tone::Warn, text))];
    match reply {
        Reply::Exported(result) => {
            let asks = model.export.as_mut().map(|export| export.ended(ticket, result, &model.common)).unwrap_or_default();
            model.export.take_if(|export| export.is_over());
            asks
        }
        reply if ticket.slot.is_room() => {
            // What was sent from a thread that is left is said wherever one is.
            if let Some(asks) = kept::came_of(ticket, &reply, &mut model.common) {
                return asks;
            }
            match (&mut model.room, reply) {
                (Some(room), reply) => room.reply(ticket, reply, &mut model.common, env),
                // Left meanwhile: that a write failed is said all the same.
                (None, Reply::Failed(error)) if ticket.slot == Slot::RoomWrite && model.common.actor.is_some() => {
                    vec![Ask::Say(Notice::new(Tone::Bad, lang.store_failed(error.code())))]
                }
                (None, _) => Vec::new(),
            }
        }
        Reply::SignedIn(actor, institutions, failed) => lock::signed_in(model, actor, institutions, failed, env, effects),
        Reply::SignInRefused if lock::refused(model, lang.sign_in_refused().to_owned()) => Vec::new(),
        Reply::SignInRefused => {
            model.sign_in.refused();
            vec![Ask::Say(Notice::new(Tone::Bad, lang.sign_in_refused()))]
        }
        Reply::Failed(error) => failed(model, ticket, error, env),
        Reply::Views(reply) => model.queue.view_reply(ticket.slot, reply, &mut model.common, env),
        Reply::QueuePage(page) if ticket.slot == Slot::Counts => {
            model.queue.counted(&page);
            Vec::new()
        }
        Reply::Reloaded(file, findings) if ticket.slot == Slot::Preview => {
            model.queue.previewed(Some(Preview { file, findings }));
            Vec::new()
        }
        Reply::NoSuchOrder if ticket.slot == Slot::Preview => {
            model.queue.previewed(None);
            Vec::new()
        }
        reply @ (Reply::QueuePage(_) | Reply::Rows(_) | Reply::Found(_)) => model.queue.reply(reply, &mut model.common, env),
        Reply::Opened(opened) if model.quitting => {
            release(model, *opened, effects);
            Vec::new()
        }
        // Claimed again by the screen that has it open: it goes on where it was.
        reply @ (Reply::Opened(_) | Reply::AskWhy(_) | Reply::FirstDecider(_))
            if model.order.as_ref().is_some_and(|order| order.awaits(ticket)) =>
        {
            match &mut model.order {
                Some(order) => order.reply(ticket, reply, &mut model.common, env),
                None => Vec::new(),
            }
        }
        Reply::Blind(opened, listing, item) => {
            let asks = open(model, *opened, None, false, env, effects);
            let of = LookedAt::Listing { listing, item };
            model.order.iter_mut().for_each(|order| order.look_again(of.clone()));
            asks
        }
        Reply::Enquiry(EnquiryReply::Count(waiting)) => {
            model.common.enquiries = Some(waiting);
            Vec::new()
        }
        Reply::Sampling(Answer::Blind { opened, sample, place }) => {
            let asks = open(model, *opened, None, false, env, effects);
            let of = LookedAt::Sample { sample, place };
            model.order.iter_mut().for_each(|order| order.look_again(of.clone()));
            asks
        }
        Reply::Sampling(Answer::NothingLeft) => warn(lang.sample_none_left()),
        Reply::Proposals(waiting) => {
            model.queue.proposals = waiting;
            Vec::new()
        }
        Reply::NoSuchListing => warn(lang.listing_unknown()),
        reply @ (Reply::Listing(_) | Reply::ListingDone(_)) => match (&reply, &mut model.order, &mut model.room) {
            (Reply::ListingDone(_), Some(order), _) => order.reply(ticket, reply, &mut model.common, env),
            (_, _, Some(room)) => room.reply(ticket, reply, &mut model.common, env),
            _ => Vec::new(),
        },
        reply @ Reply::Supervision(_) => match (&mut model.order, &mut model.room) {
            (Some(order), _) => order.reply(ticket, reply, &mut model.common, env),
            (None, Some(room)) => room.reply(ticket, reply, &mut model.common, env),
            (None, None) => Vec::new(),
        },
        Reply::Opened(opened) => open(model, *opened, None, unasked, env, effects),
        Reply::Held(holder, opened) => {
            let until = holder.until.in_china().format("%H:%M").to_string();
            let text = lang.held_by(&holder.name, &until);
            let mut asks = open(model, *opened, Some(holder), false, env, effects);
            asks.push(Ask::Say(Notice::new(Tone::Warn, text)));
            asks
        }
        Reply::AskWhy(purpose) => {
            model.notice = None;
            vec![Ask::Why(Box::new(purpose))]
        }
        Reply::PasswordChanged(done) => lock::password_changed(model, ticket, done, env, effects),
        Reply::FirstDecider(opened) => {
            let mut asks = open(model, *opened, None, false, env, effects);
            if let Some(order) = &mut model.order {
                order.decided_first();
            }
            asks.push(Ask::Say(Notice::new(Tone::Warn, lang.look_only_first_decider())));
            asks
        }
        Reply::NothingToTake if unasked => match &mut model.notice {
            Some((notice, _)) => {
                notice.text = lang.and_nothing_left(&notice.text);
                Vec::new()
            }
            None => warn(lang.nothing_to_take()),
        },
        Reply::NothingToTake => warn(lang.nothing_to_take()),
        Reply::NoSuchOrder => warn(lang.no_such_order()),
        Reply::TakenBack(came, opened) => taken_back(model, &came, opened, env, effects),
        Reply::Released | Reply::TurnKept => Vec::new(),
        reply => {
            // Painted over what lies in front of it, it would hide that.
            if matches!(reply, Reply::Picture(_)) && model.modal.is_some() {
                effects.push(Effect::Repaint);
            }
            match &mut model.order {
                Some(order) => order.reply(ticket, reply, &mut model.common, env),
                None => Vec::new(),
            }
        }
    }
}

fn release(model: &mut Model, opened: Opened, effects: &mut Vec<Effect>) {
    if let Some(claim) = opened.claim {
        let ticket = model.common.ticket(Slot::Write);
        effects.push(Effect::Release { ticket, claim });
    }
}

/// Whoever signed in sits down.
pub(super) fn seated(model: &mut Model, actor: Actor, institutions: Vec<Institution>, effects: &mut Vec<Effect>) -> Vec<Ask> {
    model.common.institution = match (&actor.institution, institutions.first()) {
        (Some(own), _) => own.clone(),
        (None, Some(first)) => first.code.clone(),
        (None, None) => String::new(),
    };
    let chooses = actor.institution.is_none();
    effects.push(Effect::Seat(Some(actor.clone())));
    model.common.actor = Some(actor);
    model.common.institutions = institutions;
    model.notice = None;
    effects.push(Effect::Watch { institution: model.common.institution.clone() });
    let mut asks = model.queue.start(&mut model.common);
    asks.push(model.queue.load_views(&mut model.common));
    if chooses {
        asks.push(Ask::Choose(Box::new(Modal::institutions(&model.common))));
    }
    asks
}

fn open(
    model: &mut Model,
    opened: Opened,
    held_by: Option<Holder>,
    unasked: bool,
    env: &Env,
    effects: &mut Vec<Effect>,
) -> Vec<Ask> {
    // Another one may have been opened since this one was asked for.
    leave_order(model, effects);
    model.common.clock_ahead_ms = opened.file.now.since(env.now);
    if !unasked {
        model.notice = None;
    }
    model.modal = None;
    if let Some(export) = &mut model.export {
        export.step_back();
    }
    model.export.take_if(|export| export.is_over());
    model.order = Some(Box::new(Proofread::open(opened, held_by, &mut model.common)));
    Vec::new()
}

fn taken_back(
    model: &mut Model,
    came: &TakenBack,
    opened: Option<Box<Opened>>,
    env: &Env,
    effects: &mut Vec<Effect>,
) -> Vec<Ask> {
    let lang = model.common.lang;
    model.takeable = None;
    model.taking_back = None;
    let (tone, text) = match (came, opened) {
        (TakenBack::Done(claim), Some(opened)) => {
            let text = lang.taken_back(claim.order_no.as_str());
            let mut asks = open(model, *opened, None, false, env, effects);
            asks.push(Ask::Say(Notice::new(Tone::Good, text)));
            return asks;
        }
        (TakenBack::Done(claim), None) => (Tone::Good, lang.taken_back(claim.order_no.as_str())),
        (TakenBack::TooLate, _) => (Tone::Warn, lang.take_back_too_late().to_owned()),
        (TakenBack::NotPossible, _) => (Tone::Warn, lang.nothing_to_take_back().to_owned()),
    };
    let mut asks = in_front_again(model);
    asks.push(Ask::Say(Notice::new(tone, text)));
    asks
}

fn failed(model: &mut Model, ticket: Ticket, error: StoreError, env: &mut Env) -> Vec<Ask> {
    if ticket.slot == Slot::Preview {
        model.queue.previewed(None);
        return Vec::new();
    }
    if model.taking_back == Some(ticket) {
        model.taking_back = None;
    }
    let lang = model.common.lang;
    if model.common.actor.is_none() && ticket.slot != Slot::SignIn {
        // Of somebody who sits here no longer.
        return Vec::new();
    }
    if ticket.slot == Slot::SignIn && lock::refused(model, lang.store_failed(error.code())) {
        return Vec::new();
    }
    if let Some(prompt) = &mut model.prompt
        && prompt.failed(ticket, lang.store_failed(error.code()))
    {
        return Vec::new();
    }
    // The store looks whoever acts up anew each time: a login may have been disabled since, or a role changed.
    let forbidden = matches!(&error, StoreError::Refused(why) if model.common.actor.as_ref()
        .is_some_and(|actor| why.starts_with(&format!("{} may not", actor.login))));
    let text = lang.store_failed(error.code());
    let mut asks = vec![Ask::Say(Notice::new(Tone::Bad, text))];
    match ticket.slot {
        Slot::SignIn => model.sign_in.refused(),
        Slot::Rows | Slot::Counts | Slot::Proposals | Slot::EnquiryCount => {}
        slot if Slot::VIEWS.contains(&slot) => model.queue.view_failed(slot, &mut model.common),
        Slot::Queue | Slot::Search => {
            asks.extend(model.queue.reply(Reply::Failed(error), &mut model.common, env));
        }
        _ => {
            if let (None, Some(room)) = (&model.order, &mut model.room) {
                asks.extend(room.reply(ticket, Reply::Failed(error), &mut model.common, env));
            } else if let Some(order) = &mut model.order {
                asks.extend(order.reply(ticket, Reply::Failed(error), &mut model.common, env));
            }
        }
    }
    if forbidden {
        asks.push(Ask::Say(Notice::new(Tone::Bad, lang.no_longer_allowed())));
    }
    asks
}
