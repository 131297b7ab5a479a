//! Pictures out of block characters, for terminals that draw none themselves: each cell shows four points (or two) in the two colours
//! that come nearest to them.

use image::RgbImage;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

/// A colour: red, green, blue.
type Rgb = [u8; 3];

/// What a cell can show: which of its four points (top left, top right, bottom left, bottom right) have the first colour, and the
/// character for it. The other half of the sixteen are these with the colours exchanged.
const SHAPES: [([bool; 4], &str); 8] = [
    ([false, false, false, false], " "),
    ([true, false, false, false], "▘"),
    ([false, true, false, false], "▝"),
    ([false, false, true, false], "▖"),
    ([false, false, false, true], "▗"),
    ([false, true, true, false], "▞"),
    ([false, true, false, true], "▐"),
    // The only one whose character some terminals draw two cells wide: last, to be left out.
    ([true, true, false, false], "▀"),
];

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tile {
    symbol: &'static str,
    front: Rgb,
    ground: Rgb,
}

/// A picture of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mosaic {
    columns: u16,
    rows: u16,
    tiles: Vec<Tile>,
}

impl Mosaic {
    /// Four points a cell. `narrow_only` keeps to characters that are one cell wide everywhere.
    #[must_use]
    pub fn quadrants(picture: &RgbImage, narrow_only: bool) -> Self {
        let shapes = SHAPES.get(..SHAPES.len() - usize::from(narrow_only)).unwrap_or(&SHAPES);
        Self::laid(picture, (2, 2), |at| best([at(0, 0), at(1, 0), at(0, 1), at(1, 1)], shapes))
    }

    /// Two points a cell, one above the other.
    #[must_use]
    pub fn halves(picture: &RgbImage) -> Self {
        Self::laid(picture, (1, 2), |at| {
            let (upper, lower) = (at(0, 0), at(0, 1));
            let symbol = if upper == lower { " " } else { "▀" };
            Tile { symbol, front: upper, ground: lower }
        })
    }

    fn laid(picture: &RgbImage, grid: (u32, u32), tile: impl Fn(&dyn Fn(u32, u32) -> Rgb) -> Tile) -> Self {
        let (columns, rows) = (picture.width() / grid.0, picture.height() / grid.1);
        let mut tiles = Vec::with_capacity(columns as usize * rows as usize);
        for row in 0..rows {
            for column in 0..columns {
                let at = |x: u32, y: u32| {
                    picture.get_pixel_checked(column * grid.0 + x, row * grid.1 + y).map_or([0; 3], |pixel| pixel.0)
                };
                tiles.push(tile(&at));
            }
        }
        let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
        Self { columns: side(columns), rows: side(rows), tiles }
    }

    /// Columns and rows.
    #[must_use]
    pub const fn size(&self) -> (u16, u16) {
        (self.columns, self.rows)
    }

    /// Bytes it takes in memory, about.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.tiles.len() * size_of::<Tile>()
    }

    /// Draws it at the top left of an area, as far as it fits.
    pub fn draw(&self, area: Rect, buffer: &mut Buffer) {
        for (y, row) in (area.top()..area.bottom()).zip(self.tiles.chunks(usize::from(self.columns.max(1)))) {
            for (x, tile) in (area.left()..area.right()).zip(row) {
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    let colour = |[red, green, blue]: Rgb| Color::Rgb(red, green, blue);
                    cell.set_symbol(tile.symbol);
                    cell.set_style(Style::new().fg(colour(tile.front)).bg(colour(tile.ground)));
                }
            }
        }
    }
}

