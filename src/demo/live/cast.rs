//! Who the applicants are. Everything about one follows from the seed and the number of their order, so that a demonstration that
//! was closed for a night still knows whose scan it has to draw again.

use crate::demo::data::Tables;
use crate::demo::fate::OnDesk;
use crate::demo::orders::{Orders, made_of};
use crate::demo::rng::Rng;
use crate::demo::staff::HOME;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::NewOrder;
use crate::domain::time::Millis;
use crate::store::records::{Institution, OrderFile};

/// Keeps the dice of those who come while one works apart from those of the orders that were there.
const NEWCOMERS: u64 = 0x11FE_0001;

/// All applicants there are.
pub(super) struct Cast {
    orders: Orders,
    home: Option<Institution>,
}

impl Cast {
    /// `orders` are those the demonstration was made of.
    pub(super) fn new(orders: Orders, institutions: &[Institution]) -> Self {
        Self { orders, home: institutions.iter().find(|one| one.code == HOME).cloned() }
    }

    pub(super) const fn tables(&self) -> &Tables {
        &self.orders.tables
    }

    pub(super) const fn seed(&self) -> u64 {
        self.orders.seed
    }

    /// Somebody who began their order at `made` and now submits it under this number.
    pub(super) fn newcomer(&self, order_no: &OrderNo, made: Millis, submitted: Millis) -> Option<(NewOrder, Vec<OnDesk>)> {
        let number: u64 = order_no.as_str().parse().ok()?;
        let mut rng = Rng::fork(self.orders.seed ^ NEWCOMERS, number);
        // Most come to the institution whose staff the demonstration signs in: that is where somebody watches.
        let institution = match &self.home {
            Some(home) if rng.chance(3, 5) => home.clone(),
            _ => self.orders.institution(&mut rng)?,
        };
        let index = 1_000_000_000 + rng.below(1_000_000_000);
        self.orders.fresh(&mut rng, order_no, index, made, submitted, institution)
    }

    /// What truly is behind an order of the desk, item by item. `None` where nobody is known to be: the order came from elsewhere, or
    /// something in it was taken from another person.
    pub(super) fn behind(&self, file: &OrderFile) -> Option<Vec<OnDesk>> {
        // A reconsideration is about the same people and papers.
        let number = file.reconsiders.as_ref().unwrap_or(&file.order_no);
        let is_this = |order: &NewOrder| {
            order.account == file.account
                && order.items.len() == file.items.len()
                && order.items.iter().zip(&file.items).all(|(made, there)| made.certificate == there.certificate)
        };
        let made = made_of(number)?;
        let known = |found: Option<(NewOrder, Vec<OnDesk>)>| {
            let (order, items) = found?;
            is_this(&order).then_some(items)
        };
        known(self.newcomer(number, made, file.first_submitted_at)).or_else(|| known(self.orders.recall(number)))
    }
}
