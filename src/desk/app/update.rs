//! What a message does: pure, without I/O, clock or randomness.

mod bell;
mod exporting;
mod line;
mod lock;
mod mouse;
mod replies;
mod rooms;

use crossterm::event::KeyCode;

use super::common::{Ask, Common, Env};
use super::effect::Effect;
use super::model::{Model, Screen};
use super::msg::{Msg, Notice, Slot, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::desk::screen::enquiries::{count_enquiries, kept};
use crate::desk::screen::listing::{count_proposals, open_listing};
use crate::desk::screen::modal::{Choice, Modal, Outcome};
use crate::desk::screen::prompt::Prompt;
use crate::desk::screen::proofread::kept as work;
use crate::desk::screen::queue::Queue;
use crate::desk::screen::sampling::Samples;
use crate::desk::screen::second_look::LookedAt;
use crate::desk::ui::text::visible;
use crate::domain::enquiry::of_subject;
use crate::domain::queue_view::QueueView;
use crate::domain::staff::Permission;
use crate::domain::supervision::Stepped;
use crate::domain::time::Millis;
use crate::store::records::AuditEntry;
use exporting::{cancel_export, open_export};
use replies::on_reply;
use rooms::{ask_before_quitting, go_to, go_to_institution, in_front_again, leave_room, show};

pub use mouse::{Click, wheel};

/// For how long a notice stays, in milliseconds.
const NOTICE_MS: i64 = 8_000;

/// Takes a message and answers with what is to be done.
pub fn update(model: &mut Model, msg: Msg, env: &mut Env) -> Vec<Effect> {
    let mut effects = Vec::new();
    model.common.now = env.now;
    let idle = model.locks_at().is_some_and(|at| at <= env.now);
    if idle {
        lock::cover(model, &mut effects);
    }
    let asks = match msg {
        // Whoever comes back to a desk that should have been locked presses a key first; it is not for what lies there.
        Msg::Key(_) | Msg::Paste(_) if idle => Vec::new(),
        Msg::Mouse(_) if model.lock.is_some() => Vec::new(),
        Msg::Key(key) if model.lock.is_some() => lock::on_key(model, key, &mut effects),
        Msg::Paste(text) if model.lock.is_some() => {
            model.lock.iter_mut().for_each(|lock| lock.paste(&text));
            Vec::new()
        }
        // Nobody sits here: there is nothing to read anew.
        Msg::Activity(..) | Msg::Watching(_) if model.common.actor.is_none() => Vec::new(),
        Msg::Key(key) => on_key(model, key, env, &mut effects),
        Msg::Line(line) => line::on_line(model, &line, env, &mut effects),
        Msg::Mouse(mouse) => mouse::on_mouse(model, mouse, env, &mut effects),
        Msg::Paste(text) => on_paste(model, &text, env),
        Msg::Resized(columns, rows) => {
            model.common.size = (columns, rows);
            model.queue.follow(&model.common);
            effects.push(Effect::Repaint);
            Vec::new()
        }
        Msg::Focused => {
            if model.painted.is_some() {
                effects.push(Effect::Repaint);
            }
            Vec::new()
        }
        Msg::Tick => {
            let mut asks = match (&mut model.order, &mut model.room) {
                (Some(order), _) => order.tick(&mut model.common, env),
                (None, Some(room)) => room.tick(&mut model.common, env),
                (None, None) => model.queue.tick(&mut model.common),
            };
            if model.lost_since.is_none() && model.common.actor.is_some() {
                asks.extend(kept::save_in_time(&mut model.common));
                effects.extend(work::save_in_time(&mut model.common));
            }
            asks
        }
        Msg::Exporting(ticket, rows) => {
            if let Some(export) = &mut model.export {
                export.wrote(ticket, rows);
            }
            Vec::new()
        }
        Msg::Done(ticket, reply) => on_reply(model, ticket, reply, env, &mut effects),
        Msg::Activity(entries, database_now) => {
            let before = bell::Before::of(model);
            let asks = on_activity(model, &entries, database_now, env, &mut effects);
            bell::ring(model, &before, &entries, env, &mut effects);
            asks
        }
        Msg::Watching(database_now) => {
            model.common.clock_ahead_ms = database_now.since(env.now);
            catch_up(model)
        }
        Msg::Reachable(true) if model.lost_since.take().is_some() => {
            say(model, Notice::new(Tone::Good, model.common.lang.database_back()), env.now);
            // What could not be saved or found out is, before anything is read anew.
            let mut asks = model.order.as_mut().map(|order| order.reconnected(&mut model.common)).unwrap_or_default();
            asks.extend(model.room.as_mut().map(|room| room.reconnected(&mut model.common)).unwrap_or_default());
            asks.extend(kept::save_again(&mut model.common));
            effects.extend(work::save_again(&mut model.common));
            asks.extend(catch_up(model));
            asks
        }
        Msg::Reachable(true) => Vec::new(),
        Msg::Reachable(false) => {
            model.lost_since = model.lost_since.or(Some(env.now));
            vec![Ask::Say(Notice::new(Tone::Bad, model.common.lang.connection_lost()))]
        }
        Msg::Barred => lock::barred(model, env, &mut effects),
        Msg::Stop => {
            cancel_export(model, &mut effects);
            leave_order(model, &mut effects);
            leave_room(model, &mut effects);
            model.quitting = true;
            effects.extend(work::save_again(&mut model.common));
            kept::save_again(&mut model.common)
        }
    };
    follow(model, asks, env, &mut effects);
    line::take_those_ahead(model, env, &mut effects);
    let asks = lock::hand_over(model, &mut effects);
    follow(model, asks, env, &mut effects);
    expire(model, env.now);
    if let Some(order) = model.order.as_mut().filter(|_| model.lock.is_none())
        && let Some(effect) = order.wanted_picture(&mut model.common)
    {
        effects.push(effect);
    }
    if model.screen() == Screen::Queue
        && model.lock.is_none()
        && let Some(effect) = model.queue.wanted_preview(&mut model.common)
    {
        effects.push(effect);
    }
    wipe(model, &mut effects);
    if model.quitting && !model.common.is_writing() {
        effects.push(Effect::Quit);
    }
    effects
}

/// Reads anew all that is shown: something may have been missed.
fn catch_up(model: &mut Model) -> Vec<Ask> {
    let mut asks = model.queue.refresh(&mut model.common);
    if let Some(order) = model.order.as_mut().filter(|order| !order.is_blind()) {
        asks.push(order.read_again(&mut model.common));
    }
    if let Some(room) = &mut model.room {
        asks.extend(room.refresh(&mut model.common));
    }
    asks.push(count_proposals(&mut model.common));
    asks.push(count_enquiries(&mut model.common));
    asks
}

/// A picture that the terminal itself drew stays on the screen until all of it is painted anew: nothing is written where only its
/// edges were.
fn wipe(model: &mut Model, effects: &mut Vec<Effect>) {
    let painted = model.order.as_ref().filter(|_| model.lock.is_none()).and_then(|order| order.painted(&model.common));
    if model.painted.is_some() && model.painted != painted && !effects.contains(&Effect::Repaint) {
        effects.push(Effect::Repaint);
    }
    model.painted = painted;
}

fn say(model: &mut Model, notice: Notice, now: Millis) {
    model.notice = Some((notice, now.plus(NOTICE_MS)));
}

fn expire(model: &mut Model, now: Millis) {
    if model.notice.as_ref().is_some_and(|(_, until)| *until <= now) {
        model.notice = None;
    }
    let ahead = model.common.clock_ahead_ms;
    if model.takeable.as_ref().is_some_and(|takeable| takeable.held_until <= now.plus(ahead)) {
        model.takeable = None;
    }
}

/// Does what screens ask for. What they ask may lead to more asks, but never back to the same screen.
fn follow(model: &mut Model, asks: Vec<Ask>, env: &mut Env, effects: &mut Vec<Effect>) {
    for ask in asks {
        match ask {
            Ask::Do(effect) => effects.push(effect),
            Ask::Say(notice) => say(model, notice, env.now),
            Ask::Choose(modal) => model.modal = Some(*modal),
            Ask::Why(purpose) => model.prompt = Some(Prompt::why(*purpose, &model.common)),
            Ask::Leave => {
                leave_order(model, effects);
                model.notice = None;
                let more = in_front_again(model);
                follow(model, more, env, effects);
            }
            Ask::TakeNext => {
                let more = Queue::take_next(&mut model.common, env);
                follow(model, more, env, effects);
            }
            Ask::TakeBack => take_back(model, env, effects),
            Ask::Show(view) => {
                let more = show(model, *view, effects);
                follow(model, more, env, effects);
            }
            Ask::List { filter, sort } => {
                let view = QueueView { filter: *filter, sort, columns: model.queue.own_columns() };
                let more = show(model, view, effects);
                follow(model, more, env, effects);
            }
            Ask::SetAside { notice, next } => {
                leave_order(model, effects);
                say(model, notice, env.now);
                let more = model.queue.refresh(&mut model.common);
                follow(model, more, env, effects);
                if next {
                    go_on(model, env, effects);
                }
            }
            Ask::Looked { of, notice } => {
                leave_order(model, effects);
                say(model, notice, env.now);
                let more = match of {
                    LookedAt::Listing { listing, .. } => open_listing(listing, false, &mut model.common),
                    LookedAt::Sample { sample, place } => {
                        leave_room(model, effects);
                        let (samples, asks) = Samples::show(sample, place, &mut model.common);
                        model.room = Some(Box::new(samples));
                        asks
                    }
                };
                follow(model, more, env, effects);
                let more = in_front_again(model);
                follow(model, more, env, effects);
            }
            Ask::Made(takeable) => {
                // It holds nothing and has nothing to save any more; what it still reads is nobody's.
                leave_order(model, effects);
                let seconds = takeable.held_until.since(model.common.database_now(env)).max(0) / 1000;
                let lang = model.common.lang;
                let text = lang.decision_made(takeable.order_no.as_str(), lang.status(takeable.status), seconds);
                say(model, Notice::new(Tone::Good, text), env.now);
                if let Some((_, until)) = &mut model.notice {
                    *until = env.now.plus(seconds.saturating_mul(1000).max(NOTICE_MS));
                }
                model.takeable = Some(takeable);
                let more = model.queue.refresh(&mut model.common);
                follow(model, more, env, effects);
                if model.common.next_after_decision {
                    go_on(model, env, effects);
                }
            }
        }
    }
}

/// Takes the next order without being asked for it; what was said stays to be read.
fn go_on(model: &mut Model, env: &mut Env, effects: &mut Vec<Effect>) {
    if model.quitting || !model.common.may(Permission::Decide) {
        return;
    }
    let ticket = model.common.ticket(Slot::Open);
    model.going_on = Some(ticket);
    effects.push(Effect::TakeNext { ticket, institution: model.common.institution.clone(), token: env.id() });
}

fn leave_order(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(mut order) = model.order.take() {
        effects.extend(order.leave(&mut model.common));
        model.common.forget(Slot::Picture);
        model.common.forget(Slot::Reload);
        model.common.forget(Slot::Renew);
        // A claim that it still asks for comes back as nobody's and is released.
        model.common.forget(Slot::Open);
    }
}

fn on_key(model: &mut Model, key: Key, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    if key == Key::ctrl('c') {
        // The old way out of anything: as `q`, from everywhere.
        return quit(model, env, effects);
    }
    model.touched_at = env.now;
    // From everywhere, editors and lists included: whoever gets up has no time to leave them first.
    if model.common.actor.is_some() && model.common.keymap.command(Context::Everywhere, key) == Some(Command::LockScreen) {
        return lock::by_key(model, effects);
    }
    if model.is_too_small() {
        return Vec::new();
    }
    if let Some(export) = model.export.as_mut().filter(|export| export.is_in_front()) {
        let asks = export.key(key, &mut model.common, env);
        model.export.take_if(|export| export.is_over());
        return asks;
    }
    if let Some(prompt) = &mut model.prompt {
        let answer = prompt.key(key, &mut model.common);
        return lock::answered(model, answer, env, effects);
    }
    if let Some(modal) = &mut model.modal {
        return match modal.key(key) {
            Outcome::Open => Vec::new(),
            Outcome::Closed => {
                close_modal(model, effects);
                Vec::new()
            }
            Outcome::Chosen(choice) => {
                close_modal(model, effects);
                chosen(model, choice, env, effects)
            }
        };
    }
    if model.screen() == Screen::SignIn {
        let command = model.common.keymap.command(Context::Everywhere, key).filter(|command| command.is_of_the_desk());
        // Letters are typed here; other keys of the desk work before anyone has signed in.
        if let Some(command) = command.filter(|_| key.typed().is_none()) {
            return run(model, command, env, effects);
        }
        if let Some(effect) = model.sign_in.key(key, &mut model.common) {
            effects.push(effect);
            return vec![Ask::Say(Notice::new(Tone::Plain, model.common.lang.signing_in()))];
        }
        return Vec::new();
    }
    if let Some(order) = &mut model.order {
        effects.extend(order.touched(&mut model.common, env));
    }
    let armed = std::mem::take(&mut model.quit_armed);
    model.take_back_asked = std::mem::take(&mut model.take_back_armed);
    // What was said has been read by whoever presses the next key; that something worked stays for its time.
    if model.notice.as_ref().is_some_and(|(notice, _)| notice.tone != Tone::Good) {
        model.notice = None;
    }
    let context = model.context();
    let command = model.common.keymap.command(context, key).or_else(|| from_everywhere(model, context, key));
    if command == Some(Command::Quit) && !armed && ask_before_quitting(model, env.now) {
        return Vec::new();
    }
    match command {
        Some(command) => run(model, command, env, effects),
        None => match (&mut model.order, &mut model.room) {
            (Some(order), _) => order.key(key, &mut model.common, env),
            (None, Some(room)) => room.key(key, &mut model.common, env),
            (None, None) => model.queue.key(key, &mut model.common),
        },
    }
}

/// What a key of everywhere does while text is typed: those that are no text and edit nothing work there too.
fn from_everywhere(model: &Model, context: Context, key: Key) -> Option<Command> {
    let command = model.common.keymap.command(Context::Everywhere, key).filter(|command| command.is_of_the_desk())?;
    (context.is_typed_in() && key.typed().is_none() && !Editor::takes(key)).then_some(command)
}

/// A picture drawn by the terminal itself keeps what lay over it: the screen is painted anew once nothing lies over it.
fn close_modal(model: &mut Model, effects: &mut Vec<Effect>) {
    model.modal = None;
    if model.order.is_some() {
        effects.push(Effect::Repaint);
    }
}

fn on_paste(model: &mut Model, text: &str, env: &mut Env) -> Vec<Ask> {
    model.touched_at = env.now;
    if let Some(export) = model.export.as_mut().filter(|export| export.is_in_front()) {
        export.paste(text);
        return Vec::new();
    }
    if let Some(prompt) = &mut model.prompt {
        prompt.paste(text);
        return Vec::new();
    }
    if let Some(modal) = &mut model.modal {
        modal.paste(text);
        return Vec::new();
    }
    if model.screen() == Screen::SignIn {
        model.sign_in.paste(text);
        return Vec::new();
    }
    match (&mut model.order, &mut model.room) {
        (Some(order), _) => order.paste(text, &mut model.common, env),
        (None, Some(room)) => room.paste(text, &mut model.common, env),
        (None, None) => model.queue.paste(text, &mut model.common),
    }
}

fn chosen(model: &mut Model, choice: Choice, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    match choice {
        Choice::Run(command) => {
            model.common.recent.retain(|recent| *recent != command);
            model.common.recent.insert(0, command);
            run(model, command, env, effects)
        }
        Choice::Institution(code) => {
            go_to_institution(model, code, effects);
            let mut asks = model.queue.command(Command::ListWaiting, &mut model.common, env);
            asks.push(model.queue.load_views(&mut model.common));
            asks
        }
    }
}

fn run(model: &mut Model, command: Command, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    let context = model.context();
    match command {
        Command::NextAfterDecision => {
            let on = !model.common.next_after_decision;
            model.common.next_after_decision = on;
            let lang = model.common.lang;
            vec![Ask::Say(Notice::new(Tone::Good, if on { lang.goes_on() } else { lang.goes_not_on() }))]
        }
        Command::Export => open_export(model),
        Command::Quit => quit(model, env, effects),
        Command::Redraw => {
            effects.push(Effect::Repaint);
            Vec::new()
        }
        Command::Suspend => {
            effects.push(Effect::Suspend);
            Vec::new()
        }
        Command::ChangePassword => {
            if model.typed > 0 {
                return vec![Ask::Say(Notice::new(Tone::Warn, model.common.lang.linear_no_password()))];
            }
            model.prompt = model.common.actor.is_some().then(Prompt::password);
            Vec::new()
        }
        Command::LockScreen => lock::by_key(model, effects),
        Command::Graphics => {
            model.common.graphics = model.common.graphics.next();
            vec![Ask::Say(Notice::new(Tone::Plain, model.common.graphics_words()))]
        }
        Command::Help if !context.is_typed_in() => {
            model.modal = Some(Modal::help(&model.common, context, |command| model.why_not(command)));
            Vec::new()
        }
        Command::Language => {
            let lang = model.common.lang.other();
            model.common.lang = lang;
            model.order.iter_mut().for_each(|order| order.speak(lang));
            model.room.iter_mut().for_each(|room| room.speak(lang));
            vec![Ask::Say(Notice::new(Tone::Good, lang.language_now()))]
        }
        Command::Theme => {
            let theme = model.common.theme.next();
            model.common.theme = theme;
            let lang = model.common.lang;
            let mut said = lang.theme_now(theme.label(lang));
            if !model.common.colour {
                said.push_str(lang.list_semicolon());
                said.push_str(lang.no_colour());
            }
            vec![Ask::Say(Notice::new(Tone::Good, said))]
        }
        Command::Mouse => {
            let on = !model.common.mouse;
            model.common.mouse = on;
            effects.push(Effect::Mouse(on));
            let lang = model.common.lang;
            vec![Ask::Say(Notice::new(Tone::Good, if on { lang.mouse_on() } else { lang.mouse_off() }))]
        }
        Command::Bell => {
            let on = model.common.bell.switch();
            let lang = model.common.lang;
            vec![Ask::Say(Notice::new(Tone::Good, if on { lang.bell_on() } else { lang.bell_off() }))]
        }
        Command::Palette => {
            model.modal = Some(Modal::palette(&model.common, context, |command| model.why_not(command)));
            Vec::new()
        }
        command => {
            // An approval that is not possible yet also leads to the field in its way.
            let says_itself = command == Command::Approve && model.order.is_some();
            if let Some(why) = model.why_not(command).filter(|_| !says_itself) {
                return vec![Ask::Say(Notice::new(Tone::Warn, why))];
            }
            match (&mut model.order, &mut model.room) {
                (Some(order), _) => order.command(command, &mut model.common, env),
                (None, _) if command.goes_to().is_some() => go_to(model, command, effects),
                (None, Some(room)) => match room.command(command, &mut model.common, env) {
                    Some(asks) => asks,
                    None => {
                        leave_room(model, effects);
                        in_front_again(model)
                    }
                },
                (None, None) => model.queue.command(command, &mut model.common, env),
            }
        }
    }
}

fn quit(model: &mut Model, env: &Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    cancel_export(model, effects);
    leave_order(model, effects);
    leave_room(model, effects);
    model.quitting = true;
    effects.extend(work::save_again(&mut model.common));
    let asks = kept::save_again(&mut model.common);
    if model.common.is_writing() {
        say(model, Notice::new(Tone::Plain, model.common.lang.saving_before_quit()), env.now);
    }
    asks
}

fn take_back(model: &mut Model, env: &mut Env, effects: &mut Vec<Effect>) {
    if model.taking_back.is_some() {
        // A second press before the answer would take the decision before the last one back too.
        return;
    }
    let lang = model.common.lang;
    // Over an open order it is not plain which decision is meant: it is named, and asked for once more.
    if model.order.is_some() {
        let Some(takeable) = &model.takeable else {
            return say(model, Notice::new(Tone::Warn, lang.nothing_to_take_back()), env.now);
        };
        if !std::mem::take(&mut model.take_back_asked) {
            let text = lang.take_back_again(takeable.order_no.as_str());
            model.take_back_armed = true;
            return say(model, Notice::new(Tone::Warn, text), env.now);
        }
    }
    let token = model.takeable.as_ref().map(|takeable| takeable.token.clone());
    say(model, Notice::new(Tone::Plain, lang.taking_back()), env.now);
    let claim_token = env.id();
    // What is being opened would come between the user and the order that comes back.
    model.common.forget(Slot::Open);
    let ticket = model.common.ticket(Slot::Write);
    model.taking_back = Some(ticket);
    effects.push(Effect::TakeBack { ticket, institution: model.common.institution.clone(), token, claim_token });
}

fn on_activity(
    model: &mut Model,
    entries: &[AuditEntry],
    database_now: Millis,
    env: &mut Env,
    effects: &mut Vec<Effect>,
) -> Vec<Ask> {
    model.common.clock_ahead_ms = database_now.since(env.now);
    if let Some(asks) = lock::about_us(model, entries, effects) {
        return asks;
    }
    let mut asks = lock::about_staff(model, entries);
    asks.extend(model.queue.activity(entries, &mut model.common));
    if entries.iter().any(|entry| entry.subject.starts_with("listing:")) {
        asks.push(count_proposals(&mut model.common));
    }
    if entries.iter().any(|entry| of_subject(&entry.subject).is_some()) {
        asks.push(count_enquiries(&mut model.common));
    }
    if let Some(room) = &mut model.room {
        asks.extend(room.activity(entries, &mut model.common));
    }
    asks.extend(entries.iter().filter_map(|entry| given(entry, &model.common)).map(Ask::Say));
    // One that is looked at a second time stays as it was opened: read again, it would tell what its decider found.
    if let Some(order) = model.order.as_mut().filter(|order| !order.is_blind()) {
        let mine: Vec<AuditEntry> =
            entries.iter().filter(|entry| entry.subject == order.file().order_no.as_str()).cloned().collect();
        if !mine.is_empty() {
            asks.extend(order.activity(&mine, &mut model.common, env));
        }
    }
    asks
}

/// What is said where a supervisor has just given us an order.
fn given(entry: &AuditEntry, common: &Common) -> Option<Notice> {
    let me = &common.actor.as_ref()?.login;
    let step = Stepped::read(&entry.action, &entry.detail)?;
    (step.to.as_ref() == Some(me) && entry.actor != *me).then(|| {
        let said = common.lang.given_to_you(&visible(&step.by), &entry.subject, &visible(&step.reason));
        Notice::new(Tone::Good, said)
    })
}

/// Whether a key is one that an input method may have sent as part of a run of text.
#[must_use]
pub fn is_text(key: Key) -> bool {
    key.typed().is_some() && !matches!(key.code, KeyCode::Char(' '))
}
