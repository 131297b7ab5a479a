//! What goes wrong: the typed field errs, or the scan does. The picture always shows the truth.
//!
//! Each flaw knows on which field a proofreader notices it and which reason of the catalogue fits, so that the histories of decided
//! orders agree with what can be seen on them.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::draw::{Conclusion, Condition};
use super::person::{Person, resident_id};
use super::rng::Rng;
use super::study::Study;
use super::{majors, names};
use crate::domain::certificate::{Certificate, Field};
use crate::domain::verdict::Verdict;

/// One thing wrong with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// The school's present name, though the certificate prints the former one.
    PresentName,
    /// A character of the school's name mistyped.
    SchoolTypo,
    /// Graduation a month or a year off.
    Graduated,
    /// Enrolment a year off.
    Enrolled,
    /// 本科 where the certificate says 专科起点本科.
    Level,
    /// 普通 where it is 成人 and the like.
    Category,
    /// One digit of the certificate's number.
    Digit,
    /// Two digits of the certificate's number changed places.
    Swapped,
    /// The sheet's NO. in place of the 学校编号 (G3.1).
    SheetNo,
    /// The number of the degree certificate.
    DegreeNo,
    /// The holder's name by sound.
    Name,
    /// The holder's ID number is another one's, though sound in itself.
    IdNo,
    /// A similar major.
    Major,
    /// 毕业 where the certificate says 结业.
    Conclusion,
    /// Another province.
    Province,
    /// The diploma's scan is poor.
    PoorDiploma(Condition),
    /// The card's scan is poor.
    PoorCard(Condition),
    /// Only the card's front was sent.
    NoBack,
}

impl Flaw {
    /// Where a proofreader notices it, and the verdict it earns.
    #[must_use]
    pub const fn shows_in(self) -> &'static [(Field, Verdict)] {
        match self {
            Self::PresentName | Self::SchoolTypo => &[(Field::School, Verdict::Mismatch)],
            Self::Graduated => &[(Field::GraduatedOn, Verdict::Mismatch)],
            Self::Enrolled => &[(Field::EnrolledOn, Verdict::Mismatch)],
            Self::Level => &[(Field::Level, Verdict::Mismatch)],
            Self::Category => &[(Field::Category, Verdict::Mismatch)],
            Self::Digit | Self::Swapped | Self::SheetNo | Self::DegreeNo => &[(Field::Number, Verdict::Mismatch)],
            Self::Name => &[(Field::Holder, Verdict::Mismatch)],
            Self::IdNo => &[(Field::IdNo, Verdict::Mismatch)],
            Self::Major => &[(Field::Major, Verdict::Mismatch)],
            Self::Conclusion => &[(Field::Conclusion, Verdict::Mismatch)],
            Self::Province => &[(Field::SchoolProvince, Verdict::Mismatch)],
            Self::PoorDiploma(Condition::Cropped) => {
                &[(Field::Number, Verdict::Missing), (Field::GraduatedOn, Verdict::Illegible)]
            }
            Self::PoorDiploma(Condition::Glare) => &[(Field::Number, Verdict::Illegible), (Field::School, Verdict::Illegible)],
            Self::PoorDiploma(_) => &[
                (Field::Number, Verdict::Illegible),
                (Field::Major, Verdict::Illegible),
                (Field::GraduatedOn, Verdict::Illegible),
            ],
            Self::PoorCard(_) => &[(Field::IdNo, Verdict::Illegible)],
            Self::NoBack => &[(Field::IdNo, Verdict::Missing)],
        }
    }

    /// The catalogue's reason for asking again.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::PresentName | Self::SchoolTypo | Self::Province => "F11",
            Self::Graduated | Self::Enrolled => "F14",
            Self::Level => "F12",
            Self::Category => "F13",
            Self::Digit | Self::Swapped | Self::SheetNo | Self::DegreeNo => "F10",
            Self::Name | Self::IdNo => "F08",
            Self::Major => "F16",
            Self::Conclusion => "F15",
            Self::PoorDiploma(Condition::Cropped) => "F02",
            Self::PoorDiploma(_) => "F01",
            Self::PoorCard(_) => "F22",
            Self::NoBack => "F06",
        }
    }

    /// Whether new attachments mend it; what was typed cannot be changed any more (G7.4).
    #[must_use]
    pub const fn is_of_attachments(self) -> bool {
        matches!(self, Self::PoorDiploma(_) | Self::PoorCard(_) | Self::NoBack)
    }
}

