//! The user's own keys, and what is wrong with them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Context, Keymap, TABLE};
use crate::desk::input::command::Command;
use crate::desk::input::key::Key;
use crate::text::Lang;

/// `[keys]` of a configuration: by command, its keys wherever it works; or by place, the keys of commands there alone.
pub type OwnKeys = BTreeMap<String, Setting>;

/// One entry of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// `take_next = ["n", "F2"]`
    Keys(Vec<String>),
    /// `[keys.queue]`, with such lines below it.
    In(BTreeMap<String, Vec<String>>),
}

/// Why the user's own keys cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is no such command, or not in that place.
    Command {
        /// What was written.
        command: String,
        /// In which place.
        place: Option<Context>,
    },
    /// There is no such place.
    Place(String),
    /// There is no such key.
    Key {
        /// Of which command.
        command: String,
        /// What was written.
        key: String,
    },
    /// A key would do two things in one place.
    Twice {
        /// Which key.
        key: Key,
        /// Where.
        place: Context,
        /// One of the commands.
        one: Command,
        /// The other.
        other: Command,
    },
}

/// A key of one place that takes the place of one that works everywhere. That is allowed; it may not have been meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shadow {
    /// Which key.
    pub key: Key,
    /// Where.
    pub place: Context,
    /// What it does there.
    pub command: Command,
    /// What it does everywhere else.
    pub hidden: Command,
}

impl Problem {
    /// The entry of the configuration that it is about.
    #[must_use]
    pub fn entry(&self) -> &str {
        match self {
            Self::Command { command, .. } | Self::Key { command, .. } => command,
            Self::Place(place) => place,
            Self::Twice { one, .. } => one.id(),
        }
    }

    /// In words.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Command { command, place: None } => lang.keys_no_command(command),
            Self::Command { command, place: Some(place) } => lang.keys_no_command_there(command, place.name(lang)),
            Self::Place(place) => {
                let places: Vec<&str> = Context::ALL.iter().map(|place| place.id()).collect();
                lang.keys_no_place(place, &places.join(lang.list_comma()))
            }
            Self::Key { command, key } => lang.keys_no_key(command, key),
            Self::Twice { key, place, one, other } => {
                lang.keys_twice(&key.to_string(), place.name(lang), one.id(), one.label(lang), other.id(), other.label(lang))
            }
        }
    }
}

impl Shadow {
    /// In words.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let Self { key, place, command, hidden } = self;
        lang.keys_shadow(&key.to_string(), place.name(lang), command.id(), hidden.id(), hidden.label(lang))
    }
}

