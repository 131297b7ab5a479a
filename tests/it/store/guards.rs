//! What the database itself refuses, tried with raw SQL by someone whom nothing else holds back.

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::finding::{Noticed, Says, Severity};
use jiaodui::domain::status::{MOVES, Status};
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{Applied, AuditEntry};

use super::fixture::{Engine, Fixture, Raw};
use crate::support::fixtures::{FIRST_MOMENT, order, order_no, submission};

/// An audit row with its right hash: whoever attacks knows how the chain is made.
fn sealed(subject: &str, seq: i64, action: &str, prev_hash: &str) -> String {
    let mut entry = AuditEntry {
        institution: "hubei".to_owned(),
        subject: subject.to_owned(),
        seq,
        at: FIRST_MOMENT,
        actor: "zhangmin".to_owned(),
        action: action.to_owned(),
        detail: "{}".to_owned(),
        prev_hash: prev_hash.to_owned(),
        hash: String::new(),
    };
    entry.hash = hash_of(&entry);
    format!(
        "INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
         VALUES ('hubei', '{subject}', {seq}, {}, 'zhangmin', '{action}', '{{}}', '{prev_hash}', '{}')",
        FIRST_MOMENT.0, entry.hash
    )
}

/// The newest rows of three orders' trails.
struct Heads(Vec<AuditEntry>);

impl Heads {
    async fn of(f: &Fixture) -> Self {
        let mut heads = Vec::new();
        for n in 1..=3 {
            heads.push(f.store.audit("hubei", order_no(n).as_str(), 0).await.unwrap().pop().expect("a trail"));
        }
        Self(heads)
    }

    fn head(&self, n: u32) -> &AuditEntry {
        &self.0[usize::try_from(n).unwrap() - 1]
    }

    /// A row that continues the trail of the n-th order.
    fn row(&self, n: u32, action: &str) -> String {
        let head = self.head(n);
        sealed(&head.subject, head.seq + 1, action, &head.hash)
    }
}

/// Moves the n-th order, naming its newest audit row.
fn moved(n: u32, status: &str, more: &str) -> String {
    let number = order_no(n);
    format!(
        "UPDATE orders SET status = '{status}', version = version + 1, \
         audit_seq = (SELECT MAX(seq) FROM audit_log WHERE subject = '{number}'), claimed_by = NULL, claim_token = NULL, \
         claimed_at = NULL, claimed_until = NULL {more} WHERE order_no = '{number}'"
    )
}

/// Sets something of the n-th order.
fn set(n: u32, what: &str) -> String {
    format!("UPDATE orders SET {what} WHERE order_no = '{}'", order_no(n))
}

/// A copy of the first order under another number.
pub(super) fn copy(status: &str, version: u32) -> String {
    format!(
        "{submitted}; INSERT INTO orders (institution, order_no, status, version, audit_seq, kind, account, purpose, consented_at, \
         first_submitted_at, submitted_at, updated_at, applicant_nature, applicant_name, applicant_location, applicant_mobile, \
         applicant_email, remark, payment_state, holder, summary, item_count, attachment_count) \
         SELECT institution, '2020101623595999', '{status}', {version}, 1, kind, account, purpose, consented_at, \
         first_submitted_at, submitted_at, updated_at, applicant_nature, applicant_name, applicant_location, applicant_mobile, \
         applicant_email, remark, payment_state, holder, summary, item_count, attachment_count FROM orders \
         WHERE order_no = '{first}'",
        submitted = sealed("2020101623595999", 1, "submit", ""),
        first = order_no(1)
    )
}

/// The copy, put where the n-th order is stored.
fn replace_by_row(n: u32) -> String {
    copy("awaiting_proofreading", 1)
        .replace("INSERT INTO orders (institution,", "INSERT OR REPLACE INTO orders (rowid, institution,")
        .replace(
            "SELECT institution, '2020101623595999'",
            &format!("SELECT (SELECT rowid FROM orders WHERE order_no = '{}'), institution, '2020101623595999'", order_no(n)),
        )
}

