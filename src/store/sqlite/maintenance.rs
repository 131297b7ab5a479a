//! A copy of the file while others work.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::SqliteStore;
use crate::store::sql::{Columns, Link, args, store_error};
use crate::store::{Result, StoreError};

crate::store::maintenance::maintenance_engine!(SqliteStore);

impl SqliteStore {
    /// `VACUUM INTO` reads one state of the database and holds nobody up.
    async fn snapshot(&self, into: &Path) -> Result<()> {
        let path = into.to_str().ok_or_else(|| StoreError::Unusable(into.display().to_string()))?;
        self.reader().await?.run("VACUUM INTO $1", args![path]).await?;
        // As it is, without a journal beside it: looking must not change what will be hashed.
        let options = SqliteConnectOptions::new().filename(into).read_only(true).immutable(true).disable_statement_logging();
        let mut copy = SqliteConnection::connect_with(&options).await.map_err(store_error)?;
        let said = match Link::row(&mut copy, "PRAGMA quick_check(1)", args![]).await? {
            Some(row) => row.text(0).map_err(store_error)?.unwrap_or_default(),
            None => String::new(),
        };
        copy.close().await.map_err(store_error)?;
        if said == "ok" { Ok(()) } else { Err(StoreError::Corrupt(said)) }
    }
}
