//! What all screens draw with.

pub mod picture;
