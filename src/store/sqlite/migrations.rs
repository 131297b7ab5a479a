//! The migrations in the order of their numbers: a new one goes to the end of the list, and to the other engine's too.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType};

/// All of them.
pub(super) fn migrations() -> Vec<Migration> {
    let step = |version, name: &'static str, sql: &'static str| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    vec![
        step(1, "tables", include_str!("../../../migrations/sqlite/0001_tables.sql")),
        step(2, "guards", include_str!("../../../migrations/sqlite/0002_guards.sql")),
        step(3, "functions", include_str!("../../../migrations/sqlite/0003_functions.sql")),
        step(4, "findings", include_str!("../../../migrations/sqlite/0004_findings.sql")),
        step(5, "flow", include_str!("../../../migrations/sqlite/0005_flow.sql")),
        step(6, "listings", include_str!("../../../migrations/sqlite/0006_listings.sql")),
        step(7, "turns", include_str!("../../../migrations/sqlite/0007_turns.sql")),
        step(8, "enquiries", include_str!("../../../migrations/sqlite/0008_enquiries.sql")),
        step(9, "supervision", include_str!("../../../migrations/sqlite/0009_supervision.sql")),
        step(10, "views", include_str!("../../../migrations/sqlite/0010_views.sql")),
        step(11, "archive", include_str!("../../../migrations/sqlite/0011_archive.sql")),
        step(12, "reports", include_str!("../../../migrations/sqlite/0012_reports.sql")),
        step(13, "sampling", include_str!("../../../migrations/sqlite/0013_sampling.sql")),
        step(14, "staff", include_str!("../../../migrations/sqlite/0014_staff.sql")),
        step(15, "roles", include_str!("../../../migrations/sqlite/0015_roles.sql")),
        step(16, "anchors", include_str!("../../../migrations/sqlite/0016_anchors.sql")),
        step(17, "bounds", include_str!("../../../migrations/sqlite/0017_bounds.sql")),
        step(18, "taken", include_str!("../../../migrations/sqlite/0018_taken.sql")),
    ]
}
