//! Reads, written once for both engines: statements in their common dialect (`$1`, row values, 64-bit integers only) and the code
//! that decodes the rows. An engine opens a short read transaction, asks its own clock, and hands both over.
//!
//! Statuses stand as literals where a partial index shall serve: no planner can prove it for a parameter.

mod anchors;
mod archive;
mod desk;
mod enquiries;
mod file;
mod filtered;
mod flow;
mod listing;
mod maintenance;
mod people;
mod portal;
mod queue;
mod related;
mod report;
mod sampling;
mod search;
mod supervision;
mod views;

pub(crate) use anchors::{register_page, register_rows, unregistered};
pub(crate) use archive::{archive_page, archive_search, timeline};
pub(crate) use desk::{activity, audit, audit_head, audit_page, decision_by_token, draft, takeable, trail_heads};
pub(crate) use enquiries::{
    enquiries, enquiries_of, enquiry, enquiry_rows, find_enquiries, reply_by_token, replying, waiting_enquiries,
};
pub(crate) use file::{application, attachments, order_file};
pub(crate) use filtered::{queue_filtered, queue_matching};
pub(crate) use flow::{Numbered, catalogue, institution_name_at, is_noted, last_number, looks, skip_counts};
pub(crate) use listing::{listing, listings, waiting_listings};
pub(crate) use maintenance::{attachment_page, miscounted};
pub(crate) use people::{colleagues, has_staff, institutions, sign_in_failures, staff, staff_list};
pub(crate) use portal::{counts, enquiry_brief, is_listed, order_brief, outbox, progress, seen_event, unfinished_with};
pub(crate) use queue::{holder, postponed_orders, queue_page, queue_rows};
pub(crate) use related::{Sight, related};
pub use report::report_columns;
pub(crate) use report::{open_orders, report_page};
pub(crate) use sampling::{Draw, draw, draw_again, sample_agreement, sample_drawn, sample_looks, samples, samples_in_hand};
pub(crate) use search::search;
pub(crate) use supervision::{dashboard, happened, under_way};
pub(crate) use views::views;

/// How far back a decision that can still be taken back may lie: no hold is longer than a day.
pub(crate) const MAX_HOLD_MS: i64 = 24 * 60 * 60 * 1000;

/// Statements for PostgreSQL alone, by name: what its functions tell of rows that are hidden from a member of one institution.
#[must_use]
pub fn statements_of_postgres() -> Vec<(&'static str, &'static str)> {
    [file::OF_POSTGRES, related::OF_POSTGRES].concat()
}

/// Every shared statement by name: a test prepares each of them on both engines.
#[must_use]
pub fn statements() -> Vec<(&'static str, &'static str)> {
    let mut all = [
        anchors::ALL,
        archive::ALL,
        desk::ALL,
        enquiries::ALL,
        file::ALL,
        flow::ALL,
        listing::ALL,
        maintenance::ALL,
        people::ALL,
        portal::ALL,
        queue::ALL,
        sampling::ALL,
        search::ALL,
        views::ALL,
        supervision::ALL,
    ]
    .concat();
    all.extend(related::all());
    all.extend(filtered::all());
    all.extend(report::all());
    all
}
