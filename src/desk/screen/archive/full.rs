//! An entry of a history in full: the letter as the applicant reads it, the verdicts of a decision, the text of a note or a post, and what
//! the audit trail has of it, byte for byte.

use super::acts::History;
use crate::desk::app::common::Common;
use crate::desk::ui::text::{pad, visible};
use crate::domain::letter::{Edit, edits};
use crate::domain::mask;
use crate::domain::time::Millis;
use crate::store::records::{DecisionRecord, Happening, MessageRecord, TrailRow, What, Who};
use crate::text::Lang;

/// Cells of a field's name.
const FIELD: usize = 16;

fn moment(at: Millis) -> String {
    at.in_china().format("%Y-%m-%d %H:%M:%S").to_string()
}

fn paragraphs(lines: &mut Vec<String>, text: &str) {
    lines.extend(text.lines().map(|line| visible(line).into_owned()));
}

/// The entry in lines, not wrapped yet.
pub(super) fn lines(history: &History, one: &Happening, common: &Common) -> Vec<String> {
    let lang = common.lang;
    let timeline = &history.timeline;
    let who = match &one.who {
        Who::Staff(login, name) if login != name => format!("{name} ({login})"),
        who => lang.who(who).to_owned(),
    };
    let mut lines = vec![
        format!("{}  {}", moment(one.at), visible(&who)),
        visible(&lang.happening(timeline, one)).into_owned(),
        String::new(),
    ];
    match one.what {
        What::Decided { decision, .. } => {
            if let Some(decision) = timeline.file.decisions.get(decision) {
                decided(&mut lines, decision, lang);
            }
        }
        What::Letter(message) | What::Delivered(message) | What::Withdrawn(message) => {
            if let Some(record) = timeline.file.messages.get(message) {
                letter(&mut lines, history, record, lang);
            }
        }
        What::Noted { note, .. } => {
            if let Some(note) = timeline.file.notes.get(note) {
                if let Some((item, field)) = note.field {
                    lines.push(format!("{}  {}", lang.item_no(item), lang.field(field)));
                }
                paragraphs(&mut lines, &note.body);
            }
        }
        What::Post { asked, post } => {
            if let Some(asked) = timeline.asked.get(asked) {
                lines.push(format!("{}  {}", visible(&asked.enquiry_no), visible(&asked.subject)));
                if let Some(post) = asked.posts.get(post) {
                    paragraphs(&mut lines, &post.body);
                }
            }
        }
        What::Listing { listing, .. } => {
            if let Some(entry) = timeline.listings.get(listing) {
                let record = &entry.file.record;
                lines.push(format!("{}  {}", visible(&record.name), visible(&mask::id_number(&record.id_no))));
                if !record.reason.is_empty() {
                    lines.push(lang.colon(lang.listing_why(), &visible(&record.reason)));
                }
            }
        }
        What::Row(_) | What::Look(_) => {}
    }
    if let Some(row) = timeline.row_of(one.what) {
        if lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
        audit(&mut lines, row, lang);
    }
    lines
}

fn decided(lines: &mut Vec<String>, decision: &DecisionRecord, lang: Lang) {
    if let Some(at) = decision.taken_back_at {
        lines.push(lang.full_taken_back(&moment(at)));
    }
    lines.push(lang.full_catalogue(&visible(&decision.catalogue_version)));
    for outcome in &decision.outcomes {
        let reasons = outcome.reasons.join(lang.list_comma());
        let word = format!("{}  {}", lang.item_no(outcome.item), lang.outcome(outcome.outcome));
        lines.push(if reasons.is_empty() { word } else { format!("{word}  {}", lang.full_reasons(&visible(&reasons))) });
        for verdict in decision.verdicts.iter().filter(|verdict| verdict.item == outcome.item) {
            lines.push(format!("  {}{}", pad(lang.field(verdict.field), FIELD), lang.verdict(verdict.verdict)));
        }
    }
}

fn letter(lines: &mut Vec<String>, history: &History, record: &MessageRecord, lang: Lang) {
    let state = match (record.withdrawn_at, record.delivered_at) {
        (Some(at), _) => lang.full_withdrawn(&moment(at)),
        (None, Some(at)) => lang.full_delivered(&moment(at)),
        (None, None) if record.held_until > history.timeline.file.now => lang.full_held(&moment(record.held_until)),
        (None, None) => lang.full_waits().to_owned(),
    };
    lines.push(state);
    lines.push(lang.colon(lang.full_letter_sent(), ""));
    lines.push(String::new());
    lines.push(visible(&record.message.title).into_owned());
    lines.push(String::new());
    paragraphs(lines, &record.message.body);
    let Some(decision) = history.timeline.decision_of(record) else { return };
    let changed = edits(&decision.letter_generated, &decision.letter);
    if changed.is_empty() {
        return;
    }
    lines.push(String::new());
    lines.push(lang.colon(lang.full_letter_edits(), ""));
    lines.extend(changed.iter().map(|edit| match edit {
        Edit::Removed(line) => format!("- {}", visible(line)),
        Edit::Added(line) => format!("+ {}", visible(line)),
    }));
}

fn audit(lines: &mut Vec<String>, row: &TrailRow, lang: Lang) {
    let entry = &row.entry;
    lines.push(format!("{}  {}  {}", lang.full_row(entry.seq), visible(&entry.subject), visible(&entry.action)));
    let detail = if entry.detail.is_empty() { lang.history_hidden() } else { entry.detail.as_str() };
    lines.push(lang.colon(lang.full_detail(), &visible(detail)));
    // The first row has none before it.
    let before = if entry.prev_hash.is_empty() { "-" } else { entry.prev_hash.as_str() };
    lines.push(lang.colon(lang.full_prev_hash(), &visible(before)));
    lines.push(lang.colon(lang.full_hash(), &visible(&entry.hash)));
}
