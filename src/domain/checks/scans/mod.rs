//! What the attachments themselves give a hint of (E1–E7). A scan that was cropped, turned and made smaller to fit the guide's 2 MB
//! (G4.1) bears most of these signs honestly: they say where to look twice, and never that something is forged.

use serde::{Deserialize, Serialize};

use super::Check;
use super::hint::Hint;
use crate::domain::attachment::AttachmentKind;
use crate::domain::finding::{Finding, Says, Severity};
use crate::domain::order::KeptAttachment;
use crate::domain::scan_facts::{Patch, ScanFacts, ThumbnailVerdict, Trace};
use crate::domain::time::Millis;

/// Of which file, and what was noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanHint {
    /// The path the portal gave; hostile text.
    pub file: String,
    /// What the applicant says it shows.
    pub kind: AttachmentKind,
    /// What was noticed.
    pub sign: ScanSign,
}

/// What was noticed of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanSign {
    /// It names a program made for editing pictures (E1).
    Editor(String),
    /// It has the marks of Photoshop without naming it (E1).
    EditorTraces,
    /// A part of it was saved less often than the rest: something may have been put in (E1).
    Patch {
        /// Where.
        at: Patch,
        /// Quality at which the rest had been saved before.
        earlier: u8,
    },
    /// It has the size of a screen and nothing of a scanner or camera, or says itself that it is a screenshot (E2).
    Screenshot,
    /// Taken with a telephone or camera (E2).
    Photo(String),
    /// Saved again as JPEG (E3).
    Resaved {
        /// The earlier quality.
        earlier: u8,
        /// The quality now.
        now: u8,
    },
    /// The picture within shows something else (E4).
    ThumbnailContent,
    /// The picture within has other proportions (E4).
    ThumbnailProportions,
    /// Fewer pixels than its kind needs to be read (E5).
    FewPixels {
        /// Pixels on its longer side.
        has: u32,
        /// Pixels its longer side should have.
        needs: u32,
    },
    /// Compressed so strongly that small print is gone (E5).
    Coarse(u8),
    /// Changed before it was taken (E6).
    ChangedBeforeTaken,
    /// Taken or changed after it came in (E6).
    FromTheFuture,
    /// Its name ends otherwise than its content asks (E7).
    Extension,
}

/// Fewest pixels on the longer side to read a certificate's number: its digits are a hundredth of the sheet, and need ten pixels.
const DIPLOMA_SIDE: u32 = 1000;
/// Fewest pixels on the longer side to read an identity card's number, a thirtieth of the card.
const CARD_SIDE: u32 = 500;
/// Fewest pixels on the longer side of any other material.
const OTHER_SIDE: u32 = 700;
/// A JPEG of this quality and less has lost its small print.
const COARSE_QUALITY: u8 = 20;

/// Everything noticed of an item's files; a file without facts (it came before they were recorded) is judged by its size and name only.
#[must_use]
pub fn check(item: u32, files: &[&KeptAttachment]) -> Vec<Finding> {
    files.iter().flat_map(|file| signs(file).into_iter().map(|noticed| noticed.finding(item, file))).collect()
}

/// E6 against the moment the files came in.
#[must_use]
pub fn check_dates(item: u32, files: &[&KeptAttachment], came: Millis) -> Vec<Finding> {
    // A camera's clock has no zone, and may be a day off.
    let latest = came.in_china().naive_local() + chrono::TimeDelta::days(1);
    let is_late = |facts: &ScanFacts| [facts.taken, facts.digitised, facts.changed].into_iter().flatten().any(|at| at > latest);
    files
        .iter()
        .filter(|file| file.facts.as_deref().is_some_and(is_late))
        .map(|file| Noticed(Check::E6, Severity::Info, ScanSign::FromTheFuture).finding(item, file))
        .collect()
}

struct Noticed(Check, Severity, ScanSign);

impl Noticed {
    fn finding(self, item: u32, file: &KeptAttachment) -> Finding {
        let Self(check, severity, sign) = self;
        let hint = Hint::Scan(ScanHint { file: file.file_name.clone(), kind: file.kind, sign });
        Finding { check, item, field: None, severity, says: Says::Disagrees, hint }
    }
}

