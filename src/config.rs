//! Configuration: command-line flag > environment > the user's file > the machine's file > the defaults compiled in from `config/`.

use std::path::{Path, PathBuf};

use etcetera::{BaseStrategy, choose_base_strategy};
use serde::Deserialize;

use crate::desk::input::keymap::OwnKeys;
use crate::desk::ui::means::Graphics;
use crate::desk::ui::palette::ThemeName;
use crate::text::Lang;

/// The defaults, with a comment for each.
pub const DEFAULTS: &str = include_str!("../config/jiaodui.toml");

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not as it should be; the text names line and key.
    #[error("{path}: {message}")]
    Invalid {
        /// Which file.
        path: PathBuf,
        /// What is wrong, with line and key.
        message: String,
    },
    /// No home directory to keep anything in.
    #[error("no home directory: set HOME, or give --database")]
    Homeless,
}

/// All settings. Unknown keys are refused, so that a typing error does not pass for a setting.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Database URL; empty: `desk.db` in the user's data directory.
    pub database: String,
    /// Where attachments are kept; empty: `attachments` beside the database, or in the data directory.
    pub attachments: String,
    /// Where reports and dossiers are written; empty: `jiaodui-exports` in the home directory.
    pub export_dir: String,
    /// The catalogue of reasons and letters; empty: the one the program carries.
    pub reasons: String,
    /// The rules of which materials an item needs; empty: those the program carries.
    pub requirements: String,
    /// The canned texts for answering enquiries; empty: those the program carries.
    pub replies: String,
    /// The working calendar; empty: the one the program carries.
    pub calendar: String,
    /// Language of the screen.
    pub language: Lang,
    /// The desk.
    pub desk: Desk,
    /// Key bindings that differ from the defaults.
    pub keys: OwnKeys,
}

/// Settings of the desk.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// How long a decision's message is held, in seconds.
    pub hold_seconds: u32,
    /// How long a claim lasts unless renewed, in minutes.
    pub claim_minutes: u32,
    /// Whether the next order is taken and shown as soon as one is decided.
    pub next_after_decision: bool,
    /// After how many working days without an answer an order that was asked for a supplement may be rejected.
    pub unanswered_working_days: u32,
    /// Reasons offered for skipping an order.
    pub skip_reasons: Vec<String>,
    /// Reasons offered for postponing one.
    pub postpone_reasons: Vec<String>,
    /// Reasons offered for reading a whole ID number.
    pub reveal_reasons: Vec<String>,
    /// Reasons offered for opening an order that a colleague holds.
    pub held_reasons: Vec<String>,
    /// After how many minutes without a key the screen is locked; 0: never.
    pub idle_lock_minutes: u32,
    /// `auto`, `quadrants`, `blocks`, `sixel`, `kitty`, `iterm2` or `none`.
    pub graphics: Graphics,
    /// `terminal`, `dark`, `light` or `high_contrast`.
    pub theme: ThemeName,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// Whether the bell rings when orders reach an empty queue or a claim ends.
    pub bell: bool,
    /// Whether moving to a field shows where on the scan it is read from.
    pub crop_to_field: bool,
    /// Command line of a program that `o` opens a scan in (`{file}` stands for it); empty: none.
    pub viewer: String,
}

impl Config {
    /// The defaults, overlaid with the machine's file and the user's where there are any (or with the one named alone, which must exist).
    ///
    /// # Errors
    /// [`ConfigError`] naming the file, the line and the key.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        let files = named.map_or_else(files, |path| vec![path.to_owned()]);
        Self::overlaid(&files)
    }

    fn overlaid(files: &[PathBuf]) -> Result<Self, ConfigError> {
        let defaults = PathBuf::from("config/jiaodui.toml");
        let mut merged = parse(&defaults, DEFAULTS)?;
        let mut config = Self::of(&merged, &defaults)?;
        for path in files {
            let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.clone(), source })?;
            overlay(&mut merged, parse(path, &text)?);
            // After each of them, so that what is wrong is said of the file that has it.
            config = Self::of(&merged, path)?;
        }
        Ok(config)
    }

    fn of(merged: &toml::Table, path: &Path) -> Result<Self, ConfigError> {
        Self::deserialize(toml::Value::Table(merged.clone()))
            .map_err(|error| ConfigError::Invalid { path: path.to_owned(), message: error.to_string() })
    }
}

