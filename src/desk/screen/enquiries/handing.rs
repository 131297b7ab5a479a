//! Handing an enquiry over: to whom, and the note that goes with it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::desk::app::common::Common;
use crate::desk::input::editor::Editor;
use crate::desk::screen::proofread::row;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{pad, visible, width};
use crate::desk::ui::theme::Theme;
use crate::domain::enquiry::MAX_NOTE_CHARS;
use crate::store::records::Colleague;
use crate::text::Lang;

/// Rows of the box.
const ROWS: u16 = 16;
/// Rows of the note.
const NOTE: u16 = 3;

/// The form. Nobody is chosen beforehand but the first of the list under the cursor.
#[derive(Debug)]
pub(super) struct HandOver {
    colleagues: Option<Vec<Colleague>>,
    selected: usize,
    note: Editor,
}

impl HandOver {
    pub(super) fn new() -> Self {
        Self { colleagues: None, selected: 0, note: Editor::paragraphs("", MAX_NOTE_CHARS) }
    }

    /// Everyone but whoever hands over.
    pub(super) fn take(&mut self, colleagues: Vec<Colleague>, me: &str) {
        self.colleagues = Some(colleagues.into_iter().filter(|one| one.login != me).collect());
    }

    pub(super) fn go(&mut self, down: bool) {
        let last = self.colleagues.as_ref().map_or(0, |all| all.len().saturating_sub(1));
        self.selected = if down { (self.selected + 1).min(last) } else { self.selected.saturating_sub(1) };
    }

    pub(super) fn type_note(&mut self, change: impl FnOnce(&mut Editor) -> bool) {
        change(&mut self.note);
    }

    /// To whom (login) and with which note; or what is missing.
    pub(super) fn ready(&self, lang: Lang) -> Result<(String, String), String> {
        let note = self.note.text().trim().to_owned();
        let to = self.colleagues.as_ref().and_then(|all| all.get(self.selected));
        match to {
            None => Err(lang.hand_over_nobody().to_owned()),
            Some(_) if note.is_empty() => Err(lang.hand_over_note_missing().to_owned()),
            Some(to) => Ok((to.login.clone(), note)),
        }
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let theme = Theme::of(common);
        let lang = common.lang;
        let hint = Line::styled(format!(" {} ", lang.hand_over_hint()), theme.dim());
        let place = overlay::centred(area, 64, ROWS.min(area.height));
        let inside = overlay::open(frame, place, theme.pane(lang.hand_over_title(), true).title_bottom(hint));
        if inside.height < NOTE + 3 {
            return;
        }
        let list = Rect { height: inside.height - NOTE - 1, ..inside };
        match &self.colleagues {
            None => frame.render_widget(Line::styled(format!("  {}", lang.loading()), theme.dim()), row(list, 0)),
            Some(all) if all.is_empty() => {
                frame.render_widget(Line::styled(format!("  {}", lang.hand_over_nobody()), theme.dim()), row(list, 0));
            }
            Some(all) => {
                let height = usize::from(list.height);
                let top = (self.selected + 1).saturating_sub(height);
                for (at, one) in all.iter().skip(top).take(height).enumerate() {
                    let selected = top + at == self.selected;
                    let marker = if selected { "> " } else { "  " };
                    let text = format!("{marker}{}  {}", pad(&visible(&one.name), 12), lang.role(one.role));
                    let Ok(y) = u16::try_from(at) else { break };
                    let style = if selected { theme.selected() } else { Style::new() };
                    frame.render_widget(Line::styled(pad(&text, usize::from(list.width)), style), row(list, y));
                }
            }
        }
        let label = format!(" {} ", lang.hand_over_note());
        let Ok(offset) = u16::try_from(width(&label)) else { return };
        let note = Rect { y: list.bottom() + 1, height: NOTE, ..inside };
        frame.render_widget(Line::styled(label, theme.accent()), row(note, 0));
        self.note.draw(frame, Rect { x: note.x + offset, width: note.width.saturating_sub(offset + 1), ..note }, true);
    }
}
