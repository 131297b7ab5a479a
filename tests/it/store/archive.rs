//! The archive: ended orders newest first, orders by any key, all that happened to one, and what is taken out.

use std::time::Duration;

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::look::Looked;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::status::Status;
use jiaodui::store::StoreError;
use jiaodui::store::records::{Applied, ArchiveQuery, FeedAct, Look, NewExport, SearchBy};

use super::fixture::Fixture;
use crate::support::fixtures::{FIRST_MOMENT, actor, event, id_no, order_no};

async fn ended(f: &Fixture, institution: &str, limit: u32) -> Vec<Vec<OrderNo>> {
    let mut pages = Vec::new();
    let mut before = None;
    loop {
        let query = ArchiveQuery { institution: institution.to_owned(), before, limit };
        let page = f.store.archive_page(&query).await.unwrap();
        before = page.rows.last().map(|row| row.key());
        pages.push(page.rows.into_iter().map(|row| row.row.order_no).collect());
        if !page.more {
            return pages;
        }
    }
}

pub(super) async fn what_ended_is_listed_newest_first(f: Fixture) {
    for n in 1..=5 {
        f.submit("hubei", n).await;
    }
    let other = f.submit("zhejiang", 6).await;
    f.decide("zhangmin", &order_no(4), &[Outcome::Approve], 0).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    let cancel = FeedAct::Cancel { order_no: order_no(2), account: "chsi-0002".to_owned() };
    assert_eq!(f.store.apply(&event("c-2", FIRST_MOMENT.plus(9_000), cancel)).await.unwrap(), Applied::Done);
    tokio::time::sleep(Duration::from_millis(5)).await;
    f.decide("chengang", &order_no(1), &[Outcome::Reject], 0).await;
    f.decide("chengang", &order_no(3), &[Outcome::Supplement], 0).await;
    assert_eq!(ended(&f, "hubei", 10).await, [[order_no(1), order_no(2), order_no(4)]], "the open ones are not among them");
    assert_eq!(ended(&f, "hubei", 2).await, [vec![order_no(1), order_no(2)], vec![order_no(4)]]);
    assert_eq!(ended(&f, "zhejiang", 2).await, [Vec::<OrderNo>::new()]);

    let query = ArchiveQuery { institution: "hubei".to_owned(), before: None, limit: 10 };
    let page = f.store.archive_page(&query).await.unwrap();
    let by: Vec<Option<&str>> = page.rows.iter().map(|row| row.decided.as_ref().map(|by| by.name.as_str())).collect();
    assert_eq!(by, [Some("陈刚"), None, Some("张敏")], "nobody decided what was cancelled");
    let first = &page.rows[0];
    assert_eq!(first.decided.as_ref().unwrap().at, first.changed_at);
    assert!(first.changed_at <= page.now);
    assert_eq!(page.rows[1].row.status, Status::Cancelled);

    // A decision that was taken back is no decision: the order is open again, and what was decided before it counts.
    let decision = f.decide("zhangmin", &order_no(5), &[Outcome::Approve], 60_000).await;
    f.store.take_back(&actor("zhangmin"), &decision.token, "ct", 60_000).await.unwrap();
    let numbers = [order_no(5), order_no(3), other];
    let found = f.store.archive_search("hubei", &numbers.clone().map(|no| SearchBy::OrderNo(no.to_string())), 10).await.unwrap();
    let rows: Vec<_> = found.rows.iter().map(|row| (row.row.order_no.clone(), row.row.status, row.decided.is_some())).collect();
    assert_eq!(
        rows,
        [(order_no(5), Status::AwaitingProofreading, false), (order_no(3), Status::AwaitingSupplement, true),],
        "in any state, each once, and none of another institution"
    );
}

pub(super) async fn any_key_finds_an_order(f: Fixture) {
    f.submit("hubei", 1).await;
    f.submit("hubei", 2).await;
    f.decide("zhangmin", &order_no(1), &[Outcome::Approve], 0).await;
    let enquiry = FeedAct::Enquiry {
        enquiry_no: "Q-2020-77".to_owned(),
        account: "chsi-0001".to_owned(),
        institution: "hubei".to_owned(),
        order_no: Some(order_no(1)),
        subject: "进度".to_owned(),
        body: "请问结果".to_owned(),
    };
    assert_eq!(f.store.apply(&event("q-1", FIRST_MOMENT.plus(9_000), enquiry)).await.unwrap(), Applied::Done);
    let find = async |by: SearchBy| -> Vec<OrderNo> {
        let found = f.store.archive_search("hubei", &[by], 10).await.unwrap();
        found.rows.into_iter().map(|row| row.row.order_no).collect()
    };
    for by in [
        SearchBy::Enquiry("Q-2020-77".to_owned()),
        SearchBy::Enquiry("Q-2020".to_owned()),
        SearchBy::Tail(id_no(1)),
        SearchBy::Tail("13800130001".to_owned()),
        SearchBy::Initials("wx".to_owned()),
    ] {
        let found = find(by.clone()).await;
        if by == SearchBy::Initials("wx".to_owned()) {
            assert_eq!(found, Vec::<OrderNo>::new());
        } else {
            assert_eq!(found, [order_no(1)], "{by:?}");
        }
    }
    assert_eq!(find(SearchBy::Enquiry("q-2020".to_owned())).await, Vec::<OrderNo>::new(), "the portal's own letters");
    let elsewhere = f.store.archive_search("zhejiang", &[SearchBy::Enquiry("Q-2020-77".to_owned())], 10).await.unwrap();
    assert!(elsewhere.rows.is_empty());
    // Several ways at once find it once.
    let ways = [SearchBy::OrderNo("2020".to_owned()), SearchBy::Tail(id_no(1)), SearchBy::Enquiry("Q".to_owned())];
    let found = f.store.archive_search("hubei", &ways, 1).await.unwrap();
    assert_eq!((found.rows.len(), found.more), (1, true));
    assert_eq!(f.store.archive_search("hubei", &ways, 10).await.unwrap().rows.len(), 2);
}

