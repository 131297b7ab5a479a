//! Made-up studies: what a certificate really says, its number built by the rules of its time.
//!
//! Numbers: before 2001 every school had its own (the desk calls it 学校编号); from 2001 on the school's five digits, a digit for
//! the type, the year, two for the level and a serial — five digits at first, six since 2002. Self-study numbers are 17 digits of
//! another make: 6, level, province, prefecture, county, year, half-year, serial, check.

use chrono::{Datelike, NaiveDate};

use super::data::{Tables, Want};
use super::draw::{Conclusion, Diploma, DiplomaKind};
use super::person::{Person, day};
use super::rng::Rng;
use super::{majors, names};

/// A kind of study and how it is told apart in words and numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Course {
    /// 学历类别 as the form has it (G3.4).
    pub(super) category: &'static str,
    /// 层次 as the form has it (G3.5).
    pub(super) level: &'static str,
    form: DiplomaKind,
    /// Level as the certificate prints it.
    printed_level: &'static str,
    want: Want,
    /// 6th digit of the number.
    type_digit: u8,
    /// 11th and 12th.
    pub(super) level_digits: &'static str,
    /// Length of studies: as typed, as printed, in whole years.
    duration: (&'static str, &'static str, i32),
    /// First year in which such certificates were given.
    since: i32,
    share: u64,
}

#[rustfmt::skip]
const COURSES: &[Course] = &[
    Course { category: "普通", level: "本科", form: DiplomaKind::Regular, printed_level: "本科", want: Want::University, type_digit: 1, level_digits: "05", duration: ("4", "四", 4), since: 1982, share: 330 },
    Course { category: "普通", level: "专科", form: DiplomaKind::Regular, printed_level: "专科", want: Want::College, type_digit: 1, level_digits: "06", duration: ("3", "三", 3), since: 1982, share: 190 },
    Course { category: "普通", level: "本科", form: DiplomaKind::Regular, printed_level: "本科", want: Want::University, type_digit: 1, level_digits: "05", duration: ("5", "五", 5), since: 1985, share: 30 },
    Course { category: "普通", level: "专升本", form: DiplomaKind::Regular, printed_level: "专科起点本科", want: Want::University, type_digit: 1, level_digits: "05", duration: ("2", "二", 2), since: 2003, share: 40 },
    Course { category: "普通", level: "第二学士学位", form: DiplomaKind::Regular, printed_level: "第二学士学位", want: Want::OldUniversity, type_digit: 1, level_digits: "04", duration: ("2", "二", 2), since: 1992, share: 10 },
    Course { category: "成人", level: "专升本", form: DiplomaKind::Adult, printed_level: "专科起点本科", want: Want::University, type_digit: 5, level_digits: "05", duration: ("2.5", "两年半", 2), since: 1990, share: 110 },
    Course { category: "成人", level: "专科", form: DiplomaKind::Adult, printed_level: "专科", want: Want::University, type_digit: 5, level_digits: "06", duration: ("3", "三", 3), since: 1985, share: 70 },
    Course { category: "成人", level: "本科", form: DiplomaKind::Adult, printed_level: "本科", want: Want::University, type_digit: 5, level_digits: "05", duration: ("5", "五", 5), since: 1988, share: 20 },
    Course { category: "研究生", level: "硕士研究生", form: DiplomaKind::Postgraduate, printed_level: "硕士研究生", want: Want::OldUniversity, type_digit: 1, level_digits: "02", duration: ("3", "三", 3), since: 1986, share: 60 },
    Course { category: "研究生", level: "博士研究生", form: DiplomaKind::Postgraduate, printed_level: "博士研究生", want: Want::OldUniversity, type_digit: 1, level_digits: "01", duration: ("4", "四", 4), since: 1990, share: 10 },
    Course { category: "自学考试", level: "本科", form: DiplomaKind::SelfStudy, printed_level: "本科", want: Want::OldUniversity, type_digit: 6, level_digits: "5", duration: ("", "", 3), since: 2001, share: 30 },
    Course { category: "自学考试", level: "专科", form: DiplomaKind::SelfStudy, printed_level: "专科", want: Want::OldUniversity, type_digit: 6, level_digits: "6", duration: ("", "", 3), since: 1988, share: 30 },
    Course { category: "网络教育", level: "专升本", form: DiplomaKind::Online, printed_level: "专科起点本科", want: Want::OldUniversity, type_digit: 7, level_digits: "05", duration: ("2.5", "两年半", 2), since: 2003, share: 40 },
    Course { category: "开放教育", level: "专科", form: DiplomaKind::Open, printed_level: "专科", want: Want::Open, type_digit: 5, level_digits: "06", duration: ("2.5", "两年半", 2), since: 2013, share: 30 },
];

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Study {
    pub(super) course: Course,
    pub(super) school_code: String,
    /// As printed.
    pub(super) school: String,
    /// As it is called today.
    pub(super) school_now: String,
    pub(super) province_code: String,
    pub(super) enrolled: NaiveDate,
    pub(super) graduated: NaiveDate,
    pub(super) major: &'static str,
    pub(super) conclusion: Conclusion,
    pub(super) number: String,
    /// Of before 2001, with a number of the school's own.
    pub(super) legacy: bool,
    /// The sheet's NO., on most of the older ones.
    pub(super) printed_no: String,
    pub(super) president: String,
    pub(super) study_form: &'static str,
}