/// A decision on the n-th order that nobody's desk made.
fn forged_decision(n: u32) -> String {
    format!(
        "INSERT INTO decisions (institution, order_no, token, round, version, status, staff, decided_at, held_until, \
         catalogue_version, letter_generated, letter, draft) \
         SELECT institution, order_no, 'forged', round, version, 'accepted', 'zhangmin', updated_at, updated_at, '1', '', '', '{{}}' \
         FROM orders WHERE order_no = '{}'",
        order_no(n)
    )
}

/// One awaiting, one accepted with its message held, one awaiting under a claim.
async fn three_orders(f: &Fixture) -> Raw {
    for n in 1..=3 {
        f.submit("hubei", n).await;
    }
    f.decide("zhangmin", &order_no(2), &[Outcome::Approve], 600_000).await;
    f.claim("zhangmin", &order_no(3)).await;
    f.raw().await
}

pub(super) async fn all_refused(raw: &mut Raw, attacks: &[(&str, String)]) {
    for (what, script) in attacks {
        let refusal = raw.refused(what, script).await;
        for slip in [
            "syntax",
            "no such column",
            "no such table",
            "does not exist",
            "ambiguous",
            "datatype mismatch",
            "NOT NULL",
            "not-null",
        ] {
            assert!(!refusal.contains(slip), "{what} was refused for the wrong reason: {refusal}");
        }
    }
}

pub(super) async fn a_legal_move_by_hand_is_let_through(f: Fixture) {
    let mut raw = three_orders(&f).await;
    // Without this, a slip in the scripts below would look like a guard.
    let heads = Heads::of(&f).await;
    raw.run(&format!("BEGIN; {}; {}; COMMIT", heads.row(1, "cancel"), moved(1, "cancelled", ""))).await.unwrap();
    assert_eq!(f.file("hubei", &order_no(1)).await.status, Status::Cancelled);
    raw.run(&format!("BEGIN; {}; COMMIT", copy("awaiting_proofreading", 1))).await.unwrap();
}

pub(super) async fn no_status_moves_but_by_the_machine(f: Fixture) {
    let mut raw = three_orders(&f).await;
    let heads = Heads::of(&f).await;
    let row_and_move =
        |n, action: &str, status: &str, more: &str| format!("{}; {}", heads.row(n, action), moved(n, status, more));
    let attacks = [
        ("a status alone", set(1, "status = 'accepted'")),
        ("a status with a version", set(1, "status = 'accepted', version = version + 1")),
        ("a status that names no row", set(1, "status = 'cancelled', version = version + 1, audit_seq = audit_seq + 1")),
        ("a status that names the old row", set(1, "status = 'cancelled', version = version + 1")),
        ("an unknown status", row_and_move(1, "cancel", "vanished", "")),
        ("an arrow that another act has", row_and_move(1, "cancel", "rejected", "")),
        ("an act that has no arrow", row_and_move(1, "release", "accepted", "")),
        ("reopening what is not decided", row_and_move(2, "reopen", "cancelled", "")),
        ("cancelling what is decided", row_and_move(2, "cancel", "cancelled", "")),
        ("a decision nobody made", row_and_move(1, "decide", "accepted", "")),
        ("a decision nobody made on a claimed order", row_and_move(3, "decide", "accepted", "")),
        ("taking back what was not taken back", row_and_move(2, "take_back", "awaiting_proofreading", "")),
        ("a version left out", row_and_move(1, "cancel", "cancelled", "").replace("version + 1", "version + 2")),
        ("a version that stays", row_and_move(1, "cancel", "cancelled", "").replace("version + 1", "version")),
        ("a round without a resubmission", row_and_move(1, "cancel", "cancelled", ", round = round + 1")),
        ("a version by itself", set(1, "version = version + 1")),
        ("a round by itself", set(1, "round = round + 1")),
        ("a trail that grows shorter", set(3, "audit_seq = audit_seq - 1")),
        ("another account", set(1, "account = 'chsi-ffff'")),
        ("another number", set(1, "order_no = '2020101623595998'")),
        ("another institution", set(1, "institution = 'zhejiang'")),
        ("another kind", set(1, "kind = 'reconsideration'")),
        ("another first submission", set(1, "first_submitted_at = 1")),
        ("an order that comes decided", copy("accepted", 1)),
        ("an order that comes in version 2", copy("awaiting_proofreading", 2)),
        ("an order that goes", format!("DELETE FROM orders WHERE order_no = '{}'", order_no(1))),
        ("an item ahead of its order", format!("UPDATE items SET status = 'accepted' WHERE order_no = '{}'", order_no(1))),
        (
            "an item behind its order",
            format!("UPDATE items SET status = 'awaiting_proofreading' WHERE order_no = '{}'", order_no(2)),
        ),
        ("an item nowhere", format!("UPDATE items SET status = 'vanished' WHERE order_no = '{}'", order_no(1))),
        ("another machine", "INSERT INTO status_moves VALUES ('decide', 'cancelled', 'accepted')".to_owned()),
        ("a bent arrow", "UPDATE status_moves SET to_status = 'accepted' WHERE action = 'cancel'".to_owned()),
        ("a missing arrow", "DELETE FROM status_moves WHERE action = 'cancel'".to_owned()),
    ];
    all_refused(&mut raw, &attacks).await;
    assert_eq!(f.file("hubei", &order_no(1)).await.status, Status::AwaitingProofreading);
}

