//! Taking over everything that another engine has, into an empty database, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::TryStreamExt;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Connection, Row};

use super::open::{connect, has_nothing, make_tables};
use crate::store::moving::MovedTable;
use crate::store::sql::store_error;
use crate::store::sqlite::{self, WriteTx};
use crate::store::{Result, StoreError};

/// Bytes that are sent at a time.
const CHUNK: usize = 1 << 20;

/// Tables and columns that take values, as they stand.
const COLUMNS: &str = "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_sqlx_migrations' \
     AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY c.relname, a.attnum";
/// Which table refers to which.
const REFERENCES: &str = "SELECT f.relname::text, t.relname::text FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid \
     JOIN pg_class t ON t.oid = k.confrelid \
     WHERE k.contype = 'f' AND f.relnamespace = 'public'::regnamespace AND f.oid <> t.oid";
/// The guards, as they stand.
const TRIGGERS: &str = "SELECT format('ALTER TABLE public.%I %s TRIGGER %I', c.relname, \
     CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END, t.tgname) \
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
     WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.relnamespace = 'public'::regnamespace";
/// Row-level security, where it is on: COPY takes no rows from whom it binds, and whoever moves a centre need not be a superuser.
const POLICIES: &str = "SELECT relname::text FROM pg_class \
     WHERE relkind = 'r' AND relrowsecurity AND relnamespace = 'public'::regnamespace";
/// Sequences of identity columns go on after what came in.
const SEQUENCES: &str = "SELECT format('SELECT setval(%L, greatest((SELECT max(%I) FROM public.%I), 1), \
     EXISTS (SELECT 1 FROM public.%3$I))', pg_get_serial_sequence(format('public.%I', c.relname), a.attname), a.attname, c.relname) \
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attidentity <> ''";

/// Copies all tables of the file that is held for writing.
pub(in crate::store) async fn receive(
    url: &str,
    source: &mut WriteTx,
    watch: &mut (dyn FnMut(&str, u64) + Send),
) -> Result<Vec<MovedTable>> {
    let mut connection = connect(url).await?;
    if !has_nothing(&mut connection).await? {
        return Err(StoreError::Exists("the database is not empty".to_owned()));
    }
    let mut tx = connection.begin().await.map_err(store_error)?;
    make_tables(&mut tx).await?;
    let tables = tables(&mut tx, source).await?;
    let guards: Vec<String> = sqlx::query_scalar(TRIGGERS).fetch_all(&mut *tx).await.map_err(store_error)?;
    let bound: Vec<String> = sqlx::query_scalar(POLICIES).fetch_all(&mut *tx).await.map_err(store_error)?;
    for (table, _) in &tables {
        run(&mut tx, format!("ALTER TABLE public.\"{table}\" DISABLE TRIGGER USER")).await?;
    }
    for table in &bound {
        run(&mut tx, format!("ALTER TABLE public.\"{table}\" DISABLE ROW LEVEL SECURITY")).await?;
    }
    // What a new database begins with is in the old one, too.
    for (table, _) in tables.iter().rev() {
        run(&mut tx, format!("DELETE FROM public.\"{table}\"")).await?;
    }
    let mut moved = Vec::new();
    for (table, columns) in &tables {
        let rows = copy(&mut tx, source, table, columns, watch).await?;
        moved.push((table.clone(), rows));
    }
    for guard in guards {
        run(&mut tx, guard).await?;
    }
    for table in &bound {
        run(&mut tx, format!("ALTER TABLE public.\"{table}\" ENABLE ROW LEVEL SECURITY")).await?;
    }
    let sequences: Vec<String> = sqlx::query_scalar(SEQUENCES).fetch_all(&mut *tx).await.map_err(store_error)?;
    for sequence in sequences {
        run(&mut tx, sequence).await?;
    }
    tx.commit().await.map_err(|error| StoreError::Unknown(error.to_string()))?;
    // Planners that have never looked at a table would read all of it. What was moved is safe without.
    let _ = sqlx::raw_sql("ANALYZE").execute(&mut connection).await;
    let _ = connection.close().await;
    Ok(moved)
}

