//! A look at the file that changes nothing.

use std::collections::BTreeMap;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::migrations::migrations;
use super::{NOW, migrate, options, place, unusable};
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::examine::{Examined, compare};
use crate::store::sql::{Columns, Link, args, store_error};

const TRIGGERS: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'";

/// Looks at the file.
pub(in crate::store) async fn examine(url: &str) -> Result<Examined> {
    let path = place::path_of(url)?;
    let mut link = SqliteConnection::connect_with(&options(&path, 2048).read_only(true)).await.map_err(unusable)?;
    let examined = look(&mut link).await;
    // Nothing to save on a connection that only looks.
    let _ = link.close().await;
    examined
}

async fn look(link: &mut SqliteConnection) -> Result<Examined> {
    let version = text(link, "SELECT sqlite_version()").await?;
    let applied: Vec<(i64, Vec<u8>)> = sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations ORDER BY version")
        .fetch_all(&mut *link)
        .await
        .map_err(store_error)?;
    let ours: Vec<(i64, Vec<u8>)> = migrations().iter().map(|step| (step.version, step.checksum.to_vec())).collect();
    let (pending, foreign) = compare(&ours, &applied);
    let mut settings = Vec::new();
    let mode = text(link, "PRAGMA journal_mode").await?;
    if mode != "wal" {
        settings.push(("journal_mode".to_owned(), mode, "wal".to_owned()));
    }
    let guards = if pending.is_empty() && foreign.is_empty() { guards(link).await? } else { Vec::new() };
    let now = Some(Millis(link.number(NOW, args![]).await?));
    Ok(Examined { version: format!("SQLite {version}"), pending, foreign, guards, settings, now, server: None })
}

async fn text(link: &mut SqliteConnection, sql: &'static str) -> Result<String> {
    match Link::row(link, sql, args![]).await? {
        Some(row) => Ok(row.text(0).map_err(store_error)?.unwrap_or_default()),
        None => Ok(String::new()),
    }
}

/// Guards that are not those of a database made just now.
async fn guards(link: &mut SqliteConnection) -> Result<Vec<String>> {
    let memory = SqliteConnectOptions::new().in_memory(true).disable_statement_logging();
    let mut fresh = SqliteConnection::connect_with(&memory).await.map_err(store_error)?;
    migrate(&mut fresh).await?;
    let expected = triggers(&mut fresh).await?;
    fresh.close().await.map_err(store_error)?;
    let found = triggers(link).await?;
    Ok(expected.into_iter().filter(|(name, sql)| found.get(name) != Some(sql)).map(|(name, _)| name).collect())
}

async fn triggers(link: &mut SqliteConnection) -> Result<BTreeMap<String, String>> {
    let rows = link.rows(TRIGGERS, args![]).await?;
    rows.iter()
        .map(|row| {
            let cell = |index| -> Result<String> { Ok(row.text(index).map_err(store_error)?.unwrap_or_default()) };
            Ok((cell(0)?, cell(1)?))
        })
        .collect()
}
