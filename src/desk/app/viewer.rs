//! Opening a scan in a program of the user's own: a copy is decoded and written anew, so that the program gets a picture and nothing
//! else that may have been in the file, into a folder that only its owner may enter and that goes with the desk.

use std::ffi::OsString;
use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::evidence::picture::decode;

/// What stands for the file in the command line.
const FILE: &str = "{file}";
/// Quality of the copy: what is seen must not be of our making.
const QUALITY: u8 = 97;

/// The user's own program.
#[derive(Debug)]
pub struct Viewer {
    /// The command line in its parts; empty where none is set.
    command: Vec<String>,
    copies: Arc<Mutex<Copies>>,
}

/// The folder of the copies, made with the first one.
#[derive(Debug, Default)]
struct Copies {
    folder: Option<PathBuf>,
    written: u32,
}

impl Drop for Copies {
    fn drop(&mut self) {
        self.remove();
    }
}

impl Copies {
    fn remove(&mut self) {
        if let Some(folder) = self.folder.take()
            && let Err(error) = std::fs::remove_dir_all(&folder)
        {
            tracing::warn!(%error, "copies for the viewer not removed");
        }
    }

    /// The place of the next copy, in a folder of mode 0700.
    fn next(&mut self, extension: &str) -> io::Result<PathBuf> {
        let folder = match &self.folder {
            Some(folder) => folder.clone(),
            None => {
                // The session's own folder, where there is one: it does not outlive the session.
                let parent = std::env::var_os("XDG_RUNTIME_DIR")
                    .map(PathBuf::from)
                    .filter(|folder| folder.is_absolute() && folder.is_dir())
                    .unwrap_or_else(std::env::temp_dir);
                let folder = parent.join(format!("jiaodui-{}", uuid::Uuid::now_v7().simple()));
                DirBuilder::new().mode(0o700).create(&folder)?;
                self.folder = Some(folder.clone());
                folder
            }
        };
        self.written += 1;
        Ok(folder.join(format!("scan-{}.{extension}", self.written)))
    }
}

impl Viewer {
    /// The program of this command line, `{file}` standing for the picture; where it stands nowhere, it comes last.
    #[must_use]
    pub fn new(command: &str) -> Self {
        Self { command: split(command), copies: Arc::default() }
    }

    /// Whether a program is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !self.command.is_empty()
    }

    /// Opens a picture and does not wait for the program to end.
    ///
    /// # Errors
    /// Why not, in the system's words.
    pub async fn open(&self, bytes: bytes::Bytes) -> Result<(), String> {
        let (command, copies) = (self.command.clone(), Arc::clone(&self.copies));
        let done = tokio::task::spawn_blocking(move || {
            let (copy, extension) = rewritten(&bytes)?;
            let path =
                copies.lock().unwrap_or_else(PoisonError::into_inner).next(extension).map_err(|error| error.to_string())?;
            write(&path, &copy).map_err(|error| error.to_string())?;
            start(&command, &path).map_err(|error| error.to_string())
        });
        done.await.map_err(|error| error.to_string())?
    }

    /// Removes the copies.
    pub fn remove(&self) {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).remove();
    }
}

/// The picture written anew in its own format, and that format's extension.
fn rewritten(bytes: &[u8]) -> Result<(Vec<u8>, &'static str), String> {
    let pixels = decode(bytes).map_err(|error| error.to_string())?;
    let (width, height) = pixels.dimensions();
    let mut copy = Vec::new();
    if bytes.starts_with(b"\x89PNG") {
        PngEncoder::new_with_quality(&mut copy, CompressionType::Fast, FilterType::Adaptive)
            .write_image(pixels.as_raw(), width, height, ExtendedColorType::Rgb8)
            .map_err(|error| error.to_string())?;
        return Ok((copy, "png"));
    }
    jpeg(&mut copy, &pixels)?;
    Ok((copy, "jpg"))
}

