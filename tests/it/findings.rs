//! An order with three planted faults, from the portal's files to the proofreader's screen, on both engines.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use image::ImageFormat;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::staff::Role;
use jiaodui::password::{self, Password};
use jiaodui::store::records::StaffRecord;
use jiaodui::store::{self};
use serde_json::{Value, json};

use crate::intake::{World, order_no, picture, set, submit};
use crate::support::cluster;
use crate::support::desk::{Desk, Setting};

const PASSWORD: &str = "打开校对台-1234";
/// What is seen within a second of opening.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Somebody else's order with the usual files, then 李雯's: the certificate of 华东船舶工业学院 (江苏科技大学 since 2004) of 2002, typed with
/// the later name and a year late, and with the first one's ID card.
fn events() -> [Value; 2] {
    let mut other = submit(1);
    for (pointer, value) in [("holder", "王磊"), ("id_no", "11010519491231002X")] {
        other = set(other, &format!("/order/items/0/certificate/{pointer}"), json!(value));
    }
    let mut faulty = submit(2);
    for (pointer, value) in [
        ("number", "102891200205000123"),
        ("school", "江苏科技大学"),
        ("school_province", "江苏省"),
        ("enrolled_on", "1998-09-01"),
        ("graduated_on", "2003-06-30"),
    ] {
        faulty = set(faulty, &format!("/order/items/0/certificate/{pointer}"), json!(value));
    }
    faulty = set(faulty, "/order/account", json!("chsi-0002"));
    let files = json!([
        {"kind": "diploma", "file": "scans/diploma-2.jpg"},
        // The other one's card, under a name of its own.
        {"kind": "id_card", "file": "scans/liwen-front.jpg"},
        {"kind": "id_card", "file": "scans/liwen-back.png"}]);
    faulty = set(faulty, "/order/items/0/attachments", files);
    [other, faulty]
}

async fn world(on: Option<&str>) -> World {
    let world = match on {
        None => World::new().await,
        Some(url) => World::on(url).await,
    };
    world.put("scans/diploma-2.jpg", &picture(310, 230, 21, ImageFormat::Jpeg));
    world.put("scans/liwen-front.jpg", &std::fs::read(world.feed_dir().join("scans/id-front.jpg")).unwrap());
    world.put("scans/liwen-back.png", &picture(250, 210, 23, ImageFormat::Png));
    let member = StaffRecord {
        login: "zhangmin".into(),
        name: "张敏".into(),
        role: Role::Proofreader,
        institution: Some("hubei".into()),
        password_hash: password::hash(&Password::new(PASSWORD.into())).unwrap(),
        disabled: false,
    };
    world.store.add_staff("test", &member).await.unwrap();
    world
}

fn show(world: &World, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_jiaodui"))
        .current_dir(world.dir())
        .env_clear()
        .env("HOME", world.dir())
        .env("JIAODUI_DATABASE", &world.url)
        .stdin(Stdio::null())
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The one finding of this check on this field.
fn finding<'j>(shown: &'j Value, id: &str, field: Option<&str>) -> &'j Value {
    let all = shown["findings"].as_array().unwrap();
    let mut found = all.iter().filter(|one| one["id"] == id && one["field"].as_str() == field);
    let one = found.next().unwrap_or_else(|| panic!("no {id} on {field:?} among {all:#?}"));
    assert_eq!(found.next(), None, "{id} on {field:?} more than once");
    one
}

async fn three_planted_faults_are_seen(on: Option<&str>) {
    let world = world(on).await;
    for mut event in events() {
        if event["order"]["order_no"] == order_no(2) {
            event["order"]["remark"] = json!("请打 13712345678");
        }
        assert_eq!(world.one(&event).await, "accepted");
    }
    let number = OrderNo::parse(&order_no(2)).unwrap();

    let shown: Value = serde_json::from_str(&show(&world, &["show", number.as_str(), "--json"])).unwrap();
    // A number of a person within what somebody typed is covered as it is in its own field.
    assert_eq!(shown["remark"], "请打 137****5678");
    for one in shown["findings"].as_array().unwrap() {
        let keys: Vec<&str> = one.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys.len(), 6, "{keys:?}");
        assert!(keys.iter().all(|key| ["id", "item", "field", "severity", "says", "message"].contains(key)), "{keys:?}");
        assert!(!one["message"].as_str().unwrap().contains("420106198002290012"), "{one}");
    }
    let card = finding(&shown, "X2", None);
    assert_eq!((&card["item"], &card["severity"], &card["says"]), (&json!(1), &json!("error"), &json!("disagrees")));
    assert!(card["message"].as_str().unwrap().contains(&format!("{}（王磊", order_no(1))), "{card}");
    // The name the school bears since 2004, and a year that the number does not have.
    let notable_on = |field: &str, ids: &[&str]| {
        shown["findings"].as_array().unwrap().iter().any(|one| {
            one["field"] == field
                && ids.contains(&one["id"].as_str().unwrap())
                && one["says"] == "disagrees"
                && ["error", "warn"].contains(&one["severity"].as_str().unwrap())
        })
    };
    assert!(notable_on("school", &["C4", "C14"]), "{shown:#}");
    assert!(notable_on("graduated_on", &["C8"]), "{shown:#}");
    assert_eq!(finding(&shown, "C11", Some("number"))["says"], "agrees");
    assert!(shown["items"][0]["attachments"][0]["facts"]["fingerprint"].is_string(), "{shown}");
    let text = show(&world, &["show", number.as_str()]);
    assert!(text.contains("请打 137****5678") && !text.contains("13712345678"), "{text}");
    assert!(text.contains("! X2   身份证与另一人的身份证是同一文件"), "{text}");

    // What is notable was recorded as it came in.
    let row = world.store.queue_rows("hubei", std::slice::from_ref(&number)).await.unwrap().pop().unwrap();
    let notable = shown["findings"].as_array().unwrap().iter().filter(|one| {
        ["error", "warn"].contains(&one["severity"].as_str().unwrap())
            && ["disagrees", "unknown"].contains(&one["says"].as_str().unwrap())
    });
    assert_eq!(row.findings as usize, notable.count(), "{text}");

    let store = store::open(&world.url).await.unwrap();
    let desk = Desk::open(store, &world.dir().join("attachments"), "zhangmin", PASSWORD, &Setting::default());
    desk.sees("取下一件").sees(&format!("!{}", row.findings));
    // The queue names them beside the list already.
    desk.presses("j").sees("! 身份证与另一人的身份证是");
    let started = Instant::now();
    desk.presses("Enter").sees("证书信息").sees("X2").sees("C8").sees("C14");
    assert!(started.elapsed() < AT_ONCE, "{:?}", started.elapsed());
    desk.quits().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_planted_faults_are_seen_on_sqlite() {
    three_planted_faults_are_seen(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_planted_faults_are_seen_on_postgres() {
    three_planted_faults_are_seen(Some(&cluster::fresh_database().await)).await;
}
