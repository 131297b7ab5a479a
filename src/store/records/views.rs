//! Filtered lists of orders, and the views that are kept of them.

use super::queue::{QueueFrom, QueueKey, QueueRow};
use crate::domain::queue_view::{QueueView, Sort, Wanted};
use crate::domain::time::Millis;

/// Orders that are looked through for one page at most, whatever of them fits the filter.
pub const LOOK_THROUGH: u32 = 5_000;
/// Up to how many orders are counted.
pub const COUNT_TO: u32 = 1_000;
/// Most views of one owner.
pub const MOST_VIEWS: u32 = 50;
/// Longest name of a view, in characters.
pub const VIEW_NAME: usize = 30;

/// A page of the orders that fit a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilteredQuery {
    /// Whose orders.
    pub institution: String,
    /// Which of them.
    pub wanted: Wanted,
    /// In which order. Most findings first is one page: nothing lies before or after it.
    pub sort: Sort,
    /// Where to begin, in that order: with `Sort::Newest`, `Start` is the newest.
    pub from: QueueFrom,
    /// Most rows to read.
    pub limit: u32,
    /// Most orders to look through; [`LOOK_THROUGH`] but in tests.
    pub budget: u32,
}

/// What was found on the way from one key to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilteredPage {
    /// In the order asked for.
    pub rows: Vec<QueueRow>,
    /// Where to read on in the direction of the page; `None`: its end was reached.
    pub next: Option<QueueKey>,
    /// Whether it is the page that is full; else `next` is where as much was looked through as is for one page.
    pub full: bool,
    /// How many orders were looked through.
    pub looked: u64,
    /// How many there are to look through from end to end, where counting them is cheap: in the open statuses.
    pub of: Option<u64>,
    /// Open work of the institution: awaiting proofreading, awaiting supplement.
    pub open: (u64, u64),
    /// The moment of the read by the database's clock.
    pub now: Millis,
}

/// How many orders fit a filter, counted up to [`COUNT_TO`] among the first [`LOOK_THROUGH`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Matching {
    /// So many at least.
    pub n: u32,
    /// Whether there may be more.
    pub more: bool,
}

/// A view that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// Its id: a UUIDv7 made by the desk.
    pub view: String,
    /// Whether it is the institution's; else it is one's own.
    pub shared: bool,
    /// Its name.
    pub name: String,
    /// What it shows; `None` where a newer program kept it.
    pub body: Option<QueueView>,
}

/// A view to keep: a new one, or what is to become of one that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewView {
    /// Its id.
    pub view: String,
    /// Whether it is the institution's.
    pub shared: bool,
    /// Its name: one to [`VIEW_NAME`] characters.
    pub name: String,
    /// What it shows.
    pub body: QueueView,
}
