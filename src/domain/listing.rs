//! A listing on the dishonesty list (失信行为名单, G2.2), as due process: a decider proposes it with the evidence, a second person who
//! did not see the first one's work confirms or declines it; confirmed, it is in force for one year from its effective day and runs
//! out by itself; a supervisor withdraws it on appeal.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::coded::coded;

coded! {
    /// What was last done to a listing. That it has run out is not done by anybody: see [`Standing`].
    ListingState {
        /// Proposed; nobody has looked a second time.
        Proposed = "proposed",
        /// Confirmed by a second person, or taken over from elsewhere as confirmed.
        InForce = "in_force",
        /// A second person did not confirm it.
        Declined = "declined",
        /// On appeal; or its decision was taken back before anyone had looked.
        Withdrawn = "withdrawn",
    }
}

coded! {
    /// Where a listing stands on a day.
    Standing {
        /// 待复核.
        Proposed = "proposed",
        /// 生效中: it refuses applications, from its effective day on.
        InForce = "in_force",
        /// 已到期.
        Expired = "expired",
        /// 已撤销.
        Withdrawn = "withdrawn",
        /// 未通过.
        Declined = "declined",
    }
}

coded! {
    /// What a second look came to.
    LookOutcome {
        /// 列入.
        Confirm = "confirm",
        /// 不列入.
        Decline = "decline",
    }
}

/// The reason that stands with a proposal that went with its decision.
pub const TAKEN_BACK: &str = "taken_back";

/// A listing's state with the days it was confirmed for (none for a proposal and what became of one without being confirmed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// What was last done.
    pub state: ListingState,
    /// The first day on which it holds.
    pub effective_on: Option<NaiveDate>,
    /// The first day on which applications are taken again.
    pub ends_on: Option<NaiveDate>,
}

impl Term {
    /// Of a listing that takes effect on this day.
    #[must_use]
    pub fn in_force_from(effective_on: NaiveDate) -> Self {
        Self { state: ListingState::InForce, effective_on: Some(effective_on), ends_on: Some(ends_on(effective_on)) }
    }

    /// Where it stands on a day in China.
    #[must_use]
    pub fn standing(&self, on: NaiveDate) -> Standing {
        match self.state {
            ListingState::Proposed => Standing::Proposed,
            ListingState::Declined => Standing::Declined,
            ListingState::Withdrawn => Standing::Withdrawn,
            ListingState::InForce if self.ends_on.is_some_and(|end| end <= on) => Standing::Expired,
            ListingState::InForce => Standing::InForce,
        }
    }

    /// Whether an application of that day is refused because of it.
    #[must_use]
    pub fn refuses(&self, on: NaiveDate) -> bool {
        self.standing(on) == Standing::InForce && self.effective_on.is_some_and(|first| first <= on)
    }
}

/// One year from the effective day (G2.2): the same day of the next year is the first one on which applications are taken again.
/// From 29 February that is 28 February: a day that the next year lacks is not counted against anybody.
#[must_use]
pub fn ends_on(effective_on: NaiveDate) -> NaiveDate {
    let year = effective_on.year().saturating_add(1);
    effective_on.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, effective_on.month(), 28)).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn it_runs_for_a_year() {
        for (effective, end) in [
            ("2025-11-24", "2026-11-24"),
            ("2025-12-31", "2026-12-31"),
            ("2026-01-01", "2027-01-01"),
            ("2023-03-01", "2024-03-01"),
            ("2024-02-28", "2025-02-28"),
            ("2024-02-29", "2025-02-28"),
            ("2024-03-01", "2025-03-01"),
            ("2027-02-28", "2028-02-28"),
        ] {
            assert_eq!(ends_on(day(effective)), day(end), "{effective}");
        }
        assert_eq!(ends_on(NaiveDate::MAX), NaiveDate::MAX);
    }

    #[test]
    fn it_refuses_from_its_first_day_to_its_last() {
        let term = Term::in_force_from(day("2025-11-24"));
        for (on, standing, refuses) in [
            ("2025-11-23", Standing::InForce, false),
            ("2025-11-24", Standing::InForce, true),
            ("2026-11-23", Standing::InForce, true),
            ("2026-11-24", Standing::Expired, false),
            ("2036-11-24", Standing::Expired, false),
        ] {
            assert_eq!((term.standing(day(on)), term.refuses(day(on))), (standing, refuses), "{on}");
        }
        let leap = Term::in_force_from(day("2024-02-29"));
        for (on, refuses) in [("2024-02-28", false), ("2024-02-29", true), ("2025-02-27", true), ("2025-02-28", false)] {
            assert_eq!(leap.refuses(day(on)), refuses, "{on}");
        }
    }

    #[test]
    fn only_what_is_in_force_refuses() {
        for (state, standing) in [
            (ListingState::Proposed, Standing::Proposed),
            (ListingState::Declined, Standing::Declined),
            (ListingState::Withdrawn, Standing::Withdrawn),
        ] {
            let confirmed = Term { state, ..Term::in_force_from(day("2025-11-24")) };
            let never = Term { state, effective_on: None, ends_on: None };
            for term in [confirmed, never] {
                for on in ["2025-11-24", "2026-05-01", "2027-01-01"] {
                    assert_eq!((term.standing(day(on)), term.refuses(day(on))), (standing, false), "{state:?} {on}");
                }
            }
        }
    }
}
