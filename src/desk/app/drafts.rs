//! Saving drafts: each within a second of the keystroke, a newer one replacing one that still waits, none ever lost on the way out.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::msg::{Msg, Reply, Ticket};
use crate::domain::draft::Draft;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Actor;
use crate::store::Store;

/// How long a draft waits for a newer one.
const PAUSE: Duration = Duration::from_millis(300);
/// How long drafts wait however many newer ones come: whoever types without a pause is promised a second too.
const LONGEST: Duration = Duration::from_millis(700);

/// A draft to be saved.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) ticket: Ticket,
    pub(super) actor: Actor,
    pub(super) institution: String,
    pub(super) what: What,
}

/// What is saved.
#[derive(Debug)]
pub(super) enum What {
    /// The work on an order.
    Order(OrderNo, Box<Draft>),
    /// A reply to an enquiry.
    Enquiry(String, String),
}

impl What {
    /// Whether both are about the same thing.
    fn is_about_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Order(one, _), Self::Order(another, _)) => one == another,
            (Self::Enquiry(one, _), Self::Enquiry(another, _)) => one == another,
            (Self::Order(..), Self::Enquiry(..)) | (Self::Enquiry(..), Self::Order(..)) => false,
        }
    }
}

enum Order {
    Save(Box<Job>),
    Flush(oneshot::Sender<()>),
}

/// The hand that saves drafts.
#[derive(Debug, Clone)]
pub(super) struct Drafts {
    orders: mpsc::UnboundedSender<Order>,
}

impl Drafts {
    /// Starts it; it ends when the last handle is dropped and everything is saved.
    pub(super) fn start(store: Arc<dyn Store>, replies: mpsc::UnboundedSender<Msg>) -> Self {
        let (orders, inbox) = mpsc::unbounded_channel();
        tokio::spawn(work(inbox, store, replies));
        Self { orders }
    }

    /// Takes a draft.
    pub(super) fn save(&self, job: Job) {
        // The hand outlives every handle, so there is always someone to take it.
        let _ = self.orders.send(Order::Save(Box::new(job)));
    }

    /// Waits until every draft taken so far is saved (or has failed, and was answered so).
    pub(super) async fn flush(&self) {
        let (done, saved) = oneshot::channel();
        if self.orders.send(Order::Flush(done)).is_ok() {
            let _ = saved.await;
        }
    }
}

async fn work(mut inbox: mpsc::UnboundedReceiver<Order>, store: Arc<dyn Store>, replies: mpsc::UnboundedSender<Msg>) {
    let mut waiting: Vec<Job> = Vec::new();
    // Ends when the oldest of what waits has waited long enough.
    let mut longest = std::pin::pin!(tokio::time::sleep(LONGEST));
    loop {
        let order = if waiting.is_empty() {
            let order = inbox.recv().await;
            longest.set(tokio::time::sleep(LONGEST));
            order
        } else {
            let quiet = async {
                tokio::select! {
                    () = longest.as_mut() => {}
                    () = tokio::time::sleep(PAUSE) => {}
                }
            };
            tokio::select! {
                biased;
                () = quiet => {
                    save_all(&mut waiting, &store, &replies).await;
                    continue;
                }
                order = inbox.recv() => order,
            }
        };
        match order {
            Some(Order::Save(job)) => {
                let newer = |old: &Job| old.what.is_about_the_same(&job.what) && old.institution == job.institution;
                if let Some(place) = waiting.iter().position(newer) {
                    let old = waiting.swap_remove(place);
                    let _ = replies.send(Msg::Done(old.ticket, Reply::DraftSaved));
                }
                waiting.push(*job);
            }
            Some(Order::Flush(done)) => {
                save_all(&mut waiting, &store, &replies).await;
                let _ = done.send(());
            }
            None => {
                save_all(&mut waiting, &store, &replies).await;
                return;
            }
        }
    }
}

async fn save_all(waiting: &mut Vec<Job>, store: &Arc<dyn Store>, replies: &mpsc::UnboundedSender<Msg>) {
    for job in waiting.drain(..) {
        let saved = match &job.what {
            What::Order(order_no, draft) => store.save_draft(&job.actor, &job.institution, order_no, draft).await,
            What::Enquiry(number, body) => store.save_enquiry_draft(&job.actor, &job.institution, number, body).await,
        };
        let reply = match saved {
            Ok(()) => Reply::DraftSaved,
            Err(error) => Reply::Failed(error),
        };
        let _ = replies.send(Msg::Done(job.ticket, reply));
    }
}
