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

/// How a terminal answers what it is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answering {
    AtOnce,
    Never,
    /// So long after it was asked.
    Late(Duration),
    /// With what has the form of answers and says nothing.
    Garbage,
}

/// What is no answer to anything, though it looks like some.
const GARBAGE: &[u8] =
    b"\x1b[999999999999;R\x1b[;;;;R\x1b]11;rgb:ff/ff/ff\x07\x1bP1$r0m\x1b\\\x1b_Gi=31;E\xff\xfe\x1b\\\x1b[6;0;0t\x1b[?c";

/// A shell with jobs: the program is stopped by Ctrl-Z, and goes on after a line.
const JOBS: &str = r#"set -m; "$@"; stty -a | tr ';\n' '  ' | tr -s ' ' '\n' | grep -x -e '-\?echo' -e '-\?icanon'; echo "that is the shell"; read -r _; clear; fg >/dev/null; echo "ended with $?"; stty -a | tr ';\n' '  ' | tr -s ' ' '\n' | grep -x -e '-\?echo' -e '-\?icanon'; echo "that is all"; sleep 60"#;

/// What the shell runs: the program, then how it ended, then the terminal's settings.
const SHELL: &str = r#""$@"; echo "ended with $?"; stty -a | tr ';\n' '  ' | tr -s ' ' '\n' | grep -x -e '-\?echo' -e '-\?icanon'; echo "that is all"; sleep 60"#;

impl Pty {
    /// Starts the program with these arguments and environment in a terminal of this size.
    pub(crate) fn start(size: (u16, u16), arguments: &[&str], environment: &[(&str, &str)], home: &Path) -> Self {
        Self::start_at(Answering::AtOnce, size, arguments, environment, home)
    }

    /// Likewise, in a terminal that answers in its own way. `JIAODUI_TEST_SHELL` in the environment: in a shell with jobs.
    pub(crate) fn start_at(
        answering: Answering,
        size: (u16, u16),
        arguments: &[&str],
        environment: &[(&str, &str)],
        home: &Path,
    ) -> Self {
        let (columns, rows) = size;
        let pair = native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        let with_jobs = environment.iter().any(|(name, _)| *name == "JIAODUI_TEST_SHELL");
        let (shell, script) = if with_jobs { ("bash", JOBS) } else { ("sh", SHELL) };
        let mut command = CommandBuilder::new(shell);
        command.args(["-c", script, "sh", env!("CARGO_BIN_EXE_jiaodui")]);
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
                answer(answering, bytes, &answers);
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

    /// The screen with its colours.
    pub(crate) fn frame(&self) -> vt100::Screen {
        self.shown.0.lock().unwrap().parser.screen().clone()
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
        let seen = self.waits(Instant::now() + PATIENCE, |screen| screen.contains(text).then_some(()));
        assert!(seen.is_some(), "waited for {text} and saw\n{}", self.screen());
        self
    }

    /// Waits until the modes are like this, or the moment has come.
    pub(crate) fn waits_for_modes(&self, until: Instant, wanted: impl Fn((bool, bool)) -> bool) -> bool {
        while Instant::now() < until {
            if wanted(self.modes()) {
                return true;
            }
            thread::sleep(Duration::from_millis(1));
        }
        false
    }

    /// The colours on the screen, of characters and of what is behind them.
    pub(crate) fn colours(&self) -> Vec<vt100::Color> {
        let shown = self.shown.0.lock().unwrap();
        let screen = shown.parser.screen();
        let (rows, columns) = screen.size();
        let mut found = Vec::new();
        let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        for cell in cells.filter_map(|(row, column)| screen.cell(row, column)) {
            for colour in [cell.fgcolor(), cell.bgcolor()] {
                if !found.contains(&colour) {
                    found.push(colour);
                }
            }
        }
        found
    }

    /// Gives the terminal another size.
    pub(crate) fn resizes(&self, size: (u16, u16)) {
        self.reads_as(size);
        self.is_sized(size);
    }

    /// What is written is read as on a screen of this size.
    pub(crate) fn reads_as(&self, size: (u16, u16)) {
        let (columns, rows) = size;
        let size = (NonZeroU16::new(rows).unwrap(), NonZeroU16::new(columns).unwrap());
        self.shown.0.lock().unwrap().parser.screen_mut().set_size(size.0, size.1);
    }

    /// The program is told this size.
    pub(crate) fn is_sized(&self, size: (u16, u16)) {
        let (cols, rows) = size;
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
        self.is_left_as_it_was();
        let screen = self.screen();
        assert!(screen.contains(&format!("ended with {status}")), "{screen}");
    }

    /// Likewise, however it ended.
    pub(crate) fn is_left_as_it_was(&self) {
        self.sees("that is all");
        let screen = self.screen();
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

/// As a terminal would: where the cursor is, what it is called, and what kind of terminal it is.
fn answer(answering: Answering, asked: &[u8], answers: &Arc<Mutex<Box<dyn Write + Send>>>) {
    let mut said = Vec::new();
    let questions: [(&[u8], &[u8]); 3] =
        [(b"\x1b[6n", b"\x1b[1;2R"), (b"\x1b[>q", b"\x1bP>|XTerm(379)\x1b\\"), (b"\x1b[c", b"\x1b[?62;22c")];
    for (question, answer) in questions {
        // A name is what only the odd ones tell: the others are as terse as they can be.
        let tells = question != b"\x1b[>q" || matches!(answering, Answering::Late(_));
        for _ in asked.windows(question.len()).filter(|window| tells && *window == question) {
            said.extend_from_slice(answer);
        }
    }
    if said.is_empty() {
        return;
    }
    match answering {
        Answering::Never => {}
        Answering::AtOnce => drop(answers.lock().unwrap().write_all(&said)),
        Answering::Garbage => drop(answers.lock().unwrap().write_all(GARBAGE)),
        Answering::Late(after) => {
            let answers = Arc::clone(answers);
            thread::spawn(move || {
                thread::sleep(after);
                let _ = answers.lock().unwrap().write_all(&said);
            });
        }
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
