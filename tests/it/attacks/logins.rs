//! Logins of the server's: how they are made, signed in with, changed and refused.

use std::sync::Arc;
use std::time::Duration;

use jiaodui::desk::app::driver::Driver;
use jiaodui::desk::app::effect::Effect;
use jiaodui::desk::app::msg::{Msg, Reply, Slot, Ticket};
use jiaodui::desk::app::picture::Pictures;
use jiaodui::desk::app::viewer::Viewer;
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::evidence::keep::Keep;
use jiaodui::password::{Password, verifier};
use jiaodui::sign_in::{SignedIn, sign_in};
use jiaodui::store::records::Connected;
use jiaodui::store::{CLAIM_MS, StoreError};

use super::centre::{Centre, PASSWORD};
use crate::support::cluster;
use crate::support::fixtures::{actor, order_no, staff};

#[tokio::test]
async fn signing_in_is_connecting() {
    let centre = Centre::new().await;
    let desk = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    assert!(desk.is_personal() && !centre.store.is_personal());
    assert!(desk.institutions().await.is_err(), "nobody is connected yet");
    let password = |text: &str| Password::new(text.to_owned());
    for (login, wrong) in [
        ("zhangmin", "not it at all"),
        ("zhangmin", ""),
        ("nobody", PASSWORD),
        ("portal", PASSWORD),
        ("", PASSWORD),
        ("a'\"@x", "y"),
    ] {
        assert_eq!(sign_in(&*desk, login, password(wrong)).await.unwrap(), SignedIn::Refused, "{login}");
    }
    assert!(desk.institutions().await.is_err(), "still nobody is connected");
    assert_eq!(sign_in(&*desk, "zhangmin", password(PASSWORD)).await.unwrap(), SignedIn::As(actor("zhangmin"), 0));
    assert_eq!(desk.institutions().await.unwrap().len(), 2);
    assert_eq!(desk.audit_page(("", "", 0), 1000).await.unwrap().iter().filter(|row| row.institution != "hubei").count(), 0);
    // A wrong password at the lock changes nothing; somebody else at it is somebody else.
    assert_eq!(sign_in(&*desk, "xuwei", password("wrong again")).await.unwrap(), SignedIn::Refused);
    assert!(desk.claim_next(&actor("zhangmin"), "hubei", "t1", 1000).await.unwrap().is_some());
    assert_eq!(sign_in(&*desk, "xuwei", password(PASSWORD)).await.unwrap(), SignedIn::As(actor("xuwei"), 0));
    // Whoever sat here finishes what they began before the next one sits down.
    assert!(desk.claim_next(&actor("xuwei"), "zhejiang", "t2", 1000).await.is_err());
    desk.sit(Some("xuwei"));
    assert!(matches!(desk.claim_next(&actor("zhangmin"), "hubei", "t2", 1000).await, Err(StoreError::Refused(_))));
    assert!(desk.claim_next(&actor("xuwei"), "zhejiang", "t3", 1000).await.unwrap().is_some());
    // Where the operator's user is in the URL, nothing of this applies.
    assert_eq!(centre.store.connect_as("zhangmin", PASSWORD).await.unwrap(), Connected::Elsewhere);
}

#[tokio::test]
async fn a_password_never_reaches_the_server() {
    let centre = Centre::new().await;
    let kept = verifier(&Password::new("a-second-password-9".to_owned()));
    assert!(kept.starts_with("SCRAM-SHA-256$4096:") && !kept.contains("second"));
    let desk = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    desk.connect_as("zhangmin", PASSWORD).await.unwrap();
    desk.change_password(&actor("zhangmin"), "$argon2id$new", Some(&kept)).await.unwrap();
    assert_eq!(desk.connect_as("zhangmin", PASSWORD).await.unwrap(), Connected::Refused);
    assert_eq!(desk.connect_as("zhangmin", "a-second-password-9").await.unwrap(), Connected::As(actor("zhangmin")));
    // What is not a verifier is not taken, for the server would take it for the password itself.
    let cut = kept.replace("SCRAM-SHA-256$4096", "SCRAM-SHA-256$1");
    for wrong in ["secret", "", "md5d41d8cd98f00b204e9800998ecf8427e", "SCRAM-SHA-256$4096:x$y:z", cut.as_str()] {
        let refused = desk.change_password(&actor("zhangmin"), "$argon2id$new", Some(wrong)).await;
        assert!(matches!(&refused, Err(StoreError::Refused(why)) if why.starts_with("logins.verifier")), "{wrong}: {refused:?}");
    }
    assert_eq!(
        centre
            .texts(
                "SELECT count(*)::text FROM pg_authid WHERE rolname LIKE '%@%' AND rolpassword NOT LIKE 'SCRAM-SHA-256$4096:%'"
            )
            .await,
        ["0"]
    );
}

