//! An answer that came after the deadline. The reader of keys knows no such strings and would hand them on as keys: `ESC P` as Alt-P
//! and all that follows as if it had been typed, verdicts among it.

use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyModifiers};

/// An answer comes in one piece; fingers do not go on that fast.
const AT_ONCE: Duration = Duration::from_millis(100);
/// No answer is longer.
const MOST: usize = 200;

/// What is known of a string that is coming in.
#[derive(Debug, Default)]
pub(super) struct Late {
    /// When its last character came, and how many there were.
    within: Option<(Instant, usize)>,
}

impl Late {
    /// Whether an event is part of a late answer, to be dropped.
    pub(super) fn takes(&mut self, event: &Event) -> bool {
        self.takes_at(event, Instant::now())
    }

    fn takes_at(&mut self, event: &Event, now: Instant) -> bool {
        let Event::Key(key) = event else { return false };
        let alt = match key.code {
            KeyCode::Char(one) if key.modifiers.contains(KeyModifiers::ALT) => Some(one.to_ascii_uppercase()),
            _ => None,
        };
        match self.within {
            Some((last, count)) if now.duration_since(last) < AT_ONCE && count < MOST => {
                // ESC \ ends it.
                self.within = (alt != Some('\\')).then_some((now, count + 1));
                true
            }
            _ => {
                self.within = matches!(alt, Some('P' | '_')).then_some((now, 1));
                self.within.is_some()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;

    fn key(one: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(one), modifiers))
    }

    #[test]
    fn a_late_answer_is_no_verdict_and_a_key_after_it_is_one() {
        let mut late = Late::default();
        let now = Instant::now();
        assert!(!late.takes_at(&key('1', KeyModifiers::NONE), now));
        assert!(late.takes_at(&key('_', KeyModifiers::ALT), now));
        for one in "Gi=31;OK".chars() {
            assert!(late.takes_at(&key(one, KeyModifiers::NONE), now), "{one}");
        }
        assert!(late.takes_at(&key('\\', KeyModifiers::ALT), now));
        assert!(!late.takes_at(&key('3', KeyModifiers::NONE), now));
        // Someone who presses Alt-P by mistake loses nothing after it.
        assert!(late.takes_at(&key('p', KeyModifiers::ALT), now));
        assert!(!late.takes_at(&key('3', KeyModifiers::NONE), now + Duration::from_millis(150)));
    }
}
