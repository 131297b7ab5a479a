//! The identity card, front and back; and the photograph of its holder holding it up.

use super::canvas::Canvas;
use super::lettering::{Case, Face, Type};
use super::paper::CARD_SIZE;
use super::{IdCard, portrait};
use crate::demo::rng::Rng;

const LABEL: [u8; 3] = [56, 104, 164];
const INK: [u8; 3] = [30, 30, 34];

pub(super) fn front(case: &mut Case, canvas: &mut Canvas, card: &IdCard, face: u64, rng: &mut Rng) {
    let (jx, jy) = (rng.between(-4, 4) as i32, rng.between(-4, 4) as i32);
    let label = Type::new(Face::Sans, 28, LABEL).spaced(4.0);
    let value = Type::new(Face::Sans, 36, INK).spaced(3.0);
    let x = (62 + jx) as f32;
    let at = x + 92.0;
    let row = |n: i32| 112 + n * 76 + jy;
    let _ = case.line(canvas, "姓名", x, row(0), label);
    // The longest names have to end before the photograph.
    let mut name = Type { size: 42, ..value };
    while name.size > 20 && case.width(&card.name, name) > 500.0 {
        name.size -= 2;
    }
    let _ = case.line(canvas, &card.name, at, row(0), name);
    let _ = case.line(canvas, "性别", x, row(1), label);
    let _ = case.line(canvas, if card.male { "男" } else { "女" }, at, row(1), value);
    let _ = case.line(canvas, "民族", x + 190.0, row(1), label);
    let _ = case.line(canvas, &card.nation, x + 280.0, row(1), value);
    let _ = case.line(canvas, "出生", x, row(2), label);
    let mut pen = at;
    for (number, unit) in
        [(card.birth.year.to_string(), "年"), (card.birth.month.to_string(), "月"), (card.birth.day.to_string(), "日")]
    {
        pen = case.line(canvas, &number, pen, row(2), value);
        pen = case.line(canvas, unit, pen + 12.0, row(2), label) + 16.0;
    }
    let _ = case.line(canvas, "住址", x, row(3), label);
    address(case, canvas, &card.address, at, row(3), value);
    portrait::framed(canvas, (672 + jx, 66 + jy), (276, 356), card.male, face, [246, 246, 246]);
    let _ = case.line(canvas, "公民身份号码", x, 556 + jy, label);
    let _ = case.line(canvas, &card.number, x + 250.0, 558 + jy, Type::new(Face::Sans, 46, INK).spaced(4.0));
}

/// Up to three lines that end before the photograph; no line begins in the middle of a number.
fn address(case: &mut Case, canvas: &mut Canvas, text: &str, x: f32, y: i32, style: Type) {
    let (mut line, mut lines) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        // A number stays with its word: 12号, 3单元.
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest.get(digits..).and_then(|after| after.chars().next()).map_or(0, char::len_utf8);
        let length = if digits > 0 { digits + after } else { first.len_utf8() };
        let (piece, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
        if !line.is_empty() && case.width(&line, style) + case.width(piece, style) > 490.0 {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(piece);
        rest = tail;
    }
    lines.push(line);
    for (line, y) in lines.iter().take(3).zip((y..).step_by(50)) {
        let _ = case.line(canvas, line, x, y, style);
    }
}

pub(super) fn back(case: &mut Case, canvas: &mut Canvas, authority: &str, validity: &str, rng: &mut Rng) {
    let (jx, jy) = (rng.between(-9, 9) as i32, rng.between(-9, 9) as i32);
    let (left, at) = ((190 + jx) as f32, (360 + jx) as f32);
    let title = Type::new(Face::Sans, 46, INK).spaced(14.0);
    // Where the national emblem is on a card, a plain disc: nothing here imitates it.
    canvas.ellipse(168.0, 160.0, 96.0, 96.0, [206, 92, 84], 0.85);
    canvas.ellipse(168.0, 160.0, 82.0, 82.0, [240, 214, 206], 0.9);
    case.centred(canvas, "样本", 168.0, 180, Type::new(Face::Serif, 56, [190, 60, 56]).heavy());
    case.centred(canvas, "中华人民共和国", 600.0, 140, title);
    case.centred(canvas, "居民身份证", 600.0, 232, Type { size: 66, ..title }.heavy());
    let label = Type::new(Face::Sans, 30, INK).spaced(4.0).heavy();
    let value = Type::new(Face::Sans, 34, INK).spaced(2.0);
    let _ = case.line(canvas, "签发机关", left, 460 + jy, label);
    let _ = case.line(canvas, authority, at, 460 + jy, value);
    let _ = case.line(canvas, "有效期限", left, 540 + jy, label);
    let _ = case.line(canvas, validity, at, 540 + jy, value);
}

/// Somebody indoors holding `card` before the chest (G7.3: arm and upper body in it, all of the card legible).
pub(super) fn held(canvas: &mut Canvas, card: &Canvas, male: bool, face: u64, rng: &mut Rng) {
    let wall = *rng.pick(&[[206, 204, 196], [188, 198, 204], [212, 202, 190]]).unwrap_or(&[206, 204, 196]);
    let (w, h) = (canvas.width() as i32, canvas.height() as i32);
    canvas.fill(0, 0, w, h, wall);
    portrait::bust(canvas, w as f32 / 2.0, 212.0, 100.0, male, face);
    let (width, height) = (560, 560 * CARD_SIZE.1 as i32 / CARD_SIZE.0 as i32);
    let (x, y) = (w / 2 - width / 2 + rng.between(-12, 12) as i32, h - height - 40);
    let skin = [236, 202, 174];
    canvas.ellipse((x + 10) as f32, (y + height) as f32, 62.0, 80.0, skin, 1.0);
    canvas.ellipse((x + width - 10) as f32, (y + height) as f32, 62.0, 80.0, skin, 1.0);
    for row in 0..height {
        let from = card.row((row as usize * card.height()) / height as usize);
        for (column, to) in canvas.row_mut(y + row, x, x + width).chunks_exact_mut(3).enumerate() {
            let at = column * card.width() / width as usize;
            if let Some(pixel) = from.get(at * 3..at * 3 + 3) {
                to.copy_from_slice(pixel);
            }
        }
    }
    for side in [x + 6, x + width - 6] {
        canvas.ellipse(side as f32, (y + height - 40) as f32, 26.0, 58.0, skin, 1.0);
    }
}
