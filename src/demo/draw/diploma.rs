//! The graduation certificate.

use super::canvas::{Blend, Canvas, Mask};
use super::lettering::{Case, Face, Type};
use super::seal::{self, Seal};
use super::wording;
use super::{Diploma, DiplomaKind, portrait};
use crate::demo::rng::Rng;

const INK: [u8; 3] = [38, 34, 34];
/// Where the body starts and ends, pixels; the photograph stands to its left.
const BODY: (f32, f32) = (430.0, 1460.0);
const BODY_SIZE: u32 = 39;
const LEADING: i32 = 72;

pub(super) fn draw(case: &mut Case, canvas: &mut Canvas, diploma: &Diploma, face: u64, rng: &mut Rng) {
    let (jx, jy) = (rng.between(-7, 7) as i32, rng.between(-6, 6) as i32);
    let centre = canvas.width() as f32 / 2.0 + jx as f32;
    let heading = Type::new(Face::Serif, 42, INK).spaced(14.0);
    case.centred(canvas, wording::heading(diploma), centre, 186 + jy, heading);
    let title = Type::new(Face::Serif, 100, [150, 30, 30]).spaced(58.0).heavy();
    case.centred(canvas, wording::title(diploma), centre, 308 + jy, title);
    photograph(canvas, diploma, face, 158 + jx, 382 + jy, rng);
    body(case, canvas, diploma, jx as f32, 432 + jy);
    foot(case, canvas, diploma, jx, jy, rng);
}

fn photograph(canvas: &mut Canvas, diploma: &Diploma, face: u64, x: i32, y: i32, rng: &mut Rng) {
    let (width, height) = (214, 296);
    let wall = if diploma.legacy { [214, 214, 212] } else { [120, 164, 214] };
    portrait::framed(canvas, (x, y), (width, height), diploma.male, face, wall);
    if diploma.legacy {
        // Photographs were black and white.
        for row in y..y + height {
            for pixel in canvas.row_mut(row, x, x + width).chunks_exact_mut(3) {
                let grey = pixel.iter().map(|c| u16::from(*c)).sum::<u16>() / 3;
                pixel.fill(grey as u8);
            }
        }
    }
    canvas.frame(x - 2, y - 2, width + 4, height + 4, 2, [120, 116, 110]);
    embossed(canvas, x + width - 30, y + height - 40, 74.0, rng);
}

/// The steel stamp (钢印) over the photograph's corner: a dent, so only light and shadow.
fn embossed(canvas: &mut Canvas, cx: i32, cy: i32, radius: f32, rng: &mut Rng) {
    let side = (radius * 2.0) as usize + 6;
    let mut light = Mask::new(side, side);
    let mut shade = Mask::new(side, side);
    let middle = side as f32 / 2.0;
    let turn = rng.unit();
    for (y, (l, s)) in light.coverage.chunks_exact_mut(side).zip(shade.coverage.chunks_exact_mut(side)).enumerate() {
        for (x, (l, s)) in l.iter_mut().zip(s.iter_mut()).enumerate() {
            let (dx, dy) = (x as f32 - middle, y as f32 - middle);
            let d = dx.hypot(dy);
            let teeth = 2.0 * ((dy.atan2(dx) + turn) * 22.0).sin();
            let ring = (2.2 - (d - radius).abs()).max(1.6 - (d - radius * 0.62 + teeth).abs()).clamp(0.0, 1.0);
            if ring > 0.0 {
                let slope = (dx + dy) / (d * 1.42).max(1.0);
                *l = (ring * (0.5 - 0.5 * slope) * 255.0) as u8;
                *s = (ring * (0.5 + 0.5 * slope) * 255.0) as u8;
            }
        }
    }
    let (x, y) = (cx - middle as i32, cy - middle as i32);
    canvas.press(&light, x, y, [255, 255, 255], 170, Blend::Cover);
    canvas.press(&shade, x, y, [60, 60, 66], 130, Blend::Cover);
}

