//! Attachments: opened beneath the portal's folder and nowhere else ([`folder`]), judged by their content within limits
//! ([`judge`], with what they tell of their making: `facts`), kept under the hash of that content ([`keep`]), and decoded for the screen ([`picture`]).
//!
//! Everything in a file is hostile until it has been judged: sizes are checked before reading, dimensions before decoding.

mod facts;
pub mod folder;
mod jpeg;
pub mod judge;
pub mod keep;
pub mod picture;
pub mod places;
mod png_rows;

use sha2::{Digest, Sha256};

use crate::domain::hex::hex;

/// The name under which content is kept: its SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
