//! Orders, staff and decisions as they could be, made from a number: the same number makes the same order.

use jiaodui::domain::attachment::AttachmentKind;
use jiaodui::domain::certificate::{Certificate, Field, IdType};
use jiaodui::domain::decision::{ItemOutcome, Outcome};
use jiaodui::domain::draft::Draft;
use jiaodui::domain::numbers::order_no::OrderNo;
use jiaodui::domain::order::{
    Applicant, Identity, IdentityMethod, KeptAttachment, Nature, NewItem, NewOrder, OrderKind, Payment, PaymentState, Service,
    parse_day,
};
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::time::Millis;
use jiaodui::domain::verdict::{FieldVerdict, Verdict};
use jiaodui::store::records::{Claim, FeedAct, FeedEvent, Institution, NewDecision, StaffRecord};
use uuid::Uuid;

/// 2020-10-16 11:48:25 in China, the moment of the guide's own order.
pub(crate) const FIRST_MOMENT: Millis = Millis(1_602_820_105_000);

const SURNAMES: [&str; 12] = ["李", "王", "张", "刘", "陈", "杨", "单", "曾", "欧阳", "赵", "黄", "周"];
const GIVEN: [&str; 10] = ["雯", "磊", "敏", "静", "伟", "秀英", "丽", "强", "小军", "洋"];
const SCHOOLS: [(&str, &str); 5] =
    [("武汉大学", "10486"), ("华中科技大学", "10487"), ("重庆大学", "10611"), ("厦门大学", "10384"), ("浙江大学", "10335")];

/// 湖北 and 浙江.
pub(crate) fn institutions() -> Vec<Institution> {
    let institution = |code: &str, name: &str, short: &str, province: &str| Institution {
        code: code.to_owned(),
        name: name.to_owned(),
        short_name: short.to_owned(),
        province_code: Some(province.to_owned()),
    };
    vec![
        institution("hubei", "湖北省高校毕业生就业指导中心", "湖北", "420000"),
        institution("zhejiang", "浙江省教育考试院", "浙江", "330000"),
    ]
}

/// A member of staff; the hash is of no password.
pub(crate) fn staff(login: &str, name: &str, role: Role, institution: Option<&str>) -> StaffRecord {
    StaffRecord {
        login: login.to_owned(),
        name: name.to_owned(),
        role,
        institution: institution.map(str::to_owned),
        password_hash: "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAA".to_owned(),
        disabled: false,
    }
}

/// Everyone who works in these tests.
pub(crate) fn everyone() -> Vec<StaffRecord> {
    vec![
        staff("zhangmin", "张敏", Role::Proofreader, Some("hubei")),
        staff("chengang", "陈刚", Role::Proofreader, Some("hubei")),
        staff("liuzhuguan", "刘主管", Role::Supervisor, Some("hubei")),
        staff("zixun", "周咨询", Role::Clerk, Some("hubei")),
        staff("guanli", "管理员", Role::Admin, None),
        staff("xuwei", "徐伟", Role::Proofreader, Some("zhejiang")),
    ]
}

/// One of [`everyone`], signed in.
pub(crate) fn actor(login: &str) -> Actor {
    let member = everyone().into_iter().find(|member| member.login == login).expect("known staff");
    Actor { login: member.login, name: member.name, role: member.role, institution: member.institution }
}

/// The order number of the n-th order: a second of 2020-10-16 and two digits.
pub(crate) fn order_no(n: u32) -> OrderNo {
    let second = n / 100;
    assert!(second < 86_400, "one day's orders are enough");
    OrderNo::parse(&format!("20201016{:02}{:02}{:02}{:02}", second / 3600, second / 60 % 60, second % 60, n % 100))
        .expect("a moment")
}

/// Name of the n-th holder.
pub(crate) fn holder(n: u32) -> String {
    let at = usize::try_from(n).unwrap();
    format!("{}{}", SURNAMES[at % SURNAMES.len()], GIVEN[at / SURNAMES.len() % GIVEN.len()])
}

