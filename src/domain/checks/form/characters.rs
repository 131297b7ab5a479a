//! Typed text (T1): characters that look like others, so that two texts seem the same and are not.

use super::{Case, FormHint, Out};
use crate::domain::certificate::Field;
use crate::domain::checks::Check;
use crate::domain::finding::Severity;

/// Fields whose text stands on the certificate as words.
const FIELDS: [Field; 8] = [
    Field::Holder,
    Field::School,
    Field::SchoolProvince,
    Field::Category,
    Field::Level,
    Field::Major,
    Field::Duration,
    Field::Conclusion,
];

/// Most characters that a hint shows.
const MOST: usize = 8;

pub(super) fn check(case: &Case<'_>, out: &mut Out) {
    for field in FIELDS {
        let Some(value) = case.certificate.value(field) else { continue };
        let mut odd: Vec<char> = Vec::new();
        for c in value.trim().chars() {
            if odd.len() < MOST && !odd.contains(&c) && (is_odd(c) || (c.is_whitespace() && is_spaced(&value))) {
                odd.push(c);
            }
        }
        if odd.is_empty() {
            continue;
        }
        let found: String = odd.iter().collect();
        let meant: String = odd.iter().filter_map(|c| meant(*c)).collect();
        let severity = if odd.iter().all(|c| is_widened(*c) || c.is_whitespace()) { Severity::Info } else { Severity::Warn };
        out.disagrees(Check::T1, field, severity, FormHint::Characters { found, meant });
    }
}

/// Letters and digits in full width: harmless, but not what is printed.
fn is_widened(c: char) -> bool {
    matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// A space between Chinese characters; between Latin words it belongs there.
fn is_spaced(value: &str) -> bool {
    !value.chars().any(|c| c.is_ascii_alphabetic())
}

/// A character that stands in no Chinese text but looks like one that does, or is not seen at all.
fn is_odd(c: char) -> bool {
    is_widened(c)
        || matches!(c,
            '\u{2e80}'..='\u{2fdf}'      // radicals: ⼤ for 大
            | '\u{f900}'..='\u{faff}'    // compatibility ideographs
            | '\u{2f800}'..='\u{2fa1f}'
            | '\u{0370}'..='\u{052f}'    // Greek and Cyrillic: А for A
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
            | '\u{e000}'..='\u{f8ff}'    // private use: whatever a font makes of it
            | '\u{1d400}'..='\u{1d7ff}'  // mathematical letters and digits
            | '\u{2460}'..='\u{24ff}') // enclosed letters and digits
}

/// What is probably meant by it.
fn meant(c: char) -> Option<char> {
    use unicode_normalization::UnicodeNormalization;
    if is_widened(c)
        || matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}' | '\u{1d400}'..='\u{1d7ff}')
    {
        let mut plain = std::iter::once(c).nfkc();
        return plain.next().filter(|plain| *plain != c);
    }
    let alike = [
        ('А', 'A'),
        ('В', 'B'),
        ('Е', 'E'),
        ('К', 'K'),
        ('М', 'M'),
        ('Н', 'H'),
        ('О', 'O'),
        ('Р', 'P'),
        ('С', 'C'),
        ('Т', 'T'),
        ('Х', 'X'),
        ('а', 'a'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('х', 'x'),
        ('Α', 'A'),
        ('Β', 'B'),
        ('Ε', 'E'),
        ('Ο', 'O'),
        ('ο', 'o'),
    ];
    alike.iter().find(|(like, _)| *like == c).map(|(_, plain)| *plain)
}
