//! The terminal itself: the only part that writes escape codes.

pub mod backend;
pub mod caps;
pub mod events;
pub mod session;
