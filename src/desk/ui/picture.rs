//! Pictures of scans: what to draw of which file, and the drawn result as the terminal takes it.

use std::fmt;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;
use ratatui_image::Image;
use ratatui_image::protocol::Protocol;

use super::means::Drawing;
use super::mosaic::Mosaic;
use crate::domain::attachment::AttachmentKind;
use crate::domain::crop::{Crop, Part};

/// The middle of a picture, in ten-thousandths.
pub const MIDDLE: u16 = 5_000;
/// Magnifications to step through, in hundredths of "the whole picture fits".
const ZOOMS: [u16; 17] = [100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2400, 3200, 4800, 6400, 9600, 12_800, 25_600, 51_200];

/// Where in a turned picture one looks, and how closely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct At {
    /// Magnification in hundredths of "the whole picture fits": 100 shows it all.
    pub zoom: u16,
    /// Centre of what is shown, in ten-thousandths of the turned picture's width and height.
    pub centre: (u16, u16),
}

impl At {
    /// The whole picture.
    pub const WHOLE: Self = Self { zoom: 100, centre: (MIDDLE, MIDDLE) };

    /// So that a part of the turned picture is seen, as large as the pane allows.
    #[must_use]
    pub fn seeing(part: Part, pixels: (u32, u32), cells: (u16, u16), cell: (f64, f64)) -> Self {
        let all = fit(pixels, cells, cell);
        let whole = sides(pixels);
        let pane = pane(cells, cell);
        let closest = (pane.0 / (part.width.max(1e-4) * whole.0)).min(pane.1 / (part.height.max(1e-4) * whole.1));
        let middle = |start: f64, length: f64| to_u16(((start + length / 2.0) * 10_000.0).round());
        Self {
            zoom: to_u16((closest / all * 100.0).floor().max(100.0)),
            centre: (middle(part.left, part.width).min(10_000), middle(part.top, part.height).min(10_000)),
        }
    }

    /// The magnification at which the picture's whole width fills the pane.
    #[must_use]
    pub fn fit_width(pixels: (u32, u32), cells: (u16, u16), cell: (f64, f64)) -> u16 {
        let across = pane(cells, cell).0 / sides(pixels).0;
        to_u16((across / fit(pixels, cells, cell) * 100.0).floor().max(100.0))
    }

    /// The magnification at which every point of the picture gets a point of its own on the screen.
    #[must_use]
    pub fn one_to_one(pixels: (u32, u32), cells: (u16, u16), drawing: Drawing) -> u16 {
        let (cell, grid) = (drawing.proportions(), drawing.grid());
        let point = (cell.0 / f64::from(grid.0.max(1))).max(cell.1 / f64::from(grid.1.max(1)));
        to_u16((point / fit(pixels, cells, cell) * 100.0).round().max(1.0))
    }

    /// The next magnification up or down: the usual steps, with one to one among them, up to four times that.
    #[must_use]
    pub fn step(zoom: u16, up: bool, one_to_one: u16) -> u16 {
        let most = one_to_one.saturating_mul(4).max(800);
        let near = |zoom: u16| zoom != one_to_one && u32::from(zoom.abs_diff(one_to_one)) * 10 < u32::from(one_to_one);
        let mut steps: Vec<u16> = ZOOMS.into_iter().filter(|one| *one == 100 || (*one <= most && !near(*one))).collect();
        if one_to_one > 100 {
            steps.push(one_to_one);
        }
        steps.sort_unstable();
        let next = if up { steps.into_iter().find(|one| *one > zoom) } else { steps.into_iter().rev().find(|one| *one < zoom) };
        next.unwrap_or(zoom)
    }
}

/// What one looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aim {
    /// A place of one's own choice.
    At(At),
    /// A named crop, wherever it is on this paper.
    Crop(Crop),
}

/// What of a file is to be drawn, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct View {
    /// Clockwise quarter turns, 0–3.
    pub turns: u8,
    /// What of it.
    pub aim: Aim,
    /// Size of the pane in cells.
    pub cells: (u16, u16),
}

fn sides(pixels: (u32, u32)) -> (f64, f64) {
    (f64::from(pixels.0.max(1)), f64::from(pixels.1.max(1)))
}

fn pane(cells: (u16, u16), cell: (f64, f64)) -> (f64, f64) {
    (f64::from(cells.0.max(1)) * cell.0, f64::from(cells.1.max(1)) * cell.1)
}