pub(super) async fn all_that_happened_is_one_read(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    let decision = f.decide("zhangmin", &number, &[Outcome::Supplement], 0).await;
    for (no, order) in [("q-1", Some(number.clone())), ("q-2", None)] {
        let enquiry = FeedAct::Enquiry {
            enquiry_no: no.to_owned(),
            account: "chsi-0001".to_owned(),
            institution: "hubei".to_owned(),
            order_no: order,
            subject: "补充什么".to_owned(),
            body: "请问要补充什么？".to_owned(),
        };
        assert_eq!(f.store.apply(&event(no, FIRST_MOMENT.plus(9_000), enquiry)).await.unwrap(), Applied::Done);
    }
    let look =
        Look {
            institution: "hubei".to_owned(), order_no: number.clone(), what: Looked::Reveal, reason: Some("核对".to_owned())
        };
    f.store.add_looks(&actor("liuzhuguan"), &[look]).await.unwrap();
    let timeline = f.store.timeline("hubei", &number).await.unwrap().unwrap();
    let mut file = f.file("hubei", &number).await;
    file.now = timeline.file.now;
    assert_eq!(timeline.file, file);
    let trail = f.store.audit("hubei", number.as_str(), 0).await.unwrap();
    let read: Vec<_> = timeline.trail.iter().map(|row| row.entry.clone()).collect();
    assert_eq!(read, trail, "byte for byte");
    let names: Vec<Option<&str>> = timeline.trail.iter().map(|row| row.name.as_deref()).collect();
    assert_eq!(&names[..3], [None, Some("张敏"), Some("张敏")]);
    assert_eq!(
        timeline.looks.iter().map(|look| (look.by.name.as_str(), look.what)).collect::<Vec<_>>(),
        [("刘主管", Looked::Reveal)]
    );
    assert_eq!(timeline.looked, 1);
    assert_eq!(timeline.asked.len(), 1, "only what is about this order");
    assert_eq!(timeline.asked[0].posts[0].body, "请问要补充什么？");
    assert_eq!(timeline.file.messages[0].message.body, decision.letter);
    assert!(!timeline.trail_cut && timeline.listings.is_empty());
    assert_eq!(f.store.timeline("zhejiang", &number).await.unwrap(), None);
}

pub(super) async fn what_is_taken_out_is_written_down(f: Fixture) {
    let number = f.submit("hubei", 1).await;
    f.decide("zhangmin", &number, &[Outcome::Approve], 0).await;
    let seq = f.file("hubei", &number).await.audit_seq;
    let export = NewExport {
        institution: "hubei".to_owned(),
        order_no: number.clone(),
        audit_seq: seq,
        full: true,
        attachments: false,
        reason: "复议 \"核查\"\\1".to_owned(),
        sha256: "ab".repeat(32),
    };
    for login in ["zhangmin", "zixun"] {
        let refused = f.store.record_export(&actor(login), &export).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{login}: {refused:?}");
    }
    let stranger = f.store.record_export(&actor("xuwei"), &export).await;
    assert!(matches!(stranger, Err(StoreError::NotFound(_))), "{stranger:?}");
    let silent = NewExport { reason: "  ".to_owned(), ..export.clone() };
    assert!(matches!(f.store.record_export(&actor("liuzhuguan"), &silent).await, Err(StoreError::Refused(_))));
    let files = NewExport { full: false, attachments: true, ..silent.clone() };
    assert!(matches!(f.store.record_export(&actor("liuzhuguan"), &files).await, Err(StoreError::Refused(_))));
    let unknown = NewExport { order_no: order_no(9), ..export.clone() };
    assert!(matches!(f.store.record_export(&actor("liuzhuguan"), &unknown).await, Err(StoreError::NotFound(_))));
    let late = NewExport { audit_seq: seq - 1, ..export.clone() };
    assert_eq!(f.store.record_export(&actor("liuzhuguan"), &late).await.unwrap(), None, "its trail has gone on");
    assert_eq!(f.file("hubei", &number).await.audit_seq, seq, "nothing of all this was written");

    assert_eq!(f.store.record_export(&actor("liuzhuguan"), &export).await.unwrap(), Some(seq + 1));
    let trail = f.store.audit("hubei", number.as_str(), seq).await.unwrap();
    assert_eq!((trail.len(), trail[0].action.as_str(), trail[0].actor.as_str()), (1, "export", "liuzhuguan"));
    let expected = format!(r#"{{"attachments":false,"full":true,"reason":"复议 \"核查\"\\1","sha256":"{}"}}"#, "ab".repeat(32));
    assert_eq!(trail[0].detail, expected, "the same bytes on both engines");
    assert_eq!(f.file("hubei", &number).await.audit_seq, seq + 1);
    // Masked, no reason is needed; and who manages all institutions may, too.
    let plain = NewExport { audit_seq: seq + 1, full: false, reason: String::new(), ..export };
    assert_eq!(f.store.record_export(&actor("guanli"), &plain).await.unwrap(), Some(seq + 2));
}
