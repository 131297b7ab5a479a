//! Drawing an open order: two lines about it, what has to stay in sight, and the panes.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::saving::Saving;
use super::{Layer, Pane, Proofread, Standing};
use crate::desk::app::common::Common;
use crate::desk::app::msg::Tone;
use crate::desk::ui::text::{pad, truncate, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::order::summary;
use crate::domain::time::Millis;
use crate::text::Lang;

impl Proofread {
    /// Draws the order into the part of the screen that is its own.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        let areas = self.areas_in(area);
        self.draw_header(frame, areas.header, common);
        self.draw_items(frame, areas.items, common);
        self.draw_banner(frame, areas.banner, common);
        if matches!(self.layer, Layer::Reasons(_) | Layer::Review(_)) {
            return self.draw_front(frame, areas.rest, common, now);
        }
        let title = |pane: Pane| if areas.tabs { self.tabs(pane, common) } else { self.title(pane, common) };
        if let Some(area) = areas.fields {
            self.draw_fields(frame, area, &title(Pane::Fields), common);
        }
        if let Some(area) = areas.findings {
            self.draw_findings(frame, area, &title(Pane::Findings), common);
        }
        if let Some(area) = areas.info {
            self.draw_info(frame, area, &title(Pane::Info), common);
        }
        if let Some(area) = areas.scan {
            let title = if areas.tabs && area.width < 70 { self.tabs(Pane::Scan, common) } else { title(Pane::Scan) };
            self.draw_scan(frame, area, &title, common);
        }
        if let Some(area) = areas.attachments {
            self.draw_attachments(frame, area, &title(Pane::Attachments), common);
        }
        if let Some(area) = areas.strip {
            self.draw_strip(frame, area, common);
        }
        self.draw_front(frame, area, common, now);
    }

    /// Draws what lies over the panes, or takes their place.
    pub fn draw_front(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        match &self.layer {
            Layer::Panes => {}
            Layer::Reasons(list) => self.draw_reasons(frame, area, list, common),
            Layer::Review(review) => self.draw_review(frame, area, review, common),
            Layer::Note(note) => self.draw_note(frame, area, note, common),
            Layer::SetAside(form) => self.draw_set_aside(frame, area, form, common, now),
            Layer::Sheet(sheet) => self.draw_sheet(frame, area, sheet, common),
            Layer::Look(form) => Self::draw_look(frame, area, form, common),
            Layer::Step(form) => form.draw(frame, area, common),
        }
    }

    fn draw_header(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let Some(item) = self.item() else { return };
        let mut left = format!(" {}  {}  {}", self.file.order_no, visible(&item.certificate.holder), lang.round(self.file.round));
        if self.file.kind != crate::domain::order::OrderKind::New {
            left.push_str("  ");
            left.push_str(lang.order_kind(self.file.kind));
        }
        let mut right = String::new();
        if let Some(claim) = &self.claim {
            right.push_str(&lang.held_until(&claim.until.in_china().format("%H:%M").to_string()));
            right.push_str("  ");
        }
        right.push_str(lang.told_status(self.file.told_status()));
        two_ends(frame, row(area, 0), (&left, theme.head()), (&right, theme.head()));

        let certificate = &item.certificate;
        let mut left = format!(
            " {} {}  {}",
            lang.item_of(self.item + 1, self.file.items.len()),
            lang.service(item.service),
            visible(&summary("", &certificate.school, certificate.level.as_deref()).replace('-', " ")),
        );
        // The bar of items has room for the copies in wide windows only.
        if self.file.items.len() > 1 {
            left.push_str("  ");
            left.push_str(&lang.copies_short(item.copies_zh, item.copies_en));
        }
        if let Some(outcome) = self.work.outcome(item.item) {
            left.push_str("  → ");
            if common.ambiguous_wide {
                left = left.replace('→', "->");
            }
            left.push_str(lang.outcome(outcome.outcome));
        }
        let (right, style) = if self.is_sending() {
            (lang.sending().to_owned(), theme.accent())
        } else if let Some(why) = self.why_read_only(common) {
            (format!("! {why}"), theme.warn())
        } else {
            let at = |at: Option<Millis>| at.map(|at| at.in_china().format("%H:%M").to_string()).unwrap_or_default();
            match self.saving {
                Saving::Clean => (String::new(), Style::new()),
                Saving::Restored(when) => (lang.draft_restored(&at(when)), theme.good()),
                Saving::Under(_) => (lang.draft_saving().to_owned(), theme.dim()),
                Saving::Saved => (lang.draft_saved().to_owned(), theme.dim()),
                Saving::Failed => (format!("! {}", lang.draft_failed()), theme.bad()),
            }
        };
        two_ends(frame, row(area, 1), (&left, Style::new()), (&right, style));
    }

    fn draw_banner(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let theme = Theme::of(common);
        for (index, notice) in self.banner.iter().take(usize::from(area.height)).enumerate() {
            let Ok(index) = u16::try_from(index) else { break };
            let text = format!(" {} {}", theme.sign(notice.tone), notice.said.text(common.lang));
            let style = match notice.tone {
                Tone::Bad => theme.bad().patch(theme.selected()),
                tone => theme.tone(tone),
            };
            frame.render_widget(Line::styled(pad(&text, usize::from(area.width)), style), row(area, index));
        }
        self.draw_lacking(frame, area, common);
    }

    /// How many fields of the item in front are judged; `None` where the order is not for judging (any more): what was judged before it
    /// was decided is in its history, and a nought would say that nothing was.
    pub(super) fn judged_so_far(&self, lang: Lang) -> Option<String> {
        let judged = self.work.judged(self.item()?);
        let given = judged.iter().filter(|(_, verdict)| verdict.is_some()).count();
        let is_over = matches!(self.standing, Standing::Elsewhere(_) | Standing::Cancelled);
        (given > 0 || !is_over).then(|| lang.judged_of(given, judged.len()))
    }

    /// A pane's title where all stand beside each other.
    fn title(&self, pane: Pane, common: &Common) -> String {
        let lang = common.lang;
        match pane {
            Pane::Fields => match self.judged_so_far(lang) {
                Some(judged) => format!("{}  {judged}", lang.pane_fields()),
                None => lang.pane_fields().to_owned(),
            },
            Pane::Findings => format!("{} {}", lang.pane_findings(), self.notable()),
            Pane::Scan => self.scan_title(common),
            Pane::Attachments => format!("{} {}", lang.pane_attachments(), self.item().map_or(0, |item| item.attachments.len())),
            Pane::Info if super::work::earlier(&self.file).is_some() => lang.pane_changes().to_owned(),
            Pane::Info => lang.pane_order().to_owned(),
        }
    }

    /// The titles of all panes in a row, the one in sight in brackets.
    pub(super) fn tabs(&self, shown: Pane, common: &Common) -> String {
        let lang = common.lang;
        let names = Pane::ALL.map(|pane| {
            let name = match pane {
                Pane::Fields => lang.pane_fields(),
                Pane::Findings => lang.pane_findings(),
                Pane::Scan => lang.pane_scan(),
                Pane::Attachments => lang.pane_attachments(),
                Pane::Info if super::work::earlier(&self.file).is_some() => lang.pane_changes(),
                Pane::Info => lang.pane_order(),
            };
            // How many hints there are is worth a tab's cell: they are not in sight.
            let name = match (pane, self.notable()) {
                (Pane::Findings, count @ 1..) => format!("{name} {count}"),
                _ => name.to_owned(),
            };
            if pane == shown { format!("[{name}]") } else { name }
        });
        let mut tabs = names.join("  ");
        match shown {
            Pane::Scan => {
                tabs.push_str("   ");
                tabs.push_str(&self.scan_title(common));
            }
            Pane::Fields => tabs.extend(self.judged_so_far(lang).map(|judged| format!("   {judged}"))),
            Pane::Findings | Pane::Attachments | Pane::Info => {}
        }
        tabs
    }
}

