//! What stands in a JPEG's segments beside the picture.

use super::tables::Tables;
use super::{exif, text};
use crate::domain::scan_facts::{Coding, Colour, ScanFacts, Trace};
use crate::evidence::jpeg::Segment;

/// Most segments that are looked at.
const MOST_SEGMENTS: usize = 256;

/// What the segments tell.
pub(super) struct Marks {
    pub(super) facts: ScanFacts,
    pub(super) tables: Tables,
    /// The small picture in the EXIF block.
    pub(super) thumbnail: Option<Vec<u8>>,
}

/// Reads the segments of a file.
pub(super) fn read(bytes: &[u8], segments: &[Segment]) -> Marks {
    let mut marks = Marks { facts: ScanFacts::default(), tables: Tables::default(), thumbnail: None };
    let mut exif_read = false;
    for segment in segments.iter().take(MOST_SEGMENTS) {
        let Some(content) = bytes.get(segment.from..segment.to) else { continue };
        match segment.code {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => frame(segment.code, content, &mut marks),
            0xdb => marks.tables.read(content),
            0xe0 => density(content, &mut marks.facts),
            0xe1 => {
                if let Some(block) = content.strip_prefix(b"Exif\0\0").filter(|_| !exif_read) {
                    exif_read = true;
                    marks.thumbnail = exif::read(block, &mut marks.facts);
                } else if let Some(xmp) = content.strip_prefix(b"http://ns.adobe.com/xap/1.0/\0") {
                    xmp_of(xmp, &mut marks.facts);
                }
            }
            0xe2 if content.starts_with(b"ICC_PROFILE\0") => trace(&mut marks.facts, Trace::Profile),
            0xeb if text::find(content.get(..64).unwrap_or(content), b"c2pa").is_some() => {
                trace(&mut marks.facts, Trace::Provenance);
            }
            0xec if content.starts_with(b"Ducky") => trace(&mut marks.facts, Trace::SavedForWeb),
            0xed => {
                if let Some(resources) = content.strip_prefix(b"Photoshop 3.0\0") {
                    resources_of(resources, &mut marks.facts);
                }
            }
            0xee if content.starts_with(b"Adobe") => trace(&mut marks.facts, Trace::Adobe),
            _ => {}
        }
    }
    marks
}

fn trace(facts: &mut ScanFacts, trace: Trace) {
    facts.traces.insert(trace);
}

/// The frame: its coding, depth and components.
fn frame(code: u8, content: &[u8], marks: &mut Marks) {
    let [bits, _, _, _, _, count, components @ ..] = content else { return };
    if marks.facts.coding.is_some() {
        return;
    }
    marks.facts.coding = Some(match code {
        0xc0 | 0xc1 => Coding::Baseline,
        0xc2 => Coding::Progressive,
        _ => Coding::OtherJpeg,
    });
    marks.facts.bits = *bits;
    marks.facts.colour = match count {
        1 => Some(Colour::Grey),
        3 => Some(Colour::Rgb),
        4 => Some(Colour::Cmyk),
        _ => None,
    };
    marks.tables.of_component =
        components.chunks_exact(3).take(usize::from(*count)).filter_map(|component| component.get(2)).copied().collect();
}

/// JFIF's density, where it is in dots to the inch or to the centimetre.
fn density(content: &[u8], facts: &mut ScanFacts) {
    let Some([_, _, unit, across, across_low, down, down_low, ..]) = content.strip_prefix(b"JFIF\0") else { return };
    let value = |high: u8, low: u8| f64::from(u16::from_be_bytes([high, low]));
    let (across, down) = (value(*across, *across_low), value(*down, *down_low));
    facts.dpi = match unit {
        1 => exif::dots(across, down),
        2 => exif::dots(across * 2.54, down * 2.54),
        _ => None,
    };
}

/// XMP: programs named as maker or in the history of editing.
pub(super) fn xmp_of(xmp: &[u8], facts: &mut ScanFacts) {
    trace(facts, Trace::Xmp);
    for name in [&b"CreatorTool"[..], b"softwareAgent"] {
        for value in text::xml_values(xmp, name).take(8) {
            text::add_program(&mut facts.software, text::kept(value));
        }
    }
    if text::find(xmp, b"xmpMM:History").is_some() {
        trace(facts, Trace::History);
    }
    if text::xml_values(xmp, b"UserComment").any(|comment| comment == b"Screenshot")
        || text::find(xmp, b">Screenshot</rdf:li>").is_some()
    {
        trace(facts, Trace::Screenshot);
    }
}

/// Photoshop's resources. Captions (IPTC, 0x0404) and their checksum (0x0425) are written in the same shape by other programs and
/// by agencies, so they alone are no sign of Photoshop.
fn resources_of(mut rest: &[u8], facts: &mut ScanFacts) {
    for _ in 0..MOST_SEGMENTS {
        let Some([high, low, name, after @ ..]) = rest.strip_prefix(b"8BIM") else { return };
        trace(
            facts,
            match u16::from_be_bytes([*high, *low]) {
                0x0404 | 0x0425 => Trace::Iptc,
                _ => Trace::Photoshop,
            },
        );
        // A name, then the length and the content, each padded to two bytes.
        let name = usize::from(*name) + usize::from(*name % 2 == 0);
        let Some([a, b, c, d, after @ ..]) = after.get(name..) else { return };
        let Ok(length) = usize::try_from(u32::from_be_bytes([*a, *b, *c, *d])) else { return };
        let Some(next) = length.checked_next_multiple_of(2).and_then(|length| after.get(length..)) else { return };
        rest = next;
    }
}
