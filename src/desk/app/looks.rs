//! Writing down who looked at what, behind everybody's back: nobody waits for it, several looks are one write, and the way out writes
//! the last of them.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::domain::staff::Actor;
use crate::store::Store;
use crate::store::records::Look;

/// How long a look waits for more of them.
const PAUSE: Duration = Duration::from_millis(1_000);
/// Looks kept while the database does not answer; older ones are dropped, which the log says.
const MOST: usize = 500;

enum Order {
    Write(Actor, Look),
    Flush(oneshot::Sender<()>),
}

/// The hand that writes looks down.
#[derive(Debug, Clone)]
pub(super) struct Looks {
    orders: mpsc::UnboundedSender<Order>,
}

impl Looks {
    /// Starts it; it ends when the last handle is dropped.
    pub(super) fn start(store: Arc<dyn Store>) -> Self {
        let (orders, inbox) = mpsc::unbounded_channel();
        tokio::spawn(work(inbox, store));
        Self { orders }
    }

    /// Takes a look.
    pub(super) fn write(&self, actor: Actor, look: Look) {
        // The hand outlives every handle, so there is always someone to take it.
        let _ = self.orders.send(Order::Write(actor, look));
    }

    /// Waits until every look taken so far is written, or could not be.
    pub(super) async fn flush(&self) {
        let (done, written) = oneshot::channel();
        if self.orders.send(Order::Flush(done)).is_ok() {
            let _ = written.await;
        }
    }
}

async fn work(mut inbox: mpsc::UnboundedReceiver<Order>, store: Arc<dyn Store>) {
    // One desk has one user at a time; should another sign in, the first one's looks are written first.
    let mut waiting: Option<(Actor, Vec<Look>)> = None;
    loop {
        let order = match &waiting {
            None => inbox.recv().await,
            Some(_) => match tokio::time::timeout(PAUSE, inbox.recv()).await {
                Ok(order) => order,
                Err(_) => {
                    write_all(&mut waiting, &store).await;
                    // What could not be written waits for the next look.
                    if waiting.is_some() { inbox.recv().await } else { continue }
                }
            },
        };
        match order {
            Some(Order::Write(actor, look)) => {
                if waiting.as_ref().is_some_and(|(first, _)| *first != actor) {
                    write_all(&mut waiting, &store).await;
                    waiting = None;
                }
                let (_, looks) = waiting.get_or_insert_with(|| (actor, Vec::new()));
                looks.push(look);
                if looks.len() > MOST {
                    tracing::warn!("a look is not written down: the database has not answered for long");
                    looks.remove(0);
                }
            }
            Some(Order::Flush(done)) => {
                write_all(&mut waiting, &store).await;
                let _ = done.send(());
            }
            None => return write_all(&mut waiting, &store).await,
        }
    }
}

async fn write_all(waiting: &mut Option<(Actor, Vec<Look>)>, store: &Arc<dyn Store>) {
    let Some((actor, looks)) = waiting.take() else { return };
    if let Err(error) = store.add_looks(&actor, &looks).await {
        tracing::warn!(code = error.code(), looks = looks.len(), "looks not written down yet");
        *waiting = Some((actor, looks));
    }
}
