//! Bulk loading: the rows of a batch as arrays, one call a table, in one transaction.

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{Postgres, Transaction};

use super::calls::write_error;
use super::{NOW, PostgresStore};
use crate::domain::time::Millis;
use crate::store::load::load_orders;
use crate::store::records::LoadedOrder;
use crate::store::rows::{Sink, Table};
use crate::store::sql::{Arg, Link as _, args, store_error};
use crate::store::{Result, StoreError};

/// The function of a table, one parameter a column; how many rows changed, where it says so.
const fn statement(table: Table) -> &'static str {
    match table {
        Table::Audit => "SELECT 0::bigint FROM load_audit($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        Table::Orders => {
            "SELECT 0::bigint FROM load_orders($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
             $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)"
        }
        Table::Items => "SELECT 0::bigint FROM load_items($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        Table::Certificates => {
            "SELECT 0::bigint FROM load_certificates($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
              $16, $17)"
        }
        Table::Attachments => {
            "SELECT 0::bigint FROM load_attachments($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
             $17)"
        }
        Table::Findings => "SELECT 0::bigint FROM load_findings($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        Table::Superseded => "SELECT 0::bigint FROM load_superseded($1, $2, $3, $4, $5, $6)",
        Table::Search => "SELECT 0::bigint FROM load_search($1, $2, $3, $4)",
        Table::Decisions => "SELECT 0::bigint FROM load_decisions($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        Table::DecisionItems => "SELECT 0::bigint FROM load_decision_items($1, $2, $3, $4, $5, $6)",
        Table::Verdicts => "SELECT 0::bigint FROM load_verdicts($1, $2, $3, $4, $5, $6)",
        Table::Moves => "SELECT load_moves($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        Table::ItemMoves => "SELECT 0::bigint FROM load_item_moves($1, $2, $3, $4)",
        Table::Messages => "SELECT 0::bigint FROM load_messages($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    }
}

/// A batch under way.
struct LoadTx {
    transaction: Transaction<'static, Postgres>,
    now: Millis,
}

/// How many columns a table has: one for each parameter.
fn width(statement: &str) -> usize {
    statement.matches('$').count()
}

fn bind_column<'q>(
    query: Query<'q, Postgres, PgArguments>,
    column: impl Iterator<Item = &'q Arg<'q>> + Clone,
) -> Query<'q, Postgres, PgArguments> {
    if column.clone().any(|cell| matches!(cell, Arg::Text(_))) {
        query.bind(column.map(|cell| if let Arg::Text(text) = cell { text.as_deref() } else { None }).collect::<Vec<_>>())
    } else {
        query.bind(column.map(|cell| if let Arg::Int(number) = cell { *number } else { None }).collect::<Vec<_>>())
    }
}

impl Sink for LoadTx {
    fn now(&self) -> Millis {
        self.now
    }

    async fn put(&mut self, table: Table, cells: &[Arg<'_>]) -> Result<u64> {
        if cells.is_empty() {
            return Ok(0);
        }
        let statement = statement(table);
        let columns = width(statement);
        let mut query = sqlx::query(statement);
        for column in 0..columns {
            query = bind_column(query, cells.iter().skip(column).step_by(columns));
        }
        let row = query.fetch_one(&mut *self.transaction).await.map_err(store_error)?;
        sqlx::Row::try_get::<i64, _>(&row, 0).map(i64::unsigned_abs).map_err(store_error)
    }
}

impl PostgresStore {
    pub(super) async fn load_orders(&self, batch: &[LoadedOrder]) -> Result<()> {
        let mut transaction = self.server()?.load().await?;
        let now = Millis((*transaction).number(NOW, args![]).await?);
        let mut tx = LoadTx { transaction, now };
        load_orders(&mut tx, batch).await?;
        tx.transaction.commit().await.map_err(|error| match write_error(error) {
            // Whatever it was: nobody knows whether the batch is in.
            StoreError::Unavailable(message) => StoreError::Unknown(message),
            other => other,
        })
    }
}
