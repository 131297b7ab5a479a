//! What the terminal can do, asked once before anything reads keys: one write, and one wait that ends with the answer every terminal
//! gives (its attributes, DA1), or with the deadline.

use std::io::{self, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};

use super::answers::{Answer, read};
use crate::desk::ui::means::{Terminal, Tmux, USUAL_CELL};

/// Longest wait for the answers; over ssh a round trip takes a fraction of it.
const PATIENCE: Duration = Duration::from_millis(300);
/// Longest wait for tmux to say what it lets through.
const TMUX_PATIENCE: Duration = Duration::from_millis(150);
/// Most bytes that are read while waiting for answers.
const MOST: usize = 4096;

/// What the environment says of the terminal.
#[derive(Debug, Clone, Default)]
pub(super) struct Surroundings {
    /// `TERM`.
    pub(super) term: String,
    /// `TERM_PROGRAM`, or what ssh hands on of it (`LC_TERMINAL`).
    pub(super) program: String,
    /// Whether GNU screen stands between.
    pub(super) screen: bool,
    /// Whether tmux stands between, and what it lets through.
    pub(super) tmux: Option<Tmux>,
}

impl Surroundings {
    fn look() -> Self {
        let text = |name: &str| std::env::var(name).unwrap_or_default();
        let tmux = (!text("TMUX").is_empty()).then(tmux_passes);
        // Within tmux, TERM_PROGRAM is "tmux"; what ssh handed on is still the terminal outside.
        let program = [text("LC_TERMINAL"), text("TERM_PROGRAM")].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        Self { term: text("TERM"), program, screen: tmux.is_none() && !text("STY").is_empty(), tmux }
    }
}

/// Asks the terminal; call it in raw mode on the alternate screen, before anything else reads from it. Returns what was typed
/// meanwhile, too. A terminal that never answers costs the deadline once.
#[must_use]
pub fn probe() -> (Terminal, Vec<u8>) {
    let around = Surroundings::look();
    let bytes = ask(&around).unwrap_or_default();
    let (mut found, typed) = found(&bytes, &around);
    if found.cell == USUAL_CELL
        && let Ok(size) = crossterm::terminal::window_size()
        && size.columns > 0
        && size.rows > 0
        && size.width >= size.columns
        && size.height >= size.rows
    {
        found.cell = (size.width / size.columns, size.height / size.rows);
    }
    (found, typed)
}

/// The questions, and after how many attributes all has been said.
fn questions(around: &Surroundings) -> (String, usize) {
    let mut text = String::from("\r①\x1b[6n");
    let plain = around.screen || around.term == "linux" || around.term == "dumb";
    match around.tmux {
        // What tmux answers to these is of tmux itself; the terminal outside is asked through it, and answers last.
        Some(Tmux::Passes) => {
            text.push_str(
                "\x1b[c\x1bPtmux;\x1b\x1b[16t\x1b\x1b[>q\x1b\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\x1b\\\x1b\x1b[c\x1b\\",
            );
            return (text, 2);
        }
        Some(_) => text.push_str("\x1b[16t\x1b[c"),
        // screen would show a string it does not know in its status line.
        None if plain => text.push_str("\x1b[c"),
        None => text.push_str("\x1b[16t\x1b[>q\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[c"),
    }
    (text, 1)
}

/// Writes the questions and reads until all is answered or the time is up.
fn ask(around: &Surroundings) -> io::Result<Vec<u8>> {
    let (text, fences) = questions(around);
    let mut out = io::stdout();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    let mut bytes = Vec::new();
    let deadline = Instant::now() + PATIENCE;
    let stdin = io::stdin();
    while bytes.len() < MOST && fences_in(&bytes) < fences {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        let timeout = rustix::event::Timespec { tv_sec: 0, tv_nsec: i64::from(left.subsec_nanos()) };
        if poll(&mut ready, Some(&timeout))? == 0 {
            break;
        }
        let mut chunk = [0_u8; 512];
        // Past std's own buffer: what it would read ahead, the key reader would never see.
        let count = rustix::io::read(&stdin, &mut chunk)?;
        if count == 0 {
            break;
        }
        bytes.extend(chunk.iter().take(count));
    }
    // Whatever a terminal made of questions it does not know, the first frame starts on a clean screen.
    out.write_all(b"\x1b[2J\x1b[H")?;
    out.flush()?;
    Ok(bytes)
}

fn fences_in(bytes: &[u8]) -> usize {
    read(bytes).0.iter().filter(|answer| matches!(answer, Answer::Attributes(_))).count()
}

