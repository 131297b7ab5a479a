//! From a decoded picture to what the terminal takes: cut out, scaled, turned, encoded. Pure work on pixels.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::{DynamicImage, Rgb, RgbImage, imageops};
use ratatui::layout::Size;
use ratatui_image::protocol::Protocol;
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::protocol::sixel::Sixel;

use crate::desk::ui::means::{Drawing, Means};
use crate::desk::ui::mosaic::Mosaic;
use crate::desk::ui::picture::{Aim, At, Cut, Drawn, Picture, PictureRequest, Sight};
use crate::evidence::places::Places;

/// Most bytes of one picture handed through tmux: more than a mebibyte in one piece it drops without a word.
const TMUX_BYTES: usize = 900_000;
/// Pixels of a picture that is turned to be looked through.
const LOOKED_THROUGH: u64 = 2_000_000;
/// What lies between two pictures.
const BETWEEN: Rgb<u8> = Rgb([48, 48, 48]);
/// kitty keeps pictures by number: with a few in turn, new ones take the places of old ones.
const NUMBERS: u32 = 8;

/// A decoded picture.
pub(super) struct Decoded {
    pub(super) sha256: String,
    pub(super) pixels: RgbImage,
    /// Pixels of the file: across, down.
    pub(super) whole: (u32, u32),
    /// What was found on it, for each way up.
    places: [OnceLock<Places>; 4],
}

impl std::fmt::Debug for Decoded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Decoded").field("sha256", &self.sha256).field("whole", &self.whole).finish_non_exhaustive()
    }
}

impl Decoded {
    pub(super) fn new(sha256: String, pixels: RgbImage, whole: (u32, u32)) -> Self {
        Self { sha256, pixels, whole, places: [const { OnceLock::new() }; 4] }
    }

    /// Bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.pixels.as_raw().len()
    }

    /// What is found on it once it is turned so far.
    pub(super) fn places(&self, turns: u8) -> Option<&Places> {
        let slot = self.places.get(usize::from(turns % 4))?;
        Some(slot.get_or_init(|| match turns % 4 {
            0 => Places::find(&self.pixels),
            // Turned as it is looked through: small.
            turns => match shrunk(&self.pixels, LOOKED_THROUGH) {
                Some(small) => Places::find(&turned(&small, turns)),
                None => Places::find(&turned(&self.pixels, turns)),
            },
        }))
    }
}

/// The picture with no more pixels than are of use.
pub(super) fn bounded(pixels: RgbImage, most: u64) -> RgbImage {
    shrunk(&pixels, most).unwrap_or(pixels)
}

/// A picture of no more than so many pixels, where it has more.
fn shrunk(pixels: &RgbImage, most: u64) -> Option<RgbImage> {
    let (width, height) = pixels.dimensions();
    let count = u64::from(width) * u64::from(height);
    if count <= most {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    let shrink = (most as f64 / count as f64).sqrt();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "smaller than the side it comes from")]
    let side = |side: u32| ((f64::from(side) * shrink) as u32).max(1);
    let whole = Stored { left: 0.0, top: 0.0, width: f64::from(width), height: f64::from(height) };
    scaled(pixels, whole, (side(width), side(height)))
}

/// A part of a picture as it is stored, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stored {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// Which part of the stored picture is seen where a cut of the turned one is shown: it is cheaper to turn the little that is seen than
/// all of it.
fn stored(cut: Cut, turns: u8, stored: (f64, f64)) -> Stored {
    let (width, height) = stored;
    match turns % 4 {
        0 => Stored { left: cut.left, top: cut.top, width: cut.width, height: cut.height },
        1 => Stored { left: cut.top, top: height - cut.left - cut.width, width: cut.height, height: cut.width },
        2 => Stored {
            left: width - cut.left - cut.width,
            top: height - cut.top - cut.height,
            width: cut.width,
            height: cut.height,
        },
        _ => Stored { left: width - cut.top - cut.height, top: cut.left, width: cut.height, height: cut.width },
    }
}

