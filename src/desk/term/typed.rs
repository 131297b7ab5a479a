//! Keys from raw bytes: what was typed while the terminal was being asked, before anything read keys.

use crossterm::event::KeyCode;

use crate::desk::app::msg::Msg;
use crate::desk::input::key::Key;

/// The keys that these bytes are. Only keys that are plain to read are; the rest of an unknown sequence is dropped whole, so that no
/// part of it passes for keys.
#[must_use]
pub fn keys(bytes: &[u8]) -> Vec<Msg> {
    let text = String::from_utf8_lossy(bytes);
    let mut keys = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(one) = rest.next() {
        let key = match one {
            '\u{1b}' => match rest.peek() {
                Some('[' | 'O') => {
                    let _ = rest.next();
                    let mut body = String::new();
                    for next in rest.by_ref() {
                        body.push(next);
                        if ('@'..='~').contains(&next) {
                            break;
                        }
                    }
                    arrow(&body)
                }
                _ => Some(Key::plain(KeyCode::Esc)),
            },
            '\r' | '\n' => Some(Key::plain(KeyCode::Enter)),
            '\t' => Some(Key::plain(KeyCode::Tab)),
            '\u{7f}' | '\u{8}' => Some(Key::plain(KeyCode::Backspace)),
            '\u{1}'..='\u{1a}' => char::from_u32(u32::from(one) + 0x60).map(Key::ctrl),
            '\u{fffd}' => None,
            one if one.is_control() => None,
            one => Some(Key::char(one)),
        };
        keys.extend(key.map(Msg::Key));
    }
    keys
}

fn arrow(body: &str) -> Option<Key> {
    Some(Key::plain(match body {
        "A" => KeyCode::Up,
        "B" => KeyCode::Down,
        "C" => KeyCode::Right,
        "D" => KeyCode::Left,
        "H" => KeyCode::Home,
        "F" => KeyCode::End,
        "Z" => KeyCode::BackTab,
        "5~" => KeyCode::PageUp,
        "6~" => KeyCode::PageDown,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_out_as_keys() {
        let keys = keys("n周\r\x1b[B\x1b[200~\t\x10\x7f\x1b".as_bytes());
        let expected: Vec<Msg> = [
            Key::char('n'),
            Key::char('周'),
            Key::plain(KeyCode::Enter),
            Key::plain(KeyCode::Down),
            Key::plain(KeyCode::Tab),
            Key::ctrl('p'),
            Key::plain(KeyCode::Backspace),
            Key::plain(KeyCode::Esc),
        ]
        .map(Msg::Key)
        .into();
        assert_eq!(keys, expected);
        assert!(super::keys(b"\xff\xfe\x1b[").is_empty());
    }
}
