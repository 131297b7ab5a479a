//! Choosing a canned text: the list, and what the chosen one says here.

use std::collections::BTreeMap;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::acts::Beside;
use super::say;
use super::thread::{Layer, Thread};
use crate::desk::app::common::{Ask, Common, Env};
use crate::desk::app::msg::Tone;
use crate::desk::input::editor::Editor;
use crate::desk::screen::proofread::row;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{pad, visible, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::fold::half_width;
use crate::domain::initials::initials;
use crate::domain::reply::{Canned, Values, Variable, fill, unfilled};
use crate::domain::status::Status;
use crate::store::records::EnquiryThread;
use crate::text::Lang;

/// Columns of the list of labels.
const LABELS: u16 = 34;
/// Rows of the box at most.
const ROWS: u16 = 24;

/// The box.
#[derive(Debug)]
pub(super) struct CannedBox {
    filter: Editor,
    selected: usize,
}

/// What the variables stand for in this thread.
pub(super) fn values(thread: &EnquiryThread, order: Option<&Beside>, common: &Common) -> Values {
    let mut values: Values = BTreeMap::new();
    let mut put = |variable, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            values.insert(variable, value);
        }
    };
    put(Variable::EnquiryNo, Some(thread.row.enquiry_no.clone()));
    put(Variable::Subject, Some(thread.row.subject.clone()));
    put(Variable::OrderNo, thread.row.order_no.as_ref().map(ToString::to_string));
    put(Variable::Institution, common.institution_record().map(|institution| institution.name.clone()));
    put(Variable::StaffName, common.actor.as_ref().map(|actor| actor.name.clone()));
    if let Some(Beside { file, .. }) = order {
        put(Variable::Status, file.told_status().and_then(|status| common.replies.status.get(&status)).cloned());
        let first = file.items.first().map(|item| &item.certificate);
        put(Variable::HolderName, first.map(|certificate| certificate.holder.clone()));
        put(Variable::School, first.map(|certificate| certificate.school.clone()));
        let decided = file.last_decision().map(|decision| common.lang.reply_day(decision.decided_at.day()));
        put(Variable::LastDecisionOn, decided);
    }
    values
}

impl CannedBox {
    pub(super) fn new() -> Self {
        Self { filter: Editor::line("", 40), selected: 0 }
    }

    fn shown<'a>(&self, common: &'a Common) -> Vec<&'a Canned> {
        let wanted = half_width(&self.filter.text()).to_lowercase();
        let fits = |canned: &&Canned| {
            wanted.is_empty()
                || canned.label.to_lowercase().contains(&wanted)
                || initials(&canned.label).iter().any(|letters| letters.contains(&wanted))
        };
        common.replies.texts.iter().filter(fits).collect()
    }

    pub(super) fn go(&mut self, down: bool, common: &Common) {
        let last = self.shown(common).len().saturating_sub(1);
        self.selected = if down { (self.selected + 1).min(last) } else { self.selected.saturating_sub(1) };
    }

    pub(super) fn type_filter(&mut self, change: impl FnOnce(&mut Editor) -> bool) {
        if change(&mut self.filter) {
            self.selected = 0;
        }
    }

    fn chosen<'a>(&self, common: &'a Common) -> Option<&'a Canned> {
        self.shown(common).get(self.selected).copied()
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, thread: &Thread, common: &Common) {
        let theme = Theme::of(common);
        let lang = common.lang;
        let hint = Line::styled(format!(" {} ", lang.canned_hint()), theme.dim());
        let block = theme.pane(lang.canned_title(), true).title_bottom(hint);
        let place = overlay::centred(area, area.width.saturating_sub(4).min(120), ROWS.min(area.height));
        let inside = overlay::open(frame, place, block);
        if inside.height < 4 || inside.width < 50 {
            return;
        }
        frame.render_widget(Line::styled(" / ", theme.accent()), Rect { height: 1, ..inside });
        self.filter.draw(frame, Rect { x: inside.x + 3, width: LABELS - 4, height: 1, ..inside }, true);
        let left = Rect { y: inside.y + 1, height: inside.height - 1, width: LABELS, ..inside };
        let status = told_status(thread);
        let shown = self.shown(common);
        let height = usize::from(left.height);
        let top = (self.selected + 1).saturating_sub(height);
        for (at, canned) in shown.iter().skip(top).take(height).enumerate() {
            let selected = top + at == self.selected;
            let text = format!("{}{}", if selected { "> " } else { "  " }, canned.label);
            let Ok(y) = u16::try_from(at) else { break };
            let style = match (selected, canned.fits(status)) {
                (true, _) => theme.selected(),
                (false, true) => Style::new(),
                (false, false) => theme.dim(),
            };
            frame.render_widget(Line::styled(pad(&text, usize::from(LABELS) - 1), style), row(left, y));
        }
        if shown.is_empty() {
            frame.render_widget(Line::styled(format!("  {}", lang.nothing_matches()), theme.dim()), row(left, 0));
        }
        let right = Rect { x: inside.x + LABELS, width: inside.width - LABELS, ..inside };
        let Some(canned) = self.chosen(common) else { return };
        let text = fill(&canned.text, &values(&thread.thread, thread.order.as_ref(), common));
        let cells = usize::from(right.width).saturating_sub(2);
        let mut lines: Vec<Line<'_>> = Vec::new();
        if let Some(why) = why_not(canned, status, lang) {
            lines.extend(wrap(&format!("! {why}"), cells).into_iter().map(|line| Line::styled(line, theme.warn())));
            lines.push(Line::default());
        }
        let open = unfilled(&text);
        if !open.is_empty() {
            let names: Vec<String> = open.into_iter().map(|variable| format!("{{{}}}", variable.code())).collect();
            let said = lang.canned_unfilled(&names.join(lang.list_comma()));
            lines.extend(wrap(&said, cells).into_iter().map(|line| Line::styled(line, theme.warn())));
            lines.push(Line::default());
        }
        lines.extend(wrap(&visible_text(&text), cells).into_iter().map(|line| Line::from(Span::raw(line))));
        for (at, line) in lines.into_iter().take(usize::from(right.height)).enumerate() {
            let Ok(y) = u16::try_from(at) else { break };
            frame.render_widget(line, row(right, y));
        }
    }
}

/// Where the order stands that the thread is about, as far as whoever answers may know it.
fn told_status(thread: &Thread) -> Option<Status> {
    thread.order.as_ref().and_then(|beside| beside.file.told_status())
}

/// Why a text may not be put in; `None` where it may.
fn why_not(canned: &Canned, status: Option<Status>, lang: Lang) -> Option<String> {
    status.filter(|_| !canned.fits(status)).map(|status| lang.canned_not_for(lang.status(status)))
}

/// A filled text may hold what an applicant typed.
fn visible_text(text: &str) -> String {
    text.lines().map(|line| visible(line).into_owned()).collect::<Vec<_>>().join("\n")
}

impl Thread {
    /// Puts the chosen text in at the caret.
    pub(super) fn insert_canned(&mut self, common: &mut Common, env: &mut Env) -> Vec<Ask> {
        let Layer::Canned(canned) = &self.layer else { return Vec::new() };
        let Some(chosen) = canned.chosen(common) else { return Vec::new() };
        if let Some(why) = why_not(chosen, told_status(self), common.lang) {
            return vec![say(Tone::Warn, why)];
        }
        let text = fill(&chosen.text, &values(&self.thread, self.order.as_ref(), common));
        let mut asks = self.write(common, env);
        asks.extend(self.type_reply(common, env, |editor| editor.paste(&text)));
        asks
    }
}
