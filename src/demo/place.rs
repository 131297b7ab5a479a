//! Where a demonstration lies: a folder with `desk.db`, `attachments/` and `demo.json`, there as a whole or not at all.
//!
//! It is made beside its place, in `NAME.partial-PID`, and renamed at the end, so a kill in the middle leaves nothing that could
//! later be taken for a desk. What such a kill left behind is cleared away by the next one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::build::{self, BuildError, Made, Options};
use super::staff;
use crate::password::{self, Password};
use crate::store::{self, Store, StoreError};

/// The database's file.
pub const DATABASE: &str = "desk.db";
/// The folder of the attachments.
pub const ATTACHMENTS: &str = "attachments";
const CARD: &str = "demo.json";

/// What a demonstration says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Orders it was made with.
    pub orders: u64,
    /// Its seed.
    pub seed: u64,
    /// When it was made, UTC epoch milliseconds.
    pub made_at: i64,
}

/// Why a demonstration could not be made or found.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// The folder holds something else.
    #[error("{0}")]
    Occupied(PathBuf),
    /// The making failed.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Something about files.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl From<StoreError> for PlaceError {
    fn from(error: StoreError) -> Self {
        Self::Build(BuildError::Store(error))
    }
}

fn file(path: &Path) -> impl FnOnce(io::Error) -> PlaceError {
    let path = path.to_owned();
    move |source| PlaceError::File { path, source }
}

/// The demonstration that lies there: `None` where the folder is not there or empty.
///
/// # Errors
/// [`PlaceError::Occupied`] where something else lies there.
pub fn find(folder: &Path) -> Result<Option<Card>, PlaceError> {
    match fs::read(folder.join(CARD)) {
        Ok(text) => match serde_json::from_slice(&text) {
            Ok(card) if folder.join(DATABASE).is_file() => Ok(Some(card)),
            _ => Err(PlaceError::Occupied(folder.to_owned())),
        },
        Err(_) => match fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
            Ok(true) => Err(PlaceError::Occupied(folder.to_owned())),
            Ok(false) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(file(folder)(error)),
        },
    }
}

/// Makes a demonstration in a folder that is not there or empty.
///
/// # Errors
/// [`PlaceError`]; the folder is then as it was.
pub async fn make(folder: &Path, options: &Options, progress: impl FnMut(u64) + Send) -> Result<Made, PlaceError> {
    clear_leftovers(folder);
    let partial = beside(folder, &std::process::id().to_string());
    let result = make_in(&partial, options, progress).await;
    let renamed = match result {
        Ok(made) => fs::rename(&partial, folder).map_err(file(folder)).map(|()| made),
        Err(error) => Err(error),
    };
    if renamed.is_err() {
        // Best effort: the next one clears it away as well.
        let _ = fs::remove_dir_all(&partial);
    }
    renamed
}

async fn make_in(partial: &Path, options: &Options, progress: impl FnMut(u64) + Send) -> Result<Made, PlaceError> {
    let attachments = partial.join(ATTACHMENTS);
    let _ = fs::remove_dir_all(partial);
    make_private(&attachments).map_err(file(&attachments))?;
    let store: Arc<dyn Store> = store::open(&database_url(partial)).await?;
    store.put_institutions(&options.institutions).await?;
    // Hashing fails only for a password that is too short, which a test excludes.
    let hash = password::hash(&Password::new(staff::PASSWORD.to_owned())).unwrap_or_default();
    for one in staff::roster(options.seed, &options.institutions, &hash) {
        store.add_staff("demo", &one).await?;
    }
    let made = build::fill(&store, &attachments, options, progress).await;
    store.close().await;
    let made = made?;
    let card = Card { orders: made.orders, seed: options.seed, made_at: options.now.0 };
    let path = partial.join(CARD);
    fs::write(&path, serde_json::to_vec(&card).unwrap_or_default()).map_err(file(&path))?;
    Ok(made)
}

/// The URL of a demonstration's database.
#[must_use]
pub fn database_url(folder: &Path) -> String {
    format!("sqlite:{}", folder.join(DATABASE).display())
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

fn beside(folder: &Path, tag: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(format!(".partial-{tag}"));
    folder.with_file_name(name)
}

/// Removes what a killed run left, unless its process still lives.
fn clear_leftovers(folder: &Path) {
    let prefix = beside(folder, "");
    let (Some(prefix), Some(parent)) = (prefix.file_name().and_then(|name| name.to_str()), folder.parent()) else { return };
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(prefix)).and_then(|pid| pid.parse().ok());
        let Some(pid) = pid.and_then(rustix::process::Pid::from_raw) else { continue };
        // "No such process" is the only answer that makes it ours to clear.
        if rustix::process::test_kill_process(pid) == Err(rustix::io::Errno::SRCH) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_demonstration_is_found() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("演示");
        assert_eq!(find(&folder).unwrap(), None);
        fs::create_dir(&folder).unwrap();
        assert_eq!(find(&folder).unwrap(), None, "an empty folder may be used");
        fs::write(folder.join(DATABASE), "").unwrap();
        assert!(
            matches!(find(&folder), Err(PlaceError::Occupied(_))),
            "a database of one's own is never taken for a demonstration"
        );
        let card = Card { orders: 60, seed: 1, made_at: 0 };
        fs::write(folder.join(CARD), serde_json::to_vec(&card).unwrap()).unwrap();
        assert_eq!(find(&folder).unwrap(), Some(card));
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_and_a_living_ones_is_not() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("demo");
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        let dead = beside(&folder, &child.id().to_string());
        let living = beside(&folder, &std::process::id().to_string());
        let other = beside(&folder, "notes");
        for one in [&dead, &living, &other] {
            fs::create_dir(one).unwrap();
        }
        clear_leftovers(&folder);
        assert!(!dead.exists() && living.exists() && other.exists());
    }

    #[test]
    fn the_password_of_all_is_long_enough() {
        assert!(password::hash(&Password::new(staff::PASSWORD.to_owned())).is_ok());
    }
}
