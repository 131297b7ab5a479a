//! Drawing the form.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{Act, SetAside};
use crate::desk::app::common::{Common, Env};
use crate::desk::screen::proofread::{Proofread, row};
use crate::desk::ui::overlay;
use crate::desk::ui::text::{truncate, visible, width};
use crate::desk::ui::theme::Theme;
use crate::domain::time::Millis;
use chrono::Datelike;

/// Columns of the form.
const COLUMNS: u16 = 64;

impl Proofread {
    pub(in crate::desk::screen) fn draw_set_aside(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        form: &SetAside,
        common: &Common,
        now: Millis,
    ) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let title = match form.act {
            Act::Skip => lang.skip_title(),
            Act::Postpone => lang.postpone_title(),
            Act::Resume => lang.resume_title(),
        };
        let offered = u16::try_from(form.offered.len()).unwrap_or(0);
        let lines = 4 + offered + if form.act == Act::Postpone { 3 } else { 0 };
        let place = overlay::centred(area, COLUMNS, (lines + 2).min(area.height));
        let inside = overlay::open(frame, place, theme.pane(title, true));
        let cells = usize::from(inside.width).saturating_sub(2);
        let mut at = 0;
        let mut line = |frame: &mut Frame<'_>, text: &str, style| {
            frame.render_widget(Line::styled(truncate(text, cells).into_owned(), style), inset(row(inside, at)));
            at += 1;
            row(inside, at - 1)
        };
        let labels = width(lang.aside_when()).max(width(lang.aside_reason()));
        let Ok(offset) = u16::try_from(labels + 3) else { return };
        let field = |area: Rect| Rect { x: area.x + offset, width: area.width.saturating_sub(offset + 1), ..area };
        if form.act == Act::Postpone {
            let place = line(frame, lang.aside_when(), theme.accent());
            form.when.draw(frame, field(place), form.at_when);
            // The form reckons from this machine's clock, as it does when it is sent.
            let env = Env { now: now.plus(-common.clock_ahead_ms), ids: Vec::new() };
            match form.day(common, &env) {
                Some(day) => line(frame, &lang.aside_comes_back(&day.to_string(), lang.weekday(day.weekday())), theme.good()),
                None => line(frame, lang.aside_bad_day(), theme.warn()),
            };
            line(frame, lang.aside_when_hint(), theme.dim());
        }
        let place = line(frame, lang.aside_reason(), theme.accent());
        form.reason.draw(frame, field(place), !form.at_when);
        line(frame, "", theme.dim());
        for (index, reason) in form.offered.iter().enumerate() {
            let mark = if form.chosen == Some(index) { "> " } else { "  " };
            let style = if form.chosen == Some(index) { theme.selected() } else { theme.dim() };
            line(frame, &format!("{mark}{}", visible(reason)), style);
        }
        let hint = match (form.sent, form.act) {
            (Some(_), _) => lang.aside_doing(),
            (None, Act::Postpone) => lang.aside_hint_day(),
            (None, Act::Skip | Act::Resume) => lang.aside_hint(),
        };
        frame.render_widget(
            Line::styled(truncate(hint, cells).into_owned(), theme.dim()),
            inset(row(inside, inside.height.saturating_sub(1))),
        );
    }
}

/// One column in from both sides.
const fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}