fn signs(file: &KeptAttachment) -> Vec<Noticed> {
    let mut found = Vec::new();
    if let Some(facts) = file.facts.as_deref() {
        found.extend(edited(facts));
        found.extend(of_screen_or_camera(file, facts));
        found.extend(saved_again(facts));
        found.extend(thumbnail(facts));
    }
    found.extend(too_coarse(file));
    if file.facts.as_deref().is_some_and(changed_before_taken) {
        found.push(Noticed(Check::E6, Severity::Info, ScanSign::ChangedBeforeTaken));
    }
    if belies_its_content(file) {
        found.push(Noticed(Check::E7, Severity::Info, ScanSign::Extension));
    }
    found
}

/// E1.
fn edited(facts: &ScanFacts) -> Vec<Noticed> {
    let mut found = Vec::new();
    if let Some(program) = facts.software.iter().find(|program| is_editor(program)) {
        found.push(Noticed(Check::E1, Severity::Warn, ScanSign::Editor(program.clone())));
    } else if facts.traces.contains(&Trace::Photoshop) || facts.traces.contains(&Trace::SavedForWeb) {
        found.push(Noticed(Check::E1, Severity::Info, ScanSign::EditorTraces));
    }
    if let Some(resaved) = &facts.resaved
        && let Some(at) = resaved.patch
    {
        found.push(Noticed(Check::E1, Severity::Warn, ScanSign::Patch { at, earlier: resaved.earlier }));
    }
    found
}

/// Programs made for changing what a picture shows, in lower case. Those that only scan, turn, crop or show are none.
const EDITORS: [&str; 20] = [
    "photoshop",
    "gimp",
    "paint.net",
    "pixelmator",
    "affinity",
    "picsart",
    "meitu",
    "美图",
    "snapseed",
    "facetune",
    "coreldraw",
    "photo-paint",
    "paintshop",
    "photopea",
    "photoscape",
    "polarr",
    "canva",
    "luminar",
    "光影魔术手",
    "krita",
];

/// Whether a program's name is one of an editor.
#[must_use]
pub fn is_editor(program: &str) -> bool {
    let program = program.to_lowercase();
    EDITORS.iter().any(|editor| program.contains(editor))
}

/// E2.
fn of_screen_or_camera(file: &KeptAttachment, facts: &ScanFacts) -> Option<Noticed> {
    let sign = sign_of_making(file, facts)?;
    let severity = if sign == ScanSign::Screenshot { Severity::Warn } else { Severity::Info };
    Some(Noticed(Check::E2, severity, sign))
}

/// Whether a file may be a screenshot or a photo (E2).
#[must_use]
pub fn sign_of_making(file: &KeptAttachment, facts: &ScanFacts) -> Option<ScanSign> {
    let device = facts.device();
    let nothing_of_a_device = device.is_none() && facts.taken.is_none() && facts.dpi.is_none_or(is_of_a_screen);
    let on_a_screen = file.format == "png" && nothing_of_a_device && is_screen(file.width, file.height);
    if facts.traces.contains(&Trace::Screenshot) || on_a_screen {
        return Some(ScanSign::Screenshot);
    }
    // The photo of offline verification is meant to be one.
    if file.kind == AttachmentKind::HeldIdPhoto {
        return None;
    }
    device.filter(|_| is_camera(facts)).map(ScanSign::Photo)
}

/// Dots to the inch that screens have, or that are written where nobody knows: 72, 96, and on finer screens twice or thrice these.
fn is_of_a_screen((across, _): (u32, u32)) -> bool {
    matches!(across, 71..=73 | 95..=97 | 143..=145 | 191..=193 | 215..=217)
}

/// Makers of scanners, in lower case; many of them make cameras too, so a scanner's model must say so.
const SCANNERS: [&str; 6] = ["scan", "perfection", "officejet", "laserjet", "workcentre", "imagerunner"];

