//! A table of cases for every check of what was typed: agreement, disagreement, not applicable, unknown, and the years at the edges.

use super::*;
use crate::domain::certificate::IdType;
use crate::domain::checks::hint::Hint;
use crate::domain::order::parse_day;
use Says::{Agrees, Disagrees, NotApplicable, Unknown};
use Severity::{Error, Info, Warn};

/// A certificate on which everything agrees.
fn sound() -> Certificate {
    Certificate {
        holder: "李雯".into(),
        id_type: IdType::ResidentId,
        id_no: "420106199403071229".into(),
        number: Some("104861201605001234".into()),
        school: "武汉大学".into(),
        school_province: Some("湖北省".into()),
        category: Some("普通".into()),
        level: Some("本科".into()),
        enrolled_on: parse_day("2012-09-01"),
        graduated_on: parse_day("2016-06-30"),
        major: Some("法学".into()),
        duration: Some("4".into()),
        conclusion: Some("毕业".into()),
        remark: None,
    }
}

fn all(certificate: &Certificate) -> Vec<Finding> {
    all_of(Service::Degree, certificate)
}

fn all_of(service: Service, certificate: &Certificate) -> Vec<Finding> {
    let submitted_on = parse_day("2020-10-16").unwrap();
    check(&ItemSubject { item: 1, service, certificate, submitted_on }, Reference::builtin())
}

/// What a check says beside a field.
fn says(certificate: &Certificate, check: Check, field: Field) -> Option<(Says, Severity)> {
    let found: Vec<Finding> = all(certificate).into_iter().filter(|one| one.check == check && one.field == Some(field)).collect();
    found.iter().max_by_key(|one| (one.is_notable(), one.says == Disagrees)).map(|one| (one.says, one.severity))
}

fn hint(certificate: &Certificate, check: Check, field: Field) -> Option<FormHint> {
    all(certificate).into_iter().find(|one| one.check == check && one.field == Some(field)).and_then(|one| match one.hint {
        Hint::Form(hint) => Some(hint),
        _ => None,
    })
}

#[test]
fn a_sound_certificate_has_nothing_notable_and_every_check_speaks() {
    let found = all(&sound());
    let notable: Vec<_> = found.iter().filter(|one| one.is_notable()).collect();
    assert!(notable.is_empty(), "{notable:?}");
    for check in [
        Check::C1,
        Check::C2,
        Check::C3,
        Check::C4,
        Check::C5,
        Check::C6,
        Check::C7,
        Check::C8,
        Check::C10,
        Check::C12,
        Check::C13,
        Check::C14,
        Check::I1,
        Check::I2,
        Check::I3,
    ] {
        assert!(found.iter().any(|one| one.check == check), "{}", check.code());
    }
    assert!(found.iter().all(|one| one.item == 1 && one.field.is_some()));
}

