//! The portal's login: it brings events in and takes letters out, and nothing else.

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::status::Status;
use jiaodui::store::records::Applied;
use serde_json::json;

use super::centre::{Centre, PASSWORD};
use super::forging::inner;
use crate::intake::{self, World, flow, submit};
use crate::support::cluster;
use crate::support::fixtures::{actor, order, order_no, submission};

async fn portals(centre: &Centre) -> std::sync::Arc<dyn jiaodui::store::Store> {
    let password = PASSWORD.replace('湖', "%E6%B9%96").replace('北', "%E5%8C%97");
    let url = format!("postgres://portal%40{d}:{password}@localhost/{d}?host={}", cluster::directory(), d = centre.database);
    jiaodui::store::open(&url).await.unwrap()
}

#[tokio::test]
async fn the_portal_brings_events_in_and_takes_letters_out() {
    let centre = Centre::new().await;
    let store = portals(&centre).await;
    let event = submission(order("zhejiang", 20));
    assert_eq!(store.apply(&event).await.unwrap(), Applied::Done);
    assert_eq!(store.apply(&event).await.unwrap(), Applied::Duplicate);
    let order = order("hubei", 21);
    assert!(store.seen_event(&event.event_id).await.unwrap().is_some());
    assert!(store.order_brief(&order_no(1)).await.unwrap().is_some());
    assert_eq!(store.order_attachments(&order_no(1)).await.unwrap().len(), 3);
    assert!(store.enquiry_brief("nothing").await.unwrap().is_none());
    assert!(!store.is_listed(&["x".to_owned()], jiaodui::domain::time::Millis(0).day()).await.unwrap());
    let certificate = &order.items[0].certificate;
    assert_eq!(store.unfinished_with(certificate.number.as_deref().unwrap(), &certificate.holder).await.unwrap(), None);
    assert!(store.progress(&order_no(2)).await.unwrap().is_some());
    let out = store.outbox(None, 10).await.unwrap();
    assert_eq!(out.len(), 2, "a letter of each institution");
    let ids: Vec<String> = out.into_iter().map(|message| message.message_id).collect();
    assert_eq!(store.acknowledge(&ids).await.unwrap(), 2);
    store.roll_up_counts().await.unwrap();
    // What the desk does is refused, whoever it says it is.
    for login in ["zhangmin", "guanli"] {
        assert!(store.claim_next(&actor(login), "hubei", "t", 1000).await.is_err());
        assert!(store.disable_member(&actor(login), "chengang").await.is_err());
    }
    assert!(store.staff_list().await.is_err());
    assert!(store.audit("hubei", order_no(1).as_str(), 0).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_feed_comes_in_by_the_portals_login() {
    let centre = Centre::new().await;
    let mut world = World::on(&centre.url).await;
    let operators = std::mem::replace(&mut world.store, portals(&centre).await);
    assert_eq!(world.one(&submit(1)).await, "accepted");
    assert_eq!(world.one(&submit(2)).await, "accepted");
    let portals = std::mem::replace(&mut world.store, operators);
    flow::decide(&world, 1, Outcome::Supplement).await;
    world.store = portals;
    let again = json!([{"kind": "diploma", "file": "scans/diploma.jpg"}, {"kind": "id_card", "file": "scans/id-front.jpg"},
        {"kind": "id_card", "file": "scans/id-back.png"}]);
    assert_eq!(world.one(&flow::resubmit(1, "r-1", again)).await, "accepted");
    let cancel = json!({"event_id": "c-2", "event": "cancel", "at": "2020-10-19T09:00:00+08:00", "order_no": intake::order_no(2),
        "account": "chsi-7f31"});
    assert_eq!(world.one(&cancel).await, "accepted");
    let file = centre.store.order_file("hubei", &OrderNo::parse(&intake::order_no(1)).unwrap()).await.unwrap().unwrap();
    assert_eq!((file.status, file.round), (Status::AwaitingProofreading, 2));
}

#[tokio::test]
async fn the_portal_neither_decides_nor_reads_the_staffs_work() {
    let centre = Centre::new().await;
    let before = centre.everything().await;
    for table in [
        "staff",
        "audit_log",
        "decisions",
        "decision_items",
        "verdicts",
        "drafts",
        "notes",
        "skips",
        "postponements",
        "findings",
        "looks",
        "saved_views",
        "second_looks",
        "sign_in_failures",
        "handlings",
        "samples",
        "sample_orders",
        "enquiry_posts",
        "enquiry_notes",
        "order_search",
        "role_permissions",
        "catalogues",
    ] {
        centre.psql("portal", &format!("SELECT * FROM {table}")).is_refused("permission denied");
    }
    centre.psql("portal", "SELECT claim_token FROM orders").is_refused("permission denied");
    let number = order_no(1);
    for call in [
        format!("SELECT claim_order('zhangmin', 'hubei', '{number}', 't', 1)"),
        format!("SELECT claim_order('portal', 'hubei', '{number}', 't', 1)"),
        "SELECT decide_and_note('zhangmin', '{}')".to_owned(),
        "SELECT take_back('zhangmin', 't', 't', 1)".to_owned(),
        format!("SELECT save_draft('zhangmin', 'hubei', '{number}', '{{}}')"),
        "SELECT keep_catalogue('1', 'x')".to_owned(),
        format!("SELECT * FROM related_items('hubei', '{number}', 1, 'id', '')"),
    ] {
        centre.psql("portal", &call).is_refused("permission denied for function");
    }
    for call in inner(number.as_str()) {
        // What is the portal's own is not among what is inside.
        if !["submit_order", "acknowledge"].iter().any(|own| call.contains(own)) {
            centre.psql("portal", &call).is_refused("permission denied for function");
        }
    }
    assert_eq!(centre.told("portal", "SELECT session_kind(), my_institution(), my_profile()"), "portal||null");
    assert_eq!(centre.everything().await, before);
}
