//! Postponing an order until a day (暂缓): when it comes back, and for whom. Days are days in China.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone, Weekday};

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

/// From when on an order that is postponed until `day` is given to anyone. Until then it waits for whoever postponed it: through the
/// first working day (Monday to Friday) from `day` on.
#[must_use]
pub fn pooled_from(day: NaiveDate) -> Millis {
    let mut last = day;
    while matches!(last.weekday(), Weekday::Sat | Weekday::Sun) {
        let Some(next) = last.succ_opt() else { break };
        last = next;
    }
    start_of(last.succ_opt().unwrap_or(last))
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
    fn it_waits_for_its_person_through_a_working_day() {
        for (until, pooled) in [
            ("2026-11-24", "2026-11-25"), // Tuesday
            ("2026-11-27", "2026-11-28"), // Friday
            ("2026-11-28", "2026-12-01"), // Saturday: through Monday
            ("2026-11-29", "2026-12-01"),
        ] {
            assert_eq!(pooled_from(day(until)).to_rfc3339(), format!("{pooled}T00:00:00+08:00"), "{until}");
        }
        assert_eq!(start_of(day("2026-11-24")).to_rfc3339(), "2026-11-24T00:00:00+08:00");
    }
}
