//! The open order, from the keys pressed to the words on the screen.

mod anything;
mod archive;
mod aside;
mod comfort;
mod contested;
mod deciding;
mod enquiries;
mod evidence;
mod findings;
mod fixture;
mod keeping;
mod lock;
mod materials;
mod notes;
mod screens;
mod sequences;
