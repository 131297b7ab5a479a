//! Where on a scan things stand: the paper on its background, and a long number by the look of its digits. Cheap (some 20 ms for a
//! page), no reading of characters; where nothing is found, the usual place on the paper is taken ([`crate::domain::crop`]).

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;

use crate::domain::attachment::AttachmentKind;
use crate::domain::crop::{Crop, Part, usual};

/// Longest side that is looked through: digits of 1 % of a page's height are still apart.
const LOOKED_AT: u32 = 1600;
/// Fewest digits of what passes for a number wherever it stands.
const MANY_DIGITS: usize = 15;
/// Fewest where it stands in the usual place.
const SOME_DIGITS: usize = 9;
/// Pieces of ink beyond which a picture is no print.
const MOST_BLOTS: usize = 20_000;
/// Across a resident card: where its number begins, and what part of the card it fills.
const CARD_NUMBER: (f64, f64) = (0.31, 0.53);
/// Down a resident card: where its number's middle is, and height to width.
const CARD_DOWN: (f64, f64) = (0.86, 0.63);

/// A row of digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Digits {
    /// Where, as a part of the picture.
    pub part: Part,
    /// How many.
    pub count: usize,
}

/// What was found on a scan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Places {
    /// The paper on its background; all of the picture where no edge is seen.
    pub paper: Part,
    /// The longest row of digits.
    pub digits: Option<Digits>,
    /// Height to width of the picture.
    pub steep: f64,
}

impl Places {
    /// Looks a picture through that is the right way up.
    #[must_use]
    pub fn find(picture: &RgbImage) -> Self {
        let (width, height) = picture.dimensions();
        let steep = f64::from(height) / f64::from(width.max(1));
        let shrink = (f64::from(LOOKED_AT) / f64::from(width.max(height).max(1))).min(1.0);
        let small = resized(picture, shrink);
        let looked_at = small.as_ref().unwrap_or(picture);
        Self { paper: paper(looked_at), digits: digits(looked_at), steep }
    }

    /// Where a crop of a file of this kind lies in the picture.
    #[must_use]
    pub fn part(&self, kind: AttachmentKind, crop: Crop) -> Part {
        let tall = self.steep * self.paper.height > self.paper.width;
        let place = usual(kind, crop, tall).of(self.paper);
        let Some(digits) = self.digits else { return place };
        let number = || {
            let usual = place.grown(0.02, 0.02).holds(digits.part);
            (digits.count >= MANY_DIGITS || (digits.count >= SOME_DIGITS && usual)).then(|| {
                // Its label stands to the left, some words' worth; a line above and below.
                let high = digits.part.height;
                let across = high * self.steep;
                Part::between(
                    digits.part.left - 8.0 * across,
                    digits.part.top - 1.6 * high,
                    digits.part.right() + 4.0 * across,
                    digits.part.bottom() + 1.6 * high,
                )
                .grown(0.0, 0.0)
            })
        };
        match (kind, crop) {
            (AttachmentKind::Diploma | AttachmentKind::IdCard | AttachmentKind::HeldIdPhoto, Crop::Number) => {
                number().unwrap_or(place)
            }
            (AttachmentKind::IdCard, Crop::Name | Crop::Photo) => match self.card() {
                Some(card) => usual(kind, crop, false).of(card).grown(0.02, 0.02),
                None => place,
            },
            _ => place,
        }
    }

    /// The card that a number of eighteen digits stands on.
    fn card(&self) -> Option<Part> {
        let digits = self.digits.filter(|digits| (17..=18).contains(&digits.count))?;
        let width = digits.part.width * 18.0 / f64::from(u8::try_from(digits.count).ok()?) / CARD_NUMBER.1;
        let height = width * CARD_DOWN.1 / self.steep;
        let left = digits.part.left - CARD_NUMBER.0 * width;
        let top = digits.part.top + digits.part.height / 2.0 - CARD_DOWN.0 * height;
        let card = Part { left, top, width, height };
        // A number elsewhere than on a card would put the card outside the picture.
        Part { left: -0.1, top: -0.1, width: 1.2, height: 1.2 }.holds(card).then(|| card.grown(0.0, 0.0))
    }
}