/// Screen pixels a picture's pixel gets where the whole of it just fits.
fn fit(pixels: (u32, u32), cells: (u16, u16), cell: (f64, f64)) -> f64 {
    let (whole, pane) = (sides(pixels), pane(cells, cell));
    (pane.0 / whole.0).min(pane.1 / whole.1)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
fn to_u16(number: f64) -> u16 {
    number.clamp(0.0, f64::from(u16::MAX)) as u16
}

impl At {
    /// How much of a picture of these pixels is seen at once, across and down, in ten-thousandths of it.
    #[must_use]
    pub fn share(self, pixels: (u32, u32), cells: (u16, u16), cell: (f64, f64)) -> (u16, u16) {
        let cut = self.cut(pixels, cells, cell);
        let of = |part: f64, whole: u32| to_u16((part / f64::from(whole.max(1)) * 10_000.0).round().clamp(1.0, 10_000.0));
        (of(cut.width, pixels.0), of(cut.height, pixels.1))
    }

    /// Which part of a (turned) picture fills which part of the pane, where a cell is so many device pixels across and down. Nothing
    /// beyond the picture's edges is shown, so at the edges the centre gives way.
    #[must_use]
    pub fn cut(self, pixels: (u32, u32), cells: (u16, u16), cell: (f64, f64)) -> Cut {
        let whole = sides(pixels);
        let pane = pane(cells, cell);
        let scale = fit(pixels, cells, cell) * f64::from(self.zoom.max(1)) / 100.0;
        let width = (pane.0 / scale).min(whole.0);
        let height = (pane.1 / scale).min(whole.1);
        let start = |centre: u16, part: f64, whole: f64| {
            (f64::from(centre) / 10_000.0 * whole - part / 2.0).clamp(0.0, (whole - part).max(0.0))
        };
        let count = |part: f64, cell: f64, most: u16| to_u16((part * scale / cell).round().clamp(1.0, f64::from(most.max(1))));
        Cut {
            left: start(self.centre.0, width, whole.0),
            top: start(self.centre.1, height, whole.1),
            width,
            height,
            cells: (count(width, cell.0, cells.0), count(height, cell.1, cells.1)),
        }
    }
}

/// A part of a picture, in its pixels, and the cells it fills.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// From the left edge.
    pub left: f64,
    /// From the top edge.
    pub top: f64,
    /// Across.
    pub width: f64,
    /// Down.
    pub height: f64,
    /// Columns and rows.
    pub cells: (u16, u16),
}

/// A look at one file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sight {
    /// Which file, by its content.
    pub sha256: String,
    /// What it is said to show: its crops depend on it.
    pub kind: AttachmentKind,
    /// What of it.
    pub view: View,
}

/// A request for a picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PictureRequest {
    /// What is looked at.
    pub sight: Sight,
    /// What stands to the right of it, if two files are compared.
    pub beside: Option<Sight>,
    /// How the terminal takes it.
    pub drawing: Drawing,
}

/// A picture as the terminal takes it.
pub enum Drawn {
    /// As block characters.
    Mosaic(Mosaic),
    /// In a graphics protocol of the terminal's own.
    Graphics(Box<Protocol>),
}

/// A picture ready for the terminal.
pub struct Picture {
    /// What was asked for.
    pub request: PictureRequest,
    /// The drawn picture.
    pub drawn: Drawn,
    /// Where the look at the (first) file came to be, crops found.
    pub at: At,
    /// Pixels of the whole turned picture: across, down.
    pub pixels: (u32, u32),
}

impl Picture {
    /// Columns and rows it fills.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        match &self.drawn {
            Drawn::Mosaic(mosaic) => mosaic.size(),
            Drawn::Graphics(protocol) => (protocol.size().width, protocol.size().height),
        }
    }

    /// Draws it at the top left of an area that is large enough.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer) {
        match &self.drawn {
            Drawn::Mosaic(mosaic) => mosaic.draw(area, buffer),
            Drawn::Graphics(protocol) => Image::new(protocol).render(area, buffer),
        }
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Picture").field("request", &self.request).field("pixels", &self.pixels).finish_non_exhaustive()
    }
}

