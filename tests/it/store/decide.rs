//! Deciding, and taking back.

use std::time::Duration;

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::status::Status;
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{Claim, Decided, FeedAct, TakenBack};
use jiaodui::store::{CLAIM_MS, StoreError};

use super::fixture::Fixture;
use crate::support::fixtures::{FIRST_MOMENT, actor, decision, draft, event, id_no, order_of_two, submission, token, verdicts};

pub(super) async fn a_decision_is_one_transaction(f: Fixture) {
    let new = order_of_two("hubei", 1);
    f.store.apply(&submission(new.clone())).await.unwrap();
    let number = new.order_no;
    let claim = f.claim("zhangmin", &number).await;
    f.store.save_draft(&actor("zhangmin"), "hubei", &number, &draft(1)).await.unwrap();
    let decision = decision(&claim, 1, &[Outcome::Approve, Outcome::Reject]);
    let made = f.store.decide(&actor("zhangmin"), &decision).await.unwrap();
    let Decided::Done { status, held_until } = made else { panic!("{made:?}") };
    assert_eq!(status, Status::Accepted);

    let file = f.file("hubei", &number).await;
    assert_eq!((file.status, file.version, file.claim.clone()), (Status::Accepted, 2, None));
    assert_eq!(file.items.iter().map(|item| item.status).collect::<Vec<_>>(), vec![Status::Accepted, Status::Rejected]);
    let record = file.last_decision().unwrap();
    assert_eq!((&record.token, record.round, record.version, record.status), (&decision.token, 1, 1, Status::Accepted));
    assert_eq!((record.staff.as_str(), record.staff_name.as_str(), record.held_until), ("zhangmin", "张敏", held_until));
    assert_eq!((&record.outcomes, &record.letter, &record.verdicts), (&decision.outcomes, &decision.letter, &verdicts()));
    assert_eq!(held_until.since(record.decided_at), 60_000);
    let [message] = file.messages.as_slice() else { panic!("one message, not {:?}", file.messages) };
    assert_eq!((&message.message.message_id, message.message.kind.as_str()), (&decision.message_id, "accepted"));
    assert_eq!((message.held_until, message.message.at), (held_until, record.decided_at));
    assert_eq!(f.store.draft("hubei", &number, "zhangmin").await.unwrap(), None);
    assert_eq!(f.store.outbox(None, 10).await.unwrap(), vec![], "a held message was handed over");

    let trail = f.store.audit("hubei", number.as_str(), 0).await.unwrap();
    assert_eq!(
        trail.iter().map(|row| (row.seq, row.actor.as_str(), row.action.as_str())).collect::<Vec<_>>(),
        vec![(1, "portal", "submit"), (2, "zhangmin", "claim"), (3, "zhangmin", "decide"), (4, "zhangmin", "note")]
    );
    assert_eq!(file.audit_seq, 4);
    let mut prev = String::new();
    for row in &trail {
        assert_eq!(row.prev_hash, prev);
        assert_eq!(row.hash, hash_of(row), "row {}", row.seq);
        serde_json::from_str::<serde_json::Value>(&row.detail).expect("the detail is JSON");
        assert!(!row.detail.contains(&id_no(1)) && !row.detail.contains("13800130001"), "{}", row.detail);
        prev.clone_from(&row.hash);
    }
}