fn resized(picture: &RgbImage, shrink: f64) -> Option<RgbImage> {
    if shrink >= 1.0 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "smaller than the side it comes from")]
    let side = |side: u32| ((f64::from(side) * shrink) as u32).max(1);
    let (width, height) = picture.dimensions();
    let to = (side(width), side(height));
    let source = ImageRef::new(width, height, picture.as_raw(), PixelType::U8x3).ok()?;
    let mut target = Image::new(to.0, to.1, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new().resize(&source, &mut target, &options).ok()?;
    RgbImage::from_raw(to.0, to.1, target.into_vec())
}

/// The paper, where it lies on a background of one colour that is not its own.
fn paper(picture: &RgbImage) -> Part {
    let (width, height) = picture.dimensions();
    if width < 40 || height < 40 {
        return Part::WHOLE;
    }
    let step = (width.max(height) / 200).max(1);
    let columns: Vec<u32> = (0..width).step_by(step as usize).collect();
    let rows: Vec<u32> = (0..height).step_by(step as usize).collect();
    let at = |x: u32, y: u32| picture.get_pixel_checked(x, y).map_or([0; 3], |pixel| pixel.0);
    let ring: Vec<[u8; 3]> = columns
        .iter()
        .flat_map(|x| [at(*x, 1), at(*x, height - 2)])
        .chain(rows.iter().flat_map(|y| [at(1, *y), at(width - 2, *y)]))
        .collect();
    let ground = middle_colour(&ring);
    let differs = |colour: [u8; 3]| colour.iter().zip(ground).any(|(one, other)| one.abs_diff(other) > 28);
    if ring.iter().filter(|colour| differs(**colour)).count() * 5 > ring.len() {
        return Part::WHOLE;
    }
    let full_row = |y: &u32| columns.iter().filter(|x| differs(at(**x, *y))).count() * 3 > columns.len();
    let full_column = |x: &u32| rows.iter().filter(|y| differs(at(*x, **y))).count() * 3 > rows.len();
    let edges = (
        columns.iter().find(|x| full_column(x)),
        rows.iter().find(|y| full_row(y)),
        columns.iter().rev().find(|x| full_column(x)),
        rows.iter().rev().find(|y| full_row(y)),
    );
    let (Some(left), Some(top), Some(right), Some(bottom)) = edges else { return Part::WHOLE };
    let inside: Vec<[u8; 3]> = rows
        .iter()
        .filter(|y| (top..=bottom).contains(y))
        .flat_map(|y| columns.iter().filter(|x| (left..=right).contains(x)).map(|x| at(*x, *y)))
        .collect();
    let part = Part::between(
        f64::from(*left) / f64::from(width),
        f64::from(*top) / f64::from(height),
        f64::from(right + 1) / f64::from(width),
        f64::from(bottom + 1) / f64::from(height),
    );
    // The frame printed on a page that fills the picture is no edge: within it the paper goes on as before.
    if !differs(middle_colour(&inside)) || part.width < 0.3 || part.height < 0.3 {
        return Part::WHOLE;
    }
    part
}

/// The median of each channel.
fn middle_colour(colours: &[[u8; 3]]) -> [u8; 3] {
    let channel = |index: usize| {
        let mut values: Vec<u8> = colours.iter().filter_map(|colour| colour.get(index).copied()).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or(0)
    };
    [channel(0), channel(1), channel(2)]
}

/// A piece of ink: edges in pixels, the last ones included.
#[derive(Debug, Clone, Copy)]
struct Blot {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
}

impl Blot {
    const fn width(self) -> u32 {
        self.right - self.left + 1
    }

    const fn height(self) -> u32 {
        self.bottom - self.top + 1
    }
}

