//! Signs that a JPEG had been a JPEG before.
//!
//! Each frequency of a block is a multiple of its table's value. Saved once more with smaller values on the same grid, only those
//! multiples are left that lie near one of the earlier multiples: others are nearly empty, where a picture saved once has them all.
//! A part put in between the two savings does not know the earlier table, and has the multiples that the rest lacks.
//!
//! This sees nothing of an earlier saving that was better than the present one, or of a picture made larger, smaller, turned or cut
//! off the grid of blocks in between; and nothing in a picture with hardly any content.

use super::Luma;
use super::coefficients::{Block, Blocks, LOW};
use super::tables::{Table, ijg_brightness};
use crate::domain::scan_facts::{Patch, Resaved};

/// Blocks looked at in search of an earlier table; spread evenly.
const SAMPLED: usize = 6_000;
/// Multiples counted.
const MOST: usize = 40;
/// Earlier qualities that are tried.
const EARLIER: std::ops::RangeInclusive<u8> = 20..=95;
/// How many coefficients a single saving would have where an earlier one leaves none: fewer say nothing.
const FEWEST_EXPECTED: f32 = 150.0;
/// The share of them that may be there all the same, as where a part was put in.
const MOST_PRESENT: f32 = 0.35;
/// The same where the present table is so fine that noise alone fills few multiples: there a single saving comes down to a quarter.
const MOST_PRESENT_FINE: f32 = 0.12;
/// A table whose first frequency is divided by less is fine (a quality of 94 and more).
const FINE: u16 = 2;
/// What decoding, colour and rounding between the savings move a coefficient by.
const NOISE: f32 = 1.5;

/// Looks for an earlier saving. `table` is the present one; `saturated` says of each block, row after row, whether a colour in it comes
/// near its limits, and is asked only where a part seems to have been put in.
pub(super) fn look(luma: &Luma, table: &Table, saturated: impl FnOnce(u8) -> Option<Vec<bool>>) -> Option<Resaved> {
    let blocks = Blocks::of(luma);
    let counts = count(&blocks, table);
    let most_present = if table.get(1).is_some_and(|value| *value >= FINE) { MOST_PRESENT } else { MOST_PRESENT_FINE };
    let found = EARLIER
        .filter_map(|quality| Lattice::between(table, quality).weigh(&counts, most_present).map(|weight| (weight, quality)))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    let (_, earlier) = found?;
    let lattice = Lattice::between(table, earlier);
    let patch = patch(&blocks, table, &lattice, &[]).and_then(|_| patch(&blocks, table, &lattice, &saturated(MARGIN)?));
    Some(Resaved { earlier, patch })
}

/// How often each multiple occurs, by frequency.
type Counts = [[u32; MOST]; LOW * LOW];

fn count(blocks: &Blocks<'_>, table: &Table) -> Counts {
    let mut counts = [[0; MOST]; LOW * LOW];
    let (columns, rows) = blocks.count();
    let step = (columns * rows).div_ceil(SAMPLED).max(1);
    for number in (0..columns * rows).step_by(step) {
        // Steps that divide a row would look at the same columns all the way down.
        let (row, column) = (number / columns, (number + number / columns) % columns);
        let Some(block) = blocks.get(column, row, 0) else { continue };
        for (index, multiple) in multiples(&block, table) {
            if let Some(slot) = counts.get_mut(index).and_then(|counts| counts.get_mut(multiple)) {
                *slot += 1;
            }
        }
    }
    counts
}

/// The multiples of a block that are not zero, by frequency; the mean is left out.
fn multiples(block: &Block, table: &Table) -> impl Iterator<Item = (usize, usize)> {
    block.iter().flatten().enumerate().skip(1).filter_map(|(index, value)| {
        let divisor = divisor(table, index)?;
        let multiple = (value.abs() / divisor).round() as usize;
        (multiple > 0).then_some((index, multiple))
    })
}

/// The value of a table for a low frequency.
fn divisor(table: &Table, index: usize) -> Option<f32> {
    table.get(index / LOW * 8 + index % LOW).map(|value| f32::from(*value))
}

/// Which multiples an earlier saving leaves, by frequency; `None` where it leaves them all.
struct Lattice([Option<[bool; MOST]>; LOW * LOW]);

impl Lattice {
    fn between(table: &Table, earlier: u8) -> Self {
        let earlier = ijg_brightness(earlier);
        Self(std::array::from_fn(|index| {
            let (now, before) = (divisor(table, index)?, divisor(&earlier, index)?);
            let reach = now / 2.0 + NOISE;
            // Nothing is left out unless the earlier steps are wider than what each of them reaches to either side.
            if index == 0 || before <= 2.0 * reach {
                return None;
            }
            Some(std::array::from_fn(|multiple| {
                let value = multiple as f32 * now;
                let nearest = (value / before).round() * before;
                (value - nearest).abs() <= reach
            }))
        }))
    }

