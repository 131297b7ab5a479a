//! What the desk does while the database is gone: it says so, keeps what is typed, and makes up for it afterwards.

use std::sync::Arc;

use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::status::Status;
use jiaodui::store::records::Claimed;
use jiaodui::store::{CLAIM_MS, Store, StoreError};
use sqlx::{Connection, PgConnection};

use crate::intake::{World, order_no, submit};
use crate::store::fixture::{self, Fixture};
use crate::stories::{ALL_MATCH, Centre, Engine, PASSWORD};
use crate::support::cut::{Cutter, Fault};
use crate::support::desk::{Desk, Setting};
use crate::support::fixtures::{actor, token};
use crate::support::servers::Server;

/// A desk of 张敏 behind a network that can be cut.
async fn behind_a_network(centre: &Centre) -> (Desk, Cutter) {
    let cutter = Cutter::new(&centre.world.url).await;
    let url = format!("{}&connect_timeout=2&answer_timeout=6", cutter.url);
    let store = jiaodui::store::open(&url).await.unwrap();
    (sits_down(centre, store), cutter)
}

fn sits_down(centre: &Centre, store: Arc<dyn Store>) -> Desk {
    let desk = Desk::open(store, &centre.attachments, "zhangmin", PASSWORD, &Setting::default());
    desk.sees("取下一件");
    desk
}

async fn verdicts(centre: &Centre) -> usize {
    let number = OrderNo::parse(&order_no(1)).unwrap();
    centre.store().draft("hubei", &number, "zhangmin").await.unwrap().map_or(0, |draft| draft.verdicts.len())
}

async fn decisions(centre: &Centre) -> usize {
    let number = OrderNo::parse(&order_no(1)).unwrap();
    centre.store().order_file("hubei", &number).await.unwrap().unwrap().decisions.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_network_that_is_cut_loses_nothing_that_was_typed() {
    let centre = Centre::new(Engine::Postgres).await;
    centre.receives(&submit(1)).await;
    let (desk, network) = behind_a_network(&centre).await;
    desk.sees(&order_no(1)).presses("n").sees("已判 0/12").presses("Space Space").sees("已判 2/12").sees("草稿已保存");
    network.dies();
    // It says so by itself, and goes on taking keys.
    desk.sees("数据库连接中断").sees("正在重试").presses("Space 2").sees("已判 4/12").sees("数据库连接中断");
    assert_eq!(verdicts(&centre).await, 2);
    // Longer than the saving waits: it has failed by the time the network is back.
    desk.sees("草稿未能保存");
    // What happens meanwhile is caught up with.
    centre.receives(&submit(2)).await;
    network.lives();
    desk.sees("数据库已恢复").sees_no("正在重试").sees("草稿已保存");
    assert_eq!(verdicts(&centre).await, 4);
    desk.presses("Esc").sees(&order_no(2));
    desk.quits().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_decision_into_a_dead_network_is_asked_after_and_made_once() {
    for fault in [Fault::Hold, Fault::HoldAnswer] {
        let centre = Centre::new(Engine::Postgres).await;
        centre.receives(&submit(1)).await;
        let (desk, network) = behind_a_network(&centre).await;
        desk.sees(&order_no(1)).presses("n").sees("已判 0/12").presses(ALL_MATCH).sees("已判 12/12");
        network.fails_at("letter_generated", fault);
        desk.presses("a").sees("给申请人的通知").presses("Ctrl-S").sees("数据库连接中断").sees("不知道决定是否已生效");
        // With the answer on its way it was made, else it is on its way itself.
        let made = usize::from(fault == Fault::HoldAnswer);
        assert_eq!(decisions(&centre).await, made);
        // Everything that was sent arrives now, and nobody waits for the answer any more.
        network.lives();
        // (What is said stays for eight seconds. Whoever looks later sees that the order is in the queue no longer.)
        let is_made = |screen: &str| screen.contains("已决定：校对通过") || screen.contains("没有待校对的申请单");
        desk.waits_for("an answer", |screen| is_made(screen) || screen.contains("决定没有生效"));
        if desk.screen().contains("决定没有生效") {
            assert_eq!(made, 0, "{fault:?}");
            // It was asked after before it arrived: sent once more under the same token, it is still the same decision.
            desk.presses("Ctrl-S").waits_for("the decision", is_made);
        }
        assert_eq!((decisions(&centre).await, centre.status(1).await), (1, Status::Accepted));
        desk.sees_no("正在重试");
        desk.quits().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_is_killed_is_found_again() {
    let server = Server::new("");
    server.runs("postgres", "CREATE DATABASE desk").await;
    let centre = Centre::on(World::on(&server.url("desk")).await).await;
    centre.receives(&submit(1)).await;
    let desk = sits_down(&centre, jiaodui::store::open(&centre.world.url).await.unwrap());
    desk.sees(&order_no(1)).presses("n").sees("已判 0/12").presses(ALL_MATCH).sees("已判 12/12").sees("草稿已保存");
    desk.presses("a").sees("给申请人的通知");
    server.dies();
    // Nothing could be asked for: that is known, and the letter stays on the screen.
    desk.sees("数据库连接中断").presses("Ctrl-S").sees("database.unavailable").sees("给申请人的通知");
    server.starts("");
    desk.sees("数据库已恢复").sees_no("正在重试").presses("Ctrl-S").sees("已决定：校对通过");
    // By a store of its own: the centre's still has a connection to the server that was killed.
    let store = jiaodui::store::open(&centre.world.url).await.unwrap();
    let number = OrderNo::parse(&order_no(1)).unwrap();
    assert_eq!(store.progress(&number).await.unwrap().unwrap().status, Status::Accepted);
    assert_eq!(store.order_file("hubei", &number).await.unwrap().unwrap().decisions.len(), 1);
    store.close().await;
    desk.quits().await;
}

/// Whatever somebody else locks, from psql for instance, no desk waits for it without an end.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_statement_and_no_lock_is_waited_for_without_an_end() {
    let f = Fixture::new(fixture::Engine::Postgres).await;
    let number = f.submit("hubei", 1).await;
    let desk = jiaodui::store::open(&format!("{}&answer_timeout=3", f.url)).await.unwrap();
    let mut locks = PgConnection::connect(&f.url).await.unwrap();
    let zhang = actor("zhangmin");
    for lock in ["SELECT FROM orders FOR UPDATE", "LOCK TABLE orders"] {
        let mut held = locks.begin().await.unwrap();
        sqlx::query(lock).execute(&mut *held).await.unwrap();
        let claimed = desk.claim(&zhang, "hubei", &number, &token(), CLAIM_MS).await;
        assert!(matches!(claimed, Err(StoreError::Unavailable(_))), "{lock}: {claimed:?}");
        if lock.starts_with("LOCK") {
            let read = desk.order_file("hubei", &number).await;
            assert!(matches!(read, Err(StoreError::Unavailable(_))), "{read:?}");
        }
        held.rollback().await.unwrap();
    }
    let claimed = desk.claim(&zhang, "hubei", &number, &token(), CLAIM_MS).await.unwrap();
    assert!(matches!(claimed, Claimed::Yours(_)), "{claimed:?}");
    desk.close().await;
}
