//! What the archive asks to be done, and what comes of it: plain data.

use crate::domain::numbers::order_no::OrderNo;
use crate::store::records::{ArchivePage, ArchiveQuery, Happening, SearchBy, Timeline, TrailFault};

/// Something to do for the archive.
#[derive(Debug, Clone, PartialEq)]
pub enum ArchiveAct {
    /// Read a page of ended orders.
    Page(ArchiveQuery),
    /// Search in any state.
    Search {
        /// Whose orders.
        institution: String,
        /// What any of them finds.
        by: Vec<SearchBy>,
    },
    /// Read all that happened to an order.
    History {
        /// Whose.
        institution: String,
        /// Which.
        order_no: OrderNo,
    },
    /// Take the dossier of an order out.
    Export {
        /// Whose.
        institution: String,
        /// Which.
        order_no: OrderNo,
        /// Personal numbers whole.
        full: bool,
        /// The files, too.
        attachments: bool,
        /// Why.
        reason: String,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub enum ArchiveReply {
    /// Rows of the list.
    Rows(ArchivePage),
    /// All that happened to an order; `None` where there is none of this number.
    History(Option<Box<History>>),
    /// A dossier was taken out: where it is, and its hash.
    Exported {
        /// The path.
        path: String,
        /// SHA-256 of its manifest.
        sha256: String,
    },
    /// It was not: the stable code of why.
    NotExported {
        /// The code.
        code: &'static str,
        /// What the system says, where that helps.
        detail: String,
    },
}

/// All that happened to an order, as this member of staff may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// As it was read.
    pub timeline: Timeline,
    /// One after the other.
    pub happenings: Vec<Happening>,
    /// What is wrong with its trail.
    pub faults: Vec<TrailFault>,
}