/// The certificate as typed by somebody who makes no mistake. Services other than a degree give only what they need.
pub(super) fn faithful(person: &Person, study: &Study, province: &str, is_degree: bool) -> Certificate {
    let given = |text: &str| is_degree.then(|| text.to_owned());
    Certificate {
        holder: person.name.full.clone(),
        id_type: crate::domain::certificate::IdType::ResidentId,
        id_no: person.id_no.clone(),
        number: given(&study.number),
        school: study.school.clone(),
        school_province: given(province),
        category: given(study.course.category),
        level: given(study.course.level),
        enrolled_on: is_degree.then_some(study.enrolled),
        graduated_on: is_degree.then_some(study.graduated),
        major: given(study.major),
        duration: study.duration().and_then(given),
        conclusion: given(study.conclusion_word()),
        remark: None,
    }
}

/// A mistake on the certificate as typed; `None` where none of the kinds tried was possible.
pub(super) fn mistype(rng: &mut Rng, typed: &mut Certificate, person: &Person, study: &Study) -> Option<Flaw> {
    (0..12).find_map(|_| {
        let flaw = match rng.below(20) {
            0..3 => Flaw::PresentName,
            3 => Flaw::SchoolTypo,
            4..6 => Flaw::Graduated,
            6 => Flaw::Enrolled,
            7..9 => Flaw::Level,
            9 => Flaw::Category,
            10..12 => Flaw::Digit,
            12 => Flaw::Swapped,
            13 => Flaw::SheetNo,
            14 => Flaw::DegreeNo,
            15 => Flaw::Name,
            16 => Flaw::IdNo,
            17 => Flaw::Major,
            18 => Flaw::Conclusion,
            _ => Flaw::Province,
        };
        apply(rng, typed, person, study, flaw).map(|()| flaw)
    })
}

/// Makes this very mistake; `None` where it is not possible here, and nothing is changed.
fn apply(rng: &mut Rng, typed: &mut Certificate, person: &Person, study: &Study, flaw: Flaw) -> Option<()> {
    match flaw {
        Flaw::PresentName => typed.school = Some(study.school_now.clone()).filter(|name| *name != study.school)?,
        Flaw::SchoolTypo => typed.school = misspelt(&study.school)?,
        Flaw::Graduated => {
            let off = if rng.chance(1, 2) { Months::new(12) } else { Months::new(1) };
            typed.graduated_on = Some(study.graduated.checked_add_months(off)?).filter(|day| *day > study.enrolled);
        }
        Flaw::Enrolled => typed.enrolled_on = Some(study.enrolled.checked_sub_months(Months::new(12))?),
        Flaw::Level if study.course.level == "专升本" => typed.level = Some("本科".to_owned()),
        Flaw::Category => {
            typed.category = Some(
                match study.course.category {
                    "成人" | "网络教育" | "开放教育" => "普通",
                    "普通" => "成人",
                    _ => return None,
                }
                .to_owned(),
            );
        }
        Flaw::Digit => typed.number = Some(one_off(rng, &study.number)?),
        Flaw::Swapped => typed.number = Some(swapped(rng, &study.number)?),
        Flaw::SheetNo => typed.number = Some(Some(study.printed_no.clone()).filter(|number| !number.is_empty())?),
        Flaw::DegreeNo if study.course.level_digits == "05" && study.course.category == "普通" && !study.legacy => {
            typed.number = Some(format!("{}4{}{:06}", study.school_code, study.graduated.year(), 1 + rng.below(9_999)));
        }
        Flaw::Name => typed.holder = names::misheard(&person.name.full)?,
        Flaw::IdNo => typed.id_no = another_id(&person.id_no, person.birth)?,
        Flaw::Major => typed.major = Some(majors::mistaken_for(study.major)?.to_owned()),
        Flaw::Conclusion if study.conclusion == Conclusion::Completed => typed.conclusion = Some("毕业".to_owned()),
        Flaw::Province if !study.province_code.is_empty() => {
            let other = if study.province_code == "42" { "湖南省" } else { "湖北省" };
            typed.school_province = Some(other.to_owned());
        }
        _ => return None,
    }
    Some(())
}

