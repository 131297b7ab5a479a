//! A centre moves from its file to a server: all of it or nothing, and it goes on working there.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use jiaodui::domain::calendar::Calendar;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::look::Looked;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::postpone::Term;
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::records::{Decided, Look, QueueFrom, QueueQuery};
use jiaodui::store::{CLAIM_MS, Store};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

use super::fixture::{Engine, Fixture, Raw};
use crate::support::cluster;
use crate::support::fixtures::{decision, draft, order, token};

fn command(database: Option<&str>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jiaodui"));
    command.args(arguments).env_clear().env("HOME", std::env::temp_dir());
    if let Some(url) = database {
        command.env("JIAODUI_DATABASE", url);
    }
    command
}

fn program(database: Option<&str>, arguments: &[&str]) -> (i32, Value, String) {
    let output = command(database, arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let last = text.lines().last().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
    (output.status.code().unwrap(), last, String::from_utf8(output.stderr).unwrap())
}

/// Every row of every table as text, sorted: what one engine has and the other has not would show.
async fn everything(raw: &mut Raw) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    let tables = match raw {
        Raw::Sqlite(_) => {
            "SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations'"
        }
        Raw::Postgres(_) => {
            "SELECT string_agg(table_name, ',') FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'"
        }
    };
    for table in raw.text(tables).await.split(',') {
        // Columns by name: the engines need not have them in one order.
        let columns = match raw {
            Raw::Sqlite(_) => {
                format!("SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('{table}') ORDER BY name)")
            }
            Raw::Postgres(_) => format!(
                "SELECT string_agg(column_name, ',' ORDER BY column_name COLLATE \"C\") FROM information_schema.columns \
                 WHERE table_schema = 'public' AND table_name = '{table}'"
            ),
        };
        let columns = raw.text(&columns).await;
        let cells = columns.split(',').map(|column| format!("CAST({column} AS TEXT)")).collect::<Vec<_>>();
        let query = AssertSqlSafe(format!("SELECT {} FROM {table}", cells.join(", ")));
        let mut rows: Vec<String> = match raw {
            Raw::Sqlite(link) => sqlx::query(query)
                .fetch_all(link)
                .await
                .unwrap()
                .iter()
                .map(|row| format!("{:?}", (0..cells.len()).map(|n| row.get::<Option<String>, _>(n)).collect::<Vec<_>>()))
                .collect(),
            Raw::Postgres(link) => sqlx::query(query)
                .fetch_all(link)
                .await
                .unwrap()
                .iter()
                .map(|row| format!("{:?}", (0..cells.len()).map(|n| row.get::<Option<String>, _>(n)).collect::<Vec<_>>()))
                .collect(),
        };
        rows.sort();
        all.insert(table.to_owned(), rows);
    }
    all
}

