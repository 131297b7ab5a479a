//! What a supervisor's screens ask the driver for, and what it answers. Plain data.

use std::sync::Arc;

use crate::domain::calendar::Calendar;
use crate::domain::numbers::order_no::OrderNo;
use crate::store::records::{Colleague, Dashboard, HappenedList, HappenedQuery, Intervened, Notification};

/// What is asked for, of one institution.
#[derive(Debug, Clone, PartialEq)]
pub enum SuperviseAct {
    /// Read the dashboard.
    Look {
        /// The working calendar.
        calendar: Arc<Calendar>,
        /// After how many working days an unanswered order may be rejected.
        patience_days: u32,
    },
    /// Read what a number of it counted.
    Happened(Box<HappenedQuery>),
    /// Read who decides orders.
    Colleagues,
    /// Do something to an order.
    Step {
        /// Which.
        order_no: OrderNo,
        /// What.
        step: Step,
        /// Why.
        reason: String,
    },
}

/// What is done to an order.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// End somebody's claim.
    Release,
    /// Give it to somebody.
    Reassign {
        /// Login of whom.
        to: String,
        /// The working calendar.
        calendar: Arc<Calendar>,
    },
    /// Open it again.
    Reopen(Notification),
    /// Reject it because the supplement never came.
    RejectUnanswered {
        /// What the applicant is told.
        tells: Notification,
        /// The working calendar.
        calendar: Arc<Calendar>,
        /// After how many working days it may be.
        patience_days: u32,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum SupervisionReply {
    /// The dashboard.
    Dashboard(Box<Dashboard>),
    /// What a number of it counted.
    Happened(HappenedList),
    /// Who decides orders, by name.
    Colleagues(Vec<Colleague>),
    /// What came of a step.
    Stepped(Intervened),
}
