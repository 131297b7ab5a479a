//! What the dashboard shows. Each statement reads one stretch of an index: of the open orders, of the claims, of the roll-ups by hour and
//! day, or of a week's decisions.

use std::collections::BTreeMap;

use super::queue::{oldest_waiting, waiting_between};
use crate::domain::ageing::{Band, Turn, asked_before, own_ms};
use crate::domain::calendar::Calendar;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::postpone::start_of;
use crate::domain::staff::Actor;
use crate::domain::status::{Act, Status};
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{
    AskedOrder, Count, Dashboard, Flow, FlowAct, Happened, HappenedList, HappenedQuery, HeldOrder, Intervened, OldOrder, Passing,
    PersonWork, QueueRow,
};
use crate::store::sql::{Cells, Columns, Link, args};

/// Rows of a list at most.
const OLDEST: u32 = 20;
const LISTED: u32 = 100;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Days of the charts before today's.
const CHART_DAYS: i64 = 30;
const WEEK_DAYS: i64 = 7;

const COUNTS: &str = "SELECT status, CAST(SUM(n) AS BIGINT) FROM \
                      (SELECT status, n FROM daily_counts WHERE institution = $1 \
                      UNION ALL SELECT status, delta AS n FROM count_deltas WHERE institution = $1) AS entries \
                      GROUP BY status HAVING SUM(n) <> 0 ORDER BY status";
const HELD: &str = "SELECT o.order_no, o.holder, w.login, w.name, o.claimed_at, o.claimed_until FROM staff w \
                    CROSS JOIN orders o WHERE o.claimed_by = w.login AND o.institution = $1 AND o.claimed_until > $2 \
                    ORDER BY o.claimed_at, o.order_no LIMIT $3";
const ASKED: &str = "SELECT order_no, holder, round, updated_at FROM orders \
                     WHERE institution = $1 AND status = 'awaiting_supplement' ORDER BY updated_at, order_no LIMIT $2";
const OVERDUE: &str =
    "SELECT COUNT(*) FROM orders WHERE institution = $1 AND status = 'awaiting_supplement' AND updated_at <= $2";
const FLOW: &str = "SELECT hour, act, CAST(SUM(n) AS BIGINT) FROM \
                    (SELECT hour, act, n FROM hourly_flow WHERE institution = $1 AND hour >= $2 \
                    UNION ALL SELECT hour, act, delta AS n FROM flow_deltas WHERE institution = $1 AND hour >= $2) AS entries \
                    GROUP BY hour, act HAVING SUM(n) > 0 ORDER BY hour, act";
const PEOPLE: &str = "SELECT e.staff, m.name, e.today, e.yesterday, e.week FROM (SELECT staff, \
                      CAST(SUM(CASE WHEN decided_at >= $3 THEN 1 ELSE 0 END) AS BIGINT) AS today, \
                      CAST(SUM(CASE WHEN decided_at >= $4 AND decided_at < $3 THEN 1 ELSE 0 END) AS BIGINT) AS yesterday, \
                      COUNT(*) AS week FROM handlings WHERE institution = $1 AND decided_at >= $2 AND decided_at <= $5 \
                      GROUP BY staff) AS e \
                      LEFT JOIN staff m ON m.login = e.staff ORDER BY e.week DESC, e.staff";
/// The lower middle one of each. (An end to the time, though there is none, keeps planners to the index.)
const MEDIANS: &str = "SELECT staff, ms FROM (SELECT staff, decided_at - claimed_at AS ms, \
                       ROW_NUMBER() OVER (PARTITION BY staff ORDER BY decided_at - claimed_at) AS place, \
                       COUNT(*) OVER (PARTITION BY staff) AS n FROM handlings \
                       WHERE institution = $1 AND decided_at >= $2 AND decided_at <= $3 AND claimed_at IS NOT NULL) AS e \
                       WHERE place = (n + 1) / 2 ORDER BY staff";
/// So many as [`LISTED`] says, in so many words, and each looked up by itself: of a parameter a planner would think that it is a tenth of
/// all, and would read all decisions to join with.
const RECENT: &str = "SELECT e.order_no, \
                      (SELECT o.holder FROM orders o WHERE o.institution = $1 AND o.order_no = e.order_no), \
                      (SELECT d.status FROM decisions d \
                      WHERE d.institution = $1 AND d.order_no = e.order_no AND d.version = e.version), \
                      (SELECT o.status FROM orders o WHERE o.institution = $1 AND o.order_no = e.order_no), \
                      e.staff, m.name, e.decided_at FROM \
                      (SELECT order_no, version, staff, decided_at FROM handlings WHERE institution = $1 \
                      ORDER BY decided_at DESC, staff DESC, order_no DESC LIMIT 100) AS e \
                      LEFT JOIN staff m ON m.login = e.staff ORDER BY e.decided_at DESC, e.staff DESC, e.order_no DESC";
