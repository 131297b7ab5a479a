//! Lines from what the full screen would draw, for screens without words of their own: boxes and gaps are left out, a mark at the
//! beginning of a line says that it is the one one works on.

use ratatui::buffer::Buffer;

use super::Line;
use crate::desk::ui::text::width;

/// The lines on a drawn screen.
#[must_use]
pub fn lines_of(buffer: &Buffer) -> Vec<Line> {
    let area = buffer.area;
    let mut lines = Vec::new();
    for y in area.top()..area.bottom() {
        let mut text = String::new();
        let mut x = area.left();
        while let Some(cell) = buffer.cell((x, y)).filter(|_| x < area.right()) {
            let symbol = cell.symbol();
            text.push_str(if symbol.starts_with(is_drawn) { " " } else { symbol });
            x += u16::try_from(width(symbol).max(1)).unwrap_or(1);
        }
        let words: Vec<&str> = text.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
        let text = words.join("  ");
        let (here, text) = match text.strip_prefix("> ") {
            Some(rest) => (true, rest.to_owned()),
            None => (false, text),
        };
        if !text.is_empty() {
            lines.push(Line { here, text });
        }
    }
    lines
}

/// Lines of boxes, and blocks of pictures.
const fn is_drawn(character: char) -> bool {
    matches!(character, '\u{2500}'..='\u{259f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_and_gaps_are_left_out_and_what_one_works_on_is_marked() {
        let buffer =
            Buffer::with_lines(["┌ > 理由 ─────────┐", "│ > [x] F01 看不清│", "│   [ ] F02 缺页  │", "└─────────────────┘"]);
        let line = |here, text: &str| Line { here, text: text.to_owned() };
        assert_eq!(lines_of(&buffer), [line(true, "理由"), line(true, "[x] F01 看不清"), line(false, "[ ] F02 缺页")]);
    }
}
