//! The names a school bore, and what is known of when.
//!
//! Two sources: three lists (2017, 2025, 2026), which say that a name was borne on a day, and former names with the year in which
//! they ended. Between two lists, and in the year of a change, either name may stand on a certificate.

use crate::domain::finding::Confidence;

/// Whether something was so in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existence {
    /// It was.
    Yes,
    /// It was not.
    No,
    /// The tables do not tell.
    Unknown,
}

impl Existence {
    /// Of several possibilities: yes if one of them is; no only if none can be and there is one at all.
    pub(super) fn any(all: impl Iterator<Item = Self>) -> Self {
        all.fold(None, |sum, one| {
            Some(match (sum, one) {
                (Some(Self::Yes), _) | (_, Self::Yes) => Self::Yes,
                (Some(Self::Unknown), _) | (_, Self::Unknown) => Self::Unknown,
                _ => Self::No,
            })
        })
        .unwrap_or(Self::Unknown)
    }
}

/// A name and the years in which a school bore it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name {
    /// With full-width brackets.
    pub name: &'static str,
    /// Not borne before this year; `None`: not known.
    pub not_before: Option<i32>,
    /// Surely borne from this year on (as far as it ended later); `None`: not known.
    pub surely_from: Option<i32>,
    /// Surely borne until this year; `None`: it still is.
    pub surely_until: Option<i32>,
    /// Not borne after this year; `None`: it still is.
    pub not_after: Option<i32>,
    /// How sure that is.
    pub confidence: Confidence,
}

impl Name {
    /// Whether it was borne in a year.
    #[must_use]
    pub fn in_year(&self, year: i32) -> Existence {
        if self.not_before.is_some_and(|first| year < first) || self.not_after.is_some_and(|last| year > last) {
            return Existence::No;
        }
        let begun = self.surely_from.is_some_and(|from| year >= from);
        if begun && self.surely_until.is_none_or(|until| year <= until) { Existence::Yes } else { Existence::Unknown }
    }

    /// Whether it is borne today.
    #[must_use]
    pub const fn is_present(&self) -> bool {
        self.not_after.is_none()
    }
}

/// How a former name ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// 更名: the school was given another name.
    Renamed,
    /// 组建: it merged with others into a school of a new name.
    Founded,
    /// 并入: it merged into a school that kept its own name.
    Absorbed,
}

/// A former name: borne until a year, and how it ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Former {
    pub(super) name: &'static str,
    pub(super) event: Event,
    pub(super) year: i32,
    pub(super) confidence: Confidence,
}

/// The years of the lists.
const LISTS: [i32; 3] = [2017, 2025, 2026];

/// The names of one code from what the three lists call it and its former names. `None` in a list: that list says nothing; an empty
/// text: the code was not on it.
pub(super) fn chain(listed: [Option<&'static str>; 3], former: &[Former]) -> Vec<Name> {
    let mut names = of_lists(listed);
    // The years in which the line of the school itself got another name.
    let turns: Vec<&Former> = former.iter().filter(|one| one.event != Event::Absorbed).collect();
    let last_turn = |after: Option<i32>, by: i32| {
        turns.iter().filter(|turn| turn.year <= by && after.is_none_or(|after| turn.year >= after)).max_by_key(|turn| turn.year)
    };
    for name in &mut names {
        if let Some(turn) = name.surely_from.and_then(|by| last_turn(name.not_before, by)) {
            name.not_before = Some(turn.year);
            name.surely_from = name.surely_from.map(|from| from.min(turn.year + 1));
            name.confidence = turn.confidence;
        }
    }
    for one in former {
        let ended = |name: &&mut Name| name.name == one.name && name.not_after.is_some_and(|last| one.year <= last);
        if let Some(name) = names.iter_mut().find(ended) {
            name.not_after = Some(one.year);
            name.surely_until = Some(one.year - 1);
            name.confidence = one.confidence;
            continue;
        }
        // Only the school's own line tells when a name began: what was merged into it had a history of its own.
        let begun = if one.event == Event::Renamed { last_turn(None, one.year - 1) } else { None };
        names.push(Name {
            name: one.name,
            not_before: begun.map(|turn| turn.year),
            surely_from: begun.map(|turn| turn.year + 1),
            surely_until: Some(one.year - 1),
            not_after: Some(one.year),
            confidence: one.confidence,
        });
    }
    names.sort_by_key(|name| name.not_after.unwrap_or(i32::MAX));
    names
}

/// What the lists alone say.
fn of_lists(listed: [Option<&'static str>; 3]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let mut before: Option<(i32, &str)> = None;
    for (year, listed) in LISTS.into_iter().zip(listed) {
        let Some(listed) = listed else { continue };
        match names.last_mut() {
            Some(last) if last.name == listed && last.not_after.is_none() => last.surely_until = Some(year),
            last => {
                if let Some(last) = last.filter(|last| last.not_after.is_none()) {
                    last.not_after = Some(year);
                }
                if !listed.is_empty() {
                    names.push(Name {
                        name: listed,
                        not_before: before.map(|(year, _)| year),
                        surely_from: Some(year),
                        surely_until: Some(year),
                        not_after: None,
                        confidence: Confidence::High,
                    });
                }
            }
        }
        before = Some((year, listed));
    }
    for name in names.iter_mut().filter(|name| name.is_present()) {
        name.surely_until = None;
    }
    names
}