/// Decisions that stand of a stretch of time, by whom ('': anybody) and with which outcome ('': any). Each is looked up by itself.
const HANDLED: &str = "SELECT e.order_no, \
                       (SELECT o.holder FROM orders o WHERE o.institution = $1 AND o.order_no = e.order_no), e.led_to, \
                       (SELECT o.status FROM orders o WHERE o.institution = $1 AND o.order_no = e.order_no), \
                       e.staff, m.name, e.decided_at FROM \
                       (SELECT h.order_no, h.staff, h.decided_at, (SELECT d.status FROM decisions d \
                       WHERE d.institution = $1 AND d.order_no = h.order_no AND d.version = h.version) AS led_to FROM handlings h \
                       WHERE h.institution = $1 AND h.decided_at >= $2 AND h.decided_at < $3 AND ($4 = '' OR h.staff = $4) \
                       AND ($5 = '' OR (SELECT d.status FROM decisions d \
                       WHERE d.institution = $1 AND d.order_no = h.order_no AND d.version = h.version) = $5) \
                       ORDER BY h.decided_at DESC, h.staff DESC, h.order_no DESC LIMIT $6) AS e \
                       LEFT JOIN staff m ON m.login = e.staff ORDER BY e.decided_at DESC, e.staff DESC, e.order_no DESC";
/// What else happened to orders in a stretch of time, by the trail; $4 is `|one|other|`. (Numbers come before letters: an enquiry is reopened, too.)
const TRAILED: &str = "SELECT e.subject, \
                       (SELECT o.holder FROM orders o WHERE o.institution = $1 AND o.order_no = e.subject), e.action, \
                       (SELECT o.status FROM orders o WHERE o.institution = $1 AND o.order_no = e.subject), \
                       e.actor, m.name, e.at FROM \
                       (SELECT a.subject, a.action, a.actor, a.at FROM audit_log a \
                       WHERE a.institution = $1 AND a.at >= $2 AND a.at < $3 AND replace($4, '|' || a.action || '|', '') <> $4 \
                       AND a.subject < 'a' ORDER BY a.at DESC, a.subject DESC, a.seq DESC LIMIT $5) AS e \
                       LEFT JOIN staff m ON m.login = e.actor ORDER BY e.at DESC, e.subject DESC";
const TURNS: &str = "SELECT at, action FROM audit_log WHERE institution = $1 AND subject = $2 \
                     AND action IN ('submit', 'resubmit', 'reopen', 'decide', 'take_back', 'cancel') ORDER BY seq";
const OURS: &str = "SELECT order_no FROM orders WHERE institution = $1 AND order_no = $2";
const NUMBERED: &str =
    "SELECT number, holder FROM certificates WHERE institution = $1 AND order_no = $2 AND number IS NOT NULL ORDER BY item";

pub(super) const ALL: &[(&str, &str)] = &[
    ("dashboard: counts", COUNTS),
    ("dashboard: held", HELD),
    ("dashboard: asked", ASKED),
    ("dashboard: overdue", OVERDUE),
    ("dashboard: flow", FLOW),
    ("dashboard: people", PEOPLE),
    ("dashboard: medians", MEDIANS),
    ("dashboard: recent", RECENT),
    ("dashboard: handled", HANDLED),
    ("dashboard: trailed", TRAILED),
    ("dashboard: turns", TURNS),
    ("numbered certificates", NUMBERED),
    ("whether an order is ours", OURS),
];

fn flow_act(word: &str) -> Option<FlowAct> {
    Some(match word {
        "submit" => FlowAct::Submitted,
        "resubmit" => FlowAct::Resubmitted,
        "cancel" => FlowAct::Cancelled,
        "reopen" => FlowAct::Reopened,
        "reject_unanswered" => FlowAct::RejectedUnanswered,
        other => FlowAct::Decided(Status::from_code(other)?),
    })
}

fn turn(word: &str) -> Option<Turn> {
    Some(match word {
        "submit" => Turn::Ours,
        "take_back" => Turn::Undone,
        other if other == Act::Resubmit.code() || other == Act::Reopen.code() => Turn::Ours,
        other if other == Act::Decide.code() || other == Act::Cancel.code() => Turn::Theirs,
        _ => return None,
    })
}

