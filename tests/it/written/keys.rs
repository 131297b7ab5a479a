//! The keys that the handbook names are keys, in the place it speaks of, and the tables beside them say what the table of keys says.

use std::collections::BTreeSet;

use jiaodui::desk::input::command::Command;
use jiaodui::desk::input::key::Key;
use jiaodui::desk::input::keymap::{Context, Keymap};
use jiaodui::text::Lang;

use super::{Page, code, lines};

/// Which places each chapter of the handbook speaks of. A chapter that is not here may name keys of everywhere only.
const CHAPTERS: [(&str, &[Context]); 12] = [
    ("校对台使用手册", &[]),
    ("四个屏幕", &[Context::Queue]),
    ("校对员的第一个小时", &[Context::Queue, Context::Proofread, Context::Scan, Context::Decide]),
    ("再次提交的", &[Context::Proofread]),
    ("复看：失信名单和质量抽样", &[Context::Queue, Context::Proofread, Context::Listing, Context::Sampling]),
    ("咨询员的第一个小时", &[Context::Queue, Context::Enquiries, Context::Thread, Context::Reply]),
    ("主管的第一个小时", &[Context::Queue, Context::Dashboard, Context::Proofread, Context::Sampling, Context::Archive]),
    ("查找、筛选、视图", &[Context::Queue, Context::Filter, Context::Views, Context::Proofread]),
    ("档案", &[Context::Queue, Context::Archive, Context::History]),
    ("读屏软件：`--linear`", &[Context::Queue, Context::Proofread]),
    ("数据库不通时", &[Context::Decide]),
    ("常见问题", &[Context::Queue, Context::Proofread, Context::Scan]),
];

/// What stands between backticks like a key and is none: marks beside a field, what is searched for, the point that ends a text.
const NO_KEYS: [(&str, &str); 4] =
    [("读屏软件：`--linear`", "."), ("校对员的第一个小时", "!"), ("校对员的第一个小时", "·"), ("查找、筛选、视图", "lx")];

/// The keys that a piece of code names: `h j k l`, `空格`, `↑↓`.
fn keys(named: &str) -> Option<Vec<Key>> {
    named
        .split_whitespace()
        .flat_map(|word| match word {
            "↑↓" => vec!["Up", "Down"],
            "←→" => vec!["Left", "Right"],
            "↑" => vec!["Up"],
            "↓" => vec!["Down"],
            "空格" => vec!["Space"],
            word => vec![word],
        })
        .map(Key::parse)
        .collect()
}

/// What a key does in any of the places.
fn commands(places: &[Context], key: Key) -> Vec<Command> {
    let map = Keymap::default();
    places.iter().chain([&Context::Everywhere]).filter_map(|place| map.command(*place, key)).collect()
}

/// Keys of lists and forms that lie over any screen, and are moved in alike.
fn is_of_every_form(key: Key) -> bool {
    ["Tab", "Enter", "Esc", "Left", "Right", "Up", "Down", "Space", "Ctrl-S"].iter().any(|one| Key::parse(one) == Some(key))
}

/// What the handbook has wrong.
fn faults(page: &Page) -> (Vec<String>, usize) {
    let mut faults = Vec::new();
    let mut named = 0;
    let mut chapter = "";
    let mut chapters = BTreeSet::new();
    let mut columns: Vec<&str> = Vec::new();
    for (number, line, block) in lines(&page.text) {
        if block.is_some() {
            continue;
        }
        if line.starts_with('#') {
            chapter = line.trim_start_matches('#').trim();
            chapters.insert(chapter);
            continue;
        }
        let places = CHAPTERS.iter().find(|(title, _)| *title == chapter).map_or(&[][..], |(_, places)| *places);
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        // A row of a table says what each key in it does; in its first row it says where.
        if cells.len() > 2 && cells[1].starts_with('键') {
            columns.clone_from(&cells);
            continue;
        }
        if cells.len() > 2 && cells[1].starts_with('`') {
            for (index, cell) in cells.iter().enumerate() {
                let Some(key) = code(cell).first().and_then(|one| keys(one)).filter(|_| cell.starts_with('`')) else { continue };
                let places = match columns.get(index).copied() {
                    Some("键（看板）") => &[Context::Dashboard][..],
                    Some("键（打开的单）") => &[Context::Proofread],
                    _ => places,
                };
                named += 1;
                let said: String = cells[index + 1..].iter().filter(|cell| !cell.starts_with('`')).copied().collect();
                for key in key {
                    let does = commands(places, key);
                    if !does.iter().any(|command| says_the_same(&said, *command)) {
                        faults.push(format!("{number}: `{key}` is said to do {said:?}, and does {does:?}"));
                    }
                }
            }
            continue;
        }
        for one in code(line) {
            if NO_KEYS.contains(&(chapter, one)) {
                continue;
            }
            for key in keys(one).unwrap_or_default() {
                named += 1;
                if commands(places, key).is_empty() && !is_of_every_form(key) {
                    faults.push(format!("{number}: `{key}` does nothing in {chapter}"));
                }
            }
        }
    }
    for (title, _) in CHAPTERS {
        assert!(chapters.contains(title), "there is no chapter {title} any more");
    }
    (faults, named)
}

/// Whether a text and what the program says of a command have two characters running in common.
fn says_the_same(said: &str, command: Command) -> bool {
    let own = format!("{}／{}", command.label(Lang::Zh), command.help(Lang::Zh));
    let pairs = |text: &str| -> BTreeSet<(char, char)> {
        let characters: Vec<char> = text.chars().filter(|one| one.is_alphanumeric()).collect();
        characters.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    !pairs(said).is_disjoint(&pairs(&own))
}

#[test]
fn every_key_of_the_handbook_does_what_it_says() {
    let (faults, named) = faults(&Page::read("docs/handbook.zh.md"));
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(named >= 120, "only {named} keys were found");
}

#[test]
fn a_key_that_does_nothing_and_one_that_does_something_else_are_found() {
    let mut page = Page::read("docs/handbook.zh.md");
    page.text = page
        .text
        .replace("| `2` | 不符 |", "| `2` | 看不清 |")
        .replace("按 `n` 领取", "按 `N` 领取")
        .replace("`F12` 改密码", "`F11` 改密码");
    let (faults, _) = faults(&page);
    assert_eq!(faults.len(), 3, "{faults:#?}");
    assert!(faults[0].contains("`N`") && faults[1].contains("`2`") && faults[2].contains("`F11`"), "{faults:#?}");
}
