//! A line typed in `--linear` mode: a key, the word of a command, the number or the name of a row, or text for an editor.

use super::{chosen, close_modal, follow, on_key, on_paste, run, say};
use crate::desk::app::common::{Ask, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::{Model, Screen};
use crate::desk::app::msg::{Notice, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::find::{self, Hit, Names};
use crate::desk::input::key::Key;
use crate::desk::input::keymap::Context;
use crate::desk::screen::modal::Outcome;
use crate::text::Lang;
use crossterm::event::KeyCode;

/// What ends an editor, alone on a line.
const END: &str = ".";

/// Takes a line. What is typed while an order is being opened waits for it: a `3` is a verdict there and a row of the queue here. Only
/// the way out does not wait.
pub(super) fn on_line(model: &mut Model, line: &str, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    model.typed = model.typed.wrapping_add(1);
    if model.common.is_opening() && !is_way_out(model, line.trim()) {
        model.typed_ahead.push_back(line.to_owned());
        return Vec::new();
    }
    take(model, line, env, effects)
}

/// Whether a line is the key or a word of leaving the desk.
fn is_way_out(model: &Model, word: &str) -> bool {
    let context = model.context();
    let by_key = key(word).and_then(|key| model.common.keymap.command(context, key));
    by_key == Some(Command::Quit) || command(model, context, word) == Ok(Command::Quit)
}

/// Takes the lines that waited for the order, now that it is there or will not come.
pub(super) fn take_those_ahead(model: &mut Model, env: &mut Env, effects: &mut Vec<Effect>) {
    while !model.common.is_opening()
        && let Some(line) = model.typed_ahead.pop_front()
    {
        let asks = take(model, &line, env, effects);
        follow(model, asks, env, effects);
    }
}

fn take(model: &mut Model, line: &str, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    if model.screen() == Screen::SignIn {
        return Vec::new();
    }
    if model.prompt.is_some() {
        return in_a_prompt(model, line, env, effects);
    }
    if model.modal.is_some() {
        return in_a_list(model, line, env, effects);
    }
    if model.context().is_typed_in() {
        return match line.strip_prefix([':', '：']) {
            Some(asked) => asked_for(model, asked, env, effects),
            None => in_an_editor(model, line, env, effects),
        };
    }
    asked_for(model, line, env, effects)
}

/// A question over the screen: a number chooses, text answers, nothing takes what is usual.
fn in_a_prompt(model: &mut Model, line: &str, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    let word = line.trim();
    if word.eq_ignore_ascii_case("esc") {
        return on_key(model, Key::plain(KeyCode::Esc), env, effects);
    }
    let mut typed = word.chars();
    if let (Some(digit), None) = (typed.next().filter(char::is_ascii_digit), typed.next()) {
        return on_key(model, Key::char(digit), env, effects);
    }
    let mut asks = on_paste(model, word, env);
    asks.extend(on_key(model, Key::plain(KeyCode::Enter), env, effects));
    asks
}

/// A list over the screen: a number chooses, text filters, nothing chooses what is selected.
fn in_a_list(model: &mut Model, line: &str, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    let Some(modal) = &mut model.modal else { return Vec::new() };
    let outcome = match (line.trim(), line.trim().parse::<usize>()) {
        ("", _) => modal.key(Key::plain(KeyCode::Enter)),
        (_, Ok(number)) => modal.choose(number),
        (text, Err(_)) if text.eq_ignore_ascii_case("esc") => Outcome::Closed,
        (text, Err(_)) => {
            modal.key(Key::ctrl('u'));
            modal.paste(text);
            Outcome::Open
        }
    };
    match outcome {
        Outcome::Open => Vec::new(),
        Outcome::Closed => {
            close_modal(model, effects);
            Vec::new()
        }
        Outcome::Chosen(choice) => {
            close_modal(model, effects);
            chosen(model, choice, env, effects)
        }
    }
}

/// A line for an editor: one of several paragraphs, or all there is.
fn in_an_editor(model: &mut Model, line: &str, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    if line.trim() == END {
        return touched(model, Command::Save, env, effects);
    }
    if model.order.as_ref().is_some_and(|order| order.takes_paragraphs()) {
        return on_paste(model, &format!("{line}\n"), env);
    }
    let lies_over = model.order.is_some() || model.is_exporting_in_front();
    if let Some(room) = model.room.as_mut().filter(|_| !lies_over)
        && let Some(asks) = room.append(line, &mut model.common, env)
    {
        model.touched_at = env.now;
        return asks;
    }
    let mut asks = if line.is_empty() {
        Vec::new()
    } else {
        // What stood there gives way.
        let mut asks = on_key(model, Key::ctrl('u'), env, effects);
        asks.extend(on_paste(model, line, env));
        asks
    };
    asks.extend(on_key(model, Key::plain(KeyCode::Enter), env, effects));
    asks
}

/// A key or a word.
fn asked_for(model: &mut Model, line: &str, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    let context = model.context();
    let word = line.trim();
    if word.is_empty() {
        let key = if line.is_empty() { Key::plain(KeyCode::Enter) } else { Key::char(' ') };
        return on_key(model, key, env, effects);
    }
    if let Some(asks) = named(model, word, env, effects) {
        return asks;
    }
    let key = key(word).filter(|key| context.is_typed_in() || model.common.keymap.command(context, *key).is_some());
    if let Some(key) = key {
        return on_key(model, key, env, effects);
    }
    let lang = model.common.lang;
    match command(model, context, word) {
        Ok(Command::Redraw) => {
            model.rereads = model.rereads.wrapping_add(1);
            Vec::new()
        }
        Ok(command) => touched(model, command, env, effects),
        Err(found) if found.is_empty() => {
            say(model, Notice::new(Tone::Warn, lang.linear_unknown(word)), env.now);
            Vec::new()
        }
        Err(found) => {
            let labels: Vec<&str> = found.into_iter().map(|command| command.label(lang)).collect();
            say(model, Notice::new(Tone::Warn, lang.linear_which(&labels.join(lang.list_comma()))), env.now);
            Vec::new()
        }
    }
}

/// Runs a command as its key does.
fn touched(model: &mut Model, command: Command, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    if let Some(order) = &mut model.order {
        effects.extend(order.touched(&mut model.common, env));
    }
    run(model, command, env, effects)
}

/// The row, the field or the reason of that number or name; `None` where it names none.
fn named(model: &mut Model, word: &str, env: &mut Env, effects: &mut Vec<Effect>) -> Option<Vec<Ask>> {
    let context = model.context();
    let marked = word.strip_prefix('#');
    match (&mut model.order, context) {
        (Some(order), Context::Reasons | Context::Decide) => {
            order.select_reason(marked.unwrap_or(word)).then(|| touched(model, Command::Toggle, env, effects))
        }
        // A bare digit is a verdict.
        (Some(order), Context::Proofread | Context::Scan) => {
            let name = marked.or_else(|| word.parse::<u32>().is_err().then_some(word))?;
            order.select_named(name, &model.common).then(Vec::new)
        }
        (None, Context::Queue) => {
            let number = marked.unwrap_or(word).parse().ok()?;
            let there = model.queue.select_number(number, &model.common);
            (there && marked.is_none()).then(|| run(model, Command::Open, env, effects)).or_else(|| there.then(Vec::new))
        }
        _ => None,
    }
}

/// A key by its name, however it is capitalised: `ctrl-s`, `enter`.
fn key(word: &str) -> Option<Key> {
    let capital = |part: &str| -> String {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    };
    let named = || word.split('-').map(capital).collect::<Vec<_>>().join("-");
    Key::parse(word).or_else(|| word.chars().nth(1).and_then(|_| Key::parse(&named())))
}

/// The one command of this place that a word means, or those it may mean.
fn command(model: &Model, context: Context, word: &str) -> Result<Command, Vec<Command>> {
    let here =
        |command: &Command| command.is_of_the_desk() || model.common.keymap.rows(context).any(|(row, _)| row.command == *command);
    let mut found: Vec<(Hit, Command)> = Command::ALL
        .iter()
        .filter(|command| here(command))
        .filter_map(|command| {
            let names = [command.label(Lang::Zh), command.label(Lang::En), command.id()];
            Some((find::hit(word, Names { keys: &[], names: &names, said: &[] })?, *command))
        })
        .collect();
    found.sort_by_key(|(hit, _)| *hit);
    let Some((best, command)) = found.first().copied() else { return Err(Vec::new()) };
    let equals: Vec<Command> = found.iter().filter(|(hit, _)| *hit == best).map(|(_, command)| *command).collect();
    if equals.len() == 1 { Ok(command) } else { Err(equals) }
}
