//! Loading orders with their histories.

use jiaodui::domain::attachment::AttachmentKind;
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::status::Status;
use jiaodui::domain::time::Millis;
use jiaodui::store::StoreError;
use jiaodui::store::chain::hash_of;
use jiaodui::store::records::{LoadedEnquiry, LoadedOrder, LoadedStep, SearchBy};

use super::fixture::Fixture;
use crate::support::fixtures::{FIRST_MOMENT, file, files, order, order_no, order_of_two, outcomes, verdicts};

fn decided(at: Millis, of_items: &[Outcome], delivered: bool) -> LoadedStep {
    LoadedStep::Decision {
        staff: "zhangmin".to_owned(),
        claimed_at: at.plus(-180_000),
        at,
        outcomes: outcomes(of_items),
        verdicts: verdicts(),
        catalogue_version: "2020-10".to_owned(),
        title: "申请单校对结果".to_owned(),
        letter: "请重新上传毕业证原件".to_owned(),
        delivered,
    }
}

pub(super) async fn a_loaded_order_has_its_history(f: Fixture) {
    let at = |n: i64| FIRST_MOMENT.plus(n * 86_400_000);
    let mut batch: Vec<LoadedOrder> = (1..=150).map(|n| LoadedOrder { order: order("hubei", n), history: Vec::new() }).collect();
    batch[0].history = vec![decided(at(1), &[Outcome::Approve], true)];
    batch[1].history = vec![LoadedStep::Cancel { at: at(1) }];
    batch[2] = LoadedOrder {
        order: order_of_two("hubei", 3),
        history: vec![
            decided(at(1), &[Outcome::Supplement, Outcome::Approve], true),
            LoadedStep::Resubmit {
                at: at(2),
                items: vec![(1, vec![file(AttachmentKind::Diploma, 500), files(3)[1].clone()])],
                findings: vec![],
            },
            decided(at(3), &[Outcome::Supplement, Outcome::Reject], true),
            LoadedStep::Resubmit { at: at(4), items: vec![(2, files(77))], findings: vec![] },
            decided(at(5), &[Outcome::Approve, Outcome::Reject], false),
        ],
    };
    batch[3].history =
        vec![decided(at(1), &[Outcome::Supplement], true), LoadedStep::Resubmit { at: at(2), items: vec![], findings: vec![] }];
    f.store.load_orders(&batch).await.unwrap();
    f.store.roll_up_counts().await.unwrap();

    let third = f.file("hubei", &order_no(3)).await;
    assert_eq!((third.status, third.round, third.version, third.audit_seq), (Status::Accepted, 3, 6, 6));
    assert_eq!((third.submitted_at, third.claim.clone()), (at(4), None));
    assert_eq!(third.items.iter().map(|item| item.status).collect::<Vec<_>>(), vec![Status::Accepted, Status::Rejected]);
    let first_item: Vec<_> = third.items[0].attachments.iter().map(|kept| (kept.round, kept.superseded_by)).collect();
    assert_eq!(first_item, vec![(1, Some(2)), (1, None), (1, Some(2)), (2, None)]);
    assert!(third.items[1].attachments.iter().all(|kept| (kept.round == 1) == (kept.superseded_by == Some(3))));
    assert_eq!(
        third.decisions.iter().map(|made| (made.version, made.decided_at)).collect::<Vec<_>>(),
        vec![(1, at(1)), (3, at(3)), (5, at(5))]
    );
    assert_eq!(third.decisions[0].verdicts, verdicts());
    assert_eq!(third.messages.iter().map(|sent| sent.delivered_at.is_some()).collect::<Vec<_>>(), vec![true, true, false]);
    let due: Vec<_> = f.store.outbox(None, 10).await.unwrap().into_iter().filter_map(|message| message.order_no).collect();
    assert_eq!(due, vec![order_no(3)]);

    let mut prev = String::new();
    for row in f.store.audit("hubei", order_no(3).as_str(), 0).await.unwrap() {
        assert_eq!((&row.prev_hash, &row.hash), (&prev, &hash_of(&row)), "row {}", row.seq);
        prev.clone_from(&row.hash);
    }
    let fourth = f.file("hubei", &order_no(4)).await;
    assert_eq!((fourth.status, fourth.round, fourth.claim), (Status::AwaitingProofreading, 2, None));
    let counts: Vec<_> = f.store.counts().await.unwrap().into_iter().map(|count| (count.status, count.n)).collect();
    assert_eq!(counts, vec![(Status::Accepted, 2), (Status::AwaitingProofreading, 147), (Status::Cancelled, 1)]);
    assert_eq!(f.store.search("hubei", &SearchBy::Name("单".to_owned()), 50).await.unwrap().rows.len(), 13);
}