    /// How much speaks for it; `None` where too little does.
    fn weigh(&self, counts: &Counts, most_present: f32) -> Option<f32> {
        let (mut expected, mut present) = (0.0, 0.0);
        for (left, counts) in self.0.iter().zip(counts) {
            let Some(left) = left else { continue };
            let all: u32 = counts.iter().sum();
            let sum: u32 = counts.iter().enumerate().map(|(multiple, count)| multiple as u32 * count).sum();
            if all == 0 {
                continue;
            }
            // Multiples of a picture saved once fall off about geometrically.
            let share = all as f32 / sum as f32;
            let mut there = all as f32 * share;
            for (left, count) in left.iter().zip(counts).skip(1) {
                if !left {
                    expected += there;
                    present += *count as f32;
                }
                there *= 1.0 - share;
            }
        }
        (expected >= FEWEST_EXPECTED && present <= expected * most_present).then_some(expected - 2.0 * present)
    }

    /// How many multiples of a block the earlier saving would have left, and how many not.
    fn split(&self, block: &Block, table: &Table) -> (u32, u32) {
        let mut counts = (0, 0);
        for (index, multiple) in multiples(block, table) {
            if let Some(Some(left)) = self.0.get(index) {
                match left.get(multiple) {
                    Some(true) => counts.0 += 1,
                    Some(false) => counts.1 += 1,
                    None => {}
                }
            }
        }
        counts
    }
}

/// Fewest blocks of a part put in that say so.
const FEWEST_BLOCKS: usize = 20;
/// Steps of brightness to black and white within which the earlier saving may have been cut off too.
const MARGIN: u8 = 3;
/// Fewest blocks of it across and down: a ruled line at the edge of black or white is no part.
const NARROWEST: usize = 3;
/// Most of the picture that can be a part of it, in hundredths.
const MOST_OF_PICTURE: usize = 40;

/// What a block says of the earlier saving.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// Nothing.
    Nothing,
    /// It went through it.
    Known,
    /// It did not.
    Foreign,
}

/// The largest part that did not go through the earlier saving. Where a colour was cut off at its limits (a red seal has no green left)
/// the earlier saving is disturbed as if it had not been: such blocks say nothing.
fn patch(blocks: &Blocks<'_>, table: &Table, lattice: &Lattice, saturated: &[bool]) -> Option<Patch> {
    let (columns, rows) = blocks.count();
    let mut says = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            let is_saturated = saturated.get(row * columns + column) == Some(&true);
            let (known, foreign) = blocks.get(column, row, MARGIN).map_or((0, 0), |block| lattice.split(&block, table));
            says.push(match (known, foreign) {
                _ if is_saturated => Says::Nothing,
                (known, foreign) if foreign >= 2 && foreign > known => Says::Foreign,
                (2.., 0) | (4.., 1) => Says::Known,
                _ => Says::Nothing,
            });
        }
    }
    let part = largest(&mut says.clone(), columns)?;
    let (width, height) = (part.right - part.left + 1, part.bottom - part.top + 1);
    let within = (part.top..=part.bottom)
        .flat_map(|row| says.get(row * columns + part.left..=row * columns + part.right).unwrap_or_default())
        .filter(|says| **says == Says::Known)
        .count();
    let is_part = part.blocks >= FEWEST_BLOCKS && width.min(height) >= NARROWEST && within * 5 <= part.blocks;
    if !is_part || width * height * 100 > columns * rows * MOST_OF_PICTURE {
        return None;
    }
    let share = |value: usize, of: usize| u16::try_from(value * 10_000 / of.max(1)).unwrap_or(10_000);
    Some(Patch {
        left: share(part.left, columns),
        top: share(part.top, rows),
        width: share(width, columns),
        height: share(height, rows),
    })
}

/// Blocks that hang together, and the rectangle round them.
struct Part {
    blocks: usize,
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

/// The largest group of foreign blocks, each at most two from another; takes them off the map.
fn largest(says: &mut [Says], columns: usize) -> Option<Part> {
    let mut found: Option<Part> = None;
    for start in 0..says.len() {
        if says.get(start) != Some(&Says::Foreign) {
            continue;
        }
        let mut part = Part { blocks: 0, left: usize::MAX, right: 0, top: usize::MAX, bottom: 0 };
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            match says.get_mut(at) {
                Some(block) if *block == Says::Foreign => *block = Says::Nothing,
                _ => continue,
            }
            let (row, column) = (at / columns, at % columns);
            part.blocks += 1;
            part = Part {
                left: part.left.min(column),
                right: part.right.max(column),
                top: part.top.min(row),
                bottom: part.bottom.max(row),
                ..part
            };
            for y in row.saturating_sub(2)..=row + 2 {
                open.extend((column.saturating_sub(2)..=(column + 2).min(columns - 1)).map(|x| y * columns + x));
            }
        }
        if found.as_ref().is_none_or(|best| part.blocks > best.blocks) {
            found = Some(part);
        }
    }
    found
}
