//! Opening: what kind of server it is, and which migrations it has.

use std::collections::HashMap;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _, Postgres, Row as _, SqlSafeStr as _};
use tokio::sync::Mutex;

use super::PostgresStore;
use super::watch::Watch;
use crate::store::sql::store_error;
use crate::store::{Result, StoreError};

/// Connections of one desk: a page, a poll and a decision may be under way at once. A server with 300 seats has some 300 × 1.4 MB to
/// carry for the first of them, so none is opened before it is wanted.
const MOST_CONNECTIONS: u32 = 4;
/// How long a read or write waits for a connection before the desk says that the database is unavailable.
const PATIENCE: Duration = Duration::from_secs(5);
/// A connection that was used less long ago is not asked whether it still lives.
const FRESH: Duration = Duration::from_secs(2);

const TABLES: &str = include_str!("../../../migrations/postgres/0001_tables.sql");
const GUARDS: &str = include_str!("../../../migrations/postgres/0002_guards.sql");
const FUNCTIONS: &str = concat!(
    include_str!("../../../migrations/postgres/0003_functions/1_common.sql"),
    include_str!("../../../migrations/postgres/0003_functions/2_claims.sql"),
    include_str!("../../../migrations/postgres/0003_functions/3_decisions.sql"),
    include_str!("../../../migrations/postgres/0003_functions/4_intake.sql"),
    include_str!("../../../migrations/postgres/0003_functions/5_staff.sql"),
    include_str!("../../../migrations/postgres/0003_functions/6_load.sql"),
);
const FINDINGS: &str = include_str!("../../../migrations/postgres/0004_findings.sql");
const FLOW: &str = include_str!("../../../migrations/postgres/0005_flow.sql");
const LISTINGS: &str = include_str!("../../../migrations/postgres/0006_listings.sql");
const TURNS: &str = include_str!("../../../migrations/postgres/0007_turns.sql");
const SUPERVISION: &str = include_str!("../../../migrations/postgres/0009_supervision.sql");
const ARCHIVE: &str = include_str!("../../../migrations/postgres/0011_archive.sql");
const VIEWS: &str = include_str!("../../../migrations/postgres/0010_views.sql");
const REPORTS: &str = include_str!("../../../migrations/postgres/0012_reports.sql");
const STAFF: &str = include_str!("../../../migrations/postgres/0014_staff.sql");
const ANCHORS: &str = include_str!("../../../migrations/postgres/0016_anchors.sql");
const SAMPLING: &str = include_str!("../../../migrations/postgres/0013_sampling.sql");
const ENQUIRIES: &str = include_str!("../../../migrations/postgres/0008_enquiries.sql");