pub(super) async fn an_impossible_history_loads_nothing(f: Fixture) {
    let at = FIRST_MOMENT;
    let histories = [
        vec![LoadedStep::Cancel { at }, decided(at, &[Outcome::Approve], false)],
        vec![decided(at, &[Outcome::Approve], false), LoadedStep::Cancel { at }],
        vec![decided(at, &[Outcome::Approve], false), decided(at, &[Outcome::Reject], false)],
        vec![LoadedStep::Resubmit { at, items: vec![], findings: vec![] }],
        vec![decided(at, &[], false)],
        vec![decided(at, &[Outcome::Approve, Outcome::Approve], false)],
    ];
    for (n, history) in (1..).zip(histories) {
        let batch = [
            LoadedOrder { order: order("hubei", 100 + n), history: Vec::new() },
            LoadedOrder { order: order("hubei", n), history: history.clone() },
        ];
        let refused = f.store.load_orders(&batch).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{history:?}: {refused:?}");
    }
    let twice = LoadedOrder { order: order("hubei", 9), history: Vec::new() };
    assert!(f.store.load_orders(&[twice.clone(), twice]).await.is_err());
    assert_eq!(f.store.counts().await.unwrap(), vec![]);
    let mut raw = f.raw().await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM audit_log WHERE subject LIKE '2020%'").await, 0);
}

pub(super) async fn loaded_enquiries_wait_or_do_not(f: Fixture) {
    let enquiry = |number: &str, posts| LoadedEnquiry {
        enquiry_no: number.to_owned(),
        institution: "hubei".to_owned(),
        account: "chsi-0001".to_owned(),
        order_no: None,
        subject: "还要多久".to_owned(),
        posts,
    };
    let at = |n: i64| FIRST_MOMENT.plus(n);
    let (ours, theirs) = (Some("zixun".to_owned()), None::<String>);
    f.store
        .load_enquiries(&[
            enquiry("q-1", vec![(at(1), theirs.clone(), "何时办好?".to_owned()), (at(2), ours.clone(), "三日内".to_owned())]),
            enquiry("q-2", vec![(at(3), theirs.clone(), "何时?".to_owned()), (at(4), theirs.clone(), "在吗?".to_owned())]),
            enquiry(
                "q-3",
                vec![
                    (at(5), theirs.clone(), "何时?".to_owned()),
                    (at(6), ours, "三日内".to_owned()),
                    (at(7), theirs, "谢谢, 还有一问".to_owned()),
                ],
            ),
        ])
        .await
        .unwrap();
    let mut raw = f.raw().await;
    let waiting = "SELECT COALESCE(waiting_since, -1) FROM enquiries WHERE enquiry_no =";
    assert_eq!(raw.number(&format!("{waiting} 'q-1'")).await, -1);
    assert_eq!(raw.number(&format!("{waiting} 'q-2'")).await, at(3).0);
    assert_eq!(raw.number(&format!("{waiting} 'q-3'")).await, at(7).0);
    assert_eq!(raw.number("SELECT COUNT(*) FROM enquiry_posts").await, 7);
    assert_eq!(f.store.audit("hubei", "enquiry:q-3", 0).await.unwrap().len(), 1);
}
