//! The scan's pane: which attachment is shown and how it is looked at. Pictures are drawn elsewhere; here is only what is wanted.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::desk::input::command::Command;
use crate::desk::ui::picture::{Picture, PictureRequest, View};
use crate::domain::attachment::AttachmentKind;
use crate::store::records::{ItemFile, StoredAttachment};

/// Magnifications, in hundredths of "the whole picture fits".
const ZOOMS: [u16; 12] = [100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2000, 2400, 3200];
const MIDDLE: u16 = 5_000;

/// How one attachment is looked at; kept while the order is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Clockwise quarter turns.
    pub(crate) turns: u8,
    /// In hundredths.
    pub(crate) zoom: u16,
    /// In ten-thousandths of the turned picture.
    pub(crate) centre: (u16, u16),
}

impl Default for Look {
    fn default() -> Self {
        Self { turns: 0, zoom: 100, centre: (MIDDLE, MIDDLE) }
    }
}

/// The state of the pane.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Which of the item's attachments, in the order of [`listed`].
    pub(crate) index: usize,
    looks: BTreeMap<String, Look>,
    /// The newest picture that came.
    pub(crate) shown: Option<Arc<Picture>>,
    /// What was asked for last.
    pub(crate) asked: Option<PictureRequest>,
    /// Content that cannot be shown.
    pub(crate) unreadable: Vec<String>,
}

/// An item's attachments as they are listed: the current ones by kind and place, then those that were replaced, newest first.
pub(crate) fn listed(item: &ItemFile) -> Vec<&StoredAttachment> {
    let rank = |kind: AttachmentKind| AttachmentKind::ALL.iter().position(|one| *one == kind);
    let mut current: Vec<&StoredAttachment> = item.attachments.iter().filter(|one| one.superseded_by.is_none()).collect();
    current.sort_by_key(|one| (rank(one.kind()), one.position));
    let mut replaced: Vec<&StoredAttachment> = item.attachments.iter().filter(|one| one.superseded_by.is_some()).collect();
    replaced.sort_by_key(|one| (std::cmp::Reverse(one.round), rank(one.kind()), one.position));
    current.extend(replaced);
    current
}

impl Scan {
    /// How an attachment is looked at.
    pub(crate) fn look(&self, sha256: &str) -> Look {
        self.looks.get(sha256).copied().unwrap_or_default()
    }

    /// Shows an attachment of this kind, unless one is shown already: of this round rather than of an earlier one.
    pub(crate) fn show_kind(&mut self, item: &ItemFile, kind: AttachmentKind, round: u32) {
        let list = listed(item);
        let fits = |one: &&StoredAttachment| one.kind() == kind && one.superseded_by.is_none();
        if list.get(self.index).is_some_and(fits) {
            return;
        }
        let newest = list.iter().position(|one| fits(one) && one.round == round);
        if let Some(index) = newest.or_else(|| list.iter().position(fits)) {
            self.index = index;
        }
    }

    /// Turns, zooms or pans what is shown; `false` where nothing changes. `pixels` are those of the picture before turning.
    pub(crate) fn change(&mut self, command: Command, file: &StoredAttachment, cells: (u16, u16)) -> bool {
        let before = self.look(&file.file.sha256);
        let mut look = before;
        match command {
            Command::ZoomIn => look.zoom = ZOOMS.into_iter().find(|zoom| *zoom > look.zoom).unwrap_or(look.zoom),
            Command::ZoomOut => look.zoom = ZOOMS.into_iter().rev().find(|zoom| *zoom < look.zoom).unwrap_or(look.zoom),
            Command::ZoomFit => (look.zoom, look.centre) = (100, (MIDDLE, MIDDLE)),
            // What was in the middle stays there while the picture turns about it.
            Command::RotateLeft => {
                look.turns = (look.turns + 3) % 4;
                look.centre = (look.centre.1, 10_000 - look.centre.0);
            }
            Command::RotateRight => {
                look.turns = (look.turns + 1) % 4;
                look.centre = (10_000 - look.centre.1, look.centre.0);
            }
            Command::PanLeft | Command::PanRight | Command::PanUp | Command::PanDown => {}
            _ => return false,
        }
        let view = View { turns: look.turns, zoom: look.zoom, centre: look.centre, cells };
        let seen = view.share(turned(file, look.turns));
        let step = |share: u16| share / 3;
        match command {
            Command::PanLeft => look.centre.0 = look.centre.0.saturating_sub(step(seen.0)),
            Command::PanRight => look.centre.0 = look.centre.0.saturating_add(step(seen.0)),
            Command::PanUp => look.centre.1 = look.centre.1.saturating_sub(step(seen.1)),
            Command::PanDown => look.centre.1 = look.centre.1.saturating_add(step(seen.1)),
            _ => {}
        }
        look.centre = (inside(look.centre.0, seen.0), inside(look.centre.1, seen.1));
        if look == before {
            return false;
        }
        self.looks.insert(file.file.sha256.clone(), look);
        true
    }

    /// What is to be drawn of an attachment in a pane of this size.
    pub(crate) fn request(&self, file: &StoredAttachment, cells: (u16, u16)) -> PictureRequest {
        let look = self.look(&file.file.sha256);
        PictureRequest {
            sha256: file.file.sha256.clone(),
            view: View { turns: look.turns, zoom: look.zoom, centre: look.centre, cells },
        }
    }

    /// Asks anew for content that could not be shown: its place may only have been out of reach.
    pub(crate) fn try_again(&mut self, sha256: &str) {
        if self.is_unreadable(sha256) {
            self.unreadable.retain(|one| one != sha256);
            self.asked = None;
        }
    }

    /// Whether this content cannot be shown.
    pub(crate) fn is_unreadable(&self, sha256: &str) -> bool {
        self.unreadable.iter().any(|one| one == sha256)
    }
}

/// Pixels of the turned picture.
fn turned(file: &StoredAttachment, turns: u8) -> (u32, u32) {
    let (width, height) = (file.file.width, file.file.height);
    if turns.is_multiple_of(2) { (width, height) } else { (height, width) }
}

/// A centre moved so far in that nothing beyond the edge is looked at.
fn inside(centre: u16, share: u16) -> u16 {
    let half = share / 2;
    centre.clamp(half, 10_000 - half)
}