/// The longest row of pieces of ink that are alike in height, narrow, and close together.
fn digits(picture: &RgbImage) -> Option<Digits> {
    let (width, height) = picture.dimensions();
    let mut blots: Vec<Blot> = blots(picture)?
        .into_iter()
        .filter(|blot| {
            let (w, h) = (blot.width() * 100, blot.height());
            h >= 7 && h * 12 <= height && w >= h * 8 && w <= h * 86
        })
        .collect();
    // More than a page of print has: noise, not worth the time.
    if blots.len() > MOST_BLOTS {
        return None;
    }
    blots.sort_unstable_by_key(|blot| (blot.left, blot.top));
    // For each, from the right: how many follow it in its row, and which is the next.
    let mut chains: Vec<(usize, Option<usize>)> = vec![(1, None); blots.len()];
    for (index, blot) in blots.iter().enumerate().rev() {
        let high = blot.height();
        let mut best = (1, None);
        for (next, other) in blots.iter().enumerate().skip(index + 1) {
            if other.left > blot.right + high + high / 5 {
                break;
            }
            let apart = other.left + high / 6 > blot.right;
            let level = (blot.top + blot.bottom).abs_diff(other.top + other.bottom) * 2 <= high;
            let alike = other.height() * 100 >= high * 82 && high * 100 >= other.height() * 82;
            if apart && level && alike {
                let count = chains.get(next).map_or(0, |chain| chain.0) + 1;
                if count > best.0 {
                    best = (count, Some(next));
                }
            }
        }
        if let Some(chain) = chains.get_mut(index) {
            *chain = best;
        }
    }
    // Of rows equally long the lowest: a diploma's number stands at its foot.
    let mut order: Vec<usize> =
        (0..chains.len()).filter(|index| chains.get(*index).is_some_and(|chain| chain.0 >= SOME_DIGITS)).collect();
    order.sort_unstable_by_key(|index| {
        std::cmp::Reverse((chains.get(*index).map(|chain| chain.0), blots.get(*index).map(|blot| blot.bottom)))
    });
    let mut seen = vec![false; blots.len()];
    for first in order {
        let mut row = Vec::new();
        let mut next = Some(first);
        while let Some(index) = next {
            // The tail of a row that was looked at already.
            let known = seen.get_mut(index)?;
            if std::mem::replace(known, true) {
                break;
            }
            row.push(*blots.get(index)?);
            next = chains.get(index)?.1;
        }
        if row.len() >= SOME_DIGITS && is_even(&row) {
            let edge = |of: fn(&Blot) -> u32| row.iter().map(of);
            let part = Part::between(
                f64::from(edge(|blot| blot.left).min()?) / f64::from(width),
                f64::from(edge(|blot| blot.top).min()?) / f64::from(height),
                f64::from(edge(|blot| blot.right).max()? + 1) / f64::from(width),
                f64::from(edge(|blot| blot.bottom).max()? + 1) / f64::from(height),
            );
            return Some(Digits { part, count: row.len() });
        }
    }
    None
}

/// Whether the pieces of a row stand evenly, as digits do and letters do not (the address printed below many a number).
fn is_even(row: &[Blot]) -> bool {
    let middles: Vec<u32> = row.iter().map(|blot| blot.left + blot.right).collect();
    let mut steps: Vec<u32> = middles.iter().zip(middles.iter().skip(1)).map(|(one, next)| next.saturating_sub(*one)).collect();
    steps.sort_unstable();
    let Some(usual) = steps.get(steps.len() / 2).copied() else { return false };
    let even = steps.iter().filter(|step| step.abs_diff(usual) * 100 <= usual * 18).count();
    even * 10 >= steps.len() * 8
}

/// All pieces of ink, joined sideways, up, down and across corners. Ink is what is nearer to the darkest than to the paper in its
/// brightest channel, so that a red seal over a number is none.
fn blots(picture: &RgbImage) -> Option<Vec<Blot>> {
    let (width, height) = picture.dimensions();
    let level: Vec<u8> = picture.pixels().map(|pixel| pixel.0.into_iter().max().unwrap_or(0)).collect();
    let mut counts = [0_usize; 256];
    for one in &level {
        if let Some(count) = counts.get_mut(usize::from(*one)) {
            *count += 1;
        }
    }
    let below = |share: usize| {
        let mut left = level.len() / 1000 * share;
        counts.iter().position(|count| {
            let reached = *count > left;
            left = left.saturating_sub(*count);
            reached
        })
    };
    let (dark, paper) = (below(4)?, below(500)?);
    if paper < dark + 24 {
        return None;
    }
    let threshold = u8::try_from(dark.midpoint(paper)).ok()?;
    // Runs of ink row by row, each joined with those it touches in the row above.
    let mut parents: Vec<usize> = Vec::new();
    let mut found: Vec<Blot> = Vec::new();
    let mut above: Vec<(u32, u32, usize)> = Vec::new();
    for (y, row) in (0..height).zip(level.chunks(width.max(1) as usize)) {
        let mut here: Vec<(u32, u32, usize)> = Vec::new();
        let mut x = 0_u32;
        let mut pixels = row.iter().peekable();
        let mut touched = 0;
        while let Some(one) = pixels.next() {
            let start = x;
            x += 1;
            if *one >= threshold {
                continue;
            }
            while pixels.next_if(|one| **one < threshold).is_some() {
                x += 1;
            }
            let (left, right) = (start, x - 1);
            let label = found.len();
            parents.push(label);
            found.push(Blot { left, top: y, right, bottom: y });
            while above.get(touched).is_some_and(|run| run.1 + 1 < left) {
                touched += 1;
            }
            for run in above.iter().skip(touched).take_while(|run| run.0 <= right + 1) {
                join(&mut parents, run.2, label);
            }
            here.push((left, right, label));
        }
        above = here;
    }
    let mut whole: Vec<Option<Blot>> = vec![None; found.len()];
    for (label, blot) in found.iter().enumerate() {
        let root = root(&mut parents, label);
        if let Some(joined) = whole.get_mut(root) {
            *joined = Some(joined.map_or(*blot, |joined| Blot {
                left: joined.left.min(blot.left),
                top: joined.top.min(blot.top),
                right: joined.right.max(blot.right),
                bottom: joined.bottom.max(blot.bottom),
            }));
        }
    }
    Some(whole.into_iter().flatten().collect())
}

