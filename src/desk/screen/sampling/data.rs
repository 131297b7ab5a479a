//! What the screen of quality sampling asks for, and what comes back: plain data.

use crate::desk::app::msg::Opened;
use crate::domain::sampling::Agreement;
use crate::store::records::{SampleDone, SampleDrawn, SampleLook, SampleOrder, SamplePlan, SampleRecord};

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Read the newest samples.
    Load,
    /// Draw a sample.
    Draw(SamplePlan),
    /// Read what came of a sample so far.
    Report {
        /// Which.
        sample: String,
    },
    /// Take the next order of a sample and open it blind.
    Next {
        /// Of which.
        sample: String,
    },
    /// Conclude a look.
    Conclude {
        /// Of which sample.
        sample: String,
        /// The order's place in it.
        place: u32,
        /// What was seen.
        look: Box<SampleLook>,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The newest samples.
    Samples(Vec<SampleRecord>),
    /// What came of drawing.
    Drawn(SampleDrawn),
    /// What came of a sample so far.
    Report(Option<Box<Report>>),
    /// An order as it was before it was decided.
    Blind {
        /// The order.
        opened: Box<Opened>,
        /// Of which sample.
        sample: String,
        /// Its place in it.
        place: u32,
    },
    /// Nothing in the sample is left for this person.
    NothingLeft,
    /// What came of concluding a look.
    Concluded(SampleDone),
}

/// What a sample shows so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which sample.
    pub sample: String,
    /// How far both looks agree.
    pub agreement: Agreement,
    /// The orders that were looked at.
    pub looks: Vec<SampleOrder>,
}
