//! The doctor: one thing is broken at a time, and named; nothing is changed by looking.

use std::fs::{File, Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use jiaodui::domain::staff::Role;
use jiaodui::evidence::keep::place_of;
use serde_json::Value;
use tempfile::TempDir;

use super::anchors::anchored;
use super::backup::submit;
use super::fixture::{Engine, Fixture};
use crate::support::fixtures::{order, staff};

struct Here {
    home: TempDir,
    folder: TempDir,
}

impl Here {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), folder: tempfile::tempdir().unwrap() }
    }

    fn attachments(&self) -> std::path::PathBuf {
        self.folder.path().join("keep").join("attachments")
    }

    /// Exit status, and check and status of all that is not well. Every line has a code, and what is wrong says what to do.
    fn doctor(&self, url: &str, arguments: &[&str]) -> (i32, Vec<(String, String)>) {
        let output = Command::new(env!("CARGO_BIN_EXE_jiaodui"))
            .args(["doctor", "--json"])
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .env("JIAODUI_DATABASE", url)
            .env("JIAODUI_ATTACHMENTS", self.attachments())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines.len() > 5, "{text} {}", String::from_utf8_lossy(&output.stderr));
        let word = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
        let bad: Vec<(String, String)> = lines
            .iter()
            .filter(|line| !["ok", "skipped"].contains(&line["status"].as_str().unwrap()))
            .map(|line| {
                assert!(line["todo"].is_string(), "it says what to do: {line}");
                (word(line, "check"), word(line, "status"))
            })
            .collect();
        let worst = |status: &str| bad.iter().any(|(_, one)| one == status);
        let expected = if worst("problem") {
            1
        } else if worst("warning") {
            2
        } else {
            0
        };
        assert_eq!(output.status.code(), Some(expected), "{text}");
        (expected, bad)
    }
}

/// What the throw-away server of the tests really lacks: it syncs nothing, and everybody is its superuser.
fn usual(engine: Engine) -> Vec<(String, String)> {
    match engine {
        Engine::Sqlite => vec![],
        Engine::Postgres => vec![named("database.settings", "problem"), named("database.privileges", "warning")],
    }
}

fn named(check: &str, status: &str) -> (String, String) {
    (check.to_owned(), status.to_owned())
}

