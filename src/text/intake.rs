//! Texts of the feed: why a line is refused, and what came of a run. None of them repeats what an applicant typed.

use super::{Lang, texts};
use crate::domain::numbers::resident_id;
use crate::evidence::judge::Fault;
use crate::intake::refusal::{Invalid, Why};
use crate::intake::settle::IntakeError;

texts! {
    feed_line_too_long => "一行超过 1 MiB", "the line is longer than 1 MiB";
    not_utf8 => "不是 UTF-8 编码", "not UTF-8";
    feed_not_json(column: usize) => "不是合法的 JSON（第 {column} 列）", "not valid JSON (column {column})";
    feed_not_an_object => "不是 JSON 对象", "not a JSON object";
    feed_unknown_event => "没有这种事件", "no such event";
    feed_missing => "必填，未填写", "required and not given";
    feed_too_long(most: usize) => "超过 {most} 个字符", "longer than {most} characters";
    feed_event_conflict => "同一事件编号已用于内容不同的事件", "this event id was used for an event with other content";
    feed_order_no_malformed => "申请单编号应为 16 位数字，前 14 位是真实的日期时间", "an order number has 16 digits, the first 14 a real date and time";
    feed_order_exists => "该申请单已提交过", "this order was submitted before";
    feed_order_unknown => "没有这个申请单", "no such order";
    feed_wrong_account => "账号与原账号不符", "the account is another";
    feed_wrong_state(is: &str, needed: &str) => "申请单现为“{is}”，须为“{needed}”", "the order is “{is}”, it would have to be “{needed}”";
    feed_enquiry_exists => "该咨询编号已存在", "this enquiry exists";
    feed_enquiry_unknown => "没有这个咨询", "no such enquiry";
    feed_institution_unknown => "没有这个受理机构", "no such institution";
    feed_consent_missing => "没有同意申请须知的时间", "no time of consent to the notice";
    feed_consent_afterwards => "同意申请须知的时间晚于提交时间", "consent was given after submission";
    feed_copies_none => "该项目一份也没有申请", "not a single copy of this item";
    feed_copies_limit => "中英文合计超过 30 份", "more than 30 copies in all";
    feed_price_mismatch(needed: i64) => "单价应为 {needed} 分", "the unit price must be {needed} fen";
    feed_unpaid => "收费的申请单尚未支付", "a priced order that is not paid";
    feed_identity_unverified => "没有线上实人验证通过的时间", "no time at which the online verification passed";
    feed_identity_photo => "线下验证须有合格的手持证件照（JPG/PNG，不超过 1 MB，不小于 500×500）", "offline verification needs a photo with the document (JPG/PNG, at most 1 MB, at least 500×500)";
    feed_dishonest => "证书持有人在失信行为名单内", "the holder is on the dishonesty list";
    feed_in_progress => "该证书有未办结的申请单", "an order for this certificate has not ended";
    feed_reconsideration_unknown => "所指的原申请单不存在、未办结或不属于该账号", "no ended order of this account has that number";
    feed_missing_kind(kind: &str) => "缺少附件：{kind}", "attachment missing: {kind}";
    feed_too_many_files(kind: &str, most: usize) => "{kind}最多 {most} 个", "at most {most} of {kind}";
    feed_path_outside => "路径指向附件文件夹之外", "the path leads out of the folder";
    feed_file_missing => "没有这个文件", "no such file";
    feed_file_changed => "文件在读取期间发生了变化", "the file changed while it was read";
    feed_file_format => "不是 JPG 或 PNG（按内容判断）", "neither JPEG nor PNG by its content";
    feed_file_size(most: u64) => "文件超过 {most} 字节", "the file is larger than {most} bytes";
    feed_file_dimensions(width: u32, height: u32, fewest: u32) => "像素 {width}×{height}，长宽均不得小于 {fewest}", "{width}×{height} pixels, each side needs {fewest}";
    feed_file_unreadable => "图片无法解码（不完整或已损坏）", "the picture does not decode (cut short or corrupt)";
    feed_file_too_many_pixels(most: u64) => "图片超过 {most} 像素", "the picture has more than {most} pixels";
    feed_file_digest => "内容与给出的 SHA-256 不符", "the content is not that of the SHA-256 given";

    intake_line(line: u64, event: &str) => "第 {line} 行（{event}）：拒收", "line {line} ({event}): refused";
    intake_error(code: &str, path: &str, message: &str) => "    [{code}] {message}  {path}", "    [{code}] {message}  {path}";
    intake_tally(accepted: u64, duplicate: u64, refused: u64) => "接收 {accepted}，重复 {duplicate}，拒收 {refused}", "accepted {accepted}, duplicate {duplicate}, refused {refused}";
    intake_unknown_keys(keys: u64) => "忽略的未知字段 {keys} 个", "{keys} unknown keys ignored";
    intake_no_feed(path: &str, error: &str) => "无法读取 {path}：{error}", "cannot read {path}: {error}";
    intake_stopped(error: &str) => "接收中断：{error}。已接收的不受影响，重新运行同一文件即可续完", "the intake stopped: {error}. What was taken stays taken; run the same feed again to finish it";
}

