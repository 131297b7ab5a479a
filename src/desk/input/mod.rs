//! What keys mean: keys, commands, the one table that joins them, and the text editor.

pub mod command;
pub mod editor;
pub mod find;
pub mod key;
pub mod keymap;
pub mod mouse;
