//! What was acknowledged, held against what is there.

use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, SystemTime};

use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::evidence::keep::place_of;
use jiaodui::store;
use serde_json::Value;
use sqlx::{Connection, PgConnection, Row, SqliteConnection};

use super::hand::Seen;
use crate::program::House;
use crate::store::fixture::Raw;

/// For how long an order stays somebody's, by the defaults.
const CLAIM_MS: i64 = 900_000;

/// What people and programs were told, over all rounds.
#[derive(Default)]
pub(super) struct Told {
    pub(super) kills: u32,
    pub(super) decided: BTreeSet<String>,
    pub(super) taken: BTreeSet<String>,
    /// Decisions that were sent and never answered for.
    pub(super) unknown: u32,
    pub(super) oldest_unsaved: Duration,
}

/// What may never be there, whatever was killed: each query counts it.
const NEVER: &[(&str, &str)] = &[
    (
        "decided orders without exactly one decision",
        "SELECT COUNT(*) FROM orders o WHERE (o.status = 'accepted') <> \
         (1 = (SELECT COUNT(*) FROM decisions d WHERE d.institution = o.institution AND d.order_no = o.order_no))",
    ),
    (
        "orders whose version does not fit their decisions",
        "SELECT COUNT(*) FROM orders o WHERE version - 1 <> \
         (SELECT COUNT(*) FROM decisions d WHERE d.institution = o.institution AND d.order_no = o.order_no)",
    ),
    (
        "decisions without all their verdicts",
        "SELECT COUNT(*) FROM decisions d WHERE 12 <> (SELECT COUNT(*) FROM verdicts v WHERE v.institution = d.institution \
         AND v.order_no = d.order_no AND v.version = d.version)",
    ),
    (
        "decisions without the outcome of their item",
        "SELECT COUNT(*) FROM decisions d WHERE 1 <> (SELECT COUNT(*) FROM decision_items i WHERE i.institution = d.institution \
         AND i.order_no = d.order_no AND i.version = d.version)",
    ),
    (
        "decisions without exactly one message",
        "SELECT COUNT(*) FROM decisions d WHERE 1 <> (SELECT COUNT(*) FROM messages m WHERE m.decision_token = d.token)",
    ),
    (
        "messages without their decision",
        "SELECT COUNT(*) FROM messages m WHERE NOT EXISTS (SELECT 1 FROM decisions d WHERE d.token = m.decision_token)",
    ),
    (
        "decisions without exactly one row of the trail",
        "SELECT COUNT(*) FROM decisions d WHERE 1 <> (SELECT COUNT(*) FROM audit_log a WHERE a.institution = d.institution \
         AND a.subject = d.order_no AND a.action = 'decide')",
    ),
    (
        "drafts that outlived their decision",
        "SELECT COUNT(*) FROM drafts f WHERE EXISTS (SELECT 1 FROM decisions d WHERE d.institution = f.institution \
         AND d.order_no = f.order_no)",
    ),
    (
        "claims on decided orders",
        "SELECT COUNT(*) FROM orders WHERE status <> 'awaiting_proofreading' AND claimed_by IS NOT NULL",
    ),
    (
        "orders that are half there",
        "SELECT COUNT(*) FROM orders o WHERE 1 <> (SELECT COUNT(*) FROM items i WHERE i.institution = o.institution AND i.order_no = o.order_no) \
         OR 1 <> (SELECT COUNT(*) FROM certificates c WHERE c.institution = o.institution AND c.order_no = o.order_no) \
         OR 3 <> (SELECT COUNT(*) FROM attachments a WHERE a.institution = o.institution AND a.order_no = o.order_no) \
         OR 1 <> (SELECT COUNT(*) FROM audit_log l WHERE l.institution = o.institution AND l.subject = o.order_no AND l.action = 'submit') \
         OR 1 <> (SELECT COUNT(*) FROM feed_events e WHERE e.institution = o.institution AND e.subject = o.order_no)",
    ),
    (
        "events without their order",
        "SELECT COUNT(*) FROM feed_events e WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.order_no = e.subject)",
    ),
];

impl Told {
    /// Holds everything that was ever told against the database, and what the last desk showed against its draft.
    pub(super) async fn holds_after(&mut self, house: &House, seen: Seen) {
        self.decided.extend(seen.decided.iter().cloned());
        let mut raw = raw(house).await;
        for (what, query) in NEVER {
            assert_eq!(raw.number(query).await, 0, "{what}");
        }
        let decided = all(&mut raw, "SELECT order_no FROM decisions").await;
        let missing: Vec<_> = self.decided.iter().filter(|order| !decided.contains(*order)).collect();
        assert!(missing.is_empty(), "shown as decided, and not there: {missing:?}");
        let events = all(&mut raw, "SELECT event_id FROM feed_events").await;
        let missing: Vec<_> = self.taken.iter().filter(|event| !events.contains(*event)).collect();
        assert!(missing.is_empty(), "reported as taken, and not there: {missing:?}");
        let now = i64::try_from(SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis()).unwrap();
        let longest = raw.number("SELECT COALESCE(MAX(claimed_until), 0) FROM orders").await;
        assert!(longest <= now + CLAIM_MS, "a claim goes on for {} ms", longest - now);
        let most = raw
            .number("SELECT COALESCE(MAX(n), 0) FROM (SELECT COUNT(*) AS n FROM orders WHERE claimed_by IS NOT NULL GROUP BY claimed_by) c")
            .await;
        assert!(most <= 1, "somebody holds {most} orders");
        close(raw).await;
        self.drafted(house, &seen, &decided).await;
        files_are_there(house).await;
    }

