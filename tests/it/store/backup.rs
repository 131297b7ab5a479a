//! The drill: a backup made by the built program while desks work, put into an empty place, and everything is there; and whatever goes
//! wrong, nothing that is half looks whole.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::evidence::keep::{Keep, place_of};
use jiaodui::evidence::sha256_hex;
use jiaodui::store::records::Applied;
use serde_json::Value;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use super::anchors::anchored;
use super::fixture::{Engine, Fixture, Place, Raw};
use crate::support::fixtures::{order, submission};

fn command(url: &str, attachments: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jiaodui"));
    command.args(arguments).env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", "/nonexistent");
    command.env("JIAODUI_DATABASE", url).env("JIAODUI_ATTACHMENTS", attachments);
    command
}

/// Exit status, the last line of the output as JSON, and what was said on standard error.
fn program(url: &str, attachments: &Path, arguments: &[&str]) -> (i32, Value, String) {
    let Output { status, stdout, stderr } = command(url, attachments, arguments).output().unwrap();
    let last = String::from_utf8(stdout).unwrap().lines().last().map(|line| serde_json::from_str(line).unwrap());
    (status.code().unwrap(), last.unwrap_or_default(), String::from_utf8(stderr).unwrap())
}

/// An order whose files really are there, of so many bytes each.
pub(super) async fn submit(f: &Fixture, attachments: &Path, n: u32, bytes: usize) -> OrderNo {
    let keep = Keep::open(attachments).unwrap();
    let mut new = order("hubei", n);
    for (position, file) in new.items[0].attachments.iter_mut().enumerate() {
        let mut content = format!("{n} {position} ").into_bytes();
        content.resize(bytes, u8::try_from(n % 251).unwrap());
        file.sha256 = sha256_hex(&content);
        file.bytes = content.len() as u64;
        keep.put(Bytes::from(content)).await.unwrap();
    }
    let number = new.order_no.clone();
    assert_eq!(f.store.apply(&submission(new)).await.unwrap(), Applied::Done);
    number
}

/// The backups of a folder that have a name.
fn backups(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            !name.starts_with('.') && name != "attachments"
        })
        .collect();
    found.sort();
    found
}

/// An empty place of the same engine.
struct Empty {
    place: Place,
    folder: TempDir,
}

impl Empty {
    async fn new(f: &Fixture) -> Self {
        Self { place: Place::new(f.engine).await, folder: tempfile::tempdir().unwrap() }
    }

    fn url(&self) -> &str {
        &self.place.url
    }

    fn attachments(&self) -> PathBuf {
        self.folder.path().join("attachments")
    }

    fn restores(&self, arguments: &[&str]) -> (i32, Value, String) {
        program(self.url(), &self.attachments(), &[&["restore", "--json"], arguments].concat())
    }

    async fn is_untouched(&self) -> bool {
        jiaodui::store::is_vacant(self.url()).await.unwrap()
            && !self.attachments().exists()
            && std::fs::read_dir(self.folder.path()).unwrap().next().is_none()
    }
}

