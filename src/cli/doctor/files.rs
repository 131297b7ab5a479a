//! Checks of what lies in the file system.

use std::fs::{self, Metadata};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::database::many;
use super::{Report, Status};
use crate::cli::Error;
use crate::desk::ui::text::size;
use crate::domain::visible::visible;
use crate::evidence::keep::{Keep, place_of};
use crate::store::{self, Store};

/// Attachments whose sizes are looked at, from one anywhere on; and how many of them are read.
const SAMPLE: (u64, u64) = (20_000, 50);
/// Attachments asked for at a time.
const PAGE: u32 = 2_000;
/// Most names of what is wrong that are said.
const NAMED: usize = 5;
/// Bytes free below which work will stop soon, and below which it is time.
const SPACE: (u64, u64) = (256 << 20, 2 << 30);
/// A file being written has its last name after this long.
const STALE: Duration = Duration::from_secs(3600);

fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// Who else may read what is here.
pub(super) fn permissions(report: &mut Report<'_>, url: &str) -> Result<(), Error> {
    let lang = report.lang;
    let attachments = report.context.attachment_dir()?;
    let opened = |path: &PathBuf, to: u32| fs::metadata(path).is_ok_and(|there: Metadata| there.permissions().mode() & to != 0);
    // The file is its owner's. Attachments may be read by a group whose members sit at the desk as accounts of this machine, not changed.
    let places = [(store::file_of(url)?, 0o077), (Some(attachments), 0o027)];
    // Behind a folder that lets nobody in, a file may be as it likes.
    let open: Vec<String> = places
        .into_iter()
        .filter_map(|(path, to)| Some((path?, to)))
        .filter(|(path, to)| opened(path, *to) && opened(&folder_of(path), 0o077))
        .map(|(path, _)| path)
        .map(|path| path.display().to_string())
        .collect();
    if open.is_empty() {
        return report.fine("files.permissions", lang.doctor_permissions());
    }
    report.say("files.permissions", Status::Problem, &lang.doctor_open_to_others(&open.join(" ")), lang.doctor_permissions_todo())
}

/// Room on the disks.
pub(super) fn space(report: &mut Report<'_>, url: &str) -> Result<(), Error> {
    let lang = report.lang;
    let mut folders = vec![report.context.attachment_dir()?];
    if let Some(file) = store::file_of(url)? {
        folders.push(folder_of(&file));
    }
    for folder in folders {
        // One that is not there yet will be on the disk of the one above it.
        let Some(there) = folder.ancestors().find(|one| one.exists()) else { continue };
        let stat = match rustix::fs::statvfs(there) {
            Ok(stat) => stat,
            Err(error) => {
                report.say("files.space", Status::Warning, &format!("{}: {error}", folder.display()), "")?;
                continue;
            }
        };
        let free = stat.f_bavail.saturating_mul(stat.f_frsize);
        let status = match free {
            free if free < SPACE.0 => Status::Problem,
            free if free < SPACE.1 => Status::Warning,
            _ => Status::Fine,
        };
        let todo = if status == Status::Fine { "" } else { lang.doctor_space_todo() };
        report.say("files.space", status, &lang.doctor_space(&folder.display().to_string(), &size(free)), todo)?;
    }
    Ok(())
}

/// What was being written when somebody pulled the plug.
pub(super) fn leftovers(report: &mut Report<'_>, url: &str) -> Result<(), Error> {
    let lang = report.lang;
    let attachments = report.context.attachment_dir()?;
    let mut folders = vec![folder_of(&attachments), report.context.export_dir()?];
    folders.extend(store::file_of(url)?.map(|file| folder_of(&file)));
    // Attachments lie in folders of their own by the first two characters of their names.
    folders.extend(
        fs::read_dir(&attachments).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_dir()),
    );
    folders.push(attachments);
    folders.sort();
    folders.dedup();
    let found: Vec<String> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten())
        .filter(|entry| is_unfinished(&entry.file_name().to_string_lossy()))
        .filter(|entry| {
            let age = entry.metadata().and_then(|there| there.modified()).ok().and_then(|at| at.elapsed().ok());
            age.is_some_and(|age| age > STALE)
        })
        .map(|entry| entry.path().display().to_string())
        .collect();
    if found.is_empty() {
        return report.fine("files.leftovers", lang.doctor_no_leftovers());
    }
    report.say("files.leftovers", Status::Warning, &lang.doctor_leftovers(&named(&found)), lang.doctor_leftovers_todo())
}

