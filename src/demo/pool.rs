//! Where pictures come from: drawn one by one, or shared.
//!
//! A thousand orders have pictures of their own. A million cannot: drawing would take hours and fill a disk. Beyond
//! [`DRAWN_ORDERS`] an order borrows its files from a few hundred that were drawn once, of the same sort and as well or badly
//! scanned; content is addressed by hash, so each is on the disk once. The orders that wait longest, which are the ones that
//! somebody trying the desk opens, have their own all the same. The desk sees that the others share: it finds their files under other
//! people's names, which their recorded findings leave out.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use super::draw::{Condition, DrawError, Drawn, Format, Studio};
use super::paper::{Paper, Picture};
use crate::domain::attachment::MAX_PIXELS;
use crate::domain::order::KeptAttachment;
use crate::evidence::judge::scan_facts;
use crate::evidence::sha256_hex;

/// Orders with pictures of their own; the rest shares.
pub const DRAWN_ORDERS: u64 = 3_000;
/// In a desk of more, as many of those that wait longest still have their own.
pub(super) const DRAWN_WAITING: u64 = 1_000;
/// Good pictures of each sort in the pool.
const CLEAN_DEPTH: usize = 40;
/// Poor ones.
const POOR_DEPTH: usize = 8;

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
        Picture::Back(_) => Sort::Back,
        Picture::Held(card) => Sort::Held(card.male),
        Picture::Marks(_) => Sort::Marks,
    }
}

/// Pictures that many orders share.
#[derive(Debug, Default)]
pub(super) struct Pool(HashMap<Sort, Vec<KeptAttachment>>);

impl Pool {
    /// Draws the pool from the papers of some orders that are made for this and nothing else.
    pub(super) fn draw<'a>(artist: &mut Artist, papers: impl Iterator<Item = &'a Paper>) -> Result<Self, PictureError> {
        let mut shelves: HashMap<Sort, Vec<KeptAttachment>> = HashMap::new();
        for paper in papers {
            let shelf = shelves.entry(sort(paper)).or_default();
            let clean = matches!(paper.shot.condition, Condition::Clean | Condition::Tilted);
            if shelf.len() < if clean { CLEAN_DEPTH } else { POOR_DEPTH } {
                shelf.push(artist.own(paper)?);
            }
        }
        Ok(Self(shelves))
    }

    /// A picture of the paper's sort; `None` where the pool has none.
    pub(super) fn shared(&self, paper: &Paper) -> Option<KeptAttachment> {
        let shelf = self.0.get(&sort(paper))?;
        // The lowest bits already chose paper and placement.
        let kept = shelf.get((paper.shot.seed >> 17) as usize % shelf.len().max(1))?;
        Some(named(kept, paper))
    }
}

/// Draws and puts away; one for each thread.
pub(super) struct Artist {
    studio: Studio,
    folder: PathBuf,
}

impl Artist {
    pub(super) fn new(folder: &Path) -> Result<Self, PictureError> {
        Ok(Self { studio: Studio::open()?, folder: folder.to_owned() })
    }

    /// The paper's own picture.
    pub(super) fn own(&mut self, paper: &Paper) -> Result<KeptAttachment, PictureError> {
        let drawn = paper.draw(&mut self.studio)?;
        self.put(&drawn, paper)
    }

    /// Writes the file where the attachments of a local desk are kept: under its hash, the first two digits a folder.
    ///
    /// Not synced one by one: a desk that is not finished is thrown away, so a power cut costs nothing but the work.
    fn put(&self, drawn: &Drawn, paper: &Paper) -> Result<KeptAttachment, PictureError> {
        let sha256 = sha256_hex(&drawn.bytes);
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
            facts: scan_facts(&drawn.bytes, MAX_PIXELS).map(Box::new),
        })
    }
}

/// The same content under this paper's name.
fn named(kept: &KeptAttachment, paper: &Paper) -> KeptAttachment {
    KeptAttachment { kind: paper.kind, file_name: paper.file_name.clone(), ..kept.clone() }
}
