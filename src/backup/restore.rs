//! Putting a backup in place. Everything is copied beside the place and looked at there; only what is whole gets its name, the
//! attachments first, the database last. A server's database is loaded where it will be, and emptied again if it is not whole.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use super::files::{self, Copier};
use super::manifest::{ANCHOR, ATTACHMENTS, LIST, Manifest};
use super::{BackupError, Watch, at, server};
use crate::store;
use crate::trail::anchor::Anchor;
use crate::trail::{self, Tally};

/// Where it goes.
#[derive(Debug)]
pub struct Target<'a> {
    /// The database: where there is nothing yet.
    pub url: &'a str,
    /// The folder of the attachments: not there, or empty.
    pub attachments: &'a Path,
    /// Anchors from elsewhere, to hold the trail against besides the backup's own.
    pub anchors: &'a [Anchor],
    /// Whether it is put in place although something is wrong with the trail or lacking.
    pub anyway: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Restored {
    /// Of the walk over the audit trail, faults against anchors included; `None` where nothing was loaded into a server because attachments
    /// are lacking.
    pub tally: Option<Tally>,
    /// Attachments that were put in place.
    pub attachments: u64,
    /// Those that the backup lacks.
    pub lacking: Vec<String>,
    /// Whether it is in place: not where something is wrong, unless that was asked for.
    pub in_place: bool,
}

/// Puts a backup in place.
///
/// # Errors
/// [`BackupError::Occupied`] where there is something already, [`BackupError::NotWhole`] for a backup that is not what its manifest
/// says, [`BackupError::OtherEngine`]; or the database or the disk fails.
pub async fn restore(backup: &Path, target: &Target<'_>, watch: &mut dyn Watch) -> Result<Restored, BackupError> {
    let manifest = Manifest::read(backup)?;
    let file = store::file_of(target.url)?;
    if file.is_some() != (manifest.engine == "sqlite") {
        return Err(BackupError::OtherEngine(backup.to_owned()));
    }
    // One and the same server from here on, also where the URL names several: what was found empty is what is filled.
    let url = if file.is_some() { target.url.to_owned() } else { store::server_of(target.url).await? };
    if !store::is_vacant(&url).await? {
        let place = file.map_or_else(|| "postgres".to_owned(), |file| file.display().to_string());
        return Err(BackupError::Occupied(place));
    }
    if !is_empty(target.attachments)? {
        return Err(BackupError::Occupied(target.attachments.display().to_string()));
    }
    manifest.check(backup)?;
    let own = Anchor::read(&backup.join(ANCHOR))?;
    let staged = Staging::beside(target.attachments)?;
    let (attachments, lacking) = attachments(backup, &staged.0, watch)?;
    let anchors: Vec<Anchor> = std::iter::once(own).chain(target.anchors.iter().cloned()).collect();
    match file {
        Some(file) => {
            let beside = Staging::beside(&file)?;
            let copy = beside.0.join("desk.db");
            let copied = files::copy(&backup.join(manifest.database_name()), &copy)?;
            if copied != manifest.database {
                return Err(BackupError::NotWhole(backup.join(manifest.database_name())));
            }
            let tally = verify(&format!("sqlite:{}", copy.display()), &anchors, watch).await?;
            let in_place = target.anyway || (tally.faults == 0 && lacking.is_empty());
            if in_place {
                settle(&staged.0, target.attachments)?;
                files::sync(&copy)?;
                // A second name fails where there is a file of that name, which renaming does not.
                fs::hard_link(&copy, &file).map_err(at(&file))?;
                files::sync(folder_of(&file))?;
            }
            Ok(Restored { tally: Some(tally), attachments, lacking, in_place })
        }
        None => {
            if !target.anyway && !lacking.is_empty() {
                return Ok(Restored { tally: None, attachments, lacking, in_place: false });
            }
            server::load(&url, &backup.join(manifest.database_name()))?;
            let walked = fill(&url, &anchors, watch).await;
            let in_place = walked.as_ref().is_ok_and(|tally| target.anyway || tally.faults == 0);
            let settled = if in_place { settle(&staged.0, target.attachments) } else { Ok(()) };
            if !in_place || settled.is_err() {
                // It was empty a moment ago. Where that fails, too, what went wrong first is the reason.
                let vacated = store::vacate(&url).await;
                if walked.is_ok() && settled.is_ok() {
                    vacated?;
                }
            }
            settled?;
            Ok(Restored { tally: Some(walked?), attachments, lacking, in_place })
        }
    }
}

/// What a database takes that was loaded from a dump, before it is looked at.
async fn fill(url: &str, anchors: &[Anchor], watch: &mut dyn Watch) -> Result<Tally, BackupError> {
    store::secure(url).await?;
    verify(url, anchors, watch).await
}

/// Opens the database, which brings it up to date, and walks over its audit trail.
async fn verify(url: &str, anchors: &[Anchor], watch: &mut dyn Watch) -> Result<Tally, BackupError> {
    let store = store::open(url).await?;
    let verified = async {
        let mut tally = trail::verify(store.as_ref(), watch).await?;
        let missed = trail::against(store.as_ref(), anchors, watch).await?;
        tally.faults = tally.faults.saturating_add(missed);
        Ok::<Tally, BackupError>(tally)
    };
    let verified = verified.await;
    store.close().await;
    verified
}

fn is_empty(folder: &Path) -> Result<bool, BackupError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(at(folder)(error)),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A folder beside a place, removed with all that is left in it.
struct Staging(PathBuf);

impl Staging {
    fn beside(place: &Path) -> Result<Self, BackupError> {
        let folder = folder_of(place).join(format!(".restore-{}.part", uuid::Uuid::now_v7().simple()));
        files::folder(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Copies what the backup's list names; how many, and what is lacking.
fn attachments(backup: &Path, into: &Path, watch: &mut dyn Watch) -> Result<(u64, Vec<String>), BackupError> {
    let list = backup.join(LIST);
    let not_whole = || BackupError::NotWhole(list.clone());
    let lines = || File::open(&list).map(|file| BufReader::new(file).lines()).map_err(at(&list));
    let total = lines()?.count() as u64;
    let kept = folder_of(backup).join(ATTACHMENTS);
    let mut copier = Copier::new(&kept, into);
    let (mut done, mut lacking) = (0_u64, Vec::new());
    for line in lines()? {
        let line = line.map_err(at(&list))?;
        let (sha256, bytes) = line.split_once(' ').ok_or_else(not_whole)?;
        if !copier.copy(sha256, bytes.parse().map_err(|_| not_whole())?)? {
            lacking.push(sha256.to_owned());
        }
        done = done.saturating_add(1);
        watch.files(done, total);
    }
    copier.settle()?;
    Ok((done.saturating_sub(lacking.len() as u64), lacking))
}

/// Gives the attachments' folder its name; an empty one in its place makes room.
fn settle(staged: &Path, wanted: &Path) -> Result<(), BackupError> {
    match fs::remove_dir(wanted) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(at(wanted)(error)),
        _ => {}
    }
    fs::rename(staged, wanted).map_err(at(wanted))?;
    files::sync(folder_of(wanted))
}
