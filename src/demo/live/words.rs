//! What applicants write to the desk while one works.

use crate::demo::rng::Rng;
use crate::domain::certificate::Field;
use crate::text::Lang;

/// Subject and question about an order that waits.
const STILL_WAITING: &[(&str, &str)] = &[
    ("为什么还在待校对", "您好，申请单提交后一直是“待校对”，请问为什么还没有结果？"),
    ("什么时候能校对完", "单位月底前要交认证报告，请问我的申请单大概什么时候能校对完？"),
    ("请问排到哪里了", "请问前面还有多少申请单？今天能轮到我吗？"),
    ("能不能加急", "我下周就要办入职，材料都按要求上传了，能不能帮忙加急校对？"),
];

/// Subject and question about a rejection.
const WHY_REJECTED: &[(&str, &str)] = &[
    ("校对不通过的原因", "收到校对不通过的消息，没看明白是哪里不对，能具体说明一下吗？"),
    ("对结果有疑问", "我填的都是照着毕业证抄的，为什么不通过？请帮忙再看看。"),
    ("不通过后还能重新申请吗", "请问改正以后可以重新申请吗？已经付的费用怎么办？"),
];

/// More of the same question, once the desk has replied.
const FOLLOW_UPS: &[&str] = &[
    "谢谢回复！那我还需要再补交什么吗？",
    "明白了，谢谢。请问大概还要几天？",
    "我按您说的重新看了，还是没找到在哪里改，能再说详细一点吗？",
    "好的，谢谢您。",
];

pub(super) fn still_waiting(rng: &mut Rng) -> Option<(&'static str, &'static str)> {
    rng.pick(STILL_WAITING).copied()
}

pub(super) fn why_rejected(rng: &mut Rng) -> Option<(&'static str, &'static str)> {
    rng.pick(WHY_REJECTED).copied()
}

pub(super) fn follow_up(rng: &mut Rng) -> Option<&'static str> {
    rng.pick(FOLLOW_UPS).copied()
}

/// The right value of a field, which a letter asked to be written to the desk.
pub(super) fn right_value(field: Field, value: &str) -> (&'static str, String) {
    let field = Lang::Zh.field(field);
    ("补充说明填写有误的内容", format!("按通知要求说明：{field}应为“{value}”，以毕业证书为准。清晰的扫描件已重新上传，请核对。"))
}
