//! What the checks of what was typed say (C1–C10, C12–C14, I, T), in words: in full, and short for the column beside the fields.

use super::{Lang, texts};
use crate::domain::checks::form::FormHint;
use crate::domain::finding::Says;

texts! {
    form_no_number => "没有填写证书编号，无从比对", "no certificate number was typed";
    form_number_without_parts => "编号不是 2001 年起的统一格式，不能拆分比对", "the number is not of the form in use since 2001 and cannot be taken apart";
    form_number_plain => "编号全为数字", "the number is all digits";
    form_number_read_as(number: &str) => "编号含全角、空格或形近字符，按 {number} 比对", "the number has wide, blank or look-alike characters; it is read as {number}";
    form_number_characters(characters: &str) => "编号中有不是数字的字符：{characters}", "characters in the number that are no digits: {characters}";
    form_number_before_2001 => "2001 年以前的编号没有统一格式", "before 2001 numbers had no common form";
    form_number_length(length: u32) => "编号 {length} 位，与年份相符", "{length} digits, as that year's numbers have";
    form_number_length_odd(length: u32) => "编号 {length} 位：2002 年起应为 18 位（2001、2002 年可为 17 位，自考为 17 位）", "{length} characters: 18 digits since 2002 (17 in 2001 and 2002, and for self-study)";
    form_number_of_degree => "这是学位证书编号，不是毕业证书编号", "this is the number of a degree certificate, not of a graduation certificate";
    form_number_of_graduation => "是毕业证书编号的格式", "of the form of a graduation certificate's number";
    form_school_fits(school: &str) => "编号前五位是{school}", "the number's first five digits are {school}";
    form_school_by_other_name(school: &str) => "编号前五位是{school}，所填为其曾用名", "the number's first five digits are {school}; the name typed is a former one";
    form_school_near(code: &str, school: &str) => "编号前五位 {code} 是{school}，所填名称与之不尽相同（分校、学院？）", "the number's first five digits {code} are {school}; the name typed differs in part (a branch, a college?)";
    form_school_differs(code: &str, school: &str) => "编号前五位 {code} 是{school}，不是所填院校", "the number's first five digits {code} are {school}, not the school typed";
    form_school_unknown(code: &str) => "院校代码 {code} 不在名单中，无从比对", "the school code {code} is on no list";
    form_school_unlisted(code: &str) => "院校代码 {code}：军队院校、科研院所不在公开名单中", "the school code {code}: the army's schools and research institutes are on no public list";
    form_province_fits(province: &str) => "院校在{province}", "the school lies in {province}";
    form_province_differs(province: &str) => "院校在{province}，与所填省市不同（分校？）", "the school lies in {province}, not where it was typed (a branch?)";
    form_province_unknown => "院校所在省市无从比对", "where the school lies is not known";
    form_category(digit: char, category: &str) => "编号第 6 位 {digit}：{category}", "the number's 6th digit {digit}: {category}";
    form_category_1 => "普通高等教育（含研究生）", "regular education (with postgraduates)";
    form_category_5 => "成人高等教育", "adult education";
    form_category_6 => "自学考试、学历文凭考试", "self-study and diploma examinations";
    form_category_7 => "网络教育", "online education";
    form_undefined => "规则中没有", "in no rule";
    form_category_unread => "所填类别不在规则中，无从比对", "the category typed stands in no rule";
    form_level(digits: &str, level: &str) => "编号中的层次 {digits}：{level}", "the level in the number, {digits}: {level}";
    form_level_01 => "博士研究生", "doctor";
    form_level_02 => "硕士研究生", "master";
    form_level_04 => "第二学士学位", "second bachelor";
    form_level_05 => "本科（含专升本）", "bachelor (with upgrades)";
    form_level_06 => "专科（含高职）", "associate";
    form_level_unread => "所填层次不在规则中，无从比对", "the level typed stands in no rule";
    form_level_perhaps_upgrade => "业余学制三年以内的本科：是否应填专升本？", "bachelor in at most three years beside work: should it be 专升本?";
    form_year(year: i32, typed: i32) => "编号年份 {year}，毕业日期 {typed} 年", "the year in the number is {year}, that of graduation {typed}";
    form_year_fits(year: i32) => "编号年份 {year}，与毕业日期相符", "the year in the number is {year}, as typed";
    form_year_late(year: i32, typed: i32) => "编号年份 {year} 比毕业日期 {typed} 年晚一年：次年发证，或日期有误", "the year in the number, {year}, is one after {typed}: issued late, or a wrong date";
    form_year_kept(year: i32, typed: i32) => "编号年份 {year} 早于毕业日期 {typed} 年：结业换毕业保留原编号？", "the year in the number, {year}, is before {typed}: a number kept from a certificate of completion?";
    form_exam_province(province: &str) => "自考编号的省份：{province}", "the self-study number's province: {province}";
    form_exam_half(year: i32, half: char) => "自考编号：{year} 年第 {half} 次（1 约六月，2 约十二月毕业）", "the self-study number: half-year {half} of {year} (1: about June, 2: about December)";
    form_serial => "序号正常", "the serial is in order";
    form_serial_zero => "编号末尾的序号全为零", "the serial at the number's end is all zeros";
    form_scope_registered => "2002 年起的学历一般已在学信网注册：确认是否需要认证（G3.12）", "since 2002 certificates are registered online as a rule: is this service needed (G3.12)?";
    form_scope_before_2002 => "2002 年以前的学历，属认证范围", "before 2002: what the service is for";
    form_dates_follow => "入学日期早于毕业日期", "the enrolment is before the graduation";
    form_dates_reversed => "毕业日期不晚于入学日期", "the graduation is not after the enrolment";
    form_span(span: &str, duration: &str) => "入学至毕业 {span}，学制 {duration}", "{span} from enrolment to graduation, duration {duration}";
    form_months(years: u32, months: u32) => "{years} 年 {months} 个月", "{years} y {months} m";
    form_years(years: u32) => "{years} 年", "{years} y";
    form_no_duration => "学制写法无法识别", "the duration cannot be read";
    form_duration_free => "自学考试没有固定学制", "self-study has no fixed duration";
    form_age_at_entry(age: i32) => "入学时 {age} 岁", "{age} years old at enrolment";
    form_born_after_entry => "入学时尚未出生", "not born yet at enrolment";
    form_no_birth => "证件号码不含出生日期", "the document's number has no birth date";
    form_name_then(year: i32) => "{year} 年校名即为此", "so the school was called in {year}";
    form_name_not_then(year: i32, then: &str) => "所填不是 {year} 年的校名，当时或更早为{then}", "not the school's name in {year}: then or before it was {then}";
    form_name_not_then_at_all(year: i32) => "{year} 年没有叫此名的院校", "no school bore that name in {year}";
    form_name_unknown(year: i32) => "校名表未载 {year} 年的名称", "the tables do not tell the name in {year}";
    form_name_unknown_year => "没有毕业年份，校名无从比对", "without a year of graduation the name cannot be looked up";
    form_id_fits => "证件号码格式和校验码正确", "the number's form and check character are right";
    form_id_first_generation => "15 位号码：第一代身份证，须用第二代（G7.2）", "15 digits: a card of the first generation; the second is asked for (G7.2)";
    form_id_form => "不是身份证号码", "no number of an identity card";
    form_id_birth => "号码中的出生日期不存在", "the birth date in the number does not exist";
    form_id_check => "号码的校验码不符", "the number's check character is wrong";
    form_id_unchecked => "此类证件号码没有公开的校验方法", "numbers of such documents have no published check";
    form_region(region: &str) => "签发地：{region}", "region: {region}";
    form_region_until(region: &str, until: i32) => "签发地：{region}（代码用至 {until} 年）", "region: {region} (the code was in use until {until})";
    form_residence_permit => "港澳台居民居住证", "a residence permit for people of Hong Kong, Macau or Taiwan";
    form_region_unknown(code: &str) => "地区代码 {code} 从未启用", "the region {code} was never in use";
    form_born(on: &str, age: i32) => "出生 {on}，{age} 岁", "born {on}, {age} years old";
    form_born_odd(on: &str, age: i32) => "出生 {on}，{age} 岁：年龄异常", "born {on}, {age} years old: an unlikely age";
    form_born_later(on: &str) => "出生 {on}，晚于提交日期", "born {on}, after the submission";
    form_characters(found: &str) => "有形近或不可见的字符：{found}", "look-alike or invisible characters: {found}";
    form_characters_meant(found: &str, meant: &str) => "有形近字符 {found}，应为 {meant}", "look-alike characters {found} for {meant}";
    form_or => "或", " or ";

    short_check_right => "校验正确", "check right";
    short_number(what: &str) => "编号: {what}", "no.: {what}";
    short_digits(length: u32) => "{length} 位", "{length} digits";
    short_degree => "学位证书号", "degree's";
    short_year(year: i32) => "编号: {year}", "no.: {year}";
    short_name_then(year: i32, then: &str) => "{year}年: {then}", "{year}: {then}";
    short_name_fits(year: i32) => "{year}年校名", "its name in {year}";
    short_not_then(year: i32) => "{year}年无此校名", "no such name {year}";
    short_age(age: i32) => "{age} 岁", "age {age}";
    short_span(span: &str) => "历时 {span}", "took {span}";
    short_registered => "或已网上注册", "registered online?";
    short_upgrade => "专升本？", "an upgrade?";
    short_check_wrong => "校验码不符", "check wrong";
    short_first_generation => "第一代", "1st generation";
    short_not_read => "无从比对", "not compared";
    short_reversed => "早于入学", "before entry";
    short_characters => "形近字符", "look-alikes";
    short_unlisted(code: &str) => "代码 {code} 未载", "{code} unlisted";
}

