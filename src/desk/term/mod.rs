//! The terminal itself: the only part that writes escape codes.

mod answers;
pub mod backend;
pub mod caps;
pub mod events;
mod ink;
mod late;
pub mod session;
pub mod typed;
