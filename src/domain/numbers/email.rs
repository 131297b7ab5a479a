//! 报告接收邮箱 (G5.1). Sanity only: whether it takes mail is known when mail is sent.

/// The longest address that mail can be sent to (RFC 5321), in bytes.
pub const MAX_BYTES: usize = 254;

/// Whether the text looks like an address: something, one `@`, a domain of two labels at least; no white space, no quotes,
/// no brackets. Chinese addresses are addresses.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let plain = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, '@' | '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '[' | ']' | '\\')
    };
    let dotted = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= MAX_BYTES
        && !local.is_empty()
        && local.len() <= 64
        && local.chars().all(plain)
        && dotted(local)
        && domain.contains('.')
        && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_text() {
        for text in ["liwen@example.com", "li.wen+cert@mail.example.com.cn", "李雯@例子.中国", "a@b.cn"] {
            assert!(is_email(text), "{text}");
        }
        for text in [
            "",
            "liwen",
            "@example.com",
            "liwen@",
            "liwen@example",
            "li wen@example.com",
            "li@wen@example.com",
            "liwen@.com",
            "liwen@example..com",
            ".liwen@example.com",
            "liwen@-example.com",
            "<liwen@example.com>",
            "liwen@exam_ple.com",
        ] {
            assert!(!is_email(text), "{text}");
        }
        assert!(!is_email(&format!("liwen@{}.com", "a.".repeat(150))));
    }
}
