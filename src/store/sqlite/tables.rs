//! How rows of an order are written here: the statement of each table.

use super::bulk::Bulk;
use super::write::WriteTx;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::rows::{Sink, Table};
use crate::store::sql::Arg;

static AUDIT: Bulk =
    Bulk::new("INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) ", 9, "");
static ORDERS: Bulk = Bulk::new(
    "INSERT INTO orders (institution, order_no, status, audit_seq, kind, reconsiders, account, purpose, consented_at, \
     first_submitted_at, submitted_at, updated_at, applicant_nature, applicant_name, applicant_location, applicant_mobile, \
     applicant_email, remark, payment_state, paid_at, invoice_title, invoice_tax_no, holder, summary, item_count, attachment_count, \
     claimed_by, claim_token, claimed_at, claimed_until, finding_count) ",
    31,
    "",
);
static ITEMS: Bulk = Bulk::new(
    "INSERT INTO items (institution, order_no, item, service, copies_zh, copies_en, unit_price_fen, identity_method, \
     identity_verified_at, status) ",
    10,
    "",
);
static CERTIFICATES: Bulk = Bulk::new(
    "INSERT INTO certificates (institution, order_no, item, holder, id_type, id_no, number, school, school_province, category, level, \
     enrolled_on, graduated_on, major, duration, conclusion, remark) ",
    17,
    "",
);
static ATTACHMENTS: Bulk = Bulk::new(
    "INSERT INTO attachments (institution, order_no, item, round, position, kind, file_name, sha256, bytes, width, height, format, \
     facts, print_0, print_1, print_2, print_3) ",
    17,
    "",
);
static FINDINGS: Bulk = Bulk::new(
    "INSERT INTO findings (institution, order_no, item, round, position, finding, field, severity, says, message) ",
    10,
    "",
);
static SUPERSEDED: Bulk = Bulk::new(
    "UPDATE attachments SET superseded_by = v.column6 FROM (",
    6,
    ") AS v WHERE attachments.institution = v.column1 AND attachments.order_no = v.column2 AND attachments.item = v.column3 \
     AND attachments.round = v.column4 AND attachments.position = v.column5",
);
static SEARCH: Bulk = Bulk::new("INSERT INTO order_search (institution, kind, key, order_no) ", 4, "");
static MOVES: Bulk = Bulk::new(
    "UPDATE orders SET status = v.column3, version = v.column4 + 1, round = v.column5, audit_seq = v.column6, \
     submitted_at = v.column7, updated_at = v.column8, attachment_count = v.column9, claimed_by = v.column10, \
     claim_token = v.column11, claimed_at = v.column12, claimed_until = v.column13, finding_count = v.column14 FROM (",
    14,
    ") AS v WHERE orders.institution = v.column1 AND orders.order_no = v.column2 AND orders.version = v.column4",
);
static ITEM_MOVES: Bulk = Bulk::new(
    "UPDATE items SET status = v.column4 FROM (",
    4,
    ") AS v WHERE items.institution = v.column1 AND items.order_no = v.column2 AND items.item = v.column3",
);
static DECISIONS: Bulk = Bulk::new(
    "INSERT INTO decisions (institution, order_no, token, round, version, status, staff, decided_at, held_until, catalogue_version, \
     letter_generated, letter, draft) ",
    13,
    "",
);
static DECISION_ITEMS: Bulk =
    Bulk::new("INSERT INTO decision_items (institution, order_no, version, item, outcome, reasons) ", 6, "");
static VERDICTS: Bulk = Bulk::new("INSERT INTO verdicts (institution, order_no, version, item, field, verdict) ", 6, "");
static MESSAGES: Bulk = Bulk::new(
    "INSERT INTO messages (institution, message_id, order_no, account, kind, title, body, created_at, held_until, decision_token, \
     delivered_at) ",
    11,
    "",
);

impl Sink for WriteTx {
    fn now(&self) -> Millis {
        self.now
    }

    async fn put(&mut self, table: Table, cells: &[Arg<'_>]) -> Result<u64> {
        let bulk = match table {
            Table::Audit => &AUDIT,
            Table::Orders => &ORDERS,
            Table::Items => &ITEMS,
            Table::Certificates => &CERTIFICATES,
            Table::Attachments => &ATTACHMENTS,
            Table::Findings => &FINDINGS,
            Table::Superseded => &SUPERSEDED,
            Table::Search => &SEARCH,
            Table::Decisions => &DECISIONS,
            Table::DecisionItems => &DECISION_ITEMS,
            Table::Verdicts => &VERDICTS,
            Table::Moves => &MOVES,
            Table::ItemMoves => &ITEM_MOVES,
            Table::Messages => &MESSAGES,
        };
        bulk.run(self, cells).await
    }
}

/// The updates of several rows, for the test that looks at their plans.
#[cfg(test)]
pub(super) fn updates() -> Vec<String> {
    [&SUPERSEDED, &MOVES, &ITEM_MOVES].into_iter().flat_map(|bulk| [bulk.text(1), bulk.text(96)]).collect()
}
