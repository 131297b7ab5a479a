//! Finding a thing by what was typed: by its key, the beginning of its name, pinyin (initials, whole syllables, or a mixture, with
//! every reading of a character), any part of the name, or a word of what it does.

use crate::domain::fold::half_width;

/// How something was found, the best way first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hit {
    /// Its key was typed.
    Key,
    /// Its whole name.
    Whole,
    /// The beginning of its name.
    Prefix,
    /// Pinyin of its name, from the beginning.
    Pinyin,
    /// A part of its name, or pinyin of one.
    Part,
    /// Something that is said of it.
    Said,
}

/// What something can be found by.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Its keys.
    pub keys: &'a [String],
    /// Its names, in every language.
    pub names: &'a [&'a str],
    /// What is said of it.
    pub said: &'a [&'a str],
}

/// How what was typed finds a thing; `None` where it does not. Of several words each must find it, and the worst counts.
#[must_use]
pub fn hit(typed: &str, of: Names<'_>) -> Option<Hit> {
    let typed = half_width(typed);
    let typed = typed.trim();
    let is_key = |key: &String| key == typed || (typed.chars().nth(1).is_some() && key.eq_ignore_ascii_case(typed));
    if of.keys.iter().any(is_key) {
        return Some(Hit::Key);
    }
    let typed = typed.to_lowercase();
    if let Some(whole) = word_hit(&typed, of) {
        return Some(whole);
    }
    let mut words = typed.split_whitespace().peekable();
    words.peek()?;
    words.map(|word| word_hit(word, of)).try_fold(Hit::Key, |worst, one| Some(worst.max(one?)))
}

fn word_hit(typed: &str, of: Names<'_>) -> Option<Hit> {
    let names = of.names.iter().filter_map(|name| name_hit(typed, name)).min();
    names.or_else(|| of.said.iter().any(|text| name_hit(typed, text).is_some()).then_some(Hit::Said))
}

fn name_hit(typed: &str, name: &str) -> Option<Hit> {
    let name = name.to_lowercase();
    if name == typed {
        return Some(Hit::Whole);
    }
    if name.starts_with(typed) {
        return Some(Hit::Prefix);
    }
    let characters: Vec<char> = name.chars().filter(|one| !one.is_whitespace()).collect();
    if spells(&characters, typed) {
        return Some(Hit::Pinyin);
    }
    let part =
        name.contains(typed) || (1..characters.len()).any(|from| spells(characters.get(from..).unwrap_or_default(), typed));
    part.then_some(Hit::Part)
}

/// Whether what was typed spells a beginning of these characters: each as it is or by a reading of it.
fn spells(characters: &[char], typed: &str) -> bool {
    use pinyin::ToPinyinMulti;
    let (Some((first, rest)), Some(next)) = (characters.split_first(), typed.chars().next()) else { return false };
    let goes_on = |part: &str| typed.strip_prefix(part).is_some_and(|left| left.is_empty() || spells(rest, left));
    if *first == next && goes_on(typed.get(..next.len_utf8()).unwrap_or_default()) {
        return true;
    }
    first.to_pinyin_multi().into_iter().flatten().map(pinyin::Pinyin::plain).filter(|reading| reading.starts_with(next)).any(
        |reading| {
            // `ü` as it is typed.
            let reading = reading.replace('ü', "v");
            // The last syllable may be unfinished; an initial stands for all of it.
            reading.starts_with(typed) || [reading.as_str(), head(&reading), initial(&reading)].into_iter().any(goes_on)
        },
    )
}

/// The first letter of a syllable.
fn initial(syllable: &str) -> &str {
    syllable.chars().next().and_then(|first| syllable.get(..first.len_utf8())).unwrap_or(syllable)
}

/// The first consonant of a syllable, which may be two letters: `zh`, `ch`, `sh`.
fn head(syllable: &str) -> &str {
    if ["zh", "ch", "sh"].iter().any(|two| syllable.starts_with(two)) {
        syllable.get(..2).unwrap_or(syllable)
    } else {
        initial(syllable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str, name: &str) -> Option<Hit> {
        hit(typed, Names { keys: &["n".to_owned(), "Ctrl-P".to_owned()], names: &[name], said: &["领取最早的一件"] })
    }

    #[test]
    fn pinyin_is_typed_as_initials_as_syllables_and_mixed() {
        for typed in ["qxyj", "quxiayijian", "quxia", "quxyj", "qux", "qxiay", "取xyj", "取下"] {
            assert!(matches!(found(typed, "取下一件"), Some(Hit::Pinyin | Hit::Prefix)), "{typed}");
        }
        assert_eq!(found("xyj", "取下一件"), Some(Hit::Part));
        assert_eq!(found("qxyjj", "取下一件"), None);
        assert_eq!(found("zdjx", "自动接续"), Some(Hit::Pinyin));
        assert_eq!(found("shq", "申请单"), Some(Hit::Pinyin));
        assert_eq!(found("lve", "略过"), Some(Hit::Pinyin));
    }

    #[test]
    fn every_reading_of_a_character_counts() {
        for typed in ["chongqing", "zhongqing", "cq", "zq"] {
            assert_eq!(found(typed, "重庆"), Some(Hit::Pinyin), "{typed}");
        }
        assert_eq!(found("chonghua", "重画"), Some(Hit::Pinyin));
        assert_eq!(found("daxiao", "大小"), Some(Hit::Pinyin));
    }

    #[test]
    fn a_key_comes_before_a_name_and_a_name_before_what_is_said() {
        assert_eq!(found("n", "next item"), Some(Hit::Key));
        assert_eq!(found("ctrl-p", "x"), Some(Hit::Key));
        assert_eq!(found("N", "other"), None, "a capital letter is another key");
        assert_eq!(found("next item", "Next item"), Some(Hit::Whole));
        assert_eq!(found("nex", "next item"), Some(Hit::Prefix));
        assert_eq!(found("item", "next item"), Some(Hit::Part));
        assert_eq!(found("item next", "next item"), Some(Hit::Part));
        assert_eq!(found("zuizao", "x"), Some(Hit::Said));
        assert_eq!(found("item zuizao", "next item"), Some(Hit::Said));
        assert_eq!(found("item nothing", "next item"), None);
        assert!(Hit::Key < Hit::Whole && Hit::Prefix < Hit::Pinyin && Hit::Pinyin < Hit::Part && Hit::Part < Hit::Said);
    }
}