#[test]
fn the_number_by_itself() {
    let number = |text: &str| Certificate { number: Some(text.into()), ..sound() };
    let graduated = |text: &str, day: &str| Certificate { graduated_on: parse_day(day), ..number(text) };
    for (certificate, check, expected) in [
        // C1: characters
        (number("104861201605001234"), Check::C1, (Agrees, Info)),
        (number("１０４８６１２０１６０５００１２３４"), Check::C1, (Disagrees, Warn)),
        (number("1O4861201605001234"), Check::C1, (Disagrees, Warn)),
        (number("10486 1201605 001234"), Check::C1, (Disagrees, Warn)),
        (number("武大校证字2016第12号"), Check::C1, (Disagrees, Error)),
        (graduated("武大校证字96第12号", "2000-12-31"), Check::C1, (NotApplicable, Info)),
        (graduated("武大校证字01第12号", "2001-01-01"), Check::C1, (Disagrees, Error)),
        // C2: length
        (number("104861201605001234"), Check::C2, (Agrees, Info)),
        (graduated("10486120010500123", "2001-06-30"), Check::C2, (Agrees, Info)),
        (graduated("10486120020500123", "2002-06-30"), Check::C2, (Agrees, Info)),
        (graduated("10486120000500123", "2000-06-30"), Check::C2, (Agrees, Info)),
        (graduated("10486120030500123", "2003-06-30"), Check::C2, (Disagrees, Error)),
        (graduated("104861200205001234", "2002-06-30"), Check::C2, (Agrees, Info)),
        (graduated("104861200105001234", "2001-06-30"), Check::C2, (Disagrees, Warn)),
        (graduated("104861199805001234", "1998-06-30"), Check::C2, (Disagrees, Warn)),
        (graduated("9612345", "1996-06-30"), Check::C2, (NotApplicable, Info)),
        (graduated("9612345", "2000-12-31"), Check::C2, (NotApplicable, Info)),
        (graduated("0112345", "2001-01-01"), Check::C2, (Disagrees, Warn)),
        (graduated("0212345", "2002-12-31"), Check::C2, (Disagrees, Warn)),
        (graduated("0312345", "2003-01-01"), Check::C2, (Disagrees, Error)),
        (number("104861201605"), Check::C2, (Disagrees, Error)),
        (number("1048642016000123"), Check::C2, (NotApplicable, Info)),
        (graduated("65420101101200018", "2010-06-30"), Check::C2, (Agrees, Info)),
        // C3: a degree certificate's
        (number("1048642016000123"), Check::C3, (Disagrees, Error)),
        (number("Z1048632016000123"), Check::C3, (Disagrees, Error)),
        (graduated("1048641998000123", "1998-06-30"), Check::C3, (Disagrees, Warn)),
        (number("104861201605001234"), Check::C3, (Agrees, Info)),
        (graduated("9612345", "1996-06-30"), Check::C3, (NotApplicable, Info)),
        // C10: the serial
        (number("104861201605000000"), Check::C10, (Disagrees, Error)),
        (number("104861201605000001"), Check::C10, (Agrees, Info)),
        (graduated("9612345", "1996-06-30"), Check::C10, (NotApplicable, Info)),
    ] {
        assert_eq!(says(&certificate, check, Field::Number), Some(expected), "{} {:?}", check.code(), certificate.number);
    }
    let none = Certificate { number: None, ..sound() };
    for check in [Check::C1, Check::C2, Check::C3, Check::C10] {
        assert_eq!(says(&none, check, Field::Number), Some((NotApplicable, Info)), "{}", check.code());
    }
}

#[test]
fn the_school_in_the_number() {
    let school = |number: &str, name: &str| Certificate { number: Some(number.into()), school: name.into(), ..sound() };
    for (certificate, expected) in [
        (school("104861201605001234", "武汉大学"), (Agrees, Info)),
        (school("104861201605001234", "华中科技大学"), (Disagrees, Error)),
        (school("104861201605001234", "武汉大字"), (Disagrees, Error)),
        (school("104861201605001234", "武汉大学医学部"), (Disagrees, Warn)),
        // Merged into 武汉大学 in 2000: the number's school all the same.
        (school("104861201605001234", "武汉水利电力大学"), (Agrees, Info)),
        // Renamed.
        (school("108341201606001234", "武汉职业技术学院"), (Agrees, Info)),
        (school("108341201606001234", "武汉职业技术大学"), (Agrees, Info)),
        // In no table.
        (school("199991201605001234", "武汉大学"), (Unknown, Warn)),
        (school("902011201605001234", "解放军某学院"), (Unknown, Info)),
        (school("65420101101200018", "武汉大学"), (NotApplicable, Info)),
    ] {
        assert_eq!(
            says(&certificate, Check::C4, Field::School),
            Some(expected),
            "{} {:?}",
            certificate.school,
            certificate.number
        );
    }
    let near = hint(&school("104861201605001234", "武汉大字"), Check::C4, Field::School);
    assert_eq!(near, Some(FormHint::SchoolDiffers { code: "10486".into(), school: "武汉大学".into() }));
}

#[test]
fn the_province_of_the_school() {
    let province = |number: Option<&str>, name: &str, province: &str| Certificate {
        number: number.map(str::to_owned),
        school: name.into(),
        school_province: Some(province.into()),
        ..sound()
    };
    let number = Some("104861201605001234");
    for (certificate, expected) in [
        (province(number, "武汉大学", "湖北省"), (Agrees, Info)),
        (province(number, "武汉大学", "湖北"), (Agrees, Info)),
        (province(number, "武汉大学", "湖南省"), (Disagrees, Warn)),
        (province(None, "武汉大学", "湖南省"), (Disagrees, Warn)),
        (province(None, "武汉大学", "湖北省"), (Agrees, Info)),
        (province(number, "武汉大学", "某地"), (Unknown, Info)),
        (province(Some("199991201605001234"), "武汉大学", "湖北省"), (Unknown, Info)),
    ] {
        assert_eq!(says(&certificate, Check::C5, Field::SchoolProvince), Some(expected), "{certificate:?}");
    }
}

