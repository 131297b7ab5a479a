//! Drawing scans for the terminal: fetched, decoded once, then cut out, scaled and encoded for every look at them.
//!
//! All of it happens off the tasks that draw the screen. Of decoded pictures only a few are kept: one of a scan takes as much memory
//! as the rest of the program.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::{DynamicImage, RgbImage, imageops};
use ratatui::layout::Size;
use ratatui_image::picker::{Picker, ProtocolType};
use ratatui_image::{FontSize, Resize};

use crate::config::Graphics;
use crate::desk::ui::picture::{Cut, Picture, PictureRequest};
use crate::domain::attachment::AttachmentKind;
use crate::evidence::keep::Keep;
use crate::evidence::picture::decode;

/// Most bytes of decoded pictures that are kept; the newest one is, whatever its size.
const KEPT_BYTES: usize = 26 * 1024 * 1024;
/// A picture of more pixels is scaled down as soon as it is decoded: more than a page at 300 dpi shows nothing more.
const MOST_PIXELS: u64 = 12_000_000;
/// How long the terminal's own graphics wait for the view to settle: half a megabyte over a slow line is not sent for every key.
const SETTLE: Duration = Duration::from_millis(60);

/// Draws pictures.
#[derive(Debug)]
pub struct Pictures {
    keep: Keep,
    protocol: Option<ProtocolType>,
    /// Pixels of a cell: across, down.
    cell: (u16, u16),
    decoded: Arc<Mutex<VecDeque<Arc<Decoded>>>>,
    /// Decoding is done one at a time, so that hurrying through attachments does not pile up memory.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// A decoded picture.
struct Decoded {
    sha256: String,
    pixels: RgbImage,
    /// Pixels of the file: across, down.
    whole: (u32, u32),
}

impl std::fmt::Debug for Decoded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Decoded").field("sha256", &self.sha256).field("whole", &self.whole).finish_non_exhaustive()
    }
}

impl Pictures {
    /// Draws attachments kept there, by these means, for cells of so many pixels. `Auto` is taken for half blocks: what the terminal
    /// says it can is settled before.
    #[must_use]
    pub fn new(keep: Keep, graphics: Graphics, cell: (u16, u16)) -> Self {
        let protocol = match graphics {
            Graphics::Auto | Graphics::Blocks => Some(ProtocolType::Halfblocks),
            Graphics::Sixel => Some(ProtocolType::Sixel),
            Graphics::Kitty => Some(ProtocolType::Kitty),
            Graphics::Iterm2 => Some(ProtocolType::Iterm2),
            Graphics::None => None,
        };
        let cell = match protocol {
            // A half block is one pixel across and two down, whatever the font.
            Some(ProtocolType::Halfblocks) | None => (1, 2),
            Some(_) => (cell.0.max(1), cell.1.max(1)),
        };
        Self { keep, protocol, cell, decoded: Arc::default(), turn: Arc::default() }
    }

    /// Draws a picture; `None` where it cannot be read or decoded (the log says why).
    pub async fn draw(&self, request: PictureRequest) -> Option<Arc<Picture>> {
        let protocol = self.protocol?;
        if protocol != ProtocolType::Halfblocks {
            tokio::time::sleep(SETTLE).await;
        }
        let decoded = match self.known(&request.sha256) {
            Some(decoded) => decoded,
            None => self.decode(&request.sha256).await?,
        };
        let cell = self.cell;
        let drawn = tokio::task::spawn_blocking(move || draw(&decoded, request, protocol, cell)).await;
        drawn.ok().flatten().map(Arc::new)
    }

    fn known(&self, sha256: &str) -> Option<Arc<Decoded>> {
        let mut decoded = self.decoded.lock().unwrap_or_else(PoisonError::into_inner);
        let at = decoded.iter().position(|one| one.sha256 == sha256)?;
        let found = decoded.remove(at)?;
        decoded.push_front(Arc::clone(&found));
        Some(found)
    }

    async fn decode(&self, sha256: &str) -> Option<Arc<Decoded>> {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        if let Some(decoded) = self.known(sha256) {
            return Some(decoded);
        }
        let bytes = match self.keep.get(sha256, AttachmentKind::Diploma.limits().max_bytes).await {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::warn!(sha256, code = error.code(), "attachment not shown");
                return None;
            }
        };
        let (cache, name) = (Arc::clone(&self.decoded), sha256.to_owned());
        // Whoever asked may be gone by the time it is done; it is kept all the same, and the next one waits its turn until then.
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let pixels =
                decode(&bytes).inspect_err(|error| tracing::warn!(sha256 = name, %error, "attachment not shown")).ok()?;
            drop(bytes);
            let whole = pixels.dimensions();
            let decoded = Arc::new(Decoded { sha256: name, pixels: bounded(pixels, MOST_PIXELS), whole });
            let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
            cache.push_front(Arc::clone(&decoded));
            let mut bytes = 0;
            let mut keep = 0;
            for one in cache.iter() {
                bytes += one.pixels.as_raw().len();
                if keep > 0 && bytes > KEPT_BYTES {
                    break;
                }
                keep += 1;
            }
            cache.truncate(keep);
            Some(decoded)
        });
        done.await.ok().flatten()
    }
}