pub(super) async fn what_is_broken_is_named_one_by_one(f: Fixture) {
    let here = Here::new();
    if f.engine == Engine::Postgres {
        f.raw().await.run("SELECT secure_desk()").await.unwrap();
    }
    submit(&f, &here.attachments(), 1, 1_000).await;
    submit(&f, &here.attachments(), 2, 1_000).await;
    let bad = |arguments: &[&str]| -> Vec<(String, String)> {
        let usual = usual(f.engine);
        let (_, found) = here.doctor(&f.url, arguments);
        assert!(usual.iter().all(|one| found.contains(one)), "{found:?}");
        found.into_iter().filter(|one| !usual.contains(one)).collect()
    };
    assert_eq!(bad(&[]), [named("audit.anchor", "warning")], "nobody took an anchor yet");
    let anchors = tempfile::tempdir().unwrap();
    let anchor = anchored(&f.url, &anchors, &[]);
    let anchor = anchor.to_str().unwrap();
    assert_eq!(bad(&["--deep", "--anchor", anchor]), [], "all is well");

    let files = f.file("hubei", &order("hubei", 1).order_no).await.items[0].attachments.clone();
    let path = |n: usize| here.attachments().join(place_of(&files[n].file.sha256).unwrap());
    let whole = std::fs::read(path(0)).unwrap();
    std::fs::write(path(0), "x".repeat(1_000)).unwrap();
    assert_eq!(bad(&["--deep"]), [named("attachments.damaged", "problem")], "other content of the same size");
    std::fs::write(path(0), "x").unwrap();
    assert_eq!(bad(&[]), [named("attachments.damaged", "problem")], "another size shows without reading");
    std::fs::remove_file(path(0)).unwrap();
    assert_eq!(bad(&[]), [named("attachments.missing", "problem")]);
    std::fs::write(path(0), whole).unwrap();

    let left = here.attachments().join(".x.part");
    std::fs::write(&left, "half").unwrap();
    assert_eq!(bad(&[]), [], "somebody may be writing it just now");
    File::options().write(true).open(&left).unwrap().set_modified(SystemTime::now() - Duration::from_secs(7200)).unwrap();
    assert_eq!(bad(&[]), [named("files.leftovers", "warning")]);
    std::fs::remove_file(&left).unwrap();

    let keep = here.attachments();
    let open = |mode: u32| {
        [keep.as_path(), keep.parent().unwrap()].map(|path: &Path| set_permissions(path, Permissions::from_mode(mode)).unwrap())
    };
    open(0o755);
    assert_eq!(bad(&[]), [named("files.permissions", "problem")]);
    open(0o700);

    let config = here.folder.path().join("config.toml");
    std::fs::write(&config, "calendar = \"/nowhere/calendar.toml\"\n").unwrap();
    assert_eq!(bad(&["--config", config.to_str().unwrap()]), [named("configuration", "problem")]);

    let mut raw = f.raw().await;
    raw.run("INSERT INTO count_deltas (institution, day, status, delta) VALUES ('hubei', '2020-10-16', 'accepted', 1)")
        .await
        .unwrap();
    assert_eq!(bad(&[]), [named("counters", "problem")]);
    assert_eq!(bad(&["--quick"]), [], "what takes long is left out");
    raw.run("INSERT INTO count_deltas (institution, day, status, delta) VALUES ('hubei', '2020-10-16', 'accepted', -1)")
        .await
        .unwrap();

    if f.engine == Engine::Postgres {
        a_login_that_may_too_much(&f, &here).await;
        raw.run("ALTER TABLE orders DISABLE TRIGGER orders_insert").await.unwrap();
        assert_eq!(bad(&[]), [named("database.guards", "problem")]);
        raw.run("ALTER TABLE orders ENABLE ALWAYS TRIGGER orders_insert").await.unwrap();
        raw.run("ALTER TABLE audit_log DISABLE TRIGGER audit_log_fixed").await.unwrap();
    } else {
        raw.run("DROP TRIGGER audit_log_update; CREATE TRIGGER audit_log_update BEFORE UPDATE ON audit_log BEGIN SELECT 1; END")
            .await
            .unwrap();
    }
    assert_eq!(bad(&[]), [named("database.guards", "problem")], "a guard that is there and does nothing");
    raw.run("UPDATE audit_log SET detail = '{}' WHERE institution = 'hubei' AND seq = 1").await.unwrap();
    assert_eq!(bad(&[]), [named("database.guards", "problem"), named("audit", "problem")]);
    assert_eq!(bad(&["--quick"]), [named("database.guards", "problem")]);
}

/// Each opened by itself is named, and nothing else is.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_is_open_on_a_server_is_named_one_by_one() {
    let f = Fixture::new(Engine::Postgres).await;
    let mut raw = f.raw().await;
    let named = async || jiaodui::store::examine::examine(&f.url).await.unwrap().guards.join(" ");
    let copied = named().await;
    assert!(copied.contains("database.public") && copied.contains("orders.owner"), "a copy has no groups of its own: {copied}");
    raw.run("SELECT secure_desk()").await.unwrap();
    assert_eq!(named().await, "");
    let name = raw.text("SELECT current_database()::text").await;
    for (broken, wanted) in [
        ("ALTER TABLE orders DISABLE ROW LEVEL SECURITY", "orders.row_security"),
        ("ALTER TABLE items NO FORCE ROW LEVEL SECURITY", "items.row_security"),
        ("DROP POLICY across ON staff", "staff.policies"),
        ("DROP POLICY by_session ON messages; CREATE POLICY by_session ON messages USING (true)", "messages.policies"),
        ("CREATE POLICY more ON staff USING (true)", "staff.policies"),
        ("ALTER TABLE orders OWNER TO postgres", "orders.owner"),
        ("ALTER FUNCTION desk_now() OWNER TO postgres", "desk_now().owner"),
        ("GRANT EXECUTE ON FUNCTION desk_now() TO PUBLIC", "desk_now().public"),
        ("GRANT USAGE ON SCHEMA public TO PUBLIC", "schema.public"),
        (format!("GRANT CONNECT ON DATABASE {name} TO PUBLIC").as_str(), "database.public"),
        (format!("GRANT TEMPORARY ON DATABASE {name} TO PUBLIC").as_str(), "database.public"),
    ] {
        raw.run(broken).await.unwrap();
        assert_eq!(named().await, wanted, "{broken}");
        raw.run("DROP POLICY IF EXISTS more ON staff; SELECT secure_desk()").await.unwrap();
        assert_eq!(named().await, "", "{broken}");
    }
    raw.run("CREATE OR REPLACE FUNCTION in_person(p_login text) RETURNS void LANGUAGE plpgsql AS 'BEGIN END'").await.unwrap();
    assert_eq!(named().await, "in_person()");
}

