//! Every command line in the documents is one that the program takes, and those that can be run are run, in their order.

use std::path::Path;
use std::process::{Command, Output};

use clap::FromArgMatches;
use clap::error::ErrorKind;
use jiaodui::cli::{Cli, language};
use jiaodui::text::Lang;

use super::shell::{Call, calls};
use super::{Page, code, lines, pages, prose, root};
use crate::program::PASSWORD;

/// What the real command line says of arguments. To be asked for help or the version is no mistake.
pub(super) fn parse(arguments: &[String]) -> Result<(), clap::Error> {
    let line = std::iter::once("jiaodui".to_owned()).chain(arguments.iter().cloned());
    let read = language::command(Lang::En).try_get_matches_from(line).and_then(|matches| Cli::from_arg_matches(&matches));
    match read {
        Err(error) if !matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => Err(error),
        _ => Ok(()),
    }
}

/// The calls in the blocks of a page, with the line of the page they stand on.
fn block_calls(page: &Page) -> Vec<Call> {
    // Other lines are made empty, so that the numbers stay.
    let mut text = String::new();
    let mut last = 0;
    for (number, line, block) in lines(&page.text) {
        if matches!(block, Some("sh" | "")) {
            text.push_str(&"\n".repeat(number - last - 1));
            text.push_str(line);
            text.push('\n');
            last = number;
        }
    }
    let mut found = calls(&text);
    for call in &mut found {
        // A synopsis: what may be given is given.
        for argument in &mut call.arguments {
            if argument.starts_with('[') || argument.ends_with(']') {
                *argument = argument.trim_matches(['[', ']']).to_owned();
            }
        }
    }
    found
}

