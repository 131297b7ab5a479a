//! The trait on PostgreSQL.

use super::PostgresStore;

crate::store::engine::engine!(PostgresStore);
