//! Drawing the list of the archive: only the rows in the window are built.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::{Archive, List};
use crate::desk::app::common::Common;
use crate::desk::screen::proofread::row;
use crate::desk::ui::text::{pad, pad_left, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::status::Status;
use crate::store::records::ArchiveRow;
use crate::text::Lang;

/// Rows around the list: bar, box, headline, notice, keys.
const AROUND: u16 = 6;

/// Rows of the list at this size of the terminal.
pub(super) const fn list_rows(size: (u16, u16)) -> u16 {
    size.1.saturating_sub(AROUND)
}

struct Columns {
    holder: usize,
    summary: usize,
    status: usize,
    when: usize,
    by: usize,
}

const ORDER_NO: usize = 16;
const ROUND: usize = 2;

impl Columns {
    /// What is left of the width after the fixed columns goes to the summary, which gives way first.
    fn of(cells: usize, lang: Lang) -> Self {
        let wide = cells >= 100;
        let (holder, when, by) = if wide { (10, 16, 10) } else { (8, 11, 6) };
        // No word for a status is cut.
        let status =
            Status::ALL.iter().map(|status| width(lang.status(*status))).chain([width(lang.status_hidden())]).max().unwrap_or(10);
        let fixed = 2 + ORDER_NO + holder + status + ROUND + when + by + 6;
        Self { holder, summary: cells.saturating_sub(fixed), status, when, by }
    }
}

impl Archive {
    /// Draws the list.
    pub(super) fn draw_list(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let name = match &self.list {
            List::Ended => lang.archive_ended().to_owned(),
            List::Found(typed) => lang.queue_found(&visible(typed)),
        };
        let plus = if self.more { "+" } else { "" };
        let place =
            if self.rows.is_empty() { String::new() } else { format!("  {}/{}{plus}", self.selected + 1, self.rows.len()) };
        let mut block = theme.pane(&format!("{}  {name}{place}", lang.archive_title()), true);
        if !self.changed.is_empty() {
            let updates = format!(" {} ", lang.updates(self.changed.len()));
            block = block.title_bottom(Line::styled(updates, theme.warn()).right_aligned());
        } else if self.more && matches!(self.list, List::Found(_)) {
            block = block.title_bottom(Line::styled(format!(" {} ", lang.found_more()), theme.warn()).right_aligned());
        }
        let inside = block.inner(area);
        frame.render_widget(block, area);
        if inside.height < 2 || inside.width < 40 {
            return;
        }
        let cells = usize::from(inside.width);
        let columns = Columns::of(cells, lang);
        match &self.find {
            Some(find) => {
                let prompt = lang.find_prompt();
                let Ok(offset) = u16::try_from(width(prompt) + 1) else { return };
                let head = row(inside, 0);
                frame.render_widget(Line::styled(format!(" {prompt}"), theme.accent()), head);
                find.draw(frame, Rect { x: head.x + offset, width: head.width.saturating_sub(offset), ..head }, true);
            }
            None => frame.render_widget(Line::styled(headline(lang, &columns), theme.dim()), row(inside, 0)),
        }
        let body = Rect { y: inside.y + 1, height: inside.height - 1, ..inside };
        if self.rows.is_empty() {
            let text = match (&self.list, self.loaded) {
                (_, false) => lang.loading(),
                (List::Ended, true) => lang.archive_empty(),
                (List::Found(_), true) => lang.found_nothing(),
            };
            for (at, line) in wrap(text, cells.saturating_sub(4)).into_iter().enumerate() {
                let Ok(at) = u16::try_from(at + 1) else { break };
                if at < body.height {
                    frame.render_widget(Line::styled(format!("  {line}"), theme.dim()), row(body, at));
                }
            }
            return;
        }
        for (offset, one) in self.rows.iter().skip(self.top).take(usize::from(body.height)).enumerate() {
            let selected = self.top + offset == self.selected;
            let marker = match (selected, self.changed.contains(&one.row.order_no)) {
                (true, _) => "> ",
                (false, true) => "* ",
                (false, false) => "  ",
            };
            let text = format!("{marker}{}", line(one, &columns, lang));
            let Ok(offset) = u16::try_from(offset) else { break };
            let style = if selected { theme.selected() } else { Style::new() };
            frame.render_widget(Line::styled(pad(&text, cells), style), row(body, offset));
        }
    }
}

fn line(one: &ArchiveRow, columns: &Columns, lang: Lang) -> String {
    let order = &one.row;
    // The holder has a column of its own.
    let summary = order.summary.strip_prefix(order.holder.as_str()).and_then(|rest| rest.strip_prefix('-'));
    let mut summary = visible(summary.unwrap_or(&order.summary)).into_owned();
    if order.items > 1 {
        summary = format!("[{}] {summary}", order.items);
    }
    let (at, by) = match (&one.decided, order.status) {
        (_, Status::Cancelled) => (Some(one.changed_at), lang.who_applicant().to_owned()),
        (Some(decided), _) => (Some(decided.at), visible(&decided.name).into_owned()),
        (None, status) if one.is_blind || status.has_ended() => (Some(one.changed_at), String::new()),
        (None, _) => (None, String::new()),
    };
    let form = if columns.when > 11 { "%Y-%m-%d %H:%M" } else { "%m-%d %H:%M" };
    let at = at.map(|at| at.in_china().format(form).to_string()).unwrap_or_default();
    [
        order.order_no.to_string(),
        pad(&visible(&order.holder), columns.holder),
        pad(&summary, columns.summary),
        pad(lang.told_status((!one.is_blind).then_some(order.status)), columns.status),
        pad_left(&order.round.to_string(), ROUND),
        pad(&at, columns.when),
        pad(&by, columns.by),
    ]
    .join(" ")
}

fn headline(lang: Lang, columns: &Columns) -> String {
    [
        format!("  {}", pad(lang.column_order_no(), ORDER_NO)),
        pad(lang.column_holder(), columns.holder),
        pad(lang.column_summary(), columns.summary),
        pad(lang.column_status(), columns.status),
        pad_left(lang.column_round(), ROUND),
        pad(lang.archive_changed(), columns.when),
        pad(lang.archive_by(), columns.by),
    ]
    .join(" ")
}