#[test]
fn the_name_in_that_year() {
    let named = |name: &str, number: Option<&str>, day: &str| Certificate {
        school: name.into(),
        number: number.map(str::to_owned),
        graduated_on: parse_day(day),
        ..sound()
    };
    // 武汉职业技术学院 became 武汉职业技术大学 between the lists of 2017 and 2025; 华中科技大学 was founded in 2000.
    for (certificate, expected) in [
        (named("武汉职业技术大学", Some("108341201606001234"), "2016-06-30"), (Disagrees, Warn)),
        (named("武汉职业技术学院", Some("108341201706001234"), "2017-06-30"), (Agrees, Info)),
        // Of 2016 by its number, though 2017, when the lists know both names, was typed.
        (named("武汉职业技术大学", Some("108341201606001234"), "2017-06-30"), (Disagrees, Warn)),
        (named("武汉职业技术大学", Some("108341201706001234"), "2017-06-30"), (Unknown, Info)),
        (named("华中科技大学", None, "1998-06-30"), (Disagrees, Warn)),
        (named("华中科技大学", None, "2003-06-30"), (Agrees, Info)),
        (named("华中理工大学", None, "1998-06-30"), (Agrees, Info)),
        // When it began is in no table.
        (named("同济医科大学", None, "1960-07-01"), (Unknown, Info)),
        (named("华中理工大学", None, "2005-06-30"), (Disagrees, Warn)),
        (named("没有这所大学", None, "2005-06-30"), (Unknown, Info)),
    ] {
        let found = says(&certificate, Check::C14, Field::School);
        assert_eq!(found, Some(expected), "{} {:?}", certificate.school, certificate.graduated_on);
    }
    let later = named("武汉职业技术大学", Some("108341201606001234"), "2016-06-30");
    match hint(&later, Check::C14, Field::School) {
        Some(FormHint::NameNotThen { year: 2016, then, .. }) => assert_eq!(then, ["武汉职业技术学院"]),
        other => panic!("{other:?}"),
    }
    assert_eq!(says(&later, Check::C4, Field::School), Some((Agrees, Info)), "it is the number's school");
}

#[test]
fn the_kind_of_education_in_the_number() {
    let kind = |digit: char, category: &str, year: i32| {
        let tail = if year < 2002 { "00123" } else { "001234" };
        Certificate {
            number: Some(format!("10486{digit}{year}05{tail}")),
            category: Some(category.into()),
            graduated_on: parse_day(&format!("{year}-06-30")),
            ..sound()
        }
    };
    for (certificate, expected) in [
        (kind('1', "普通", 2016), (Agrees, Info)),
        (kind('1', "研究生", 2016), (Agrees, Info)),
        (kind('5', "成人", 2016), (Agrees, Info)),
        (kind('5', "开放教育", 2016), (Agrees, Info)),
        (kind('6', "自学考试", 2016), (Agrees, Info)),
        (kind('7', "网络教育", 2016), (Agrees, Info)),
        (kind('5', "普通", 2016), (Disagrees, Error)),
        (kind('1', "成人", 2016), (Disagrees, Error)),
        (kind('1', "自学考试", 2016), (Disagrees, Error)),
        (kind('7', "成人", 2016), (Disagrees, Warn)),
        (kind('1', "开放教育", 2016), (Disagrees, Warn)),
        (kind('5', "网络教育", 2001), (Disagrees, Warn)),
        (kind('5', "网络教育", 2002), (Disagrees, Warn)),
        (kind('5', "网络教育", 2003), (Disagrees, Error)),
        (kind('9', "普通", 2016), (Unknown, Warn)),
        (kind('1', "其他", 2016), (Unknown, Info)),
    ] {
        let found = says(&certificate, Check::C6, Field::Category);
        assert_eq!(found, Some(expected), "{:?} {:?}", certificate.number, certificate.category);
    }
    let old = Certificate { number: Some("9612345".into()), ..sound() };
    assert_eq!(says(&old, Check::C6, Field::Category), Some((NotApplicable, Info)));
}