/// A made-up resident ID with a right check digit.
pub(crate) fn id_no(n: u32) -> String {
    let body = format!("420106199{}0{}{:02}{:03}", n % 10, 1 + n / 10 % 9, 1 + n % 28, n % 1000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    format!("{body}{}", "10X98765432".chars().nth(usize::try_from(sum % 11).unwrap()).unwrap())
}

/// A file whose content is the `n`-th of its kind.
pub(crate) fn file(kind: AttachmentKind, n: u32) -> KeptAttachment {
    KeptAttachment {
        kind,
        file_name: format!("{}-{n}.jpg", kind.code()),
        sha256: format!("{:060}{n:04}", kind as u8 + 1),
        bytes: 1_400_000,
        width: 2480,
        height: 1754,
        format: "jpeg".to_owned(),
        facts: None,
    }
}

/// A diploma and both sides of an ID card.
pub(crate) fn files(n: u32) -> Vec<KeptAttachment> {
    let n = n % 1000;
    vec![file(AttachmentKind::Diploma, n), file(AttachmentKind::IdCard, 2 * n), file(AttachmentKind::IdCard, 2 * n + 1)]
}

fn item(n: u32, service: Service) -> NewItem {
    let (school, code) = SCHOOLS[usize::try_from(n).unwrap() % SCHOOLS.len()];
    let full = service == Service::Degree;
    NewItem {
        service,
        copies_zh: 1,
        copies_en: 0,
        unit_price_fen: 0,
        identity: Identity { method: IdentityMethod::Online, verified_at: Some(FIRST_MOMENT.plus(-60_000)) },
        certificate: Certificate {
            holder: holder(n),
            id_type: IdType::ResidentId,
            id_no: id_no(n),
            number: full.then(|| format!("{code}120160500{n:06}")),
            school: school.to_owned(),
            school_province: full.then(|| "湖北省".to_owned()),
            category: full.then(|| "普通".to_owned()),
            level: full.then(|| "本科".to_owned()),
            enrolled_on: if full { parse_day("2012-09-01") } else { None },
            graduated_on: if full { parse_day("2016-06-30") } else { None },
            major: full.then(|| "法学".to_owned()),
            duration: full.then(|| "4".to_owned()),
            conclusion: full.then(|| "毕业".to_owned()),
            remark: None,
        },
        attachments: files(n),
    }
}

/// The n-th order of an institution: one degree, submitted n seconds after the first.
pub(crate) fn order(institution: &str, n: u32) -> NewOrder {
    NewOrder {
        order_no: order_no(n),
        kind: OrderKind::New,
        reconsiders: None,
        account: format!("chsi-{n:04x}"),
        purpose: "继续教育".to_owned(),
        consented_at: FIRST_MOMENT.plus(-900_000),
        submitted_at: FIRST_MOMENT.plus(i64::from(n) * 1000),
        applicant: Applicant {
            nature: Nature::Individual,
            name: holder(n),
            location: "湖北省".to_owned(),
            mobile: format!("1380013{:04}", n % 10_000),
            email: format!("shenqing{n}@example.com"),
        },
        institution: institution.to_owned(),
        remark: String::new(),
        payment: Payment { state: PaymentState::Free, paid_at: None },
        invoice: None,
        items: vec![item(n, Service::Degree)],
        findings: Vec::new(),
    }
}

/// Likewise with a transcript as its second item.
pub(crate) fn order_of_two(institution: &str, n: u32) -> NewOrder {
    let mut order = order(institution, n);
    order.items.push(item(n, Service::Transcript));
    order
}

/// An event of the feed.
pub(crate) fn event(id: &str, at: Millis, what: FeedAct) -> FeedEvent {
    FeedEvent { event_id: id.to_owned(), digest: format!("{id:0>64}"), at, what }
}

/// The submission of an order.
pub(crate) fn submission(order: NewOrder) -> FeedEvent {
    event(&format!("e-{}", order.order_no), order.submitted_at, FeedAct::Submit(Box::new(order)))
}

/// A token, as the desk makes them.
pub(crate) fn token() -> String {
    Uuid::now_v7().to_string()
}

/// An outcome for each item, one after the other.
pub(crate) fn outcomes(of_items: &[Outcome]) -> Vec<ItemOutcome> {
    (1..)
        .zip(of_items)
        .map(|(item, outcome)| ItemOutcome {
            item,
            outcome: *outcome,
            reasons: if *outcome == Outcome::Approve { Vec::new() } else { vec!["seal_unclear".to_owned()] },
        })
        .collect()
}

/// A few verdicts on the first item.
pub(crate) fn verdicts() -> Vec<FieldVerdict> {
    [(Field::Holder, Verdict::Match), (Field::Number, Verdict::Match), (Field::School, Verdict::Mismatch)]
        .map(|(field, verdict)| FieldVerdict { item: 1, field, verdict })
        .to_vec()
}

/// A draft with a letter begun and a note.
pub(crate) fn draft(version: i64) -> Draft {
    Draft {
        version,
        verdicts: verdicts(),
        outcomes: outcomes(&[Outcome::Supplement]),
        letter: Some("请重新上传毕业证原件".to_owned()),
        note: "印章看不清, 已请陈刚看过".to_owned(),
        ..Draft::default()
    }
}

/// A decision under a claim, of the version that was seen, held for a minute.
pub(crate) fn decision(claim: &Claim, version: i64, of_items: &[Outcome]) -> NewDecision {
    NewDecision {
        claim: claim.clone(),
        version,
        token: token(),
        message_id: token(),
        outcomes: outcomes(of_items),
        verdicts: verdicts(),
        catalogue_version: "2020-10".to_owned(),
        letter_generated: "您的申请已处理。".to_owned(),
        title: "申请单校对结果".to_owned(),
        letter: "您的申请已处理。\n如有疑问请咨询。".to_owned(),
        draft: draft(version),
        proposes: Vec::new(),
        hold_ms: 60_000,
    }
}
