//! What a search line asks for, by the shape of what was typed.

use crate::domain::fold::half_width;
use crate::store::records::SearchBy;

/// Digits are an order number or the tail of a number, letters are initials, anything else is a name or a school. Nothing for an
/// empty line.
#[must_use]
pub(super) fn route(typed: &str) -> Vec<SearchBy> {
    let text = half_width(typed);
    if text.is_empty() {
        return Vec::new();
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_number = digits > 0 && text.chars().all(|one| one.is_ascii_digit() || matches!(one, 'x' | 'X'));
    if is_number {
        let mut ways = Vec::new();
        if text.chars().all(|one| one.is_ascii_digit()) && digits <= 16 {
            ways.push(SearchBy::OrderNo(text.clone()));
        }
        // Fewer than four digits end too many numbers to be of any use.
        if text.len() >= 4 {
            ways.push(SearchBy::Tail(text.to_ascii_uppercase()));
        }
        return ways;
    }
    if text.chars().all(|one| one.is_ascii_alphabetic()) {
        let letters = text.to_ascii_lowercase();
        return vec![SearchBy::Initials(letters.clone()), SearchBy::SchoolInitials(letters), SearchBy::Name(text)];
    }
    vec![SearchBy::Name(text.clone()), SearchBy::School(text)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_tells_what_is_meant() {
        assert_eq!(route("  "), []);
        assert_eq!(route("20"), [SearchBy::OrderNo("20".into())]);
        assert_eq!(route("２０２０"), [SearchBy::OrderNo("2020".into()), SearchBy::Tail("2020".into())]);
        assert_eq!(route("002x"), [SearchBy::Tail("002X".into())]);
        assert_eq!(route("104861201605001234"), [SearchBy::Tail("104861201605001234".into())]);
        assert_eq!(
            route("WHDX"),
            [SearchBy::Initials("whdx".into()), SearchBy::SchoolInitials("whdx".into()), SearchBy::Name("WHDX".into())]
        );
        assert_eq!(route("武汉大学"), [SearchBy::Name("武汉大学".into()), SearchBy::School("武汉大学".into())]);
        assert_eq!(route("王 Ada"), [SearchBy::Name("王 Ada".into()), SearchBy::School("王 Ada".into())]);
    }
}
