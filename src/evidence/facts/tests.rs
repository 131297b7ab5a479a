//! Facts gathered from made files, whole, cut and mangled.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use jpeg_encoder::{ColorType, Encoder};
use proptest::prelude::*;

use super::*;
use crate::domain::scan_facts::{Coding, Colour, MAX_TEXT_CHARS, Quality, ThumbnailVerdict, Trace};
use crate::evidence::judge::scan_facts;

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| image::Rgb([(x * 2) as u8, (y * 3) as u8, (x ^ y) as u8]))
}

/// A JPEG of quality 70 with application segments.
fn jpeg(picture: &RgbImage, progressive: bool, segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 70);
    encoder.set_progressive(progressive);
    for (number, content) in segments {
        encoder.add_app_segment(*number, content.clone()).unwrap();
    }
    encoder.encode(picture.as_raw(), picture.width() as u16, picture.height() as u16, ColorType::Rgb).unwrap();
    bytes
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A PNG with chunks after its header; their checksums are reckoned.
fn png_with(picture: &RgbImage, chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let plain = png(picture);
    let mut bytes = plain[..33].to_vec();
    for (kind, content) in chunks {
        bytes.extend((content.len() as u32).to_be_bytes());
        let body = [&kind[..], content].concat();
        let crc = body.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
        });
        bytes.extend(body);
        bytes.extend((!crc).to_be_bytes());
    }
    bytes.extend(&plain[33..]);
    bytes
}

fn facts(bytes: &[u8]) -> ScanFacts {
    scan_facts(bytes, 100_000_000).expect("a whole picture")
}

/// An EXIF segment (little-endian) with texts, in the first directory or in the EXIF one, and a small picture.
fn exif_segment(first: &[(u16, &str)], second: &[(u16, &str)], small: Option<&[u8]>) -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0".to_vec();
    let heads = [first.len() + 1, second.len()];
    let second_at = 8 + 2 + heads[0] * 12 + 4;
    let small_at = second_at + 2 + heads[1] * 12 + 4;
    let mut values_at = small_at + if small.is_some() { 2 + 2 * 12 + 4 } else { 0 };
    let mut values = Vec::new();
    let mut directory = |entries: &[(u16, &str)], exif: Option<usize>, next: usize| {
        let mut out = ((entries.len() + usize::from(exif.is_some())) as u16).to_le_bytes().to_vec();
        for (tag, text) in entries {
            let mut text = text.as_bytes().to_vec();
            text.push(0);
            text.resize(text.len().max(5), 0);
            out.extend(tag.to_le_bytes());
            out.extend(2_u16.to_le_bytes());
            out.extend((text.len() as u32).to_le_bytes());
            out.extend((values_at as u32).to_le_bytes());
            values_at += text.len();
            values.extend(text);
        }
        if let Some(at) = exif {
            out.extend(0x8769_u16.to_le_bytes());
            out.extend(4_u16.to_le_bytes());
            out.extend(1_u32.to_le_bytes());
            out.extend((at as u32).to_le_bytes());
        }
        out.extend((next as u32).to_le_bytes());
        out
    };
    block.extend(directory(first, Some(second_at), if small.is_some() { small_at } else { 0 }));
    block.extend(directory(second, None, 0));
    if let Some(small) = small {
        let at = small_at + 2 + 2 * 12 + 4 + values.len();
        block.extend(2_u16.to_le_bytes());
        for (tag, value) in [(0x0201_u16, at), (0x0202, small.len())] {
            block.extend(tag.to_le_bytes());
            block.extend(4_u16.to_le_bytes());
            block.extend(1_u32.to_le_bytes());
            block.extend((value as u32).to_le_bytes());
        }
        block.extend(0_u32.to_le_bytes());
    }
    block.extend(values);
    block.extend(small.unwrap_or_default());
    [b"Exif\0\0", &block[..]].concat()
}

#[test]
fn a_jpeg_tells_its_coding_and_quality() {
    let plain = facts(&jpeg(&picture(320, 240), false, &[]));
    assert_eq!((plain.coding, plain.bits, plain.colour), (Some(Coding::Baseline), 8, Some(Colour::Rgb)));
    assert_eq!(plain.quality, Some(Quality { estimate: 70, standard: true }));
    assert!(plain.fingerprint.is_some() && plain.software.is_empty() && plain.thumbnail.is_none() && plain.resaved.is_none());
    assert_eq!(facts(&jpeg(&picture(320, 240), true, &[])).coding, Some(Coding::Progressive));
    let mut trailed = jpeg(&picture(320, 240), false, &[]);
    trailed.extend([7; 12]);
    assert_eq!(facts(&trailed).after_end, 12);
}

#[test]
fn exif_tells_device_programs_and_dates() {
    let segment = exif_segment(
        &[(0x010f, "HUAWEI"), (0x0110, "HUAWEI P40"), (0x0131, "Adobe Photoshop CS6\u{1b}[2J"), (0x0132, "2020:10:12 08:00:00")],
        &[(0x9003, "2020:10:11 23:59:58"), (0x9004, "0000:00:00 00:00:00")],
        None,
    );
    let told = facts(&jpeg(&picture(320, 240), false, &[(1, segment)]));
    assert_eq!(told.device().as_deref(), Some("HUAWEI P40"));
    assert_eq!(told.software, ["Adobe Photoshop CS6\u{1b}[2J"]);
    assert_eq!(told.taken.unwrap().to_string(), "2020-10-11 23:59:58");
    assert_eq!(told.changed.unwrap().to_string(), "2020-10-12 08:00:00");
    assert_eq!(told.digitised, None, "a camera without a clock writes zeros");
    assert!(!told.located);
}