pub(super) async fn the_machine_is_the_domains(f: Fixture) {
    let mut raw = f.raw().await;
    for (act, from, to) in MOVES {
        let query = format!(
            "SELECT COUNT(*) FROM status_moves WHERE action = '{}' AND from_status = '{}' AND to_status = '{}'",
            act.code(),
            from.code(),
            to.code()
        );
        assert_eq!(raw.number(&query).await, 1, "{act:?} {from:?} {to:?}");
    }
    assert_eq!(raw.number("SELECT COUNT(*) FROM status_moves").await, i64::try_from(MOVES.len()).unwrap());
}

pub(super) async fn what_was_decided_stays(f: Fixture) {
    let mut raw = three_orders(&f).await;
    let number = order_no(2);
    let of = |sql: &str| sql.replace("$", &format!("WHERE order_no = '{number}'"));
    let attacks = [
        ("a decision without a claim", forged_decision(1)),
        ("a second decision of the same version", forged_decision(2)),
        ("another letter", of("UPDATE decisions SET letter = '通过' $")),
        ("another decider", of("UPDATE decisions SET staff = 'chengang' $")),
        ("another outcome", of("UPDATE decisions SET status = 'rejected' $")),
        ("a longer hold", of("UPDATE decisions SET held_until = held_until + 1 $")),
        ("no decision", of("DELETE FROM decisions $")),
        ("another verdict", of("UPDATE verdicts SET verdict = 'match' $")),
        ("no verdicts", of("DELETE FROM verdicts $")),
        ("another item's outcome", of("UPDATE decision_items SET outcome = 'reject' $")),
        ("no outcomes", of("DELETE FROM decision_items $")),
        ("another event", "UPDATE feed_events SET digest = ''".to_owned()),
        ("no events", "DELETE FROM feed_events".to_owned()),
        ("a held message handed over", of("UPDATE messages SET delivered_at = created_at $")),
        ("a held message handed over, dated later", of("UPDATE messages SET delivered_at = held_until + 1 $")),
        ("another text", of("UPDATE messages SET body = '通过' $")),
        ("another addressee", of("UPDATE messages SET account = 'chsi-0001' $")),
        ("a hold cut short", of("UPDATE messages SET held_until = created_at $")),
        ("no message", of("DELETE FROM messages $")),
    ];
    all_refused(&mut raw, &attacks).await;

    f.decide("zhangmin", &order_no(1), &[Outcome::Approve], 0).await;
    let due: Vec<String> = f.store.outbox(None, 10).await.unwrap().into_iter().map(|message| message.message_id).collect();
    assert_eq!(f.store.acknowledge(&due).await.unwrap(), 1);
    let attacks = [
        ("handed over and not", format!("UPDATE messages SET delivered_at = NULL WHERE order_no = '{}'", order_no(1))),
        ("handed over twice", format!("UPDATE messages SET delivered_at = delivered_at + 1 WHERE order_no = '{}'", order_no(1))),
        (
            "taken back after its hold",
            format!("UPDATE decisions SET taken_back_at = held_until + 1 WHERE order_no = '{}'", order_no(1)),
        ),
    ];
    all_refused(&mut raw, &attacks).await;
}

