//! The screens in the queue's place: going to one, leaving it, reading anew what is in front.

use super::say;
use crate::desk::app::common::Ask;
use crate::desk::app::effect::Effect;
use crate::desk::app::model::{Model, Screen};
use crate::desk::app::msg::{Notice, Slot, Tone};
use crate::desk::input::command::Command;
use crate::desk::screen::archive::Archive;
use crate::desk::screen::dashboard::Board;
use crate::desk::screen::enquiries::Enquiries;
use crate::desk::screen::listing::Listings;
use crate::desk::screen::room::Room;
use crate::desk::screen::sampling::Samples;
use crate::domain::queue_view::QueueView;
use crate::domain::time::Millis;

/// Goes to another screen; to the one in front it changes nothing.
pub(super) fn go_to(model: &mut Model, command: Command, effects: &mut Vec<Effect>) -> Vec<Ask> {
    let Some(screen) = command.goes_to().filter(|screen| *screen != model.screen()) else { return Vec::new() };
    leave_room(model, effects);
    let (room, asks): (Box<dyn Room>, Vec<Ask>) = match screen {
        Screen::Dashboard => {
            let (board, asks) = Board::open(&mut model.common);
            (Box::new(board), asks)
        }
        Screen::Listings => {
            let (list, asks) = Listings::open(&mut model.common);
            (Box::new(list), asks)
        }
        Screen::Archive => {
            let (archive, asks) = Archive::open(&mut model.common);
            (Box::new(archive), asks)
        }
        Screen::Enquiries => {
            let (screen, asks) = Enquiries::open(&mut model.common);
            (Box::new(screen), asks)
        }
        Screen::Sampling => {
            let (samples, asks) = Samples::open(&mut model.common);
            (Box::new(samples), asks)
        }
        Screen::SignIn | Screen::Queue | Screen::Order => return in_front_again(model),
    };
    model.room = Some(room);
    asks
}

pub(super) fn leave_room(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(mut room) = model.room.take() {
        effects.extend(room.leave(&mut model.common));
        Slot::ROOM.iter().for_each(|slot| model.common.forget(*slot));
    }
}

/// Asks before the desk is left where an order is claimed or a second look would be lost; whether it asked.
pub(super) fn ask_before_quitting(model: &mut Model, now: Millis) -> bool {
    let Some(order) = &model.order else { return false };
    let lang = model.common.lang;
    let question = match order.claim() {
        _ if order.has_unconcluded_look() => lang.look_quit_again(),
        Some(_) => lang.quit_again(),
        None => return false,
    };
    model.quit_armed = true;
    say(model, Notice::new(Tone::Warn, question), now);
    true
}

/// Reads what is in front now: it may have changed while it lay behind.
pub(super) fn in_front_again(model: &mut Model) -> Vec<Ask> {
    let mut asks = model.queue.refresh(&mut model.common);
    if let Some(room) = &mut model.room {
        asks.extend(room.refresh(&mut model.common));
    }
    asks
}

/// The desk of another institution.
pub(super) fn go_to_institution(model: &mut Model, code: String, effects: &mut Vec<Effect>) {
    model.common.institution.clone_from(&code);
    model.takeable = None;
    leave_room(model, effects);
    effects.push(Effect::Watch { institution: code });
}

/// Shows what a view shows, in the queue of its institution.
pub(super) fn show(model: &mut Model, mut view: QueueView, effects: &mut Vec<Effect>) -> Vec<Ask> {
    let mut asks = Vec::new();
    if let Some(code) = view.filter.institution.take().filter(|code| *code != model.common.institution) {
        let may = model.common.actor.as_ref().is_some_and(|actor| actor.belongs_to(&code));
        if !may || !model.common.institutions.iter().any(|one| one.code == code) {
            return vec![Ask::Say(Notice::new(Tone::Warn, model.common.lang.no_permission()))];
        }
        go_to_institution(model, code, effects);
        asks.push(model.queue.load_views(&mut model.common));
    }
    leave_room(model, effects);
    asks.extend(model.queue.show_view(view, None, &mut model.common));
    asks
}
