//! Opening: what kind of server it is, and which migrations it has.

use std::collections::HashMap;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Row as _};
use tokio::sync::Mutex;

use super::PostgresStore;
use super::hosts::Hosts;
use super::link::{Server, no_answer};
use super::migrations::migrations;
use super::sign_in::{Seat, names_a_user, sight_of};
use super::watch::Watch;
use crate::store::sql::store_error;
use crate::store::{Result, StoreError};

/// Opens the database that the URL names, migrated if need be. It must be there: making it is the administrator's.
pub(in crate::store) async fn open(url: &str) -> Result<PostgresStore> {
    let hosts = Hosts::parse(url)?;
    if !names_a_user(url) {
        // Whoever signs in connects, and finds out whether the database is up to date.
        return Ok(PostgresStore { seat: Seat::empty(hosts)?, watch: Mutex::new(Watch::default()) });
    }
    // A connection of its own: the lock of a migration that fails would stay on a connection that goes back to a pool.
    let mut chosen = hosts.choose().await?;
    let prepared = match prepare(&mut chosen.connection, hosts.answer).await {
        Ok(()) => {
            let sight = tokio::time::timeout(hosts.answer, sight_of(&mut chosen.connection)).await;
            sight.unwrap_or_else(|_| Err(no_answer()))
        }
        Err(error) => Err(error),
    };
    let server = Server::new(hosts, &chosen);
    // What was to be learnt or done is; a connection that ends badly changes nothing of it.
    let _ = chosen.connection.close().await;
    Ok(PostgresStore { seat: Seat::taken(server, prepared?), watch: Mutex::new(Watch::default()) })
}

/// A connection of its own, for what is not the desk's daily work and may take its time: to the server that takes writes, or else to
/// one that can be read.
pub(in crate::store) async fn connect(url: &str) -> Result<PgConnection> {
    let mut connection = Hosts::parse(url)?.reach().await?;
    be_patient(&mut connection).await?;
    Ok(connection)
}

/// Makes all tables and guards of a database that has none, within the transaction that the connection may be in.
pub(in crate::store) async fn make_tables(connection: &mut PgConnection) -> Result<()> {
    migrate(connection).await
}

/// Whether the database has no table or function of anybody's yet.
pub(in crate::store) async fn is_vacant(url: &str) -> Result<bool> {
    let mut connection = connect(url).await?;
    let vacant = has_nothing(&mut connection).await;
    let _ = connection.close().await;
    vacant
}

/// Likewise, of the database that one is connected to.
pub(in crate::store) async fn has_nothing(connection: &mut PgConnection) -> Result<bool> {
    let tables = sqlx::query(
        "SELECT (SELECT count(*) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace \
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')) \
         + (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' \
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))",
    )
    .fetch_one(connection)
    .await
    .and_then(|row| row.try_get::<i64, _>(0));
    Ok(tables.map_err(store_error)? == 0)
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
    be_patient(connection).await?;
    migrate(connection).await
}

async fn be_patient(connection: &mut PgConnection) -> Result<()> {
    for patient in ["SET statement_timeout = 0", "SET lock_timeout = 0"] {
        sqlx::query(patient).execute(&mut *connection).await.map_err(store_error)?;
    }
    Ok(())
}

async fn migrate(connection: &mut PgConnection) -> Result<()> {
    Migrator::with_migrations(migrations()).run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => StoreError::Newer(version.to_string()),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => store_error(error),
        other => StoreError::Unusable(other.to_string()),
    })
}

/// Makes sure that the database is up to date, for whoever may not bring it there.
pub(super) async fn current(connection: &mut PgConnection) -> Result<()> {
    if is_current(connection).await? {
        return Ok(());
    }
    let newest = migrations().iter().map(|step| step.version).max().unwrap_or_default();
    let theirs: i64 = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations")
        .fetch_one(connection)
        .await
        .map_err(store_error)?;
    match theirs > newest {
        true => Err(StoreError::Newer(theirs.to_string())),
        false => Err(StoreError::Unusable("the operator has to bring the database up to date first".to_owned())),
    }
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
