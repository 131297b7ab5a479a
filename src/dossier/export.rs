//! Taking a dossier out: it is written beside its place, written down in the audit trail, and only then put into its place, where nothing
//! was. Whatever fails on the way leaves nothing behind.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::content::{Dossier, dossier};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::{Actor, Permission};
use crate::evidence::keep::{Keep, KeepError};
use crate::store::blind::hides_first_look;
use crate::store::records::NewExport;
use crate::store::{Store, StoreError};

/// Longest file of an order that is taken along, in bytes: far more than the intake lets in.
const MOST_FILE: u64 = 256 * 1024 * 1024;
/// How often a dossier is made again because its order went on meanwhile.
const TRIES: usize = 3;

/// What is to be in it, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Personal numbers whole.
    pub full: bool,
    /// The files themselves.
    pub attachments: bool,
    /// Why; needed for either.
    pub reason: String,
}

/// Where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A new ZIP file of this name.
    Zip(PathBuf),
    /// A new folder of this name.
    Folder(PathBuf),
    /// A new ZIP file in this folder, which is made if need be, under a name of our own making.
    Within(PathBuf),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Where it is.
    pub path: PathBuf,
    /// SHA-256 of its manifest.
    pub sha256: String,
    /// The audit row that tells of it.
    pub seq: i64,
}

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file of the order could not be fetched.
    #[error(transparent)]
    Attachment(#[from] KeepError),
    /// Writing.
    #[error("{0}: {1}")]
    Io(PathBuf, io::Error),
    /// There is something in its place, which is not touched.
    #[error("exists already: {0}")]
    Exists(PathBuf),
    /// There is no such order in this institution.
    #[error("no such order")]
    NoSuchOrder,
    /// What the first decider found is not told to whoever may look a second time (G2.2).
    #[error("a proposal waits for a second look")]
    Blind,
    /// Its trail is too long for one.
    #[error("the trail is too long")]
    TooLong,
    /// The order went on each time before the dossier was ready.
    #[error("the order went on meanwhile")]
    Busy,
}

impl ExportError {
    /// The stable code for JSON and logs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Attachment(error) => error.code(),
            Self::Io(..) => "dossier.io",
            Self::Exists(_) => "dossier.exists",
            Self::NoSuchOrder => "dossier.no_such_order",
            Self::Blind => "dossier.blind",
            Self::TooLong => "dossier.too_long",
            Self::Busy => "dossier.busy",
        }
    }
}

/// Takes the dossier of an order out. `readme` is the part that says how to read it.
///
/// # Errors
/// [`ExportError`]; nothing was handed out then.
pub async fn export(
    store: &dyn Store,
    keep: &Keep,
    (actor, readme): (&Actor, &str),
    (institution, order_no): (&str, &OrderNo),
    wanted: &Wanted,
    place: &Place,
) -> Result<Exported, ExportError> {
    if !actor.role.may(Permission::Export) {
        return Err(StoreError::Refused(format!("{} may not {}", actor.login, Permission::Export.code())).into());
    }
    for _ in 0..TRIES {
        let found = if actor.belongs_to(institution) { store.timeline(institution, order_no).await? } else { None };
        let Some(mut timeline) = found else { return Err(ExportError::NoSuchOrder) };
        if hides_first_look(store, actor, &timeline.file).await? {
            return Err(ExportError::Blind);
        }
        if timeline.trail_cut {
            return Err(ExportError::TooLong);
        }
        if !actor.role.may(Permission::Supervise) {
            timeline.hide_looks();
        }
        let dossier = dossier(&timeline, readme, &actor.login, (wanted.full, wanted.attachments, &wanted.reason));
        let mut draft = Draft::begin(place, order_no, timeline.file.audit_seq.saturating_add(1))?;
        draft.write(keep, &dossier).await?;
        let export = NewExport {
            institution: institution.to_owned(),
            order_no: order_no.clone(),
            audit_seq: timeline.file.audit_seq,
            full: wanted.full,
            attachments: wanted.attachments,
            reason: wanted.reason.clone(),
            sha256: dossier.sha256.clone(),
        };
        if let Some(seq) = store.record_export(actor, &export).await? {
            return Ok(Exported { path: draft.finish()?, sha256: dossier.sha256, seq });
        }
    }
    Err(ExportError::Busy)
}

/// A dossier being written beside its place; removed unless finished.
struct Draft {
    path: PathBuf,
    beside: PathBuf,
    is_folder: bool,
    is_done: bool,
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_done {
            let removed = if self.is_folder { std::fs::remove_dir_all(&self.beside) } else { std::fs::remove_file(&self.beside) };
            if let Err(error) = removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
            {
                tracing::warn!(%error, "an unfinished dossier stays behind");
            }
        }
    }
}

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> ExportError + use<> {
    let path = path.to_owned();
    |error| ExportError::Io(path, error)
}

