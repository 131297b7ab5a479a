//! Counting how often each hint is given, change by change.

use std::collections::BTreeMap;

use image::RgbImage;
use jiaodui::domain::attachment::AttachmentKind;
use jiaodui::domain::checks::Check;
use jiaodui::domain::checks::hint::Hint;
use jiaodui::domain::checks::scans::{self, ScanSign};
use jiaodui::domain::order::KeptAttachment;
use jiaodui::domain::scan_facts::{ScanFacts, ThumbnailVerdict};
use jiaodui::evidence::judge::scan_facts;

use super::changes::{cut, exif, jpeg, jpeg_with, lit, on_a_screen, opened, patched, png, scaled, thumbnail, turned};
use super::corpus::{Base, Taking};

/// How often a hint was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) given: u32,
    pub(super) of: u32,
}

impl Rate {
    pub(super) fn add(&mut self, given: bool) {
        self.given += u32::from(given);
        self.of += 1;
    }

    pub(super) fn share(self) -> f64 {
        f64::from(self.given) / f64::from(self.of.max(1))
    }
}

/// A table of rates, in the order in which its rows were first counted.
#[derive(Debug, Default)]
pub(super) struct Rates(Vec<(String, Rate)>);

impl Rates {
    pub(super) fn add(&mut self, name: &str, given: bool) {
        match self.0.iter_mut().find(|(row, _)| row == name) {
            Some((_, rate)) => rate.add(given),
            None => {
                let mut rate = Rate::default();
                rate.add(given);
                self.0.push((name.to_owned(), rate));
            }
        }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (&str, Rate)> {
        self.0.iter().map(|(name, rate)| (name.as_str(), *rate))
    }

    pub(super) fn of(&self, name: &str) -> Rate {
        self.rows().find(|(row, _)| *row == name).unwrap_or_else(|| panic!("no row {name}")).1
    }
}

pub(super) fn facts(bytes: &[u8]) -> ScanFacts {
    scan_facts(bytes, 100_000_000).expect("a whole picture")
}

/// Whether the database would find the one by the other's words, and both are near.
fn is_found(one: &ScanFacts, other: &ScanFacts) -> bool {
    let (Some(mine), Some(theirs)) = (one.fingerprint, other.fingerprint) else { return false };
    let probes = one.probes();
    probes.iter().zip(theirs.0).any(|(values, word)| values.contains(&word)) && mine.is_near(theirs)
}

/// A later edition of a picture, made from the file of the first and from another picture of its template.
type Change = fn(&RgbImage, &RgbImage) -> Vec<u8>;

/// Parts of the papers, in thousandths: a line of digits, the photo's place, some lines of text.
pub(super) const DIGITS: [u32; 4] = [300, 780, 300, 80];
pub(super) const PHOTO: [u32; 4] = [640, 120, 250, 420];
pub(super) const TEXT: [u32; 4] = [80, 300, 500, 200];

/// Changes that leave the picture what it is, as far as anybody sees.
const HARMLESS: [(&str, Change); 15] = [
    ("saved at 60", |one, _| jpeg(one, 60)),
    ("saved at 75", |one, _| jpeg(one, 75)),
    ("saved at 95", |one, _| jpeg(one, 95)),
    ("saved as PNG", |one, _| png(one)),
    ("half the size", |one, _| jpeg(&scaled(one, 50), 80)),
    ("three quarters of the size", |one, _| jpeg(&scaled(one, 75), 80)),
    ("half as large again", |one, _| jpeg(&scaled(one, 150), 80)),
    ("20 steps brighter", |one, _| jpeg(&lit(one, 20), 80)),
    ("20 steps darker", |one, _| jpeg(&lit(one, -20), 80)),
    ("3 pixels cut off all round", |one, _| jpeg(&cut(one, [3, 3, 3, 3]), 80)),
    ("6, 2, 0 and 4 pixels cut off", |one, _| jpeg(&cut(one, [6, 2, 0, 4]), 80)),
    ("turned a quarter", |one, _| jpeg(&turned(one, 1), 80)),
    ("turned a half", |one, _| jpeg(&turned(one, 2), 80)),
    ("turned three quarters", |one, _| jpeg(&turned(one, 3), 80)),
    ("70 % of the size, 2 pixels cut off, saved at 60", |one, _| jpeg(&cut(&scaled(one, 70), [2, 2, 2, 2]), 60)),
];

/// Changes of what the picture says.
const EDITS: [(&str, Change); 3] = [
    ("a line of digits replaced", |one, other| jpeg(&patched(one, other, DIGITS), 85)),
    ("lines of text replaced", |one, other| jpeg(&patched(one, other, TEXT), 85)),
    ("the photo's place replaced", |one, other| jpeg(&patched(one, other, PHOTO), 85)),
];

/// Another picture of the same template.
fn other_of(bases: &[Base], index: usize) -> &RgbImage {
    let mine = &bases[index];
    let fits = |base: &&Base| base.template == mine.template;
    let later = bases[index + 1..].iter().chain(&bases[..index]).find(fits);
    &later.expect("two of each template").pixels
}

/// How often a picture is found again by its fingerprint, change by change.
pub(super) fn found_again(bases: &[Base]) -> Rates {
    let mut rates = Rates::default();
    for (index, base) in bases.iter().enumerate() {
        let file = jpeg(&base.pixels, 88);
        let (first, picture) = (facts(&file), opened(&file));
        for (name, change) in HARMLESS.iter().chain(&EDITS) {
            rates.add(name, is_found(&facts(&change(&picture, other_of(bases, index))), &first));
        }
    }
    rates
}

/// How often two different papers are taken for one picture.
pub(super) fn mistaken(bases: &[Base]) -> Rates {
    let all: Vec<ScanFacts> = bases.iter().map(|base| facts(&jpeg(&base.pixels, 88))).collect();
    let mut by_row: BTreeMap<String, Rate> = BTreeMap::new();
    for (index, (base, mine)) in bases.iter().zip(&all).enumerate() {
        for (other, theirs) in bases.iter().zip(&all).take(index) {
            let row = match (base.template == other.template, base.taking, other.taking) {
                (false, ..) => "other templates, other schools".to_owned(),
                (true, Taking::Flatbed, Taking::Flatbed) => format!("{}: both at the same place", base.template.name()),
                (true, ..) => format!("{}: taken unevenly", base.template.name()),
            };
            by_row.entry(row).or_default().add(is_found(mine, theirs) || is_found(theirs, mine));
        }
    }
    Rates(by_row.into_iter().collect())
}

/// How often a JPEG is said to have been saved before (E3), and how often a part of it to be newer than the rest (E1).
pub(super) fn saved_again(bases: &[Base]) -> (Rates, Rates) {
    let (mut resaved, mut patches) = (Rates::default(), Rates::default());
    let mut count = |name: &str, bytes: &[u8]| {
        let facts = facts(bytes);
        resaved.add(name, facts.resaved.is_some());
        patches.add(name, facts.resaved.is_some_and(|resaved| resaved.patch.is_some()));
    };
    for (index, base) in bases.iter().enumerate() {
        let other = other_of(bases, index);
        for quality in [50, 65, 75, 85, 95] {
            count(&format!("saved once, at {quality}"), &jpeg(&base.pixels, quality));
        }
        count("made smaller (70 %), saved once more at 85", &jpeg(&scaled(&opened(&jpeg(&base.pixels, 80)), 70), 85));
        count("cut off the grid, saved once more at 90", &jpeg(&cut(&opened(&jpeg(&base.pixels, 70)), [3, 5, 0, 0]), 90));
        count("75, then again 75", &jpeg(&opened(&jpeg(&base.pixels, 75)), 75));
        count("90, then 75", &jpeg(&opened(&jpeg(&base.pixels, 90)), 75));
        for (before, after) in [(50, 75), (60, 80), (70, 85), (75, 90), (80, 95), (85, 90)] {
            count(&format!("{before}, then {after}"), &jpeg(&opened(&jpeg(&base.pixels, before)), after));
        }
        for (name, part) in [("a line of digits", DIGITS), ("lines of text", TEXT), ("the photo's place", PHOTO)] {
            for (before, after) in [(70, 85), (60, 90)] {
                let edited = patched(&opened(&jpeg(&base.pixels, before)), other, part);
                count(&format!("{before}, {name} replaced, then {after}"), &jpeg(&edited, after));
            }
        }
    }
    (resaved, patches)
}

/// What is said of the small picture within (E4): of its content, and of its proportions.
pub(super) fn thumbnails(bases: &[Base]) -> (Rates, Rates) {
    let (mut content, mut proportions) = (Rates::default(), Rates::default());
    for (index, base) in bases.iter().enumerate() {
        let other = other_of(bases, index);
        let block = exif(&[(0x010f, "Canon")], Some(&thumbnail(&base.pixels)));
        let (width, height) = base.pixels.dimensions();
        let mut count = |name: &str, picture: &RgbImage| {
            let verdict = facts(&jpeg_with(picture, 85, Some(&block))).thumbnail.expect("a small picture").verdict;
            content.add(name, verdict == ThumbnailVerdict::Content);
            proportions.add(name, verdict == ThumbnailVerdict::Proportions);
        };
        count("untouched", &base.pixels);
        count("saved again at 60, made smaller", &scaled(&opened(&jpeg(&base.pixels, 60)), 60));
        count("20 steps brighter", &lit(&base.pixels, 20));
        count("turned a quarter", &turned(&base.pixels, 1));
        count("a line of digits replaced", &patched(&base.pixels, other, DIGITS));
        count("the photo's place replaced", &patched(&base.pixels, other, PHOTO));
        count("a fifth cut off on one side", &cut(&base.pixels, [0, 0, width / 5, 0]));
        count("a fifth cut off on two sides", &cut(&base.pixels, [0, 0, width / 5, height / 5]));
    }
    (content, proportions)
}

/// How often a picture is taken for a screenshot (E2).
pub(super) fn screenshots(bases: &[Base]) -> Rates {
    let mut rates = Rates::default();
    for base in bases {
        for (name, picture) in [
            ("a scan as PNG", base.pixels.clone()),
            ("a scan as PNG, 60 % of the size", scaled(&base.pixels, 60)),
            ("a telephone's screen of 1080 × 2340 as PNG", on_a_screen(&base.pixels, (1080, 2340))),
            ("a desk's screen of 1920 × 1080 as PNG", on_a_screen(&base.pixels, (1920, 1080))),
        ] {
            rates.add(name, is_screenshot(&png(&picture), "png", &picture));
        }
        let screen = on_a_screen(&base.pixels, (1080, 2340));
        rates.add("a telephone's screen sent on as JPEG", is_screenshot(&jpeg(&screen, 80), "jpeg", &screen));
    }
    rates
}

fn is_screenshot(bytes: &[u8], format: &str, picture: &RgbImage) -> bool {
    let file = KeptAttachment {
        kind: AttachmentKind::Other,
        file_name: format!("a.{format}"),
        sha256: String::new(),
        bytes: bytes.len() as u64,
        width: picture.width(),
        height: picture.height(),
        format: format.into(),
        facts: Some(Box::new(facts(bytes))),
    };
    scans::check(1, &[&file]).iter().any(|finding| {
        finding.check == Check::E2 && matches!(&finding.hint, Hint::Scan(hint) if hint.sign == ScanSign::Screenshot)
    })
}
