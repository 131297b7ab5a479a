//! A supervisor's morning and a clerk's, in the built program in a terminal, on both engines and at both sizes.

use serde_json::{Value, json};

use crate::intake::order_no;
use crate::program::House;
use crate::support::cluster;

const SIZES: [(u16, u16); 2] = [(80, 24), (160, 45)];

/// A house with three orders, in a database of its own.
fn house(url: Option<String>) -> House {
    let dir = tempfile::tempdir().unwrap();
    let url = url.unwrap_or_else(|| format!("sqlite:{}", dir.path().join("desk.db").display()));
    let house = House::at(dir, url, 3);
    house.employs("liuzhuguan", "刘主管", "supervisor");
    house.employs("zixun", "周咨询", "clerk");
    house.config("[desk]\nhold_seconds = 0\n");
    house
}

/// What waits, the oldest of it, who holds that; taken from them; yesterday's numbers taken out.
fn a_supervisors(house: &House, size: (u16, u16)) {
    let zhang = house.desk_of("zhangmin", size, &[]);
    zhang.sees(&order_no(1)).types("n").sees("0/12").types("  ").sees("2/12");
    let liu = house.desk_of("liuzhuguan", size, &[]);
    liu.sees(&order_no(1)).types("3").sees("待校对").types("\t\t\t").sees("> 最早的待校对").sees("张敏");
    liu.types("x").sees("其草稿保留").types("已下班").types("\r").sees("再按一次 Enter").types("\r").sees("已结束");
    zhang.sees("结束了领取（已下班）");
    liu.types("X").sees("每日工作").types("\r").sees("导出完成");
    let made: Vec<_> = std::fs::read_dir(house.path().join("jiaodui-exports")).unwrap().collect();
    assert_eq!(made.len(), 1, "{made:?}");
    liu.types("\r").types("q").is_left_clean("0");
    zhang.types("q").is_left_clean("0");
}

/// Five enquiries, two of them about the order that a colleague is proofreading meanwhile.
fn a_clerks(house: &House, size: (u16, u16)) {
    let asked = |n: u32| {
        let order = if n <= 2 { json!(order_no(1)) } else { Value::Null };
        let mut ask = json!({
            "event_id": format!("ask-{n}"), "event": "enquiry", "at": format!("2020-10-17T09:{n:02}:00+08:00"),
            "enquiry_no": format!("q-{n}"), "account": "chsi-7f31", "institution": "hubei",
            "subject": format!("第{n}问"), "body": "请问什么时候有结果？",
        });
        if !order.is_null() {
            ask["order_no"] = order;
        }
        ask
    };
    house.receives(&(1..=5).map(asked).collect::<Vec<_>>());
    let zhang = house.desk_of("zhangmin", size, &[]);
    zhang.sees(&order_no(1)).types("n").sees("0/12");
    let clerk = house.desk_of("zixun", size, &[]);
    clerk.sees(&order_no(1)).types("2").sees("待答复 5");
    for left in (0..5).rev() {
        clerk
            .types("\r")
            .sees("请问什么时候有结果")
            .types("r")
            .sees("0/3000")
            .types("您好，正在校对，请耐心等待。")
            .sees("14/3000");
        clerk.types("\x13").sees("已答复").types("\x1b").sees("咨询编号").types("R").sees(&format!("待答复 {left}"));
    }
    let sent = house.outbox();
    assert_eq!(sent.iter().filter(|message| message["kind"] == json!("enquiry_reply")).count(), 5, "{sent:?}");
    clerk.types("q").is_left_clean("0");
    // Answering an enquiry decides nothing: the order is still hers.
    zhang.types(" ").sees("1/12").types("qq").is_left_clean("0");
}

#[test]
fn a_supervisors_morning_on_sqlite() {
    SIZES.iter().for_each(|size| a_supervisors(&house(None), *size));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisors_morning_on_postgres() {
    for size in SIZES {
        a_supervisors(&house(Some(cluster::fresh_database().await)), size);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_supervisors_morning_under_personal_logins() {
    a_supervisors(&house(Some(cluster::own_database().await)).with_personal_logins(), SIZES[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clerks_morning_under_personal_logins() {
    a_clerks(&house(Some(cluster::own_database().await)).with_personal_logins(), SIZES[0]);
}

#[test]
fn a_clerks_morning_on_sqlite() {
    SIZES.iter().for_each(|size| a_clerks(&house(None), *size));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clerks_morning_on_postgres() {
    for size in SIZES {
        a_clerks(&house(Some(cluster::fresh_database().await)), size);
    }
}
