//! The flow of the work: postponements, skips, notes among colleagues, and looks.

use crate::domain::certificate::Field;
use crate::domain::look::Looked;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;

/// A postponement (暂缓) that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postponed {
    /// Login of who postponed the order.
    pub staff: String,
    /// Their name.
    pub staff_name: String,
    /// The beginning of the day on which it comes back to them.
    pub until: Millis,
    /// From when on anyone is given it.
    pub pooled_from: Millis,
    /// Why.
    pub reason: String,
    /// Login of the supervisor who gave them the order; `None` where they postponed it themselves.
    pub assigned_by: Option<String>,
}

/// A note among colleagues, never shown to the applicant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// From 1 within the order.
    pub n: u32,
    /// Login of who wrote it.
    pub staff: String,
    /// Their name.
    pub staff_name: String,
    /// When it was kept.
    pub at: Millis,
    /// The field it is about, by item; `None`: the whole order.
    pub field: Option<(u32, Field)>,
    /// Its text.
    pub body: String,
}

/// How often someone skipped orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkipCount {
    /// Login.
    pub staff: String,
    /// Skips.
    pub n: u64,
}

/// A look to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Whose order.
    pub institution: String,
    /// Which.
    pub order_no: OrderNo,
    /// At what.
    pub what: Looked,
}
