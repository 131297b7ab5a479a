//! One member of staff leaves the desk to another. Where each connects as a login of the database server's own, what was begun as the
//! first one must be done by their connection, and nothing of the second one may go over it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::{Driver, Hands, lock};
use crate::desk::app::drafts::Drafts;
use crate::desk::app::looks::Looks;
use crate::domain::staff::Actor;

/// How long what was begun may take once its owner has left: as long as on the way out. What takes longer fails, and is told as failed.
const PATIENCE: Duration = Duration::from_secs(3);

/// The work of whoever sits here: every task holds a mark, and the last one to end is noticed.
#[derive(Debug)]
pub(super) struct Shift {
    mark: mpsc::Sender<Infallible>,
    ended: mpsc::Receiver<Infallible>,
    /// Turns true when the seat is theirs.
    begun: watch::Receiver<bool>,
}

/// Of a task that belongs to a shift.
#[derive(Debug)]
pub(super) struct Mark {
    begun: watch::Receiver<bool>,
    _under_way: mpsc::Sender<Infallible>,
}

impl Mark {
    /// Waits until the seat is that of whom the task is for.
    pub(super) async fn begun(&mut self) {
        // A sender that is gone has let everybody begin.
        let _ = self.begun.wait_for(|begun| *begun).await;
    }
}

impl Driver {
    /// Who acts from now on.
    pub(super) fn seat(&mut self, actor: Option<Actor>) {
        lock(&self.hands.actor).clone_from(&actor);
        self.sit(actor);
    }

    /// Whose connections they are from now on; it matters only where staff connect as themselves.
    pub(super) fn sit(&mut self, actor: Option<Actor>) {
        if self.hands.store.is_personal() {
            self.tasks.spawn(self.shift.hand_over(&self.hands, actor.map(|actor| actor.login)));
        }
    }
}

impl Shift {
    /// One that begins at once.
    pub(super) fn begin() -> Self {
        Self::after(watch::channel(true).1)
    }

    fn after(begun: watch::Receiver<bool>) -> Self {
        let (mark, ended) = mpsc::channel(1);
        Self { mark, ended, begun }
    }

    /// A task of this shift: it waits until the seat is theirs, and the shift is not over before it is.
    pub(super) fn work<F: Future<Output = ()>>(&self, task: F) -> impl Future<Output = ()> + use<F> {
        let mut mark = self.mark();
        async move {
            mark.begun().await;
            task.await;
        }
    }

    /// For a task that is about to start.
    pub(super) fn mark(&self) -> Mark {
        Mark { begun: self.begun.clone(), _under_way: self.mark.clone() }
    }

    /// Waits until nothing of it is under way.
    async fn end(mut self) {
        drop(self.mark);
        // Nothing is ever sent: this ends when the last mark is gone.
        let _ = self.ended.recv().await;
    }

    /// The next one sits down (`None`: nobody) once this shift's work is done, its drafts saved and its looks written down. What comes
    /// of the returned future does it; the new shift's tasks wait for it.
    fn hand_over(&mut self, hands: &Hands, login: Option<String>) -> impl Future<Output = ()> + Send + 'static {
        let (open, begun) = watch::channel(false);
        let over = std::mem::replace(self, Self::after(begun));
        let (store, drafts, looks) = (Arc::clone(&hands.store), hands.drafts.clone(), hands.looks.clone());
        async move {
            if tokio::time::timeout(PATIENCE, finish(over, drafts, looks)).await.is_err() {
                tracing::warn!("not all was done before somebody else sat down");
            }
            store.sit(login.as_deref());
            open.send_replace(true);
        }
    }
}

async fn finish(over: Shift, drafts: Drafts, looks: Looks) {
    over.end().await;
    drafts.flush().await;
    looks.flush().await;
}