impl Lang {
    /// Why a line is refused.
    #[must_use]
    pub fn refusal(self, why: &Why) -> String {
        match why {
            Why::LineTooLong => self.feed_line_too_long().to_owned(),
            Why::NotUtf8 => self.not_utf8().to_owned(),
            Why::NotJson { column } => self.feed_not_json(*column),
            Why::NotAnObject => self.feed_not_an_object().to_owned(),
            Why::UnknownEvent => self.feed_unknown_event().to_owned(),
            Why::Missing => self.feed_missing().to_owned(),
            Why::TooLong { most } => self.feed_too_long(*most),
            Why::Invalid(invalid) => self.invalid(*invalid).to_owned(),
            Why::EventConflict => self.feed_event_conflict().to_owned(),
            Why::OrderNoMalformed => self.feed_order_no_malformed().to_owned(),
            Why::OrderExists => self.feed_order_exists().to_owned(),
            Why::OrderUnknown => self.feed_order_unknown().to_owned(),
            Why::Account => self.feed_wrong_account().to_owned(),
            Why::State { is, needed } => self.feed_wrong_state(self.status(*is), self.status(*needed)),
            Why::EnquiryExists => self.feed_enquiry_exists().to_owned(),
            Why::EnquiryUnknown => self.feed_enquiry_unknown().to_owned(),
            Why::InstitutionUnknown => self.feed_institution_unknown().to_owned(),
            Why::ConsentMissing => self.feed_consent_missing().to_owned(),
            Why::ConsentAfterwards => self.feed_consent_afterwards().to_owned(),
            Why::CopiesNone => self.feed_copies_none().to_owned(),
            Why::CopiesLimit => self.feed_copies_limit().to_owned(),
            Why::Price { needed } => self.feed_price_mismatch(*needed),
            Why::Unpaid => self.feed_unpaid().to_owned(),
            Why::IdentityUnverified => self.feed_identity_unverified().to_owned(),
            Why::IdentityPhoto => self.feed_identity_photo().to_owned(),
            Why::Dishonest => self.feed_dishonest().to_owned(),
            Why::InProgress => self.feed_in_progress().to_owned(),
            Why::ReconsiderationUnknown => self.feed_reconsideration_unknown().to_owned(),
            Why::MissingKind(kind) => self.feed_missing_kind(self.attachment(*kind)),
            Why::Count { kind, most } => self.feed_too_many_files(self.attachment(*kind), *most),
            Why::Path => self.feed_path_outside().to_owned(),
            Why::MissingFile => self.feed_file_missing().to_owned(),
            Why::FileChanged => self.feed_file_changed().to_owned(),
            Why::File(fault) => self.file_fault(fault),
        }
    }

    fn file_fault(self, fault: &Fault) -> String {
        match fault {
            Fault::Format => self.feed_file_format().to_owned(),
            Fault::Size { most } => self.feed_file_size(*most),
            Fault::Dimensions { width, height, fewest } => self.feed_file_dimensions(*width, *height, *fewest),
            Fault::Unreadable => self.feed_file_unreadable().to_owned(),
            Fault::TooManyPixels { most } => self.feed_file_too_many_pixels(*most),
            Fault::Digest => self.feed_file_digest().to_owned(),
        }
    }

