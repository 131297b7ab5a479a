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

mod attacks;
mod dashboard;
mod demo;
mod docs;
mod dossier;
mod faults;
mod findings;
mod hints;
mod intake;
mod kill;
mod language;
mod live;
mod mornings;
mod program;
mod proofread;
mod queue;
mod races;
mod rooms;
mod sampling;
mod store;
mod stories;
mod stories_archive;
mod stories_enquiries;
mod stories_reports;
mod stories_staff;
mod stories_supervision;
mod stories_views;
mod support;
mod terminal;
mod walls;
mod written;
