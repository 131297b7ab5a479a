//! The order's pane: in a later round what changed since the last one, then who applied for what.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Pane, Proofread};
use crate::desk::app::common::Common;
use crate::desk::ui::text::{pad, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::mask;
use crate::domain::status::Status;
use crate::domain::time::Millis;

/// A line of the pane: a label (empty on the second line of a value) and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) label: &'static str,
    pub(super) text: String,
    pub(super) important: bool,
}

/// A day and a time of day, as they are read.
pub(super) fn moment(at: Millis) -> String {
    at.in_china().format("%Y-%m-%d %H:%M").to_string()
}

impl Proofread {
    /// The order's facts, labels and texts, in the order in which they matter.
    pub(super) fn facts(&self, common: &Common) -> Vec<Fact> {
        let lang = common.lang;
        let fact = |label, text: String| Fact { label, text, important: false };
        let mut facts: Vec<Fact> =
            self.cut_off(common).map(|(label, text)| Fact { label, text, important: true }).into_iter().collect();
        facts.extend(self.change_facts(common));
        facts.extend(self.flow_facts(common));
        if !self.work.note.is_empty() {
            facts.push(fact(lang.label_note(), visible(&self.work.note.replace('\n', " ")).into_owned()));
        }
        for (_, field, text) in self.work.notes().filter(|(item, ..)| self.item().is_some_and(|front| front.item == *item)) {
            let text = visible(&text.replace('\n', " ")).into_owned();
            facts.push(fact(lang.label_note(), format!("{}{text}", lang.label_field_note(lang.field(field)))));
        }
        let applicant = &self.file.applicant;
        facts.push(fact(
            lang.label_applicant(),
            format!("{}  {}  {}", visible(&applicant.name), lang.nature(applicant.nature), visible(&applicant.location)),
        ));
        facts.push(fact(lang.label_purpose(), visible(&self.file.purpose).into_owned()));
        if !self.file.remark.is_empty() {
            facts.push(Fact { label: lang.label_remark(), text: visible(&self.file.remark).into_owned(), important: true });
        }
        if let Some(item) = self.item() {
            let verified = item.identity.verified_at.map(moment).unwrap_or_default();
            facts.push(fact(
                lang.label_identity(),
                format!("{} {verified}", lang.identity_method(item.identity.method)).trim_end().to_owned(),
            ));
            facts.push(fact(lang.label_id_type(), lang.id_type(item.certificate.id_type).to_owned()));
            facts.push(fact(lang.label_copies(), lang.copies(item.copies_zh, item.copies_en)));
        }
        facts.push(fact(lang.label_submitted(), moment(self.file.submitted_at)));
        facts.push(fact(lang.label_mobile(), visible(&mask::mobile(&applicant.mobile)).into_owned()));
        facts.extend(self.contested_facts(common));
        if matches!(self.file.status, Status::Accepted | Status::Rejected) && self.file.decisions.is_empty() && !self.is_blind() {
            facts.push(Fact { label: "", text: lang.hidden_from_second().to_owned(), important: true });
        }
        facts.extend(self.earlier_letter(lang));
        facts.extend(self.edited_letter(common));
        facts
    }

    /// The lines of the pane, wrapped to its width.
    pub(super) fn info_lines(&self, common: &Common, columns: usize) -> Vec<Line<'static>> {
        let theme = Theme::of(common);
        let facts = self.facts(common);
        let labels = facts.iter().map(|fact| width(fact.label)).max().unwrap_or(0);
        let room = columns.saturating_sub(labels + 3).max(8);
        let mut lines = Vec::new();
        for fact in facts {
            for (index, text) in wrap(&fact.text, room).into_iter().enumerate() {
                let label = if index == 0 { fact.label } else { "" };
                let style = if fact.important { theme.warn() } else { ratatui::style::Style::new() };
                lines.push(Line::from(vec![
                    Span::styled(format!(" {}  ", pad(label, labels)), theme.dim()),
                    Span::styled(text, style),
                ]));
            }
        }
        lines
    }

    pub(super) fn draw_info(&self, frame: &mut Frame<'_>, area: Rect, title: &str, common: &Common) {
        let block = Theme::of(common).pane(title, self.pane == Pane::Info);
        let inside = block.inner(area);
        frame.render_widget(block, area);
        let lines = self.info_lines(common, usize::from(inside.width));
        let top = self.info_top.min(lines.len().saturating_sub(usize::from(inside.height)));
        for (row, line) in lines.into_iter().skip(top).take(usize::from(inside.height)).enumerate() {
            let Ok(row) = u16::try_from(row) else { break };
            frame.render_widget(line, Rect { y: inside.y + row, height: 1, ..inside });
        }
    }
}
