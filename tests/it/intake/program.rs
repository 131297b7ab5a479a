//! The built program: reports, exit statuses, and a run killed in the middle.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use jiaodui::domain::decision::Outcome;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::flow::decide;
use super::{World, lines, order_no, set, submit, usual_files};

fn jiaodui(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jiaodui"));
    command
        .current_dir(dir)
        .env_clear()
        .env("HOME", dir)
        .env("JIAODUI_DATABASE", format!("sqlite:{}", dir.join("desk.db").display()))
        .stdin(Stdio::null());
    command
}

fn desk() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("feed")).unwrap();
    usual_files(&dir.path().join("feed"));
    dir
}

fn feed(dir: &Path, events: &[Value]) {
    std::fs::write(dir.join("feed/feed.ndjson"), lines(events)).unwrap();
}

fn intake(dir: &Path) -> Output {
    jiaodui(dir).args(["intake", "feed/feed.ndjson", "--report", "json"]).output().unwrap()
}

fn report(output: &Output) -> Vec<Value> {
    String::from_utf8(output.stdout.clone()).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn run(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let output = jiaodui(dir).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_report_is_the_contracts() {
    let dir = desk();
    let bad = set(set(submit(2), "/order/remark", json!("备".repeat(51))), "/extra", json!(1));
    feed(dir.path(), &[submit(1), submit(1), bad]);
    let output = intake(dir.path());
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let first = text.lines().next().unwrap();
    assert_eq!(first, r#"{"line":1,"event_id":"e-1","outcome":"accepted"}"#);
    let lines = report(&output);
    assert_eq!(lines[1], json!({"line": 2, "event_id": "e-1", "outcome": "duplicate"}));
    assert_eq!(
        lines[2],
        json!({"line": 3, "event_id": "e-2", "outcome": "refused", "unknown_keys": 1,
            "errors": [{"code": "field.too_long", "path": "/order/remark", "message": "超过 50 个字符"}]})
    );
    assert_eq!(lines[3], json!({"accepted": 1, "duplicate": 1, "refused": 1, "unknown_keys": 1}));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));

    feed(dir.path(), &[submit(1)]);
    let again = intake(dir.path());
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(String::from_utf8(again.stdout).unwrap().lines().last().unwrap(), r#"{"accepted":0,"duplicate":1,"refused":0}"#);
}

#[test]
fn people_get_sentences_without_personal_numbers() {
    let dir = desk();
    feed(dir.path(), &[set(submit(1), "/order/items/0/certificate/id_no", json!("420106198002290010"))]);
    let (status, text) = run(dir.path(), &["intake", "feed/feed.ndjson"]);
    assert_eq!(status, 2);
    assert!(
        text.contains("第 1 行（e-1）：拒收") && text.contains("校验码") && text.contains("接收 0，重复 0，拒收 1"),
        "{text}"
    );
    assert!(!text.contains("42010619"), "{text}");
}

#[test]
fn standard_input_is_a_feed_too() {
    let dir = desk();
    let mut child = jiaodui(dir.path())
        .args(["intake", "-", "--attachments", "feed", "--report", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&lines(&[submit(1)])).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(report(&output).last().unwrap(), &json!({"accepted": 1, "duplicate": 0, "refused": 0}));
}

#[test]
fn a_run_that_fails_says_so() {
    let dir = desk();
    let missing = jiaodui(dir.path()).args(["intake", "feed/none.ndjson"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8(missing.stderr).unwrap().contains("[feed.unreadable]"));
    // A folder opens and does not read.
    let folder = jiaodui(dir.path()).args(["intake", "feed", "--report", "json"]).output().unwrap();
    assert_eq!(folder.status.code(), Some(1));
    assert!(folder.stdout.is_empty());
}

#[test]
fn progress_and_counts_and_the_whole_of_an_order() {
    let dir = desk();
    feed(dir.path(), &[submit(1), submit(2)]);
    assert_eq!(intake(dir.path()).status.code(), Some(0));

    let (status, text) = run(dir.path(), &["track", &order_no(1), "--json"]);
    let progress: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(status, 0);
    assert_eq!(progress["order_no"], order_no(1));
    assert_eq!(progress["institution"], "hubei");
    assert_eq!(progress["status"], "awaiting_proofreading");
    assert_eq!(progress["round"], 1);
    assert_eq!(
        progress["items"],
        json!([{"item": 1, "service": "degree", "status": "awaiting_proofreading", "summary": "李雯-武汉大学-本科"}])
    );
    assert_eq!(run(dir.path(), &["track", &order_no(3), "--json"]), (3, String::new()));
    assert_eq!(run(dir.path(), &["track", "2020"]).0, 1);
    assert!(run(dir.path(), &["track", &order_no(1)]).1.contains("待校对"));

    let (_, text) = run(dir.path(), &["counts", "--json"]);
    let counts: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(counts, json!([{"institution": "hubei", "status": "awaiting_proofreading", "n": 2}]));
    assert!(run(dir.path(), &["counts"]).1.contains("湖北"));

    let (_, text) = run(dir.path(), &["show", &order_no(1), "--json"]);
    let shown: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(shown["applicant"]["mobile"], "138****8000");
    assert_eq!(shown["items"][0]["certificate"]["id_no"], "420***********0012");
    assert_eq!(shown["items"][0]["attachments"][2]["format"], "png");
    assert_eq!(shown["history"][0]["action"], "submit");
    for text in [text, run(dir.path(), &["show", &order_no(1)]).1] {
        assert!(text.contains("武汉大学") && !text.contains("13800138000") && !text.contains("420106198002290012"), "{text}");
        assert!(!text.contains("liwen@"), "{text}");
    }
    assert_eq!(run(dir.path(), &["show", &order_no(9)]).0, 3);
    assert_eq!(run(dir.path(), &["outbox"]), (0, String::new()));
}

/// A desk on which so many orders have been decided.
async fn decided(orders: u32) -> World {
    let world = World::new().await;
    let events: Vec<Value> = (0..orders).map(submit).collect();
    world.take(&events).await;
    for n in 0..orders {
        decide(&world, n, if n % 2 == 0 { Outcome::Approve } else { Outcome::Supplement }).await;
    }
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_handed_over_once_and_only_when_printed() {
    // More than a page of them.
    const ORDERS: u32 = 203;
    let world = decided(ORDERS).await;
    let (_, text) = run(world.dir(), &["outbox"]);
    let messages: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(messages.len(), ORDERS as usize);
    let first = messages[0].as_object().unwrap();
    let keys: Vec<&str> = first.keys().map(String::as_str).collect();
    assert_eq!(keys.len(), 8, "{keys:?}");
    assert_eq!(first["order_no"], order_no(0));
    assert_eq!(first["enquiry_no"], Value::Null);
    assert_eq!((&first["account"], &first["kind"]), (&json!("chsi-7f31"), &json!("accepted")));
    assert!(first["at"].as_str().unwrap().ends_with("+08:00"));
    assert_eq!(messages[1]["kind"], "supplement");

    // Whoever reads goes away at once: what could not be printed is not acknowledged.
    let mut gone = jiaodui(world.dir()).args(["outbox", "--ack"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(gone.stdout.take());
    assert_eq!(gone.wait().unwrap().code(), Some(1));
    assert_eq!(run(world.dir(), &["outbox"]).1, text);

    assert_eq!(run(world.dir(), &["outbox", "--ack"]), (0, text));
    assert_eq!(run(world.dir(), &["outbox"]), (0, String::new()));
}

#[test]
fn what_is_typed_never_reaches_the_terminal_raw() {
    let dir = desk();
    let event = set(submit(1), "/order/items/0/certificate/school", json!("武汉\u{202e}大学"));
    feed(dir.path(), &[event]);
    assert_eq!(intake(dir.path()).status.code(), Some(0));
    for command in ["track", "show"] {
        let (_, text) = run(dir.path(), &[command, &order_no(1)]);
        assert!(text.contains("武汉<U+202E>大学") && !text.contains('\u{202e}'), "{text}");
    }
}

#[test]
fn killed_in_the_middle_and_run_again_everything_is_in_once() {
    const EVENTS: u32 = 600;
    let dir = desk();
    let events: Vec<Value> = (0..EVENTS).map(submit).collect();
    feed(dir.path(), &events);
    let mut accepted_before = 0;
    for killed_after in [20, 90] {
        let mut child =
            jiaodui(dir.path()).args(["intake", "feed/feed.ndjson", "--report", "json"]).stdout(Stdio::piped()).spawn().unwrap();
        let seen = read_lines(&mut child, accepted_before + killed_after);
        child.kill().unwrap();
        child.wait().unwrap();
        accepted_before += killed_after;
        assert_eq!(seen, accepted_before);
    }
    let output = intake(dir.path());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let tally = report(&output).pop().unwrap();
    let (accepted, duplicate) = (tally["accepted"].as_u64().unwrap(), tally["duplicate"].as_u64().unwrap());
    assert_eq!(accepted + duplicate, u64::from(EVENTS));
    // What was reported as taken before the kill was taken; and the kill came in the middle.
    assert!(duplicate >= accepted_before as u64 && accepted > 0, "{tally}");
    let (_, counts) = run(dir.path(), &["counts", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&counts).unwrap()[0]["n"], EVENTS);
    let again = intake(dir.path());
    assert_eq!(report(&again).pop().unwrap()["duplicate"], EVENTS);
    assert_eq!(kept_files(&dir.path().join("attachments")), 3);
}

#[test]
fn two_runs_of_one_feed_at_once_refuse_nothing() {
    const EVENTS: u32 = 150;
    let dir = desk();
    let events: Vec<Value> = (0..EVENTS).map(submit).collect();
    feed(dir.path(), &events);
    let start =
        || jiaodui(dir.path()).args(["intake", "feed/feed.ndjson", "--report", "json"]).stdout(Stdio::piped()).spawn().unwrap();
    let runs = [start(), start()].map(|child| child.wait_with_output().unwrap());
    let mut accepted = 0;
    for output in &runs {
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
        accepted += report(output).pop().unwrap()["accepted"].as_u64().unwrap();
    }
    assert_eq!(accepted, u64::from(EVENTS));
}

/// Reads so many lines of a child's report.
fn read_lines(child: &mut Child, wanted: usize) -> usize {
    let mut out = child.stdout.take().unwrap();
    let (mut seen, mut byte) = (0, [0]);
    while seen < wanted && out.read(&mut byte).unwrap() == 1 {
        seen += usize::from(byte == *b"\n");
    }
    // The pipe stays open until the child is killed.
    std::mem::forget(out);
    seen
}

fn kept_files(root: &Path) -> usize {
    std::fs::read_dir(root).unwrap().map(|shard| std::fs::read_dir(shard.unwrap().path()).unwrap().count()).sum()
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_feed() {
    let peak = |events: u32| {
        let dir = desk();
        // Mostly refused lines: it is the feed that is long here, not the database that is slow.
        let events: Vec<Value> = (0..events)
            .map(|n| if n % 50 == 0 { submit(n / 50) } else { set(submit(n), "/order/institution", json!("atlantis")) })
            .collect();
        feed(dir.path(), &events);
        drop(events);
        let mut child = jiaodui(dir.path()).args(["intake", "feed/feed.ndjson"]).stdout(Stdio::null()).spawn().unwrap();
        let (status, mut highest) = (format!("/proc/{}/status", child.id()), 0);
        let deadline = Instant::now() + Duration::from_secs(300);
        while child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < deadline);
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let kilobytes =
                text.lines().find_map(|line| line.strip_prefix("VmHWM:")).map(|rest| rest.trim().trim_end_matches(" kB"));
            highest = highest.max(kilobytes.and_then(|text| text.parse().ok()).unwrap_or(0));
            std::thread::sleep(Duration::from_millis(5));
        }
        highest
    };
    let (short, long) = (peak(500), peak(8_000));
    assert!(short > 0 && long < short + 16 * 1024, "{short} kB for 500 lines, {long} kB for 8,000");
}
