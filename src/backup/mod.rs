//! Backups: a folder that holds any number of them, each under the moment at which it was made, and one copy of every attachment for all.
//!
//! ```text
//! backups/
//!   attachments/ab/cdef…        content under its hash, never changed: what is there is not copied again
//!   20261126-031500-123/        one backup; it has this name once it is whole, and a point before it until then
//!     desk.db | desk.dump       the database: a file of SQLite's, or a dump of pg_dump's
//!     anchor.jsonl              an anchor of the audit trail, taken just before
//!     attachments.txt           what the database refers to: SHA-256 and bytes
//!     manifest.json             what the others are, by size and SHA-256
//! ```
//!
//! The anchor is taken first, the database copied next, the attachments last: a row refers only to what was kept before it was written.
//! Everything is synced before the backup has its name. [`restore`] puts one into an empty place and nowhere else, after everything in it
//! was found to be what the manifest says.

mod files;
mod make;
mod manifest;
mod restore;
mod server;

use std::path::PathBuf;

use crate::store::StoreError;
use crate::trail::TrailError;

pub use make::{Made, Source, copy_attachments, make};
pub use manifest::{Manifest, newest};
pub use restore::{Restored, Target, restore};

/// Who hears how far it is.
pub trait Watch: crate::trail::Watch {
    /// So many attachments of so many are done.
    fn files(&mut self, _done: u64, _of: u64) {}
}

/// Why a backup could not be made or put in place.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The anchor.
    #[error(transparent)]
    Trail(#[from] TrailError),
    /// A file.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another backup into the same folder is under way.
    #[error("busy: {0}")]
    Busy(PathBuf),
    /// There is something where the backup would go.
    #[error("occupied: {0}")]
    Occupied(String),
    /// No whole backup is there, or this part of it is not what its manifest says.
    #[error("not whole: {0}")]
    NotWhole(PathBuf),
    /// A backup of the other engine.
    #[error("of the other engine: {0}")]
    OtherEngine(PathBuf),
    /// A tool of PostgreSQL's is not there or failed; what it said.
    #[error("{tool}: {said}")]
    Tool {
        /// Its name.
        tool: &'static str,
        /// Its words.
        said: String,
    },
}

impl BackupError {
    /// The stable code for JSON.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Trail(error) => error.code(),
            Self::Io { .. } => "backup.io",
            Self::Busy(_) => "backup.busy",
            Self::Occupied(_) => "restore.occupied",
            Self::NotWhole(_) => "backup.not_whole",
            Self::OtherEngine(_) => "restore.engine",
            Self::Tool { .. } => "backup.tool",
        }
    }
}

/// Says which file it was.
fn at(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> BackupError + '_ {
    move |source| BackupError::Io { path: path.to_owned(), source }
}