/// One row of an area.
pub(in crate::desk::screen) fn row(area: Rect, index: u16) -> Rect {
    Rect { y: area.y.saturating_add(index), height: u16::from(index < area.height), ..area }
}

/// A line with text at both ends; the left one gives way.
pub(in crate::desk::screen) fn two_ends(frame: &mut Frame<'_>, area: Rect, left: (&str, Style), right: (&str, Style)) {
    if area.height == 0 {
        return;
    }
    let columns = usize::from(area.width);
    let end = truncate(right.0, columns.saturating_sub(1));
    let room = columns.saturating_sub(width(&end) + 1);
    let gap = if end.is_empty() { 0 } else { 1 };
    let line = Line::from(vec![
        Span::styled(pad(left.0, room.saturating_sub(gap)), left.1),
        Span::raw(" ".repeat(gap)),
        Span::styled(end.into_owned(), right.1),
    ]);
    frame.render_widget(line, area);
}

/// Draws wrapped text from line `top` on; gives the number of lines there are.
pub(in crate::desk::screen) fn draw_text(frame: &mut Frame<'_>, area: Rect, text: &str, top: usize, style: Style) -> usize {
    let lines = wrap(text, usize::from(area.width));
    let count = lines.len();
    let top = top.min(count.saturating_sub(usize::from(area.height)));
    for (index, line) in lines.into_iter().skip(top).take(usize::from(area.height)).enumerate() {
        let Ok(index) = u16::try_from(index) else { break };
        frame.render_widget(Line::styled(line, style), row(area, index));
    }
    count
}
