//! Drawing the queue: only the rows in the window are built.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{List, Queue};
use crate::desk::app::common::Common;
use crate::desk::ui::text::{pad, pad_left, thousands, truncate, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::QueueRow;
use crate::text::Lang;

/// Columns from which the preview stands beside the list.
const PREVIEW_FROM: u16 = 120;
/// Columns of the preview.
const PREVIEW: u16 = 38;
/// Rows of one finding in the preview.
const FINDING_ROWS: usize = 2;
/// Rows around the list: bar, box, headline, notice, keys.
const AROUND: u16 = 6;

/// Rows of the list at this size of the terminal.
pub(super) const fn list_rows(size: (u16, u16)) -> u16 {
    size.1.saturating_sub(AROUND)
}

/// Whether there is room for the preview.
pub(super) const fn has_preview(size: (u16, u16)) -> bool {
    size.0 >= PREVIEW_FROM
}

/// Where the rows are in the queue's part of the screen.
pub(super) const fn rows_area(area: Rect) -> Rect {
    let width = if area.width >= PREVIEW_FROM { area.width - PREVIEW } else { area.width };
    // Within the box, below the headline.
    Rect { x: area.x + 1, y: area.y + 2, width: width.saturating_sub(2), height: area.height.saturating_sub(3) }
}

struct Columns {
    holder: usize,
    summary: usize,
    status: usize,
    claim: usize,
}

const ORDER_NO: usize = 16;
const ROUND: usize = 2;
const FILES: usize = 4;
const WAITS: usize = 8;
const HINTS: usize = 4;

impl Columns {
    /// What is left of the width after the fixed columns goes to the summary, which gives way first.
    fn of(cells: usize, with_status: bool) -> Self {
        let (holder, claim, status) = if cells >= 90 { (10, 8, 10) } else { (8, 6, 10) };
        let status = if with_status { status } else { 0 };
        let gaps = if with_status { 9 } else { 8 };
        let fixed = 2 + ORDER_NO + holder + ROUND + FILES + WAITS + HINTS + claim + status + gaps;
        Self { holder, summary: cells.saturating_sub(fixed), status, claim }
    }
}

impl Queue {
    /// Draws the list, and beside it what is selected.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        let preview = if area.width >= PREVIEW_FROM { PREVIEW } else { 0 };
        let list = Rect { width: area.width - preview, ..area };
        self.view_list(frame, list, common, now);
        if preview > 0 {
            self.view_preview(frame, Rect { x: area.x + list.width, width: preview, ..area }, common, now);
        }
    }

    fn title(&self, lang: Lang) -> String {
        let name = match &self.list {
            List::Open(Status::AwaitingSupplement) => lang.queue_supplement().to_owned(),
            List::Open(_) => lang.queue_waiting().to_owned(),
            List::Postponed => lang.queue_postponed().to_owned(),
            List::Found(what) => lang.queue_found(&visible(what)),
        };
        if self.rows.is_empty() {
            return name;
        }
        let position = self.before + self.selected as u64 + 1;
        format!("{name}  {}/{}", thousands(position), thousands(self.total))
    }

    fn view_list(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let mut block = theme.pane(&self.title(lang), true);
        if self.proposals > 0 {
            let waiting = format!(" {} ", lang.listings_wait(self.proposals));
            block = block.title_top(Line::styled(waiting, theme.warn()).right_aligned());
        }
        let waiting = self.updates();
        if waiting > 0 {
            block = block.title_bottom(Line::styled(format!(" {} ", lang.updates(waiting)), theme.warn()).right_aligned());
        } else if self.more {
            block = block.title_bottom(Line::styled(format!(" {} ", lang.found_more()), theme.warn()).right_aligned());
        }
        let inside = block.inner(area);
        frame.render_widget(block, area);
        if inside.height < 2 || inside.width < 40 {
            return;
        }
        let cells = usize::from(inside.width);
        let found = matches!(self.list, List::Found(_));
        let columns = Columns::of(cells, found);
        let head = Rect { height: 1, ..inside };
        match &self.find {
            Some(find) => {
                let prompt = lang.find_prompt();
                let Ok(offset) = u16::try_from(width(prompt) + 1) else { return };
                frame.render_widget(Line::styled(format!(" {prompt}"), theme.accent()), head);
                let field = Rect { x: head.x + offset, width: head.width.saturating_sub(offset), ..head };
                find.draw(frame, field, true);
            }
            None => frame.render_widget(Line::styled(headline(lang, &columns), theme.dim()), head),
        }
        let body = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
        if self.rows.is_empty() {
            let text = match (&self.list, self.loaded) {
                (_, false) => lang.loading(),
                (List::Postponed, true) => lang.postponed_empty(),
                (List::Found(_), true) => lang.found_nothing(),
                (List::Open(Status::AwaitingSupplement), true) => lang.supplement_empty(),
                (List::Open(_), true) => lang.queue_empty(),
            };
            for (row, line) in wrap(text, cells.saturating_sub(4)).into_iter().enumerate() {
                let Ok(row) = u16::try_from(row + 1) else { break };
                if row < body.height {
                    let place = Rect { x: body.x + 2, y: body.y + row, width: body.width - 2, height: 1 };
                    frame.render_widget(Line::styled(line, theme.dim()), place);
                }
            }
            return;
        }
        for (offset, row) in self.rows.iter().skip(self.top).take(usize::from(body.height)).enumerate() {
            let Ok(y) = u16::try_from(offset) else { break };
            let place = Rect { y: body.y + y, height: 1, ..body };
            let selected = self.top + offset == self.selected;
            frame.render_widget(self.line(row, selected, &columns, common, now), place);
        }
    }

    fn line(&self, row: &QueueRow, selected: bool, columns: &Columns, common: &Common, now: Millis) -> Line<'static> {
        let lang = common.lang;
        let theme = Theme::of(common);
        let marker = match (selected, self.changed.contains(&row.order_no)) {
            (true, _) => "> ",
            (false, true) => "* ",
            (false, false) => "  ",
        };
        let claim = row.claim.as_ref().filter(|claim| claim.until > now).map(|claim| {
            let mine = common.actor.as_ref().is_some_and(|actor| actor.login == claim.login);
            if mine { lang.mine().to_owned() } else { visible(&claim.name).into_owned() }
        });
        let elsewhere = match &self.list {
            List::Open(status) => row.status != *status,
            List::Postponed => row.status != Status::AwaitingProofreading,
            List::Found(_) => false,
        };
        // The holder has a column of its own; what follows the name is what tells one order from another.
        let summary = row.summary.strip_prefix(row.holder.as_str()).and_then(|rest| rest.strip_prefix('-'));
        let mut summary = visible(summary.unwrap_or(&row.summary)).into_owned();
        if row.items > 1 {
            summary = format!("[{}] {summary}", row.items);
        }
        let postponed = row.postponed.as_ref();
        if let (List::Postponed, Some(postponed)) = (&self.list, postponed) {
            let day = postponed.until.in_china().format("%m-%d").to_string();
            summary = lang.postponed_until(&day, &visible(&postponed.staff_name), &visible(&postponed.reason));
        }
        let mark = postponed.map(|one| match one.assigned_by {
            Some(_) => lang.assigned_mark(),
            None if one.until > now => lang.postponed_mark(),
            None => lang.postponed_due(),
        });
        let claim = claim.or_else(|| mark.map(str::to_owned));
        if elsewhere {
            // The row stays where it is until F5; that it has moved on is said in words.
            summary = format!("{} · {summary}", lang.status(row.status));
        }
        let waits = if row.status == Status::AwaitingProofreading || row.status == Status::AwaitingSupplement {
            lang.waited(now.since(row.submitted_at))
        } else {
            String::new()
        };
        let hints = if row.findings > 0 { format!("!{}", row.findings) } else { String::new() };
        let mut cells =
            vec![format!("{marker}{}", row.order_no), pad(&visible(&row.holder), columns.holder), pad(&summary, columns.summary)];
        if columns.status > 0 {
            cells.push(pad(lang.status(row.status), columns.status));
        }
        cells.extend([
            pad_left(&row.round.to_string(), ROUND),
            pad_left(&row.attachments.to_string(), FILES),
            pad_left(&waits, WAITS),
            pad_left(&hints, HINTS),
            pad(claim.as_deref().unwrap_or_default(), columns.claim),
        ]);
        let style = match (selected, elsewhere, claim.is_some()) {
            (true, _, _) => theme.selected(),
            (false, true, _) | (false, false, true) => theme.dim(),
            (false, false, false) => ratatui::style::Style::new(),
        };
        Line::styled(cells.join(" "), style)
    }

    fn view_preview(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let title = self.selection().map(|row| row.order_no.to_string()).unwrap_or_default();
        let block = theme.pane(&title, false);
        let inside = block.inner(area);
        frame.render_widget(block, area);
        let Some(row) = self.selection() else { return };
        let cells = usize::from(inside.width).saturating_sub(2);
        let mut lines = vec![Span::styled(truncate(&visible(&row.holder), cells).into_owned(), theme.head())];
        let text = |text: &str| wrap(&visible(text), cells).into_iter().map(Span::raw).collect::<Vec<_>>();
        let preview = self.preview.as_ref().filter(|preview| preview.file.order_no == row.order_no);
        let file = preview.map(|preview| &preview.file);
        match file {
            None => lines.extend(text(&row.summary)),
            Some(file) => {
                for item in &file.items {
                    lines.push(Span::raw(""));
                    lines.push(Span::styled(truncate(lang.service(item.service), cells).into_owned(), theme.accent()));
                    let typed = &item.certificate;
                    if typed.holder != row.holder {
                        lines.extend(text(&typed.holder));
                    }
                    lines.extend(text(&typed.school));
                    let kind = [&typed.category, &typed.level, &typed.major];
                    let kind: Vec<&str> = kind.into_iter().filter_map(|part| part.as_deref()).collect();
                    lines.extend(text(&kind.join("  ")));
                    if let (Some(from), Some(to)) = (typed.enrolled_on, typed.graduated_on) {
                        let (from, to) = (from.format("%Y-%m").to_string(), to.format("%Y-%m").to_string());
                        lines.push(Span::raw(lang.from_to(&from, &to)));
                    }
                }
            }
        }
        lines.push(Span::raw(""));
        let facts = [
            lang.status(row.status).to_owned(),
            format!("{}  {}", lang.round(row.round), lang.items_and_files(row.items, row.attachments)),
            lang.submitted_on(&row.submitted_at.in_china().format("%m-%d %H:%M").to_string()),
        ];
        lines.extend(facts.into_iter().map(|fact| Span::raw(truncate(&fact, cells).into_owned())));
        let notable = preview.map(|preview| preview.findings.as_slice()).unwrap_or_default();
        for (number, finding) in notable.iter().filter(|finding| finding.is_notable()).enumerate() {
            if number == 0 {
                lines.push(Span::raw(""));
            }
            // Enough to know what it is about; the rest stands beside the field once the order is open.
            let said = wrap(&format!("! {}", visible(&lang.finding(finding))), cells);
            lines.extend(said.into_iter().take(FINDING_ROWS).map(|line| Span::styled(line, theme.warn())));
        }
        if let Some(decision) = file.and_then(|file| file.last_decision()) {
            lines.push(Span::raw(""));
            let when = decision.decided_at.in_china().format("%m-%d %H:%M").to_string();
            lines.extend(text(&lang.decided_by(&decision.staff_name, &when, lang.status(decision.status))));
        }
        if let Some(postponed) = &row.postponed {
            lines.push(Span::raw(""));
            let day = postponed.until.day().to_string();
            let until = match postponed.assigned_by {
                Some(_) => lang.assigned_to(&postponed.staff_name, &postponed.reason),
                None => {
                    let until = lang.postponed_until(&day, &postponed.staff_name, &postponed.reason);
                    format!("{} {until}", lang.postponed_mark())
                }
            };
            lines.extend(text(&until));
        }
        if let Some(claim) = row.claim.as_ref().filter(|claim| claim.until > now) {
            lines.push(Span::raw(""));
            let until = claim.until.in_china().format("%H:%M").to_string();
            let text = lang.claimed_until(&visible(&claim.name), &until);
            lines.extend(wrap(&text, cells).into_iter().map(|line| Span::styled(line, theme.warn())));
        }
        for (offset, span) in lines.into_iter().enumerate() {
            let Ok(y) = u16::try_from(offset) else { break };
            if y < inside.height {
                let place = Rect { x: inside.x + 1, y: inside.y + y, width: inside.width.saturating_sub(2), height: 1 };
                frame.render_widget(Line::from(span), place);
            }
        }
    }
}

fn headline(lang: Lang, columns: &Columns) -> String {
    let mut cells = vec![
        format!("  {}", pad(lang.column_order_no(), ORDER_NO)),
        pad(lang.column_holder(), columns.holder),
        pad(lang.column_summary(), columns.summary),
    ];
    if columns.status > 0 {
        cells.push(pad(lang.column_status(), columns.status));
    }
    cells.extend([
        pad_left(lang.column_round(), ROUND),
        pad_left(lang.column_attachments(), FILES),
        pad_left(lang.column_waiting(), WAITS),
        pad_left(lang.column_findings(), HINTS),
        pad(lang.column_claim(), columns.claim),
    ]);
    cells.join(" ")
}
