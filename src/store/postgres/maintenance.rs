//! A server's database is copied by the server's own tools.

use std::path::Path;

use super::PostgresStore;
use crate::store::{Result, StoreError};

crate::store::maintenance::maintenance_engine!(PostgresStore);

impl PostgresStore {
    async fn snapshot(&self, _into: &Path) -> Result<()> {
        Err(StoreError::Unusable("pg_dump".to_owned()))
    }
}
