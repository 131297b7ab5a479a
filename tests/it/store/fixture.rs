//! A store on an empty database of its own, and the raw connection with which a test attacks it.

use std::sync::Arc;

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::staff::Actor;
use jiaodui::store::records::{Applied, Claim, Claimed, Decided, NewDecision, OrderFile};
use jiaodui::store::{CLAIM_MS, Store};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

use crate::support::cluster;
use crate::support::fixtures::{actor, decision, everyone, institutions, order, submission, token};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

pub(crate) struct Fixture {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) engine: Engine,
    pub(crate) url: String,
    _folder: Option<TempDir>,
}

/// Where a database can be that nobody has opened yet.
pub(crate) struct Place {
    pub(crate) url: String,
    folder: Option<TempDir>,
}

impl Place {
    pub(crate) async fn new(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite:{}", folder.path().join("校对台").join("desk.db").display());
                Self { url, folder: Some(folder) }
            }
            Engine::Postgres => Self { url: cluster::empty_database().await, folder: None },
        }
    }
}

/// A connection that nothing but the database itself holds back.
pub(crate) enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Fixture {
    /// An empty database with institutions and staff.
    pub(crate) async fn new(engine: Engine) -> Self {
        let fixture = Self::empty(engine).await;
        fixture.store.put_institutions(&institutions()).await.unwrap();
        for member in everyone() {
            fixture.store.add_staff("console", &member).await.unwrap();
        }
        fixture
    }

    /// A new database with nothing in it.
    pub(crate) async fn empty(engine: Engine) -> Self {
        let place = match engine {
            Engine::Sqlite => Place::new(engine).await,
            Engine::Postgres => Place { url: cluster::fresh_database().await, folder: None },
        };
        Self { store: jiaodui::store::open(&place.url).await.unwrap(), engine, url: place.url, _folder: place.folder }
    }

    /// A store that is somewhere already.
    pub(crate) fn at(store: Arc<dyn Store>, engine: Engine, url: &str) -> Self {
        Self { store, engine, url: url.to_owned(), _folder: None }
    }

    /// The same database, opened by another process as it were.
    pub(crate) async fn again(&self) -> Arc<dyn Store> {
        jiaodui::store::open(&self.url).await.unwrap()
    }

    pub(crate) async fn raw(&self) -> Raw {
        match self.engine {
            Engine::Sqlite => Raw::Sqlite(SqliteConnection::connect(&self.url).await.unwrap()),
            Engine::Postgres => Raw::Postgres(PgConnection::connect(&self.url).await.unwrap()),
        }
    }

    /// Submits the n-th order to an institution.
    pub(crate) async fn submit(&self, institution: &str, n: u32) -> OrderNo {
        let order = order(institution, n);
        let number = order.order_no.clone();
        assert_eq!(self.store.apply(&submission(order)).await.unwrap(), Applied::Done);
        number
    }

    /// Claims an order of 湖北 that can be claimed.
    pub(crate) async fn claim(&self, login: &str, number: &OrderNo) -> Claim {
        match self.store.claim(&actor(login), "hubei", number, &token(), CLAIM_MS).await.unwrap() {
            Claimed::Yours(claim) => claim,
            other => panic!("{login} could not claim {number}: {other:?}"),
        }
    }

    /// Claims and decides an order of 湖北; the decision.
    pub(crate) async fn decide(&self, login: &str, number: &OrderNo, of_items: &[Outcome], hold_ms: i64) -> NewDecision {
        let claim = self.claim(login, number).await;
        let version = self.file("hubei", number).await.version;
        let mut decision = decision(&claim, version, of_items);
        decision.hold_ms = hold_ms;
        self.done(&actor(login), &decision).await;
        decision
    }

    /// Makes a decision that has to succeed.
    pub(crate) async fn done(&self, actor: &Actor, decision: &NewDecision) {
        let decided = self.store.decide(actor, decision).await.unwrap();
        assert!(matches!(decided, Decided::Done { status, .. } if Some(status) == decision.status()), "{decided:?}");
    }

    pub(crate) async fn file(&self, institution: &str, number: &OrderNo) -> OrderFile {
        self.store.order_file(institution, number).await.unwrap().expect("there is such an order")
    }
}

impl Raw {
    /// Runs a script; what the database says against it.
    pub(crate) async fn run(&mut self, script: &str) -> Result<(), String> {
        let script = AssertSqlSafe(script.to_owned());
        let ran = match self {
            Self::Sqlite(connection) => sqlx::raw_sql(script).execute(connection).await.map(drop),
            Self::Postgres(connection) => sqlx::raw_sql(script).execute(connection).await.map(drop),
        };
        ran.map_err(|error| error.to_string())
    }

    /// Tries a change and makes sure that the database refuses it and nothing of it stays.
    pub(crate) async fn refused(&mut self, what: &str, script: &str) -> String {
        let refusal = self.run(&format!("BEGIN; {script}; COMMIT")).await;
        let _ = self.run("ROLLBACK").await;
        match refusal {
            Err(refusal) => refusal,
            Ok(()) => panic!("the database let through: {what}"),
        }
    }

    /// The one integer of a query.
    pub(crate) async fn number(&mut self, query: &str) -> i64 {
        let query = AssertSqlSafe(query.to_owned());
        match self {
            Self::Sqlite(connection) => sqlx::query_scalar(query).fetch_one(connection).await.unwrap(),
            Self::Postgres(connection) => sqlx::query_scalar(query).fetch_one(connection).await.unwrap(),
        }
    }

    /// The one text of a query.
    pub(crate) async fn text(&mut self, query: &str) -> String {
        let query = AssertSqlSafe(query.to_owned());
        match self {
            Self::Sqlite(connection) => sqlx::query_scalar(query).fetch_one(connection).await.unwrap(),
            Self::Postgres(connection) => sqlx::query_scalar(query).fetch_one(connection).await.unwrap(),
        }
    }

    /// Whether the engine can prepare a statement.
    pub(crate) async fn prepares(&mut self, statement: &'static str) -> Result<(), String> {
        use sqlx::{Executor, SqlSafeStr};
        let prepared = match self {
            Self::Sqlite(connection) => connection.prepare(statement.into_sql_str()).await.map(drop),
            Self::Postgres(connection) => connection.prepare(statement.into_sql_str()).await.map(drop),
        };
        prepared.map_err(|error| error.to_string())
    }
}
