//! The working calendar (工作日历): which days the centre works, with public holidays and the weekends worked in their stead (调休),
//! and how much working time lies between two moments. Days and hours are those in China.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Timelike, Weekday};
use serde::Deserialize;

use super::postpone::start_of;
use super::time::Millis;

/// The calendar that the program carries.
pub const DEFAULT: &str = include_str!("../../config/calendar.toml");

/// Days looked through at most in one question: what lies further back than that is as old as anything gets.
const MOST_DAYS: u64 = 20 * 366;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Why a calendar cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// It is no TOML of this form; the text names line and key.
    #[error("{0}")]
    Form(String),
    /// These are no days, or the last lies before the first or in another year than the one they stand under.
    #[error("“{0}” is no day and no stretch of days of its year")]
    Days(String),
    /// These are no office hours, or they overlap.
    #[error("“{0}” are no office hours")]
    Hours(String),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    hours: Vec<String>,
    #[serde(default, rename = "year")]
    years: Vec<Year>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i32,
    holidays: Vec<String>,
    workdays: Vec<String>,
}

/// When the centre works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Office hours as milliseconds from midnight, in order.
    hours: Vec<(i64, i64)>,
    years: BTreeSet<i32>,
    holidays: BTreeSet<NaiveDate>,
    workdays: BTreeSet<NaiveDate>,
}

impl Default for Calendar {
    /// Monday to Friday around the clock: what is counted with before a calendar is read.
    fn default() -> Self {
        Self { hours: vec![(0, DAY_MS)], years: BTreeSet::new(), holidays: BTreeSet::new(), workdays: BTreeSet::new() }
    }
}

impl Calendar {
    /// Reads a calendar in the form of `config/calendar.toml`.
    ///
    /// # Errors
    /// [`CalendarError`] with what is wrong in it.
    pub fn from_toml(text: &str) -> Result<Self, CalendarError> {
        let file: File = toml::from_str(text).map_err(|error| CalendarError::Form(error.to_string()))?;
        let mut calendar = Self { hours: hours(&file.hours)?, ..Self::default() };
        for year in &file.years {
            calendar.years.insert(year.year);
            for (written, days) in [(&year.holidays, &mut calendar.holidays), (&year.workdays, &mut calendar.workdays)] {
                for stretch in written {
                    days.extend(days_of(stretch, year.year).ok_or_else(|| CalendarError::Days(stretch.clone()))?);
                }
            }
        }
        Ok(calendar)
    }

    /// Whether the holidays of this year are known; those of other years are counted as plain weeks.
    #[must_use]
    pub fn covers(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Whether the centre works on this day.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        self.workdays.contains(&day) || (!weekend && !self.holidays.contains(&day))
    }

    /// Office milliseconds of one working day.
    #[must_use]
    pub fn day_ms(&self) -> i64 {
        self.hours.iter().map(|(from, to)| to - from).sum::<i64>().max(1)
    }

    /// Milliseconds of working time between two moments; 0 where the second is not later.
    #[must_use]
    pub fn working_ms(&self, from: Millis, to: Millis) -> i64 {
        let (first, last) = (from.day(), to.day());
        let mut passed: i64 = 0;
        for day in first.iter_days().take_while(|day| *day <= last).take(usize::try_from(MOST_DAYS).unwrap_or(usize::MAX)) {
            if self.is_working_day(day) {
                let start = start_of(day);
                passed = passed.saturating_add(self.within(from.since(start), to.since(start)));
            }
        }
        passed
    }

    /// Office milliseconds of a day between two moments counted from its midnight.
    fn within(&self, from: i64, to: i64) -> i64 {
        self.hours.iter().map(|(opens, closes)| (to.min(*closes) - from.max(*opens)).max(0)).sum()
    }

    /// Whole working days between two moments: working time in days of office hours, rounded down.
    #[must_use]
    pub fn working_days(&self, from: Millis, to: Millis) -> u32 {
        let days = self.working_ms(from, to).checked_div(self.day_ms()).unwrap_or(0);
        u32::try_from(days).unwrap_or(u32::MAX)
    }

