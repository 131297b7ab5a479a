//! The tests that need more than one module: one binary, because linking dominates.
