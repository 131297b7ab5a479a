//! What a file tells of how it was made, apart from its pixels, size and format: recorded when it comes in, for the evidence card.
//!
//! All of it but the fingerprint is the file's own word or a guess from its content, and can be false: hints, never proof.

mod fingerprint;

pub use fingerprint::{Fingerprint, SIDE, Unsure};

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::coded::coded;

/// Most characters kept of a text in a file.
pub const MAX_TEXT_CHARS: usize = 100;

/// How many unsure bits of each word are looked up both ways: 2⁴ values of a word.
const UNSURE_IN_A_WORD: usize = 4;

/// Facts of a picture's making. What a file does not tell is not written either: most have a handful of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScanFacts {
    /// The picture's fingerprint; `None` where it has no content to speak of (one blank colour).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// The bits of the fingerprint it is least sure of, by their numbers (word × 64 + place).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unsure: Unsure,
    /// How the pixels are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coding: Option<Coding>,
    /// Bits of a channel: 8, for PNG also 1, 2, 4 and 16; 0 where it is not known.
    #[serde(skip_serializing_if = "is_zero")]
    pub bits: u8,
    /// Grey or coloured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colour: Option<Colour>,
    /// Whether pixels can be transparent.
    #[serde(skip_serializing_if = "is_false")]
    pub alpha: bool,
    /// Dots to the inch, across and down, where the file says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dpi: Option<(u32, u32)>,
    /// EXIF maker of the camera, telephone or scanner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub make: Option<String>,
    /// EXIF model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Programs that the file names (EXIF `Software`, XMP `CreatorTool` and history, PNG text `Software`), each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub software: Vec<String>,
    /// EXIF orientation 1–8; 0 where it is not told.
    #[serde(skip_serializing_if = "is_zero")]
    pub orientation: u8,
    /// EXIF `DateTimeOriginal`: when it was taken, by the camera's clock and without a zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken: Option<NaiveDateTime>,
    /// EXIF `DateTimeDigitized`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digitised: Option<NaiveDateTime>,
    /// EXIF `DateTime`: when the file was last changed by a program that keeps it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<NaiveDateTime>,
    /// Whether it says where it was taken. The place itself is nobody's business and is not kept.
    #[serde(skip_serializing_if = "is_false")]
    pub located: bool,
    /// The small picture within the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Thumbnail>,
    /// What programs left in it.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub traces: BTreeSet<Trace>,
    /// How strongly a JPEG is compressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
    /// Signs of having been saved before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resaved: Option<Resaved>,
    /// Bytes after the picture's end.
    #[serde(skip_serializing_if = "is_zero")]
    pub after_end: u32,
}

coded! {
    /// How the pixels are written.
    Coding {
        /// JPEG, sequential.
        Baseline = "baseline",
        /// JPEG, in passes.
        Progressive = "progressive",
        /// JPEG, of another kind.
        OtherJpeg = "other_jpeg",
        /// PNG, row after row.
        Rows = "rows",
        /// PNG, interlaced.
        Interlaced = "interlaced",
    }
}

coded! {
    /// The channels of a picture.
    Colour {
        /// Grey.
        Grey = "grey",
        /// Red, green and blue, however they are coded.
        Rgb = "rgb",
        /// From a palette (PNG).
        Palette = "palette",
        /// For print (JPEG).
        Cmyk = "cmyk",
    }
}

coded! {
    /// What a program left in a file.
    Trace {
        /// Photoshop's own segment (`8BIM`).
        Photoshop = "photoshop",
        /// Photoshop's "save for web" (`Ducky`).
        SavedForWeb = "saved_for_web",
        /// Adobe's colour segment, which other programs write too.
        Adobe = "adobe",
        /// Captions for the press (IPTC).
        Iptc = "iptc",
        /// Adobe's description (XMP).
        Xmp = "xmp",
        /// A list of the steps of editing (`xmpMM:History`).
        History = "history",
        /// A colour profile.
        Profile = "profile",
        /// The file says of itself that it is a screenshot, as iPhones write it.
        Screenshot = "screenshot",
        /// A statement of origin (C2PA, as image generators and some editors write).
        Provenance = "provenance",
    }
}

/// The small picture within a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// Pixels across; 0 where it does not decode.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// How it agrees with the picture.
    pub verdict: ThumbnailVerdict,
}

coded! {
    /// How a thumbnail agrees with its picture.
    ThumbnailVerdict {
        /// It shows the same.
        Same = "same",
        /// It has other proportions: the picture was cut after it was made.
        Proportions = "proportions",
        /// It shows something else.
        Content = "content",
        /// It cannot be read, or has nothing to compare.
        Unknown = "unknown",
    }
}

