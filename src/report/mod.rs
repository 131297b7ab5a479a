//! Reports (see `docs/reports.md`): rows are read page by page, written as they come, and what leaves is written down before and after.
//!
//! No file is ever there unrecorded: the audit trail says that a report is begun before its first row is read, and what the file's
//! hash is before the file gets its name. Memory stays the same however many rows there are.

mod csv_file;
mod feed;
mod place;
mod standard;
mod value;
mod xlsx_file;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::domain::calendar::Calendar;
use crate::domain::reason::Catalogue;
use crate::domain::report::{ReportFormat, ReportName};
use crate::domain::staff::Actor;
use crate::domain::time::Millis;
use crate::store::records::{ReportEnd, ReportRequest};
use crate::store::{Store, StoreError};
use crate::text::Lang;
use csv_file::{CsvFile, Hashing};
use feed::Feed;
use place::Place;
use value::Row;
use xlsx_file::XlsxFile;

/// Rows read at a time.
const PAGE: u32 = 2_000;

/// What reports are made with.
#[derive(Debug, Clone)]
pub struct Knowledge {
    /// Language of the headings and words.
    pub lang: Lang,
    /// Which days are worked.
    pub calendar: Arc<Calendar>,
    /// The reasons in force.
    pub catalogue: Arc<Catalogue>,
}

/// Where a report goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Standard output; text only.
    Output,
    /// This file; one that is there is replaced only where `force` says so.
    File {
        /// Its path.
        path: PathBuf,
        /// Whether to replace.
        force: bool,
    },
    /// A file in this folder, which is made if need be, under a name of its own.
    Folder(PathBuf),
}

/// What goes on while a report is made.
pub trait Watch: Send + Sync {
    /// So many rows are written.
    fn rows(&self, rows: u64);
    /// Set from outside once it is to stop.
    fn stop(&self) -> &Arc<AtomicBool>;
}

/// A report that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it is; `None` for standard output.
    pub path: Option<PathBuf>,
    /// Its rows, the headings not counted.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// Why a report was not made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Writing the file.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// There is such a file.
    #[error("{} exists", .0.display())]
    Exists(PathBuf),
    /// A workbook cannot be written to standard output.
    #[error("a workbook needs a file")]
    NeedsFile,
    /// Whoever asked for it wants it no longer.
    #[error("cancelled")]
    Cancelled,
}

impl ReportError {
    /// The stable code for JSON, scripts and the trail.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Io(_) => "report.io",
            Self::Exists(_) => "report.exists",
            Self::NeedsFile => "report.needs_file",
            Self::Cancelled => "report.cancelled",
        }
    }
}

/// What was written, before it has its name.
#[derive(Debug)]
struct Written {
    rows: u64,
    bytes: u64,
    sha256: String,
}

/// A file being written, row by row.
trait Sink: Send {
    /// Takes rows.
    fn rows(&mut self, rows: Vec<Row>) -> Result<(), ReportError>;
    /// Writes what is left.
    fn finish(self: Box<Self>) -> Result<Written, ReportError>;
}

/// Makes a report.
///
/// # Errors
/// [`ReportError`]; what there was of the file is removed, and the trail says why as far as the store still answers.
pub async fn make(
    store: &dyn Store,
    actor: &Actor,
    request: &ReportRequest,
    knowledge: &Knowledge,
    target: Target,
    watch: &dyn Watch,
) -> Result<Made, ReportError> {
    if target == Target::Output && request.format == ReportFormat::Xlsx {
        return Err(ReportError::NeedsFile);
    }
    if let Target::File { path, force: false } = &target
        && path.exists()
    {
        return Err(ReportError::Exists(path.clone()));
    }
    let started = store.begin_report(actor, request).await?;
    let mut rows = 0;
    let written = write(store, request, knowledge, &target, started, watch, &mut rows).await;
    let (place, written) = match written {
        Ok(written) => written,
        Err(error) => {
            let end = ReportEnd::Failed { rows, code: error.code().to_owned() };
            if let Err(unsaid) = store.end_report(actor, &request.institution, &request.report, &end).await {
                tracing::warn!(code = unsaid.code(), "a report's failure could not be written down");
            }
            return Err(error);
        }
    };
    let end = ReportEnd::Made { rows: written.rows, bytes: written.bytes, sha256: written.sha256.clone() };
    match store.end_report(actor, &request.institution, &request.report, &end).await {
        Err(StoreError::Unknown(_)) if is_recorded(store, request).await? => {}
        ended => ended?,
    }
    Ok(Made { path: place.settle()?, rows: written.rows, bytes: written.bytes, sha256: written.sha256 })
}

/// Whether the trail has the report's end.
async fn is_recorded(store: &dyn Store, request: &ReportRequest) -> Result<bool, StoreError> {
    let trail = store.audit(&request.institution, &format!("report:{}", request.report), 1).await?;
    Ok(!trail.is_empty())
}

async fn write(
    store: &dyn Store,
    request: &ReportRequest,
    knowledge: &Knowledge,
    target: &Target,
    started: Millis,
    watch: &dyn Watch,
    written: &mut u64,
) -> Result<(Place, Written), ReportError> {
    let mut feed = Feed::open(store, request, started).await?;
    let (place, file) = Place::open(target, request, started)?;
    let file = Hashing::new(file, Arc::clone(watch.stop()));
    let title = knowledge.lang.report_title(request.name);
    let mut sink: Box<dyn Sink> = match request.format {
        ReportFormat::Csv => Box::new(CsvFile::begin(file, feed.columns(), knowledge.lang)?),
        ReportFormat::Xlsx => Box::new(XlsxFile::begin(file, place.folder(), title, feed.columns(), knowledge.lang)?),
    };
    while let Some(rows) = feed.next(store, request, knowledge).await? {
        if is_stopped(watch) {
            return Err(ReportError::Cancelled);
        }
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        sink = blocking(move || {
            sink.rows(rows)?;
            Ok(sink)
        })
        .await?;
        *written = written.saturating_add(count);
        watch.rows(*written);
    }
    let done = blocking(move || sink.finish()).await;
    if is_stopped(watch) {
        return Err(ReportError::Cancelled);
    }
    place.sync()?;
    Ok((place, done?))
}

fn is_stopped(watch: &dyn Watch) -> bool {
    watch.stop().load(Ordering::Relaxed)
}

/// Writing is not for the threads that answer keys.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, ReportError> + Send + 'static) -> Result<T, ReportError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ReportError::Io(std::io::Error::other(error)))?
}

/// All reports with what they are, for lists of them.
pub fn list(lang: Lang) -> impl Iterator<Item = (ReportName, &'static str, &'static str)> {
    ReportName::ALL.iter().map(move |name| (*name, lang.report_title(*name), lang.report_help(*name)))
}