/// A part of a picture in so many pixels.
fn scaled(pixels: &RgbImage, part: Stored, to: (u32, u32)) -> Option<RgbImage> {
    let (width, height) = pixels.dimensions();
    let source = ImageRef::new(width, height, pixels.as_raw(), PixelType::U8x3).ok()?;
    let mut target = Image::new(to.0, to.1, PixelType::U8x3);
    // Rounding may have put an edge a hair outside.
    let left = part.left.clamp(0.0, f64::from(width) - 1.0);
    let top = part.top.clamp(0.0, f64::from(height) - 1.0);
    let across = part.width.clamp(1.0, f64::from(width) - left);
    let down = part.height.clamp(1.0, f64::from(height) - top);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom)).crop(left, top, across, down);
    Resizer::new().resize(&source, &mut target, &options).ok()?;
    RgbImage::from_raw(to.0, to.1, target.into_vec())
}

fn turned(picture: &RgbImage, turns: u8) -> RgbImage {
    match turns % 4 {
        0 => picture.clone(),
        1 => imageops::rotate90(picture),
        2 => imageops::rotate180(picture),
        _ => imageops::rotate270(picture),
    }
}

/// A look at a picture: its points, the cells they fill, and where it came to be.
struct Seen {
    points: RgbImage,
    cells: (u16, u16),
    at: At,
}

fn see(decoded: &Decoded, sight: &Sight, drawing: Drawing) -> Option<Seen> {
    let view = sight.view;
    let sideways = !view.turns.is_multiple_of(2);
    let turn = |pair: (u32, u32)| if sideways { (pair.1, pair.0) } else { pair };
    let whole = decoded.pixels.dimensions();
    let cell = drawing.proportions();
    let at = match view.aim {
        Aim::At(at) => at,
        Aim::Crop(crop) => At::seeing(decoded.places(view.turns)?.part(sight.kind, crop), turn(whole), view.cells, cell),
    };
    let cut = at.cut(turn(whole), view.cells, cell);
    let grid = drawing.grid();
    let size = (u32::from(cut.cells.0) * u32::from(grid.0), u32::from(cut.cells.1) * u32::from(grid.1));
    let part = stored(cut, view.turns, (f64::from(whole.0), f64::from(whole.1)));
    let points = scaled(&decoded.pixels, part, turn(size))?;
    let points = if view.turns.is_multiple_of(4) { points } else { turned(&points, view.turns) };
    Some(Seen { points, cells: cut.cells, at })
}

/// Two looks side by side, each in the middle of its half; a column lies between.
fn side_by_side(left: &Seen, right: &Seen, halves: (u16, u16), drawing: Drawing) -> (RgbImage, (u16, u16)) {
    let grid = (u32::from(drawing.grid().0), u32::from(drawing.grid().1));
    let cells = (halves.0 + halves.1 + 1, left.cells.1.max(right.cells.1));
    let mut both = RgbImage::from_pixel(u32::from(cells.0) * grid.0, u32::from(cells.1) * grid.1, BETWEEN);
    for (seen, start, room) in [(left, 0, halves.0), (right, halves.0 + 1, halves.1)] {
        let x = u32::from(start + room.saturating_sub(seen.cells.0) / 2) * grid.0;
        let y = u32::from(cells.1.saturating_sub(seen.cells.1) / 2) * grid.1;
        imageops::replace(&mut both, &seen.points, i64::from(x), i64::from(y));
    }
    (both, cells)
}

