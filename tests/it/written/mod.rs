//! What is written for people holds: links lead somewhere, commands are commands and do what they say, keys are keys.

mod commands;
mod keys;
mod links;
mod package;
mod pictures;
mod shell;
mod svg;

use std::path::{Path, PathBuf};

/// The top of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// A document of the project.
struct Page {
    /// Where it is, from the top of the project: `docs/keys.md`.
    name: String,
    text: String,
}

impl Page {
    fn read(name: &str) -> Self {
        let text = std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        Self { name: name.to_owned(), text }
    }
}

/// All documents: those at the top of the project and those in `docs`.
fn pages() -> Vec<Page> {
    let mut names = Vec::new();
    for folder in ["", "docs"] {
        for entry in std::fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") {
                names.push(Path::new(folder).join(name).to_str().unwrap().to_owned());
            }
        }
    }
    names.sort();
    assert!(names.len() >= 15 && names.iter().any(|name| name == "README.zh.md"), "{names:?}");
    names.iter().map(|name| Page::read(name)).collect()
}

/// Lines with their numbers, and whether each is text or stands in a fenced block (and in one of which language). The fences are neither.
fn lines(text: &str) -> Vec<(usize, &str, Option<&str>)> {
    let mut inside = None;
    let mut all = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            inside = match inside {
                None => Some(language.trim()),
                Some(_) => None,
            };
        } else {
            all.push((index + 1, line, inside));
        }
    }
    assert!(inside.is_none(), "a fence is never closed");
    all
}

/// The text of a page without its blocks of code.
fn prose(page: &Page) -> String {
    lines(&page.text).into_iter().filter(|(_, _, block)| block.is_none()).map(|(_, line, _)| format!("{line}\n")).collect()
}

/// What stands between backticks in a line of text. One may go on in the next line, so whole texts can be given, too.
fn code(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).filter(|code| !code.is_empty()).collect()
}