/// The picture with no more pixels than are of use.
fn bounded(pixels: RgbImage, most: u64) -> RgbImage {
    let (width, height) = pixels.dimensions();
    let count = u64::from(width) * u64::from(height);
    if count <= most {
        return pixels;
    }
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    let shrink = (most as f64 / count as f64).sqrt();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "smaller than the side it comes from")]
    let side = |side: u32| ((f64::from(side) * shrink) as u32).max(1);
    let whole = Part { left: 0.0, top: 0.0, width: f64::from(width), height: f64::from(height) };
    scaled(&pixels, whole, (side(width), side(height))).unwrap_or(pixels)
}

/// A part of a picture as it is stored, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Part {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// Which part of the stored picture is seen where a cut of the turned one is shown: it is cheaper to turn the little that is seen than
/// all of it.
fn part(cut: Cut, turns: u8, stored: (f64, f64)) -> Part {
    let (width, height) = stored;
    match turns % 4 {
        0 => Part { left: cut.left, top: cut.top, width: cut.width, height: cut.height },
        1 => Part { left: cut.top, top: height - cut.left - cut.width, width: cut.height, height: cut.width },
        2 => {
            Part { left: width - cut.left - cut.width, top: height - cut.top - cut.height, width: cut.width, height: cut.height }
        }
        _ => Part { left: width - cut.top - cut.height, top: cut.left, width: cut.height, height: cut.width },
    }
}

