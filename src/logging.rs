//! The log: JSON lines in a file of the state directory, never on the terminal, never with an ID number in it.
//!
//! `JIAODUI_LOG` sets what is logged (`info` by default).

use std::fs::{self, DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;

use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

/// Starts logging into `dir/jiaodui.log`; the guard flushes on drop. `None` where the folder cannot be written: a desk without a
/// log still works.
#[must_use]
pub fn start(dir: &Path) -> Option<WorkerGuard> {
    // What a later day's file is made with is the umask's business: a folder of our own lets nobody else in.
    DirBuilder::new().recursive(true).mode(0o700).create(dir).ok()?;
    let appender = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("jiaodui")
        .filename_suffix("log")
        .max_log_files(14)
        .build(dir)
        .ok()?;
    keep_to_ourselves(dir);
    let (writer, guard) = tracing_appender::non_blocking(appender);
    let filter = EnvFilter::try_from_env("JIAODUI_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(writer).try_init().ok()?;
    Some(guard)
}

/// Nobody else reads the logs that are there, wherever the folder is. Files of others stay as they are.
fn keep_to_ourselves(dir: &Path) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("jiaodui.") && name.ends_with(".log") && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = fs::set_permissions(entry.path(), Permissions::from_mode(0o600));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_else_reads_a_log() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("state");
        fs::create_dir(&dir).unwrap();
        for name in ["jiaodui.2020-10-16.log", "notes.txt"] {
            fs::write(dir.join(name), "x").unwrap();
            fs::set_permissions(dir.join(name), Permissions::from_mode(0o644)).unwrap();
        }
        let _guard = start(&dir);
        let mode = |name: &str| fs::metadata(dir.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("jiaodui.2020-10-16.log"), mode("notes.txt")), (0o600, 0o644));
        let _guard = start(&home.path().join("new"));
        assert_eq!(fs::metadata(home.path().join("new")).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