#[tokio::test]
async fn an_administrator_makes_logins_as_themselves() {
    let centre = Centre::new().await;
    let desk = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    desk.connect_as("guanli", PASSWORD).await.unwrap();
    let kept = verifier(&Password::new("first-password-of-yixin".to_owned()));
    let new = staff("yixin", "易新", Role::Clerk, Some("zhejiang"));
    desk.add_member(&actor("guanli"), &new, Some(&kept)).await.unwrap();
    assert!(matches!(desk.add_member(&actor("guanli"), &new, Some(&kept)).await, Err(StoreError::Exists(_))));
    let theirs = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    let connected = theirs.connect_as("yixin", "first-password-of-yixin").await.unwrap();
    assert!(matches!(connected, Connected::As(Actor { role: Role::Clerk, .. })), "{connected:?}");
    let again = verifier(&Password::new("second-password-of-yixin".to_owned()));
    desk.set_password(&actor("guanli"), "yixin", "$argon2id$x", Some(&again)).await.unwrap();
    assert_eq!(theirs.connect_as("yixin", "first-password-of-yixin").await.unwrap(), Connected::Refused);
    assert!(matches!(theirs.connect_as("yixin", "second-password-of-yixin").await.unwrap(), Connected::As(_)));
    // A login and its row are made together or not at all.
    let bad = staff("yier", "易二", Role::Clerk, Some("zhejiang"));
    assert!(desk.add_member(&actor("guanli"), &bad, Some("x")).await.is_err());
    let impossible = staff("yisan", "易三", Role::Clerk, Some("nowhere"));
    assert!(desk.add_member(&actor("guanli"), &impossible, Some(&kept)).await.is_err());
    assert_eq!(centre.texts("SELECT rolname::text FROM pg_roles WHERE rolname ~ '^(yier|yisan)@'").await, Vec::<String>::new());
    assert_eq!(centre.texts("SELECT login FROM staff WHERE login IN ('yier', 'yisan')").await, Vec::<String>::new());
    for reserved in ["portal", "command-line", "import", "sign-in", "x@y", "Yi", "a\"b"] {
        let member = staff(reserved, "某", Role::Clerk, Some("hubei"));
        let refused = desk.add_member(&actor("guanli"), &member, Some(&kept)).await;
        assert!(matches!(&refused, Err(StoreError::Refused(why)) if why.starts_with("logins.name")), "{reserved}: {refused:?}");
    }
    // Their functions make logins of this desk, and of nothing else.
    assert!(desk.put_portal_login(&kept).await.is_err());
}

#[tokio::test]
async fn staff_of_before_get_their_login_with_a_new_password() {
    let centre = Centre::new().await;
    // As it was before: a row, and no login.
    centre.store.add_staff("test", &staff("laoren", "老人", Role::Proofreader, Some("hubei"))).await.unwrap();
    let desk = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    assert_eq!(desk.connect_as("laoren", PASSWORD).await.unwrap(), Connected::Refused);
    let kept = verifier(&Password::new(PASSWORD.to_owned()));
    centre.store.set_password(&Actor::operator(), "laoren", "$argon2id$x", Some(&kept)).await.unwrap();
    assert!(matches!(desk.connect_as("laoren", PASSWORD).await.unwrap(), Connected::As(_)));
}