/// Names that files have while they are written: our own, and those of the keep (`HASH#1`).
fn is_unfinished(name: &str) -> bool {
    let of_the_keep =
        name.split_once('#').is_some_and(|(hash, _)| hash.len() == 62 && hash.bytes().all(|one| one.is_ascii_hexdigit()));
    (name.starts_with('.') && name.ends_with(".part")) || of_the_keep
}

fn named(found: &[String]) -> String {
    let mut names = found.iter().take(NAMED).map(|name| visible(name).into_owned()).collect::<Vec<_>>().join(" ");
    if found.len() > NAMED {
        names.push_str(&format!(" … ({})", found.len()));
    }
    names
}

/// Every attachment that the database refers to, or a sample of them.
pub(super) async fn attachments(report: &mut Report<'_>, store: &dyn Store, deep: bool) -> Result<(), Error> {
    let (lang, folder) = (report.lang, report.context.attachment_dir()?);
    let (most, read) = if deep { (u64::MAX, u64::MAX) } else { SAMPLE };
    // Hashes are spread evenly: from any of them on is as good as any other sample.
    let start = if deep { String::new() } else { format!("{:02x}", uuid::Uuid::now_v7().as_bytes()[15]) };
    let mut looked = Looked::new(&folder);
    looked.walk(store, &start, None, (most, read)).await?;
    if !start.is_empty() {
        looked.walk(store, "", Some(&start), (most, read)).await?;
    }
    let (missing, damaged) = (looked.missing, looked.damaged);
    let counts = lang.doctor_attachments(&many(looked.sizes), &many(looked.hashes));
    if missing.is_empty() && damaged.is_empty() {
        return report.fine("attachments", &counts);
    }
    if !missing.is_empty() {
        report.say("attachments.missing", Status::Problem, &named(&missing), lang.doctor_attachments_todo())?;
    }
    if !damaged.is_empty() {
        report.say("attachments.damaged", Status::Problem, &named(&damaged), lang.doctor_attachments_todo())?;
    }
    Ok(())
}

struct Looked<'a> {
    folder: &'a Path,
    sizes: u64,
    hashes: u64,
    missing: Vec<String>,
    damaged: Vec<String>,
}

impl<'a> Looked<'a> {
    const fn new(folder: &'a Path) -> Self {
        Self { folder, sizes: 0, hashes: 0, missing: Vec::new(), damaged: Vec::new() }
    }

    async fn walk(&mut self, store: &dyn Store, from: &str, to: Option<&str>, (most, read): (u64, u64)) -> Result<(), Error> {
        let mut after = from.to_owned();
        while self.sizes < most {
            let page = store.attachment_page(&after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after.clone_from(last);
            for (sha256, bytes) in page {
                if to.is_some_and(|to| sha256.as_str() > to) {
                    return Ok(());
                }
                self.look(&sha256, u64::try_from(bytes).unwrap_or_default(), read).await;
            }
        }
        Ok(())
    }

    async fn look(&mut self, sha256: &str, bytes: u64, read: u64) {
        self.sizes = self.sizes.saturating_add(1);
        let there = place_of(sha256).and_then(|place| fs::metadata(self.folder.join(place)).ok());
        match there {
            None => self.missing.push(sha256.to_owned()),
            Some(there) if there.len() != bytes => self.damaged.push(sha256.to_owned()),
            Some(there) if self.hashes < read => {
                self.hashes = self.hashes.saturating_add(1);
                let kept = Keep::open(self.folder).map(|keep| async move { keep.get(sha256, there.len()).await.is_ok() });
                let is_whole = match kept {
                    Ok(kept) => kept.await,
                    Err(_) => false,
                };
                if !is_whole {
                    self.damaged.push(sha256.to_owned());
                }
            }
            Some(_) => {}
        }
    }
}
