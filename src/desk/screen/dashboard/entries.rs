//! What the rows of each pane say.

use super::figures::Passed;
use super::panes::{Pane, institutions};
use crate::desk::app::common::Common;
use crate::desk::ui::chart;
use crate::desk::ui::text::{pad, pad_left, thousands, truncate, visible, width};
use crate::domain::ageing::Band;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{Dashboard, FlowAct, Happened, OldOrder, PersonWork};

const ORDER: usize = 17;
const NAME: usize = 9;
const NUMBER: usize = 8;
const DAYS: usize = 8;
const CLOCK: usize = 7;
/// Columns of the name of a status or a band.
const WORD: usize = 17;

/// A row: its text, and whether it wants a look.
pub(super) struct Entry {
    pub(super) text: String,
    pub(super) late: bool,
}

impl Entry {
    const fn plain(text: String) -> Self {
        Self { text, late: false }
    }
}

/// What is said of a pane without a row.
pub(super) const fn nothing(pane: Pane, common: &Common) -> &'static str {
    let lang = common.lang;
    match pane {
        Pane::Held => lang.nothing_held(),
        Pane::Asked => lang.nothing_asked(),
        Pane::People => lang.nothing_decided(),
        Pane::Recent => lang.nothing_recent(),
        Pane::Counts | Pane::Bands | Pane::Flow | Pane::Oldest => lang.nothing_waits(),
    }
}

/// A name in its column, apart from the next one however long it is.
fn named(name: &str) -> String {
    pad(&truncate(&visible(name), NAME - 1), NAME)
}

fn of(data: &Dashboard, institution: &str, status: Status) -> u64 {
    let counts = data.counts.iter().filter(|count| count.institution == institution && count.status == status);
    counts.map(|count| count.n.max(0).unsigned_abs()).sum()
}

/// The row and the number in it that are selected, where the pane is in front.
pub(super) type At = Option<(usize, usize)>;

/// A number at the right of its column; a mark before the selected one.
fn number(text: &str, cells: usize, selected: bool) -> String {
    if selected { pad_left(&format!(">{text}"), cells) } else { pad_left(text, cells) }
}

/// A bar of what is left of the width after a word and a number.
fn barred(word: &str, n: u64, most: u64, cells: usize, common: &Common) -> String {
    let room = cells.saturating_sub(WORD + NUMBER + 6);
    format!("{}{}  {}", pad(word, WORD), pad_left(&thousands(n), NUMBER), chart::lying(n, most, room, common.ambiguous_wide))
}

pub(super) fn by_status(data: &Dashboard, cells: usize, common: &Common) -> Vec<Entry> {
    let numbers: Vec<u64> = Status::ALL.iter().map(|status| of(data, &common.institution, *status)).collect();
    let most = numbers.iter().copied().max().unwrap_or(0);
    let entry = |(status, n): (Status, u64)| Entry::plain(barred(common.lang.status(status), n, most, cells, common));
    Status::ALL.into_iter().zip(numbers).map(entry).collect()
}

/// Columns of the numbers of a status.
fn column(status: Status, common: &Common) -> usize {
    width(common.lang.status(status)).max(NUMBER) + 2
}

/// A row for each institution, a column for each status.
pub(super) fn by_institution(data: &Dashboard, at: At, common: &Common) -> (String, Vec<Entry>) {
    let lang = common.lang;
    let mut head = pad(lang.column_institution(), NAME);
    for status in Status::ALL {
        head.push_str(&pad_left(lang.status(status), column(status, common)));
    }
    let entries = institutions(data)
        .into_iter()
        .enumerate()
        .map(|(row, code)| {
            let known = common.institutions.iter().find(|one| one.code == code);
            let mut text = pad(known.map_or(code, |one| one.short_name.as_str()), NAME);
            for (place, status) in Status::ALL.into_iter().enumerate() {
                text.push_str(&number(&thousands(of(data, code, status)), column(status, common), at == Some((row, place))));
            }
            Entry::plain(text)
        })
        .collect();
    (head, entries)
}

pub(super) fn by_band(data: &Dashboard, cells: usize, common: &Common) -> Vec<Entry> {
    let most = data.bands.iter().copied().max().unwrap_or(0);
    let entry = |(band, n): (Band, &u64)| Entry {
        text: barred(common.lang.band(band), *n, most, cells, common),
        late: band >= Band::SixToTen && *n > 0,
    };
    Band::ALL.into_iter().zip(&data.bands).map(entry).collect()
}

