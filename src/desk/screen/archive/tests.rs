//! The archive without a store.
