//! Two who want opposite things of one order at the same moment, over and over: there is exactly one outcome, the other is told what
//! happened, and nothing that was typed is lost.

use std::sync::Arc;

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::draft::Draft;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::records::{Applied, Claimed, Decided, FeedAct, Intervened, NewDecision};
use jiaodui::store::{CLAIM_MS, Store};
use tokio::sync::Barrier;

use crate::store::fixture::{Engine, Fixture};
use crate::support::fixtures::{FIRST_MOMENT, actor, decision, draft, event, token};

/// How often each race is run.
const TIMES: u32 = 30;

/// Runs two acts on connections of their own, which begin at the same moment.
async fn at_once<A, B>(one: impl Future<Output = A> + Send + 'static, other: impl Future<Output = B> + Send + 'static) -> (A, B)
where
    A: Send + 'static,
    B: Send + 'static,
{
    let start = Arc::new(Barrier::new(2));
    let waiting = Arc::clone(&start);
    let one = tokio::spawn(async move {
        waiting.wait().await;
        one.await
    });
    let other = tokio::spawn(async move {
        start.wait().await;
        other.await
    });
    (one.await.unwrap(), other.await.unwrap())
}

/// 张敏 decides what she saw in version 1.
fn decides(store: &Arc<dyn Store>, made: &NewDecision) -> impl Future<Output = Decided> + Send + use<> {
    let (store, made, who) = (Arc::clone(store), made.clone(), actor("zhangmin"));
    async move { store.decide(&who, &made).await.unwrap() }
}

/// 张敏 has an order, and on it a draft that is saved.
async fn at_work(f: &Fixture, n: u32, lease_ms: i64) -> NewDecision {
    let number = f.submit("hubei", n).await;
    let zhang = actor("zhangmin");
    let claim = match f.store.claim(&zhang, "hubei", &number, &token(), lease_ms).await.unwrap() {
        Claimed::Yours(claim) => claim,
        other => panic!("{other:?}"),
    };
    f.store.save_draft(&zhang, "hubei", &number, &draft(1)).await.unwrap();
    decision(&claim, 1, &[Outcome::Approve])
}

async fn draft_of(f: &Fixture, login: &str, number: &OrderNo) -> Option<Draft> {
    f.store.draft("hubei", number, login).await.unwrap()
}

/// How many decisions and letters an order has, and where it stands.
async fn stands(f: &Fixture, number: &OrderNo) -> (Status, usize, usize) {
    let file = f.file("hubei", number).await;
    (file.status, file.decisions.len(), file.messages.len())
}

/// When somebody last did this to an order.
async fn at_of(f: &Fixture, action: &str, number: &OrderNo) -> Millis {
    let trail = f.store.audit("hubei", number.as_str(), 0).await.unwrap();
    trail.iter().rfind(|row| row.action == action).unwrap().at
}

async fn two_desks_want_one_order(engine: Engine) {
    let f = Fixture::new(engine).await;
    let desks = [f.again().await, f.again().await];
    for n in 1..=TIMES {
        let number = f.submit("hubei", n).await;
        let claims = |desk: usize, login: &'static str| {
            let (store, number) = (Arc::clone(&desks[desk]), number.clone());
            async move { store.claim(&actor(login), "hubei", &number, &token(), CLAIM_MS).await.unwrap() }
        };
        let (zhang, chen) = at_once(claims(0, "zhangmin"), claims(1, "chengang")).await;
        let (winner, name) = match (&zhang, &chen) {
            (Claimed::Yours(_), Claimed::Held(holder)) if holder.login == "zhangmin" => ("zhangmin", "张敏"),
            (Claimed::Held(holder), Claimed::Yours(_)) if holder.login == "chengang" => ("chengang", "陈刚"),
            both => panic!("order {n}: {both:?}"),
        };
        let holder = f.file("hubei", &number).await.claim.unwrap();
        assert_eq!((holder.login.as_str(), holder.name.as_str()), (winner, name));
        let trail = f.store.audit("hubei", number.as_str(), 0).await.unwrap();
        assert_eq!(trail.iter().filter(|row| row.action == "claim").count(), 1);
    }
}

async fn an_applicant_cancels_what_is_being_decided(engine: Engine) {
    let f = Fixture::new(engine).await;
    let (portal, desk) = (f.again().await, f.again().await);
    for n in 1..=TIMES {
        let made = at_work(&f, n, CLAIM_MS).await;
        let number = made.claim.order_no.clone();
        let act = FeedAct::Cancel { order_no: number.clone(), account: format!("chsi-{n:04x}") };
        let (cancel, portal) = (event(&format!("c{n}"), FIRST_MOMENT, act), Arc::clone(&portal));
        match at_once(decides(&desk, &made), async move { portal.apply(&cancel).await.unwrap() }).await {
            (Decided::Done { status: Status::Accepted, .. }, Applied::WrongState(Status::Accepted)) => {
                assert_eq!(stands(&f, &number).await, (Status::Accepted, 1, 1));
                assert_eq!(draft_of(&f, "zhangmin", &number).await, None);
            }
            (Decided::Stale { status: Status::Cancelled, holder: None, since, .. }, Applied::Done) => {
                assert_eq!(since.last().unwrap().action, "cancel");
                assert_eq!(stands(&f, &number).await, (Status::Cancelled, 0, 0));
                assert_eq!(draft_of(&f, "zhangmin", &number).await, Some(draft(1)));
            }
            both => panic!("order {n}: {both:?}"),
        }
    }
}