#[test]
fn the_small_picture_is_compared() {
    let whole = picture(640, 480);
    let small = jpeg(&image::imageops::resize(&whole, 160, 120, image::imageops::FilterType::Triangle), false, &[]);
    let verdict = |picture: &RgbImage, small: &[u8]| {
        facts(&jpeg(picture, false, &[(1, exif_segment(&[], &[], Some(small)))])).thumbnail.expect("a small picture").verdict
    };
    assert_eq!(verdict(&whole, &small), ThumbnailVerdict::Same);
    assert_eq!(verdict(&image::imageops::rotate90(&whole), &small), ThumbnailVerdict::Same);
    assert_eq!(verdict(&image::imageops::crop_imm(&whole, 0, 0, 400, 480).to_image(), &small), ThumbnailVerdict::Proportions);
    assert_eq!(verdict(&image::imageops::flip_vertical(&whole), &small), ThumbnailVerdict::Content);
    assert_eq!(verdict(&whole, &small[..small.len() / 2]), ThumbnailVerdict::Unknown);
}

#[test]
fn marks_of_programs_are_told_apart() {
    let resources = |number: u16| {
        let mut content = b"Photoshop 3.0\x008BIM".to_vec();
        content.extend(number.to_be_bytes());
        content.extend([0, 0, 0, 0, 0, 2, 1, 2]);
        content
    };
    let traces = |number, content| facts(&jpeg(&picture(320, 240), false, &[(number, content)])).traces;
    assert!(traces(13, resources(0x03ed)).contains(&Trace::Photoshop));
    assert_eq!(traces(13, resources(0x0404)), [Trace::Iptc].into(), "captions alone are no Photoshop");
    assert!(traces(12, b"Ducky\0\x01".to_vec()).contains(&Trace::SavedForWeb));
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x xmp:CreatorTool=\"GIMP 2.10\"><xmpMM:History/></x>".to_vec();
    let told = facts(&jpeg(&picture(320, 240), false, &[(1, xmp)]));
    assert_eq!(told.software, ["GIMP 2.10"]);
    assert_eq!(told.traces, [Trace::Xmp, Trace::History].into());
}

#[test]
fn a_png_tells_its_density_and_program() {
    let mut density = 11_811_u32.to_be_bytes().repeat(2);
    density.push(1);
    let bytes = png_with(
        &picture(300, 240),
        &[
            (b"pHYs", density),
            (b"tEXt", b"Software\0\xcf\xe8\xa0".to_vec()),
            (b"tEXt", [b"Software\0", &[b'x'; 9000][..]].concat()),
        ],
    );
    let told = facts(&bytes);
    assert_eq!((told.coding, told.bits, told.colour), (Some(Coding::Rows), 8, Some(Colour::Rgb)));
    assert_eq!(told.dpi, Some((300, 300)));
    assert_eq!(told.software.len(), 2);
    assert!(told.software.iter().all(|program| program.chars().count() <= MAX_TEXT_CHARS));
    assert_eq!(told.quality, None);
    let same = facts(&jpeg(&picture(300, 240), false, &[])).fingerprint.unwrap();
    assert!(told.fingerprint.unwrap().is_near(same));
}

#[test]
fn a_blank_page_has_no_fingerprint() {
    assert_eq!(facts(&png(&RgbImage::from_pixel(300, 300, image::Rgb([250; 3])))).fingerprint, None);
}

fn hostile() -> Vec<Vec<u8>> {
    let small = jpeg(&picture(64, 48), false, &[]);
    let segment = exif_segment(&[(0x010f, "Canon"), (0x0131, "x")], &[(0x9003, "2020:10:11 23:59:58")], Some(&small));
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<a CreatorTool=\"b\" softwareAgent='c'>".to_vec();
    let resources = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x02ab8BIM".to_vec();
    vec![
        jpeg(&picture(96, 80), false, &[(1, segment.clone()), (1, xmp), (13, resources), (12, b"Ducky".to_vec())]),
        png_with(
            &picture(96, 80),
            &[(b"eXIf", segment[6..].to_vec()), (b"tEXt", b"Software\0abc".to_vec()), (b"pHYs", vec![0; 9])],
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is in a file, judging it comes to an end, and its texts are short.
    #[test]
    fn no_mangled_file_is_too_much(which in 0..2_usize, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12), keep in 0.0..1.2_f64) {
        let mut bytes = hostile().swap_remove(which);
        let head = bytes.len().min(1_600);
        for (at, value) in changes {
            let at = at.index(head);
            bytes[at] = value;
        }
        bytes.truncate((bytes.len() as f64 * keep) as usize);
        let segments = jpeg_marks::read(&bytes, &[]).facts;
        prop_assert_eq!(segments.coding, None);
        let _ = png_marks::read(&bytes);
        if let Some(told) = scan_facts(&bytes, 1_000_000) {
            let texts = told.software.iter().chain(&told.make).chain(&told.model);
            prop_assert!(texts.into_iter().all(|text| text.chars().count() <= MAX_TEXT_CHARS));
            prop_assert!(serde_json::to_string(&told).unwrap().len() < 4_000);
        }
    }

    /// EXIF by itself, mangled: nothing falls over.
    #[test]
    fn no_mangled_exif_is_too_much(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut block = exif_segment(&[(0x010f, "Canon")], &[(0x9003, "2020:10:11 23:59:58")], Some(&[0xff; 40])).split_off(6);
        for (at, value) in changes {
            let at = at.index(block.len());
            block[at] = value;
        }
        let mut told = ScanFacts::default();
        let _ = exif::read(&block, &mut told);
        prop_assert!(told.orientation <= 8);
    }
}