impl Draft {
    fn begin(place: &Place, order_no: &OrderNo, seq: i64) -> Result<Self, ExportError> {
        let (path, is_folder) = match place {
            Place::Zip(path) => (path.clone(), false),
            Place::Folder(path) => (path.clone(), true),
            Place::Within(folder) => {
                DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io_at(folder))?;
                // By the row of the trail that will tell of it: none comes twice.
                (folder.join(format!("{order_no}-{seq}.zip")), false)
            }
        };
        if path.symlink_metadata().is_ok() {
            return Err(ExportError::Exists(path));
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let beside = path.with_file_name(format!(".{name}.{}.part", uuid::Uuid::now_v7().simple()));
        Ok(Self { path, beside, is_folder, is_done: false })
    }

    async fn write(&mut self, keep: &Keep, dossier: &Dossier) -> Result<(), ExportError> {
        let at = self.beside.clone();
        let mut writer = Writer::begin(&at, self.is_folder).map_err(io_at(&at))?;
        let mut parts: Vec<(String, Bytes)> = Vec::new();
        for (name, bytes) in &dossier.parts {
            parts.push(((*name).to_owned(), Bytes::copy_from_slice(bytes)));
        }
        writer = writer.put(parts).await.map_err(io_at(&at))?;
        for (name, sha256) in &dossier.files {
            // One at a time: an order may have many of them.
            let content = keep.get(sha256, MOST_FILE).await?;
            writer = writer.put(vec![(name.clone(), content)]).await.map_err(io_at(&at))?;
        }
        tokio::task::spawn_blocking(move || writer.finish())
            .await
            .map_err(io::Error::other)
            .and_then(|done| done)
            .map_err(io_at(&at))
    }

    /// Puts it into its place, where nothing is.
    fn finish(mut self) -> Result<PathBuf, ExportError> {
        let exists = |path: &Path| ExportError::Exists(path.to_owned());
        if self.is_folder {
            if self.path.symlink_metadata().is_ok() {
                return Err(exists(&self.path));
            }
            std::fs::rename(&self.beside, &self.path).map_err(io_at(&self.path))?;
            self.is_done = true;
        } else {
            // A link never replaces what is there; renaming would.
            match std::fs::hard_link(&self.beside, &self.path) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(exists(&self.path)),
                // A stick without links.
                Err(_) if self.path.symlink_metadata().is_err() => {
                    std::fs::rename(&self.beside, &self.path).map_err(io_at(&self.path))?;
                    self.is_done = true;
                }
                Err(_) => return Err(exists(&self.path)),
            }
        }
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty())
            && let Ok(folder) = File::open(folder)
        {
            // What a power cut would take is the name only; the database has its row.
            let _ = folder.sync_all();
        }
        Ok(self.path.clone())
    }
}

/// Writes the parts, each file closed to others.
enum Writer {
    Zip(Box<ZipWriter<File>>),
    Folder(PathBuf),
}

impl Writer {
    fn begin(at: &Path, is_folder: bool) -> io::Result<Self> {
        if is_folder {
            DirBuilder::new().mode(0o700).create(at)?;
            return Ok(Self::Folder(at.to_owned()));
        }
        let file = OpenOptions::new().write(true).read(true).create_new(true).mode(0o600).open(at)?;
        Ok(Self::Zip(Box::new(ZipWriter::new(file))))
    }

    async fn put(self, parts: Vec<(String, Bytes)>) -> io::Result<Self> {
        let written = tokio::task::spawn_blocking(move || {
            let mut writer = self;
            for (name, content) in parts {
                writer.part(&name, &content)?;
            }
            Ok(writer)
        });
        written.await.map_err(io::Error::other)?
    }

    fn part(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        match self {
            // As they are: a scan does not get any smaller, and what is stored plainly can be read plainly in a hundred years.
            Self::Zip(writer) => {
                let options = SimpleFileOptions::DEFAULT.compression_method(CompressionMethod::Stored).unix_permissions(0o600);
                writer.start_file(name, options).map_err(io::Error::other)?;
                writer.write_all(content)
            }
            Self::Folder(folder) => {
                let path = folder.join(name);
                if let Some(parent) = path.parent().filter(|parent| *parent != folder.as_path()) {
                    DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
                }
                let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
                file.write_all(content)?;
                file.sync_all()
            }
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Zip(writer) => writer.finish().map_err(io::Error::other)?.sync_all(),
            Self::Folder(_) => Ok(()),
        }
    }
}
