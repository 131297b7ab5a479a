//! The round red seal: a ring, a five-pointed star, the school's name along the arc.

use std::f32::consts::{PI, TAU};

use super::canvas::{Blend, Canvas, Mask, Rgb};
use super::lettering::{Case, Face};
use crate::demo::rng::Rng;

const RED: Rgb = [205, 30, 38];

/// Where a seal goes and what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seal<'a> {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) radius: f32,
    pub(super) text: &'a str,
    /// Lower line, straight, under the star; often empty.
    pub(super) below: &'a str,
}

/// Presses a seal, turned and inked a little unevenly as a hand does.
pub(super) fn press(case: &mut Case, canvas: &mut Canvas, seal: Seal<'_>, rng: &mut Rng) {
    let turn = (rng.unit() - 0.5) * 0.22;
    let r = seal.radius;
    let side = (r * 2.0).ceil() as usize + 4;
    let middle = side as f32 / 2.0;
    let mut mask = Mask::new(side, side);
    ring_and_star(&mut mask, middle, r, turn);
    lettering(case, &mut mask, middle, r, turn, seal.text);
    if !seal.below.is_empty() {
        straight(case, &mut mask, middle, r, seal.below);
    }
    uneven(&mut mask, rng);
    let strength = 205 + rng.below(40) as u8;
    canvas.press(&mask, (seal.x - middle) as i32, (seal.y - middle) as i32, RED, strength, Blend::Stain);
}

fn ring_and_star(mask: &mut Mask, middle: f32, r: f32, turn: f32) {
    let thick = r * 0.042;
    let star = r * 0.30;
    for (y, row) in mask.coverage.chunks_exact_mut(mask.width.max(1)).enumerate() {
        let dy = y as f32 - middle;
        for (x, cell) in row.iter_mut().enumerate() {
            let dx = x as f32 - middle;
            let squared = dx * dx + dy * dy;
            let covered = if squared > (r - thick - 2.0).powi(2) {
                (thick - (squared.sqrt() - (r - thick)).abs() + 0.5).clamp(0.0, 1.0)
            } else if squared < star * star {
                in_star(dx, dy, star, turn)
            } else {
                continue;
            };
            *cell = (*cell).max((covered * 255.0) as u8);
        }
    }
}

/// Coverage of a five-pointed star with its tips at distance `tip`.
fn in_star(dx: f32, dy: f32, tip: f32, turn: f32) -> f32 {
    // Fold the plane onto half of one point: all ten edges become one line.
    let sector = TAU / 5.0;
    let mut angle = (dx.atan2(-dy) - turn).rem_euclid(sector);
    if angle > sector / 2.0 {
        angle = sector - angle;
    }
    let d = dx.hypot(dy);
    let (px, py) = (d * angle.sin(), d * angle.cos());
    let inner = tip * 0.382;
    let (ix, iy) = (inner * (sector / 2.0).sin(), inner * (sector / 2.0).cos());
    // The edge runs from the tip (0, tip) to the notch (ix, iy).
    let (ex, ey) = (ix, iy - tip);
    let cross = ex * (py - tip) - ey * px;
    (0.5 - cross / ex.hypot(ey)).clamp(0.0, 1.0)
}

