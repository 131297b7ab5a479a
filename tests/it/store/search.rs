//! Searching by the shape of what was typed.

use jiaodui::domain::decision::Outcome;
use jiaodui::store::records::SearchBy;

use super::fixture::Fixture;
use crate::support::fixtures::{id_no, order, order_no, submission};

/// Orders 1 to 24; the 13th is decided.
async fn filled(f: &Fixture) {
    for n in 1..=24 {
        f.submit("hubei", n).await;
    }
    f.decide("zhangmin", &order_no(13), &[Outcome::Approve], 0).await;
}

/// Which orders (by their n) a search finds.
async fn found(f: &Fixture, by: SearchBy) -> Vec<u32> {
    let found = f.store.search("hubei", &by, 50).await.unwrap();
    assert!(!found.more);
    found.rows.iter().map(|row| (1..=30).find(|n| order_no(*n) == row.order_no).expect("one of ours")).collect()
}

pub(super) async fn a_search_goes_by_its_shape(f: Fixture) {
    filled(&f).await;
    let text = |text: &str| text.to_owned();
    // Holders repeat after 120; surnames after 12: 王 is 1 and 13.
    assert_eq!(found(&f, SearchBy::Name(text("王"))).await, vec![1, 13], "open orders come first");
    assert_eq!(found(&f, SearchBy::Name(text("单雯"))).await, vec![6]);
    assert_eq!(found(&f, SearchBy::Name(text("欧阳"))).await, vec![20, 8]);
    assert_eq!(found(&f, SearchBy::Initials(text("sw"))).await, vec![6], "单 is shàn");
    assert_eq!(found(&f, SearchBy::Initials(text("dw"))).await, vec![6], "单 is dān as well");
    assert_eq!(found(&f, SearchBy::Initials(text("oy"))).await, vec![20, 8]);
    assert_eq!(found(&f, SearchBy::School(text("重庆"))).await, vec![22, 17, 12, 7, 2]);
    assert_eq!(found(&f, SearchBy::SchoolInitials(text("cqdx"))).await, vec![22, 17, 12, 7, 2]);
    assert_eq!(found(&f, SearchBy::SchoolInitials(text("hzkj"))).await, vec![21, 16, 11, 6, 1]);
    assert_eq!(found(&f, SearchBy::OrderNo(text(&order_no(5).as_str()[..16]))).await, vec![5]);
    assert_eq!(found(&f, SearchBy::OrderNo(text("20201016"))).await.len(), 24);
    assert_eq!(found(&f, SearchBy::Tail(text("500000007"))).await, vec![7], "a certificate's tail");
    assert_eq!(found(&f, SearchBy::Tail(text("38001300 09"))).await, vec![9], "a mobile's tail");
    assert_eq!(found(&f, SearchBy::Tail(id_no(11)[14..].to_lowercase())).await, vec![11], "an ID's tail");
    for nothing in [
        SearchBy::Name(text("雯")),
        SearchBy::Name(text("  ")),
        SearchBy::Name(text("' OR 1=1 --")),
        SearchBy::Name(text("李%")),
        SearchBy::OrderNo(text("2021")),
        SearchBy::Tail(text("9999999")),
    ] {
        assert_eq!(found(&f, nothing.clone()).await, Vec::<u32>::new(), "{nothing:?}");
    }
}

pub(super) async fn a_broad_search_says_that_there_is_more(f: Fixture) {
    filled(&f).await;
    let some = f.store.search("hubei", &SearchBy::OrderNo("2020".to_owned()), 23).await.unwrap();
    assert_eq!((some.rows.len(), some.more), (23, true));
    // Open ones first, then the newest: the decided one is the last of all.
    assert_eq!(some.rows[0].order_no, order_no(24));
    assert!(some.rows.iter().all(|row| row.order_no != order_no(13)));
    let all = f.store.search("hubei", &SearchBy::OrderNo("2020".to_owned()), 24).await.unwrap();
    assert_eq!((all.rows.len(), all.more, &all.rows[23].order_no), (24, false, &order_no(13)));
}

pub(super) async fn every_holder_and_the_applicant_are_found(f: Fixture) {
    let mut order = order("hubei", 1);
    order.applicant.name = "武汉市某某中学".to_owned();
    let mut second = order.items[0].clone();
    second.certificate.holder = "Ｏｕ　Ｙａｎｇ".to_owned();
    second.certificate.number = Some("A-１０4".to_owned());
    order.items.push(second);
    f.store.apply(&submission(order)).await.unwrap();
    for by in [
        SearchBy::Name("武汉市".to_owned()),
        SearchBy::Name("王雯".to_owned()),
        SearchBy::Name("ou yang".to_owned()),
        SearchBy::Initials("ouyang".to_owned()),
        SearchBy::Tail("a-104".to_owned()),
    ] {
        assert_eq!(found(&f, by.clone()).await, vec![1], "{by:?}");
    }
}
