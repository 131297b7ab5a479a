//! Events one after another: what the database knows decides with.

#![expect(clippy::indexing_slicing, reason = "a test that fails is meant to panic")]

use chrono::NaiveDate;
use image::ImageFormat;
use jiaodui::domain::decision::{ItemOutcome, Outcome};
use jiaodui::domain::draft::Draft;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::status::Status;
use jiaodui::evidence::sha256_hex;
use jiaodui::store::CLAIM_MS;
use jiaodui::store::records::{Claimed, Decided, Listing, NewDecision, StaffRecord};
use serde_json::{Value, json};

use super::{World, item, order_no, picture, set, submit, without, words};

/// One test for each behaviour on each engine, with a database of its own.
macro_rules! on_both {
    ($($behaviour:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() {
                super::$behaviour(super::World::new().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $behaviour() {
                super::$behaviour(super::World::on(&crate::support::cluster::fresh_database().await).await).await;
            })+
        }
    };
}

on_both! {
    an_event_comes_in_once,
    within_one_feed_too,
    what_an_event_did_itself_is_no_other_fault_of_its_changed_copy,
    a_refused_event_may_come_again,
    cancelling,
    a_certificate_has_one_order_at_a_time,
    a_listed_holder_is_refused_for_a_year,
    a_reconsideration_names_an_ended_order_of_the_account,
    a_resubmission_brings_the_whole_new_list,
    a_file_that_came_earlier_is_known_by_path_and_digest,
    enquiries,
}

fn number(n: u32) -> OrderNo {
    OrderNo::parse(&order_no(n)).unwrap()
}

fn cancel(n: u32, event_id: &str) -> Value {
    json!({"event_id": event_id, "event": "cancel", "at": "2020-10-17T09:00:00+08:00", "order_no": order_no(n), "account": "chsi-7f31"})
}

pub(crate) fn resubmit(n: u32, event_id: &str, attachments: Value) -> Value {
    json!({"event_id": event_id, "event": "resubmit", "at": "2020-10-18T09:00:00+08:00", "order_no": order_no(n),
        "account": "chsi-7f31", "items": [{"item": 1, "attachments": attachments}]})
}

/// Decides order `n` as a proofreader would.
pub(crate) async fn decide(world: &World, n: u32, outcome: Outcome) {
    let actor =
        Actor { login: "zhang".into(), name: "张敏".into(), role: Role::Proofreader, institution: Some("hubei".into()) };
    if world.store.staff("zhang").await.unwrap().is_none() {
        let staff = StaffRecord {
            login: "zhang".into(),
            name: "张敏".into(),
            role: Role::Proofreader,
            institution: Some("hubei".into()),
            password_hash: String::new(),
            disabled: false,
        };
        world.store.add_staff("test", &staff).await.unwrap();
    }
    let token = format!("claim-{n}-{}", outcome.code());
    let Claimed::Yours(claim) = world.store.claim(&actor, "hubei", &number(n), &token, CLAIM_MS).await.unwrap() else {
        panic!("not claimed");
    };
    let file = world.store.order_file("hubei", &number(n)).await.unwrap().unwrap();
    let reasons = if outcome == Outcome::Approve { vec![] } else { vec!["F01".to_owned()] };
    let decision = NewDecision {
        claim,
        version: file.version,
        token: format!("decision-{token}"),
        message_id: format!("message-{token}"),
        outcomes: vec![ItemOutcome { item: 1, outcome, reasons }],
        verdicts: vec![],
        catalogue_version: "1".into(),
        letter_generated: "请补充".into(),
        title: "通知".into(),
        letter: "请补充".into(),
        draft: Draft::default(),
        proposes: Vec::new(),
        hold_ms: 0,
    };
    assert!(matches!(world.store.decide(&actor, &decision).await.unwrap(), Decided::Done { .. }));
}

async fn status(world: &World, n: u32) -> Status {
    world.store.order_brief(&number(n)).await.unwrap().unwrap().status
}

async fn an_event_comes_in_once(world: World) {
    let event = submit(1);
    assert_eq!(world.one(&event).await, "accepted");
    assert_eq!(world.one(&event).await, "duplicate");
    // The same event, though its files are gone.
    std::fs::remove_dir_all(world.feed_dir().join("scans")).unwrap();
    assert_eq!(world.one(&event).await, "duplicate");
    let file = world.store.order_file("hubei", &number(1)).await.unwrap().unwrap();
    assert_eq!((file.status, file.round, file.items.len()), (Status::AwaitingProofreading, 1, 1));
    assert_eq!(file.items[0].attachments.len(), 3);
    assert_eq!(file.items[0].certificate.school, "武汉大学");
}

async fn within_one_feed_too(world: World) {
    let other = set(submit(1), "/order/remark", json!("另一个"));
    let exists = set(submit(1), "/event_id", json!("e-other"));
    let all = world.take(&[submit(1), submit(1), other, exists, cancel(1, "c-1"), cancel(1, "c-1"), cancel(1, "c-2")]).await;
    let got: Vec<String> = all.iter().map(|settled| words(&settled.outcome)).collect();
    assert_eq!(
        got,
        [
            "accepted",
            "duplicate",
            "event.conflict /event_id",
            "order.exists /order/order_no",
            "accepted",
            "duplicate",
            "order.state /order_no",
        ]
    );
    assert_eq!(all.iter().map(|settled| settled.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(status(&world, 1).await, Status::Cancelled);
}

async fn what_an_event_did_itself_is_no_other_fault_of_its_changed_copy(world: World) {
    let conflict = "event.conflict /event_id";
    assert_eq!(world.take(&[submit(1), submit(2), cancel(1, "c-1")]).await.len(), 3);
    assert_eq!(world.one(&set(cancel(1, "c-1"), "/at", json!("2020-10-17T10:00:00+08:00"))).await, conflict);
    let ask = json!({"event_id": "q-1", "event": "enquiry", "at": "2020-10-17T09:00:00+08:00", "enquiry_no": "77",
        "account": "chsi-7f31", "institution": "hubei", "subject": "进度", "body": "何时有结果？"});
    assert_eq!(world.one(&ask).await, "accepted");
    assert_eq!(world.one(&set(ask, "/body", json!("还要多久？"))).await, conflict);
    // What another event did is one, and so is what is wrong with the line itself.
    let other = set(submit(2), "/event_id", json!("e-1"));
    assert_eq!(world.one(&other).await, "event.conflict /event_id; order.exists /order/order_no");
    let wrong = set(submit(1), "/order/institution", json!("atlantis"));
    assert_eq!(world.one(&wrong).await, "event.conflict /event_id; institution.unknown /order/institution");
}

async fn a_refused_event_may_come_again(world: World) {
    let bad = set(submit(1), "/order/institution", json!("atlantis"));
    assert_eq!(world.one(&bad).await, "institution.unknown /order/institution");
    assert_eq!(world.store.order_brief(&number(1)).await.unwrap(), None);
    assert_eq!(world.store.seen_event("e-1").await.unwrap(), None);
    assert_eq!(world.one(&submit(1)).await, "accepted");
}

async fn cancelling(world: World) {
    assert_eq!(world.one(&cancel(1, "c-0")).await, "order.unknown /order_no");
    assert_eq!(world.one(&submit(1)).await, "accepted");
    let foreign = set(cancel(1, "c-1"), "/account", json!("another"));
    assert_eq!(world.one(&foreign).await, "order.account /account");
    decide(&world, 1, Outcome::Approve).await;
    assert_eq!(world.one(&cancel(1, "c-2")).await, "order.state /order_no");
    assert_eq!(status(&world, 1).await, Status::Accepted);
}

async fn a_certificate_has_one_order_at_a_time(world: World) {
    let same = |n: u32| set(submit(n), "/order/items/0/certificate/number", json!("104861201605001234"));
    let at = "certificate.in_progress /order/items/0/certificate/number";
    let all = world.take(&[same(1), same(2)]).await;
    assert_eq!(words(&all[0].outcome), "accepted");
    assert_eq!(words(&all[1].outcome), at);
    let other_holder = set(same(3), "/order/items/0/certificate/holder", json!("王磊"));
    assert_eq!(world.one(&other_holder).await, "accepted");
    assert_eq!(world.one(&cancel(1, "c-1")).await, "accepted");
    assert_eq!(world.one(&same(2)).await, "accepted");
    // The contract speaks of other orders: an order may name a certificate in two of its items.
    let twice = set(submit(4), "/order/items", json!([item(4), item(4)]));
    assert_eq!(world.one(&twice).await, "accepted");
}

async fn a_listed_holder_is_refused_for_a_year(world: World) {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let listing = |listing: &str, id_no: &str| Listing {
        institution: "hubei".into(),
        listing: listing.into(),
        id_no: id_no.into(),
        name: "某".into(),
        effective_on: day("2020-10-16"),
        ends_on: day("2021-10-16"),
        reason: "伪造".into(),
    };
    // One is listed by the fifteen digits of an old card.
    world.store.put_listings(&[listing("l-1", "11010519491231002X"), listing("l-2", "420106800229001")]).await.unwrap();
    let of = |n: u32, id_no: &str, at: &str| {
        let event = set(submit(n), "/order/items/0/certificate/id_no", json!(id_no));
        set(set(event, "/at", json!(at)), "/order/consented_at", json!("2020-01-01T00:00:00+08:00"))
    };
    let refused = "applicant.dishonest /order/items/0/certificate/id_no";
    assert_eq!(world.one(&of(1, "11010519491231002x", "2020-10-16T00:00:00+08:00")).await, refused);
    assert_eq!(world.one(&of(1, "420106198002290012", "2021-10-15T23:59:59+08:00")).await, refused);
    assert_eq!(world.one(&of(1, "11010519491231002X", "2020-10-15T23:59:59+08:00")).await, "accepted");
    // Midnight in China, though it is still the day before in UTC.
    assert_eq!(world.one(&of(2, "11010519491231002X", "2021-10-15T16:00:00Z")).await, "accepted");
}

async fn a_reconsideration_names_an_ended_order_of_the_account(world: World) {
    let contest = |n: u32, of: u32| {
        let event = set(submit(n), "/order/kind", json!("reconsideration"));
        set(event, "/order/reconsiders", json!(order_no(of)))
    };
    let refused = "reconsideration.unknown /order/reconsiders";
    assert_eq!(world.one(&contest(2, 1)).await, refused);
    assert_eq!(world.one(&submit(1)).await, "accepted");
    assert_eq!(world.one(&contest(2, 1)).await, refused);
    decide(&world, 1, Outcome::Reject).await;
    let foreign = set(contest(2, 1), "/order/account", json!("another"));
    assert_eq!(world.one(&foreign).await, refused);
    assert_eq!(world.one(&contest(2, 1)).await, "accepted");
    let file = world.store.order_file("hubei", &number(2)).await.unwrap().unwrap();
    assert_eq!(file.reconsiders, Some(number(1)));
}

async fn a_resubmission_brings_the_whole_new_list(world: World) {
    assert_eq!(world.one(&submit(1)).await, "accepted");
    let list = json!([
        {"kind": "diploma", "file": "scans/diploma-2.jpg"},
        {"kind": "id_card", "file": "scans/id-front.jpg"}]);
    world.put("scans/diploma-2.jpg", &picture(640, 480, 8, ImageFormat::Jpeg));
    assert_eq!(world.one(&resubmit(1, "r-0", list.clone())).await, "order.state /order_no");
    decide(&world, 1, Outcome::Supplement).await;
    assert_eq!(world.one(&resubmit(2, "r-0", list.clone())).await, "order.unknown /order_no");
    assert_eq!(world.one(&set(resubmit(1, "r-0", list.clone()), "/account", json!("x"))).await, "order.account /account");
    assert_eq!(
        world.one(&resubmit(1, "r-0", json!([{"kind": "id_card", "file": "scans/id-front.jpg"}]))).await,
        "attachment.missing_kind /items/0/attachments"
    );
    let second = set(resubmit(1, "r-0", list.clone()), "/items/0/item", json!(2));
    assert_eq!(world.one(&second).await, "field.invalid /items/0/item");
    let twice = resubmit(1, "r-0", list.clone());
    let named = twice["items"][0].clone();
    assert_eq!(world.one(&set(twice, "/items", json!([named, named]))).await, "field.invalid /items/1/item");
    // The front of the ID card came earlier; its file is no longer there.
    std::fs::remove_file(world.feed_dir().join("scans/id-front.jpg")).unwrap();
    assert_eq!(world.one(&resubmit(1, "r-1", list.clone())).await, "accepted");
    assert_eq!(world.one(&resubmit(1, "r-1", list)).await, "duplicate");
    let file = world.store.order_file("hubei", &number(1)).await.unwrap().unwrap();
    assert_eq!((file.status, file.round), (Status::AwaitingProofreading, 2));
    let current: Vec<&str> = file.items[0]
        .attachments
        .iter()
        .filter(|stored| stored.superseded_by.is_none())
        .map(|stored| stored.file.file_name.as_str())
        .collect();
    assert_eq!(current.len(), 2, "{current:?}");
    assert!(current.contains(&"scans/diploma-2.jpg") && current.contains(&"scans/id-front.jpg"), "{current:?}");
}

async fn a_file_that_came_earlier_is_known_by_path_and_digest(world: World) {
    assert_eq!(world.one(&submit(1)).await, "accepted");
    decide(&world, 1, Outcome::Supplement).await;
    let digest = sha256_hex(&std::fs::read(world.feed_dir().join("scans/diploma.jpg")).unwrap());
    std::fs::remove_file(world.feed_dir().join("scans/diploma.jpg")).unwrap();
    let list = |digest: &str| json!([{"kind": "diploma", "file": "scans/diploma.jpg", "sha256": digest}, {"kind": "id_card", "file": "scans/id-front.jpg"}]);
    assert_eq!(world.one(&resubmit(1, "r-1", list(&sha256_hex(b"")))).await, "attachment.digest /items/0/attachments/0");
    let never = json!([{"kind": "diploma", "file": "scans/other.jpg"}, {"kind": "id_card", "file": "scans/id-front.jpg"}]);
    assert_eq!(world.one(&resubmit(1, "r-1", never)).await, "attachment.missing_file /items/0/attachments/0");
    assert_eq!(world.one(&resubmit(1, "r-1", list(&digest))).await, "accepted");
}

async fn enquiries(world: World) {
    let ask = |event_id: &str, enquiry_no: &str| {
        json!({"event_id": event_id, "event": "enquiry", "at": "2020-10-17T09:00:00+08:00", "enquiry_no": enquiry_no,
            "account": "chsi-7f31", "institution": "hubei", "order_no": order_no(1), "subject": "状态", "body": "为什么还是待校对？"})
    };
    let more = |event_id: &str, enquiry_no: &str, account: &str| {
        json!({"event_id": event_id, "event": "enquiry_followup", "at": "2020-10-17T10:00:00+08:00", "enquiry_no": enquiry_no,
            "account": account, "body": "请回复。"})
    };
    assert_eq!(world.one(&ask("q-1", "77")).await, "order.unknown /order_no");
    assert_eq!(world.one(&submit(1)).await, "accepted");
    assert_eq!(world.one(&set(ask("q-1", "77"), "/account", json!("x"))).await, "order.account /account");
    assert_eq!(world.one(&set(ask("q-1", "77"), "/institution", json!("x"))).await, "institution.unknown /institution");
    assert_eq!(world.one(&more("f-1", "77", "chsi-7f31")).await, "enquiry.unknown /enquiry_no");
    assert_eq!(world.one(&ask("q-1", "77")).await, "accepted");
    assert_eq!(world.one(&ask("q-1", "77")).await, "duplicate");
    assert_eq!(world.one(&ask("q-2", "77")).await, "enquiry.exists /enquiry_no");
    assert_eq!(world.one(&without(ask("q-3", "78"), "/order_no")).await, "accepted");
    assert_eq!(world.one(&more("f-1", "77", "another")).await, "order.account /account");
    assert_eq!(world.one(&more("f-1", "77", "chsi-7f31")).await, "accepted");
}
