//! Races: who comes second is told so and loses nothing, nobody starves, and no clock but the database's counts.
//!
//! `crowd` are desks as real processes on one queue, `pairs` two who want opposite things of one order at the same moment, over and
//! over, `clocks` seats whose own clocks are an hour off.

pub(crate) mod clocks;
mod crowd;
mod pairs;
