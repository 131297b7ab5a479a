//! Text on the screen: the only code that measures width.
//!
//! Width is counted the way ratatui lays text out (unicode-width, ambiguous characters one cell), and nothing is ever cut through
//! the middle of a wide character.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use crate::domain::visible::{visible, visible_lines};

/// Cells a text takes on one line.
#[must_use]
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The text in at most `cells` cells; one that is longer ends in `…`.
#[must_use]
pub fn truncate(text: &str, cells: usize) -> Cow<'_, str> {
    if width(text) <= cells {
        return Cow::Borrowed(text);
    }
    let Some(room) = cells.checked_sub(1) else {
        return Cow::Borrowed("");
    };
    let mut cut = String::with_capacity(text.len().min(cells * 4));
    let mut used = 0;
    for cluster in text.graphemes(true) {
        let wide = width(cluster);
        if used + wide > room {
            break;
        }
        cut.push_str(cluster);
        used += wide;
    }
    cut.push('…');
    Cow::Owned(cut)
}

/// The text in exactly `cells` cells: truncated, or filled up with spaces on the right.
#[must_use]
pub fn pad(text: &str, cells: usize) -> String {
    let mut padded = truncate(text, cells).into_owned();
    let missing = cells.saturating_sub(width(&padded));
    padded.extend(std::iter::repeat_n(' ', missing));
    padded
}

/// Like [`pad`], with the spaces on the left.
#[must_use]
pub fn pad_left(text: &str, cells: usize) -> String {
    let cut = truncate(text, cells);
    let missing = cells.saturating_sub(width(&cut));
    let mut padded = " ".repeat(missing);
    padded.push_str(&cut);
    padded
}

/// The text in lines of at most `cells` cells, by the line rules of Chinese (no `，` or `。` begins a line). Line breaks in it are kept.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    if cells == 0 {
        return Vec::new();
    }
    let options = textwrap::Options::new(cells)
        .word_separator(textwrap::WordSeparator::UnicodeBreakProperties)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(Cow::into_owned).collect()
}

/// Bytes as people read them: `1.4 MB`, `312 KB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    if bytes >= KB * KB {
        let tenths = (bytes.saturating_mul(10) + KB * KB / 2) / (KB * KB);
        format!("{}.{} MB", tenths / 10, tenths % 10)
    } else {
        format!("{} KB", bytes.div_ceil(KB))
    }
}

/// A number with its thousands apart: `1,284`.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut apart = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wide_character_is_cut_in_half() {
        assert_eq!(truncate("武汉大学", 8), "武汉大学");
        assert_eq!(truncate("武汉大学", 7), "武汉大…");
        assert_eq!(truncate("武汉大学", 6), "武汉…");
        assert_eq!(truncate("武汉大学", 1), "…");
        assert_eq!(truncate("武汉大学", 0), "");
        assert_eq!(pad("武汉大学", 6), "武汉… ");
        assert_eq!(width(&pad("欧阳娜娜·买买提", 10)), 10);
        assert_eq!(pad_left("12", 4), "  12");
    }

    #[test]
    fn no_line_begins_with_a_full_stop() {
        for line in wrap("毕业证书扫描件不清晰，请重新上传原件。谢谢，再见。", 10) {
            assert!(width(&line) <= 10, "{line}");
            assert!(!line.starts_with(['，', '。']), "{line}");
        }
        assert_eq!(wrap("甲\n\n乙", 10), ["甲", "", "乙"]);
    }

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(1284), "1,284");
        assert_eq!(thousands(1_000_000), "1,000,000");
        assert_eq!(size(1), "1 KB");
        assert_eq!(size(1_468_006), "1.4 MB");
    }
}