/// A file of the n-th order, and a finding on it, that came with no submission.
fn forged_file(n: u32, round: u32) -> String {
    format!(
        "INSERT INTO attachments (institution, order_no, item, round, position, kind, file_name, sha256, bytes, width, height, format) \
         VALUES ('hubei', '{}', 1, {round}, 9, 'diploma', 'x.jpg', '{}', 1, 200, 200, 'jpeg')",
        order_no(n),
        "f".repeat(64)
    )
}

fn forged_finding(n: u32, round: u32) -> String {
    format!(
        "INSERT INTO findings (institution, order_no, item, round, position, finding, severity, says, message) \
         VALUES ('hubei', '{}', 1, {round}, 9, 'C4', 'info', 'agrees', '')",
        order_no(n)
    )
}

pub(super) async fn files_and_findings_come_with_a_round_and_stay(f: Fixture) {
    let mut noticed = order("hubei", 1);
    let message = |n: u32| Noticed {
        id: "C4".to_owned(),
        item: 1,
        field: None,
        severity: Severity::Warn,
        says: Says::Disagrees,
        message: n.to_string(),
    };
    noticed.findings = vec![message(1), message(2)];
    assert_eq!(f.store.apply(&submission(noticed)).await.unwrap(), Applied::Done);
    for n in 2..=3 {
        f.submit("hubei", n).await;
    }
    f.decide("zhangmin", &order_no(2), &[Outcome::Approve], 600_000).await;
    f.decide("zhangmin", &order_no(3), &[Outcome::Supplement], 0).await;
    let mut raw = f.raw().await;
    let heads = Heads::of(&f).await;
    let of = |n: u32, sql: &str| sql.replace('$', &format!("WHERE order_no = '{}'", order_no(n)));
    let begun = heads.row(3, "resubmit");
    let attacks = [
        ("a file for an order that waits", forged_file(1, 1)),
        ("a file for a decided order", forged_file(2, 1)),
        ("a file of a round to come", forged_file(2, 2)),
        ("a file for an order that waits for the applicant", forged_file(3, 2)),
        ("a file with a resubmission, of an earlier round", format!("{begun}; {}", forged_file(3, 1))),
        ("a file that no order has", forged_file(4, 1)),
        ("other facts", of(1, "UPDATE attachments SET facts = '{}' $")),
        ("another fingerprint", of(1, "UPDATE attachments SET print_2 = 7 $")),
        ("a file superseded by nobody", of(2, "UPDATE attachments SET superseded_by = 2 $")),
        ("a file superseded before its resubmission", of(3, "UPDATE attachments SET superseded_by = 2 $")),
        ("no file", of(1, "DELETE FROM attachments $")),
        ("a finding on an order that waits", forged_finding(1, 1)),
        ("a finding on a decided order", forged_finding(2, 1)),
        ("a finding of a round to come", forged_finding(2, 2)),
        ("a finding on an order that waits for the applicant", forged_finding(3, 2)),
        ("another finding", of(1, "UPDATE findings SET message = '' $")),
        ("a milder finding", of(1, "UPDATE findings SET severity = 'info' $")),
        ("no findings", of(1, "DELETE FROM findings $")),
        ("fewer findings counted", of(1, "UPDATE orders SET finding_count = 0 $")),
        ("more files counted", of(2, "UPDATE orders SET attachment_count = 4 $")),
        (
            "a resubmission that counts wrongly",
            format!("{begun}; {}", moved(3, "awaiting_proofreading", ", round = round + 1, finding_count = 1")),
        ),
    ];
    all_refused(&mut raw, &attacks).await;
    if f.engine == Engine::Sqlite {
        let attacks = [
            ("a file replaced", "INSERT OR REPLACE INTO attachments SELECT * FROM attachments".to_owned()),
            ("a finding replaced", "INSERT OR REPLACE INTO findings SELECT * FROM findings".to_owned()),
        ];
        all_refused(&mut raw, &attacks).await;
    }
    // Otherwise a slip in the scripts would look like a guard.
    let whole = [
        begun.as_str(),
        &of(3, "UPDATE attachments SET superseded_by = 2 $ AND position = 0"),
        &forged_file(3, 2),
        &forged_finding(3, 2),
        &moved(3, "awaiting_proofreading", ", round = round + 1, finding_count = 1"),
        &of(3, "UPDATE items SET status = 'awaiting_proofreading' $"),
    ]
    .join("; ");
    raw.run(&format!("BEGIN; {whole}; COMMIT")).await.unwrap();
    assert_eq!(f.file("hubei", &order_no(3)).await.round, 2);
}

