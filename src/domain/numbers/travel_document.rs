//! Identity documents without a checkable form (G7.2): Hong Kong and Macau identity cards, the Taiwan permit, passports.
//!
//! Only their shape is judged. The check digit of a Hong Kong card is a hint for the proofreader, not a refusal: what stands on
//! the document counts.

use crate::domain::certificate::IdType;

/// The number in upper case with ASCII brackets, if its shape fits the document: letters and digits, so many of them, and where
/// the document prints them brackets. `None` where it does not fit, and for resident IDs, which have a form of their own.
#[must_use]
pub fn normalised(id_type: IdType, text: &str) -> Option<String> {
    let number: String = text
        .chars()
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            c => c.to_ascii_uppercase(),
        })
        .collect();
    let (fewest, most, brackets) = match id_type {
        IdType::ResidentId => return None,
        // HK: one or two letters, six digits, a check character; Macau: seven digits and one; the permit: H or M and 8 or 10.
        IdType::HkMacauId => (7, 12, true),
        // Eight digits; ten and a letter on the old booklet.
        IdType::TaiwanPermit => (8, 12, true),
        // No rule that all states keep.
        IdType::Passport => (5, 17, false),
    };
    let significant = number.bytes().filter(u8::is_ascii_alphanumeric).count();
    let only = number.chars().all(|c| c.is_ascii_alphanumeric() || (brackets && matches!(c, '(' | ')')));
    let has_digit = number.bytes().any(|byte| byte.is_ascii_digit());
    (only && has_digit && (fewest..=most).contains(&significant) && number.len() <= significant + 4).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_of_each_kind_come_in() {
        for (id_type, typed, kept) in [
            (IdType::HkMacauId, "G123456(A)", "G123456(A)"),
            (IdType::HkMacauId, "wx123456（9）", "WX123456(9)"),
            (IdType::HkMacauId, "A1234564", "A1234564"), // a wrong check digit is no refusal
            (IdType::HkMacauId, "1234567(8)", "1234567(8)"),
            (IdType::HkMacauId, "H1234567800", "H1234567800"),
            (IdType::TaiwanPermit, "12345678", "12345678"),
            (IdType::TaiwanPermit, "0012345678(A)", "0012345678(A)"),
            (IdType::Passport, "e12345678", "E12345678"),
        ] {
            assert_eq!(normalised(id_type, typed).as_deref(), Some(kept));
        }
    }

    #[test]
    fn what_is_no_number_does_not() {
        for (id_type, typed) in [
            (IdType::HkMacauId, ""),
            (IdType::HkMacauId, "G12"),
            (IdType::HkMacauId, "GGGGGGGGGGGGGGGGGGGG"),
            (IdType::TaiwanPermit, "1234"),
            (IdType::Passport, "E1234 5678"),
            (IdType::Passport, "PASSPORT"),
            (IdType::Passport, "护照12345"),
            (IdType::Passport, "(12345678)"),
            (IdType::ResidentId, "420106198002290012"),
        ] {
            assert_eq!(normalised(id_type, typed), None, "{typed}");
        }
    }
}