/// A year in which a certificate that comes before the desk was given: half of them are of before 2002, when nothing was registered online.
pub(super) fn year_of_graduation(rng: &mut Rng) -> i32 {
    match rng.below(100) {
        0..8 => rng.between(1983, 1990) as i32,
        8..48 => rng.between(1991, 2001) as i32,
        _ => rng.between(2002, 2025) as i32,
    }
}

impl Study {
    /// Studies that ended in `year`, at a school of the province if it has one of that sort. `serial` goes into the number, so that
    /// different serials never make the same one.
    pub(super) fn ended(rng: &mut Rng, tables: &Tables, year: i32, province: &str, serial: u64) -> Option<Self> {
        let course = course(rng, year)?;
        let want = match (course.want, year < 2000) {
            (Want::University | Want::College, true) => Want::OldUniversity,
            (want, _) => want,
        };
        let (school, printed) = tables.school_in(rng, want, province, year)?;
        let legacy = year < 2001;
        let self_study = course.form == DiplomaKind::SelfStudy;
        let second_half = self_study && rng.chance(1, 2);
        let graduated = if second_half { NaiveDate::from_ymd_opt(year, 12, 30)? } else { graduation(rng, year, course.form)? };
        let (month, first_day) =
            if matches!(course.form, DiplomaKind::Regular | DiplomaKind::Postgraduate) { (9, 1) } else { (3, 1) };
        let length = course.duration.2;
        let enrolled = NaiveDate::from_ymd_opt(year - length, month, first_day)?;
        let majors = majors::taught(&printed, course.level, legacy);
        let mut study = Self {
            course,
            school_code: school.code.clone(),
            school_now: school.name.clone(),
            province_code: school.province_code.clone(),
            school: printed,
            enrolled,
            graduated,
            major: rng.pick(majors).copied()?,
            conclusion: if !self_study && rng.chance(3, 100) { Conclusion::Completed } else { Conclusion::Graduated },
            number: String::new(),
            legacy,
            printed_no: if legacy && rng.chance(3, 4) { format!("{:08}", rng.below(100_000_000)) } else { String::new() },
            president: president(rng, &school.code, year),
            study_form: match course.form {
                DiplomaKind::Adult => rng.pick(&["函授", "业余", "脱产"]).copied()?,
                _ => "",
            },
        };
        study.number = number(rng, tables, &study, serial, second_half);
        Some(study)
    }

    /// The paper itself.
    pub(super) fn diploma(&self, person: &Person, tables: &Tables) -> Diploma {
        let self_study = self.course.form == DiplomaKind::SelfStudy;
        Diploma {
            kind: self.course.form,
            conclusion: self.conclusion,
            legacy: self.legacy,
            holder: person.name.full.clone(),
            male: person.name.male,
            birth: day(person.birth),
            entered: day(self.enrolled),
            graduated: day(self.graduated),
            major: self.major.to_owned(),
            years: self.course.duration.1.to_owned(),
            level: self.course.printed_level.to_owned(),
            form: self.study_form.to_owned(),
            school: self.school.clone(),
            authority: if self_study {
                format!("{}高等教育自学考试委员会", tables.province(&self.province_code))
            } else {
                String::new()
            },
            president: self.president.clone(),
            number: self.number.clone(),
            printed_no: self.printed_no.clone(),
        }
    }

    /// 学制 as typed; `None` where the certificate has none.
    pub(super) fn duration(&self) -> Option<&'static str> {
        Some(self.course.duration.0).filter(|years| !years.is_empty())
    }

    /// 毕业结论 as the form has it (G3.9).
    pub(super) const fn conclusion_word(&self) -> &'static str {
        match self.conclusion {
            Conclusion::Graduated => "毕业",
            Conclusion::Completed => "结业",
            Conclusion::Incomplete => "肄业",
        }
    }
}

fn course(rng: &mut Rng, year: i32) -> Option<Course> {
    let open: Vec<&Course> = COURSES.iter().filter(|course| course.since <= year).collect();
    let total: u64 = open.iter().map(|course| course.share).sum();
    let mut at = rng.below(total);
    for course in open {
        if at < course.share {
            return Some(*course);
        }
        at -= course.share;
    }
    None
}