pub(super) async fn the_audit_trail_only_grows(f: Fixture) {
    let mut raw = three_orders(&f).await;
    let heads = Heads::of(&f).await;
    let (number, head) = (order_no(2), heads.head(2));
    let follows = |seq, prev: &str| sealed(&head.subject, seq, "cancel", prev);
    let attacks = [
        ("another actor", format!("UPDATE audit_log SET actor = 'chengang' WHERE subject = '{number}'")),
        ("another hash", format!("UPDATE audit_log SET hash = '{}' WHERE subject = '{number}' AND seq = 1", "f".repeat(64))),
        ("no trail", format!("DELETE FROM audit_log WHERE subject = '{number}'")),
        ("a trail cut short", format!("DELETE FROM audit_log WHERE subject = '{number}' AND seq = 3")),
        ("a gap", follows(head.seq + 2, &head.hash)),
        ("a second row of the same number", follows(head.seq, &head.prev_hash)),
        ("a row that follows another", follows(head.seq + 1, &head.prev_hash)),
        ("a trail that begins later", sealed("staff:nobody", 2, "cancel", &head.hash)),
        ("a trail that begins with a past", sealed("staff:nobody", 1, "cancel", &head.hash)),
    ];
    all_refused(&mut raw, &attacks).await;
    if f.engine == Engine::Sqlite {
        // SQLite deletes what it replaces without asking the DELETE triggers.
        let replace = |script: &str| script.replacen("INSERT INTO", "INSERT OR REPLACE INTO", 1);
        let attacks = [
            // PostgreSQL makes the chain itself where a row brings no hash before it.
            ("a row that follows none", follows(head.seq + 1, "")),
            ("a row replaced", replace(&follows(head.seq, &head.prev_hash))),
            ("a decision replaced", replace(&forged_decision(2))),
            (
                "an order replaced",
                format!("INSERT OR REPLACE INTO orders SELECT * FROM orders WHERE order_no = '{}'", order_no(1)),
            ),
            ("a message replaced", "INSERT OR REPLACE INTO messages SELECT * FROM messages".to_owned()),
            ("an event replaced", "INSERT OR REPLACE INTO feed_events SELECT * FROM feed_events".to_owned()),
            ("an item replaced", "INSERT OR REPLACE INTO items SELECT * FROM items".to_owned()),
            ("verdicts replaced", "INSERT OR REPLACE INTO verdicts SELECT * FROM verdicts".to_owned()),
            ("an order replaced by its row", replace_by_row(2)),
            (
                "an order put in another's row",
                format!(
                    "UPDATE OR REPLACE orders SET rowid = (SELECT rowid FROM orders WHERE order_no = '{}') WHERE order_no = '{}'",
                    order_no(2),
                    order_no(1)
                ),
            ),
            (
                "a decision replaced by its token, whoever holds another order",
                replace(&forged_decision(3).replace("'forged'", "(SELECT token FROM decisions LIMIT 1)")),
            ),
            (
                "a message replaced by its number, for another institution",
                "INSERT OR REPLACE INTO messages (institution, message_id, order_no, account, kind, title, body, created_at, held_until) \
                 SELECT 'zhejiang', message_id, order_no, account, kind, title, '', created_at, held_until FROM messages \
                 WHERE delivered_at IS NULL"
                    .to_owned(),
            ),
        ];
        // As in the shell, which enforces no foreign keys unless asked.
        raw.run("PRAGMA foreign_keys = OFF").await.unwrap();
        all_refused(&mut raw, &attacks).await;
    }
}

#[test]
fn old_shells_know_the_time_too() {
    // `unixepoch('subsec')` is NULL before SQLite 3.42, and what is compared with NULL is refused nothing.
    let guards = include_str!("../../../migrations/sqlite/0002_guards.sql");
    let code = guards.lines().filter(|line| !line.trim_start().starts_with("--"));
    assert!(!code.clone().any(|line| line.contains("subsec")));
    assert!(code.clone().any(|line| line.contains("julianday('now')")));
}
