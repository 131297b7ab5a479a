//! Model, messages, effects, and what moves them.

pub mod common;
pub mod effect;
pub mod msg;
