//! What a proofreader has done to an order so far: verdicts, outcomes, the letter's wording, the note. Becomes a draft and comes
//! back from one.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::Field;
use crate::domain::decision::{ItemOutcome, Outcome, obstacles};
use crate::domain::draft::{Draft, FieldNote};
use crate::domain::reason::Catalogue;
use crate::domain::time::Millis;
use crate::domain::verdict::{FieldVerdict, Verdict};
use crate::store::records::{DecisionRecord, ItemFile, OrderFile};

/// A letter that was edited by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EditedLetter {
    /// As edited.
    pub(crate) text: String,
    /// The generated letter it was edited from.
    pub(crate) of: String,
}

/// The work so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Work {
    verdicts: BTreeMap<(u32, Field), Verdict>,
    /// Verdicts taken over from the last round, not given in this one.
    carried: BTreeSet<(u32, Field)>,
    outcomes: BTreeMap<u32, ItemOutcome>,
    pub(crate) letter: Option<EditedLetter>,
    pub(crate) note: String,
    field_notes: BTreeMap<(u32, Field), String>,
}

/// The fields of an item that are judged, in the order of the form.
pub(crate) fn fields(item: &ItemFile) -> Vec<Field> {
    Field::of(item.service, &item.certificate)
}

/// The decision an order comes back from in a later round: the last one that stands, made in an earlier round.
pub(crate) fn earlier(file: &OrderFile) -> Option<&DecisionRecord> {
    file.last_decision().filter(|decision| decision.round < file.round)
}

/// The kinds of files that came with this round.
pub(crate) fn new_kinds(file: &OrderFile, item: &ItemFile) -> BTreeSet<AttachmentKind> {
    item.attachments.iter().filter(|one| one.round == file.round && one.superseded_by.is_none()).map(|one| one.kind()).collect()
}

impl Work {
    /// The work on an order nobody has touched in this round: nothing in the first; in a later one the verdicts that were not
    /// in question stay, and what was asked for is open again.
    pub(crate) fn begin(file: &OrderFile, catalogue: &Catalogue) -> Self {
        let mut work = Self::default();
        let Some(decision) = earlier(file).filter(|_| file.round > 1) else {
            return work;
        };
        for item in &file.items {
            let asked = asked_again(file, item, decision, catalogue);
            for field in fields(item) {
                let last = decision.verdicts.iter().find(|one| one.item == item.item && one.field == field);
                if let Some(last) = last
                    && !asked.contains(&field)
                {
                    work.verdicts.insert((item.item, field), last.verdict);
                    work.carried.insert((item.item, field));
                }
            }
        }
        work
    }

    /// The work as a draft left it. Where the order came back from a decision since, what that decision asked for is open again and
    /// the outcomes are gone, for they were meant for other scans; no text is lost. Says whether that is so.
    pub(crate) fn restore(file: &OrderFile, catalogue: &Catalogue, draft: &Draft) -> (Self, bool) {
        let begun = Self::begin(file, catalogue);
        let outlived = earlier(file).is_some_and(|decision| decision.version >= draft.version);
        let field_notes = draft.field_notes.iter().map(|note| ((note.item, note.field), note.text.clone())).collect();
        let mut work = Self { note: draft.note.clone(), field_notes, ..Self::default() };
        work.letter = draft.letter.clone().map(|text| EditedLetter { text, of: draft.letter_of.clone().unwrap_or_default() });
        if outlived {
            work.verdicts = begun.verdicts;
            work.carried = begun.carried;
            return (work, true);
        }
        for item in &file.items {
            for field in fields(item) {
                if let Some(given) = draft.verdicts.iter().find(|one| one.item == item.item && one.field == field) {
                    let key = (item.item, field);
                    work.verdicts.insert(key, given.verdict);
                    if begun.verdicts.get(&key) == Some(&given.verdict) {
                        work.carried.insert(key);
                    }
                }
            }
        }
        for outcome in draft.outcomes.iter().filter(|one| file.items.iter().any(|item| item.item == one.item)) {
            let reasons: Vec<String> = outcome.reasons.iter().filter(|code| catalogue.reason(code).is_some()).cloned().collect();
            if outcome.outcome == Outcome::Approve || !reasons.is_empty() {
                work.outcomes.insert(outcome.item, ItemOutcome { reasons, ..outcome.clone() });
            }
        }
        (work, false)
    }

    /// As a draft; an empty one where there is nothing but what every proofreader of this round starts with.
    pub(crate) fn draft(&self, file: &OrderFile, catalogue: &Catalogue, now: Option<Millis>) -> Draft {
        if *self == Self::begin(file, catalogue) {
            return Draft { version: file.version, ..Draft::default() };
        }
        Draft {
            version: file.version,
            verdicts: self.all_verdicts(),
            outcomes: self.all_outcomes(),
            letter: self.letter.as_ref().map(|letter| letter.text.clone()),
            letter_of: self.letter.as_ref().map(|letter| letter.of.clone()),
            note: self.note.clone(),
            field_notes: self.notes().map(|(item, field, text)| FieldNote { item, field, text: text.to_owned() }).collect(),
            changed_at: now,
        }
    }

