//! Entering the full screen, and leaving it on every way out: quit, error, panic, signal.

use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;

use super::backend::Paper;

static ENTERED: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// A ratatui terminal on the full screen.
pub type Screen = Terminal<Paper>;

/// The full screen; dropping it leaves.
#[derive(Debug)]
pub struct Session(());

impl Session {
    /// Takes the terminal over.
    ///
    /// # Errors
    /// Where there is no terminal, or it cannot be set up; it is then as it was.
    pub fn enter() -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                // The terminal first: a report printed into the alternate screen is gone with it.
                leave();
                before(info);
            }));
        });
        take_over()?;
        Ok(Self(()))
    }

    /// A ratatui terminal on this screen.
    ///
    /// # Errors
    /// Where the size cannot be read.
    pub fn screen(&self) -> io::Result<Screen> {
        Terminal::new(Paper::new())
    }

    /// Leaves for the shell that started us, until it resumes us; then takes the terminal over again.
    ///
    /// # Errors
    /// Where the terminal cannot be taken over again.
    pub fn suspend(&self) -> io::Result<()> {
        leave();
        // The whole process group, as a shell does for Ctrl-Z: whatever runs with us stops with us.
        let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
        take_over()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        leave();
    }
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    let entered = execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide, SetTitle("校对台 Jiaodui"));
    if entered.is_err() {
        leave();
    }
    entered
}

/// Undoes all that entering did. Safe to call at any time, from anywhere, more than once.
pub fn leave() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        // A frame may have been cut off in the middle: end its synchronised update, or the terminal keeps waiting for it.
        let _ = execute!(io::stdout(), EndSynchronizedUpdate, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _ = disable_raw_mode();
    }
}

/// Draws a frame as one synchronised update, so that no half of it is ever seen.
///
/// # Errors
/// Where the terminal is gone.
pub fn draw(screen: &mut Screen, view: impl FnOnce(&mut ratatui::Frame<'_>)) -> io::Result<()> {
    queue!(screen.backend_mut(), BeginSynchronizedUpdate)?;
    screen.draw(view)?;
    queue!(screen.backend_mut(), EndSynchronizedUpdate)?;
    screen.backend_mut().flush()
}
