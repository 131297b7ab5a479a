//! Tampering with the audit trail by someone whom the database does not hold back, and what `jiaodui audit` says of it.

use std::process::Command;

use jiaodui::domain::decision::Outcome;
use serde_json::Value;

use super::fixture::{Engine, Fixture, Raw};

/// What the built program prints, a JSON value a line, and whether it found the trail whole.
fn program(f: &Fixture, arguments: &[&str]) -> (bool, Vec<Value>) {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_jiaodui"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .env("JIAODUI_DATABASE", &f.url)
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    (output.status.success(), lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn faults(f: &Fixture) -> Vec<(String, String, i64)> {
    let (is_whole, mut lines) = program(f, &["audit", "verify", "--json"]);
    let total = lines.pop().expect("the total");
    assert_eq!(total["faults"].as_u64().unwrap(), lines.len() as u64);
    assert_eq!(is_whole, lines.is_empty(), "the exit status says the same");
    let word = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    lines.iter().map(|line| (word(line, "code"), word(line, "subject"), line["seq"].as_i64().unwrap())).collect()
}

/// Takes the triggers of the trail away, as the owner of the file or of the server can.
async fn unguarded(f: &Fixture) -> Raw {
    let mut raw = f.raw().await;
    let script = match f.engine {
        Engine::Sqlite => {
            raw.text(
                "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_master \
                 WHERE type = 'trigger' AND tbl_name = 'audit_log'",
            )
            .await
        }
        Engine::Postgres => "ALTER TABLE audit_log DISABLE TRIGGER ALL".to_owned(),
    };
    raw.run(&script).await.unwrap();
    raw
}

pub(super) async fn what_was_done_to_a_trail_is_found(f: Fixture) {
    let mut numbers = Vec::new();
    for n in 1..=6 {
        numbers.push(f.submit("hubei", n).await);
    }
    for number in &numbers {
        f.decide("zhangmin", number, &[Outcome::Approve], 0).await;
    }
    assert_eq!(faults(&f), vec![], "nothing was done to it yet");
    let whole = f.store.audit("hubei", numbers[0].as_str(), 0).await.unwrap();
    assert!(whole.len() >= 3, "submitted, claimed, decided: {whole:?}");
    let newest = whole.last().unwrap().seq;
    let mut raw = unguarded(&f).await;
    let of = |n: usize| format!("institution = 'hubei' AND subject = '{}'", numbers[n]);
    let attacks = [
        format!("UPDATE audit_log SET actor = 'chengang' WHERE {} AND seq = 2", of(0)),
        format!("DELETE FROM audit_log WHERE {} AND seq = 2", of(1)),
        format!("DELETE FROM audit_log WHERE {} AND seq = {newest}", of(2)),
        format!("DELETE FROM audit_log WHERE {}", of(3)),
        format!(
            "UPDATE audit_log SET seq = 999 WHERE {0} AND seq = 1; UPDATE audit_log SET seq = 1 WHERE {0} AND seq = 2; \
             UPDATE audit_log SET seq = 2 WHERE {0} AND seq = 999",
            of(4)
        ),
    ];
    for attack in &attacks {
        raw.run(attack).await.unwrap();
    }
    let found = faults(&f);
    let said = |n: usize| -> Vec<(&str, i64)> {
        let mine = found.iter().filter(|(_, subject, _)| *subject == numbers[n].as_str());
        mine.map(|(code, _, seq)| (code.as_str(), *seq)).collect()
    };
    assert_eq!(said(0), [("audit.edited", 2)], "an edited row");
    assert_eq!(said(1), [("audit.gap", 3)], "a row taken out of the middle");
    assert_eq!(said(2), [("audit.tail", newest - 1)], "an end cut off");
    assert_eq!(said(3), [("audit.missing", 0)], "a whole trail removed");
    let swapped = said(4);
    assert!(swapped.contains(&("audit.edited", 1)) && swapped.contains(&("audit.edited", 2)), "a pair swapped: {swapped:?}");
    assert_eq!(said(5), [], "nothing was done to this one");
}

pub(super) async fn a_trail_is_shown_row_by_row(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    f.decide("zhangmin", &number, &[Outcome::Approve], 0).await;
    let (done, rows) = program(&f, &["audit", "show", number.as_str(), "--json"]);
    assert!(done);
    let actions: Vec<&str> = rows.iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert_eq!(actions[..3], ["submit", "claim", "decide"]);
    assert_eq!(rows[2]["actor"], "zhangmin");
    let (_, staff) = program(&f, &["audit", "show", "staff:zhangmin", "--json"]);
    assert!(!staff.is_empty(), "staff have trails, too");
    let (done, nothing) = program(&f, &["audit", "show", "2020101611482999", "--json"]);
    assert!(!done && nothing.is_empty(), "an order that there is not");
}
