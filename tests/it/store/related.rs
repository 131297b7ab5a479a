//! What is recorded with an order of what the checks noticed, and what other orders have to do with it.

use chrono::{Datelike, Months};
use jiaodui::domain::attachment::AttachmentKind;
use jiaodui::domain::certificate::{Field, IdType};
use jiaodui::domain::decision::Outcome;
use jiaodui::domain::finding::{Noticed, Says, Severity};
use jiaodui::domain::numbers::resident_id;
use jiaodui::domain::order::{KeptAttachment, NewOrder};
use jiaodui::domain::related::{EnquiriesMade, Person, Place};
use jiaodui::domain::scan_facts::{Fingerprint, ScanFacts};
use jiaodui::domain::status::Status;
use jiaodui::store::records::{Applied, FeedAct, Listing, LoadedOrder, LoadedStep};

use super::fixture::Fixture;
use crate::support::fixtures::{
    FIRST_MOMENT, event, file, files, holder, id_no, order, order_no, order_of_two, outcomes, submission, token, verdicts,
};

fn noticed(id: &str, item: u32) -> Noticed {
    Noticed {
        id: id.to_owned(),
        item,
        field: (id == "C4").then_some(Field::School),
        severity: Severity::Warn,
        says: Says::Disagrees,
        message: format!("{id} 说了什么"),
    }
}

fn printed(mut kept: KeptAttachment, words: [u64; 4]) -> KeptAttachment {
    let facts = ScanFacts {
        fingerprint: Some(Fingerprint(words)),
        software: vec!["扫描\u{7}\"软件\"\u{202e}".to_owned()],
        ..ScanFacts::default()
    };
    kept.facts = Some(Box::new(facts));
    kept
}

const PRINT: [u64; 4] = [0x0123_4567_89ab_cdef, u64::MAX, 0, 0xfeed_face_cafe_beef];

fn submitted(institution: &str, n: u32, change: impl FnOnce(&mut NewOrder)) -> NewOrder {
    let mut order = order(institution, n);
    change(&mut order);
    order
}

async fn take(f: &Fixture, order: NewOrder) {
    assert_eq!(f.store.apply(&submission(order)).await.unwrap(), Applied::Done);
}

pub(super) async fn facts_and_findings_come_in_with_the_order(f: Fixture) {
    let mut raw = f.raw().await;
    let mut new = order_of_two("hubei", 1);
    new.items[0].attachments[0] = printed(new.items[0].attachments[0].clone(), PRINT);
    new.findings = vec![noticed("C4", 1), noticed("X2", 1), noticed("E3", 2)];
    take(&f, new.clone()).await;
    let number = new.order_no.clone();
    let stored = f.file("hubei", &number).await;
    assert_eq!(stored.items[0].attachments[0].file, new.items[0].attachments[0]);
    assert_eq!(stored.items[0].attachments[1].file.facts, None);
    let of_round = |round: u32| format!("SELECT COUNT(*) FROM findings WHERE order_no = '{number}' AND round = {round}");
    assert_eq!(raw.number(&of_round(1)).await, 3);
    let one = format!(
        "SELECT COUNT(*) FROM findings WHERE order_no = '{number}' AND item = 1 AND position = 0 AND finding = 'C4' \
         AND field = 'school' AND severity = 'warn' AND says = 'disagrees' AND message = 'C4 说了什么'"
    );
    assert_eq!(raw.number(&one).await, 1);
    // A word that is all alike is not there to be looked up.
    let words = "SELECT COUNT(*) FROM attachments WHERE print_0 = 81985529216486895 AND print_1 IS NULL AND print_2 IS NULL AND print_3 < 0";
    assert_eq!(raw.number(words).await, 1);
    let row = |f: &Fixture| {
        let (store, number) = (f.store.clone(), number.clone());
        async move { store.queue_rows("hubei", &[number]).await.unwrap().pop().unwrap().findings }
    };
    assert_eq!(row(&f).await, 3);

    f.decide("zhangmin", &number, &[Outcome::Supplement, Outcome::Supplement], 0).await;
    assert_eq!(row(&f).await, 3);
    let list = vec![printed(file(AttachmentKind::Diploma, 700), [1, 2, 3, 4]), files(1)[1].clone()];
    let act = FeedAct::Resubmit {
        order_no: number.clone(),
        account: new.account.clone(),
        items: vec![(1, list.clone())],
        findings: vec![noticed("X3", 2)],
    };
    let again = event("r1", FIRST_MOMENT.plus(86_400_000), act);
    assert_eq!(f.store.apply(&again).await.unwrap(), Applied::Done);
    assert_eq!(f.store.apply(&again).await.unwrap(), Applied::Duplicate);
    assert_eq!((raw.number(&of_round(1)).await, raw.number(&of_round(2)).await), (3, 1));
    assert_eq!(row(&f).await, 1);
    let came = f.file("hubei", &number).await.items[0].attachments.iter().find(|kept| kept.round == 2).unwrap().file.clone();
    assert_eq!(came, list[0]);

    // A finding of an item that is not there: nothing of the order is taken.
    let wrong = submitted("hubei", 2, |order| order.findings = vec![noticed("C4", 2)]);
    assert!(f.store.apply(&submission(wrong)).await.is_err());
    assert!(f.store.order_brief(&order_no(2)).await.unwrap().is_none());
}