/// Two pictures are the same if the same was asked for.
impl PartialEq for Picture {
    fn eq(&self, other: &Self) -> bool {
        self.request == other.request
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::ui::means::Means;
    use proptest::prelude::*;

    const PANE: (u16, u16) = (100, 50);
    const CELL: (f64, f64) = (1.0, 2.0);

    fn at(zoom: u16, centre: (u16, u16)) -> At {
        At { zoom, centre }
    }

    fn drawing(means: Means) -> Drawing {
        Drawing { means, cell: (10, 20), tmux: false, narrow_only: false }
    }

    #[test]
    fn the_whole_picture_fits_and_keeps_its_proportions() {
        let cut = At::WHOLE.cut((3000, 2000), PANE, CELL);
        assert_eq!((cut.left, cut.top, cut.width, cut.height), (0.0, 0.0, 3000.0, 2000.0));
        assert_eq!(cut.cells, (100, 33));
        assert_eq!(At::WHOLE.cut((1000, 4000), PANE, CELL).cells, (25, 50));
    }

    #[test]
    fn zoomed_in_it_fills_the_pane_and_never_leaves_the_picture() {
        let cut = at(400, (0, 10_000)).cut((3000, 2000), PANE, CELL);
        assert_eq!((cut.left, cut.width), (0.0, 750.0));
        assert_eq!(cut.top + cut.height, 2000.0);
        assert_eq!(cut.cells, (100, 50));
        assert_eq!(at(400, (0, 0)).share((3000, 2000), PANE, CELL), (2500, 3750));
    }

    #[test]
    fn one_to_one_is_a_point_for_a_point() {
        // A pane of 1000 × 1000 device pixels.
        assert_eq!(At::one_to_one((4000, 2000), PANE, drawing(Means::Sixel)), 400);
        let cut = at(400, (MIDDLE, MIDDLE)).cut((4000, 2000), PANE, (10.0, 20.0));
        assert_eq!((cut.width, cut.height), (1000.0, 1000.0));
        // 100 × 100 points of half blocks.
        assert_eq!(At::one_to_one((4000, 2000), PANE, drawing(Means::Blocks)), 4000);
    }

    #[test]
    fn fitted_to_its_width_a_tall_page_is_seen_from_edge_to_edge() {
        let zoom = At::fit_width((1000, 4000), PANE, CELL);
        let cut = at(zoom, (MIDDLE, 0)).cut((1000, 4000), PANE, CELL);
        assert_eq!((cut.left, cut.top, cut.width, cut.cells), (0.0, 0.0, 1000.0, (100, 50)));
        assert_eq!(At::fit_width((4000, 1000), PANE, CELL), 100);
    }

    #[test]
    fn stepping_up_stops_at_one_to_one_and_a_little_beyond() {
        let mut steps = vec![100];
        loop {
            let next = At::step(*steps.last().unwrap(), true, 390);
            if next == *steps.last().unwrap() {
                break;
            }
            steps.push(next);
        }
        assert_eq!(steps, [100, 150, 200, 300, 390, 600, 800, 1200]);
        assert_eq!(At::step(390, false, 390), 300);
        assert_eq!(At::step(100, false, 390), 100);
        assert_eq!(At::step(800, true, 20), 800, "a picture smaller than the pane is enlarged, too");
    }

    #[test]
    fn a_picture_of_one_pixel_and_a_pane_of_none_are_no_trouble() {
        assert_eq!(At::WHOLE.cut((0, 0), (0, 0), CELL).cells, (1, 1));
        assert_eq!(at(3200, (MIDDLE, MIDDLE)).cut((1, 1), PANE, CELL).cells, (100, 50));
    }

    proptest! {
        #[test]
        fn nothing_outside_the_picture_is_ever_looked_at(
            zoom in 1_u16.., centre in (0_u16..=10_000, 0_u16..=10_000),
            pixels in (1_u32..20_000, 1_u32..20_000), cells in (1_u16..400, 1_u16..150), cell in (1_u16..40, 1_u16..80),
        ) {
            let cell = (f64::from(cell.0), f64::from(cell.1));
            let cut = at(zoom, centre).cut(pixels, cells, cell);
            let slack = 1e-6;
            prop_assert!(cut.left >= 0.0 && cut.top >= 0.0);
            prop_assert!(cut.left + cut.width <= f64::from(pixels.0) + slack);
            prop_assert!(cut.top + cut.height <= f64::from(pixels.1) + slack);
            prop_assert!(cut.width > 0.0 && cut.height > 0.0);
            prop_assert!(cut.cells.0 >= 1 && cut.cells.0 <= cells.0 && cut.cells.1 >= 1 && cut.cells.1 <= cells.1);
        }

        #[test]
        fn a_crop_is_seen_whole(
            left in 0.0_f64..0.9, top in 0.0_f64..0.9, width in 0.05_f64..1.0, height in 0.05_f64..1.0,
            pixels in (200_u32..10_000, 200_u32..10_000), cells in (4_u16..300, 2_u16..100),
        ) {
            let part = Part::between(left, top, (left + width).min(1.0), (top + height).min(1.0));
            let cell = (10.0, 20.0);
            let cut = At::seeing(part, pixels, cells, cell).cut(pixels, cells, cell);
            let seen = Part {
                left: cut.left / f64::from(pixels.0),
                top: cut.top / f64::from(pixels.1),
                width: cut.width / f64::from(pixels.0),
                height: cut.height / f64::from(pixels.1),
            };
            prop_assert!(seen.grown(0.0002, 0.0002).holds(part), "{seen:?} {part:?}");
        }
    }
}