/// A demonstration desk with something in nearly every table.
fn demonstration(folder: &Path) -> String {
    let (code, _, said) = program(None, &["demo", "--orders", "60", "--no-open", "--dir", folder.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    format!("sqlite:{}", folder.join("desk.db").display())
}

fn someone(role: Role) -> Actor {
    let login = jiaodui::demo::staff::login_of(role);
    Actor { name: login.clone(), login, role, institution: Some("hubei".to_owned()) }
}

async fn looks_at(store: &dyn Store, actor: &Actor, order_no: &OrderNo) {
    let look = Look { institution: "hubei".to_owned(), order_no: order_no.clone(), what: Looked::Open, reason: None };
    store.add_looks(actor, &[look]).await.unwrap();
}

async fn decides(store: &dyn Store, actor: &Actor) {
    let claim = store.claim_next(actor, "hubei", &token(), CLAIM_MS).await.unwrap().expect("something waits");
    let file = store.order_file("hubei", &claim.order_no).await.unwrap().unwrap();
    let outcomes = vec![Outcome::Reject; file.items.len()];
    let made = store.decide(actor, &decision(&claim, file.version, &outcomes)).await.unwrap();
    assert!(matches!(made, Decided::Done { .. }), "{made:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_centre_moves_with_everything_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let from = demonstration(&folder.path().join("demo"));
    let proofreader = someone(Role::Proofreader);
    let store = jiaodui::store::open(&from).await.unwrap();
    decides(store.as_ref(), &proofreader).await;
    let claim = store.claim_next(&proofreader, "hubei", &token(), CLAIM_MS).await.unwrap().unwrap();
    assert!(store.skip(&proofreader, &claim, "看不清\t\\N 换\n行 \u{1F600}").await.unwrap());
    // A note, a draft, a look, a turned scan, and an order put off.
    looks_at(store.as_ref(), &proofreader, &claim.order_no).await;
    let claim = store.claim_next(&proofreader, "hubei", &token(), CLAIM_MS).await.unwrap().unwrap();
    store.save_draft(&proofreader, "hubei", &claim.order_no, &draft(1)).await.unwrap();
    let tomorrow = Millis(chrono::Utc::now().timestamp_millis()).day() + chrono::Days::new(1);
    assert!(store.postpone(&proofreader, &claim, Term::new(tomorrow, &Calendar::default()), "等电话").await.unwrap());
    let file = store.order_file("hubei", &claim.order_no).await.unwrap().unwrap();
    let sha256 = &file.items[0].attachments[0].file.sha256;
    store.keep_turn(&proofreader, "hubei", &claim.order_no, sha256, 1).await.unwrap();
    store.close().await;
    let to = cluster::empty_database().await;
    let copies = folder.path().join("copies");
    let (code, moved, said) = program(Some(&from), &["migrate-to", &to, "--json", "--attachments-to", copies.to_str().unwrap()]);
    assert_eq!(code, 0, "{said} {moved}");
    assert_eq!(moved["faults"].as_u64(), Some(0));

    let mut old = Raw::Sqlite(SqliteConnection::connect(&from).await.unwrap());
    let mut new = Raw::Postgres(PgConnection::connect(&to).await.unwrap());
    let (mut there, here) = (everything(&mut old).await, everything(&mut new).await);
    // The old one says where the centre went: that came after.
    for table in ["audit_log", "audit_subjects"] {
        let rows = there.get_mut(table).unwrap();
        let before = rows.len();
        rows.retain(|row| !row.contains("desk:moved"));
        assert_eq!(before - rows.len(), 1, "{table}");
    }
    assert_eq!(there.keys().collect::<Vec<_>>(), here.keys().collect::<Vec<_>>());
    for (table, rows) in &there {
        assert!(*rows == here[table], "{table} differs");
        assert_eq!(moved["tables"][table].as_u64(), Some(rows.len() as u64), "{table}");
    }
    let filled: Vec<&String> = there.iter().filter(|(_, rows)| !rows.is_empty()).map(|(table, _)| table).collect();
    assert!(filled.len() > 28, "a test of empty tables is none: {filled:?}");
    assert!(std::fs::read_dir(&copies).unwrap().count() > 10, "the attachments were copied");

    // The desk works there: it reads, decides, counts on, and the trail verifies.
    let store = jiaodui::store::open(&to).await.unwrap();
    let query =
        QueueQuery { institution: "hubei".to_owned(), status: Status::AwaitingProofreading, from: QueueFrom::Start, limit: 50 };
    assert!(!store.queue_page(&query).await.unwrap().rows.is_empty());
    decides(store.as_ref(), &proofreader).await;
    looks_at(store.as_ref(), &proofreader, &claim.order_no).await;
    store.close().await;
    let (code, _, said) = program(Some(&to), &["audit", "verify", "--json"]);
    assert_eq!(code, 0, "{said}");
    // Every guard is in force again, and nothing is moved over something.
    let refusal = new.refused("a trail by hand", "UPDATE audit_log SET actor = 'x'").await;
    assert!(refusal.contains("audit_log.fixed"), "{refusal}");
    let off = "SELECT COUNT(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
               WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace AND t.tgenabled <> 'A'";
    assert_eq!(new.number(off).await, 0);
    let before = everything(&mut new).await;
    let (code, _, said) = program(Some(&from), &["migrate-to", &to, "--json"]);
    assert!(code == 1 && said.contains("migrate.occupied"), "{said}");
    assert!(everything(&mut new).await == before);
    // The old place says that it is no longer the place.
    let output = command(Some(&from), &["doctor", "--json", "--quick"]).output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("\"check\":\"database.moved\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_move_that_fails_or_is_killed_leaves_nothing() {
    let f = Fixture::new(Engine::Sqlite).await;
    for n in 1..=400 {
        f.submit("hubei", n).await;
    }
    // Killed at any moment: nothing, or (the commit was faster) everything.
    let mut cut_short = 0;
    for wait in [40, 120, 200, 300, 400] {
        let to = cluster::empty_database().await;
        let mut child = command(Some(&f.url), &["migrate-to", &to, "--json"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(Duration::from_millis(wait)).await;
        child.kill().unwrap();
        let killed = !child.wait().unwrap().success();
        // The server notices that its client is gone.
        let mut link = PgConnection::connect(&to).await.unwrap();
        let others = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
                      AND backend_type = 'client backend'";
        while sqlx::query_scalar::<_, i64>(others).fetch_one(&mut link).await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        if jiaodui::store::is_vacant(&to).await.unwrap() {
            cut_short += u32::from(killed);
        } else {
            assert_eq!(sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM orders").fetch_one(&mut link).await.unwrap(), 400);
        }
    }
    assert!(cut_short >= 1, "a kill came before the end");
    // A row that the server does not take: an item whose order is gone. It is met when all tables are there and some are full.
    let mut raw = f.raw().await;
    let drop = raw.text("SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_master WHERE type = 'trigger'").await;
    raw.run(&format!(
        "PRAGMA foreign_keys = OFF; {drop}; UPDATE items SET order_no = '1999' WHERE order_no = '{}'",
        order("hubei", 7).order_no
    ))
    .await
    .unwrap();
    let to = cluster::empty_database().await;
    let (code, _, said) = program(Some(&f.url), &["migrate-to", &to, "--json"]);
    assert!(code == 1 && said.contains("database.refused"), "{said}");
    assert!(jiaodui::store::is_vacant(&to).await.unwrap(), "nothing of it remains");
    let mut old = f.raw().await;
    assert_eq!(old.number("SELECT COUNT(*) FROM audit_log WHERE subject = 'desk:moved'").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_target_that_is_complete_is_not_called_empty() {
    let f = Fixture::new(Engine::Sqlite).await;
    f.submit("hubei", 1).await;
    f.raw()
        .await
        .run("CREATE TRIGGER full BEFORE INSERT ON audit_log WHEN NEW.subject = 'desk:moved' BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        .await
        .unwrap();
    let to = cluster::empty_database().await;
    let (code, moved, said) = program(Some(&f.url), &["migrate-to", &to, "--json"]);
    assert_eq!(code, 2, "{said} {moved}");
    assert!(moved["unmarked"].as_str().unwrap().contains("disk full"), "{moved}");
    assert_eq!(moved["faults"].as_u64(), Some(0));
    let mut new = Raw::Postgres(PgConnection::connect(&to).await.unwrap());
    assert_eq!(new.number("SELECT COUNT(*) FROM orders").await, 1);
    assert_eq!(f.raw().await.number("SELECT COUNT(*) FROM audit_log WHERE subject = 'desk:moved'").await, 0);
}

/// No superuser is needed: whoever owns the database and may make logins will do. Every table is guarded as in a database made there.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_databases_owner_moves_a_centre() {
    let f = Fixture::new(Engine::Sqlite).await;
    for n in 1..=5 {
        f.submit("hubei", n).await;
    }
    let to = cluster::empty_database().await;
    let name = to.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let mut raw = Raw::Postgres(PgConnection::connect(&to).await.unwrap());
    raw.run(&format!("CREATE ROLE {name}_mover LOGIN CREATEROLE PASSWORD 'geheim'; ALTER DATABASE {name} OWNER TO {name}_mover"))
        .await
        .unwrap();
    raw.run(&format!("ALTER SCHEMA public OWNER TO {name}_mover")).await.unwrap();
    let theirs = to.replacen("postgres@", &format!("{name}_mover:geheim@"), 1);
    assert_ne!(theirs, to);
    let (code, moved, said) = program(Some(&f.url), &["migrate-to", &theirs, "--json"]);
    assert_eq!(code, 0, "{said} {moved}");
    assert_eq!(raw.number("SELECT COUNT(*) FROM orders").await, 5);
    let guards = "SELECT string_agg(relname || relrowsecurity || relforcerowsecurity, ' ' ORDER BY relname) FROM pg_class \
                  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
    let mut made = Fixture::empty(Engine::Postgres).await.raw().await;
    let expected = made.text(guards).await;
    assert!(expected.contains("truetrue"), "{expected}");
    assert_eq!(raw.text(guards).await, expected);
}
