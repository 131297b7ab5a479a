//! The brightness of a picture, and small versions of it.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// Brightness, a byte a pixel, row after row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::evidence) struct Luma {
    pub(in crate::evidence) width: usize,
    pub(in crate::evidence) height: usize,
    pixels: Vec<u8>,
}

impl Luma {
    /// `None` where the number of pixels is not right.
    pub(in crate::evidence) fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Self> {
        (width > 0 && height > 0 && pixels.len() == width * height).then_some(Self { width, height, pixels })
    }

    /// From pixels of 1 (grey), 2 (grey, alpha), 3 (RGB) or 4 channels (RGB, alpha); transparency is white paper.
    pub(in crate::evidence) fn from_channels(width: usize, height: usize, channels: usize, pixels: Vec<u8>) -> Option<Self> {
        if channels == 1 {
            return Self::new(width, height, pixels);
        }
        if !(2..=4).contains(&channels) {
            return None;
        }
        Self::new(width, height, pixels.chunks_exact(channels).map(brightness).collect())
    }

    /// A row; empty beyond the last.
    pub(super) fn row(&self, y: usize) -> &[u8] {
        self.pixels.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    /// A part of the picture.
    pub(super) fn part(&self, left: usize, top: usize, width: usize, height: usize) -> Option<Self> {
        let mut pixels = Vec::with_capacity(width * height);
        for y in top..top + height {
            pixels.extend_from_slice(self.row(y).get(left..left + width)?);
        }
        Self::new(width, height, pixels)
    }

    /// The picture squeezed into a square of `side` pixels, averaged over what each stands for.
    pub(super) fn squeezed(&self, side: u32) -> Option<Vec<u8>> {
        let (width, height) = (u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?);
        let from = ImageRef::new(width, height, &self.pixels, PixelType::U8).ok()?;
        let mut to = Image::new(side, side, PixelType::U8);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
        Resizer::new().resize(&from, &mut to, &options).ok()?;
        Some(to.into_vec())
    }
}

/// As JPEG reckons it (ITU-R BT.601).
pub(in crate::evidence) fn brightness(pixel: &[u8]) -> u8 {
    let on_white = |value: u32, alpha: u32| (value * alpha + 255 * (255 - alpha)) / 255;
    let value = |red: u8, green: u8, blue: u8| (299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue)) / 1000;
    let bright = match *pixel {
        [grey] => u32::from(grey),
        [grey, alpha] => on_white(u32::from(grey), u32::from(alpha)),
        [red, green, blue] => value(red, green, blue),
        [red, green, blue, alpha] => on_white(value(red, green, blue), u32::from(alpha)),
        _ => 0,
    };
    u8::try_from(bright).unwrap_or(u8::MAX)
}
