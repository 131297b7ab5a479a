//! One plain struct a screen: `update` answers with what it asks of the desk, `view` draws it.

pub mod archive;
pub mod dashboard;
pub(crate) mod decide;
pub mod enquiries;
pub mod export;
pub mod listing;
pub mod lock;
pub mod modal;
pub mod prompt;
pub mod proofread;
pub mod queue;
pub mod room;
pub mod sampling;
pub(crate) mod second_look;
pub(crate) mod set_aside;
pub mod sign_in;
pub(crate) mod supervise;
pub(crate) mod unsaved;
