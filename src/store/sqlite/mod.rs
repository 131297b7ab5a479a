//! The embedded engine: one file, many processes on one host.
//!
//! WAL; `synchronous=FULL`, because a decision once shown as made must survive a power cut; one writing connection a process, every
//! write in `BEGIN IMMEDIATE` under a file lock; reads in short transactions on a small read-only pool. Page caches are kept small
//! (8 MB for the writer, 4 MB a reader, filled only as needed): the desk's whole budget is 20 MB, and the system caches the file anyway.

mod anchors;
mod archive;
mod bulk;
mod decide;
mod desk;
mod engine;
mod enquiries;
mod examine;
mod flow;
mod give;
mod listing;
mod lock;
mod maintenance;
mod migrations;
mod people;
mod place;
#[cfg(test)]
mod plans;
mod portal;
mod reports;
mod sampling;
mod staff;
mod supervision;
mod tables;
mod views;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::{PoolConnection, PoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite, SqlitePool, Transaction};
use tokio::sync::Mutex;

pub(super) use examine::examine;
pub(super) use give::{columns_of, table_names};
pub(super) use place::path_of;
pub(super) use write::WriteTx;

use super::sql::{Link, args, store_error};
use super::{Result, StoreError};
use crate::domain::time::Millis;
use migrations::migrations;

/// The present moment by SQLite's own clock.
const NOW: &str = "SELECT CAST(ROUND(unixepoch('subsec') * 1000) AS INTEGER)";

/// How long a statement waits for another process that holds the database without our lock (a shell, a backup).
const BUSY: Duration = Duration::from_secs(10);

/// A desk's database in a file.
#[derive(Debug)]
pub(super) struct SqliteStore {
    reads: SqlitePool,
    writes: SqlitePool,
    /// Writers of this process queue here, so that only one of them waits for the file.
    turn: Arc<Mutex<()>>,
    lock: PathBuf,
    watch: Mutex<Watch>,
    watched: SqliteConnectOptions,
}

/// The connection that watches for changes. It has to live long: `data_version` compares with its own last look.
#[derive(Debug, Default)]
struct Watch {
    connection: Option<SqliteConnection>,
    seen: Option<i64>,
}

fn options(path: &Path, cache_kib: u32) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        .pragma("cache_size", format!("-{cache_kib}"))
        .disable_statement_logging()
}

/// Whether there is no such file yet, nor one that SQLite would take for a part of it.
pub(super) fn is_vacant(url: &str) -> Result<bool> {
    let path = place::path_of(url)?;
    let beside = ["", "-wal", "-shm", "-journal"].map(|end| {
        let mut name = path.clone().into_os_string();
        name.push(end);
        PathBuf::from(name)
    });
    Ok(!beside.iter().any(|file| file.exists()))
}

/// Page cache of the writer: small, for a desk writes a few rows at a time.
const WRITER_KIB: u32 = 8192;

/// Opens the file that the URL names, made and migrated if need be.
pub(super) async fn open(url: &str) -> Result<SqliteStore> {
    let path = place::path_of(url)?;
    place::prepare(&path)?;
    let lock = place::lock_path(&path);
    let writing = options(&path, WRITER_KIB).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    {
        // Two first starts at once must neither both migrate nor both switch to WAL.
        let _turn = lock::file_lock(&lock).await?;
        let mut connection = SqliteConnection::connect_with(&writing).await.map_err(unusable)?;
        migrate(&mut connection).await?;
        connection.close().await.map_err(store_error)?;
    }
    let reading = options(&path, 4096).read_only(true);
    let pool = |most| {
        PoolOptions::<Sqlite>::new()
            .max_connections(most)
            .acquire_timeout(BUSY)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    Ok(SqliteStore {
        reads: pool(3).connect_lazy_with(reading.clone()),
        // A COMMIT for which there was no room has ended its transaction, and sqlx goes on counting it: that connection would begin no
        // other one until the desk is started anew.
        writes: pool(1)
            .before_acquire(|writer, _| Box::pin(async move { Ok(!writer.is_in_transaction()) }))
            .connect_lazy_with(writing),
        turn: Arc::new(Mutex::new(())),
        lock,
        watch: Mutex::new(Watch::default()),
        watched: options(&path, 64).read_only(true),
    })
}

/// A file that is no database is told from one that is busy.
fn unusable(error: sqlx::Error) -> StoreError {
    match store_error(error) {
        StoreError::Refused(message) => StoreError::Unusable(message),
        other => other,
    }
}

async fn migrate(connection: &mut SqliteConnection) -> Result<()> {
    let migrator = Migrator::with_migrations(migrations());
    migrator.run_direct(None, connection, false).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => StoreError::Newer(version.to_string()),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => unusable(error),
        other => StoreError::Unusable(other.to_string()),
    })
}

/// A short read transaction, and the moment at which it began.
struct Read {
    transaction: Transaction<'static, Sqlite>,
    now: Millis,
}

impl SqliteStore {
    /// A file hides nothing from whoever can read it.
    #[expect(clippy::unused_self, reason = "the other engine's depends on who is connected")]
    const fn sight(&self) -> crate::store::reads::Sight {
        crate::store::reads::Sight::All
    }

    async fn reader(&self) -> Result<PoolConnection<Sqlite>> {
        self.reads.acquire().await.map_err(store_error)
    }

    async fn read(&self) -> Result<Read> {
        let mut transaction = self.reads.begin().await.map_err(store_error)?;
        let now = Millis((*transaction).number(NOW, args![]).await?);
        Ok(Read { transaction, now })
    }

    /// Gives the writer another page cache; what no longer fits is given back.
    async fn set_cache(&self, kib: u32) -> Result<()> {
        let mut writer = self.writes.acquire().await.map_err(store_error)?;
        let pragma = format!("PRAGMA cache_size = -{kib}; PRAGMA shrink_memory");
        sqlx::raw_sql(sqlx::AssertSqlSafe(pragma)).execute(&mut *writer).await.map_err(store_error)?;
        Ok(())
    }

    /// `data_version` moves with every commit of another connection, our own writer's among them (and with a checkpoint, which
    /// costs one look too many).
    async fn changed(&self, _institution: &str) -> Result<bool> {
        let mut watch = self.watch.lock().await;
        let mut connection = match watch.connection.take() {
            Some(connection) => connection,
            None => {
                watch.seen = None;
                SqliteConnection::connect_with(&self.watched).await.map_err(store_error)?
            }
        };
        // Taken out while it works: a look that is cut short leaves no half-read connection behind.
        let version = connection.number("PRAGMA data_version", args![]).await?;
        watch.connection = Some(connection);
        Ok(watch.seen.replace(version) != Some(version))
    }

    async fn close(&self) {
        let connection = self.watch.lock().await.connection.take();
        if let Some(connection) = connection {
            // Nothing to save on a connection that only watches.
            let _ = connection.close().await;
        }
        self.reads.close().await;
        let _turn = self.turn.lock().await;
        self.writes.close().await;
    }
}
