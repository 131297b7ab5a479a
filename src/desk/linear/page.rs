//! What is in front, as a page of lines.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Rect;

use super::{Line, Page, SIZE, lines_of};
use crate::desk::app::model::{Model, Screen};
use crate::desk::input::keymap::Context;
use crate::domain::time::Millis;
use crate::text::Lang;

/// The page in front; `None` before anyone has signed in.
pub(super) fn of(model: &Model, now: Millis) -> Option<Page> {
    if model.screen() == Screen::SignIn {
        return None;
    }
    let common = &model.common;
    let now = now.plus(common.clock_ahead_ms);
    let hint = hint(common.lang, model.context()).to_owned();
    if let Some(modal) = &model.modal {
        return Some(Page {
            key: modal.title().to_owned(),
            opening: vec![modal.title().to_owned()],
            lines: modal.spoken(),
            hint,
        });
    }
    let area = Rect { x: 0, y: 0, width: SIZE.0, height: SIZE.1 };
    if let Some(export) = model.export.as_ref().filter(|export| export.is_in_front()) {
        let lines = drawn(|frame| export.view(frame, area, common));
        return Some(Page { key: "export".to_owned(), opening: Vec::new(), lines, hint });
    }
    if let Some(prompt) = &model.prompt {
        let lines = drawn(|frame| prompt.view(frame, area, common));
        return Some(Page { key: "prompt".to_owned(), opening: Vec::new(), lines, hint });
    }
    Some(match (&model.order, &model.room) {
        (Some(order), _) => match order.spoken(common) {
            Some((opening, lines)) => {
                let key = format!("{} {}", order.file().order_no, order.front_name());
                Page { key, opening, lines, hint }
            }
            None => {
                let key = format!("{} {}", order.file().order_no, order.front_name());
                let lines = drawn(|frame| order.draw_front(frame, area, common, now));
                Page { key, opening: Vec::new(), lines, hint }
            }
        },
        (None, Some(room)) => Page {
            key: format!("{:?} {:?}", room.screen(), room.context()),
            opening: Vec::new(),
            lines: drawn(|frame| room.view(frame, area, common, now)),
            hint,
        },
        (None, None) if model.queue.panel_title(common.lang).is_some() => {
            let title = model.queue.panel_title(common.lang).unwrap_or_default();
            let lines = drawn(|frame| model.queue.view_panel(frame, area, common));
            Page { key: format!("queue {title}"), opening: Vec::new(), lines, hint }
        }
        (None, None) => {
            let (title, lines) = model.queue.spoken(common, now);
            Page { key: format!("queue {title}"), opening: vec![title], lines, hint }
        }
    })
}

/// What is drawn, as lines.
fn drawn(draw: impl FnOnce(&mut ratatui::Frame<'_>)) -> Vec<Line> {
    // In memory, where nothing can fail.
    let Ok(mut terminal) = Terminal::new(TestBackend::new(SIZE.0, SIZE.1));
    let Ok(frame) = terminal.draw(draw);
    lines_of(frame.buffer)
}

const fn hint(lang: Lang, context: Context) -> &'static str {
    match context {
        Context::Queue => lang.linear_queue_hint(),
        Context::Proofread | Context::Scan => lang.linear_order_hint(),
        Context::Reasons | Context::Decide => lang.linear_decide_hint(),
        Context::Editor | Context::Line | Context::Reply => lang.linear_editor_hint(),
        Context::Choice => lang.linear_choice_hint(),
        _ => lang.linear_other_hint(),
    }
}