pub(super) async fn loaded_orders_have_facts_and_findings(f: Fixture) {
    let at = |n: i64| FIRST_MOMENT.plus(n * 86_400_000);
    let mut batch: Vec<LoadedOrder> = (1..=120)
        .map(|n| LoadedOrder {
            order: submitted("hubei", n, |order| order.findings = vec![noticed("C8", 1); (n % 3) as usize]),
            history: Vec::new(),
        })
        .collect();
    batch[1].order.items[0].attachments[0] = printed(file(AttachmentKind::Diploma, 1), PRINT);
    batch[1].history = vec![
        LoadedStep::Decision {
            staff: "zhangmin".to_owned(),
            claimed_at: at(1).plus(-180_000),
            at: at(1),
            outcomes: outcomes(&[Outcome::Supplement]),
            verdicts: verdicts(),
            catalogue_version: "2020-10".to_owned(),
            title: "申请单校对结果".to_owned(),
            letter: "请重新上传".to_owned(),
            delivered: true,
        },
        LoadedStep::Resubmit { at: at(2), items: vec![(1, files(9))], findings: vec![noticed("E5", 1)] },
    ];
    f.store.load_orders(&batch).await.unwrap();
    let found = f.store.queue_rows("hubei", &[order_no(1), order_no(2), order_no(3), order_no(5)]).await.unwrap();
    assert_eq!(found.iter().map(|row| row.findings).collect::<Vec<_>>(), vec![1, 1, 0, 2]);
    let mut raw = f.raw().await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM findings").await, 121);
    let stored = f.file("hubei", &order_no(2)).await;
    assert_eq!(stored.items[0].attachments[0].file, batch[1].order.items[0].attachments[0]);
    assert_eq!(raw.number("SELECT COUNT(*) FROM attachments WHERE print_0 = 81985529216486895").await, 1);
}

fn there(institution: &str, own: Option<u32>, status: Status) -> Place {
    Place { institution: institution.to_owned(), order_no: own.map(order_no), holder: own.map(holder), status, year: 2020 }
}

/// Another holder's order in each institution, with everything that the first one has.
async fn borrowed(f: &Fixture) -> NewOrder {
    let mine = submitted("hubei", 1, |order| order.items[0].attachments[0] = printed(file(AttachmentKind::Diploma, 1), PRINT));
    for (n, institution) in [(2, "hubei"), (3, "zhejiang")] {
        let theirs = submitted(institution, n, |order| {
            let typed = &mut order.items[0].certificate;
            typed.number.clone_from(&mine.items[0].certificate.number);
            if n == 3 {
                // 武汉 of 1949, in the first generation's form.
                typed.id_no = resident_id::forms(&mine.items[0].certificate.id_no).pop().unwrap();
            }
            order.items[0].attachments[1].sha256.clone_from(&mine.items[0].attachments[1].sha256);
            let mut near = PRINT;
            near[0] ^= if n == 2 { 0b111 } else { 0 };
            order.items[0].attachments[0] = printed(file(AttachmentKind::Diploma, 800 + n), near);
        });
        take(f, theirs).await;
    }
    mine
}

pub(super) async fn other_orders_are_told_as_far_as_may_be(f: Fixture) {
    let mine = borrowed(&f).await;
    let related = f.store.related(&mine.subject()).await.unwrap();
    let (ours, theirs) =
        (there("湖北", Some(2), Status::AwaitingProofreading), there("浙江", None, Status::AwaitingProofreading));
    let numbers: Vec<_> = related.numbers.iter().map(|same| (same.item, same.person, same.place.clone())).collect();
    assert_eq!(numbers, vec![(1, Person::IdOnly, theirs.clone()), (1, Person::Other, ours.clone())]);
    let ids: Vec<_> = related.ids.iter().map(|same| (same.person, same.place.clone())).collect();
    assert_eq!(ids, vec![(Person::IdOnly, theirs.clone())]);
    let likes: Vec<_> =
        related.files.iter().map(|like| (like.kind, like.kind_there, like.distance, like.person, like.place.clone())).collect();
    use AttachmentKind::{Diploma, IdCard};
    assert!(likes.contains(&(IdCard, IdCard, None, Person::Other, ours.clone())), "{likes:?}");
    assert!(likes.contains(&(IdCard, IdCard, None, Person::IdOnly, theirs.clone())), "{likes:?}");
    assert!(likes.contains(&(Diploma, Diploma, Some(0), Person::IdOnly, theirs.clone())), "{likes:?}");
    assert!(likes.contains(&(Diploma, Diploma, Some(3), Person::Other, ours)), "{likes:?}");
    assert_eq!(likes.len(), 4, "{likes:?}");
    // Nothing of the other institution's order but what its place tells.
    let text = format!("{related:?}");
    for secret in [order_no(3).to_string(), holder(3), id_no(3), mine.items[0].certificate.id_no.clone()] {
        assert!(!text.contains(&secret), "{secret} in {text}");
    }

    // Once it is stored it is no other order of itself, and its later items come along.
    take(&f, submitted("hubei", 1, |order| *order = mine.clone())).await;
    let stored = f.file("hubei", &mine.order_no).await;
    assert_eq!(f.store.related(&stored.subject()).await.unwrap(), related);
}

