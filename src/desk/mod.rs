//! The full-screen program.
//!
//! One owner of state, messages in, effects out: `app::update` is pure (it reads no clock, does no I/O), `view` draws a model and
//! changes nothing, and only `app::driver` knows the store, the attachments and tokio. `screen` holds one plain struct a screen,
//! `input` the tables of commands and keys, `ui` what all screens draw with, `term` the terminal itself. `linear` tells the same
//! model in lines, for screen readers.

pub mod app;
pub mod input;
pub mod linear;
pub mod screen;
pub mod term;
pub mod ui;
