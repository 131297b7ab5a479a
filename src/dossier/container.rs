//! Reading a dossier: a ZIP file, or a folder with the same parts. It comes from elsewhere: nothing in it is believed, and no name in it
//! becomes a path before it was looked at.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::Dir;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::domain::hex::hex;

/// Most parts of a dossier.
pub const MOST_PARTS: usize = 10_000;
/// The folder of the files.
const FILES: &str = "files";
/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;

/// Where the parts are.
#[derive(Debug)]
pub enum Container {
    /// In a ZIP file.
    Zip(Box<ZipArchive<File>>),
    /// In a folder.
    Folder(Dir),
}

/// Whether a name is one of our own making: lower-case letters, digits, points and dashes, in the root or in `files/`.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let last = name.strip_prefix("files/").unwrap_or(name);
    let plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '.' | '-' | '_');
    !last.is_empty() && last.len() <= 100 && !last.starts_with('.') && last.chars().all(plain)
}

fn other(error: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

impl Container {
    /// Opens what is there.
    ///
    /// # Errors
    /// It is not there, or is neither a ZIP file nor a folder.
    pub fn open(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Ok(Self::Folder(Dir::open_ambient_dir(path, ambient_authority())?));
        }
        let archive = ZipArchive::new(File::open(path)?).map_err(other)?;
        if archive.len() > MOST_PARTS {
            return Err(other("too many parts"));
        }
        Ok(Self::Zip(Box::new(archive)))
    }

    /// Whether a name stands there twice: what one program reads under it is not what another does.
    #[must_use]
    pub fn has_twins(&self) -> bool {
        match self {
            Self::Zip(archive) => archive.has_duplicate_names(),
            Self::Folder(_) => false,
        }
    }

    /// The names of all parts, as they stand there.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn names(&mut self) -> io::Result<Vec<String>> {
        match self {
            Self::Zip(archive) => {
                let mut names = Vec::with_capacity(archive.len());
                for index in 0..archive.len() {
                    let part = archive.by_index_raw(index).map_err(other)?;
                    names.push(part.name().map_err(other)?.into_owned());
                }
                Ok(names)
            }
            Self::Folder(dir) => {
                let mut names = Vec::new();
                for entry in dir.entries()? {
                    let entry = entry?;
                    let name = entry.file_name().to_string_lossy().into_owned();
                    if entry.file_type()?.is_dir() && name == FILES {
                        for entry in dir.read_dir(FILES)? {
                            names.push(format!("{FILES}/{}", entry?.file_name().to_string_lossy()));
                        }
                    } else {
                        names.push(name);
                    }
                    if names.len() > MOST_PARTS {
                        return Err(other("too many parts"));
                    }
                }
                Ok(names)
            }
        }
    }

    /// Reads a part of at most `most` bytes; `None` where there is none of this name.
    ///
    /// # Errors
    /// It is larger, or cannot be read.
    pub fn read(&mut self, name: &str, most: u64) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        let found = self.each(name, most, |chunk| bytes.extend_from_slice(chunk))?;
        Ok(found.then_some(bytes))
    }

    /// Length and SHA-256 of a part.
    ///
    /// # Errors
    /// It is larger than `most`, or cannot be read.
    pub fn digest(&mut self, name: &str, most: u64) -> io::Result<Option<(u64, String)>> {
        let (mut length, mut hasher) = (0_u64, Sha256::new());
        let found = self.each(name, most, |chunk| {
            length = length.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            hasher.update(chunk);
        })?;
        Ok(found.then(|| (length, hex(&hasher.finalize()))))
    }

    fn each(&mut self, name: &str, most: u64, take: impl FnMut(&[u8])) -> io::Result<bool> {
        if !is_name(name) {
            return Ok(false);
        }
        match self {
            Self::Zip(archive) => {
                let Some(index) = archive.index_for_name(name) else { return Ok(false) };
                let part = archive.by_index(index).map_err(other)?;
                through(part, most, take)?;
            }
            Self::Folder(dir) => {
                // Beneath the folder only; what a link leads to is not a part of it.
                match dir.symlink_metadata(name) {
                    Ok(facts) if facts.is_file() => {}
                    _ => return Ok(false),
                }
                through(dir.open(name)?, most, take)?;
            }
        }
        Ok(true)
    }
}

fn through(mut from: impl Read, most: u64, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    let mut length = 0_u64;
    loop {
        let read = from.read(&mut chunk)?;
        let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else { return Ok(()) };
        length = length.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        if length > most {
            return Err(other("larger than it may be"));
        }
        take(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_our_own_making_are_names() {
        for name in ["manifest.json", "audit-listings.ndjson", "README.txt", "files/0a1b.jpg"] {
            assert!(is_name(name), "{name}");
        }
        for name in
            ["", "..", "../x", "files/../x", "files/", "/etc/passwd", "files/.x", "a/b", "C:\\x", "毕业证.jpg", "files/a/b"]
        {
            assert!(!is_name(name), "{name}");
        }
    }
}
