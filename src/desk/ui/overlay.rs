//! Boxes over the screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Clear, Widget};

/// A rectangle of at most this size in the middle of another.
#[must_use]
pub fn centred(area: Rect, columns: u16, rows: u16) -> Rect {
    let (width, height) = (columns.min(area.width), rows.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

/// Clears a rectangle, draws a block into it and gives its inside.
///
/// A wide character that reaches under the left edge from outside is blanked first: the terminal would otherwise drop the edge.
pub fn open(frame: &mut Frame<'_>, area: Rect, block: Block<'_>) -> Rect {
    if area.x > 0 {
        let buffer = frame.buffer_mut();
        for y in area.top()..area.bottom() {
            if let Some(cell) = buffer.cell_mut((area.x - 1, y))
                && super::text::width(cell.symbol()) > 1
            {
                cell.set_symbol(" ");
            }
        }
    }
    Clear.render(area, frame.buffer_mut());
    let inside = block.inner(area);
    block.render(area, frame.buffer_mut());
    inside
}
