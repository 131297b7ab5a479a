//! Searching by shape of the input. Each statement reads a bounded stretch of an index: what was typed may fit half of the orders.

use super::queue::{row, row_columns, row_tables};
use crate::domain::fold::half_width;
use crate::domain::initials;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{Found, SearchBy};
use crate::store::sql::{Link, args};

/// Keys that equal what was typed come first, of these the newest orders; then keys that go on. A thousand of each are looked at:
/// whoever types so little that there are more is told that there are more.
macro_rules! by_key {
    ($kind:literal) => {
        concat!(
            "SELECT ",
            row_columns!(),
            " FROM (SELECT order_no FROM (SELECT order_no FROM order_search WHERE institution = $1 AND kind ",
            $kind,
            " AND key = $2 ORDER BY order_no DESC LIMIT 1000) AS same UNION \
             SELECT order_no FROM (SELECT order_no FROM order_search WHERE institution = $1 AND kind ",
            $kind,
            " AND key > $2 AND key < $3 LIMIT 1000) AS longer) AS hit \
             JOIN orders o ON o.institution = $1 AND o.order_no = hit.order_no",
            row_tables!(),
            "ORDER BY CASE WHEN o.status = 'awaiting_proofreading' OR o.status = 'awaiting_supplement' THEN 0 ELSE 1 END, \
             o.submitted_at DESC, o.order_no DESC LIMIT $4"
        )
    };
}

const BY_NAME: &str = by_key!("= 'name'");
const BY_INITIALS: &str = by_key!("= 'initials'");
const BY_SCHOOL: &str = by_key!("= 'school'");
const BY_SCHOOL_INITIALS: &str = by_key!("= 'school_initials'");
const BY_TAIL: &str = by_key!("IN ('number_tail', 'id_tail', 'mobile_tail')");

/// An order number is a moment, so its own order is the newest first.
const BY_ORDER_NO: &str = concat!(
    "SELECT ",
    row_columns!(),
    " FROM (SELECT order_no FROM orders WHERE institution = $1 AND order_no >= $2 AND order_no < $3 \
     ORDER BY order_no DESC LIMIT 1000) AS hit \
     JOIN orders o ON o.institution = $1 AND o.order_no = hit.order_no",
    row_tables!(),
    "ORDER BY CASE WHEN o.status = 'awaiting_proofreading' OR o.status = 'awaiting_supplement' THEN 0 ELSE 1 END, \
     o.submitted_at DESC, o.order_no DESC LIMIT $4"
);

/// As they are, capital letters and all: the portal made them.
const BY_ENQUIRY: &str = concat!(
    "SELECT ",
    row_columns!(),
    " FROM (SELECT DISTINCT order_no FROM (SELECT order_no FROM enquiries WHERE institution = $1 AND enquiry_no >= $2 \
     AND enquiry_no < $3 ORDER BY enquiry_no LIMIT 1000) AS about WHERE order_no IS NOT NULL) AS hit \
     JOIN orders o ON o.institution = $1 AND o.order_no = hit.order_no",
    row_tables!(),
    "ORDER BY CASE WHEN o.status = 'awaiting_proofreading' OR o.status = 'awaiting_supplement' THEN 0 ELSE 1 END, \
     o.submitted_at DESC, o.order_no DESC LIMIT $4"
);

pub(super) const ALL: &[(&str, &str)] = &[
    ("search enquiry", BY_ENQUIRY),
    ("search name", BY_NAME),
    ("search initials", BY_INITIALS),
    ("search school", BY_SCHOOL),
    ("search school initials", BY_SCHOOL_INITIALS),
    ("search tail", BY_TAIL),
    ("search order number", BY_ORDER_NO),
];

/// A search within an institution, open orders first, then the newest.
pub(crate) async fn search<L: Link>(link: &mut L, institution: &str, by: &SearchBy, limit: u32, now: Millis) -> Result<Found> {
    let (statement, key) = match by {
        SearchBy::OrderNo(text) => (BY_ORDER_NO, initials::search_key(text)),
        SearchBy::Name(text) => (BY_NAME, initials::search_key(text)),
        SearchBy::Initials(text) => (BY_INITIALS, initials::search_key(text)),
        SearchBy::School(text) => (BY_SCHOOL, initials::search_key(text)),
        SearchBy::SchoolInitials(text) => (BY_SCHOOL_INITIALS, initials::search_key(text)),
        SearchBy::Tail(text) => (BY_TAIL, initials::tail_key(text)),
        SearchBy::Enquiry(text) => (BY_ENQUIRY, half_width(text)),
    };
    if key.is_empty() {
        return Ok(Found { rows: Vec::new(), more: false, now });
    }
    let beyond = format!("{key}\u{10FFFF}");
    let found = link.rows(statement, args![institution, &key, beyond, i64::from(limit).saturating_add(1)]).await?;
    let mut rows = found.iter().map(|found| row(found, now)).collect::<Result<Vec<_>>>()?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    Ok(Found { rows, more, now })
}
