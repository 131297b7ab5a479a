//! The archive: orders in any state with how they ended, and everything that ever happened to one of them.

use super::claim::AuditEntry;
use super::file::OrderFile;
use super::listing::{DoneBy, ListingFile};
use super::queue::QueueRow;
use crate::domain::look::Looked;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;

/// A row of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveRow {
    /// The order, as the queue shows it.
    pub row: QueueRow,
    /// When it last changed its status; of one that has ended, when it did.
    pub changed_at: Millis,
    /// Who made the newest decision that was not taken back, and when.
    pub decided: Option<DoneBy>,
    /// Whether who reads it is to look a second time and must not be told what was decided.
    pub is_blind: bool,
}

impl ArchiveRow {
    /// Takes out who decided, and that the status tells what.
    pub fn make_blind(&mut self) {
        self.decided = None;
        self.is_blind = true;
    }

    /// Where it stands among the ended ones.
    #[must_use]
    pub fn key(&self) -> ArchiveKey {
        ArchiveKey { at: self.changed_at, order_no: self.row.order_no.clone() }
    }
}

/// The end of a page: before which row to read on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveKey {
    /// When it ended.
    pub at: Millis,
    /// Its number.
    pub order_no: OrderNo,
}

/// A page of an institution's ended orders, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveQuery {
    /// Whose.
    pub institution: String,
    /// Those before this one; `None`: the newest.
    pub before: Option<ArchiveKey>,
    /// Most rows to read.
    pub limit: u32,
}

/// Rows of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePage {
    /// Newest first; of a search open orders before them.
    pub rows: Vec<ArchiveRow>,
    /// Whether there were more than were read.
    pub more: bool,
    /// The moment of the read by the database's clock.
    pub now: Millis,
}

/// An audit row with the name of whoever acted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailRow {
    /// The row.
    pub entry: AuditEntry,
    /// Their name, where the actor is a member of staff.
    pub name: Option<String>,
}

/// Someone looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookRecord {
    /// Who, and when.
    pub by: DoneBy,
    /// At what.
    pub what: Looked,
    /// Why, where it takes a reason.
    pub reason: Option<String>,
}

/// An enquiry about an order, with its posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its number.
    pub enquiry_no: String,
    /// What it is about.
    pub subject: String,
    /// Oldest first.
    pub posts: Vec<AskedPost>,
}

/// A post of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedPost {
    /// From 1.
    pub post: u32,
    /// When.
    pub at: Millis,
    /// Login and name of who answered; `None`: the applicant wrote it.
    pub staff: Option<(String, String)>,
    /// Its text.
    pub body: String,
}

/// An entry of the dishonesty list that was proposed with a decision of the order, and its own trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingHistory {
    /// The entry.
    pub file: ListingFile,
    /// Its trail.
    pub trail: Vec<TrailRow>,
}

/// All that happened to an order, as one read of the database gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// The order with its decisions, messages and notes.
    pub file: OrderFile,
    /// Its trail, oldest first.
    pub trail: Vec<TrailRow>,
    /// Whether the trail is longer than what was read.
    pub trail_cut: bool,
    /// Who looked, oldest first: the newest ones, if there are very many.
    pub looks: Vec<LookRecord>,
    /// How often somebody looked in all.
    pub looked: u64,
    /// Enquiries about it, oldest first.
    pub asked: Vec<Asked>,
    /// What its decisions proposed for the dishonesty list.
    pub listings: Vec<ListingHistory>,
    /// Whether what its deciders found was taken out.
    pub is_blind: bool,
    /// Whether who looked was taken out.
    pub hides_looks: bool,
}

impl Timeline {
    /// Takes out what its deciders found, wrote and said, and who they were, for somebody who may judge it anew (G2.2): not only the
    /// decisions, also what the trail tells of them, and what applicant and desk wrote each other about them.
    pub fn make_blind(&mut self) {
        self.file.make_blind();
        self.asked.clear();
        self.hide_looks();
        for row in self.trail.iter_mut().chain(self.listings.iter_mut().flat_map(|one| &mut one.trail)) {
            if row.name.is_some() {
                row.entry.actor.clear();
                row.entry.detail.clear();
                row.name = Some(String::new());
            }
        }
        for listing in &mut self.listings {
            listing.file.record.reason.clear();
            listing.file.record.proposed = None;
        }
        self.is_blind = true;
    }

    /// Takes out who looked; how often stays.
    pub fn hide_looks(&mut self) {
        self.looks.clear();
        self.hides_looks = true;
    }
}

/// A dossier that is about to be handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExport {
    /// Whose order.
    pub institution: String,
    /// Which.
    pub order_no: OrderNo,
    /// The newest row of its trail that the dossier has.
    pub audit_seq: i64,
    /// Whether personal numbers stand in it whole.
    pub full: bool,
    /// Whether the files themselves are in it.
    pub attachments: bool,
    /// Why; empty where none was given.
    pub reason: String,
    /// SHA-256 of its manifest.
    pub sha256: String,
}
