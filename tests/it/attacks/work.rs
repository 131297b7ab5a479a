//! With all of that, the day's work goes on as before: under personal logins, by the same statements and functions.

use jiaodui::domain::decision::Outcome;
use jiaodui::store::records::{Applied, Decided, Intervened, TakenBack};
use jiaodui::store::{CLAIM_MS, Store};
use sqlx::{AssertSqlSafe, PgConnection};
use std::sync::Arc;

use super::centre::{Centre, PASSWORD};
use crate::support::fixtures::{actor, decision, order, order_no, submission, token};

pub(super) async fn desk(centre: &Centre, login: &str) -> Arc<dyn Store> {
    let store = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    store.connect_as(login, PASSWORD).await.unwrap();
    store
}

/// Statements that are not asked for a member of staff but for the operator, in order.
const NOT_THEIRS: [&str; 2] = ["sign-in failures", "staff"];

#[tokio::test]
async fn every_statement_of_the_desk_runs_for_a_member_of_staff() {
    let centre = Centre::new().await;
    let mut raw: PgConnection = centre.raw().await;
    let user = format!("zhangmin@{}", centre.database);
    sqlx::raw_sql(AssertSqlSafe(format!("SET SESSION AUTHORIZATION \"{user}\"; SET plan_cache_mode = force_generic_plan")))
        .execute(&mut raw)
        .await
        .unwrap();
    let mut denied = Vec::new();
    let mut statements = jiaodui::store::reads::statements();
    statements.extend(jiaodui::store::reads::statements_of_postgres());
    assert!(statements.len() > 80, "{}", statements.len());
    for (name, statement) in statements {
        let most = (1..300).rev().find(|n| statement.contains(&format!("${n}"))).unwrap_or(0);
        let nulls = vec!["NULL"; most].join(", ");
        let call = if nulls.is_empty() { "s".to_owned() } else { format!("s({nulls})") };
        let script = format!("PREPARE s AS {statement}; EXECUTE {call}; DEALLOCATE s");
        if let Err(error) = sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut raw).await {
            assert!(error.to_string().contains("permission denied"), "{name}: {error}");
            denied.push(name);
            sqlx::raw_sql("DEALLOCATE ALL").execute(&mut raw).await.unwrap();
        }
    }
    denied.sort_unstable();
    assert_eq!(denied, NOT_THEIRS);
}

#[tokio::test]
async fn an_order_is_taken_decided_and_taken_back() {
    let centre = Centre::new().await;
    let who = actor("zhangmin");
    let store = desk(&centre, "zhangmin").await;
    let claim = store.claim_next(&who, "hubei", &token(), CLAIM_MS).await.unwrap().unwrap();
    assert_eq!(claim.order_no, order_no(1));
    assert!(store.renew(&claim, CLAIM_MS).await.unwrap().is_some());
    let file = store.order_file("hubei", &claim.order_no).await.unwrap().unwrap();
    let mut made = decision(&claim, file.version, &[Outcome::Approve]);
    made.hold_ms = 60_000;
    assert!(matches!(store.decide(&who, &made).await.unwrap(), Decided::Done { .. }));
    assert!(store.decision_by_token(&made.token).await.unwrap().is_some());
    assert_eq!(store.takeable(&who, "hubei").await.unwrap().map(|(_, number)| number), Some(claim.order_no.clone()));
    let taken = store.take_back(&who, &made.token, &token(), CLAIM_MS).await.unwrap();
    assert!(matches!(taken, TakenBack::Done(_)), "{taken:?}");
    assert!(store.changed("hubei").await.unwrap());
    assert!(!store.counts().await.unwrap().is_empty());
    // Another institution is not there, as it is not on the operator's connection.
    assert!(store.order_file("zhejiang", &order_no(11)).await.unwrap().is_none());
    assert!(store.claim_next(&who, "zhejiang", &token(), CLAIM_MS).await.is_err());
}

#[tokio::test]
async fn what_others_have_to_do_with_an_order_is_told_as_before() {
    let centre = Centre::new().await;
    // Order 30 of 湖北: the certificate, the document and the files of 12 of 浙江, and of 2 of 湖北.
    let orders: Vec<_> = [(30, 12), (31, 2), (32, 32)]
        .into_iter()
        .map(|(n, of)| {
            let mut same = order("hubei", n);
            same.items.clone_from(&order("hubei", of).items);
            same
        })
        .collect();
    for order in &orders {
        assert_eq!(centre.store.apply(&submission(order.clone())).await.unwrap(), Applied::Done);
    }
    let store = desk(&centre, "zhangmin").await;
    for (n, order) in (30..).zip(&orders) {
        let subject = order.subject();
        let (theirs, everyones) = (store.related(&subject).await.unwrap(), centre.store.related(&subject).await.unwrap());
        assert_eq!(theirs, everyones, "{n}");
        if n < 32 {
            assert!(!theirs.numbers.is_empty() && !theirs.ids.is_empty() && !theirs.files.is_empty(), "{n}: {theirs:?}");
        }
    }
}

#[tokio::test]
async fn another_institutions_order_for_the_same_certificate_is_told_and_not_named() {
    let centre = Centre::new().await;
    // What 湖北 has decided, 浙江 has under way by now.
    let mut same = order("zhejiang", 40);
    same.items.clone_from(&order("hubei", 2).items);
    assert_eq!(centre.store.apply(&submission(same)).await.unwrap(), Applied::Done);
    let store = desk(&centre, "liuzhuguan").await;
    let tells =
        jiaodui::store::records::Notification { message_id: token(), title: "x".to_owned(), body: "y".to_owned(), hold_ms: 0 };
    let came = store.reopen(&actor("liuzhuguan"), "hubei", &order_no(2), "重新核对", &tells).await.unwrap();
    assert_eq!(came, Intervened::Unfinished { order_no: None });
}

#[tokio::test]
async fn who_decided_elsewhere_does_not_decide_what_contests_it() {
    let centre = Centre::new().await;
    // 管理员 of no institution is made a proofreader of all, decides at 浙江, and comes to the reconsideration at 湖北 as one of 湖北.
    centre
        .run(
            "UPDATE staff SET role = 'supervisor', institution = NULL WHERE login = 'chengang'; \
             UPDATE staff SET institution = 'hubei' WHERE login = 'xuwei'",
        )
        .await;
    let mut contests = order("hubei", 50);
    contests.kind = jiaodui::domain::order::OrderKind::Reconsideration;
    contests.reconsiders = Some(order_no(12));
    contests.account = order("zhejiang", 12).account;
    assert_eq!(centre.store.apply(&submission(contests)).await.unwrap(), Applied::Done);
    let who = jiaodui::domain::staff::Actor { institution: Some("hubei".to_owned()), ..actor("xuwei") };
    let store = desk(&centre, "xuwei").await;
    let claimed = store.claim(&who, "hubei", &order_no(50), &token(), CLAIM_MS).await.unwrap();
    assert!(matches!(claimed, jiaodui::store::records::Claimed::FirstDecider), "{claimed:?}");
    // Where it comes from is told without its order.
    let file = store.order_file("hubei", &order_no(50)).await.unwrap().unwrap();
    assert!(
        matches!(file.contested, Some(jiaodui::store::records::Contested::Elsewhere(ref name)) if name == "浙江"),
        "{file:?}"
    );
}
