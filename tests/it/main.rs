//! The tests that need more than one module: one binary, because linking dominates and one throw-away PostgreSQL cluster serves
//! them all.

mod support;
