//! The applicants beside an open desk: a thread of their own that yields to whoever works, ended with the desk.
//!
//! Whichever process holds the file `live.lock` of a demonstration plays its applicants; a second desk on it does without.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::{oneshot, watch};

use super::{LiveError, Made, Player, run};
use crate::demo::place;
use crate::domain::time::Millis;
use crate::store;

/// How long a desk that is quitting waits for an event under way. What is cut off then was not taken at all.
const PATIENCE: Duration = Duration::from_secs(5);
/// How far the applicants' thread steps back behind the desk's (`nice`).
#[cfg(target_os = "linux")]
const STEP_BACK: i32 = 10;

/// Where the applicants play.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// URL of the database.
    pub database: String,
    /// Where attachments are kept.
    pub attachments: PathBuf,
    /// Where the portal's files lie while an event is taken in. Emptied at the beginning.
    pub portal: PathBuf,
    /// Whoever holds this file plays.
    pub lock: PathBuf,
}

/// Another process plays here already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elsewhere;

/// The right to play, until dropped or until the process ends, however it does.
#[derive(Debug)]
pub struct Turn {
    _file: File,
}

impl Stage {
    /// Of the demonstration in a folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self {
            database: place::database_url(folder),
            attachments: folder.join(place::ATTACHMENTS),
            portal: folder.join("portal"),
            lock: folder.join("live.lock"),
        }
    }

    /// Takes the right to play.
    ///
    /// # Errors
    /// The file cannot be made or locked.
    pub fn turn(&self) -> io::Result<Result<Turn, Elsewhere>> {
        let file = File::options().read(true).append(true).create(true).open(&self.lock)?;
        match file.try_lock() {
            Ok(()) => Ok(Ok(Turn { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(Err(Elsewhere)),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Applicants at work beside a desk.
#[derive(Debug)]
pub struct Beside {
    stop: watch::Sender<bool>,
    done: oneshot::Receiver<()>,
}

impl Beside {
    /// Lets them begin.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(stage: Stage, made: Made, per_minute: u32, turn: Turn) -> io::Result<Self> {
        let (stop, mut stopped) = watch::channel(false);
        let (ended, done) = oneshot::channel();
        std::thread::Builder::new().name("applicants".to_owned()).spawn(move || {
            step_back();
            // A runtime of its own: the threads that draw and the store's come from this one, and step back with it.
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let told_to_stop = async move {
                // A desk that is gone has told so, too.
                let _ = stopped.wait_for(|stop| *stop).await;
            };
            match runtime.map(|runtime| runtime.block_on(play(&stage, made, per_minute, told_to_stop))) {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the applicants of the demonstration gave up"),
                Err(error) => tracing::warn!(%error, "the applicants of the demonstration did not begin"),
            }
            drop(turn);
            // Nobody listens where the desk did not wait.
            let _ = ended.send(());
        })?;
        Ok(Self { stop, done })
    }

    /// Ends them, waiting for the event under way.
    pub async fn end(self) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(PATIENCE, self.done).await.is_err() {
            tracing::warn!("the applicants of the demonstration did not end in time");
        }
    }
}

async fn play(stage: &Stage, made: Made, per_minute: u32, stop: impl Future<Output = ()>) -> Result<(), LiveError> {
    // Connections of their own, as another process has them: the desk sees what they do as it sees what anyone does.
    let store = store::open(&stage.database).await?;
    let now = Millis(chrono::Utc::now().timestamp_millis());
    let mut player = Player::new(std::sync::Arc::clone(&store), stage, made, now).await?;
    let ended = run(&mut player, per_minute, stop, |played| {
        tracing::debug!(act = ?played.act, subject = %played.subject, outcome = ?played.outcome, "an applicant acted");
    })
    .await;
    store.close().await;
    ended
}

/// On Linux a thread has a niceness of its own, which the threads it starts inherit; elsewhere it would be the whole desk's.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(STEP_BACK) {
        tracing::debug!(%error, "the applicants do not step back");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plays_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let stage = Stage::of(folder.path());
        let first = stage.turn().unwrap().unwrap();
        assert_eq!(stage.turn().unwrap().unwrap_err(), Elsewhere);
        drop(first);
        assert!(stage.turn().unwrap().is_ok());
    }
}
