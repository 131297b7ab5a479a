//! Filtered lists of orders, by pages that cost the same whatever there is.
//!
//! Each status is a lane: a stretch of a partial index in the order of submission (`orders_open`, `orders_ended_by_status`). First the key is
//! looked up that lies as many entries ahead as may be looked through; then the rows up to it are read along the index, each of them
//! held against the filter, until the page is full. A filter of several statuses goes along their lanes side by side and stops at the
//! nearest of their keys. What somebody holds is read off `orders_claimed` instead: that is never much.
//!
//! Subqueries are scalar ones, `(SELECT COUNT(*) …) > 0`: PostgreSQL would turn an EXISTS into a join of its own choosing and go through
//! all certificates of the institution for a page of twenty orders.

use crate::domain::queue_view::{Finding, Held, Round, Sort, Wanted};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{COUNT_TO, FilteredPage, FilteredQuery, Matching, QueueFrom, QueueKey, QueueRow};
use crate::store::sql::{Arg, Cells, Link, args};

use super::queue::{open_counts, row, row_columns, row_tables};

/// What [`crate::domain::study::Category::read`] makes of `c.category`; a test holds the two against each other.
macro_rules! category {
    () => {
        "CASE WHEN c.category LIKE '%文凭考试%' THEN '|diploma_exam|' WHEN c.category LIKE '%自学考试%' OR c.category LIKE '%自考%' \
         THEN '|self_study|' WHEN c.category LIKE '%网络%' OR c.category LIKE '%远程%' THEN '|online|' \
         WHEN c.category LIKE '%开放%' THEN '|open|' WHEN c.category LIKE '%研究生%' THEN '|postgraduate|' \
         WHEN c.category LIKE '%成人%' OR c.category LIKE '%成教%' THEN '|adult|' WHEN c.category LIKE '%普通%' THEN '|regular|' \
         ELSE '?' END"
    };
}

/// Likewise [`crate::domain::study::Level::read`] of `c.level`.
macro_rules! level {
    () => {
        "CASE WHEN c.level LIKE '%研究生班%' OR c.level LIKE '%普通班%' THEN '?' WHEN c.level LIKE '%博士%' THEN '|doctor|' \
         WHEN c.level LIKE '%硕士%' THEN '|master|' WHEN c.level LIKE '%第二学士%' OR c.level LIKE '%二学位%' \
         THEN '|second_bachelor|' WHEN c.level LIKE '%专升本%' OR c.level LIKE '%专科起点%' OR c.level LIKE '%专起本%' \
         OR c.level LIKE '%专接本%' THEN '|upgrade|' WHEN c.level LIKE '%本科%' OR c.level LIKE '%高升本%' THEN '|bachelor|' \
         WHEN c.level LIKE '%专科%' OR c.level LIKE '%高职%' OR c.level LIKE '%大专%' THEN '|associate|' ELSE '?' END"
    };
}

/// The filter, for `orders o`. A parameter that asks for nothing is empty or 0. A set is `|one|other|`, and a word is in it where taking it
/// out changes it: LIKE would take what stands in the column for a pattern.
macro_rules! fits {
    () => {
        concat!(
            " AND ($7 = 0 OR (o.round > 1) = ($7 > 1)) AND ($8 = '' OR (o.purpose >= $8 AND o.purpose < $9)) \
             AND ($10 = '' OR o.claimed_by IS NULL OR o.claimed_until <= $6) \
             AND ($11 = '' OR ($11 = '-' AND o.finding_count = 0) OR (o.finding_count > 0 AND ($11 = '+' OR \
             (SELECT COUNT(*) FROM findings f WHERE f.institution = o.institution AND f.order_no = o.order_no AND f.round = o.round \
             AND replace($11, '|' || f.finding || '|', '') <> $11) > 0))) \
             AND ($12 = '' OR (SELECT COUNT(*) FROM items i JOIN certificates c ON c.institution = i.institution \
             AND c.order_no = i.order_no AND c.item = i.item WHERE i.institution = o.institution AND i.order_no = o.order_no \
             AND ($13 = '' OR replace($13, '|' || i.service || '|', '') <> $13) AND ($14 = '' OR replace($14, ",
            category!(),
            ", '') <> $14) AND ($15 = '' OR replace($15, ",
            level!(),
            ", '') <> $15) AND ($16 = '' OR (c.school >= $16 AND c.school <= $17))) > 0) "
        )
    };
}

