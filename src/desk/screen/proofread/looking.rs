//! What commands do to the scan in front, and which pictures are wanted because of it.

use ratatui::layout::Rect;

use super::{Layer, Proofread, layout, scan};
use crate::desk::app::common::{Ask, Common};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Slot, Tone};
use crate::desk::input::command::Command;
use crate::desk::ui::picture::Aim;
use crate::domain::look::Looked;
use crate::store::records::StoredAttachment;

/// Where `o` opens a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Opens {
    /// On the whole screen: no other program is set.
    #[default]
    Here,
    /// In a program of the user's own.
    Outside,
    /// One is set, but this session runs over ssh and reaches no display.
    NoDisplay,
}

impl Proofread {
    /// The attachment in the scan's pane.
    pub(super) fn shown_attachment(&self) -> Option<&StoredAttachment> {
        self.item().and_then(|item| scan::listed(item).get(self.scan.index).copied())
    }

    /// How an attachment is looked at.
    pub(super) fn look_at(&self, file: &StoredAttachment) -> scan::Look {
        self.scan.look(&file.file.sha256, &self.file.turns)
    }

    /// A command on the scan in front.
    pub(super) fn look(&mut self, command: Command, common: &mut Common) -> Vec<Ask> {
        let Some(item) = self.file.items.get(self.item) else { return Vec::new() };
        match command {
            Command::NextCrop => {
                let field = super::work::fields(item).get(self.field).copied();
                let _ = self.scan.next_crop(item, field, &self.file.turns);
                return Vec::new();
            }
            Command::SwitchRound => {
                let _ = self.scan.switch_round(item, &self.file.turns);
                return Vec::new();
            }
            Command::Beside => {
                self.scan.alone = !self.scan.alone;
                return Vec::new();
            }
            _ => {}
        }
        let list = scan::listed(item);
        let Some(file) = list.get(self.scan.index) else { return Vec::new() };
        if command == Command::ZoomFit {
            self.scan.try_again(&file.file.sha256);
        }
        let (Some(area), Some(drawing)) = (self.areas(common).scan, common.drawing()) else { return Vec::new() };
        let cells = self.scan.own_cells(item, file, layout::inside(area));
        if !self.scan.change(command, file, cells, drawing, &self.file.turns) {
            return Vec::new();
        }
        if !matches!(command, Command::RotateLeft | Command::RotateRight) {
            return Vec::new();
        }
        // Whoever looks at it next finds it the right way up.
        let turns = self.scan.look(&file.file.sha256, &self.file.turns).turns;
        vec![Ask::Do(Effect::KeepTurn {
            ticket: common.ticket(Slot::Write),
            institution: self.file.institution.clone(),
            order_no: self.file.order_no.clone(),
            sha256: file.file.sha256.clone(),
            turns,
        })]
    }

