//! Reading what a terminal answers to the questions of [`super::caps`], among whatever was typed meanwhile.

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// Where the cursor is: the column, from 1.
    Column(u16),
    /// Pixels of a cell: across, down.
    Cell(u16, u16),
    /// The terminal's name and version.
    Name(String),
    /// Whether kitty's graphics protocol is understood.
    Kitty(bool),
    /// The terminal's attributes; everything asked for before them has been answered, or will not be.
    Attributes(Vec<u16>),
}

/// Answers in the order in which they came, and the bytes that are none: typed ones.
pub(super) fn read(bytes: &[u8]) -> (Vec<Answer>, Vec<u8>) {
    let (mut answers, mut typed) = (Vec::new(), Vec::new());
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        match sequence(rest) {
            Some((answer, length)) => {
                answers.extend(answer);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                typed.push(*first);
                rest = after;
            }
        }
    }
    (answers, typed)
}

/// A whole answer at the start of the bytes, and its length. What has the form of an answer is never taken for typed keys, whether it
/// was asked for or not.
fn sequence(bytes: &[u8]) -> Option<(Option<Answer>, usize)> {
    let (introducer, body) = match bytes {
        [0x1b, kind @ (b'[' | b'P' | b'_' | b']'), body @ ..] => (*kind, body),
        _ => return None,
    };
    if introducer == b'[' {
        let length = body.iter().position(|byte| (0x40..=0x7e).contains(byte))?;
        let last = body.get(length).copied()?;
        let text = std::str::from_utf8(body.get(..length)?).ok()?;
        let answer = match last {
            b'R' => Answer::Column(text.split_once(';')?.1.parse().ok()?),
            b'c' => Answer::Attributes(text.strip_prefix('?')?.split(';').filter_map(|one| one.parse().ok()).collect()),
            b't' => {
                let mut numbers = text.split(';').map(|one| one.parse::<u16>().ok());
                match (numbers.next()??, numbers.next()??, numbers.next()??) {
                    (6, down, across) if down > 0 && across > 0 => Answer::Cell(across, down),
                    _ => return Some((None, length + 3)),
                }
            }
            _ => return None,
        };
        return Some((Some(answer), length + 3));
    }
    // A string ends with ESC \ (or, after ], with BEL).
    let end = (0..body.len()).find(|at| {
        body.get(*at..).is_some_and(|rest| rest.starts_with(b"\x1b\\")) || (introducer == b']' && body.get(*at) == Some(&7))
    })?;
    let text = String::from_utf8_lossy(body.get(..end)?);
    let answer = match introducer {
        b'P' => text.strip_prefix(">|").map(|name| Answer::Name(name.chars().filter(|c| !c.is_control()).take(40).collect())),
        b'_' => text.strip_prefix('G').map(|said| Answer::Kitty(said.split_once(';').is_some_and(|(_, said)| said == "OK"))),
        _ => None,
    };
    let closing = if body.get(end) == Some(&7) { 1 } else { 2 };
    Some((answer, 2 + end + closing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_from_keys_wherever_they_stand() {
        let (answers, typed) =
            read("n\x1b[1;3Rj周\x1b[A\x1bP>|XTerm(379)\x1b\\\x1b[6;20;10tq\x1b_Gi=31;OK\x1b\\\x1b[?62;4;22c\r".as_bytes());
        assert_eq!(
            answers,
            [
                Answer::Column(3),
                Answer::Name("XTerm(379)".into()),
                Answer::Cell(10, 20),
                Answer::Kitty(true),
                Answer::Attributes(vec![62, 4, 22])
            ]
        );
        assert_eq!(String::from_utf8(typed).unwrap(), "nj周\x1b[Aq\r");
    }

    #[test]
    fn an_answer_cut_off_or_odd_is_no_trouble() {
        for bytes in [
            b"\x1b[1;".as_slice(),
            b"\x1b",
            b"\x1b[?62;",
            b"\x1bP>|XTerm",
            b"\x1b_Gi=31",
            b"\x1b[;R\x1b[R",
            b"\x1b[6;0;0t",
            b"\x1b[\xff\xfeR",
            b"\x1b]11;rgb:0/0/0\x07",
            b"\x1b_Gi=31;ENOTSUPPORTED:\x1b\\",
        ] {
            let (answers, _) = read(bytes);
            assert!(answers.iter().all(|answer| *answer == Answer::Kitty(false)), "{bytes:?} {answers:?}");
        }
        assert_eq!(read(b"\x1b]11;rgb:0/0/0\x07x").1, b"x");
    }
}