macro_rules! lane {
    ($status:literal) => {
        concat!("FROM orders o WHERE o.institution = $1 AND o.status = '", $status, "'")
    };
}

/// From $2, $3 (which is left out) to $4, $5 (which is not), with time or against it.
macro_rules! onward {
    () => {
        " AND (o.submitted_at, o.order_no) > ($2, $3) AND (o.submitted_at, o.order_no) <= ($4, $5) "
    };
}
macro_rules! backward {
    () => {
        " AND (o.submitted_at, o.order_no) < ($2, $3) AND (o.submitted_at, o.order_no) >= ($4, $5) "
    };
}

macro_rules! rows {
    ($status:literal, $range:ident, $order:literal) => {
        concat!(
            "SELECT ",
            row_columns!(),
            " FROM orders o",
            row_tables!(),
            "WHERE o.institution = $1 AND o.status = '",
            $status,
            "'",
            $range!(),
            fits!(),
            "ORDER BY ",
            $order,
            " LIMIT $18"
        )
    };
}

macro_rules! ahead {
    ($status:literal, $range:ident, $order:literal) => {
        concat!("SELECT o.submitted_at, o.order_no ", lane!($status), $range!(), "ORDER BY ", $order, " LIMIT 1 OFFSET $6")
    };
}

/// The statements of one status.
struct Lane {
    status: Status,
    onward: &'static str,
    backward: &'static str,
    findings: &'static str,
    ahead: &'static str,
    behind: &'static str,
    matching: &'static str,
    passed: &'static str,
}

macro_rules! statements {
    ($variant:ident, $status:literal) => {
        Lane {
            status: Status::$variant,
            onward: rows!($status, onward, "o.submitted_at, o.order_no"),
            backward: rows!($status, backward, "o.submitted_at DESC, o.order_no DESC"),
            findings: rows!($status, onward, "o.finding_count DESC, o.submitted_at, o.order_no"),
            ahead: ahead!($status, onward, "o.submitted_at, o.order_no"),
            behind: ahead!($status, backward, "o.submitted_at DESC, o.order_no DESC"),
            matching: concat!(
                "SELECT COUNT(*) FROM (SELECT 1 AS one ",
                lane!($status),
                onward!(),
                fits!(),
                "LIMIT $18) AS matching"
            ),
            passed: concat!("SELECT COUNT(*) ", lane!($status), onward!()),
        }
    };
}

static LANES: [Lane; 5] = [
    statements!(AwaitingProofreading, "awaiting_proofreading"),
    statements!(AwaitingSupplement, "awaiting_supplement"),
    statements!(Accepted, "accepted"),
    statements!(Rejected, "rejected"),
    statements!(Cancelled, "cancelled"),
];

/// What is held, by whom from $19 to $20. The institution is added to nothing, so that no planner takes its index instead.
macro_rules! claimed {
    ($select:literal, $range:ident, $end:literal) => {
        concat!(
            $select,
            "WHERE o.institution || '' = $1 AND o.status = 'awaiting_proofreading' AND o.claimed_by >= $19 AND o.claimed_by <= $20 \
             AND o.claimed_until > $6",
            $range!(),
            fits!(),
            $end
        )
    };
}

macro_rules! claimed_rows {
    ($range:ident, $end:literal) => {
        concat!("SELECT ", row_columns!(), " FROM orders o", row_tables!(), claimed!("", $range, $end))
    };
}

