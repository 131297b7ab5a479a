//! What the desk reads and claims.

use std::time::Duration;

use jiaodui::domain::draft::Draft;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::status::Status;
use jiaodui::store::records::{Claimed, QueueFrom, QueuePage, QueueQuery, SearchBy};
use jiaodui::store::{CLAIM_MS, StoreError};

use super::fixture::Fixture;
use crate::support::fixtures::{actor, draft, event, order_no, token};

fn query(from: QueueFrom, limit: u32) -> QueueQuery {
    QueueQuery { institution: "hubei".to_owned(), status: Status::AwaitingProofreading, from, limit }
}

fn numbers(page: &QueuePage) -> Vec<OrderNo> {
    page.rows.iter().map(|row| row.order_no.clone()).collect()
}

fn from_to(first: u32, last: u32) -> Vec<OrderNo> {
    (first..=last).map(order_no).collect()
}

pub(super) async fn the_queue_is_read_by_pages(f: Fixture) {
    let empty = f.store.queue_page(&query(QueueFrom::Start, 10)).await.unwrap();
    assert_eq!((empty.rows.len(), empty.before, empty.total, empty.open), (0, 0, 0, (0, 0)));
    for n in (1..=25).rev() {
        f.submit("hubei", n).await;
    }
    f.submit("zhejiang", 26).await;
    f.decide("zhangmin", &order_no(25), &[jiaodui::domain::decision::Outcome::Supplement], 0).await;

    let page = async |from| f.store.queue_page(&query(from, 10)).await.unwrap();
    let first = page(QueueFrom::Start).await;
    assert_eq!((numbers(&first), first.before, first.total, first.open), (from_to(1, 10), 0, 24, (24, 1)));
    let second = page(QueueFrom::After(first.rows[9].key())).await;
    assert_eq!((numbers(&second), second.before), (from_to(11, 20), 10));
    let last = page(QueueFrom::End).await;
    assert_eq!((numbers(&last), last.before), (from_to(15, 24), 14));
    let back = page(QueueFrom::Before(last.rows[0].key())).await;
    assert_eq!((numbers(&back), back.before), (from_to(5, 14), 4));
    let short = page(QueueFrom::Before(back.rows[0].key())).await;
    assert_eq!((numbers(&short), short.before), (from_to(1, 4), 0));
    let beyond = page(QueueFrom::After(last.rows[9].key())).await;
    assert_eq!((beyond.rows.len(), beyond.before, beyond.total), (0, 24, 24));

    let waiting = QueueQuery { status: Status::AwaitingSupplement, ..query(QueueFrom::Start, 10) };
    let waiting = f.store.queue_page(&waiting).await.unwrap();
    assert_eq!((numbers(&waiting), waiting.total), (from_to(25, 25), 1));
    let ended = QueueQuery { status: Status::Accepted, ..query(QueueFrom::Start, 10) };
    assert!(matches!(f.store.queue_page(&ended).await, Err(StoreError::Refused(_))));

    // In the order in which they were asked for, more than one statement takes.
    let mut wanted = from_to(1, 25);
    wanted.reverse();
    wanted.push(order_no(26));
    let rows = f.store.queue_rows("hubei", &wanted).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.order_no.clone()).collect::<Vec<_>>(), wanted[..25]);
}

pub(super) async fn an_order_of_another_institution_is_not_there(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    assert_eq!(f.store.order_file("zhejiang", &number).await.unwrap(), None);
    assert_eq!(f.store.queue_rows("zhejiang", std::slice::from_ref(&number)).await.unwrap(), vec![]);
    assert_eq!(f.store.audit("zhejiang", number.as_str(), 0).await.unwrap(), vec![]);
    let found = f.store.search("zhejiang", &SearchBy::OrderNo(number.to_string()), 10).await.unwrap();
    assert_eq!((found.rows, found.more), (vec![], false));
    let stranger = actor("xuwei");
    assert_eq!(f.store.claim(&stranger, "zhejiang", &number, &token(), CLAIM_MS).await.unwrap(), Claimed::Unknown);
    assert!(matches!(f.store.claim(&stranger, "hubei", &number, &token(), CLAIM_MS).await, Err(StoreError::NotFound(_))));
    assert!(matches!(f.store.claim_next(&stranger, "hubei", &token(), CLAIM_MS).await, Err(StoreError::NotFound(_))));
    assert!(matches!(f.store.save_draft(&stranger, "zhejiang", &number, &draft(1)).await, Err(StoreError::NotFound(_))));
    assert!(matches!(f.store.save_draft(&stranger, "hubei", &number, &draft(1)).await, Err(StoreError::NotFound(_))));
    assert_eq!(f.store.claim_next(&stranger, "zhejiang", &token(), CLAIM_MS).await.unwrap(), None);
}

