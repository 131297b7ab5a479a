//! What a reconsideration shows of the order it contests (G1.6): the frozen decision, verdicts, reasons, letter and files; of another
//! institution's, only who has it.

use super::Proofread;
use super::info::{Fact, moment};
use crate::desk::app::common::Common;
use crate::desk::ui::text::visible;
use crate::store::records::{Contested, OrderFile, StoredAttachment};

/// The round that stands for the contested order among an item's files.
pub(super) const CONTESTED: u32 = 0;

/// The order with the last files of the one it contests behind its own, item by item: shown and switched to like files that were
/// replaced, and like them no part of what is decided on.
pub(super) fn with_contested(mut file: OrderFile) -> OrderFile {
    let Some(Contested::Here(earlier)) = &file.contested else { return file };
    let last_item = file.items.len().saturating_sub(1);
    for (at, item) in file.items.iter_mut().enumerate() {
        // The contested items need not be as many: the last item of either stands for what the other lacks.
        let from = at.min(earlier.items.len().saturating_sub(1));
        let to = if at == last_item { earlier.items.len() } else { from.saturating_add(1) };
        let old = earlier.items.get(from..to).unwrap_or_default().iter().flat_map(|old| &old.attachments);
        let last = old.filter(|one| one.superseded_by.is_none());
        item.attachments.extend(last.enumerate().map(|(position, one)| StoredAttachment {
            item: item.item,
            round: CONTESTED,
            position: u32::try_from(position).unwrap_or(u32::MAX),
            file: one.file.clone(),
            superseded_by: Some(CONTESTED),
        }));
    }
    for (sha256, turns) in &earlier.turns {
        file.turns.entry(sha256.clone()).or_insert(*turns);
    }
    file
}

impl Proofread {
    /// The facts of the contested order, in the pane of this one.
    pub(super) fn contested_facts(&self, common: &Common) -> Vec<Fact> {
        let lang = common.lang;
        let fact = |label, text: String| Fact { label, text, important: false };
        let Some(number) = &self.file.reconsiders else { return Vec::new() };
        let mut facts = Vec::new();
        let earlier = match &self.file.contested {
            Some(Contested::Here(earlier)) => earlier,
            Some(Contested::Elsewhere(institution)) => {
                let text = lang.contested_elsewhere(number.as_str(), &visible(institution));
                return vec![Fact { label: lang.label_reconsiders(), text, important: true }];
            }
            None => return vec![fact(lang.label_reconsiders(), number.as_str().to_owned())],
        };
        let Some(decision) = earlier.last_decision() else {
            return vec![fact(lang.label_reconsiders(), format!("{number}  {}", lang.status(earlier.status)))];
        };
        let by = lang.listing_by(&visible(&decision.staff_name), &moment(decision.decided_at));
        let text = format!("{number}  {}  {by}", lang.status(decision.status));
        facts.push(Fact { label: lang.label_reconsiders(), text, important: true });
        for outcome in &decision.outcomes {
            let reasons = outcome.reasons.join(lang.list_comma());
            facts.push(fact("", format!("{} {} {reasons}", lang.item_no(outcome.item), lang.outcome(outcome.outcome))));
            let verdicts: Vec<String> = decision
                .verdicts
                .iter()
                .filter(|verdict| verdict.item == outcome.item)
                .map(|verdict| format!("{} {}", lang.field(verdict.field), lang.verdict(verdict.verdict)))
                .collect();
            facts.push(fact("", verdicts.join(lang.list_comma())));
        }
        for line in decision.letter.lines().filter(|line| !line.trim().is_empty()) {
            facts.push(fact("", visible(line).into_owned()));
        }
        for stored in earlier.items.iter().flat_map(|item| &item.attachments) {
            let hash = stored.file.sha256.get(..16).unwrap_or_default();
            let came = lang.file_of_round(stored.round);
            facts.push(fact("", format!("{came} {} {hash}…", visible(&stored.file.file_name))));
        }
        facts
    }
}
