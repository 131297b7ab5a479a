//! Schools by code and by name.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::names::{Event, Former, Name, chain};
use super::rows;
use crate::domain::finding::Confidence;
use crate::domain::fold::half_width;

/// A school, or what goes under its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct School {
    /// Five digits, the first of a certificate's number.
    pub code: &'static str,
    /// Its name on the newest list it stands on.
    pub name: &'static str,
    /// 普通 or 成人; empty where it has gone.
    pub kind: &'static str,
    /// 本科, 专科 or 成人; empty where it has gone.
    pub level: &'static str,
    /// First two digits of GB/T 2260; `None` where it has gone.
    pub province: Option<&'static str>,
    /// All names, of schools merged into it too: those that ended first come first.
    pub names: Vec<Name>,
}

impl School {
    /// The names that may stand on a certificate of a year, those that surely do first.
    #[must_use]
    pub fn names_in(&self, year: i32) -> Vec<&'static str> {
        use super::Existence::{Unknown, Yes};
        let of = |state| self.names.iter().filter(move |name| name.in_year(year) == state).map(|name| name.name);
        of(Yes).chain(of(Unknown)).collect()
    }

    /// The spans of years in which it bore this name, whatever the width of its brackets.
    pub fn bore<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Name> + use<'a> {
        let folded = fold(name).into_owned();
        self.names.iter().filter(move |one| fold(one.name) == folded)
    }
}

#[derive(Debug)]
pub(super) struct Schools {
    /// Sorted by code.
    all: Vec<School>,
    /// Folded name → places in `all`.
    by_name: HashMap<Cow<'static, str>, Vec<usize>>,
}

impl Schools {
    pub(super) fn read() -> Self {
        let mut former: HashMap<&str, Vec<Former>> = HashMap::new();
        for [name, code, _, event, year, confidence] in rows::<6>(include_str!("../../../config/data/former_schools.csv")) {
            let event = match event {
                "更名" => Event::Renamed,
                "组建" => Event::Founded,
                _ => Event::Absorbed,
            };
            let Ok(year) = year.parse() else { continue };
            // `unverified` is common knowledge.
            let confidence = Confidence::from_code(confidence).unwrap_or(Confidence::Low);
            former.entry(code).or_default().push(Former { name, event, year, confidence });
        }
        let mut lists: BTreeMap<&str, [Option<&str>; 3]> = rows::<4>(include_str!("../../../config/data/school_names.csv"))
            .map(|[code, first, second, third]| (code, [Some(first), Some(second), Some(third)]))
            .collect();
        let mut all: Vec<School> = Vec::with_capacity(3300);
        for [code, name, kind, level, province] in rows::<5>(include_str!("../../../config/data/schools.csv")) {
            // The list of 2017 has no institutions for adults.
            let on_first = (kind != "成人").then_some(name);
            let listed = match lists.remove(code) {
                Some([_, second, third]) if on_first.is_none() => [None, second.filter(|name| !name.is_empty()), third],
                Some(listed) => listed,
                None => [on_first, Some(name), Some(name)],
            };
            let names = chain(listed, former.get(code).map_or(&[], Vec::as_slice));
            all.push(School { code, name, kind, level, province: Some(province), names });
        }
        // What is left has gone.
        for (code, listed) in lists {
            let Some(name) = listed.into_iter().flatten().rfind(|name| !name.is_empty()) else { continue };
            let names = chain(listed, former.get(code).map_or(&[], Vec::as_slice));
            all.push(School { code, name, kind: "", level: "", province: None, names });
        }
        all.sort_by_key(|school| school.code);
        let mut by_name: HashMap<Cow<'static, str>, Vec<usize>> = HashMap::with_capacity(all.len() * 2);
        for (at, school) in all.iter().enumerate() {
            for name in &school.names {
                let places = by_name.entry(fold(name.name)).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        Self { all, by_name }
    }

    pub(super) fn all(&self) -> &[School] {
        &self.all
    }

    pub(super) fn with_code(&self, code: &str) -> Option<&School> {
        self.all.binary_search_by_key(&code, |school| school.code).ok().and_then(|at| self.all.get(at))
    }

    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = &School> {
        let places = self.by_name.get(fold(name).as_ref()).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.all.get(*at))
    }
}

/// A name as it is compared: brackets and letters half-width, no spaces.
pub(super) fn fold(name: &str) -> Cow<'_, str> {
    let plain = |c: char| !c.is_whitespace() && !('\u{ff01}'..='\u{ff5e}').contains(&c);
    if name.chars().all(plain) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(half_width(name).chars().filter(|c| !c.is_whitespace()).collect())
}
