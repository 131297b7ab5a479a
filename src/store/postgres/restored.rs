//! A database that `pg_restore` has just filled: it becomes a desk of its own, or is emptied again.

use sqlx::Connection as _;
use sqlx::postgres::PgConnection;

use super::open::{connect, make_tables};
use crate::store::Result;
use crate::store::sql::store_error;

/// A dump has no grants on the database itself, and the owners and policies in it are those of the database it is of.
const SECURE: &str = "SELECT public.secure_desk()";
/// Everything that no extension brought. What goes with something else is gone by its turn.
const EMPTY: &str = "DO $$ DECLARE v_drop text; BEGIN \
     FOREACH v_drop IN ARRAY (SELECT coalesce(array_agg(what ORDER BY turn), '{}') FROM ( \
         SELECT 1 AS turn, format('DROP %s IF EXISTS public.%I CASCADE', CASE c.relkind WHEN 'v' THEN 'VIEW' \
             WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.relname) AS what \
           FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') \
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i')) \
         UNION ALL \
         SELECT 2, format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) \
           FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace \
            AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')) drops) \
     LOOP EXECUTE v_drop; END LOOP; END $$";

/// Brings it up to date, and gives it its groups, grants and policies.
pub(in crate::store) async fn secure(url: &str) -> Result<()> {
    let mut connection = connect(url).await?;
    let secured = match make_tables(&mut connection).await {
        Ok(()) => run(&mut connection, SECURE).await,
        Err(error) => Err(error),
    };
    let _ = connection.close().await;
    secured
}

/// Removes all that was restored, in one transaction.
pub(in crate::store) async fn vacate(url: &str) -> Result<()> {
    let mut connection = connect(url).await?;
    let vacated = run(&mut connection, EMPTY).await;
    let _ = connection.close().await;
    vacated
}

async fn run(connection: &mut PgConnection, statement: &'static str) -> Result<()> {
    sqlx::raw_sql(statement).execute(connection).await.map(drop).map_err(store_error)
}
