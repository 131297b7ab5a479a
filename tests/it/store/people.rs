//! Institutions and staff.

use std::sync::Arc;

use jiaodui::domain::staff::{Actor, MOST_FAILURES, OPERATOR, Role, lock_ms};
use jiaodui::password::{self, Password};
use jiaodui::sign_in::{SignedIn, sign_in};
use jiaodui::store::records::{Institution, SignInAttempt, SignInFailures};
use jiaodui::store::{Store, StoreError};
use tokio::task::JoinSet;

use super::fixture::{Engine, Fixture, Raw};
use crate::support::fixtures::{actor, everyone, staff};

pub(super) async fn institutions_are_added_and_renamed(f: Fixture) {
    let mut expected = f.store.institutions().await.unwrap();
    assert_eq!(expected.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), vec!["hubei", "zhejiang"]);
    let renamed = Institution { name: "湖北省学历认证中心".to_owned(), ..expected[0].clone() };
    let national = Institution {
        code: "chsi".to_owned(),
        name: "教育部学生服务与素质发展中心".to_owned(),
        short_name: "全国".to_owned(),
        province_code: None,
    };
    f.store.put_institutions(&[renamed.clone(), national.clone()]).await.unwrap();
    expected[0] = renamed;
    expected.insert(0, national);
    assert_eq!(f.store.institutions().await.unwrap(), expected);
}

pub(super) async fn staff_come_and_go(f: Fixture) {
    let empty = Fixture::empty(f.engine).await;
    assert!(!empty.store.has_staff().await.unwrap());
    assert!(f.store.has_staff().await.unwrap());
    assert_eq!(f.store.staff("zhangmin").await.unwrap().as_ref(), everyone().first());
    assert_eq!(f.store.staff("nobody").await.unwrap(), None);

    let again = staff("zhangmin", "另一个张敏", Role::Clerk, Some("zhejiang"));
    assert!(matches!(f.store.add_staff("guanli", &again).await, Err(StoreError::Exists(_))));
    f.store.set_password(&actor("guanli"), "zhangmin", "$argon2id$another", None).await.unwrap();
    f.store.disable_member(&actor("guanli"), "chengang").await.unwrap();
    assert!(matches!(f.store.set_password(&actor("guanli"), "nobody", "x", None).await, Err(StoreError::NotFound(_))));
    assert!(matches!(f.store.disable_member(&actor("guanli"), "nobody").await, Err(StoreError::NotFound(_))));

    let list = f.store.staff_list().await.unwrap();
    assert_eq!(
        list.iter().map(|member| member.login.as_str()).collect::<Vec<_>>(),
        vec!["guanli", "chengang", "liuzhuguan", "zhangmin", "zixun", "xuwei"]
    );
    assert_eq!(list.iter().filter(|member| member.disabled).map(|member| member.name.as_str()).collect::<Vec<_>>(), vec!["陈刚"]);
    assert_eq!(f.store.staff("zhangmin").await.unwrap().unwrap().password_hash, "$argon2id$another");

    let trail = f.store.audit("hubei", "staff:zhangmin", 0).await.unwrap();
    assert_eq!(
        trail.iter().map(|row| (row.seq, row.actor.as_str(), row.action.as_str())).collect::<Vec<_>>(),
        vec![(1, "console", "staff_add"), (2, "guanli", "staff_password")]
    );
    assert!(trail.iter().all(|row| !row.detail.contains("argon2")), "a password hash got into the audit trail");
    // Whoever belongs to every institution is in nobody's trail.
    assert_eq!(f.store.audit("", "staff:guanli", 0).await.unwrap().len(), 1);
}

pub(super) async fn a_disabled_login_loses_its_claims(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let claim = f.claim("zhangmin", &number).await;
    f.store.disable_member(&actor("guanli"), "zhangmin").await.unwrap();
    assert_eq!(f.file("hubei", &number).await.claim, None);
    assert_eq!(f.store.renew(&claim, 1000).await.unwrap(), None);
    let last = f.store.audit("hubei", number.as_str(), 0).await.unwrap().pop().unwrap();
    assert_eq!((last.actor.as_str(), last.action.as_str()), ("guanli", "release"));
    // Signed in they may still be, but not at work.
    let refused = f.store.claim_next(&actor("zhangmin"), "hubei", "t", 1000).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
}

fn refused<T: std::fmt::Debug>(result: &Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::Refused(_))), "{result:?}");
}

fn not_found<T: std::fmt::Debug>(result: &Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::NotFound(_))), "{result:?}");
}

