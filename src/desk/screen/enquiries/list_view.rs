//! Drawing the list.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Enquiries;
use crate::desk::app::common::Common;
use crate::desk::screen::proofread::row;
use crate::desk::ui::text::{pad, pad_left, thousands, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::enquiry::EnquiryState;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;
use crate::store::records::{EnquiryRow, EnquiryTab};
use crate::text::Lang;

/// Rows around the list: bar, box, tabs, headline, notice, keys.
const AROUND: u16 = 7;

/// Rows of the list at this size of the terminal.
pub(super) const fn list_rows(size: (u16, u16)) -> u16 {
    size.1.saturating_sub(AROUND)
}

/// Where the rows are in this part of the screen.
pub(super) const fn rows_area(area: Rect) -> Rect {
    // Within the box, below the tabs and the headline.
    Rect { x: area.x + 1, y: area.y + 3, width: area.width.saturating_sub(2), height: area.height.saturating_sub(4) }
}

const NEW: usize = 2;
const WAITS: usize = 8;
const ORDER: usize = 16;

/// Widths of what is not the same at every width; the subject takes the rest.
struct Columns {
    number: usize,
    subject: usize,
    account: usize,
    who: usize,
}

impl Columns {
    fn of(cells: usize) -> Self {
        let (number, account, who) = if cells >= 100 { (12, 14, 16) } else { (9, 9, 12) };
        let fixed = 2 + NEW + WAITS + number + ORDER + account + who + 6;
        Self { number, subject: cells.saturating_sub(fixed), account, who }
    }
}

impl Enquiries {
    pub(super) fn view_list(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let waiting = lang.enquiries_waiting(&thousands(u64::from(self.waiting)));
        let mut block = theme.pane(&format!("{}  {waiting}", lang.enquiries_title()), true);
        let updates = self.updates();
        if updates > 0 {
            block = block.title_bottom(Line::styled(format!(" {} ", lang.updates(updates)), theme.warn()).right_aligned());
        } else if self.found.is_some() && self.more {
            block = block.title_bottom(Line::styled(format!(" {} ", lang.found_more()), theme.warn()).right_aligned());
        }
        let inside = block.inner(area);
        frame.render_widget(block, area);
        if inside.height < 4 || inside.width < 40 {
            return;
        }
        self.view_tabs(frame, row(inside, 0), common);
        let cells = usize::from(inside.width);
        let columns = Columns::of(cells);
        frame.render_widget(Line::styled(headline(lang, &columns), theme.dim()), row(inside, 1));
        let body = Rect { y: inside.y + 2, height: inside.height - 2, ..inside };
        if self.rows.is_empty() {
            let text = match (self.loaded, &self.found, self.tab) {
                (false, ..) => lang.loading(),
                (true, Some(_), _) => lang.enquiries_not_found(),
                (true, None, EnquiryTab::Waiting) => lang.enquiries_none_waiting(),
                (true, None, EnquiryTab::Mine) => lang.enquiries_none_mine(),
                (true, None, EnquiryTab::Open | EnquiryTab::Closed) => lang.enquiries_none(),
            };
            for (at, line) in wrap(text, cells.saturating_sub(4)).into_iter().enumerate() {
                let Ok(y) = u16::try_from(at + 1) else { break };
                frame.render_widget(Line::styled(format!("  {line}"), theme.dim()), row(body, y));
            }
            return;
        }
        for (at, one) in self.rows.iter().skip(self.top).take(usize::from(body.height)).enumerate() {
            let Ok(y) = u16::try_from(at) else { break };
            let line = self.line(one, self.top + at == self.selected, &columns, common, now);
            frame.render_widget(line, row(body, y));
        }
    }

    fn view_tabs(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let theme = Theme::of(common);
        let lang = common.lang;
        if let Some(find) = &self.find {
            let prompt = lang.find_prompt();
            let Ok(offset) = u16::try_from(width(prompt) + 1) else { return };
            frame.render_widget(Line::styled(format!(" {prompt}"), theme.accent()), area);
            find.draw(frame, Rect { x: area.x + offset, width: area.width.saturating_sub(offset), ..area }, true);
            return;
        }
        let mut spans = vec![Span::raw(" ")];
        for tab in EnquiryTab::ALL {
            let here = *tab == self.tab && self.found.is_none();
            let word = lang.enquiry_tab(*tab);
            let text = if here { format!("[{word}]") } else { format!(" {word} ") };
            spans.push(Span::styled(text, if here { theme.head() } else { theme.dim() }));
            spans.push(Span::raw(" "));
        }
        if let Some(what) = &self.found {
            spans.push(Span::styled(format!("[{}]", lang.queue_found(&visible(what))), theme.head()));
        }
        frame.render_widget(Line::from(spans), area);
    }

    fn line(&self, one: &EnquiryRow, selected: bool, columns: &Columns, common: &Common, now: Millis) -> Line<'static> {
        let lang = common.lang;
        let theme = Theme::of(common);
        let marker = match (selected, self.changed.contains(&one.enquiry_no)) {
            (true, _) => "> ",
            (false, true) => "* ",
            (false, false) => "  ",
        };
        let closed = one.state == EnquiryState::Closed;
        // A row stays where it is until F5; that it waits no longer is said in words.
        let waits = match one.waiting_since {
            Some(since) => lang.worked(common.calendar.working_ms(since, now), common.calendar.day_ms()),
            None if closed => lang.enquiry_state(EnquiryState::Closed).to_owned(),
            None => lang.enquiry_answered().to_owned(),
        };
        let replying = self.replying.iter().find(|replying| replying.enquiry_no == one.enquiry_no);
        let who = match (replying, &one.assigned) {
            (Some(replying), _) => lang.is_replying_short(&visible(&replying.name)),
            (None, Some((login, _))) if login == super::me(common) => lang.handed_to_me().to_owned(),
            (None, Some((_, name))) => lang.handed_to(&visible(name)),
            (None, None) => String::new(),
        };
        let cells = [
            format!("{marker}{}", pad(if one.is_unread() { lang.unread_mark() } else { "" }, NEW)),
            pad_left(&waits, WAITS),
            pad(&visible(&one.enquiry_no), columns.number),
            pad(one.order_no.as_ref().map_or("", OrderNo::as_str), ORDER),
            pad(&visible(&one.subject), columns.subject),
            pad(&visible(&one.account), columns.account),
            pad(&who, columns.who),
        ];
        let style = match (selected, one.waiting_since, one.is_unread()) {
            (true, ..) => theme.selected(),
            (false, None, _) => theme.dim(),
            (false, Some(_), true) => theme.head(),
            (false, Some(_), false) => Style::new(),
        };
        Line::styled(cells.join(" "), style)
    }
}

fn headline(lang: Lang, columns: &Columns) -> String {
    [
        format!("  {}", pad("", NEW)),
        pad_left(lang.column_waited(), WAITS),
        pad(lang.column_enquiry(), columns.number),
        pad(lang.column_order_no(), ORDER),
        pad(lang.column_subject(), columns.subject),
        pad(lang.column_account(), columns.account),
        pad(lang.column_who(), columns.who),
    ]
    .join(" ")
}
