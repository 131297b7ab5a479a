//! How SQLite goes about the statements that run while someone waits: by index, never through a whole table.

use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

use super::{desk, open, options};
use crate::store::reads;

/// Tables that grow with the orders.
const LARGE: &[&str] = &[
    "samples",
    "sample_orders",
    "orders",
    "o",
    "items",
    "i",
    "certificates",
    "c",
    "attachments",
    "a",
    "decisions",
    "d",
    "messages",
    "order_search",
    "findings",
    "f",
    "listings",
    "l",
    "enquiries",
    "audit_log",
    "feed_events",
    "postponements",
    "p",
    "skips",
    "s",
    "notes",
    "looks",
    "second_looks",
    "contested",
    "k",
    "v",
    "enquiry_posts",
    "q",
    "handlings",
    "hourly_flow",
    "e",
    "r",
    "m",
    "n",
    "t",
];

async fn migrated() -> (tempfile::TempDir, SqliteConnection) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
    open(&format!("sqlite:{}", path.display())).await.unwrap();
    let connection = SqliteConnection::connect_with(&options(&path, 1024)).await.unwrap();
    (folder, connection)
}

async fn plan(connection: &mut SqliteConnection, statement: &str) -> Vec<String> {
    let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"))).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(3)).collect()
}

#[tokio::test]
async fn no_read_goes_through_a_table() {
    let (_folder, mut connection) = migrated().await;
    // Nobody waits for the doctor's recount, which is there to go through all.
    let awaited = reads::statements().into_iter().filter(|(name, _)| *name != "miscounted");
    for (name, statement) in awaited.chain(desk::NEXT.map(|next| ("claim next", next))) {
        let plan = plan(&mut connection, statement).await;
        for step in &plan {
            let scanned = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            // The outbox walks the index of what is not handed over yet, which is short.
            let short = step.contains("INDEX messages_due");
            // What a co-routine gives is walked as it comes.
            let walked = scanned.is_some_and(|table| plan.contains(&format!("CO-ROUTINE {table}")));
            assert!(short || walked || scanned.is_none_or(|table| !LARGE.contains(&table)), "{name}: {plan:?}");
        }
    }
}

#[tokio::test]
async fn the_queue_is_read_off_its_partial_index() {
    let (_folder, mut connection) = migrated().await;
    let queue: Vec<_> =
        reads::statements().into_iter().filter(|(name, _)| name.starts_with("queue ") && *name != "queue rows").collect();
    assert_eq!(queue.len(), 8);
    let next = desk::NEXT.into_iter().zip(["orders_postponed", "orders_pooled", "orders_free"]);
    let handed_out = next.map(|(statement, index)| ("claim next", statement, index));
    for (name, statement, index) in queue.into_iter().map(|(name, statement)| (name, statement, "orders_open")).chain(handed_out)
    {
        let plan = plan(&mut connection, statement).await;
        assert!(plan.iter().any(|step| step.contains(&format!("INDEX {index} "))), "{name}: {plan:?}");
        assert!(plan.iter().all(|step| !step.contains("TEMP B-TREE")), "{name} sorts: {plan:?}");
    }
}

#[tokio::test]
async fn what_has_ended_is_read_off_its_index_and_an_orders_history_by_its_keys() {
    let (_folder, mut connection) = migrated().await;
    let indexes = [
        ("archive: ended", "INDEX orders_ended "),
        ("archive: trail", "PRIMARY KEY (institution=? AND subject=?)"),
        ("archive: looks", "INDEX looks_order "),
        ("archive: enquiries", "INDEX enquiries_order "),
        ("archive: posts", "PRIMARY KEY (institution=? AND enquiry_no=?)"),
        ("archive: proposed", "INDEX listings_proposal "),
        ("sampling: in hand", "INDEX sample_orders_taken (institution=? AND taken_by=?)"),
        ("search enquiry", "PRIMARY KEY (institution=? AND enquiry_no>? AND enquiry_no<?)"),
    ];
    for (name, index) in indexes {
        let (_, statement) = reads::statements().into_iter().find(|(known, _)| *known == name).unwrap();
        let plan = plan(&mut connection, statement).await;
        assert!(plan.iter().any(|step| step.contains(index)), "{name}: {plan:?}");
        if name == "archive: ended" {
            assert!(plan.iter().all(|step| !step.contains("TEMP B-TREE")), "{name} sorts: {plan:?}");
        }
    }
}

#[tokio::test]
async fn a_filtered_page_goes_along_one_index() {
    let (_folder, mut connection) = migrated().await;
    let filtered: Vec<_> = reads::statements().into_iter().filter(|(name, _)| name.starts_with("filtered: ")).collect();
    assert_eq!(filtered.len(), 39);
    for (name, statement) in filtered {
        let plan = plan(&mut connection, statement).await;
        let claimed = name.contains("claimed");
        let index = match () {
            () if claimed => "orders_claimed (claimed_by>? AND claimed_by<?)",
            () if statement.contains("'awaiting_") => "orders_open (institution=? AND status=? AND (submitted_at,order_no)",
            () => "orders_ended_by_status (institution=? AND status=? AND (submitted_at,order_no)",
        };
        assert!(plan.iter().any(|step| step.contains(index)), "{name} without {index}: {plan:#?}");
        // What is held is little, and most findings first is a list of its own making.
        let sorts = claimed || name == "filtered: findings";
        assert!(sorts || plan.iter().all(|step| !step.contains("TEMP B-TREE")), "{name} sorts: {plan:#?}");
    }
}

