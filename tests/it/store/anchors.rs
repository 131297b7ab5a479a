//! The audit trail proves itself: every tampering is really done, by raw SQL, by someone whom the database does not hold back, and is
//! named by the built program.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{AuditEntry, Institution};
use serde_json::Value;
use tempfile::TempDir;

use super::fixture::{Engine, Fixture, Raw};
use crate::support::cluster;
use crate::support::fixtures::{FIRST_MOMENT, order, submission};

/// What the built program printed, a JSON value a line, and its exit status.
fn program(url: &str, arguments: &[&str]) -> (i32, Vec<Value>) {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_jiaodui"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .env("JIAODUI_DATABASE", url)
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let code = output.status.code().unwrap();
    (code, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// Code, subject and row of each finding; the exit status says the same as the total.
fn found(url: &str, anchors: &[&Path]) -> Vec<(String, String, i64)> {
    let mut arguments = vec!["audit", "verify", "--json"];
    for anchor in anchors {
        arguments.extend(["--anchor", anchor.to_str().unwrap()]);
    }
    let (code, mut lines) = program(url, &arguments);
    let total = lines.pop().expect("the total");
    assert_eq!(total["faults"].as_u64().unwrap(), lines.len() as u64);
    assert_eq!(total["anchors"].as_u64().unwrap(), anchors.len() as u64);
    assert_eq!(code, i32::from(!lines.is_empty()), "{lines:?}");
    let word = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    lines.iter().map(|line| (word(line, "code"), word(line, "subject"), line["seq"].as_i64().unwrap())).collect()
}

/// Takes an anchor into a folder; where it is.
pub(super) fn anchored(url: &str, folder: &TempDir, more: &[&str]) -> PathBuf {
    let arguments = [&["audit", "anchor", "--json", "--out", folder.path().to_str().unwrap()], more].concat();
    let (code, lines) = program(url, &arguments);
    assert_eq!(code, 0);
    let path = PathBuf::from(lines[0]["path"].as_str().unwrap());
    let content = std::fs::read(&path).unwrap();
    assert_eq!(jiaodui::evidence::sha256_hex(&content), lines[0]["sha256"], "sha256sum prints the same");
    path
}

/// Takes every guard away, as the owner of the file or of the server can.
async fn owner(f: &Fixture) -> Raw {
    let mut raw = f.raw().await;
    let script = match f.engine {
        Engine::Sqlite => {
            let drop = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_master WHERE type = 'trigger'";
            format!("PRAGMA foreign_keys = OFF; {}", raw.text(drop).await)
        }
        Engine::Postgres => {
            let disable = "SELECT string_agg(format('ALTER TABLE %I DISABLE TRIGGER ALL', relname), ';') FROM pg_class \
                           WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
            raw.text(disable).await
        }
    };
    raw.run(&script).await.unwrap();
    raw
}

/// Removes an order with all its rows, wherever they are, the register excepted.
async fn removes(raw: &mut Raw, number: &OrderNo) {
    let tables = match raw {
        Raw::Sqlite(_) => {
            "SELECT group_concat(t.name) FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.name = 'order_no'"
        }
        Raw::Postgres(_) => {
            "SELECT string_agg(table_name, ',') FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'order_no'"
        }
    };
    let tables = raw.text(tables).await;
    assert!(tables.split(',').count() > 8, "{tables}");
    for table in tables.split(',') {
        raw.run(&format!("DELETE FROM {table} WHERE order_no = '{number}'")).await.unwrap();
    }
    for table in ["audit_log", "feed_events"] {
        raw.run(&format!("DELETE FROM {table} WHERE subject = '{number}'")).await.unwrap();
    }
}

fn named(code: &str, subject: impl ToString, seq: i64) -> (String, String, i64) {
    (code.to_owned(), subject.to_string(), seq)
}

/// So many decided orders of 湖北.
async fn decided(f: &Fixture, from: u32, to: u32) -> Vec<OrderNo> {
    let mut numbers = Vec::new();
    for n in from..=to {
        let number = f.submit("hubei", n).await;
        f.decide("zhangmin", &number, &[Outcome::Approve], 0).await;
        numbers.push(number);
    }
    numbers
}

pub(super) async fn an_untouched_database_is_whole_against_its_anchors(f: Fixture) {
    let folder = tempfile::tempdir().unwrap();
    let mut anchors = vec![anchored(&f.url, &folder, &[])];
    decided(&f, 1, 3).await;
    assert_eq!(found(&f.url, &[&anchors[0]]), [], "rows that came later are no fault");
    anchors.push(anchored(&f.url, &folder, &[]));
    // A third one that leaves out what the second one has: only what was anchored and touched since is in it.
    let number = f.submit("zhejiang", 900).await;
    let since = anchors[1].clone();
    anchors.push(anchored(&f.url, &folder, &["--since", since.to_str().unwrap()]));
    let third = std::fs::read_to_string(&anchors[2]).unwrap();
    assert!(third.contains(number.as_str()) && !third.contains("staff:zhangmin"), "{third}");
    assert!(third.contains("\"institution\":\"hubei\"}"), "the unchanged bucket is a digest only: {third}");
    let all: Vec<&Path> = anchors.iter().map(PathBuf::as_path).collect();
    assert_eq!(found(&f.url, &all), []);
    let (code, _) = program(&f.url, &["audit", "verify", "--json", "--anchor", anchors[2].to_str().unwrap()]);
    assert_eq!(code, 1, "without the one it continues it cannot be compared");
    let (_, trail) = program(&f.url, &["audit", "show", "desk:anchors", "--json"]);
    assert_eq!(trail.iter().map(|row| row["action"].as_str().unwrap()).collect::<Vec<_>>(), ["anchor"; 3]);
    assert_eq!(trail[2]["detail"]["previous"], trail[1]["detail"]["sha256"], "each names the one before it");
}

pub(super) async fn each_tampering_with_a_trail_is_named(f: Fixture) {
    let numbers = decided(&f, 1, 7).await;
    let folder = tempfile::tempdir().unwrap();
    let anchor = anchored(&f.url, &folder, &[]);
    let newest = f.store.audit("hubei", numbers[0].as_str(), 0).await.unwrap().last().unwrap().seq;
    let mut raw = owner(&f).await;
    let of = |n: usize| format!("institution = 'hubei' AND subject = '{}'", numbers[n]);
    for attack in [
        format!("UPDATE audit_log SET detail = '{{}}' WHERE {} AND seq = 2", of(0)),
        format!("DELETE FROM audit_log WHERE {} AND seq = 2", of(1)),
        format!("DELETE FROM audit_log WHERE {} AND seq = {newest}", of(2)),
        // The head that the order remembers is cut along: only the anchor remembers.
        format!(
            "DELETE FROM audit_log WHERE {} AND seq = {newest}; UPDATE orders SET audit_seq = {} WHERE order_no = '{}'",
            of(3),
            newest - 1,
            numbers[3]
        ),
        format!(
            "UPDATE audit_log SET seq = 999 WHERE {0} AND seq = 1; UPDATE audit_log SET seq = 1 WHERE {0} AND seq = 2; \
             UPDATE audit_log SET seq = 2 WHERE {0} AND seq = 999",
            of(4)
        ),
        format!("DELETE FROM audit_log WHERE {}", of(5)),
    ] {
        raw.run(&attack).await.unwrap();
    }
    let alone = found(&f.url, &[]);
    let (_, with) = {
        let all = found(&f.url, &[&anchor]);
        (all.len(), all)
    };
    let said = |all: &[(String, String, i64)], n: usize| -> Vec<(String, i64)> {
        all.iter().filter(|(_, subject, _)| *subject == numbers[n].as_str()).map(|(code, _, seq)| (code.clone(), *seq)).collect()
    };
    let is = |code: &str, seq: i64| (code.to_owned(), seq);
    assert_eq!(said(&alone, 0), [is("audit.edited", 2)], "an edited row");
    assert_eq!(said(&alone, 1), [is("audit.gap", 3)], "a row taken out of the middle");
    assert_eq!(said(&alone, 2), [is("audit.tail", newest - 1)], "an end cut off");
    assert_eq!(said(&alone, 3), [], "an end cut off together with what remembers it");
    assert_eq!(said(&with, 3), [is("anchor.tail", newest - 1)], "and the anchor remembers it all the same");
    let swapped = said(&alone, 4);
    assert!(swapped.contains(&is("audit.edited", 1)) && swapped.contains(&is("audit.edited", 2)), "a swapped pair: {swapped:?}");
    assert_eq!(said(&alone, 5), [is("audit.missing", 0)], "a whole trail");
    assert_eq!(said(&with, 5), [is("audit.missing", 0), is("anchor.missing", 0)]);
    assert_eq!(said(&with, 6), [], "nothing was done to this one");
}

pub(super) async fn what_is_removed_from_everywhere_is_missed(f: Fixture) {
    let numbers = decided(&f, 1, 5).await;
    let folder = tempfile::tempdir().unwrap();
    let anchor = anchored(&f.url, &folder, &[]);
    let mut raw = owner(&f).await;
    let number_of = |n: usize| format!("SELECT subject_no FROM audit_subjects WHERE subject = '{}'", numbers[n]);
    let (second, last) = (raw.number(&number_of(1)).await, raw.number(&number_of(4)).await);
    removes(&mut raw, &numbers[0]).await;
    assert_eq!(found(&f.url, &[]), [named("audit.missing", &numbers[0], 0)], "an order with all its rows: the register knows it");
    removes(&mut raw, &numbers[1]).await;
    raw.run(&format!("DELETE FROM audit_subjects WHERE subject = '{}'", numbers[1])).await.unwrap();
    raw.run(&format!("DELETE FROM orders WHERE order_no = '{}'", numbers[2])).await.unwrap();
    let alone = found(&f.url, &[]);
    assert!(alone.contains(&named("audit.register", format!("#{second}"), second)), "and from the register too: {alone:?}");
    assert!(
        alone.iter().any(|one| one.0 == "audit.orderless" && one.1 == numbers[2].as_str()),
        "the order without its trail: {alone:?}"
    );
    assert_eq!(alone.len(), 3);
    // The newest of all, removed from the register too, leaves no gap.
    removes(&mut raw, &numbers[4]).await;
    raw.run(&format!("DELETE FROM audit_subjects WHERE institution = 'hubei' AND subject_no = {last}")).await.unwrap();
    assert_eq!(found(&f.url, &[]).len(), 3);
    let with = found(&f.url, &[&anchor]);
    for n in [0, 1, 4] {
        assert!(with.contains(&named("anchor.missing", &numbers[n], 0)), "{n}: {with:?}");
    }
    // Somebody slips a trail in, past the register.
    raw.run(
        "INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
         VALUES ('hubei', 'report:x', 1, 1, 'x', 'x', '{}', '', 'x')",
    )
    .await
    .unwrap();
    let strange = found(&f.url, &[]);
    assert!(strange.contains(&named("audit.unregistered", "report:x", 1)), "{strange:?}");
    let (code, _) = program(&f.url, &["audit", "anchor", "--json", "--out", folder.path().to_str().unwrap()]);
    assert_eq!(code, 1, "what is not whole is not anchored");
}

/// Whoever knows how the hashes are made writes a trail anew from one end to the other: consistent in itself.
pub(super) async fn a_history_written_anew_shows_against_the_anchor(f: Fixture) {
    let numbers = decided(&f, 1, 2).await;
    let folder = tempfile::tempdir().unwrap();
    let anchor = anchored(&f.url, &folder, &[]);
    let trail = f.store.audit("hubei", numbers[0].as_str(), 0).await.unwrap();
    let mut raw = owner(&f).await;
    let mut before = String::new();
    let newest = trail.last().unwrap().seq;
    for mut row in trail {
        if row.actor == "zhangmin" {
            row.actor = "chengang".to_owned();
        }
        row.prev_hash = before;
        row.hash = hash_of(&row);
        let update = format!(
            "UPDATE audit_log SET actor = '{}', prev_hash = '{}', hash = '{}' WHERE subject = '{}' AND seq = {}",
            row.actor, row.prev_hash, row.hash, row.subject, row.seq
        );
        raw.run(&update).await.unwrap();
        before = row.hash;
    }
    assert_eq!(found(&f.url, &[]), [], "consistent in itself");
    assert_eq!(found(&f.url, &[&anchor]), [named("anchor.changed", &numbers[0], newest)]);
    // The rows of two orders change places in the register.
    let of = |n: usize| format!("subject = '{}'", numbers[n]);
    raw.run(&format!(
        "UPDATE audit_subjects SET subject = 'x' WHERE {0}; UPDATE audit_subjects SET {0} WHERE {1}; \
         UPDATE audit_subjects SET {1} WHERE subject = 'x'",
        of(0),
        of(1)
    ))
    .await
    .unwrap();
    let codes: Vec<String> = found(&f.url, &[&anchor]).into_iter().map(|one| one.0).collect();
    assert_eq!(codes, ["anchor.register", "anchor.changed", "anchor.register"]);
}

pub(super) async fn an_old_backup_shows_against_the_anchor_only(f: Fixture) {
    let numbers = decided(&f, 1, 3).await;
    let waiting = f.submit("hubei", 10).await;
    let folder = tempfile::tempdir().unwrap();
    let first = anchored(&f.url, &folder, &[]);
    f.store.close().await;
    let old = match f.engine {
        Engine::Sqlite => {
            let copy = folder.path().join("old.db");
            f.raw().await.run(&format!("VACUUM INTO '{}'", copy.display())).await.unwrap();
            format!("sqlite:{}", copy.display())
        }
        Engine::Postgres => cluster::copy_of(&f.url).await,
    };
    // Work goes on: one order is decided, one comes in, an anchor is taken.
    let mut f = f;
    f.store = f.again().await;
    f.decide("chengang", &waiting, &[Outcome::Reject], 0).await;
    let later = f.submit("hubei", 11).await;
    let second = anchored(&f.url, &folder, &[]);
    assert_eq!(found(&f.url, &[&first, &second]), []);
    // The old backup is consistent in itself, and whole against what was anchored before it was made.
    assert_eq!(found(&old, &[]), []);
    assert_eq!(found(&old, &[&first]), []);
    let missed = found(&old, &[&first, &second]);
    assert!(missed.contains(&named("anchor.unknown", "desk:anchors", 1)), "{missed:?}");
    assert!(missed.contains(&named("anchor.tail", &waiting, 1)), "the decision is missed: {missed:?}");
    assert!(missed.contains(&named("anchor.missing", &later, 0)), "the new order is missed: {missed:?}");
    assert!(!missed.iter().any(|one| one.1 == numbers[0].as_str()), "{missed:?}");
}

/// Orders come in and are decided while anchors are taken and everything is verified, again and again.
pub(super) async fn nothing_is_missed_while_colleagues_work(f: Fixture) {
    let f = Arc::new(f);
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = Vec::new();
    for (writer, login) in ["zhangmin", "chengang"].into_iter().enumerate() {
        let (f, stop) = (Arc::clone(&f), Arc::clone(&stop));
        writers.push(tokio::spawn(async move {
            let mut n = 1000 * u32::try_from(writer).unwrap() + 1;
            while !stop.load(Ordering::Relaxed) {
                f.store.apply(&submission(order("hubei", n))).await.unwrap();
                f.decide(login, &order("hubei", n).order_no, &[Outcome::Supplement], 0).await;
                n += 1;
            }
            n
        }));
    }
    let url = f.url.clone();
    let rounds = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        let mut anchors: Vec<PathBuf> = Vec::new();
        for round in 0..4 {
            anchors.push(anchored(&url, &folder, &[]));
            let all: Vec<&Path> = anchors.iter().map(PathBuf::as_path).collect();
            assert_eq!(found(&url, &all), [], "round {round}");
        }
    });
    rounds.await.unwrap();
    stop.store(true, Ordering::Relaxed);
    for (writer, done) in writers.into_iter().enumerate() {
        let done = done.await.unwrap() - 1000 * u32::try_from(writer).unwrap();
        assert!(done > 10, "the writers really wrote: {done}");
    }
}