fn lettering(case: &mut Case, mask: &mut Mask, middle: f32, r: f32, turn: f32, text: &str) {
    let count = text.chars().count().max(1) as f32;
    // Few characters sit apart; many fill three quarters of the ring and grow narrow.
    let span = (count * 0.48).min(TAU * 0.74);
    let step = if count > 1.0 { span / (count - 1.0) } else { 0.0 };
    let height = r * 0.33;
    let width = (step * r * 0.74 * 0.96).clamp(r * 0.10, height * 0.92);
    let size = 64u32;
    let (sx, sy) = (width / size as f32, height / size as f32);
    let path = r * 0.74;
    for (i, c) in text.chars().enumerate() {
        let angle = turn - span / 2.0 + step * i as f32;
        let (cx, cy) = (middle + path * angle.sin(), middle - path * angle.cos());
        let stamp = case.stamp(Face::Serif, c, size);
        let reach = (width.hypot(height) / 2.0).ceil() as i32;
        let (sin, cos) = angle.sin_cos();
        for y in (cy as i32 - reach)..=(cy as i32 + reach) {
            for x in (cx as i32 - reach)..=(cx as i32 + reach) {
                let (dx, dy) = (x as f32 - cx, y as f32 - cy);
                let (u, v) = (dx * cos + dy * sin, -dx * sin + dy * cos);
                if u.abs() > width * 0.6 || v.abs() > height * 0.6 {
                    continue;
                }
                // The em box is centred on the path: its middle is 0.38 em above the baseline.
                let gx = u / sx + size as f32 / 2.0 - stamp.left as f32;
                let gy = v / sy - size as f32 * 0.38 - stamp.top as f32;
                // Shrinking would lose thin strokes: look a stroke's width around, as carved letters are thick.
                let (wide, high) = (0.55 / sx, 0.45 / sy);
                let covered = [(-wide, 0.0), (wide, 0.0), (0.0, -high), (0.0, high)]
                    .iter()
                    .map(|(du, dv)| stamp.mask.sample(gx + du, gy + dv))
                    .fold(0.0, f32::max);
                raise(mask, x, y, covered as u8);
            }
        }
    }
}

fn straight(case: &mut Case, mask: &mut Mask, middle: f32, r: f32, text: &str) {
    let size = (r * 0.17) as u32;
    let mut pen = middle - size as f32 * text.chars().count() as f32 / 2.0;
    for c in text.chars() {
        let stamp = case.stamp(Face::Serif, c, size);
        let (left, top) = (pen as i32 + stamp.left, (middle + r * 0.58) as i32 + stamp.top);
        for (dy, row) in stamp.mask.coverage.chunks_exact(stamp.mask.width.max(1)).enumerate() {
            for (dx, covered) in row.iter().enumerate() {
                raise(mask, left + dx as i32, top + dy as i32, *covered);
            }
        }
        pen += stamp.advance;
    }
}

fn raise(mask: &mut Mask, x: i32, y: i32, covered: u8) {
    if x >= 0
        && y >= 0
        && (x as usize) < mask.width
        && let Some(cell) = mask.coverage.get_mut(y as usize * mask.width + x as usize)
    {
        *cell = (*cell).max(covered);
    }
}

/// One side of the seal takes less ink, as when the hand leans.
fn uneven(mask: &mut Mask, rng: &mut Rng) {
    let lean = rng.unit() * 2.0 * PI;
    let depth = 0.10 + rng.unit() * 0.22;
    let (lx, ly) = (lean.cos() / mask.width.max(1) as f32, lean.sin() / mask.height.max(1) as f32);
    for (y, row) in mask.coverage.chunks_exact_mut(mask.width.max(1)).enumerate() {
        for (x, cell) in row.iter_mut().enumerate() {
            if *cell != 0 {
                let slope = 0.5 + (x as f32 * lx + y as f32 * ly) * 0.7;
                *cell = (f32::from(*cell) * (1.0 - depth * slope.clamp(0.0, 1.0))) as u8;
            }
        }
    }
}

/// A square name chop, two columns read from the right, as under a president's name.
pub(super) fn chop(case: &mut Case, canvas: &mut Canvas, name: &str, x: i32, y: i32, side: i32) {
    let ink = RED;
    canvas.frame(x, y, side, side, 3, ink);
    let characters: Vec<char> = name.chars().filter(|c| *c != '·').take(3).chain(std::iter::once('印')).collect();
    let half = (side - 10) / 2;
    let places = [(1, 0), (1, 1), (0, 0), (0, 1)];
    // Three characters with the 印: surname alone on the right would leave a hole, so the two columns simply fill up.
    for (c, (column, row)) in characters.iter().zip(places) {
        let stamp = case.stamp(Face::Serif, *c, half as u32);
        let left = x + 5 + column * half + stamp.left;
        let top = y + 5 + row * half + (half as f32 * 0.88) as i32 + stamp.top;
        canvas.press(&stamp.mask, left, top, ink, 235, Blend::Stain);
        canvas.press(&stamp.mask, left + 1, top, ink, 200, Blend::Stain);
    }
}
