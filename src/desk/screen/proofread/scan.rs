//! The scan's pane: which attachment is shown and how it is looked at. Pictures are drawn elsewhere; here is only what is wanted.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::desk::input::command::Command;
use crate::desk::ui::means::Drawing;
use crate::desk::ui::picture::{Aim, At, MIDDLE, Picture, PictureRequest, Sight, View};
use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::Field;
use crate::domain::crop::{Crop, crops, of_field, usual};
use crate::store::records::{ItemFile, StoredAttachment};

/// Fewest columns in which two pictures stand beside each other.
const TWO: u16 = 40;

/// How one attachment is looked at; kept while the order is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Clockwise quarter turns.
    pub(crate) turns: u8,
    /// What of it.
    pub(crate) aim: Aim,
}

/// The state of the pane.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Which of the item's attachments, in the order of [`listed`].
    pub(crate) index: usize,
    looks: BTreeMap<String, Look>,
    /// Whether moving to a field shows the crop it is read from. Looking for oneself ends that, until a crop is asked for.
    pub(crate) follows: bool,
    /// Whether the photo of offline verification is kept from standing beside the card.
    pub(crate) alone: bool,
    /// The newest picture that came.
    pub(crate) shown: Option<Arc<Picture>>,
    /// What was asked for last.
    pub(crate) asked: Option<PictureRequest>,
    /// Content that cannot be shown.
    pub(crate) unreadable: Vec<String>,
    /// The item whose neighbours have been asked for ahead.
    pub(crate) ahead: Option<u32>,
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

/// Which of the listed files an attachment replaced, or was replaced by: of the same kind, in the same place among its kind.
pub(crate) fn counterpart(item: &ItemFile, file: &StoredAttachment) -> Option<usize> {
    let place = |one: &StoredAttachment| {
        item.attachments
            .iter()
            .filter(|other| other.kind() == one.kind() && other.round == one.round && other.position < one.position)
            .count()
    };
    let list = listed(item);
    let others = || list.iter().enumerate().filter(|(_, one)| one.kind() == file.kind());
    let found = match file.superseded_by {
        None => {
            // Listed newest first.
            let replaced = || others().filter(|(_, one)| one.superseded_by.is_some());
            let newest = replaced().map(|(_, one)| one.round).next()?;
            let of_round = || replaced().filter(move |(_, one)| one.round == newest);
            of_round().find(|(_, one)| place(one) == place(file)).or_else(|| of_round().next())
        }
        Some(_) => {
            let current = || others().filter(|(_, one)| one.superseded_by.is_none());
            current().find(|(_, one)| place(one) == place(file)).or_else(|| current().next())
        }
    };
    found.map(|(index, _)| index)
}

/// Whether a file is the second one of its kind, which for a card is its back.
fn is_second(item: &ItemFile, file: &StoredAttachment) -> bool {
    item.attachments
        .iter()
        .any(|other| other.kind() == file.kind() && other.superseded_by == file.superseded_by && other.position < file.position)
}

/// The file that stands beside the one shown: the photo of offline verification (G7.3) beside the card, the card beside the photo.
fn partner<'a>(item: &'a ItemFile, file: &StoredAttachment) -> Option<&'a StoredAttachment> {
    let wanted = match file.kind() {
        AttachmentKind::HeldIdPhoto => AttachmentKind::IdCard,
        AttachmentKind::IdCard if !is_second(item, file) => AttachmentKind::HeldIdPhoto,
        _ => return None,
    };
    listed(item).into_iter().find(|one| one.kind() == wanted && one.superseded_by.is_none())
}

