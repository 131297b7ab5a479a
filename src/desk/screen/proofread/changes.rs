//! What changed since the last round: the decision the order comes back from, what came with this round, and what is open again.

use super::attachments::short_name;
use super::info::{Fact, moment};
use super::work::Work;
use super::{Proofread, work};
use crate::desk::app::common::Common;
use crate::desk::ui::text::{visible, visible_lines};
use crate::domain::certificate::Field;
use crate::domain::decision::{ItemOutcome, Outcome};
use crate::store::records::{ItemFile, StoredAttachment};
use crate::text::Lang;

impl Proofread {
    /// The changes, as facts of the order's pane; none in the first round.
    pub(super) fn change_facts(&self, common: &Common) -> Vec<Fact> {
        let lang = common.lang;
        let earlier = work::earlier(&self.file);
        let (Some(decision), Some(front)) = (earlier.or_else(|| self.file.last_decision()), self.item()) else {
            return Vec::new();
        };
        let mut facts = vec![Fact {
            label: lang.label_decision(),
            text: format!("{}  {}  {}", lang.status(decision.status), visible(&decision.staff_name), moment(decision.decided_at)),
            important: false,
        }];
        let begun = earlier.map(|_| Work::begin(&self.file, &common.catalogue));
        // The item in front first; what became of the others is told after it.
        let others = self.file.items.iter().filter(|item| item.item != front.item);
        for item in std::iter::once(front).chain(others) {
            if self.file.items.len() > 1 {
                let text = format!("{} {}", item.item, lang.service(item.service));
                facts.push(Fact { label: lang.label_item(), text, important: false });
            }
            for outcome in decision.outcomes.iter().filter(|one| one.item == item.item) {
                facts.push(asked_for(outcome, common));
            }
            if let Some(begun) = &begun {
                facts.extend(self.item_changes(item, begun, lang));
            }
        }
        facts
    }

    /// What came of an item's files, and what is open again or carried over.
    fn item_changes(&self, item: &ItemFile, begun: &Work, lang: Lang) -> Vec<Fact> {
        let round = self.file.round;
        let named = |file: &StoredAttachment| format!("{} {}", lang.attachment(file.kind()), short_name(file));
        let mut replaced_files = Vec::new();
        let came: Vec<String> = new_files(round, item)
            .map(|file| match replaced(round, item, file) {
                Some(old) => {
                    replaced_files.push(old);
                    format!("{} ({})", named(file), lang.replaces(&short_name(old)))
                }
                None => named(file),
            })
            .collect();
        let removed: Vec<String> = item
            .attachments
            .iter()
            .filter(|file| file.superseded_by == Some(round) && !replaced_files.iter().any(|old| std::ptr::eq(*old, *file)))
            .map(named)
            .collect();
        let mut facts = Vec::new();
        // That nothing came is news only of the item in front.
        if !came.is_empty() || self.item().is_some_and(|front| front.item == item.item) {
            facts.push(Fact {
                label: lang.label_new_files(),
                text: if came.is_empty() { lang.no_new_files().to_owned() } else { came.join(lang.list_semicolon()) },
                important: !came.is_empty(),
            });
        }
        if !removed.is_empty() {
            facts.push(Fact { label: lang.label_removed(), text: removed.join(lang.list_semicolon()), important: true });
        }
        let (carried, open): (Vec<Field>, Vec<Field>) =
            work::fields(item).into_iter().partition(|field| begun.is_carried(item.item, *field));
        if !open.is_empty() {
            let names: Vec<&str> = open.into_iter().map(|field| lang.field(field)).collect();
            facts.push(Fact { label: lang.label_open_again(), text: names.join(lang.list_comma()), important: true });
        }
        if !carried.is_empty() {
            facts.push(Fact { label: lang.label_carried(), text: lang.carried_over(carried.len()), important: false });
        }
        facts
    }

    /// The letter of the decision an order comes back from, as the applicant read it.
    pub(super) fn earlier_letter(&self, lang: Lang) -> Option<Fact> {
        let letter = &work::earlier(&self.file)?.letter;
        Some(Fact { label: lang.label_letter(), text: visible_lines(letter).into_owned(), important: false })
    }
}

/// What was decided of an item, and on which grounds.
fn asked_for(outcome: &ItemOutcome, common: &Common) -> Fact {
    let lang = common.lang;
    let labels = outcome.reasons.iter().map(|code| match common.catalogue.reason(code) {
        Some(reason) => format!("{code} {}", reason.label),
        None => code.clone(),
    });
    let reasons: Vec<String> = labels.collect();
    let text = format!("{} {}", lang.outcome(outcome.outcome), reasons.join(lang.list_semicolon()));
    Fact { label: "", text: text.trim_end().to_owned(), important: outcome.outcome != Outcome::Approve }
}

fn new_files(round: u32, item: &ItemFile) -> impl Iterator<Item = &StoredAttachment> {
    item.attachments.iter().filter(move |file| file.round == round && file.superseded_by.is_none())
}

/// The file of the same kind and place that this round's list no longer has.
pub(super) fn replaced<'a>(round: u32, item: &'a ItemFile, new: &StoredAttachment) -> Option<&'a StoredAttachment> {
    let gone = |old: &&StoredAttachment| old.superseded_by == Some(round) && old.kind() == new.kind();
    let among = |file: &StoredAttachment, list: &dyn Fn(&&StoredAttachment) -> bool| {
        item.attachments.iter().filter(list).position(|one| std::ptr::eq(one, file))
    };
    let place =
        among(new, &|one: &&StoredAttachment| one.round == round && one.superseded_by.is_none() && one.kind() == new.kind())?;
    item.attachments.iter().filter(gone).nth(place)
}
