//! Judging a file by its content (G4.1, G4.2): every fault of it at once, with memory and time bounded whatever it holds.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::{facts, hex, jpeg, png_rows};
use crate::domain::attachment::Limits;
use crate::domain::scan_facts::ScanFacts;

/// The two formats there are (G4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl Format {
    /// The word in the database: `jpeg` or `png`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    /// By the first bytes; a name says nothing.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else {
            None
        }
    }
}

/// What is recorded of a file that is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// SHA-256 of the content, lower-case hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// By content.
    pub format: Format,
    /// What it tells of its making.
    pub scan: Arc<ScanFacts>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Neither JPEG nor PNG (`attachment.format`).
    Format,
    /// More bytes than allowed (`attachment.size`).
    Size {
        /// How many are allowed.
        most: u64,
    },
    /// Too few pixels on a side (`attachment.dimensions`).
    Dimensions {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// How many each side needs.
        fewest: u32,
    },
    /// Cut short or corrupt (`attachment.unreadable`).
    Unreadable,
    /// Would decode to more pixels than any scan has (`attachment.unreadable`).
    TooManyPixels {
        /// How many are allowed.
        most: u64,
    },
    /// Not the content whose hash was given (`attachment.digest`).
    Digest,
}

/// A file judged: its facts where nothing is wrong.
pub type Judged = Result<Facts, Vec<Fault>>;

/// A file over its size is hashed to the end only up to here, so that a digest can be told right or wrong of any file that is a
/// scan at all.
const MAX_HASHED: u64 = 64 * 1024 * 1024;

/// Pictures beyond this many pixels are decoded one at a time, so that two hostile ones do not add up.
const LARGE_PIXELS: u64 = 25_000_000;
static LARGE: Mutex<()> = Mutex::new(());

/// What decoding showed of content judged before, by its hash: the same scan comes again with other items, rounds and orders.
#[derive(Debug, Default)]
pub struct Memory(Mutex<HashMap<String, Decoded>>);

/// How many contents are remembered, some 500 bytes each.
const MOST_REMEMBERED: usize = 20_000;

/// What decoding shows of content.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Decoded {
    /// Pixels across and down; `None` where not even the header can be read.
    dimensions: Option<(u32, u32)>,
    /// Whether all of it decodes; not tried where there are too many pixels.
    whole: bool,
    /// What it tells of its making; empty where it is not whole.
    scan: Arc<ScanFacts>,
}

impl Memory {
    fn get_or(&self, sha256: &str, decode: impl FnOnce() -> Decoded) -> Decoded {
        let remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(sha256).cloned();
        remembered.unwrap_or_else(|| {
            let decoded = decode();
            let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if memory.len() >= MOST_REMEMBERED {
                memory.clear();
            }
            memory.insert(sha256.to_owned(), decoded.clone());
            decoded
        })
    }
}

/// Reads and judges a file; at most one byte more than its limit is held. `digest`, if given, is lower-case hexadecimal.
/// Takes long: never called on a task that has others to serve.
///
/// # Errors
/// Only the machine's own: a file's faults are in the result.
pub fn judge(file: &mut File, limits: Limits, digest: Option<&str>) -> io::Result<Judged> {
    judge_remembering(&Memory::default(), file, limits, digest)
}

/// Like [`judge`]; content that was judged before is not decoded again.
///
/// # Errors
/// Likewise.
pub fn judge_remembering(memory: &Memory, file: &mut File, limits: Limits, digest: Option<&str>) -> io::Result<Judged> {
    let mut bytes = Vec::new();
    file.take(limits.max_bytes + 1).read_to_end(&mut bytes)?;
    let oversize = u64::try_from(bytes.len()).is_ok_and(|length| length > limits.max_bytes);
    let mut hasher = Sha256::new();
    hasher.update(&bytes);
    let mut hashed_whole = true;
    if oversize && digest.is_some() {
        hashed_whole = hash_rest(file, &mut hasher)?;
    }
    let sha256 = hex(&hasher.finalize());
    let format = Format::of(&bytes);
    let decoded = format.map(|format| {
        if oversize {
            // Only its beginning is here, under the hash of something else.
            Decoded { dimensions: dimensions(format, &bytes), whole: true, scan: Arc::default() }
        } else {
            memory.get_or(&sha256, || decode(format, &bytes, limits.max_pixels))
        }
    });

    let mut faults = Vec::new();
    if format.is_none() {
        faults.push(Fault::Format);
    }
    if oversize {
        faults.push(Fault::Size { most: limits.max_bytes });
    }
    let (width, height) = decoded.as_ref().and_then(|decoded| decoded.dimensions).unwrap_or_default();
    if let Some(decoded) = &decoded {
        if decoded.dimensions.is_some() && width.min(height) < limits.min_side {
            faults.push(Fault::Dimensions { width, height, fewest: limits.min_side });
        }
        if pixels((width, height)) > limits.max_pixels {
            faults.push(Fault::TooManyPixels { most: limits.max_pixels });
        } else if decoded.dimensions.is_none() || !decoded.whole {
            faults.push(Fault::Unreadable);
        }
    }
    if hashed_whole && digest.is_some_and(|given| given != sha256) {
        faults.push(Fault::Digest);
    }
    let scan = decoded.map(|decoded| decoded.scan).unwrap_or_default();
    Ok(match format {
        Some(format) if faults.is_empty() => Ok(Facts { sha256, bytes: bytes.len() as u64, width, height, format, scan }),
        _ => Err(faults),
    })
}

