//! Notes, skips, looks, catalogues, and names that institutions bore.

use crate::domain::certificate::Field;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;
use crate::store::records::{Note, SkipCount};
use crate::store::sql::{Arg, Cells, Columns, Link, args};
use crate::store::{Result, StoreError};

const NOTES: &str = "SELECT t.n, t.staff, s.name, t.at, t.item, t.field, t.body FROM notes t LEFT JOIN staff s ON s.login = t.staff \
                     WHERE t.institution = $1 AND t.order_no = $2 ORDER BY t.n";
const NOTED: &str = "SELECT COUNT(*) FROM notes WHERE institution = $1 AND order_no = $2 AND staff = $3 AND body = $4 \
                     AND COALESCE(item, 0) = $5 AND COALESCE(field, '') = $6";
const LAST_NOTE: &str = "SELECT COALESCE(MAX(n), 0) FROM notes WHERE institution = $1 AND order_no = $2";
const LAST_SKIP: &str = "SELECT COALESCE(MAX(n), 0) FROM skips WHERE institution = $1 AND order_no = $2";
const LAST_POSTPONEMENT: &str = "SELECT COALESCE(MAX(n), 0) FROM postponements WHERE institution = $1 AND order_no = $2";
/// One stretch of an index: what was skipped in the time asked for.
const SKIPS: &str = "SELECT staff, COUNT(*) FROM skips WHERE institution = $1 AND at >= $2 GROUP BY staff ORDER BY staff";
const LOOKS: &str = "SELECT COUNT(*) FROM looks WHERE institution = $1 AND order_no = $2";
const CATALOGUE: &str = "SELECT body FROM catalogues WHERE version = $1";
const NAME_AT: &str = "SELECT name FROM institution_names WHERE institution = $1 AND until > $2 ORDER BY until LIMIT 1";
const NAME_NOW: &str = "SELECT name FROM institutions WHERE code = $1";

pub(super) const ALL: &[(&str, &str)] = &[
    ("notes", NOTES),
    ("is noted", NOTED),
    ("last note", LAST_NOTE),
    ("last skip", LAST_SKIP),
    ("last postponement", LAST_POSTPONEMENT),
    ("skips", SKIPS),
    ("looks", LOOKS),
    ("catalogue", CATALOGUE),
    ("institution's name then", NAME_AT),
    ("institution's name now", NAME_NOW),
];

/// What is numbered within an order.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Numbered {
    Note,
    Skip,
    Postponement,
}

fn note<R: Columns>(row: &R) -> Result<Note> {
    let mut cells = Cells::new(row);
    let (n, staff, name, at) = (cells.count()?, cells.text()?, cells.maybe_text()?, cells.millis()?);
    let (item, field) = (cells.maybe_int()?, cells.maybe_word(Field::from_code)?);
    let item =
        item.map(|item| u32::try_from(item).map_err(|_| StoreError::Corrupt(format!("a note on item {item}")))).transpose()?;
    Ok(Note { n, staff_name: name.unwrap_or_else(|| staff.clone()), staff, at, field: item.zip(field), body: cells.text()? })
}

/// Notes on an order, oldest first.
pub(super) async fn notes<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo) -> Result<Vec<Note>> {
    link.rows(NOTES, args![institution, order_no]).await?.iter().map(note).collect()
}

/// Whether this person noted the same before.
pub(crate) async fn is_noted<L: Link>(
    link: &mut L,
    (institution, order_no): (&str, &OrderNo),
    staff: &str,
    field: Option<(u32, Field)>,
    body: &str,
) -> Result<bool> {
    let item = Arg::from(field.map_or(0, |(item, _)| item));
    let code = field.map_or("", |(_, field)| field.code());
    let arguments = [institution.into(), order_no.into(), staff.into(), body.into(), item, code.into()];
    Ok(link.number(NOTED, &arguments).await? > 0)
}

/// The newest number within an order; 0 before the first.
pub(crate) async fn last_number<L: Link>(link: &mut L, of: Numbered, institution: &str, order_no: &OrderNo) -> Result<i64> {
    let statement = match of {
        Numbered::Note => LAST_NOTE,
        Numbered::Skip => LAST_SKIP,
        Numbered::Postponement => LAST_POSTPONEMENT,
    };
    link.number(statement, args![institution, order_no]).await
}

/// Skips since a moment by person.
pub(crate) async fn skip_counts<L: Link>(link: &mut L, institution: &str, since: Millis) -> Result<Vec<SkipCount>> {
    let found = link.rows(SKIPS, args![institution, since]).await?;
    found
        .iter()
        .map(|row| {
            let mut cells = Cells::new(row);
            Ok(SkipCount { staff: cells.text()?, n: cells.count()? })
        })
        .collect()
}

/// How often an order was looked at.
pub(crate) async fn looks<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo) -> Result<u64> {
    Ok(link.number(LOOKS, args![institution, order_no]).await?.unsigned_abs())
}

/// The catalogue kept under a version.
pub(crate) async fn catalogue<L: Link>(link: &mut L, version: &str) -> Result<Option<String>> {
    link.row(CATALOGUE, args![version]).await?.map(|row| Cells::new(&row).text()).transpose()
}

/// The name that an institution bore at a moment.
pub(crate) async fn institution_name_at<L: Link>(link: &mut L, institution: &str, at: Millis) -> Result<Option<String>> {
    let row = match link.row(NAME_AT, args![institution, at]).await? {
        Some(row) => Some(row),
        None => link.row(NAME_NOW, args![institution]).await?,
    };
    row.map(|row| Cells::new(&row).text()).transpose()
}
