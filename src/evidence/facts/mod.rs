//! What a file tells of its making ([`ScanFacts`]): pure functions over its bytes and its brightness.
//!
//! Everything here reads hostile bytes. What is looked at is capped in size and number, texts are cut and made valid, and none of it
//! can refuse a file: a fact that cannot be read is not there.

mod coefficients;
mod exif;
mod fingerprint;
mod jpeg_marks;
mod luma;
mod png_marks;
mod resaved;
mod tables;
mod text;
mod thumbnail;

pub(super) use luma::{Luma, brightness};

use super::judge::Format;
use super::{jpeg, png_rows};
use crate::domain::scan_facts::ScanFacts;

/// A file that is whole, decoded.
pub(super) enum Opened {
    /// A JPEG.
    Jpeg(jpeg::Read),
    /// A PNG with its brightness, where that is reckoned.
    Png(Option<Luma>),
}

/// Decodes a file; `None` where it is not whole. Its number of pixels has been checked.
pub(super) fn open(format: Format, bytes: &[u8]) -> Option<Opened> {
    match format {
        Format::Jpeg => jpeg::read(bytes).map(Opened::Jpeg),
        Format::Png => png_rows::read(bytes).map(Opened::Png),
    }
}

/// Gathers the facts of a file.
pub(super) fn gather(bytes: &[u8], opened: &Opened) -> ScanFacts {
    match opened {
        Opened::Jpeg(read) => of_jpeg(bytes, read),
        Opened::Png(luma) => of_png(bytes, luma.as_ref()),
    }
}

fn of_jpeg(bytes: &[u8], read: &jpeg::Read) -> ScanFacts {
    let marks = jpeg_marks::read(bytes, &read.segments);
    let mut facts = marks.facts;
    facts.after_end = u32::try_from(bytes.len().saturating_sub(read.end)).unwrap_or(u32::MAX);
    facts.thumbnail = marks.thumbnail.map(|small| thumbnail::compare(&small, &read.luma));
    facts.quality = marks.tables.quality();
    facts.resaved =
        marks.tables.brightness().and_then(|table| resaved::look(&read.luma, table, |margin| jpeg::saturated(bytes, margin)));
    fingerprint::put(&mut facts, &read.luma);
    facts
}

fn of_png(bytes: &[u8], luma: Option<&Luma>) -> ScanFacts {
    let marks = png_marks::read(bytes);
    let mut facts = marks.facts;
    if let Some(luma) = luma {
        facts.thumbnail = marks.thumbnail.map(|small| thumbnail::compare(&small, luma));
        fingerprint::put(&mut facts, luma);
    }
    facts
}

#[cfg(test)]
mod tests;
