//! Setting type: glyphs rasterised once, text pressed onto the sheet.

use std::collections::HashMap;
use std::sync::Arc;

use ab_glyph::{Font, FontRef, Glyph, PxScale, point};

use super::DrawError;
use super::canvas::{Blend, Canvas, Mask, Rgb};

static SERIF: &[u8] = include_bytes!("../../../config/fonts/specimen-serif.otf");
static SANS: &[u8] = include_bytes!("../../../config/fonts/specimen-sans.otf");

/// Which of the two faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Face {
    /// 宋体: what a diploma is printed in.
    Serif,
    /// 黑体: what an identity card is printed in.
    Sans,
}

/// One character of one face at one size, ready to press.
#[derive(Debug)]
pub(super) struct Stamp {
    pub(super) mask: Mask,
    /// From the pen to the mask's left edge, pixels.
    pub(super) left: i32,
    /// From the baseline to the mask's top edge, pixels (negative above).
    pub(super) top: i32,
    /// How far the pen moves on, pixels.
    pub(super) advance: f32,
}

/// How a line of text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Type {
    pub(super) face: Face,
    /// Em size in pixels.
    pub(super) size: u32,
    pub(super) ink: Rgb,
    /// Extra space after each character, pixels.
    pub(super) spacing: f32,
    /// Pressed a second time a little to the right: neither face comes in bold.
    pub(super) heavy: bool,
}

impl Type {
    pub(super) const fn new(face: Face, size: u32, ink: Rgb) -> Self {
        Self { face, size, ink, spacing: 0.0, heavy: false }
    }

    pub(super) const fn spaced(self, spacing: f32) -> Self {
        Self { spacing, ..self }
    }

    pub(super) const fn heavy(self) -> Self {
        Self { heavy: true, ..self }
    }
}

/// Both faces and every glyph set so far.
pub(super) struct Case {
    serif: FontRef<'static>,
    sans: FontRef<'static>,
    set: HashMap<(Face, char, u32), Arc<Stamp>>,
}

impl Case {
    pub(super) fn open() -> Result<Self, DrawError> {
        let read = |bytes: &'static [u8]| FontRef::try_from_slice(bytes).map_err(|_| DrawError::Font);
        Ok(Self { serif: read(SERIF)?, sans: read(SANS)?, set: HashMap::new() })
    }

    /// Whether some face can draw `c`.
    pub(super) fn has(&self, c: char) -> bool {
        [&self.serif, &self.sans].iter().any(|font| font.glyph_id(c).0 != 0)
    }

    /// `c` at `size`; from the other face where this one lacks it, an empty box where both do.
    pub(super) fn stamp(&mut self, face: Face, c: char, size: u32) -> Arc<Stamp> {
        if let Some(stamp) = self.set.get(&(face, c, size)) {
            return Arc::clone(stamp);
        }
        let (first, second) = match face {
            Face::Serif => (&self.serif, &self.sans),
            Face::Sans => (&self.sans, &self.serif),
        };
        let font = if first.glyph_id(c).0 == 0 && second.glyph_id(c).0 != 0 { second } else { first };
        let stamp = Arc::new(rasterise(font, c, size));
        self.set.insert((face, c, size), Arc::clone(&stamp));
        stamp
    }

    /// Width of `text` in pixels.
    pub(super) fn width(&mut self, text: &str, style: Type) -> f32 {
        let mut width = 0.0;
        for c in text.chars() {
            width += self.stamp(style.face, c, style.size).advance + style.spacing;
        }
        if text.is_empty() { 0.0 } else { width - style.spacing }
    }

    /// Presses `text` with its baseline at `y`, starting at `x`; returns where the pen ends.
    pub(super) fn line(&mut self, canvas: &mut Canvas, text: &str, x: f32, y: i32, style: Type) -> f32 {
        let mut pen = x;
        for c in text.chars() {
            let stamp = self.stamp(style.face, c, style.size);
            let left = pen.round() as i32 + stamp.left;
            canvas.press(&stamp.mask, left, y + stamp.top, style.ink, 255, Blend::Cover);
            if style.heavy {
                let offset = (style.size as i32 / 36).max(1);
                canvas.press(&stamp.mask, left + offset, y + stamp.top, style.ink, 255, Blend::Cover);
            }
            pen += stamp.advance + style.spacing;
        }
        pen - if text.is_empty() { 0.0 } else { style.spacing }
    }

    /// The same, centred on `x`.
    pub(super) fn centred(&mut self, canvas: &mut Canvas, text: &str, x: f32, y: i32, style: Type) {
        let width = self.width(text, style);
        let _ = self.line(canvas, text, x - width / 2.0, y, style);
    }
}

fn rasterise(font: &FontRef<'static>, c: char, size: u32) -> Stamp {
    let em = font.units_per_em().unwrap_or(1000.0);
    // ab_glyph scales by ascent-to-descent height; a typographer's size is the em.
    let scale = PxScale::from(size as f32 * font.height_unscaled() / em);
    let id = font.glyph_id(c);
    let advance = font.h_advance_unscaled(id) * size as f32 / em;
    let glyph: Glyph = id.with_scale_and_position(scale, point(0.0, 0.0));
    let Some(outline) = font.outline_glyph(glyph) else {
        return Stamp { mask: Mask::new(0, 0), left: 0, top: 0, advance };
    };
    let bounds = outline.px_bounds();
    let mut mask = Mask::new(bounds.width().ceil() as usize, bounds.height().ceil() as usize);
    let width = mask.width;
    outline.draw(|x, y, covered| {
        if let Some(cell) = mask.coverage.get_mut(y as usize * width + x as usize) {
            *cell = (covered.clamp(0.0, 1.0) * 255.0) as u8;
        }
    });
    Stamp { mask, left: bounds.min.x as i32, top: bounds.min.y as i32, advance }
}
