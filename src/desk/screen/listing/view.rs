//! Drawing the list, an entry, and the form that withdraws one.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Entry, Listings};
use crate::desk::app::common::Common;
use crate::desk::screen::proofread::row;
use crate::desk::ui::overlay;
use crate::desk::ui::text::{pad, truncate, visible, width, wrap};
use crate::desk::ui::theme::Theme;
use crate::domain::certificate::Field;
use crate::domain::listing::{ListingState, Standing, TAKEN_BACK};
use crate::domain::mask;
use crate::domain::time::Millis;
use crate::store::records::{DoneBy, ListingRecord};
use crate::text::Lang;

const NAME: usize = 10;
const ID: usize = 19;
const DAY: usize = 11;
const ORDER: usize = 17;

impl Listings {
    /// Draws the list, or the entry that is read.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, common: &Common, now: Millis) {
        match &self.entry {
            Some(entry) => self.draw_entry(frame, area, entry, common, now),
            None => self.draw_list(frame, area, common),
        }
        if let Some(form) = &self.form {
            let theme = Theme::of(common);
            let place = overlay::centred(area, 64, 5);
            // Whom it is about comes first: a narrow box cuts the end.
            let title = format!("{}  {}", form.holder, common.lang.listing_withdraw_title());
            let inside = overlay::open(frame, place, theme.pane(&title, true));
            let label = format!(" {} ", common.lang.aside_reason());
            let Ok(offset) = u16::try_from(width(&label)) else { return };
            let line = row(inside, 0);
            frame.render_widget(Line::styled(label, theme.accent()), line);
            form.reason.draw(frame, Rect { x: line.x + offset, width: line.width.saturating_sub(offset + 1), ..line }, true);
            let hint = if self.sent.is_some() { common.lang.sending() } else { common.lang.listing_withdraw_hint() };
            frame.render_widget(Line::styled(format!(" {hint}"), theme.dim()), row(inside, 2));
        }
    }

    fn draw_list(&self, frame: &mut Frame<'_>, area: Rect, common: &Common) {
        let lang = common.lang;
        let theme = Theme::of(common);
        let title = format!("{}  {}", lang.listings_title(), lang.listings_waiting(self.waiting));
        let block = theme.pane(&title, true);
        let inside = block.inner(area);
        frame.render_widget(block, area);
        if inside.height < 4 {
            return;
        }
        let mut tabs = vec![Span::raw(" ")];
        for standing in Standing::ALL {
            let here = *standing == self.standing;
            let word = lang.listing_standing(*standing);
            tabs.push(Span::styled(
                if here { format!("[{word}]") } else { format!(" {word} ") },
                if here { theme.head() } else { theme.dim() },
            ));
            tabs.push(Span::raw(" "));
        }
        frame.render_widget(Line::from(tabs), row(inside, 0));
        let cells = usize::from(inside.width);
        let ends = matches!(self.standing, Standing::InForce | Standing::Expired);
        let days = if ends { lang.listing_until() } else { lang.listing_since() };
        let head = format!(
            "  {}{}{}{}{}",
            pad(lang.listing_name(), NAME),
            pad(lang.listing_id_no(), ID),
            pad(days, DAY),
            pad(lang.listing_order(), ORDER),
            lang.listing_why()
        );
        frame.render_widget(Line::styled(truncate(&head, cells).into_owned(), theme.dim()), row(inside, 1));
        if self.rows.is_empty() {
            let text = if self.loaded { lang.listings_empty() } else { lang.loading() };
            frame.render_widget(Line::styled(format!("  {text}"), theme.dim()), row(inside, 3));
            return;
        }
        let height = usize::from(inside.height.saturating_sub(2));
        let top = (self.selected + 1).saturating_sub(height);
        for (at, record) in self.rows.iter().skip(top).take(height).enumerate() {
            let selected = top + at == self.selected;
            let text = line_of(record, self.standing, common);
            let text = format!("{}{text}", if selected { "> " } else { "  " });
            let style = if selected { theme.selected() } else { Style::new() };
            let Ok(at) = u16::try_from(at + 2) else { break };
            frame.render_widget(Line::styled(pad(&truncate(&text, cells), cells), style), row(inside, at));
        }
    }

    fn draw_entry(&self, frame: &mut Frame<'_>, area: Rect, entry: &Entry, common: &Common, now: Millis) {
        let theme = Theme::of(common);
        let record = &entry.file.record;
        let standing = common.lang.listing_standing(record.term.standing(now.day()));
        let block = theme.pane(&format!("{}  {standing}", common.lang.listings_title()), true);
        let inside = block.inner(area);
        frame.render_widget(block, area);
        let cells = usize::from(inside.width).saturating_sub(2);
        let lines: Vec<String> = entry_lines(entry, common).iter().flat_map(|line| wrap(line, cells)).collect();
        let height = usize::from(inside.height);
        let top = self.top.min(lines.len().saturating_sub(height));
        for (at, line) in lines.into_iter().skip(top).take(height).enumerate() {
            let Ok(at) = u16::try_from(at) else { break };
            frame.render_widget(Line::raw(format!(" {line}")), row(inside, at));
        }
    }
}

