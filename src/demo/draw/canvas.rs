//! The sheet one draws on: 8-bit RGB rows, and the few strokes a certificate needs.
//!
//! Everything clips to the sheet; nothing here can fail or panic.

/// An ink or a paper.
pub(super) type Rgb = [u8; 3];

/// How much of each pixel a shape covers: 0 none, 255 all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mask {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) coverage: Vec<u8>,
}

impl Mask {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, height, coverage: vec![0; width * height] }
    }

    /// Coverage at a place between pixels, 0.0 outside.
    pub(super) fn sample(&self, x: f32, y: f32) -> f32 {
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let at = |dx: i32, dy: i32| -> f32 {
            let (px, py) = (left as i32 + dx, top as i32 + dy);
            if px < 0 || py < 0 || px as usize >= self.width || py as usize >= self.height {
                return 0.0;
            }
            self.coverage.get(py as usize * self.width + px as usize).map_or(0.0, |c| f32::from(*c))
        };
        let upper = at(0, 0) * (1.0 - fx) + at(1, 0) * fx;
        let lower = at(0, 1) * (1.0 - fx) + at(1, 1) * fx;
        upper * (1.0 - fy) + lower * fy
    }
}

/// How ink meets what is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blend {
    /// Printing ink: replaces, as far as it covers.
    Cover,
    /// Stamp ink: darkens, so that print stays visible through a seal.
    Stain,
}

/// A sheet of RGB pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize, paper: Rgb) -> Self {
        Self { width, height, pixels: paper.repeat(width * height) }
    }

    pub(super) const fn width(&self) -> usize {
        self.width
    }

    pub(super) const fn height(&self) -> usize {
        self.height
    }

    pub(super) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Takes over what another sheet of the same size shows, without allocating.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.width = other.width;
        self.height = other.height;
        self.pixels.clone_from(&other.pixels);
    }

    /// The pixels `x0..x1` of row `y`, clipped to the sheet.
    pub(super) fn row_mut(&mut self, y: i32, x0: i32, x1: i32) -> &mut [u8] {
        if y < 0 || y as usize >= self.height {
            return &mut [];
        }
        let left = x0.clamp(0, self.width as i32) as usize;
        let right = (x1.clamp(0, self.width as i32) as usize).max(left);
        let start = y as usize * self.width;
        self.pixels.get_mut((start + left) * 3..(start + right) * 3).unwrap_or_default()
    }

    /// Every row of the sheet, top to bottom.
    pub(super) fn rows_mut(&mut self) -> std::slice::ChunksExactMut<'_, u8> {
        self.pixels.chunks_exact_mut((self.width * 3).max(3))
    }

    /// Row `y`, empty outside the sheet.
    pub(super) fn row(&self, y: usize) -> &[u8] {
        self.pixels.get(y * self.width * 3..(y + 1) * self.width * 3).unwrap_or_default()
    }

    pub(super) fn fill(&mut self, x: i32, y: i32, width: i32, height: i32, ink: Rgb) {
        for row in y..y + height {
            for pixel in self.row_mut(row, x, x + width).chunks_exact_mut(3) {
                pixel.copy_from_slice(&ink);
            }
        }
    }

    /// A hollow rectangle whose strokes lie inside the given bounds.
    pub(super) fn frame(&mut self, x: i32, y: i32, width: i32, height: i32, stroke: i32, ink: Rgb) {
        self.fill(x, y, width, stroke, ink);
        self.fill(x, y + height - stroke, width, stroke, ink);
        self.fill(x, y, stroke, height, ink);
        self.fill(x + width - stroke, y, stroke, height, ink);
    }

    /// Presses `mask` onto the sheet with its upper left corner at `x`, `y`; `strength` 255 is full ink.
    pub(super) fn press(&mut self, mask: &Mask, x: i32, y: i32, ink: Rgb, strength: u8, blend: Blend) {
        for (dy, line) in mask.coverage.chunks_exact(mask.width.max(1)).enumerate() {
            let skip = (-x).max(0) as usize;
            let row = self.row_mut(y + dy as i32, x, x + mask.width as i32);
            for (pixel, covered) in row.chunks_exact_mut(3).zip(line.iter().skip(skip)) {
                if *covered != 0 {
                    mix(pixel, ink, u32::from(*covered) * u32::from(strength), blend);
                }
            }
        }
    }

    /// Blends one pixel; `alpha` 0.0–1.0.
    pub(super) fn dot(&mut self, x: i32, y: i32, ink: Rgb, alpha: f32) {
        let weight = (alpha.clamp(0.0, 1.0) * 65_025.0) as u32;
        mix(self.row_mut(y, x, x + 1), ink, weight, Blend::Cover);
    }

    /// A filled triangle with hard edges.
    pub(super) fn triangle(&mut self, corners: [(f32, f32); 3], ink: Rgb) {
        let [a, b, c] = corners;
        let (top, bottom) = (a.1.min(b.1).min(c.1), a.1.max(b.1).max(c.1));
        for y in top.ceil() as i32..=bottom.floor() as i32 {
            // Where this row crosses the three edges.
            let crossing = |(x0, y0): (f32, f32), (x1, y1): (f32, f32)| {
                let t = (y as f32 - y0) / (y1 - y0);
                (0.0..=1.0).contains(&t).then_some(x0 + (x1 - x0) * t)
            };
            let crossings = [crossing(a, b), crossing(b, c), crossing(c, a)];
            let left = crossings.iter().flatten().copied().fold(f32::INFINITY, f32::min);
            let right = crossings.iter().flatten().copied().fold(f32::NEG_INFINITY, f32::max);
            if left < right {
                self.fill(left.round() as i32, y, (right - left).round() as i32, 1, ink);
            }
        }
    }

    /// A soft-edged disc or ellipse.
    pub(super) fn ellipse(&mut self, cx: f32, cy: f32, rx: f32, ry: f32, ink: Rgb, alpha: f32) {
        let (left, right) = ((cx - rx).floor() as i32, (cx + rx).ceil() as i32);
        let soft = rx.min(ry);
        for y in (cy - ry).floor() as i32..=(cy + ry).ceil() as i32 {
            let v = ((y as f32 - cy) / ry).powi(2);
            for (pixel, x) in self.row_mut(y, left, right + 1).chunks_exact_mut(3).zip(left.max(0)..) {
                let squared = ((x as f32 - cx) / rx).powi(2) + v;
                if squared < 1.0 {
                    // Only the rim needs the root.
                    let inside = (1.0 - squared) * soft * 0.5;
                    let edge = if inside >= 1.0 { 1.0 } else { ((1.0 - squared.sqrt()) * soft).clamp(0.0, 1.0) };
                    mix(pixel, ink, (edge * alpha * 65_025.0) as u32, Blend::Cover);
                }
            }
        }
    }
}

/// `weight` of 65,025 (255 × 255) is full ink.
fn mix(pixel: &mut [u8], ink: Rgb, weight: u32, blend: Blend) {
    for (channel, ink) in pixel.iter_mut().zip(ink) {
        let under = u32::from(*channel);
        let target = match blend {
            Blend::Cover => u32::from(ink),
            Blend::Stain => under * u32::from(ink) / 255,
        };
        *channel = ((under * (65_025 - weight) + target * weight) / 65_025) as u8;
    }
}
