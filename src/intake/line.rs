//! The feed's lines, one at a time, with bounded memory whatever the feed holds.

use std::io::{self, BufRead};

/// The longest line that is read, in bytes without its line break.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

/// A line of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From 1; blank lines are counted, so that an editor finds it.
    pub number: u64,
    /// Its bytes; `None` where there were too many of them.
    pub bytes: Option<Vec<u8>>,
    /// How much of the feed has been read up to its end, in bytes.
    pub end: u64,
}

/// Reads lines off a feed. Blank lines are passed over; a byte order mark at the beginning is no part of the first line.
#[derive(Debug)]
pub struct Lines<R> {
    feed: R,
    number: u64,
    read: u64,
}

impl<R: BufRead> Lines<R> {
    /// From the beginning of a feed.
    pub const fn new(feed: R) -> Self {
        Self { feed, number: 0, read: 0 }
    }

    /// The next line that is not blank; a last one without a line break is one too.
    fn next_line(&mut self) -> io::Result<Option<Line>> {
        loop {
            let Some(held) = self.read_line()? else {
                return Ok(None);
            };
            self.number += 1;
            let bytes = match held {
                Held::TooLong => None,
                Held::Bytes(mut bytes) => {
                    if self.number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                        bytes.drain(..3);
                    }
                    if bytes.iter().all(u8::is_ascii_whitespace) {
                        continue;
                    }
                    Some(bytes)
                }
            };
            return Ok(Some(Line { number: self.number, bytes, end: self.read }));
        }
    }

    /// Up to the next line break, which is left out; `None` at the end of the feed.
    fn read_line(&mut self) -> io::Result<Option<Held>> {
        let mut held = Held::Bytes(Vec::new());
        let mut any = false;
        loop {
            let available = match self.feed.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                return Ok(any.then_some(held));
            }
            any = true;
            let line_break = available.iter().position(|byte| *byte == b'\n');
            let part = available.get(..line_break.unwrap_or(available.len())).unwrap_or_default();
            held.push(part);
            let used = part.len() + usize::from(line_break.is_some());
            self.feed.consume(used);
            self.read += used as u64;
            if line_break.is_some() {
                return Ok(Some(held));
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Line>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_line().transpose()
    }
}

enum Held {
    Bytes(Vec<u8>),
    TooLong,
}

impl Held {
    fn push(&mut self, part: &[u8]) {
        match self {
            // Beyond the limit nothing is held: the rest is only looked through for its line break.
            Self::Bytes(bytes) if bytes.len() + part.len() > MAX_LINE_BYTES => *self = Self::TooLong,
            Self::Bytes(bytes) => bytes.extend_from_slice(part),
            Self::TooLong => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn lines(feed: &[u8]) -> Vec<(u64, Option<Vec<u8>>)> {
        // A small buffer, so that lines lie across its edges.
        Lines::new(BufReader::with_capacity(7, feed)).map(|line| line.unwrap()).map(|line| (line.number, line.bytes)).collect()
    }

    #[test]
    fn blank_lines_count_but_do_not_come() {
        let feed = "\u{feff}一\n\n  \r\n二\r\n三".as_bytes();
        assert_eq!(lines(feed), vec![(1, Some("一".into())), (4, Some("二\r".into())), (5, Some("三".into()))]);
        assert_eq!(lines(b""), vec![]);
        assert_eq!(lines(b"\n\n"), vec![]);
    }

    #[test]
    fn a_line_of_a_mebibyte_comes_and_one_byte_more_does_not() {
        let mut feed = vec![b'x'; MAX_LINE_BYTES];
        feed.extend(b"\n");
        feed.extend(vec![b'y'; MAX_LINE_BYTES + 1]);
        feed.extend(b"\nz");
        let got = lines(&feed);
        assert_eq!(
            got.iter().map(|(number, bytes)| (*number, bytes.as_ref().map(Vec::len))).collect::<Vec<_>>(),
            vec![(1, Some(MAX_LINE_BYTES)), (2, None), (3, Some(1))]
        );
    }

    #[test]
    fn the_end_of_a_line_tells_how_far_the_feed_was_read() {
        let ends: Vec<u64> = Lines::new(&b"ab\n\ncd\ne"[..]).map(|line| line.unwrap().end).collect();
        assert_eq!(ends, vec![3, 7, 8]);
    }
}
