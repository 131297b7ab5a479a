//! Proof that the audit trail is whole: [`verify`] walks over all of it, [`take`] writes an anchor to be kept elsewhere, and
//! [`against`] holds the trail against such an anchor.
//!
//! What each can tell. The chain of hashes tells of any row that was edited, taken out of the middle, or swapped. The head that an order
//! remembers tells of an end that was cut off, and the register of all trails (numbered without gaps) of a trail that was removed. All of
//! these are in the database itself: whoever owns the file may make them anew from one end to the other, or put an old backup in its
//! place, and all is consistent. An anchor is the answer to that. It names how far every trail went and by which hash, is known by its own
//! SHA-256 (which `sha256sum` prints as well), names that of the one before it, and is written down in the trail `desk:anchors`. Trails
//! only grow: whatever is done at the desks afterwards, each row that an anchor names must be there for ever. Kept where the owner of the
//! database cannot write (printed, another office, a write-once medium), it shows everything that was undone since.
//!
//! All of it is streamed: memory does not depend on how many orders there are. Nothing is locked, and colleagues go on working.

mod against;
pub mod anchor;
mod take;
mod verify;

pub use against::against;
pub use take::{Place, Taken, take};
pub use verify::verify;

use std::path::PathBuf;

use crate::store::StoreError;
use crate::store::chain::Found;

/// Who hears what is found as it is found, and how far the walk is.
pub trait Watch {
    /// Something is wrong.
    ///
    /// # Errors
    /// Whoever listens is gone; the walk ends.
    fn found(&mut self, found: &Found) -> std::io::Result<()>;
    /// So many rows were walked over.
    fn rows(&mut self, _rows: u64) {}
}

/// What was walked over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows of all trails.
    pub rows: u64,
    /// Trails.
    pub trails: u64,
    /// Orders whose remembered heads were compared.
    pub orders: u64,
    /// Subjects of the register.
    pub subjects: u64,
    /// Faults found.
    pub faults: u64,
}

/// Why a proof could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum TrailError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The file is no anchor, or is not whole.
    #[error("no whole anchor: {path}, line {line}")]
    Broken {
        /// Which file.
        path: PathBuf,
        /// Where it stops making sense, from 1.
        line: u64,
    },
    /// An anchor leaves out what stands in an earlier one, which was not given.
    #[error("the anchor {path} continues {earlier}")]
    Needs {
        /// Which file.
        path: PathBuf,
        /// The SHA-256 of the earlier one.
        earlier: String,
    },
    /// The trails are not whole: an anchor of them would say that they were.
    #[error("the trail is not whole: {}", found.fault.code())]
    Faulty {
        /// The first fault.
        found: Found,
    },
    /// Another anchor was taken meanwhile.
    #[error("another anchor was taken meanwhile")]
    Overtaken,
    /// There is such a file.
    #[error("exists: {0}")]
    Exists(PathBuf),
}

impl TrailError {
    /// The stable code for JSON.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Io(_) => "io",
            Self::Broken { .. } => "anchor.broken",
            Self::Needs { .. } => "anchor.needs",
            Self::Faulty { .. } => "anchor.faulty",
            Self::Overtaken => "anchor.overtaken",
            Self::Exists(_) => "anchor.exists",
        }
    }
}