fn root(parents: &mut [usize], mut label: usize) -> usize {
    while let Some(parent) = parents.get(label).copied().filter(|parent| *parent != label) {
        let above = parents.get(parent).copied().unwrap_or(parent);
        if let Some(own) = parents.get_mut(label) {
            *own = above;
        }
        label = above;
    }
    label
}

fn join(parents: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(parents, one), root(parents, other));
    if let Some(parent) = parents.get_mut(one.max(other)) {
        *parent = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    const TABLE: Rgb<u8> = Rgb([70, 66, 60]);
    const PAPER: Rgb<u8> = Rgb([238, 232, 216]);

    /// A paper on a table, with so many bars of ink in a row.
    fn scan(bars: u32) -> RgbImage {
        let mut picture =
            RgbImage::from_fn(1000, 800, |x, y| if (100..900).contains(&x) && (120..760).contains(&y) { PAPER } else { TABLE });
        for bar in 0..bars {
            for x in 0..6 {
                for y in 0..16 {
                    picture.put_pixel(300 + bar * 11 + x, 640 + y, Rgb([20, 20, 20]));
                }
            }
        }
        picture
    }

    #[test]
    fn the_paper_is_found_on_its_background_and_a_page_fills_its_scan() {
        let paper = Places::find(&scan(0)).paper;
        assert!(Part::between(0.09, 0.14, 0.91, 0.96).holds(paper), "{paper:?}");
        assert!(paper.holds(Part::between(0.11, 0.16, 0.89, 0.94)), "{paper:?}");
        // A frame printed around the page is none of its edges.
        let framed = RgbImage::from_fn(1000, 700, |x, y| {
            let edge = x.min(999 - x).min(y.min(699 - y));
            if (30..40).contains(&edge) { Rgb([150, 30, 30]) } else { PAPER }
        });
        assert_eq!(Places::find(&framed).paper, Part::WHOLE);
        assert_eq!(Places::find(&RgbImage::from_pixel(8, 8, PAPER)).paper, Part::WHOLE);
    }

    #[test]
    fn a_long_row_of_digits_is_a_number_and_a_short_one_is_not() {
        let found = Places::find(&scan(18));
        let digits = found.digits.unwrap();
        assert_eq!(digits.count, 18);
        let drawn = Part::between(0.300, 0.800, 0.493, 0.820);
        assert!(digits.part.grown(0.002, 0.002).holds(drawn), "{digits:?}");
        let crop = found.part(AttachmentKind::Diploma, Crop::Number);
        assert!(crop.holds(drawn) && crop.width < 0.6, "{crop:?}");
        assert_eq!(Places::find(&scan(6)).digits, None);
        let photo = Places::find(&scan(6)).part(AttachmentKind::Diploma, Crop::Photo);
        assert!((photo.left - (0.1 + 0.03 * 0.8)).abs() < 0.005, "on the paper, not on the table: {photo:?}");
    }

    #[test]
    fn blank_black_and_noisy_pictures_are_no_trouble() {
        for picture in [
            RgbImage::new(300, 200),
            RgbImage::from_pixel(1, 1, PAPER),
            RgbImage::from_fn(400, 300, |x, y| Rgb([((x * 7919 + y * 104_729) % 251) as u8; 3])),
        ] {
            let found = Places::find(&picture);
            assert!(Part::WHOLE.holds(found.part(AttachmentKind::Diploma, Crop::Number)));
        }
    }
}
