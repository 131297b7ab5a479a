//! What the Debian package brings beside the program fits the program: units call what there is, and the settings that lie ready are all
//! of them, none switched on.

use std::process::Command;

use jiaodui::config::{Config, DEFAULTS};

use super::commands::parse;
use super::root;
use super::shell::calls;

/// The units, by name.
fn units() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = std::fs::read_dir(root().join("debian/systemd"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap()))
        .collect();
    all.sort();
    all
}

#[test]
fn units_call_the_program_as_it_can_be_called_and_each_timer_has_its_service() {
    let units = units();
    let mut started = Vec::new();
    for (name, text) in &units {
        for line in text.lines().filter_map(|line| line.strip_prefix("ExecStart=")) {
            let found = calls(line);
            assert_eq!(found.len(), 1, "{name}: {line}");
            parse(&found[0].arguments).unwrap_or_else(|error| panic!("{name}: {error}"));
            started.push(found[0].arguments[0].clone());
        }
        if let Some(timer) = name.strip_suffix(".timer") {
            assert!(units.iter().any(|(other, _)| *other == format!("{timer}.service")), "{name} starts nothing");
            assert!(text.contains("WantedBy=timers.target"), "{name} can't be switched on");
        }
    }
    assert_eq!(started, ["backup", "doctor", "intake", "outbox"]);
}

#[test]
fn what_is_removed_stops_every_timer() {
    let script = std::fs::read_to_string(root().join("debian/scripts/prerm")).unwrap();
    for (name, _) in units().iter().filter(|(name, _)| name.ends_with(".timer")) {
        assert!(script.contains(name.as_str()), "{name} goes on without its program");
    }
}

/// As `debian/build` makes it, by the very line in it.
#[test]
fn the_settings_that_lie_ready_change_nothing() {
    let script = std::fs::read_to_string(root().join("debian/build")).unwrap();
    let line = script.lines().find(|line| line.starts_with("sed ")).unwrap().replace("\"$made/config.toml\"", "/dev/stdout");
    let output = Command::new("sh").args(["-c", &line]).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let made = String::from_utf8(output.stdout).unwrap();
    let mut table = made.parse::<toml::Table>().unwrap();
    table.retain(|_, value| !value.as_table().is_some_and(|table| table.is_empty()));
    assert!(table.is_empty(), "set already: {table:?}");
    // Switched on they are the defaults again.
    let settings = DEFAULTS.parse::<toml::Table>().unwrap();
    let desk = settings["desk"].as_table().unwrap();
    for name in settings.keys().chain(desk.keys()).filter(|name| !matches!(name.as_str(), "desk" | "keys")) {
        assert!(made.lines().any(|line| line.starts_with(&format!("# {name} = "))), "{name} is not offered");
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("config.toml");
    std::fs::write(&path, &made).unwrap();
    assert!(Config::load(Some(&path)).is_ok());
}

/// The version names a commit in a release only; what it looks like otherwise is plain.
#[test]
fn the_version_is_told() {
    let output = Command::new(env!("CARGO_BIN_EXE_jiaodui")).arg("--version").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let rest = said.trim_end().strip_prefix(concat!("jiaodui ", env!("CARGO_PKG_VERSION"))).unwrap_or_else(|| panic!("{said}"));
    let is_commit = |text: &str| text.len() == 12 && text.bytes().all(|one| one.is_ascii_hexdigit());
    assert!(rest.is_empty() || rest.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')')).is_some_and(is_commit), "{said}");
}

#[test]
fn every_command_has_a_manual_page() {
    let dir = tempfile::tempdir().unwrap();
    let made = Command::new(env!("CARGO_BIN_EXE_jiaodui")).args(["man", "--dir"]).arg(dir.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for name in ["jiaodui", "jiaodui-intake", "jiaodui-staff-add", "jiaodui-audit-verify"] {
        let page = std::fs::read_to_string(dir.path().join(format!("{name}.1"))).unwrap();
        assert!(page.contains(".TH") && page.contains("database"), "{name}");
    }
}