const CLAIMED_ONWARD: &str = claimed_rows!(onward, "ORDER BY o.submitted_at, o.order_no LIMIT $18");
const CLAIMED_BACKWARD: &str = claimed_rows!(backward, "ORDER BY o.submitted_at DESC, o.order_no DESC LIMIT $18");
const CLAIMED_FINDINGS: &str = claimed_rows!(onward, "ORDER BY o.finding_count DESC, o.submitted_at, o.order_no LIMIT $18");
const CLAIMED_MATCHING: &str = claimed!("SELECT COUNT(*) FROM (SELECT 1 AS one FROM orders o ", onward, "LIMIT $18) AS matching");

pub(super) fn all() -> Vec<(&'static str, &'static str)> {
    let mut all = vec![
        ("filtered: claimed onward", CLAIMED_ONWARD),
        ("filtered: claimed backward", CLAIMED_BACKWARD),
        ("filtered: claimed findings", CLAIMED_FINDINGS),
        ("filtered: claimed matching", CLAIMED_MATCHING),
    ];
    for lane in &LANES {
        all.extend([
            ("filtered: onward", lane.onward),
            ("filtered: backward", lane.backward),
            ("filtered: findings", lane.findings),
            ("filtered: ahead", lane.ahead),
            ("filtered: behind", lane.behind),
            ("filtered: matching", lane.matching),
            ("filtered: passed", lane.passed),
        ]);
    }
    all
}

/// After every text.
const BEYOND: &str = "\u{10FFFF}";

/// A place between two rows: before the first order of its moment where the number is empty.
type Place = (Millis, String);

fn set(words: impl IntoIterator<Item = &'static str>) -> String {
    let words: String = words.into_iter().map(|word| format!("{word}|")).collect();
    if words.is_empty() { words } else { format!("|{words}") }
}

/// The parameters $6 to $17.
fn asked(wanted: &Wanted, now: Millis) -> Vec<Arg<'static>> {
    let filter = &wanted.filter;
    let round: i64 = match filter.round {
        None => 0,
        Some(Round::First) => 1,
        Some(Round::Later) => 2,
    };
    let purpose = filter.purpose.clone().unwrap_or_default();
    let nobody = if filter.holder == Some(Held::Nobody) { "-" } else { "" };
    let finding = match &filter.finding {
        None => String::new(),
        Some(Finding::Some) => "+".to_owned(),
        Some(Finding::None) => "-".to_owned(),
        // Of no check: nothing is.
        Some(Finding::Of(checks)) if checks.is_empty() => "|".to_owned(),
        Some(Finding::Of(checks)) => set(checks.iter().map(|check| check.code())),
    };
    let services = set(filter.services.iter().map(|one| one.code()));
    let categories = set(filter.categories.iter().map(|one| one.code()));
    let levels = set(filter.levels.iter().map(|one| one.code()));
    let (school, school_end) = match &filter.school {
        None => (String::new(), String::new()),
        Some(school) if school.whole => (school.name.clone(), school.name.clone()),
        Some(school) => (school.name.clone(), format!("{}{BEYOND}", school.name)),
    };
    let of_items = !(services.is_empty() && categories.is_empty() && levels.is_empty() && school.is_empty());
    vec![
        now.into(),
        round.into(),
        purpose.clone().into(),
        format!("{purpose}{BEYOND}").into(),
        nobody.into(),
        finding.into(),
        if of_items { "1" } else { "" }.into(),
        services.into(),
        categories.into(),
        levels.into(),
        school.into(),
        school_end.into(),
    ]
}

/// One read under way: which lanes it goes along, and from where to where.
struct Walk<'q> {
    query: &'q FilteredQuery,
    now: Millis,
    lanes: Vec<&'static Lane>,
    onward: bool,
    /// Behind which place it begins.
    from: Place,
    /// To which place it goes at the furthest.
    end: Place,
}

/// The parameters of a stretch: the institution and both ends of it.
fn stretch<'a>(institution: &'a str, from: &'a Place, to: &'a Place) -> Vec<Arg<'a>> {
    args![institution, from.0, &from.1, to.0, &to.1].to_vec()
}