/// Sets the paragraph with the customary two-character indent; no line begins with a stop.
fn body(case: &mut Case, canvas: &mut Canvas, diploma: &Diploma, shift: f32, top: i32) {
    let plain = Type::new(Face::Serif, BODY_SIZE, INK).spaced(2.0);
    let filled = Type::new(Face::Serif, BODY_SIZE, [18, 18, 24]).spaced(2.0).heavy();
    let (left, right) = (BODY.0 + shift, BODY.1 + shift);
    let mut x = left + 2.0 * (BODY_SIZE as f32 + 2.0);
    let mut y = top;
    for run in wording::body(diploma) {
        let style = if run.filled { filled } else { plain };
        for c in run.text.chars() {
            let width = case.stamp(style.face, c, style.size).advance + style.spacing;
            if x + width > right && !matches!(c, '，' | '。' | '　') {
                x = left;
                y += LEADING;
            }
            if c == '　' {
                x += width * 0.5;
                continue;
            }
            let mut text = [0u8; 4];
            let _ = case.line(canvas, c.encode_utf8(&mut text), x, y, style);
            if run.filled && diploma.legacy {
                canvas.fill(x as i32 - 2, y + 9, width as i32 + 4, 2, INK);
            }
            x += width;
        }
    }
}

fn foot(case: &mut Case, canvas: &mut Canvas, diploma: &Diploma, jx: i32, jy: i32, rng: &mut Rng) {
    let style = Type::new(Face::Serif, 34, INK).spaced(1.0);
    let left = BODY.0 + jx as f32;
    let self_study = diploma.kind == DiplomaKind::SelfStudy;
    let label = if self_study { "主考学校：" } else { "校　　名：" };
    let end = case.line(canvas, label, left, 806 + jy, style);
    let _ = case.line(canvas, &diploma.school, end, 806 + jy, style.heavy());
    let date = wording::full_date(diploma.graduated);
    let date_at = (1262 + jx) as f32;
    if self_study {
        let _ = case.line(canvas, &diploma.authority, left, 872 + jy, style);
    } else {
        let label = if diploma.kind == DiplomaKind::Postgraduate { "校（院、所）长：" } else { "校（院）长：" };
        let end = case.line(canvas, label, left, 872 + jy, style);
        let end = case.line(canvas, &diploma.president, end, 872 + jy, style.spaced(8.0).heavy());
        seal::chop(case, canvas, &diploma.president, end as i32 + 18, 826 + jy, 66);
    }
    case.centred(canvas, &date, date_at, 908 + jy, style.spaced(3.0));
    number(case, canvas, diploma, left, jy);
    let sx = date_at + rng.between(-30, 30) as f32;
    let sy = (836 + jy) as f32 + rng.between(-16, 16) as f32;
    let main = if self_study && !diploma.authority.is_empty() { &diploma.authority } else { &diploma.school };
    seal::press(case, canvas, Seal { x: sx, y: sy, radius: 112.0, text: main, below: "" }, rng);
    if self_study {
        seal::press(case, canvas, Seal { x: left + 420.0, y: sy + 4.0, radius: 100.0, text: &diploma.school, below: "" }, rng);
    }
}

fn number(case: &mut Case, canvas: &mut Canvas, diploma: &Diploma, left: f32, jy: i32) {
    let style = Type::new(Face::Serif, 29, INK).spaced(1.0);
    // The older numbers mix characters with digits: one face for both.
    let digits = Type::new(if diploma.legacy { Face::Serif } else { Face::Sans }, 29, INK).spaced(1.5);
    let label = if diploma.legacy { "学校编号：" } else { "证书编号：" };
    let end = case.line(canvas, label, left, 946 + jy, style);
    let end = case.line(canvas, &diploma.number, end, 946 + jy, digits);
    if diploma.legacy {
        if !diploma.printed_no.is_empty() {
            let _ = case.line(canvas, &format!("NO.{}", diploma.printed_no), end + 60.0, 946 + jy, digits);
        }
        case.centred(canvas, "中华人民共和国国家教育委员会印制", canvas.width() as f32 / 2.0, 1010 + jy, style.spaced(2.0));
    } else {
        let footer = "中华人民共和国教育部学历证书查询网址：http://www.chsi.com.cn";
        case.centred(canvas, footer, canvas.width() as f32 / 2.0, 1010 + jy, Type::new(Face::Serif, 24, INK));
    }
}
