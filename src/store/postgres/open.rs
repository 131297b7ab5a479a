//! Opening: what kind of server it is, and which migrations it has.

use std::collections::HashMap;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Row as _, SqlSafeStr as _};
use tokio::sync::Mutex;

use super::PostgresStore;
use super::hosts::Hosts;
use super::link::{Server, no_answer};
use super::watch::Watch;
use crate::store::sql::store_error;
use crate::store::{Result, StoreError};

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
const SAMPLING: &str = include_str!("../../../migrations/postgres/0013_sampling.sql");
const ENQUIRIES: &str = include_str!("../../../migrations/postgres/0008_enquiries.sql");

/// Opens the database that the URL names, migrated if need be. It must be there: making it is the administrator's.
pub(in crate::store) async fn open(url: &str) -> Result<PostgresStore> {
    let hosts = Hosts::parse(url)?;
    // A connection of its own: the lock of a migration that fails would stay on a connection that goes back to a pool.
    let mut chosen = hosts.choose().await?;
    let prepared = prepare(&mut chosen.connection, hosts.answer).await;
    let server = Server::new(hosts, &chosen);
    // What was to be learnt or done is; a connection that ends badly changes nothing of it.
    let _ = chosen.connection.close().await;
    prepared?;
    Ok(PostgresStore { server, watch: Mutex::new(Watch::default()) })
}

fn migrations() -> Vec<Migration> {
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
    ]
}

/// Whether the database can be worked on as it is. What cannot be worked on at all is an error.
async fn is_ready(connection: &mut PgConnection) -> Result<bool> {
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
    Ok(known && is_current(connection).await?)
}

async fn prepare(connection: &mut PgConnection, answer: Duration) -> Result<()> {
    if tokio::time::timeout(answer, is_ready(connection)).await.map_err(|_| no_answer())?? {
        return Ok(());
    }
    // A migration of a large database, or the wait for another desk's, takes as long as it takes.
    for patient in ["SET statement_timeout = 0", "SET lock_timeout = 0"] {
        sqlx::query(patient).execute(&mut *connection).await.map_err(store_error)?;
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
