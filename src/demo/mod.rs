//! The demonstration desk: believable orders of several institutions, made up from a seed, with drawn scans.

mod data;
pub mod draw;
pub mod names;
mod person;
pub mod rng;
pub mod slip;
mod study;
mod fate;
mod orders;
mod paper;
pub mod staff;
