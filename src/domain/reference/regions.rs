//! Regions and provinces (GB/T 2260). A holder keeps a number whose region has long been renamed or dissolved.

use super::rows;

/// What a six-digit code meant in some years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Six digits; a prefecture's end in `00`, a province's in `0000`.
    pub code: &'static str,
    /// In full: 湖北省咸宁地区咸宁市.
    pub name: &'static str,
    /// In use from this year; the table begins in 1981.
    pub from: i32,
    /// Until this one; `None`: still.
    pub until: Option<i32>,
}

impl Region {
    /// Whether it is a county-level unit, as in the numbers of persons.
    #[must_use]
    pub fn is_county(&self) -> bool {
        !self.code.ends_with("00")
    }
}

/// A province-level unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Province {
    /// Two digits.
    pub code: &'static str,
    /// 湖北省.
    pub name: &'static str,
    /// 湖北.
    pub short_name: &'static str,
}

pub(super) fn regions() -> Vec<Region> {
    let mut regions: Vec<Region> = rows::<4>(include_str!("../../../config/data/regions.csv"))
        .filter_map(|[code, name, from, until]| Some(Region { code, name, from: from.parse().ok()?, until: until.parse().ok() }))
        .collect();
    regions.sort_by_key(|region| (region.code, region.from));
    regions
}

pub(super) fn provinces() -> Vec<Province> {
    rows::<3>(include_str!("../../../config/data/provinces.csv"))
        .map(|[code, name, short_name]| Province { code, name, short_name })
        .collect()
}