/// Whether the first look at it must not be told to this person: they may have the second one.
fn is_blind(record: &ListingRecord, common: &Common) -> bool {
    let me = common.actor.as_ref().map(|actor| actor.login.as_str());
    record.term.state == ListingState::Proposed
        && record.proposed.as_ref().is_some_and(|proposed| Some(proposed.by.login.as_str()) != me)
}

fn line_of(record: &ListingRecord, standing: Standing, common: &Common) -> String {
    let lang = common.lang;
    let since = match (standing, &record.proposed, record.term.effective_on) {
        (Standing::InForce | Standing::Expired, _, _) => record.term.ends_on.map(|day| day.to_string()),
        (_, Some(proposed), _) => Some(proposed.by.at.day().to_string()),
        (_, None, day) => day.map(|day| day.to_string()),
    };
    let order = record.proposed.as_ref().map_or("", |proposed| proposed.order_no.as_str());
    let why = match (&record.withdrawn, &record.declined_reason) {
        _ if is_blind(record, common) => String::new(),
        (Some((_, why)), _) => withdraw_words(lang, why),
        (None, Some(why)) => why.clone(),
        (None, None) => record.reason.clone(),
    };
    let own = record.term.state == ListingState::Proposed && !is_blind(record, common);
    format!(
        "{}{}{}{}{}{}",
        pad(&visible(&record.name), NAME),
        pad(&visible(&mask::id_number(&record.id_no)), ID),
        pad(&since.unwrap_or_default(), DAY),
        pad(order, ORDER),
        if own { format!("{} ", lang.listing_mine()) } else { String::new() },
        visible(&why)
    )
}

fn withdraw_words(lang: Lang, why: &str) -> String {
    if why == TAKEN_BACK { lang.listing_taken_back().to_owned() } else { why.to_owned() }
}

fn by(lang: Lang, done: &DoneBy) -> String {
    lang.listing_by(&visible(&done.name), &done.at.in_china().format("%Y-%m-%d %H:%M").to_string())
}

/// The entry in words; both looks side by side once the second one was had.
fn entry_lines(entry: &Entry, common: &Common) -> Vec<String> {
    let lang = common.lang;
    let record = &entry.file.record;
    let blind = is_blind(record, common);
    let mut lines = vec![format!("{}  {}", visible(&record.name), visible(&mask::id_number(&record.id_no)))];
    if let (Some(first), Some(end)) = (record.term.effective_on, record.term.ends_on) {
        lines.push(lang.listing_term(&first.to_string(), &end.to_string()));
    }
    if !blind && !record.reason.is_empty() {
        lines.push(format!("{}: {}", lang.listing_why(), visible(&record.reason)));
    }
    if let Some(proposed) = &record.proposed {
        lines.push(lang.listing_of_order(proposed.order_no.as_str(), proposed.item));
        if !blind {
            lines.push(format!("{}: {}", lang.listing_proposed_by(), by(lang, &proposed.by)));
        }
        lines.push(lang.listing_files(proposed.evidence.attachments.len()));
        for sha256 in &proposed.evidence.attachments {
            lines.push(format!("  {}", visible(sha256)));
        }
    } else {
        lines.push(lang.listing_imported().to_owned());
    }
    if let Some(decided) = &record.decided {
        let word = if record.declined_reason.is_some() { lang.listing_declined_by() } else { lang.listing_confirmed_by() };
        lines.push(format!("{word}: {}", by(lang, decided)));
    }
    if let Some(look) = entry.file.look.as_ref().filter(|look| !look.reason.is_empty()) {
        lines.push(format!("{}: {}", lang.aside_reason(), visible(&look.reason)));
    }
    if let Some((done, why)) = &record.withdrawn {
        lines.push(format!("{}: {}", lang.listing_withdrawn_by(), by(lang, done)));
        lines.push(format!("{}: {}", lang.aside_reason(), visible(&withdraw_words(lang, why))));
    }
    if let (Some(proposed), Some(look), Some(decision)) = (&record.proposed, &entry.file.look, &entry.decision) {
        lines.push(String::new());
        lines.push(format!("{}{}{}", pad(lang.column_field(), 18), pad(lang.listing_first(), 12), lang.listing_second()));
        for field in Field::ALL {
            let of = |verdicts: &[crate::domain::verdict::FieldVerdict]| {
                verdicts
                    .iter()
                    .find(|verdict| verdict.item == proposed.item && verdict.field == *field)
                    .map(|verdict| verdict.verdict)
            };
            let (first, second) = (of(&decision.verdicts), of(&look.verdicts));
            if first.is_none() && second.is_none() {
                continue;
            }
            let word = |verdict: Option<_>| verdict.map_or(lang.not_judged(), |verdict| lang.verdict(verdict));
            let apart = if first == second { "" } else { "  !" };
            lines.push(format!("{}{}{}{apart}", pad(lang.field(*field), 18), pad(word(first), 12), word(second)));
        }
        let codes: Vec<&str> = decision
            .outcomes
            .iter()
            .filter(|outcome| outcome.item == proposed.item)
            .flat_map(|outcome| outcome.reasons.iter().map(String::as_str))
            .collect();
        lines.push(format!("{}: {}", lang.listing_reasons(), codes.join(lang.list_comma())));
        lines.push(String::new());
        lines.push(format!("{}:", lang.letter_title()));
        lines.extend(decision.letter.lines().map(|line| visible(line).into_owned()));
    }
    lines
}