async fn trail(f: &Fixture, institution: &str, login: &str) -> Vec<(String, String)> {
    let trail = f.store.audit(institution, &format!("staff:{login}"), 0).await.unwrap();
    trail.into_iter().map(|row| (row.actor, row.action)).collect()
}

pub(super) async fn only_an_admin_manages_staff(f: Fixture) {
    let new = staff("xinlai", "新来", Role::Clerk, Some("hubei"));
    for login in ["zhangmin", "zixun", "liuzhuguan"] {
        let by = actor(login);
        refused(&f.store.add_member(&by, &new, None).await);
        refused(&f.store.disable_member(&by, "chengang").await);
        refused(&f.store.enable_member(&by, "chengang").await);
        refused(&f.store.set_role(&by, "chengang", Role::Supervisor).await);
        refused(&f.store.set_password(&by, "chengang", "x", None).await);
    }
    // An admin of one institution manages that one's, and nobody of all.
    let own = staff("hubeiguan", "湖北管理员", Role::Admin, Some("hubei"));
    f.store.add_member(&actor("guanli"), &own, None).await.unwrap();
    let own = Actor { login: own.login, name: own.name, role: own.role, institution: own.institution };
    not_found(&f.store.add_member(&own, &staff("a1", "甲", Role::Clerk, Some("zhejiang")), None).await);
    not_found(&f.store.add_member(&own, &staff("a1", "甲", Role::Admin, None), None).await);
    not_found(&f.store.set_role(&own, "xuwei", Role::Admin).await);
    not_found(&f.store.disable_member(&own, "guanli").await);
    f.store.add_member(&own, &new, None).await.unwrap();
    assert!(matches!(f.store.add_member(&own, &new, None).await, Err(StoreError::Exists(_))));
    f.store.disable_member(&own, "xinlai").await.unwrap();
    f.store.disable_member(&own, "xinlai").await.unwrap();
    f.store.enable_member(&own, "xinlai").await.unwrap();
    f.store.set_role(&Actor::operator(), "xinlai", Role::Proofreader).await.unwrap();
    f.store.change_password(&Actor { login: "xinlai".into(), ..own.clone() }, "$argon2id$own", None).await.unwrap();
    let expected = [
        ("hubeiguan", "staff_add"),
        ("hubeiguan", "staff_disable"),
        ("hubeiguan", "staff_enable"),
        (OPERATOR, "staff_role"),
        ("xinlai", "staff_password"),
    ];
    assert_eq!(trail(&f, "hubei", "xinlai").await, expected.map(|(by, action)| (by.to_owned(), action.to_owned())));
    let detail = f.store.audit("hubei", "staff:xinlai", 3).await.unwrap()[0].detail.clone();
    assert_eq!(detail, r#"{"from":"clerk","to":"proofreader"}"#);
    let record = f.store.staff("xinlai").await.unwrap().unwrap();
    assert_eq!((record.role, record.disabled, record.password_hash.as_str()), (Role::Proofreader, false, "$argon2id$own"));
}

pub(super) async fn somebody_is_left_who_manages_staff(f: Fixture) {
    let last = |result: Result<(), StoreError>| {
        assert!(matches!(&result, Err(StoreError::Refused(why)) if why.starts_with("staff.last_admin")), "{result:?}");
    };
    for by in [actor("guanli"), Actor::operator()] {
        last(f.store.disable_member(&by, "guanli").await);
        last(f.store.set_role(&by, "guanli", Role::Supervisor).await);
    }
    // One of an institution does not stand in for one of all of them; a disabled one stands in for nobody.
    f.store.add_member(&actor("guanli"), &staff("hubeiguan", "甲", Role::Admin, Some("hubei")), None).await.unwrap();
    last(f.store.disable_member(&actor("guanli"), "guanli").await);
    f.store.add_member(&actor("guanli"), &staff("guanli2", "乙", Role::Admin, None), None).await.unwrap();
    f.store.disable_member(&actor("guanli"), "guanli2").await.unwrap();
    last(f.store.set_role(&actor("guanli"), "guanli", Role::Clerk).await);
    f.store.enable_member(&actor("guanli"), "guanli2").await.unwrap();
    // Two who leave at once: one stays.
    let other = f.again().await;
    let (mine, theirs) = (actor("guanli"), Actor { login: "guanli2".into(), ..actor("guanli") });
    let (first, second) = tokio::join!(f.store.disable_member(&mine, "guanli"), other.disable_member(&theirs, "guanli2"));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    let left = f.store.staff_list().await.unwrap();
    assert_eq!(left.iter().filter(|one| one.role == Role::Admin && one.institution.is_none() && !one.disabled).count(), 1);
}

pub(super) async fn another_role_takes_the_claims_along(f: Fixture) {
    let (first, second) = (f.submit("hubei", 1).await, f.submit("hubei", 2).await);
    f.claim("zhangmin", &first).await;
    f.claim("chengang", &second).await;
    f.store.set_role(&actor("guanli"), "zhangmin", Role::Clerk).await.unwrap();
    f.store.set_role(&actor("guanli"), "chengang", Role::Supervisor).await.unwrap();
    assert_eq!(f.file("hubei", &first).await.claim, None);
    assert!(f.file("hubei", &second).await.claim.is_some(), "a supervisor decides, too");
    let last = f.store.audit("hubei", first.as_str(), 0).await.unwrap().pop().unwrap();
    assert_eq!((last.action.as_str(), last.detail.as_str()), ("release", r#"{"because":"staff_role","holder":"zhangmin"}"#));
}

async fn failures(f: &Fixture, login: &str) -> Option<SignInFailures> {
    f.store.sign_in_failures().await.unwrap().into_iter().find(|one| one.login == login)
}

/// Moves what is remembered of failed sign-ins into the past.
async fn later(f: &Fixture, ms: i64) {
    let change = format!("UPDATE sign_in_failures SET last_at = last_at - {ms}, locked_until = locked_until - {ms}");
    f.raw().await.run(&change).await.unwrap();
}

async fn tries(store: &Arc<dyn Store>, login: &str, password: &str) -> SignedIn {
    sign_in(&**store, login, Password::new(password.to_owned())).await.unwrap()
}

const RIGHT: &str = "校对台的密码-2026";

async fn with_a_password(f: &Fixture) {
    let hash = password::hash(&Password::new(RIGHT.to_owned())).unwrap();
    f.store.set_password(&actor("guanli"), "zhangmin", &hash, None).await.unwrap();
}

pub(super) async fn failed_sign_ins_lock_a_login(f: Fixture) {
    with_a_password(&f).await;
    let signed_in = |failed| SignedIn::As(actor("zhangmin"), failed);
    assert_eq!(tries(&f.store, "zhangmin", RIGHT).await, signed_in(0));
    for _ in 1..MOST_FAILURES {
        assert_eq!(tries(&f.store, "zhangmin", "wrong").await, SignedIn::Refused);
    }
    // The last one that is let through may be right; who signs in is told of the others, and all count anew.
    assert_eq!(tries(&f.store, "zhangmin", RIGHT).await, signed_in(MOST_FAILURES - 1));
    assert_eq!(failures(&f, "zhangmin").await, None);

    for _ in 0..MOST_FAILURES {
        assert_eq!(tries(&f.store, "zhangmin", "wrong").await, SignedIn::Refused);
    }
    let locked = failures(&f, "zhangmin").await.unwrap();
    let lock = locked.locked_until.unwrap().since(locked.last_at);
    assert_eq!((locked.failures, Some(lock)), (MOST_FAILURES, lock_ms(MOST_FAILURES)));
    // Right or not: neither is checked, neither counts.
    for password in ["wrong", RIGHT] {
        assert_eq!(tries(&f.store, "zhangmin", password).await, SignedIn::Refused);
    }
    let still = failures(&f, "zhangmin").await.unwrap();
    assert_eq!((still.failures, still.locked_until), (MOST_FAILURES, locked.locked_until));
    // Others sign in meanwhile.
    assert_eq!(f.store.begin_sign_in("chengang").await.unwrap(), SignInAttempt::Open(f.store.staff("chengang").await.unwrap()));

    // After the lock one more, then twice as long.
    later(&f, lock).await;
    assert_eq!(failures(&f, "zhangmin").await.unwrap().locked_until, None);
    assert_eq!(tries(&f.store, "zhangmin", "wrong").await, SignedIn::Refused);
    let again = failures(&f, "zhangmin").await.unwrap();
    assert_eq!(Some(again.locked_until.unwrap().since(again.last_at)), lock_ms(MOST_FAILURES + 1));
    // A supervisor of another institution does not know them; their own ends it.
    let elsewhere = staff("zhezhuguan", "浙江主管", Role::Supervisor, Some("zhejiang"));
    f.store.add_member(&actor("guanli"), &elsewhere, None).await.unwrap();
    let elsewhere =
        Actor { login: elsewhere.login, name: elsewhere.name, role: elsewhere.role, institution: elsewhere.institution };
    not_found(&f.store.unlock_member(&elsewhere, "zhangmin").await);
    refused(&f.store.unlock_member(&actor("chengang"), "zhangmin").await);
    f.store.unlock_member(&actor("liuzhuguan"), "zhangmin").await.unwrap();
    f.store.unlock_member(&actor("liuzhuguan"), "zhangmin").await.unwrap();
    assert_eq!(tries(&f.store, "zhangmin", RIGHT).await, signed_in(0));
    let rows: Vec<(String, String)> = trail(&f, "hubei", "zhangmin").await.into_iter().skip(2).collect();
    let expected = [
        ("sign-in", "sign_in_lock"), // the fifth was right after all
        ("sign-in", "sign_in_unlock"),
        ("sign-in", "sign_in_lock"),
        ("sign-in", "sign_in_lock"),
        ("liuzhuguan", "staff_unlock"),
    ];
    assert_eq!(rows, expected.map(|(by, action)| (by.to_owned(), action.to_owned())));

    // Failures of the day before are forgotten.
    for _ in 1..MOST_FAILURES {
        assert_eq!(tries(&f.store, "zhangmin", "wrong").await, SignedIn::Refused);
    }
    later(&f, 25 * 60 * 60_000).await;
    assert_eq!(tries(&f.store, "zhangmin", "wrong").await, SignedIn::Refused);
    assert_eq!(failures(&f, "zhangmin").await.unwrap().failures, 1);
}

pub(super) async fn many_at_once_guess_no_more_than_one(f: Fixture) {
    with_a_password(&f).await;
    let other = f.again().await;
    let mut work = JoinSet::new();
    for n in 0..16 {
        let store = if n % 2 == 0 { Arc::clone(&f.store) } else { Arc::clone(&other) };
        work.spawn(async move { store.begin_sign_in("zhangmin").await.unwrap() });
    }
    let answers = work.join_all().await;
    let open = answers.iter().filter(|answer| matches!(answer, SignInAttempt::Open(Some(_)))).count();
    assert_eq!(open, usize::try_from(MOST_FAILURES).unwrap(), "{open} of 16 passwords were to be checked");
    assert_eq!(answers.iter().filter(|answer| **answer == SignInAttempt::Locked).count(), 16 - open);
    assert_eq!(failures(&f, "zhangmin").await.unwrap().failures, MOST_FAILURES);
    let locks = trail(&f, "hubei", "zhangmin").await.into_iter().filter(|(_, action)| action == "sign_in_lock").count();
    assert_eq!(locks, 1);
}

pub(super) async fn logins_that_there_are_not_are_told_from_none(f: Fixture) {
    f.store.disable_member(&actor("guanli"), "chengang").await.unwrap();
    for login in ["nobody", "", "chengang", "' OR 1=1 --", "guanli\u{202e}"] {
        for _ in 0..2 {
            assert_eq!(f.store.begin_sign_in(login).await.unwrap(), SignInAttempt::Open(None), "{login}");
            assert_eq!(tries(&f.store, login, "whatever").await, SignedIn::Refused);
        }
        assert_eq!(f.store.sign_in_done(login).await.unwrap(), 0);
    }
    // However many there were: one row, never locked, and nothing of what was typed.
    let known = f.store.sign_in_failures().await.unwrap();
    assert_eq!(
        known.iter().map(|one| (one.login.as_str(), one.failures, one.locked_until)).collect::<Vec<_>>(),
        [("", 20, None)]
    );
    let mut raw = f.raw().await;
    raw.refused("a login that there is not", "INSERT INTO sign_in_failures (login, failures, last_at) VALUES ('nobody', 1, 1)")
        .await;
}

pub(super) async fn locks_are_the_domains(f: Fixture) {
    if f.engine == Engine::Postgres {
        let mut raw = f.raw().await;
        for failures in 0..20_u32 {
            let theirs = raw.number(&format!("SELECT coalesce(lock_ms({failures}), 0)")).await;
            assert_eq!(theirs, lock_ms(failures).unwrap_or(0), "{failures}");
        }
    }
    // And the permission table is, on both.
    const TABLE: &str = "SELECT role, permission FROM role_permissions ORDER BY role, permission";
    let theirs: Vec<(String, String)> = match f.raw().await {
        Raw::Sqlite(mut link) => sqlx::query_as(TABLE).fetch_all(&mut link).await.unwrap(),
        Raw::Postgres(mut link) => sqlx::query_as(TABLE).fetch_all(&mut link).await.unwrap(),
    };
    let mut ours: Vec<(String, String)> = Role::ALL
        .iter()
        .flat_map(|role| jiaodui::domain::staff::Permission::ALL.iter().map(move |permission| (*role, *permission)))
        .filter(|(role, permission)| role.may(*permission))
        .map(|(role, permission)| (role.code().to_owned(), permission.code().to_owned()))
        .collect();
    ours.sort();
    assert_eq!(theirs, ours);
}
