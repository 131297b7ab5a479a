//! An order (申请单) as the applicant handed it in.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::attachment::AttachmentKind;
use super::certificate::Certificate;
use super::coded::coded;
use super::finding::Noticed;
use super::numbers::order_no::OrderNo;
use super::scan_facts::ScanFacts;
use super::time::Millis;

/// The most copies of all items together, Chinese and English (G1.4).
pub const MAX_COPIES: u32 = 30;
/// The price of a copy in fen where the purpose is not the free one (G1.3).
pub const COPY_PRICE_FEN: i64 = 15_000;
/// The most characters of a remark (G6.2).
pub const MAX_REMARK_CHARS: usize = 50;

coded! {
    /// What kind of order it is.
    OrderKind {
        /// 新申请.
        New = "new",
        /// 申请复议: contests an order that has ended (G1.6).
        Reconsideration = "reconsideration",
    }
}

coded! {
    /// What one item asks for (G1.2).
    Service {
        /// 高等学历认证.
        Degree = "degree",
        /// 大学成绩验证.
        Transcript = "transcript",
        /// 高考成绩验证.
        Gaokao = "gaokao",
        /// 会考成绩验证.
        Huikao = "huikao",
    }
}

coded! {
    /// 申请人性质 (G5.1).
    Nature {
        /// 个人.
        Individual = "individual",
        /// 单位.
        Unit = "unit",
    }
}

coded! {
    /// How the holder was verified as the real person (G7).
    IdentityMethod {
        /// By code and face in the app (G7.1).
        Online = "online",
        /// By a photo of the holder holding the document (G7.2).
        Offline = "offline",
    }
}

coded! {
    /// Whether the order was paid for (G1.3).
    PaymentState {
        /// 免费.
        Free = "free",
        /// 已支付.
        Paid = "paid",
    }
}

/// Who applied (G5). The mobile number and e-mail are personal: masked wherever they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Person or unit.
    pub nature: Nature,
    /// 姓名.
    pub name: String,
    /// 所在地.
    pub location: String,
    /// 手机号.
    pub mobile: String,
    /// 报告接收邮箱.
    pub email: String,
}

/// A request for an invoice (G8.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// 抬头.
    pub title: String,
    /// 税号.
    pub tax_no: String,
}

/// Whether and when the order was paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Free or paid.
    pub state: PaymentState,
    /// When, for a paid one.
    pub paid_at: Option<Millis>,
}

/// How and when the holder's identity was verified (G7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Online or offline.
    pub method: IdentityMethod,
    /// When the online verification passed.
    pub verified_at: Option<Millis>,
}

/// An attachment whose content has been judged and kept: what is recorded of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAttachment {
    /// What the applicant says it shows.
    pub kind: AttachmentKind,
    /// The path the portal gave; hostile text, shown only through the screen's sanitiser.
    pub file_name: String,
    /// Lower-case hexadecimal SHA-256 of the content, under which it is kept.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Pixels across, as stored (before any EXIF rotation).
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// `jpeg` or `png`, by content.
    pub format: String,
    /// What the file tells of its making; `None` for one that came before such facts were recorded.
    #[serde(default)]
    pub facts: Option<Box<ScanFacts>>,
}

/// One item (申请项目): one service for one certificate holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewItem {
    /// What is asked for.
    pub service: Service,
    /// Chinese copies.
    pub copies_zh: u32,
    /// English copies.
    pub copies_en: u32,
    /// Price of a copy in fen.
    pub unit_price_fen: i64,
    /// How the holder was verified.
    pub identity: Identity,
    /// What was typed of the certificate.
    pub certificate: Certificate,
    /// Its files, in the applicant's order.
    pub attachments: Vec<KeptAttachment>,
}

/// An order that passed every rule of the feed, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOrder {
    /// 申请单编号 (G6.3).
    pub order_no: OrderNo,
    /// New or a reconsideration.
    pub kind: OrderKind,
    /// The order contested, for a reconsideration.
    pub reconsiders: Option<OrderNo>,
    /// The portal's account.
    pub account: String,
    /// 申请目的 (G1.1).
    pub purpose: String,
    /// When the notice was consented to (G2.1).
    pub consented_at: Millis,
    /// When it was submitted: the event's `at`.
    pub submitted_at: Millis,
    /// Who applied.
    pub applicant: Applicant,
    /// Code of the acceptance institution (G6.1).
    pub institution: String,
    /// The applicant's remark (G6.2).
    pub remark: String,
    /// Free or paid.
    pub payment: Payment,
    /// An invoice, if one was asked for.
    pub invoice: Option<Invoice>,
    /// At least one; none is added or removed later (G1.5).
    pub items: Vec<NewItem>,
    /// The notable findings of the automatic checks as it came in.
    #[serde(default)]
    pub findings: Vec<Noticed>,
}

/// Whether this purpose is the free one: it begins with 继续教育 (G1.3).
#[must_use]
pub fn is_free_purpose(purpose: &str) -> bool {
    purpose.starts_with("继续教育")
}

/// 概要 as the applicant's list shows it (G8.2): holder, school and level joined by dashes, without the empty ones.
#[must_use]
pub fn summary(holder: &str, school: &str, level: Option<&str>) -> String {
    [Some(holder), Some(school), level].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Days are written `YYYY-MM-DD` in the feed, in SQL and on the screen.
#[must_use]
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    // chrono alone would take `2016-6-3` as well.
    if text.len() != 10 {
        return None;
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_leaves_out_what_was_not_given() {
        assert_eq!(summary("李雯", "武汉大学", Some("本科")), "李雯-武汉大学-本科");
        assert_eq!(summary("李雯", "武汉大学", None), "李雯-武汉大学");
    }

    #[test]
    fn days_have_two_digits_everywhere() {
        assert!(parse_day("2016-06-30").is_some());
        assert!(parse_day("2016-6-30").is_none());
        assert!(parse_day("2015-02-29").is_none());
        assert!(parse_day("２０１６-06-30").is_none());
    }
}
