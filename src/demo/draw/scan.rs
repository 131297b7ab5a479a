//! From the sheet to a file: what the scanner did to it, then JPEG or PNG.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::ImageEncoder as _;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::canvas::Canvas;
use super::{Condition, DrawError, Drawn, Format};
use crate::demo::rng::Rng;

/// Ruins the sheet as `condition` says.
pub(super) fn spoil(canvas: &mut Canvas, condition: Condition, rng: &mut Rng) -> Result<(), DrawError> {
    match condition {
        Condition::Clean | Condition::Coarse => {}
        Condition::Dark => tone(canvas, |v| (f32::from(v) * 0.26 + 4.0) as u8),
        Condition::Faded => tone(canvas, |v| (238.0 - (238.0 - f32::from(v)) * 0.16).min(255.0) as u8),
        Condition::Tilted => *canvas = tilted(canvas, if rng.chance(1, 2) { 1.0 } else { -1.0 } * (0.012 + 0.02 * rng.unit())),
        Condition::Blurred => {
            let (w, h) = (canvas.width(), canvas.height());
            let small = resized(canvas, w / 9, h / 9)?;
            *canvas = resized(&small, w, h)?;
        }
        Condition::Glare => glare(canvas, rng),
        Condition::Cropped => *canvas = cropped(canvas),
        Condition::Small => *canvas = resized(canvas, canvas.width() * 2 / 7, canvas.height() * 2 / 7)?,
    }
    Ok(())
}

fn tone(canvas: &mut Canvas, map: impl Fn(u8) -> u8) {
    let table: Vec<u8> = (0..=255).map(map).collect();
    for row in canvas.rows_mut() {
        for channel in row {
            *channel = table.get(usize::from(*channel)).copied().unwrap_or(0);
        }
    }
}

/// Turned by `angle` radians, grey table showing in the corners.
fn tilted(canvas: &Canvas, angle: f32) -> Canvas {
    let (w, h) = (canvas.width(), canvas.height());
    let mut turned = Canvas::new(w, h, [92, 88, 84]);
    let (sin, cos) = angle.sin_cos();
    let (cx, cy) = (w as f32 / 2.0, h as f32 / 2.0);
    for (y, row) in turned.rows_mut().enumerate() {
        let dy = y as f32 - cy;
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let dx = x as f32 - cx;
            let (sx, sy) = (cx + dx * cos + dy * sin, cy - dx * sin + dy * cos);
            if sx < 0.0 || sy < 0.0 || sx >= w as f32 - 1.0 || sy >= h as f32 - 1.0 {
                continue;
            }
            let (x0, y0) = (sx as usize, sy as usize);
            let (fx, fy) = ((sx.fract() * 256.0) as u32, (sy.fract() * 256.0) as u32);
            let pair = |y: usize| canvas.row(y).get(x0 * 3..x0 * 3 + 6);
            if let (Some(&[a0, a1, a2, b0, b1, b2]), Some(&[c0, c1, c2, d0, d1, d2])) = (pair(y0), pair(y0 + 1)) {
                let mixed = [(a0, b0, c0, d0), (a1, b1, c1, d1), (a2, b2, c2, d2)].map(|(a, b, c, d)| {
                    let upper = u32::from(a) * (256 - fx) + u32::from(b) * fx;
                    let lower = u32::from(c) * (256 - fx) + u32::from(d) * fx;
                    ((upper * (256 - fy) + lower * fy) >> 16) as u8
                });
                pixel.copy_from_slice(&mixed);
            }
        }
    }
    turned
}

/// The lamp's reflection, over the lower left where the number is.
fn glare(canvas: &mut Canvas, rng: &mut Rng) {
    let (w, h) = (canvas.width() as f32, canvas.height() as f32);
    let (cx, cy) = (w * (0.44 + 0.05 * rng.unit()), h * (0.82 + 0.03 * rng.unit()));
    let (rx, ry) = (w * 0.27, h * 0.17);
    for y in (cy - ry) as i32..(cy + ry) as i32 {
        for x in (cx - rx) as i32..(cx + rx) as i32 {
            let d = ((x as f32 - cx) / rx).hypot((y as f32 - cy) / ry);
            if d < 1.0 {
                canvas.dot(x, y, [255, 255, 252], (2.6 * (1.0 - d)).min(0.985));
            }
        }
    }
}