async fn run(connection: &mut PgConnection, statement: String) -> Result<()> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.map(drop).map_err(store_error)
}

/// All tables with their columns, each after those it refers to. Both engines have to have the same.
async fn tables(connection: &mut PgConnection, source: &mut SqliteConnection) -> Result<Vec<(String, Vec<String>)>> {
    let rows: Vec<(String, String)> = sqlx::query_as(COLUMNS).fetch_all(&mut *connection).await.map_err(store_error)?;
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in rows {
        columns.entry(table).or_default().push(column);
    }
    let unlike = |what: &str| StoreError::Unusable(format!("{what} differs between the two databases"));
    if sqlite::table_names(source).await? != columns.keys().cloned().collect() {
        return Err(unlike("the list of tables"));
    }
    for (table, columns) in &columns {
        if sqlite::columns_of(source, table).await? != columns.iter().cloned().collect::<BTreeSet<_>>() {
            return Err(unlike(table));
        }
    }
    let references: Vec<(String, String)> = sqlx::query_as(REFERENCES).fetch_all(connection).await.map_err(store_error)?;
    let mut ordered = Vec::new();
    while !columns.is_empty() {
        let is_free = |table: &String| !references.iter().any(|(from, to)| from == table && columns.contains_key(to));
        let free: Vec<String> = columns.keys().filter(|table| is_free(table)).cloned().collect();
        if free.is_empty() {
            return Err(StoreError::Unusable("tables refer to each other in a circle".to_owned()));
        }
        for table in free {
            let own = columns.remove(&table).unwrap_or_default();
            ordered.push((table, own));
        }
    }
    Ok(ordered)
}

/// Streams a table; how many rows it has.
async fn copy(
    connection: &mut PgConnection,
    source: &mut SqliteConnection,
    table: &str,
    columns: &[String],
    watch: &mut (dyn FnMut(&str, u64) + Send),
) -> Result<u64> {
    let names = columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let mut rows = sqlx::query(AssertSqlSafe(format!("SELECT {names} FROM \"{table}\""))).fetch(source);
    let mut to = connection.copy_in_raw(&format!("COPY public.\"{table}\" ({names}) FROM STDIN")).await.map_err(store_error)?;
    let (mut text, mut done) = (Vec::with_capacity(CHUNK), 0_u64);
    while let Some(row) = rows.try_next().await.map_err(store_error)? {
        line(&mut text, &row, columns.len())?;
        done = done.saturating_add(1);
        if text.len() >= CHUNK {
            to.send(std::mem::take(&mut text)).await.map_err(store_error)?;
            watch(table, done);
        }
    }
    to.send(text).await.map_err(store_error)?;
    let taken = to.finish().await.map_err(store_error)?;
    watch(table, done);
    if taken == done { Ok(done) } else { Err(StoreError::Corrupt(format!("{table}: {taken} of {done} rows"))) }
}

/// A row as COPY reads it. Every column is text or an integer, and SQLite gives either as text.
fn line(text: &mut Vec<u8>, row: &SqliteRow, columns: usize) -> Result<()> {
    for column in 0..columns {
        if column > 0 {
            text.push(b'\t');
        }
        match row.try_get_unchecked::<Option<&str>, _>(column).map_err(store_error)? {
            None => text.extend_from_slice(b"\\N"),
            Some(value) => value.bytes().for_each(|byte| match byte {
                b'\\' => text.extend_from_slice(b"\\\\"),
                b'\t' => text.extend_from_slice(b"\\t"),
                b'\n' => text.extend_from_slice(b"\\n"),
                b'\r' => text.extend_from_slice(b"\\r"),
                byte => text.push(byte),
            }),
        }
    }
    text.push(b'\n');
    Ok(())
}