#[tokio::test]
async fn an_operator_who_is_no_superuser_sets_the_desk_up() {
    let empty = cluster::empty_database().await;
    let name = cluster::name_of(&empty).unwrap().to_owned();
    let user = format!("{name}-admin");
    let mut raw = <sqlx::PgConnection as sqlx::Connection>::connect(&empty).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "CREATE ROLE \"{user}\" LOGIN CREATEROLE PASSWORD 'operators'; ALTER DATABASE {name} OWNER TO \"{user}\""
    )))
    .execute(&mut raw)
    .await
    .unwrap();
    let url = format!("postgres://{user}:operators@localhost/{name}?host={}", cluster::directory());
    let store = jiaodui::store::open(&url).await.unwrap();
    store.put_institutions(&crate::support::fixtures::institutions()).await.unwrap();
    let kept = verifier(&Password::new(PASSWORD.to_owned()));
    for member in crate::support::fixtures::everyone() {
        store.add_member(&Actor::operator(), &member, Some(&kept)).await.unwrap();
    }
    store.put_portal_login(&kept).await.unwrap();
    let order = crate::support::fixtures::order("hubei", 1);
    store.apply(&crate::support::fixtures::submission(order)).await.unwrap();
    assert!(store.claim_next(&actor("zhangmin"), "hubei", "t", 1000).await.unwrap().is_some());
    store.disable_member(&Actor::operator(), "chengang").await.unwrap();
    let desk = jiaodui::store::open(&format!("postgres://localhost/{name}?host={}", cluster::directory())).await.unwrap();
    assert!(matches!(desk.connect_as("zhangmin", PASSWORD).await.unwrap(), Connected::As(_)));
    assert_eq!(desk.connect_as("chengang", PASSWORD).await.unwrap(), Connected::Refused);
    assert!(desk.queue_rows("hubei", &[crate::support::fixtures::order_no(1)]).await.unwrap().len() == 1);
    // Opened once more there is nothing to bring up to date.
    jiaodui::store::open(&url).await.unwrap();
}

/// The migrations up to one, as a program of that time applied them.
async fn migrated_to(url: &str, last: u32) {
    let mut raw = <sqlx::PgConnection as sqlx::Connection>::connect(url).await.unwrap();
    sqlx::raw_sql(
        "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, \
         installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL)",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let mut steps: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    steps.sort();
    for step in steps {
        let name = step.file_stem().unwrap().to_str().unwrap().to_owned();
        let (version, description) = name.split_once('_').unwrap();
        let version: u32 = version.parse().unwrap();
        if version > last {
            break;
        }
        let mut parts = if step.is_dir() {
            std::fs::read_dir(&step).unwrap().map(|entry| entry.unwrap().path()).collect()
        } else {
            vec![step]
        };
        parts.sort();
        let sql: String = parts.iter().map(|part| std::fs::read_to_string(part).unwrap()).collect();
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.clone())).execute(&mut raw).await.unwrap();
        sqlx::query("INSERT INTO _sqlx_migrations VALUES ($1, $2, now(), true, sha384(convert_to($3, 'UTF8')), 0)")
            .bind(i64::from(version))
            .bind(description)
            .bind(sql)
            .execute(&mut raw)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_desk_of_before_is_brought_up_to_date_with_its_staff() {
    let url = cluster::empty_database().await;
    migrated_to(&url, 14).await;
    let mut raw = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.unwrap();
    sqlx::raw_sql(
        "SELECT put_institutions('[{\"code\":\"hubei\",\"name\":\"x\",\"short_name\":\"湖北\",\"province_code\":null}]'); \
         SELECT add_staff('test', 'zhangmin', 'hubei', '张敏', 'proofreader', '$argon2id$x', 0)",
    )
    .execute(&mut raw)
    .await
    .unwrap();
    // Whoever connects as themselves before the operator has been there is told so.
    let name = cluster::name_of(&url).unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "CREATE ROLE \"zhangmin@{name}\" LOGIN PASSWORD 'early-bird'; GRANT SELECT ON _sqlx_migrations TO PUBLIC"
    )))
    .execute(&mut raw)
    .await
    .unwrap();
    let desk = jiaodui::store::open(&url.replace("postgres@", "")).await.unwrap();
    let early = desk.connect_as("zhangmin", "early-bird").await;
    assert!(matches!(&early, Err(StoreError::Unusable(why)) if why.contains("operator")), "{early:?}");

    let store = jiaodui::store::open(&url).await.unwrap();
    assert_eq!(store.staff_list().await.unwrap().len(), 1);
    store.apply(&crate::support::fixtures::submission(crate::support::fixtures::order("hubei", 1))).await.unwrap();
    let kept = verifier(&Password::new(PASSWORD.to_owned()));
    store.set_password(&Actor::operator(), "zhangmin", "$argon2id$y", Some(&kept)).await.unwrap();
    assert_eq!(desk.connect_as("zhangmin", "early-bird").await.unwrap(), Connected::Refused);
    assert_eq!(desk.connect_as("zhangmin", PASSWORD).await.unwrap(), Connected::As(actor("zhangmin")));
    assert!(desk.claim_next(&actor("zhangmin"), "hubei", "t", 1000).await.unwrap().is_some());
    assert_eq!(desk.audit_page(("", "", 0), 100).await.unwrap().iter().filter(|row| row.institution != "hubei").count(), 0);
}

