//! The folder of the portal's files. Whatever a path says, nothing outside of it is opened: the kernel is asked to resolve each
//! path beneath the folder, links included, so there is no moment between a check and an opening.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Component, Path};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions, OpenOptionsExt};

/// Longest path of an attachment, in bytes (Linux's own limit).
pub const MAX_PATH_BYTES: usize = 4096;

/// An opened folder.
#[derive(Debug)]
pub struct Folder(Dir);

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    /// Absolute, or leading out of the folder by `..` or by a link (`attachment.path`).
    #[error("leads out of the folder")]
    Outside,
    /// Not there, or not a plain file: a folder, a pipe, a device (`attachment.missing_file`).
    #[error("no such file")]
    Missing,
    /// The machine failed, not the file.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Folder {
    /// Opens the folder itself.
    ///
    /// # Errors
    /// It is not there or cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        Dir::open_ambient_dir(path, ambient_authority()).map(Self)
    }

    /// Opens a plain file for reading. Never waits: a pipe or a device is recognised before it is opened, and one put there in
    /// between is opened without blocking and given back.
    ///
    /// # Errors
    /// [`OpenFault`].
    pub fn open_file(&self, path: &str) -> Result<File, OpenFault> {
        let relative = Path::new(path);
        if path.is_empty() || path.len() > MAX_PATH_BYTES || path.contains('\0') {
            return Err(OpenFault::Missing);
        }
        if relative.components().any(|part| matches!(part, Component::RootDir | Component::Prefix(_))) {
            return Err(OpenFault::Outside);
        }
        if !self.0.metadata(relative).map_err(fault)?.is_file() {
            return Err(OpenFault::Missing);
        }
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        let mut options = OpenOptions::new();
        options.read(true).custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
        let file = self.0.open_with(relative, &options).map_err(fault)?.into_std();
        if !file.metadata()?.is_file() {
            return Err(OpenFault::Missing);
        }
        Ok(file)
    }
}

/// cap-std reports an escape as a refused permission without a number of the system's; a real refusal has one.
fn fault(error: io::Error) -> OpenFault {
    match (error.kind(), error.raw_os_error()) {
        (ErrorKind::PermissionDenied, None) => OpenFault::Outside,
        (
            ErrorKind::NotFound
            | ErrorKind::PermissionDenied
            | ErrorKind::NotADirectory
            | ErrorKind::IsADirectory
            | ErrorKind::InvalidFilename
            | ErrorKind::InvalidInput,
            _,
        ) => OpenFault::Missing,
        // ELOOP and ENXIO have no stable kind of their own.
        (_, Some(number))
            if [rustix::io::Errno::LOOP, rustix::io::Errno::NXIO].iter().any(|errno| errno.raw_os_error() == number) =>
        {
            OpenFault::Missing
        }
        _ => OpenFault::Io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::unix::fs::symlink;

    fn folder() -> (tempfile::TempDir, Folder) {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("feed/2020")).unwrap();
        std::fs::write(root.path().join("feed/2020/毕业证.jpg"), "内").unwrap();
        std::fs::write(root.path().join("secret"), "外").unwrap();
        let folder = Folder::open(&root.path().join("feed")).unwrap();
        (root, folder)
    }

    #[test]
    fn files_within_are_opened_links_within_too() {
        let (root, folder) = folder();
        symlink("2020/毕业证.jpg", root.path().join("feed/link.jpg")).unwrap();
        for path in ["2020/毕业证.jpg", "link.jpg", "./2020/../2020/毕业证.jpg"] {
            let mut text = String::new();
            folder.open_file(path).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "内", "{path}");
        }
    }

    #[test]
    fn nothing_leads_out() {
        let (root, folder) = folder();
        symlink("../secret", root.path().join("feed/out.jpg")).unwrap();
        symlink(root.path().join("secret"), root.path().join("feed/absolute.jpg")).unwrap();
        symlink("..", root.path().join("feed/up")).unwrap();
        let absolute = root.path().join("secret");
        for path in
            ["../secret", "2020/../../secret", "out.jpg", "absolute.jpg", "up/secret", absolute.to_str().unwrap(), "/etc/passwd"]
        {
            assert!(matches!(folder.open_file(path), Err(OpenFault::Outside)), "{path}");
        }
    }

    #[test]
    fn what_is_no_plain_file_is_not_there() {
        let (root, folder) = folder();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            root.path().join("feed/pipe.jpg"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        symlink("loop.jpg", root.path().join("feed/loop.jpg")).unwrap();
        let long = "a".repeat(300);
        for path in ["none.jpg", "2020", "pipe.jpg", "loop.jpg", "2020/毕业证.jpg/x", "", "a\0b", &long] {
            assert!(matches!(folder.open_file(path), Err(OpenFault::Missing)), "{path:?}");
        }
    }
}