#[test]
fn every_command_line_in_a_block_can_be_read() {
    let mut faults = Vec::new();
    let mut count = 0;
    for page in pages() {
        for call in block_calls(&page) {
            count += 1;
            if let Err(error) = parse(&call.arguments) {
                faults.push(format!("{}:{}: {error}", page.name, call.line));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 60, "only {count} command lines were found");
}

/// `add|disable` is two commands.
fn alternatives(arguments: &[String]) -> Vec<Vec<String>> {
    match arguments.iter().position(|one| one.contains('|') && !one.contains(' ')) {
        None => vec![arguments.to_vec()],
        Some(index) => arguments[index]
            .split('|')
            .map(|one| {
                let mut line = arguments.to_vec();
                line[index] = one.to_owned();
                line
            })
            .collect(),
    }
}

/// Within a sentence a command may be named without all it needs; but there must be one of that name, with those options.
#[test]
fn every_command_that_a_sentence_names_is_one() {
    let mut faults = Vec::new();
    let mut count = 0;
    for page in pages() {
        for named in code(&prose(&page)) {
            let words: Vec<&str> = named.split_whitespace().skip_while(|word| word.contains("JIAODUI_")).collect();
            if words.first() != Some(&"jiaodui") {
                continue;
            }
            let arguments: Vec<String> = words[1..].iter().filter(|word| **word != "…").map(|word| (*word).to_owned()).collect();
            for arguments in alternatives(&arguments) {
                count += 1;
                let Err(error) = parse(&arguments) else { continue };
                let is_short = matches!(
                    error.kind(),
                    ErrorKind::MissingRequiredArgument
                        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
                        | ErrorKind::MissingSubcommand
                );
                if !is_short {
                    faults.push(format!("{}: `{named}`: {error}", page.name));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count >= 30, "only {count} commands were found");
}

#[test]
fn a_command_line_that_is_none_is_found() {
    let page = Page {
        name: "x.md".into(),
        text: "```sh\njiaodui intake FEED.ndjson [--attachments DIR] [--report json]\njiaodui outbocks\njiaodui doctor --fast\n```\n".into(),
    };
    let read: Vec<bool> = block_calls(&page).iter().map(|call| parse(&call.arguments).is_ok()).collect();
    assert_eq!(read, [true, false, false]);
    assert_eq!(block_calls(&page)[1].line, 3);
    assert_eq!(alternatives(&["staff".into(), "add|disable".into()]).len(), 2);
}

/// Documents whose commands are run one after the other in a house of their own, and what is not run in each, with the reason.
const RUN: [(&str, &[(&str, &str)]); 4] = [
    (
        "README.md",
        &[
            ("demo", "opens the desk; tests/it/demo.rs and tests/it/live.rs try it"),
            ("", "opens the desk; tests/it/program.rs tries it"),
            ("--linear", "opens the desk; tests/it/program.rs tries it"),
            ("--lang en", "opens the desk; tests/it/program.rs tries it"),
            ("migrate-to", "needs a server; tests/it/store/moving.rs tries it"),
        ],
    ),
    ("README.zh.md", &[("demo", "opens the desk"), ("", "opens the desk")]),
    ("docs/handbook.zh.md", &[("demo", "opens the desk")]),
    (
        "docs/keeping.md",
        &[
            ("migrate-to", "needs a server; tests/it/store/moving.rs tries it"),
            ("restore /backup/jiaodui --database postgres:", "needs a server; tests/it/store tries it"),
        ],
    ),
];

/// A place of its own for everything that a document names by an absolute path, with two people who may sign in.
struct House {
    dir: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for name in ["backup", "elsewhere", "srv", "home"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        // Commands run in the folder of the project, or where a feed lies: both at once.
        std::os::unix::fs::symlink(root().join("docs"), dir.path().join("docs")).unwrap();
        let example = root().join("docs/example");
        std::fs::copy(example.join("feed.ndjson"), dir.path().join("feed.ndjson")).unwrap();
        let files = "2026111907125899";
        std::fs::create_dir(dir.path().join(files)).unwrap();
        for file in std::fs::read_dir(example.join(files)).unwrap().map(|file| file.unwrap()) {
            std::fs::copy(file.path(), dir.path().join(files).join(file.file_name())).unwrap();
        }
        let house = Self { dir };
        house.ok(&["staff", "add", "guanli", "--name", "管理员", "--role", "admin", "--institution", "hubei"]);
        house.ok(&["staff", "add", "liuzhuguan", "--name", "刘主管", "--role", "supervisor", "--institution", "hubei"]);
        house
    }

    fn ok(&self, arguments: &[&str]) {
        let output = self.run(&arguments.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn run(&self, arguments: &[String]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jiaodui"));
        command.args(arguments).current_dir(self.dir.path()).env_clear().env("HOME", self.dir.path().join("home"));
        command.env("JIAODUI_PASSWORD", PASSWORD);
        // Who takes something out signs in.
        if matches!(arguments.first().map(String::as_str), Some("report" | "dossier")) {
            command.env("JIAODUI_STAFF", "liuzhuguan");
        }
        command.output().unwrap()
    }

    /// An argument with the places of the document put into the house, and an anchor's name that of the one that was taken.
    fn placed(&self, argument: &str) -> String {
        let top = self.dir.path();
        let mut argument = argument.to_owned();
        for place in ["/backup/", "/elsewhere/", "/srv/"] {
            argument = argument.replace(place, &format!("{}{place}", top.display()));
        }
        if Path::new(&argument).file_name().is_some_and(|name| name.to_string_lossy().starts_with("anchor-")) {
            let taken = std::fs::read_dir(top.join("elsewhere")).unwrap().map(|entry| entry.unwrap().path());
            return taken.last().unwrap().to_str().unwrap().to_owned();
        }
        argument
    }
}

#[test]
fn the_commands_of_the_documents_do_what_they_say() {
    for (name, not_run) in RUN {
        let house = House::new();
        if name == "docs/keeping.md" {
            house.ok(&["intake", "feed.ndjson"]);
        }
        let mut left: Vec<&str> = not_run.iter().map(|(what, _)| *what).collect();
        for call in block_calls(&Page::read(name)) {
            let line = call.arguments.join(" ");
            let is_left_out = |what: &&str| {
                if what.is_empty() {
                    line.is_empty()
                } else {
                    line == **what || line.starts_with(&format!("{what} ")) || (what.ends_with(':') && line.starts_with(*what))
                }
            };
            if let Some((what, _)) = not_run.iter().find(|(what, _)| is_left_out(what)) {
                left.retain(|one| one != what);
                continue;
            }
            let arguments: Vec<String> = call.arguments.iter().map(|argument| house.placed(argument)).collect();
            let output = house.run(&arguments);
            let said = format!(
                "{name}:{}: jiaodui {line}\n{}{}",
                call.line,
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
            // A doctor in a made-up house may find something to look at, but no problem.
            let may = if line.starts_with("doctor") { [0, 2] } else { [0, 0] };
            assert!(output.status.code().is_some_and(|code| may.contains(&code)), "{:?} {said}", output.status);
            if let Some(to) = &call.to {
                assert!(!to.is_empty() && output.stdout.len() > 1000, "{said}");
            }
        }
        assert!(left.is_empty(), "{name} no longer has {left:?}: take it out of the list of what is not run");
    }
}
