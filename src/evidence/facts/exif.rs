//! EXIF: who made the picture with what and when. Parsed by `kamadak-exif`; what it can't read is left out.

use chrono::{NaiveDate, NaiveDateTime};
use exif::{Exif, In, Reader, Tag, Value};

use super::text;
use crate::domain::scan_facts::{ScanFacts, Trace};

/// Most bytes of a block that are looked at; a JPEG segment holds no more.
const MOST_BYTES: usize = 64 * 1024;

/// More dots to the inch than any scanner has.
const MOST_DPI: u32 = 20_000;

/// Reads a block that begins with the TIFF header; writes what it tells and gives the small picture in it.
pub(super) fn read(block: &[u8], facts: &mut ScanFacts) -> Option<Vec<u8>> {
    if block.len() > MOST_BYTES {
        return None;
    }
    let mut reader = Reader::new();
    reader.continue_on_error(true);
    let exif = reader.read_raw(block.to_vec()).or_else(|error| error.distill_partial_result(|_| ())).ok()?;
    facts.make = ascii(&exif, Tag::Make);
    facts.model = ascii(&exif, Tag::Model);
    text::add_program(&mut facts.software, ascii(&exif, Tag::Software));
    facts.orientation = number(&exif, Tag::Orientation, In::PRIMARY).filter(|turn| (1..=8).contains(turn)).unwrap_or(0) as u8;
    facts.taken = moment(&exif, Tag::DateTimeOriginal);
    facts.digitised = moment(&exif, Tag::DateTimeDigitized);
    facts.changed = moment(&exif, Tag::DateTime);
    facts.located = exif.get_field(Tag::GPSLatitude, In::PRIMARY).is_some();
    if facts.dpi.is_none() {
        facts.dpi = resolution(&exif);
    }
    if comment(&exif).is_some_and(|comment| comment.eq_ignore_ascii_case("screenshot")) {
        facts.traces.insert(Trace::Screenshot);
    }
    thumbnail(&exif)
}

fn ascii(exif: &Exif, tag: Tag) -> Option<String> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => lines.first().and_then(|line| text::kept(line)),
        _ => None,
    }
}

fn number(exif: &Exif, tag: Tag, of: In) -> Option<u32> {
    exif.get_field(tag, of)?.value.get_uint(0)
}

/// `2026:05:04 12:03:00`, as a camera writes; one without a clock writes zeros.
fn moment(exif: &Exif, tag: Tag) -> Option<NaiveDateTime> {
    let text = ascii(exif, tag)?;
    let at = exif::DateTime::from_ascii(text.as_bytes()).ok()?;
    NaiveDate::from_ymd_opt(i32::from(at.year), u32::from(at.month), u32::from(at.day))?.and_hms_opt(
        u32::from(at.hour),
        u32::from(at.minute),
        u32::from(at.second),
    )
}

fn resolution(exif: &Exif) -> Option<(u32, u32)> {
    let unit = number(exif, Tag::ResolutionUnit, In::PRIMARY).unwrap_or(2);
    let value = |tag| match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(values) => values.first().map(|value| value.to_f64()),
        _ => None,
    };
    let (across, down) = (value(Tag::XResolution)?, value(Tag::YResolution)?);
    match unit {
        2 => dots(across, down),
        3 => dots(across * 2.54, down * 2.54),
        _ => None,
    }
}

/// Dots to the inch, where they can be.
pub(super) fn dots(across: f64, down: f64) -> Option<(u32, u32)> {
    let whole = |value: f64| {
        // Also false where it is not a number.
        let sensible = value >= 1.0 && value <= f64::from(MOST_DPI);
        sensible.then(|| value.round() as u32)
    };
    Some((whole(across)?, whole(down)?))
}

/// A comment whose character code is given as ASCII.
fn comment(exif: &Exif) -> Option<String> {
    match &exif.get_field(Tag::UserComment, In::PRIMARY)?.value {
        Value::Undefined(bytes, _) => text::kept(bytes.strip_prefix(b"ASCII\0\0\0")?),
        _ => None,
    }
}

fn thumbnail(exif: &Exif) -> Option<Vec<u8>> {
    let from = usize::try_from(number(exif, Tag::JPEGInterchangeFormat, In::THUMBNAIL)?).ok()?;
    let length = usize::try_from(number(exif, Tag::JPEGInterchangeFormatLength, In::THUMBNAIL)?).ok()?;
    exif.buf().get(from..from.checked_add(length)?).map(<[u8]>::to_vec)
}
