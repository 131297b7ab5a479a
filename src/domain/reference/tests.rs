//! What the tables tell: counts, names by year, regions.

use super::*;

fn existed(name: &str, year: i32) -> Existence {
    Reference::builtin().existed(name, None, year)
}

#[test]
fn every_table_is_read_whole() {
    let reference = Reference::builtin();
    assert_eq!(reference.schools().iter().filter(|school| school.province.is_some()).count(), 3196);
    assert_eq!(reference.schools().len(), 3196 + 54, "those that have gone since 2017 too");
    assert_eq!(reference.regions().len(), 6823);
    assert_eq!(reference.provinces().len(), 34);
    let rows = |text: &str| text.lines().count() - 1;
    assert_eq!(rows(include_str!("../../../config/data/former_schools.csv")), 217);
    assert_eq!(super::rows::<6>(include_str!("../../../config/data/former_schools.csv")).count(), 217);
    let names = include_str!("../../../config/data/school_names.csv");
    assert_eq!(super::rows::<4>(names).count(), rows(names));
    for school in reference.schools() {
        assert!(!school.names.is_empty(), "{school:?}");
        assert_eq!(school.code.len(), 5);
        assert!(school.province.is_none_or(|code| reference.province(code).is_some()));
        assert!(school.province.is_none() || school.names.iter().any(|name| name.is_present() && name.name == school.name));
    }
}

#[test]
fn it_is_read_fast() {
    let start = std::time::Instant::now();
    let read = Reference::read();
    let took = start.elapsed();
    assert!(read.regions().len() > 6000);
    println!("read in {took:?}");
    // Twenty milliseconds with optimisation; this is a debug build on whatever runs the tests.
    assert!(took.as_millis() < 500, "{took:?}");
}

#[test]
fn schools_are_found_by_code_and_by_every_name() {
    let reference = Reference::builtin();
    let named = |name: &str| reference.schools_named(name).map(|school| school.code).collect::<Vec<_>>();
    assert_eq!(reference.school("10486").map(|school| school.name), Some("武汉大学"));
    assert_eq!(named("武汉大学"), ["10486"]);
    assert_eq!(named("华中理工大学"), ["10487"]);
    assert_eq!(named("武汉科技大学城市学院"), ["13235"]);
    assert_eq!(named("中国地质大学(武汉)"), ["10491"]);
    assert_eq!(named("中国地质大学（武汉）"), ["10491"]);
    assert_eq!(named("兰州石化职业技术学院"), ["10838"], "one that has gone");
    assert!(named("武汉大字").is_empty());
    assert!(reference.school("").is_none() && reference.school("99999").is_none());
    let province = |code: &str| reference.province_of(reference.school(code).unwrap()).map(|province| province.name);
    assert_eq!(province("10486"), Some("湖北省"));
    assert_eq!(province("10838"), None);
}

#[test]
fn a_name_is_borne_not_borne_or_nobody_knows() {
    use Existence::{No, Unknown, Yes};
    for (name, year, expected) in [
        // A rename on record: 2004.
        ("江苏科技大学", 2003, No),
        ("江苏科技大学", 2004, Unknown),
        ("江苏科技大学", 2005, Yes),
        ("江苏科技大学", 2026, Yes),
        ("华东船舶工业学院", 2003, Unknown), // since when, nobody says
        ("华东船舶工业学院", 2005, No),
        // Two renames of one school: the middle name has both ends.
        ("武汉纺织工学院", 2000, No),
        ("武汉科技学院", 1998, No),
        ("武汉科技学院", 2005, Yes),
        ("武汉科技学院", 2011, No),
        ("武汉纺织大学", 2009, No),
        ("武汉纺织大学", 2012, Yes),
        // Merged under a new name, and merged into a school that kept its own.
        ("中南大学", 1999, No),
        ("中南大学", 2001, Yes),
        ("武汉大学", 1996, Unknown),
        ("武汉大学", 2017, Yes),
        ("武汉水利电力大学", 1999, Unknown),
        ("武汉水利电力大学", 2001, No),
        ("四川大学", 1990, Unknown),
        ("四川大学", 1996, No),
        ("四川大学", 1999, Yes),
        ("四川联合大学", 1996, Yes),
        // Between two lists: 2017 under the one name, 2025 under the other.
        ("武汉城市学院", 2016, No),
        ("武汉城市学院", 2020, Unknown),
        ("武汉城市学院", 2025, Yes),
        ("武汉科技大学城市学院", 2017, Yes),
        ("武汉科技大学城市学院", 2026, No),
        ("湖北民族大学", 2017, No),
        ("湖北民族学院", 2017, Yes),
        ("湖北民族学院", 2019, No),
        // New, gone, never heard of.
        ("中国消防救援学院", 2010, No),
        ("兰州石化职业技术学院", 2017, Yes),
        ("兰州石化职业技术学院", 2026, No),
        ("湖北开放大学", 2015, No),
        ("湖北开放大学", 2023, Yes),
        ("某某大学", 2010, Unknown),
    ] {
        assert_eq!(existed(name, year), expected, "{name} {year}");
    }
    assert_eq!(Reference::builtin().existed("武汉大学", Some("10487"), 2020), Unknown, "not a name of that code");
}

#[test]
fn the_names_of_a_year_are_told() {
    let reference = Reference::builtin();
    let names = |code: &str, year| reference.school(code).unwrap().names_in(year);
    assert_eq!(names("10487", 1998), ["华中理工大学", "同济医科大学", "武汉城市建设学院"]);
    assert_eq!(names("10487", 2010), ["华中科技大学"]);
    assert_eq!(names("13235", 2015), ["武汉科技大学城市学院"]);
    assert_eq!(names("10834", 2015), ["武汉职业技术学院"]);
    assert_eq!(names("10495", 1990), ["武汉纺织工学院"]);
}

#[test]
fn regions_keep_their_retired_codes() {
    let reference = Reference::builtin();
    let of = |code: &str| reference.region(code).iter().map(|one| (one.name, one.from, one.until)).collect::<Vec<_>>();
    assert_eq!(of("422301"), [("湖北省咸宁地区咸宁市", 1983, Some(1998))]);
    assert_eq!(of("421202").last().map(|one| one.2), Some(None));
    assert_eq!(of("420106").len(), 1);
    assert!(of("429999").is_empty() && of("").is_empty());
    assert_eq!(of("830000").len(), 0, "no region: Taiwan residents' permits have a code of their own");
    assert!(!reference.region("422300").iter().any(Region::is_county));
    assert_eq!(reference.province_named("湖北").map(|one| one.code), Some("42"));
    assert_eq!(reference.province_named(" 内蒙古自治区呼和浩特市").map(|one| one.code), Some("15"));
    assert_eq!(reference.province_named("武汉"), None);
}
