//! Taking an anchor: written beside its place, synced, written down in the database, and only then given its name. A crash in between
//! leaves a number without a file, never a file that the database does not know.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::anchor::{Anchor, BUCKET, Begin, Bucket, BucketDigest, FORMAT, Head, LONGEST_LINE, Seal, short};
use super::{TrailError, Watch};
use crate::domain::hex::hex;
use crate::domain::time::Millis;
use crate::store::Store;
use crate::store::anchors::ANCHORS;
use crate::store::chain::{Fault, Found};
use crate::store::records::Registered;

/// Subjects read at a time.
const PAGE: u32 = 2_000;
/// Bytes that a bucket's line has besides its heads, with room.
const FRAME: u64 = 1 << 12;

/// Where an anchor goes.
#[derive(Debug, Clone)]
pub enum Place {
    /// This new file.
    File(PathBuf),
    /// A new file of this folder, named by number and day.
    Folder(PathBuf),
}

/// An anchor that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// From 1 within the database.
    pub number: i64,
    /// Where it is.
    pub path: PathBuf,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Trails.
    pub subjects: i64,
    /// Rows of all of them.
    pub rows: i64,
}

/// Takes an anchor of all trails as they are; buckets that are still those of `since` leave their subjects out. `by` is who took it, `at`
/// the moment that its seal names.
///
/// # Errors
/// [`TrailError::Faulty`] where a trail is missing, [`TrailError::Exists`], [`TrailError::Overtaken`]; or the database or the disk fails.
pub async fn take(
    store: &dyn Store,
    place: &Place,
    (by, at): (&str, Millis),
    since: Option<&Anchor>,
    watch: &mut dyn Watch,
) -> Result<Taken, TrailError> {
    let before = store.audit("", ANCHORS, 0).await?;
    let number = before.last().map_or(0, |newest| newest.seq).saturating_add(1);
    let previous = before.last().and_then(|newest| sha256_of(&newest.detail)).unwrap_or_default();
    let path = path_of(place, number, at)?;
    if path.exists() {
        return Err(TrailError::Exists(path));
    }
    let part = Part::new(&path)?;
    let mut out = Hashed { file: BufWriter::new(part.open()?), hash: Sha256::new() };
    let since_sha256 = since.map(|anchor| anchor.sha256.clone());
    out.line(&Begin { format: FORMAT.to_owned(), number, previous: previous.clone(), since: since_sha256 })?;
    let known = since.map(|anchor| anchor.places.iter().map(|(digest, _)| digest.clone()).collect()).unwrap_or_default();
    let (subjects, rows) = buckets(store, &mut out, &known, watch).await?;
    let body = hex(&out.hash.clone().finalize());
    out.line(&Seal { at, body, rows, subjects })?;
    let sha256 = hex(&out.hash.finalize());
    out.file.into_inner().map_err(|error| error.into_error())?.sync_all()?;
    let detail = json!({ "previous": previous, "rows": rows, "sha256": sha256, "subjects": subjects });
    if !store.record_anchor(number, by, &detail).await? {
        return Err(TrailError::Overtaken);
    }
    part.settle()?;
    Ok(Taken { number, path, sha256, subjects, rows })
}

/// The file's SHA-256 that a row of the trail of anchors names.
pub(super) fn sha256_of(detail: &str) -> Option<String> {
    let detail: serde_json::Value = serde_json::from_str(detail).ok()?;
    Some(detail.get("sha256")?.as_str()?.to_owned())
}

