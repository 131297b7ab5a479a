//! Why a check says what it says: data, put into words by `text`.

use serde::{Deserialize, Serialize};

/// The reason of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// Of what was typed (C1–C14, I, T).
    Form(FormHint),
    /// Of other orders (C11, X).
    Across(AcrossHint),
    /// Of a file (E).
    Scan(ScanHint),
}

pub use super::across::AcrossHint;

pub use super::form::FormHint;
pub use super::scans::ScanHint;
