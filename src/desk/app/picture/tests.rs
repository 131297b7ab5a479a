//! Pictures drawn: turned, zoomed, cropped, side by side; by each means; within bounds of memory.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::*;
use crate::desk::ui::means::{Drawing, Means};
use crate::desk::ui::picture::{Aim, At, MIDDLE, Sight, View};
use crate::domain::crop::Crop;

const RED: Rgb<u8> = Rgb([255, 0, 0]);
const BLUE: Rgb<u8> = Rgb([0, 0, 255]);

/// Red, with its top left quarter blue.
fn picture() -> RgbImage {
    RgbImage::from_fn(400, 200, |x, y| if x < 200 && y < 100 { BLUE } else { RED })
}

fn sight(sha256: &str, turns: u8, zoom: u16, centre: (u16, u16)) -> Sight {
    let view = View { turns, aim: Aim::At(At { zoom, centre }), cells: (40, 20) };
    Sight { sha256: sha256.to_owned(), kind: AttachmentKind::Diploma, view }
}

fn request(sight: Sight, means: Means) -> PictureRequest {
    PictureRequest { sight, beside: None, drawing: Drawing { means, cell: (10, 20), tmux: false, narrow_only: false } }
}

fn png(picture: &RgbImage) -> bytes::Bytes {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes::Bytes::from(bytes.into_inner())
}

async fn keep(pictures: &Pictures, picture: &RgbImage) -> String {
    let bytes = png(picture);
    pictures.keep.put(bytes.clone()).await.unwrap();
    crate::evidence::sha256_hex(&bytes)
}

async fn kept() -> (tempfile::TempDir, Pictures, String) {
    let dir = tempfile::tempdir().unwrap();
    let pictures = Pictures::new(Keep::open(dir.path()).unwrap());
    let sha256 = keep(&pictures, &picture()).await;
    (dir, pictures, sha256)
}

fn painted(picture: &Picture) -> Buffer {
    let (width, height) = picture.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    picture.draw(buffer.area, &mut buffer);
    buffer
}

/// The colours of the four corners: top left, top right, bottom left, bottom right.
fn corners(picture: &Picture) -> [Color; 4] {
    let buffer = painted(picture);
    let (right, bottom) = (buffer.area.width - 1, buffer.area.height - 1);
    // A cell of one colour is a space: its ground.
    [(0, 0), (right, 0), (0, bottom), (right, bottom)].map(|at| buffer[at].bg)
}

const R: Color = Color::Rgb(255, 0, 0);
const B: Color = Color::Rgb(0, 0, 255);

#[tokio::test]
async fn a_picture_turns_clockwise() {
    let (_dir, pictures, sha256) = kept().await;
    for means in [Means::Blocks, Means::Quadrants] {
        for (turns, expected, size) in
            [(0, [B, R, R, R], (40, 10)), (1, [R, B, R, R], (20, 20)), (2, [R, R, R, B], (40, 10)), (3, [R, R, B, R], (20, 20))]
        {
            let drawn = pictures.draw(request(sight(&sha256, turns, 100, (MIDDLE, MIDDLE)), means)).await.unwrap();
            assert_eq!(corners(&drawn), expected, "{turns} turns by {means:?}");
            assert_eq!(drawn.size(), size);
        }
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
        let drawn = pictures.draw(request(sight(&sha256, turns, 800, centre), Means::Blocks)).await.unwrap();
        assert_eq!(corners(&drawn), [expected; 4], "{turns} turns at {centre:?}");
    }
}

#[tokio::test]
async fn a_terminals_own_graphics_fill_the_same_cells() {
    let (_dir, pictures, sha256) = kept().await;
    for (means, begins) in [(Means::Sixel, "\u{1b}P"), (Means::Kitty, "\u{1b}_G"), (Means::Iterm2, "\u{1b}]1337")] {
        for tmux in [false, true] {
            let mut request = request(sight(&sha256, 0, 100, (MIDDLE, MIDDLE)), means);
            request.drawing.tmux = tmux;
            let drawn = pictures.draw(request).await.unwrap();
            assert_eq!(drawn.size(), (40, 10), "{means:?}");
            let written: String = painted(&drawn).content().iter().map(ratatui::buffer::Cell::symbol).collect();
            assert_eq!(written.contains("\u{1b}Ptmux;"), tmux, "{means:?}");
            assert!(written.replace("\u{1b}\u{1b}", "\u{1b}").contains(begins), "{means:?}");
        }
    }
}

