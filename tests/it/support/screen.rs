//! What a person reads on a drawn screen.

use ratatui::buffer::Buffer;

/// The text of a screen, row by row, without the blanks at the ends. A cell that a wide character before it covers is not there for
/// the eye, so it is not printed either.
pub(crate) fn text_of(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut text = String::new();
    for y in area.top()..area.bottom() {
        let mut row = String::new();
        let mut x = area.left();
        while x < area.right() {
            let symbol = buffer[(x, y)].symbol();
            row.push_str(symbol);
            x += u16::try_from(jiaodui::desk::ui::text::width(symbol).max(1)).unwrap();
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}
