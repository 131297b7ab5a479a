//! Where attachments are kept: under the SHA-256 of their content, behind `object_store` (a local folder; a bucket later).
//!
//! A local file is written under another name, synced, and renamed, and its folder synced too: once [`Keep::put`] returns, a power
//! cut does not lose what a database row will point to. Costs one disk sync a file, and nothing for content that is there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt};

use super::sha256_hex;

/// The place itself. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Keep {
    place: Arc<dyn ObjectStore>,
    /// The local folder, to narrow permissions in; `None` for a bucket.
    folder: Option<PathBuf>,
}

/// Why content could not be kept or fetched.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The name is no SHA-256.
    #[error("not a SHA-256: {0}")]
    Name(String),
    /// There is no such content.
    #[error("no such attachment: {0}")]
    Missing(String),
    /// The content is larger than the caller is ready for, in bytes.
    #[error("attachment larger than {0} bytes")]
    TooLarge(u64),
    /// What is kept under this name is not that content any more.
    #[error("damaged attachment: {0}")]
    Damaged(String),
    /// The place cannot be reached or written.
    #[error("attachment store: {0}")]
    Place(String),
}

impl KeepError {
    /// The stable code for JSON and logs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Name(_) => "attachments.name",
            Self::Missing(_) => "attachments.missing",
            Self::TooLarge(_) => "attachments.too_large",
            Self::Damaged(_) => "attachments.damaged",
            Self::Place(_) => "attachments.unavailable",
        }
    }
}

impl Keep {
    /// Opens a local folder; makes it, closed to others, where it is not there.
    ///
    /// # Errors
    /// It cannot be made or is no folder.
    pub fn open(folder: &Path) -> Result<Self, KeepError> {
        make_folder(folder)?;
        let local = LocalFileSystem::new_with_prefix(folder).map_err(place)?.with_fsync(true);
        let folder = std::fs::canonicalize(folder).map_err(|error| KeepError::Place(error.to_string()))?;
        Ok(Self { place: Arc::new(local), folder: Some(folder) })
    }

    /// Keeps content under its hash; `false` where it was there. Content is never changed, so two who put the same at once are
    /// no trouble to each other.
    ///
    /// # Errors
    /// [`KeepError::Place`].
    pub async fn put(&self, content: Bytes) -> Result<bool, KeepError> {
        let name = sha256_hex(&content);
        let key = key(&name)?;
        // A size that differs is what a crash without sync would have left: written again.
        if self.place.head(&key).await.is_ok_and(|there| there.size == content.len() as u64) {
            return Ok(false);
        }
        self.place.put(&key, content.into()).await.map_err(place)?;
        self.close_to_others(&name);
        Ok(true)
    }

    /// Whether content of this hash is there.
    ///
    /// # Errors
    /// [`KeepError::Name`], [`KeepError::Place`].
    pub async fn has(&self, sha256: &str) -> Result<bool, KeepError> {
        match self.place.head(&key(sha256)?).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(place(error)),
        }
    }

    /// Fetches content of at most `most` bytes, and checks that it is what its name says.
    ///
    /// # Errors
    /// [`KeepError`].
    pub async fn get(&self, sha256: &str, most: u64) -> Result<Bytes, KeepError> {
        let found = self.place.get(&key(sha256)?).await.map_err(|error| match error {
            object_store::Error::NotFound { .. } => KeepError::Missing(sha256.to_owned()),
            error => place(error),
        })?;
        if found.meta.size > most {
            return Err(KeepError::TooLarge(most));
        }
        let content = found.bytes().await.map_err(place)?;
        if sha256_hex(&content) == sha256 { Ok(content) } else { Err(KeepError::Damaged(sha256.to_owned())) }
    }

    /// Nobody but the owner reads them, unless the folder itself is open to its group: a centre whose seats are accounts of one machine
    /// opens it once (`chmod 2750`). The outer folder already keeps others out; this is for a copy of the files taken out of it.
    #[cfg(unix)]
    fn close_to_others(&self, name: &str) {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt;
        if let (Some(folder), Some((shard, rest))) = (&self.folder, name.split_at_checked(SHARD)) {
            let mode = |path: &Path| std::fs::metadata(path).map_or(0, |found| found.permissions().mode());
            let for_group = mode(folder) & 0o050;
            let shard = folder.join(shard);
            // A group that goes on to what is made inside (setgid) is kept.
            let going_on = mode(&shard) & 0o2000;
            // Best effort: a file system without permissions is no reason to refuse an order.
            let _ = std::fs::set_permissions(&shard, Permissions::from_mode(going_on | 0o700 | for_group));
            let _ = std::fs::set_permissions(shard.join(rest), Permissions::from_mode(0o600 | (for_group & 0o040)));
        }
    }

    #[cfg(not(unix))]
    fn close_to_others(&self, _name: &str) {}
}