/// Opens the database that the URL names, migrated if need be. It must be there: making it is the administrator's.
pub(in crate::store) async fn open(url: &str) -> Result<PostgresStore> {
    let options = options(url)?;
    // A connection of its own: the lock of a migration that fails would stay on a connection that goes back to a pool.
    let mut connection = tokio::time::timeout(PATIENCE, options.connect())
        .await
        .map_err(|_| StoreError::Unavailable("no answer from the server".to_owned()))?
        .map_err(connect_error)?;
    let prepared = prepare(&mut connection).await;
    // What was to be learnt or done is; a connection that ends badly changes nothing of it.
    let _ = connection.close().await;
    prepared?;
    let pool = PoolOptions::<Postgres>::new()
        .max_connections(MOST_CONNECTIONS)
        .min_connections(0)
        .acquire_timeout(PATIENCE)
        .idle_timeout(Duration::from_secs(600))
        // Not before each use, which would double the round trips of a write, but after a pause: the server may have been restarted.
        .test_before_acquire(false)
        .before_acquire(|connection, met| {
            Box::pin(async move {
                if met.idle_for >= FRESH {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_lazy_with(options.options([
            ("statement_timeout", "60000"),
            ("lock_timeout", "10000"),
            ("idle_in_transaction_session_timeout", "60000"),
        ]));
    Ok(PostgresStore { pool, watch: Mutex::new(Watch::default()) })
}

/// A connection of its own, for what is not the desk's daily work.
pub(in crate::store) async fn connect(url: &str) -> Result<PgConnection> {
    tokio::time::timeout(PATIENCE, options(url)?.connect())
        .await
        .map_err(|_| StoreError::Unavailable("no answer from the server".to_owned()))?
        .map_err(connect_error)
}

/// Makes all tables and guards of a database that has none, within the transaction that the connection may be in.
pub(in crate::store) async fn make_tables(connection: &mut PgConnection) -> Result<()> {
    prepare(connection).await
}

/// Whether the database has no table of anybody's yet.
pub(in crate::store) async fn is_vacant(url: &str) -> Result<bool> {
    let mut connection = connect(url).await?;
    let vacant = has_nothing(&mut connection).await;
    let _ = connection.close().await;
    vacant
}

/// Likewise, of the database that one is connected to.
pub(in crate::store) async fn has_nothing(connection: &mut PgConnection) -> Result<bool> {
    let tables = sqlx::query(
        "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')",
    )
    .fetch_one(connection)
    .await
    .and_then(|row| row.try_get::<i64, _>(0));
    Ok(tables.map_err(store_error)? == 0)
}

/// `search_path` is pinned, so that no schema of a like-named user shadows the tables. `jit` costs more than it brings here.
fn options(url: &str) -> Result<PgConnectOptions> {
    Ok(PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Unusable(error.to_string()))?
        .application_name("jiaodui")
        .options([("search_path", "public"), ("jit", "off")])
        .disable_statement_logging())
}

/// A refused password or an unknown database is not a matter of waiting.
fn connect_error(error: sqlx::Error) -> StoreError {
    let unusable = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code.starts_with("28") || code.starts_with("3D"));
    if unusable { StoreError::Unusable(error.to_string()) } else { store_error(error) }
}

pub(super) fn migrations() -> Vec<Migration> {
    let step = |version, name: &'static str, sql: &'static str| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    vec![
        step(1, "tables", TABLES),
        step(2, "guards", GUARDS),
        step(3, "functions", FUNCTIONS),
        step(4, "findings", FINDINGS),
        step(5, "flow", FLOW),
        step(6, "listings", LISTINGS),
        step(7, "turns", TURNS),
        step(9, "supervision", SUPERVISION),
        step(8, "enquiries", ENQUIRIES),
        step(10, "views", VIEWS),
        step(11, "archive", ARCHIVE),
        step(12, "reports", REPORTS),
        step(13, "sampling", SAMPLING),
        step(14, "staff", STAFF),
        step(16, "anchors", ANCHORS),
    ]
}

async fn prepare(connection: &mut PgConnection) -> Result<()> {
    let row = sqlx::query(
        "SELECT current_setting('server_version_num')::bigint, current_setting('server_encoding'), \
         to_regclass('public._sqlx_migrations') IS NOT NULL",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(store_error)?;
    let (version, encoding, known): (i64, String, bool) =
        (row.try_get(0).map_err(store_error)?, row.try_get(1).map_err(store_error)?, row.try_get(2).map_err(store_error)?);
    if version < 150_000 {
        return Err(StoreError::Unusable(format!("PostgreSQL 15 or newer is needed, the server is {}", version / 10_000)));
    }
    if encoding != "UTF8" {
        return Err(StoreError::Unusable(format!("the database's encoding is {encoding}, not UTF8")));
    }
    if known && is_current(connection).await? {
        return Ok(());
    }
    Migrator::with_migrations(migrations()).run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => StoreError::Newer(version.to_string()),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => store_error(error),
        other => StoreError::Unusable(other.to_string()),
    })
}

/// Whether exactly our migrations were applied: then neither their lock is taken nor a right to write is needed.
async fn is_current(connection: &mut PgConnection) -> Result<bool> {
    let rows: Vec<(i64, Vec<u8>, bool)> = sqlx::query_as("SELECT version, checksum, success FROM _sqlx_migrations")
        .fetch_all(connection)
        .await
        .map_err(store_error)?;
    let mut applied: HashMap<i64, (Vec<u8>, bool)> =
        rows.into_iter().map(|(version, checksum, success)| (version, (checksum, success))).collect();
    let ours = migrations()
        .iter()
        .all(|step| applied.remove(&step.version).is_some_and(|(checksum, success)| success && checksum == *step.checksum));
    Ok(ours && applied.is_empty())
}
