//! The demonstration desk: believable orders of several institutions, made up from a seed, with drawn scans.
//!
//! [`place`] makes or finds the folder it lies in, [`build`] fills it. A person ([`names`]) has studied, an applicant types what
//! the certificate says or errs ([`slip`]), [`draw`] makes the pictures, which always show the truth (but for those that were taken from another order: `plant`), and chance decides how far
//! the order has come. [`live`] goes on from there: applicants who act while somebody works. Nobody in it exists, no telephone number in it is given out, and every picture says 样本.

mod around;
pub mod build;
mod data;
pub mod draw;
mod fate;
pub mod live;
mod majors;
pub mod names;
mod orders;
mod paper;
mod person;
pub mod place;
mod plan;
mod plant;
mod pool;
pub mod rng;
pub mod slip;
pub mod staff;
mod study;

pub use pool::{DRAWN_ORDERS, PictureError};

#[cfg(test)]
mod tests;
