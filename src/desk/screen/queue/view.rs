//! Drawing the queue: only the rows in the window are built.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::columns::Layout;
use super::panels::counted;
use super::{List, Queue};
use crate::desk::app::common::Common;
use crate::desk::ui::text::{thousands, truncate, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::queue_view::Column;
use crate::domain::status::Status;
use crate::domain::study::Level;
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

impl Queue {
    /// Draws the list, and beside it what is selected.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        let preview = if area.width >= PREVIEW_FROM { PREVIEW } else { 0 };
        let list = Rect { width: area.width - preview, ..area };
        self.view_list(frame, list, common, now);
        if preview > 0 {
            self.view_preview(frame, Rect { x: area.x + list.width, width: preview, ..area }, common, now);
        }
        self.view_panel(frame, area, common);
    }

    fn title(&self, lang: Lang, cells: usize) -> String {
        let name = match &self.list {
            List::Open(Status::AwaitingSupplement) => lang.queue_supplement().to_owned(),
            List::Open(_) => lang.queue_waiting().to_owned(),
            List::Postponed => lang.queue_postponed().to_owned(),
            List::Found(what) => lang.queue_found(&visible(what)),
            List::Filtered => return self.filtered_title(lang, cells),
        };
        if self.rows.is_empty() {
            return name;
        }
        let position = self.before + self.selected as u64 + 1;
        format!("{name}  {}/{}", thousands(position), thousands(self.total))
    }

    /// What is filtered for, in words as far as there is room; and how many fit, as far as that was counted.
    pub(super) fn filtered_title(&self, lang: Lang, cells: usize) -> String {
        let words = match &self.named {
            Some(name) => visible(name).into_owned(),
            None => {
                let words = lang.filter_words(&self.view.filter, |login| self.views.name(login));
                visible(&words).into_owned()
            }
        };
        let count = self.filtered.matching.map(counted);
        let position = self.filtered.number.filter(|_| !self.rows.is_empty()).map(|number| number + self.selected as u64 + 1);
        let place = match (position, count) {
            (Some(position), Some(count)) => format!("  {}/{count}", thousands(position)),
            (None, Some(count)) => format!("  {count}"),
            (_, None) => String::new(),
        };
        let rest = format!(" {}{place}", lang.sort(self.view.sort));
        format!("{}{rest}", truncate(&words, cells.saturating_sub(width(&rest))))
    }

    /// What is said below the list.
    fn note(&self, lang: Lang) -> Option<String> {
        let waiting = self.updates();
        let filtered = (self.list == List::Filtered).then_some(&self.filtered);
        match filtered {
            _ if waiting > 0 => Some(lang.updates(waiting)),
            _ if self.more => Some(lang.found_more().to_owned()),
            None => None,
            Some(filtered) if filtered.stale => Some(lang.list_stale().to_owned()),
            Some(filtered) if filtered.paused => filtered.looked.map(|looked| match filtered.of {
                Some(of) => lang.looked_through(&thousands(looked), &thousands(of)),
                None => lang.looked_through_some(&thousands(looked)),
            }),
            Some(filtered) => match filtered.sorted_among {
                Some(among) => Some(lang.sorted_within(&thousands(among))),
                None => filtered.cut.then(|| lang.sorted_most(&thousands(self.rows.len() as u64))),
            },
        }
    }

    /// What stands in place of an empty list.
    pub(super) const fn nothing(&self, lang: Lang) -> &'static str {
        match (&self.list, self.loaded) {
            (_, false) => lang.loading(),
            (List::Postponed, true) => lang.postponed_empty(),
            (List::Found(_), true) => lang.found_nothing(),
            (List::Open(Status::AwaitingSupplement), true) => lang.supplement_empty(),
            (List::Open(_), true) => lang.queue_empty(),
            (List::Filtered, true) if self.filtered.behind.is_some() => lang.filter_nothing_yet(),
            (List::Filtered, true) => lang.filter_nothing(),
        }
    }

    fn view_list(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        let lang = common.lang;
        let theme = Theme::of(common);
        // The corners, the mark of the focus, and what waits on the dishonesty list.
        let waiting = if self.proposals > 0 { format!(" {} ", lang.listings_wait(self.proposals)) } else { String::new() };
        let mut block = theme.pane(&self.title(lang, usize::from(area.width).saturating_sub(8 + width(&waiting))), true);
        if self.proposals > 0 {
            block = block.title_top(Line::styled(waiting, theme.warn()).right_aligned());
        }
        if let Some(note) = self.note(lang) {
            block = block.title_bottom(Line::styled(format!(" {note} "), theme.warn()).right_aligned());
        }
        let inside = block.inner(area);
        frame.render_widget(block, area);
        if inside.height < 2 || inside.width < 40 {
            return;
        }
        let cells = usize::from(inside.width);
        let columns = Layout::of(cells, &self.columns());
        let head = Rect { height: 1, ..inside };
        match &self.find {
            Some(find) => {
                let prompt = lang.find_prompt();
                let Ok(offset) = u16::try_from(width(prompt) + 1) else { return };
                frame.render_widget(Line::styled(format!(" {prompt}"), theme.accent()), head);
                let field = Rect { x: head.x + offset, width: head.width.saturating_sub(offset), ..head };
                find.draw(frame, field, true);
            }
            None => frame.render_widget(Line::styled(columns.headline(lang), theme.dim()), head),
        }
        let body = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
        if self.rows.is_empty() {
            for (row, line) in wrap(self.nothing(lang), cells.saturating_sub(4)).into_iter().enumerate() {
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

    fn line(&self, row: &QueueRow, selected: bool, columns: &Layout, common: &Common, now: Millis) -> Line<'static> {
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
        let elsewhere = self.is_elsewhere(row.status);
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
        let text = columns.line(marker, |column| match column {
            Column::OrderNo => row.order_no.to_string(),
            Column::Holder => visible(&row.holder).into_owned(),
            Column::Summary => summary.clone(),
            Column::School => visible(school(row)).into_owned(),
            Column::Status => lang.status(row.status).to_owned(),
            Column::Round => row.round.to_string(),
            Column::Items => row.items.to_string(),
            Column::Files => row.attachments.to_string(),
            Column::Submitted => row.submitted_at.in_china().format("%m-%d %H:%M").to_string(),
            Column::Waiting => waits.clone(),
            Column::Findings => hints.clone(),
            Column::Claim => claim.clone().unwrap_or_default(),
            Column::Institution => {
                let institution = common.institution_record();
                institution.map(|one| visible(&one.short_name).into_owned()).unwrap_or_default()
            }
        });
        let style = match (selected, elsewhere, claim.is_some()) {
            (true, _, _) => theme.selected(),
            (false, true, _) | (false, false, true) => theme.dim(),
            (false, false, false) => ratatui::style::Style::new(),
        };
        Line::styled(text, style)
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

/// The school of the first item: what stands between the holder and the level in the summary (G8.2).
fn school(row: &QueueRow) -> &str {
    let rest = row.summary.strip_prefix(row.holder.as_str()).and_then(|rest| rest.strip_prefix('-')).unwrap_or(&row.summary);
    match rest.rsplit_once('-') {
        Some((school, level)) if Level::read(level).is_some() => school,
        _ => rest,
    }
}