/// Trails of an institution that had none begin in several processes at once: each has a number, and no number is left out.
pub(super) async fn many_trails_begin_at_once(f: Fixture) {
    const WRITERS: u32 = 8;
    const EACH: u32 = 25;
    let fujian = Institution {
        code: "fujian".to_owned(),
        name: "福建省教育考试院".to_owned(),
        short_name: "福建".to_owned(),
        province_code: Some("350000".to_owned()),
    };
    f.store.put_institutions(&[fujian]).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let store = f.again().await;
        writers.spawn(async move {
            for n in 0..EACH {
                store.apply(&submission(order("fujian", 1000 * writer + n))).await.unwrap();
            }
            store.close().await;
        });
    }
    writers.join_all().await;
    let mut raw = f.raw().await;
    let (many, newest) = ("SELECT COUNT(*)", "SELECT MAX(subject_no)");
    for what in [many, newest] {
        let number = raw.number(&format!("{what} FROM audit_subjects WHERE institution = 'fujian'")).await;
        assert_eq!(number, i64::from(WRITERS * EACH), "{what}");
    }
    assert_eq!(found(&f.url, &[]), []);
}

pub(super) async fn the_register_only_grows(f: Fixture) {
    f.submit("hubei", 1).await;
    let mut raw = f.raw().await;
    for attack in [
        "UPDATE audit_subjects SET subject = 'x' WHERE institution = 'hubei'",
        "DELETE FROM audit_subjects WHERE institution = 'hubei'",
        "INSERT INTO audit_subjects (institution, subject_no, subject) VALUES ('hubei', 9999, 'x')",
        "INSERT INTO audit_subjects (institution, subject_no, subject) SELECT institution, MAX(subject_no) + 1, 'report:none' FROM audit_subjects \
         WHERE institution = 'hubei' GROUP BY institution",
    ] {
        let said = raw.refused(attack, attack).await;
        assert!(said.contains("audit_subjects.fixed"), "{said}");
    }
    assert_eq!(found(&f.url, &[]), []);
}

