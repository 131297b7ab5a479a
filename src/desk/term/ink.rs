//! Cells as bytes for the terminal, in as few as are safe. Crossterm's own backend moves the cursor after every wide character, six to
//! eight bytes for three of text, and writes each change of style as several sequences: over ssh that is what one feels of a desk in
//! Chinese.
//!
//! The cursor is moved where it may not stand where the next cell is. A single character that every terminal draws two cells wide
//! leaves it two further; what terminals differ about (emoji, joined characters) leaves it nowhere that could be known.

use std::io::{self, Write};

use ratatui::buffer::Cell;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use crate::desk::ui::text::width;

/// What is set by which parameter.
const MODIFIERS: &[(Modifier, &str)] = &[
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::SLOW_BLINK, "5"),
    (Modifier::RAPID_BLINK, "6"),
    (Modifier::REVERSED, "7"),
    (Modifier::HIDDEN, "8"),
    (Modifier::CROSSED_OUT, "9"),
];

/// What the terminal writes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Style = Style { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// Writes cells; the style is plain before and after.
///
/// # Errors
/// Where the terminal is gone.
pub(super) fn draw<'a>(out: &mut impl Write, cells: impl Iterator<Item = (u16, u16, &'a Cell)>) -> io::Result<()> {
    let mut style = PLAIN;
    let mut cursor: Option<Position> = None;
    for (x, y, cell) in cells {
        match cursor.filter(|at| at.y == y && at.x <= x).map(|at| x.saturating_sub(at.x)) {
            Some(0) => {}
            // Where wide characters are wiped out, every second cell was blank before: three bytes a gap instead of eight.
            Some(1) => out.write_all(b"\x1b[C")?,
            Some(gap) => write!(out, "\x1b[{gap}C")?,
            None => write!(out, "\x1b[{};{}H", y.saturating_add(1), x.saturating_add(1))?,
        }
        let wanted = Style { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        if wanted != style {
            restyle(out, style, wanted)?;
            style = wanted;
        }
        let symbol = cell.symbol();
        out.write_all(symbol.as_bytes())?;
        cursor = advance(symbol).map(|by| Position { x: x.saturating_add(by), y });
    }
    if style == PLAIN { Ok(()) } else { out.write_all(b"\x1b[0m") }
}

/// How far the cursor goes with a symbol, where that is known.
fn advance(symbol: &str) -> Option<u16> {
    let mut characters = symbol.chars();
    let (Some(character), None) = (characters.next(), characters.next()) else { return None };
    match width(symbol) {
        1 => (!character.is_control()).then_some(1),
        2 => is_wide_everywhere(character).then_some(2),
        _ => None,
    }
}

/// Characters that have been wide for as long as there are terminals that know wide ones.
const fn is_wide_everywhere(character: char) -> bool {
    matches!(character,
        '\u{3001}'..='\u{303E}' | '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF60}')
}

/// From one style to another in one sequence.
fn restyle(out: &mut impl Write, from: Style, to: Style) -> io::Result<()> {
    // Bold and dim end together only, so whatever ends, all is set anew.
    let anew = !from.modifier.difference(to.modifier).is_empty() || to == PLAIN;
    let from = if anew { PLAIN } else { from };
    let mut part = {
        let mut first = true;
        move |out: &mut dyn Write, text: &str| {
            let before = if std::mem::take(&mut first) { "\x1b[" } else { ";" };
            write!(out, "{before}{text}")
        }
    };
    if anew {
        part(out, "0")?;
    }
    for (modifier, code) in MODIFIERS {
        if to.modifier.difference(from.modifier).contains(*modifier) {
            part(out, code)?;
        }
    }
    if to.fg != from.fg {
        part(out, &colour(to.fg, 38))?;
    }
    if to.bg != from.bg {
        part(out, &colour(to.bg, 48))?;
    }
    out.write_all(b"m")
}

/// A colour's parameters; 38 is the text's, 48 what is behind it.
fn colour(colour: Color, layer: u8) -> String {
    let index = match colour {
        Color::Reset => return layer.saturating_add(1).to_string(),
        Color::Rgb(red, green, blue) => return format!("{layer};2;{red};{green};{blue}"),
        Color::Indexed(index) => index,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    format!("{layer};5;{index}")
}

#[cfg(test)]
mod tests {
    use ratatui::backend::{Backend, CrosstermBackend};
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style as Look;

    use super::*;

    const AREA: Rect = Rect { x: 0, y: 0, width: 40, height: 6 };

    /// A page with all that a desk writes, and what a terminal shows of it whose backend is ours or crossterm's.
    fn page() -> Buffer {
        let mut page = Buffer::empty(AREA);
        page.set_string(0, 0, "2020101612345678 李雯 湖北大学 本科", Look::new());
        page.set_string(0, 1, "│校对台│ａｂ「申请」한글 かな", Look::new().fg(Color::LightRed).add_modifier(Modifier::BOLD));
        page.set_string(0, 2, "毕业证 ✓ 👨‍👩‍👧 后面 e\u{301}x", Look::new().bg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::DIM));
        page.set_string(0, 3, "反白", Look::new().add_modifier(Modifier::REVERSED | Modifier::UNDERLINED));
        page.set_string(4, 3, "平", Look::new().fg(Color::Indexed(200)));
        page.set_string(36, 4, "行末", Look::new().fg(Color::Blue));
        page.set_string(0, 5, "次行", Look::new().fg(Color::Blue).bg(Color::Gray));
        page
    }

    fn changed(from: &Buffer, to: &Buffer) -> Vec<(u16, u16, Cell)> {
        from.diff(to).into_iter().map(|(x, y, cell)| (x, y, cell.clone())).collect()
    }

    fn ours(cells: &[(u16, u16, Cell)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        draw(&mut bytes, cells.iter().map(|(x, y, cell)| (*x, *y, cell))).unwrap();
        bytes
    }

    fn theirs(cells: &[(u16, u16, Cell)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        CrosstermBackend::new(&mut bytes).draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell))).unwrap();
        bytes
    }

    fn shown(frames: &[Vec<u8>]) -> vt100::Parser {
        let mut terminal = vt100::Parser::new(AREA.height.try_into().unwrap(), AREA.width.try_into().unwrap(), 0);
        frames.iter().for_each(|frame| terminal.process(frame));
        terminal
    }

    #[test]
    fn a_terminal_shows_the_same_as_of_the_usual_backend() {
        let (empty, full) = (Buffer::empty(AREA), page());
        let mut later = full.clone();
        later.set_string(0, 0, "2020101612345678 王芳", Look::new().add_modifier(Modifier::REVERSED));
        later.set_string(4, 1, "改", Look::new().fg(Color::Green));
        let frames = [changed(&empty, &full), changed(&full, &later)];
        let ours = shown(&frames.each_ref().map(|frame| ours(frame)));
        let theirs = shown(&frames.each_ref().map(|frame| theirs(frame)));
        assert_eq!(ours.screen().contents(), theirs.screen().contents());
        for row in 0..AREA.height {
            for column in 0..AREA.width {
                let (one, other) = (ours.screen().cell(row, column).unwrap(), theirs.screen().cell(row, column).unwrap());
                let look = |cell: &vt100::Cell| {
                    (cell.fgcolor(), cell.bgcolor(), cell.bold(), cell.dim(), cell.inverse(), cell.underline())
                };
                assert_eq!((one.contents(), look(one)), (other.contents(), look(other)), "{row}:{column}");
            }
        }
    }

    #[test]
    fn a_line_of_chinese_is_moved_to_once() {
        let mut line = Buffer::empty(AREA);
        line.set_string(0, 2, "湖北大学「校对」，本科。", Look::new());
        let bytes = ours(&changed(&Buffer::empty(AREA), &line));
        assert_eq!(String::from_utf8(bytes).unwrap(), "\x1b[3;1H湖北大学「校对」，本科。");
    }

    #[test]
    fn what_was_wide_is_wiped_out_with_short_steps() {
        let mut before = Buffer::empty(AREA);
        before.set_string(3, 1, "校对台ab", Look::new());
        let mut after = Buffer::empty(AREA);
        after.set_string(39, 1, "z", Look::new());
        let cells = changed(&before, &after);
        let text = String::from_utf8(ours(&cells)).unwrap();
        assert!(text.len() * 2 < theirs(&cells).len() && text.matches('H').count() == 1, "{text:?}");
        let both = |bytes: Vec<u8>| shown(&[ours(&changed(&Buffer::empty(AREA), &before)), bytes]).screen().contents();
        assert_eq!(both(text.into_bytes()), both(theirs(&cells)));
    }

    #[test]
    fn where_the_cursor_is_after_an_emoji_is_not_guessed() {
        let mut line = Buffer::empty(AREA);
        line.set_string(0, 0, "👨‍👩‍👧x", Look::new());
        let text = String::from_utf8(ours(&changed(&Buffer::empty(AREA), &line))).unwrap();
        assert!(text.ends_with("\x1b[1;3Hx"), "{text:?}");
    }

    #[test]
    fn what_ends_is_ended() {
        let mut line = Buffer::empty(AREA);
        line.set_string(0, 0, "a", Look::new().fg(Color::Red).add_modifier(Modifier::BOLD | Modifier::DIM));
        line.set_string(1, 0, "b", Look::new().fg(Color::Red).add_modifier(Modifier::DIM));
        line.set_string(2, 0, "c", Look::new().fg(Color::Red).bg(Color::Blue).add_modifier(Modifier::DIM));
        let text = String::from_utf8(ours(&changed(&Buffer::empty(AREA), &line))).unwrap();
        assert_eq!(text, "\x1b[1;1H\x1b[1;2;38;5;1ma\x1b[0;2;38;5;1mb\x1b[48;5;4mc\x1b[0m");
    }
}
