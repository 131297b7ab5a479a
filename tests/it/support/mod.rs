//! What several tests need.

pub(crate) mod cluster;
pub(crate) mod cut;
pub(crate) mod desk;
pub(crate) mod fixtures;
pub(crate) mod pty;
pub(crate) mod screen;
pub(crate) mod servers;