    /// The verdict on a field.
    pub(crate) fn verdict(&self, item: u32, field: Field) -> Option<Verdict> {
        self.verdicts.get(&(item, field)).copied()
    }

    /// Whether the verdict on a field is the last round's.
    pub(crate) fn is_carried(&self, item: u32, field: Field) -> bool {
        self.carried.contains(&(item, field))
    }

    /// Gives a verdict, or clears it. An approval that it stands against is dropped.
    pub(crate) fn judge(&mut self, item: &ItemFile, field: Field, verdict: Option<Verdict>) {
        let key = (item.item, field);
        self.carried.remove(&key);
        match verdict {
            Some(verdict) => self.verdicts.insert(key, verdict),
            None => self.verdicts.remove(&key),
        };
        let approved = self.outcomes.get(&item.item).is_some_and(|outcome| outcome.outcome == Outcome::Approve);
        if approved && !obstacles(Outcome::Approve, &self.judged(item), 0).is_empty() {
            self.outcomes.remove(&item.item);
        }
    }

    /// The note on a field; empty where there is none.
    pub(crate) fn field_note(&self, item: u32, field: Field) -> &str {
        self.field_notes.get(&(item, field)).map_or("", String::as_str)
    }

    /// Notes something on a field, or takes the note away where nothing is left of it.
    pub(crate) fn note_field(&mut self, item: u32, field: Field, text: String) {
        if text.trim().is_empty() {
            self.field_notes.remove(&(item, field));
        } else {
            self.field_notes.insert((item, field), text);
        }
    }

    /// All notes on fields, by item and field.
    pub(crate) fn notes(&self) -> impl Iterator<Item = (u32, Field, &str)> {
        self.field_notes.iter().map(|((item, field), text)| (*item, *field, text.as_str()))
    }

    /// Every field of an item with its verdict.
    pub(crate) fn judged(&self, item: &ItemFile) -> Vec<(Field, Option<Verdict>)> {
        fields(item).into_iter().map(|field| (field, self.verdict(item.item, field))).collect()
    }

    /// The verdicts given on an item.
    pub(crate) fn given(&self, item: &ItemFile) -> Vec<(Field, Verdict)> {
        self.judged(item).into_iter().filter_map(|(field, verdict)| Some((field, verdict?))).collect()
    }

    /// Whether anything is judged.
    pub(crate) fn has_verdicts(&self) -> bool {
        !self.verdicts.is_empty()
    }

    /// All verdicts.
    pub(crate) fn all_verdicts(&self) -> Vec<FieldVerdict> {
        self.verdicts
            .iter()
            .map(|((item, field), verdict)| FieldVerdict { item: *item, field: *field, verdict: *verdict })
            .collect()
    }

    /// The outcome of an item.
    pub(crate) fn outcome(&self, item: u32) -> Option<&ItemOutcome> {
        self.outcomes.get(&item)
    }

    /// Sets the outcome of an item.
    pub(crate) fn decide(&mut self, outcome: ItemOutcome) {
        self.outcomes.insert(outcome.item, outcome);
    }

    /// The outcomes so far, by item.
    pub(crate) fn all_outcomes(&self) -> Vec<ItemOutcome> {
        self.outcomes.values().cloned().collect()
    }

    /// The first item without an outcome, as an index, looking from `from` on and round.
    pub(crate) fn next_open(&self, file: &OrderFile, from: usize) -> Option<usize> {
        let open = |index: &usize| file.items.get(*index).is_some_and(|item| !self.outcomes.contains_key(&item.item));
        (from..file.items.len()).find(open).or_else(|| (0..from).find(open))
    }
}

/// The fields of an item that a decision left open: those found adverse or not judged; where a reason was given without an adverse
/// verdict of its own, the fields it names, and for a reason that concerns the whole item all that is read from the new files.
fn asked_again(file: &OrderFile, item: &ItemFile, decision: &DecisionRecord, catalogue: &Catalogue) -> BTreeSet<Field> {
    let all = fields(item);
    let verdict =
        |field: Field| decision.verdicts.iter().find(|one| one.item == item.item && one.field == field).map(|one| one.verdict);
    let mut asked: BTreeSet<Field> =
        all.iter().copied().filter(|field| verdict(*field).is_none_or(Verdict::is_adverse)).collect();
    let kinds = new_kinds(file, item);
    let reasons = decision.outcomes.iter().filter(|one| one.item == item.item).flat_map(|one| &one.reasons);
    for reason in reasons.filter_map(|code| catalogue.reason(code)) {
        if reason.fields.is_empty() {
            asked.extend(all.iter().copied().filter(|field| kinds.contains(&read_from(item, *field))));
        } else if !reason.fields.iter().any(|field| verdict(*field).is_some_and(Verdict::is_adverse)) {
            asked.extend(all.iter().copied().filter(|field| reason.fields.contains(field)));
        }
    }
    asked
}

/// The kind of file a field is read from on this item: where the item has no diploma (G4.5), the other materials.
pub(crate) fn read_from(item: &ItemFile, field: Field) -> AttachmentKind {
    let kind = field.read_from();
    let has = |kind| item.attachments.iter().any(|one| one.superseded_by.is_none() && one.kind() == kind);
    if !has(kind) && has(AttachmentKind::Other) { AttachmentKind::Other } else { kind }
}
