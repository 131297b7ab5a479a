//! The trait on PostgreSQL.

use super::PostgresStore;

crate::store::engine::engine!(PostgresStore);
crate::store::views::view_engine!(PostgresStore);
crate::store::supervision::supervision!(PostgresStore);
