//! Watching for what others do: polled a few times a second, which is what both engines do cheaply and what no decision pays for.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::msg::Msg;
use crate::domain::time::Millis;
use crate::store::Store;
use crate::store::records::AuditEntry;

/// Between two looks.
const EVERY: Duration = Duration::from_millis(400);
/// How far back each look goes: transactions that began earlier may commit later.
const OVERLAP_MS: i64 = 10_000;
/// Most rows taken at a look; what is beyond comes with the next one.
const MOST: u32 = 500;

/// Watches an institution until the receiver is gone or the task is aborted.
pub(super) async fn watch(store: Arc<dyn Store>, institution: String, replies: mpsc::UnboundedSender<Msg>) {
    let mut since: Option<Millis> = None;
    let mut seen: BTreeSet<(Millis, String, i64)> = BTreeSet::new();
    let mut reachable = true;
    while !replies.is_closed() {
        let look = look(&store, &institution, since).await;
        if look.is_ok() != reachable {
            reachable = look.is_ok();
            let _ = replies.send(Msg::Reachable(reachable));
        }
        if let Ok(Some((entries, now))) = look {
            let first = since.is_none();
            let newest = entries.last().map_or(now, |entry| entry.at);
            // A full page may have more behind it: go on from its end, not from now.
            let full = entries.len() >= MOST as usize;
            since = Some(if full { newest } else { newest.max(since.unwrap_or(newest)) });
            let fresh: Vec<AuditEntry> =
                entries.into_iter().filter(|entry| seen.insert((entry.at, entry.subject.clone(), entry.seq))).collect();
            let horizon = newest.plus(-2 * OVERLAP_MS);
            seen = seen.split_off(&(horizon, String::new(), 0));
            if !first && !fresh.is_empty() && replies.send(Msg::Activity(fresh, now)).is_err() {
                return;
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

type Seen = Option<(Vec<AuditEntry>, Millis)>;

async fn look(store: &Arc<dyn Store>, institution: &str, since: Option<Millis>) -> crate::store::Result<Seen> {
    if !store.changed(institution).await? && since.is_some() {
        return Ok(None);
    }
    let from = match since {
        Some(since) => since,
        // The first look only takes note of what is there.
        None => store.activity(institution, None, 0).await?.1,
    };
    store.activity(institution, Some(from.plus(-OVERLAP_MS)), MOST).await.map(Some)
}