/// Characters of the hash that name the folder, so that no folder holds more than a few thousand of a million files.
const SHARD: usize = 2;

/// Where content of this hash lies beneath the folder of a local keep; `None` for what is no SHA-256.
#[must_use]
pub fn place_of(sha256: &str) -> Option<PathBuf> {
    key(sha256).ok().map(|key| PathBuf::from(key.as_ref()))
}

/// `ab/cdef…`
fn key(sha256: &str) -> Result<Key, KeepError> {
    let is_name = sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    match sha256.split_at_checked(SHARD) {
        Some((shard, rest)) if is_name => Ok(Key::from(format!("{shard}/{rest}"))),
        _ => Err(KeepError::Name(sha256.chars().take(80).collect())),
    }
}

fn make_folder(folder: &Path) -> Result<(), KeepError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|error| KeepError::Place(format!("{}: {error}", folder.display())))
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn place(error: object_store::Error) -> KeepError {
    KeepError::Place(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept_at(root: &Path, name: &str) -> PathBuf {
        let (shard, rest) = name.split_at(SHARD);
        root.join(shard).join(rest)
    }

    #[tokio::test]
    async fn content_is_kept_once_and_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let keep = Keep::open(&dir.path().join("attachments")).unwrap();
        let content = Bytes::from_static("毕业证".as_bytes());
        let name = sha256_hex(&content);
        assert!(!keep.has(&name).await.unwrap());
        assert!(keep.put(content.clone()).await.unwrap());
        assert!(!keep.put(content.clone()).await.unwrap());
        assert!(keep.has(&name).await.unwrap());
        assert_eq!(keep.get(&name, 100).await.unwrap(), content);
        assert!(matches!(keep.get(&name, 3).await, Err(KeepError::TooLarge(3))));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_reads_them() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("attachments");
        let keep = Keep::open(&root).unwrap();
        keep.put(Bytes::from_static(b"x")).await.unwrap();
        let name = sha256_hex(b"x");
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&root), 0o700);
        assert_eq!(mode(kept_at(&root, &name).parent().unwrap()), 0o700);
        assert_eq!(mode(&kept_at(&root, &name)), 0o600);

        // Opened to its group by whoever looks after the machine.
        std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o2750)).unwrap();
        keep.put(Bytes::from_static(b"y")).await.unwrap();
        let name = sha256_hex(b"y");
        assert_eq!(mode(kept_at(&root, &name).parent().unwrap()), 0o750);
        assert_eq!(mode(&kept_at(&root, &name)), 0o640);
    }

    #[tokio::test]
    async fn a_cut_file_is_mended_and_a_changed_one_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let keep = Keep::open(dir.path()).unwrap();
        let content = Bytes::from_static(b"scan");
        let name = sha256_hex(&content);
        keep.put(content.clone()).await.unwrap();
        let file = kept_at(dir.path(), &name);
        std::fs::write(&file, "").unwrap();
        assert!(keep.put(content.clone()).await.unwrap());
        assert_eq!(keep.get(&name, 100).await.unwrap(), content);
        std::fs::write(&file, "sca?").unwrap();
        assert!(matches!(keep.get(&name, 100).await, Err(KeepError::Damaged(_))));
    }

    #[tokio::test]
    async fn only_hashes_are_names() {
        let dir = tempfile::tempdir().unwrap();
        let keep = Keep::open(dir.path()).unwrap();
        for name in ["", "..", "../../etc/passwd", &"A".repeat(64), &"字".repeat(64)] {
            assert!(matches!(keep.get(name, 1).await, Err(KeepError::Name(_))), "{name}");
        }
        assert!(matches!(keep.get(&"0".repeat(64), 1).await, Err(KeepError::Missing(_))));
    }
}
