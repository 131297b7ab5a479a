//! Pictures of scans: what to draw of which file, and the drawn result as the terminal takes it.

use std::fmt;

use ratatui_image::protocol::Protocol;

/// What of a file is to be drawn, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct View {
    /// Clockwise quarter turns, 0–3.
    pub turns: u8,
    /// Magnification in hundredths of "the whole picture fits": 100 shows it all.
    pub zoom: u16,
    /// Centre of what is shown, in ten-thousandths of the turned picture's width and height.
    pub centre: (u16, u16),
    /// Size of the pane in cells.
    pub cells: (u16, u16),
}

/// A cell of half blocks shows one pixel across and two down; other cells are about as much taller than wide.
const CELL: (f64, f64) = (1.0, 2.0);

impl View {
    /// How much of a picture of these pixels is seen at once, across and down, in ten-thousandths of it.
    #[must_use]
    pub fn share(&self, pixels: (u32, u32)) -> (u16, u16) {
        let cut = self.cut(pixels, CELL);
        let of = |part: f64, whole: u32| {
            let share = (part / f64::from(whole.max(1)) * 10_000.0).round();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
            let share = share.clamp(1.0, 10_000.0) as u16;
            share
        };
        (of(cut.width, pixels.0), of(cut.height, pixels.1))
    }

    /// Which part of a (turned) picture fills which part of the pane, where a cell is so many device pixels across and down. Nothing
    /// beyond the picture's edges is shown, so at the edges the centre gives way.
    #[must_use]
    pub fn cut(&self, pixels: (u32, u32), cell: (f64, f64)) -> Cut {
        let whole = (f64::from(pixels.0.max(1)), f64::from(pixels.1.max(1)));
        let pane = (f64::from(self.cells.0.max(1)) * cell.0, f64::from(self.cells.1.max(1)) * cell.1);
        let scale = (pane.0 / whole.0).min(pane.1 / whole.1) * f64::from(self.zoom.max(1)) / 100.0;
        let width = (pane.0 / scale).min(whole.0);
        let height = (pane.1 / scale).min(whole.1);
        let start = |centre: u16, part: f64, whole: f64| {
            (f64::from(centre) / 10_000.0 * whole - part / 2.0).clamp(0.0, (whole - part).max(0.0))
        };
        let cells = |part: f64, cell: f64, most: u16| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
            let cells = (part * scale / cell).round().clamp(1.0, f64::from(most.max(1))) as u16;
            cells
        };
        Cut {
            left: start(self.centre.0, width, whole.0),
            top: start(self.centre.1, height, whole.1),
            width,
            height,
            cells: (cells(width, cell.0, self.cells.0), cells(height, cell.1, self.cells.1)),
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

/// A request for a picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PictureRequest {
    /// Which file, by its content.
    pub sha256: String,
    /// What of it.
    pub view: View,
}

/// A picture ready for the terminal.
pub struct Picture {
    /// What was asked for.
    pub request: PictureRequest,
    /// The encoded picture.
    pub protocol: Protocol,
    /// Pixels of the whole turned picture: across, down.
    pub pixels: (u32, u32),
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

    fn view(zoom: u16, centre: (u16, u16)) -> View {
        View { turns: 0, zoom, centre, cells: (100, 50) }
    }

    #[test]
    fn the_whole_picture_fits_and_keeps_its_proportions() {
        let cut = view(100, (5_000, 5_000)).cut((3000, 2000), CELL);
        assert_eq!((cut.left, cut.top, cut.width, cut.height), (0.0, 0.0, 3000.0, 2000.0));
        assert_eq!(cut.cells, (100, 33));
        let tall = view(100, (5_000, 5_000)).cut((1000, 4000), CELL);
        assert_eq!(tall.cells, (25, 50));
    }

    #[test]
    fn zoomed_in_it_fills_the_pane_and_never_leaves_the_picture() {
        let cut = view(400, (0, 10_000)).cut((3000, 2000), CELL);
        assert_eq!((cut.left, cut.width), (0.0, 750.0));
        assert_eq!(cut.top + cut.height, 2000.0);
        assert_eq!(cut.cells, (100, 50));
        assert_eq!(view(400, (0, 0)).share((3000, 2000)), (2500, 3750));
    }

    #[test]
    fn a_picture_of_one_pixel_and_a_pane_of_none_are_no_trouble() {
        let tiny = View { turns: 0, zoom: 100, centre: (5_000, 5_000), cells: (0, 0) };
        assert_eq!(tiny.cut((0, 0), CELL).cells, (1, 1));
        assert_eq!(view(3200, (5_000, 5_000)).cut((1, 1), CELL).cells, (100, 50));
    }
}
