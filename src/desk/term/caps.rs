//! What the terminal can do, asked once before anything reads keys.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};

/// What was found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Whether it draws ambiguous-width characters (`─`, `①`) two cells wide. `None`: it did not say.
    pub ambiguous_wide: Option<bool>,
    /// Pixels of one cell: across, down.
    pub cell: (u16, u16),
}

/// What is assumed of a terminal that says nothing: the proportions of most fonts.
const USUAL_CELL: (u16, u16) = (10, 20);

/// Longest wait for an answer; over ssh a round trip takes a fraction of it.
const PATIENCE: Duration = Duration::from_millis(300);

/// Asks the terminal; call it in raw mode on the alternate screen, before anything else reads from it. Keys typed meanwhile are lost,
/// a terminal that never answers costs the time-out once.
#[must_use]
pub fn probe() -> Caps {
    let cell = match crossterm::terminal::window_size() {
        Ok(size) if size.columns > 0 && size.rows > 0 && size.width > 0 && size.height > 0 => {
            (size.width / size.columns, size.height / size.rows)
        }
        _ => USUAL_CELL,
    };
    Caps { ambiguous_wide: ambiguous_wide().unwrap_or(None), cell: (cell.0.max(1), cell.1.max(1)) }
}

/// Prints `①` at the left edge and asks where the cursor went; the device attributes asked for behind it end the wait early on
/// terminals that answer those only.
fn ambiguous_wide() -> io::Result<Option<bool>> {
    let mut out = io::stdout();
    out.write_all("\r①\x1b[6n\x1b[c".as_bytes())?;
    out.flush()?;
    let mut answer = Vec::new();
    let deadline = Instant::now() + PATIENCE;
    let stdin = io::stdin();
    while answer.len() < 256 && !answer.ends_with(b"c") {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        let timeout = rustix::event::Timespec { tv_sec: 0, tv_nsec: i64::from(left.subsec_nanos()) };
        if poll(&mut ready, Some(&timeout))? == 0 {
            break;
        }
        let mut chunk = [0_u8; 64];
        // Past std's own buffer: what it would read ahead, the key reader would never see.
        let read = rustix::io::read(&stdin, &mut chunk)?;
        if read == 0 {
            break;
        }
        answer.extend(chunk.iter().take(read));
    }
    out.write_all(b"\r\x1b[2K")?;
    out.flush()?;
    Ok(column(&answer).map(|column| column >= 3))
}

/// The column of the first cursor position report in an answer.
fn column(answer: &[u8]) -> Option<u16> {
    let text = String::from_utf8_lossy(answer);
    let report = text.split('\u{1b}').find_map(|part| part.strip_prefix('[')?.split_once('R').map(|(body, _)| body))?;
    report.split_once(';')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::column;

    #[test]
    fn the_report_is_found_among_other_answers() {
        assert_eq!(column(b"\x1b[1;3R\x1b[?62;4c"), Some(3));
        assert_eq!(column(b"\x1b[?62c\x1b[12;2R"), Some(2));
        assert_eq!(column(b"\x1b[?1;2c"), None);
        assert_eq!(column(b"garbage R ; \x1b[R"), None);
    }
}
