//! What would stand in the way of spreading the data over several servers (`docs/growth.md`): PostgreSQL only.

use sqlx::{Connection, PgConnection};

use crate::support::cluster;

async fn rows(link: &mut PgConnection, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(link).await.unwrap()
}

#[tokio::test]
async fn keys_begin_with_the_institution() {
    let mut link = PgConnection::connect(&cluster::fresh_database().await).await.unwrap();
    // Keys of tables with an institution that begin with something else.
    let others = rows(
        &mut link,
        "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid \
         JOIN pg_attribute first ON first.attrelid = i.indrelid AND first.attnum = i.indkey[0] \
         WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace AND first.attname <> 'institution' \
         AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'institution' AND NOT a.attisdropped) \
         ORDER BY 1",
    )
    .await;
    assert_eq!(
        others,
        [
            "count_deltas_pkey",
            "decisions_token",
            "enquiries_number",
            "enquiry_replies_token",
            "feed_events_id",
            "flow_deltas_pkey",
            "listings_proposal",
            "looks_pkey",
            "messages_pending",
            "orders_number",
            "staff_pkey",
        ],
        "docs/growth.md names those that are unique across institutions, and why"
    );
}

#[tokio::test]
async fn nothing_is_used_that_the_others_lack() {
    let mut link = PgConnection::connect(&cluster::fresh_database().await).await.unwrap();
    let constraints = rows(
        &mut link,
        "SELECT conname::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND (condeferrable OR contype = 'x')",
    )
    .await;
    assert!(constraints.is_empty(), "deferrable, or exclusion: {constraints:?}");
    let indexes = rows(
        &mut link,
        "SELECT c.relname::text FROM pg_class c JOIN pg_am m ON m.oid = c.relam \
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'i' AND m.amname <> 'btree'",
    )
    .await;
    assert!(indexes.is_empty(), "no plain B-tree: {indexes:?}");
    let functions = rows(
        &mut link,
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace \
         AND prosrc ~* '\\m(pg_notify|notify|listen|pg_advisory\\w*|pg_try_advisory\\w*|nextval)\\M'",
    )
    .await;
    assert!(functions.is_empty(), "messages, advisory locks or sequences: {functions:?}");
}
