//! Texts from within a file, cut and made valid.

use crate::domain::scan_facts::MAX_TEXT_CHARS;

/// Most programs kept of one file.
const MOST_PROGRAMS: usize = 4;

/// A text as it is kept: valid, without the zeros and blanks round it, of at most [`MAX_TEXT_CHARS`] characters; `None` where
/// nothing is left. What it holds is as hostile as before and goes through `visible` before a terminal.
pub(super) fn kept(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.get(..bytes.len().min(MAX_TEXT_CHARS * 4 + 64)).unwrap_or_default();
    let upto = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let text = String::from_utf8_lossy(bytes.get(..upto).unwrap_or_default());
    let text: String = text.trim().chars().take(MAX_TEXT_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

/// Adds a program, once.
pub(super) fn add_program(programs: &mut Vec<String>, program: Option<String>) {
    if let Some(program) = program
        && programs.len() < MOST_PROGRAMS
        && !programs.contains(&program)
    {
        programs.push(program);
    }
}

/// The values of an XML attribute or element of this name: a plain search, since the XML may be anything.
pub(super) fn xml_values<'a>(xml: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + find(xml.get(from..)?, name)?;
            from = at + name.len();
            let rest = xml.get(from..)?;
            let (open, close) = match rest {
                [b'=', quote @ (b'"' | b'\''), ..] => (2, *quote),
                [b'>', ..] => (1, b'<'),
                _ => continue,
            };
            let rest = rest.get(open..)?;
            // A value that does not end within reason is none.
            let end = rest.iter().take(MAX_TEXT_CHARS * 4).position(|byte| *byte == close);
            if let Some(value) = end.and_then(|end| rest.get(..end)) {
                return Some(value);
            }
        }
    })
}

/// Where a sequence of bytes begins.
pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len().max(1)).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_and_valid() {
        assert_eq!(kept(b"  Adobe Photoshop\0\0rest").as_deref(), Some("Adobe Photoshop"));
        assert_eq!(kept(b"\0\0"), None);
        assert_eq!(kept(&[0xff; 10]).unwrap(), "\u{fffd}".repeat(10));
        assert_eq!(kept("扫".repeat(5000).as_bytes()).unwrap().chars().count(), MAX_TEXT_CHARS);
    }

    #[test]
    fn values_are_found_in_attributes_and_elements() {
        let xml =
            b"<a xmp:CreatorTool=\"One\"/><xmp:CreatorTool>Two</xmp:CreatorTool> CreatorTool='Three' CreatorTool=\"never ends";
        let found: Vec<&[u8]> = xml_values(xml, b"CreatorTool").collect();
        assert_eq!(found, [&b"One"[..], b"Two", b"Three"]);
    }
}