/// Working days to one decimal.
fn in_days(ms: i64, common: &Common) -> String {
    let tenths = ms.saturating_mul(10).checked_div(common.calendar.day_ms()).unwrap_or(0);
    common.lang.working_days_short(&format!("{}.{}", tenths / 10, tenths % 10))
}

/// Who has an order, or for whom it waits.
fn whose(old: &OldOrder, common: &Common, now: Millis) -> String {
    let lang = common.lang;
    match (&old.row.claim, &old.row.postponed) {
        (Some(claim), _) => visible(&claim.name).into_owned(),
        (None, Some(postponed)) => {
            let mark = match &postponed.assigned_by {
                Some(_) => lang.assigned_mark(),
                None if postponed.until > now => lang.postponed_mark(),
                None => lang.postponed_due(),
            };
            format!("{mark} {}", visible(&postponed.staff_name))
        }
        (None, None) => String::new(),
    }
}

pub(super) fn oldest(data: &Dashboard, common: &Common, now: Millis) -> (String, Vec<Entry>) {
    let lang = common.lang;
    let head = format!(
        "{}{}{}{}{} {}{}",
        pad(lang.column_order_no(), ORDER),
        pad(lang.column_holder(), NAME),
        pad(lang.column_round(), 3),
        pad_left(lang.column_this_round(), DAYS),
        pad_left(lang.column_all_rounds(), DAYS),
        pad(lang.column_came(), NAME),
        lang.column_claim()
    );
    let late = i64::from(Band::SixToTen.from_days()).saturating_mul(common.calendar.day_ms());
    let entry = |old: &OldOrder| Entry {
        text: format!(
            "{}{}{}{}{} {}{}",
            pad(old.row.order_no.as_str(), ORDER),
            named(&old.row.holder),
            pad(&old.row.round.to_string(), 3),
            pad_left(&in_days(old.round_ms, common), DAYS),
            pad_left(&in_days(old.own_ms, common), DAYS),
            pad(&old.came_at.in_china().format("%m-%d").to_string(), NAME),
            whose(old, common, now)
        ),
        late: old.round_ms >= late,
    };
    (head, data.oldest.iter().map(entry).collect())
}

pub(super) fn held(data: &Dashboard, at: At, common: &Common, now: Millis) -> (String, Vec<Entry>) {
    let lang = common.lang;
    let clock = |moment: Millis| moment.in_china().format("%H:%M").to_string();
    let head = format!(
        "{}{}{}{}{}{}",
        pad(lang.column_order_no(), ORDER),
        pad(lang.column_holder(), NAME),
        pad(lang.column_person(), NAME),
        pad(lang.column_since(), NAME),
        pad("", CLOCK),
        lang.column_until()
    );
    let entries = data.held.iter().enumerate().map(|(row, held)| {
        let person = if at == Some((row, 1)) { format!(">{}", held.staff_name) } else { held.staff_name.clone() };
        let minutes = now.since(held.since).max(0) / 60_000;
        Entry::plain(format!(
            "{}{}{}{}{}{}",
            pad(held.order_no.as_str(), ORDER),
            named(&held.holder),
            named(&person),
            pad(&clock(held.since), NAME),
            pad(&lang.minutes_short(minutes), CLOCK),
            clock(held.until)
        ))
    });
    (head, entries.collect())
}

pub(super) fn asked(data: &Dashboard, common: &Common) -> (String, Vec<Entry>) {
    let lang = common.lang;
    let head = format!(
        "{}{}{}{}",
        pad(lang.column_order_no(), ORDER),
        pad(lang.column_holder(), NAME),
        pad(lang.column_asked_on(), NAME),
        pad_left(lang.column_days(), DAYS)
    );
    let entries = data.asked.iter().map(|asked| {
        let late = asked.days >= common.patience_days;
        Entry {
            text: format!(
                "{}{}{}{} {}",
                pad(asked.order_no.as_str(), ORDER),
                named(&asked.holder),
                pad(&asked.asked_at.in_china().format("%m-%d").to_string(), NAME),
                pad_left(&lang.working_days_short(&asked.days.to_string()), DAYS),
                if late { lang.may_reject() } else { "" }
            ),
            late,
        }
    });
    (head, entries.collect())
}

