//! What an applicant typed of a certificate (G3), field by field.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::attachment::AttachmentKind;
use super::coded::coded;
use super::mask;
use super::order::Service;
use super::report::Shape;

coded! {
    /// The kind of the holder's identity document (G7.2).
    IdType {
        /// 居民身份证.
        ResidentId = "resident_id",
        /// 港澳居民身份证.
        HkMacauId = "hk_macau_id",
        /// 台湾居民来往大陆通行证.
        TaiwanPermit = "taiwan_permit",
        /// 护照.
        Passport = "passport",
    }
}

/// The certificate as typed. Only `holder`, `id_type`, `id_no` and `school` are there for services other than a degree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// 证书持有人 (G3.11).
    pub holder: String,
    /// Which document `id_no` belongs to.
    pub id_type: IdType,
    /// 证件号码; personal, masked wherever it is shown.
    pub id_no: String,
    /// 证书编号 (G3.1).
    pub number: Option<String>,
    /// 院校名称 (G3.2).
    pub school: String,
    /// 院校所在省市 (G3.3).
    pub school_province: Option<String>,
    /// 学历类别 (G3.4).
    pub category: Option<String>,
    /// 层次 (G3.5).
    pub level: Option<String>,
    /// 入学日期 (G3.6).
    pub enrolled_on: Option<NaiveDate>,
    /// 毕业日期 (G3.6).
    pub graduated_on: Option<NaiveDate>,
    /// 专业名称 (G3.7).
    pub major: Option<String>,
    /// 学制 in years, as typed (G3.8).
    pub duration: Option<String>,
    /// 毕业结论 (G3.9).
    pub conclusion: Option<String>,
    /// 备注 (G3.10).
    pub remark: Option<String>,
}

coded! {
    /// A field that a proofreader gives a verdict on, in the order of the form.
    Field {
        /// 证书持有人 (G3.11).
        Holder = "holder",
        /// 证件号码 (G7.2).
        IdNo = "id_no",
        /// 证书编号 (G3.1).
        Number = "number",
        /// 院校名称 (G3.2).
        School = "school",
        /// 院校所在省市 (G3.3).
        SchoolProvince = "school_province",
        /// 学历类别 (G3.4).
        Category = "category",
        /// 层次 (G3.5).
        Level = "level",
        /// 入学日期 (G3.6).
        EnrolledOn = "enrolled_on",
        /// 毕业日期 (G3.6).
        GraduatedOn = "graduated_on",
        /// 专业名称 (G3.7).
        Major = "major",
        /// 学制 (G3.8, optional).
        Duration = "duration",
        /// 毕业结论 (G3.9).
        Conclusion = "conclusion",
        /// 备注 (G3.10, optional).
        Remark = "remark",
    }
}

impl Field {
    /// The fields on which an item of this service is proofread: all of the form for a degree; what was given, for another.
    #[must_use]
    pub fn of(service: Service, certificate: &Certificate) -> Vec<Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(|field| match service {
                Service::Degree => !field.is_optional() || certificate.value(*field).is_some(),
                _ => certificate.value(*field).is_some(),
            })
            .collect()
    }

    /// G3.8 and G3.10: nothing is asked for where the applicant left it empty.
    #[must_use]
    pub const fn is_optional(self) -> bool {
        matches!(self, Self::Duration | Self::Remark)
    }

    /// Whether the field's value identifies a person and is masked unless revealed.
    #[must_use]
    pub const fn is_personal_number(self) -> bool {
        matches!(self, Self::IdNo)
    }

    /// The kind of attachment the field is read from.
    #[must_use]
    pub const fn read_from(self) -> AttachmentKind {
        match self {
            Self::IdNo => AttachmentKind::IdCard,
            _ => AttachmentKind::Diploma,
        }
    }
}

impl Certificate {
    /// The same as whoever has no reason to know the person may read it: the ID number, and those that somebody typed elsewhere.
    #[must_use]
    pub fn covered(&self) -> Self {
        let number = self.number.as_ref().map(|number| Shape::CertificateNo.covered(number));
        let remark = self.remark.as_deref().map(mask::within);
        Self { id_no: mask::id_number(&self.id_no), number, remark, ..self.clone() }
    }

    /// The typed value of a field as text; `None` where nothing was given.
    #[must_use]
    pub fn value(&self, field: Field) -> Option<String> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.format("%Y-%m-%d").to_string());
        let text = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        let optional = |value: &Option<String>| value.as_deref().and_then(text);
        match field {
            Field::Holder => text(&self.holder),
            Field::IdNo => text(&self.id_no),
            Field::Number => optional(&self.number),
            Field::School => text(&self.school),
            Field::SchoolProvince => optional(&self.school_province),
            Field::Category => optional(&self.category),
            Field::Level => optional(&self.level),
            Field::EnrolledOn => day(self.enrolled_on),
            Field::GraduatedOn => day(self.graduated_on),
            Field::Major => optional(&self.major),
            Field::Duration => optional(&self.duration),
            Field::Conclusion => optional(&self.conclusion),
            Field::Remark => optional(&self.remark),
        }
    }
}
