//! Attachments: opened beneath the portal's folder and nowhere else ([`folder`]), judged by their content within limits
//! ([`judge`]), kept under the hash of that content ([`keep`]), and decoded for the screen ([`picture`]).
//!
//! Everything in a file is hostile until it has been judged: sizes are checked before reading, dimensions before decoding.

pub mod folder;
mod jpeg;
pub mod judge;
pub mod keep;
pub mod picture;
mod png_rows;

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The name under which content is kept: its SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