/// Whether a round begins with it.
fn is_sent(word: &str) -> bool {
    word == "submit" || word == Act::Resubmit.code()
}

/// Everything the dashboard shows.
pub(crate) async fn dashboard<L: Link>(
    link: &mut L,
    actor: &Actor,
    institution: &str,
    (calendar, patience_days): (&Calendar, u32),
    now: Millis,
) -> Result<Dashboard> {
    let mut bands = Vec::with_capacity(Band::ALL.len());
    for band in Band::ALL {
        let (after, until) = band.submitted(calendar, now);
        bands.push(waiting_between(link, institution, after, until).await?);
    }
    let counts = match actor.institution {
        Some(_) => counts_of(link, institution).await?,
        None => super::counts(link).await?,
    };
    let overdue = link.number(OVERDUE, args![institution, asked_before(calendar, now, patience_days)]).await?;
    Ok(Dashboard {
        counts,
        bands,
        oldest: oldest(link, institution, calendar, now).await?,
        held: held(link, institution, now).await?,
        asked: asked(link, institution, calendar, now).await?,
        overdue: overdue.unsigned_abs(),
        flow: flow(link, institution, now).await?,
        people: people(link, institution, now).await?,
        recent: recent(link, institution).await?,
        now: Some(now),
    })
}

async fn counts_of<L: Link>(link: &mut L, institution: &str) -> Result<Vec<Count>> {
    let found = link.rows(COUNTS, args![institution]).await?;
    let count = |row: &L::Row| {
        let mut cells = Cells::new(row);
        Ok(Count { institution: institution.to_owned(), status: cells.status()?, n: cells.int()? })
    };
    found.iter().map(count).collect()
}

async fn oldest<L: Link>(link: &mut L, institution: &str, calendar: &Calendar, now: Millis) -> Result<Vec<OldOrder>> {
    let mut oldest = Vec::new();
    for row in oldest_waiting(link, institution, OLDEST, now).await? {
        oldest.push(aged(link, institution, row, calendar, now).await?);
    }
    Ok(oldest)
}

async fn aged<L: Link>(link: &mut L, institution: &str, row: QueueRow, calendar: &Calendar, now: Millis) -> Result<OldOrder> {
    let round_ms = calendar.working_ms(row.submitted_at, now);
    let mut turns = Vec::new();
    let mut sent = None;
    for found in link.rows(TURNS, args![institution, &row.order_no]).await? {
        let mut cells = Cells::new(&found);
        let (at, (turn, is_sent)) = (cells.millis()?, cells.word(|word| Some((turn(word)?, is_sent(word))))?);
        if is_sent {
            sent = Some(turns.len());
        }
        turns.push((at, turn));
    }
    // The trail says when a round was taken in; the newest has waited since it was sent.
    if let Some((at, _)) = sent.and_then(|sent| turns.get_mut(sent)) {
        *at = (*at).min(row.submitted_at);
    }
    let came_at = turns.first().map_or(row.submitted_at, |(at, _)| *at);
    // Not at least the round's own age: an order that was decided and is open again waited for nobody in between.
    let own_ms = own_ms(&turns, calendar, now);
    Ok(OldOrder { row, round_ms, own_ms, came_at })
}

async fn held<L: Link>(link: &mut L, institution: &str, now: Millis) -> Result<Vec<HeldOrder>> {
    let found = link.rows(HELD, args![institution, now, LISTED]).await?;
    let order = |row: &L::Row| {
        let mut cells = Cells::new(row);
        Ok(HeldOrder {
            order_no: cells.order_no()?,
            holder: cells.text()?,
            staff: cells.text()?,
            staff_name: cells.text()?,
            since: cells.millis()?,
            until: cells.millis()?,
        })
    };
    found.iter().map(order).collect()
}

async fn asked<L: Link>(link: &mut L, institution: &str, calendar: &Calendar, now: Millis) -> Result<Vec<AskedOrder>> {
    let found = link.rows(ASKED, args![institution, LISTED]).await?;
    let order = |row: &L::Row| {
        let mut cells = Cells::new(row);
        let (order_no, holder, round, asked_at) = (cells.order_no()?, cells.text()?, cells.count()?, cells.millis()?);
        Ok(AskedOrder { order_no, holder, round, asked_at, days: calendar.working_days(asked_at, now) })
    };
    found.iter().map(order).collect()
}

