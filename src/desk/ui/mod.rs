//! What all screens draw with.

pub mod chrome;
pub mod overlay;
pub mod picture;
pub mod text;
pub mod theme;
