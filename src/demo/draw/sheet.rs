//! A sheet of marks: what the services other than 高等学历认证 are asked about.

use super::canvas::Canvas;
use super::lettering::{Case, Face, Type};
use super::seal::{self, Seal};
use super::{MarkSheet, wording};
use crate::demo::rng::Rng;

const INK: [u8; 3] = [36, 36, 40];

pub(super) fn draw(case: &mut Case, canvas: &mut Canvas, sheet: &MarkSheet, rng: &mut Rng) {
    let (w, h) = (canvas.width() as i32, canvas.height() as i32);
    let centre = w as f32 / 2.0;
    case.centred(canvas, &sheet.issuer, centre, 96, Type::new(Face::Serif, 38, INK).spaced(4.0));
    case.centred(canvas, &sheet.title, centre, 160, Type::new(Face::Serif, 46, INK).spaced(10.0).heavy());
    let small = Type::new(Face::Serif, 25, INK);
    for (n, (label, value)) in sheet.facts.iter().enumerate() {
        let (x, y) = (80.0 + 430.0 * (n % 2) as f32, 222 + 42 * (n / 2) as i32);
        let end = case.line(canvas, &format!("{label}："), x, y, small);
        let _ = case.line(canvas, value, end, y, small.heavy());
    }
    let top = 230 + 42 * sheet.facts.len().div_ceil(2) as i32;
    let rows = sheet.marks.len().min(18).div_ceil(2) as i32 + 1;
    let line = 54;
    let (left, right) = (70, w - 70);
    canvas.frame(left, top, right - left, rows * line, 2, INK);
    for row in 1..rows {
        canvas.fill(left, top + row * line, right - left, 1, INK);
    }
    let columns = [left, left + 300, left + 430, left + 730];
    for x in columns.iter().skip(1) {
        canvas.fill(*x, top, 1, rows * line, INK);
    }
    let baseline = |row: i32| top + row * line + 36;
    for (x, text) in columns.iter().zip(["课程", "成绩", "课程", "成绩"]) {
        let _ = case.line(canvas, text, (x + 16) as f32, baseline(0), small.heavy());
    }
    for (n, (course, mark)) in sheet.marks.iter().take(18).enumerate() {
        let (row, half) = ((n / 2) as i32 + 1, (n % 2) as i32);
        let x = left + half * 430;
        let _ = case.line(canvas, course, (x + 16) as f32, baseline(row), small);
        let _ = case.line(canvas, mark, (x + 316) as f32, baseline(row), small);
    }
    let foot = h - 170;
    let _ = case.line(canvas, &wording::full_date(sheet.issued), 610.0, foot, small.spaced(2.0));
    seal::press(
        case,
        canvas,
        Seal { x: 730.0, y: (foot - 40) as f32, radius: 104.0, text: &sheet.issuer, below: &sheet.seal_line },
        rng,
    );
}
