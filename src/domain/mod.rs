//! What the guide and the statutes fix. No I/O, no clock, no SQL, no terminal: whoever calls brings moments and texts along.

pub mod attachment;
pub mod certificate;
pub mod checks;
mod coded;
pub mod crop;
pub mod decision;
pub mod draft;
pub mod finding;
pub mod fold;
pub mod hex;
pub mod initials;
pub mod letter;
pub mod mask;
pub mod numbers;
pub mod order;
pub mod reason;
pub mod scan_facts;
pub mod staff;
pub mod status;
pub mod time;
pub mod verdict;
pub mod visible;
