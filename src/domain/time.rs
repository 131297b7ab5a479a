//! Moments and days. The domain reads no clock: whoever asks brings the moment along.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone, Utc};
use serde::{Deserialize, Serialize};

/// A moment: UTC epoch milliseconds, as every time column of the database has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

/// All staff, applicants and statutes of the service live on China Standard Time, which knows no summer time.
pub const CHINA_OFFSET_SECONDS: i32 = 8 * 3600;

impl Millis {
    /// The moment on the clock on the wall in China; the epoch where the number is beyond what a calendar holds.
    #[must_use]
    pub fn in_china(self) -> DateTime<FixedOffset> {
        let utc = DateTime::<Utc>::from_timestamp_millis(self.0).unwrap_or_default();
        match FixedOffset::east_opt(CHINA_OFFSET_SECONDS) {
            Some(zone) => zone.from_utc_datetime(&utc.naive_utc()),
            None => utc.fixed_offset(),
        }
    }

    /// The calendar day in China.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        self.in_china().date_naive()
    }

    /// From RFC 3339 text with an offset, as the feed writes moments.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|moment| Self(moment.timestamp_millis()))
    }

    /// RFC 3339 with China's offset and whole seconds, as the outbox writes moments.
    #[must_use]
    pub fn to_rfc3339(self) -> String {
        self.in_china().to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
    }

    /// Milliseconds from `earlier` to this moment; negative when it lies before.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This moment moved by some milliseconds.
    #[must_use]
    pub const fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_china() {
        let late = Millis::from_rfc3339("2020-10-16T23:59:59+08:00").unwrap();
        assert_eq!(late.day().to_string(), "2020-10-16");
        assert_eq!(late.plus(1000).day().to_string(), "2020-10-17");
        assert_eq!(late.to_rfc3339(), "2020-10-16T23:59:59+08:00");
    }

    #[test]
    fn the_far_future_is_no_reason_to_fall_over() {
        assert_eq!(Millis(i64::MAX).plus(1).0, i64::MAX);
        let _ = Millis(i64::MAX).in_china();
    }
}