impl<'q> Walk<'q> {
    fn new(query: &'q FilteredQuery, now: Millis) -> Self {
        let statuses = query.wanted.statuses();
        let (since, until) = span(&query.wanted);
        let with_time = query.sort != Sort::Newest;
        let onward = with_time == matches!(query.from, QueueFrom::Start | QueueFrom::After(_)) || query.sort == Sort::Findings;
        let (first, end) = if onward { (since, until) } else { (until, since) };
        let from = match &query.from {
            QueueFrom::Start | QueueFrom::End => first,
            QueueFrom::After(key) | QueueFrom::Before(key) => {
                let key = (key.submitted_at, key.order_no.as_str().to_owned());
                // A key from outside the span is no place to begin at.
                if onward { first.max(key) } else { first.min(key) }
            }
        };
        let lanes = LANES.iter().filter(|lane| statuses.contains(&lane.status)).collect();
        Self { query, now, lanes, onward, from, end }
    }

    /// What is held is asked for by holder, if that is asked for.
    fn held(&self) -> Option<(String, String)> {
        let login = self.query.wanted.holder()?;
        Some(if login.is_empty() { (String::new(), BEYOND.to_owned()) } else { (login.to_owned(), login.to_owned()) })
    }

    fn may_hold(&self) -> bool {
        self.lanes.iter().any(|lane| lane.status == Status::AwaitingProofreading)
    }

    /// The place at which as much is looked through as may be; `None` where the end comes first.
    async fn stop<L: Link>(&self, link: &mut L) -> Result<Option<QueueKey>> {
        let share = i64::from(self.query.budget) / i64::try_from(self.lanes.len().max(1)).unwrap_or(1);
        let mut stop: Option<QueueKey> = None;
        for lane in &self.lanes {
            let statement = if self.onward { lane.ahead } else { lane.behind };
            let mut arguments = stretch(&self.query.institution, &self.from, &self.end);
            arguments.push(share.saturating_sub(1).max(0).into());
            let Some(found) = link.row(statement, &arguments).await? else { continue };
            let mut cells = Cells::new(&found);
            let key = QueueKey { submitted_at: cells.millis()?, order_no: cells.order_no()? };
            stop = Some(match stop {
                Some(nearest) if self.onward => nearest.min(key),
                Some(nearest) => nearest.max(key),
                None => key,
            });
        }
        Ok(stop)
    }

    /// Rows up to a place, one more than asked for if there are.
    async fn rows<L: Link>(&self, link: &mut L, to: &Place) -> Result<Vec<QueueRow>> {
        let mut arguments = stretch(&self.query.institution, &self.from, to);
        arguments.extend(asked(&self.query.wanted, self.now));
        arguments.push(i64::from(self.query.limit).saturating_add(1).into());
        let findings = self.query.sort == Sort::Findings;
        let mut rows = Vec::new();
        if let Some((first, last)) = self.held() {
            arguments.extend([first.into(), last.into()]);
            let statement = match (findings, self.onward) {
                (true, _) => CLAIMED_FINDINGS,
                (false, true) => CLAIMED_ONWARD,
                (false, false) => CLAIMED_BACKWARD,
            };
            for found in link.rows(statement, &arguments).await? {
                rows.push(row(&found, self.now)?);
            }
            return Ok(rows);
        }
        for lane in &self.lanes {
            let statement = match (findings, self.onward) {
                (true, _) => lane.findings,
                (false, true) => lane.onward,
                (false, false) => lane.backward,
            };
            for found in link.rows(statement, &arguments).await? {
                rows.push(row(&found, self.now)?);
            }
        }
        rows.sort_by(|one, other| {
            let by_time = one.key().cmp(&other.key());
            match (findings, self.onward) {
                (true, _) => other.findings.cmp(&one.findings).then(by_time),
                (false, true) => by_time,
                (false, false) => by_time.reverse(),
            }
        });
        Ok(rows)
    }

