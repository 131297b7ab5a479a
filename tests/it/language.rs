//! Both languages are complete: every text is there in Chinese and in English, and no visible sentence stands outside `src/text`.
//!
//! Read off the source, as the walls are.

use std::fs;
use std::path::Path;

/// Chinese words that an English text may have: names that are written so wherever they stand.
const NAMES: &[&str] = &["专升本"];

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// The string literals of a piece of source, without escapes being read.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = source.chars().peekable();
    let mut open: Option<String> = None;
    while let Some(one) = characters.next() {
        match (&mut open, one) {
            (Some(text), '\\') => text.extend([Some('\\'), characters.next()].into_iter().flatten()),
            (Some(_), '"') => found.extend(open.take()),
            (Some(text), one) => text.push(one),
            // A quote character is no quote.
            (None, '\'') if characters.peek() == Some(&'"') => drop(characters.next()),
            (None, '"') => open = Some(String::new()),
            (None, _) => {}
        }
    }
    found
}

/// Source lines without comments, tests left out.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let body = text.split("#[cfg(test)]").next().unwrap_or(text);
    body.lines().filter(|line| !line.trim_start().starts_with("//"))
}

fn sources(room: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open = vec![root.join(room)];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.ends_with("tests") {
            continue;
        } else if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(!found.is_empty(), "the walk found {room}");
    found
}

/// A text without what is inserted into it and without escapes.
fn words(text: &str) -> String {
    let mut depth = 0_u32;
    let mut plain = String::new();
    for one in text.chars() {
        match one {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            one if depth == 0 => plain.push(one),
            _ => {}
        }
    }
    plain
}

/// Whether a text is more than a sign, a number or a name: three words or more.
fn is_sentence(text: &str) -> bool {
    let word = |part: &&str| {
        part.chars().filter(char::is_ascii_lowercase).count() >= 2
            && part.chars().all(|one| one.is_ascii_alphabetic() || ",.:;!?'’".contains(one))
    };
    words(text).split_whitespace().filter(word).count() >= 3
}

#[test]
fn every_text_is_there_in_both_languages() {
    let mut complaints = Vec::new();
    let mut pairs = 0;
    for (path, text) in sources("text") {
        for line in code(&text) {
            let literals = literals(line);
            let row = line.trim_end().ends_with("\";") && line.contains("=> \"") && literals.len() == 2;
            let zh: Option<&String> =
                if row || line.contains("Self::Zh") || line.contains("Lang::Zh") { literals.first() } else { None };
            let en: Option<&String> = if row {
                literals.get(1)
            } else if line.contains("Self::En") || line.contains("Lang::En") {
                literals.last()
            } else {
                None
            };
            pairs += u32::from(row);
            if let Some(en) = en {
                let mut english = en.clone();
                NAMES.iter().for_each(|name| english = english.replace(name, ""));
                if english.contains(is_han) {
                    complaints.push(format!("{path}: the English of this is not: {line}"));
                }
            }
            if let Some(zh) = zh
                && is_sentence(zh)
                && !zh.contains(is_han)
            {
                complaints.push(format!("{path}: the Chinese of this is not: {line}"));
            }
        }
    }
    assert!(pairs > 300, "the rows were read: {pairs}");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn no_visible_sentence_stands_outside_the_text_room() {
    /// Where sentences are no one's screen: what a developer reads in a log or a failed build, and clap's declarations, which
    /// `cli::language` overlays.
    const NOT_SHOWN: &[&str] =
        &["tracing::", "reason = ", "#[error(", "#[command(", "#[arg(", "#[doc", "panic!(", "expect(", "assert"];
    /// Pieces of what a library says, and causes that are only ever shown as a code.
    const CAUSES: &[&str] = &[
        " is not in ",
        "nobody is signed in",
        "nothing to search for",
        "catalogue {} is kept with other words",
        "not a finite number",
        "a name stands twice",
    ];
    let mut complaints = Vec::new();
    for room in ["desk", "cli", "intake", "config.rs", "main.rs"] {
        for (path, text) in sources(room) {
            // The names of commands, in both languages side by side.
            if path == "desk/input/command.rs" {
                continue;
            }
            for line in code(&text).filter(|line| !NOT_SHOWN.iter().any(|what| line.contains(what))) {
                let line = line.split(" // ").next().unwrap_or(line);
                for literal in literals(line).into_iter().filter(|literal| !CAUSES.contains(&literal.as_str())) {
                    let title_of_the_window = path == "desk/term/session.rs" && literal == "校对台 Jiaodui";
                    if (literal.contains(is_han) && !title_of_the_window) || is_sentence(&literal) {
                        complaints.push(format!("{path}: {literal}"));
                    }
                }
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_names_of_commands_are_there_in_both_languages() {
    use jiaodui::desk::input::command::Command;
    use jiaodui::text::Lang;
    for command in Command::ALL {
        for text in [command.label(Lang::En), command.help(Lang::En)] {
            assert!(!text.contains(is_han) && !text.is_empty(), "{}: {text}", command.id());
        }
        for text in [command.label(Lang::Zh), command.help(Lang::Zh)] {
            assert!(text.contains(is_han), "{}: {text}", command.id());
        }
    }
}
