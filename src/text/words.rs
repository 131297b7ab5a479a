//! The program's words: one per concept, the same on every screen (design §2).

use super::{Lang, texts};
use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::{Field, IdType};
use crate::domain::decision::Outcome;
use crate::domain::order::{IdentityMethod, OrderKind, Service};
use crate::domain::staff::Role;
use crate::domain::status::Status;
use crate::domain::verdict::Verdict;

impl Lang {
    /// An order's status.
    #[must_use]
    pub const fn status(self, status: Status) -> &'static str {
        match (self, status) {
            (Self::Zh, Status::AwaitingProofreading) => "待校对",
            (Self::Zh, Status::AwaitingSupplement) => "待补充材料",
            (Self::Zh, Status::Accepted) => "校对通过",
            (Self::Zh, Status::Rejected) => "校对不通过",
            (Self::Zh, Status::Cancelled) => "已取消",
            (Self::En, Status::AwaitingProofreading) => "to proofread",
            (Self::En, Status::AwaitingSupplement) => "supplement asked",
            (Self::En, Status::Accepted) => "accepted",
            (Self::En, Status::Rejected) => "rejected",
            (Self::En, Status::Cancelled) => "cancelled",
        }
    }

    /// Likewise, where it may have to be kept from who looks a second time.
    #[must_use]
    pub fn told_status(self, status: Option<Status>) -> &'static str {
        status.map_or_else(|| self.status_hidden(), |status| self.status(status))
    }

    /// A verdict, at most six cells wide in Chinese.
    #[must_use]
    pub const fn verdict(self, verdict: Verdict) -> &'static str {
        match (self, verdict) {
            (Self::Zh, Verdict::Match) => "一致",
            (Self::Zh, Verdict::Mismatch) => "不符",
            (Self::Zh, Verdict::Illegible) => "看不清",
            (Self::Zh, Verdict::Missing) => "缺材料",
            (Self::Zh, Verdict::NotApplicable) => "不适用",
            (Self::En, Verdict::Match) => "match",
            (Self::En, Verdict::Mismatch) => "differs",
            (Self::En, Verdict::Illegible) => "unclear",
            (Self::En, Verdict::Missing) => "missing",
            (Self::En, Verdict::NotApplicable) => "n/a",
        }
    }

    /// An outcome.
    #[must_use]
    pub const fn outcome(self, outcome: Outcome) -> &'static str {
        match (self, outcome) {
            (Self::Zh, Outcome::Approve) => "通过",
            (Self::Zh, Outcome::Reject) => "不通过",
            (Self::Zh, Outcome::Supplement) => "补充材料",
            (Self::En, Outcome::Approve) => "approve",
            (Self::En, Outcome::Reject) => "reject",
            (Self::En, Outcome::Supplement) => "supplement",
        }
    }

    /// A field of the certificate, in the form's own words (G3).
    #[must_use]
    pub const fn field(self, field: Field) -> &'static str {
        match (self, field) {
            (Self::Zh, Field::Holder) => "证书持有人",
            (Self::Zh, Field::IdNo) => "证件号码",
            (Self::Zh, Field::Number) => "证书编号",
            (Self::Zh, Field::School) => "院校名称",
            (Self::Zh, Field::SchoolProvince) => "院校所在省市",
            (Self::Zh, Field::Category) => "学历类别",
            (Self::Zh, Field::Level) => "层次",
            (Self::Zh, Field::EnrolledOn) => "入学日期",
            (Self::Zh, Field::GraduatedOn) => "毕业日期",
            (Self::Zh, Field::Major) => "专业名称",
            (Self::Zh, Field::Duration) => "学制",
            (Self::Zh, Field::Conclusion) => "毕业结论",
            (Self::Zh, Field::Remark) => "备注",
            (Self::En, Field::Holder) => "holder",
            (Self::En, Field::IdNo) => "ID number",
            (Self::En, Field::Number) => "certificate no.",
            (Self::En, Field::School) => "school",
            (Self::En, Field::SchoolProvince) => "province",
            (Self::En, Field::Category) => "category",
            (Self::En, Field::Level) => "level",
            (Self::En, Field::EnrolledOn) => "enrolled",
            (Self::En, Field::GraduatedOn) => "graduated",
            (Self::En, Field::Major) => "major",
            (Self::En, Field::Duration) => "duration",
            (Self::En, Field::Conclusion) => "conclusion",
            (Self::En, Field::Remark) => "remark",
        }
    }

    /// The kind of an attachment.
    #[must_use]
    pub const fn attachment(self, kind: AttachmentKind) -> &'static str {
        match (self, kind) {
            (Self::Zh, AttachmentKind::Diploma) => "毕业证",
            (Self::Zh, AttachmentKind::IdCard) => "身份证",
            (Self::Zh, AttachmentKind::Other) => "其他材料",
            (Self::Zh, AttachmentKind::HeldIdPhoto) => "手持证件照",
            (Self::En, AttachmentKind::Diploma) => "diploma",
            (Self::En, AttachmentKind::IdCard) => "ID card",
            (Self::En, AttachmentKind::Other) => "other",
            (Self::En, AttachmentKind::HeldIdPhoto) => "held-ID photo",
        }
    }

    /// A service (G1.2).
    #[must_use]
    pub const fn service(self, service: Service) -> &'static str {
        match (self, service) {
            (Self::Zh, Service::Degree) => "高等学历认证",
            (Self::Zh, Service::Transcript) => "大学成绩验证",
            (Self::Zh, Service::Gaokao) => "高考成绩验证",
            (Self::Zh, Service::Huikao) => "会考成绩验证",
            (Self::En, Service::Degree) => "degree certificate",
            (Self::En, Service::Transcript) => "university transcript",
            (Self::En, Service::Gaokao) => "gaokao scores",
            (Self::En, Service::Huikao) => "huikao scores",
        }
    }

    /// The kind of an identity document (G7.2).
    #[must_use]
    pub const fn id_type(self, id_type: IdType) -> &'static str {
        match (self, id_type) {
            (Self::Zh, IdType::ResidentId) => "居民身份证",
            (Self::Zh, IdType::HkMacauId) => "港澳居民身份证",
            (Self::Zh, IdType::TaiwanPermit) => "台湾居民来往大陆通行证",
            (Self::Zh, IdType::Passport) => "护照",
            (Self::En, IdType::ResidentId) => "resident ID",
            (Self::En, IdType::HkMacauId) => "Hong Kong/Macau ID",
            (Self::En, IdType::TaiwanPermit) => "Taiwan permit",
            (Self::En, IdType::Passport) => "passport",
        }
    }

    /// How the holder was verified (G7).
    #[must_use]
    pub const fn identity_method(self, method: IdentityMethod) -> &'static str {
        match (self, method) {
            (Self::Zh, IdentityMethod::Online) => "线上实人验证",
            (Self::Zh, IdentityMethod::Offline) => "线下验证",
            (Self::En, IdentityMethod::Online) => "verified online",
            (Self::En, IdentityMethod::Offline) => "verified offline",
        }
    }

    /// The kind of an order.
    #[must_use]
    pub const fn order_kind(self, kind: OrderKind) -> &'static str {
        match (self, kind) {
            (Self::Zh, OrderKind::New) => "新申请",
            (Self::Zh, OrderKind::Reconsideration) => "申请复议",
            (Self::En, OrderKind::New) => "new",
            (Self::En, OrderKind::Reconsideration) => "reconsideration",
        }
    }

    /// A role.
    #[must_use]
    pub const fn role(self, role: Role) -> &'static str {
        match (self, role) {
            (Self::Zh, Role::Proofreader) => "校对员",
            (Self::Zh, Role::Clerk) => "咨询员",
            (Self::Zh, Role::Supervisor) => "主管",
            (Self::Zh, Role::Admin) => "管理员",
            (Self::En, Role::Proofreader) => "proofreader",
            (Self::En, Role::Clerk) => "clerk",
            (Self::En, Role::Supervisor) => "supervisor",
            (Self::En, Role::Admin) => "admin",
        }
    }
}

texts! {
    program_name => "校对台", "Jiaodui";
    portal_actor => "申请人", "applicant";
}

impl Lang {
    /// 初次提交, or which round it is (G8.2).
    #[must_use]
    pub fn round(self, round: u32) -> String {
        match (self, round) {
            (Self::Zh, 1) => "初次提交".to_owned(),
            (Self::Zh, round) => format!("第{round}轮"),
            (Self::En, round) => format!("round {round}"),
        }
    }

    /// A length of time in its two largest units: 6时12分.
    #[must_use]
    pub fn waited(self, milliseconds: i64) -> String {
        let minutes = milliseconds.max(0) / 60_000;
        let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        match (self, days, hours) {
            (Self::Zh, 0, 0) => format!("{minutes}分"),
            (Self::Zh, 0, _) => format!("{hours}时{minutes:02}分"),
            (Self::Zh, _, _) => format!("{days}天{hours:02}时"),
            (Self::En, 0, 0) => format!("{minutes}m"),
            (Self::En, 0, _) => format!("{hours}h{minutes:02}m"),
            (Self::En, _, _) => format!("{days}d{hours:02}h"),
        }
    }
}