pub(super) async fn a_backup_made_while_desks_work_comes_back_whole(f: Fixture) {
    let here = tempfile::tempdir().unwrap();
    let (attachments, folder) = (here.path().join("attachments"), here.path().join("backups"));
    let mut numbers = Vec::new();
    for n in 1..=40 {
        numbers.push(submit(&f, &attachments, n, 5_000).await);
    }
    let f = Arc::new(f);
    let stop = Arc::new(AtomicBool::new(false));
    let acknowledged = Arc::new(std::sync::Mutex::new(Vec::new()));
    let desk = {
        let (f, stop, acknowledged, attachments) =
            (Arc::clone(&f), Arc::clone(&stop), Arc::clone(&acknowledged), attachments.clone());
        tokio::spawn(async move {
            for (at, number) in numbers.iter().enumerate() {
                let decision = f.decide("zhangmin", number, &[Outcome::Approve], 0).await;
                acknowledged.lock().unwrap().push(decision.token);
                submit(&f, &attachments, 1000 + u32::try_from(at).unwrap(), 5_000).await;
                tokio::time::sleep(Duration::from_millis(20)).await;
                if stop.load(Ordering::Relaxed) {
                    break;
                }
            }
        })
    };
    while acknowledged.lock().unwrap().len() < 5 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let before = acknowledged.lock().unwrap().clone();
    let (code, made, said) = {
        let (url, attachments, folder) = (f.url.clone(), attachments.clone(), folder.clone());
        tokio::task::spawn_blocking(move || program(&url, &attachments, &["backup", "--json", folder.to_str().unwrap()]))
            .await
            .unwrap()
    };
    assert_eq!(code, 0, "{said}");
    stop.store(true, Ordering::Relaxed);
    desk.await.unwrap();
    assert!(acknowledged.lock().unwrap().len() > before.len(), "the desk worked during the backup");

    let empty = Empty::new(&f).await;
    let (code, restored, said) = empty.restores(&[folder.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    assert_eq!((restored["faults"].as_u64(), restored["in_place"].as_bool()), (Some(0), Some(true)));
    assert_eq!(restored["attachments"], made["attachments"]);
    let store = jiaodui::store::open(empty.url()).await.unwrap();
    for token in &before {
        assert!(store.decision_by_token(token).await.unwrap().is_some(), "an acknowledged decision is missing");
    }
    // Every attachment that the restored database knows is there, whole.
    let keep = Keep::open(&empty.attachments()).unwrap();
    let known = jiaodui::store::maintenance::MaintenanceStore::attachment_page(store.as_ref(), "", 10_000).await.unwrap();
    assert!(known.len() >= 3 * 40);
    for (sha256, _) in known {
        keep.get(&sha256, 10_000).await.unwrap();
    }
    // It is a desk like any other: what waits there is decided.
    let waiting = f.file("hubei", &order("hubei", 40).order_no).await;
    assert_eq!(waiting.order_no, order("hubei", 40).order_no);
    let f2 = Fixture::at(Arc::clone(&store), f.engine, empty.url());
    f2.decide("chengang", &order("hubei", 40).order_no, &[Outcome::Reject], 0).await;
    store.close().await;
    let (code, _, said) = program(empty.url(), &empty.attachments(), &["audit", "verify", "--json"]);
    assert_eq!(code, 0, "{said}");
    // Nothing is ever written over.
    let (code, _, said) = empty.restores(&[folder.to_str().unwrap()]);
    assert!(code == 1 && said.contains("restore.occupied"), "{said}");

    // The next one copies only what is new: the same file serves both.
    let first = place_of(&sha256_of(&f).await).unwrap();
    let inode = |path: &Path| std::os::unix::fs::MetadataExt::ino(&std::fs::metadata(path).unwrap());
    let kept = inode(&folder.join("attachments").join(&first));
    let (code, _, said) = program(&f.url, &attachments, &["backup", "--json", folder.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(backups(&folder).len(), 2);
    assert_eq!(inode(&folder.join("attachments").join(&first)), kept);
}

async fn sha256_of(f: &Fixture) -> String {
    f.file("hubei", &order("hubei", 1).order_no).await.items[0].attachments[0].file.sha256.clone()
}

pub(super) async fn a_backup_that_is_killed_is_none(f: Fixture) {
    let here = tempfile::tempdir().unwrap();
    let (attachments, folder) = (here.path().join("attachments"), here.path().join("backups"));
    for n in 1..=120 {
        submit(&f, &attachments, n, 60_000).await;
    }
    let mut cut_short = 0;
    for round in 0..8_u64 {
        // Each time from the start: the copying of attachments is to be hit, too.
        let _ = std::fs::remove_dir_all(&folder);
        let mut child = command(&f.url, &attachments, &["backup", "--json", folder.to_str().unwrap()])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let parts = || {
            let entries = std::fs::read_dir(&folder).ok();
            entries
                .is_some_and(|entries| entries.flatten().any(|entry| entry.path().extension().is_some_and(|end| end == "part")))
        };
        let begun = Instant::now();
        while !parts() && begun.elapsed() < Duration::from_secs(20) && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(round * round * 4));
        child.kill().unwrap();
        child.wait().unwrap();
        if parts() {
            cut_short += 1;
            assert_eq!(backups(&folder), Vec::<PathBuf>::new(), "what was cut short has no name");
            let empty = Empty::new(&f).await;
            let (code, _, said) = empty.restores(&[folder.to_str().unwrap()]);
            assert!(code == 1 && said.contains("backup.not_whole"), "{said}");
            assert!(empty.is_untouched().await);
        } else {
            for backup in backups(&folder) {
                let empty = Empty::new(&f).await;
                assert_eq!(empty.restores(&[backup.to_str().unwrap()]).0, 0, "what has a name is whole");
            }
        }
    }
    assert!(cut_short >= 2, "kills met a backup in its middle {cut_short} times");
    let (code, _, said) = program(&f.url, &attachments, &["backup", "--json", folder.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    let left: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_str().unwrap().ends_with(".part")), "what a killed one left is swept: {left:?}");
    let empty = Empty::new(&f).await;
    assert_eq!(empty.restores(&[folder.to_str().unwrap()]).0, 0);
}

pub(super) async fn what_is_lacking_is_named_and_not_put_in_place(f: Fixture) {
    let here = tempfile::tempdir().unwrap();
    let (attachments, folder) = (here.path().join("attachments"), here.path().join("backups"));
    submit(&f, &attachments, 1, 1_000).await;
    submit(&f, &attachments, 2, 1_000).await;
    let files = f.file("hubei", &order("hubei", 1).order_no).await.items[0].attachments.clone();
    let (missing, damaged) = (files[0].file.sha256.clone(), files[1].file.sha256.clone());
    std::fs::remove_file(attachments.join(place_of(&missing).unwrap())).unwrap();
    std::fs::write(attachments.join(place_of(&damaged).unwrap()), "x".repeat(1_000)).unwrap();
    let (code, made, _) = program(&f.url, &attachments, &["backup", "--json", folder.to_str().unwrap()]);
    assert_eq!(code, 2, "the rest is saved all the same, and it is said");
    let mut lacking: Vec<&str> = made["lacking"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    let mut expected = [missing.as_str(), damaged.as_str()];
    lacking.sort_unstable();
    expected.sort_unstable();
    assert_eq!(lacking, expected);
    let empty = Empty::new(&f).await;
    let (code, restored, _) = empty.restores(&[folder.to_str().unwrap()]);
    assert_eq!((code, restored["in_place"].as_bool()), (1, Some(false)));
    assert!(empty.is_untouched().await);
    let (code, restored, said) = empty.restores(&[folder.to_str().unwrap(), "--anyway"]);
    assert_eq!(
        (code, restored["in_place"].as_bool(), restored["lacking"].as_array().unwrap().len()),
        (2, Some(true), 2),
        "{said}"
    );
}

/// A dump carries nothing of the database itself: who may connect, who makes temporary tables, and the groups of a database of that name.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_restored_database_is_closed_to_everybody_else() {
    let f = Fixture::new(Engine::Postgres).await;
    let here = tempfile::tempdir().unwrap();
    let (attachments, folder) = (here.path().join("attachments"), here.path().join("backups"));
    submit(&f, &attachments, 1, 1_000).await;
    assert_eq!(program(&f.url, &attachments, &["backup", "--json", folder.to_str().unwrap()]).0, 0);
    let empty = Empty::new(&f).await;
    let (code, _, said) = empty.restores(&[folder.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    let mut raw = Raw::Postgres(PgConnection::connect(empty.url()).await.unwrap());
    let open = "SELECT count(*) FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a \
                WHERE d.datname = current_database() AND a.grantee = 0";
    assert_eq!(raw.number(open).await, 0, "PUBLIC has no right on it");
    let name = raw.text("SELECT current_database()::text").await;
    let tables = format!(
        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace \
         AND relowner NOT IN ('{name}_owner'::regrole, '{name}_audit'::regrole)"
    );
    assert_eq!(raw.number(&tables).await, 0, "all of it is its own groups'");
    raw.run(&format!("CREATE ROLE \"yisheng@{name}\" LOGIN IN ROLE {name}_staff; SET SESSION AUTHORIZATION \"yisheng@{name}\""))
        .await
        .unwrap();
    let refusal = raw.refused("a temporary table", "CREATE TEMP TABLE mine (a int)").await;
    assert!(refusal.contains("permission denied"), "{refusal}");
}

pub(super) async fn what_was_saved_before_and_is_gone_since_is_named(f: Fixture) {
    let here = tempfile::tempdir().unwrap();
    let (attachments, folder) = (here.path().join("attachments"), here.path().join("backups"));
    submit(&f, &attachments, 1, 1_000).await;
    let backup = || program(&f.url, &attachments, &["backup", "--json", folder.to_str().unwrap()]);
    assert_eq!(backup().0, 0);
    let files = f.file("hubei", &order("hubei", 1).order_no).await.items[0].attachments.clone();
    let home = |n: usize| attachments.join(place_of(&files[n].file.sha256).unwrap());
    std::fs::remove_file(home(0)).unwrap();
    std::fs::write(home(1), "x").unwrap();
    let (code, made, _) = backup();
    assert_eq!((code, made["lacking"].as_array().unwrap().len()), (2, 2), "{made}");
    // The backup has them from before: it comes back whole.
    let empty = Empty::new(&f).await;
    let (code, restored, said) = empty.restores(&[folder.to_str().unwrap()]);
    assert_eq!((code, restored["lacking"].as_array().unwrap().len()), (0, 0), "{said}");
}

pub(super) async fn a_backup_that_was_touched_is_refused(f: Fixture) {
    let here = tempfile::tempdir().unwrap();
    let (attachments, folder) = (here.path().join("attachments"), here.path().join("backups"));
    let number = submit(&f, &attachments, 1, 1_000).await;
    let (code, made, _) = program(&f.url, &attachments, &["backup", "--json", folder.to_str().unwrap()]);
    assert_eq!(code, 0);
    let backup = PathBuf::from(made["path"].as_str().unwrap());
    // An anchor taken later, elsewhere: by itself the backup is whole, against that it is old.
    f.decide("zhangmin", &number, &[Outcome::Approve], 0).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let later = anchored(&f.url, &elsewhere, &[]);
    let empty = Empty::new(&f).await;
    let (code, restored, _) = empty.restores(&[backup.to_str().unwrap(), "--anchor", later.to_str().unwrap()]);
    assert_eq!((code, restored["in_place"].as_bool()), (1, Some(false)));
    assert!(restored["faults"].as_u64().unwrap() >= 2 && empty.is_untouched().await);
    // It is as empty as before: the same place takes what is whole.
    let (code, _, said) = empty.restores(&[backup.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    for name in
        [if f.engine == Engine::Sqlite { "desk.db" } else { "desk.dump" }, "anchor.jsonl", "attachments.txt", "manifest.json"]
    {
        let path = backup.join(name);
        let whole = std::fs::read(&path).unwrap();
        for touched in [&whole[..whole.len() / 2], &[whole.as_slice(), b"x"].concat(), b""] {
            std::fs::write(&path, touched).unwrap();
            let empty = Empty::new(&f).await;
            let (code, _, said) = empty.restores(&[backup.to_str().unwrap()]);
            assert!(code == 1 && said.contains("backup.not_whole"), "{name}: {said}");
            assert!(empty.is_untouched().await, "{name}");
        }
        std::fs::write(&path, whole).unwrap();
    }
    // The trail was tampered with before the backup was made: the backup is what it says, and its trail is not.
    let (off, on) = match f.engine {
        Engine::Sqlite => ("DROP TRIGGER audit_log_update", ""),
        Engine::Postgres => (
            "ALTER TABLE audit_log DISABLE TRIGGER audit_log_fixed",
            "ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_fixed",
        ),
    };
    let edit = format!("{off}; UPDATE audit_log SET actor = 'x' WHERE subject = '{number}' AND seq = 2; {on}");
    f.raw().await.run(&edit).await.unwrap();
    let (code, made, _) = program(&f.url, &attachments, &["backup", "--json", folder.to_str().unwrap()]);
    assert_eq!(code, 0);
    let empty = Empty::new(&f).await;
    let (code, restored, _) = empty.restores(&[made["path"].as_str().unwrap()]);
    assert_eq!(restored["faults"].as_u64(), Some(1));
    assert!(code == 1 && empty.is_untouched().await);
    let (code, restored, _) = empty.restores(&[made["path"].as_str().unwrap(), "--anyway"]);
    assert_eq!((code, restored["in_place"].as_bool()), (2, Some(true)));
}
