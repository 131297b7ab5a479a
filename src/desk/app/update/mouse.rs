//! What the mouse does. Where things are is computed from the layout, as drawing does; what a click or the wheel does is what a key does.

use super::rooms::ask_before_quitting;
use super::{chosen, close_modal, run};
use crate::desk::app::common::{Ask, Env};
use crate::desk::app::effect::Effect;
use crate::desk::app::model::{Model, Screen};
use crate::desk::input::command::Command;
use crate::desk::input::mouse::{Act, Mouse};
use crate::desk::screen::modal::Outcome;
use crate::desk::ui::chrome;
use ratatui::layout::Rect;

/// Rows that one turn of the wheel moves by.
const WHEEL: usize = 3;

/// What a screen makes of the mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Click {
    /// Nothing is there.
    Nothing,
    /// Something was selected.
    Selected,
    /// As if this command had been given.
    Run(Command),
}

/// Takes what the mouse did.
pub(super) fn on_mouse(model: &mut Model, mouse: Mouse, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    if !model.common.mouse || model.is_too_small() || model.screen() == Screen::SignIn {
        return Vec::new();
    }
    model.touched_at = env.now;
    if model.prompt.is_some() {
        // It asks for words.
        return Vec::new();
    }
    let double = mouse.act == Act::Press && model.pressed.press(mouse, env.now.0);
    if mouse.act == Act::Release {
        model.pressed.drag = None;
    }
    let body = chrome::body(model.common.size);
    // A form that is filled in with keys.
    if model.is_exporting_in_front() {
        return Vec::new();
    }
    if let Some(modal) = &mut model.modal {
        return match modal.mouse(mouse, double, body) {
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
    if let Some(order) = &mut model.order {
        effects.extend(order.touched(&mut model.common, env));
    }
    let keys = Rect { x: 0, y: model.common.size.1.saturating_sub(1), width: model.common.size.0, height: 1 };
    if mouse.act == Act::Press && mouse.is_in(keys) {
        let command = chrome::footer_at(keys, &model.common, model.context(), mouse.column);
        return command.map(|command| run_if_possible(model, command, env, effects)).unwrap_or_default();
    }
    if !mouse.is_in(body) {
        return Vec::new();
    }
    let drag = &mut model.pressed.drag;
    let click = match (&mut model.order, &mut model.room) {
        (Some(order), _) => order.mouse(mouse, double, drag, &mut model.common, env),
        (None, Some(room)) => match mouse.act {
            Act::Press => room.click(mouse, double, body, &mut model.common),
            _ => {
                room.point(mouse, body, &model.common);
                wheel(mouse.act)
            }
        },
        (None, None) => match mouse.act {
            Act::Press => model.queue.click(mouse, double, body, &mut model.common),
            _ => wheel(mouse.act),
        },
    };
    match click {
        Click::Run(command @ (Command::Down | Command::Up)) => {
            (0..WHEEL).flat_map(|_| run(model, command, env, effects)).collect()
        }
        Click::Run(command) => run_if_possible(model, command, env, effects),
        Click::Nothing | Click::Selected => Vec::new(),
    }
}

/// What turning the wheel does where nothing else is said.
pub const fn wheel(act: Act) -> Click {
    match act {
        Act::WheelUp => Click::Run(Command::Up),
        Act::WheelDown => Click::Run(Command::Down),
        Act::Press | Act::Drag | Act::Release => Click::Nothing,
    }
}

/// As a key does: over a claimed order, leaving is asked for twice.
fn run_if_possible(model: &mut Model, command: Command, env: &mut Env, effects: &mut Vec<Effect>) -> Vec<Ask> {
    if command == Command::Quit && !model.quit_armed && ask_before_quitting(model, env.now) {
        return Vec::new();
    }
    run(model, command, env, effects)
}
