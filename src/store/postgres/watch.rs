//! Noticing what others committed, by polling the audit trail's index by time. No counter row that every decision would have to
//! change, no NOTIFY that every commit would queue for.
//!
//! A row's `at` is read before its transaction commits, so rows become visible out of order: one with an earlier `at` may appear after
//! a later one was seen. Therefore nothing here remembers a newest row alone.
//!
//! `changed` therefore remembers how many rows there were from some moment on, and counts again from the same moment: a late row changes
//! the number. The moment moves on with each look and always stays `WINDOW` behind the server's clock. Whoever asks for `activity`
//! asks from a little before the moment of the last answer, for the same reason.
//!
//! A transaction that takes longer than that from its `at` to its commit is not noticed by itself. The functions read the clock once
//! they have their locks, so this is the time of a few inserts and one commit. A bulk load, whose rows carry the times of their
//! histories, is noticed with the next change.

use std::collections::HashMap;

use super::PostgresStore;
use super::link::Wire;
use crate::domain::time::Millis;
use crate::store::records::AuditEntry;
use crate::store::sql::{Cells, Link as _, args};
use crate::store::{Result, StoreError, reads};

/// How far behind the clock the counted stretch begins, in milliseconds.
const WINDOW: i64 = 30_000;
/// How many rows from the old mark on; the new mark, and how many from it on. One short stretch of an index.
pub(super) const LOOK: &str = "WITH clock AS MATERIALIZED (SELECT desk_now() - $3 AS mark) \
    SELECT COUNT(a.at), MAX(clock.mark), COUNT(a.at) FILTER (WHERE a.at >= clock.mark) FROM clock \
    LEFT JOIN audit_log a ON a.institution = $1 AND a.at >= $2";

/// What the last look at each institution saw.
#[derive(Debug, Default)]
pub(super) struct Watch {
    marks: HashMap<String, Mark>,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    from: i64,
    rows: i64,
}

impl PostgresStore {
    pub(super) async fn changed(&self, institution: &str) -> Result<bool> {
        let mut watch = self.watch.lock().await;
        let last = watch.marks.get(institution).copied();
        let mut connection = self.reader().await?;
        let mut seen = look(&mut connection, institution, last.map_or(i64::MAX, |mark| mark.from)).await?;
        let changed = last.is_none_or(|mark| mark.rows != seen.rows);
        if last.is_none() {
            // The first look only brought a mark.
            seen = look(&mut connection, institution, seen.next.from).await?;
        }
        watch.marks.insert(institution.to_owned(), seen.next);
        Ok(changed)
    }

    pub(super) async fn activity(
        &self,
        institution: &str,
        since: Option<Millis>,
        limit: u32,
    ) -> Result<(Vec<AuditEntry>, Millis)> {
        let mut read = self.read().await?;
        let entries = match since {
            Some(since) => reads::activity(&mut *read.transaction, institution, since, limit).await?,
            None => Vec::new(),
        };
        Ok((entries, read.now))
    }
}

/// How many rows there are from a moment on.
struct Counted {
    rows: i64,
    next: Mark,
}

async fn look(connection: &mut Wire, institution: &str, from: i64) -> Result<Counted> {
    let found = connection.row(LOOK, args![institution, from, WINDOW]).await?;
    let row = found.ok_or_else(|| StoreError::Corrupt("a count without a row".to_owned()))?;
    let mut cells = Cells::new(&row);
    Ok(Counted { rows: cells.int()?, next: Mark { from: cells.int()?, rows: cells.int()? } })
}
