//! Search keys: how names, schools and numbers are folded so that what was typed finds them.

use pinyin::ToPinyin;

use super::fold::half_width;

/// Characters that are read in more than one way in names of people, places and schools, with the initials of these readings.
/// A surname's own reading (单 shàn, 曾 zēng, 解 xiè, 区 ōu, 仇 qiú, 查 zhā, 翟 zhái) is kept beside the common one: applicants and staff
/// type both.
const READINGS: &[(char, &str)] = &[
    ('单', "sd"),
    ('曾', "zc"),
    ('解', "xj"),
    ('区', "oq"),
    ('仇', "qc"),
    ('查', "zc"),
    ('翟', "zd"),
    ('重', "zc"),
    ('长', "cz"),
    ('厦', "xs"),
    ('乐', "ly"),
    ('传', "cz"),
    ('藏', "zc"),
    ('朝', "cz"),
    ('行', "xh"),
    ('盛', "sc"),
    ('尉', "wy"),
    ('缪', "m"),
    ('冼', "x"),
    ('洗', "x"),
    ('种', "cz"),
    ('繁', "pf"),
    ('覃', "qt"),
    ('召', "sz"),
    ('隗', "wk"),
    ('万', "wm"),
    ('会', "hk"),
    ('石', "sd"),
    ('折', "sz"),
    ('员', "y"),
    ('朴', "p"),
    ('盖', "g"),
    ('车', "cj"),
    ('贾', "jg"),
    ('都', "d"),
    ('调', "td"),
    ('参', "cs"),
    ('燕', "y"),
    ('沈', "s"),
    ('佛', "f"),
    ('蚌', "b"),
    ('番', "fp"),
    ('兹', "zc"),
    ('莘', "sx"),
    ('铅', "yq"),
    ('若', "r"),
];

/// The most variants of one text: beyond it the first ones will do.
const MAX_VARIANTS: usize = 8;

/// The key under which a name, school or number is found: half-width, lower case, without white space.
#[must_use]
pub fn search_key(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|letter| !letter.is_whitespace() && !letter.is_control())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Likewise reversed, so that a tail is a beginning.
#[must_use]
pub fn tail_key(text: &str) -> String {
    let key = search_key(text);
    key.chars().rev().collect()
}

/// The pinyin initials of a text in lower case, one for each way of reading it; empty where there is nothing to read.
/// ASCII letters and digits stand for themselves, signs are left out.
#[must_use]
pub fn initials(text: &str) -> Vec<String> {
    let mut variants = vec![String::new()];
    for letter in search_key(text).chars() {
        let readings: String = if letter.is_ascii_alphanumeric() {
            letter.to_string()
        } else if let Some((_, readings)) = READINGS.iter().find(|(known, _)| *known == letter) {
            (*readings).to_owned()
        } else if let Some(reading) = letter.to_pinyin() {
            reading.first_letter().to_owned()
        } else {
            continue;
        };
        let room = variants.len().saturating_mul(readings.chars().count()) <= MAX_VARIANTS;
        variants = readings
            .chars()
            .take(if room { usize::MAX } else { 1 })
            .flat_map(|reading| variants.iter().map(move |variant| format!("{variant}{reading}")))
            .collect();
    }
    variants.retain(|variant| !variant.is_empty());
    variants
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_initials() {
        assert_eq!(initials("李雯"), vec!["lw"]);
        assert_eq!(initials("华中科技大学"), vec!["hzkjdx"]);
        assert_eq!(initials("阿依古丽·买买提"), vec!["ayglmmt"]);
        assert_eq!(initials("ＡＢ公司"), vec!["abgs"]);
        assert!(initials("·").is_empty());
    }

    #[test]
    fn every_reading_of_a_surname_is_kept() {
        assert_eq!(initials("单小明"), vec!["sxm", "dxm"]);
        assert!(initials("重庆大学").contains(&"cqdx".to_owned()));
        assert!(initials("厦门大学").contains(&"xmdx".to_owned()));
        assert!(initials("欧阳区").contains(&"oyo".to_owned()));
    }

    #[test]
    fn variants_do_not_explode() {
        let long = "重长单曾".repeat(50);
        assert!(initials(&long).len() <= MAX_VARIANTS);
        assert!(initials(&long).iter().all(|variant| variant.chars().count() == 200));
    }

    #[test]
    fn widths_and_case_do_not_matter() {
        assert_eq!(search_key(" Ｌi　雯 "), "li雯");
        assert_eq!(tail_key("42010619940307122Ｘ"), "x22170304991601024");
    }
}
