//! Drafts, the audit trail, and what came of a decision.

use serde_json::from_str;

use super::MAX_HOLD_MS;
use crate::domain::draft::Draft;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{AuditEntry, Decided, TrailHead};
use crate::store::sql::{Cells, Columns, Link, args};

const DRAFT: &str = "SELECT body FROM drafts WHERE institution = $1 AND order_no = $2 AND staff = $3";
const AUDIT: &str = "SELECT institution, subject, seq, at, actor, action, detail, prev_hash, hash FROM audit_log \
                     WHERE institution = $1 AND subject = $2 AND seq > $3 ORDER BY seq";
const AUDIT_HEAD: &str = "SELECT seq, hash FROM audit_log WHERE institution = $1 AND subject = $2 ORDER BY seq DESC LIMIT 1";
const ACTIVITY: &str = "SELECT institution, subject, seq, at, actor, action, detail, prev_hash, hash FROM audit_log \
                        WHERE institution = $1 AND at >= $2 ORDER BY at, subject, seq LIMIT $3";
/// Row values keep to the primary key, whatever the page.
const AUDIT_PAGE: &str = "SELECT institution, subject, seq, at, actor, action, detail, prev_hash, hash FROM audit_log \
                          WHERE (institution, subject, seq) > ($1, $2, $3) ORDER BY institution, subject, seq LIMIT $4";
const TRAIL_HEADS: &str = "SELECT o.institution, o.order_no, o.audit_seq, (SELECT MAX(a.seq) FROM audit_log a \
                           WHERE a.institution = o.institution AND a.subject = o.order_no) FROM orders o \
                           WHERE (o.institution, o.order_no) > ($1, $2) ORDER BY o.institution, o.order_no LIMIT $3";
const DECISION: &str = "SELECT status, held_until FROM decisions WHERE token = $1";
/// A held message cannot have been handed over, and an order that moved on has another version. Only the newest are looked at, each by
/// itself: a planner that does not know how few they are would join them with all orders.
const TAKEABLE: &str = "SELECT d.token, d.order_no FROM \
                        (SELECT token, order_no, version, decided_at FROM decisions \
                        WHERE staff = $1 AND decided_at > $2 AND institution = $3 AND held_until > $4 AND taken_back_at IS NULL \
                        ORDER BY decided_at DESC LIMIT 50) AS d \
                        WHERE (SELECT o.version FROM orders o WHERE o.institution = $3 AND o.order_no = d.order_no) = d.version + 1 \
                        ORDER BY d.decided_at DESC LIMIT 1";

pub(super) const ALL: &[(&str, &str)] = &[
    ("draft", DRAFT),
    ("audit", AUDIT),
    ("audit head", AUDIT_HEAD),
    ("activity", ACTIVITY),
    ("audit page", AUDIT_PAGE),
    ("trail heads", TRAIL_HEADS),
    ("decision by token", DECISION),
    ("takeable", TAKEABLE),
];

pub(crate) async fn draft<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo, login: &str) -> Result<Option<Draft>> {
    let found = link.row(DRAFT, args![institution, order_no, login]).await?;
    found.map(|row| Cells::new(&row).word(|text| from_str(text).ok())).transpose()
}

fn entry<R: Columns>(row: &R) -> Result<AuditEntry> {
    entry_after(&mut Cells::new(row))
}

/// An audit row's nine columns.
pub(super) fn entry_after<R: Columns>(cells: &mut Cells<'_, R>) -> Result<AuditEntry> {
    Ok(AuditEntry {
        institution: cells.text()?,
        subject: cells.text()?,
        seq: cells.int()?,
        at: cells.millis()?,
        actor: cells.text()?,
        action: cells.text()?,
        detail: cells.text()?,
        prev_hash: cells.text()?,
        hash: cells.text()?,
    })
}

pub(crate) async fn audit<L: Link>(link: &mut L, institution: &str, subject: &str, after_seq: i64) -> Result<Vec<AuditEntry>> {
    link.rows(AUDIT, args![institution, subject, after_seq]).await?.iter().map(entry).collect()
}

/// The newest row's number and hash; `None` for a subject without a trail.
pub(crate) async fn audit_head<L: Link>(link: &mut L, institution: &str, subject: &str) -> Result<Option<(i64, String)>> {
    let Some(row) = link.row(AUDIT_HEAD, args![institution, subject]).await? else { return Ok(None) };
    let mut cells = Cells::new(&row);
    Ok(Some((cells.int()?, cells.text()?)))
}

pub(crate) async fn activity<L: Link>(link: &mut L, institution: &str, since: Millis, limit: u32) -> Result<Vec<AuditEntry>> {
    link.rows(ACTIVITY, args![institution, since, limit]).await?.iter().map(entry).collect()
}

/// Rows of all trails after this one, by institution, subject and number.
pub(crate) async fn audit_page<L: Link>(
    link: &mut L,
    (institution, subject, seq): (&str, &str, i64),
    limit: u32,
) -> Result<Vec<AuditEntry>> {
    link.rows(AUDIT_PAGE, args![institution, subject, seq, limit]).await?.iter().map(entry).collect()
}

/// Where orders say that their trails end, after this order, by institution and number.
pub(crate) async fn trail_heads<L: Link>(
    link: &mut L,
    (institution, order_no): (&str, &str),
    limit: u32,
) -> Result<Vec<TrailHead>> {
    let rows = link.rows(TRAIL_HEADS, args![institution, order_no, limit]).await?;
    let head = |row| {
        let mut cells = Cells::new(row);
        Ok(TrailHead {
            institution: cells.text()?,
            order_no: cells.order_no()?,
            audit_seq: cells.int()?,
            newest: cells.maybe_int()?,
        })
    };
    rows.iter().map(head).collect()
}

pub(crate) async fn decision_by_token<L: Link>(link: &mut L, token: &str) -> Result<Option<Decided>> {
    let Some(row) = link.row(DECISION, args![token]).await? else { return Ok(None) };
    let mut cells = Cells::new(&row);
    Ok(Some(Decided::Done { status: cells.status()?, held_until: cells.millis()? }))
}

pub(crate) async fn takeable<L: Link>(
    link: &mut L,
    login: &str,
    institution: &str,
    now: Millis,
) -> Result<Option<(String, OrderNo)>> {
    let Some(row) = link.row(TAKEABLE, args![login, now.plus(-MAX_HOLD_MS), institution, now]).await? else { return Ok(None) };
    let mut cells = Cells::new(&row);
    Ok(Some((cells.text()?, cells.order_no()?)))
}
