//! What there is around the orders: applicants' questions and the dishonesty list.

use chrono::{Days, Months};

use super::data::Tables;
use super::person::Person;
use super::rng::Rng;
use super::staff;
use crate::domain::order::NewOrder;
use crate::domain::time::Millis;
use crate::store::records::{Institution, Listing, LoadedEnquiry};

const HOUR: i64 = 3_600_000;

/// Subject, question, and the desk's answer.
pub(super) const TOPICS: &[(&str, &str, &str)] = &[
    (
        "什么时候能校对完",
        "您好，我的申请单提交好几天了，状态一直是“待校对”，请问什么时候能有结果？",
        "您好，申请单按提交先后校对，一般三个工作日内完成，请耐心等待并留意“我的消息”。",
    ),
    (
        "补充材料在哪里上传",
        "收到消息让我补充材料，可是找不到上传的地方，请问在哪里补？",
        "您好，请登录后进入“我的认证”，点击该申请单的“修改附件”上传，然后再次提交。",
    ),
    (
        "怎么取消申请",
        "我选错了受理机构，想取消重新申请，怎么操作？",
        "您好，待校对状态下可在“我的认证”中点申请单编号，再点“取消申请”；已开始校对后不能取消。",
    ),
    (
        "学校更名填哪个",
        "我毕业的学校已经和别的学校合并了，院校名称填现在的还是证书上的？",
        "您好，请严格按毕业证书所印校名填写，不填现校名。",
    ),
    (
        "没有证书编号",
        "我的毕业证是九六年的，上面只有学校编号和NO号，证书编号填哪个？",
        "您好，没有证书编号的，请填写学校编号，不要填NO.号。",
    ),
    ("专升本怎么选层次", "我读的是专科起点本科，层次里选“本科”还是“专升本”？", "您好，专科起点本科请选“专升本”。"),
    (
        "姓名与身份证不一致",
        "证书上的名字是曾用名，和身份证不一样，需要补什么？",
        "您好，请在“其他材料”中上传户口簿变更页，或毕业生登记表及情况说明。",
    ),
    (
        "人脸识别不通过",
        "实人验证试了两次都不通过，怎么办？",
        "您好，两次不通过后可选择线下验证，上传手持身份证照片：面部和证件须清晰，不小于500×500像素。",
    ),
    (
        "能不能代办",
        "我在国外，能请家人代我办理吗？",
        "您好，须由证书持有人本人完成实人验证；单位可统一提交申请，验证仍由本人进行。",
    ),
    ("学位证能一起认证吗", "学位证书可以和毕业证书一起认证吗？", "您好，本业务只办理学历认证，学位证书不在受理范围内。"),
    ("发票抬头写错了", "付款时发票抬头写错了，还能改吗？", "您好，报告出具前可在“我的发票”中修改一次。"),
    (
        "报告收不到",
        "状态已经是校对通过，邮箱里没有收到报告。",
        "您好，校对通过后还需核查，报告完成后会发到您填写的邮箱，请同时查看垃圾邮件。",
    ),
];
pub(super) const FOLLOW_UPS: &[&str] = &[
    "谢谢！还有一个问题：补交以后要重新排队吗？",
    "按您说的做了，还是不行，能帮我看看吗？",
    "好的，明白了，谢谢。",
    "请问大概还要几天？单位在催。",
];

/// A question about this order, for one order in eighteen; nearly half of them are not answered yet.
pub(super) fn enquiry(seed: u64, index: u64, order: &NewOrder, now: Millis) -> Option<LoadedEnquiry> {
    let mut rng = Rng::fork(seed ^ 0x0E17, index);
    let age = now.since(order.submitted_at);
    if age < HOUR || !rng.chance(1, 18) {
        return None;
    }
    let (subject, question, reply) = *rng.pick(TOPICS)?;
    let asked = now.plus(-rng.between(HOUR / 6, age.min(70 * HOUR)));
    let mut posts = vec![(asked, None, question.to_owned())];
    let since = now.since(asked);
    if rng.chance(58, 100) && since > HOUR {
        let answered = asked.plus(since / 4 + rng.between(0, since / 4));
        posts.push((answered, Some(staff::clerk(&order.institution)), reply.to_owned()));
        if rng.chance(1, 3) {
            let again = answered.plus(since / 8 + rng.between(0, since / 8));
            posts.push((again, None, rng.pick(FOLLOW_UPS).copied()?.to_owned()));
        }
    }
    // What was answered long enough ago and drew no more questions is done with.
    let done = posts.last().is_some_and(|(at, staff, _)| staff.is_some() && now.since(*at) > 16 * HOUR);
    Some(LoadedEnquiry {
        enquiry_no: format!("q-{:07}", index + 1),
        institution: order.institution.clone(),
        account: order.account.clone(),
        order_no: rng.chance(5, 6).then(|| order.order_no.clone()),
        subject: subject.to_owned(),
        posts,
        closed_by: done.then(|| staff::clerk(&order.institution)),
    })
}

const OFFENCES: &[&str] =
    &["提交伪造的毕业证书。", "毕业证书上的姓名经过涂改。", "冒用他人毕业证书申请。", "提交的户口簿变更页系伪造。"];

/// The entry of an order's first holder, put on the list after the order came.
pub(super) fn listing_of(seed: u64, index: u64, order: &NewOrder, now: Millis) -> Option<Listing> {
    let mut rng = Rng::fork(seed ^ 0x1158, index);
    let certificate = &order.items.first()?.certificate;
    Some(Listing {
        institution: order.institution.clone(),
        listing: listing_id(&mut rng, index),
        id_no: certificate.id_no.clone(),
        name: certificate.holder.clone(),
        effective_on: now.day(),
        ends_on: now.day().checked_add_months(Months::new(12))?,
        reason: rng.pick(OFFENCES).copied()?.to_owned(),
    })
}

/// Not a UUID of a moment, but of a seed: the same demonstration has the same list.
fn listing_id(rng: &mut Rng, number: u64) -> String {
    uuid::Builder::from_custom_bytes((u128::from(rng.next()) << 64 | u128::from(number)).to_be_bytes()).into_uuid().to_string()
}

/// The dishonesty list (G2.2): a few entries, some of which have run out.
pub(super) fn listings(seed: u64, count: u64, now: Millis, institutions: &[Institution]) -> Vec<Listing> {
    let tables = Tables::read();
    let mut rng = Rng::fork(seed ^ 0x1157, count);
    (0..count)
        .filter_map(|number| {
            let institution = rng.pick(institutions)?.clone();
            let province = institution.province_code.as_deref().unwrap_or("11").to_owned();
            let year = rng.between(1960, 1998) as i32;
            let person = Person::born(&mut rng, &tables, year, &province);
            let effective_on = now.day().checked_sub_days(Days::new(rng.below(500)))?;
            Some(Listing {
                institution: institution.code,
                listing: listing_id(&mut rng, number),
                id_no: person.id_no,
                name: person.name.full,
                effective_on,
                ends_on: effective_on.checked_add_months(Months::new(12))?,
                reason: rng.pick(OFFENCES).copied()?.to_owned(),
            })
        })
        .collect()
}