    /// `o`: in a program of the user's own where one is set, else on the whole screen.
    pub(super) fn enlarge(&mut self, common: &mut Common) -> Vec<Ask> {
        if self.whole || common.opens == Opens::Here {
            self.whole = !self.whole;
            return Vec::new();
        }
        if common.opens == Opens::NoDisplay {
            self.whole = true;
            return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.viewer_no_display()))];
        }
        let Some(sha256) = self.shown_attachment().map(|file| file.file.sha256.clone()) else { return Vec::new() };
        let ticket = common.ticket(Slot::Viewer);
        let said = Ask::Say(Notice::new(Tone::Plain, common.lang.viewer_opening()));
        vec![Ask::Do(Effect::View { ticket, sha256 }), said, self.looked(Looked::External, None)]
    }

    /// Why a command on the scan cannot run; `None` where it can, or is none.
    pub(super) fn why_not_looking(&self, command: Command, common: &Common) -> Option<String> {
        let lang = common.lang;
        let file = || self.shown_attachment();
        match command {
            Command::NextAttachment | Command::PreviousAttachment | Command::Enlarge | Command::FullScreen
                if file().is_none() =>
            {
                Some(lang.no_attachment().to_owned())
            }
            Command::ZoomIn
            | Command::ZoomOut
            | Command::ZoomFit
            | Command::FitWidth
            | Command::NextCrop
            | Command::RotateLeft
            | Command::RotateRight
                if common.drawing().is_none() =>
            {
                Some(lang.pictures_off().to_owned())
            }
            Command::SwitchRound if !self.has_counterpart() => Some(lang.no_other_round().to_owned()),
            Command::Beside if !self.item().is_some_and(scan::has_pair) => Some(lang.no_held_photo().to_owned()),
            _ => None,
        }
    }

    fn has_counterpart(&self) -> bool {
        let (Some(item), Some(file)) = (self.item(), self.shown_attachment()) else { return false };
        scan::counterpart(item, file).is_some()
    }

    /// After every message: the picture now wanted, if it is neither shown nor under way; else, once, what may be wanted next.
    pub fn wanted_picture(&mut self, common: &mut Common) -> Option<Effect> {
        let drawing = common.drawing()?;
        if self.layer != Layer::Panes {
            return None;
        }
        let cells = layout::inside(self.areas(common).scan?);
        let item = self.file.items.get(self.item)?;
        let file = scan::listed(item).get(self.scan.index).copied().filter(|file| !self.scan.is_unreadable(&file.file.sha256))?;
        if cells.0 < 4 || cells.1 < 2 {
            return None;
        }
        let request = self.scan.request(item, file, cells, drawing, &self.file.turns);
        if self.scan.asked.as_ref() != Some(&request) {
            self.scan.asked = Some(request.clone());
            return Some(Effect::Picture { ticket: common.ticket(Slot::Picture), request });
        }
        let arrived = self.scan.shown.as_ref().is_some_and(|shown| shown.request == request);
        if !arrived || self.scan.ahead == Some(item.item) {
            return None;
        }
        self.scan.ahead = Some(item.item);
        let files = self.neighbours(&request.sight.sha256);
        Some(Effect::Prefetch { institution: self.file.institution.clone(), order_no: self.file.order_no.clone(), files })
    }

    /// The other current files of this order, those of the item in front first.
    fn neighbours(&self, shown: &str) -> Vec<String> {
        let (before, from) = self.file.items.split_at_checked(self.item).unwrap_or((&[], &[]));
        let mut files: Vec<String> = Vec::new();
        for file in from.iter().chain(before).flat_map(scan::listed).filter(|file| file.superseded_by.is_none()) {
            if file.file.sha256 != shown && !files.contains(&file.file.sha256) {
                files.push(file.file.sha256.clone());
            }
        }
        files
    }

    /// Where on the screen the picture stands that is shown now, and how large it is.
    pub(super) fn picture_place(&self, inside: Rect) -> Option<Rect> {
        let file = self.shown_attachment()?;
        let picture = self.scan.shown.as_ref().filter(|picture| picture.request.sight.sha256 == file.file.sha256)?;
        let (width, height) = picture.size();
        // One drawn for another pane may not fit; it gives way to the words until the next one comes.
        (width <= inside.width && height <= inside.height).then(|| Rect {
            x: inside.x + (inside.width - width) / 2,
            y: inside.y + (inside.height - height) / 2,
            width,
            height,
        })
    }

    /// The part of the screen that the terminal itself has drawn a picture on: nothing else wipes it off.
    pub fn painted(&self, common: &Common) -> Option<Rect> {
        if matches!(self.layer, Layer::Note(_)) {
            return None;
        }
        let area = self.areas(common).scan?;
        let (width, height) = layout::inside(area);
        let graphics = self.scan.shown.as_ref().is_some_and(|picture| picture.request.drawing.means.is_graphics());
        self.picture_place(Rect { x: area.x + 1, y: area.y + 1, width, height })
            .filter(|_| graphics && common.drawing().is_some())
    }

    /// How the scan is looked at, in words: crop or magnification, turn, means.
    pub(super) fn look_words(&self, file: &StoredAttachment, common: &Common) -> Vec<String> {
        let lang = common.lang;
        let look = self.look_at(file);
        let mut words = Vec::new();
        match look.aim {
            Aim::Crop(crop) => words.push(lang.crop(crop).to_owned()),
            Aim::At(at) if at.zoom != 100 => words.push(self.magnification(file, at.zoom, common)),
            Aim::At(_) => {}
        }
        if look.turns != 0 {
            words.push(lang.turned(u16::from(look.turns) * 90));
        }
        if let Some(drawing) = common.drawing() {
            words.push(drawing.means.label(lang).to_owned());
        }
        words
    }

    /// `300%` of "the whole fits", or `1:1` where every pixel has a point of its own.
    fn magnification(&self, file: &StoredAttachment, zoom: u16, common: &Common) -> String {
        let points = || {
            let area = self.areas(common).scan?;
            let (item, drawing) = (self.item()?, common.drawing()?);
            let cells = self.scan.own_cells(item, file, layout::inside(area));
            let (width, height) = (file.file.width, file.file.height);
            let pixels = if self.look_at(file).turns.is_multiple_of(2) { (width, height) } else { (height, width) };
            Some(crate::desk::ui::picture::At::one_to_one(pixels, cells, drawing))
        };
        if points() == Some(zoom) { "1:1".to_owned() } else { format!("{zoom}%") }
    }
}
