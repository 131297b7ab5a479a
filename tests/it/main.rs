//! The tests that need more than one module: one binary, because linking dominates and one throw-away PostgreSQL cluster serves
//! them all.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that fails is meant to panic"
)]

mod dashboard;
mod demo;
mod docs;
mod findings;
mod hints;
mod intake;
mod language;
mod live;
mod program;
mod proofread;
mod store;
mod stories;
mod stories_reports;
mod stories_supervision;
mod support;
mod walls;