pub(super) async fn a_stale_decision_changes_nothing(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let (zhang, chen) = (actor("zhangmin"), actor("chengang"));
    let claim = f.claim("zhangmin", &number).await;
    f.store.save_draft(&zhang, "hubei", &number, &draft(1)).await.unwrap();

    // Another version than the one that was seen.
    let wrong = decision(&claim, 2, &[Outcome::Approve]);
    let answer = f.store.decide(&zhang, &wrong).await.unwrap();
    assert!(
        matches!(&answer, Decided::Stale { status: Status::AwaitingProofreading, version: 1, holder: Some(holder), since }
        if holder.login == "zhangmin" && since.is_empty()),
        "{answer:?}"
    );
    // Another claim of the same person.
    let other = Claim { token: token(), ..claim.clone() };
    assert!(matches!(f.store.decide(&zhang, &decision(&other, 1, &[Outcome::Approve])).await.unwrap(), Decided::Stale { .. }));
    // Someone else's claim.
    assert!(matches!(f.store.decide(&chen, &decision(&claim, 1, &[Outcome::Approve])).await.unwrap(), Decided::Stale { .. }));

    // The applicant wins, and the desk is told so.
    let cancel = FeedAct::Cancel { order_no: number.clone(), account: "chsi-0001".to_owned() };
    f.store.apply(&event("c", FIRST_MOMENT, cancel)).await.unwrap();
    let late = decision(&claim, 1, &[Outcome::Approve]);
    match f.store.decide(&zhang, &late).await.unwrap() {
        Decided::Stale { status, version, holder, since } => {
            assert_eq!((status, version, holder), (Status::Cancelled, 2, None));
            assert_eq!(since.iter().map(|row| row.action.as_str()).collect::<Vec<_>>(), vec!["cancel"]);
        }
        done => panic!("{done:?}"),
    }
    assert_eq!(f.store.decision_by_token(&late.token).await.unwrap(), None);
    assert_eq!(f.store.draft("hubei", &number, "zhangmin").await.unwrap(), Some(draft(1)));
    assert_eq!(f.file("hubei", &number).await.decisions, vec![]);

    // A lease that ran out, and a colleague who has the order now.
    let number = f.submit("hubei", 2).await;
    let claim = match f.store.claim(&zhang, "hubei", &number, &token(), 100).await.unwrap() {
        jiaodui::store::records::Claimed::Yours(claim) => claim,
        other => panic!("{other:?}"),
    };
    tokio::time::sleep(Duration::from_millis(150)).await;
    let expired = f.store.decide(&zhang, &decision(&claim, 1, &[Outcome::Approve])).await.unwrap();
    assert!(matches!(expired, Decided::Stale { holder: None, version: 1, .. }), "{expired:?}");
    f.claim("chengang", &number).await;
    match f.store.decide(&zhang, &decision(&claim, 1, &[Outcome::Approve])).await.unwrap() {
        Decided::Stale { holder: Some(holder), since, .. } => {
            assert_eq!(holder.name, "陈刚");
            assert_eq!(
                since.iter().map(|row| (row.actor.as_str(), row.action.as_str())).collect::<Vec<_>>(),
                vec![("chengang", "claim")]
            );
        }
        other => panic!("{other:?}"),
    }
}

pub(super) async fn a_token_decides_once(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let decision = f.decide("zhangmin", &number, &[Outcome::Supplement], 60_000).await;
    let first = f.store.decision_by_token(&decision.token).await.unwrap().unwrap();
    let again = f.store.decide(&actor("zhangmin"), &decision).await.unwrap();
    assert_eq!(again, first);
    let file = f.file("hubei", &number).await;
    assert_eq!((file.version, file.decisions.len(), file.messages.len()), (2, 1, 1));
    assert_eq!(f.store.decision_by_token("never made").await.unwrap(), None);
}

