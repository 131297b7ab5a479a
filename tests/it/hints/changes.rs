//! What happens to a picture on its way: saved, made smaller, cut, turned, edited.

use image::RgbImage;
use image::imageops::{self, FilterType};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Saved as JPEG with the tables of the IJG's library, colours at half the resolution as most programs do.
pub(super) fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    jpeg_with(picture, quality, None)
}

/// Saved as JPEG with an EXIF block (from its TIFF header on).
pub(super) fn jpeg_with(picture: &RgbImage, quality: u8, exif: Option<&[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    if let Some(exif) = exif {
        encoder.add_app_segment(1, [b"Exif\0\0", exif].concat()).unwrap();
    }
    encoder.encode(picture.as_raw(), picture.width() as u16, picture.height() as u16, ColorType::Rgb).unwrap();
    bytes
}

/// Saved as PNG.
pub(super) fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Opened again, as an editor does.
pub(super) fn opened(bytes: &[u8]) -> RgbImage {
    image::load_from_memory(bytes).unwrap().into_rgb8()
}

/// Made larger or smaller, in hundredths.
pub(super) fn scaled(picture: &RgbImage, hundredths: u32) -> RgbImage {
    let side = |pixels: u32| (pixels * hundredths / 100).max(200);
    imageops::resize(picture, side(picture.width()), side(picture.height()), FilterType::CatmullRom)
}

/// With so many pixels cut off: left, top, right, bottom.
pub(super) fn cut(picture: &RgbImage, edges: [u32; 4]) -> RgbImage {
    let [left, top, right, bottom] = edges;
    imageops::crop_imm(picture, left, top, picture.width() - left - right, picture.height() - top - bottom).to_image()
}

/// Brighter or darker.
pub(super) fn lit(picture: &RgbImage, steps: i32) -> RgbImage {
    imageops::colorops::brighten(picture, steps)
}

/// Turned clockwise by quarters.
pub(super) fn turned(picture: &RgbImage, quarters: u32) -> RgbImage {
    match quarters % 4 {
        0 => picture.clone(),
        1 => imageops::rotate90(picture),
        2 => imageops::rotate180(picture),
        _ => imageops::rotate270(picture),
    }
}

/// A part replaced by the same part of another picture of the same size: left, top, width, height in thousandths.
pub(super) fn patched(picture: &RgbImage, with: &RgbImage, part: [u32; 4]) -> RgbImage {
    let [left, top, width, height] = part;
    let (w, h) = picture.dimensions();
    let (x, y) = (left * w / 1000, top * h / 1000);
    let piece = imageops::crop_imm(with, x, y, (width * w / 1000).min(w - x), (height * h / 1000).min(h - y)).to_image();
    let mut edited = picture.clone();
    imageops::replace(&mut edited, &piece, i64::from(x), i64::from(y));
    edited
}

/// In the middle of a telephone's screen, with bars above and below.
pub(super) fn on_a_screen(picture: &RgbImage, screen: (u32, u32)) -> RgbImage {
    let mut canvas = RgbImage::from_pixel(screen.0, screen.1, image::Rgb([18, 18, 18]));
    let height = (screen.0 * picture.height() / picture.width()).min(screen.1);
    let shown = imageops::resize(picture, screen.0, height, FilterType::Triangle);
    imageops::replace(&mut canvas, &shown, 0, i64::from((screen.1 - height) / 2));
    canvas
}

/// An EXIF block (big-endian TIFF) with some texts and, if given, a small picture.
pub(super) fn exif(texts: &[(u16, &str)], thumbnail: Option<&[u8]>) -> Vec<u8> {
    let mut block = b"MM\0\x2a\0\0\0\x08".to_vec();
    let entries = texts.len();
    let mut after = 8 + 2 + entries * 12 + 4;
    let mut values = Vec::new();
    block.extend((entries as u16).to_be_bytes());
    for (tag, text) in texts {
        let mut text = text.as_bytes().to_vec();
        text.push(0);
        text.resize(text.len().max(5), 0);
        block.extend(tag.to_be_bytes());
        block.extend(2_u16.to_be_bytes());
        block.extend((text.len() as u32).to_be_bytes());
        block.extend(((after + values.len()) as u32).to_be_bytes());
        values.extend(text);
    }
    after += values.len();
    match thumbnail {
        None => {
            block.extend(0_u32.to_be_bytes());
            block.extend(values);
        }
        Some(small) => {
            block.extend((after as u32).to_be_bytes());
            block.extend(values);
            block.extend(2_u16.to_be_bytes());
            for (tag, value) in [(0x0201_u16, after + 2 + 24 + 4), (0x0202, small.len())] {
                block.extend(tag.to_be_bytes());
                block.extend(4_u16.to_be_bytes());
                block.extend(1_u32.to_be_bytes());
                block.extend((value as u32).to_be_bytes());
            }
            block.extend(0_u32.to_be_bytes());
            block.extend(small);
        }
    }
    block
}

/// The small picture a camera makes: at most 160 × 160, proportions kept.
pub(super) fn thumbnail(picture: &RgbImage) -> Vec<u8> {
    let (w, h) = picture.dimensions();
    let (width, height) = if w > h { (160, 160 * h / w) } else { (160 * w / h, 160) };
    jpeg(&imageops::resize(picture, width, height, FilterType::Triangle), 75)
}
