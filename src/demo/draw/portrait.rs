//! A face that is nobody's: the stand-in where a certificate or card has its photograph.

use super::canvas::{Canvas, Rgb};
use crate::demo::rng::Rng;

/// Draws head and shoulders into a box; the same seed draws the same person, so that diploma and card agree.
pub(super) fn framed(canvas: &mut Canvas, (x, y): (i32, i32), (width, height): (i32, i32), male: bool, seed: u64, wall: Rgb) {
    let mut inner = Canvas::new(width.max(1) as usize, height.max(1) as usize, wall);
    bust(&mut inner, width as f32 / 2.0, height as f32 * 0.42, width as f32 * 0.215, male, seed);
    for row in 0..height {
        let onto = canvas.row_mut(y + row, x, x + width);
        onto.iter_mut().zip(inner.row(row as usize)).for_each(|(to, from)| *to = *from);
    }
}

/// Draws a person from the crown down to the sheet's lower edge, the face's centre at `cx`, `cy`; `face` is half its width.
pub(super) fn bust(canvas: &mut Canvas, cx: f32, cy: f32, face: f32, male: bool, seed: u64) {
    let mut rng = Rng::new(seed);
    let skin = *rng.pick(&[[238, 206, 178], [230, 194, 164], [244, 216, 194], [222, 184, 152]]).unwrap_or(&[238, 206, 178]);
    let coat = *rng.pick(&[[44, 52, 72], [70, 74, 82], [96, 58, 60], [52, 84, 92], [38, 40, 44]]).unwrap_or(&[44, 52, 72]);
    let hair = *rng.pick(&[[28, 24, 24], [42, 34, 30], [58, 46, 40]]).unwrap_or(&[28, 24, 24]);
    let shade = skin.map(|c: u8| (f32::from(c) * 0.88) as u8);
    let cx = cx + (rng.unit() - 0.5) * face * 0.16;
    let tall = face * (1.22 + rng.unit() * 0.12);
    if !male {
        let length = *rng.pick(&[0.35, 0.75, 1.0]).unwrap_or(&0.75);
        canvas.ellipse(cx, cy + tall * 0.35 * length, face * 1.30, tall * (1.1 + 0.45 * length), hair, 1.0);
    }
    let chest = cy + tall * 1.95;
    canvas.ellipse(cx, chest + face * 2.0, face * 2.25, face * 2.35, coat, 1.0);
    let below = (chest + face * 2.0) as i32;
    canvas.fill((cx - face * 2.25) as i32, below, (face * 4.5) as i32, canvas.height() as i32 - below, coat);
    canvas.triangle(
        [(cx - face * 0.72, chest - face * 0.36), (cx + face * 0.72, chest - face * 0.36), (cx, chest + face * 1.05)],
        [242, 242, 240],
    );
    canvas.ellipse(cx, cy + tall * 1.15, face * 0.46, tall * 0.62, shade, 1.0);
    canvas.triangle(
        [(cx - face * 0.46, chest - face * 0.42), (cx + face * 0.46, chest - face * 0.42), (cx, chest + face * 0.20)],
        shade,
    );
    for side in [-1.0, 1.0] {
        canvas.ellipse(cx + side * face, cy + tall * 0.12, face * 0.12, tall * 0.19, shade, 1.0);
    }
    canvas.ellipse(cx, cy - tall * 0.20, face * 1.10, tall * 0.98, hair, 1.0);
    canvas.ellipse(cx, cy + tall * 0.10, face, tall * 0.98, skin, 1.0);
    canvas.ellipse(
        cx + face * 0.1 * if seed.is_multiple_of(2) { 1.0 } else { -1.0 },
        cy - tall * 0.66,
        face * 0.94,
        tall * 0.36,
        hair,
        1.0,
    );
    for side in [-1.0, 1.0] {
        let (ex, ey) = (cx + side * face * 0.42, cy + tall * 0.08);
        canvas.ellipse(ex, cy - tall * 0.07, face * 0.24, tall * 0.032, hair, 0.9);
        canvas.ellipse(ex, ey, face * 0.16, tall * 0.052, [250, 250, 250], 1.0);
        canvas.ellipse(ex, ey, face * 0.075, tall * 0.052, [30, 24, 22], 1.0);
        if seed.is_multiple_of(4) {
            for step in 0..64 {
                let (sin, cos) = (step as f32 * std::f32::consts::TAU / 64.0).sin_cos();
                canvas.ellipse(ex + cos * face * 0.30, ey + sin * tall * 0.15, face * 0.03, face * 0.03, [40, 40, 44], 0.9);
            }
        }
    }
    canvas.ellipse(cx, cy + tall * 0.40, face * 0.13, tall * 0.05, shade, 0.9);
    canvas.ellipse(cx, cy + tall * 0.64, face * 0.28, tall * 0.045, [190, 104, 98], 0.9);
}
