//! The form that takes the dossier of an order out: what is to be in it, and why.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Archive;
use super::acts::ArchiveAct;
use crate::desk::app::common::{Ask, Common};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Notice, Slot, Ticket, Tone};
use crate::desk::input::command::Command;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::screen::proofread::row;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{visible, width};
use crate::desk::ui::theme::Theme;
use crate::domain::numbers::order_no::OrderNo;

/// Most characters of a reason.
const REASON_CHARS: usize = 200;
/// Characters of a hash that are shown.
const HASH: usize = 12;

/// The form. Masked and without the files, unless one chooses otherwise and says why.
#[derive(Debug)]
pub(super) struct ExportForm {
    order_no: OrderNo,
    full: bool,
    attachments: bool,
    reason: Editor,
    /// The write that is under way.
    sent: Option<Ticket>,
}

impl ExportForm {
    pub(super) fn is_sent(&self, ticket: Ticket) -> bool {
        self.sent == Some(ticket)
    }

    pub(super) fn paste(&mut self, text: &str) {
        if self.sent.is_none() {
            self.reason.paste(text);
        }
    }

    /// Masked, masked with files, whole, whole with files, and round again.
    const fn turn(&mut self, forward: bool) {
        // Two bits: the files count by one, whole numbers by two.
        let carries = if forward { self.attachments } else { !self.attachments };
        self.attachments = !self.attachments;
        if carries {
            self.full = !self.full;
        }
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let title = format!("{} {}", lang.dossier_title(), self.order_no);
        let inside = overlay::open(frame, overlay::centred(area, 64, 7), theme.pane(&title, true));
        let what = Line::from(vec![
            Span::styled(format!(" {}  ", lang.dossier_what()), theme.accent()),
            Span::styled(format!("< {} >", lang.dossier_kind(self.full, self.attachments)), theme.head()),
        ]);
        frame.render_widget(what, row(inside, 0));
        let label = format!(" {}  ", lang.aside_reason());
        let Ok(offset) = u16::try_from(width(&label)) else { return };
        let line = row(inside, 2);
        frame.render_widget(Line::styled(label, theme.accent()), line);
        let field = Rect { x: line.x + offset, width: line.width.saturating_sub(offset + 1), ..line };
        self.reason.draw(frame, field, true);
        let hint = if self.sent.is_some() { lang.dossier_making() } else { lang.dossier_hint() };
        frame.render_widget(Line::styled(format!(" {hint}"), theme.dim()), row(inside, 4));
    }
}

impl Archive {
    pub(super) fn open_form(&mut self) -> Vec<Ask> {
        if let Some(order_no) = self.order_no() {
            let reason = Editor::line("", REASON_CHARS);
            self.form = Some(ExportForm { order_no, full: false, attachments: false, reason, sent: None });
        }
        Vec::new()
    }

    pub(super) fn form_command(&mut self, command: Command, common: &mut Common) -> Vec<Ask> {
        match command {
            // What is under way is written down either way; its notice comes to the list.
            Command::Back => {
                self.form = None;
                Vec::new()
            }
            Command::Save => self.send_form(common),
            _ => Vec::new(),
        }
    }

    pub(super) fn form_key(&mut self, key: Key) {
        let Some(form) = self.form.as_mut().filter(|form| form.sent.is_none()) else { return };
        match key.code {
            KeyCode::Tab => form.turn(true),
            KeyCode::BackTab => form.turn(false),
            _ => {
                form.reason.key(key);
            }
        }
    }

    fn send_form(&mut self, common: &mut Common) -> Vec<Ask> {
        let Some(form) = self.form.as_mut().filter(|form| form.sent.is_none()) else { return Vec::new() };
        let reason = form.reason.text().trim().to_owned();
        if (form.full || form.attachments) && reason.is_empty() {
            return vec![Ask::Say(Notice::new(Tone::Warn, common.lang.dossier_reason_missing()))];
        }
        let ticket = common.ticket(Slot::RoomWrite);
        form.sent = Some(ticket);
        let act = ArchiveAct::Export {
            institution: common.institution.clone(),
            order_no: form.order_no.clone(),
            full: form.full,
            attachments: form.attachments,
            reason,
        };
        vec![Ask::Do(Effect::Archive { ticket, act })]
    }

    pub(super) fn exported(&mut self, ticket: Ticket, path: &str, sha256: &str, common: &Common) -> Vec<Ask> {
        self.form.take_if(|form| form.is_sent(ticket));
        let hash: String = sha256.chars().take(HASH).collect();
        vec![Ask::Say(Notice::new(Tone::Good, common.lang.dossier_exported(&visible(path), &hash)))]
    }

    /// It was not taken out; the form stays as it was filled in.
    pub(super) fn not_exported(&mut self, ticket: Ticket, code: &str, detail: &str, common: &Common) -> Vec<Ask> {
        if let Some(form) = self.form.as_mut().filter(|form| form.is_sent(ticket)) {
            form.sent = None;
        }
        vec![Ask::Say(Notice::new(Tone::Bad, common.lang.dossier_not_exported(code, &visible(detail))))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_four_kinds_come_round_in_either_direction() {
        let reason = Editor::line("", REASON_CHARS);
        let order_no = OrderNo::parse("2020101611482587").unwrap();
        let mut form = ExportForm { order_no, full: false, attachments: false, reason, sent: None };
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push((form.full, form.attachments));
            form.turn(true);
        }
        assert_eq!(seen, [(false, false), (false, true), (true, false), (true, true)]);
        assert_eq!((form.full, form.attachments), (false, false));
        form.turn(false);
        assert_eq!((form.full, form.attachments), (true, true));
        form.turn(false);
        assert_eq!((form.full, form.attachments), (true, false));
    }
}
