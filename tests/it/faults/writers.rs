//! People who decide without a pause, whatever becomes of the server, and the count afterwards.

use std::collections::HashMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::store::records::{Decided, LoadedOrder};
use jiaodui::store::{CLAIM_MS, Store, StoreError};
use sqlx::{AssertSqlSafe, Connection};
use tokio::task::JoinSet;

use crate::support::fixtures::{decision, institutions, order, staff, token};
use crate::support::servers::Server;

const WRITERS: u32 = 6;

/// Tokens of decisions of which somebody was told that they stand.
type Told = Arc<Mutex<Vec<String>>>;

/// People at work.
pub(super) struct Writers {
    told: Told,
    stop: Arc<AtomicBool>,
    at_work: JoinSet<()>,
}

/// What is left of what was told.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) acknowledged: usize,
    pub(super) missing: usize,
}

impl Writers {
    /// Makes the desk, with orders for all, and lets people work on it.
    pub(super) async fn start(url: &str, orders: u32) -> Self {
        let store = jiaodui::store::open(url).await.unwrap();
        store.put_institutions(&institutions()).await.unwrap();
        let batch: Vec<LoadedOrder> =
            (1..=orders).map(|n| LoadedOrder { order: order("hubei", n), history: Vec::new() }).collect();
        for part in batch.chunks(500) {
            store.load_orders(part).await.unwrap();
        }
        let (told, stop, mut at_work) = (Told::default(), Arc::<AtomicBool>::default(), JoinSet::new());
        for n in 0..WRITERS {
            let member = staff(&format!("xiaodui{n}"), "校对", Role::Proofreader, Some("hubei"));
            store.add_staff("guanli", &member).await.unwrap();
            let who = Actor { login: member.login, name: member.name, role: member.role, institution: member.institution };
            let own = jiaodui::store::open(url).await.unwrap();
            at_work.spawn(works(own, who, Arc::clone(&told), Arc::clone(&stop)));
        }
        store.close().await;
        Self { told, stop, at_work }
    }

    /// How many decisions were acknowledged so far.
    pub(super) fn acknowledged(&self) -> usize {
        self.told.lock().unwrap().len()
    }

    /// Waits until so many more decisions were acknowledged.
    pub(super) async fn decide(&mut self, more: usize) {
        let wanted = self.acknowledged() + more;
        for _ in 0..1_200 {
            if self.acknowledged() >= wanted {
                return;
            }
            if let Some(ended) = self.at_work.try_join_next() {
                ended.unwrap();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{} of {wanted} decisions were acknowledged", self.acknowledged());
    }

    /// Sends everyone home, and looks up on this server what they were told.
    pub(super) async fn count_on(mut self, server: &Server) -> Count {
        self.stop.store(true, Ordering::Relaxed);
        while let Some(ended) = self.at_work.join_next().await {
            ended.unwrap();
        }
        let told = std::mem::take(&mut *self.told.lock().unwrap());
        let mut link = server.link("desk").await;
        let kept: Vec<String> = sqlx::query_scalar("SELECT token FROM decisions").fetch_all(&mut link).await.unwrap();
        let mut times: HashMap<String, u32> = HashMap::new();
        for token in kept {
            *times.entry(token).or_default() += 1;
        }
        assert!(times.values().all(|times| *times == 1), "a decision was made twice");
        let missing = told.iter().filter(|token| !times.contains_key(*token)).count();
        // Whatever is there is whole: a version for each decision, a letter for each, and an audit trail that verifies.
        for (what, query) in [
            (
                "orders whose version does not fit their decisions",
                "SELECT count(*) FROM orders o WHERE version - 1 <> (SELECT count(*) FROM decisions d WHERE d.institution = o.institution \
                 AND d.order_no = o.order_no)",
            ),
            (
                "decisions without their letter",
                "SELECT count(*) FROM decisions d WHERE NOT EXISTS (SELECT FROM messages m WHERE m.decision_token = d.token)",
            ),
            (
                "decisions without their row of the audit trail",
                "SELECT count(*) FROM decisions d WHERE 1 <> (SELECT count(*) FROM audit_log a WHERE a.institution = d.institution \
                 AND a.subject = d.order_no AND a.action = 'decide')",
            ),
        ] {
            let found: i64 = sqlx::query_scalar(AssertSqlSafe(query)).fetch_one(&mut link).await.unwrap();
            assert_eq!(found, 0, "{what}");
        }
        link.close().await.unwrap();
        let home = tempfile::tempdir().unwrap();
        let verify = Command::new(env!("CARGO_BIN_EXE_jiaodui"))
            .args(["audit", "verify", "--database", &server.url("desk")])
            .env("HOME", home.path())
            .output()
            .unwrap();
        assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
        Count { acknowledged: told.len(), missing }
    }
}

/// One who takes and decides as the desk does: what was not sent is sent again, what nobody knows is asked for by its token.
async fn works(store: Arc<dyn Store>, who: Actor, told: Told, stop: Arc<AtomicBool>) {
    let pause = || tokio::time::sleep(Duration::from_millis(50));
    while !stop.load(Ordering::Relaxed) {
        let claim = match store.claim_next(&who, "hubei", &token(), CLAIM_MS).await {
            Ok(Some(claim)) => claim,
            Ok(None) => return,
            // A claim whose answer was lost is found again by the next try.
            Err(StoreError::Unavailable(_) | StoreError::Unknown(_)) => {
                pause().await;
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        let made = decision(&claim, 1, &[Outcome::Approve]);
        let mut answer = store.decide(&who, &made).await;
        loop {
            match answer {
                Ok(Decided::Done { .. }) => {
                    told.lock().unwrap().push(made.token.clone());
                    break;
                }
                // The claim is gone, with a server that had it alone.
                Ok(Decided::Stale { .. }) => break,
                Ok(other) => panic!("{other:?}"),
                Err(StoreError::Unavailable(_)) => {
                    pause().await;
                    answer = store.decide(&who, &made).await;
                }
                Err(StoreError::Unknown(_)) => {
                    let known = loop {
                        match store.decision_by_token(&made.token).await {
                            Ok(known) => break known,
                            Err(StoreError::Unavailable(_)) => pause().await,
                            Err(error) => panic!("{error}"),
                        }
                    };
                    answer = match known {
                        Some(decided) => Ok(decided),
                        None => store.decide(&who, &made).await,
                    };
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
    store.close().await;
}
