//! A table of cases for each of C11 and X1–X6.

use super::*;
use crate::domain::certificate::IdType;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{KeptAttachment, Service};
use crate::domain::related::{EnquiriesMade, SameId, SameNumber};
use crate::domain::scan_facts::ScanFacts;
use crate::domain::time::Millis;

fn day(text: &str) -> NaiveDate {
    crate::domain::order::parse_day(text).unwrap()
}

fn certificate(holder: &str, id_no: &str, number: Option<&str>) -> Certificate {
    Certificate {
        holder: holder.to_owned(),
        id_type: IdType::ResidentId,
        id_no: id_no.to_owned(),
        number: number.map(str::to_owned),
        school: "武汉大学".to_owned(),
        school_province: None,
        category: None,
        level: None,
        enrolled_on: None,
        graduated_on: None,
        major: None,
        duration: None,
        conclusion: None,
        remark: None,
    }
}

const LIWEN: &str = "420106199403071226";
const NUMBER: &str = "104861201605001234";
const PRINT: [u64; 4] = [1, 2, 3, 4];

fn file(kind: AttachmentKind, content: char, print: Option<[u64; 4]>) -> KeptAttachment {
    KeptAttachment {
        kind,
        file_name: String::new(),
        sha256: content.to_string().repeat(64),
        bytes: 1,
        width: 200,
        height: 200,
        format: "jpeg".to_owned(),
        facts: print.map(|print| Box::new(ScanFacts { fingerprint: Some(Fingerprint(print)), ..ScanFacts::default() })),
    }
}

struct Case {
    order_no: OrderNo,
    reconsiders: Option<OrderNo>,
    items: Vec<(Certificate, Vec<KeptAttachment>)>,
    related: Related,
}

impl Case {
    fn new() -> Self {
        Self {
            order_no: OrderNo::parse("2020101611482587").unwrap(),
            reconsiders: None,
            items: vec![(certificate("李雯", LIWEN, Some(NUMBER)), vec![file(AttachmentKind::IdCard, 'a', Some(PRINT))])],
            related: Related::none(day("2020-10-20")),
        }
    }

    fn found(&self) -> Vec<Finding> {
        check(&self.subject(), Some(&self.related))
    }

    fn subject(&self) -> Subject<'_> {
        Subject {
            institution: "hubei",
            order_no: &self.order_no,
            reconsiders: self.reconsiders.as_ref(),
            account: "chsi-1",
            submitted_on: day("2020-10-16"),
            came_at: Millis(0),
            items: (1..)
                .zip(&self.items)
                .map(|(item, (certificate, files))| SubjectItem {
                    item,
                    service: Service::Degree,
                    certificate,
                    files: files.iter().collect(),
                })
                .collect(),
        }
    }

    /// What the findings of a check weigh and say.
    fn says(&self, check: Check) -> Vec<(u32, Severity, Says)> {
        self.found().iter().filter(|one| one.check == check).map(|one| (one.item, one.severity, one.says)).collect()
    }
}

fn place(own: Option<&str>, status: Status) -> Place {
    Place {
        institution: "浙江".to_owned(),
        order_no: own.map(|number| OrderNo::parse(number).unwrap()),
        holder: own.map(|_| "王磊".to_owned()),
        status,
        year: 2019,
    }
}

use Says::{Agrees, Disagrees, NotApplicable, Unknown};
use Severity::{Error, Info, Warn};

#[test]
fn an_order_that_has_to_do_with_no_other_agrees() {
    let case = Case::new();
    let found = case.found();
    assert!(found.iter().all(|one| !one.is_notable() && one.says == Agrees), "{found:?}");
    let checks: Vec<_> = found.iter().map(|one| one.check).collect();
    assert_eq!(checks, vec![Check::C11, Check::X1, Check::X2, Check::X3, Check::X6]);
}

#[test]
fn a_certificate_number_is_one_persons() {
    let cases = [
        (Person::Other, Status::Accepted, Error, Disagrees),
        (Person::NameOnly, Status::Rejected, Warn, Disagrees),
        (Person::IdOnly, Status::Cancelled, Warn, Disagrees),
        // A report is made of a certificate once.
        (Person::Same, Status::Accepted, Warn, Disagrees),
        (Person::Same, Status::Rejected, Info, Agrees),
        (Person::Same, Status::Cancelled, Info, Agrees),
    ];
    for (person, status, severity, says) in cases {
        let mut case = Case::new();
        case.related.numbers.push(SameNumber { item: 1, person, place: place(None, status) });
        assert_eq!(case.says(Check::C11), vec![(1, severity, says)], "{person:?} {status:?}");
    }
    let mut none = Case::new();
    for typed in [Some("无"), Some("1234"), None] {
        none.items[0].0.number = typed.map(str::to_owned);
        let says = none.says(Check::C11);
        assert_eq!(says, typed.map(|_| (1, Info, NotApplicable)).into_iter().collect::<Vec<_>>(), "{typed:?}");
    }
}

