//! The hash chain of the audit trail: each row's hash covers its content and the hash of the row before it.
//!
//! `hash = hex(SHA-256(prev_hash ␟ institution ␟ subject ␟ seq ␟ at ␟ actor ␟ action ␟ detail))`, joined by U+001F, numbers in decimal.
//! PostgreSQL computes the same in its functions; the contract suite compares the two.

use sha2::{Digest, Sha256};

use super::records::{AuditEntry, TrailHead};
use crate::domain::hex::hex;

/// The separator cannot occur in what is joined: text with control characters is refused at the door.
const SEPARATOR: [u8; 1] = [0x1f];

/// The hash that belongs to this entry, whatever its `hash` says.
#[must_use]
pub fn hash_of(entry: &AuditEntry) -> String {
    let mut hasher = Sha256::new();
    hasher.update(entry.prev_hash.as_bytes());
    for part in [
        entry.institution.as_str(),
        &entry.subject,
        &entry.seq.to_string(),
        &entry.at.0.to_string(),
        &entry.actor,
        &entry.action,
        &entry.detail,
    ] {
        hasher.update(SEPARATOR);
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}

/// What is wrong with a trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The row's hash is not that of its content: it was changed.
    Edited,
    /// The row before it is not there: its number is not the next one.
    Gap,
    /// It does not continue the row before it: one of the two is not what was written.
    Link,
    /// The order knows of later rows than the trail has: its end was cut off.
    Tail,
    /// There is no trail at all.
    Missing,
    /// The register lacks a number: a subject was taken out of it.
    Register,
    /// The register does not know the trail.
    Unregistered,
    /// The order of the trail is not there.
    Orderless,
    /// An anchor knows of a trail that is not there.
    AnchorMissing,
    /// An anchor knows of later rows than the trail has.
    AnchorTail,
    /// The row that an anchor names has another hash: what was written before it was written anew.
    AnchorChanged,
    /// An anchor knows another subject under this number.
    AnchorRegister,
    /// The database does not know the anchor: it is older than the anchor, or another one.
    AnchorUnknown,
    /// Some rows are not those of the anchor, though each seems to be.
    AnchorDigest,
}

impl Fault {
    /// The stable code for JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Edited => "audit.edited",
            Self::Gap => "audit.gap",
            Self::Link => "audit.link",
            Self::Tail => "audit.tail",
            Self::Missing => "audit.missing",
            Self::Register => "audit.register",
            Self::Unregistered => "audit.unregistered",
            Self::Orderless => "audit.orderless",
            Self::AnchorMissing => "anchor.missing",
            Self::AnchorTail => "anchor.tail",
            Self::AnchorChanged => "anchor.changed",
            Self::AnchorRegister => "anchor.register",
            Self::AnchorUnknown => "anchor.unknown",
            Self::AnchorDigest => "anchor.digest",
        }
    }
}

/// A fault, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What.
    pub fault: Fault,
    /// Whose trail.
    pub institution: String,
    /// An order number, `enquiry:NUMBER`, `listing:ID` or `staff:LOGIN`.
    pub subject: String,
    /// The row's number; of a cut end, the last one there is; of the register, the number there.
    pub seq: i64,
    /// The newest row that an anchor names.
    pub anchored: Option<i64>,
}

/// A walk over trails, page by page, in the order of institution, subject and number. It holds one row and what it found.
#[derive(Debug, Default)]
pub struct Walk {
    last: Option<AuditEntry>,
    rows: u64,
    trails: u64,
}

impl Walk {
    /// Takes the next row; what is wrong with it.
    pub fn row(&mut self, entry: AuditEntry) -> Vec<Found> {
        let before = self.last.take().filter(|last| last.institution == entry.institution && last.subject == entry.subject);
        self.rows = self.rows.saturating_add(1);
        if before.is_none() {
            self.trails = self.trails.saturating_add(1);
        }
        let mut faults = Vec::new();
        if hash_of(&entry) != entry.hash {
            faults.push(Fault::Edited);
        }
        let (seq, hash) = before.map_or((0, String::new()), |last| (last.seq, last.hash));
        if entry.seq != seq.saturating_add(1) {
            faults.push(Fault::Gap);
        } else if entry.prev_hash != hash {
            faults.push(Fault::Link);
        }
        let found = faults.into_iter().map(|fault| Found {
            fault,
            institution: entry.institution.clone(),
            subject: entry.subject.clone(),
            seq: entry.seq,
            anchored: None,
        });
        let found = found.collect();
        self.last = Some(entry);
        found
    }

    /// Rows and trails walked over.
    #[must_use]
    pub const fn walked(&self) -> (u64, u64) {
        (self.rows, self.trails)
    }
}

/// Whether an order's trail is as long as the order says.
#[must_use]
pub fn head(head: &TrailHead) -> Option<Found> {
    let (fault, seq) = match head.newest {
        None => (Fault::Missing, 0),
        Some(newest) if newest < head.audit_seq => (Fault::Tail, newest),
        Some(_) => return None,
    };
    Some(Found { fault, institution: head.institution.clone(), subject: head.order_no.as_str().to_owned(), seq, anchored: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Millis;

    fn trail(subject: &str, rows: i64) -> Vec<AuditEntry> {
        let mut trail: Vec<AuditEntry> = Vec::new();
        for seq in 1..=rows {
            let mut entry = AuditEntry {
                institution: "hubei".into(),
                subject: subject.into(),
                seq,
                at: Millis(seq),
                actor: "zhangmin".into(),
                action: "claim".into(),
                detail: "{}".into(),
                prev_hash: trail.last().map(|last| last.hash.clone()).unwrap_or_default(),
                hash: String::new(),
            };
            entry.hash = hash_of(&entry);
            trail.push(entry);
        }
        trail
    }

    fn faults(rows: Vec<AuditEntry>) -> Vec<(Fault, i64)> {
        let mut walk = Walk::default();
        rows.into_iter().flat_map(|row| walk.row(row)).map(|found| (found.fault, found.seq)).collect()
    }

    #[test]
    fn a_whole_trail_has_no_fault_and_each_kind_of_tampering_has_its_own() {
        assert_eq!(faults([trail("1", 4), trail("2", 1)].concat()), vec![]);
        let mut edited = trail("1", 3);
        edited[1].detail = "{\"reason\":\"\"}".into();
        assert_eq!(faults(edited), vec![(Fault::Edited, 2)]);
        let mut resealed = trail("1", 3);
        resealed[1].actor = "somebody".into();
        resealed[1].hash = hash_of(&resealed[1]);
        assert_eq!(faults(resealed), vec![(Fault::Link, 3)], "whoever knows how the hash is made is betrayed by the next row");
        let mut shorter = trail("1", 4);
        shorter.remove(1);
        assert_eq!(faults(shorter), vec![(Fault::Gap, 3)]);
        let mut headless = trail("1", 2);
        headless.remove(0);
        assert_eq!(faults(headless), vec![(Fault::Gap, 2)]);
        let mut swapped = trail("1", 4);
        let (second, third) = (swapped[1].clone(), swapped[2].clone());
        swapped[1] = AuditEntry { seq: 2, ..third };
        swapped[2] = AuditEntry { seq: 3, ..second };
        let found: Vec<i64> = faults(swapped).into_iter().map(|(_, seq)| seq).collect();
        assert!(found.contains(&2) && found.contains(&3), "{found:?}");
    }
}