    /// The latest moment since which so much working time has passed: what is older than `n` working days was submitted before
    /// `ago(now, n * day_ms())`.
    #[must_use]
    pub fn ago(&self, now: Millis, working_ms: i64) -> Millis {
        let mut left = working_ms;
        if left <= 0 {
            return now;
        }
        let mut day = now.day();
        for _ in 0..MOST_DAYS {
            if self.is_working_day(day) {
                let start = start_of(day);
                for (opens, closes) in self.hours.iter().rev() {
                    let end = (*closes).min(now.since(start));
                    let here = end.saturating_sub(*opens).max(0);
                    if here >= left {
                        return start.plus(end.saturating_sub(left));
                    }
                    left = left.saturating_sub(here);
                }
            }
            let Some(before) = day.pred_opt() else { break };
            day = before;
        }
        start_of(day)
    }

    /// The working day that is `n` working days after a day; the day itself, or the next working day, for 0.
    #[must_use]
    pub fn add_working_days(&self, day: NaiveDate, n: u32) -> NaiveDate {
        let mut reached = day;
        let mut left = n;
        for _ in 0..MOST_DAYS {
            if self.is_working_day(reached) {
                if left == 0 {
                    break;
                }
                left -= 1;
            }
            let Some(next) = reached.checked_add_days(Days::new(1)) else { break };
            reached = next;
        }
        reached
    }
}

fn hours(written: &[String]) -> Result<Vec<(i64, i64)>, CalendarError> {
    let mut hours: Vec<(i64, i64)> = Vec::new();
    for stretch in written {
        let wrong = || CalendarError::Hours(stretch.clone());
        let (from, to) = stretch.split_once('-').ok_or_else(wrong)?;
        let (from, to) = (clock(from).ok_or_else(wrong)?, clock(to).ok_or_else(wrong)?);
        if to <= from || hours.last().is_some_and(|(_, closes)| from < *closes) {
            return Err(wrong());
        }
        hours.push((from, to));
    }
    if hours.is_empty() { Err(CalendarError::Hours(String::new())) } else { Ok(hours) }
}

/// Milliseconds from midnight of `08:30`; `24:00` ends the day.
fn clock(text: &str) -> Option<i64> {
    if text.trim() == "24:00" {
        return Some(DAY_MS);
    }
    let time = NaiveTime::parse_from_str(text.trim(), "%H:%M").ok()?;
    Some(i64::from(time.num_seconds_from_midnight()) * 1000)
}