#[test]
fn a_document_number_is_one_persons() {
    let mut case = Case::new();
    case.related.ids.push(SameId { item: 1, person: Person::IdOnly, place: place(None, Status::Cancelled) });
    assert_eq!(case.says(Check::X1), vec![(1, Error, Disagrees)]);
    assert_eq!(case.says(Check::X4), vec![]);
    let mut same = Case::new();
    same.related.ids.push(SameId { item: 1, person: Person::Same, place: place(None, Status::Accepted) });
    assert_eq!(same.says(Check::X1), vec![(1, Info, Agrees)]);
    assert_eq!(same.says(Check::X4), vec![(1, Info, Agrees)]);
}

#[test]
fn an_earlier_rejection_is_worth_a_look_unless_it_is_contested() {
    let number = "2019101611482587";
    let mut case = Case::new();
    case.related.ids.push(SameId { item: 1, person: Person::Same, place: place(Some(number), Status::Rejected) });
    assert_eq!(case.says(Check::X4), vec![(1, Warn, Disagrees)]);
    case.reconsiders = Some(OrderNo::parse(number).unwrap());
    assert_eq!(case.says(Check::X4), vec![(1, Info, Agrees)]);
}

fn like(kind: AttachmentKind, person: Person, distance: Option<u32>) -> LikeFile {
    LikeFile {
        item: 1,
        file: 0,
        kind,
        distance,
        person,
        kind_there: AttachmentKind::IdCard,
        place: place(None, Status::Accepted),
    }
}

#[test]
fn a_file_is_one_persons() {
    use AttachmentKind::{Diploma, HeldIdPhoto, IdCard, Other};
    let cases = [
        (IdCard, Person::Other, vec![(1, Error, Disagrees)]),
        (Diploma, Person::Other, vec![(1, Error, Disagrees)]),
        (HeldIdPhoto, Person::Other, vec![(1, Error, Disagrees)]),
        // A statement may speak of several people.
        (Other, Person::Other, vec![(1, Warn, Disagrees)]),
        (IdCard, Person::NameOnly, vec![(1, Warn, Disagrees)]),
        (IdCard, Person::IdOnly, vec![(1, Warn, Disagrees)]),
        (IdCard, Person::Same, vec![(1, Info, Agrees)]),
    ];
    for (kind, person, says) in cases {
        let mut case = Case::new();
        case.related.files.push(like(kind, person, None));
        assert_eq!(case.says(Check::X2), says, "{kind:?} {person:?}");
        assert_eq!(case.says(Check::X3), vec![(1, Info, Agrees)]);
    }
}

#[test]
fn a_picture_that_looks_the_same_is_a_warning() {
    for (bits, person, says) in [
        (0, Person::Other, (1, Warn, Disagrees)),
        (Fingerprint::NEAR, Person::Other, (1, Warn, Disagrees)),
        (Fingerprint::NEAR + 1, Person::Other, (1, Info, Agrees)),
        (0, Person::Same, (1, Info, Agrees)),
    ] {
        let mut case = Case::new();
        case.related.files.push(like(AttachmentKind::Diploma, person, Some(bits)));
        assert_eq!(case.says(Check::X3), vec![says], "{bits} {person:?}");
        assert_eq!(case.says(Check::X2), vec![(1, Info, Agrees)]);
    }
    // Forms look like forms, and so do the backs of ID cards; one that is like few others is no form.
    for (kind, orders, bits, expected) in [
        (AttachmentKind::Diploma, 9, Fingerprint::NEAR, (1, Warn, Disagrees)),
        (AttachmentKind::HeldIdPhoto, 9, 2, (1, Warn, Disagrees)),
        (AttachmentKind::IdCard, COMMON - 1, SAME_CARD, (1, Warn, Disagrees)),
        (AttachmentKind::IdCard, COMMON - 1, SAME_CARD + 1, (1, Info, Unknown)),
        (AttachmentKind::IdCard, COMMON, 0, (1, Info, Unknown)),
        (AttachmentKind::Other, 1, 2, (1, Info, Disagrees)),
        (AttachmentKind::Other, COMMON, 2, (1, Info, Unknown)),
    ] {
        let mut case = Case::new();
        case.related.files = vec![like(kind, Person::Other, Some(bits)); orders];
        // A front that is another person's is told beside a back that is everyone's.
        case.related.files.push(LikeFile { file: 1, ..like(AttachmentKind::Diploma, Person::Other, Some(1)) });
        assert_eq!(case.says(Check::X3), vec![expected, (1, Warn, Disagrees)], "{kind:?} {orders} {bits}");
    }
    let mut bare = Case::new();
    bare.items[0].1 = vec![file(AttachmentKind::IdCard, 'a', None)];
    assert_eq!(bare.says(Check::X3), vec![(1, Info, NotApplicable)]);
    bare.items[0].1.clear();
    assert_eq!((bare.says(Check::X2), bare.says(Check::X3)), (vec![], vec![]));
}

