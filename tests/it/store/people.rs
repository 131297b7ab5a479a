//! Institutions and staff.

use jiaodui::domain::staff::Role;
use jiaodui::store::StoreError;
use jiaodui::store::records::Institution;

use super::fixture::Fixture;
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
    f.store.set_password("guanli", "zhangmin", "$argon2id$another").await.unwrap();
    f.store.disable_staff("guanli", "chengang").await.unwrap();
    assert!(matches!(f.store.set_password("guanli", "nobody", "x").await, Err(StoreError::NotFound(_))));
    assert!(matches!(f.store.disable_staff("guanli", "nobody").await, Err(StoreError::NotFound(_))));

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
    f.store.disable_staff("guanli", "zhangmin").await.unwrap();
    assert_eq!(f.file("hubei", &number).await.claim, None);
    assert_eq!(f.store.renew(&claim, 1000).await.unwrap(), None);
    let last = f.store.audit("hubei", number.as_str(), 0).await.unwrap().pop().unwrap();
    assert_eq!((last.actor.as_str(), last.action.as_str()), ("guanli", "release"));
    // Signed in they may still be, but not at work.
    let refused = f.store.claim_next(&actor("zhangmin"), "hubei", "t", 1000).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
}