async fn flow<L: Link>(link: &mut L, institution: &str, now: Millis) -> Result<Vec<Flow>> {
    let since = start_of(now.day()).plus(-CHART_DAYS * DAY_MS);
    let found = link.rows(FLOW, args![institution, since]).await?;
    let flow = |row: &L::Row| {
        let mut cells = Cells::new(row);
        Ok(Flow { hour: cells.millis()?, act: cells.word(flow_act)?, n: cells.count()? })
    };
    found.iter().map(flow).collect()
}

async fn people<L: Link>(link: &mut L, institution: &str, now: Millis) -> Result<Vec<PersonWork>> {
    let today = start_of(now.day());
    let week = today.plus(-(WEEK_DAYS - 1) * DAY_MS);
    let mut medians: BTreeMap<String, i64> = BTreeMap::new();
    for row in link.rows(MEDIANS, args![institution, week, now]).await? {
        let mut cells = Cells::new(&row);
        medians.insert(cells.text()?, cells.int()?);
    }
    let skips = super::skip_counts(link, institution, week).await?;
    let found = link.rows(PEOPLE, args![institution, week, today, today.plus(-DAY_MS), now]).await?;
    let person = |row: &L::Row| {
        let mut cells = Cells::new(row);
        let staff = cells.text()?;
        Ok(PersonWork {
            name: cells.maybe_text()?.unwrap_or_else(|| staff.clone()),
            today: cells.count()?,
            yesterday: cells.count()?,
            week: cells.count()?,
            median_ms: medians.get(&staff).copied(),
            skips: skips.iter().find(|skips| skips.staff == staff).map_or(0, |skips| skips.n),
            staff,
        })
    };
    found.iter().map(person).collect()
}

fn decision<R: Columns>(row: &R) -> Result<Happened> {
    let mut cells = Cells::new(row);
    let (order_no, holder, act, status) = (cells.order_no()?, cells.text()?, cells.word(flow_act)?, cells.status()?);
    let (staff, name) = (cells.text()?, cells.maybe_text()?);
    let staff_name = name.unwrap_or_else(|| staff.clone());
    Ok(Happened { order_no, holder, act, status, staff, staff_name, at: cells.millis()? })
}

/// What happened of one kind in a stretch of time, newest first: what the numbers of the charts and of the people counted.
pub(crate) async fn happened<L: Link>(link: &mut L, query: &HappenedQuery) -> Result<HappenedList> {
    let (institution, since, until) = (query.institution.as_str(), query.since, query.until);
    let limit = i64::from(query.limit).saturating_add(1);
    let (handled, trailed) = match query.passing {
        Passing::Arrived => (None, "|submit|resubmit|"),
        Passing::Decided => (Some(""), "|reject_unanswered|"),
        Passing::DecidedAs(Status::Rejected) => (Some(Status::Rejected.code()), "|reject_unanswered|"),
        Passing::DecidedAs(status) => (Some(status.code()), ""),
        Passing::Cancelled => (None, "|cancel|"),
        Passing::Reopened => (None, "|reopen|"),
    };
    let mut rows: Vec<Happened> = Vec::new();
    if let Some(status) = handled {
        let staff = query.staff.as_deref().unwrap_or_default();
        for row in link.rows(HANDLED, args![institution, since, until, staff, status, limit]).await? {
            rows.push(decision(&row)?);
        }
    }
    // What a supervisor rejects is no work of theirs among the people.
    if query.staff.is_none() && !trailed.is_empty() {
        for row in link.rows(TRAILED, args![institution, since, until, trailed, limit]).await? {
            rows.push(decision(&row)?);
        }
    }
    rows.sort_by(|one, other| (other.at, &other.order_no).cmp(&(one.at, &one.order_no)));
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    Ok(HappenedList { rows, more })
}

async fn recent<L: Link>(link: &mut L, institution: &str) -> Result<Vec<Happened>> {
    link.rows(RECENT, args![institution]).await?.iter().map(decision).collect()
}

/// Whether an order is under way for one of the certificates of this one, which has ended (G3.12); another institution's is not named.
/// (PostgreSQL's function of this name is the same.)
pub(crate) async fn under_way<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo) -> Result<Option<Intervened>> {
    for row in link.rows(NUMBERED, args![institution, order_no]).await? {
        let mut cells = Cells::new(&row);
        let (number, holder) = (cells.text()?, cells.text()?);
        if let Some(other) = super::unfinished_with(link, &number, &holder).await? {
            let is_ours = link.row(OURS, args![institution, &other]).await?.is_some();
            return Ok(Some(Intervened::Unfinished { order_no: is_ours.then_some(other) }));
        }
    }
    Ok(None)
}
