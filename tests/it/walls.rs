//! The walls between the rooms of `src/`: who may know whom, where the clock is read, where width is measured.
//!
//! Read off the source text: comments and string literals are left out, so that only code counts.

use std::fs;
use std::path::{Path, PathBuf};

struct File {
    /// `desk/app/driver.rs`
    path: String,
    lines: usize,
    code: String,
    text: String,
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut open: Vec<PathBuf> = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
                found.push(File { path, lines: text.lines().count(), code: code_of(&text), text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 40, "the walk found the sources");
    found
}

/// The code without comments and without the tests at its end.
fn code_of(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    body.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

impl File {
    fn is_in(&self, room: &str) -> bool {
        self.path.starts_with(&format!("{room}/")) || self.path == format!("{room}.rs")
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    /// Every path that begins with `crate::`, with nested imports spelled out to two levels: `store::records`.
    fn knows(&self) -> Vec<String> {
        let mut known = Vec::new();
        for (at, _) in self.code.match_indices("crate::") {
            let rest = &self.code[at + "crate::".len()..];
            let head: String = rest.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '{')).collect();
            match head.split_once('{') {
                None => known.push(head),
                Some((prefix, _)) => {
                    let group = &rest[prefix.len() + 1..];
                    let mut depth = 1;
                    let mut part = String::new();
                    for one in group.chars() {
                        match one {
                            '{' => depth += 1,
                            '}' => depth -= 1,
                            ',' if depth == 1 => {
                                known.push(format!("{prefix}{}", part.trim()));
                                part.clear();
                                continue;
                            }
                            _ => {}
                        }
                        if depth == 0 {
                            break;
                        }
                        part.push(one);
                    }
                    if !part.trim().is_empty() {
                        known.push(format!("{prefix}{}", part.trim()));
                    }
                }
            }
        }
        known
    }
}

/// Complaints about files of `room` that know something `allowed` says no to.
fn strangers(room: &str, allowed: impl Fn(&str) -> bool) -> Vec<String> {
    files()
        .iter()
        .filter(|file| file.is_in(room) && !file.is_test())
        .flat_map(|file| file.knows().into_iter().map(move |known| (file.path.clone(), known)))
        .filter(|(_, known)| !allowed(known))
        .map(|(path, known)| format!("{path} knows {known}"))
        .collect()
}

/// Complaints about files that use `what`, but for those `allowed`.
fn users(what: &str, allowed: impl Fn(&File) -> bool) -> Vec<String> {
    files()
        .iter()
        .filter(|file| !file.is_test() && file.code.contains(what) && !allowed(file))
        .map(|file| format!("{} uses {what}", file.path))
        .collect()
}

fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn begins(known: &str, rooms: &[&str]) -> bool {
    rooms.iter().any(|room| known == *room || known.starts_with(&format!("{room}::")))
}

#[test]
fn the_domain_knows_nobody_and_does_nothing() {
    none(strangers("domain", |known| begins(known, &["domain"])));
    for what in ["std::fs", "std::io", "std::net", "tokio", "sqlx", "crossterm", "ratatui", "tracing", "println"] {
        none(users(what, |file| !file.is_in("domain")));
    }
}

#[test]
fn what_lies_behind_the_desk_knows_what_is_beneath_it() {
    none(strangers("store", |known| begins(known, &["domain", "store"])));
    none(strangers("evidence", |known| begins(known, &["domain", "evidence"])));
    none(strangers("report", |known| begins(known, &["domain", "report", "store", "text"])));
    none(strangers("dossier", |known| begins(known, &["domain", "dossier", "evidence", "store"])));
    none(strangers("trail", |known| begins(known, &["domain", "store", "trail"])));
    none(strangers("backup", |known| begins(known, &["backup", "domain", "evidence", "store", "trail"])));
    none(strangers("intake", |known| begins(known, &["domain", "intake", "evidence", "store", "text"])));
}

#[test]
fn screens_know_no_store_and_no_tokio() {
    let plain = |known: &str| begins(known, &["store::records", "store::StoreError", "store::CLAIM_MS", "store::Result"]);
    for room in ["desk/screen", "desk/ui", "desk/input"] {
        none(strangers(room, |known| begins(known, &["domain", "desk", "text", "password"]) || plain(known)));
    }
    let hands = ["desk/app/driver", "desk/app/drafts", "desk/app/looks", "desk/app/watch", "desk/app/picture", "desk/app/viewer"];
    none(
        files()
            .iter()
            .filter(|file| file.is_in("desk") && !file.is_test() && !hands.iter().any(|hand| file.is_in(hand)))
            .flat_map(|file| file.knows().into_iter().map(move |known| (file.path.clone(), known)))
            .filter(|(_, known)| {
                (begins(known, &["store", "evidence"]) && !plain(known)) || begins(known, &["cli", "intake", "demo"])
            })
            .map(|(path, known)| format!("{path} knows {known}"))
            .collect(),
    );
    for room in ["desk/screen", "desk/ui", "desk/input", "desk/app/update", "desk/app/model", "desk/app/view", "desk/app/common"]
    {
        none(users("tokio", |file| !file.is_in(room)));
        none(users("std::fs", |file| !file.is_in(room)));
    }
}

#[test]
fn sql_stays_in_the_store() {
    none(users("sqlx::", |file| file.is_in("store")));
}

#[test]
fn the_clock_is_read_where_it_may_be() {
    let may = |file: &File| ["desk/app/run", "desk/term", "demo", "cli", "intake"].iter().any(|room| file.is_in(room));
    for what in ["Utc::now", "SystemTime::now", "Local::now", "Instant::now"] {
        none(users(what, may));
    }
}

#[test]
fn only_the_terminal_room_writes_escape_codes() {
    let term = |file: &File| file.is_in("desk/term");
    for what in ["\\x1b", "\\u{1b}", "crossterm::execute", "crossterm::queue", "EnterAlternateScreen", "enable_raw_mode"] {
        none(users(what, term));
    }
}

#[test]
fn width_is_measured_in_one_place() {
    none(users("unicode_width", |file| file.is_in("desk/ui/text")));
}

#[test]
fn every_file_says_what_it_is_for_and_can_be_held_in_mind() {
    let mut complaints = Vec::new();
    for file in files() {
        if !file.text.starts_with("//!") {
            complaints.push(format!("{} does not begin with what it is for", file.path));
        }
        if file.lines > 600 {
            complaints.push(format!("{} has {} lines", file.path, file.lines));
        }
    }
    none(complaints);
}

#[test]
fn what_is_visible_is_in_the_text_room() {
    // Chinese outside text/ and the words of the domain (letters, categories as the guide has them) is a string someone forgot.
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    none(
        files()
            .iter()
            .filter(|file| file.is_in("desk") && !file.is_in("desk/input/command") && !file.is_test())
            .filter(|file| file.code.lines().any(|line| line.chars().any(is_han)))
            .filter(|file| file.path != "desk/term/session.rs")
            .map(|file| format!("{} has a visible string", file.path))
            .collect(),
    );
}