pub(super) async fn an_anchor_that_is_not_whole_is_refused(f: Fixture) {
    f.submit("hubei", 1).await;
    let folder = tempfile::tempdir().unwrap();
    let anchor = anchored(&f.url, &folder, &[]);
    let whole = std::fs::read_to_string(&anchor).unwrap();
    let (code, _) = program(&f.url, &["audit", "anchor", "--json", "--out", anchor.to_str().unwrap()]);
    assert_eq!(code, 1, "nothing is written over");
    assert_eq!(std::fs::read_to_string(&anchor).unwrap(), whole);
    let lines: Vec<&str> = whole.lines().collect();
    let cut = lines[..lines.len() - 1].join("\n") + "\n";
    let without_one = [&lines[..1], &lines[2..]].concat().join("\n") + "\n";
    let edited = whole.replacen("20201016", "20201017", 1);
    assert_ne!(edited, whole);
    let broken = folder.path().join("broken.jsonl");
    for content in ["", "{}\n", "\u{0}", cut.as_str(), without_one.as_str(), edited.as_str(), whole.trim_end()] {
        std::fs::write(&broken, content).unwrap();
        let (code, lines) = program(&f.url, &["audit", "verify", "--json", "--anchor", broken.to_str().unwrap()]);
        assert_eq!((code, lines.len()), (1, 0), "{content:?} is no anchor, and nothing is said of the database");
    }
}

