//! The numbers that the guide and the statutes give a form to.

pub mod certificate_no;
pub mod email;
pub mod hong_kong_id;
pub mod mobile;
pub mod order_no;
pub mod resident_id;
pub mod travel_document;