#[test]
fn many_orders_make_one_finding_that_counts_them() {
    let mut case = Case::new();
    for number in ["2019101611482587", "2019101611482588", "2019101611482588"] {
        let mut like = like(AttachmentKind::IdCard, Person::Other, None);
        like.place = place(Some(number), Status::Accepted);
        case.related.files.push(like);
    }
    case.related.files.insert(0, like(AttachmentKind::IdCard, Person::Other, None));
    let found: Vec<_> = case.found().into_iter().filter(|one| one.check == Check::X2).collect();
    let [Finding { hint: Hint::Across(AcrossHint::FileAgain { with: Other::Order { place, more }, .. }), .. }] = &found[..]
    else {
        panic!("{found:?}")
    };
    // The one that can be looked up is told, and the same order is not counted twice.
    assert_eq!((place.order_no.as_ref().unwrap().as_str(), *more), ("2019101611482587", 2));
}

#[test]
fn items_of_one_order_are_held_against_each_other() {
    let same = Case::new();
    let mut case = Case::new();
    case.items.push(case.items[0].clone());
    let notable = |case: &Case| case.found().into_iter().filter(Finding::is_notable).map(|one| one.check).collect::<Vec<_>>();
    assert_eq!(notable(&case), vec![], "one holder's items");
    // The holder's name in wider characters, with a blank, is the same name.
    case.items[1].0.holder = "李　雯".to_owned();
    assert_eq!(notable(&case), vec![]);
    case.items[1].0.holder = "王磊".to_owned();
    assert_eq!(notable(&case), vec![Check::C11, Check::X1, Check::X2], "the number of a document under another name");
    case.items[1].0.id_no = "11010519491231002X".to_owned();
    assert_eq!(notable(&case), vec![Check::C11, Check::X2]);
    assert_eq!(case.says(Check::X2), vec![(1, Info, Agrees), (2, Error, Disagrees)]);
    case.items[1].1 = vec![file(AttachmentKind::IdCard, 'b', Some([1, 2, 3, 5]))];
    case.items[1].0.number = None;
    assert_eq!(notable(&case), vec![Check::X3]);
    assert_eq!(notable(&same), vec![]);
}

#[test]
fn a_listing_in_force_is_an_error_and_one_that_ran_out_is_worth_a_look() {
    // Submitted on 2020-10-16, looked at on 2020-10-20.
    for (from, until, severity) in [
        ("2019-10-20", "2020-10-20", Error),
        ("2019-10-17", "2020-10-17", Error),
        ("2019-10-16", "2020-10-16", Warn),
        ("2020-10-20", "2021-10-20", Error),
        ("2020-10-21", "2021-10-21", Warn),
    ] {
        let mut case = Case::new();
        case.related.listings.push(OnList {
            item: 1,
            institution: "湖北".to_owned(),
            effective_on: day(from),
            ends_on: day(until),
            reason: None,
        });
        assert_eq!(case.says(Check::X6), vec![(1, severity, Disagrees)], "{from} {until}");
    }
}

#[test]
fn enquiries_are_good_to_know() {
    let mut case = Case::new();
    assert_eq!(case.says(Check::X5), vec![]);
    case.related.enquiries = EnquiriesMade { here: 0, waiting: 0, elsewhere: 1 };
    assert_eq!(case.says(Check::X5), vec![(1, Info, Agrees)]);
}

#[test]
fn what_could_not_be_asked_is_not_known() {
    let case = Case::new();
    let found = check(&case.subject(), None);
    assert_eq!(found.len(), 1);
    assert!(found[0].is_notable() && found[0].says == Unknown);
    let mut many = Case::new();
    many.items[0].1 = vec![file(AttachmentKind::Other, 'a', None); MOST_FILES + 1];
    assert!(many.says(Check::X2).contains(&(1, Info, Unknown)));
}