/// 大学 ↔ 学院, or a bracket of the wrong width.
fn misspelt(school: &str) -> Option<String> {
    if school.contains('（') {
        return Some(school.replace('（', "(").replace('）', ")"));
    }
    if let Some(stem) = school.strip_suffix("大学") {
        return Some(format!("{stem}学院"));
    }
    school
        .strip_suffix("职业技术学院")
        .map(|stem| format!("{stem}职业学院"))
        .or_else(|| school.strip_suffix("学院").map(|stem| format!("{stem}大学")))
}

/// One of the last digits is another.
fn one_off(rng: &mut Rng, number: &str) -> Option<String> {
    let mut characters: Vec<char> = number.chars().collect();
    let places: Vec<usize> = characters.iter().enumerate().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let tail = places.get(places.len().saturating_sub(5)..)?;
    let cell = characters.get_mut(*rng.pick(tail)?)?;
    let digit = cell.to_digit(10)?;
    *cell = char::from_digit((digit + 1 + rng.below(9) as u32) % 10, 10)?;
    Some(characters.into_iter().collect())
}

/// Two neighbouring digits that differ change places.
fn swapped(rng: &mut Rng, number: &str) -> Option<String> {
    let mut characters: Vec<char> = number.chars().collect();
    let places: Vec<usize> = characters
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| matches!(pair, [a, b] if a != b && a.is_ascii_digit() && b.is_ascii_digit()))
        .map(|(at, _)| at)
        .collect();
    let at = *rng.pick(&places)?;
    characters.swap(at, at + 1);
    Some(characters.into_iter().collect())
}

/// Somebody else's number: born the day after, in the same place.
fn another_id(id_no: &str, birth: NaiveDate) -> Option<String> {
    Some(resident_id(id_no.get(..6)?, birth.checked_add_days(Days::new(1))?, id_no.get(14..17)?.parse().ok()?))
}

/// How a scan goes wrong.
pub(super) fn poor_condition(rng: &mut Rng) -> Condition {
    use Condition::{Blurred, Coarse, Cropped, Dark, Faded, Glare, Small};
    rng.pick(&[Dark, Faded, Blurred, Blurred, Glare, Glare, Cropped, Coarse, Small]).copied().unwrap_or(Blurred)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::data::Tables;
    use crate::demo::study;
    use crate::domain::numbers::resident_id::ResidentId;
    use crate::domain::reason::{Catalogue, DEFAULT};
    use std::collections::HashSet;

    #[test]
    fn a_mistake_changes_exactly_the_field_it_shows_in() {
        let tables = Tables::read();
        let catalogue = Catalogue::from_toml(DEFAULT).unwrap();
        let mut rng = Rng::new(11);
        let mut met = HashSet::new();
        for serial in 0..6_000 {
            let year = study::year_of_graduation(&mut rng);
            let study = Study::ended(&mut rng, &tables, year, "42", serial).unwrap();
            let person = Person::born(&mut rng, &tables, study.enrolled.year() - 20, "42");
            let province = tables.province(&study.province_code);
            let right = faithful(&person, &study, &province, true);
            let mut typed = right.clone();
            let Some(flaw) = mistype(&mut rng, &mut typed, &person, &study) else {
                assert_eq!(right, typed, "a mistake that was not possible leaves nothing behind");
                continue;
            };
            met.insert(flaw);
            let differ: Vec<Field> =
                Field::ALL.iter().copied().filter(|field| right.value(*field) != typed.value(*field)).collect();
            let shown: Vec<Field> = flaw.shows_in().iter().map(|(field, _)| *field).collect();
            assert_eq!(differ, shown, "{flaw:?} on {study:?}");
            assert!(catalogue.reason(flaw.reason()).is_some(), "{flaw:?}");
            assert!(ResidentId::parse(&typed.id_no).is_ok(), "what the door refuses never reaches the desk");
            assert!(typed.enrolled_on < typed.graduated_on);
        }
        assert_eq!(met.len(), 15, "every kind of mistake is made: {met:?}");
    }
}