    const fn invalid(self, invalid: Invalid) -> &'static str {
        use resident_id::Invalid as Id;
        match (self, invalid) {
            (Self::Zh, Invalid::NotText) => "应为文字",
            (Self::Zh, Invalid::NotList) => "应为列表",
            (Self::Zh, Invalid::NotObject) => "应为对象",
            (Self::Zh, Invalid::NotNumber) => "应为整数，且在允许的范围内",
            (Self::Zh, Invalid::NotOneOf) => "不是允许的取值",
            (Self::Zh, Invalid::NotMoment) => "应为带时区的时间（RFC 3339）",
            (Self::Zh, Invalid::NotDay) => "应为真实日期（YYYY-MM-DD）",
            (Self::Zh, Invalid::ControlCharacter) => "含有控制字符",
            (Self::Zh, Invalid::Email) => "不是电子邮箱地址",
            (Self::Zh, Invalid::Telephone) => "不是电话号码",
            (Self::Zh, Invalid::MainlandMobile) => "开具发票须填写大陆手机号",
            (Self::Zh, Invalid::ResidentId(Id::Form)) => "身份证号码应为 18 位",
            (Self::Zh, Invalid::ResidentId(Id::FirstGeneration)) => "须用二代身份证的 18 位号码",
            (Self::Zh, Invalid::ResidentId(Id::Birth)) => "身份证号码中的出生日期不存在",
            (Self::Zh, Invalid::ResidentId(Id::CheckCharacter)) => "身份证号码的校验码不对",
            (Self::Zh, Invalid::DocumentNumber) => "不是该证件的号码",
            (Self::Zh, Invalid::GraduatedBeforeEnrolled) => "毕业日期早于入学日期",
            (Self::Zh, Invalid::Digest) => "应为 SHA-256 的 64 位十六进制数",
            (Self::Zh, Invalid::NoSuchItem) => "申请单没有这个项目",
            (Self::Zh, Invalid::ItemTwice) => "同一项目出现两次",
            (Self::En, Invalid::NotText) => "must be text",
            (Self::En, Invalid::NotList) => "must be a list",
            (Self::En, Invalid::NotObject) => "must be an object",
            (Self::En, Invalid::NotNumber) => "must be a whole number in its range",
            (Self::En, Invalid::NotOneOf) => "not one of the words there are",
            (Self::En, Invalid::NotMoment) => "must be a time with an offset (RFC 3339)",
            (Self::En, Invalid::NotDay) => "must be a real day (YYYY-MM-DD)",
            (Self::En, Invalid::ControlCharacter) => "has control characters",
            (Self::En, Invalid::Email) => "not an e-mail address",
            (Self::En, Invalid::Telephone) => "not a telephone number",
            (Self::En, Invalid::MainlandMobile) => "an invoice needs a mainland mobile number",
            (Self::En, Invalid::ResidentId(Id::Form)) => "a resident ID has 18 characters",
            (Self::En, Invalid::ResidentId(Id::FirstGeneration)) => "the 18 characters of a second-generation ID are needed",
            (Self::En, Invalid::ResidentId(Id::Birth)) => "the date of birth in the resident ID does not exist",
            (Self::En, Invalid::ResidentId(Id::CheckCharacter)) => "the check character of the resident ID is wrong",
            (Self::En, Invalid::DocumentNumber) => "not a number of that document",
            (Self::En, Invalid::GraduatedBeforeEnrolled) => "graduated before enrolling",
            (Self::En, Invalid::Digest) => "must be a SHA-256 in 64 hexadecimal digits",
            (Self::En, Invalid::NoSuchItem) => "the order has no such item",
            (Self::En, Invalid::ItemTwice) => "the item is named twice",
        }
    }

    /// Why a run of the feed stopped.
    #[must_use]
    pub fn intake_failure(self, error: &IntakeError) -> String {
        self.intake_stopped(&error.to_string())
    }
}