/// What came of an effect.
async fn done(driver: &mut Driver, effect: Effect) -> Reply {
    driver.run(effect);
    loop {
        let msg = tokio::time::timeout(Duration::from_secs(60), driver.next()).await.expect("an answer");
        if let Msg::Done(_, reply) = msg {
            return reply;
        }
    }
}

#[tokio::test]
async fn whoever_changes_their_password_works_on() {
    let centre = Centre::new().await;
    let store = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let keep = Keep::open(folder.path()).unwrap();
    let mut driver = Driver::new(Arc::clone(&store), Pictures::new(keep), Viewer::new(""), CLAIM_MS);
    let ticket = Ticket { slot: Slot::SignIn, number: 1 };
    let password = |text: &str| Password::new(text.to_owned());
    let signed_in =
        done(&mut driver, Effect::SignIn { ticket, login: "zhangmin".to_owned(), password: password(PASSWORD) }).await;
    assert!(matches!(signed_in, Reply::SignedIn(..)), "{signed_in:?}");
    driver.run(Effect::Seat(Some(actor("zhangmin"))));
    for (old, new, changes) in [("not it at all", "never-to-be-7", false), (PASSWORD, "崭新的密码-2026", true)] {
        let change = Effect::ChangePassword { ticket, old: password(old), new: password(new) };
        assert_eq!(done(&mut driver, change).await, Reply::PasswordChanged(changes));
        // More at once than there are connections open.
        let mut reads = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let store = Arc::clone(&store);
            reads.spawn(async move { store.queue_rows("hubei", &[order_no(1), order_no(3)]).await });
        }
        while let Some(read) = reads.join_next().await {
            assert_eq!(read.unwrap().unwrap().len(), 2);
        }
    }
    let again = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    assert_eq!(again.connect_as("zhangmin", PASSWORD).await.unwrap(), Connected::Refused);
}

#[tokio::test]
async fn a_login_left_behind_lets_in_whoever_is_given_it() {
    let centre = Centre::new().await;
    centre
        .run(&format!(
            "CREATE ROLE \"yixin@{}\" NOLOGIN; GRANT \"yixin@{0}\" TO \"{0}_roles\" WITH ADMIN OPTION",
            centre.database
        ))
        .await;
    let kept = verifier(&Password::new("first-password-of-yixin".to_owned()));
    let new = staff("yixin", "易新", Role::Clerk, Some("hubei"));
    centre.store.add_member(&Actor::operator(), &new, Some(&kept)).await.unwrap();
    let desk = jiaodui::store::open(&centre.personal_url()).await.unwrap();
    assert!(matches!(desk.connect_as("yixin", "first-password-of-yixin").await.unwrap(), Connected::As(_)));
}
