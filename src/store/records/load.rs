//! Whole histories, loaded for demonstration.

use crate::domain::decision::ItemOutcome;
use crate::domain::finding::Noticed;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::KeptAttachment;
use crate::domain::order::NewOrder;
use crate::domain::time::Millis;
use crate::domain::verdict::FieldVerdict;

/// An order with a history, for demonstration data: loaded as if it had come, been decided and moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedOrder {
    /// As submitted in its first round.
    pub order: NewOrder,
    /// What happened afterwards, oldest first.
    pub history: Vec<LoadedStep>,
}

/// A step of a loaded order's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadedStep {
    /// It was decided.
    Decision {
        /// By whom (login).
        staff: String,
        /// Since when they had held it.
        claimed_at: Millis,
        /// When.
        at: Millis,
        /// For every item.
        outcomes: Vec<ItemOutcome>,
        /// Verdicts.
        verdicts: Vec<FieldVerdict>,
        /// Catalogue's version.
        catalogue_version: String,
        /// Title of the message.
        title: String,
        /// The letter.
        letter: String,
        /// Whether the portal has fetched the message.
        delivered: bool,
    },
    /// The applicant answered with new lists.
    Resubmit {
        /// When.
        at: Millis,
        /// For each item named: its number and the whole new list.
        items: Vec<(u32, Vec<KeptAttachment>)>,
        /// The notable findings of the whole order as it then is.
        findings: Vec<Noticed>,
    },
    /// The applicant cancelled.
    Cancel {
        /// When.
        at: Millis,
    },
}

/// An enquiry with its posts, for demonstration data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedEnquiry {
    /// Its number.
    pub enquiry_no: String,
    /// Whose.
    pub institution: String,
    /// Who asks.
    pub account: String,
    /// About which order.
    pub order_no: Option<OrderNo>,
    /// Subject line.
    pub subject: String,
    /// Posts: when, the login of the staff member who wrote it (`None`: the applicant), text.
    pub posts: Vec<(Millis, Option<String>, String)>,
}

/// An entry of the dishonesty list (G2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Which institution listed them.
    pub institution: String,
    /// A UUIDv7.
    pub listing: String,
    /// 18-digit form for a resident ID.
    pub id_no: String,
    /// Their name.
    pub name: String,
    /// First day on which it holds.
    pub effective_on: chrono::NaiveDate,
    /// First day on which it no longer does.
    pub ends_on: chrono::NaiveDate,
    /// Why.
    pub reason: String,
}