/// A time in minutes, or seconds where it is short.
fn minutes(ms: i64, common: &Common) -> String {
    let seconds = ms.max(0) / 1000;
    if seconds < 600 { format!("{}:{:02}", seconds / 60, seconds % 60) } else { common.lang.minutes_short(seconds / 60) }
}

pub(super) fn people(people: &[PersonWork], at: At, common: &Common) -> (String, Vec<Entry>) {
    let lang = common.lang;
    let head = format!(
        "{}{}{}{}{}{}",
        pad(lang.column_person(), NAME),
        pad_left(lang.column_today(), CLOCK),
        pad_left(lang.column_yesterday(), CLOCK),
        pad_left(lang.column_week(), CLOCK),
        pad_left(lang.column_median(), NAME + 1),
        pad_left(lang.column_skips(), CLOCK)
    );
    let entry = |(row, person): (usize, &PersonWork)| {
        let cell = |n: u64, place: usize| number(&n.to_string(), CLOCK, at == Some((row, place)));
        Entry::plain(format!(
            "{}{}{}{}{}{}",
            named(&person.name),
            cell(person.today, 0),
            cell(person.yesterday, 1),
            cell(person.week, 2),
            pad_left(&person.median_ms.map_or_else(|| "-".to_owned(), |ms| minutes(ms, common)), NAME + 1),
            cell(person.skips, 3)
        ))
    };
    (head, people.iter().enumerate().map(entry).collect())
}

pub(super) fn recent<'a>(recent: impl Iterator<Item = &'a Happened>, common: &Common, now: Millis) -> (String, Vec<Entry>) {
    let lang = common.lang;
    let head = format!(
        "{}{}{}{}",
        pad(lang.column_when(), NAME - 2),
        pad(lang.column_order_no(), ORDER),
        pad(lang.column_person(), NAME),
        lang.column_led_to()
    );
    let entries = recent.map(|decision| {
        let form = if decision.at.day() == now.day() { "%H:%M" } else { "%m-%d" };
        let (word, led_to) = match decision.act {
            FlowAct::Decided(status) => (lang.status(status), Some(status)),
            FlowAct::Submitted => (lang.audit_action("submit"), Some(Status::AwaitingProofreading)),
            FlowAct::Resubmitted => (lang.audit_action("resubmit"), Some(Status::AwaitingProofreading)),
            FlowAct::Cancelled => (lang.audit_action("cancel"), Some(Status::Cancelled)),
            FlowAct::Reopened => (lang.audit_action("reopen"), Some(Status::AwaitingProofreading)),
            FlowAct::RejectedUnanswered => (lang.audit_action("reject_unanswered"), Some(Status::Rejected)),
        };
        // Cancelling, too, is the applicant's, though the portal says it for them.
        let by_applicant = matches!(decision.act, FlowAct::Submitted | FlowAct::Resubmitted | FlowAct::Cancelled);
        let who = if by_applicant { lang.who_applicant() } else { &decision.staff_name };
        let mut result = word.to_owned();
        if Some(decision.status) != led_to {
            result.push_str(" > ");
            result.push_str(lang.status(decision.status));
        }
        Entry::plain(format!(
            "{}{}{}{result}",
            pad(&decision.at.in_china().format(form).to_string(), NAME - 2),
            pad(decision.order_no.as_str(), ORDER),
            named(who)
        ))
    });
    (head, entries.collect())
}

/// A day's numbers in words: what arrived, and the rest; a mark before the one that is chosen.
pub(super) fn numbers(passed: &Passed, chosen: Option<usize>, common: &Common) -> (String, String) {
    let lang = common.lang;
    let mut parts = [
        lang.flow_in(passed.arrived(), passed.again),
        lang.flow_decided(passed.decided()),
        lang.flow_accepted(passed.approved),
        lang.flow_rejected(passed.rejected),
        lang.flow_asked(passed.asked),
        lang.flow_cancelled(passed.cancelled),
        lang.flow_reopened(passed.reopened),
    ];
    for (place, part) in parts.iter_mut().enumerate() {
        part.insert(0, if chosen == Some(place) { '>' } else { ' ' });
    }
    let [arrived, rest @ ..] = parts;
    (arrived, rest.concat())
}