pub(super) async fn a_claim_is_exclusive_and_expires(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let (zhang, chen) = (actor("zhangmin"), actor("chengang"));
    let Claimed::Yours(claim) = f.store.claim(&zhang, "hubei", &number, &token(), 400).await.unwrap() else {
        panic!("a free order could not be claimed");
    };
    let file = f.file("hubei", &number).await;
    let holder = file.claim.clone().unwrap();
    assert_eq!((holder.login.as_str(), holder.name.as_str(), holder.until), ("zhangmin", "张敏", claim.until));
    assert_eq!(f.store.claim(&chen, "hubei", &number, &token(), CLAIM_MS).await.unwrap(), Claimed::Held(holder));
    assert_eq!(f.store.claim_next(&chen, "hubei", &token(), CLAIM_MS).await.unwrap(), None);

    let renewed = f.store.renew(&claim, 400).await.unwrap().unwrap();
    assert!(renewed >= claim.until);
    assert_eq!(f.file("hubei", &number).await.audit_seq, file.audit_seq, "renewing left an audit row");
    tokio::time::sleep(Duration::from_millis(500)).await;

    assert_eq!(f.file("hubei", &number).await.claim, None);
    assert_eq!(f.store.renew(&claim, CLAIM_MS).await.unwrap(), None);
    assert!(!f.store.release(&zhang, &claim).await.unwrap());
    let taken = f.store.claim_next(&chen, "hubei", &token(), CLAIM_MS).await.unwrap().unwrap();
    assert_eq!(taken.order_no, number);
    // The first one's claim stays lost, and cannot take the second one's away.
    assert_eq!(f.store.renew(&claim, CLAIM_MS).await.unwrap(), None);
    assert!(!f.store.release(&zhang, &claim).await.unwrap());
    assert!(!f.store.release(&zhang, &taken).await.unwrap());
    assert!(f.store.release(&chen, &taken).await.unwrap());
    assert!(!f.store.release(&chen, &taken).await.unwrap());
    let trail = f.store.audit("hubei", number.as_str(), 1).await.unwrap();
    assert_eq!(
        trail.iter().map(|row| (row.actor.as_str(), row.action.as_str())).collect::<Vec<_>>(),
        vec![("zhangmin", "claim"), ("chengang", "claim"), ("chengang", "release")]
    );
}

pub(super) async fn the_next_order_is_the_oldest_free_one(f: Fixture) {
    for n in [3, 1, 2] {
        f.submit("hubei", n).await;
    }
    let (zhang, chen) = (actor("zhangmin"), actor("chengang"));
    let next =
        async |who, token: &str| f.store.claim_next(who, "hubei", token, CLAIM_MS).await.unwrap().map(|claim| claim.order_no);
    assert_eq!(next(&zhang, "t1").await, Some(order_no(1)));
    assert_eq!(next(&chen, "t2").await, Some(order_no(2)));
    // One's own is not skipped, and the newer token holds it.
    assert_eq!(next(&zhang, "t3").await, Some(order_no(1)));
    let Claimed::Yours(again) = f.store.claim(&zhang, "hubei", &order_no(1), "t4", CLAIM_MS).await.unwrap() else {
        panic!("one's own order could not be claimed again");
    };
    let old = jiaodui::store::records::Claim { token: "t3".to_owned(), ..again.clone() };
    assert_eq!(f.store.renew(&old, CLAIM_MS).await.unwrap(), None);
    assert!(f.store.renew(&again, CLAIM_MS).await.unwrap().is_some());
    assert_eq!(next(&actor("liuzhuguan"), "t5").await, Some(order_no(3)));
    for login in ["zixun", "guanli"] {
        let refused = f.store.claim_next(&actor(login), "hubei", "t6", CLAIM_MS).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{login}: {refused:?}");
    }
}

