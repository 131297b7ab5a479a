//! What was typed and is not known to be saved, kept until it is: an order's draft or a reply's, by what it belongs to.

use std::collections::BTreeMap;

use crate::desk::app::msg::{Reply, Ticket};
use crate::domain::time::Millis;
use crate::store::StoreError;

/// After how long what could not be saved is saved again although no loss of the database was noticed, in milliseconds.
pub(super) const AGAIN_MS: i64 = 10_000;

#[derive(Debug)]
struct One<T> {
    what: T,
    /// The write that saves it; `None`: the last one failed.
    write: Option<u64>,
    /// When that was, where trying again may help.
    failed_at: Option<Millis>,
}

/// All of one kind.
#[derive(Debug)]
pub(super) struct Unsaved<K, T>(BTreeMap<K, One<T>>);

impl<K, T> Default for Unsaved<K, T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord + Clone, T: Clone> Unsaved<K, T> {
    /// A write is to save it.
    pub(super) fn keep(&mut self, of: K, what: T, write: Ticket) {
        self.0.insert(of, One { what, write: Some(write.number), failed_at: None });
    }

    /// What is kept, with the write that saves it, if one does.
    pub(super) fn get(&self, of: &K) -> Option<(&T, Option<u64>)> {
        self.0.get(of).map(|one| (&one.what, one.write))
    }

    /// Likewise, for whoever looks after it from now on.
    pub(super) fn take(&mut self, of: &K) -> Option<(T, Option<u64>)> {
        self.0.remove(of).map(|one| (one.what, one.write))
    }

    /// Takes note of what came of a write.
    pub(super) fn came_of(&mut self, ticket: Ticket, reply: &Reply, now: Millis) {
        match reply {
            Reply::DraftSaved => self.0.retain(|_, one| one.write != Some(ticket.number)),
            Reply::Failed(error) => {
                for one in self.0.values_mut().filter(|one| one.write == Some(ticket.number)) {
                    one.write = None;
                    // Refused once, it would be refused again.
                    one.failed_at = matches!(
                        error,
                        StoreError::Unavailable(_)
                            | StoreError::Full(_)
                            | StoreError::ReadOnly(_)
                            | StoreError::Unknown(_)
                            | StoreError::Barred(_)
                    )
                    .then_some(now);
                }
            }
            _ => {}
        }
    }

    /// What no write saves: for when the database answers again, or everything is left.
    pub(super) fn failed(&self) -> Vec<(K, T)> {
        self.those(|one| one.write.is_none())
    }

    /// What failed a while ago.
    pub(super) fn failed_before(&self, now: Millis) -> Vec<(K, T)> {
        self.those(|one| one.failed_at.is_some_and(|at| !(0..AGAIN_MS).contains(&now.since(at))))
    }

    fn those(&self, wanted: impl Fn(&One<T>) -> bool) -> Vec<(K, T)> {
        self.0.iter().filter(|(_, one)| wanted(one)).map(|(of, one)| (of.clone(), one.what.clone())).collect()
    }
}
