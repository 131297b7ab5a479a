//! The hash chain of the audit trail: each row's hash covers its content and the hash of the row before it.
//!
//! `hash = hex(SHA-256(prev_hash ␟ institution ␟ subject ␟ seq ␟ at ␟ actor ␟ action ␟ detail))`, joined by U+001F, numbers in decimal.
//! PostgreSQL computes the same in its functions; the contract suite compares the two.

use sha2::{Digest, Sha256};

use super::records::AuditEntry;
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