fn days_of(stretch: &str, year: i32) -> Option<Vec<NaiveDate>> {
    let (first, last) = stretch.split_once('/').unwrap_or((stretch, stretch));
    let (first, last): (NaiveDate, NaiveDate) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let fits = first <= last && first.year() == year && last.year() == year;
    fits.then(|| first.iter_days().take_while(|day| *day <= last).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn calendar() -> Calendar {
        Calendar::from_toml(DEFAULT).unwrap()
    }

    fn at(text: &str) -> Millis {
        Millis::from_rfc3339(&format!("{text}:00+08:00")).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn holidays_are_off_and_shifted_weekends_are_worked() {
        let calendar = calendar();
        for (text, works) in [
            ("2026-02-13", true),
            ("2026-02-14", true), // a Saturday, worked for the Spring Festival
            ("2026-02-15", false),
            ("2026-02-20", false), // a Friday of the festival
            ("2026-02-23", false),
            ("2026-02-24", true),
            ("2026-02-28", true), // a Saturday
            ("2026-03-01", false),
            ("2026-11-25", true),
            ("2026-11-28", false),
        ] {
            assert_eq!(calendar.is_working_day(day(text)), works, "{text}");
        }
        assert!(calendar.covers(2026) && !calendar.covers(2027));
    }

    #[test]
    fn only_office_hours_of_working_days_count() {
        let calendar = calendar();
        let hour = 3_600_000;
        assert_eq!(calendar.day_ms(), 7 * hour);
        for (from, to, hours) in [
            ("2026-11-25T09:00", "2026-11-25T10:00", 1),
            ("2026-11-25T11:00", "2026-11-25T15:00", 2), // lunch in between
            ("2026-11-27T17:00", "2026-11-30T09:00", 1), // a weekend in between: half an hour on either side
            ("2026-02-14T17:00", "2026-02-24T09:00", 1), // the Spring Festival
            ("2026-11-25T18:00", "2026-11-26T08:00", 0),
            ("2026-11-26T10:00", "2026-11-26T09:00", 0),
        ] {
            assert_eq!(calendar.working_ms(at(from), at(to)), hours * hour, "{from} {to}");
        }
        assert_eq!(calendar.working_days(at("2026-11-23T08:30"), at("2026-11-25T17:30")), 3);
        assert_eq!(calendar.working_days(at("2026-11-23T08:31"), at("2026-11-25T17:30")), 2);
        // Beyond what a calendar holds: an answer, whichever, but no overflow.
        let _ = calendar.working_days(Millis(i64::MIN), Millis(i64::MAX));
        let _ = calendar.ago(Millis(i64::MIN), i64::MAX);
    }

    #[test]
    fn working_days_are_added_over_holidays() {
        let calendar = calendar();
        for (from, n, reached) in [
            ("2026-11-25", 0, "2026-11-25"),
            ("2026-11-28", 0, "2026-11-30"),
            ("2026-11-25", 3, "2026-11-30"),
            ("2026-02-13", 2, "2026-02-24"),
            ("2026-09-30", 1, "2026-10-08"),
        ] {
            assert_eq!(calendar.add_working_days(day(from), n), day(reached), "{from} {n}");
        }
    }

    #[test]
    fn a_calendar_that_cannot_be_meant_is_refused() {
        let refused = |text: &str| Calendar::from_toml(text).unwrap_err();
        assert!(matches!(refused("hours = []"), CalendarError::Hours(_)));
        assert_eq!(refused("hours = [\"9-12\"]"), CalendarError::Hours("9-12".into()));
        assert!(matches!(refused("hours = [\"08:00-12:00\", \"11:00-13:00\"]"), CalendarError::Hours(_)));
        assert!(matches!(refused("hours = [\"12:00-08:00\"]"), CalendarError::Hours(_)));
        let year = |holidays: &str| {
            format!("hours = [\"08:00-12:00\"]\n[[year]]\nyear = 2026\nholidays = [\"{holidays}\"]\nworkdays = []")
        };
        for wrong in ["2026-02-30", "2026-02-03/2026-02-01", "2025-01-01", "2026-12-31/2027-01-02", "元旦"] {
            assert_eq!(refused(&year(wrong)), CalendarError::Days(wrong.into()), "{wrong}");
        }
        assert!(matches!(refused("ours = []"), CalendarError::Form(_)));
        assert!(Calendar::from_toml(&year("2026-01-01/2026-01-03")).is_ok());
    }

    proptest! {
        /// What was submitted `ago` has waited just so long, and a millisecond later not yet.
        #[test]
        fn ago_undoes_waiting(now in 1_735_000_000_000_i64..1_798_000_000_000, waited in 1_i64..2_000_000_000) {
            let calendar = calendar();
            let then = calendar.ago(Millis(now), waited);
            prop_assert_eq!(calendar.working_ms(then, Millis(now)), waited);
            prop_assert!(calendar.working_ms(then.plus(1), Millis(now)) < waited);
        }

        /// Time that has passed only ever adds up.
        #[test]
        fn stretches_add_up(a in 1_735_000_000_000_i64..1_798_000_000_000, b in 0_i64..5_000_000_000, c in 0_i64..5_000_000_000) {
            let calendar = calendar();
            let (a, b, c) = (Millis(a), Millis(a + b), Millis(a + b + c));
            prop_assert_eq!(calendar.working_ms(a, b) + calendar.working_ms(b, c), calendar.working_ms(a, c));
        }
    }
}