/// What the answers say, and the bytes that are none.
fn found(bytes: &[u8], around: &Surroundings) -> (Terminal, Vec<u8>) {
    let (answers, typed) = read(bytes);
    let mut terminal =
        Terminal { tmux: around.tmux.unwrap_or(Tmux::Absent), answered: !answers.is_empty(), ..Terminal::default() };
    let mut kitty = false;
    for answer in answers {
        match answer {
            Answer::Column(column) => terminal.ambiguous_wide = terminal.ambiguous_wide.or(Some(column >= 3)),
            Answer::Cell(across, down) => terminal.cell = (across, down),
            Answer::Name(name) => terminal.name = name,
            Answer::Kitty(understood) => kitty = understood,
            // The last one counts: within tmux it is the terminal's outside.
            Answer::Attributes(attributes) => terminal.sixel = attributes.iter().skip(1).any(|one| *one == 4),
        }
    }
    if terminal.name.is_empty() {
        terminal.name.clone_from(&around.program);
    }
    // Konsole and WezTerm answer yes, too, but know no placeholders, and a picture placed by them stays blank.
    kitty &= begins(&terminal.name, &["kitty", "ghostty"]);
    terminal.kitty = kitty;
    terminal.iterm2 = begins(&terminal.name, &["iTerm", "WezTerm"]);
    (terminal, typed)
}

fn begins(name: &str, known: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    known.iter().any(|one| name.starts_with(&one.to_ascii_lowercase()))
}

