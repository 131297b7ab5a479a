//! The log: JSON lines in a file of the state directory, never on the terminal, never with an ID number in it.
//!
//! `JIAODUI_LOG` sets what is logged (`info` by default).

use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

/// Starts logging into `dir/jiaodui.log`; the guard flushes on drop. `None` where the folder cannot be written: a desk without a
/// log still works.
#[must_use]
pub fn start(dir: &Path) -> Option<WorkerGuard> {
    std::fs::create_dir_all(dir).ok()?;
    let appender = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("jiaodui")
        .filename_suffix("log")
        .max_log_files(14)
        .build(dir)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(appender);
    let filter = EnvFilter::try_from_env("JIAODUI_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(writer).try_init().ok()?;
    Some(guard)
}
