//! Hostile text made visible. What applicants type (and what they call their files) reaches terminals only through here: a
//! character that would move the cursor, turn the line round or hide itself is shown by its code instead, as `<U+202E>`.
//!
//! At the door only control characters are refused ([`has_control`]); direction and zero-width marks come in as typed, because
//! a proofreader has to see that they were typed.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with every control, direction, zero-width and otherwise unseen character shown by its code; nothing is cut off.
/// Line breaks count as control characters here: the result is one line.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    reveal(text, |_| false)
}

/// Like [`visible`] for text of several lines: `\n` stays (`\r\n` becomes `\n`), a tab becomes four spaces.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    if text.contains(['\r', '\t']) {
        let plain = text.replace("\r\n", "\n").replace('\t', "    ");
        return Cow::Owned(reveal(&plain, |c| c == '\n').into_owned());
    }
    reveal(text, |c| c == '\n')
}

/// Whether there is a control character (C0, DEL or C1) that a single-line field never holds.
#[must_use]
pub fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// Whether there is a control character that no text of several lines holds: any but line breaks and tabs.
#[must_use]
pub fn has_control_beyond_lines(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Whether this character shows nothing of itself, or changes how its neighbours are shown.
#[must_use]
pub const fn is_unseen(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'             // C0, DEL, C1
        | '\u{ad}' | '\u{34f}'                            // soft hyphen, grapheme joiner
        | '\u{61c}' | '\u{200e}' | '\u{200f}'             // direction marks
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' // embeddings, overrides, isolates
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' // Khmer and Mongolian ones
        | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}' // zero width
        | '\u{2028}' | '\u{2029}'                         // separators some terminals break lines at
        | '\u{fff9}'..='\u{fffb}'                         // interlinear annotation
        | '\u{1d173}'..='\u{1d17a}'                       // musical controls
        | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}' // tags; the ideographic variation selectors between stay
    )
}

fn reveal(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let hidden = |c: char| is_unseen(c) && !keep(c);
    if !text.chars().any(hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hidden(c) {
            // Writing to a String cannot fail.
            let _ = write!(shown, "<U+{:04X}>", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_chinese_is_left_alone() {
        let name = "欧阳娜娜·买买提（𠮷野）";
        assert!(matches!(visible(name), Cow::Borrowed(text) if text == name));
    }

    #[test]
    fn what_would_deceive_is_shown_by_its_code() {
        assert_eq!(visible("武汉\u{1b}[2J大学"), "武汉<U+001B>[2J大学");
        assert_eq!(visible("李\u{202e}雯"), "李<U+202E>雯");
        assert_eq!(visible("李\u{200b}雯\u{feff}"), "李<U+200B>雯<U+FEFF>");
        assert_eq!(visible("一\n二"), "一<U+000A>二");
        assert_eq!(visible("\u{9b}31m"), "<U+009B>31m");
        assert_eq!(visible("a\u{e0041}"), "a<U+E0041>");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(visible_lines("一\r\n二\t三\r四"), "一\n二    三<U+000D>四");
        assert!(!has_control_beyond_lines("一\r\n二\t三"));
        assert!(has_control_beyond_lines("一\u{1b}"));
        assert!(has_control("一\n") && has_control("\u{85}") && !has_control("一\u{202e}"));
    }
}