/// Asks tmux whether it hands on what is wrapped for the terminal outside; a tmux of before 3.3 knows no such option and always does.
fn tmux_passes() -> Tmux {
    let asked = Command::new("tmux")
        .args(["show-options", "-Apv", "allow-passthrough"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = asked else { return Tmux::Blocks };
    let deadline = Instant::now() + TMUX_PATIENCE;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => break,
            Ok(Some(_)) => return Tmux::Passes,
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(2)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Tmux::Blocks;
            }
        }
    }
    let mut said = String::new();
    if let Some(mut out) = child.stdout.take() {
        let _ = io::Read::read_to_string(&mut out, &mut said);
    }
    if matches!(said.trim(), "on" | "all") { Tmux::Passes } else { Tmux::Blocks }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::ui::means::Graphics;
    use crate::desk::ui::means::Means;

    /// A terminal, its surroundings and its answers; then what comes of them: ambiguous wide, cell, means.
    type Case = (&'static str, Surroundings, &'static str, Option<bool>, (u16, u16), Means);

    fn plain(term: &str) -> Surroundings {
        Surroundings { term: term.into(), ..Surroundings::default() }
    }

    fn within(tmux: Tmux) -> Surroundings {
        Surroundings { term: "tmux-256color".into(), program: "tmux".into(), tmux: Some(tmux), ..Surroundings::default() }
    }

    #[test]
    fn terminals_are_told_apart_by_their_answers() {
        let cases: Vec<Case> = vec![
            (
                "xterm with sixel",
                plain("xterm"),
                "\x1b[1;2R\x1bP>|XTerm(379)\x1b\\\x1b[?63;1;2;4;6;9;15;22;29c",
                Some(false),
                USUAL_CELL,
                Means::Sixel,
            ),
            (
                "xterm without",
                plain("xterm"),
                "\x1b[1;2R\x1bP>|XTerm(379)\x1b\\\x1b[?64;1;2;6c",
                Some(false),
                USUAL_CELL,
                Means::Quadrants,
            ),
            ("xterm, wide", plain("xterm"), "\x1b[1;3R\x1b[?64;1;2;6c", Some(true), USUAL_CELL, Means::Quadrants),
            (
                "kitty",
                plain("xterm-kitty"),
                "\x1b[1;2R\x1b[6;18;9t\x1bP>|kitty(0.35.2)\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[?62;52;c",
                Some(false),
                (9, 18),
                Means::Kitty,
            ),
            (
                "ghostty",
                plain("xterm-ghostty"),
                "\x1b[1;2R\x1b[6;34;17t\x1bP>|ghostty 1.1.0\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[?62;22c",
                Some(false),
                (17, 34),
                Means::Kitty,
            ),
            (
                "foot",
                plain("foot"),
                "\x1b[1;2R\x1b[6;17;8t\x1bP>|foot(1.16.2)\x1b\\\x1b[?62;4;22;28c",
                Some(false),
                (8, 17),
                Means::Sixel,
            ),
            (
                "WezTerm, whose answer to kitty's question is not to be trusted",
                plain("xterm-256color"),
                "\x1b[1;2R\x1b[6;16;8t\x1bP>|WezTerm 20240203-110809\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[?65;4;6;18;22;52c",
                Some(false),
                (8, 16),
                Means::Iterm2,
            ),
            (
                "Konsole likewise",
                plain("xterm-256color"),
                "\x1b[1;2R\x1b[6;20;10t\x1bP>|Konsole 24.02\x1b\\\x1b_Gi=31;OK\x1b\\\x1b[?62;1;4c",
                Some(false),
                (10, 20),
                Means::Sixel,
            ),
            (
                "iTerm2",
                plain("xterm-256color"),
                "\x1b[1;2R\x1bP>|iTerm2 3.5.0\x1b\\\x1b[?64;1;2;4;6;17;18;21;22c",
                Some(false),
                USUAL_CELL,
                Means::Iterm2,
            ),
            (
                "iTerm2 over ssh, by what the environment brought along",
                Surroundings { program: "iTerm2".into(), ..plain("xterm-256color") },
                "\x1b[1;2R\x1b[?62;4c",
                Some(false),
                USUAL_CELL,
                Means::Iterm2,
            ),
            (
                "Windows Terminal 1.22",
                plain("xterm-256color"),
                "\x1b[1;2R\x1b[6;20;10t\x1b[?61;4;6;7;14;21;22;23;24;28;32;42c",
                Some(false),
                (10, 20),
                Means::Sixel,
            ),
            (
                "Windows Terminal of before",
                plain("xterm-256color"),
                "\x1b[1;2R\x1b[?61;6;7;14;21;22;23;24;28;32;42c",
                Some(false),
                USUAL_CELL,
                Means::Quadrants,
            ),
            (
                "VT420 level, whose first number is no attribute",
                plain("vt420"),
                "\x1b[1;2R\x1b[?4;1;2c",
                Some(false),
                USUAL_CELL,
                Means::Quadrants,
            ),
            (
                "tmux that lets nothing through",
                within(Tmux::Blocks),
                "\x1b[1;2R\x1b[?1;2c",
                Some(false),
                USUAL_CELL,
                Means::Quadrants,
            ),
            (
                "tmux in xterm with sixel",
                within(Tmux::Passes),
                "\x1b[1;2R\x1b[?1;2c\x1bP>|XTerm(379)\x1b\\\x1b[?63;1;2;4;6;9;15;22;29c",
                Some(false),
                USUAL_CELL,
                Means::Sixel,
            ),
            (
                "tmux detached: nobody outside answers",
                within(Tmux::Passes),
                "\x1b[1;2R\x1b[?1;2;4c",
                Some(false),
                USUAL_CELL,
                Means::Sixel,
            ),
            (
                "screen",
                Surroundings { screen: true, ..plain("screen") },
                "\x1b[1;2R\x1b[?1;2c",
                Some(false),
                USUAL_CELL,
                Means::Quadrants,
            ),
            ("silent", plain("xterm"), "", None, USUAL_CELL, Means::Quadrants),
        ];
        for (what, around, answers, wide, cell, means) in cases {
            let (terminal, typed) = found(answers.as_bytes(), &around);
            assert_eq!(terminal.ambiguous_wide, wide, "{what}");
            assert_eq!(terminal.cell, cell, "{what}");
            assert_eq!(terminal.means(Graphics::Auto), Some(means), "{what}");
            assert_eq!(terminal.answered, !answers.is_empty(), "{what}");
            assert!(typed.is_empty(), "{what}: {typed:?}");
        }
    }

    #[test]
    fn nobody_is_asked_what_they_would_print() {
        for around in [plain("linux"), Surroundings { screen: true, ..plain("screen") }, within(Tmux::Blocks)] {
            let (text, fences) = questions(&around);
            assert!(!text.contains("\x1b_") && !text.contains("tmux;"), "{around:?}");
            assert_eq!(fences, 1);
        }
        let (text, fences) = questions(&within(Tmux::Passes));
        assert_eq!((text.matches("[c").count(), fences), (2, 2));
        // Every escape within the wrapping is doubled, but for the one that ends it.
        let wrapped = text.split_once("\x1bPtmux;").unwrap().1.strip_suffix("\x1b\\").unwrap();
        assert!(!wrapped.replace("\x1b\x1b", "").contains('\x1b'), "{wrapped:?}");
    }
}
