//! A centre with two institutions, whose staff and portal have logins of the server's, and psql in the hands of each of them.

use std::process::{Command, Stdio};
use std::sync::Arc;

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::staff::Actor;
use jiaodui::password::{self, Password};
use jiaodui::store::records::{Applied, Claimed, Decided};
use jiaodui::store::{CLAIM_MS, Store};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::support::cluster::{self, own_database, server_binaries};
use crate::support::fixtures::{actor, decision, everyone, institutions, order, order_no, submission, token};

/// Everybody's password.
pub(super) const PASSWORD: &str = "湖北-correct-horse-7";

pub(super) struct Centre {
    /// The operator's.
    pub(super) store: Arc<dyn Store>,
    pub(super) url: String,
    pub(super) database: String,
}

/// What psql said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) out: String,
    pub(super) err: String,
}

impl Said {
    /// That nothing came of it but an error with this in it.
    #[track_caller]
    pub(super) fn is_refused(&self, why: &str) {
        assert!(self.err.contains(why), "wanted a refusal with `{why}`: {self:?}");
    }
}

impl Centre {
    /// Orders 1 to 3 and an enquiry at 湖北, 11 to 13 at 浙江; 2 and 12 are decided, by 张敏 and 徐伟.
    pub(super) async fn new() -> Self {
        let url = own_database().await;
        let database = cluster::name_of(&url).unwrap().to_owned();
        let store = jiaodui::store::open(&url).await.unwrap();
        store.put_institutions(&institutions()).await.unwrap();
        let verifier = password::verifier(&Password::new(PASSWORD.to_owned()));
        for member in everyone() {
            store.add_member(&Actor::operator(), &member, Some(&verifier)).await.unwrap();
        }
        store.put_portal_login(&verifier).await.unwrap();
        for (institution, first) in [("hubei", 1), ("zhejiang", 11)] {
            for n in first..first + 3 {
                assert_eq!(store.apply(&submission(order(institution, n))).await.unwrap(), Applied::Done);
            }
        }
        let centre = Self { store, url, database };
        centre.decide("zhangmin", "hubei", &order_no(2)).await;
        centre.decide("xuwei", "zhejiang", &order_no(12)).await;
        centre
    }

    /// Decides an order for somebody, by the operator's hand.
    async fn decide(&self, login: &str, institution: &str, number: &OrderNo) {
        let who = actor(login);
        let claim = match self.store.claim(&who, institution, number, &token(), CLAIM_MS).await.unwrap() {
            Claimed::Yours(claim) => claim,
            other => panic!("{other:?}"),
        };
        let mut decision = decision(&claim, 1, &[Outcome::Approve]);
        decision.hold_ms = 0;
        assert!(matches!(self.store.decide(&who, &decision).await.unwrap(), Decided::Done { .. }));
    }

    /// The URL of a desk whose staff sign in by themselves.
    pub(super) fn personal_url(&self) -> String {
        format!("postgres://localhost/{}?host={}", self.database, cluster::directory())
    }

    /// Runs a script as a login of the desk's (`portal` is one, too), with everybody's password.
    pub(super) fn psql(&self, login: &str, script: &str) -> Said {
        self.psql_as(&format!("{login}@{}", self.database), PASSWORD, script)
    }

    pub(super) fn psql_as(&self, user: &str, password: &str, script: &str) -> Said {
        let output = Command::new(server_binaries().join("psql"))
            .args(["-X", "-A", "-t", "-q", "-w", "-h", cluster::directory(), "-U", user, "-d", &self.database, "-c", script])
            .env("PGPASSWORD", password)
            .env("PGOPTIONS", "-c client_min_messages=warning")
            .env_remove("PGPORT")
            .env_remove("PGHOST")
            .stdin(Stdio::null())
            .output()
            .expect("psql runs");
        Said {
            out: String::from_utf8_lossy(&output.stdout).trim().to_owned(),
            err: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        }
    }

    /// The answer of a statement that has to succeed.
    #[track_caller]
    pub(super) fn told(&self, login: &str, script: &str) -> String {
        let said = self.psql(login, script);
        assert!(said.err.is_empty(), "{login}: {script}\n{said:?}");
        said.out
    }

    /// A connection of the operator's, who is a superuser here.
    pub(super) async fn raw(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.unwrap()
    }

    /// Runs a script as the superuser.
    pub(super) async fn run(&self, script: &str) {
        let mut raw = self.raw().await;
        sqlx::raw_sql(AssertSqlSafe(script.to_owned()))
            .execute(&mut raw)
            .await
            .unwrap_or_else(|error| panic!("{script}\n{error}"));
    }

    /// One column of text, as the superuser.
    pub(super) async fn texts(&self, query: &str) -> Vec<String> {
        let mut raw = self.raw().await;
        sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
            .fetch_all(&mut raw)
            .await
            .unwrap_or_else(|error| panic!("{query}\n{error}"))
    }

    /// A fingerprint of every row of every table.
    pub(super) async fn everything(&self) -> String {
        self.fingerprint("true", "true").await
    }

    /// A fingerprint of every row that is another institution's, or none's.
    pub(super) async fn of_others(&self, institution: &str) -> String {
        self.fingerprint(
            "EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'institution')",
            &format!("institution IS DISTINCT FROM '{institution}'"),
        )
        .await
    }

    async fn fingerprint(&self, of_tables: &str, of_rows: &str) -> String {
        let tables = self
            .texts(&format!(
                "SELECT relname::text FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND {of_tables} \
                 ORDER BY relname"
            ))
            .await;
        assert!(tables.len() > 25, "{tables:?}");
        let each: Vec<String> = tables
            .iter()
            .map(|table| {
                format!(
                    "SELECT '{table}' AS t, md5(coalesce(string_agg(r::text, '|' ORDER BY r::text), '')) AS h FROM {table} r WHERE {of_rows}"
                )
            })
            .collect();
        self.texts(&format!("SELECT t || ' ' || h FROM ({}) AS all_of_it ORDER BY t", each.join(" UNION ALL "))).await.join("\n")
    }
}
