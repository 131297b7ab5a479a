//! JPEG, judged strictly. The decoder behind `image` fills with grey what a cut file lacks, which suits a browser and misleads
//! a proofreader; so the structure is walked first, and the decoding itself must reach the end of the data.

use std::borrow::Cow;

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use super::facts::Luma;

/// More passes than any encoder makes of a progressive picture; each costs a walk over all of it.
const MAX_SCANS: usize = 64;

/// Zeros put in place of the end marker of a baseline picture. A whole one never reads them (they let the decoder look ahead
/// at its last rows); one whose data ends early eats them up and fails.
const LOOK_AHEAD: usize = 32;

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// Pixels across.
    pub(super) width: u32,
    /// Pixels down.
    pub(super) height: u32,
}

/// The dimensions, read without decoding. Also works on the beginning of a file.
pub(super) fn header(bytes: &[u8]) -> Option<Header> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options(false));
    decoder.decode_headers().ok()?;
    let (width, height) = decoder.dimensions()?;
    Some(Header { width: u32::try_from(width).ok()?, height: u32::try_from(height).ok()? })
}

/// A file read whole.
pub(super) struct Read {
    /// Its brightness.
    pub(super) luma: Luma,
    /// Its segments, in their order.
    pub(super) segments: Vec<Segment>,
    /// Where its end marker ends.
    pub(super) end: usize,
}

/// The content of a segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    /// The second byte of its marker.
    pub(super) code: u8,
    /// Where its content begins, after the length.
    pub(super) from: usize,
    /// Where it ends.
    pub(super) to: usize,
}

/// Reads a file; `None` where it is not whole or does not decode. Memory: a byte a pixel, seven where it is progressive; the caller
/// has checked the number of pixels.
pub(super) fn read(bytes: &[u8]) -> Option<Read> {
    let structure = walk(bytes)?;
    let data = structure.for_decoding(bytes);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&*data), options(true));
    decoder.decode_headers().ok()?;
    // Brightness alone is asked for where it stands alone in the data: the colours are then read, but not computed.
    if decoder.input_colorspace() == Some(ColorSpace::YCbCr) {
        decoder.set_options(options(true).jpeg_set_out_colorspace(ColorSpace::Luma));
    }
    let pixels = decoder.decode().ok()?;
    let (width, height) = decoder.dimensions()?;
    let channels = pixels.len() / (width * height).max(1);
    let luma = Luma::from_channels(width, height, channels, pixels)?;
    let end = structure.parts.last()?.1;
    Some(Read { luma, segments: structure.segments, end })
}

/// Most pixels of a picture whose colours are looked at; three bytes each.
const MOST_COLOURED: usize = 25_000_000;

/// For each whole block of 8 × 8 pixels, row after row, whether red, green or blue in it comes within `margin` of its limits.
pub(super) fn saturated(bytes: &[u8], margin: u8) -> Option<Vec<bool>> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options(false).jpeg_set_out_colorspace(ColorSpace::RGB));
    decoder.decode_headers().ok()?;
    let (width, height) = decoder.dimensions()?;
    if width < 8 || width * height > MOST_COLOURED {
        return None;
    }
    let pixels = decoder.decode().ok()?;
    let columns = width / 8;
    let mut blocks = vec![false; columns * (height / 8)];
    for (y, row) in pixels.chunks_exact(width * 3).enumerate() {
        for (x, values) in row.chunks_exact(8 * 3).enumerate() {
            if values.iter().any(|value| *value <= margin || *value >= u8::MAX - margin)
                && let Some(block) = blocks.get_mut(y / 8 * columns + x)
            {
                *block = true;
            }
        }
    }
    Some(blocks)
}

fn options(strict: bool) -> DecoderOptions {
    // The number of pixels is limited by the caller, not the sides by the decoder.
    DecoderOptions::default().set_strict_mode(strict).set_max_width(65_535).set_max_height(65_535).jpeg_set_max_scans(MAX_SCANS)
}

/// Where the parts of a file lie.
#[derive(Debug, Default)]
struct Structure {
    /// Start and end of the segments, the scans' data included, without stray bytes between them.
    parts: Vec<(usize, usize)>,
    /// Whether there were stray bytes, which cameras leave and the strict decoder refuses.
    stray: bool,
    /// Whether there is one frame of sequential Huffman coding.
    baseline: bool,
    /// The content of the segments.
    segments: Vec<Segment>,
}

impl Structure {
    fn for_decoding<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        if !self.stray && !self.baseline {
            return Cow::Borrowed(bytes);
        }
        let mut data = Vec::with_capacity(bytes.len() + LOOK_AHEAD);
        for part in self.parts.iter().filter_map(|(from, to)| bytes.get(*from..*to)) {
            data.extend_from_slice(part);
        }
        if self.baseline {
            data.truncate(data.len().saturating_sub(2)); // the end marker
            data.resize(data.len() + LOOK_AHEAD, 0);
        }
        Cow::Owned(data)
    }
}

