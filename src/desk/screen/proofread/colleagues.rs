//! What colleagues left with an order: who put it off until when, notes, and how the last letter was edited.

use super::Proofread;
use super::info::{Fact, moment};
use crate::desk::app::common::Common;
use crate::desk::ui::text::visible;
use crate::domain::letter::{Edit, edits};

impl Proofread {
    /// The lines of the order's pane about these.
    pub(super) fn flow_facts(&self, common: &Common) -> Vec<Fact> {
        let lang = common.lang;
        let mut facts = Vec::new();
        if let Some(postponed) = &self.file.postponed {
            let (label, text) = match postponed.assigned_by {
                Some(_) => (lang.assigned_mark(), lang.assigned_to(&postponed.staff_name, &postponed.reason)),
                None => {
                    let day = postponed.until.day().to_string();
                    (lang.label_postponed(), lang.postponed_until(&day, &postponed.staff_name, &postponed.reason))
                }
            };
            facts.push(Fact { label, text: visible(&text).into_owned(), important: true });
        }
        // One's own note that a decision taken back left in the draft stands there already.
        let notes = self.file.notes.iter().filter(|note| note.body != self.work.note);
        for (index, note) in notes.enumerate() {
            let about = note.field.map(|(item, field)| format!("{item} {}：", lang.field(field))).unwrap_or_default();
            let text = format!("{} {} {about}{}", moment(note.at), note.staff_name, note.body.replace('\n', " "));
            let label = if index == 0 { lang.label_notes() } else { "" };
            facts.push(Fact { label, text: visible(&text).into_owned(), important: true });
        }
        facts
    }

    /// How the last letter was edited before it went out, line by line.
    pub(super) fn edited_letter(&self, common: &Common) -> Vec<Fact> {
        let lang = common.lang;
        let mut facts = Vec::new();
        let edited = self.file.last_decision().map(|made| edits(&made.letter_generated, &made.letter)).unwrap_or_default();
        for (index, edit) in edited.into_iter().enumerate() {
            let text = match edit {
                Edit::Removed(line) => format!("- {line}"),
                Edit::Added(line) => format!("+ {line}"),
            };
            let label = if index == 0 { lang.label_letter_edits() } else { "" };
            facts.push(Fact { label, text: visible(&text).into_owned(), important: false });
        }
        facts
    }
}
