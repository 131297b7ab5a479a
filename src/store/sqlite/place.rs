//! Where the file lies: made on first use, readable by its owner only, and never on a network share, where WAL loses data.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::sqlite::SqliteConnectOptions;

use crate::store::{Result, StoreError};

/// The path that a `sqlite:` URL names.
pub(in crate::store) fn path_of(url: &str) -> Result<PathBuf> {
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(StoreError::Unusable("a desk in memory would forget everything; name a file".to_owned()));
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|error| StoreError::Unusable(error.to_string()))?;
    let path = options.get_filename().to_path_buf();
    if path.as_os_str().is_empty() || path.is_dir() {
        return Err(StoreError::Unusable(format!("{url} names no file")));
    }
    Ok(path)
}

/// The file beside the database on which writers take turns.
pub(super) fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// Makes the folder and the empty files, if they are not there.
pub(super) fn prepare(database: &Path) -> Result<()> {
    let unusable = |error: std::io::Error| StoreError::Unusable(format!("{}: {error}", database.display()));
    let folder = match database.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(unusable)?;
    }
    if let Some(kind) = network_share(folder).map_err(unusable)? {
        return Err(StoreError::Unusable(format!(
            "{} is on a network share ({kind}), where SQLite loses data; use PostgreSQL for many seats",
            database.display()
        )));
    }
    for file in [database, &lock_path(database)] {
        OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(file).map_err(unusable)?;
    }
    Ok(())
}

/// What kind of network share a folder is on, if it is on one.
#[cfg(target_os = "linux")]
fn network_share(folder: &Path) -> std::io::Result<Option<&'static str>> {
    /// The kernel's numbers of file systems (`linux/magic.h` and the modules' own).
    const SHARES: [(u32, &str); 9] = [
        (0x6969, "NFS"),
        (0x517B, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB2"),
        (0x0102_1997, "9p"),
        (0x00C3_6400, "Ceph"),
        (0x5346_414F, "AFS"),
        (0x7375_7245, "Coda"),
        (0x0BD0_0BD0, "Lustre"),
    ];
    const FUSE: u32 = 0x6573_5546;
    let kind = rustix::fs::statfs(folder)?.f_type;
    // The kernel's numbers are 32 bits wide; some of them arrive with their sign extended.
    let kind = u32::try_from(kind & 0xFFFF_FFFF).unwrap_or_default();
    if kind == FUSE {
        return remote_fuse(folder);
    }
    Ok(SHARES.iter().find(|(number, _)| *number == kind).map(|(_, name)| *name))
}

/// FUSE carries local file systems too: the mount table says which it is.
#[cfg(target_os = "linux")]
fn remote_fuse(folder: &Path) -> std::io::Result<Option<&'static str>> {
    const REMOTE: [&str; 8] = ["sshfs", "s3fs", "rclone", "glusterfs", "davfs", "curlftpfs", "smbnetfs", "gvfsd-fuse"];
    let folder = folder.canonicalize()?;
    let mounts = std::fs::read_to_string("/proc/self/mounts")?;
    let mut nearest: (usize, Option<&'static str>) = (0, None);
    for line in mounts.lines() {
        let mut words = line.split(' ').skip(1);
        let (Some(point), Some(kind)) = (words.next(), words.next()) else { continue };
        let point = Path::new(point);
        let depth = point.components().count();
        if folder.starts_with(point) && depth >= nearest.0 {
            nearest = (depth, REMOTE.iter().find(|name| kind.ends_with(**name)).copied());
        }
    }
    Ok(nearest.1)
}

#[cfg(not(target_os = "linux"))]
fn network_share(_folder: &Path) -> std::io::Result<Option<&'static str>> {
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_a_file() {
        assert_eq!(path_of("sqlite:desk.db").unwrap(), PathBuf::from("desk.db"));
        assert_eq!(path_of("sqlite:///var/lib/校对台/desk.db").unwrap(), PathBuf::from("/var/lib/校对台/desk.db"));
        assert!(matches!(path_of("sqlite::memory:"), Err(StoreError::Unusable(_))));
        assert!(matches!(path_of("sqlite:"), Err(StoreError::Unusable(_))));
        assert!(matches!(path_of("sqlite:/"), Err(StoreError::Unusable(_))));
    }

    #[test]
    fn the_process_table_is_no_network_share() {
        assert_eq!(network_share(Path::new("/proc")).unwrap(), None);
    }
}
