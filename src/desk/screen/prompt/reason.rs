//! Why somebody looks: the usual reasons by number, the first of them by Enter, and a line for any other.

use crossterm::event::KeyCode;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Answer, Purpose};
use crate::desk::app::common::Common;
use crate::desk::input::editor::Editor;
use crate::desk::input::key::Key;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{truncate, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::look::REASON_CHARS;

/// Columns of the form.
const COLUMNS: u16 = 64;
/// Most reasons offered: each has a digit.
const MOST: usize = 9;

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub struct ReasonForm {
    purpose: Purpose,
    offered: Vec<String>,
    /// Which of these Enter takes, while nothing is typed.
    chosen: usize,
    other: Editor,
}

impl ReasonForm {
    pub(super) fn new(purpose: Purpose, common: &Common) -> Self {
        let offered = match &purpose {
            Purpose::Reveal => &common.reveal_reasons,
            Purpose::Held { .. } => &common.held_reasons,
        };
        let offered = offered.iter().take(MOST).cloned().collect();
        Self { purpose, offered, chosen: 0, other: Editor::line("", REASON_CHARS) }
    }

    pub(super) fn key(&mut self, key: Key, _common: &Common) -> Answer {
        let typing = !self.other.is_empty();
        let digit = key.typed().filter(|_| !typing).and_then(|one| one.to_digit(10)).and_then(|one| one.checked_sub(1));
        if let Some(reason) = digit.and_then(|at| self.offered.get(usize::try_from(at).ok()?)) {
            return Answer::Why(self.purpose.clone(), reason.clone());
        }
        match key.code {
            KeyCode::Esc => return Answer::Closed,
            KeyCode::Enter => {
                if let Some(reason) = self.reason() {
                    return Answer::Why(self.purpose.clone(), reason);
                }
            }
            KeyCode::Down | KeyCode::Tab if !typing => {
                self.chosen = (self.chosen + 1).min(self.offered.len().saturating_sub(1));
            }
            KeyCode::Up | KeyCode::BackTab if !typing => self.chosen = self.chosen.saturating_sub(1),
            _ => {
                self.other.key(key);
            }
        }
        Answer::Open
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.other.paste(text);
    }

    /// What was typed, else what is chosen.
    fn reason(&self) -> Option<String> {
        if self.other.is_empty() {
            return self.offered.get(self.chosen).cloned();
        }
        let typed = self.other.text().trim().to_owned();
        (!typed.is_empty()).then_some(typed)
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let (title, about) = match &self.purpose {
            Purpose::Reveal => (lang.why_reveal_title(), lang.why_reveal().to_owned()),
            Purpose::Held { order_no, holder, .. } => {
                let until = holder.until.in_china().format("%H:%M").to_string();
                (lang.why_held_title(), lang.why_held(order_no.as_str(), &visible(&holder.name), &until))
            }
        };
        let about = wrap(&about, usize::from(COLUMNS).saturating_sub(4));
        let rows = u16::try_from(about.len() + self.offered.len()).unwrap_or(u16::MAX);
        let place = overlay::centred(area, COLUMNS, rows.saturating_add(6).min(area.height));
        let inside = overlay::open(frame, place, theme.pane(title, true));
        let cells = usize::from(inside.width).saturating_sub(2);
        let line = |at: u16| Rect { x: inside.x + 1, y: inside.y + at, width: inside.width.saturating_sub(2), height: 1 };
        let mut at = 0;
        for text in about {
            if at < inside.height {
                frame.render_widget(Line::raw(text), line(at));
            }
            at += 1;
        }
        at += 1;
        for (index, reason) in self.offered.iter().enumerate() {
            let chosen = index == self.chosen && self.other.is_empty();
            let text = format!("{} {} {}", if chosen { ">" } else { " " }, index + 1, visible(reason));
            let style = if chosen { theme.selected() } else { ratatui::style::Style::new() };
            if at < inside.height {
                frame.render_widget(Line::styled(truncate(&text, cells).into_owned(), style), line(at));
            }
            at += 1;
        }
        if at < inside.height {
            let label = lang.why_other();
            let place = line(at);
            frame.render_widget(Line::from(Span::styled(format!("  {label}"), theme.accent())), place);
            let offset = u16::try_from(width(label) + 3).unwrap_or(0).min(place.width);
            let field = Rect { x: place.x + offset, width: place.width - offset, ..place };
            self.other.draw(frame, field, true);
        }
        if inside.height > at + 1 {
            let hint = truncate(lang.why_hint(), cells).into_owned();
            frame.render_widget(Line::styled(hint, theme.dim()), line(inside.height - 1));
        }
    }
}
