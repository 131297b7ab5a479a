//! The numbers that the guide and the statutes give a form to.

pub mod order_no;