pub(super) async fn a_holder_is_known_again(f: Fixture) {
    // The same person, twice: once here, decided, and once elsewhere, with two items.
    take(&f, order("hubei", 1)).await;
    f.decide("zhangmin", &order_no(1), &[Outcome::Reject], 0).await;
    let second = submitted("zhejiang", 2, |other| {
        *other = order_of_two("zhejiang", 2);
        for item in &mut other.items {
            item.certificate.holder = format!(" {} ", holder(1));
            item.certificate.id_no = id_no(1);
        }
    });
    take(&f, second).await;
    // A passport of the same characters is another document.
    let passport = submitted("hubei", 3, |other| {
        other.items[0].certificate.id_type = IdType::Passport;
        other.items[0].certificate.id_no = id_no(1);
    });
    take(&f, passport).await;
    let again = submitted("hubei", 4, |order| {
        order.items[0].certificate.holder = holder(1);
        order.items[0].certificate.id_no = id_no(1);
    });
    let related = f.store.related(&again.subject()).await.unwrap();
    let ids: Vec<_> = related.ids.iter().map(|same| (same.person, same.place.clone())).collect();
    assert_eq!(
        ids,
        vec![
            (Person::Same, there("浙江", None, Status::AwaitingProofreading)),
            (Person::Same, there("湖北", Some(1), Status::Rejected))
        ]
    );
    assert_eq!(related.numbers, vec![]);
    assert_eq!(related.files, vec![]);
}

pub(super) async fn enquiries_and_listings_are_told(f: Fixture) {
    let mine = order("hubei", 1);
    take(&f, mine.clone()).await;
    for (n, institution) in [(1, "hubei"), (2, "hubei"), (3, "zhejiang")] {
        let act = FeedAct::Enquiry {
            enquiry_no: format!("q-{n}"),
            account: mine.account.clone(),
            institution: institution.to_owned(),
            order_no: None,
            subject: "还要多久".to_owned(),
            body: "何时办好?".to_owned(),
        };
        assert_eq!(f.store.apply(&event(&format!("q-{n}"), FIRST_MOMENT, act)).await.unwrap(), Applied::Done);
    }
    let old = f.store.activity("hubei", None, 1).await.unwrap().1.day();
    let listing = |institution: &str, id_no: String| Listing {
        institution: institution.to_owned(),
        listing: token(),
        id_no,
        name: holder(1),
        effective_on: old.checked_sub_months(Months::new(14)).unwrap(),
        ends_on: old.checked_sub_months(Months::new(2)).unwrap(),
        reason: "伪造证书".to_owned(),
    };
    let forms = resident_id::forms(&id_no(1));
    f.store.put_listings(&[listing("hubei", forms[0].clone()), listing("zhejiang", forms[1].clone())]).await.unwrap();
    f.store.put_listings(&[listing("hubei", id_no(9))]).await.unwrap();
    let related = f.store.related(&mine.subject()).await.unwrap();
    assert_eq!(related.enquiries, EnquiriesMade { here: 2, waiting: 2, elsewhere: 1 });
    let mut entries: Vec<_> =
        related.listings.iter().map(|entry| (entry.institution.as_str(), entry.reason.as_deref(), entry.ends_on)).collect();
    entries.sort_unstable();
    let ends = listing("hubei", String::new()).ends_on;
    assert_eq!(entries, vec![("浙江", None, ends), ("湖北", Some("伪造证书"), ends)]);
    assert_eq!((related.today, related.today.year() > 2020), (old, true));
}

/// However many orders have it, a bounded number is read.
pub(super) async fn a_file_that_everyone_sends_is_asked_about_within_bounds(f: Fixture) {
    let batch: Vec<LoadedOrder> = (1..=150)
        .map(|n| LoadedOrder {
            order: submitted("hubei", n, |order| {
                order.items[0].attachments = vec![printed(file(AttachmentKind::Other, 1), PRINT)];
                order.items[0].certificate.number = Some("无".to_owned());
            }),
            history: Vec::new(),
        })
        .collect();
    f.store.load_orders(&batch).await.unwrap();
    let asks = submitted("hubei", 200, |order| {
        order.items[0].attachments =
            vec![printed(file(AttachmentKind::Other, 1), PRINT), printed(file(AttachmentKind::Other, 2), PRINT)];
        order.items[0].certificate.number = Some("无".to_owned());
    });
    let related = f.store.related(&asks.subject()).await.unwrap();
    let same: Vec<_> = related.files.iter().filter(|like| like.distance.is_none()).collect();
    assert_eq!(same.len(), 50);
    // The newest of them.
    assert_eq!(same[0].place.order_no, Some(order_no(150)));
    assert!(related.files.len() > 50 && related.files.len() <= 250, "{}", related.files.len());
    assert_eq!(related.numbers, vec![], "无 is no number");
}
