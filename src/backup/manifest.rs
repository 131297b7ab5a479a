//! What a backup says of itself.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{BackupError, at, files};
use crate::domain::time::Millis;

/// What the manifest says the folder is.
pub(super) const FORMAT: &str = "jiaodui-backup-1";
/// Its name.
pub(super) const MANIFEST: &str = "manifest.json";
/// The anchor's.
pub(super) const ANCHOR: &str = "anchor.jsonl";
/// That of the list of attachments.
pub(super) const LIST: &str = "attachments.txt";
/// The folder of the attachments of all backups.
pub(super) const ATTACHMENTS: &str = "attachments";
/// Most bytes of a manifest.
const MOST: u64 = 64 << 20;

/// A file of the backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its size.
    pub bytes: u64,
    /// Of its content.
    pub sha256: String,
}

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The anchor of the audit trail.
    pub anchor: Part,
    /// When it was begun.
    pub at: Millis,
    /// The list of attachments.
    pub attachments: Part,
    /// The database.
    pub database: Part,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// [`FORMAT`].
    pub format: String,
    /// Attachments that were missing or damaged when it was made.
    pub lacking: Vec<String>,
    /// The version of the program that made it.
    pub program: String,
}

impl Manifest {
    /// Reads that of a backup.
    ///
    /// # Errors
    /// [`BackupError::NotWhole`] where there is none or it is none.
    pub fn read(backup: &Path) -> Result<Self, BackupError> {
        let path = backup.join(MANIFEST);
        let not_whole = || BackupError::NotWhole(path.clone());
        if !std::fs::metadata(&path).is_ok_and(|there| there.is_file() && there.len() <= MOST) {
            return Err(not_whole());
        }
        let manifest: Self = serde_json::from_slice(&std::fs::read(&path).map_err(at(&path))?).map_err(|_| not_whole())?;
        let engine = matches!(manifest.engine.as_str(), "sqlite" | "postgres");
        if manifest.format == FORMAT && engine { Ok(manifest) } else { Err(not_whole()) }
    }

    /// Name of the database's file.
    #[must_use]
    pub fn database_name(&self) -> &'static str {
        database_name(&self.engine)
    }

    /// Whether each file is the one that is meant; the first that is not.
    ///
    /// # Errors
    /// [`BackupError::NotWhole`].
    pub fn check(&self, backup: &Path) -> Result<(), BackupError> {
        for (name, part) in [(ANCHOR, &self.anchor), (LIST, &self.attachments), (self.database_name(), &self.database)] {
            let path = backup.join(name);
            if files::part(&path).ok().as_ref() != Some(part) {
                return Err(BackupError::NotWhole(path));
            }
        }
        Ok(())
    }
}

pub(super) fn database_name(engine: &str) -> &'static str {
    if engine == "postgres" { "desk.dump" } else { "desk.db" }
}

/// The backup that is meant by a folder: itself, or the newest whole one in it.
///
/// # Errors
/// [`BackupError::NotWhole`] where there is none.
pub fn newest(folder: &Path) -> Result<PathBuf, BackupError> {
    if folder.join(MANIFEST).is_file() {
        return Ok(folder.to_owned());
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(at(folder))?
        .filter_map(Result::ok)
        .filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."))
        .map(|entry| entry.path())
        .filter(|path| path.join(MANIFEST).is_file())
        .collect();
    found.sort();
    found.pop().ok_or_else(|| BackupError::NotWhole(folder.to_owned()))
}
