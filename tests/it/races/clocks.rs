//! Seats whose own clocks are an hour fast and an hour slow, on one PostgreSQL server: a claim and a hold last as long as the server
//! says, and nothing that a screen tells is an hour off. (The desks of one SQLite file sit at one machine, whose clock is the
//! database's.)

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, TimeDelta};
use jiaodui::domain::time::Millis;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::intake::{set, submit};
use crate::program::House;
use crate::support::cluster;
use crate::support::pty::Pty;

const SIZE: (u16, u16) = (160, 45);
pub(crate) const LIBRARY: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

/// This machine's clock, which is the server's.
fn real() -> Millis {
    Millis(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap())
}

/// A desk on a machine whose clock is off by so much.
fn desk_of(house: &House, login: &str, off: &str) -> Pty {
    let library = std::path::Path::new(LIBRARY);
    assert!(library.exists(), "the tests need faketime (Debian: apt-get install faketime)");
    // Only the clock that tells the time: how long something takes is the same everywhere.
    house.desk_of(login, SIZE, &[("LD_PRELOAD", LIBRARY), ("FAKETIME", off), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")])
}

/// The time of day that a screen shows after these words is the real one, give or take what a slow machine needs.
fn tells(desk: &Pty, words: &str, ahead: Duration) {
    desk.sees(words);
    let screen = desk.screen();
    let line = screen.lines().find(|line| line.contains(words)).unwrap();
    let shown = line.split(words).nth(1).unwrap().trim_start();
    let minutes =
        |text: &str| text.get(..2)?.parse::<i64>().ok().zip(text.get(3..5)?.parse::<i64>().ok()).map(|(h, m)| h * 60 + m);
    let told = minutes(shown).unwrap_or_else(|| panic!("no time after {words}:\n{screen}"));
    let due = real().plus(i64::try_from(ahead.as_millis()).unwrap());
    let due = minutes(&due.in_china().format("%H:%M").to_string()).unwrap();
    let off = (due - told).rem_euclid(24 * 60);
    assert!(off.min(24 * 60 - off) <= 2, "{words} {shown}: {off} minutes off\n{screen}");
}

/// An order that came so many minutes ago.
fn recent(n: u32, minutes: i64) -> (String, serde_json::Value) {
    let at: DateTime<_> = real().in_china() - TimeDelta::minutes(minutes);
    let number = format!("{}{n:02}", at.format("%Y%m%d%H%M%S"));
    let event = set(submit(n), "/order/order_no", json!(number));
    (number, set(event, "/at", json!(at.to_rfc3339())))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seats_an_hour_off_keep_the_servers_time() {
    let dir = tempfile::tempdir().unwrap();
    let url = cluster::fresh_database().await;
    let mut server = PgConnection::connect(&url).await.unwrap();
    let house = House::at(dir, url, 0);
    house.employs("chengang", "陈刚", "proofreader");
    house.config("[desk]\nhold_seconds = 6\nclaim_minutes = 30\nnext_after_decision = false\n");
    let ((first, one), (second, two)) = (recent(1, 12), recent(2, 11));
    house.receives(&[one, two]);

    let fast = desk_of(&house, "zhangmin", "+1h");
    let slow = desk_of(&house, "chengang", "-1h");
    for desk in [&fast, &slow] {
        desk.sees(&first).sees("校对员");
        // How long it has waited, and what time it is.
        let waited = |screen: &str| (11..=16).any(|minutes| screen.contains(&format!(" {minutes}分")));
        let screen = desk.screen();
        assert!(waited(&screen) && !screen.contains("1时"), "{screen}");
        tells(desk, "校对员", Duration::ZERO);
    }

    // A claim for half an hour, by the server's clock, that neither seat takes for one that has ended.
    fast.types("n").sees("0/12").types(" ").sees("1/12");
    tells(&fast, "持有至", Duration::from_secs(30 * 60));
    slow.sees("张敏").types("n").sees(&second).sees("0/12").types("q").types("q").is_left_clean("0");
    let claim = "SELECT claimed_until - claimed_at, claimed_at FROM orders WHERE claimed_by = 'zhangmin'";
    let (lasts, since): (i64, i64) = sqlx::query_as(AssertSqlSafe(claim)).fetch_one(&mut server).await.unwrap();
    assert_eq!(lasts, 30 * 60_000);
    assert!(real().since(Millis(since)) < 10 * 60_000, "the claim began at {since}");

    // A draft that is found again is of the moment it was made.
    std::thread::sleep(Duration::from_millis(1_000));
    fast.sees("草稿已保存").types("q").types("q").is_left_clean("0");
    let fast = desk_of(&house, "zhangmin", "+1h");
    fast.sees(&first).types("n").sees("1/12");
    tells(&fast, "已恢复", Duration::ZERO);

    // And a hold of six seconds lasts six seconds.
    for _ in 2..=12 {
        fast.types(" ");
    }
    fast.sees("12/12").types("a").sees("通知").types("\x13").sees(&format!("{first} 已决定"));
    let hold = "SELECT held_until - decided_at, held_until FROM decisions WHERE staff = 'zhangmin'";
    let (lasts, until): (i64, i64) = sqlx::query_as(AssertSqlSafe(hold)).fetch_one(&mut server).await.unwrap();
    assert_eq!(lasts, 6_000);
    assert!(house.outbox().is_empty() || real().0 >= until, "handed over before the hold ended");
    std::thread::sleep(Duration::from_millis(u64::try_from(until - real().0 + 500).unwrap_or(0)));
    assert_eq!(house.outbox().len(), 1, "handed over once it had ended");
    fast.types("u").sees("没有可以撤回的决定");
    fast.types("q").is_left_clean("0");
}
