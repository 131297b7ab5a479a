//! Random sequences of commands, against the store and against a model of the status machine small enough to be seen to be right.

use std::collections::BTreeMap;

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::status::{Act, Status, may_move};
use jiaodui::store::CLAIM_MS;
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{Applied, Claim, Claimed, Decided, FeedAct, TakenBack};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::runtime::Handle;

use super::fixture::Fixture;
use crate::support::fixtures::{FIRST_MOMENT, actor, decision, draft, event, files, order_no, token};

const STAFF: [&str; 3] = ["zhangmin", "chengang", "liuzhuguan"];
const ORDERS: u32 = 3;

/// What happens, to which order, by whom.
#[derive(Debug, Clone)]
enum Command {
    Claim(usize, u32),
    Release(usize, u32),
    /// With a version that is right, or one behind.
    Decide(usize, u32, Outcome, bool),
    /// Of one's newest decision on the order.
    TakeBack(usize, u32),
    Cancel(u32),
    Resubmit(u32),
    Draft(usize, u32),
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    let (who, order) = (0..STAFF.len(), 0..ORDERS);
    let outcome = prop_oneof![Just(Outcome::Approve), Just(Outcome::Reject), Just(Outcome::Supplement)];
    let command = prop_oneof![
        4 => (who.clone(), order.clone()).prop_map(|(who, order)| Command::Claim(who, order)),
        1 => (who.clone(), order.clone()).prop_map(|(who, order)| Command::Release(who, order)),
        6 => (who.clone(), order.clone(), outcome, prop::bool::weighted(0.9))
            .prop_map(|(who, order, outcome, fresh)| Command::Decide(who, order, outcome, fresh)),
        3 => (who.clone(), order.clone()).prop_map(|(who, order)| Command::TakeBack(who, order)),
        1 => order.clone().prop_map(Command::Cancel),
        3 => order.clone().prop_map(Command::Resubmit),
        2 => (who, order).prop_map(|(who, order)| Command::Draft(who, order)),
    ];
    prop::collection::vec(command, 1..40)
}

/// What the model knows of an order.
struct Order {
    number: OrderNo,
    account: String,
    status: Status,
    version: i64,
    round: u32,
    holder: Option<usize>,
    /// Newest decision that stands: whose, and its token.
    standing: Option<(usize, String)>,
    decisions: usize,
    /// What each member of staff believes to hold.
    claims: BTreeMap<usize, Claim>,
    /// Each one's own newest decision.
    made: BTreeMap<usize, String>,
    drafts: BTreeMap<usize, jiaodui::domain::draft::Draft>,
}

impl Order {
    fn moves(&mut self, act: Act, to: Status) {
        assert!(may_move(act, self.status, to), "the model itself went astray: {act:?} {:?} {to:?}", self.status);
        self.status = to;
        self.version += 1;
        self.round += u32::from(act == Act::Resubmit);
        self.holder = None;
    }
}

async fn play(f: &Fixture, base: u32, commands: Vec<Command>) -> Result<(), TestCaseError> {
    let mut orders = Vec::new();
    for n in base..base + ORDERS {
        orders.push(Order {
            number: f.submit("hubei", n).await,
            account: format!("chsi-{n:04x}"),
            status: Status::AwaitingProofreading,
            version: 1,
            round: 1,
            holder: None,
            standing: None,
            decisions: 0,
            claims: BTreeMap::new(),
            made: BTreeMap::new(),
            drafts: BTreeMap::new(),
        });
    }
    for (step, command) in commands.into_iter().enumerate() {
        obey(f, &mut orders, command, &format!("{base}-{step}")).await?;
    }
    for (n, order) in (base..).zip(&orders) {
        prop_assert_eq!(&order.number, &order_no(n));
        agrees(f, order).await?;
    }
    Ok(())
}

