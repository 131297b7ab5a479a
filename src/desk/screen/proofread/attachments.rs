//! The list of an item's attachments with what is known of each, and the scan's pane itself.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::contested::CONTESTED;
use super::{Layer, Pane, Proofread, scan};
use crate::desk::app::common::Common;
use crate::desk::ui::means::Why;
use crate::desk::ui::text::{pad, size, truncate, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::attachment::AttachmentKind;
use crate::store::records::StoredAttachment;
use crate::text::Lang;

/// The last part of the path the portal gave.
pub(super) fn short_name(file: &StoredAttachment) -> String {
    let path = &file.file.file_name;
    let name = path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or(path);
    visible(name).into_owned()
}

/// `2480×1754  1.4 MB  JPEG`
fn facts(file: &StoredAttachment, common: &Common) -> String {
    let times = if common.ambiguous_wide { "x" } else { "×" };
    let pixels = format!("{}{times}{}", file.file.width, file.file.height);
    let format = visible(&file.file.format).to_uppercase();
    format!("{}  {}  {}", pad(&pixels, 9), pad(&size(file.file.bytes), 7), pad(&format, 4))
}

/// 本轮, or the round in which it was replaced.
pub(super) fn round_mark(file: &StoredAttachment, round: u32, lang: Lang) -> String {
    match file.superseded_by {
        Some(CONTESTED) => lang.file_of_contested().to_owned(),
        Some(_) => lang.file_replaced().to_owned(),
        None if round > 1 && file.round == round => lang.file_new().to_owned(),
        None if round > 1 => lang.file_of_round(file.round),
        None => String::new(),
    }
}

impl Proofread {
    pub(super) fn draw_attachments(&self, frame: &mut Frame<'_>, area: Rect, title: &str, common: &Common) {
        let theme = Theme::of(common);
        let lang = common.lang;
        let focused = self.pane == Pane::Attachments;
        let block = theme.pane(title, focused);
        let inside = block.inner(area);
        frame.render_widget(block, area);
        let Some(item) = self.item() else { return };
        let files = scan::listed(item);
        if files.is_empty() {
            frame.render_widget(Line::styled(format!(" {}", lang.no_attachments()), theme.dim()), inside);
            return;
        }
        let kinds = AttachmentKind::ALL.iter().map(|kind| width(lang.attachment(*kind))).max().unwrap_or(0);
        let height = usize::from(inside.height);
        let top = (self.scan.index + 1).saturating_sub(height);
        for (row, (index, file)) in files.into_iter().enumerate().skip(top).take(height).enumerate() {
            let facts = facts(file, common);
            let mark = round_mark(file, self.file.round, lang);
            let marks = if self.file.round > 1 || self.file.contested.is_some() { 8 } else { 0 };
            let room = usize::from(inside.width).saturating_sub(2 + kinds + 1 + 2 + width(&facts) + marks);
            let selected = index == self.scan.index;
            let text = format!(
                "{}{} {}  {facts}{}",
                if selected { "> " } else { "  " },
                pad(lang.attachment(file.kind()), kinds),
                pad(&short_name(file), room),
                pad(&format!(" {mark}"), marks),
            );
            let style = match (selected && focused, file.superseded_by) {
                (true, _) => theme.selected(),
                (false, Some(_)) => theme.dim(),
                (false, None) => ratatui::style::Style::new(),
            };
            let Ok(row) = u16::try_from(row) else { break };
            frame.render_widget(
                Line::styled(truncate(&text, usize::from(inside.width)).into_owned(), style),
                Rect { y: inside.y + row, height: 1, ..inside },
            );
        }
    }

    /// The title of the scan's pane: which file, and how it is looked at.
    pub(super) fn scan_title(&self, common: &Common) -> String {
        let lang = common.lang;
        let (Some(item), Some(file)) = (self.item(), self.shown_attachment()) else {
            return lang.no_attachments().to_owned();
        };
        let squeezed: Vec<String> =
            facts(file, common).split("  ").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
        let mut title = format!(
            "{} {}/{}  {}",
            lang.attachment(file.kind()),
            self.scan.index + 1,
            item.attachments.len(),
            squeezed.join("  ")
        );
        let mark = round_mark(file, self.file.round, lang);
        for part in std::iter::once(mark).chain(self.look_words(file, common)) {
            if !part.is_empty() {
                title.push_str("  ");
                title.push_str(&part);
            }
        }
        title
    }

    pub(super) fn draw_scan(&self, frame: &mut Frame<'_>, area: Rect, title: &str, common: &Common) {
        let theme = Theme::of(common);
        let mut block =
            theme.pane(&truncate(title, usize::from(area.width).saturating_sub(6)), self.pane == Pane::Scan || self.whole);
        let inside = block.inner(area);
        if common.terminal.why_not(common.graphics) == Some(Why::Tmux) {
            let why = format!(" {} ", common.lang.picture_tmux());
            let room = usize::from(area.width).saturating_sub(4);
            block = block.title_bottom(Line::styled(truncate(&why, room).into_owned(), theme.dim()));
        }
        frame.render_widget(block, area);
        let Some(file) = self.shown_attachment() else { return };
        if let (Some(picture), Some(place), Some(_)) = (&self.scan.shown, self.picture_place(inside), common.drawing()) {
            // What the terminal itself draws would keep the note's box on it after that is closed.
            // It gives way, and nothing takes its place: words would peep out from behind the box.
            if !(self.layer != Layer::Panes && picture.request.drawing.means.is_graphics()) {
                picture.draw(place, frame.buffer_mut());
            }
            return;
        }
        self.draw_card(frame, inside, file, common);
    }

    /// What stands in the place of a picture: why there is none, and the file's facts.
    fn draw_card(&self, frame: &mut Frame<'_>, inside: Rect, file: &StoredAttachment, common: &Common) {
        let lang = common.lang;
        let why = if self.scan.is_unreadable(&file.file.sha256) {
            lang.picture_unreadable()
        } else if common.drawing().is_none() {
            if common.terminal.why_not(common.graphics) == Some(Why::Wide) { lang.picture_wide() } else { lang.picture_off() }
        } else if inside.width < 4 || inside.height < 2 {
            lang.picture_small()
        } else {
            lang.picture_loading()
        };
        let columns = usize::from(inside.width).saturating_sub(2);
        let mut lines = wrap(why, columns);
        lines.extend(wrap(&format!("{}  {}", lang.attachment(file.kind()), short_name(file)), columns));
        lines.extend(wrap(facts(file, common).trim_end(), columns));
        let height = usize::from(inside.height);
        let top = height.saturating_sub(lines.len()) / 2;
        for (row, line) in lines.into_iter().take(height).enumerate() {
            let Ok(row) = u16::try_from(top + row) else { break };
            let indent = " ".repeat(columns.saturating_sub(width(&line)) / 2 + 1);
            frame.render_widget(
                Line::styled(format!("{indent}{line}"), Theme::of(common).dim()),
                Rect { y: inside.y + row, height: 1, ..inside },
            );
        }
    }
}
