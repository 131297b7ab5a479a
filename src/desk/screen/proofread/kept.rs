//! Work on orders that were left before it was known to be saved: it is saved again once the database answers, and comes back when the
//! order is opened before that.

use crate::desk::app::common::Common;
use crate::desk::app::effect::Effect;
use crate::desk::app::msg::{Reply, Slot, Ticket};
use crate::desk::screen::unsaved::Unsaved;
use crate::domain::draft::Draft;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;

/// All of it, by institution and order.
#[derive(Debug, Default)]
pub struct KeptWork(Unsaved<(String, OrderNo), Draft>);

impl KeptWork {
    /// The order of this effect is left: its draft is kept until it is saved.
    pub(super) fn keep(&mut self, effect: &Effect) {
        if let Effect::SaveDraft { ticket, institution, order_no, draft } = effect {
            self.0.keep((institution.clone(), order_no.clone()), draft.clone(), *ticket);
        }
    }

    /// The order is opened again: its draft, with the write that saves it, if one does. From now on the open order looks after it.
    pub(super) fn take(&mut self, institution: &str, order_no: &OrderNo) -> Option<(Draft, Option<u64>)> {
        self.0.take(&(institution.to_owned(), order_no.clone()))
    }

    /// Takes note of what came of a write.
    pub fn came_of(&mut self, ticket: Ticket, reply: &Reply, now: Millis) {
        self.0.came_of(ticket, reply, now);
    }
}

/// Saves what could not be saved: the database answers again, or everything is left.
pub fn save_again(common: &mut Common) -> Vec<Effect> {
    let due = common.kept_work.0.failed();
    save(due, common)
}

/// Likewise, what failed a while ago.
pub fn save_in_time(common: &mut Common) -> Vec<Effect> {
    let due = common.kept_work.0.failed_before(common.now);
    save(due, common)
}

fn save(due: Vec<((String, OrderNo), Draft)>, common: &mut Common) -> Vec<Effect> {
    let save = |((institution, order_no), draft)| {
        let ticket = common.ticket(Slot::Write);
        let effect = Effect::SaveDraft { ticket, institution, order_no, draft };
        common.kept_work.keep(&effect);
        effect
    };
    due.into_iter().map(save).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::desk::input::keymap::Keymap;
    use crate::desk::screen::unsaved::AGAIN_MS;
    use crate::domain::reason::{Catalogue, DEFAULT};
    use crate::store::StoreError;
    use crate::text::Lang;

    fn tickets(effects: &[Effect]) -> Vec<Ticket> {
        let ticket = |effect: &Effect| if let Effect::SaveDraft { ticket, .. } = effect { Some(*ticket) } else { None };
        effects.iter().filter_map(ticket).collect()
    }

    #[test]
    fn a_draft_is_kept_until_it_is_saved_and_comes_back_before_that() {
        let mut common = Common::new(Lang::Zh, Arc::new(Catalogue::from_toml(DEFAULT).unwrap()), Keymap::default());
        let order_no = OrderNo::parse("2020101611482587").unwrap();
        let draft = Draft { note: "看钢印".into(), ..Draft::default() };
        let ticket = common.ticket(Slot::Write);
        let (institution, of) = ("hubei".to_owned(), order_no.clone());
        common.kept_work.keep(&Effect::SaveDraft { ticket, institution, order_no: of, draft: draft.clone() });
        assert_eq!(save_again(&mut common), [], "it is under way");
        let gone = Reply::Failed(StoreError::Unavailable("gone".into()));
        common.kept_work.came_of(ticket, &gone, Millis(0));
        assert_eq!(save_in_time(&mut common), [], "not at once");
        common.now = Millis(AGAIN_MS);
        let again = save_in_time(&mut common);
        assert!(matches!(&again[..], [Effect::SaveDraft { draft: saved, .. }] if *saved == draft), "{again:?}");
        common.kept_work.came_of(tickets(&again)[0], &gone, Millis(0));
        assert_eq!(common.kept_work.take("hubei", &order_no), Some((draft, None)));
        assert_eq!(save_again(&mut common), [], "the open order looks after it");
        common.kept_work.keep(&again[0]);
        common.kept_work.came_of(tickets(&again)[0], &Reply::DraftSaved, Millis(0));
        assert_eq!(common.kept_work.take("hubei", &order_no), None);
    }
}
