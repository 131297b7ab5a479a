//! Facts gathered from made files.
