//! Connections to the server that was chosen, and choosing anew once it is gone; nothing on them is waited for without an end.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use sqlx::pool::{PoolConnection, PoolOptions};
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{Connection as _, PgPool, Postgres, SqlSafeStr as _, Transaction};
use tokio::sync::Mutex;

use super::hosts::{Chosen, Hosts, Seen};
use crate::store::sql::{Arg, Link, store_error};
use crate::store::{Result, StoreError};

/// Connections of one desk: a page, a poll and a decision may be under way at once. A server with 300 seats has some 300 × 1.4 MB to
/// carry for the first of them, so none is opened before it is wanted.
const MOST_CONNECTIONS: u32 = 4;
/// How long a read or write waits for a connection before the servers are looked at anew.
const PATIENCE: Duration = Duration::from_secs(5);
/// A connection that was used less long ago is not asked whether it still lives.
const FRESH: Duration = Duration::from_secs(2);
/// How long a connection that comes back may take to finish what it was doing, or else it is thrown away.
const LAST_WORD: Duration = Duration::from_secs(2);
/// How much longer we wait than the server works: it should be the one to give up, for then it is known that nothing happened.
const SLACK: Duration = Duration::from_secs(2);

/// The server in use.
#[derive(Debug)]
pub(super) struct Server {
    hosts: Hosts,
    pool: RwLock<PgPool>,
    lost: Arc<AtomicBool>,
    /// Held by whoever looks for a server; how that last failed.
    search: Mutex<Option<StoreError>>,
    /// How often it was looked for in vain.
    failures: AtomicU64,
}

impl Server {
    /// Connections to a server that was just chosen.
    pub(super) fn new(hosts: Hosts, chosen: &Chosen) -> Self {
        let pool = RwLock::new(pool(&hosts, chosen));
        Self { hosts, pool, lost: Arc::default(), search: Mutex::default(), failures: AtomicU64::new(0) }
    }

    fn pool(&self) -> PgPool {
        self.pool.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A connection. Where the server is gone the others are looked at, by one caller for all that wait.
    pub(super) async fn connection(&self) -> Result<PoolConnection<Postgres>> {
        let failures = self.failures.load(Ordering::Acquire);
        if !self.is_lost() {
            match self.pool().acquire().await {
                Ok(connection) => return Ok(connection),
                Err(_) => self.lose(),
            }
        }
        let mut search = self.search.lock().await;
        if self.is_lost() {
            // Somebody else has looked while we waited.
            if let Some(error) = search.as_ref().filter(|_| self.failures.load(Ordering::Acquire) != failures) {
                return Err(error.clone());
            }
            match self.hosts.choose().await {
                Ok(chosen) => {
                    tracing::info!(server = chosen.name, "connected anew");
                    let fresh = pool(&self.hosts, &chosen);
                    // It has told what it should; a bad end of it changes nothing.
                    tokio::spawn(chosen.connection.close());
                    let old = std::mem::replace(&mut *self.pool.write().unwrap_or_else(PoisonError::into_inner), fresh);
                    // What is still under way on it ends by itself.
                    tokio::spawn(async move { old.close().await });
                    self.lost.store(false, Ordering::Release);
                }
                Err(failure) => {
                    let is_refusal = failure.is_refusal;
                    let error = StoreError::from(failure);
                    let error = if is_refusal { StoreError::Barred(error.to_string()) } else { error };
                    *search = Some(error.clone());
                    self.failures.fetch_add(1, Ordering::AcqRel);
                    return Err(error);
                }
            }
        }
        drop(search);
        self.pool().acquire().await.map_err(|error| {
            self.lose();
            store_error(error)
        })
    }

    fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Acquire)
    }

    /// The server is to be looked for before the next connection.
    pub(super) fn lose(&self) {
        self.lost.store(true, Ordering::Release);
    }

    /// For how long an answer is waited for.
    pub(super) fn answer(&self) -> Duration {
        self.hosts.answer + SLACK
    }

    /// A connection for reading statement by statement.
    pub(super) async fn wire(&self) -> Result<Lent> {
        let held = Held::Plain(self.connection().await?);
        Ok(Lent(Wire { held, answer: self.answer(), lost: Arc::clone(&self.lost) }))
    }

    /// A transaction that was begun so.
    pub(super) async fn begin(&self, begin: &'static str) -> Result<Lent> {
        let connection = self.connection().await?;
        let begun = tokio::time::timeout(self.answer(), Transaction::begin(connection, Some(begin.into_sql_str()))).await;
        let transaction = match begun {
            Ok(begun) => begun.map_err(|error| {
                self.notice(&error);
                store_error(error)
            })?,
            Err(_) => {
                self.lose();
                return Err(no_answer());
            }
        };
        Ok(Lent(Wire { held: Held::Transaction(transaction), answer: self.answer(), lost: Arc::clone(&self.lost) }))
    }

    /// A transaction for a batch of the bulk load, whose statements may take longer than those of a desk.
    pub(super) async fn load(&self) -> Result<Transaction<'static, Postgres>> {
        let connection = self.connection().await?;
        let mut transaction = Transaction::begin(connection, None).await.map_err(store_error)?;
        transaction.run("SET LOCAL statement_timeout = '10min'", &[]).await?;
        Ok(transaction)
    }

    /// Remembers a failure after which the server is to be looked for.
    pub(super) fn notice(&self, error: &sqlx::Error) {
        if is_gone(error) {
            self.lose();
        }
    }

    pub(super) async fn close(&self) {
        self.pool().close().await;
    }
}