#[test]
fn the_level_in_the_number() {
    let level = |digits: &str, level: &str| Certificate {
        number: Some(format!("1048612016{digits}001234")),
        level: Some(level.into()),
        ..sound()
    };
    for (certificate, expected) in [
        (level("05", "本科"), (Agrees, Info)),
        (level("05", "专升本"), (Agrees, Info)),
        (level("05", "高升本"), (Agrees, Info)),
        (level("06", "专科"), (Agrees, Info)),
        (level("06", "专科(高职)"), (Agrees, Info)),
        (level("01", "博士研究生"), (Agrees, Info)),
        (level("02", "硕士研究生"), (Agrees, Info)),
        (level("04", "第二学士学位"), (Agrees, Info)),
        (level("06", "本科"), (Disagrees, Error)),
        (level("05", "专科"), (Disagrees, Error)),
        (level("02", "博士研究生"), (Disagrees, Error)),
        (level("03", "本科"), (Unknown, Warn)),
        (level("05", "研究生班"), (Unknown, Info)),
    ] {
        assert_eq!(
            says(&certificate, Check::C7, Field::Level),
            Some(expected),
            "{:?} {:?}",
            certificate.number,
            certificate.level
        );
    }
    // Beside work, in at most three years: perhaps an upgrade.
    let beside = |category: &str, digit: char, duration: &str| Certificate {
        number: Some(format!("10486{digit}201605001234")),
        category: Some(category.into()),
        duration: Some(duration.into()),
        ..sound()
    };
    for (certificate, expected) in [
        (beside("成人", '5', "2.5"), (Unknown, Warn)),
        (beside("网络教育", '7', "3"), (Unknown, Warn)),
        (beside("成人", '5', "5"), (Agrees, Info)),
        (beside("普通", '1', "3"), (Agrees, Info)),
        (Certificate { level: Some("专升本".into()), ..beside("成人", '5', "2.5") }, (Agrees, Info)),
    ] {
        assert_eq!(says(&certificate, Check::C7, Field::Level), Some(expected), "{certificate:?}");
    }
    let exam = |number: &str, level: &str| Certificate { number: Some(number.into()), level: Some(level.into()), ..sound() };
    assert_eq!(says(&exam("65420101101200018", "本科"), Check::C7, Field::Level), Some((Agrees, Info)));
    assert_eq!(says(&exam("66420101101200018", "本科"), Check::C7, Field::Level), Some((Disagrees, Error)));
}

#[test]
fn the_year_in_the_number() {
    let graduated = |day: &str, conclusion: &str| Certificate {
        graduated_on: parse_day(day),
        conclusion: Some(conclusion.into()),
        ..sound()
    };
    for (certificate, expected) in [
        (graduated("2016-06-30", "毕业"), (Agrees, Info)),
        (graduated("2015-06-30", "毕业"), (Disagrees, Warn)),
        (graduated("2014-06-30", "毕业"), (Disagrees, Error)),
        (graduated("2017-06-30", "毕业"), (Disagrees, Error)),
        (graduated("2017-06-30", "结业"), (Disagrees, Warn)),
        (graduated("2018-06-30", "结业"), (Disagrees, Warn)),
        (graduated("2019-06-30", "结业"), (Disagrees, Error)),
        (Certificate { remark: Some("结业换毕业".into()), ..graduated("2017-06-30", "毕业") }, (Disagrees, Warn)),
        (Certificate { number: Some("9612345".into()), ..graduated("1996-06-30", "毕业") }, (NotApplicable, Info)),
        (Certificate { number: None, ..graduated("1996-06-30", "毕业") }, (NotApplicable, Info)),
    ] {
        assert_eq!(says(&certificate, Check::C8, Field::GraduatedOn), Some(expected), "{:?}", certificate.graduated_on);
    }
}

#[test]
fn a_self_study_numbers_province_and_half_year() {
    let exam = |number: &str, province: &str, day: &str| Certificate {
        number: Some(number.into()),
        school_province: Some(province.into()),
        graduated_on: parse_day(day),
        category: Some("自学考试".into()),
        ..sound()
    };
    let (spring, autumn) = ("65420101101200018", "65420101102200018");
    for (certificate, field, expected) in [
        (exam(spring, "湖北省", "2010-06-30"), Field::SchoolProvince, (Agrees, Info)),
        (exam(spring, "湖南省", "2010-06-30"), Field::SchoolProvince, (Disagrees, Warn)),
        (exam("65990101101200018", "湖北省", "2010-06-30"), Field::SchoolProvince, (Unknown, Info)),
        (exam(spring, "湖北省", "2010-06-30"), Field::GraduatedOn, (Agrees, Info)),
        (exam(spring, "湖北省", "2010-12-30"), Field::GraduatedOn, (Disagrees, Warn)),
        (exam(autumn, "湖北省", "2010-12-30"), Field::GraduatedOn, (Agrees, Info)),
        (exam(autumn, "湖北省", "2011-01-10"), Field::GraduatedOn, (Agrees, Info)),
        (exam(autumn, "湖北省", "2011-06-30"), Field::GraduatedOn, (Disagrees, Warn)),
    ] {
        assert_eq!(
            says(&certificate, Check::C9, field),
            Some(expected),
            "{:?} {:?}",
            certificate.number,
            certificate.graduated_on
        );
    }
    assert_eq!(says(&sound(), Check::C9, Field::GraduatedOn), None, "no self-study number");
}

