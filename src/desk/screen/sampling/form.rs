//! The form that draws a sample: two days and a rate.

use chrono::{Days, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::desk::app::common::Common;
use crate::desk::input::editor::Editor;
use crate::desk::screen::proofread::row;
use crate::desk::ui::overlay;
use crate::desk::ui::text::pad;
use crate::desk::ui::theme::Theme;
use crate::domain::order::parse_day;
use crate::domain::postpone::start_of;
use crate::domain::sampling::Rate;
use crate::store::records::SamplePlan;
use crate::text::Lang;

/// Columns of the labels.
const LABEL: usize = 10;

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DrawForm {
    lines: [Editor; 3],
    at: usize,
}

impl DrawForm {
    /// Of the seven days before today, one in twenty.
    pub(super) fn new(today: NaiveDate) -> Self {
        let ago = |days: u64| today.checked_sub_days(Days::new(days)).unwrap_or(today).to_string();
        Self { lines: [Editor::line(&ago(7), 10), Editor::line(&ago(1), 10), Editor::line("5", 5)], at: 0 }
    }

    pub(super) fn go(&mut self, forward: bool) {
        let count = self.lines.len();
        self.at = (self.at + if forward { 1 } else { count - 1 }) % count;
    }

    pub(super) fn editor(&mut self) -> Option<&mut Editor> {
        self.lines.get_mut(self.at)
    }

    /// What is to be drawn, or what is wrong with it.
    pub(super) fn plan(&self, sample: String, lang: Lang) -> Result<SamplePlan, &'static str> {
        let [from, until, percent] = &self.lines;
        let day = |editor: &Editor| parse_day(editor.text().trim());
        let after = |day: NaiveDate| day.succ_opt();
        let (Some(from), Some(last)) = (day(from), day(until)) else { return Err(lang.sample_day_wrong()) };
        let Some(until) = after(last).filter(|_| from <= last) else { return Err(lang.sample_day_wrong()) };
        let rate = per_mille(percent.text().trim()).and_then(Rate::per_mille).ok_or(lang.sample_rate_wrong())?;
        Ok(SamplePlan { sample, from: start_of(from), until: start_of(until), rate })
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, sent: bool, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let place = overlay::centred(area, 56, 8);
        let inside = overlay::open(frame, place, theme.pane(lang.sample_draw_title(), true));
        let labels = [lang.sample_from(), lang.sample_until(), lang.sample_percent()];
        for (at, (editor, label)) in self.lines.iter().zip(labels).enumerate() {
            let Ok(down) = u16::try_from(at) else { break };
            let line = row(inside, down);
            frame.render_widget(Line::styled(format!(" {}", pad(label, LABEL)), theme.accent()), line);
            let offset = LABEL as u16 + 1;
            let field = Rect { x: line.x + offset, width: line.width.saturating_sub(offset + 1), ..line };
            editor.draw(frame, field, at == self.at && !sent);
        }
        frame.render_widget(Line::styled(format!(" {}", lang.sample_draw_note()), theme.dim()), row(inside, 4));
        let hint = if sent { lang.sending() } else { lang.sample_draw_hint() };
        frame.render_widget(Line::styled(format!(" {hint}"), theme.dim()), row(inside, 5));
    }
}

/// `5`, `2.5`: in per mille.
fn per_mille(percent: &str) -> Option<u32> {
    let (whole, part) = percent.split_once('.').unwrap_or((percent, "0"));
    let (whole, part): (u32, u32) = (whole.parse().ok()?, if part.len() == 1 { part.parse().ok()? } else { return None });
    whole.checked_mul(10)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_has_one_decimal_place_at_most() {
        assert_eq!(["5", "2.5", "0.1", "100"].map(per_mille), [Some(50), Some(25), Some(1), Some(1000)]);
        assert_eq!(["", "x", "-1", "2.55", "2.", "99999999999"].map(per_mille), [None; 6]);
    }

    #[test]
    fn days_are_whole_and_in_order() {
        let day = |text: &str| parse_day(text).unwrap();
        let mut form = DrawForm::new(day("2026-11-25"));
        let plan = form.plan("s".into(), Lang::Zh).unwrap();
        assert_eq!((plan.from, plan.until), (start_of(day("2026-11-18")), start_of(day("2026-11-25"))));
        assert_eq!(plan.rate.as_per_mille(), 50);
        form.lines[0] = Editor::line("2026-11-26", 10);
        assert_eq!(form.plan("s".into(), Lang::Zh), Err(Lang::Zh.sample_day_wrong()));
        form.lines[0] = Editor::line("2026-11-1", 10);
        assert_eq!(form.plan("s".into(), Lang::Zh), Err(Lang::Zh.sample_day_wrong()));
        form.lines = [Editor::line("2026-11-24", 10), Editor::line("2026-11-24", 10), Editor::line("0", 5)];
        assert_eq!(form.plan("s".into(), Lang::Zh), Err(Lang::Zh.sample_rate_wrong()));
    }
}
