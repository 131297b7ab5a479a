//! map
pub mod cli;
pub mod config;
pub mod demo;
pub mod desk;
pub mod domain;
pub mod evidence;
pub mod intake;
pub mod logging;
pub mod password;
pub mod store;
pub mod text;
