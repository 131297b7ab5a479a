//! What the documentation says is what the program does.

use std::path::{Path, PathBuf};
use std::process::Command;

use jiaodui::desk::input::keymap::{Context, TABLE};
use jiaodui::domain::checks::Check;
use jiaodui::text::Lang;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The page of keys, from the table that drives the desk.
fn keys() -> String {
    let mut page = String::from(
        "# Keys 按键\n\nMade from the table in `src/desk/input/keymap.rs`; `UPDATE_DOCS=1 cargo test --test it docs` writes it anew. The name in the\n\
         last column is the one to use under `[keys]` in the configuration.\n",
    );
    for (context, zh, en) in [
        (Context::Everywhere, "各处", "Everywhere but in an editor"),
        (Context::Queue, "队列", "Queue"),
        (Context::Proofread, "校对", "Proofread"),
        (Context::Scan, "附件", "Scan"),
        (Context::Reasons, "理由", "Reasons"),
        (Context::Decide, "决定", "Decide"),
        (Context::Line, "输入一行", "A line to type"),
        (Context::Editor, "编辑器", "Editor"),
        (Context::Sheet, "说明", "Text to read"),
        (Context::Dashboard, "看板", "Dashboard"),
        (Context::Listing, "失信名单", "Dishonesty list"),
        (Context::Archive, "档案", "Archive"),
        (Context::History, "历史", "History"),
        (Context::Enquiries, "咨询", "Enquiries"),
        (Context::Thread, "咨询对话", "An enquiry"),
        (Context::Reply, "写回复", "A reply being written"),
        (Context::Sampling, "质量抽样", "Quality sampling"),
        (Context::Choice, "列表", "List to choose from"),
        (Context::Filter, "筛选", "Filter of the queue"),
        (Context::Views, "视图", "Views of the queue"),
        (Context::Columns, "列", "Columns of the queue"),
    ] {
        page.push_str(&format!("\n## {zh} · {en}\n\n| key | 说明 | what it does | name |\n|---|---|---|---|\n"));
        for row in TABLE.iter().filter(|row| row.context == context) {
            let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
            let command = row.command;
            page.push_str(&format!(
                "| {} | {} | {} | `{}` |\n",
                keys.join(" "),
                command.help(Lang::Zh),
                command.help(Lang::En),
                command.id()
            ));
        }
    }
    page
}

#[test]
fn the_page_of_keys_is_the_table_of_keys() {
    let path = root().join("docs/keys.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, keys()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == keys(), "docs/keys.md is out of date: UPDATE_DOCS=1 cargo test --test it docs");
}

/// The page of checks, from what the program says of each of them.
fn checks() -> String {
    let mut page = String::from(
        "# Checks 自动检查\n\nWhat stands beside the fields, and by which rule. None of it decides anything: a check that cannot know says so, and \
         unknown never means forged.\nMade from the program's own words; `UPDATE_DOCS=1 cargo test --test it docs` writes it anew.\n\n\
         | id | 检查 | check | 规则 | rule | source | confidence |\n|---|---|---|---|---|---|---|\n",
    );
    for check in Check::ALL.iter().copied() {
        page.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            check.code(),
            Lang::Zh.check_title(check),
            Lang::En.check_title(check),
            Lang::Zh.check_rule(check),
            Lang::En.check_rule(check),
            check.source(),
            check.confidence().code()
        ));
    }
    page
}

#[test]
fn the_page_of_checks_is_what_the_checks_say() {
    let path = root().join("docs/checks.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, checks()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == checks(), "docs/checks.md is out of date: UPDATE_DOCS=1 cargo test --test it docs");
}

#[test]
fn the_example_feed_of_the_readme_comes_in() {
    let home = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_jiaodui"))
            .args(arguments)
            .current_dir(root())
            .env_clear()
            .env("HOME", home.path())
            .output()
            .unwrap()
    };
    let first = run(&["intake", "docs/example/feed.ndjson", "--report", "json"]);
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stdout));
    assert!(String::from_utf8_lossy(&first.stdout).ends_with("{\"accepted\":2,\"duplicate\":0,\"refused\":0}\n"));
    let again = run(&["intake", "docs/example/feed.ndjson", "--report", "json"]);
    assert!(String::from_utf8_lossy(&again.stdout).ends_with("{\"accepted\":0,\"duplicate\":2,\"refused\":0}\n"));
    let tracked = run(&["track", "2026111907125899", "--json"]);
    assert!(String::from_utf8_lossy(&tracked.stdout).contains("awaiting_proofreading"));
}

#[test]
fn every_command_the_readme_names_is_one() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut named: Vec<&str> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("jiaodui "))
        .filter_map(|rest| rest.split_whitespace().find(|word| !word.starts_with('-')))
        .filter(|word| *word != "en")
        .collect();
    named.sort_unstable();
    named.dedup();
    assert!(named.len() >= 6, "{named:?}");
    for command in named {
        let help = Command::new(env!("CARGO_BIN_EXE_jiaodui")).args([command, "--help"]).output().unwrap();
        assert!(help.status.success(), "jiaodui {command} --help");
    }
}
