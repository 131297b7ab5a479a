//! Which orders a list shows.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::ageing::Band;
use crate::domain::calendar::Calendar;
use crate::domain::checks::Check;
use crate::domain::coded::coded;
use crate::domain::order::Service;
use crate::domain::postpone::start_of;
use crate::domain::status::Status;
use crate::domain::study::{Category, Level};
use crate::domain::time::Millis;

/// Which orders a list shows: those to which all of it applies. What is `None` or empty asks for nothing.
///
/// # Drilling down to a list
/// Build one with what was counted and leave the rest as it is by default, which is every order that awaits proofreading:
/// ```
/// use std::collections::BTreeSet;
/// use jiaodui::domain::queue_view::{Held, QueueFilter, Waiting};
/// use jiaodui::domain::status::Status;
///
/// let older_than_three_days = QueueFilter { waiting: Some(Waiting::Over(3)), ..QueueFilter::default() };
/// let what_one_holds = QueueFilter { holder: Some(Held::By("zhangmin".into())), ..QueueFilter::default() };
/// let rejected = QueueFilter { statuses: BTreeSet::from([Status::Rejected]), ..QueueFilter::default() };
/// let of_any_status = QueueFilter { statuses: BTreeSet::new(), ..QueueFilter::default() };
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QueueFilter {
    /// Whose orders, for staff of all institutions; `None`: those of the institution in front.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution: Option<String>,
    /// In one of these statuses; empty: in any.
    pub statuses: BTreeSet<Status>,
    /// With an item of one of these services. An item that is asked for by service, category, level and school is one to which all
    /// of these apply.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub services: BTreeSet<Service>,
    /// With an item of one of these 学历类别, as [`Category::read`] understands what was typed.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub categories: BTreeSet<Category>,
    /// With an item of one of these 层次, as [`Level::read`] understands what was typed.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub levels: BTreeSet<Level>,
    /// With an item of this school.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub school: Option<School>,
    /// 申请目的, from its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Having waited longer, or less long. What has come to an end waits for nothing and is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<Waiting>,
    /// In its first round, or in a later one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<Round>,
    /// What the automatic checks noticed in this round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
    /// Who holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<Held>,
    /// Whose round was submitted on this day in China, or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// On this day, or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

impl Default for QueueFilter {
    fn default() -> Self {
        Self {
            institution: None,
            statuses: BTreeSet::from([Status::AwaitingProofreading]),
            services: BTreeSet::new(),
            categories: BTreeSet::new(),
            levels: BTreeSet::new(),
            school: None,
            purpose: None,
            waiting: None,
            round: None,
            finding: None,
            holder: None,
            from: None,
            to: None,
        }
    }
}

/// A school by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct School {
    /// As it was typed on the form.
    pub name: String,
    /// Whether that is the whole name; else it begins so.
    pub whole: bool,
}

/// For how long an order has waited since its round was submitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// For so many working days, or longer.
    Over(u32),
    /// For fewer working days.
    Under(u32),
    /// For so many working days or longer, and for fewer than so many.
    Between(u32, u32),
}

impl Waiting {
    /// What a band of the dashboard counts.
    #[must_use]
    pub fn of(band: Band) -> Self {
        match (band.from_days(), band.next().map(Band::from_days)) {
            (from, None) => Self::Over(from),
            (0, Some(end)) => Self::Under(end),
            (from, Some(end)) => Self::Between(from, end),
        }
    }

    /// From how many working days on, and up to how many, which are left out.
    const fn ends(self) -> (Option<u32>, Option<u32>) {
        match self {
            Self::Over(from) => (Some(from), None),
            Self::Under(end) => (None, Some(end)),
            Self::Between(from, end) => (Some(from), Some(end)),
        }
    }
}

coded! {
    /// The first round, or one after a supplement.
    Round {
        /// 初次提交.
        First = "first",
        /// Any other.
        Later = "later",
    }
}

/// What the automatic checks noticed: errors and warnings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Anything at all.
    Some,
    /// Nothing.
    None,
    /// Something by one of these checks.
    Of(BTreeSet<Check>),
}

/// Who holds an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// Nobody.
    Nobody,
    /// Somebody.
    Somebody,
    /// Whoever looks.
    Mine,
    /// The member of staff with this login.
    By(String),
}

/// A filter as one person asks with it at one moment: days and waiting times are moments, "mine" is a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What it asks for.
    pub filter: QueueFilter,
    /// Login of whoever looks.
    pub me: String,
    /// Submitted at this moment, or later.
    pub since: Option<Millis>,
    /// Submitted before this moment.
    pub until: Option<Millis>,
}

impl QueueFilter {
    /// Whether it asks for nothing but one status, as the queue's own lists do.
    #[must_use]
    pub fn only_status(&self) -> Option<Status> {
        let status = self.statuses.first().copied().filter(|_| self.statuses.len() == 1)?;
        (*self == Self { statuses: BTreeSet::from([status]), ..Self::default() }).then_some(status)
    }

    /// What it asks for at this moment (by the database's clock), asked by the member of staff with this login.
    #[must_use]
    pub fn wanted(&self, calendar: &Calendar, now: Millis, login: &str) -> Wanted {
        let mut since = self.from.map(start_of);
        let mut until = self.to.and_then(|day| day.succ_opt()).map(start_of);
        // What was submitted at that very moment has waited so long; what was submitted a millisecond later, not yet.
        let ago = |days: u32| calendar.ago(now, calendar.day_ms().saturating_mul(i64::from(days))).plus(1);
        let (from, end) = self.waiting.map_or((None, None), Waiting::ends);
        if let Some(from) = from.map(ago) {
            until = Some(until.map_or(from, |until| until.min(from)));
        }
        since = since.max(end.map(ago));
        Wanted { filter: self.clone(), me: login.to_owned(), since, until }
    }
}

