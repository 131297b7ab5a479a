//! Calling a function that writes, and what its failure means.

use sqlx::postgres::PgRow;

use super::PostgresStore;
use crate::store::sql::{Arg, Cells, store_error};
use crate::store::{Result, StoreError};

/// Tries of a call that lost a race for a unique key or a deadlock, all of it undone: the next one sees the winner's row.
const TRIES: usize = 4;

impl PostgresStore {
    /// Calls a function in a transaction of its own. sqlx reads to the end of the answer, so a row that comes back was committed.
    ///
    /// Without a connection nothing was asked for: [`StoreError::Unavailable`]. One that is lost after that, or on which no answer comes
    /// in time, leaves [`StoreError::Unknown`]. Nothing is ever cancelled on the server: a commit that waits for a synchronous standby
    /// would be told as done, although only the primary has it.
    pub(super) async fn call(&self, sql: &'static str, args: &[Arg<'_>]) -> Result<Option<PgRow>> {
        let server = self.server()?;
        let mut connection = server.connection().await?;
        let mut tried = 0;
        loop {
            tried += 1;
            let mut query = sqlx::query(sql);
            for arg in args {
                query = match arg {
                    Arg::Text(text) => query.bind(text.as_deref().map(str::to_owned)),
                    Arg::Int(number) => query.bind(*number),
                };
            }
            let Ok(answer) = tokio::time::timeout(server.answer(), query.fetch_optional(&mut *connection)).await else {
                server.lose();
                return Err(StoreError::Unknown("no answer from the server".to_owned()));
            };
            match answer {
                Ok(row) => return Ok(row),
                Err(error) if tried < TRIES && lost_race(&error) => {}
                Err(error) => {
                    server.notice(&error);
                    return Err(write_error(error));
                }
            }
        }
    }

    /// Likewise, where the function always gives one row.
    pub(super) async fn call_row(&self, sql: &'static str, args: &[Arg<'_>]) -> Result<PgRow> {
        self.call(sql, args).await?.ok_or_else(|| StoreError::Corrupt("a function gave no row".to_owned()))
    }

    /// Likewise, where that row is one JSON text.
    pub(super) async fn call_json<T: serde::de::DeserializeOwned>(&self, sql: &'static str, args: &[Arg<'_>]) -> Result<T> {
        let row = self.call_row(sql, args).await?;
        serde_json::from_str(&Cells::new(&row).text()?).map_err(|error| StoreError::Corrupt(error.to_string()))
    }
}

/// The whole statement was undone because of what another one did at the same time.
fn lost_race(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        // Deadlock, serialization failure; a key that was free when the function looked (a login that is taken is found by looking).
        error.code().is_some_and(|code| code == "40P01" || code == "40001" || code == "23505")
    })
}

/// What the failure of a call that writes means.
pub(super) fn write_error(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(database) => match database.code().unwrap_or_default().as_ref() {
            "JD403" => StoreError::Refused(database.message().to_owned()),
            "JD404" => StoreError::NotFound(database.message().to_owned()),
            "JD409" => StoreError::Exists(database.message().to_owned()),
            // The server may end a session after the commit and before it says so.
            "57P01" | "57P02" | "57P05" => StoreError::Unknown(database.message().to_owned()),
            // A server that takes writes no longer: another one does.
            "25006" => StoreError::Unavailable(database.message().to_owned()),
            _ => store_error(error),
        },
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed => {
            StoreError::Unknown(error.to_string())
        }
        _ => store_error(error),
    }
}
