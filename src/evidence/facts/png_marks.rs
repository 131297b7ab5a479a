//! What stands in a PNG's chunks beside the picture.

use super::{exif, jpeg_marks, text};
use crate::domain::scan_facts::{Coding, Colour, ScanFacts, Trace};

/// Most chunks that are walked over; the picture itself may come in many.
const MOST_CHUNKS: usize = 20_000;
/// Most texts that are looked at.
const MOST_TEXTS: usize = 64;
/// Most bytes of a chunk that are looked at.
const MOST_BYTES: usize = 256 * 1024;

/// What the chunks tell.
pub(super) struct Marks {
    pub(super) facts: ScanFacts,
    /// The small picture in the EXIF block.
    pub(super) thumbnail: Option<Vec<u8>>,
}

/// Reads the chunks of a file.
pub(super) fn read(bytes: &[u8]) -> Marks {
    let mut marks = Marks { facts: ScanFacts::default(), thumbnail: None };
    let mut rest = bytes.get(8..).unwrap_or_default();
    let mut texts = 0;
    for _ in 0..MOST_CHUNKS {
        let Some((length, after)) = rest.split_first_chunk::<4>() else { break };
        let Some((kind, after)) = after.split_first_chunk::<4>() else { break };
        let Ok(length) = usize::try_from(u32::from_be_bytes(*length)) else { break };
        let Some(content) = after.get(..length) else { break };
        let Some(next) = length.checked_add(4).and_then(|end| after.get(end..)) else { break };
        rest = next;
        if kind == b"IEND" {
            marks.facts.after_end = u32::try_from(rest.len()).unwrap_or(u32::MAX);
            break;
        }
        if content.len() <= MOST_BYTES {
            let is_text = matches!(kind, b"tEXt" | b"iTXt");
            texts += usize::from(is_text);
            if !is_text || texts <= MOST_TEXTS {
                chunk(*kind, content, &mut marks);
            }
        }
    }
    marks
}

fn chunk(kind: [u8; 4], content: &[u8], marks: &mut Marks) {
    let facts = &mut marks.facts;
    match &kind {
        b"IHDR" => header(content, facts),
        // Pixels to the metre, where the unit is one.
        b"pHYs" => {
            if let [a, b, c, d, e, f, g, h, 1] = *content {
                let inch = |pixels: u32| f64::from(pixels) * 0.0254;
                facts.dpi = exif::dots(inch(u32::from_be_bytes([a, b, c, d])), inch(u32::from_be_bytes([e, f, g, h])));
            }
        }
        b"tRNS" => facts.alpha = true,
        b"iCCP" => _ = facts.traces.insert(Trace::Profile),
        b"caBX" => _ = facts.traces.insert(Trace::Provenance),
        b"eXIf" if marks.thumbnail.is_none() => marks.thumbnail = exif::read(content, facts),
        b"tEXt" => {
            if let Some(program) = content.strip_prefix(b"Software\0") {
                // Latin-1 by the standard, UTF-8 by habit.
                let program = match std::str::from_utf8(program) {
                    Ok(_) => text::kept(program),
                    Err(_) => {
                        let latin: String = program.iter().take(400).map(|byte| char::from(*byte)).collect();
                        text::kept(latin.as_bytes())
                    }
                };
                text::add_program(&mut facts.software, program);
            }
        }
        b"iTXt" => {
            // Key, not compressed (0), method, language, translated key, text. What is compressed is not unpacked.
            if let Some([0, 0, after @ ..]) = content.strip_prefix(b"XML:com.adobe.xmp\0") {
                jpeg_marks::xmp_of(after, facts);
            } else if let Some([0, 0, after @ ..]) = content.strip_prefix(b"Software\0") {
                let value = after.splitn(3, |byte| *byte == 0).nth(2).unwrap_or_default();
                text::add_program(&mut facts.software, text::kept(value));
            }
        }
        _ => {}
    }
}

fn header(content: &[u8], facts: &mut ScanFacts) {
    let [_, _, _, _, _, _, _, _, bits, colour, _, _, interlaced] = *content else { return };
    facts.bits = bits;
    facts.coding = Some(if interlaced == 0 { Coding::Rows } else { Coding::Interlaced });
    facts.colour = match colour {
        0 | 4 => Some(Colour::Grey),
        2 | 6 => Some(Colour::Rgb),
        3 => Some(Colour::Palette),
        _ => None,
    };
    facts.alpha = matches!(colour, 4 | 6);
}
