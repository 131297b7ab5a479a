//! Many rows a statement. Rows go in blocks of a few fixed sizes, so that there are few statements and each is prepared once.

use std::sync::OnceLock;

use sqlx::sqlite::SqliteConnection;

use crate::store::Result;
use crate::store::sql::{Arg, Link};

/// Rows in a block, largest first; the last is 1, so that any number of rows can be made of them.
const SIZES: [usize; 3] = [96, 8, 1];

/// A statement over a list of rows: what comes before `VALUES …`, what after, and how many columns there are.
pub(super) struct Bulk {
    head: &'static str,
    tail: &'static str,
    width: usize,
    statements: [OnceLock<String>; SIZES.len()],
}

impl Bulk {
    pub(super) const fn new(head: &'static str, width: usize, tail: &'static str) -> Self {
        Self { head, tail, width, statements: [OnceLock::new(), OnceLock::new(), OnceLock::new()] }
    }

    /// The statement for a block of rows. Its parameters have no names: sqlx asks for the name of each as it binds, and SQLite
    /// looks through all of them to find it, which for two thousand `$n` was two fifths of a bulk load.
    pub(super) fn text(&self, rows: usize) -> String {
        let mut text = String::from(self.head);
        text.push_str("VALUES ");
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..self.width {
                text.push_str(if column == 0 { "?" } else { ", ?" });
            }
            text.push(')');
        }
        text.push_str(self.tail);
        text
    }

    /// Runs it over all rows, which are given one after the other; how many rows changed.
    pub(super) async fn run(&'static self, connection: &mut SqliteConnection, mut cells: &[Arg<'_>]) -> Result<u64> {
        let mut changed = 0_u64;
        for (size, statement) in SIZES.into_iter().zip(&self.statements) {
            let block = size.saturating_mul(self.width);
            while let Some((now, later)) = cells.split_at_checked(block).filter(|_| block > 0) {
                let statement = statement.get_or_init(|| self.text(size));
                changed = changed.saturating_add(connection.run(statement.as_str(), now).await?);
                cells = later;
            }
        }
        debug_assert!(cells.is_empty(), "{} has {} columns", self.head, self.width);
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_has_a_parameter_for_every_cell() {
        let bulk = Bulk::new("INSERT INTO t (a, b) ", 2, "");
        assert_eq!(bulk.text(2), "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)");
    }
}