/// The line (from 1) of a file on which an entry of `[keys]` stands.
#[must_use]
pub fn line_of_key(text: &str, entry: &str) -> Option<usize> {
    let mut among_keys = false;
    text.lines().enumerate().find_map(|(index, line)| {
        let line = line.trim();
        if let Some(table) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            among_keys = table == "keys" || table.starts_with("keys.");
            return (table.strip_prefix("keys.") == Some(entry)).then_some(index + 1);
        }
        let name = line.split('=').next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        (among_keys && name == entry).then_some(index + 1)
    })
}

/// What an administrator sets for everybody on a machine.
pub const MACHINE_FILE: &str = "/etc/jiaodui/config.toml";

/// The files that are there, of which a later one goes before an earlier one.
#[must_use]
pub fn files() -> Vec<PathBuf> {
    [Some(PathBuf::from(MACHINE_FILE)), user_file()].into_iter().flatten().filter(|path| path.exists()).collect()
}

/// `config.toml` in the user's configuration directory (`XDG_CONFIG_HOME/jiaodui`).
#[must_use]
pub fn user_file() -> Option<PathBuf> {
    choose_base_strategy().ok().map(|base| base.config_dir().join("jiaodui").join("config.toml"))
}

/// The user's home directory.
///
/// # Errors
/// [`ConfigError::Homeless`] where there is none.
pub fn home_dir() -> Result<PathBuf, ConfigError> {
    etcetera::home_dir().map_err(|_| ConfigError::Homeless)
}

/// Where the program keeps its data (`XDG_DATA_HOME/jiaodui`).
///
/// # Errors
/// [`ConfigError::Homeless`] where there is no home.
pub fn data_dir() -> Result<PathBuf, ConfigError> {
    choose_base_strategy().map(|base| base.data_dir().join("jiaodui")).map_err(|_| ConfigError::Homeless)
}

/// Where the program keeps its log (`XDG_STATE_HOME/jiaodui`).
///
/// # Errors
/// [`ConfigError::Homeless`] where there is no home.
pub fn state_dir() -> Result<PathBuf, ConfigError> {
    let base = choose_base_strategy().map_err(|_| ConfigError::Homeless)?;
    Ok(base.state_dir().unwrap_or_else(|| base.data_dir()).join("jiaodui"))
}

fn parse(path: &Path, text: &str) -> Result<toml::Table, ConfigError> {
    text.parse::<toml::Table>().map_err(|error| ConfigError::Invalid { path: path.to_owned(), message: error.to_string() })
}

/// Tables are merged key by key; anything else replaces what was there.
fn overlay(below: &mut toml::Table, above: toml::Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => overlay(below, above),
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_whole() {
        let config = Config::load(None).unwrap();
        assert_eq!(config.desk.hold_seconds, 60);
        assert_eq!(config.language, Lang::Zh);
    }

    #[test]
    fn an_entry_of_the_keys_is_found_where_it_stands() {
        let text = "find = 1\n[keys]\n# find\nfind = [\"F2\"]\n[keys.queue]\ntake_next = [\"/\"]\n[desk]\nopen = 1\n";
        assert_eq!(line_of_key(text, "find"), Some(4));
        assert_eq!(line_of_key(text, "queue"), Some(5));
        assert_eq!(line_of_key(text, "take_next"), Some(6));
        assert_eq!(line_of_key(text, "open"), None);
    }

    #[test]
    fn a_typing_error_is_no_setting() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.toml");
        std::fs::write(&path, "[desk]\nhold_secnds = 5\n").unwrap();
        let message = Config::load(Some(&path)).unwrap_err().to_string();
        assert!(message.contains("hold_secnds") && message.contains("c.toml"), "{message}");
        std::fs::write(&path, "[desk]\nhold_seconds = 5\n").unwrap();
        assert_eq!(Config::load(Some(&path)).unwrap().desk.hold_seconds, 5);
    }

    #[test]
    fn the_users_file_goes_before_the_machines_and_each_answers_for_itself() {
        let dir = tempfile::tempdir().unwrap();
        let files = [dir.path().join("machine.toml"), dir.path().join("user.toml")];
        std::fs::write(&files[0], "database = \"sqlite:/srv/desk.db\"\n[desk]\nhold_seconds = 5\nclaim_minutes = 20\n").unwrap();
        std::fs::write(&files[1], "[desk]\nhold_seconds = 9\n").unwrap();
        let config = Config::overlaid(&files).unwrap();
        assert_eq!((config.desk.hold_seconds, config.desk.claim_minutes), (9, 20));
        assert_eq!(config.database, "sqlite:/srv/desk.db");
        std::fs::write(&files[0], "[desk]\nhold_secnds = 5\n").unwrap();
        let message = Config::overlaid(&files).unwrap_err().to_string();
        assert!(message.contains("hold_secnds") && message.contains("machine.toml"), "{message}");
    }
}