    /// How many orders lie between two places.
    async fn passed<L: Link>(&self, link: &mut L, from: &Place, to: &Place) -> Result<u64> {
        let (from, to) = if self.onward { (from, to) } else { (to, from) };
        let mut passed = 0;
        for lane in &self.lanes {
            let arguments = stretch(&self.query.institution, from, to);
            passed += link.number(lane.passed, &arguments).await?.unsigned_abs();
        }
        Ok(passed)
    }
}

/// The ends of what a filter asks for, by the moment of submission.
fn span(wanted: &Wanted) -> (Place, Place) {
    let place = |moment: Option<Millis>, end| (moment.unwrap_or(Millis(end)), String::new());
    (place(wanted.since, i64::MIN), place(wanted.until, i64::MAX))
}

fn place(key: &QueueKey) -> Place {
    (key.submitted_at, key.order_no.as_str().to_owned())
}

/// A page of the orders that fit a filter.
pub(crate) async fn queue_filtered<L: Link>(link: &mut L, query: &FilteredQuery, now: Millis) -> Result<FilteredPage> {
    let walk = Walk::new(query, now);
    let open = open_counts(link, &query.institution).await?;
    let held = walk.held().is_some();
    let mut page = FilteredPage { rows: Vec::new(), next: None, full: false, looked: 0, of: None, open, now };
    let past = query.sort == Sort::Findings && query.from != QueueFrom::Start;
    if walk.lanes.is_empty() || (held && !walk.may_hold()) || past {
        return Ok(page);
    }
    let stop = if held { None } else { walk.stop(link).await? };
    let end = stop.as_ref().map_or_else(|| walk.end.clone(), place);
    page.rows = walk.rows(link, &end).await?;
    let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
    page.full = page.rows.len() > limit;
    page.rows.truncate(limit);
    page.next = if page.full && query.sort != Sort::Findings { page.rows.last().map(QueueRow::key) } else { stop };
    if held {
        page.looked = u64::try_from(page.rows.len()).unwrap_or_default();
    } else {
        let to = page.next.as_ref().map_or_else(|| walk.end.clone(), place);
        page.looked = walk.passed(link, &walk.from, &to).await?;
        if walk.lanes.iter().all(|lane| !lane.status.has_ended()) {
            let (since, until) = span(&query.wanted);
            page.of = Some(Walk { onward: true, ..walk }.passed(link, &since, &until).await?);
        }
    }
    if matches!(query.from, QueueFrom::End | QueueFrom::Before(_)) {
        page.rows.reverse();
    }
    Ok(page)
}

/// How many orders fit a filter, as far as counting is cheap.
pub(crate) async fn queue_matching<L: Link>(link: &mut L, query: &FilteredQuery, now: Millis) -> Result<Matching> {
    let query = FilteredQuery { sort: Sort::Oldest, from: QueueFrom::Start, ..query.clone() };
    let walk = Walk::new(&query, now);
    let held = walk.held();
    if walk.lanes.is_empty() || (held.is_some() && !walk.may_hold()) {
        return Ok(Matching::default());
    }
    let stop = if held.is_some() { None } else { walk.stop(link).await? };
    let end = stop.as_ref().map_or_else(|| walk.end.clone(), place);
    let mut arguments = stretch(&query.institution, &walk.from, &end);
    arguments.extend(asked(&query.wanted, now));
    arguments.push(i64::from(COUNT_TO).saturating_add(1).into());
    let mut n = 0;
    match held {
        Some((first, last)) => {
            arguments.extend([first.into(), last.into()]);
            n = link.number(CLAIMED_MATCHING, &arguments).await?;
        }
        None => {
            for lane in &walk.lanes {
                n = link.number(lane.matching, &arguments).await?.saturating_add(n);
            }
        }
    }
    let counted = u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Matching { n: counted.min(COUNT_TO), more: counted > COUNT_TO || stop.is_some() })
}
