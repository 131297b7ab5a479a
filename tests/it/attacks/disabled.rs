//! Somebody who no longer works here, with a connection that is still open.

use jiaodui::domain::staff::Actor;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::str::FromStr;

use super::centre::{Centre, PASSWORD};
use crate::support::fixtures::actor;

async fn session(centre: &Centre, login: &str) -> PgConnection {
    PgConnectOptions::from_str(&centre.url)
        .unwrap()
        .username(&format!("{login}@{}", centre.database))
        .password(PASSWORD)
        .connect()
        .await
        .unwrap()
}

async fn sees(session: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT count(*) FROM orders").fetch_one(session).await
}

#[tokio::test]
async fn who_is_disabled_sees_nothing_at_once() {
    let centre = Centre::new().await;
    let mut open = session(&centre, "zhangmin").await;
    assert_eq!(sees(&mut open).await.unwrap(), 3);
    // As if the program had been stopped before it ended their sessions.
    centre.run("SELECT disable_staff('guanli', 'zhangmin')").await;
    assert_eq!(sees(&mut open).await.unwrap(), 0);
    for table in ["staff", "audit_log", "drafts", "decisions", "enquiries"] {
        let script = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        assert_eq!(sqlx::query_scalar::<_, i64>(script).fetch_one(&mut open).await.unwrap(), 0, "{table}");
    }
    for call in ["SELECT claim_next('zhangmin', 'hubei', 't', 1)::text", "SELECT change_password('zhangmin', 'x', NULL)::text"] {
        assert!(sqlx::query(call).execute(&mut open).await.is_err(), "{call}");
    }
    // A new one is not let in.
    centre.psql("zhangmin", "SELECT 1").is_refused("not permitted to log in");
}

#[tokio::test]
async fn disabling_ends_sessions_and_enabling_lets_in_again() {
    let centre = Centre::new().await;
    let (mut theirs, mut colleagues) = (session(&centre, "zhangmin").await, session(&centre, "chengang").await);
    // By an administrator who is connected as themselves, with no rights of the operator's.
    let personal = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    personal.connect_as("guanli", PASSWORD).await.unwrap();
    personal.disable_member(&actor("guanli"), "zhangmin").await.unwrap();
    assert!(sees(&mut theirs).await.is_err());
    assert!(theirs.ping().await.is_err());
    assert_eq!(sees(&mut colleagues).await.unwrap(), 3);
    centre.psql("zhangmin", "SELECT 1").is_refused("not permitted to log in");
    // Whoever may not manage staff ends nobody's sessions.
    centre.told("chengang", "SELECT end_sessions('chengang', 'guanli')");
    assert!(personal.staff_list().await.is_ok());
    centre.store.enable_member(&Actor::operator(), "zhangmin").await.unwrap();
    assert_eq!(centre.told("zhangmin", "SELECT count(*) FROM orders"), "3");
    // Another role is another role on the connection that is open.
    let told = centre.psql("liuzhuguan", "SELECT force_release('liuzhuguan', 'hubei', '2020101611482501', 'x')");
    assert!(told.err.is_empty(), "{told:?}");
    personal.set_role(&actor("guanli"), "liuzhuguan", jiaodui::domain::staff::Role::Clerk).await.unwrap();
    centre
        .psql("liuzhuguan", "SELECT force_release('liuzhuguan', 'hubei', '2020101611482501', 'x')")
        .is_refused("may not do this");
}