pub(super) async fn a_turn_is_kept_for_everyone_of_the_institution(f: Fixture) {
    f.submit("hubei", 1).await;
    f.submit("zhejiang", 2).await;
    let file = f.file("hubei", &order_no(1)).await;
    assert!(file.turns.is_empty());
    let sha256 = file.items[0].attachments[0].file.sha256.clone();
    let keep = async |login: &str, institution: &str, n: u32, sha256: &str, turns: u8| {
        f.store.keep_turn(&actor(login), institution, &order_no(n), sha256, turns).await
    };
    keep("zhangmin", "hubei", 1, &sha256, 1).await.unwrap();
    keep("chengang", "hubei", 1, &sha256, 3).await.unwrap();
    assert_eq!(f.file("hubei", &order_no(1)).await.turns, [(sha256.clone(), 3)].into());
    // The same content in another institution is turned there.
    assert!(f.file("zhejiang", &order_no(2)).await.turns.is_empty());
    for (login, institution, n, sha256) in [
        ("zhangmin", "zhejiang", 2, sha256.as_str()),
        ("zhangmin", "hubei", 2, &sha256),
        ("zhangmin", "hubei", 1, &"f".repeat(64)),
    ] {
        assert!(matches!(keep(login, institution, n, sha256, 1).await, Err(StoreError::NotFound(_))), "{institution} {n}");
    }
    assert!(keep("zhangmin", "hubei", 1, &sha256, 4).await.is_err(), "the database knows quarters only");
    assert_eq!(f.file("hubei", &order_no(1)).await.turns[&sha256], 3);
}

pub(super) async fn a_draft_outlives_the_claim(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let zhang = actor("zhangmin");
    let claim = f.claim("zhangmin", &number).await;
    let kept = async |login: &str| f.store.draft("hubei", &number, login).await.unwrap();
    assert_eq!(kept("zhangmin").await, None);
    f.store.save_draft(&zhang, "hubei", &number, &draft(1)).await.unwrap();
    let mut later = draft(1);
    later.note.push_str(", 等回复");
    f.store.save_draft(&zhang, "hubei", &number, &later).await.unwrap();
    assert_eq!(kept("zhangmin").await, Some(later.clone()));
    assert_eq!(kept("chengang").await, None);

    f.store.release(&zhang, &claim).await.unwrap();
    // What it noted is everyone's from then on (see `flow`).
    later.note.clear();
    f.claim("chengang", &number).await;
    f.store.save_draft(&actor("chengang"), "hubei", &number, &draft(1)).await.unwrap();
    let cancel = jiaodui::store::records::FeedAct::Cancel { order_no: number.clone(), account: "chsi-0001".to_owned() };
    f.store.apply(&event("c", crate::support::fixtures::FIRST_MOMENT, cancel)).await.unwrap();
    assert_eq!(kept("zhangmin").await, Some(later.clone()));
    assert_eq!(kept("chengang").await, Some(draft(1)));
    // Typed text can still be saved, and put away.
    f.store.save_draft(&zhang, "hubei", &number, &draft(2)).await.unwrap();
    assert_eq!(kept("zhangmin").await, Some(draft(2)));
    f.store.save_draft(&zhang, "hubei", &number, &Draft { version: 2, ..Draft::default() }).await.unwrap();
    assert_eq!(kept("zhangmin").await, None);
    assert_eq!(f.again().await.draft("hubei", &number, "chengang").await.unwrap(), Some(draft(1)));
}

pub(super) async fn changes_are_noticed(f: Fixture) {
    let other = f.again().await;
    assert!(f.store.changed("hubei").await.unwrap(), "the first look says yes");
    assert!(!f.store.changed("hubei").await.unwrap());
    let number = f.submit("hubei", 1).await;
    assert!(f.store.changed("hubei").await.unwrap(), "an order came in");
    assert!(!f.store.changed("hubei").await.unwrap());
    let claimed = other.claim(&actor("chengang"), "hubei", &number, &token(), CLAIM_MS).await.unwrap();
    assert!(matches!(claimed, Claimed::Yours(_)));
    assert!(f.store.changed("hubei").await.unwrap(), "another desk claimed");
    assert!(!f.store.changed("hubei").await.unwrap());
    // Reading is no change.
    f.store.queue_page(&query(QueueFrom::Start, 10)).await.unwrap();
    assert!(!f.store.changed("hubei").await.unwrap());
    other.close().await;
    f.store.close().await;
}

pub(super) async fn what_others_did_is_listed(f: Fixture) {
    let (none, before) = f.store.activity("hubei", None, 100).await.unwrap();
    assert_eq!(none, vec![]);
    tokio::time::sleep(Duration::from_millis(5)).await;
    let number = f.submit("hubei", 1).await;
    f.claim("zhangmin", &number).await;
    f.submit("zhejiang", 2).await;
    let (entries, now) = f.store.activity("hubei", Some(before.plus(1)), 100).await.unwrap();
    assert!(now > before);
    assert_eq!(
        entries.iter().map(|row| (row.subject.as_str(), row.action.as_str())).collect::<Vec<_>>(),
        vec![(number.as_str(), "submit"), (number.as_str(), "claim")]
    );
    assert_eq!(f.store.activity("hubei", Some(before.plus(1)), 1).await.unwrap().0, entries[..1]);
    assert_eq!(f.store.activity("hubei", Some(now.plus(1000)), 100).await.unwrap().0, vec![]);
}