/// Draws what is asked for of a picture, and of the one beside it.
pub(super) fn draw(decoded: &Decoded, beside: Option<&Decoded>, request: PictureRequest) -> Option<Picture> {
    let drawing = request.drawing;
    let seen = see(decoded, &request.sight, drawing)?;
    let at = seen.at;
    let other = match (beside, &request.beside) {
        (Some(beside), Some(sight)) => see(beside, sight, drawing).map(|other| (other, sight.view.cells.0)),
        _ => None,
    };
    let (points, cells) = match other {
        Some((other, room)) => side_by_side(&seen, &other, (request.sight.view.cells.0, room), drawing),
        None => (seen.points, seen.cells),
    };
    let pixels = if request.sight.view.turns.is_multiple_of(2) { decoded.whole } else { (decoded.whole.1, decoded.whole.0) };
    Some(Picture { drawn: encode(points, cells, drawing)?, request, at, pixels })
}

/// Points as the terminal takes them.
fn encode(points: RgbImage, cells: (u16, u16), drawing: Drawing) -> Option<Drawn> {
    let protocol = match drawing.means {
        Means::Quadrants => return Some(Drawn::Mosaic(Mosaic::quadrants(&points, drawing.narrow_only))),
        Means::Blocks => return Some(Drawn::Mosaic(Mosaic::halves(&points))),
        means => graphics(points, cells, means, drawing)?,
    };
    Some(Drawn::Graphics(Box::new(protocol)))
}

fn graphics(mut points: RgbImage, mut cells: (u16, u16), means: Means, drawing: Drawing) -> Option<Protocol> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    loop {
        let size = Size::new(cells.0, cells.1);
        let (across, down) = points.dimensions();
        let tmux = drawing.tmux;
        let (protocol, length) = match means {
            Means::Kitty => {
                let number = std::process::id() << 8 | (NUMBER.fetch_add(1, Ordering::Relaxed) % NUMBERS + 1);
                let picture = DynamicImage::ImageRgb8(points);
                // It goes in pieces of a few kilobytes each, so no length is too much.
                return Some(Protocol::Kitty(Kitty::new(picture, size, number, tmux, true, false).ok()?));
            }
            Means::Iterm2 => {
                let drawn = Iterm2::new(DynamicImage::ImageRgb8(points.clone()), size, tmux).ok()?;
                let length = drawn.data.len();
                (Protocol::ITerm2(drawn), length)
            }
            _ => {
                let drawn = Sixel::new(DynamicImage::ImageRgb8(points.clone()), size, tmux).ok()?;
                let length = drawn.data.len();
                (Protocol::Sixel(drawn), length)
            }
        };
        if !tmux || length <= TMUX_BYTES || cells.0 < 8 || cells.1 < 4 {
            return Some(protocol);
        }
        // A smaller picture rather than none.
        cells = (cells.0 - (cells.0 / 8).max(1), cells.1 - (cells.1 / 8).max(1));
        let grid = drawing.grid();
        let all = Stored { left: 0.0, top: 0.0, width: f64::from(across), height: f64::from(down) };
        points = scaled(&points, all, (u32::from(cells.0) * u32::from(grid.0), u32::from(cells.1) * u32::from(grid.1)))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_picture_is_not_kept_whole() {
        let (width, height) = bounded(RgbImage::new(600, 400), 120_000).dimensions();
        assert!(width * height <= 120_000 && width > 400, "{width}×{height}");
        assert_eq!(bounded(RgbImage::new(600, 400), 240_000).dimensions(), (600, 400));
    }

    #[test]
    fn through_tmux_a_picture_is_made_smaller_rather_than_too_long() {
        let noise = RgbImage::from_fn(1600, 1600, |x, y| {
            let one = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503).wrapping_mul(x | 1);
            Rgb([(one >> 8) as u8, (one >> 16) as u8, (one >> 24) as u8])
        });
        let drawing = Drawing { means: Means::Sixel, cell: (10, 20), tmux: true, narrow_only: false };
        let Some(Protocol::Sixel(drawn)) = graphics(noise, (160, 80), Means::Sixel, drawing) else { panic!("no picture") };
        assert!(drawn.data.len() <= TMUX_BYTES && drawn.data.starts_with("\u{1b}Ptmux;"), "{}", drawn.data.len());
        assert!(drawn.size.width < 160 && drawn.size.height < 80);
    }
}
