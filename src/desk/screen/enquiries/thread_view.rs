//! Drawing a thread: what was written, the reply below it, the order at its side; in a narrow window one of the two at a time.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::me;
use super::order_view::order_lines;
use super::thread::{Layer, Side, Thread};
use super::writing::Sending;
use crate::desk::app::common::Common;
use crate::desk::screen::proofread::row;
use crate::desk::ui::text::{truncate, visible, visible_lines, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::enquiry::{EnquiryState, MAX_REPLY_CHARS};
use crate::domain::time::Millis;
use crate::store::records::{EnquiryNote, EnquiryPost};

/// Columns from which both sides stand beside each other.
const BOTH_FROM: u16 = 110;
/// Rows of bar, notice and keys.
const AROUND: u16 = 3;

/// Whether both sides stand beside each other.
pub(super) const fn is_wide(columns: u16) -> bool {
    columns >= BOTH_FROM
}

/// Where everything is.
struct Areas {
    posts: Option<Rect>,
    order: Option<Rect>,
    reply: Option<Rect>,
}

impl Thread {
    fn areas(&self, area: Rect) -> Areas {
        let writes = matches!(self.layer, Layer::Reply | Layer::Canned(_));
        let begun = self.writing.as_ref().is_some_and(|writing| !writing.editor.is_empty());
        // Half of the height while one writes; a few lines of a reply that waits to be written on.
        let reply = match (writes, begun) {
            (true, _) => area.height / 2,
            (false, true) => 5,
            (false, false) => 0,
        };
        let side = if is_wide(area.width) { (area.width * 2 / 5).clamp(44, 64) } else { 0 };
        let left = Rect { width: area.width - side, ..area };
        let above = Rect { height: left.height - reply, ..left };
        let below = (reply > 0).then_some(Rect { y: above.bottom(), height: reply, ..left });
        if side > 0 {
            let order = Rect { x: area.x + left.width, width: side, ..area };
            return Areas { posts: Some(above), order: Some(order), reply: below };
        }
        match self.side {
            Side::Posts => Areas { posts: Some(above), order: None, reply: below },
            Side::Order => Areas { posts: None, order: Some(above), reply: below },
        }
    }

    /// Where the scrolled side ends: the first line of its last page, and the lines of a page.
    pub(super) fn extent(&self, common: &Common) -> (usize, usize) {
        let body = Rect { x: 0, y: 1, width: common.size.0, height: common.size.1.saturating_sub(AROUND) };
        let areas = self.areas(body);
        let (lines, place) = match self.side {
            Side::Posts => (areas.posts.map(|place| self.post_lines(cells(place), common).len()), areas.posts),
            Side::Order => (areas.order.map(|place| order_lines(self, cells(place), common).len()), areas.order),
        };
        // In a narrow window the tabs take a row.
        let tabs = usize::from(!is_wide(common.size.0));
        let height = place.map_or(1, |place| usize::from(place.height).saturating_sub(2 + tabs));
        (lines.unwrap_or(0).saturating_sub(height), height.saturating_sub(1).max(1))
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        let areas = self.areas(area);
        let wide = is_wide(area.width);
        if let Some(place) = areas.posts {
            self.view_posts(frame, place, wide, common, now);
        }
        if let Some(place) = areas.order {
            self.view_order(frame, place, wide, common);
        }
        if let Some(place) = areas.reply {
            self.view_reply(frame, place, common);
        }
        match &self.layer {
            Layer::Canned(canned) => canned.view(frame, area, self, common),
            Layer::HandOver(form) => form.view(frame, area, common),
            Layer::Panes | Layer::Reply => {}
        }
    }

    /// Subject, state and since when it waits; at the right who else is writing.
    fn view_posts(&self, frame: &mut Frame<'_>, area: Rect, wide: bool, common: &Common, now: Millis) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let thread_row = &self.thread.row;
        let state = match thread_row.waiting_since {
            Some(since) => lang.enquiry_waits(&lang.worked(common.calendar.working_ms(since, now), common.calendar.day_ms())),
            None if self.is_closed() => lang.enquiry_state(EnquiryState::Closed).to_owned(),
            None => lang.enquiry_answered().to_owned(),
        };
        let replying = (!self.thread.replying.is_empty()).then(|| {
            let names: Vec<_> = self.thread.replying.iter().map(|name| visible(name).into_owned()).collect();
            format!(" ! {} ", lang.is_replying(&names.join(lang.list_comma())))
        });
        let room = usize::from(area.width).saturating_sub(8 + replying.as_deref().map_or(0, width));
        let tail = format!("  {}  {state}", visible(&thread_row.enquiry_no));
        let subject = truncate(&visible(&thread_row.subject), room.saturating_sub(width(&tail))).into_owned();
        let mut block = theme.pane(&truncate(&format!("{subject}{tail}"), room), self.side == Side::Posts && self.is_reading());
        if let Some(replying) = replying {
            block = block.title_top(Line::styled(replying, theme.warn()).right_aligned());
        }
        let mut facts = vec![visible(&thread_row.account).into_owned()];
        if let Some((_, name)) = &thread_row.assigned {
            facts.push(lang.handed_to(&visible(name)));
        }
        block = block.title_bottom(Line::styled(format!(" {} ", facts.join("  ")), theme.dim()));
        let mut body = block.inner(area);
        frame.render_widget(block, area);
        if !wide {
            self.view_tabs(frame, &mut body, common);
        }
        let lines = self.post_lines(cells(area), common);
        let height = usize::from(body.height);
        let last = lines.len().saturating_sub(height);
        let top = last.saturating_sub(self.up);
        draw_lines(frame, body, lines, top);
    }

    fn view_order(&self, frame: &mut Frame<'_>, area: Rect, wide: bool, common: &Common) {
        let theme = Theme::of(common);
        let title = self.order_no().map_or_else(|| common.lang.enquiry_no_order().to_owned(), ToString::to_string);
        let block = theme.pane(&title, self.side == Side::Order && self.is_reading());
        let mut body = block.inner(area);
        frame.render_widget(block, area);
        if !wide {
            self.view_tabs(frame, &mut body, common);
        }
        let lines = order_lines(self, cells(area), common);
        let top = self.order_top.min(lines.len().saturating_sub(usize::from(body.height)));
        draw_lines(frame, body, lines, top);
    }

    /// In a narrow window: which side is in front.
    fn view_tabs(&self, frame: &mut Frame<'_>, body: &mut Rect, common: &Common) {
        let theme = Theme::of(common);
        let lang = common.lang;
        let mut spans = vec![Span::raw(" ")];
        for (side, word) in [(Side::Posts, lang.side_posts()), (Side::Order, lang.side_order())] {
            let here = side == self.side;
            let text = if here { format!("[{word}]") } else { format!(" {word} ") };
            spans.push(Span::styled(text, if here { theme.head() } else { theme.dim() }));
            spans.push(Span::raw(" "));
        }
        if let (Side::Posts, Some(order)) = (self.side, &self.order) {
            spans.push(Span::styled(format!("  {}", lang.told_status(order.file.told_status())), theme.dim()));
        }
        frame.render_widget(Line::from(spans), row(*body, 0));
        *body = Rect { y: body.y + 1, height: body.height.saturating_sub(1), ..*body };
    }

    fn view_reply(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let Some(writing) = &self.writing else { return };
        let focused = matches!(self.layer, Layer::Reply);
        let title = if focused { lang.reply_title() } else { lang.reply_draft_title() };
        let count = format!(" {}/{MAX_REPLY_CHARS} ", writing.editor.chars());
        let mut block = theme.pane(title, focused).title_bottom(Line::styled(count, theme.dim()).right_aligned());
        let words = writing.saving_words(common);
        if !words.is_empty() {
            let tone = if self.sending() == Sending::Under { theme.warn() } else { theme.dim() };
            block = block.title_bottom(Line::styled(format!(" {words} "), tone));
        }
        let body = block.inner(area);
        frame.render_widget(block, area);
        writing.editor.draw(frame, Rect { x: body.x + 1, width: body.width.saturating_sub(2), ..body }, focused);
    }

    const fn is_reading(&self) -> bool {
        matches!(self.layer, Layer::Panes)
    }

    /// Posts in their order, whatever the portal's clock says of them, and each note before the first post that is newer.
    fn post_lines(&self, cells: usize, common: &Common) -> Vec<Line<'static>> {
        let seen = self.writing.as_ref().filter(|writing| writing.is_begun()).map(|writing| writing.seen);
        let mut notes = self.thread.notes.iter().peekable();
        let mut blocks: Vec<Vec<Line<'static>>> = Vec::new();
        for post in &self.thread.posts {
            while let Some(note) = notes.next_if(|note| note.at < post.at) {
                blocks.push(note_block(note, cells, common));
            }
            blocks.push(post_block(post, seen, cells, common));
        }
        blocks.extend(notes.map(|note| note_block(note, cells, common)));
        blocks.join(&Line::default())
    }
}