/// A member of staff has a login of the server's own, and it may write a table.
async fn a_login_that_may_too_much(f: &Fixture, here: &Here) {
    f.store.add_staff("console", &staff("yisheng", "医生", Role::Proofreader, Some("hubei"))).await.unwrap();
    let mut raw = f.raw().await;
    let login = raw.text("SELECT quote_ident(login_role('yisheng'))").await;
    raw.run(&format!("CREATE ROLE {login} LOGIN")).await.unwrap();
    let bad = || here.doctor(&f.url, &[]).1.into_iter().filter(|(check, _)| check == "database.privileges").collect::<Vec<_>>();
    assert_eq!(bad(), [named("database.privileges", "warning")], "others have none of their own");
    raw.run(&format!("GRANT UPDATE ON orders TO {login}")).await.unwrap();
    assert_eq!(bad(), [named("database.privileges", "problem")]);
    raw.run(&format!("REVOKE ALL ON orders FROM {login}; ALTER ROLE {login} BYPASSRLS")).await.unwrap();
    assert_eq!(bad(), [named("database.privileges", "problem")]);
    raw.run(&format!("DROP ROLE {login}")).await.unwrap();
}

pub(super) async fn another_version_is_said_and_left_alone(f: Fixture) {
    let here = Here::new();
    f.submit("hubei", 1).await;
    let mut raw = f.raw().await;
    let migrations = "SELECT COUNT(*) FROM _sqlx_migrations";
    let all = raw.number(migrations).await;
    raw.run(
        "CREATE TABLE kept AS SELECT * FROM _sqlx_migrations WHERE version = 16; DELETE FROM _sqlx_migrations WHERE version = 16",
    )
    .await
    .unwrap();
    let (_, found) = here.doctor(&f.url, &[]);
    assert!(found.contains(&named("database.migrations", "warning")), "{found:?}");
    assert!(!found.iter().any(|(check, _)| check.starts_with("attachments")), "what needs it open is left out: {found:?}");
    assert_eq!(raw.number(migrations).await, all - 1, "looking brought nothing up to date");
    raw.run("INSERT INTO _sqlx_migrations SELECT * FROM kept; DROP TABLE kept").await.unwrap();
    raw.run("UPDATE _sqlx_migrations SET version = 999 WHERE version = 16").await.unwrap();
    let (code, found) = here.doctor(&f.url, &[]);
    assert!(code == 1 && found.contains(&named("database.migrations", "problem")), "{found:?}");
}

pub(super) async fn a_database_that_is_not_there_is_not_made(f: Fixture) {
    let here = Here::new();
    let url = match f.engine {
        Engine::Sqlite => format!("sqlite:{}", here.folder.path().join("none.db").display()),
        Engine::Postgres => f.url.replacen("/desk_", "/none_", 1),
    };
    assert_ne!(url, f.url);
    let (code, found) = here.doctor(&url, &[]);
    assert!(code == 1 && found.contains(&named("database.connect", "problem")), "{found:?}");
    assert_eq!(std::fs::read_dir(here.folder.path()).unwrap().count(), 0);
}
