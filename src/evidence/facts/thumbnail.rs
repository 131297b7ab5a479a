//! The small picture in an EXIF block: cameras and scanners make it with the picture, and some editors leave the old one.

use super::Luma;
use crate::domain::scan_facts::{Thumbnail, ThumbnailVerdict};
use crate::evidence::jpeg;

/// Most pixels of a side; cameras make 160 × 120.
const MOST_SIDE: u32 = 1024;
/// Proportions that differ by more than this, in hundredths, are others.
const MOST_APART: f32 = 0.05;
/// Both pictures are compared in a square of so many pixels.
const SQUARE: u32 = 32;
/// Side of the window in which they are compared.
const WINDOW: usize = 3;
/// How far a window may be apart on average, in steps of brightness.
const MOST_DIFFERENCE: f32 = 24.0;
/// Below this spread of brightness there is nothing to compare.
const BLANK: f32 = 3.0;
/// Black bars that fill up a small picture of other proportions are darker than this.
const BAR: u8 = 24;

/// Compares the small picture with the one it stands in.
pub(super) fn compare(bytes: &[u8], picture: &Luma) -> Thumbnail {
    let unknown = Thumbnail { width: 0, height: 0, verdict: ThumbnailVerdict::Unknown };
    let Some(header) = jpeg::header(bytes).filter(|header| header.width.max(header.height) <= MOST_SIDE) else {
        return unknown;
    };
    let Some(read) = jpeg::read(bytes) else { return unknown };
    let verdict = without_bars(&read.luma).map_or(ThumbnailVerdict::Unknown, |small| verdict(&small, picture));
    Thumbnail { width: header.width, height: header.height, verdict }
}

fn verdict(small: &Luma, picture: &Luma) -> ThumbnailVerdict {
    let proportion = |luma: &Luma| luma.width as f32 / luma.height as f32;
    let apart = |one: f32, other: f32| (one / other).max(other / one) - 1.0;
    // A pixel more or less is the rounding of a small side.
    let most = MOST_APART + 1.5 / small.width.min(small.height).max(1) as f32;
    // Programs that turn a picture and leave its small one are no sign of anything.
    let upright = apart(proportion(small), proportion(picture)) <= most;
    let turned = apart(1.0 / proportion(small), proportion(picture)) <= most;
    if !upright && !turned {
        return ThumbnailVerdict::Proportions;
    }
    let (Some(small), Some(picture)) = (small.squeezed(SQUARE), picture.squeezed(SQUARE)) else {
        return ThumbnailVerdict::Unknown;
    };
    if spread(&picture) < BLANK || spread(&small) < BLANK {
        return ThumbnailVerdict::Unknown;
    }
    let mut square = small;
    let mut best = f32::MAX;
    for quarter in 0..4 {
        if if quarter % 2 == 0 { upright } else { turned } {
            best = best.min(difference(&square, &picture));
        }
        square = quarter_turn(&square);
    }
    if best <= MOST_DIFFERENCE { ThumbnailVerdict::Same } else { ThumbnailVerdict::Content }
}

/// The small picture without the black bars that some cameras fill it up with.
fn without_bars(small: &Luma) -> Option<Luma> {
    let row = |y: usize| small.row(y).iter().all(|pixel| *pixel <= BAR);
    let column = |x: usize| (0..small.height).filter_map(|y| small.row(y).get(x)).all(|pixel| *pixel <= BAR);
    let top = (0..small.height).take_while(|y| row(*y)).count();
    let left = (0..small.width).take_while(|x| column(*x)).count();
    let bottom = (0..small.height).rev().take_while(|y| row(*y)).count();
    let right = (0..small.width).rev().take_while(|x| column(*x)).count();
    small.part(left, top, small.width.checked_sub(left + right)?, small.height.checked_sub(top + bottom)?)
}

fn mean(values: &[u8]) -> f32 {
    values.iter().map(|value| f32::from(*value)).sum::<f32>() / values.len().max(1) as f32
}

fn spread(values: &[u8]) -> f32 {
    let mean = mean(values);
    (values.iter().map(|value| (f32::from(*value) - mean).powi(2)).sum::<f32>() / values.len().max(1) as f32).sqrt()
}

/// How far two squares are apart in the window where they are most so, brightness and contrast set alike first.
fn difference(one: &[u8], other: &[u8]) -> f32 {
    let (mean_one, mean_other) = (mean(one), mean(other));
    let gain = spread(other) / spread(one).max(1.0);
    let apart: Vec<f32> = one
        .iter()
        .zip(other)
        .map(|(one, other)| (f32::from(*one) - mean_one) * gain - (f32::from(*other) - mean_other))
        .collect();
    let side = SQUARE as usize;
    let mut most: f32 = 0.0;
    for top in 0..=side - WINDOW {
        for left in 0..=side - WINDOW {
            let rows = (top..top + WINDOW).filter_map(|y| apart.get(y * side + left..y * side + left + WINDOW));
            most = most.max(rows.flatten().map(|one| one.abs()).sum::<f32>() / (WINDOW * WINDOW) as f32);
        }
    }
    most
}

/// A square turned clockwise.
fn quarter_turn(square: &[u8]) -> Vec<u8> {
    let side = SQUARE as usize;
    (0..side * side).filter_map(|at| square.get((side - 1 - at % side) * side + at / side)).copied().collect()
}
