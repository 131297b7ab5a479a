//! Drawing the form.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::{StepForm, What};
use crate::desk::app::common::Common;
use crate::desk::screen::proofread::row;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{pad, truncate, visible, width, wrap};
use crate::desk::ui::theme::Theme;

/// Columns of the form.
const COLUMNS: u16 = 72;
/// Colleagues shown at a time.
const SHOWN: usize = 6;

impl StepForm {
    fn facts(&self, common: &Common) -> Vec<String> {
        let lang = common.lang;
        let target = &self.target;
        let mut facts = vec![lang.step_order(target.order_no.as_str(), &visible(&target.holder))];
        match self.what {
            What::Release | What::Reassign => facts.push(match &target.held_by {
                Some(name) => lang.step_held_by(&visible(name)),
                None => lang.step_held_by_nobody().to_owned(),
            }),
            What::Reopen => facts.push(lang.step_reopen_effect(lang.status(target.status))),
            What::Reject => {
                if let Some((day, days)) = target.asked {
                    facts.push(lang.step_reject_effect(&day.to_string(), days));
                }
            }
        }
        if self.what == What::Reassign {
            facts.push(lang.step_reassign_effect().to_owned());
        }
        facts
    }

    /// What is asked once more.
    fn question(&self, common: &Common) -> String {
        let lang = common.lang;
        let (number, title) = (self.target.order_no.as_str(), self.what.title(lang));
        match (self.what, &self.target.held_by, self.colleagues.get(self.chosen)) {
            (What::Reassign, _, Some(colleague)) => lang.step_sure_to(number, &visible(&colleague.name)),
            (What::Release, Some(name), _) => lang.step_sure_held(title, number, &visible(name)),
            _ => lang.step_sure(title, number),
        }
    }

    /// Draws the form over a screen.
    pub(crate) fn draw(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let cells = usize::from(COLUMNS.min(area.width)).saturating_sub(4);
        let facts: Vec<String> = self.facts(common).iter().flat_map(|fact| wrap(fact, cells)).collect();
        let list = if self.what == What::Reassign { self.colleagues.len().clamp(1, SHOWN) + 1 } else { 0 };
        let rows = u16::try_from(facts.len() + list + 6).unwrap_or(u16::MAX);
        let place = overlay::centred(area, COLUMNS, rows.min(area.height));
        let inside = overlay::open(frame, place, theme.pane(self.what.title(lang), true));
        let mut at = 0;
        let mut line = |frame: &mut Frame<'_>, text: &str, style: Style| {
            let place = row(inside, at);
            let place = Rect { x: place.x + 1, width: place.width.saturating_sub(2), ..place };
            frame.render_widget(Line::styled(truncate(text, cells).into_owned(), style), place);
            at += 1;
            place
        };
        for (index, fact) in facts.iter().enumerate() {
            line(frame, fact, if index == 0 { theme.head() } else { Style::new() });
        }
        if self.what == What::Reassign {
            line(frame, lang.step_to(), theme.accent());
            let top = (self.chosen + 1).saturating_sub(SHOWN);
            for (index, colleague) in self.colleagues.iter().enumerate().skip(top).take(SHOWN) {
                let chosen = index == self.chosen;
                let name = pad(&visible(&colleague.name), 10);
                let text = format!("{}{name}{}", if chosen { "> " } else { "  " }, colleague.login);
                line(frame, &text, if chosen { theme.selected() } else { Style::new() });
            }
            if self.colleagues.is_empty() {
                line(frame, lang.loading(), theme.dim());
            }
        }
        let label = lang.aside_reason();
        let place = line(frame, label, theme.accent());
        let Ok(offset) = u16::try_from(width(label) + 2) else { return };
        let field = Rect { x: place.x + offset, width: place.width.saturating_sub(offset), ..place };
        self.reason.draw(frame, field, !self.is_sending());
        line(frame, "", Style::new());
        if self.is_sending() {
            line(frame, lang.aside_doing(), theme.dim());
        } else if self.sure {
            line(frame, &format!("! {}", self.question(common)), theme.warn());
        }
        let hint = if self.what == What::Reassign { lang.step_hint_list() } else { lang.step_hint() };
        let last = row(inside, inside.height.saturating_sub(1));
        let last = Rect { x: last.x + 1, width: last.width.saturating_sub(2), ..last };
        frame.render_widget(Line::styled(truncate(hint, cells).into_owned(), theme.dim()), last);
    }
}