fn jpeg(copy: &mut Vec<u8>, pixels: &RgbImage) -> Result<(), String> {
    let side = |side: u32| u16::try_from(side).map_err(|error| error.to_string());
    let (width, height) = (side(pixels.width())?, side(pixels.height())?);
    let mut encoder = Encoder::new(copy, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    encoder.encode(pixels.as_raw(), width, height, ColorType::Rgb).map_err(|error| error.to_string())
}

/// Writes a new file of mode 0600.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?.write_all(bytes)
}

/// Starts the program in a process group of its own, with nothing of the terminal.
fn start(command: &[String], path: &Path) -> io::Result<()> {
    let Some((program, arguments)) = command.split_first() else {
        return Err(io::Error::from(io::ErrorKind::NotFound));
    };
    let named = arguments.iter().any(|argument| argument.contains(FILE));
    let place = path.to_string_lossy();
    let arguments = arguments.iter().map(|argument| OsString::from(argument.replace(FILE, &place)));
    let mut child = Command::new(program)
        .args(arguments)
        .args((!named).then_some(path))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    // Someone has to take note of its end, and it is not the desk: that may be gone by then.
    std::thread::spawn(move || child.wait());
    Ok(())
}

/// A command line in its parts, by blanks; quotation marks keep a part together. No shell has a part in it.
fn split(line: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part: Option<String> = None;
    let mut quote = None;
    for one in line.chars() {
        match (quote, one) {
            (Some(mark), one) if one == mark => quote = None,
            (None, '"' | '\'') => {
                quote = Some(one);
                let _ = part.get_or_insert_default();
            }
            (None, one) if one.is_whitespace() => parts.extend(part.take()),
            (_, one) => part.get_or_insert_default().push(one),
        }
    }
    parts.extend(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, Instant};

    fn picture() -> Vec<u8> {
        let mut bytes = Vec::new();
        jpeg(&mut bytes, &RgbImage::from_pixel(64, 48, image::Rgb([200, 30, 30]))).unwrap();
        bytes
    }

    #[test]
    fn a_command_line_is_split_without_a_shell() {
        for (line, expected) in [
            ("", vec![]),
            ("  feh   {file} ", vec!["feh", "{file}"]),
            ("\"/opt/my viewer/run\" --title='a b' {file}", vec!["/opt/my viewer/run", "--title=a b", "{file}"]),
            ("feh ''", vec!["feh", ""]),
            ("feh $(id); rm", vec!["feh", "$(id);", "rm"]),
        ] {
            assert_eq!(split(line), expected, "{line}");
        }
    }

    #[test]
    fn the_copy_is_a_new_picture_without_what_else_was_in_the_file() {
        let mut bytes = picture();
        bytes.extend_from_slice(b"<script>and more behind the end</script>");
        let (copy, extension) = rewritten(&bytes).unwrap();
        assert_eq!(extension, "jpg");
        assert!(!copy.windows(8).any(|window| window == b"<script>"));
        assert_eq!(decode(&copy).unwrap().dimensions(), (64, 48));
        assert!(rewritten(b"#!/bin/sh").is_err());
    }

    #[tokio::test]
    async fn the_copy_is_its_owners_alone_and_goes_with_the_desk() {
        let dir = tempfile::tempdir().unwrap();
        let seen = dir.path().join("seen");
        let viewer = Viewer::new(&format!("cp {{file}} '{}'", seen.display()));
        assert!(viewer.is_set() && !Viewer::new(" ").is_set());
        viewer.open(bytes::Bytes::from(picture())).await.unwrap();
        let folder = viewer.copies.lock().unwrap().folder.clone().unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join("scan-1.jpg"))), (0o700, 0o600));
        let deadline = Instant::now() + Duration::from_secs(10);
        while !seen.exists() && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(seen.exists(), "the program ran");
        viewer.remove();
        assert!(!folder.exists());
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_said_to_be_none() {
        let viewer = Viewer::new("/nowhere/to/be/found {file}");
        assert!(viewer.open(bytes::Bytes::from(picture())).await.is_err());
        let folder = viewer.copies.lock().unwrap().folder.clone().unwrap();
        drop(viewer);
        assert!(!folder.exists(), "nor does its copy stay");
    }
}
