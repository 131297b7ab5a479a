//! The open order, from the keys pressed to the words on the screen.

mod anything;
mod aside;
mod comfort;
mod contested;
mod deciding;
mod enquiries;
mod evidence;
mod findings;
mod fixture;
mod keeping;
mod materials;
mod notes;
mod screens;
