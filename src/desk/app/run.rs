//! The loop: replies before keys, everything that is there before a frame, nothing while idle.

use std::time::Duration;

use futures_util::{FutureExt, Stream, StreamExt};
use uuid::Uuid;

use super::common::Env;
use super::driver::Driver;
use super::effect::Effect;
use super::model::Model;
use super::msg::Msg;
use super::update::{is_text, update};
use crate::domain::time::Millis;

/// How long quitting waits for what is being written.
const LAST_WAIT: Duration = Duration::from_secs(5);
/// Most messages taken between two frames, so that a flood of keys still shows something.
const BURST: usize = 256;

/// Where frames go, and what only the terminal can do.
pub trait Surface {
    /// Draws a frame.
    ///
    /// # Errors
    /// Where the terminal is gone.
    fn draw(&mut self, model: &Model, now: Millis) -> std::io::Result<()>;
    /// Forgets what is on the screen, so that the next frame paints all of it.
    ///
    /// # Errors
    /// Where the terminal is gone.
    fn repaint(&mut self) -> std::io::Result<()>;
    /// Leaves for the shell until resumed.
    ///
    /// # Errors
    /// Where the terminal cannot be taken over again.
    fn suspend(&mut self) -> std::io::Result<()>;
    /// Has the mouse told to us, or leaves it to the terminal.
    ///
    /// # Errors
    /// Where the terminal is gone.
    fn mouse(&mut self, _on: bool) -> std::io::Result<()> {
        Ok(())
    }
    /// Rings the bell.
    ///
    /// # Errors
    /// Where the terminal is gone.
    fn bell(&mut self) -> std::io::Result<()> {
        Ok(())
    }
    /// The terminal's size in cells.
    fn size(&self) -> (u16, u16);
}

/// Runs the desk until it quits. The model is the caller's, so that tests can look into it afterwards.
///
/// # Errors
/// Where the terminal is gone; what was typed is saved all the same.
pub async fn run(
    model: &mut Model,
    driver: &mut Driver,
    surface: &mut impl Surface,
    inputs: impl Stream<Item = Msg> + Unpin,
) -> std::io::Result<()> {
    model.common.size = surface.size();
    surface.mouse(model.common.mouse)?;
    let mut last_wait: Option<tokio::time::Instant> = None;
    let mut inputs = inputs.fuse();
    let mut has_stopped = false;
    loop {
        surface.draw(model, now())?;
        let wake = model.wakes_at(now());
        let pause = Duration::from_millis(u64::try_from(wake.since(now())).unwrap_or(0).max(1));
        let mut next = tokio::select! {
            biased;
            () = last_moment(last_wait) => return Ok(()),
            msg = driver.next() => Some(msg),
            // A terminal that is gone says so once: asked again it would answer at once, over and over.
            input = inputs.next(), if !has_stopped => {
                has_stopped = input.is_none();
                Some(input.unwrap_or(Msg::Stop))
            }
            () = tokio::time::sleep(pause) => Some(Msg::Tick),
        };
        for _ in 0..BURST {
            let Some(msg) = next else { break };
            let (msg, after) = gather(model, msg, &mut inputs);
            if apply(model, driver, surface, msg)? {
                return Ok(());
            }
            next = after.or_else(|| driver.ready()).or_else(|| inputs.next().now_or_never().flatten());
        }
        if let Some(msg) = next
            && apply(model, driver, surface, msg)?
        {
            return Ok(());
        }
        if model.quitting && last_wait.is_none() {
            last_wait = Some(tokio::time::Instant::now() + LAST_WAIT);
        }
    }
}

async fn last_moment(moment: Option<tokio::time::Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Applies a message; `true` where the desk is to end.
fn apply(model: &mut Model, driver: &mut Driver, surface: &mut impl Surface, msg: Msg) -> std::io::Result<bool> {
    #[cfg(debug_assertions)]
    panic_on_purpose(&msg);
    let mut env = Env { now: now(), ids: (0..4).map(|_| Uuid::now_v7().to_string()).collect() };
    for effect in update(model, msg, &mut env) {
        match effect {
            Effect::Quit => return Ok(true),
            Effect::Repaint => surface.repaint()?,
            Effect::Mouse(on) => surface.mouse(on)?,
            Effect::Bell => surface.bell()?,
            Effect::Suspend => {
                surface.suspend()?;
                model.common.size = surface.size();
                surface.repaint()?;
            }
            effect => driver.run(effect),
        }
    }
    Ok(false)
}

/// Lets a test see what becomes of the terminal and the claim in a panic. Not part of a release build.
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "that is what it is for")]
fn panic_on_purpose(msg: &Msg) {
    if let Msg::Key(key) = msg
        && std::env::var("JIAODUI_PANIC_ON").is_ok_and(|wanted| wanted == key.to_string())
    {
        panic!("asked for by JIAODUI_PANIC_ON");
    }
}

/// A run of characters typed into an editor is one piece of text: an input method's commit is then one step to undo and one frame.
fn gather(model: &Model, msg: Msg, inputs: &mut (impl Stream<Item = Msg> + Unpin)) -> (Msg, Option<Msg>) {
    let Msg::Key(first) = msg else { return (msg, None) };
    let Some(typed) = first.typed().filter(|_| model.context().is_typed_in() && is_text(first)) else {
        return (Msg::Key(first), None);
    };
    let mut run = String::from(typed);
    let mut after = None;
    while let Some(next) = inputs.next().now_or_never().flatten() {
        match next {
            Msg::Key(key) if is_text(key) => run.extend(key.typed()),
            other => {
                after = Some(other);
                break;
            }
        }
    }
    if run.chars().nth(1).is_some() { (Msg::Paste(run), after) } else { (Msg::Key(first), after) }
}

fn now() -> Millis {
    Millis(chrono::Utc::now().timestamp_millis())
}
