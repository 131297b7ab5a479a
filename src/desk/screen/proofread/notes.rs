//! Notes among colleagues: one on the order, one on each field that wants one. No letter ever has a word of them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::layout::split_bottom;
use super::{Layer, Proofread};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::input::editor::Editor;
use crate::desk::ui::overlay;
use crate::desk::ui::theme::Theme;
use crate::domain::certificate::Field;

/// Most characters of the note on the order.
const ORDER_CHARS: usize = 1_000;
/// Most characters of the note on a field.
const FIELD_CHARS: usize = 200;

/// A note being written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NoteEditor {
    /// The item and the field it is on; `None` for the order's.
    on: Option<(u32, Field)>,
    editor: Editor,
}

impl Proofread {
    /// Opens the note on the order.
    pub(super) fn edit_note(&mut self) {
        self.layer = Layer::Note(NoteEditor { on: None, editor: Editor::paragraphs(&self.work.note, ORDER_CHARS) });
    }

    /// Opens the note on the field under the cursor.
    pub(super) fn edit_field_note(&mut self) {
        let (Some(item), Some(field)) = (self.item().map(|item| item.item), self.current_field()) else { return };
        let editor = Editor::paragraphs(self.work.field_note(item, field), FIELD_CHARS);
        self.layer = Layer::Note(NoteEditor { on: Some((item, field)), editor });
    }

    /// Takes typing into the open note.
    pub(super) fn type_note(&mut self, common: &mut Common, env: &mut Env, change: impl FnOnce(&mut Editor) -> bool) -> Vec<Ask> {
        let Layer::Note(note) = &mut self.layer else { return Vec::new() };
        if !change(&mut note.editor) {
            return Vec::new();
        }
        let text = note.editor.text();
        let before = match note.on {
            Some((item, field)) => self.work.field_note(item, field),
            None => self.work.note.as_str(),
        };
        if before == text {
            return Vec::new();
        }
        match note.on {
            Some((item, field)) => self.work.note_field(item, field, text),
            None => self.work.note = text,
        }
        vec![self.changed(common, env)]
    }

    pub(super) fn draw_note(&self, frame: &mut Frame<'_>, area: Rect, note: &NoteEditor, common: &Common) {
        let theme = Theme::of(common);
        let lang = common.lang;
        let title = match note.on {
            Some((_, field)) => lang.pane_field_note(lang.field(field)),
            None => lang.pane_note().to_owned(),
        };
        let place = overlay::centred(area, 64, 10);
        let inside = overlay::open(frame, place, theme.pane(&title, true));
        let (text, hint) = split_bottom(inside, 1);
        frame.render_widget(Line::styled(format!(" {}", lang.note_hint()), theme.dim()), hint);
        note.editor.draw(frame, text, true);
    }
}