async fn obey(f: &Fixture, orders: &mut [Order], command: Command, id: &str) -> Result<(), TestCaseError> {
    match command {
        Command::Claim(who, at) => {
            let order = &mut orders[usize::try_from(at).unwrap()];
            let got = f.store.claim(&actor(STAFF[who]), "hubei", &order.number, &token(), CLAIM_MS).await.unwrap();
            match (order.status, order.holder) {
                (Status::AwaitingProofreading, Some(holder)) if holder != who => {
                    prop_assert!(matches!(&got, Claimed::Held(by) if by.login == STAFF[holder]), "{:?}", got);
                }
                (Status::AwaitingProofreading, _) => match got {
                    Claimed::Yours(claim) => {
                        order.holder = Some(who);
                        order.claims.insert(who, claim);
                    }
                    other => prop_assert!(false, "{other:?}"),
                },
                (status, _) => prop_assert_eq!(got, Claimed::WrongState(status)),
            }
        }
        Command::Release(who, at) => {
            let order = &mut orders[usize::try_from(at).unwrap()];
            let Some(claim) = order.claims.get(&who) else { return Ok(()) };
            let released = f.store.release(&actor(STAFF[who]), claim).await.unwrap();
            prop_assert_eq!(released, order.holder == Some(who));
            if released {
                order.holder = None;
                // What it noted is everyone's now.
                if let Some(kept) = order.drafts.get_mut(&who) {
                    kept.note.clear();
                }
            }
        }
        Command::Decide(who, at, outcome, fresh) => {
            let order = &mut orders[usize::try_from(at).unwrap()];
            let Some(claim) = order.claims.get(&who) else { return Ok(()) };
            let version = if fresh { order.version } else { order.version - 1 };
            let new = decision(claim, version, &[outcome]);
            let got = f.store.decide(&actor(STAFF[who]), &new).await.unwrap();
            if order.holder == Some(who) && fresh {
                prop_assert!(matches!(got, Decided::Done { status, .. } if status == outcome.status()), "{:?}", got);
                order.moves(Act::Decide, outcome.status());
                order.standing = Some((who, new.token.clone()));
                order.made.insert(who, new.token);
                order.decisions += 1;
                order.drafts.remove(&who);
            } else {
                prop_assert!(
                    matches!(&got, Decided::Stale { status, version, holder, .. } if *status == order.status && *version == order.version
                        && holder.as_ref().map(|holder| holder.login.as_str()) == order.holder.map(|holder| STAFF[holder])),
                    "{:?}",
                    got
                );
            }
        }
        Command::TakeBack(who, at) => {
            let order = &mut orders[usize::try_from(at).unwrap()];
            let Some(made) = order.made.get(&who).cloned() else { return Ok(()) };
            let got = f.store.take_back(&actor(STAFF[who]), &made, &token(), CLAIM_MS).await.unwrap();
            if order.standing.as_ref().is_some_and(|(_, standing)| *standing == made) {
                let TakenBack::Done(claim) = got else { return Err(TestCaseError::fail(format!("{got:?}"))) };
                order.moves(Act::TakeBack, Status::AwaitingProofreading);
                order.drafts.insert(who, draft(order.version - 2));
                order.claims.insert(who, claim);
                order.holder = Some(who);
                order.standing = None;
            } else {
                prop_assert_eq!(got, TakenBack::NotPossible);
            }
        }
        Command::Cancel(at) => {
            let order = &mut orders[usize::try_from(at).unwrap()];
            let act = FeedAct::Cancel { order_no: order.number.clone(), account: order.account.clone() };
            let got = f.store.apply(&event(&format!("c-{id}"), FIRST_MOMENT, act)).await.unwrap();
            if order.status == Status::AwaitingProofreading {
                prop_assert_eq!(got, Applied::Done);
                order.moves(Act::Cancel, Status::Cancelled);
            } else {
                prop_assert_eq!(got, Applied::WrongState(order.status));
            }
        }
        Command::Resubmit(at) => {
            let order = &mut orders[usize::try_from(at).unwrap()];
            let items = vec![(1, files(order.round * 7))];
            let act =
                FeedAct::Resubmit { order_no: order.number.clone(), account: order.account.clone(), items, findings: vec![] };
            let got = f.store.apply(&event(&format!("r-{id}"), FIRST_MOMENT, act)).await.unwrap();
            if order.status == Status::AwaitingSupplement {
                prop_assert_eq!(got, Applied::Done);
                order.moves(Act::Resubmit, Status::AwaitingProofreading);
                order.standing = None;
            } else {
                prop_assert_eq!(got, Applied::WrongState(order.status));
            }
        }
        Command::Draft(who, at) => {
            let order = &mut orders[usize::try_from(at).unwrap()];
            f.store.save_draft(&actor(STAFF[who]), "hubei", &order.number, &draft(order.version)).await.unwrap();
            order.drafts.insert(who, draft(order.version));
        }
    }
    Ok(())
}