/// Writes all buckets; how many subjects and rows they have.
async fn buckets(
    store: &dyn Store,
    out: &mut Hashed,
    known: &HashSet<String>,
    watch: &mut dyn Watch,
) -> Result<(i64, i64), TrailError> {
    let (mut subjects, mut rows) = (0_i64, 0_i64);
    let mut open: Option<Open> = None;
    let mut after = (String::new(), 0_i64);
    loop {
        let page = store.register_page((&after.0, after.1), PAGE).await?;
        if page.is_empty() {
            break;
        }
        for one in page {
            let expected = if one.institution == after.0 { after.1.saturating_add(1) } else { 1 };
            let (seq, hash) = head_of(&one, expected)?;
            let ends = |open: &mut Open| {
                open.institution != one.institution || (one.number - 1) % BUCKET == 0 || !open.has_room(&one.subject)
            };
            if let Some(full) = open.take_if(ends) {
                out.line(&full.close(known))?;
            }
            after = (one.institution.clone(), one.number);
            let bucket = open.get_or_insert_with(|| Open::new(one.institution, one.number));
            bucket.bytes = bucket.bytes.saturating_add(bytes_of(&one.subject));
            bucket.digest.add(one.number, &one.subject, seq, &hash);
            bucket.heads.push((one.subject, seq, short(&hash).to_owned()));
            subjects = subjects.saturating_add(1);
            rows = rows.saturating_add(seq);
        }
        watch.rows(u64::try_from(rows).unwrap_or_default());
    }
    if let Some(last) = open {
        out.line(&last.close(known))?;
    }
    Ok((subjects, rows))
}

/// The head of a subject, which has to have one and to be the next of the register.
fn head_of(one: &Registered, expected: i64) -> Result<(i64, String), TrailError> {
    let faulty = |fault, seq| TrailError::Faulty {
        found: Found { fault, institution: one.institution.clone(), subject: one.subject.clone(), seq, anchored: None },
    };
    if one.number != expected {
        return Err(faulty(Fault::Register, expected));
    }
    one.newest.clone().ok_or_else(|| faulty(Fault::Missing, 0))
}

/// A bucket being filled.
struct Open {
    institution: String,
    first: i64,
    heads: Vec<Head>,
    digest: BucketDigest,
    /// At most, as they are written.
    bytes: u64,
}

/// Bytes that a head takes at most: each byte of the subject may be written as an escape of six.
fn bytes_of(subject: &str) -> u64 {
    (subject.len() as u64).saturating_mul(6).saturating_add(64)
}

impl Open {
    fn new(institution: String, first: i64) -> Self {
        Self { institution, first, heads: Vec::new(), digest: BucketDigest::default(), bytes: 0 }
    }

    /// Whether one more subject leaves the line readable. Names are bounded where they are written; those of before may not be.
    fn has_room(&self, subject: &str) -> bool {
        self.bytes.saturating_add(bytes_of(subject)) < LONGEST_LINE - FRAME
    }

    fn close(self, known: &HashSet<String>) -> Bucket {
        let digest = self.digest.finish();
        let heads = (!known.contains(&digest)).then_some(self.heads);
        Bucket { digest, first: self.first, heads, institution: self.institution }
    }
}

/// A file that is hashed as it is written.
struct Hashed {
    file: BufWriter<File>,
    hash: Sha256,
}

impl Hashed {
    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        if text.len() as u64 > LONGEST_LINE {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the name of a trail is too long for an anchor"));
        }
        self.hash.update(&text);
        self.file.write_all(&text)
    }
}

fn path_of(place: &Place, number: i64, at: Millis) -> io::Result<PathBuf> {
    match place {
        Place::File(path) => Ok(path.clone()),
        Place::Folder(folder) => {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            Ok(folder.join(format!("anchor-{number:05}-{}.jsonl", at.in_china().format("%Y%m%d%H%M%S"))))
        }
    }
}

/// The file before it has its name; dropped before, it is removed.
struct Part {
    part: PathBuf,
    wanted: PathBuf,
}

impl Part {
    fn new(wanted: &Path) -> io::Result<Self> {
        let name = wanted.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidFilename))?;
        let part = wanted.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), uuid::Uuid::now_v7().simple()));
        Ok(Self { part, wanted: wanted.to_owned() })
    }

    fn open(&self) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.part)
    }

    fn settle(self) -> Result<(), TrailError> {
        // A second name fails where there is a file of that name, which renaming does not.
        match fs::hard_link(&self.part, &self.wanted) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(TrailError::Exists(self.wanted.clone())),
            Err(_) => fs::rename(&self.part, &self.wanted)?,
        }
        let folder = self.wanted.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(File::open(folder)?.sync_all()?)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.part);
    }
}