async fn a_supervisor_releases_what_is_being_decided(engine: Engine) {
    let f = Fixture::new(engine).await;
    let (office, desk) = (f.again().await, f.again().await);
    for n in 1..=TIMES {
        let made = at_work(&f, n, CLAIM_MS).await;
        let number = made.claim.order_no.clone();
        let (supervisor, released) = (Arc::clone(&office), number.clone());
        let release = async move { supervisor.force_release(&actor("liuzhuguan"), "hubei", &released, "已下班").await.unwrap() };
        match at_once(decides(&desk, &made), release).await {
            (Decided::Done { status: Status::Accepted, .. }, Intervened::Free | Intervened::Settled { .. }) => {
                assert_eq!(stands(&f, &number).await, (Status::Accepted, 1, 1));
                assert_eq!(draft_of(&f, "zhangmin", &number).await, None);
            }
            (Decided::Stale { status: Status::AwaitingProofreading, holder: None, since, .. }, Intervened::Done) => {
                // By whom and why.
                let last = since.last().unwrap();
                assert_eq!(last.actor, "liuzhuguan");
                assert!(last.detail.contains("已下班"), "{last:?}");
                assert_eq!(stands(&f, &number).await, (Status::AwaitingProofreading, 0, 0));
                assert_eq!(draft_of(&f, "zhangmin", &number).await, Some(draft(1)));
            }
            both => panic!("order {n}: {both:?}"),
        }
    }
}

/// Until when a claim stands is the database's to say: the two meet around that moment, now a little before it, now after.
async fn a_claim_ends_while_its_decision_is_sent(engine: Engine) {
    const LEASE_MS: i64 = 400;
    let f = Fixture::new(engine).await;
    let (desk, other) = (f.again().await, f.again().await);
    for n in 1..=TIMES {
        let made = at_work(&f, n, LEASE_MS).await;
        let number = made.claim.order_no.clone();
        let now = f.store.activity("hubei", None, 0).await.unwrap().1;
        let early = i64::from(n % 5) * 8;
        let left = u64::try_from(made.claim.until.since(now) - early).unwrap_or(0);
        tokio::time::sleep(std::time::Duration::from_millis(left)).await;
        let (colleague, wanted) = (Arc::clone(&other), number.clone());
        let takes = async move {
            loop {
                match colleague.claim(&actor("chengang"), "hubei", &wanted, &token(), CLAIM_MS).await.unwrap() {
                    // Not yet: whoever holds it is told.
                    Claimed::Held(holder) => assert_eq!(holder.login, "zhangmin"),
                    other => return other,
                }
            }
        };
        match at_once(decides(&desk, &made), takes).await {
            (Decided::Done { .. }, Claimed::WrongState(Status::Accepted)) => {
                assert_eq!(stands(&f, &number).await, (Status::Accepted, 1, 1));
                assert!(at_of(&f, "decide", &number).await < made.claim.until, "decided after the claim had ended");
            }
            (Decided::Stale { status: Status::AwaitingProofreading, holder, since, .. }, Claimed::Yours(claim)) => {
                // Between the end of the one claim and the beginning of the other nobody holds it.
                if let Some(holder) = holder {
                    assert_eq!((holder.login.as_str(), holder.until), ("chengang", claim.until));
                    assert_eq!(since.last().unwrap().actor, "chengang");
                }
                assert_eq!(stands(&f, &number).await, (Status::AwaitingProofreading, 0, 0));
                assert_eq!(draft_of(&f, "zhangmin", &number).await, Some(draft(1)));
                assert!(at_of(&f, "claim", &number).await >= made.claim.until, "taken over before the claim had ended");
            }
            both => panic!("order {n}: {both:?}"),
        }
    }
}

macro_rules! on_both {
    ($($race:ident),+) => {
        mod on_sqlite {
            use super::Engine;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $race() {
                super::$race(Engine::Sqlite).await;
            })+
        }
        mod on_postgres {
            use super::Engine;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $race() {
                super::$race(Engine::Postgres).await;
            })+
        }
    };
}
on_both!(
    two_desks_want_one_order,
    an_applicant_cancels_what_is_being_decided,
    a_supervisor_releases_what_is_being_decided,
    a_claim_ends_while_its_decision_is_sent
);
