//! Where pictures come from: drawn one by one, or shared.
//!
//! A thousand orders have pictures of their own. A million cannot: drawing would take hours and fill a disk. Beyond
//! [`DRAWN_ORDERS`] an order borrows its files from a few hundred sets that were drawn once; content is addressed by hash, so
//! they are on the disk once. The first orders of each queue, those that somebody trying the desk opens, always have their own.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::draw::{Condition, DrawError, Drawn, Format, Studio};
use super::paper::{Paper, Picture};
use crate::domain::order::KeptAttachment;
use crate::store::chain::hex;

/// Orders with pictures of their own; the rest shares.
pub const DRAWN_ORDERS: u64 = 3_000;
/// Pictures of each sort and condition in the shared pool.
const POOL_DEPTH: usize = 40;

/// Why a picture could not be put away.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// It could not be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// It could not be written.
    #[error("{path}: {source}")]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What decides which pictures may stand for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sort {
    Diploma(Condition, bool),
    Front(Condition, bool),
    Back,
    Held(bool),
    Marks,
}

fn sort(paper: &Paper) -> Sort {
    let condition = paper.shot.condition;
    match &paper.picture {
        Picture::Diploma(diploma) => Sort::Diploma(condition, diploma.legacy),
        Picture::Front(card) => Sort::Front(condition, card.male),
        Picture::Back => Sort::Back,
        Picture::Held(card) => Sort::Held(card.male),
        Picture::Marks(_) => Sort::Marks,
    }
}

/// Draws and puts away; one for each thread.
pub(super) struct Artist {
    studio: Studio,
    folder: PathBuf,
    pool: HashMap<Sort, Vec<KeptAttachment>>,
    back: Option<KeptAttachment>,
}

impl Artist {
    pub(super) fn new(folder: &Path) -> Result<Self, PictureError> {
        Ok(Self { studio: Studio::open()?, folder: folder.to_owned(), pool: HashMap::new(), back: None })
    }

    /// The paper's own picture.
    pub(super) fn own(&mut self, paper: &Paper) -> Result<KeptAttachment, PictureError> {
        if paper.picture == Picture::Back
            && let Some(back) = &self.back
        {
            return Ok(named(back, paper));
        }
        let drawn = paper.draw(&mut self.studio)?;
        let kept = self.put(&drawn, paper)?;
        if paper.picture == Picture::Back {
            self.back = Some(kept.clone());
        }
        Ok(kept)
    }

    /// A picture of the same sort, its own while the pool is still filling.
    pub(super) fn shared(&mut self, paper: &Paper) -> Result<KeptAttachment, PictureError> {
        let sort = sort(paper);
        let shelf = self.pool.get(&sort).map_or(&[][..], Vec::as_slice);
        let place = (paper.shot.seed >> 7) as usize % POOL_DEPTH;
        if let Some(kept) = shelf.get(place) {
            return Ok(named(kept, paper));
        }
        if shelf.len() == POOL_DEPTH || sort == Sort::Back {
            return self.own(paper);
        }
        let kept = self.own(paper)?;
        self.pool.entry(sort).or_default().push(kept.clone());
        Ok(kept)
    }

    /// Writes the file where the attachments of a local desk are kept: under its hash, the first two digits a folder.
    ///
    /// Not synced one by one: a desk that is not finished is thrown away, so a power cut costs nothing but the work.
    fn put(&self, drawn: &Drawn, paper: &Paper) -> Result<KeptAttachment, PictureError> {
        let sha256 = hex(&Sha256::digest(&drawn.bytes));
        let (shard, rest) = sha256.split_at_checked(2).unwrap_or(("", &sha256));
        let folder = self.folder.join(shard);
        let path = folder.join(rest);
        if !path.exists() {
            let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, &drawn.bytes));
            written.map_err(|source| PictureError::Write { path, source })?;
        }
        Ok(KeptAttachment {
            kind: paper.kind,
            file_name: paper.file_name.clone(),
            sha256,
            bytes: drawn.bytes.len() as u64,
            width: drawn.width,
            height: drawn.height,
            format: match drawn.format {
                Format::Jpeg => "jpeg".to_owned(),
                Format::Png => "png".to_owned(),
            },
        })
    }
}

/// The same content under this paper's name.
fn named(kept: &KeptAttachment, paper: &Paper) -> KeptAttachment {
    KeptAttachment { kind: paper.kind, file_name: paper.file_name.clone(), ..kept.clone() }
}
