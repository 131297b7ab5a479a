//! PNG, judged row by row: the whole file is read and every checksum verified while two rows and the brightness are held in memory.

use std::io::Cursor;

use png::{Decoder, Limits, Reader, Transformations};

use super::facts::{Luma, brightness};

/// What the decoder may allocate for a row and what belongs to it; text and colour profiles are skipped, not unpacked.
const MAX_ALLOCATION: usize = 16 * 1024 * 1024;

/// The dimensions, read without decoding. Also works on the beginning of a file.
pub(super) fn header(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut decoder = decoder(bytes);
    let info = decoder.read_header_info().ok()?;
    Some((info.width, info.height))
}

/// Reads a file to its end chunk; `None` where it is not whole or does not decode. Of an interlaced picture, which comes in seven
/// passes and which no scanner writes, there is no brightness. Memory: a byte a pixel; the caller has checked their number.
pub(super) fn read(bytes: &[u8]) -> Option<Option<Luma>> {
    let mut decoder = decoder(bytes);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let reader = decoder.read_info().ok()?;
    let info = reader.info();
    let (width, height) = (usize::try_from(info.width).ok()?, usize::try_from(info.height).ok()?);
    let interlaced = info.interlaced;
    let mut pixels = Vec::with_capacity(if interlaced { 0 } else { width * height });
    let channels = reader.output_color_type().0.samples();
    reads_to_its_end(reader, |row| {
        if !interlaced {
            pixels.extend(row.chunks_exact(channels).map(brightness));
        }
    })
    .ok()?;
    Some(Luma::new(width, height, pixels))
}

fn reads_to_its_end(mut reader: Reader<Cursor<&[u8]>>, mut row: impl FnMut(&[u8])) -> Result<(), png::DecodingError> {
    while let Some(next) = reader.next_interlaced_row()? {
        row(next.data());
    }
    reader.finish()
}

fn decoder(bytes: &[u8]) -> Decoder<Cursor<&[u8]>> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MAX_ALLOCATION });
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, RgbaImage};

    fn decodes(bytes: &[u8]) -> bool {
        read(bytes).is_some()
    }

    fn encode(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbaImage::from_fn(width, height, |x, y| image::Rgba([x as u8, y as u8, (x * y) as u8, 255]));
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_whole_picture_decodes_and_a_cut_one_never() {
        let whole = encode(220, 210);
        assert_eq!(header(&whole[..40]), Some((220, 210)));
        assert!(decodes(&whole));
        for end in (8..whole.len()).step_by(211).chain([whole.len() - 12, whole.len() - 5, whole.len() - 1]) {
            assert!(!decodes(&whole[..end]), "cut at {end} of {}", whole.len());
        }
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let mut bytes = encode(220, 210);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        assert!(!decodes(&bytes));
    }
}
