//! Drawing the list of reasons and the review.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::review::Focus;
use super::{Reasons, Review};
use crate::desk::app::common::Common;
use crate::desk::screen::proofread::layout::{split_bottom, split_top};
use crate::desk::screen::proofread::{Proofread, draw_text, row};
use crate::desk::ui::text::{pad, truncate, visible, visible_lines, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::order::summary;

/// Lines of the box below the reasons: what the applicant will read of the one under the cursor.
pub(in crate::desk::screen) const WORDING_ROWS: u16 = 6;

impl Proofread {
    pub(in crate::desk::screen) fn draw_reasons(&self, frame: &mut Frame<'_>, area: Rect, list: &Reasons, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let (above, below) = split_bottom(area, WORDING_ROWS.min(area.height / 2));
        let title = lang.reasons_title(list.item, lang.outcome(list.outcome), list.chosen.len());
        let block = theme.pane(&title, true);
        let inside = block.inner(above);
        frame.render_widget(block, above);
        let (rows, hint) = split_bottom(inside, 1);
        frame.render_widget(Line::styled(format!(" {}", lang.reasons_keys()), theme.dim()), hint);
        let height = usize::from(rows.height);
        let top = (list.cursor + 1).saturating_sub(height);
        let fits = width(lang.reason_fits());
        for (at, (index, offer)) in list.offers.iter().enumerate().skip(top).take(height).enumerate() {
            let Some(reason) = common.catalogue.reason(&offer.code) else { continue };
            let selected = index == list.cursor;
            let room = usize::from(rows.width).saturating_sub(2 + 4 + 5 + fits + 1);
            let mut line = Line::from(vec![
                Span::raw(if selected { "> " } else { "  " }),
                Span::raw(if list.chosen.contains(&offer.code) { "[x] " } else { "[ ] " }),
                Span::styled(pad(&offer.code, 5), theme.dim()),
                Span::raw(pad(&reason.label, room)),
                Span::styled(pad(if offer.fits { lang.reason_fits() } else { "" }, fits), theme.good()),
            ]);
            if selected {
                line = theme.select(line);
            }
            let Ok(at) = u16::try_from(at) else { break };
            frame.render_widget(line, row(rows, at));
        }
        let block = theme.pane(lang.reason_wording(), false);
        let inside = block.inner(below);
        frame.render_widget(block, below);
        if let Some(reason) = list.offers.get(list.cursor).and_then(|offer| common.catalogue.reason(&offer.code)) {
            let mut text = reason.wording.clone();
            if !reason.send.is_empty() {
                text.push_str(&format!("\n{}: {}", lang.reason_send(), reason.send));
            }
            draw_text(frame, inset(inside), &text, 0, Style::new());
        }
    }

    pub(in crate::desk::screen) fn draw_review(&self, frame: &mut Frame<'_>, area: Rect, review: &Review, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let lines = self.outcome_lines(usize::from(area.width).saturating_sub(2), common);
        let (items, letter, button) = self.review_areas(area, common);

        let leads_to = self.leads_to().map_or(lang.review_undecided(), |status| lang.status(status));
        let title = format!("{}  {}", lang.review_title(), lang.review_leads_to(leads_to));
        let block = theme.pane(&title, review.focus == Focus::Items);
        let inside = block.inner(items);
        frame.render_widget(block, items);
        let current = lines.iter().position(|(item, _)| *item == self.item).unwrap_or(0);
        let room = usize::from(inside.height);
        let first = if current < room { 0 } else { current };
        for (at, (_, line)) in lines.into_iter().skip(first).take(room).enumerate() {
            let Ok(at) = u16::try_from(at) else { break };
            frame.render_widget(line, row(inside, at));
        }

        self.draw_letter(frame, letter, review, common);

        let hint = Rect { y: button.y + 1, ..button };
        let confirm = format!(" [ {} ] ", lang.confirm_button());
        let style = if review.focus == Focus::Confirm { theme.selected() } else { theme.accent() };
        let state = if self.is_sending() { lang.sending().to_owned() } else { lang.message_held(common.hold_ms / 1000) };
        frame.render_widget(
            Line::from(vec![
                Span::raw(if review.focus == Focus::Confirm { "> " } else { "  " }),
                Span::styled(confirm, style),
                Span::styled(format!("  {state}"), theme.dim()),
            ]),
            button,
        );
        let keys = if review.is_editing() { lang.editing_hint() } else { lang.confirm_hint() };
        frame.render_widget(Line::styled(format!("  {keys}"), theme.dim()), hint);
    }

    /// Where the review's parts are: the items, the letter, the button that confirms.
    pub(in crate::desk::screen) fn review_areas(&self, area: Rect, common: &Common) -> (Rect, Rect, Rect) {
        let lines = self.outcome_lines(usize::from(area.width).saturating_sub(2), common).len();
        let wanted = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2);
        let (items, rest) = split_top(area, wanted.min(area.height / 2).max(3));
        let (letter, foot) = split_bottom(rest, 2);
        let (button, _) = split_top(foot, 1);
        (items, letter, button)
    }

    fn draw_letter(&self, frame: &mut Frame<'_>, area: Rect, review: &Review, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let generated = self.generated(common);
        let edited = self.work.letter.as_ref();
        let mark = if edited.is_some() { lang.letter_edited() } else { lang.letter_generated() };
        let title = format!("{}  {mark}", lang.letter_title());
        let block = theme.pane(&title, review.focus == Focus::Letter);
        let mut inside = block.inner(area);
        frame.render_widget(block, area);
        if let Some(generated) = &generated {
            let (head, rest) = split_top(inset(inside), 1);
            frame.render_widget(
                Line::styled(truncate(&visible(&generated.title), usize::from(head.width)).into_owned(), theme.head()),
                head,
            );
            inside = rest;
            if self.letter_is_stale(generated) {
                let (warning, rest) = split_top(inside, 1);
                frame.render_widget(Line::styled(format!("! {}", lang.letter_stale()), theme.warn()), warning);
                inside = rest;
            }
        }
        let unsaid = if edited.is_none() { self.unsaid(common) } else { Vec::new() };
        if !unsaid.is_empty() {
            let named = unsaid.iter().map(|one| lang.unsaid(lang.field(one.field), lang.verdict(one.verdict)));
            let warning = format!("! {}", lang.letter_unsaid(&named.collect::<Vec<_>>().join(lang.list_comma())));
            let lines = wrap(&warning, usize::from(inside.width));
            let (above, rest) = split_top(inside, u16::try_from(lines.len()).unwrap_or(u16::MAX).min(inside.height / 2));
            for (at, line) in (0..above.height).zip(lines) {
                frame.render_widget(Line::styled(line, theme.warn()), row(above, at));
            }
            inside = rest;
        }
        if let Some(editor) = &review.editor {
            editor.draw(frame, inside, true);
            return;
        }
        let text = edited
            .map(|letter| letter.text.as_str())
            .or(generated.as_ref().map(|letter| letter.body.as_str()))
            .unwrap_or_default();
        let count = draw_text(frame, inside, &visible_lines(text), review.top, Style::new());
        let more = count.saturating_sub(review.top + usize::from(inside.height));
        if more > 0 && area.width > 4 && area.height > 1 {
            let words = format!(" {} ", lang.letter_more(more));
            let cells = u16::try_from(width(&words)).unwrap_or(0).min(area.width.saturating_sub(4));
            let corner = Rect { x: area.right() - 2 - cells, y: area.bottom() - 1, width: cells, height: 1 };
            frame.render_widget(Line::styled(words, theme.warn()), corner);
        }
    }

    /// The items with their outcomes and reasons, each line with the index of its item.
    fn outcome_lines(&self, columns: usize, common: &Common) -> Vec<(usize, Line<'static>)> {
        let lang = common.lang;
        let theme = Theme::of(common);
        let mut lines = Vec::new();
        for (index, item) in self.file.items.iter().enumerate() {
            let outcome = self.work.outcome(item.item);
            let word = outcome.map_or(lang.review_undecided(), |outcome| lang.outcome(outcome.outcome));
            let certificate = &item.certificate;
            let about = summary(&certificate.holder, &certificate.school, certificate.level.as_deref());
            let text = format!(
                "{}{} {} {}  {}",
                if index == self.item { "> " } else { "  " },
                pad(word, 10),
                lang.item_of(index + 1, self.file.items.len()),
                lang.service(item.service),
                visible(&about),
            );
            lines.push((index, Line::styled(truncate(&text, columns).into_owned(), theme.head())));
            for code in outcome.map(|outcome| outcome.reasons.as_slice()).unwrap_or_default() {
                let label = common.catalogue.reason(code).map_or("", |reason| reason.label.as_str());
                let text = format!("    {} {label}", pad(code, 4));
                lines.push((index, Line::raw(truncate(&text, columns).into_owned())));
            }
            if self.proposed(common).iter().any(|(proposed, _)| proposed.item == item.item) {
                let text = format!("    ! {}", lang.proposes_listing(&visible(&certificate.holder)));
                lines.push((index, Line::styled(truncate(&text, columns).into_owned(), theme.warn())));
            }
        }
        lines
    }
}

/// One column in from both sides.
const fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}
