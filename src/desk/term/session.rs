//! Entering the full screen, and leaving it on every way out: quit, error, panic, signal.

use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;

use super::backend::Paper;

/// Has the terminal report presses, drags and the wheel, with places of any size. Mere movements are not asked for: they would wake the
/// desk for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Far more than it takes all threads to stop.
const STOPPING: std::time::Duration = std::time::Duration::from_millis(50);

static MOUSE: AtomicBool = AtomicBool::new(false);
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
        stop();
        take_over()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        leave();
    }
}

/// Stops until the shell resumes us, with our whole process group, as a shell does for Ctrl-Z: whatever runs with us stops with us.
pub fn stop() {
    let _ = rustix::process::kill_current_process_group(rustix::process::Signal::TSTP);
    // Another thread may be the one that takes the signal, and until it has, this one goes on: it would take the terminal back before the
    // shell has it. Who is stopped sleeps through; the time counts on meanwhile.
    std::thread::sleep(STOPPING);
}

fn take_over() -> io::Result<()> {
    enable_raw_mode()?;
    ENTERED.store(true, Ordering::SeqCst);
    let mut entered =
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, cursor::Hide, SetTitle("校对台 Jiaodui"));
    if MOUSE.load(Ordering::SeqCst) {
        entered = entered.and_then(|()| execute!(io::stdout(), Print(MOUSE_ON)));
    }
    if entered.is_err() {
        leave();
    }
    entered
}

/// Undoes all that entering did. Safe to call at any time, from anywhere, more than once.
pub fn leave() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        // A frame may have been cut off in the middle: end its synchronised update, or the terminal keeps waiting for it.
        if MOUSE.load(Ordering::SeqCst) {
            let _ = execute!(io::stdout(), Print(MOUSE_OFF));
        }
        let _ = execute!(io::stdout(), EndSynchronizedUpdate, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
        let _ = disable_raw_mode();
    }
}

/// Has the terminal tell what the mouse does, or leaves the mouse to it; remembered for coming back from the shell.
///
/// # Errors
/// Where the terminal is gone.
pub fn mouse(on: bool) -> io::Result<()> {
    if MOUSE.swap(on, Ordering::SeqCst) == on {
        return Ok(());
    }
    execute!(io::stdout(), Print(if on { MOUSE_ON } else { MOUSE_OFF }))
}

/// Rings the terminal's bell.
///
/// # Errors
/// Where the terminal is gone.
pub fn bell() -> io::Result<()> {
    execute!(io::stdout(), Print('\x07'))
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