/// A part of a picture in so many pixels.
fn scaled(pixels: &RgbImage, part: Part, to: (u32, u32)) -> Option<RgbImage> {
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

fn draw(decoded: &Decoded, request: PictureRequest, protocol: ProtocolType, cell: (u16, u16)) -> Option<Picture> {
    let sideways = !request.view.turns.is_multiple_of(2);
    let turn = |pair: (u32, u32)| if sideways { (pair.1, pair.0) } else { pair };
    let stored = decoded.pixels.dimensions();
    let cut = request.view.cut(turn(stored), (f64::from(cell.0), f64::from(cell.1)));
    let size = (u32::from(cut.cells.0) * u32::from(cell.0), u32::from(cut.cells.1) * u32::from(cell.1));
    let part = part(cut, request.view.turns, (f64::from(stored.0), f64::from(stored.1)));
    let seen = scaled(&decoded.pixels, part, turn(size))?;
    let seen = match request.view.turns % 4 {
        0 => seen,
        1 => imageops::rotate90(&seen),
        2 => imageops::rotate180(&seen),
        _ => imageops::rotate270(&seen),
    };
    #[expect(deprecated, reason = "the crate's own probe talks to the terminal; ours has done so already")]
    let mut picker = Picker::from_fontsize(FontSize::new(cell.0, cell.1));
    picker.set_protocol_type(protocol);
    let cells = Size::new(cut.cells.0, cut.cells.1);
    let protocol = picker.new_protocol(DynamicImage::ImageRgb8(seen), cells, Resize::Fit(None)).ok()?;
    Some(Picture { request, protocol, pixels: turn(decoded.whole) })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::desk::ui::picture::View;
    use image::{ImageFormat, Rgb};
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Color;
    use ratatui::widgets::Widget;

    const RED: Rgb<u8> = Rgb([255, 0, 0]);
    const BLUE: Rgb<u8> = Rgb([0, 0, 255]);

    /// Red, with its top left quarter blue.
    fn picture() -> RgbImage {
        RgbImage::from_fn(400, 200, |x, y| if x < 200 && y < 100 { BLUE } else { RED })
    }

    fn view(turns: u8, zoom: u16, centre: (u16, u16)) -> View {
        View { turns, zoom, centre, cells: (40, 20) }
    }

    async fn kept() -> (tempfile::TempDir, Pictures, String) {
        kept_for(Graphics::Blocks).await
    }

    async fn kept_for(graphics: Graphics) -> (tempfile::TempDir, Pictures, String) {
        let dir = tempfile::tempdir().unwrap();
        let keep = Keep::open(dir.path()).unwrap();
        let mut bytes = Cursor::new(Vec::new());
        picture().write_to(&mut bytes, ImageFormat::Png).unwrap();
        let bytes = bytes::Bytes::from(bytes.into_inner());
        keep.put(bytes.clone()).await.unwrap();
        (dir, Pictures::new(keep, graphics, (10, 20)), crate::evidence::sha256_hex(&bytes))
    }

    /// The colours of the four corners: top left, top right, bottom left, bottom right.
    fn corners(picture: &Picture) -> [Color; 4] {
        let size = picture.protocol.size();
        let area = Rect::new(0, 0, size.width, size.height);
        let mut buffer = Buffer::empty(area);
        ratatui_image::Image::new(&picture.protocol).render(area, &mut buffer);
        let (right, bottom) = (size.width - 1, size.height - 1);
        // A cell of one colour is a space: its ground.
        [(0, 0), (right, 0), (0, bottom), (right, bottom)].map(|at| buffer[at].bg)
    }

    const R: Color = Color::Rgb(255, 0, 0);
    const B: Color = Color::Rgb(0, 0, 255);

    #[tokio::test]
    async fn a_picture_turns_clockwise() {
        let (_dir, pictures, sha256) = kept().await;
        for (turns, expected, size) in
            [(0, [B, R, R, R], (40, 10)), (1, [R, B, R, R], (20, 20)), (2, [R, R, R, B], (40, 10)), (3, [R, R, B, R], (20, 20))]
        {
            let request = PictureRequest { sha256: sha256.clone(), view: view(turns, 100, (5_000, 5_000)) };
            let drawn = pictures.draw(request).await.unwrap();
            assert_eq!(corners(&drawn), expected, "{turns} turns");
            assert_eq!((drawn.protocol.size().width, drawn.protocol.size().height), size);
        }
    }

    #[tokio::test]
    async fn zooming_shows_the_part_around_the_centre_also_when_turned() {
        let (_dir, pictures, sha256) = kept().await;
        // An eighth of it is seen across; the blue quarter lies top left, and top right after a quarter turn.
        for (turns, centre, expected) in [
            (0, (0, 0), B),
            (0, (10_000, 10_000), R),
            (1, (10_000, 0), B),
            (1, (0, 0), R),
            (2, (10_000, 10_000), B),
            (3, (0, 10_000), B),
        ] {
            let request = PictureRequest { sha256: sha256.clone(), view: view(turns, 800, centre) };
            let drawn = pictures.draw(request).await.unwrap();
            assert_eq!(corners(&drawn), [expected; 4], "{turns} turns at {centre:?}");
        }
    }

    #[tokio::test]
    async fn a_terminals_own_graphics_fill_the_same_cells() {
        for (graphics, begins) in [(Graphics::Sixel, "\u{1b}P"), (Graphics::Kitty, "\u{1b}_G"), (Graphics::Iterm2, "\u{1b}]1337")]
        {
            let (_dir, pictures, sha256) = kept_for(graphics).await;
            let drawn = pictures.draw(PictureRequest { sha256, view: view(0, 100, (5_000, 5_000)) }).await.unwrap();
            let size = drawn.protocol.size();
            assert_eq!((size.width, size.height), (40, 10), "{graphics:?}");
            let area = Rect::new(0, 0, size.width, size.height);
            let mut buffer = Buffer::empty(area);
            ratatui_image::Image::new(&drawn.protocol).render(area, &mut buffer);
            let written: String = buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(written.contains(begins), "{graphics:?}");
        }
        let (_dir, pictures, sha256) = kept_for(Graphics::None).await;
        assert!(pictures.draw(PictureRequest { sha256, view: view(0, 100, (5_000, 5_000)) }).await.is_none());
    }

    #[tokio::test]
    async fn only_a_few_decoded_pictures_are_kept() {
        let (_dir, pictures, _) = kept().await;
        for shade in 0..3 {
            let mut bytes = Cursor::new(Vec::new());
            RgbImage::from_pixel(2000, 2000, Rgb([shade, 0, 0])).write_to(&mut bytes, ImageFormat::Png).unwrap();
            let bytes = bytes::Bytes::from(bytes.into_inner());
            pictures.keep.put(bytes.clone()).await.unwrap();
            pictures.decode(&crate::evidence::sha256_hex(&bytes)).await.unwrap();
        }
        let kept: usize = pictures.decoded.lock().unwrap().iter().map(|one| one.pixels.as_raw().len()).sum();
        assert!(kept <= KEPT_BYTES && kept > 0, "{kept}");
    }

    #[tokio::test]
    async fn what_is_missing_or_no_picture_is_said_to_be_none() {
        let (_dir, pictures, _) = kept().await;
        let request = PictureRequest { sha256: "0".repeat(64), view: view(0, 100, (5_000, 5_000)) };
        assert!(pictures.draw(request).await.is_none());
        let text = bytes::Bytes::from_static("不是图片".as_bytes());
        pictures.keep.put(text.clone()).await.unwrap();
        let request = PictureRequest { sha256: crate::evidence::sha256_hex(&text), view: view(0, 100, (5_000, 5_000)) };
        assert!(pictures.draw(request).await.is_none());
    }

    #[test]
    fn a_huge_picture_is_not_kept_whole() {
        let (width, height) = bounded(RgbImage::new(600, 400), 120_000).dimensions();
        assert!(width * height <= 120_000 && width > 400, "{width}×{height}");
        assert_eq!(bounded(RgbImage::new(600, 400), 240_000).dimensions(), (600, 400));
    }
}
