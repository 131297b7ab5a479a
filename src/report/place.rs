//! Where a report's file is: beside its place and for nobody else to read while it is written, then renamed; never over another one
//! unless that was asked for.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::{ReportError, Target};
use crate::domain::time::Millis;
use crate::store::records::ReportRequest;

/// A file that has its name only once all is written. Dropped before, it is removed.
#[derive(Debug)]
pub(super) struct Place {
    written: Option<PathBuf>,
    wanted: PathBuf,
    force: bool,
}

impl Place {
    /// Opens a new file beside its place, or standard output.
    pub(super) fn open(
        target: &Target,
        request: &ReportRequest,
        at: Millis,
    ) -> Result<(Self, Box<dyn Write + Send>), ReportError> {
        let (wanted, force) = match target {
            Target::Output => {
                let nowhere = Self { written: None, wanted: PathBuf::new(), force: false };
                return Ok((nowhere, Box::new(io::stdout())));
            }
            Target::File { path, force } => (path.clone(), *force),
            Target::Folder(folder) => {
                DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
                (folder.join(name(request, at)), false)
            }
        };
        let file_name = wanted.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let written = wanted.with_file_name(format!(".{file_name}.{}.part", tail(&request.report)));
        let file: File = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&written)?;
        Ok((Self { written: Some(written), wanted, force }, Box::new(file)))
    }

    /// The folder it is in.
    pub(super) fn folder(&self) -> &Path {
        match self.wanted.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }

    /// Sees to it that what was written is on the disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.written.as_ref().map_or(Ok(()), |written| File::open(written)?.sync_all())
    }

    /// Gives the file its name; where it is then.
    pub(super) fn settle(mut self) -> Result<Option<PathBuf>, ReportError> {
        let Some(written) = self.written.clone() else { return Ok(None) };
        if self.force {
            fs::rename(&written, &self.wanted)?;
            self.written = None;
        } else {
            // A second name fails where there is a file of that name, which renaming does not.
            match fs::hard_link(&written, &self.wanted) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    return Err(ReportError::Exists(self.wanted.clone()));
                }
                // Not every file system has second names.
                Err(_) if !self.wanted.exists() => {
                    fs::rename(&written, &self.wanted)?;
                    self.written = None;
                }
                Err(error) => return Err(error.into()),
            }
        }
        File::open(self.folder())?.sync_all()?;
        Ok(Some(self.wanted.clone()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(written) = &self.written {
            let _ = fs::remove_file(written);
        }
    }
}

/// The random end of a UUID.
fn tail(report: &str) -> &str {
    report.rsplit('-').next().unwrap_or(report)
}

/// `daily-20201124-20201124-093012-1f2e.csv`: the report, its days, the moment in China, and something of its id.
fn name(request: &ReportRequest, at: Millis) -> String {
    let mut name = request.name.code().to_owned();
    for day in [request.days.from, request.days.to].into_iter().flatten() {
        name.push_str(&day.format("-%Y%m%d").to_string());
    }
    let own: String = tail(&request.report).chars().take(4).collect();
    format!("{name}-{}-{own}.{}", at.in_china().format("%Y%m%d%H%M%S"), request.format.code())
}
