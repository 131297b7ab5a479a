//! 香港永久性居民身份证: one or two letters, six digits and a check character in brackets.

/// Whether the check character of a Hong Kong identity card fits: weights 9 to 2, a space counts 36, A counts 10, modulo 11, and A
/// stands for 10. `None` where the text is no such number (a Macau card, a travel permit).
#[must_use]
pub fn check_fits(number: &str) -> Option<bool> {
    let bare: String = number.chars().filter(|c| !matches!(c, '(' | ')' | '（' | '）')).map(|c| c.to_ascii_uppercase()).collect();
    let letters = bare.chars().take_while(char::is_ascii_uppercase).count();
    let (head, rest) = bare.split_at_checked(letters)?;
    let digits = rest.get(..6).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let mut check = rest.get(6..)?.chars();
    let (Some(check), None, 1..=2) = (check.next(), check.next(), letters) else { return None };
    let check = if check == 'A' { 10 } else { check.to_digit(10)? };
    let letter = |c: char| u32::from(c) - u32::from('A') + 10;
    let padded = std::iter::repeat_n(36, 2 - letters).chain(head.chars().map(letter));
    let values = padded.chain(digits.chars().filter_map(|c| c.to_digit(10)));
    let sum: u32 = values.zip((2..=9).rev()).map(|(value, weight)| value * weight).sum();
    Some((11 - sum % 11) % 11 == check)
}

#[cfg(test)]
mod tests {
    use super::check_fits;

    #[test]
    fn the_check_character_fits_or_does_not() {
        for number in ["G123456(A)", "A123456(3)", "WX123456(9)", "g123456（a）", "A1234563"] {
            assert_eq!(check_fits(number), Some(true), "{number}");
        }
        for number in ["G123456(1)", "A123456(4)", "WX123456(A)"] {
            assert_eq!(check_fits(number), Some(false), "{number}");
        }
        for number in ["1234567(8)", "H12345678", "", "ABC123456(1)", "A12345(3)", "香123456(3)"] {
            assert_eq!(check_fits(number), None, "{number}");
        }
    }
}