impl Wanted {
    /// The statuses that it reaches, in the order in which counts are shown.
    #[must_use]
    pub fn statuses(&self) -> Vec<Status> {
        let filter = &self.filter;
        Status::ALL
            .into_iter()
            .filter(|status| filter.statuses.is_empty() || filter.statuses.contains(status))
            .filter(|status| filter.waiting.is_none() || !status.has_ended())
            .collect()
    }

    /// Of whom it asks what they hold: a login, or empty for anybody. `None` where it asks no such thing.
    #[must_use]
    pub fn holder(&self) -> Option<&str> {
        match self.filter.holder.as_ref()? {
            Held::Nobody => None,
            Held::Somebody => Some(""),
            Held::Mine => Some(&self.me),
            Held::By(login) => Some(login),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar;

    fn at(text: &str) -> Millis {
        Millis::from_rfc3339(text).unwrap()
    }

    fn day(text: &str) -> Option<NaiveDate> {
        crate::domain::order::parse_day(text)
    }

    #[test]
    fn days_and_waiting_times_become_moments() {
        let calendar = Calendar::from_toml(calendar::DEFAULT).unwrap();
        // A Friday before a weekend.
        let now = at("2020-10-16T15:00:00+08:00");
        let asked = QueueFilter { from: day("2020-10-01"), to: day("2020-10-31"), ..QueueFilter::default() };
        let wanted = asked.wanted(&calendar, now, "zhangmin");
        assert_eq!(wanted.since, Some(at("2020-10-01T00:00:00+08:00")));
        assert_eq!(wanted.until, Some(at("2020-11-01T00:00:00+08:00")));

        let over = QueueFilter { waiting: Some(Waiting::Over(3)), ..asked.clone() }.wanted(&calendar, now, "zhangmin");
        let until = over.until.unwrap();
        assert_eq!(until.day().to_string(), "2020-10-13");
        for (moment, days) in [(until.plus(-1), 3), (until.plus(1), 2)] {
            assert_eq!(calendar.working_days(moment, now), days, "what waits for three working days is older");
        }
        assert_eq!(over.since, wanted.since, "both apply");
        let under = QueueFilter { waiting: Some(Waiting::Under(3)), ..asked }.wanted(&calendar, now, "zhangmin");
        assert_eq!((under.since, under.until), (Some(until), wanted.until));
    }

    #[test]
    fn a_band_of_the_dashboard_is_a_filter() {
        let calendar = Calendar::from_toml(calendar::DEFAULT).unwrap();
        assert_eq!(
            Band::ALL.map(Waiting::of),
            [Waiting::Under(1), Waiting::Between(1, 3), Waiting::Between(3, 6), Waiting::Between(6, 11), Waiting::Over(11)]
        );
        // On a working day, at night, on a Saturday that is worked, within the Spring Festival and on the morning after it.
        let moments = [
            "2026-11-25T10:20",
            "2026-11-25T03:00",
            "2026-02-14T16:00",
            "2026-02-18T12:00",
            "2026-02-24T09:00",
            "2026-10-10T23:59",
        ];
        for now in moments.map(|moment| at(&format!("{moment}:00+08:00"))) {
            for band in Band::ALL {
                let filter = QueueFilter { waiting: Some(Waiting::of(band)), ..QueueFilter::default() };
                let wanted = filter.wanted(&calendar, now, "");
                let (after, until) = band.submitted(&calendar, now);
                for edge in [after, Some(until)].into_iter().flatten() {
                    for submitted in [edge.plus(-1), edge, edge.plus(1)].into_iter().filter(|moment| *moment <= now) {
                        let counted = after.is_none_or(|after| submitted > after) && submitted <= until;
                        let shown = wanted.since.is_none_or(|since| submitted >= since)
                            && wanted.until.is_none_or(|until| submitted < until);
                        assert_eq!(counted, shown, "{band:?} at {now:?}: {submitted:?}");
                        assert_eq!(shown, Band::of(calendar.working_days(submitted, now)) == band, "{band:?}: {submitted:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_has_ended_waits_for_nothing() {
        let calendar = Calendar::default();
        let any = QueueFilter { statuses: BTreeSet::new(), ..QueueFilter::default() };
        assert_eq!(any.wanted(&calendar, Millis(0), "").statuses(), Status::ALL);
        let waiting = QueueFilter { waiting: Some(Waiting::Over(1)), ..any };
        let statuses = waiting.wanted(&calendar, Millis(0), "").statuses();
        assert_eq!(statuses, [Status::AwaitingProofreading, Status::AwaitingSupplement]);
    }

    #[test]
    fn a_plain_list_is_told_from_a_filter() {
        assert_eq!(QueueFilter::default().only_status(), Some(Status::AwaitingProofreading));
        assert_eq!(QueueFilter { round: Some(Round::First), ..QueueFilter::default() }.only_status(), None);
        assert_eq!(QueueFilter { statuses: BTreeSet::new(), ..QueueFilter::default() }.only_status(), None);
    }

    #[test]
    fn mine_is_whose_it_is_asked_for() {
        let mine = QueueFilter { holder: Some(Held::Mine), ..QueueFilter::default() };
        assert_eq!(mine.wanted(&Calendar::default(), Millis(0), "zhangmin").holder(), Some("zhangmin"));
        let free = QueueFilter { holder: Some(Held::Nobody), ..QueueFilter::default() };
        assert_eq!(free.wanted(&Calendar::default(), Millis(0), "zhangmin").holder(), None);
    }
}