/// Walks from the start marker to the end marker; `None` where the file ends before it, or has no picture in it. What follows
/// the end marker is nobody's business.
fn walk(bytes: &[u8]) -> Option<Structure> {
    const TEM: u8 = 0x01;
    const SOI: u8 = 0xd8;
    const EOI: u8 = 0xd9;
    const SOS: u8 = 0xda;
    let mut structure = Structure { parts: vec![(0, 2)], ..Structure::default() };
    let mut scans = 0;
    let mut at = 2;
    loop {
        // A marker: 0xFF, perhaps repeated, and a code.
        let start = at + bytes.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        structure.stray |= start != at;
        let code_at = start + bytes.get(start..)?.iter().position(|byte| *byte != 0xff)?;
        let code = *bytes.get(code_at)?;
        let after = code_at + 1;
        at = match code {
            // A stuffed byte outside of a scan, or a marker without a segment.
            0x00 => {
                structure.stray = true;
                at = after;
                continue;
            }
            TEM | SOI | 0xd0..=0xd7 => {
                structure.stray = true;
                at = after;
                continue;
            }
            EOI => {
                structure.parts.push((start, after));
                return (scans > 0).then_some(structure);
            }
            _ => {
                let length = usize::from(u16::from_be_bytes([*bytes.get(after)?, *bytes.get(after + 1)?]));
                let end = after + length.max(2);
                bytes.get(after..end)?;
                structure.baseline |= matches!(code, 0xc0 | 0xc1);
                structure.segments.push(Segment { code, from: (after + 2).min(end), to: end });
                if code == SOS {
                    scans += 1;
                    end + scan(bytes.get(end..)?)?
                } else {
                    end
                }
            }
        };
        structure.parts.push((start, at));
    }
}

/// The length of a scan's data: up to a marker that is neither a stuffed byte nor a restart. `None` where the file ends in it.
fn scan(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += data.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match data.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::jpeg::JpegEncoder;
    use image::{GrayImage, RgbImage};

    fn decodes(bytes: &[u8]) -> bool {
        read(bytes).is_some()
    }

    fn scan_like(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| image::Rgb([(x * 7 + y * 3) as u8, (x ^ y) as u8, ((x * y) >> 3) as u8]))
    }

    fn encode(picture: &RgbImage, quality: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).unwrap();
        bytes
    }

    #[test]
    fn whole_pictures_decode_blank_ones_too() {
        for (width, height) in [(200, 200), (201, 307), (640, 480)] {
            for quality in [5, 50, 95] {
                assert!(decodes(&encode(&scan_like(width, height), quality)), "{width}x{height} at {quality}");
                let blank = RgbImage::from_pixel(width, height, image::Rgb([255; 3]));
                assert!(decodes(&encode(&blank, quality)), "blank {width}x{height} at {quality}");
                let mut grey = Vec::new();
                JpegEncoder::new_with_quality(&mut grey, quality).encode_image(&GrayImage::new(width, height)).unwrap();
                assert!(decodes(&grey), "grey {width}x{height} at {quality}");
            }
        }
    }

    #[test]
    fn a_cut_picture_does_not_decode_wherever_it_is_cut() {
        let whole = encode(&scan_like(320, 240), 80);
        for end in (2..whole.len()).step_by(97).chain([whole.len() - 2, whole.len() - 1]) {
            assert!(!decodes(&whole[..end]), "cut at {end} of {}", whole.len());
        }
    }

    #[test]
    fn an_end_marker_does_not_heal_a_cut() {
        let whole = encode(&scan_like(320, 240), 80);
        let data = whole.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap() + 14;
        for tenths in 1..=9 {
            let mut patched = whole[..data + (whole.len() - data) * tenths / 10].to_vec();
            if patched.last() == Some(&0xff) {
                patched.push(0);
            }
            patched.extend([0xff, 0xd9]);
            assert!(!decodes(&patched), "{tenths}/10");
        }
    }

    #[test]
    fn stray_bytes_between_segments_and_after_the_end_are_no_fault() {
        let whole = encode(&scan_like(200, 200), 80);
        let mut sloppy = whole.clone();
        sloppy.extend(b"appended by a camera");
        assert!(decodes(&sloppy));
        let second = 4 + usize::from(u16::from_be_bytes([whole[4], whole[5]]));
        let mut padded = whole[..second].to_vec();
        padded.extend([0; 9]);
        padded.extend(&whole[second..]);
        assert!(decodes(&padded));
    }

    #[test]
    fn headers_alone_are_no_picture() {
        assert!(!decodes(&[0xff, 0xd8, 0xff]));
        assert!(!decodes(&[0xff, 0xd8, 0xff, 0xd9]));
        assert_eq!(header(&[0xff, 0xd8, 0xff, 0xe0]), None);
        let whole = encode(&scan_like(321, 243), 80);
        assert_eq!(header(&whole[..whole.len() / 2]), Some(Header { width: 321, height: 243 }));
    }
}
