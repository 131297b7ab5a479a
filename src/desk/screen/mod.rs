//! One plain struct a screen: `update` answers with what it asks of the desk, `view` draws it.

pub mod modal;
pub mod proofread;
pub mod queue;
pub mod sign_in;