impl Scan {
    /// How an attachment is looked at. `kept`: how it was turned by whoever looked at it before.
    pub(crate) fn look(&self, sha256: &str, kept: &BTreeMap<String, u8>) -> Look {
        let turns = || kept.get(sha256).copied().unwrap_or(0) % 4;
        self.looks.get(sha256).copied().unwrap_or_else(|| Look { turns: turns(), aim: Aim::At(At::WHOLE) })
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

    /// Shows where a field is read from on the attachment in front.
    pub(crate) fn show_field(&mut self, item: &ItemFile, field: Field, kept: &BTreeMap<String, u8>) {
        let list = listed(item);
        if let Some(file) = list.get(self.index).filter(|file| self.follows && !is_second(item, file))
            && let Some(crop) = of_field(file.kind(), field)
        {
            self.aim(file, Aim::Crop(crop), kept);
        }
    }

    fn aim(&mut self, file: &StoredAttachment, aim: Aim, kept: &BTreeMap<String, u8>) {
        let look = self.look(&file.file.sha256, kept);
        self.looks.insert(file.file.sha256.clone(), Look { aim, ..look });
    }

    /// Shows the next named crop: the one of the field in front first, where one has been looking for oneself.
    pub(crate) fn next_crop(&mut self, item: &ItemFile, field: Option<Field>, kept: &BTreeMap<String, u8>) -> Option<Crop> {
        let list = listed(item);
        let file = list.get(self.index)?;
        let all = crops(file.kind(), is_second(item, file));
        let now = match self.look(&file.file.sha256, kept).aim {
            Aim::Crop(crop) => all.iter().position(|one| *one == crop),
            Aim::At(_) => None,
        };
        let of_field = field.and_then(|field| of_field(file.kind(), field)).filter(|crop| now.is_none() && all.contains(crop));
        let next = of_field.or_else(|| all.get(now.map_or(0, |now| (now + 1) % all.len())).copied())?;
        self.follows = true;
        self.aim(file, Aim::Crop(next), kept);
        Some(next)
    }

    /// Turns to the attachment that this one replaced, or was replaced by, and looks at the same place of it.
    pub(crate) fn switch_round(&mut self, item: &ItemFile, kept: &BTreeMap<String, u8>) -> bool {
        let list = listed(item);
        let Some(file) = list.get(self.index) else { return false };
        let Some((index, other)) = counterpart(item, file).and_then(|index| Some((index, list.get(index)?))) else {
            return false;
        };
        let look = self.look(&file.file.sha256, kept);
        self.aim(other, look.aim, kept);
        self.index = index;
        true
    }

    /// Where in the picture one looks now: as the last drawn picture found it, or as is usual until there is one.
    fn at(&self, file: &StoredAttachment, look: Look, cells: (u16, u16), drawing: Drawing) -> At {
        match look.aim {
            Aim::At(at) => at,
            Aim::Crop(crop) => {
                let sight = sight(file, look, cells);
                let drawn = self.shown.as_ref().filter(|shown| shown.request.sight == sight && shown.request.drawing == drawing);
                let pixels = turned(file, look.turns);
                drawn.map_or_else(
                    || At::seeing(usual(file.kind(), crop, pixels.1 > pixels.0), pixels, cells, drawing.proportions()),
                    |shown| shown.at,
                )
            }
        }
    }

    /// Turns, zooms or pans what is shown; `false` where nothing changes. `cells` is the size of its part of the pane.
    pub(crate) fn change(
        &mut self,
        command: Command,
        file: &StoredAttachment,
        cells: (u16, u16),
        drawing: Drawing,
        kept: &BTreeMap<String, u8>,
    ) -> bool {
        let before = self.look(&file.file.sha256, kept);
        let mut look = before;
        let pixels = turned(file, look.turns);
        let mut at = self.at(file, before, cells, drawing);
        let one_to_one = At::one_to_one(pixels, cells, drawing);
        match command {
            Command::ZoomIn => at.zoom = At::step(at.zoom, true, one_to_one),
            Command::ZoomOut => at.zoom = At::step(at.zoom, false, one_to_one),
            Command::ZoomFit => at = At::WHOLE,
            Command::FitWidth => {
                // From the top, for whoever reads downwards; where one has been looking already, there.
                let top = if before.aim == Aim::At(At::WHOLE) { 0 } else { at.centre.1 };
                at = At { zoom: At::fit_width(pixels, cells, drawing.proportions()), centre: (MIDDLE, top) };
            }
            // What was in the middle stays there while the picture turns about it.
            Command::RotateLeft => {
                look.turns = (look.turns + 3) % 4;
                at.centre = (at.centre.1, 10_000 - at.centre.0);
            }
            Command::RotateRight => {
                look.turns = (look.turns + 1) % 4;
                at.centre = (10_000 - at.centre.1, at.centre.0);
            }
            Command::PanLeft | Command::PanRight | Command::PanUp | Command::PanDown => {}
            _ => return false,
        }
        let seen = at.share(turned(file, look.turns), cells, drawing.proportions());
        let step = |share: u16| share / 3;
        // From where it really is: at an edge the centre asked for lies further out.
        at.centre = (inside(at.centre.0, seen.0), inside(at.centre.1, seen.1));
        match command {
            Command::PanLeft => at.centre.0 = at.centre.0.saturating_sub(step(seen.0)),
            Command::PanRight => at.centre.0 = at.centre.0.saturating_add(step(seen.0)),
            Command::PanUp => at.centre.1 = at.centre.1.saturating_sub(step(seen.1)),
            Command::PanDown => at.centre.1 = at.centre.1.saturating_add(step(seen.1)),
            _ => {}
        }
        at.centre = (inside(at.centre.0, seen.0), inside(at.centre.1, seen.1));
        let turns = matches!(command, Command::RotateLeft | Command::RotateRight);
        // A crop is looked for anew on the turned picture.
        look.aim = if turns && matches!(before.aim, Aim::Crop(_)) { before.aim } else { Aim::At(at) };
        if !turns {
            self.follows = false;
        }
        if look == before {
            return false;
        }
        self.looks.insert(file.file.sha256.clone(), look);
        true
    }

    /// What is to be drawn of an attachment in a pane of this size.
    pub(crate) fn request(
        &self,
        item: &ItemFile,
        file: &StoredAttachment,
        cells: (u16, u16),
        drawing: Drawing,
        kept: &BTreeMap<String, u8>,
    ) -> PictureRequest {
        let look = |file: &StoredAttachment| self.look(&file.file.sha256, kept);
        match self.partner(item, file, cells) {
            Some(other) => {
                let (left, right) = halves(cells);
                PictureRequest { sight: sight(file, look(file), left), beside: Some(sight(other, look(other), right)), drawing }
            }
            None => PictureRequest { sight: sight(file, look(file), cells), beside: None, drawing },
        }
    }

    /// The file beside the one shown, where there is one and room for both.
    pub(crate) fn partner<'a>(
        &self,
        item: &'a ItemFile,
        file: &StoredAttachment,
        cells: (u16, u16),
    ) -> Option<&'a StoredAttachment> {
        partner(item, file).filter(|other| !self.alone && cells.0 >= TWO && !self.is_unreadable(&other.file.sha256))
    }

    /// Columns and rows that the attachment in front has of a pane.
    pub(crate) fn own_cells(&self, item: &ItemFile, file: &StoredAttachment, cells: (u16, u16)) -> (u16, u16) {
        if self.partner(item, file, cells).is_some() { halves(cells).0 } else { cells }
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

/// Whether an item has a photo that may stand beside a card.
pub(crate) fn has_pair(item: &ItemFile) -> bool {
    let has = |kind| item.attachments.iter().any(|one| one.kind() == kind && one.superseded_by.is_none());
    has(AttachmentKind::HeldIdPhoto) && has(AttachmentKind::IdCard)
}

fn sight(file: &StoredAttachment, look: Look, cells: (u16, u16)) -> Sight {
    Sight { sha256: file.file.sha256.clone(), kind: file.kind(), view: View { turns: look.turns, aim: look.aim, cells } }
}

/// A pane for two, a column between them.
const fn halves(cells: (u16, u16)) -> ((u16, u16), (u16, u16)) {
    let left = cells.0.saturating_sub(1) / 2;
    ((left, cells.1), (cells.0.saturating_sub(1) - left, cells.1))
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
