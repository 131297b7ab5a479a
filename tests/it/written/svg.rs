//! A screen as a picture: every character stands in its cell, so that it looks alike whatever typeface there is.

use std::collections::BTreeMap;
use std::fmt::Write;

use vt100::{Cell, Color, Screen};

/// Half a character's height and its width, in the picture's units.
const WIDE: u16 = 8;
const HIGH: u16 = 18;

/// The sixteen colours of a usual terminal, dark.
const SIXTEEN: [&str; 16] = [
    "#1d1f21", "#cc6666", "#8fbf5f", "#e0b050", "#6a9fd8", "#b294bb", "#6fbfb5", "#c5c8c6", "#707880", "#e08080", "#a8d080",
    "#f0c674", "#81b4f0", "#c8a8d0", "#8ad0c8", "#ffffff",
];
const INK: &str = "#d8dad8";
const PAPER: &str = "#16181a";

fn colour(of: Color, otherwise: &str) -> String {
    match of {
        Color::Default => otherwise.to_owned(),
        Color::Idx(number) => match number {
            0..=15 => SIXTEEN[usize::from(number)].to_owned(),
            16..=231 => {
                let level = |step: u8| if step == 0 { 0 } else { 55 + step * 40 };
                let number = number - 16;
                format!("#{:02x}{:02x}{:02x}", level(number / 36), level(number / 6 % 6), level(number % 6))
            }
            _ => format!("#{0:02x}{0:02x}{0:02x}", 8 + (number - 232) * 10),
        },
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
    }
}

/// Ink and paper of a cell.
fn colours(cell: &Cell) -> (String, String) {
    let pair = (colour(cell.fgcolor(), INK), colour(cell.bgcolor(), PAPER));
    if cell.inverse() { (pair.1, pair.0) } else { pair }
}

/// Which quarters of its cell a block character fills: upper left, upper right, lower left, lower right.
fn quarters(text: &str) -> Option<[bool; 4]> {
    let bits = match text {
        "▘" => 0b1000,
        "▝" => 0b0100,
        "▖" => 0b0010,
        "▗" => 0b0001,
        "▀" => 0b1100,
        "▄" => 0b0011,
        "▌" => 0b1010,
        "▐" => 0b0101,
        "▚" => 0b1001,
        "▞" => 0b0110,
        "▛" => 0b1110,
        "▜" => 0b1101,
        "▙" => 0b1011,
        "▟" => 0b0111,
        "█" => 0b1111,
        _ => return None,
    };
    Some([8, 4, 2, 1].map(|bit| bits & bit != 0))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The picture of a screen, with what it shows for those who do not see it.
pub(super) fn picture(screen: &Screen, title: &str) -> String {
    let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
    let mut blocks: BTreeMap<String, String> = BTreeMap::new();
    // By ink and weight. Each character is an element of its own: not every program that shows pictures places them one by one within one.
    let mut texts: BTreeMap<(String, bool), String> = BTreeMap::new();
    for row in 0..rows {
        let y = row * HIGH;
        let mut column = 0;
        while column < columns {
            let Some(cell) = screen.cell(row, column) else { break };
            let cells = if cell.is_wide() { 2 } else { 1 };
            let (ink, paper) = colours(cell);
            let x = column * WIDE;
            if paper != PAPER {
                let _ = write!(blocks.entry(paper).or_default(), "M{x} {y}h{}v{HIGH}h-{0}z", cells * WIDE);
            }
            let text = cell.contents();
            if let Some(quarters) = quarters(text) {
                for (quarter, (right, down)) in quarters.into_iter().zip([(0, 0), (1, 0), (0, 1), (1, 1)]) {
                    if quarter {
                        let (x, y) = (x + right * WIDE / 2, y + down * HIGH / 2);
                        // Behind the letters and before the papers: the same layer does, for no two of them lie on one spot but a cell's own.
                        let key = format!("~{ink}");
                        let _ = write!(blocks.entry(key).or_default(), "M{x} {y}h{0}v{1}h-{0}z", WIDE / 2, HIGH / 2);
                    }
                }
            } else if !text.trim().is_empty() {
                let alike = texts.entry((ink, cell.bold())).or_default();
                let _ = writeln!(alike, "<text x=\"{x}\" y=\"{}\">{}</text>", y + 14, escaped(text));
            }
            column += cells;
        }
    }
    let (width, height) = (columns * WIDE, rows * HIGH);
    let mut picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n<title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{PAPER}\"/>\n<g shape-rendering=\"crispEdges\">\n",
        escaped(title)
    );
    // Papers first (`#`), then quarters (`~` sorts behind it).
    for (fill, path) in &blocks {
        let _ = writeln!(picture, "<path fill=\"{}\" d=\"{path}\"/>", fill.trim_start_matches('~'));
    }
    picture.push_str("</g>\n<g font-family=\"Sarasa Mono SC, Noto Sans Mono CJK SC, WenQuanYi Zen Hei Mono, DejaVu Sans Mono, monospace\" font-size=\"15\">\n");
    for ((ink, is_bold), characters) in &texts {
        let weight = if *is_bold { " font-weight=\"bold\"" } else { "" };
        let _ = writeln!(picture, "<g fill=\"{ink}\"{weight}>\n{characters}</g>");
    }
    picture.push_str("</g>\n</svg>\n");
    picture
}
