//! The files an item names: how they are written in the feed, and how many of which kind there must be.

use super::fields::{Fields, Notes, Text};
use super::refusal::{Invalid, Why};
use crate::domain::attachment::AttachmentKind;
use crate::domain::order::{Identity, IdentityMethod, KeptAttachment, Service};

/// Longest path of a file, in characters.
const MAX_PATH_CHARS: usize = 1000;

/// One file that an item names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRef {
    /// Where in the line it is named.
    pub at: String,
    /// What it is said to show.
    pub kind: Option<AttachmentKind>,
    /// Its path beneath the folder of files.
    pub file: Option<String>,
    /// The hash it is said to have, in lower case.
    pub digest: Option<String>,
}

/// The files of one item, in the applicant's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileList {
    /// Where in the line the list is.
    pub at: String,
    /// The files.
    pub files: Vec<FileRef>,
    /// Whether it is known of each file what it is said to show; where not, nothing can be said to be missing.
    pub kinds_known: bool,
}

/// Reads `attachments` of an item.
pub fn read(notes: &mut Notes, item: &mut Fields<'_>) -> FileList {
    let at = item.at("attachments");
    let before = notes.refusals.len();
    let objects = item.optional_objects(notes, "attachments");
    let mut kinds_known = objects.is_some() && notes.refusals.len() == before;
    let mut files = Vec::new();
    for mut file in objects.unwrap_or_default() {
        let kind = file.code(notes, "kind", AttachmentKind::from_code);
        kinds_known &= kind.is_some();
        let path = file.text(notes, "file", Text::exact(MAX_PATH_CHARS));
        let digest = file.optional_text(notes, "sha256", Text::line(64)).flatten().and_then(|text| {
            let digest = text.to_ascii_lowercase();
            let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !is_digest {
                notes.refuse(file.at("sha256"), Why::Invalid(Invalid::Digest));
            }
            is_digest.then_some(digest)
        });
        files.push(FileRef { at: file.path().to_owned(), kind, file: path, digest });
        file.finish(notes);
    }
    FileList { at, files, kinds_known }
}

/// How many of which kind there must be (G4.3–G4.5).
pub fn check_counts(notes: &mut Notes, list: &FileList, service: Service) {
    for kind in AttachmentKind::ALL.iter().copied() {
        let (fewest, most) = kind.count(service);
        let given = list.files.iter().filter(|file| file.kind == Some(kind)).count();
        if given < fewest && list.kinds_known {
            notes.refuse(&list.at, Why::MissingKind(kind));
        }
        if given > most {
            notes.refuse(&list.at, Why::Count { kind, most });
        }
    }
}

/// Whether the holder of an item verified offline is shown holding the document, in a photo within the limits of G7.3.
#[must_use]
pub fn has_photo_if_needed(identity: Identity, files: &[Option<KeptAttachment>]) -> bool {
    let limits = AttachmentKind::HeldIdPhoto.limits();
    identity.method != IdentityMethod::Offline
        || files.iter().flatten().any(|file| {
            file.kind == AttachmentKind::HeldIdPhoto
                && file.bytes <= limits.max_bytes
                && file.width.min(file.height) >= limits.min_side
        })
}
