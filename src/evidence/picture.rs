//! Decoding for the screen: pixels as they are meant to be seen, upright and on white.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, RgbImage};

use crate::domain::attachment::MAX_PIXELS;

/// Why a picture cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// More pixels than any scan has.
    #[error("more than {MAX_PIXELS} pixels")]
    TooLarge,
    /// It does not decode.
    #[error(transparent)]
    Undecodable(#[from] ImageError),
}

/// Decodes a JPEG or PNG, turned as its EXIF orientation says, transparency on white. Takes long (50 ms for 2 MB) and up to
/// twelve bytes a pixel: never called on a task that draws.
///
/// # Errors
/// [`PictureError`].
pub fn decode(bytes: &[u8]) -> Result<RgbImage, PictureError> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(ImageError::IoError)?;
    let mut decoder = reader.into_decoder()?;
    // `from_decoder` does not look at the limits of a reader: whoever calls it has to ask what it will allocate.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_PIXELS * 8 {
        return Err(PictureError::TooLarge);
    }
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(if picture.color().has_alpha() { on_white(&picture) } else { picture.into_rgb8() })
}

/// The pixels that a JPEG or PNG says it has, across and down as stored. `None`: it is neither.
#[must_use]
pub fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

/// A scan with transparency was made for white paper; without this its ground would come out black.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let rgba = picture.to_rgba8();
    let mut flat = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in flat.pixels_mut().zip(rgba.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let over = |channel: u8| {
            let blended = (u16::from(channel) * u16::from(alpha) + 255 * (255 - u16::from(alpha))) / 255;
            u8::try_from(blended).unwrap_or(u8::MAX)
        };
        to.0 = [over(red), over(green), over(blue)];
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, Rgb, Rgba, RgbaImage};

    fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn transparency_is_white_paper() {
        let picture = RgbaImage::from_pixel(4, 4, Rgba([0, 0, 0, 0]));
        let flat = decode(&written(&picture.into(), ImageFormat::Png)).unwrap();
        assert_eq!(flat.get_pixel(0, 0), &Rgb([255, 255, 255]));
    }

    #[test]
    fn a_photo_lying_on_its_side_is_turned_up() {
        let jpeg = written(&RgbImage::from_pixel(40, 20, Rgb([9, 9, 9])).into(), ImageFormat::Jpeg);
        // An EXIF segment whose only entry is orientation 6: to be turned a quarter clockwise.
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let mut turned = jpeg[..2].to_vec();
        turned.extend([0xff, 0xe1]);
        turned.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        turned.extend(exif);
        turned.extend(&jpeg[2..]);
        let seen = decode(&turned).unwrap();
        assert_eq!((seen.width(), seen.height()), (20, 40));
    }

    #[test]
    fn a_bomb_is_not_decoded() {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 20_000, 20_000);
        encoder.set_color(png::ColorType::Rgba);
        drop(encoder.write_header().unwrap());
        assert!(matches!(decode(&bytes), Err(PictureError::TooLarge | PictureError::Undecodable(_))));
        assert!(decode("不是图片".as_bytes()).is_err());
    }
}
