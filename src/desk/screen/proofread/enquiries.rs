//! What the applicant asked about the open order, and what was answered: to read, without leaving it.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Proofread;
use crate::desk::app::common::{Ask, Common};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::Slot;
use crate::desk::screen::enquiries::acts::EnquiryAct;
use crate::desk::ui::text::{visible, visible_lines, wrap};
use crate::desk::ui::theme::Theme;
use crate::store::records::EnquiryThread;

impl Proofread {
    /// Asks for the enquiries about this order.
    pub(super) fn ask_enquiries(&self, common: &mut Common) -> Vec<Ask> {
        let ticket = common.ticket(Slot::OrderEnquiries);
        let act = EnquiryAct::OfOrder(self.file.order_no.clone());
        vec![Ask::Do(Effect::Enquiry { ticket, institution: self.file.institution.clone(), act })]
    }
}

/// Threads in lines, one after the other.
pub(super) fn enquiry_lines(threads: &[EnquiryThread], columns: usize, common: &Common) -> Vec<Line<'static>> {
    let lang = common.lang;
    let theme = Theme::of(common);
    if threads.is_empty() {
        return vec![Line::styled(lang.order_enquiries_none(), theme.dim())];
    }
    let mut lines = Vec::new();
    for thread in threads {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let state = match (thread.row.waiting_since, thread.row.state) {
            (Some(since), _) => {
                let waited = common.calendar.working_ms(since, thread.now);
                lang.enquiry_waits(&lang.worked(waited, common.calendar.day_ms()))
            }
            (None, crate::domain::enquiry::EnquiryState::Open) => lang.enquiry_answered().to_owned(),
            (None, closed) => lang.enquiry_state(closed).to_owned(),
        };
        let head = format!("{}  {}  {state}", visible(&thread.row.enquiry_no), visible(&thread.row.subject));
        lines.extend(wrap(&head, columns).into_iter().map(|line| Line::styled(line, theme.accent())));
        for post in &thread.posts {
            let taken_back = post.sent.as_ref().is_some_and(|sent| sent.taken_back_at.is_some());
            let who = post.staff.as_ref().map_or_else(|| lang.portal_actor().into(), |(_, name)| visible(name).into_owned());
            let mut spans = vec![
                Span::styled(format!("  {who}"), theme.head()),
                Span::styled(format!("  {}", post.at.in_china().format("%m-%d %H:%M")), theme.dim()),
            ];
            if taken_back {
                spans.push(Span::styled(format!("  [{}]", lang.post_taken_back()), theme.warn()));
            }
            lines.push(Line::from(spans));
            let style = if taken_back { theme.dim() } else { Style::new() };
            let body = wrap(&visible_lines(&post.body), columns.saturating_sub(4));
            lines.extend(body.into_iter().map(|line| Line::styled(format!("    {line}"), style)));
        }
    }
    lines
}
