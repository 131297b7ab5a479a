//! What a decision proposes for the dishonesty list (G2.2): the holders of items that are rejected for a reason that says so.

use crate::desk::app::common::{Common, Env};
use crate::desk::screen::proofread::Proofread;
use crate::domain::decision::Outcome;
use crate::domain::reason::Reason;
use crate::store::records::{Evidence, ItemFile, Proposal};

impl Proofread {
    /// The items whose holders would be proposed, each person once, with the reasons that propose them.
    pub(super) fn proposed<'a>(&'a self, common: &'a Common) -> Vec<(&'a ItemFile, Vec<&'a Reason>)> {
        let mut proposed: Vec<(&ItemFile, Vec<&Reason>)> = Vec::new();
        for item in &self.file.items {
            let Some(outcome) = self.work.outcome(item.item).filter(|outcome| outcome.outcome == Outcome::Reject) else {
                continue;
            };
            let reasons: Vec<&Reason> = outcome
                .reasons
                .iter()
                .filter_map(|code| common.catalogue.reason(code))
                .filter(|reason| reason.proposes_listing)
                .collect();
            let is_new = proposed.iter().all(|(earlier, _)| earlier.certificate.id_no != item.certificate.id_no);
            if !reasons.is_empty() && is_new {
                proposed.push((item, reasons));
            }
        }
        proposed
    }

    pub(super) fn proposals(&self, common: &Common, env: &mut Env) -> Vec<Proposal> {
        self.proposed(common)
            .into_iter()
            .map(|(item, reasons)| Proposal {
                listing: env.id(),
                item: item.item,
                // As the catalogue words it: the list is kept in Chinese, whatever the screen's language.
                reason: reasons.iter().map(|reason| reason.label.as_str()).collect::<Vec<_>>().join("；"),
                evidence: Evidence {
                    attachments: item
                        .attachments
                        .iter()
                        .filter(|stored| stored.superseded_by.is_none())
                        .map(|stored| stored.file.sha256.clone())
                        .collect(),
                    reasons: reasons.iter().map(|reason| reason.code.clone()).collect(),
                },
            })
            .collect()
    }
}
