//! Personal numbers within text that somebody typed: whatever looks like an ID number, a mobile or an e-mail address is covered.
//! Rather one number too many than one too few; the program's own identifiers (order numbers, hashes, UUIDs) stay.

use crate::domain::numbers::order_no::OrderNo;

/// Characters that stand between the groups of a number.
const fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{3000}' | '－' | '·')
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

const fn is_check(c: char) -> bool {
    matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ')
}

/// A run of digits: from, to (exclusive), the digits themselves.
struct Run {
    from: usize,
    to: usize,
    digits: String,
}

fn runs(chars: &[char]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let Some(digit) = digit(*c) else { continue };
        match runs.last_mut().filter(|run| run.to == at) {
            Some(run) => {
                run.to = at + 1;
                run.digits.push(digit);
            }
            None => runs.push(Run { from: at, to: at + 1, digits: digit.to_string() }),
        }
    }
    runs
}

/// Whether the run is part of a hash or a UUID.
fn is_machine_made(chars: &[char], run: &Run) -> bool {
    let part = |c: &&char| c.is_ascii_hexdigit() || **c == '-';
    let before = chars.get(..run.from).into_iter().flatten().rev().take_while(part).count();
    let after = chars.get(run.to..).into_iter().flatten().take_while(part).count();
    let token: Vec<char> = chars
        .iter()
        .skip(run.from.saturating_sub(before))
        .take(before + run.to.saturating_sub(run.from) + after)
        .copied()
        .collect();
    let dashes: Vec<usize> = token.iter().enumerate().filter(|(_, c)| **c == '-').map(|(at, _)| at).collect();
    let letters = token.iter().filter(|c| c.is_ascii_alphabetic()).count();
    (token.len() == 36 && dashes == [8, 13, 18, 23]) || (token.len() == 64 && dashes.is_empty() && letters > 0)
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && digits.chars().nth(1).is_some_and(|second| second >= '3')
}

/// How many digits stay at each end of a run; `None` where nothing is covered.
fn ends(digits: &str, checked: bool) -> Option<(usize, usize)> {
    match digits.len() {
        11 if is_mobile(digits) => Some((3, 4)),
        12..=14 => {
            let tail = digits.get(digits.len() - 11..).unwrap_or_default();
            let head = digits.strip_suffix(tail).unwrap_or_default();
            (is_mobile(tail) && matches!(head, "0" | "86" | "086")).then_some((head.len() + 3, 4))
        }
        15 => Some((3, 3)),
        16 if OrderNo::parse(digits).is_ok() => None,
        17 if checked => Some((3, 3)),
        16.. => Some((3, 4)),
        _ => None,
    }
}

/// The text with the numbers of persons covered.
pub(super) fn within(text: &str) -> String {
    // Most texts have neither digits enough nor an address.
    if text.chars().filter(|c| digit(*c).is_some()).nth(10).is_none() && !text.contains(['@', '＠']) {
        return text.to_owned();
    }
    let mut chars: Vec<char> = text.chars().collect();
    let found: Vec<Run> = runs(&chars).into_iter().filter(|run| !is_machine_made(&chars, run)).collect();
    let mut covered: Vec<(usize, usize)> = Vec::new();
    let mut groups = Vec::new();
    for run in &found {
        let checked = chars.get(run.to).is_some_and(|c| is_check(*c));
        match ends(&run.digits, checked) {
            Some((head, tail)) => covered.push((run.from + head, run.to.saturating_sub(tail))),
            None => groups.push(run),
        }
    }
    // Numbers written in groups: 138 0013 8000, 420106 19940307 1226.
    for first in 0..groups.len() {
        let (mut digits, mut to) = (String::new(), None);
        for run in groups.iter().skip(first) {
            let joined = to.is_none_or(|to: usize| run.from == to + 1 && chars.get(to).is_some_and(|c| is_gap(*c)));
            if !joined || digits.len() > 18 {
                break;
            }
            digits.push_str(&run.digits);
            to = Some(run.to);
            let checked = chars.get(run.to).is_some_and(|c| is_check(*c));
            let from = groups.get(first).map_or(0, |run| run.from);
            let is_id = (digits.len() == 18 || (digits.len() == 17 && checked))
                && digits.get(6..8).is_some_and(|century| matches!(century, "19" | "20"));
            if is_mobile(&digits) || is_id {
                covered.push((from + 3, run.to.saturating_sub(4)));
            }
        }
    }
    for (from, to) in covered {
        for c in chars.iter_mut().take(to).skip(from).filter(|c| digit(**c).is_some()) {
            *c = '*';
        }
    }
    addresses(&chars.into_iter().collect::<String>())
}

/// Covers the part of each e-mail address before its `@`, but for the first character.
fn addresses(text: &str) -> String {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '*');
    let mut out: Vec<char> = Vec::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_domain = rest.peek().is_some_and(|next| next.is_alphanumeric());
        if matches!(c, '@' | '＠') && is_domain {
            let local = out.iter().rev().take_while(|one| is_local(**one)).count();
            if local > 0 {
                out.truncate((out.len() + 1).saturating_sub(local));
                out.extend(['*', '*', '*']);
            }
        }
        out.push(c);
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn numbers_of_persons_are_covered_wherever_they_stand() {
        for (typed, shown) in [
            ("请打13800138000或发到liwen@example.com", "请打138****8000或发到l***@example.com"),
            ("身份证420106199403071226号", "身份证420***********1226号"),
            ("11010519491231002x", "110***********002x"),
            ("一代证420106800229001", "一代证420*********001"),
            ("电话138 0013 8000、138-0013-8000", "电话138 **** 8000、138-****-8000"),
            ("420106 19940307 1226", "420*** ******** 1226"),
            ("１３８００１３８０００", "１３８****８０００"),
            ("+8613800138000", "+86138****8000"),
            ("tel13800138000end", "tel138****8000end"),
            ("138001380001380013800", "138**************3800"),
            ("13800138000@163.com", "1***@163.com"),
            ("李@例子", "李@例子"),
        ] {
            assert_eq!(within(typed), shown);
        }
    }

    #[test]
    fn what_is_no_persons_stays() {
        for text in [
            "申请单2020101611482587",
            "2020-10-16 11:48:25",
            "编号前五位 10486 是武汉大学",
            "{\"token\":\"0198f3a1-1380-7138-8001-138001380001\",\"until\":1606190400000}",
            "第1轮，3个附件",
            "",
        ] {
            assert_eq!(within(text), text);
        }
        let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd13800138000f08a";
        assert_eq!((hash.len(), within(hash).as_str()), (64, hash));
    }
}