/// Cells of a line in a pane.
fn cells(place: Rect) -> usize {
    usize::from(place.width).saturating_sub(4)
}

fn draw_lines(frame: &mut Frame<'_>, body: Rect, lines: Vec<Line<'static>>, top: usize) {
    for (at, line) in lines.into_iter().skip(top).take(usize::from(body.height)).enumerate() {
        let Ok(y) = u16::try_from(at) else { break };
        let place = row(body, y);
        frame.render_widget(line, Rect { x: place.x + 1, width: place.width.saturating_sub(1), ..place });
    }
}

/// Lines of a text, two cells in.
fn body_lines(text: &str, cells: usize, style: Style) -> impl Iterator<Item = Line<'static>> {
    wrap(&visible_lines(text), cells.saturating_sub(2)).into_iter().map(move |line| Line::styled(format!("  {line}"), style))
}

fn post_block(post: &EnquiryPost, seen: Option<u32>, cells: usize, common: &Common) -> Vec<Line<'static>> {
    let lang = common.lang;
    let theme = Theme::of(common);
    let when = post.at.in_china().format("%m-%d %H:%M").to_string();
    let who = match &post.staff {
        None => lang.portal_actor().to_owned(),
        Some((login, _)) if login == me(common) => lang.mine().to_owned(),
        Some((_, name)) => visible(name).into_owned(),
    };
    let taken_back = post.sent.as_ref().is_some_and(|sent| sent.taken_back_at.is_some());
    let mut head = vec![
        Span::styled(who, if post.staff.is_none() { theme.accent() } else { theme.head() }),
        Span::styled(format!("  {when}"), theme.dim()),
    ];
    let own = post.staff.as_ref().is_some_and(|(login, _)| login == me(common));
    if let Some(sent) = &post.sent {
        let until = sent.held_until.in_china().format("%H:%M:%S").to_string();
        let (style, word) = match (taken_back, sent.delivered_at) {
            (true, _) => (theme.warn(), lang.post_taken_back().to_owned()),
            (false, Some(_)) => (theme.dim(), lang.post_delivered().to_owned()),
            (false, None) if own => (theme.dim(), lang.post_held_ours(&until)),
            (false, None) => (theme.dim(), lang.post_held(&until)),
        };
        head.push(Span::styled(format!("  [{word}]"), style));
    }
    if seen.is_some_and(|seen| post.post > seen) {
        head.push(Span::styled(format!("  ! {}", lang.unread_mark()), theme.warn()));
    }
    let mut lines = vec![Line::from(head)];
    lines.extend(body_lines(&post.body, cells, if taken_back { theme.dim() } else { Style::new() }));
    lines
}

fn note_block(note: &EnquiryNote, cells: usize, common: &Common) -> Vec<Line<'static>> {
    let theme = Theme::of(common);
    let when = note.at.in_china().format("%m-%d %H:%M").to_string();
    let head = common.lang.enquiry_note(&visible(&note.name), &visible(&note.to), &when);
    let mut lines = vec![Line::styled(head, theme.warn())];
    lines.extend(body_lines(&note.body, cells, theme.dim()));
    lines
}