#[test]
fn whom_the_service_is_for() {
    let graduated = |day: &str| Certificate { graduated_on: parse_day(day), number: None, ..sound() };
    for (day, expected) in [("2001-12-31", (Agrees, Info)), ("2002-01-01", (Unknown, Info)), ("1980-07-01", (Agrees, Info))] {
        assert_eq!(says(&graduated(day), Check::C12, Field::GraduatedOn), Some(expected), "{day}");
    }
    let transcript = all_of(Service::Transcript, &sound());
    assert!(transcript.iter().all(|one| one.check != Check::C12));
}

#[test]
fn dates_duration_and_age() {
    let dates = |from: &str, to: &str| Certificate { enrolled_on: parse_day(from), graduated_on: parse_day(to), ..sound() };
    assert_eq!(says(&dates("2016-09-01", "2016-06-30"), Check::C13, Field::EnrolledOn), Some((Disagrees, Error)));
    assert_eq!(says(&dates("2012-09-01", "2016-06-30"), Check::C13, Field::EnrolledOn), Some((Agrees, Info)));
    let span = |from: &str, to: &str, category: &str, duration: &str| Certificate {
        category: Some(category.into()),
        duration: Some(duration.into()),
        ..dates(from, to)
    };
    for (certificate, expected) in [
        (span("2012-09-01", "2016-06-30", "普通", "4"), Some((Agrees, Info))),
        (span("2012-09-01", "2017-06-30", "普通", "四年"), Some((Agrees, Info))),
        (span("2012-09-01", "2018-06-30", "普通", "4"), Some((Disagrees, Warn))),
        (span("2012-09-01", "2014-06-30", "普通", "4"), Some((Disagrees, Warn))),
        (span("2012-09-01", "2018-06-30", "成人", "4"), Some((Agrees, Info))),
        (span("2012-09-01", "2022-06-30", "成人", "4"), Some((Disagrees, Warn))),
        (span("2012-09-01", "2022-06-30", "自学考试", "4"), Some((NotApplicable, Info))),
        (span("2012-09-01", "2016-06-30", "普通", "不详"), Some((Unknown, Info))),
        (Certificate { duration: None, ..sound() }, None),
    ] {
        assert_eq!(says(&certificate, Check::C13, Field::Duration), expected, "{certificate:?}");
    }
    // Born on 1994-03-07.
    let age = |from: &str| says(&dates(from, "2016-06-30"), Check::C13, Field::EnrolledOn);
    assert_eq!(age("2008-03-07"), Some((Agrees, Info)));
    assert_eq!(age("2008-03-06"), Some((Disagrees, Warn)), "thirteen");
    assert_eq!(age("1990-09-01"), Some((Disagrees, Warn)), "not born yet");
    let passport = Certificate { id_type: IdType::Passport, id_no: "E12345678".into(), ..sound() };
    assert!(all(&passport).iter().any(|one| one.check == Check::C13 && one.says == NotApplicable));
}

