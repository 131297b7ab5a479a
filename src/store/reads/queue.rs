//! Pages of the queue.

use crate::domain::numbers::order_no::OrderNo;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{Found, Holder, Postponed, QueueFrom, QueueKey, QueuePage, QueueQuery, QueueRow};
use crate::store::sql::{Cells, Columns, Link, args};
use crate::store::{Result, StoreError};

/// The columns of a row of the queue, of `orders o` and `staff h`, as `row` reads them.
macro_rules! row_columns {
    () => {
        "o.order_no, o.holder, o.summary, o.status, o.round, o.item_count, o.attachment_count, o.finding_count, o.submitted_at, \
         o.claimed_by, h.name, o.claimed_until, o.postponed_by, w.name, o.postponed_until, o.pooled_from, p.reason, p.assigned_by"
    };
}
pub(super) use row_columns;

/// What is joined to `orders o` for those columns: who holds it, and its standing postponement.
macro_rules! row_tables {
    () => {
        " LEFT JOIN staff h ON h.login = o.claimed_by LEFT JOIN staff w ON w.login = o.postponed_by \
         LEFT JOIN postponements p ON p.institution = o.institution AND p.order_no = o.order_no AND p.n = o.postponement "
    };
}
pub(super) use row_tables;

macro_rules! page {
    ($status:literal, $where:literal, $order:literal) => {
        concat!(
            "SELECT ",
            row_columns!(),
            " FROM orders o",
            row_tables!(),
            "WHERE o.institution = $1 AND o.status = '",
            $status,
            "' AND (o.submitted_at, o.order_no) ",
            $where,
            " ($2, $3) ORDER BY ",
            $order,
            " LIMIT $4"
        )
    };
}

macro_rules! count {
    ($status:literal) => {
        concat!("SELECT COUNT(*) FROM orders WHERE institution = $1 AND status = '", $status, "'")
    };
}

macro_rules! before {
    ($status:literal) => {
        concat!(count!($status), " AND (submitted_at, order_no) < ($2, $3)")
    };
}

/// The statements of one open status.
struct Lane {
    forward: &'static str,
    backward: &'static str,
    count: &'static str,
    before: &'static str,
}

macro_rules! lane {
    ($status:literal) => {
        Lane {
            forward: page!($status, ">", "o.submitted_at, o.order_no"),
            backward: page!($status, "<", "o.submitted_at DESC, o.order_no DESC"),
            count: count!($status),
            before: before!($status),
        }
    };
}

const PROOFREADING: Lane = lane!("awaiting_proofreading");
const SUPPLEMENT: Lane = lane!("awaiting_supplement");

/// How many orders one statement looks up.
const LOOK_UP: usize = 16;
const ROWS: &str = concat!(
    "SELECT ",
    row_columns!(),
    " FROM orders o",
    row_tables!(),
    "WHERE o.institution = $1 AND o.order_no IN \
     ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
);

/// Postponed orders, those that come back first.
const POSTPONED: &str = concat!(
    "SELECT ",
    row_columns!(),
    " FROM orders o",
    row_tables!(),
    "WHERE o.institution = $1 AND o.pooled_from > 0 ORDER BY o.pooled_from, o.order_no LIMIT $2"
);

const WAITING_BETWEEN: &str = concat!(count!("awaiting_proofreading"), " AND submitted_at > $2 AND submitted_at <= $3");

pub(super) const ALL: &[(&str, &str)] = &[
    ("waiting between", WAITING_BETWEEN),
    ("queue forward, proofreading", PROOFREADING.forward),
    ("queue backward, proofreading", PROOFREADING.backward),
    ("queue count, proofreading", PROOFREADING.count),
    ("queue before, proofreading", PROOFREADING.before),
    ("queue forward, supplement", SUPPLEMENT.forward),
    ("queue backward, supplement", SUPPLEMENT.backward),
    ("queue count, supplement", SUPPLEMENT.count),
    ("queue before, supplement", SUPPLEMENT.before),
    ("queue rows", ROWS),
    ("postponed", POSTPONED),
];

/// Who holds an order, given its claim's three columns: nobody once the claim has expired.
pub(crate) fn holder<R: Columns>(cells: &mut Cells<'_, R>, now: Millis) -> Result<Option<Holder>> {
    let (login, name, until) = (cells.maybe_text()?, cells.maybe_text()?, cells.maybe_millis()?);
    Ok(match (login, until) {
        (Some(login), Some(until)) if until > now => Some(Holder { name: name.unwrap_or_else(|| login.clone()), login, until }),
        _ => None,
    })
}

/// A standing postponement, given its six columns.
pub(super) fn postponed<R: Columns>(cells: &mut Cells<'_, R>) -> Result<Option<Postponed>> {
    let (staff, name) = (cells.maybe_text()?, cells.maybe_text()?);
    let (until, pooled_from, reason) = (cells.maybe_millis()?, cells.maybe_millis()?, cells.maybe_text()?);
    let assigned_by = cells.maybe_text()?;
    Ok(match (staff, until, pooled_from, reason) {
        (Some(staff), Some(until), Some(pooled_from), Some(reason)) => {
            Some(Postponed { staff_name: name.unwrap_or_else(|| staff.clone()), staff, until, pooled_from, reason, assigned_by })
        }
        _ => None,
    })
}

pub(super) fn row<R: Columns>(row: &R, now: Millis) -> Result<QueueRow> {
    row_cells(&mut Cells::new(row), now)
}