/// How strongly a JPEG is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// 1–100, on the scale of the IJG's library.
    pub estimate: u8,
    /// Whether its tables are exactly those of the IJG's library, which most programs use and Photoshop and many cameras do not.
    pub standard: bool,
}

/// Signs that a JPEG had been a JPEG before, compressed more strongly and on the same grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resaved {
    /// The earlier quality, 1–100.
    pub earlier: u8,
    /// A part of the picture that has not been through the earlier saving, as where something was put in between.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<Patch>,
}

/// A rectangle within a picture as it is stored, in ten-thousandths of its sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    /// From the left.
    pub left: u16,
    /// From the top.
    pub top: u16,
    /// Across.
    pub width: u16,
    /// Down.
    pub height: u16,
}

impl ScanFacts {
    /// The values to look for in the database, one list for each word of the fingerprint: whatever picture is near this one, however
    /// it is turned, has with all likelihood one of them. None where there is no fingerprint.
    #[must_use]
    pub fn probes(&self) -> [Vec<u64>; 4] {
        self.fingerprint.map(|print| print.probes(&self.unsure)).unwrap_or_default()
    }

    /// A name of the device: maker and model, without saying the maker twice.
    #[must_use]
    pub fn device(&self) -> Option<String> {
        match (&self.make, &self.model) {
            (Some(make), Some(model)) if model.to_lowercase().starts_with(&make.to_lowercase()) => Some(model.clone()),
            (Some(make), Some(model)) => Some(format!("{make} {model}")),
            (one, other) => one.clone().or_else(|| other.clone()),
        }
    }
}

impl Fingerprint {
    fn probes(self, unsure: &[u8]) -> [Vec<u64>; 4] {
        let mut probes: [Vec<u64>; 4] = Default::default();
        // Which bits of the turned one are unsure: those its own unsure bits went to.
        let mut marked = Self::from_signs(|u, v| unsure.contains(&Self::number(u, v)));
        for turned in self.turns() {
            for ((list, word), moved) in probes.iter_mut().zip(turned.0).zip(marked.0) {
                let bits: Vec<u32> = (0..64).filter(|bit| moved >> bit & 1 == 1).take(UNSURE_IN_A_WORD).collect();
                for chosen in 0..1_u32 << bits.len() {
                    let flipped =
                        bits.iter().enumerate().filter(|(index, _)| chosen >> index & 1 == 1).map(|(_, bit)| 1_u64 << bit);
                    list.push(flipped.fold(word, |word, bit| word ^ bit));
                }
            }
            marked = marked.moved();
        }
        for list in &mut probes {
            list.sort_unstable();
            list.dedup();
        }
        probes
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

fn is_zero<T: Default + PartialEq>(number: &T) -> bool {
    *number == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_written_small_and_read_again() {
        let facts = ScanFacts {
            fingerprint: Some(Fingerprint([1, 2, 3, 4])),
            traces: [Trace::Photoshop].into(),
            resaved: Some(Resaved { earlier: 70, patch: None }),
            ..ScanFacts::default()
        };
        let json = serde_json::to_string(&facts).unwrap();
        assert_eq!(serde_json::from_str::<ScanFacts>(&json).unwrap(), facts);
        assert_eq!(serde_json::to_string(&ScanFacts::default()).unwrap(), "{}");
        assert_eq!(serde_json::from_str::<ScanFacts>("{}").unwrap(), ScanFacts::default());
    }

    #[test]
    fn probes_hold_the_word_itself_its_turns_and_its_unsure_bits() {
        let print = Fingerprint([0x0123_4567_89ab_cdef, 0xfeed_face_cafe_beef, 42, u64::MAX / 3]);
        let facts = ScanFacts { fingerprint: Some(print), unsure: vec![0, 1, 65], ..ScanFacts::default() };
        let probes = facts.probes();
        for turned in print.turns() {
            for (list, word) in probes.iter().zip(turned.0) {
                assert!(list.contains(&word));
            }
        }
        assert!(probes[0].contains(&(print.0[0] ^ 0b11)));
        assert!(probes[1].contains(&(print.0[1] ^ 0b10)));
        assert!(ScanFacts::default().probes().iter().all(Vec::is_empty));
        // The same seen from the turned picture.
        let again = ScanFacts { fingerprint: Some(print.turns()[1]), ..facts };
        assert!(again.probes()[2].contains(&print.0[2]));
    }

    #[test]
    fn a_device_is_named_once() {
        let facts =
            |make: &str, model: &str| ScanFacts { make: Some(make.into()), model: Some(model.into()), ..ScanFacts::default() };
        assert_eq!(facts("HUAWEI", "HUAWEI P40").device().unwrap(), "HUAWEI P40");
        assert_eq!(facts("Apple", "iPhone 12").device().unwrap(), "Apple iPhone 12");
        assert_eq!(ScanFacts::default().device(), None);
    }
}
