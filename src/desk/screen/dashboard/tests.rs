//! The dashboard without a store.