fn is_camera(facts: &ScanFacts) -> bool {
    let texts = [&facts.make, &facts.model].into_iter().flatten().chain(&facts.software);
    !texts.map(|text| text.to_lowercase()).any(|text| SCANNERS.iter().any(|scanner| text.contains(scanner)))
}

/// Pixels of the screens of common telephones, tablets and desks, the shorter side first.
const SCREENS: [(u32, u32); 38] = [
    (640, 1136),
    (720, 1280),
    (720, 1440),
    (720, 1520),
    (720, 1544),
    (720, 1560),
    (720, 1600),
    (720, 1612),
    (750, 1334),
    (768, 1024),
    (768, 1366),
    (828, 1792),
    (900, 1440),
    (900, 1600),
    (1050, 1680),
    (1080, 1920),
    (1080, 2160),
    (1080, 2220),
    (1080, 2240),
    (1080, 2280),
    (1080, 2310),
    (1080, 2340),
    (1080, 2400),
    (1080, 2408),
    (1080, 2412),
    (1125, 2436),
    (1170, 2532),
    (1179, 2556),
    (1206, 2622),
    (1242, 2688),
    (1284, 2778),
    (1290, 2796),
    (1320, 2868),
    (1440, 2560),
    (1440, 3200),
    (1536, 2048),
    (1620, 2160),
    (1668, 2388),
];

/// Whether a screen has exactly these pixels, upright or lying.
#[must_use]
pub fn is_screen(width: u32, height: u32) -> bool {
    SCREENS.contains(&(width.min(height), width.max(height)))
}

/// E3.
fn saved_again(facts: &ScanFacts) -> Option<Noticed> {
    let resaved = facts.resaved.filter(|resaved| resaved.patch.is_none())?;
    let now = facts.quality?.estimate;
    Some(Noticed(Check::E3, Severity::Info, ScanSign::Resaved { earlier: resaved.earlier, now }))
}

/// E4.
fn thumbnail(facts: &ScanFacts) -> Option<Noticed> {
    match facts.thumbnail?.verdict {
        ThumbnailVerdict::Content => Some(Noticed(Check::E4, Severity::Warn, ScanSign::ThumbnailContent)),
        ThumbnailVerdict::Proportions => Some(Noticed(Check::E4, Severity::Info, ScanSign::ThumbnailProportions)),
        ThumbnailVerdict::Same | ThumbnailVerdict::Unknown => None,
    }
}

/// E5. Dots to the inch say little by themselves (most programs write 72 or 96 whatever was scanned); the pixels count.
fn too_coarse(file: &KeptAttachment) -> Option<Noticed> {
    let needs = match file.kind {
        AttachmentKind::Diploma => DIPLOMA_SIDE,
        AttachmentKind::IdCard => CARD_SIDE,
        AttachmentKind::Other | AttachmentKind::HeldIdPhoto => OTHER_SIDE,
    };
    let has = file.width.max(file.height);
    if has < needs {
        return Some(Noticed(Check::E5, Severity::Warn, ScanSign::FewPixels { has, needs }));
    }
    let quality = file.facts.as_deref().and_then(|facts| facts.quality)?.estimate;
    (quality <= COARSE_QUALITY).then_some(Noticed(Check::E5, Severity::Warn, ScanSign::Coarse(quality)))
}

/// E6 within the file alone. A second's rounding is no sign.
fn changed_before_taken(facts: &ScanFacts) -> bool {
    let first = [facts.taken, facts.digitised].into_iter().flatten().max();
    matches!((first, facts.changed), (Some(first), Some(changed)) if changed + chrono::TimeDelta::seconds(2) < first)
}

/// E7. A name without an ending says nothing.
fn belies_its_content(file: &KeptAttachment) -> bool {
    let name = file.file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let Some((_, ending)) = name.rsplit_once('.') else { return false };
    let fits: &[&str] = match file.format.as_str() {
        "jpeg" => &["jpg", "jpeg", "jpe", "jfif"],
        "png" => &["png"],
        _ => return false,
    };
    !fits.contains(&ending.to_lowercase().as_str())
}

#[cfg(test)]
mod tests;
