//! The demonstration desk: believable orders of several institutions, made up from a seed, with drawn scans.

pub mod draw;
pub mod names;
pub mod rng;
