//! The two engines' databases have the same tables: the portal's people and the auditors read either.

use std::collections::BTreeSet;

use jiaodui::domain::status::MOVES;

use super::fixture::{Engine, Fixture, Raw};

/// A column: its table, its name, whether it may be empty, its place in the primary key (0: none).
type Column = (String, String, bool, i64);

const SQLITE_COLUMNS: &str = "SELECT t.name, c.name, c.\"notnull\" = 0 AND c.pk = 0, c.pk FROM sqlite_schema t, pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> '_sqlx_migrations'";
const POSTGRES_COLUMNS: &str = "SELECT c.table_name::text, c.column_name::text, c.is_nullable = 'YES', \
     coalesce(array_position(i.indkey::smallint[], a.attnum), -1)::bigint + 1 \
     FROM information_schema.columns c JOIN pg_attribute a ON a.attrelid = c.table_name::regclass AND a.attname = c.column_name \
     LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary \
     WHERE c.table_schema = 'public' AND c.table_name <> '_sqlx_migrations'";
const SQLITE_INDEXES: &str = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
const POSTGRES_INDEXES: &str =
    "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey'";
const MIGRATIONS: &str = "SELECT version, description FROM _sqlx_migrations ORDER BY version";

struct Schema {
    columns: BTreeSet<Column>,
    indexes: BTreeSet<String>,
    migrations: Vec<(i64, String)>,
}

async fn schema(engine: Engine) -> Schema {
    let fixture = Fixture::empty(engine).await;
    let (columns, indexes, migrations): (Vec<Column>, Vec<String>, Vec<(i64, String)>) = match fixture.raw().await {
        Raw::Sqlite(mut link) => (
            sqlx::query_as(SQLITE_COLUMNS).fetch_all(&mut link).await.unwrap(),
            sqlx::query_scalar(SQLITE_INDEXES).fetch_all(&mut link).await.unwrap(),
            sqlx::query_as(MIGRATIONS).fetch_all(&mut link).await.unwrap(),
        ),
        Raw::Postgres(mut link) => (
            sqlx::query_as(POSTGRES_COLUMNS).fetch_all(&mut link).await.unwrap(),
            sqlx::query_scalar(POSTGRES_INDEXES).fetch_all(&mut link).await.unwrap(),
            sqlx::query_as(MIGRATIONS).fetch_all(&mut link).await.unwrap(),
        ),
    };
    Schema { columns: columns.into_iter().collect(), indexes: indexes.into_iter().collect(), migrations }
}

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let (one, other) = (schema(Engine::Sqlite).await, schema(Engine::Postgres).await);
    assert!(one.columns.len() > 150, "{} columns", one.columns.len());
    let apart: Vec<_> = one.columns.symmetric_difference(&other.columns).collect();
    assert!(apart.is_empty(), "only one engine has: {apart:#?}");
    assert_eq!(one.indexes, other.indexes);
    assert_eq!(one.migrations, other.migrations);
}

#[tokio::test]
async fn both_engines_have_the_status_machine_of_the_domain() {
    const ARROWS: &str = "SELECT action, from_status, to_status FROM status_moves";
    let ours: BTreeSet<(String, String, String)> =
        MOVES.iter().map(|(act, from, to)| (act.code().into(), from.code().into(), to.code().into())).collect();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let fixture = Fixture::empty(engine).await;
        let theirs: Vec<(String, String, String)> = match fixture.raw().await {
            Raw::Sqlite(mut link) => sqlx::query_as(ARROWS).fetch_all(&mut link).await.unwrap(),
            Raw::Postgres(mut link) => sqlx::query_as(ARROWS).fetch_all(&mut link).await.unwrap(),
        };
        assert_eq!(theirs.into_iter().collect::<BTreeSet<_>>(), ours);
    }
}
