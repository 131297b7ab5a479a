//! The portal's side: a folder for the files of an event, the intake they go through, the outbox.

use std::collections::HashSet;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::beside::Stage;
use super::feed::FileRef;
use crate::demo::draw::{DrawError, Studio};
use crate::demo::paper::Paper;
use crate::demo::rng::Rng;
use crate::demo::staff::HOME;
use crate::domain::attachment::AttachmentKind;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::KeptAttachment;
use crate::evidence::folder::Folder;
use crate::evidence::keep::{Keep, KeepError};
use crate::intake::pipeline;
use crate::intake::settle::{Intake, IntakeError, Outcome};
use crate::outbox;
use crate::store::records::OutMessage;
use crate::store::{Store, StoreError};

/// Why the applicants cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The intake's run ended.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The place of the attachments.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// A picture could not be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// The catalogue of reasons cannot be used.
    #[error("catalogue: {0}")]
    Catalogue(String),
    /// Something about files.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The drawing ended before its work did.
    #[error("drawing stopped")]
    Stopped,
}

/// The portal.
pub(super) struct Portal {
    intake: Intake,
    codes: Vec<String>,
    folder: PathBuf,
    studio: Arc<Mutex<Studio>>,
    /// Paths given to the files of the event being written.
    given: HashSet<String>,
}

impl Portal {
    pub(super) fn open(store: Arc<dyn Store>, stage: &Stage, codes: Vec<String>) -> Result<Self, LiveError> {
        let folder = stage.portal.clone();
        // What a run that was killed left of its last event.
        let _ = std::fs::remove_dir_all(&folder);
        let file = |source| LiveError::File { path: folder.clone(), source };
        std::fs::create_dir_all(&folder).map_err(file)?;
        let intake = Intake {
            store,
            keep: Keep::open(&stage.attachments)?,
            folder: Arc::new(Folder::open(&folder).map_err(file)?),
            memory: Arc::default(),
            institutions: Arc::new(codes.iter().cloned().collect()),
        };
        let studio = Arc::new(Mutex::new(Studio::open()?));
        Ok(Self { intake, codes, folder, studio, given: HashSet::new() })
    }

    pub(super) fn store(&self) -> &dyn Store {
        &*self.intake.store
    }

    /// Mostly the institution where somebody watches.
    pub(super) fn institution(&self, rng: &mut Rng) -> Option<String> {
        let home = self.codes.iter().find(|code| *code == HOME);
        match home {
            Some(home) if rng.chance(3, 5) => Some(home.clone()),
            _ => rng.pick(&self.codes).cloned(),
        }
    }

    /// One event through the intake, as a feed of one line.
    pub(super) async fn take(&self, event: &Value) -> Result<Outcome, LiveError> {
        let feed = Cursor::new(format!("{event}\n").into_bytes());
        let mut outcome = None;
        pipeline::run(&self.intake, feed, |settled| {
            outcome = Some(settled.outcome.clone());
            Ok(())
        })
        .await?;
        outcome.ok_or(LiveError::Stopped)
    }

    /// All letters that are due, which from now on count as handed over.
    pub(super) async fn letters(&self) -> Result<Vec<OutMessage>, LiveError> {
        let mut letters = Vec::new();
        outbox::hand_over(self.store(), true, |page| {
            letters.extend_from_slice(page);
            Ok::<(), LiveError>(())
        })
        .await?;
        Ok(letters)
    }

    /// Draws a paper into the folder.
    pub(super) async fn draw(&mut self, order_no: &OrderNo, round: u32, paper: &Paper) -> Result<FileRef, LiveError> {
        let (studio, wanted) = (Arc::clone(&self.studio), paper.clone());
        let drawing = tokio::task::spawn_blocking(move || {
            let mut studio = studio.lock().unwrap_or_else(PoisonError::into_inner);
            wanted.draw(&mut studio)
        });
        let drawn = drawing.await.map_err(|_| LiveError::Stopped)??;
        self.put(order_no, round, paper.kind, &paper.file_name, drawn.bytes).await
    }

    /// Puts content that came earlier into the folder again.
    pub(super) async fn copy(&mut self, order_no: &OrderNo, file: &KeptAttachment) -> Result<FileRef, LiveError> {
        let content = self.intake.keep.get(&file.sha256, file.kind.limits().max_bytes).await?;
        self.put(order_no, 1, file.kind, &file.file_name, content.to_vec()).await
    }

    async fn put(
        &mut self,
        order_no: &OrderNo,
        round: u32,
        kind: AttachmentKind,
        file_name: &str,
        content: Vec<u8>,
    ) -> Result<FileRef, LiveError> {
        let name = Path::new(file_name).file_name().and_then(|name| name.to_str()).unwrap_or("scan");
        let folder = if round == 1 { order_no.to_string() } else { format!("{order_no}/{round}") };
        // People's scanners give the same name twice.
        let mut path = format!("{folder}/{name}");
        let mut again = 1;
        while !self.given.insert(path.clone()) {
            again += 1;
            path = format!("{folder}/{again}-{name}");
        }
        let whole = self.folder.join(&path);
        let written = async {
            if let Some(parent) = whole.parent() {
                tokio::fs::create_dir_all(parent).await?;
            }
            tokio::fs::write(&whole, content).await
        };
        written.await.map_err(|source| LiveError::File { path: whole.clone(), source })?;
        Ok(FileRef { kind: kind.code(), path, sha256: None })
    }

    /// Takes an order's files away again: what was taken in is kept elsewhere.
    pub(super) async fn clear(&mut self, order_no: &OrderNo) {
        self.given.clear();
        // Best effort: the next run begins with an empty folder.
        let _ = tokio::fs::remove_dir_all(self.folder.join(order_no.as_str())).await;
    }
}