impl Keymap {
    /// The table with the user's own keys.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn with(own: &OwnKeys) -> Result<Self, Vec<Problem>> {
        let mut keymap = Self::default();
        let mut problems = Vec::new();
        for (name, setting) in own {
            match setting {
                Setting::Keys(keys) => keymap.set(name, None, keys, &mut problems),
                Setting::In(_) => {}
            }
        }
        // After what holds wherever a command works, so that the nearer one wins.
        for (name, setting) in own {
            let Setting::In(commands) = setting else { continue };
            match Context::ALL.iter().copied().find(|place| place.id() == name) {
                Some(place) => {
                    commands.iter().for_each(|(command, keys)| keymap.set(command, Some(place), keys, &mut problems));
                }
                None => problems.push(Problem::Place(name.clone())),
            }
        }
        problems.extend(keymap.twice());
        if problems.is_empty() { Ok(keymap) } else { Err(problems) }
    }

    fn set(&mut self, command: &str, place: Option<Context>, keys: &[String], problems: &mut Vec<Problem>) {
        let mut parsed = Vec::new();
        for key in keys {
            match Key::parse(key) {
                Some(key) => parsed.push(key),
                None => problems.push(Problem::Key { command: command.to_owned(), key: key.clone() }),
            }
        }
        let mut known = false;
        for ((context, id), keys) in &mut self.keys {
            if *id == command && place.is_none_or(|place| place == *context) {
                keys.clone_from(&parsed);
                known = true;
            }
        }
        if !known {
            problems.push(Problem::Command { command: command.to_owned(), place });
        }
    }

    /// Keys that would do two things in one place.
    pub(super) fn twice(&self) -> Vec<Problem> {
        let mut seen: BTreeMap<(Context, String), Command> = BTreeMap::new();
        let mut problems = Vec::new();
        for row in TABLE {
            for key in self.keys(row.context, row.command) {
                if let Some(one) = seen.insert((row.context, key.to_string()), row.command)
                    && one != row.command
                {
                    problems.push(Problem::Twice { key: *key, place: row.context, one, other: row.command });
                }
            }
        }
        problems
    }

    /// The user's own keys of one place that hide a key of everywhere. The table does so knowingly; it is not told of.
    #[must_use]
    pub fn shadows(&self) -> Vec<Shadow> {
        let usual = Self::default();
        let mut shadows = Vec::new();
        for row in TABLE.iter().filter(|row| !row.context.stands_alone()) {
            for key in
                self.keys(row.context, row.command).iter().filter(|key| !usual.keys(row.context, row.command).contains(key))
            {
                let hidden = self.here(Context::Everywhere, *key).filter(|hidden| *hidden != row.command);
                shadows.extend(hidden.map(|hidden| Shadow { key: *key, place: row.context, command: row.command, hidden }));
            }
        }
        shadows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> OwnKeys {
        toml::from_str(text).unwrap()
    }

    fn problems(text: &str) -> Vec<String> {
        Keymap::with(&own(text)).unwrap_err().iter().map(|problem| problem.message(Lang::En)).collect()
    }

    #[test]
    fn one_can_have_ones_own_keys_everywhere_or_in_one_place() {
        let keymap = Keymap::with(&own("take_next = [\"F2\"]\n[scan]\nzoom_in = [\"F3\"]")).unwrap();
        let key = |text| Key::parse(text).unwrap();
        assert_eq!(keymap.command(Context::Queue, key("F2")), Some(Command::TakeNext));
        assert_eq!(keymap.command(Context::Queue, key("n")), None);
        assert_eq!(keymap.command(Context::Scan, key("F3")), Some(Command::ZoomIn));
        assert_eq!(keymap.command(Context::Scan, key("+")), None);
        assert_eq!(keymap.command(Context::Proofread, key("+")), Some(Command::ZoomIn), "elsewhere as before");
        // What is said of a place wins over what is said of all.
        let keymap = Keymap::with(&own("zoom_in = [\"F4\"]\n[scan]\nzoom_in = [\"F3\"]")).unwrap();
        assert_eq!(keymap.command(Context::Scan, key("F4")), None);
        assert_eq!(keymap.command(Context::Proofread, key("F4")), Some(Command::ZoomIn));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_and_by_name() {
        let told = problems("take_nxt = [\"F2\"]\nfind = [\"Ctlr-F\"]\n[qeue]\nfind = [\"F2\"]\n[queue]\nzoom_in = [\"F2\"]");
        assert_eq!(told.len(), 4, "{told:?}");
        for part in ["take_nxt", "“Ctlr-F”", "qeue", "zoom_in"] {
            assert!(told.iter().any(|line| line.contains(part)), "{part} {told:?}");
        }
    }

    #[test]
    fn a_conflict_names_the_key_the_place_and_both_commands() {
        let told = problems("[queue]\ntake_next = [\"/\"]");
        assert_eq!(told.len(), 1, "{told:?}");
        for part in ["/", "the queue", "take_next", "find"] {
            assert!(told[0].contains(part), "{part} {told:?}");
        }
    }

    #[test]
    fn a_key_that_hides_one_of_everywhere_is_allowed_and_told() {
        let keymap = Keymap::with(&own("[queue]\ntake_next = [\"q\"]")).unwrap();
        let shadows = keymap.shadows();
        assert_eq!(shadows.len(), 1);
        assert_eq!((shadows[0].command, shadows[0].hidden, shadows[0].place), (Command::TakeNext, Command::Quit, Context::Queue));
        assert_eq!(Keymap::default().shadows(), [], "the table's own are meant");
    }

    #[test]
    fn no_place_is_called_as_a_command_is() {
        for place in Context::ALL {
            assert!(Command::ALL.iter().all(|command| command.id() != place.id()), "{}", place.id());
        }
    }
}
