//! From a seed to a database and a folder of pictures, in batches: memory stays flat however many orders there are.
//!
//! One thread makes the orders, as many as there are cores draw, and the store takes a batch while the next is being drawn.

use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use tokio::sync::mpsc;

use super::around;
use super::orders::Orders;
use super::plan::Plan;
use super::plant::Plant;
use super::pool::{Artist, DRAWN_ORDERS, DRAWN_WAITING, PictureError, Pool};
use crate::domain::reason::{self, Catalogue, CatalogueError};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{Institution, Listing, LoadedEnquiry, LoadedOrder};
use crate::store::{Store, StoreError};

/// Orders in a batch, one transaction of the store, where each has pictures drawn for it.
const BATCH: usize = 500;
/// Orders in a batch where the pictures are shared. Every transaction touches pages all over the indexes and writes each of them once:
/// the fewer transactions, the less is written.
const SHARED_BATCH: usize = 5_000;
/// Orders made only to draw the pool of shared pictures from.
const POOL_ORDERS: u64 = 1_500;

/// What to make.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many orders.
    pub orders: u64,
    /// The same seed at the same moment makes the same desk.
    pub seed: u64,
    /// The moment the demonstration is made for: everything lies before it.
    pub now: Millis,
    /// The institutions whose orders they are.
    pub institutions: Vec<Institution>,
}

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    /// Orders.
    pub orders: u64,
    /// Of these, awaiting proofreading.
    pub waiting: u64,
    /// Enquiries.
    pub enquiries: u64,
    /// Entries of the dishonesty list.
    pub listings: u64,
}

/// Why a demonstration could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A picture could not be drawn or written.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The catalogue of reasons cannot be used.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The drawing thread ended before its work did.
    #[error("drawing stopped")]
    Stopped,
}

struct Batch {
    orders: Vec<LoadedOrder>,
    enquiries: Vec<LoadedEnquiry>,
    listings: Vec<Listing>,
    waiting: u64,
}

/// Fills an empty store and a folder. Institutions and staff have to be there. `progress` hears how many orders are stored.
///
/// # Errors
/// [`BuildError`]; what was made so far stays and is of no use.
pub async fn fill(
    store: &Arc<dyn Store>,
    folder: &Path,
    options: &Options,
    mut progress: impl FnMut(u64) + Send,
) -> Result<Made, BuildError> {
    let catalogue = Catalogue::from_toml(reason::DEFAULT)?;
    // They come in last: among a million people somebody has by chance the number of one who is listed, and what was approved for
    // them was approved before.
    let mut listings = around::listings(options.seed, (options.orders / 150).clamp(8, 2_000), options.now, &options.institutions);
    store.keep_catalogue(&catalogue.version, reason::DEFAULT).await?;
    let mut made = Made::default();
    let (sender, mut batches) = mpsc::channel::<Result<Batch, BuildError>>(2);
    let worker = {
        let (options, folder) = (options.clone(), folder.to_owned());
        tokio::task::spawn_blocking(move || {
            if let Err(error) = produce(&options, &folder, catalogue, &sender) {
                // Nobody listens any more where the store refused: its error is the one that is told.
                let _ = sender.blocking_send(Err(error));
            }
        })
    };
    while let Some(batch) = batches.recv().await {
        let batch = batch?;
        store.load_orders(&batch.orders).await?;
        if !batch.enquiries.is_empty() {
            store.load_enquiries(&batch.enquiries).await?;
        }
        made.orders += batch.orders.len() as u64;
        made.enquiries += batch.enquiries.len() as u64;
        listings.extend(batch.listings);
        made.waiting += batch.waiting;
        progress(made.orders);
    }
    worker.await.map_err(|_| BuildError::Stopped)?;
    store.put_listings(&listings).await?;
    made.listings = listings.len() as u64;
    store.roll_up_counts().await?;
    Ok(made)
}

fn produce(
    options: &Options,
    folder: &Path,
    catalogue: Catalogue,
    sender: &mpsc::Sender<Result<Batch, BuildError>>,
) -> Result<(), BuildError> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut artists = (0..cores).map(|_| Artist::new(folder)).collect::<Result<Vec<_>, _>>()?;
    let pool = match artists.first_mut() {
        Some(artist) if options.orders > DRAWN_ORDERS => {
            let seed = options.seed ^ 0x0900_1000;
            let models: Vec<Plan> =
                Orders::new(seed, POOL_ORDERS, options.now, &options.institutions, catalogue.clone()).collect();
            Some(Pool::draw(artist, models.iter().flat_map(Plan::papers))?)
        }
        _ => None,
    };
    let mut orders = Orders::new(options.seed, options.orders, options.now, &options.institutions, catalogue).enumerate();
    let batch = if pool.is_some() { SHARED_BATCH } else { BATCH };
    let mut own_left = if pool.is_some() { DRAWN_WAITING } else { u64::MAX };
    loop {
        let mut plans = Vec::with_capacity(batch);
        let (mut enquiries, mut listings, mut waiting) = (Vec::new(), Vec::new(), 0);
        for (index, plan) in orders.by_ref().take(batch) {
            enquiries.extend(around::enquiry(options.seed, index as u64, plan.order(), options.now));
            let waits = plan.status == Status::AwaitingProofreading;
            waiting += u64::from(waits);
            let own = pool.is_none() || (waits && own_left > 0);
            own_left -= u64::from(own);
            if plan.planted.as_ref().is_some_and(|planted| planted.what == Plant::Listed) {
                listings.extend(around::listing_of(options.seed, index as u64, plan.order(), options.now));
            }
            plans.push((if own { plan } else { plan.without_borrowed_picture() }, own));
        }
        if plans.is_empty() {
            return Ok(());
        }
        let orders = draw(&mut artists, pool.as_ref(), plans)?;
        if sender.blocking_send(Ok(Batch { orders, enquiries, listings, waiting })).is_err() {
            return Ok(());
        }
    }
}

/// Draws a batch's pictures on all cores; the orders come back in their order.
fn draw(artists: &mut [Artist], pool: Option<&Pool>, plans: Vec<(Plan, bool)>) -> Result<Vec<LoadedOrder>, PictureError> {
    let part = plans.len().div_ceil(artists.len().max(1)).max(1);
    let mut plans = plans.into_iter();
    thread::scope(|scope| {
        let workers: Vec<_> = artists
            .iter_mut()
            .map(|artist| {
                let mine: Vec<(Plan, bool)> = plans.by_ref().take(part).collect();
                scope.spawn(move || {
                    mine.into_iter()
                        .map(|(plan, own)| {
                            plan.load(|paper| match pool.filter(|_| !own).and_then(|pool| pool.shared(paper)) {
                                Some(kept) => Ok(kept),
                                None => artist.own(paper),
                            })
                        })
                        .collect::<Result<Vec<_>, PictureError>>()
                })
            })
            .collect();
        let mut orders = Vec::new();
        for worker in workers {
            match worker.join() {
                Ok(part) => orders.extend(part?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(orders)
    })
}
