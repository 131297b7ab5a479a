//! The trait on PostgreSQL.

use super::PostgresStore;

crate::store::engine::engine!(PostgresStore);

impl crate::store::EnquiryStore for PostgresStore {}
impl crate::store::SupervisionStore for PostgresStore {}
