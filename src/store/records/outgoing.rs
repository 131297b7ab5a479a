//! What the desk hands the portal.

use serde::{Deserialize, Serialize};

use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::Service;
use crate::domain::status::Status;
use crate::domain::time::Millis;

/// A message for the applicant (我的消息), due to be handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutMessage {
    /// Its id.
    pub message_id: String,
    /// The order it is about.
    pub order_no: Option<OrderNo>,
    /// The enquiry it answers.
    pub enquiry_no: Option<String>,
    /// Whom it is for.
    pub account: String,
    /// `accepted`, `rejected`, `supplement`, `enquiry_reply` or `reopened`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// When it was written.
    pub at: Millis,
}

/// The progress of an order (申请进度查询, G8.7): nothing personal beyond the guide's own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The order.
    pub order_no: OrderNo,
    /// Code of its institution.
    pub institution: String,
    /// Where it stands.
    pub status: Status,
    /// Its round.
    pub round: u32,
    /// Its items.
    pub items: Vec<ProgressItem>,
    /// When it last changed.
    pub updated_at: Millis,
}

/// One item's progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressItem {
    /// 1-based.
    pub item: u32,
    /// The service.
    pub service: Service,
    /// Where it stands.
    pub status: Status,
    /// 概要 (G8.2).
    pub summary: String,
}

/// How many orders an institution has in a status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Code of the institution.
    pub institution: String,
    /// The status.
    pub status: Status,
    /// How many.
    pub n: i64,
}
