//! Numbers of the charts: what came and went by day and by hour, in China.

use chrono::{Days, NaiveDate, Timelike};

use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{Flow, FlowAct};

/// Days of the chart, today among them.
const SHOWN: u64 = 31;

/// What came and went in a day or an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Passed {
    /// First submissions.
    pub(super) came: u64,
    /// Resubmissions.
    pub(super) again: u64,
    pub(super) approved: u64,
    pub(super) rejected: u64,
    /// Decisions that asked for a supplement.
    pub(super) asked: u64,
    pub(super) cancelled: u64,
    pub(super) reopened: u64,
}

impl Passed {
    fn add(&mut self, flow: &Flow) {
        let number = match flow.act {
            FlowAct::Submitted => &mut self.came,
            FlowAct::Resubmitted => &mut self.again,
            FlowAct::Decided(Status::Accepted) => &mut self.approved,
            FlowAct::Decided(Status::AwaitingSupplement) => &mut self.asked,
            FlowAct::Decided(_) | FlowAct::RejectedUnanswered => &mut self.rejected,
            FlowAct::Cancelled => &mut self.cancelled,
            FlowAct::Reopened => &mut self.reopened,
        };
        *number = number.saturating_add(flow.n);
    }

    /// All that came in to be proofread.
    pub(super) const fn arrived(&self) -> u64 {
        self.came.saturating_add(self.again)
    }

    /// All that was decided.
    pub(super) const fn decided(&self) -> u64 {
        self.approved.saturating_add(self.rejected).saturating_add(self.asked)
    }
}

/// The days of the chart, today first.
pub(super) fn days(flow: &[Flow], now: Millis) -> Vec<(NaiveDate, Passed)> {
    let today = now.day();
    let mut days: Vec<(NaiveDate, Passed)> =
        (0..SHOWN).filter_map(|back| today.checked_sub_days(Days::new(back))).map(|day| (day, Passed::default())).collect();
    for one in flow {
        let back = today.signed_duration_since(one.hour.day()).num_days();
        if let Some((_, passed)) = usize::try_from(back).ok().and_then(|back| days.get_mut(back)) {
            passed.add(one);
        }
    }
    days
}

/// The hours of a day.
pub(super) fn hours(flow: &[Flow], day: NaiveDate) -> [Passed; 24] {
    let mut hours = [Passed::default(); 24];
    for one in flow.iter().filter(|one| one.hour.day() == day) {
        if let Some(passed) = hours.get_mut(one.hour.in_china().hour() as usize) {
            passed.add(one);
        }
    }
    hours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_in_china() {
        let at = |text: &str| Millis::from_rfc3339(text).unwrap();
        let now = at("2026-11-25T10:20:00+08:00");
        let flow = |hour: &str, act, n| Flow { hour: at(hour), act, n };
        let all = [
            flow("2026-11-24T23:00:00+08:00", FlowAct::Submitted, 3),
            flow("2026-11-25T00:00:00+08:00", FlowAct::Resubmitted, 2),
            flow("2026-11-25T09:00:00+08:00", FlowAct::Decided(Status::Accepted), 5),
            flow("2026-11-25T09:00:00+08:00", FlowAct::Decided(Status::AwaitingSupplement), 1),
            flow("2026-10-01T09:00:00+08:00", FlowAct::Submitted, 99),
        ];
        let days = days(&all, now);
        assert_eq!(days.len(), 31);
        assert_eq!((days[0].0.to_string().as_str(), days[0].1.arrived(), days[0].1.decided()), ("2026-11-25", 2, 6));
        assert_eq!((days[1].0.to_string().as_str(), days[1].1.arrived(), days[1].1.decided()), ("2026-11-24", 3, 0));
        assert_eq!(days.iter().map(|(_, passed)| passed.arrived()).sum::<u64>(), 5);
        let hours = hours(&all, now.day());
        assert_eq!((hours[0].again, hours[9].decided(), hours[9].asked), (2, 6, 1));
    }
}
