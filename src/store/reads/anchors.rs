//! The register of all that has an audit trail.

use crate::store::Result;
use crate::store::records::{Registered, RegisteredRow};
use crate::store::sql::{Cells, Columns, Link, args};

/// Only numbers of orders begin with a digit.
const REGISTER_PAGE: &str = "SELECT s.institution, s.subject_no, s.subject, a.seq, a.hash, \
     CAST(CASE WHEN s.subject >= '0' AND s.subject < ':' AND NOT EXISTS (SELECT 1 FROM orders o \
     WHERE o.institution = s.institution AND o.order_no = s.subject) THEN 1 ELSE 0 END AS BIGINT) \
     FROM audit_subjects s LEFT JOIN audit_log a ON a.institution = s.institution AND a.subject = s.subject \
     AND a.seq = (SELECT MAX(n.seq) FROM audit_log n WHERE n.institution = s.institution AND n.subject = s.subject) \
     WHERE (s.institution, s.subject_no) > ($1, $2) ORDER BY s.institution, s.subject_no LIMIT $3";
const REGISTER_ROWS: &str = "SELECT s.subject_no, s.subject, a.seq, a.hash FROM audit_subjects s \
     LEFT JOIN audit_log a ON a.institution = s.institution AND a.subject = s.subject \
     WHERE s.institution = $1 AND s.subject_no >= $2 AND s.subject_no <= $3 ORDER BY s.subject_no, a.seq";
/// Every row of a page of trails is looked at, not only the first of each: they lie together.
const UNREGISTERED: &str = "SELECT a.institution, a.subject, s.subject_no FROM audit_log a \
     LEFT JOIN audit_subjects s ON s.institution = a.institution AND s.subject = a.subject \
     WHERE (a.institution, a.subject) > ($1, $2) AND a.seq = 1 ORDER BY a.institution, a.subject LIMIT $3";

pub(super) const ALL: &[(&str, &str)] =
    &[("register page", REGISTER_PAGE), ("register rows", REGISTER_ROWS), ("unregistered", UNREGISTERED)];

fn row<R: Columns>(cells: &mut Cells<'_, R>) -> Result<Option<(i64, String)>> {
    let (seq, hash) = (cells.maybe_int()?, cells.maybe_text()?);
    Ok(seq.zip(hash))
}

pub(crate) async fn register_page<L: Link>(
    link: &mut L,
    (institution, number): (&str, i64),
    limit: u32,
) -> Result<Vec<Registered>> {
    let found = link.rows(REGISTER_PAGE, args![institution, number, limit]).await?;
    let one = |found| {
        let mut cells = Cells::new(found);
        Ok(Registered {
            institution: cells.text()?,
            number: cells.int()?,
            subject: cells.text()?,
            newest: row(&mut cells)?,
            is_orderless: cells.int()? == 1,
        })
    };
    found.iter().map(one).collect()
}

pub(crate) async fn register_rows<L: Link>(link: &mut L, institution: &str, from: i64, to: i64) -> Result<Vec<RegisteredRow>> {
    let found = link.rows(REGISTER_ROWS, args![institution, from, to]).await?;
    let one = |found| {
        let mut cells = Cells::new(found);
        Ok(RegisteredRow { number: cells.int()?, subject: cells.text()?, row: row(&mut cells)? })
    };
    found.iter().map(one).collect()
}

pub(crate) async fn unregistered<L: Link>(
    link: &mut L,
    (institution, subject): (&str, &str),
    limit: u32,
) -> Result<Vec<(String, String, bool)>> {
    let found = link.rows(UNREGISTERED, args![institution, subject, limit]).await?;
    let one = |found| {
        let mut cells = Cells::new(found);
        Ok((cells.text()?, cells.text()?, cells.maybe_int()?.is_none()))
    };
    found.iter().map(one).collect()
}
