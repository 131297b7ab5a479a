//! What another engine asks of the file when the centre moves there: which tables and columns there are.

use std::collections::BTreeSet;

use sqlx::sqlite::SqliteConnection;

use crate::store::Result;
use crate::store::sql::{Columns, Link, args, store_error};

const TABLES: &str =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations'";
const COLUMNS: &str = "SELECT name FROM pragma_table_info($1)";

/// All tables but those of SQLite and of the migrations.
pub(in crate::store) async fn table_names(link: &mut SqliteConnection) -> Result<BTreeSet<String>> {
    names(link.rows(TABLES, args![]).await?)
}

/// A table's columns.
pub(in crate::store) async fn columns_of(link: &mut SqliteConnection, table: &str) -> Result<BTreeSet<String>> {
    names(link.rows(COLUMNS, args![table]).await?)
}

fn names<R: Columns>(rows: Vec<R>) -> Result<BTreeSet<String>> {
    rows.iter().map(|row| Ok(row.text(0).map_err(store_error)?.unwrap_or_default())).collect()
}
