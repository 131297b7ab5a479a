//! 手机号 (G5.1, G5.2).

/// The eleven digits of a mainland mobile number; the country code and spaces or hyphens between the digits may be there.
/// `None` where it is none.
#[must_use]
pub fn mainland(text: &str) -> Option<String> {
    let bare: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    let digits = bare.strip_prefix("+86").or_else(|| bare.strip_prefix("0086")).unwrap_or(&bare);
    let mut bytes = digits.bytes();
    let is_mobile = digits.len() == 11
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && bytes.next() == Some(b'1')
        && bytes.next().is_some_and(|second| second >= b'3');
    is_mobile.then(|| digits.to_owned())
}

/// Whether the text has the shape of any telephone number: 5 to 15 digits (E.164), with a `+`, spaces, hyphens or brackets.
#[must_use]
pub fn is_telephone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (5..=15).contains(&digits)
        && text
            .chars()
            .enumerate()
            .all(|(at, c)| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')') || (c == '+' && at == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mainland_numbers_are_reduced_to_their_digits() {
        for text in ["13800138000", "+8613800138000", "+86 138 0013 8000", "0086-138-0013-8000"] {
            assert_eq!(mainland(text).as_deref(), Some("13800138000"), "{text}");
        }
        for text in ["", "12800138000", "1380013800", "138001380001", "+85251234567", "１3800138000", "23800138000", "0271234567"]
        {
            assert_eq!(mainland(text), None, "{text}");
        }
    }

    #[test]
    fn other_telephones_need_only_look_like_one() {
        assert!(is_telephone("+852 5123 4567") && is_telephone("(027) 8765-4321") && is_telephone("13800138000"));
        for text in ["", "1234", "abc12345", "12345+", "1234567890123456", "一二三四五"] {
            assert!(!is_telephone(text), "{text}");
        }
    }
}