#[test]
fn the_identity_document() {
    let id = |id_type: IdType, id_no: &str| Certificate { id_type, id_no: id_no.into(), ..sound() };
    for (certificate, check, expected) in [
        (id(IdType::ResidentId, "11010519491231002X"), Check::I1, Some((Agrees, Info))),
        (id(IdType::ResidentId, "420106198002290010"), Check::I1, Some((Disagrees, Error))),
        (id(IdType::ResidentId, "42010619810229001X"), Check::I1, Some((Disagrees, Error))),
        (id(IdType::ResidentId, "420106800229001"), Check::I1, Some((Disagrees, Warn))),
        (id(IdType::ResidentId, "李雯"), Check::I1, Some((Disagrees, Error))),
        (id(IdType::HkMacauId, "G123456(A)"), Check::I1, Some((Agrees, Info))),
        (id(IdType::HkMacauId, "G123456(1)"), Check::I1, Some((Disagrees, Warn))),
        (id(IdType::HkMacauId, "1234567(8)"), Check::I1, Some((NotApplicable, Info))),
        (id(IdType::TaiwanPermit, "12345678"), Check::I1, Some((NotApplicable, Info))),
        (id(IdType::Passport, "E12345678"), Check::I1, Some((NotApplicable, Info))),
        (id(IdType::ResidentId, "422301197506151231"), Check::I2, Some((Agrees, Info))),
        (id(IdType::ResidentId, "810000199001011230"), Check::I2, Some((Agrees, Info))),
        (id(IdType::ResidentId, "830000199001011234"), Check::I2, Some((Agrees, Info))),
        (id(IdType::Passport, "E12345678"), Check::I2, None),
        (id(IdType::ResidentId, "440524188001010014"), Check::I3, Some((Disagrees, Warn))),
        (id(IdType::ResidentId, "420106198002290012"), Check::I3, Some((Agrees, Info))),
    ] {
        assert_eq!(says(&certificate, check, Field::IdNo), expected, "{} {:?}", check.code(), certificate.id_type);
    }
    match hint(&id(IdType::ResidentId, "422301197506151231"), Check::I2, Field::IdNo) {
        Some(FormHint::Region { region, until: Some(until) }) => {
            assert!(region.contains("咸宁") && until <= 1999, "{region} {until}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn characters_that_look_like_others() {
    let school = |name: &str| Certificate { school: name.into(), ..sound() };
    assert_eq!(says(&sound(), Check::T1, Field::School), None);
    assert_eq!(says(&school("武汉⼤学"), Check::T1, Field::School), Some((Disagrees, Warn)));
    assert_eq!(says(&school("武汉\u{200b}大学"), Check::T1, Field::School), Some((Disagrees, Warn)));
    assert_eq!(says(&school("武汉 大学"), Check::T1, Field::School), Some((Disagrees, Info)));
    assert_eq!(says(&school("武汉大学（医学部）"), Check::T1, Field::School), None, "brackets of both widths are in use");
    let hint = hint(&school("武汉⼤学"), Check::T1, Field::School);
    assert_eq!(hint, Some(FormHint::Characters { found: "⼤".into(), meant: "大".into() }));
    let latin = Certificate { holder: "Maria Silva".into(), ..sound() };
    assert_eq!(says(&latin, Check::T1, Field::Holder), None);
}

#[test]
fn no_hint_carries_a_whole_document_number() {
    let found = serde_json::to_string(&all(&sound())).unwrap();
    assert!(!found.contains("420106199403071229") && !found.contains("199403071229"));
}

#[test]
fn an_item_of_another_service_is_asked_only_what_was_given() {
    let given = Certificate {
        number: None,
        school_province: None,
        category: None,
        level: None,
        enrolled_on: None,
        graduated_on: None,
        major: None,
        duration: None,
        conclusion: None,
        ..sound()
    };
    let found = all_of(Service::Gaokao, &given);
    assert!(found.iter().all(|one| matches!(one.check, Check::I1 | Check::I2 | Check::I3 | Check::C14)), "{found:?}");
    assert!(found.iter().all(|one| !one.is_notable()));
}

proptest::proptest! {
    #[test]
    fn nothing_typed_makes_a_check_fall_over(
        number in "\\PC{0,24}", school in "\\PC{0,20}", id_no in "[0-9A-Zx（）()]{0,20}", duration in "\\PC{0,6}",
        from in 0_i32..3_000_000, to in 0_i32..3_000_000,
    ) {
        let day = |days: i32| chrono::NaiveDate::from_num_days_from_ce_opt(days);
        for id_type in IdType::ALL {
            let certificate = Certificate {
                number: Some(number.clone()), school: school.clone(), id_type: *id_type, id_no: id_no.clone(), duration: Some(duration.clone()),
                enrolled_on: day(from), graduated_on: day(to), holder: school.clone(), major: Some(number.clone()), ..sound()
            };
            for finding in all(&certificate) {
                for lang in [crate::text::Lang::Zh, crate::text::Lang::En] {
                    let _ = (lang.finding(&finding), lang.finding_short(&finding));
                }
            }
        }
    }
}
