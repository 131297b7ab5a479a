//! What all screens draw with.

pub mod chart;
pub mod chrome;
pub mod means;
pub mod mosaic;
pub mod overlay;
pub mod palette;
pub mod picture;
pub mod text;
pub mod theme;
