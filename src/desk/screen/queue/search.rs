//! What a search line asks for, by the shape of what was typed.

use crate::domain::fold::half_width;
use crate::domain::numbers::resident_id;
use crate::domain::reference::Reference;
use crate::store::records::SearchBy;

/// Fewer characters than this end too many numbers to be of any use.
const TAIL: usize = 4;
/// Most other names of a school that are searched for.
const OTHER_NAMES: usize = 8;

/// Digits are an order number, the tail of a number or an enquiry, a whole resident ID also stands for its other generation's form;
/// letters are initials; letters and digits together are a number that is no resident's, or an enquiry; anything else is a name or a
/// school, under whichever name it bore. Nothing for an empty line.
#[must_use]
pub(in crate::desk) fn route(typed: &str) -> Vec<SearchBy> {
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
        if text.len() >= TAIL {
            ways.extend(resident_id::forms(&text).into_iter().map(SearchBy::Tail));
            ways.push(SearchBy::Enquiry(text));
        }
        return ways;
    }
    if text.chars().all(|one| one.is_ascii_alphabetic()) {
        let letters = text.to_ascii_lowercase();
        return vec![SearchBy::Initials(letters.clone()), SearchBy::SchoolInitials(letters), SearchBy::Name(text)];
    }
    if digits > 0 && text.chars().all(|one| one.is_ascii_graphic()) {
        let mut ways = vec![SearchBy::Enquiry(text.clone())];
        if text.len() >= TAIL {
            ways.push(SearchBy::Tail(text.to_ascii_uppercase()));
        }
        ways.push(SearchBy::Name(text));
        return ways;
    }
    let mut ways = vec![SearchBy::Name(text.clone()), SearchBy::School(text.clone())];
    let names = Reference::builtin().schools_named(&text).flat_map(|school| &school.names).map(|name| half_width(name.name));
    for name in names.filter(|name| *name != text).take(OTHER_NAMES) {
        let way = SearchBy::School(name);
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_tells_what_is_meant() {
        let enquiry = |text: &str| SearchBy::Enquiry(text.into());
        assert_eq!(route("  "), []);
        assert_eq!(route("20"), [SearchBy::OrderNo("20".into())]);
        assert_eq!(route("２０２０"), [SearchBy::OrderNo("2020".into()), SearchBy::Tail("2020".into()), enquiry("2020")]);
        assert_eq!(route("002x"), [SearchBy::Tail("002X".into()), enquiry("002x")]);
        assert_eq!(
            route("WHDX"),
            [SearchBy::Initials("whdx".into()), SearchBy::SchoolInitials("whdx".into()), SearchBy::Name("WHDX".into())]
        );
        assert_eq!(route("李雯"), [SearchBy::Name("李雯".into()), SearchBy::School("李雯".into())]);
        assert_eq!(route("王 Ada"), [SearchBy::Name("王 Ada".into()), SearchBy::School("王 Ada".into())]);
    }

    #[test]
    fn a_whole_id_number_is_found_in_either_form() {
        let tails = |typed: &str| -> Vec<String> {
            route(typed).into_iter().filter_map(|way| if let SearchBy::Tail(tail) = way { Some(tail) } else { None }).collect()
        };
        assert_eq!(tails("11010519491231002x"), ["11010519491231002X", "110105491231002"]);
        assert_eq!(tails("110105491231002"), ["110105491231002", "11010519491231002X"]);
        // A certificate's number has eighteen digits, too: one more tail that nothing ends in does no harm.
        assert!(tails("104861201605001234").contains(&"104861201605001234".to_owned()));
    }

    #[test]
    fn numbers_with_letters_are_other_documents_or_enquiries() {
        assert_eq!(
            route("e12345678"),
            [SearchBy::Enquiry("e12345678".into()), SearchBy::Tail("E12345678".into()), SearchBy::Name("e12345678".into())]
        );
        assert_eq!(route("q-7"), [SearchBy::Enquiry("q-7".into()), SearchBy::Name("q-7".into())]);
    }

    #[test]
    fn a_school_is_searched_for_under_the_names_it_bore() {
        let schools = |typed: &str| -> Vec<String> {
            route(typed).into_iter().filter_map(|way| if let SearchBy::School(name) = way { Some(name) } else { None }).collect()
        };
        let former = schools("武汉水利电力大学");
        assert_eq!(former.first().map(String::as_str), Some("武汉水利电力大学"));
        assert!(former.contains(&"武汉大学".to_owned()), "{former:?}");
        assert!(schools("武汉大学").contains(&"武汉水利电力大学".to_owned()));
    }
}
