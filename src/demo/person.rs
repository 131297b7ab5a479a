//! Made-up people: a name, a birth, a resident ID number whose check character is right, an address, a telephone.

use chrono::{Datelike, Days, NaiveDate};

use super::data::Tables;
use super::draw::{Day, IdCard};
use super::names::{self, PersonName};
use super::rng::Rng;

/// Somebody who never was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: PersonName,
    pub(super) birth: NaiveDate,
    pub(super) id_no: String,
    pub(super) nation: &'static str,
    pub(super) address: String,
    pub(super) mobile: String,
    /// The same on all their pictures.
    pub(super) face: u64,
}

/// Streets that nearly every town has.
const STREETS: &[&str] = &[
    "解放路",
    "人民路",
    "中山路",
    "建设路",
    "新华路",
    "和平路",
    "胜利街",
    "文化路",
    "长江路",
    "黄河路",
    "珞喻路",
    "友谊路",
    "青年路",
    "滨河路",
    "湖滨路",
    "朝阳街",
    "复兴路",
    "团结路",
    "学府路",
    "迎宾路",
    "幸福街",
    "光明路",
    "东风路",
    "劳动路",
    "工农路",
    "红旗路",
    "育才路",
    "健康路",
    "民主路",
    "环城路",
];

/// Nations besides 汉 by what share of a minority's people on the desk they are.
const NATIONS: &[&str] =
    &["土家", "回", "壮", "满", "苗", "蒙古", "侗", "彝", "瑶", "布依", "朝鲜", "藏", "白", "哈尼", "黎", "傣"];

/// Mobile prefixes that no operator has been given, so that nobody is ever called by mistake.
const MOBILE_PREFIXES: &[&str] = &["154", "160", "161", "163", "164", "168", "169"];

impl Person {
    /// Somebody born in `year` who lives in the province (first two digits of GB/T 2260).
    pub(super) fn born(rng: &mut Rng, tables: &Tables, year: i32, province: &str) -> Self {
        let name = names::person(rng, year);
        let birth = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default() + Days::new(rng.below(365));
        // One in five now lives elsewhere than where their number was given out.
        let (region, place) = tables.region(rng, province);
        let born_in = if rng.chance(1, 5) { tables.region(rng, "42").0 } else { region };
        let id_no = resident_id(&born_in, birth, rng.below(499) as u32 * 2 + u32::from(name.male) + u32::from(!name.male) * 2);
        let street = rng.pick(STREETS).copied().unwrap_or("解放路");
        let mut address = format!("{place}{street}{}号", 1 + rng.below(380));
        if rng.chance(2, 3) {
            address.push_str(&format!(
                "{}栋{}单元{}室",
                1 + rng.below(30),
                1 + rng.below(4),
                101 + rng.below(18) * 100 + rng.below(4)
            ));
        }
        let nation = match name.full.contains('·') || name.minority {
            true => nation_of(&name.full),
            false if rng.chance(7, 100) => rng.pick(NATIONS).copied().unwrap_or("土家"),
            false => "汉",
        };
        let mobile = format!("{}{:08}", rng.pick(MOBILE_PREFIXES).copied().unwrap_or("154"), rng.below(100_000_000));
        Self { name, birth, id_no, nation, address, mobile, face: rng.next() }
    }

    /// Their identity card.
    pub(super) fn card(&self) -> IdCard {
        IdCard {
            name: self.name.full.clone(),
            male: self.name.male,
            nation: self.nation.to_owned(),
            birth: day(self.birth),
            address: self.address.clone(),
            number: self.id_no.clone(),
        }
    }
}

fn nation_of(name: &str) -> &'static str {
    let any = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match () {
        () if any(&["其木格", "高娃", "巴特尔"]) => "蒙古",
        () if any(&["扎西", "卓玛", "洛桑"]) => "藏",
        () if any(&["吉克", "沙马"]) => "彝",
        () if any(&["别克", "阿依努尔"]) => "哈萨克",
        () => "维吾尔",
    }
}

/// A day as the pictures write it.
pub(super) fn day(day: NaiveDate) -> Day {
    Day { year: day.year(), month: day.month(), day: day.day() }
}

/// A number of the second generation: region, birth, sequence (odd for men), check character (GB 11643-1999).
pub(super) fn resident_id(region: &str, birth: NaiveDate, sequence: u32) -> String {
    let body = format!("{region}{}{:03}", birth.format("%Y%m%d"), sequence.min(999));
    let check = check_character(&body);
    format!("{body}{check}")
}

/// Weights are powers of two modulo 11, so the sum is taken by doubling from the left.
fn check_character(body: &str) -> char {
    let sum = body.bytes().fold(0u32, |sum, digit| (sum * 2 + u32::from(digit.wrapping_sub(b'0'))) % 11);
    // The check position has weight 1, so 12 - 2·sum brings the total to 1 modulo 11.
    match (12 + 22 - sum * 2) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_own_examples_come_out() {
        let birth = NaiveDate::from_ymd_opt(1949, 12, 31).unwrap();
        assert_eq!(resident_id("110105", birth, 2), "11010519491231002X");
        let birth = NaiveDate::from_ymd_opt(1880, 1, 1).unwrap();
        assert_eq!(resident_id("440524", birth, 1), "440524188001010014");
    }

    #[test]
    fn everybody_has_a_sound_number_of_their_sex_and_birth() {
        let tables = Tables::read();
        let mut rng = Rng::new(3);
        for year in (1945..2004).cycle().take(3_000) {
            let person = Person::born(&mut rng, &tables, year, "42");
            let id = crate::domain::numbers::resident_id::ResidentId::parse(&person.id_no).expect("sound");
            assert_eq!(id.birth(), Some(person.birth));
            let sequence: u32 = person.id_no.get(14..17).unwrap().parse().unwrap();
            assert_eq!(sequence % 2 == 1, person.name.male, "{}", person.id_no);
            assert!(sequence > 0);
            assert_eq!(person.mobile.len(), 11);
        }
    }
}