/// A row's own columns; what a statement has behind them is left.
pub(super) fn row_cells<R: Columns>(cells: &mut Cells<'_, R>, now: Millis) -> Result<QueueRow> {
    Ok(QueueRow {
        order_no: cells.order_no()?,
        holder: cells.text()?,
        summary: cells.text()?,
        status: cells.status()?,
        round: cells.count()?,
        items: cells.count()?,
        attachments: cells.count()?,
        findings: cells.count()?,
        submitted_at: cells.millis()?,
        claim: holder(cells, now)?,
        postponed: postponed(cells)?,
    })
}

/// A page of an institution's open orders.
pub(crate) async fn queue_page<L: Link>(link: &mut L, query: &QueueQuery, now: Millis) -> Result<QueuePage> {
    let lane = match query.status {
        Status::AwaitingProofreading => &PROOFREADING,
        Status::AwaitingSupplement => &SUPPLEMENT,
        other => return Err(StoreError::Refused(format!("there is no queue of {} orders", other.code()))),
    };
    let institution = query.institution.as_str();
    let (statement, at, number) = match &query.from {
        QueueFrom::Start => (lane.forward, Millis(i64::MIN), ""),
        QueueFrom::End => (lane.backward, Millis(i64::MAX), ""),
        QueueFrom::After(QueueKey { submitted_at, order_no }) => (lane.forward, *submitted_at, order_no.as_str()),
        QueueFrom::Before(QueueKey { submitted_at, order_no }) => (lane.backward, *submitted_at, order_no.as_str()),
    };
    let found = link.rows(statement, args![institution, at, number, query.limit]).await?;
    let mut rows = found.iter().map(|found| row(found, now)).collect::<Result<Vec<_>>>()?;
    if matches!(query.from, QueueFrom::End | QueueFrom::Before(_)) {
        rows.reverse();
    }
    let open = open_counts(link, institution).await?;
    let (proofreading, supplement) = (i64::try_from(open.0).unwrap_or(i64::MAX), i64::try_from(open.1).unwrap_or(i64::MAX));
    let total = if query.status == Status::AwaitingProofreading { proofreading } else { supplement };
    let before = match (rows.first(), &query.from) {
        (Some(_), QueueFrom::Start) => 0,
        // Counted from the nearer end.
        (Some(_), QueueFrom::End) => total.saturating_sub(i64::try_from(rows.len()).unwrap_or(total)),
        (Some(first), _) => link.number(lane.before, args![institution, first.submitted_at, &first.order_no]).await?,
        // Nothing lies after the key, or nothing before it.
        (None, QueueFrom::After(_)) => total,
        (None, _) => 0,
    };
    Ok(QueuePage { rows, before: before.unsigned_abs(), total: total.unsigned_abs(), open, now })
}

/// How many orders of an institution await proofreading, and how many a supplement.
pub(super) async fn open_counts<L: Link>(link: &mut L, institution: &str) -> Result<(u64, u64)> {
    let proofreading = link.number(PROOFREADING.count, args![institution]).await?;
    let supplement = link.number(SUPPLEMENT.count, args![institution]).await?;
    Ok((proofreading.unsigned_abs(), supplement.unsigned_abs()))
}

/// The institution's postponed orders, whether their day has come or not; those that come back first.
pub(crate) async fn postponed_orders<L: Link>(link: &mut L, institution: &str, limit: u32, now: Millis) -> Result<Found> {
    let found = link.rows(POSTPONED, args![institution, i64::from(limit).saturating_add(1)]).await?;
    let mut rows = found.iter().map(|found| row(found, now)).collect::<Result<Vec<_>>>()?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    Ok(Found { rows, more, now })
}

/// These orders' rows, in the order in which they were asked for.
pub(crate) async fn queue_rows<L: Link>(
    link: &mut L,
    institution: &str,
    order_nos: &[OrderNo],
    now: Millis,
) -> Result<Vec<QueueRow>> {
    let mut rows = Vec::with_capacity(order_nos.len());
    for numbers in order_nos.chunks(LOOK_UP) {
        let mut arguments = Vec::with_capacity(LOOK_UP.saturating_add(1));
        arguments.push(institution.into());
        arguments.extend(numbers.iter().map(Into::into));
        // No order number is empty.
        arguments.resize_with(LOOK_UP.saturating_add(1), || "".into());
        let found = link.rows(ROWS, &arguments).await?;
        let mut found = found.iter().map(|found| row(found, now)).collect::<Result<Vec<_>>>()?;
        found.sort_by_key(|row| numbers.iter().position(|number| *number == row.order_no));
        rows.append(&mut found);
    }
    Ok(rows)
}

/// The oldest orders to proofread.
pub(super) async fn oldest_waiting<L: Link>(link: &mut L, institution: &str, limit: u32, now: Millis) -> Result<Vec<QueueRow>> {
    let found = link.rows(PROOFREADING.forward, args![institution, Millis(i64::MIN), "", limit]).await?;
    found.iter().map(|found| row(found, now)).collect()
}

/// How many orders to proofread were submitted after one moment and not after another.
pub(super) async fn waiting_between<L: Link>(
    link: &mut L,
    institution: &str,
    after: Option<Millis>,
    until: Millis,
) -> Result<u64> {
    let after = after.unwrap_or(Millis(i64::MIN));
    Ok(link.number(WAITING_BETWEEN, args![institution, after, until]).await?.unsigned_abs())
}