#[tokio::test]
async fn two_pictures_stand_side_by_side() {
    let (_dir, pictures, sha256) = kept().await;
    let blue = keep(&pictures, &RgbImage::from_pixel(300, 300, BLUE)).await;
    let mut wanted = request(sight(&sha256, 0, 100, (MIDDLE, MIDDLE)), Means::Blocks);
    wanted.beside = Some(sight(&blue, 0, 100, (MIDDLE, MIDDLE)));
    let drawn = pictures.draw(wanted.clone()).await.unwrap();
    assert_eq!(drawn.size(), (81, 20));
    let buffer = painted(&drawn);
    assert_eq!((buffer[(30, 6)].bg, buffer[(60, 10)].bg), (R, B));
    assert_eq!(drawn.pixels, (400, 200), "panning is in the first one");
    // Where the other one cannot be had, the first one stands alone.
    wanted.beside = Some(sight(&"0".repeat(64), 0, 100, (MIDDLE, MIDDLE)));
    assert_eq!(pictures.draw(wanted).await.unwrap().size(), (40, 10));
}

#[tokio::test]
async fn a_crop_says_where_it_came_to_be() {
    let (_dir, pictures, sha256) = kept().await;
    for turns in 0..4 {
        let mut sight = sight(&sha256, turns, 100, (MIDDLE, MIDDLE));
        sight.view.aim = Aim::Crop(Crop::Photo);
        let drawn = pictures.draw(request(sight, Means::Quadrants)).await.unwrap();
        assert!(drawn.at.zoom > 100, "{turns}: {:?}", drawn.at);
        assert_eq!(drawn.at.centre.0 < MIDDLE, turns % 2 == 0, "to the left of a wide page: {:?}", drawn.at);
    }
}

#[tokio::test]
async fn only_a_few_decoded_pictures_are_kept() {
    let (_dir, pictures, _) = kept().await;
    for shade in 0..4 {
        let sha256 = keep(&pictures, &RgbImage::from_pixel(2000, 2000, Rgb([shade, 0, 0]))).await;
        pictures.decoded(&sha256).await.unwrap();
    }
    let kept: usize = pictures.lock().iter().map(|one| one.bytes()).sum();
    assert!(kept <= KEPT_BYTES && kept > 0, "{kept}");
}

#[tokio::test]
async fn what_is_decoded_ahead_takes_no_ones_place_and_stands_back() {
    let (_dir, pictures, _) = kept().await;
    let mut files = Vec::new();
    for shade in 0..5 {
        files.push(keep(&pictures, &RgbImage::from_pixel(1600, 1600, Rgb([shade, 0, 0]))).await);
    }
    let (shown, ahead) = files.split_first().unwrap();
    pictures.decoded(shown).await.unwrap();
    // Of 7.7 MB each three fit: the one shown and two more, in the order asked for.
    pictures.prefetch(ahead.to_vec()).await;
    let kept: Vec<String> = pictures.lock().iter().map(|one| one.sha256.clone()).collect();
    assert_eq!(kept, [shown.clone(), ahead[0].clone(), ahead[1].clone()]);
    // While somebody looks, nothing is decoded ahead.
    let looking = Looking::begin(&pictures.looked_at);
    let waiting = pictures.prefetch(vec![ahead[2].clone()]);
    assert!(tokio::time::timeout(Duration::from_millis(100), waiting).await.is_err());
    drop(looking);
    assert_eq!(pictures.lock().len(), 3);
}

#[tokio::test]
async fn what_is_missing_or_no_picture_is_said_to_be_none() {
    let (_dir, pictures, _) = kept().await;
    let whole = |sha256: &str| request(sight(sha256, 0, 100, (MIDDLE, MIDDLE)), Means::Quadrants);
    assert!(pictures.draw(whole(&"0".repeat(64))).await.is_none());
    let text = bytes::Bytes::from_static("不是图片".as_bytes());
    pictures.keep.put(text.clone()).await.unwrap();
    assert!(pictures.draw(whole(&crate::evidence::sha256_hex(&text))).await.is_none());
}
