//! Postponing an order until a day (暂缓): when it comes back, and for whom. Days are days in China.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone};

use super::calendar::Calendar;
use super::time::{CHINA_OFFSET_SECONDS, Millis};

/// How many days ahead an order can be postponed at most. (The database refuses more than a year.)
pub const LONGEST_DAYS: u64 = 180;

/// The first moment of a day in China; the epoch where the day is beyond what a calendar holds.
#[must_use]
pub fn start_of(day: NaiveDate) -> Millis {
    let midnight = day.and_time(NaiveTime::MIN);
    chrono::FixedOffset::east_opt(CHINA_OFFSET_SECONDS)
        .and_then(|zone| zone.from_local_datetime(&midnight).single())
        .map_or(Millis(0), |moment| Millis(moment.timestamp_millis()))
}

/// How long a postponement lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The day on which the order comes back to whoever postponed it.
    pub until: NaiveDate,
    /// The day from which on it is given to anyone.
    pub pooled_on: NaiveDate,
}

impl Term {
    /// Until a day. From then on the order waits for its person through the first day on which the centre works.
    #[must_use]
    pub fn new(until: NaiveDate, calendar: &Calendar) -> Self {
        let last = calendar.add_working_days(until, 0);
        Self { until, pooled_on: last.succ_opt().unwrap_or(last) }
    }
}

/// From when on an order that was given to somebody at `now` is given to anyone else: once they have had a whole working day for it.
#[must_use]
pub fn assigned_until(now: Millis, calendar: &Calendar) -> Millis {
    let tomorrow = now.day().succ_opt().unwrap_or(now.day());
    start_of(calendar.add_working_days(tomorrow, 1))
}

/// The day that was meant: a number of days from today (`3`, `+3`), a day of this year or the next (`11-30`, `11/30`), or a whole date
/// (`2026-11-30`). Only a day to come, at most [`LONGEST_DAYS`] ahead.
#[must_use]
pub fn parse_until(typed: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = super::fold::half_width(typed).replace(['/', '.'], "-");
    let day = match text.split('-').collect::<Vec<_>>().as_slice() {
        [days] => {
            let days: u64 = days.trim_start_matches('+').trim_end_matches(['天', '日']).parse().ok()?;
            today.checked_add_days(Days::new(days))?
        }
        [month, day] => {
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            NaiveDate::from_ymd_opt(today.year(), month, day)
                .filter(|found| *found > today)
                .or_else(|| NaiveDate::from_ymd_opt(today.year() + 1, month, day))?
        }
        [year, month, day] => NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?,
        _ => return None,
    };
    let last = today.checked_add_days(Days::new(LONGEST_DAYS))?;
    (day > today && day <= last).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_meant_in_three_ways() {
        let today = day("2026-11-24");
        for (typed, meant) in [
            ("1", Some("2026-11-25")),
            ("+7", Some("2026-12-01")),
            ("３天", Some("2026-11-27")),
            ("180", Some("2027-05-23")),
            ("181", None),
            ("0", None),
            ("11-30", Some("2026-11-30")),
            ("11/30", Some("2026-11-30")),
            ("1-5", Some("2027-01-05")),
            ("11-24", None),
            ("2-30", None),
            ("2026-11-25", Some("2026-11-25")),
            ("2026.12.1", Some("2026-12-01")),
            ("2026-11-24", None),
            ("2026-11-23", None),
            ("2028-01-01", None),
            ("", None),
            ("明天", None),
            ("99999999999999999999", None),
            ("1-2-3-4", None),
        ] {
            assert_eq!(parse_until(typed, today), meant.map(day), "{typed}");
        }
    }

    #[test]
    fn what_is_given_to_somebody_is_theirs_for_a_whole_working_day() {
        let calendar = Calendar::from_toml(crate::domain::calendar::DEFAULT).unwrap();
        for (given, pooled) in [
            ("2026-11-25T10:00", "2026-11-27"), // Wednesday: through Thursday
            ("2026-11-27T16:00", "2026-12-01"), // Friday: through Monday
            ("2026-11-28T09:00", "2026-12-01"), // Saturday
            ("2026-02-13T09:00", "2026-02-24"), // through the Saturday that is worked before the Spring Festival
        ] {
            let given = Millis::from_rfc3339(&format!("{given}:00+08:00")).unwrap();
            assert_eq!(assigned_until(given, &calendar).to_rfc3339(), format!("{pooled}T00:00:00+08:00"), "{given:?}");
        }
    }

    #[test]
    fn it_waits_for_its_person_through_a_working_day() {
        let calendar = Calendar::from_toml(super::super::calendar::DEFAULT).unwrap();
        for (until, pooled) in [
            ("2026-11-24", "2026-11-25"), // Tuesday
            ("2026-11-27", "2026-11-28"), // Friday
            ("2026-11-28", "2026-12-01"), // Saturday: through Monday
            ("2026-11-29", "2026-12-01"),
            ("2026-02-15", "2026-02-25"), // the Spring Festival: through the first day after it
            ("2026-02-14", "2026-02-15"), // a Saturday that is worked
        ] {
            let (until, pooled_on) = (day(until), day(pooled));
            assert_eq!(Term::new(until, &calendar), Term { until, pooled_on }, "{until}");
        }
        assert_eq!(start_of(day("2026-11-24")).to_rfc3339(), "2026-11-24T00:00:00+08:00");
    }
}
