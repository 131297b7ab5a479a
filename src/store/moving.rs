//! Moving a centre from its SQLite file into an empty database of a PostgreSQL server.
//!
//! The file is held for writing all the while, so that nothing can be decided that would be left behind. On the server everything, from the
//! first table to the last row, is one transaction: however it ends before its commit, the database is as empty as it was. The guards
//! are off for the rows that come in, which went through the same ones when they were written, and on again before the commit; foreign
//! keys and the forms of the columns are checked by the server as ever.

use serde_json::json;

use super::anchors::MOVED;
use super::{Result, StoreError, postgres, sqlite};

/// A table and how many rows of it were moved.
pub type MovedTable = (String, u64);

/// What was moved.
#[derive(Debug)]
pub struct Moved {
    /// Table by table.
    pub tables: Vec<MovedTable>,
    /// Why the old file does not say where the centre went, where it does not.
    pub unmarked: Option<StoreError>,
}

/// Moves everything. `to` is told in the old database's trail of what it was; it carries no password. `watch` hears of each table and of
/// the rows of it that are done.
///
/// # Errors
/// [`StoreError::Unusable`] where the target is not an empty database or the source no file; [`StoreError::Refused`] for a row that the
/// server does not take. Nothing was moved then, unless it is [`StoreError::Unknown`].
pub async fn move_to(
    from_url: &str,
    to_url: &str,
    (by, to): (&str, &str),
    watch: &mut (dyn FnMut(&str, u64) + Send),
) -> Result<Moved> {
    if !from_url.starts_with("sqlite:") || !to_url.starts_with("postgres") {
        return Err(StoreError::Unusable("sqlite: → postgres:".to_owned()));
    }
    let source = sqlite::open(from_url).await?;
    let mut rows = source.write().await?;
    let moved = postgres::receive(to_url, &mut rows, watch).await?;
    // The server has everything from here on: what fails now leaves the old file without its mark, and nothing else undone.
    let marked = match rows.audit("", MOVED, by, "move", &json!({ "to": to })).await {
        Ok(_) => rows.commit().await,
        Err(error) => Err(error),
    };
    Ok(Moved { tables: moved, unmarked: marked.err() })
}
