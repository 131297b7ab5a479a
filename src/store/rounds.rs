//! What a resubmission does to an item's files (G8.4).

use super::records::StoredAttachment;
use crate::domain::order::KeptAttachment;

/// The change from the current files of an item to a new list: which rows the new round supersedes, and which files of the new list
/// come in with it (with their place in the list). A file of the same kind and content as a current one keeps its row.
pub(crate) fn replace<'old, 'new>(
    current: &'old [StoredAttachment],
    list: &'new [KeptAttachment],
) -> (Vec<&'old StoredAttachment>, Vec<(u32, &'new KeptAttachment)>) {
    let mut left: Vec<&StoredAttachment> = current.iter().filter(|file| file.superseded_by.is_none()).collect();
    let mut new = Vec::new();
    for (position, file) in (0_u32..).zip(list) {
        match left.iter().position(|old| old.file.kind == file.kind && old.file.sha256 == file.sha256) {
            Some(kept) => {
                left.remove(kept);
            }
            None => new.push((position, file)),
        }
    }
    (left, new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attachment::AttachmentKind;

    fn file(kind: AttachmentKind, content: char) -> KeptAttachment {
        KeptAttachment {
            kind,
            file_name: format!("{content}.jpg"),
            sha256: content.to_string().repeat(64),
            bytes: 1,
            width: 200,
            height: 200,
            format: "jpeg".to_owned(),
            facts: None,
        }
    }

    fn stored(position: u32, kind: AttachmentKind, content: char) -> StoredAttachment {
        StoredAttachment { item: 1, round: 1, position, file: file(kind, content), superseded_by: None }
    }

    #[test]
    fn an_unchanged_file_keeps_its_row() {
        use AttachmentKind::{Diploma, IdCard, Other};
        let current = [stored(0, Diploma, 'a'), stored(1, IdCard, 'b'), stored(2, IdCard, 'b')];
        let list = [file(Diploma, 'c'), file(IdCard, 'b'), file(Other, 'b')];
        let (gone, new) = replace(&current, &list);
        assert_eq!(gone.iter().map(|file| file.position).collect::<Vec<_>>(), vec![0, 2]);
        assert_eq!(new.iter().map(|(position, file)| (*position, file.kind)).collect::<Vec<_>>(), vec![(0, Diploma), (2, Other)]);
    }
}
