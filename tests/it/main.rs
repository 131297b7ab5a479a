//! The integration tests: one binary, so that one throw-away PostgreSQL cluster serves them all.

mod support;
