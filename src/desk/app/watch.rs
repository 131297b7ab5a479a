//! Watching for what others do: polled a few times a second, which is what both engines do cheaply and what no decision pays for.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;

use super::msg::Msg;
use crate::domain::time::Millis;
use crate::store::records::AuditEntry;
use crate::store::{Result, Store, StoreError};

/// Between two looks.
const EVERY: Duration = Duration::from_millis(400);
/// How long a look may take before it is said that the database does not answer: one may take no more than a few milliseconds.
const LATE: Duration = Duration::from_secs(5);
/// How far back each look goes: transactions that began earlier may commit later.
const OVERLAP_MS: i64 = 10_000;
/// Rows taken at a time; a look goes on until there are no more.
const MOST: u32 = 500;

/// Watches an institution until the receiver is gone, the task is aborted, or the server lets this login in no longer.
pub(super) async fn watch(store: Arc<dyn Store>, institution: String, replies: mpsc::UnboundedSender<Msg>) {
    let mut since: Option<Millis> = None;
    let mut seen: BTreeSet<(Millis, String, i64)> = BTreeSet::new();
    let mut reachable: Option<bool> = None;
    // Whether a change was noticed that has not been read: the store says but once that there is one.
    let mut behind = true;
    while !replies.is_closed() {
        // A look that is given up was only reading.
        let look = tokio::time::timeout(LATE, look(&store, &institution, since, &mut behind)).await;
        let look = look.unwrap_or_else(|_| Err(StoreError::Unavailable("no answer".to_owned())));
        if store.is_personal() && matches!(look, Err(StoreError::Barred(_))) {
            let _ = replies.send(Msg::Barred);
            return;
        }
        let look = look.ok();
        // Said at the first look, too: who watched before may have left it at "no".
        if reachable.replace(look.is_some()) != Some(look.is_some()) {
            let _ = replies.send(Msg::Reachable(look.is_some()));
        }
        if let Some(Some((entries, now))) = look {
            let first = since.is_none();
            let newest = entries.last().map_or(now, |entry| entry.at);
            since = Some(newest.max(since.unwrap_or(newest)));
            let fresh: Vec<AuditEntry> =
                entries.into_iter().filter(|entry| seen.insert((entry.at, entry.subject.clone(), entry.seq))).collect();
            let horizon = newest.plus(-2 * OVERLAP_MS);
            seen = seen.split_off(&(horizon, String::new(), 0));
            let told = match (first, fresh.is_empty()) {
                (true, _) => replies.send(Msg::Watching(now)),
                (false, true) => Ok(()),
                (false, false) => replies.send(Msg::Activity(fresh, now)),
            };
            if told.is_err() {
                return;
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

type Seen = Option<(Vec<AuditEntry>, Millis)>;

async fn look(store: &Arc<dyn Store>, institution: &str, since: Option<Millis>, behind: &mut bool) -> Result<Seen> {
    *behind |= store.changed(institution).await?;
    if !*behind {
        return Ok(None);
    }
    let from = match since {
        Some(since) => since,
        // The first look only takes note of what is there; the screen reads its rows once more after it.
        None => store.activity(institution, None, 0).await?.1,
    };
    let seen = all_since(store, institution, from.plus(-OVERLAP_MS)).await?;
    *behind = false;
    Ok(Some(seen))
}

/// All rows from a moment on. An intake writes thousands within the overlap, so one page never stands for all of them.
async fn all_since(store: &Arc<dyn Store>, institution: &str, since: Millis) -> Result<(Vec<AuditEntry>, Millis)> {
    let (mut from, mut limit) = (since, MOST);
    let mut all: Vec<AuditEntry> = Vec::new();
    loop {
        let (page, now) = store.activity(institution, Some(from), limit).await?;
        let is_last = page.len() < limit as usize;
        let end = page.last().map_or(from, |entry| entry.at);
        // The next page begins with the moment this one ends in, for that moment may have more rows: those at hand are passed over.
        // Rows come by moment, so this drops only rows of the page before.
        while all.last().is_some_and(|entry| entry.at >= from) {
            all.pop();
        }
        all.extend(page);
        if is_last {
            return Ok((all, now));
        }
        if end == from {
            // One moment fills the page.
            limit = limit.saturating_mul(2);
        }
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::staff::{Actor, Role};
    use crate::store::records::{Institution, StaffRecord};

    /// Enough for three pages within the overlap.
    const FLOOD: usize = 1_200;

    #[tokio::test]
    async fn a_flood_within_the_overlap_is_seen_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let store = crate::store::open(&format!("sqlite:{}", folder.path().join("desk.db").display())).await.unwrap();
        let hubei = Institution { code: "hubei".into(), name: "湖北".into(), short_name: "湖北".into(), province_code: None };
        store.put_institutions(&[hubei]).await.unwrap();
        let (replies, mut inbox) = mpsc::unbounded_channel();
        let watching = tokio::spawn(watch(Arc::clone(&store), "hubei".into(), replies));
        tokio::time::sleep(2 * EVERY).await;

        let member = StaffRecord {
            login: "zhangmin".into(),
            name: "张敏".into(),
            role: Role::Proofreader,
            institution: Some("hubei".into()),
            password_hash: "-".into(),
            disabled: false,
        };
        store.add_staff("test", &member).await.unwrap();
        for _ in 0..FLOOD {
            store.set_password(&Actor::operator(), "zhangmin", "-", None).await.unwrap();
        }

        let mut seen = Vec::new();
        let all = async {
            while seen.len() <= FLOOD {
                let Some(Msg::Activity(entries, _)) = inbox.recv().await else { continue };
                seen.extend(entries.into_iter().map(|entry| entry.seq));
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(10), all).await;
        watching.abort();
        assert!(waited.is_ok(), "{} of {} rows were seen", seen.len(), FLOOD + 1);
        assert!(seen.windows(2).all(|pair| pair[0] + 1 == pair[1]), "not each of them once, in order");
    }
}
