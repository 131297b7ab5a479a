//! Quality sampling: what is drawn, what a second look found, and what is read of both.

use serde::{Deserialize, Serialize};

use super::listing::DoneBy;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::sampling::{Decided, Rate};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::domain::verdict::FieldVerdict;

/// What to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplePlan {
    /// A UUID for the sample.
    pub sample: String,
    /// Decided from here.
    pub from: Millis,
    /// To before here.
    pub until: Millis,
    /// How many of each person's each outcome.
    pub rate: Rate,
}

/// What came of drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleDrawn {
    /// Drawn: so many orders.
    Done(u32),
    /// Nothing was decided in the period.
    Nothing,
    /// The period is not over, or a decision in it can still be taken back.
    TooEarly,
    /// More was decided in the period than is drawn from at a time, or more would be drawn than anybody looks at.
    TooMuch,
}

/// A sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleRecord {
    /// Its id.
    pub sample: String,
    /// Decided from here.
    pub from: Millis,
    /// To before here.
    pub until: Millis,
    /// How many of each person's each outcome.
    pub rate: Rate,
    /// Hexadecimal.
    pub key: String,
    /// Decisions in the period.
    pub drawn_from: u32,
    /// Decisions in the sample.
    pub size: u32,
    /// Of these, looked at.
    pub looked: u32,
    /// Of these, with another outcome.
    pub differs: u32,
    /// Who drew it, and when.
    pub drawn: DoneBy,
}

/// An order to look at: nothing in it tells what was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleTask {
    /// Its place in the sample.
    pub place: u32,
    /// The order.
    pub order_no: OrderNo,
    /// The round in which it was decided.
    pub round: u32,
}

/// What somebody saw who did not know the decision, and where they would have led the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleLook {
    /// Accepted, rejected or awaiting a supplement.
    pub outcome: Status,
    /// A remark, or nothing.
    pub remark: String,
    /// Their own verdicts.
    pub verdicts: Vec<FieldVerdict>,
}

/// What came of concluding a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum SampleDone {
    /// Done.
    Done {
        /// Whether the outcomes differ.
        differs: bool,
    },
    /// It was looked at before.
    Settled,
    /// Somebody else has taken it since.
    NotYours,
    /// There is no such order in the sample.
    Unknown,
}

/// An order of a sample that was looked at: both looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleOrder {
    /// Its place in the sample.
    pub place: u32,
    /// What was drawn: the decision.
    pub decided: Decided,
    /// Name of who decided.
    pub staff_name: String,
    /// The verdicts it was decided on.
    pub first: Vec<FieldVerdict>,
    /// The second look.
    pub look: SampleLook,
    /// Who looked, and when.
    pub looked: DoneBy,
}
