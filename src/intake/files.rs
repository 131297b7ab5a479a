//! The files of an event, opened and judged. Blocking work for a worker thread; nothing of a file is held afterwards but its facts.

use std::collections::HashMap;
use std::io::{self, Read};

use bytes::Bytes;

use super::event::ActRead;
use crate::domain::attachment::{AttachmentKind, Limits};
use crate::evidence::folder::{Folder, OpenFault};
use crate::evidence::judge::{self, Facts, Fault, Memory};
use crate::evidence::sha256_hex;

/// Every file is judged by G4.1 and G4.2; what G7.3 asks of the photo beyond that is a rule of its own.
const LIMITS: Limits = AttachmentKind::Other.limits();

/// More files than any line that could be taken names (30 items of 85): those beyond are not opened, since the line is refused
/// for their number.
const MAX_FILES: usize = 30 * 85;

/// What became of a file that was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileJudged {
    /// In order.
    Sound(Facts),
    /// Leads out of the folder.
    Outside,
    /// Not there.
    Missing,
    /// There, but not in order.
    Faulty(Vec<Fault>),
}

/// The files of an event by where in the line they are named.
pub type FilesJudged = HashMap<String, FileJudged>;

/// Judges all files that an event names, each once however often it is named.
///
/// # Errors
/// The machine failed; the line cannot be judged.
pub fn judge_all(folder: &Folder, memory: &Memory, act: &ActRead) -> io::Result<FilesJudged> {
    let mut by_content: HashMap<(&str, Option<&str>), FileJudged> = HashMap::new();
    let mut judged = FilesJudged::new();
    for named in act.file_lists().flat_map(|list| &list.files).take(MAX_FILES) {
        let Some(file) = &named.file else {
            continue;
        };
        let key = (file.as_str(), named.digest.as_deref());
        let found = match by_content.get(&key) {
            Some(found) => found.clone(),
            None => {
                let found = judge_one(folder, memory, file, named.digest.as_deref())?;
                by_content.insert(key, found.clone());
                found
            }
        };
        judged.insert(named.at.clone(), found);
    }
    Ok(judged)
}

fn judge_one(folder: &Folder, memory: &Memory, path: &str, digest: Option<&str>) -> io::Result<FileJudged> {
    let mut file = match folder.open_file(path) {
        Ok(file) => file,
        Err(OpenFault::Outside) => return Ok(FileJudged::Outside),
        Err(OpenFault::Missing) => return Ok(FileJudged::Missing),
        Err(OpenFault::Io(error)) => return Err(error),
    };
    Ok(match judge::judge_remembering(memory, &mut file, LIMITS, digest)? {
        Ok(facts) => FileJudged::Sound(facts),
        Err(faults) => FileJudged::Faulty(faults),
    })
}

/// Reads a file again to keep it; `None` where it is no longer what was judged. Two readings, so that the files of a line need
/// not all be in memory at once.
///
/// # Errors
/// The machine failed.
pub fn read_again(folder: &Folder, path: &str, sha256: &str) -> io::Result<Option<Bytes>> {
    let file = match folder.open_file(path) {
        Ok(file) => file,
        Err(OpenFault::Outside | OpenFault::Missing) => return Ok(None),
        Err(OpenFault::Io(error)) => return Err(error),
    };
    let mut bytes = Vec::new();
    file.take(LIMITS.max_bytes + 1).read_to_end(&mut bytes)?;
    Ok((sha256_hex(&bytes) == sha256).then(|| Bytes::from(bytes)))
}