/// A first row of a trail of 湖北, as a script that adds it.
fn begins(subject: &str, action: &str, detail: &str) -> String {
    let mut row = AuditEntry {
        institution: "hubei".to_owned(),
        subject: subject.to_owned(),
        seq: 1,
        at: FIRST_MOMENT,
        actor: "zhangmin".to_owned(),
        action: action.to_owned(),
        detail: detail.to_owned(),
        prev_hash: String::new(),
        hash: String::new(),
    };
    row.hash = hash_of(&row);
    format!(
        "INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
         VALUES ('hubei', '{subject}', 1, {}, 'zhangmin', '{action}', '{detail}', '', '{}')",
        row.at.0, row.hash
    )
}

/// What would make an anchor unreadable, or every desk wait, is refused by the table itself.
pub(super) async fn what_goes_into_a_trail_has_bounds(f: Fixture) {
    let mut raw = f.raw().await;
    let of = |length: usize| format!("{{\"x\":\"{}\"}}", "y".repeat(length - 8));
    let reason = |length: usize| format!("{{\"reason\":\"{}\"}}", "由".repeat(length));
    for (subject, action, detail) in [
        ("", "note", "{}"),
        ("长".repeat(201).as_str(), "note", "{}"),
        ("a\u{1}b", "note", "{}"),
        ("a\nb", "note", "{}"),
        ("a\u{7f}b", "note", "{}"),
        ("a\u{85}b", "note", "{}"),
        ("a", "", "{}"),
        ("a", "No", "{}"),
        ("a", "x".repeat(41).as_str(), "{}"),
        ("a", "note", "[]"),
        ("a", "note", "1"),
        ("a", "note", of(65_537).as_str()),
        ("a", "note", reason(1_001).as_str()),
    ] {
        let said = raw.run(&begins(subject, action, detail)).await.unwrap_err();
        assert!(said.contains("audit_log.bounds"), "{subject:.20} {action:.20} {detail:.20}: {said}");
    }
    for nonsense in ["", "x", "{", "{\"x\":\"a\u{1}\"}"] {
        raw.run(&begins("a", "note", nonsense)).await.unwrap_err();
    }
    raw.run(&begins("长".repeat(200).as_str(), "note", "{}")).await.unwrap();
    raw.run(&begins("b", "x".repeat(40).as_str(), &of(65_536))).await.unwrap();
    raw.run(&begins("c", "note", &reason(1_000))).await.unwrap();
    assert_eq!(found(&f.url, &[]), []);
}

