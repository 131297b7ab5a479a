//! Making a backup.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::files::{self, Copier};
use super::manifest::{ANCHOR, ATTACHMENTS, FORMAT, LIST, MANIFEST, Manifest, Part, database_name};
use super::{BackupError, Watch, at, server};
use crate::domain::time::Millis;
use crate::store::{self, Store};
use crate::trail::anchor::Anchor;
use crate::trail::{self, Place};

/// Attachments asked for at a time.
const PAGE: u32 = 2_000;
/// What keeps a second backup out of the folder.
const LOCK: &str = ".lock";

/// What is to be copied.
#[derive(Debug)]
pub struct Source<'a> {
    /// The database.
    pub store: &'a dyn Store,
    /// Its URL.
    pub url: &'a str,
    /// The folder of the attachments.
    pub attachments: &'a Path,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where.
    pub path: PathBuf,
    /// What is in it.
    pub manifest: Manifest,
    /// SHA-256 of its anchor, to be written down elsewhere.
    pub anchor: String,
    /// Attachments.
    pub attachments: u64,
}

/// Makes a backup in this folder. Attachments that are missing or damaged do not keep everything else from being saved: the manifest
/// names them. `by` is who made it.
///
/// # Errors
/// [`BackupError::Busy`], [`BackupError::Tool`]; or the database or the disk fails. Nothing is left then that looks like a backup.
pub async fn make(
    source: &Source<'_>,
    folder: &Path,
    (by, now): (&str, Millis),
    watch: &mut dyn Watch,
) -> Result<Made, BackupError> {
    let kept = folder.join(ATTACHMENTS);
    files::folder(&kept)?;
    let _alone = alone(folder)?;
    sweep(folder)?;
    sweep(&kept)?;
    let name = format!("{}-{:03}", now.in_china().format("%Y%m%d-%H%M%S"), now.0.rem_euclid(1000));
    let part = folder.join(format!(".{name}.part"));
    files::folder(&part)?;
    let made = fill(source, &part, &kept, (by, now), watch).await;
    let (manifest, attachments) = match made {
        Ok(made) => made,
        Err(error) => {
            // Best effort: the next backup sweeps what is left.
            let _ = fs::remove_dir_all(&part);
            return Err(error);
        }
    };
    let path = folder.join(name);
    fs::rename(&part, &path).map_err(at(&path))?;
    files::sync(folder)?;
    Ok(Made { anchor: manifest.anchor.sha256.clone(), path, manifest, attachments })
}

/// Copies all attachments into another keep, where those that are there already are left alone; what is lacking.
///
/// # Errors
/// The database or the disk fails; what was copied stays.
pub async fn copy_attachments(source: &Source<'_>, to: &Path, watch: &mut dyn Watch) -> Result<Vec<String>, BackupError> {
    files::folder(to)?;
    let list = to.join(format!(".list-{}.part", uuid::Uuid::now_v7().simple()));
    let copied = attachments(source, &list, to, watch).await;
    // Best effort: nobody reads it.
    let _ = fs::remove_file(&list);
    Ok(copied?.1)
}

/// Only one at a time, so that what is unfinished is nobody's.
fn alone(folder: &Path) -> Result<File, BackupError> {
    let path = folder.join(LOCK);
    let file = File::options().read(true).append(true).create(true).open(&path).map_err(at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(BackupError::Busy(folder.to_owned())),
        Err(fs::TryLockError::Error(error)) => Err(at(&path)(error)),
    }
}

/// Removes what a backup left behind that was killed.
fn sweep(folder: &Path) -> Result<(), BackupError> {
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let entry = entry.map_err(at(folder))?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") && name.as_encoded_bytes().ends_with(b".part") {
            let path = entry.path();
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(at(&path))?;
        }
    }
    Ok(())
}

async fn fill(
    source: &Source<'_>,
    part: &Path,
    kept: &Path,
    (by, now): (&str, Millis),
    watch: &mut dyn Watch,
) -> Result<(Manifest, u64), BackupError> {
    let anchor = part.join(ANCHOR);
    trail::take(source.store, &Place::File(anchor.clone()), (by, now), None, watch).await?;
    // Restoring reads it again: a backup whose anchor cannot be read is none, and whoever makes it is to know tonight.
    let _own = Anchor::read(&anchor)?;
    let engine = if source.url.starts_with("sqlite:") { "sqlite" } else { "postgres" };
    let database = part.join(database_name(engine));
    match engine {
        "sqlite" => source.store.snapshot(&database).await?,
        _ => server::dump(&store::server_of(source.url).await?, &database)?,
    }
    files::sync(&database)?;
    let list = part.join(LIST);
    let (attachments, lacking) = attachments(source, &list, kept, watch).await?;
    let of = |path: &Path| -> Result<Part, BackupError> { files::part(path).map_err(at(path)) };
    let manifest = Manifest {
        anchor: of(&anchor)?,
        at: now,
        attachments: of(&list)?,
        database: of(&database)?,
        engine: engine.to_owned(),
        format: FORMAT.to_owned(),
        lacking,
        program: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let path = part.join(MANIFEST);
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| at(&path)(error.into()))?;
    let mut file = files::create(&path)?;
    file.write_all(&text).and_then(|()| file.sync_all()).map_err(at(&path))?;
    files::sync(part)?;
    Ok((manifest, attachments))
}

/// Copies what is not there yet; how many there are, and what is lacking.
async fn attachments(
    source: &Source<'_>,
    list: &Path,
    kept: &Path,
    watch: &mut dyn Watch,
) -> Result<(u64, Vec<String>), BackupError> {
    let mut listed: Vec<(String, i64)> = Vec::new();
    let (mut total, mut lacking) = (0_u64, Vec::new());
    // Once to know how many, once to copy: neither holds more than a page.
    let mut after = String::new();
    loop {
        let page = source.store.attachment_page(&after, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        after.clone_from(last);
        total = total.saturating_add(page.len() as u64);
    }
    let mut out = BufWriter::new(files::create(list)?);
    let mut copier = Copier::new(source.attachments, kept);
    let (mut done, mut after) = (0_u64, String::new());
    loop {
        listed.clear();
        listed.extend(source.store.attachment_page(&after, PAGE).await?);
        let Some((last, _)) = listed.last() else { break };
        after.clone_from(last);
        for (sha256, bytes) in &listed {
            writeln!(out, "{sha256} {bytes}").map_err(at(list))?;
            if !copier.copy(sha256, u64::try_from(*bytes).unwrap_or_default())? {
                lacking.push(sha256.clone());
            }
            done = done.saturating_add(1);
            watch.files(done, total.max(done));
        }
    }
    copier.settle()?;
    let file = out.into_inner().map_err(|error| at(list)(error.into_error()))?;
    file.sync_all().map_err(at(list))?;
    Ok((done, lacking))
}
