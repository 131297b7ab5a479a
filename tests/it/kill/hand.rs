//! Somebody at a desk that will be killed: types, reads what the screen says, and remembers when it said so.

use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};

use crate::support::pty::{Pty, is_gone};

/// How long a hand waits for a desk that is not being killed.
const PATIENCE: Duration = Duration::from_secs(30);

/// When the desk is killed.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    /// So long after it was started.
    Starting(Duration),
    /// So long after it could be worked at.
    Working(Duration),
    /// So long after this many decisions were sent.
    Sending(u64, Duration),
}

/// What a person saw until the desk was gone.
#[derive(Default, Debug)]
pub(super) struct Seen {
    pub(super) login: String,
    /// Orders that the screen called decided.
    pub(super) decided: Vec<String>,
    /// The order that was open last.
    pub(super) open: Option<String>,
    /// How many verdicts of it the screen called saved.
    pub(super) saved: usize,
    /// When each count of verdicts of it came to be seen.
    pub(super) judged: Vec<(Instant, usize)>,
    /// Its decision was sent.
    pub(super) sent: bool,
    pub(super) killed_at: Option<Instant>,
}

pub(super) struct Hand {
    desk: Pty,
    seen: Seen,
    /// When the desk is to be killed, as far as that is known.
    until: Instant,
}

impl Hand {
    pub(super) fn new(desk: Pty, login: &str) -> Self {
        Self { desk, seen: Seen { login: login.to_owned(), ..Seen::default() }, until: Instant::now() + PATIENCE }
    }

    pub(super) fn works_until(mut self, when: When) -> Seen {
        let program = self.desk.program();
        if let When::Starting(after) = when {
            self.until = Instant::now() + after;
        }
        self.works(when);
        // It may have reached the end of its work before.
        std::thread::sleep(self.until.saturating_duration_since(Instant::now()));
        self.seen.killed_at = Some(Instant::now());
        kill_process(program, Signal::KILL).unwrap();
        assert!(is_gone(program, PATIENCE), "kill -9 ends it");
        // What had been written to the terminal by then was seen, too.
        let _ = self.desk.waits(Instant::now() + PATIENCE, |screen| screen.contains("ended with 137").then_some(()));
        let last = self.desk.screen();
        assert!(last.contains("ended with 137"), "it was the kill that ended it\n{last}");
        self.seen.reads(&last);
        self.seen
    }

    /// Waits until the screen shows something, or the time is over.
    fn sees<T>(&mut self, what: impl Fn(&str) -> Option<T>) -> Option<T> {
        let seen = std::cell::RefCell::new(&mut self.seen);
        self.desk.waits(self.until, |screen| {
            seen.borrow_mut().reads(screen);
            what(screen)
        })
    }

    fn works(&mut self, when: When) -> Option<()> {
        self.sees(|screen| screen.contains("取下一件").then_some(()))?;
        if let When::Working(after) = when {
            self.until = Instant::now() + after;
        }
        self.desk.types("n");
        let mut sent = 0;
        loop {
            let last = self.seen.decided.last().cloned();
            let (order, mut judged) = self.sees(|screen| {
                let order = number(screen)?;
                (Some(&order) != last.as_ref()).then_some((order, verdicts(screen)?))
            })?;
            if self.seen.open.as_ref() != Some(&order) {
                self.seen.opens(order.clone());
            }
            // One by one, so that each count is seen; a key on what is judged already only moves on.
            while judged < 12 {
                self.desk.types(" ");
                let soon = (Instant::now() + Duration::from_millis(400)).min(self.until);
                let more = self.desk.waits(soon, |screen| verdicts(screen).filter(|now| *now > judged));
                judged = more.unwrap_or(judged);
                self.sees(|_| Some(()))?;
                if Instant::now() >= self.until {
                    return None;
                }
            }
            self.desk.types("a");
            self.sees(|screen| screen.contains("通知").then_some(()))?;
            self.seen.sent = true;
            self.desk.types("\x13");
            sent += 1;
            if let When::Sending(wanted, after) = when
                && wanted == sent
            {
                self.until = Instant::now() + after;
            }
            self.sees(|screen| screen.contains(&format!("{order} 已决定")).then_some(()))?;
        }
    }
}

impl Seen {
    fn opens(&mut self, order: String) {
        self.open = Some(order);
        (self.saved, self.sent) = (0, false);
        self.judged.clear();
    }

    /// What a screen says.
    fn reads(&mut self, screen: &str) {
        for (at, _) in screen.match_indices(" 已决定") {
            let order = screen[..at].chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>();
            let order: String = order.into_iter().rev().collect();
            if order.len() == 16 && !self.decided.contains(&order) {
                self.decided.push(order);
            }
        }
        if let (Some(open), Some(now)) = (&self.open, verdicts(screen))
            && number(screen).as_ref() == Some(open)
        {
            if self.judged.last().is_none_or(|(_, before)| *before < now) {
                self.judged.push((Instant::now(), now));
            }
            if screen.contains("草稿已保存") {
                self.saved = self.saved.max(now);
            }
        }
    }
}

/// How many fields are judged, by the header of an order.
fn verdicts(screen: &str) -> Option<usize> {
    let at = screen.find("/12")?;
    let digits: Vec<char> = screen[..at].chars().rev().take_while(char::is_ascii_digit).collect();
    digits.into_iter().rev().collect::<String>().parse().ok()
}

/// The first order number on a screen.
fn number(screen: &str) -> Option<String> {
    screen.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 16).map(str::to_owned)
}
