//! What happened to an order, one after the other: the rows of its trail, its letters, notes, enquiries, listings and looks in one list.

use serde_json::Value;

use super::archive::{LookRecord, Timeline, TrailRow};
use super::claim::AuditEntry;
use super::file::{DecisionRecord, MessageRecord};
use crate::domain::happening::HappeningKind;
use crate::domain::time::Millis;
use crate::store::chain::{self, Found, Walk};
use crate::store::records::TrailHead;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The applicant, by way of the portal.
    Applicant,
    /// A member of staff: login and name.
    Staff(String, String),
    /// The desk itself: a letter handed over.
    Desk,
}

/// What happened: where in the [`Timeline`] it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A row of the trail that says all there is.
    Row(usize),
    /// A row of the trail and the decision that it made.
    Decided {
        /// The row.
        row: usize,
        /// The decision.
        decision: usize,
    },
    /// A row of the trail and the note that it kept.
    Noted {
        /// The row.
        row: usize,
        /// The note.
        note: usize,
    },
    /// A letter was written.
    Letter(usize),
    /// A letter was handed over.
    Delivered(usize),
    /// A letter was withdrawn with its decision.
    Withdrawn(usize),
    /// A post of an enquiry.
    Post {
        /// The enquiry.
        asked: usize,
        /// The post.
        post: usize,
    },
    /// A row of the trail of a listing.
    Listing {
        /// The listing.
        listing: usize,
        /// The row.
        row: usize,
    },
    /// Somebody looked.
    Look(usize),
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: Millis,
    /// Who did it.
    pub who: Who,
    /// What kind of thing.
    pub kind: HappeningKind,
    /// What.
    pub what: What,
}

/// Who writes in the trail for the applicants.
const PORTAL: &str = "portal";

impl TrailRow {
    /// A text of the row's detail.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        self.value(key).and_then(|value| value.as_str().map(str::to_owned))
    }

    /// A number of the row's detail.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<i64> {
        self.value(key).and_then(|value| value.as_i64())
    }

    /// A value of the row's detail.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<Value> {
        let detail: Value = serde_json::from_str(&self.entry.detail).ok()?;
        detail.get(key).cloned()
    }

    fn who(&self) -> Who {
        match (&self.name, self.entry.actor.as_str()) {
            (Some(name), login) => Who::Staff(login.to_owned(), name.clone()),
            (None, PORTAL) => Who::Applicant,
            (None, other) => Who::Staff(other.to_owned(), other.to_owned()),
        }
    }
}

impl Timeline {
    /// Everything that happened, oldest first. What happened in the same moment stays in the order of the trail, what followed from
    /// it behind.
    #[must_use]
    pub fn happenings(&self) -> Vec<Happening> {
        let mut all: Vec<Happening> = self.trail.iter().enumerate().map(|(row, entry)| self.of_row(row, entry)).collect();
        for (index, record) in self.file.messages.iter().enumerate() {
            let who = self.decision_of(record).map_or(Who::Desk, |one| Who::Staff(one.staff.clone(), one.staff_name.clone()));
            let letter = |at, who, what| Happening { at, who, kind: HappeningKind::Letter, what };
            all.push(letter(record.message.at, who, What::Letter(index)));
            all.extend(record.withdrawn_at.map(|at| letter(at, Who::Desk, What::Withdrawn(index))));
            all.extend(record.delivered_at.map(|at| letter(at, Who::Desk, What::Delivered(index))));
        }
        for (asked, enquiry) in self.asked.iter().enumerate() {
            all.extend(enquiry.posts.iter().enumerate().map(|(post, one)| Happening {
                at: one.at,
                who: one.staff.clone().map_or(Who::Applicant, |(login, name)| Who::Staff(login, name)),
                kind: HappeningKind::Enquiry,
                what: What::Post { asked, post },
            }));
        }
        for (listing, history) in self.listings.iter().enumerate() {
            all.extend(history.trail.iter().enumerate().map(|(row, one)| Happening {
                at: one.entry.at,
                who: one.who(),
                kind: HappeningKind::Listing,
                what: What::Listing { listing, row },
            }));
        }
        let look = |(index, look): (usize, &LookRecord)| Happening {
            at: look.by.at,
            who: Who::Staff(look.by.login.clone(), look.by.name.clone()),
            kind: HappeningKind::Look,
            what: What::Look(index),
        };
        all.extend(self.looks.iter().enumerate().map(look));
        all.sort_by_key(|one| one.at);
        all
    }

    fn of_row(&self, row: usize, of: &TrailRow) -> Happening {
        let kind = HappeningKind::of_action(&of.entry.action);
        let what = match of.entry.action.as_str() {
            "decide" => {
                let token = of.text("token");
                let decision = self.file.decisions.iter().position(|one| Some(&one.token) == token.as_ref());
                decision.map_or(What::Row(row), |decision| What::Decided { row, decision })
            }
            "note" => {
                let number = of.number("n");
                let note = self.file.notes.iter().position(|one| Some(i64::from(one.n)) == number);
                note.map_or(What::Row(row), |note| What::Noted { row, note })
            }
            _ => What::Row(row),
        };
        Happening { at: of.entry.at, who: of.who(), kind, what }
    }

    /// The decision that a letter tells of.
    #[must_use]
    pub fn decision_of(&self, record: &MessageRecord) -> Option<&DecisionRecord> {
        self.file.decisions.iter().find(|one| one.decided_at == record.message.at && one.letter == record.message.body)
    }

    /// The row of the trail behind something that happened, if there is one.
    #[must_use]
    pub fn row_of(&self, what: What) -> Option<&TrailRow> {
        match what {
            What::Row(row) | What::Decided { row, .. } | What::Noted { row, .. } => self.trail.get(row),
            What::Listing { listing, row } => self.listings.get(listing)?.trail.get(row),
            What::Letter(_) | What::Delivered(_) | What::Withdrawn(_) | What::Post { .. } | What::Look(_) => None,
        }
    }

    /// What is wrong with the trail: its chain, and its end against what the order says. Of one that was cut because it is very long,
    /// only what was read is judged. To be asked before anything is taken out of it.
    #[must_use]
    pub fn faults(&self) -> Vec<Found> {
        let mut walk = Walk::default();
        let mut faults: Vec<Found> = self.trail.iter().flat_map(|row| walk.row(row.entry.clone())).collect();
        if !self.trail_cut {
            let newest = self.trail.last().map(|row| row.entry.seq);
            let (institution, order_no) = (self.file.institution.clone(), self.file.order_no.clone());
            faults.extend(chain::head(&TrailHead { institution, order_no, audit_seq: self.file.audit_seq, newest }));
        }
        faults
    }

    /// The rows of the order's trail themselves.
    pub fn entries(&self) -> impl Iterator<Item = &AuditEntry> {
        self.trail.iter().map(|row| &row.entry)
    }
}
