//! The rehearsal: the primary is killed in the middle of decisions, its standby promoted, and every decision of which somebody was told
//! that it stands is looked up on the new primary.

use std::path::Path;
use std::process::Command;

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::staff::Actor;
use jiaodui::domain::status::Status;
use jiaodui::password::{Password, verifier};
use jiaodui::store::records::{Claimed, Connected, Decided, LoadedOrder};
use jiaodui::store::{CLAIM_MS, StoreError};

use super::writers::{Count, Writers};
use crate::support::fixtures::{actor, decision, everyone, institutions, order, order_no, token};
use crate::support::servers::Server;

/// Orders enough that nobody runs out of them.
const ORDERS: u32 = 3_000;

/// A primary and a standby that follows it.
async fn pair() -> (Server, Server) {
    let primary = Server::new("");
    primary.runs("postgres", "CREATE DATABASE desk").await;
    let standby = Server::standby_of(&primary, "b");
    primary.comes_to("SELECT count(*) FROM pg_stat_replication WHERE application_name = 'b' AND state = 'streaming'", 1).await;
    (primary, standby)
}

/// Both servers, as the centre's desks have them in their URL.
fn both(primary: &Server, standby: &Server) -> String {
    format!(
        "postgres://postgres@localhost/desk?host={},{}&target_session_attrs=read-write",
        primary.directory.display(),
        standby.directory.display()
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_acknowledged_decision_is_missing_after_a_failover() {
    let (primary, standby) = pair().await;
    // Not before the standby is there: nothing would be committed until then.
    primary.runs("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (b)'").await;
    primary.runs("postgres", "SELECT pg_reload_conf()").await;
    primary.comes_to("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", 1).await;

    let url = both(&primary, &standby);
    let mut writers = Writers::start(&url, ORDERS).await;
    writers.decide(150).await;
    primary.dies();
    standby.is_promoted();
    // Everyone finds the new primary by the list of hosts, and goes on.
    writers.decide(100).await;
    let Count { acknowledged, missing } = writers.count_on(&standby).await;
    assert_eq!(missing, 0, "of {acknowledged} acknowledged decisions");

    // The old primary comes back and takes itself for one. Whoever sits down now works on the new one all the same.
    primary.starts("");
    primary.comes_to("SELECT pg_is_in_recovery()::int::bigint", 0).await;
    let store = jiaodui::store::open(&url).await.unwrap();
    let mut renamed = institutions();
    renamed[0].name = "湖北省学历认证中心".into();
    store.put_institutions(&renamed).await.unwrap();
    store.close().await;
    for (server, there) in [(&standby, 1_i64), (&primary, 0)] {
        let mut link = server.link("desk").await;
        let found: i64 = sqlx::query_scalar("SELECT count(*) FROM institutions WHERE name = '湖北省学历认证中心'")
            .fetch_one(&mut link)
            .await
            .unwrap();
        assert_eq!(found, there, "{}", server.directory.display());
    }
    // A backup is of the new one, too: PostgreSQL's own tools would take the first that answers.
    let here = tempfile::tempdir().unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_jiaodui"))
        .args(["backup", "--json"])
        .arg(here.path().join("backups"))
        .env("JIAODUI_DATABASE", &url)
        .env("JIAODUI_ATTACHMENTS", here.path().join("attachments"))
        .output()
        .unwrap();
    let told: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    let dump = Path::new(told["path"].as_str().unwrap()).join("desk.dump");
    let listed = Command::new("pg_restore").args(["--table=institutions", "--file=-"]).arg(dump).output().unwrap();
    assert!(String::from_utf8(listed.stdout).unwrap().contains("湖北省学历认证中心"), "the dump is of the old primary");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_standby_that_lags_loses_decisions_and_the_count_says_so() {
    let (primary, standby) = pair().await;
    let mut writers = Writers::start(&both(&primary, &standby), ORDERS).await;
    writers.decide(100).await;
    // Nothing reaches the standby any more, and nobody waits for it.
    standby.runs("postgres", "ALTER SYSTEM SET primary_conninfo = 'host=/nowhere'").await;
    standby.runs("postgres", "SELECT pg_reload_conf()").await;
    primary.comes_to("SELECT count(*) FROM pg_stat_replication", 0).await;
    writers.decide(50).await;
    primary.dies();
    standby.is_promoted();
    writers.decide(20).await;
    let Count { acknowledged, missing } = writers.count_on(&standby).await;
    assert!((50..acknowledged).contains(&missing), "{missing} of {acknowledged} acknowledged decisions are missing");
}

/// The primary alone has it: if it is lost now, so is the decision.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_commit_that_waits_for_its_standby_is_never_told_as_done() {
    let (primary, standby) = pair().await;
    let store = jiaodui::store::open(&format!("{}&answer_timeout=3", primary.url("desk"))).await.unwrap();
    store.put_institutions(&institutions()).await.unwrap();
    for member in everyone() {
        store.add_staff("console", &member).await.unwrap();
    }
    store.load_orders(&[LoadedOrder { order: order("hubei", 1), history: Vec::new() }]).await.unwrap();
    let zhang = actor("zhangmin");
    let claim = store.claim_next(&zhang, "hubei", &token(), CLAIM_MS).await.unwrap().unwrap();
    primary.runs("postgres", "ALTER SYSTEM SET synchronous_standby_names = 'FIRST 1 (b)'").await;
    primary.runs("postgres", "SELECT pg_reload_conf()").await;
    primary.comes_to("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", 1).await;
    standby.dies();

    let made = decision(&claim, 1, &[Outcome::Approve]);
    let told = store.decide(&zhang, &made).await;
    assert!(matches!(told, Err(StoreError::Unknown(_))), "{told:?}");
    assert_eq!(store.decision_by_token(&made.token).await.unwrap(), None);
    // Nobody cancelled it: it waits still, and stands once it need not wait any longer. Sent again it is the same one.
    primary.comes_to("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", 1).await;
    primary.runs("postgres", "ALTER SYSTEM RESET synchronous_standby_names").await;
    primary.runs("postgres", "SELECT pg_reload_conf()").await;
    primary.comes_to("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'", 0).await;
    let again = store.decide(&zhang, &made).await.unwrap();
    assert!(matches!(again, Decided::Done { status: Status::Accepted, .. }), "{again:?}");
    assert_eq!(store.order_file("hubei", &order_no(1)).await.unwrap().unwrap().decisions.len(), 1);
    store.close().await;
}

/// Who has signed in with a login of the server's own is connected to the new primary without being asked again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_personal_login_follows_the_failover() {
    let (primary, standby) = pair().await;
    for server in [&primary, &standby] {
        server.does(
            "printf 'local all postgres trust\\nlocal replication all trust\\nlocal all all scram-sha-256\\n' >\"$directory/data/pg_hba.conf\"",
        );
        server.runs("postgres", "SELECT pg_reload_conf()").await;
    }
    let operator = jiaodui::store::open(&primary.url("desk")).await.unwrap();
    operator.put_institutions(&institutions()).await.unwrap();
    for member in everyone() {
        operator.add_staff("console", &member).await.unwrap();
    }
    let password = "打开校对台-1234";
    let kept = verifier(&Password::new(password.to_owned()));
    operator.set_password(&Actor::operator(), "zhangmin", "-", Some(&kept)).await.unwrap();
    let waiting: Vec<_> = (1..=2).map(|n| LoadedOrder { order: order("hubei", n), history: Vec::new() }).collect();
    operator.load_orders(&waiting).await.unwrap();
    operator.close().await;
    primary.comes_to("SELECT count(*) FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()", 1).await;

    let url = both(&primary, &standby).replace("postgres@", "");
    let desk = jiaodui::store::open(&url).await.unwrap();
    assert_eq!(desk.connect_as("zhangmin", "不是这个密码-1").await.unwrap(), Connected::Refused);
    assert!(matches!(desk.connect_as("zhangmin", password).await.unwrap(), Connected::As(_)));
    let zhang = actor("zhangmin");
    assert!(desk.claim_next(&zhang, "hubei", &token(), CLAIM_MS).await.unwrap().is_some());
    primary.dies();
    standby.is_promoted();
    let mut tries = 0;
    let claim = loop {
        match desk.claim(&zhang, "hubei", &order_no(2), &token(), CLAIM_MS).await {
            Ok(claimed) => break claimed,
            Err(error) if tries < 100 => {
                assert!(matches!(error, StoreError::Unavailable(_) | StoreError::Unknown(_)), "{error}");
                tries += 1;
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            Err(error) => panic!("{error}"),
        }
    };
    assert!(matches!(claim, Claimed::Yours(_)), "{claim:?}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_that_is_killed_and_started_again_loses_nothing() {
    let server = Server::new("");
    server.runs("postgres", "CREATE DATABASE desk").await;
    let mut writers = Writers::start(&server.url("desk"), ORDERS).await;
    for _ in 0..3 {
        writers.decide(60).await;
        server.dies();
        server.starts("");
    }
    writers.decide(60).await;
    let Count { acknowledged, missing } = writers.count_on(&server).await;
    assert_eq!(missing, 0, "of {acknowledged} acknowledged decisions");
}