/// A photograph that misses the certificate's left and lower parts.
fn cropped(canvas: &Canvas) -> Canvas {
    let (left, height) = (canvas.width() / 5, canvas.height() * 4 / 5);
    let mut rest = Canvas::new(canvas.width() - left, height, [255; 3]);
    for (y, row) in rest.rows_mut().enumerate() {
        if let Some(from) = canvas.row(y).get(left * 3..) {
            row.copy_from_slice(from);
        }
    }
    rest
}

/// The sheet at another size.
pub(super) fn resized(canvas: &Canvas, width: usize, height: usize) -> Result<Canvas, DrawError> {
    let from = ImageRef::new(canvas.width() as u32, canvas.height() as u32, canvas.pixels(), PixelType::U8x3)
        .map_err(|_| DrawError::Resize)?;
    let mut to = Image::new(width as u32, height as u32, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new().resize(&from, &mut to, &options).map_err(|_| DrawError::Resize)?;
    let mut canvas = Canvas::new(width, height, [0; 3]);
    for (row, from) in canvas.rows_mut().zip(to.buffer().chunks_exact((width * 3).max(3))) {
        row.copy_from_slice(from);
    }
    Ok(canvas)
}

/// Writes the file; `software` goes into its EXIF where given, as picture editors leave it.
pub(super) fn encode(canvas: &Canvas, condition: Condition, format: Format, software: Option<&str>) -> Result<Drawn, DrawError> {
    let (width, height) = (canvas.width() as u32, canvas.height() as u32);
    let mut bytes = Vec::with_capacity(canvas.pixels().len() / 12);
    match format {
        Format::Png => PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, PngFilter::Sub)
            .write_image(canvas.pixels(), width, height, image::ExtendedColorType::Rgb8)
            .map_err(|_| DrawError::Encode)?,
        Format::Jpeg => {
            let quality = if condition == Condition::Coarse { 7 } else { 70 };
            let mut encoder = Encoder::new(&mut bytes, quality);
            encoder.set_sampling_factor(SamplingFactor::F_2_2);
            if let Some(software) = software {
                encoder.add_app_segment(1, exif(software)).map_err(|_| DrawError::Encode)?;
            }
            encoder.encode(canvas.pixels(), width as u16, height as u16, ColorType::Rgb).map_err(|_| DrawError::Encode)?;
        }
    }
    Ok(Drawn { bytes, width, height, format })
}

/// A file as whoever opened it and saved it again sends it: the same picture, once more through JPEG.
pub(in crate::demo) fn saved_again(drawn: &Drawn) -> Result<Drawn, DrawError> {
    let picture = image::load_from_memory(&drawn.bytes).map_err(|_| DrawError::Encode)?.into_rgb8();
    let mut bytes = Vec::with_capacity(drawn.bytes.len());
    let mut encoder = Encoder::new(&mut bytes, 88);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(picture.as_raw(), drawn.width as u16, drawn.height as u16, ColorType::Rgb).map_err(|_| DrawError::Encode)?;
    Ok(Drawn { bytes, format: Format::Jpeg, ..*drawn })
}

/// The smallest EXIF block with one tag, Software (0x0131); big-endian TIFF.
fn exif(software: &str) -> Vec<u8> {
    let mut text = software.as_bytes().to_vec();
    text.push(0);
    let mut block = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
    block.extend_from_slice(&[0x01, 0x31, 0, 2]);
    block.extend_from_slice(&(text.len() as u32).to_be_bytes());
    // Offsets count from the TIFF header: 8 + 2 + 12 + 4. A text of up to four bytes would stand in the offset's place.
    block.extend_from_slice(&26u32.to_be_bytes());
    block.extend_from_slice(&0u32.to_be_bytes());
    block.extend_from_slice(&text);
    block
}
