//! Writers of all processes take turns on a file beside the database. SQLite's own waiting is unfair: among 32 writers the unlucky
//! ones wait for seconds. And sqlx takes no lock at all around migrations on SQLite.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::store::{Result, StoreError};

/// How long a writer waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

/// The turn, given up when dropped. Each turn opens the file anew: locks of one open file would not exclude each other.
#[derive(Debug)]
pub(super) struct FileLock {
    _file: File,
}

/// Waits for the turn. Whoever stops waiting (the future is dropped, or patience ends) leaves nothing behind: a lock that is still
/// granted to the waiting thread is closed with its file at once.
pub(super) async fn file_lock(path: &Path) -> Result<FileLock> {
    let unavailable = |error: std::io::Error| {
        let says = format!("{}: {error}", path.display());
        match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly(says),
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full(says),
            _ => StoreError::Unavailable(says),
        }
    };
    let file = open(path).map_err(unavailable)?;
    match file.try_lock() {
        Ok(()) => return Ok(FileLock { _file: file }),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => return Err(unavailable(error)),
    }
    let waiting = tokio::task::spawn_blocking(move || file.lock().map(|()| FileLock { _file: file }));
    match tokio::time::timeout(PATIENCE, waiting).await {
        Ok(Ok(Ok(lock))) => Ok(lock),
        Ok(Ok(Err(error))) => Err(unavailable(error)),
        Ok(Err(error)) => Err(StoreError::Unavailable(error.to_string())),
        Err(_) => Err(StoreError::Unavailable("another writer does not finish".to_owned())),
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    let path = PathBuf::from(path);
    File::options().read(true).append(true).create(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_writer_who_gives_up_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db.lock");
        let first = file_lock(&path).await.unwrap();
        let waiting = tokio::time::timeout(Duration::from_millis(50), file_lock(&path)).await;
        assert!(waiting.is_err(), "the second writer got its turn beside the first");
        drop(first);
        let third = tokio::time::timeout(Duration::from_secs(5), file_lock(&path)).await.expect("the lock was left behind");
        assert!(third.is_ok());
    }
}