impl Lang {
    /// Why a check of what was typed says what it says.
    pub(super) fn hint_form(self, hint: &FormHint, says: Says) -> String {
        let fixed = |text: &'static str| text.to_owned();
        match hint {
            FormHint::NoNumber => fixed(self.form_no_number()),
            FormHint::NumberWithoutParts => fixed(self.form_number_without_parts()),
            FormHint::NumberPlain => fixed(self.form_number_plain()),
            FormHint::NumberReadAs { number } => self.form_number_read_as(number),
            FormHint::NumberCharacters { characters } => self.form_number_characters(characters),
            FormHint::NumberBefore2001 => fixed(self.form_number_before_2001()),
            FormHint::NumberLength { length } => self.form_number_length(*length),
            FormHint::NumberLengthOdd { length, .. } => self.form_number_length_odd(*length),
            FormHint::NumberOfDegree => fixed(self.form_number_of_degree()),
            FormHint::NumberOfGraduation => fixed(self.form_number_of_graduation()),
            FormHint::SchoolFits { school } => self.form_school_fits(school),
            FormHint::SchoolByOtherName { school } => self.form_school_by_other_name(school),
            FormHint::SchoolNear { code, school } => self.form_school_near(code, school),
            FormHint::SchoolDiffers { code, school } => self.form_school_differs(code, school),
            FormHint::SchoolUnknown { code, is_expected: true } => self.form_school_unlisted(code),
            FormHint::SchoolUnknown { code, is_expected: false } => self.form_school_unknown(code),
            FormHint::ProvinceFits { province } => self.form_province_fits(province),
            FormHint::ProvinceDiffers { province } => self.form_province_differs(province),
            FormHint::ProvinceUnknown => fixed(self.form_province_unknown()),
            FormHint::Category { digit } => self.form_category(*digit, self.kind_of_digit(*digit)),
            FormHint::CategoryUnread => fixed(self.form_category_unread()),
            FormHint::Level { digits } => self.form_level(digits, self.level_of_digits(digits)),
            FormHint::LevelUnread => fixed(self.form_level_unread()),
            FormHint::LevelPerhapsUpgrade => fixed(self.form_level_perhaps_upgrade()),
            FormHint::Year { year, typed } => match year - typed {
                _ if says == Says::NotApplicable => self.form_year(*year, *typed),
                0 => self.form_year_fits(*year),
                1 => self.form_year_late(*year, *typed),
                -2..=-1 => self.form_year_kept(*year, *typed),
                _ => self.form_year(*year, *typed),
            },
            FormHint::ExamProvince { province } => self.form_exam_province(province),
            FormHint::ExamHalf { year, half } => self.form_exam_half(*year, *half),
            FormHint::Serial => fixed(self.form_serial()),
            FormHint::SerialZero => fixed(self.form_serial_zero()),
            FormHint::ScopeRegistered => fixed(self.form_scope_registered()),
            FormHint::ScopeBefore2002 => fixed(self.form_scope_before_2002()),
            FormHint::DatesFollow => fixed(self.form_dates_follow()),
            FormHint::DatesReversed => fixed(self.form_dates_reversed()),
            FormHint::Span { months, duration } => self.form_span(&self.span(*months), &self.span(*duration)),
            FormHint::NoDuration => fixed(self.form_no_duration()),
            FormHint::DurationFree => fixed(self.form_duration_free()),
            FormHint::AgeAtEntry { age: 0 } => fixed(self.form_born_after_entry()),
            FormHint::AgeAtEntry { age } => self.form_age_at_entry(*age),
            FormHint::NoBirth => fixed(self.form_no_birth()),
            FormHint::NameThen { year } => self.form_name_then(*year),
            FormHint::NameNotThen { year, then, .. } if then.is_empty() => self.form_name_not_then_at_all(*year),
            FormHint::NameNotThen { year, then, .. } => self.form_name_not_then(*year, &then.join(self.form_or())),
            FormHint::NameUnknown { year: Some(year) } => self.form_name_unknown(*year),
            FormHint::NameUnknown { year: None } => fixed(self.form_name_unknown_year()),
            FormHint::IdFits => fixed(self.form_id_fits()),
            FormHint::IdFirstGeneration => fixed(self.form_id_first_generation()),
            FormHint::IdForm => fixed(self.form_id_form()),
            FormHint::IdBirth => fixed(self.form_id_birth()),
            FormHint::IdCheck => fixed(self.form_id_check()),
            FormHint::IdUnchecked => fixed(self.form_id_unchecked()),
            FormHint::Region { region, until: Some(until) } => self.form_region_until(region, *until),
            FormHint::Region { region, until: None } => self.form_region(region),
            FormHint::ResidencePermit => fixed(self.form_residence_permit()),
            FormHint::RegionUnknown { code } => self.form_region_unknown(code),
            FormHint::Born { on, age } => self.form_born(&on.to_string(), *age),
            FormHint::BornOdd { on, age: -1 } => self.form_born_later(&on.to_string()),
            FormHint::BornOdd { on, age } => self.form_born_odd(&on.to_string(), *age),
            FormHint::Characters { found, meant } if meant.is_empty() => self.form_characters(found),
            FormHint::Characters { found, meant } => self.form_characters_meant(found, meant),
        }
    }

