//! What `jiaodui --version` says: the version, and the commit that a release was built from.
//!
//! A working copy asks git. A tarball made by `git archive` carries the commit in `.commit`, and a packager may say it by
//! `JIAODUI_COMMIT`; with none of these it is left out. No date and no path goes in, so that the same sources give the same program.
//! Debug builds leave it out, too: otherwise each commit would have everything compiled anew.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=JIAODUI_COMMIT");
    println!("cargo::rerun-if-changed=.commit");
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let commit = is_release.then(|| said().or_else(archived).or_else(asked)).flatten();
    let version = commit.map_or(version.clone(), |commit| format!("{version} ({commit})"));
    println!("cargo::rustc-env=JIAODUI_VERSION={version}");
}

/// By whoever builds.
fn said() -> Option<String> {
    std::env::var("JIAODUI_COMMIT").ok().and_then(|text| commit(&text))
}

/// By the archive that the sources came in: git fills `.commit` in as it makes one (see `.gitattributes`).
fn archived() -> Option<String> {
    commit(&std::fs::read_to_string(".commit").ok()?)
}

/// By git. In sources that lie within another project's working copy its commit would be a lie, hence the question for `.git`.
fn asked() -> Option<String> {
    if !std::path::Path::new(".git").exists() {
        return None;
    }
    // Written by every commit and every change of branch, in a worktree of its own, too.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    commit(&git(&["rev-parse", "HEAD"])?)
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// The first twelve digits of what looks like a commit.
fn commit(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() >= 12 && text.bytes().all(|one| one.is_ascii_hexdigit())).then(|| text.chars().take(12).collect())
}