pub(super) async fn a_decision_is_taken_back_within_its_hold(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let (zhang, chen) = (actor("zhangmin"), actor("chengang"));
    assert_eq!(f.store.takeable(&zhang, "hubei").await.unwrap(), None);
    let decision_1 = f.decide("zhangmin", &number, &[Outcome::Reject], 60_000).await;
    assert_eq!(f.store.takeable(&zhang, "hubei").await.unwrap(), Some((decision_1.token.clone(), number.clone())));
    assert_eq!(f.store.takeable(&chen, "hubei").await.unwrap(), None);
    assert_eq!(f.store.take_back(&chen, &decision_1.token, &token(), CLAIM_MS).await.unwrap(), TakenBack::NotPossible);
    assert_eq!(f.store.take_back(&zhang, "never made", &token(), CLAIM_MS).await.unwrap(), TakenBack::NotPossible);

    let claim_token = token();
    let back = f.store.take_back(&zhang, &decision_1.token, &claim_token, CLAIM_MS).await.unwrap();
    let TakenBack::Done(claim) = back.clone() else { panic!("{back:?}") };
    assert_eq!((claim.order_no.clone(), claim.token.clone()), (number.clone(), claim_token.clone()));
    let file = f.file("hubei", &number).await;
    assert_eq!((file.status, file.version, file.round), (Status::AwaitingProofreading, 3, 1));
    assert_eq!(file.items[0].status, Status::AwaitingProofreading);
    assert_eq!(file.claim.as_ref().unwrap().login, "zhangmin");
    assert!(file.decisions[0].taken_back_at.is_some() && file.last_decision().is_none());
    assert!(file.messages[0].withdrawn_at.is_some());
    assert_eq!(f.store.draft("hubei", &number, "zhangmin").await.unwrap(), Some(decision_1.draft.clone()));
    assert_eq!(f.store.takeable(&zhang, "hubei").await.unwrap(), None);
    // Asked again under another token, it was taken back before.
    assert_eq!(f.store.take_back(&zhang, &decision_1.token, &token(), CLAIM_MS).await.unwrap(), TakenBack::NotPossible);
    let trail = f.store.audit("hubei", number.as_str(), 2).await.unwrap();
    assert_eq!(trail.iter().map(|row| row.action.as_str()).collect::<Vec<_>>(), vec!["decide", "note", "take_back"]);

    // Decided again, with a hold that ends.
    let mut second = decision(&claim, 3, &[Outcome::Approve]);
    second.hold_ms = 300;
    f.done(&zhang, &second).await;
    assert_eq!(f.file("hubei", &number).await.decisions.len(), 2);
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(f.store.takeable(&zhang, "hubei").await.unwrap(), None);
    assert_eq!(f.store.take_back(&zhang, &second.token, &token(), CLAIM_MS).await.unwrap(), TakenBack::TooLate);
    let due = f.store.outbox(None, 10).await.unwrap();
    assert_eq!(
        due.iter().map(|message| &message.message_id).collect::<Vec<_>>(),
        vec![&second.message_id],
        "the withdrawn one came out"
    );

    // Once the applicant has answered, the order has moved on.
    let number = f.submit("hubei", 2).await;
    let asked = f.decide("zhangmin", &number, &[Outcome::Supplement], 60_000).await;
    let act = FeedAct::Resubmit { order_no: number, account: "chsi-0002".to_owned(), items: vec![], findings: vec![] };
    f.store.apply(&event("r", FIRST_MOMENT, act)).await.unwrap();
    assert_eq!(f.store.takeable(&zhang, "hubei").await.unwrap(), None);
    assert_eq!(f.store.take_back(&zhang, &asked.token, &token(), CLAIM_MS).await.unwrap(), TakenBack::NotPossible);
}

pub(super) async fn only_who_may_decides(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let claim = f.claim("zhangmin", &number).await;
    let decision = decision(&claim, 1, &[Outcome::Approve]);
    for login in ["zixun", "guanli"] {
        let refused = f.store.decide(&actor(login), &decision).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{login}: {refused:?}");
        let refused = f.store.claim(&actor(login), "hubei", &number, &token(), CLAIM_MS).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{login}: {refused:?}");
    }
    let stranger = f.store.decide(&actor("xuwei"), &decision).await;
    assert!(matches!(stranger, Err(StoreError::NotFound(_))), "{stranger:?}");
    // What a desk says of its user does not count against the database.
    let mut promoted = actor("zixun");
    promoted.role = jiaodui::domain::staff::Role::Proofreader;
    assert!(matches!(f.store.decide(&promoted, &decision).await, Err(StoreError::Refused(_))));
    assert_eq!(f.file("hubei", &number).await.version, 1);
}

pub(super) async fn every_item_is_decided(f: Fixture) {
    let new = order_of_two("hubei", 1);
    f.store.apply(&submission(new.clone())).await.unwrap();
    let claim = f.claim("zhangmin", &new.order_no).await;
    let zhang = actor("zhangmin");
    for outcomes in [vec![], vec![Outcome::Approve], vec![Outcome::Approve; 3]] {
        let refused = f.store.decide(&zhang, &decision(&claim, 1, &outcomes)).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{outcomes:?}: {refused:?}");
    }
    let mut twice = decision(&claim, 1, &[Outcome::Approve, Outcome::Approve]);
    twice.outcomes[1].item = 1;
    assert!(matches!(f.store.decide(&zhang, &twice).await, Err(StoreError::Refused(_))));
    assert_eq!(f.file("hubei", &new.order_no).await.decisions, vec![]);
    f.done(&zhang, &decision(&claim, 1, &[Outcome::Approve, Outcome::Supplement])).await;
    let file = f.file("hubei", &new.order_no).await;
    assert_eq!((file.status, file.messages[0].message.kind.as_str()), (Status::AwaitingSupplement, "supplement"));
}
