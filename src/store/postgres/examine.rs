//! A look at the server that changes nothing.

use sqlx::Connection;
use sqlx::postgres::PgConnection;

use super::migrations::migrations;
use super::open::connect;
use super::{NOW, guards};
use crate::domain::time::Millis;
use crate::store::examine::{Examined, Server, compare};
use crate::store::sql::{Link, args, store_error};
use crate::store::{Result, StoreError};

const MIGRATIONS: &str = "SELECT version, checksum FROM public._sqlx_migrations WHERE success ORDER BY version";
/// Settings without which an acknowledged decision may be lost.
const SETTINGS: &str = "SELECT name, setting, 'on' FROM pg_settings \
     WHERE name IN ('fsync', 'full_page_writes') AND setting <> 'on' \
     OR name = 'synchronous_commit' AND setting = 'off' ORDER BY name";
const LOGIN: &str = "SELECT session_user::text, r.rolsuper OR r.rolbypassrls FROM pg_roles r WHERE r.rolname = session_user";
/// Tables of which whoever writes them directly could make anything.
const WRITES: &str = "SELECT c.relname::text FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace \
     AND c.relname IN ('orders', 'items', 'decisions', 'verdicts', 'messages', 'audit_log', 'audit_subjects', 'staff', 'listings') \
     AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') ORDER BY c.relname";
const MAY_READ: &str = "SELECT has_table_privilege('public.staff', 'SELECT')";
const STAFF: &str = "SELECT count(*), count(r.rolname) FROM public.staff s \
     LEFT JOIN pg_roles r ON r.rolname = s.login || '@' || current_database() AND r.rolcanlogin WHERE s.disabled_at IS NULL";
const UNHELD: &str = "SELECT s.login FROM public.staff s JOIN pg_roles r ON r.rolname = s.login || '@' || current_database() AND r.rolcanlogin \
     WHERE s.disabled_at IS NULL AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR EXISTS (SELECT 1 FROM pg_class c \
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> '_sqlx_migrations' \
     AND has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))) ORDER BY s.login";
/// While nobody writes, the newest transaction grows old on a standby that has everything, too: one that is connected and has replayed all
/// it got is not behind.
const STANDBY: &str = "SELECT pg_is_in_recovery(), \
     CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT 1 FROM pg_stat_wal_receiver) THEN 0 \
     ELSE floor(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000)::bigint END";
const STANDBYS: &str = "SELECT coalesce(application_name, ''), coalesce(state, '?'), \
     coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::bigint FROM pg_stat_replication ORDER BY 1";

/// Looks at the database.
pub(in crate::store) async fn examine(url: &str) -> Result<Examined> {
    let mut link = connect(url).await?;
    let examined = look(&mut link).await;
    // Nothing to save on a connection that only looks.
    let _ = link.close().await;
    examined
}

async fn look(link: &mut PgConnection) -> Result<Examined> {
    let version: String =
        sqlx::query_scalar("SELECT current_setting('server_version')").fetch_one(&mut *link).await.map_err(store_error)?;
    let known: bool = sqlx::query_scalar("SELECT to_regclass('public._sqlx_migrations') IS NOT NULL")
        .fetch_one(&mut *link)
        .await
        .map_err(store_error)?;
    if !known {
        return Err(StoreError::NotFound("_sqlx_migrations".to_owned()));
    }
    let applied: Vec<(i64, Vec<u8>)> = sqlx::query_as(MIGRATIONS).fetch_all(&mut *link).await.map_err(store_error)?;
    let ours: Vec<(i64, Vec<u8>)> = migrations().iter().map(|step| (step.version, step.checksum.to_vec())).collect();
    let (pending, foreign) = compare(&ours, &applied);
    let settings = sqlx::query_as(SETTINGS).fetch_all(&mut *link).await.map_err(store_error)?;
    let guards = if pending.is_empty() && foreign.is_empty() { guards::broken(link).await? } else { Vec::new() };
    let server = Some(server(link).await?);
    let now = Some(Millis(link.number(NOW, args![]).await?));
    Ok(Examined { version: format!("PostgreSQL {version}"), pending, foreign, guards, settings, now, server })
}

async fn server(link: &mut PgConnection) -> Result<Server> {
    let (login, is_unbound): (String, bool) = sqlx::query_as(LOGIN).fetch_one(&mut *link).await.map_err(store_error)?;
    let writes = sqlx::query_scalar(WRITES).fetch_all(&mut *link).await.map_err(store_error)?;
    let may_read: bool = sqlx::query_scalar(MAY_READ).fetch_one(&mut *link).await.map_err(store_error)?;
    let (staff, unheld) = match may_read {
        false => (None, Vec::new()),
        true => (
            Some(sqlx::query_as(STAFF).fetch_one(&mut *link).await.map_err(store_error)?),
            sqlx::query_scalar(UNHELD).fetch_all(&mut *link).await.map_err(store_error)?,
        ),
    };
    let (is_standby, behind): (bool, Option<i64>) = sqlx::query_as(STANDBY).fetch_one(&mut *link).await.map_err(store_error)?;
    let standby = is_standby.then_some(behind);
    let standbys = match is_standby {
        true => Vec::new(),
        false => sqlx::query_as(STANDBYS).fetch_all(link).await.map_err(store_error)?,
    };
    Ok(Server { login, is_unbound, writes, staff, unheld, standby, standbys })
}