    /// The same in some twenty cells.
    pub(super) fn hint_form_short(self, hint: &FormHint) -> String {
        let fixed = |text: &'static str| text.to_owned();
        match hint {
            FormHint::NumberReadAs { number } => format!("→{number}"),
            FormHint::NumberCharacters { characters } => characters.clone(),
            FormHint::NumberLength { length } | FormHint::NumberLengthOdd { length, .. } => self.short_digits(*length),
            FormHint::NumberOfDegree => fixed(self.short_degree()),
            FormHint::SchoolFits { school }
            | FormHint::SchoolByOtherName { school }
            | FormHint::SchoolNear { school, .. }
            | FormHint::SchoolDiffers { school, .. } => self.short_number(school),
            FormHint::SchoolUnknown { code, .. } => self.short_unlisted(code),
            FormHint::ProvinceFits { province } | FormHint::ProvinceDiffers { province } => province.clone(),
            FormHint::Category { digit } => self.short_number(self.kind_of_digit(*digit)),
            FormHint::Level { digits } => self.short_number(self.level_of_digits(digits)),
            FormHint::LevelPerhapsUpgrade => fixed(self.short_upgrade()),
            FormHint::Year { year, .. } => self.short_year(*year),
            FormHint::ExamProvince { province } => self.short_number(province),
            FormHint::ExamHalf { year, half } => self.short_number(&format!("{year}.{half}")),
            FormHint::ScopeRegistered => fixed(self.short_registered()),
            FormHint::DatesReversed => fixed(self.short_reversed()),
            FormHint::Span { months, .. } => self.short_span(&self.span(*months)),
            FormHint::AgeAtEntry { age } => self.short_age(*age),
            FormHint::NameThen { year } => self.short_name_fits(*year),
            FormHint::NameNotThen { year, then, .. } => match then.first() {
                Some(then) => self.short_name_then(*year, then),
                None => self.short_not_then(*year),
            },
            FormHint::IdFits => fixed(self.short_check_right()),
            FormHint::IdFirstGeneration => fixed(self.short_first_generation()),
            FormHint::IdCheck | FormHint::IdForm | FormHint::IdBirth => fixed(self.short_check_wrong()),
            FormHint::Region { region, .. } => region.clone(),
            FormHint::RegionUnknown { code } => self.short_unlisted(code),
            FormHint::Born { age, .. } | FormHint::BornOdd { age, .. } => self.short_age(*age),
            FormHint::Characters { .. } => fixed(self.short_characters()),
            FormHint::NoNumber
            | FormHint::NumberWithoutParts
            | FormHint::NumberBefore2001
            | FormHint::ProvinceUnknown
            | FormHint::CategoryUnread
            | FormHint::LevelUnread
            | FormHint::NameUnknown { .. }
            | FormHint::NoDuration
            | FormHint::DurationFree
            | FormHint::NoBirth
            | FormHint::IdUnchecked => fixed(self.short_not_read()),
            FormHint::NumberPlain
            | FormHint::NumberOfGraduation
            | FormHint::Serial
            | FormHint::SerialZero
            | FormHint::ScopeBefore2002
            | FormHint::DatesFollow
            | FormHint::ResidencePermit => self.hint_form(hint, Says::Agrees),
        }
    }

    const fn kind_of_digit(self, digit: char) -> &'static str {
        match digit {
            '1' => self.form_category_1(),
            '5' => self.form_category_5(),
            '6' => self.form_category_6(),
            '7' => self.form_category_7(),
            _ => self.form_undefined(),
        }
    }

    fn level_of_digits(self, digits: &str) -> &'static str {
        match digits {
            "01" => self.form_level_01(),
            "02" => self.form_level_02(),
            "04" => self.form_level_04(),
            "05" | "5" => self.form_level_05(),
            "06" | "6" => self.form_level_06(),
            _ => self.form_undefined(),
        }
    }

    fn span(self, months: u32) -> String {
        if months.is_multiple_of(12) { self.form_years(months / 12) } else { self.form_months(months / 12, months % 12) }
    }
}
