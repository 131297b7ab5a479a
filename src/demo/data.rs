//! The tables of `config/data` that made-up people and certificates are drawn from.

use std::collections::HashMap;

use serde::Deserialize;

use super::rng::Rng;
use crate::domain::reference::Reference;

/// A school of the present list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct School {
    /// Five digits, the first of a certificate's number.
    pub(super) code: String,
    /// Its present name.
    pub(super) name: String,
    /// 普通 or 成人.
    pub(super) kind: String,
    /// 本科, 专科 or 成人.
    pub(super) level: String,
    /// First two digits of GB/T 2260.
    pub(super) province_code: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Region {
    code: String,
    name: String,
    until: Option<i32>,
}

#[derive(Debug, Clone, Deserialize)]
struct Province {
    code: String,
    name: String,
    short_name: String,
}

/// What sort of school a certificate needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Want {
    /// Any that gives bachelors.
    University,
    /// One that has been there since before 2000.
    OldUniversity,
    /// A college of three years.
    College,
    /// 国家开放大学 and the provinces' ones.
    Open,
}

/// All tables, read once.
#[derive(Debug)]
pub(super) struct Tables {
    schools: Vec<School>,
    /// By sort and province; the empty province is the whole country.
    shelves: HashMap<(Want, String), Vec<usize>>,
    regions: HashMap<String, Vec<Region>>,
    provinces: HashMap<String, Province>,
}

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().filter_map(Result::ok).collect()
}

/// How often another school is drawn where the first was not there yet.
const MOST_TRIES: u32 = 40;

impl Tables {
    pub(super) fn read() -> Self {
        let schools: Vec<School> = read(include_str!("../../config/data/schools.csv"));
        let mut shelves: HashMap<(Want, String), Vec<usize>> = HashMap::new();
        for (at, school) in schools.iter().enumerate() {
            for want in sorts(school) {
                for province in [school.province_code.as_str(), ""] {
                    shelves.entry((want, province.to_owned())).or_default().push(at);
                }
            }
        }
        let mut regions: HashMap<String, Vec<Region>> = HashMap::new();
        // Counties that are there today: a made-up person lives in one.
        let present = |one: &Region| one.until.is_none() && !one.code.ends_with("00");
        for one in read::<Region>(include_str!("../../config/data/regions.csv")).into_iter().filter(present) {
            regions.entry(one.code.chars().take(2).collect()).or_default().push(one);
        }
        let provinces = read::<Province>(include_str!("../../config/data/provinces.csv"))
            .into_iter()
            .map(|one| (one.code.clone(), one))
            .collect();
        Self { schools, shelves, regions, provinces }
    }

    /// A school of that sort, of that province if it has one.
    pub(super) fn school(&self, rng: &mut Rng, want: Want, province: &str) -> Option<&School> {
        let shelf = |province: &str| self.shelves.get(&(want, province.to_owned())).filter(|shelf| !shelf.is_empty());
        let at = rng.pick(shelf(province).or_else(|| shelf(""))?)?;
        self.schools.get(*at)
    }

    /// A school that was there in `year`, and what it was called then, as far as the tables tell.
    pub(super) fn school_in(&self, rng: &mut Rng, want: Want, province: &str, year: i32) -> Option<(&School, String)> {
        for _ in 0..MOST_TRIES {
            let school = self.school(rng, want, province)?;
            let then = Reference::builtin().school(&school.code).map(|school| school.names_in(year)).unwrap_or_default();
            if let Some(name) = rng.pick(&then) {
                return Some((school, (*name).to_owned()));
            }
        }
        self.school(rng, Want::OldUniversity, province).map(|school| (school, school.name.clone()))
    }

    /// A county: its six digits and full name.
    pub(super) fn region(&self, rng: &mut Rng, province: &str) -> (String, String) {
        let of = |province: &str| self.regions.get(province).filter(|list| !list.is_empty());
        of(province)
            .or_else(|| of("42"))
            .and_then(|list| rng.pick(list))
            .map_or_else(|| ("420106".to_owned(), "湖北省武汉市武昌区".to_owned()), |one| (one.code.clone(), one.name.clone()))
    }

    /// A province's full name: 湖北省.
    pub(super) fn province(&self, code: &str) -> String {
        self.provinces.get(code).map_or_else(|| "湖北省".to_owned(), |one| one.name.clone())
    }

    /// A province's short name: 湖北.
    pub(super) fn province_short(&self, code: &str) -> String {
        self.provinces.get(code).map_or_else(|| "湖北".to_owned(), |one| one.short_name.clone())
    }
}

/// The shelves a school belongs on.
fn sorts(school: &School) -> Vec<Want> {
    let mut wants = Vec::new();
    let is_open = school.name.contains("开放大学");
    if is_open {
        wants.push(Want::Open);
    } else if school.kind == "普通" && school.level == "本科" {
        wants.push(Want::University);
        // Codes were given out in the order of founding; 职业 and 应用 are words of later names.
        let old = school.code.as_str() < "10760" && !["职业", "应用", "工商"].iter().any(|word| school.name.contains(word));
        if old && school.name.ends_with("大学") {
            wants.push(Want::OldUniversity);
        }
    } else if school.kind == "普通" && school.level == "专科" {
        wants.push(Want::College);
    }
    wants
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_read_whole() {
        let tables = Tables::read();
        assert_eq!(tables.schools.len(), 3196);
        assert_eq!(tables.regions.values().map(Vec::len).sum::<usize>(), 2846);
        assert_eq!(tables.provinces.len(), 34);
        let mut rng = Rng::new(1);
        for want in [Want::University, Want::OldUniversity, Want::College, Want::Open] {
            assert_eq!(tables.school(&mut rng, want, "42").map(|school| school.province_code.as_str()), Some("42"), "{want:?}");
        }
    }

    #[test]
    fn a_school_is_called_as_it_was_then() {
        let tables = Tables::read();
        let mut rng = Rng::new(1);
        for year in [1995, 2003, 2016, 2025] {
            for want in [Want::University, Want::OldUniversity, Want::College, Want::Open] {
                let (school, name) = tables.school_in(&mut rng, want, "42", year).unwrap();
                let existed = Reference::builtin().existed(&name, Some(&school.code), year);
                assert_ne!(existed, crate::domain::reference::Existence::No, "{name} {year}");
            }
        }
    }
}