/// The order as kept is the order as the model has it, and its trail is whole.
async fn agrees(f: &Fixture, order: &Order) -> Result<(), TestCaseError> {
    let file = f.file("hubei", &order.number).await;
    prop_assert_eq!((file.status, file.version, file.round), (order.status, order.version, order.round));
    prop_assert_eq!(file.items[0].status, order.status);
    prop_assert_eq!(file.claim.map(|holder| holder.login), order.holder.map(|holder| STAFF[holder].to_owned()));
    prop_assert_eq!(file.decisions.len(), order.decisions);
    prop_assert_eq!(file.messages.len(), order.decisions);
    for (made, message) in file.decisions.iter().zip(&file.messages) {
        prop_assert_eq!(made.taken_back_at.is_some(), message.withdrawn_at.is_some());
    }
    let current = file.items[0].attachments.iter().filter(|kept| kept.superseded_by.is_none()).count();
    let row = f.store.queue_rows("hubei", std::slice::from_ref(&order.number)).await.unwrap();
    prop_assert_eq!(usize::try_from(row[0].attachments).unwrap(), current);
    for (who, login) in STAFF.into_iter().enumerate() {
        let kept = f.store.draft("hubei", &order.number, login).await.unwrap();
        prop_assert_eq!(kept.as_ref(), order.drafts.get(&who));
    }
    let trail = f.store.audit("hubei", order.number.as_str(), 0).await.unwrap();
    prop_assert_eq!(trail.last().map(|row| row.seq), Some(file.audit_seq));
    let mut prev = String::new();
    for row in &trail {
        prop_assert_eq!(&row.prev_hash, &prev);
        prop_assert_eq!(&row.hash, &hash_of(row));
        prev.clone_from(&row.hash);
    }
    let moves = i64::try_from(trail.iter().filter(|row| Act::ALL.iter().any(|act| act.code() == row.action)).count()).unwrap();
    prop_assert_eq!(moves, file.version - 1);
    Ok(())
}

pub(super) async fn the_store_does_what_the_model_does(f: Fixture) {
    tokio::task::block_in_place(|| {
        let mut runner =
            TestRunner::new(Config { cases: 16, max_shrink_iters: 60, failure_persistence: None, ..Config::default() });
        let next = std::cell::Cell::new(0_u32);
        let played = runner.run(&commands(), |commands| {
            let base = next.get();
            next.set(base + ORDERS);
            Handle::current().block_on(play(&f, base, commands))
        });
        if let Err(failure) = played {
            panic!("{failure}");
        }
    });
    // The counters, kept by trigger, agree with counting.
    for rolled_up in [false, true] {
        let mut raw = f.raw().await;
        let counts = f.store.counts().await.unwrap();
        for status in Status::ALL {
            let counted = raw.number(&format!("SELECT COUNT(*) FROM orders WHERE status = '{}'", status.code())).await;
            let kept = counts.iter().find(|count| count.status == status).map_or(0, |count| count.n);
            assert_eq!(kept, counted, "{status:?}, rolled up: {rolled_up}");
        }
        f.store.roll_up_counts().await.unwrap();
    }
    assert_eq!(f.store.outbox(None, 10).await.unwrap(), vec![], "every message is still held or withdrawn");
}
