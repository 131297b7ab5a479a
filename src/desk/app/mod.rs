//! Model, messages, effects, and what moves them.

pub mod common;
mod drafts;
pub mod driver;
pub mod effect;
mod looks;
pub mod model;
pub mod msg;
pub mod picture;
pub mod run;
pub mod supervision;
pub mod update;
mod view;
pub mod viewer;
mod watch;