/// Whether the file ended within [`MAX_HASHED`].
fn hash_rest(file: &mut File, hasher: &mut Sha256) -> io::Result<bool> {
    let mut left = MAX_HASHED;
    let mut chunk = vec![0; 256 * 1024];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(true),
            read => {
                hasher.update(chunk.get(..read).unwrap_or_default());
                left = left.saturating_sub(read as u64);
                if left == 0 {
                    return Ok(false);
                }
            }
        }
    }
}

fn dimensions(format: Format, bytes: &[u8]) -> Option<(u32, u32)> {
    guarded(|| match format {
        Format::Jpeg => jpeg::header(bytes).map(|header| (header.width, header.height)),
        Format::Png => png_rows::header(bytes),
    })
    .flatten()
}

fn pixels((width, height): (u32, u32)) -> u64 {
    u64::from(width) * u64::from(height)
}

fn decode(format: Format, bytes: &[u8], max_pixels: u64) -> Decoded {
    let dimensions = dimensions(format, bytes);
    let pixels = dimensions.map_or(0, pixels);
    let _alone = (pixels > LARGE_PIXELS).then(|| LARGE.lock().unwrap_or_else(PoisonError::into_inner));
    let readable = dimensions.is_some() && pixels <= max_pixels;
    let opened = readable.then(|| guarded(|| facts::open(format, bytes)).flatten()).flatten();
    // What a file tells besides is no reason to refuse it, whatever it does to whoever reads it.
    let scan = opened.as_ref().and_then(|opened| guarded(|| facts::gather(bytes, opened)));
    Decoded { dimensions, whole: opened.is_some(), scan: Arc::new(scan.unwrap_or_default()) }
}

/// What a file tells of its making, by itself; `None` where it is no whole JPEG or PNG of at most `max_pixels`. Takes as long as
/// judging it.
#[must_use]
pub fn scan_facts(bytes: &[u8], max_pixels: u64) -> Option<ScanFacts> {
    let decoded = decode(Format::of(bytes)?, bytes, max_pixels);
    decoded.whole.then(|| ScanFacts::clone(&decoded.scan))
}

/// A decoder that falls over on a hostile file has judged it: otherwise one file would end every run of its feed.
fn guarded<T>(decoder: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(decoder)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attachment::AttachmentKind;
    use crate::domain::scan_facts::Coding;
    use crate::evidence::sha256_hex;
    use image::{ImageFormat, RgbImage};
    use std::io::{Cursor, Seek, SeekFrom, Write};

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90])).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn judged(content: &[u8], digest: Option<&str>) -> Judged {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        judge(&mut file, AttachmentKind::Diploma.limits(), digest).unwrap()
    }

    #[test]
    fn a_sound_scan_has_facts() {
        let jpeg = picture(300, 200, ImageFormat::Jpeg);
        let digest = sha256_hex(&jpeg);
        let facts = judged(&jpeg, Some(&digest)).unwrap();
        assert_eq!((facts.sha256, facts.bytes), (digest, jpeg.len() as u64));
        assert_eq!((facts.width, facts.height, facts.format), (300, 200, Format::Jpeg));
        assert_eq!(facts.scan.coding, Some(Coding::Baseline));
        assert_eq!(judged(&picture(200, 200, ImageFormat::Png), None).unwrap().format, Format::Png);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let small = picture(199, 300, ImageFormat::Png);
        assert_eq!(
            judged(&small[..small.len() / 2], Some("00")),
            Err(vec![Fault::Dimensions { width: 199, height: 300, fewest: 200 }, Fault::Unreadable, Fault::Digest])
        );
        let mut fat = b"GIF89a".to_vec();
        fat.resize(2 * 1024 * 1024 + 1, 0);
        let digest = sha256_hex(&fat);
        let size = Fault::Size { most: 2 * 1024 * 1024 };
        assert_eq!(judged(&fat, Some(&digest)), Err(vec![Fault::Format, size.clone()]));
        assert_eq!(judged(&fat, Some("00")), Err(vec![Fault::Format, size, Fault::Digest]));
        assert_eq!(judged(b"", None), Err(vec![Fault::Format]));
    }

    #[test]
    fn two_megabytes_are_two_times_1024_times_1024() {
        let mut jpeg = picture(300, 200, ImageFormat::Jpeg);
        jpeg.resize(2 * 1024 * 1024, 0);
        assert!(judged(&jpeg, None).is_ok());
        jpeg.push(0);
        assert_eq!(judged(&jpeg, None), Err(vec![Fault::Size { most: 2 * 1024 * 1024 }]));
    }

    #[test]
    fn what_is_remembered_is_judged_the_same_way() {
        let memory = Memory::default();
        let whole = picture(300, 200, ImageFormat::Jpeg);
        for content in [&whole[..], &whole[..whole.len() / 2]] {
            let again = || {
                let mut file = tempfile::tempfile().unwrap();
                file.write_all(content).unwrap();
                file.seek(SeekFrom::Start(0)).unwrap();
                judge_remembering(&memory, &mut file, AttachmentKind::Diploma.limits(), None).unwrap()
            };
            assert_eq!(again(), judged(content, None));
            assert_eq!(again(), judged(content, None));
        }
    }

    #[test]
    fn a_bomb_is_recognised_by_its_header() {
        // A PNG whose header promises 50,000 × 50,000 pixels.
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 50_000, 50_000);
        encoder.set_color(png::ColorType::Grayscale);
        drop(encoder.write_header().unwrap());
        assert_eq!(judged(&bytes, None), Err(vec![Fault::TooManyPixels { most: 100_000_000 }]));
    }
}
