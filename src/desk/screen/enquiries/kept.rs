//! Replies that are not done with: what was typed and is not known to be saved, what was sent and is not answered, what can still be
//! taken back. It outlives the thread and the screen it was written in, and is forgotten with whoever wrote it.

use std::collections::BTreeMap;

use super::acts::EnquiryAct;
use crate::desk::app::common::{Ask, Common};
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Reply, Slot, Ticket};
use crate::domain::time::Millis;
use crate::store::StoreError;

/// After how long a draft that could not be saved is saved again although no loss of the database was noticed, in milliseconds.
const AGAIN_MS: i64 = 10_000;

/// A text that is not known to be saved.
#[derive(Debug)]
struct Unsaved {
    body: String,
    /// The write that saves it; `None`: the last one failed.
    write: Option<u64>,
    /// When that was, where trying again may help.
    failed_at: Option<Millis>,
}

/// All of it, by institution and enquiry.
#[derive(Debug, Default)]
pub struct Kept {
    drafts: BTreeMap<(String, String), Unsaved>,
}

impl Kept {
    /// A text that is not known to be saved, with the write that saves it, if one does.
    pub(super) fn unsaved(&self, institution: &str, number: &str) -> Option<(&str, Option<u64>)> {
        let unsaved = self.drafts.get(&(institution.to_owned(), number.to_owned()))?;
        Some((&unsaved.body, unsaved.write))
    }

    /// It went out: nothing of it is left to save.
    pub(super) fn went_out(&mut self, institution: &str, number: &str) {
        self.drafts.remove(&(institution.to_owned(), number.to_owned()));
    }
}

/// Asks for a draft to be saved, and keeps it until it is.
pub(super) fn save(institution: &str, number: &str, body: String, common: &mut Common) -> (Ticket, Ask) {
    let ticket = common.ticket(Slot::RoomWrite);
    let unsaved = Unsaved { body: body.clone(), write: Some(ticket.number), failed_at: None };
    common.kept.drafts.insert((institution.to_owned(), number.to_owned()), unsaved);
    let act = EnquiryAct::SaveDraft { enquiry_no: number.to_owned(), body };
    (ticket, Ask::Do(Effect::Enquiry { ticket, institution: institution.to_owned(), act }))
}

/// Saves what could not be saved: the database answers again, or everything is left.
pub fn save_again(common: &mut Common) -> Vec<Ask> {
    save_those(common, |unsaved| unsaved.write.is_none())
}

/// Likewise, what failed a while ago.
pub fn save_in_time(common: &mut Common) -> Vec<Ask> {
    let now = common.now;
    save_those(common, |unsaved| unsaved.failed_at.is_some_and(|at| !(0..AGAIN_MS).contains(&now.since(at))))
}

fn save_those(common: &mut Common, wanted: impl Fn(&Unsaved) -> bool) -> Vec<Ask> {
    let due = common.kept.drafts.iter().filter(|(_, unsaved)| wanted(unsaved));
    let due: Vec<_> = due.map(|(of, unsaved)| (of.clone(), unsaved.body.clone())).collect();
    due.into_iter().map(|((institution, number), body)| save(&institution, &number, body, common).1).collect()
}

/// Takes note of what came of a write, before the screen that asked for it does, if it is still there.
pub fn came_of(ticket: Ticket, reply: &Reply, common: &mut Common) {
    match reply {
        Reply::DraftSaved => common.kept.drafts.retain(|_, unsaved| unsaved.write != Some(ticket.number)),
        Reply::Failed(error) => {
            let now = common.now;
            for unsaved in common.kept.drafts.values_mut().filter(|unsaved| unsaved.write == Some(ticket.number)) {
                unsaved.write = None;
                // Refused once, it would be refused again.
                unsaved.failed_at = matches!(error, StoreError::Unavailable(_) | StoreError::Unknown(_)).then_some(now);
            }
        }
        _ => {}
    }
}
