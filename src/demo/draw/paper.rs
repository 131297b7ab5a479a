//! Papers: borders, guilloche, and the mark 样本, drawn once for each variant and then only copied.

use std::f32::consts::{PI, TAU};

use super::canvas::{Blend, Canvas, Mask, Rgb};
use super::lettering::{Case, Face, Type};

/// Says, on every picture, that it proves nothing.
const DISCLAIMER: &str = "样本 SPECIMEN · 仅供软件演示，不是真实证件，不具任何证明效力";

/// How many differently tinted diploma papers there are.
pub(super) const DIPLOMA_PAPERS: u64 = 5;

pub(super) const DIPLOMA_SIZE: (usize, usize) = (1600, 1130);
pub(super) const CARD_SIZE: (usize, usize) = (1012, 638);
pub(super) const SHEET_SIZE: (usize, usize) = (1000, 1300);

/// The diploma papers' (paper, border, fine line) colours; the last is the plain red-framed one of before 2001.
const TINTS: [(Rgb, Rgb, Rgb); 5] = [
    ([251, 248, 239], [46, 112, 84], [212, 224, 205]),
    ([249, 249, 244], [58, 92, 150], [210, 219, 233]),
    ([252, 246, 234], [150, 104, 48], [233, 219, 192]),
    ([250, 246, 242], [120, 60, 110], [228, 214, 226]),
    ([250, 244, 226], [178, 48, 44], [240, 214, 200]),
];

/// The paper of a diploma; `variant` below [`DIPLOMA_PAPERS`].
pub(super) fn diploma(case: &mut Case, variant: u64) -> Canvas {
    let (paper, border, fine) = TINTS.get(variant as usize).copied().unwrap_or(([250; 3], [90; 3], [220; 3]));
    let (width, height) = DIPLOMA_SIZE;
    let (w, h) = (width as i32, height as i32);
    let mut canvas = Canvas::new(width, height, paper);
    rosette(&mut canvas, w as f32 / 2.0, h as f32 / 2.0, 330.0, fine);
    canvas.frame(34, 34, w - 68, h - 68, 4, border);
    canvas.frame(92, 92, w - 184, h - 184, 2, border);
    if variant + 1 == DIPLOMA_PAPERS {
        canvas.frame(44, 44, w - 88, h - 88, 2, border);
        canvas.frame(82, 82, w - 164, h - 164, 6, border);
    } else {
        braid(&mut canvas, border, fine);
    }
    watermark(case, &mut canvas, &[(430.0, 800.0), (1160.0, 470.0)], 250.0);
    disclaimer(case, &mut canvas, h - 12, 20);
    canvas
}

/// The paper of an identity card's front or back.
pub(super) fn card(case: &mut Case) -> Canvas {
    let (width, height) = CARD_SIZE;
    let mut canvas = Canvas::new(width, height, [236, 241, 246]);
    for (y, row) in canvas.rows_mut().enumerate() {
        let t = y as f32 / height as f32;
        let tint = [(229.0 + 14.0 * t) as u8, (240.0 - 5.0 * t) as u8, (247.0 - 7.0 * t) as u8];
        for pixel in row.chunks_exact_mut(3) {
            pixel.copy_from_slice(&tint);
        }
    }
    for k in 0..26 {
        for x in 0..width as i32 {
            let y = 24.0 * k as f32 + 26.0 * (x as f32 / 160.0 + k as f32 * 0.45).sin();
            canvas.dot(x, y as i32, [190, 206, 222], 0.55);
        }
    }
    watermark(case, &mut canvas, &[(430.0, 330.0)], 210.0);
    disclaimer(case, &mut canvas, height as i32 - 16, 19);
    canvas
}

/// The paper of a sheet of marks.
pub(super) fn sheet(case: &mut Case) -> Canvas {
    let (width, height) = SHEET_SIZE;
    let mut canvas = Canvas::new(width, height, [250, 250, 247]);
    watermark(case, &mut canvas, &[(500.0, 420.0), (500.0, 930.0)], 220.0);
    disclaimer(case, &mut canvas, height as i32 - 20, 20);
    canvas
}