/// Full-time students finish in summer; the others now and then in January.
fn graduation(rng: &mut Rng, year: i32, form: DiplomaKind) -> Option<NaiveDate> {
    let summer = [(6, 30), (6, 30), (7, 1), (6, 20), (7, 10), (6, 25)];
    let winter = matches!(form, DiplomaKind::Adult | DiplomaKind::Online | DiplomaKind::Open) && rng.chance(1, 4);
    let (month, day) = if winter { (1, 10) } else { *rng.pick(&summer)? };
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The same school has the same president for some years.
fn president(rng: &mut Rng, school_code: &str, year: i32) -> String {
    let term = (year / 5) as u64;
    let seed = school_code.bytes().fold(term, |seed, byte| seed.wrapping_mul(257).wrapping_add(u64::from(byte)));
    // Drawn from dice of its own; one throw of the caller's keeps two presidents of one term apart now and then, as in life.
    let mut own = Rng::new(seed ^ u64::from(rng.chance(1, 12)));
    loop {
        let name = names::person(&mut own, year - 55);
        if name.male && name.full.chars().count() <= 3 {
            return name.full;
        }
    }
}

fn number(rng: &mut Rng, tables: &Tables, study: &Study, serial: u64, second_half: bool) -> String {
    // One to one modulo a million and modulo a hundred thousand: neighbours on the desk are none on their schools' lists.
    let serial = serial.wrapping_mul(611_953);
    let year = study.graduated.year();
    if study.legacy {
        let (two, serial) = (year % 100, 1 + serial % 99_999);
        return match rng.below(4) {
            0 => format!("{two:02}{serial:05}"),
            1 => format!("({two:02})校证字第{serial:05}号"),
            2 => format!("{two:02}{}{serial:05}", study.course.level_digits.trim_start_matches('0')),
            _ => format!("{}毕字{two:02}第{serial:05}号", tables.province_short(&study.province_code)),
        };
    }
    if study.course.form == DiplomaKind::SelfStudy {
        let place = tables.region(rng, &study.province_code).0;
        let county: String = place.chars().take(6).collect();
        let half = if second_half { 2 } else { 1 };
        let check = rng.below(10);
        return format!("6{}{county}{:02}{half}{:05}{check}", study.course.level_digits, year % 100, 1 + serial % 99_999);
    }
    let head = format!("{}{}{year}{}", study.school_code, study.course.type_digit, study.course.level_digits);
    // In 2001 the serial had five digits; it grew to six in the year after.
    if year == 2001 { format!("{head}{:05}", 1 + serial % 99_999) } else { format!("{head}{:06}", 1 + serial % 999_999) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn studies(count: u64) -> Vec<Study> {
        let tables = Tables::read();
        let mut rng = Rng::new(5);
        (0..count)
            .map(|serial| {
                let year = year_of_graduation(&mut rng);
                Study::ended(&mut rng, &tables, year, "42", serial).expect("a study")
            })
            .collect()
    }

    #[test]
    fn numbers_are_made_by_the_rules_of_their_time() {
        for study in studies(4_000) {
            let (year, number) = (study.graduated.year(), study.number.as_str());
            assert_eq!(study.legacy, year < 2001);
            if study.legacy {
                assert!(!number.is_empty() && number.chars().count() <= 20);
            } else if study.course.category == "自学考试" {
                assert_eq!(number.len(), 17, "{number}");
                assert!(number.starts_with('6'));
                assert_eq!(number.get(8..10).unwrap().parse::<i32>().unwrap(), year % 100);
                assert_eq!(number.get(10..11).unwrap() == "2", study.graduated.month() == 12);
            } else {
                assert_eq!(number.len(), if year == 2001 { 17 } else { 18 }, "{number}");
                assert!(number.starts_with(&study.school_code));
                assert_eq!(number.get(6..10).unwrap().parse::<i32>().unwrap(), year);
                let kind = match study.course.category {
                    "成人" | "开放教育" => "5",
                    "网络教育" => "7",
                    _ => "1",
                };
                assert_eq!(number.get(5..6).unwrap(), kind);
                let level = match study.course.level {
                    "博士研究生" => "01",
                    "硕士研究生" => "02",
                    "第二学士学位" => "04",
                    "专科" => "06",
                    _ => "05",
                };
                assert_eq!(number.get(10..12).unwrap(), level);
                assert!(number.get(12..).unwrap().bytes().any(|digit| digit != b'0'));
            }
            assert!(study.enrolled < study.graduated);
        }
    }

    #[test]
    fn all_sorts_come_before_the_desk() {
        let studies = studies(4_000);
        for category in ["普通", "成人", "研究生", "自学考试", "网络教育", "开放教育"] {
            assert!(studies.iter().any(|study| study.course.category == category), "{category}");
        }
        assert!(studies.iter().any(|study| study.school != study.school_now), "some are printed with a former name");
        assert!(studies.iter().filter(|study| study.province_code == "42").count() > 3_000);
    }
}
