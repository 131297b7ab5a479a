//! The built program in a pseudo-terminal, with a shell around it that says afterwards what became of the terminal.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// How long a test waits for something to be seen.
const PATIENCE: Duration = Duration::from_secs(20);

struct Shown {
    parser: vt100::Parser,
    /// Whether anything but text was written: escape codes.
    escapes: bool,
    ended: bool,
}

/// A terminal with the program in it.
pub(crate) struct Pty {
    master: Box<dyn MasterPty + Send>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    shown: Arc<(Mutex<Shown>, Condvar)>,
}

/// What the shell runs: the program, then how it ended, then the terminal's settings.
const SHELL: &str = r#""$@"; echo "ended with $?"; stty -a | tr ';\n' '  ' | tr -s ' ' '\n' | grep -x -e '-\?echo' -e '-\?icanon'; echo "that is all"; sleep 60"#;

impl Pty {
    /// Starts the program with these arguments and environment in a terminal of this size.
    pub(crate) fn start(size: (u16, u16), arguments: &[&str], environment: &[(&str, &str)], home: &Path) -> Self {
        let (columns, rows) = size;
        let pair = native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", SHELL, "sh", env!("CARGO_BIN_EXE_jiaodui")]);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("HOME", home);
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "NO_COLOR", "JIAODUI_DATABASE"] {
            command.env_remove(name);
        }
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let parser = vt100::Parser::new(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap(), 0);
        let shown = Arc::new((Mutex::new(Shown { parser, escapes: false, ended: false }), Condvar::new()));
        let (answers, screen) = (Arc::clone(&writer), Arc::clone(&shown));
        thread::spawn(move || {
            let mut chunk = [0_u8; 8192];
            loop {
                let read = reader.read(&mut chunk).unwrap_or(0);
                let (lock, changed) = &*screen;
                let mut shown = lock.lock().unwrap();
                let bytes = &chunk[..read];
                // As a terminal would: where the cursor is, and what kind of terminal it is.
                for _ in bytes.windows(4).filter(|window| *window == b"\x1b[6n") {
                    let _ = answers.lock().unwrap().write_all(b"\x1b[1;2R");
                }
                for _ in bytes.windows(3).filter(|window| *window == b"\x1b[c") {
                    let _ = answers.lock().unwrap().write_all(b"\x1b[?62;22c");
                }
                shown.escapes |= bytes.contains(&0x1b);
                shown.parser.process(bytes);
                shown.ended = read == 0;
                changed.notify_all();
                if shown.ended {
                    return;
                }
            }
        });
        Self { master: pair.master, writer, child, shown }
    }

    /// Types bytes as a keyboard would.
    pub(crate) fn types(&self, text: &str) -> &Self {
        self.writer.lock().unwrap().write_all(text.as_bytes()).unwrap();
        self
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.shown.0.lock().unwrap().parser.screen().contents()
    }

    /// Whether the alternate screen is on, and whether the cursor is hidden.
    pub(crate) fn modes(&self) -> (bool, bool) {
        let shown = self.shown.0.lock().unwrap();
        (shown.parser.screen().alternate_screen(), shown.parser.screen().hide_cursor())
    }

    /// Whether any escape code was written so far.
    pub(crate) fn wrote_escapes(&self) -> bool {
        self.shown.0.lock().unwrap().escapes
    }

    /// Whether the terminal was asked to report the mouse.
    pub(crate) fn reports_the_mouse(&self) -> bool {
        self.shown.0.lock().unwrap().parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    /// Waits until something is seen on the screen, or this moment.
    pub(crate) fn waits<T>(&self, until: Instant, what: impl Fn(&str) -> Option<T>) -> Option<T> {
        let (lock, changed) = &*self.shown;
        let mut shown = lock.lock().unwrap();
        loop {
            let found = what(&shown.parser.screen().contents());
            let left = until.saturating_duration_since(Instant::now());
            if found.is_some() || left.is_zero() || shown.ended {
                return found;
            }
            shown = changed.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Waits until a text is on the screen.
    pub(crate) fn sees(&self, text: &str) -> &Self {
        let deadline = Instant::now() + PATIENCE;
        let (lock, changed) = &*self.shown;
        let mut shown = lock.lock().unwrap();
        loop {
            let screen = shown.parser.screen().contents();
            if screen.contains(text) {
                return self;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !shown.ended, "waited for {text} and saw\n{screen}");
            shown = changed.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Gives the terminal another size.
    pub(crate) fn resizes(&self, size: (u16, u16)) {
        let (cols, rows) = size;
        self.shown.0.lock().unwrap().parser.screen_mut().set_size(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(cols).unwrap());
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.resize(size).unwrap();
    }

    /// The program's process: the shell's child.
    pub(crate) fn program(&self) -> Pid {
        let shell = self.child.process_id().unwrap();
        let deadline = Instant::now() + PATIENCE;
        loop {
            // A shell that has just been started has none yet.
            let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children")).unwrap();
            if let Some(child) = children.split_whitespace().next() {
                return Pid::from_raw(child.parse().unwrap()).unwrap();
            }
            assert!(Instant::now() < deadline, "the shell starts the program");
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Sends the program a signal.
    pub(crate) fn signals(&self, signal: Signal) {
        kill_process(self.program(), signal).unwrap();
    }

    /// Takes the terminal away, as a cut connection does: the shell that leads its session dies, and the system hangs the terminal
    /// up. The program's process is returned.
    pub(crate) fn vanishes(&mut self) -> Pid {
        let program = self.program();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        program
    }

    /// Asserts that the program has ended and left the terminal as it was; the exit status must be this one.
    pub(crate) fn is_left_clean(&self, status: &str) {
        self.sees("that is all");
        let screen = self.screen();
        assert!(screen.contains(&format!("ended with {status}")), "{screen}");
        assert!(screen.lines().any(|line| line.trim() == "echo"), "the terminal echoes again\n{screen}");
        assert!(screen.lines().any(|line| line.trim() == "icanon"), "the terminal reads lines again\n{screen}");
        assert!(!self.reports_the_mouse(), "the mouse is the terminal's again\n{screen}");
        assert_eq!(self.modes(), (false, false), "the alternate screen is left and the cursor shown\n{screen}");
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        // The shell's last sleep must not outlive the test.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until a process is gone.
pub(crate) fn is_gone(process: Pid, within: Duration) -> bool {
    let deadline = Instant::now() + within;
    while Instant::now() < deadline {
        // A zombie that nobody waits for has ended, too.
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()));
        match stat {
            Err(_) => return true,
            Ok(stat) if stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z')) => return true,
            Ok(_) => thread::sleep(Duration::from_millis(20)),
        }
    }
    false
}