/// Names that are as long as names were before they had bounds.
pub(super) async fn trails_with_endless_names_are_anchored(f: Fixture) {
    decided(&f, 1, 2).await;
    let mut raw = f.raw().await;
    let without = match f.engine {
        Engine::Sqlite => "DROP TRIGGER audit_log_bounds",
        Engine::Postgres => "ALTER TABLE audit_log DISABLE TRIGGER audit_log_bounds",
    };
    raw.run(without).await.unwrap();
    for n in 0..60 {
        raw.run(&begins(&format!("old:{n}:{}", "x".repeat(20_000)), "note", "{}")).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let first = anchored(&f.url, &folder, &[]);
    f.submit("hubei", 10).await;
    let second = anchored(&f.url, &folder, &["--since", first.to_str().unwrap()]);
    assert_eq!(found(&f.url, &[&first, &second]), []);
    // One that fits no line by itself is said, and no anchor is left that nobody can read.
    raw.run(&begins(&format!("old:{}", "\u{1}".repeat(180_000)), "note", "{}")).await.unwrap();
    let before = std::fs::read_dir(folder.path()).unwrap().count();
    let (code, _) = program(&f.url, &["audit", "anchor", "--json", "--out", folder.path().to_str().unwrap()]);
    assert_ne!(code, 0);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), before);
}