/// 样本 across the sheet, pale enough to read through and too big to miss.
fn watermark(case: &mut Case, canvas: &mut Canvas, places: &[(f32, f32)], size: f32) {
    let angle = -PI / 7.0;
    let (sin, cos) = angle.sin_cos();
    for (cx, cy) in places {
        for (i, c) in "样本".chars().enumerate() {
            let stamp = case.stamp(Face::Serif, c, size as u32);
            let along = (i as f32 - 0.5) * size * 1.15;
            let (gx, gy) = (cx + along * cos, cy + along * sin);
            let side = (size * 1.5) as usize;
            let mut mask = Mask::new(side, side);
            for (y, row) in mask.coverage.chunks_exact_mut(side).enumerate() {
                for (x, cell) in row.iter_mut().enumerate() {
                    let (dx, dy) = (x as f32 - side as f32 / 2.0, y as f32 - side as f32 / 2.0);
                    let (u, v) = (dx * cos + dy * sin, -dx * sin + dy * cos);
                    let sx = u + size / 2.0 - stamp.left as f32;
                    let sy = v - size * 0.38 - stamp.top as f32;
                    *cell = stamp.mask.sample(sx, sy) as u8;
                }
            }
            let half = side as f32 / 2.0;
            canvas.press(&mask, (gx - half) as i32, (gy - half) as i32, [196, 70, 70], 46, Blend::Cover);
        }
    }
}

fn disclaimer(case: &mut Case, canvas: &mut Canvas, y: i32, size: u32) {
    let middle = canvas.width() as f32 / 2.0;
    case.centred(canvas, DISCLAIMER, middle, y, Type::new(Face::Sans, size, [150, 60, 60]).spaced(1.0));
}

/// Interlaced waves along the four sides.
fn braid(canvas: &mut Canvas, border: Rgb, fine: Rgb) {
    let (w, h) = (canvas.width() as f32, canvas.height() as f32);
    let middle = 65.0;
    for strand in 0..6 {
        let phase = strand as f32 * PI / 3.0;
        let ink = if strand % 3 == 0 { border } else { blend(border, fine, 0.45) };
        let mut t = middle;
        while t < w - middle {
            let swing = 20.0 * (t / 24.0 + phase).sin();
            soft(canvas, t, middle + swing, ink);
            soft(canvas, t, h - middle + swing, ink);
            t += 0.35;
        }
        let mut t = middle;
        while t < h - middle {
            let swing = 20.0 * (t / 24.0 + phase).sin();
            soft(canvas, middle + swing, t, ink);
            soft(canvas, w - middle + swing, t, ink);
            t += 0.35;
        }
    }
    for (x, y) in [(middle, middle), (w - middle, middle), (middle, h - middle), (w - middle, h - middle)] {
        canvas.ellipse(x, y, 27.0, 27.0, fine, 1.0);
        canvas.ellipse(x, y, 21.0, 21.0, border, 1.0);
        canvas.ellipse(x, y, 14.0, 14.0, fine, 1.0);
        canvas.ellipse(x, y, 7.0, 7.0, border, 1.0);
    }
}

/// The engraved rose in the middle of the paper.
fn rosette(canvas: &mut Canvas, cx: f32, cy: f32, radius: f32, ink: Rgb) {
    for petal in 0..9 {
        let phase = petal as f32 * TAU / 27.0;
        let mut a = 0.0f32;
        while a < TAU {
            let r = radius * (0.62 + 0.36 * (6.0 * a + phase).cos());
            soft(canvas, cx + r * a.cos() * 1.35, cy + r * a.sin(), ink);
            a += 0.0012;
        }
    }
}

/// A point between pixels, spread over its four neighbours.
fn soft(canvas: &mut Canvas, x: f32, y: f32, ink: Rgb) {
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = (x - left, y - top);
    let (l, t) = (left as i32, top as i32);
    canvas.dot(l, t, ink, (1.0 - fx) * (1.0 - fy) * 0.5);
    canvas.dot(l + 1, t, ink, fx * (1.0 - fy) * 0.5);
    canvas.dot(l, t + 1, ink, (1.0 - fx) * fy * 0.5);
    canvas.dot(l + 1, t + 1, ink, fx * fy * 0.5);
}

fn blend(a: Rgb, b: Rgb, share: f32) -> Rgb {
    let [ar, ag, ab] = a.map(f32::from);
    let [br, bg, bb] = b.map(f32::from);
    [ar + (br - ar) * share, ag + (bg - ag) * share, ab + (bb - ab) * share].map(|v| v as u8)
}
