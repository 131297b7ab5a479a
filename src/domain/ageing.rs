//! How long orders wait (积压): bands of working days, and the time that was the desk's own.
//!
//! An order's age in a band is that of its present round. While the applicant was asked for something the clock stood still; the time of
//! earlier rounds, which each ended in a decision, is told apart, by [`own_ms`].

use super::calendar::Calendar;
use super::time::Millis;

/// After how many working days without an answer a supervisor may reject an order that was asked for a supplement, unless configured.
pub const PATIENCE_DAYS: u32 = 30;

/// How long an order has waited, in whole working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Band {
    /// Less than one.
    Fresh,
    /// One or two.
    OneToTwo,
    /// Three to five.
    ThreeToFive,
    /// Six to ten.
    SixToTen,
    /// More than ten.
    Older,
}

impl Band {
    /// All of them, the youngest first.
    pub const ALL: [Self; 5] = [Self::Fresh, Self::OneToTwo, Self::ThreeToFive, Self::SixToTen, Self::Older];

    /// The fewest whole working days of the band.
    #[must_use]
    pub const fn from_days(self) -> u32 {
        match self {
            Self::Fresh => 0,
            Self::OneToTwo => 1,
            Self::ThreeToFive => 3,
            Self::SixToTen => 6,
            Self::Older => 11,
        }
    }

    /// The next older band.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|band| *band > self)
    }

    /// The band of an order that has waited so many whole working days.
    #[must_use]
    pub fn of(days: u32) -> Self {
        Self::ALL.into_iter().rev().find(|band| days >= band.from_days()).unwrap_or(Self::Fresh)
    }

    /// Orders of the band were submitted after the first moment (if there is one) and not after the second.
    #[must_use]
    pub fn submitted(self, calendar: &Calendar, now: Millis) -> (Option<Millis>, Millis) {
        let ago = |days: u32| calendar.ago(now, i64::from(days).saturating_mul(calendar.day_ms()));
        let until = if self == Self::Fresh { Millis(i64::MAX) } else { ago(self.from_days()) };
        (self.next().map(|band| ago(band.from_days())), until)
    }
}

/// The last moment at which a request for a supplement was made that has gone unanswered for so many working days.
#[must_use]
pub fn asked_before(calendar: &Calendar, now: Millis, days: u32) -> Millis {
    calendar.ago(now, i64::from(days).saturating_mul(calendar.day_ms()))
}

/// What started or stopped the desk's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The order came, came again or was opened again: it waits for the desk.
    Ours,
    /// It was decided: it waits for the applicant, or is over.
    Theirs,
    /// The decision was taken back: it had never stopped.
    Undone,
}

/// Working milliseconds through which an order has waited for the desk in all its rounds, given what happened to it, oldest first.
#[must_use]
pub fn own_ms(turns: &[(Millis, Turn)], calendar: &Calendar, now: Millis) -> i64 {
    let mut stretches: Vec<(Millis, Option<Millis>)> = Vec::new();
    for (at, turn) in turns {
        match (turn, stretches.last_mut()) {
            (Turn::Ours, Some((_, None))) => {}
            (Turn::Ours, _) => stretches.push((*at, None)),
            (Turn::Theirs, Some((_, end))) => *end = end.or(Some(*at)),
            (Turn::Undone, Some((_, end))) => *end = None,
            (Turn::Theirs | Turn::Undone, None) => {}
        }
    }
    stretches.iter().map(|(from, end)| calendar.working_ms(*from, end.unwrap_or(now))).fold(0, i64::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::DEFAULT;

    fn calendar() -> Calendar {
        Calendar::from_toml(DEFAULT).unwrap()
    }

    fn at(text: &str) -> Millis {
        Millis::from_rfc3339(&format!("{text}:00+08:00")).unwrap()
    }

    #[test]
    fn the_bands_leave_nothing_out_and_share_nothing() {
        let (calendar, now) = (calendar(), at("2026-11-25T10:00"));
        for hours in 0..24 * 40 {
            let submitted = now.plus(-hours * 3_600_000);
            let fits = |band: &Band| {
                let (after, until) = band.submitted(&calendar, now);
                after.is_none_or(|after| submitted > after) && submitted <= until
            };
            let bands: Vec<Band> = Band::ALL.into_iter().filter(fits).collect();
            assert_eq!(bands, [Band::of(calendar.working_days(submitted, now))], "{hours} hours ago");
        }
    }

    #[test]
    fn a_festival_makes_nothing_older() {
        // Of a Saturday that is worked before the Spring Festival of 2026, seen on the first morning after it.
        let (calendar, now) = (calendar(), at("2026-02-24T09:00"));
        assert_eq!(Band::of(calendar.working_days(at("2026-02-14T16:00"), now)), Band::Fresh);
        assert_eq!(Band::of(calendar.working_days(at("2026-02-13T08:00"), now)), Band::OneToTwo);
    }

    #[test]
    fn the_clock_stands_still_while_the_applicant_is_asked() {
        let (calendar, hour) = (calendar(), 3_600_000);
        let came = (at("2026-11-23T09:00"), Turn::Ours);
        let asked = (at("2026-11-23T11:00"), Turn::Theirs);
        let again = (at("2026-11-25T09:00"), Turn::Ours);
        let now = at("2026-11-25T10:00");
        assert_eq!(own_ms(&[came, asked], &calendar, now), 2 * hour);
        assert_eq!(own_ms(&[came, asked, again], &calendar, now), 3 * hour);
        // Taken back, the decision stopped nothing.
        let undone = (at("2026-11-23T11:01"), Turn::Undone);
        assert_eq!(own_ms(&[came, asked, undone], &calendar, now), calendar.working_ms(came.0, now));
        assert_eq!(own_ms(&[], &calendar, now), 0);
    }
}
