//! Many at once: whoever comes second is told so, and nothing happens twice.

use std::collections::HashMap;
use std::sync::Arc;

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::store::records::{Applied, Claimed, Decided, LoadedOrder};
use jiaodui::store::{CLAIM_MS, Store};
use tokio::task::JoinSet;

use super::fixture::{Fixture, Place};
use crate::support::fixtures::{decision, order, order_no, staff, submission, token};

/// Several desks: every other one is another process as it were, with connections of its own.
async fn desks(f: &Fixture, count: u32) -> Vec<(Arc<dyn Store>, Actor)> {
    let other = f.again().await;
    let mut desks = Vec::new();
    for n in 0..count {
        let member = staff(&format!("xiaodui{n}"), &format!("校对{n}"), Role::Proofreader, Some("hubei"));
        f.store.add_staff("guanli", &member).await.unwrap();
        let store = if n % 2 == 0 { Arc::clone(&f.store) } else { Arc::clone(&other) };
        desks.push((store, Actor { login: member.login, name: member.name, role: member.role, institution: member.institution }));
    }
    desks
}

pub(super) async fn each_order_is_taken_and_decided_once(f: Fixture) {
    const ORDERS: u32 = 200;
    let batch: Vec<LoadedOrder> = (1..=ORDERS).map(|n| LoadedOrder { order: order("hubei", n), history: Vec::new() }).collect();
    f.store.load_orders(&batch).await.unwrap();
    let mut work = JoinSet::new();
    for (store, who) in desks(&f, 16).await {
        work.spawn(async move {
            let mut taken = Vec::new();
            while let Some(claim) = store.claim_next(&who, "hubei", &token(), CLAIM_MS).await.unwrap() {
                let made = store.decide(&who, &decision(&claim, 1, &[Outcome::Approve])).await.unwrap();
                assert!(matches!(made, Decided::Done { .. }), "{made:?}");
                taken.push(claim.order_no);
            }
            taken
        });
    }
    let mut takers: HashMap<_, u32> = HashMap::new();
    for number in work.join_all().await.into_iter().flatten() {
        *takers.entry(number).or_default() += 1;
    }
    assert_eq!(takers.len(), usize::try_from(ORDERS).unwrap());
    assert!(takers.values().all(|times| *times == 1), "an order was taken twice");
    let mut raw = f.raw().await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM decisions").await, i64::from(ORDERS));
    assert_eq!(raw.number("SELECT COUNT(*) FROM orders WHERE status = 'accepted' AND version = 2").await, i64::from(ORDERS));
}

pub(super) async fn one_of_many_claims_an_order(f: Fixture) {
    let desks = desks(&f, 12).await;
    for n in 1..=5 {
        let number = f.submit("hubei", n).await;
        let mut work = JoinSet::new();
        for (store, who) in desks.clone() {
            let number = number.clone();
            work.spawn(async move {
                matches!(store.claim(&who, "hubei", &number, &token(), CLAIM_MS).await.unwrap(), Claimed::Yours(_))
            });
        }
        let won = work.join_all().await.into_iter().filter(|won| *won).count();
        assert_eq!(won, 1, "order {n} has {won} holders");
    }
}

pub(super) async fn an_event_sent_twice_at_once_is_taken_once(f: Fixture) {
    let desks = desks(&f, 8).await;
    for n in 1..=5 {
        let mut work = JoinSet::new();
        for (store, _) in desks.clone() {
            let submit = submission(order("hubei", n));
            work.spawn(async move { store.apply(&submit).await.unwrap() });
        }
        let mut answers = work.join_all().await;
        answers.sort_by_key(|answer| *answer != Applied::Done);
        assert_eq!(answers[0], Applied::Done);
        assert!(answers[1..].iter().all(|answer| *answer == Applied::Duplicate), "{answers:?}");
    }
    assert_eq!(f.store.audit("hubei", order_no(3).as_str(), 0).await.unwrap().len(), 1);
}

pub(super) async fn first_opens_at_once_make_one_database(f: Fixture) {
    for _ in 0..3 {
        let empty = Place::new(f.engine).await;
        let mut work = JoinSet::new();
        for _ in 0..8 {
            let url = empty.url.clone();
            work.spawn(async move { jiaodui::store::open(&url).await.map(drop) });
        }
        for opened in work.join_all().await {
            opened.unwrap();
        }
        assert!(!jiaodui::store::open(&empty.url).await.unwrap().has_staff().await.unwrap());
    }
}
