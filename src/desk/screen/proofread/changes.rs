//! What changed since the last round: the decision the order comes back from, what came with this round, and what is open again.

use super::attachments::short_name;
use super::info::{Fact, moment};
use super::work::Work;
use super::{Proofread, work};
use crate::desk::app::common::Common;
use crate::desk::ui::text::visible;
use crate::store::records::{ItemFile, StoredAttachment};

impl Proofread {
    /// The changes, as facts of the order's pane; none in the first round.
    pub(super) fn change_facts(&self, common: &Common) -> Vec<Fact> {
        let lang = common.lang;
        let (Some(decision), Some(item)) = (work::earlier(&self.file).or_else(|| self.file.last_decision()), self.item()) else {
            return Vec::new();
        };
        let mut facts = vec![Fact {
            label: lang.label_decision(),
            text: format!("{}  {}  {}", lang.status(decision.status), visible(&decision.staff_name), moment(decision.decided_at)),
            important: false,
        }];
        for outcome in decision.outcomes.iter().filter(|one| one.item == item.item) {
            let labels = outcome.reasons.iter().map(|code| match common.catalogue.reason(code) {
                Some(reason) => format!("{code} {}", reason.label),
                None => code.clone(),
            });
            let reasons: Vec<String> = labels.collect();
            facts.push(Fact {
                label: "",
                text: format!("{} {}", lang.outcome(outcome.outcome), reasons.join(lang.list_semicolon())).trim_end().to_owned(),
                important: true,
            });
        }
        if work::earlier(&self.file).is_none() {
            return facts;
        }
        let came: Vec<String> = new_files(&self.file.round, item)
            .map(|file| {
                let name = format!("{} {}", lang.attachment(file.kind()), short_name(file));
                match replaced(self.file.round, item, file) {
                    Some(old) => format!("{name} ({})", lang.replaces(&short_name(old))),
                    None => name,
                }
            })
            .collect();
        facts.push(Fact {
            label: lang.label_new_files(),
            text: if came.is_empty() { lang.no_new_files().to_owned() } else { came.join(lang.list_semicolon()) },
            important: true,
        });
        let begun = Work::begin(&self.file, &common.catalogue);
        let open: Vec<&str> = work::fields(item)
            .into_iter()
            .filter(|field| !begun.is_carried(item.item, *field))
            .map(|field| lang.field(field))
            .collect();
        if !open.is_empty() {
            facts.push(Fact { label: lang.label_open_again(), text: open.join(lang.list_comma()), important: true });
        }
        facts
    }
}

fn new_files<'a>(round: &u32, item: &'a ItemFile) -> impl Iterator<Item = &'a StoredAttachment> {
    let round = *round;
    item.attachments.iter().filter(move |file| file.round == round && file.superseded_by.is_none())
}

/// The file of the same kind and place that this round's list no longer has.
fn replaced<'a>(round: u32, item: &'a ItemFile, new: &StoredAttachment) -> Option<&'a StoredAttachment> {
    let gone = |old: &&StoredAttachment| old.superseded_by == Some(round) && old.kind() == new.kind();
    let among = |file: &StoredAttachment, list: &dyn Fn(&&StoredAttachment) -> bool| {
        item.attachments.iter().filter(list).position(|one| std::ptr::eq(one, file))
    };
    let place =
        among(new, &|one: &&StoredAttachment| one.round == round && one.superseded_by.is_none() && one.kind() == new.kind())?;
    item.attachments.iter().filter(gone).nth(place)
}