#[tokio::test]
async fn the_dashboard_is_read_off_its_indexes() {
    let (_folder, mut connection) = migrated().await;
    let indexes = [
        ("dashboard: counts", "daily_counts USING PRIMARY KEY (institution=?)"),
        ("dashboard: held", "o USING INDEX orders_claimed (claimed_by=?)"),
        ("dashboard: asked", "orders USING INDEX orders_asked (institution=?)"),
        ("dashboard: overdue", "orders USING COVERING INDEX orders_asked (institution=? AND updated_at<?)"),
        ("dashboard: flow", "hourly_flow USING PRIMARY KEY (institution=? AND hour>?)"),
        ("dashboard: people", "handlings USING PRIMARY KEY (institution=? AND decided_at>? AND decided_at<?)"),
        ("dashboard: medians", "handlings USING PRIMARY KEY (institution=? AND decided_at>? AND decided_at<?)"),
        ("dashboard: recent", "handlings USING PRIMARY KEY (institution=?)"),
        ("dashboard: handled", "h USING PRIMARY KEY (institution=? AND decided_at>? AND decided_at<?)"),
        ("dashboard: trailed", "a USING INDEX audit_recent (institution=? AND at>? AND at<?)"),
        ("dashboard: turns", "audit_log USING PRIMARY KEY (institution=? AND subject=?)"),
        ("waiting between", "orders_open (institution=? AND status=? AND submitted_at>? AND submitted_at<?)"),
    ];
    for (name, wanted) in indexes {
        let (_, statement) = reads::statements().into_iter().find(|(known, _)| *known == name).unwrap();
        let plan = plan(&mut connection, statement).await;
        assert!(plan.iter().any(|step| step.contains(wanted)), "{name} without {wanted}: {plan:?}");
    }
}

#[tokio::test]
async fn a_report_sorts_nothing() {
    let (_folder, mut connection) = migrated().await;
    let is_page =
        |(name, statement): &(&str, &str)| name.starts_with("report: ") || statement.contains(" t WHERE t.institution = $1 AND ");
    let pages: Vec<_> = reads::statements().into_iter().filter(is_page).collect();
    assert!(pages.len() > 20, "{}", pages.len());
    for (name, statement) in pages {
        let plan = plan(&mut connection, statement).await;
        assert!(plan.iter().all(|step| step.starts_with("SEARCH ")), "{name}: {plan:?}");
    }
}

#[tokio::test]
async fn other_orders_are_asked_by_index() {
    let (_folder, mut connection) = migrated().await;
    let indexes = [
        ("related: numbers", vec!["certificates_number"]),
        ("related: ids", vec!["certificates_id"]),
        ("related: same files", vec!["attachments_sha256"]),
        ("related: like files", vec!["attachments_print_0", "attachments_print_1", "attachments_print_2", "attachments_print_3"]),
        ("related: enquiries here", vec!["enquiries_account"]),
        ("related: enquiries elsewhere", vec!["enquiries_account"]),
        ("related: listings", vec!["listings_id"]),
    ];
    let mut related: Vec<_> = reads::statements().into_iter().filter(|(name, _)| name.starts_with("related: ")).collect();
    assert_eq!(related.iter().map(|(name, _)| *name).collect::<Vec<_>>(), indexes.clone().map(|(name, _)| name));
    for ((name, statement), (_, wanted)) in related.drain(..).zip(indexes) {
        let plan = plan(&mut connection, statement).await;
        for index in wanted {
            assert!(plan.iter().any(|step| step.contains(&format!("INDEX {index} "))), "{name} without {index}: {plan:?}");
        }
    }
}

#[tokio::test]
async fn enquiries_are_read_off_an_index() {
    let (_folder, mut connection) = migrated().await;
    let indexes = [
        ("enquiries: waiting", "enquiries_waiting"),
        ("enquiries: mine", "enquiries_mine"),
        ("enquiries: open", "enquiries_state"),
        ("enquiries: closed", "enquiries_state"),
        ("enquiries by order", "enquiries_order"),
        ("enquiries by subject", "enquiries_subject"),
        ("enquiries by account", "enquiries_account"),
        ("enquiries: count", "enquiries_waiting"),
    ];
    let statements = reads::statements();
    for (name, index) in indexes {
        let statement = statements.iter().find(|(known, _)| *known == name).unwrap().1;
        let plan = plan(&mut connection, statement).await;
        assert!(plan.iter().any(|step| step.contains(&format!("INDEX {index} "))), "{name} without {index}: {plan:?}");
        assert!(plan.iter().all(|step| !step.contains("TEMP B-TREE")), "{name} sorts: {plan:?}");
    }
}

#[tokio::test]
async fn a_bulk_update_looks_each_row_up() {
    let (_folder, mut connection) = migrated().await;
    for statement in crate::store::sqlite::tables::updates() {
        let plan = plan(&mut connection, &statement).await;
        let of_table =
            |step: &&String| step.starts_with("SCAN orders") || step.starts_with("SCAN items") || step.starts_with("SCAN att");
        assert_eq!(plan.iter().find(of_table), None, "{statement}: {plan:?}");
    }
}