/// Whether a failure tells that this server, or the way to it, is gone or takes writes no longer.
fn is_gone(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            // Shut down, starting up, read-only.
            ["57P01", "57P02", "57P03", "57P05", "25006"].contains(&code.as_ref()) || code.starts_with("08")
        }),
        _ => false,
    }
}

/// What is said where an answer did not come in time.
pub(super) fn no_answer() -> StoreError {
    StoreError::Unavailable("no answer from the server".to_owned())
}

fn pool(hosts: &Hosts, chosen: &Chosen) -> PgPool {
    let is_ours = Arc::new(hosts.is_ours());
    PoolOptions::<Postgres>::new()
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
        // The name may lead to another server by now.
        .after_connect(move |connection, _| {
            let is_ours = Arc::clone(&is_ours);
            Box::pin(async move {
                let seen = Seen::of(connection).await?;
                is_ours(&seen).map_err(|error| sqlx::Error::Protocol(error.to_string()))
            })
        })
        // Whatever is left of an answer that nobody waits for any more is waited for a moment, and never longer: the place in the pool
        // is needed.
        .after_release(|connection, _| {
            Box::pin(async move {
                match tokio::time::timeout(LAST_WORD, connection.ping()).await {
                    Ok(lives) => lives.map(|()| true),
                    Err(_) => Err(sqlx::Error::PoolTimedOut),
                }
            })
        })
        .connect_lazy_with(chosen.options.clone())
}

enum Held {
    Plain(PoolConnection<Postgres>),
    Transaction(Transaction<'static, Postgres>),
}

/// A connection on which no statement is waited for without an end.
pub(super) struct Wire {
    held: Held,
    answer: Duration,
    lost: Arc<AtomicBool>,
}

/// Such a connection while it is used.
pub(super) struct Lent(Wire);

impl Deref for Lent {
    type Target = Wire;
    fn deref(&self) -> &Wire {
        &self.0
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut Wire {
        &mut self.0
    }
}

impl Wire {
    fn connection(&mut self) -> &mut PgConnection {
        match &mut self.held {
            Held::Plain(connection) => connection,
            Held::Transaction(transaction) => transaction,
        }
    }

    /// Nobody waits any longer. What is still to come on this connection is not read by anybody else: it is thrown away as it goes back.
    fn gives_up(&self) -> StoreError {
        self.lost.store(true, Ordering::Release);
        no_answer()
    }
}

impl Link for Wire {
    type Row = PgRow;
    const HAS_FUNCTIONS: bool = <PgConnection as Link>::HAS_FUNCTIONS;

    async fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<PgRow>> {
        let answer = tokio::time::timeout(self.answer, self.connection().rows(sql, args)).await;
        answer.unwrap_or_else(|_| Err(self.gives_up()))
    }

    async fn run(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64> {
        let answer = tokio::time::timeout(self.answer, self.connection().run(sql, args)).await;
        answer.unwrap_or_else(|_| Err(self.gives_up()))
    }
}