/// The shape and the two colours that come nearest to four points: each half of a shape in its mean colour, the one with the least
/// square error.
fn best(points: [Rgb; 4], shapes: &[([bool; 4], &'static str)]) -> Tile {
    let mut chosen = Tile { symbol: " ", front: [0; 3], ground: [0; 3] };
    let mut least = u32::MAX;
    for (shape, symbol) in shapes {
        let mut error = 0;
        let mut colours = [[0_u8; 3]; 2];
        for (front, mean) in [true, false].into_iter().zip(&mut colours) {
            let members = || points.iter().zip(shape).filter(move |(_, one)| **one == front).map(|(point, _)| point);
            let count = u32::try_from(members().count()).unwrap_or(0);
            if count == 0 {
                continue;
            }
            for (channel, mean) in mean.iter_mut().enumerate() {
                let of = |point: &Rgb| u32::from(point.get(channel).copied().unwrap_or(0));
                let middle = (members().map(of).sum::<u32>() + count / 2) / count;
                *mean = u8::try_from(middle).unwrap_or(u8::MAX);
                error += members().map(|point| of(point).abs_diff(middle).pow(2)).sum::<u32>();
            }
        }
        // A later shape has to be better, not just as good: a cell of one colour is a space.
        if error < least {
            least = error;
            let [front, ground] = colours;
            chosen = Tile { symbol, front, ground };
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb as Pixel;

    const INK: Pixel<u8> = Pixel([20, 20, 20]);
    const PAPER: Pixel<u8> = Pixel([240, 236, 220]);

    /// A picture written with `#` for ink.
    fn drawn(rows: &[&str]) -> RgbImage {
        let (width, height) = (rows[0].len() as u32, rows.len() as u32);
        RgbImage::from_fn(width, height, |x, y| if rows[y as usize].as_bytes()[x as usize] == b'#' { INK } else { PAPER })
    }

    fn symbols(mosaic: &Mosaic) -> Vec<String> {
        mosaic.tiles.chunks(usize::from(mosaic.columns)).map(|row| row.iter().map(|tile| tile.symbol).collect()).collect()
    }

    #[test]
    fn a_letter_keeps_its_shape_in_quadrants() {
        let letter = drawn(&["..####....", ".#....#...", ".#....#...", "..####....", "....#.....", "...#......"]);
        let mosaic = Mosaic::quadrants(&letter, false);
        assert_eq!(mosaic.size(), (5, 3));
        assert_eq!(symbols(&mosaic), ["▗▀▀▖ ", "▝▀▀▘ ", " ▗▘  "].map(String::from));
        // Whatever the shape, the points come out in their own colours.
        let mut buffer = Buffer::empty(Rect::new(0, 0, 5, 3));
        mosaic.draw(buffer.area, &mut buffer);
        for (x, y) in (0..10).flat_map(|x| (0..6).map(move |y| (x, y))) {
            let cell = &buffer[((x / 2) as u16, (y / 2) as u16)];
            let shape = SHAPES.iter().find(|(_, symbol)| *symbol == cell.symbol()).unwrap().0;
            let shown = if shape[(y % 2 * 2 + x % 2) as usize] { cell.fg } else { cell.bg };
            let [red, green, blue] = letter.get_pixel(x, y).0;
            assert_eq!(shown, Color::Rgb(red, green, blue), "{x} {y}");
        }
    }

    #[test]
    fn where_half_blocks_are_wide_none_is_used() {
        let bar = drawn(&["####", "....", "#..#", "#..#"]);
        let mosaic = Mosaic::quadrants(&bar, true);
        assert!(
            symbols(&mosaic)
                .concat()
                .chars()
                .all(|one| one == ' ' || one == '\u{2590}' || ('\u{2596}'..='\u{259f}').contains(&one))
        );
        assert_eq!(symbols(&mosaic)[1], "▐▐", "the left half is the right one with its colours exchanged");
        assert_ne!(symbols(&mosaic), symbols(&Mosaic::quadrants(&bar, false)));
    }

    #[test]
    fn half_blocks_show_two_points_a_cell() {
        let mosaic = Mosaic::halves(&drawn(&["#.", "..", "##", "##"]));
        assert_eq!(symbols(&mosaic), ["▀ ", "  "].map(String::from));
        assert_eq!((mosaic.size(), mosaic.tiles[0].front, mosaic.tiles[2].ground), ((2, 2), INK.0, INK.0));
    }
}
