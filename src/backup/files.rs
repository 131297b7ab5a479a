//! Copying content-addressed files: what is there is not copied again, what is not the content of its name is told, and nothing has its
//! name before it is on the disk.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::Part;
use super::{BackupError, at};
use crate::domain::hex::hex;
use crate::evidence::keep::place_of;

/// Bytes copied at a time.
const CHUNK: usize = 256 * 1024;
/// Files that are synced together.
const BATCH: usize = 256;

/// A folder of one's own, and those above it.
pub(super) fn folder(path: &Path) -> Result<(), BackupError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(at(path))
}

/// A new file of one's own.
pub(super) fn create(path: &Path) -> Result<File, BackupError> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(at(path))
}

/// Sees to it that a file or the names in a folder are on the disk.
pub(super) fn sync(path: &Path) -> Result<(), BackupError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(at(path))
}

/// Copies all there is to read, and hashes it.
fn pour(from: &mut impl Read, to: &mut impl Write) -> io::Result<Part> {
    let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0_u64, vec![0; CHUNK]);
    loop {
        let read = from.read(&mut chunk)?;
        let Some(content) = chunk.get(..read).filter(|content| !content.is_empty()) else { break };
        hash.update(content);
        to.write_all(content)?;
        bytes = bytes.saturating_add(content.len() as u64);
    }
    Ok(Part { bytes, sha256: hex(&hash.finalize()) })
}

/// Size and hash of a file.
pub(super) fn part(path: &Path) -> io::Result<Part> {
    pour(&mut File::open(path)?, &mut io::sink())
}

/// Copies a file into a new one and syncs it.
pub(super) fn copy(from: &Path, to: &Path) -> Result<Part, BackupError> {
    let mut file = create(to)?;
    let part = pour(&mut File::open(from).map_err(at(from))?, &mut file).map_err(at(to))?;
    file.sync_all().map_err(at(to))?;
    Ok(part)
}

/// Copies content from one keep into another.
pub(super) struct Copier<'a> {
    from: &'a Path,
    to: &'a Path,
    /// Written and not yet named.
    waiting: Vec<(PathBuf, PathBuf)>,
}

impl<'a> Copier<'a> {
    pub(super) fn new(from: &'a Path, to: &'a Path) -> Self {
        Self { from, to, waiting: Vec::new() }
    }

    /// Copies content, unless it is there in this size; `false` where there is none to copy, or not this. What was copied before and has
    /// since been lost where it came from is told as well.
    pub(super) fn copy(&mut self, sha256: &str, bytes: u64) -> Result<bool, BackupError> {
        let Some(place) = place_of(sha256) else { return Ok(false) };
        let (source, wanted) = (self.from.join(&place), self.to.join(&place));
        if fs::metadata(&wanted).is_ok_and(|there| there.len() == bytes) {
            return Ok(fs::metadata(&source).is_ok_and(|here| here.len() == bytes));
        }
        let mut from = match File::open(&source) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(at(&source)(error)),
        };
        if let Some(shard) = wanted.parent() {
            folder(shard)?;
        }
        let part_path = self.to.join(format!(".{sha256}.{}.part", uuid::Uuid::now_v7().simple()));
        let written = pour(&mut from, &mut create(&part_path)?).map_err(at(&part_path));
        match written {
            Ok(part) if part.sha256 == sha256 => self.waiting.push((part_path, wanted)),
            Ok(_) => {
                fs::remove_file(&part_path).map_err(at(&part_path))?;
                return Ok(false);
            }
            Err(error) => {
                // What is left is swept away by the next backup.
                let _ = fs::remove_file(&part_path);
                return Err(error);
            }
        }
        if self.waiting.len() >= BATCH {
            self.settle()?;
        }
        Ok(true)
    }

    /// Gives what was copied its names, once it is on the disk.
    pub(super) fn settle(&mut self) -> Result<(), BackupError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.flush()?;
        for (part, wanted) in self.waiting.drain(..) {
            fs::rename(&part, &wanted).map_err(at(&wanted))?;
        }
        self.flush()
    }

    /// One sync for all of them, names included.
    #[cfg(target_os = "linux")]
    fn flush(&self) -> Result<(), BackupError> {
        let folder = File::open(self.to).map_err(at(self.to))?;
        rustix::fs::syncfs(&folder).map_err(|error| at(self.to)(error.into()))
    }

    #[cfg(not(target_os = "linux"))]
    fn flush(&self) -> Result<(), BackupError> {
        self.waiting.iter().try_for_each(|(part, _)| sync(part))
    }
}
