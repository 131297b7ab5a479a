//! The open order, from the keys pressed to the words on the screen.

mod fixture;
mod screens;
