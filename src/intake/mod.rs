//! The feed: portal → desk. Lines are read ([`line`]), parsed ([`json`]), turned into an event with every fault of its form
//! collected ([`fields`], [`event`], [`order`], [`attachments`]), their files judged ([`files`]), and then, strictly in the feed's
//! order, held against what the database knows ([`settle`]), looked at by the automatic checks (`notice`), and applied. [`pipeline`] runs it.
//!
//! A line is taken whole or not at all. Files are kept before the transaction that points to them, and events are known by
//! their id and digest: a run that is killed anywhere is finished by running the same feed again.

pub mod attachments;
pub mod event;
pub mod fields;
pub mod files;
pub mod json;
pub mod line;
mod notice;
pub mod order;
pub mod pipeline;
pub mod refusal;
pub mod settle;