    /// The order that was open when the desk was killed has all that was called saved.
    async fn drafted(&mut self, house: &House, seen: &Seen, decided: &HashSet<String>) {
        let (Some(open), Some(killed)) = (&seen.open, seen.killed_at) else { return };
        if seen.sent && !seen.decided.contains(open) {
            self.unknown += 1;
        }
        if decided.contains(open) {
            assert!(seen.sent, "{open} was decided by nobody");
            return;
        }
        let store = store::open(&house.url).await.unwrap();
        let draft = store.draft("hubei", &OrderNo::parse(open).unwrap(), &seen.login).await.unwrap();
        assert_eq!(store.miscounted().await.unwrap(), [], "counters are what a recount says");
        store.close().await;
        let there = draft.map_or(0, |draft| draft.verdicts.len());
        assert!(there >= seen.saved, "{} verdicts on {open} were called saved, {there} are", seen.saved);
        let unsaved = seen.judged.iter().find(|(_, count)| *count > there).map(|(at, _)| killed - *at);
        self.oldest_unsaved = self.oldest_unsaved.max(unsaved.unwrap_or_default());
        // Generous, for a machine that is busy with something else; what was measured is printed at the end.
        assert!(unsaved.unwrap_or_default() < Duration::from_secs(5), "a key {unsaved:?} old is in no draft of {open}");
    }

    /// The program's own examinations find nothing.
    pub(super) fn verifies(&self, house: &House) {
        let verified = house.command(&["audit", "verify"]).output().unwrap();
        assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
        let output = house.command(&["doctor", "--deep", "--json"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let mut looked_at = 0;
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let (check, status) = (line["check"].as_str().unwrap(), line["status"].as_str().unwrap());
            // Of the surroundings, and of the tests' own server: it syncs nothing, and everybody is its superuser. What a killed intake
            // had begun to write beside the attachments is left over, which the doctor is right to say.
            let known = ["database.settings", "database.privileges", "audit.anchor", "files.leftovers"];
            let bad = !["ok", "skipped"].contains(&status) && !known.contains(&check) && !check.starts_with("terminal.");
            assert!(!bad, "{line}");
            looked_at +=
                u32::from(check.starts_with("attachments") || check.starts_with("database") || check.starts_with("audit"));
        }
        assert!(looked_at >= 5, "{text}");
    }
}

async fn raw(house: &House) -> Raw {
    if house.url.starts_with("sqlite") {
        Raw::Sqlite(SqliteConnection::connect(&house.url).await.unwrap())
    } else {
        Raw::Postgres(PgConnection::connect(&house.url).await.unwrap())
    }
}

async fn close(raw: Raw) {
    match raw {
        Raw::Sqlite(link) => link.close().await.unwrap(),
        Raw::Postgres(link) => link.close().await.unwrap(),
    }
}

async fn all(raw: &mut Raw, query: &'static str) -> HashSet<String> {
    match raw {
        Raw::Sqlite(link) => sqlx::query(query).fetch_all(link).await.unwrap().iter().map(|row| row.get(0)).collect(),
        Raw::Postgres(link) => sqlx::query(query).fetch_all(link).await.unwrap().iter().map(|row| row.get(0)).collect(),
    }
}

/// Every attachment that an order names is there in its full length. (Whether its content is right too, the doctor looks.)
async fn files_are_there(house: &House) {
    let beside = if house.url.starts_with("sqlite") { "attachments" } else { ".local/share/jiaodui/attachments" };
    let store = store::open(&house.url).await.unwrap();
    let mut after = String::new();
    loop {
        let page = store.attachment_page(&after, 500).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        after.clone_from(last);
        for (sha256, bytes) in page {
            let path = house.path().join(beside).join(place_of(&sha256).unwrap());
            let length = std::fs::metadata(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).len();
            assert_eq!(i64::try_from(length).unwrap(), bytes, "{}", path.display());
        }
    }
    store.close().await;
}

impl House {
    /// The events of the feed that are in.
    pub(super) async fn events_taken(&self) -> HashSet<String> {
        let mut raw = raw(self).await;
        let events = all(&mut raw, "SELECT event_id FROM feed_events").await;
        close(raw).await;
        events
    }
}
