//! What the intake has to know, and what the portal is handed.

use chrono::NaiveDate;

use super::file::identity;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{Service, summary};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{Count, EnquiryBrief, OrderBrief, OutMessage, Progress, ProgressItem, SeenEvent};
use crate::store::sql::{Cells, Columns, Link, args};

const SEEN_EVENT: &str = "SELECT digest, subject FROM feed_events WHERE event_id = $1";
const ORDER: &str = "SELECT institution, account, status, round, updated_at FROM orders WHERE order_no = $1";
const ITEMS: &str = "SELECT i.item, i.service, i.identity_method, i.identity_verified_at, i.status, c.holder, c.school, c.level \
                     FROM items i JOIN certificates c ON c.institution = i.institution AND c.order_no = i.order_no AND c.item = i.item \
                     WHERE i.institution = $1 AND i.order_no = $2 ORDER BY i.item";
const ENQUIRY: &str = "SELECT institution, account FROM enquiries WHERE enquiry_no = $1";
const LISTED: &str = "SELECT COUNT(*) FROM listings WHERE id_no = $1 AND state = 'in_force' \
                      AND effective_on <= $2 AND ends_on > $2";
const UNFINISHED: &str = "SELECT o.order_no FROM certificates c JOIN orders o ON o.institution = c.institution AND o.order_no = c.order_no \
                          WHERE c.number = $1 AND c.holder = $2 \
                          AND (o.status = 'awaiting_proofreading' OR o.status = 'awaiting_supplement') ORDER BY o.order_no LIMIT 1";
const OUTBOX: &str = "SELECT message_id, order_no, enquiry_no, account, kind, title, body, created_at FROM messages \
                      WHERE delivered_at IS NULL AND withdrawn_at IS NULL AND held_until <= $1 \
                      AND (created_at, message_id) > ($2, $3) ORDER BY created_at, message_id LIMIT $4";
const COUNTS: &str = "SELECT institution, status, CAST(SUM(n) AS BIGINT) FROM \
                      (SELECT institution, status, n FROM daily_counts \
                      UNION ALL SELECT institution, status, delta AS n FROM count_deltas) AS entries \
                      GROUP BY institution, status HAVING SUM(n) <> 0 ORDER BY institution, status";

pub(super) const ALL: &[(&str, &str)] = &[
    ("seen event", SEEN_EVENT),
    ("order brief", ORDER),
    ("item briefs", ITEMS),
    ("enquiry brief", ENQUIRY),
    ("listed", LISTED),
    ("unfinished", UNFINISHED),
    ("outbox", OUTBOX),
    ("counts", COUNTS),
];

pub(crate) async fn seen_event<L: Link>(link: &mut L, event_id: &str) -> Result<Option<SeenEvent>> {
    let found = link.row(SEEN_EVENT, args![event_id]).await?;
    let Some(row) = found else { return Ok(None) };
    let mut cells = Cells::new(&row);
    Ok(Some(SeenEvent { digest: cells.text()?, subject: cells.text()? }))
}

pub(crate) async fn order_brief<L: Link>(link: &mut L, order_no: &OrderNo) -> Result<Option<OrderBrief>> {
    let Some(row) = link.row(ORDER, args![order_no]).await? else { return Ok(None) };
    let mut cells = Cells::new(&row);
    let (institution, account, status, round) = (cells.text()?, cells.text()?, cells.status()?, cells.count()?);
    let mut items = Vec::new();
    for row in link.rows(ITEMS, args![&institution, order_no]).await? {
        let mut cells = Cells::new(&row);
        let _item = cells.int()?;
        items.push((cells.word(Service::from_code)?, identity(&mut cells)?));
    }
    Ok(Some(OrderBrief { institution, account, status, round, items }))
}

pub(crate) async fn enquiry_brief<L: Link>(link: &mut L, enquiry_no: &str) -> Result<Option<EnquiryBrief>> {
    let Some(row) = link.row(ENQUIRY, args![enquiry_no]).await? else { return Ok(None) };
    let mut cells = Cells::new(&row);
    Ok(Some(EnquiryBrief { institution: cells.text()?, account: cells.text()? }))
}

pub(crate) async fn is_listed<L: Link>(link: &mut L, id_nos: &[String], on: NaiveDate) -> Result<bool> {
    let day = on.format("%Y-%m-%d").to_string();
    for id_no in id_nos {
        if link.number(LISTED, args![id_no, &day]).await? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) async fn unfinished_with<L: Link>(link: &mut L, number: &str, holder: &str) -> Result<Option<OrderNo>> {
    let found = link.row(UNFINISHED, args![number, holder]).await?;
    found.map(|row| Cells::new(&row).order_no()).transpose()
}

/// A message's columns from its id on, as the portal gets them.
pub(super) fn message<R: Columns>(cells: &mut Cells<'_, R>) -> Result<OutMessage> {
    Ok(OutMessage {
        message_id: cells.text()?,
        order_no: cells.maybe_word(|text| OrderNo::parse(text).ok())?,
        enquiry_no: cells.maybe_text()?,
        account: cells.text()?,
        kind: cells.text()?,
        title: cells.text()?,
        body: cells.text()?,
        at: cells.millis()?,
    })
}

pub(crate) async fn outbox<L: Link>(
    link: &mut L,
    after: Option<(Millis, String)>,
    limit: u32,
    now: Millis,
) -> Result<Vec<OutMessage>> {
    let (at, id) = after.unwrap_or((Millis(i64::MIN), String::new()));
    let found = link.rows(OUTBOX, args![now, at, id, limit]).await?;
    found.iter().map(|row| message(&mut Cells::new(row))).collect()
}

pub(crate) async fn progress<L: Link>(link: &mut L, order_no: &OrderNo) -> Result<Option<Progress>> {
    let Some(row) = link.row(ORDER, args![order_no]).await? else { return Ok(None) };
    let mut cells = Cells::new(&row);
    let (institution, _account, status, round) = (cells.text()?, cells.text()?, cells.status()?, cells.count()?);
    let updated_at = cells.millis()?;
    let mut items = Vec::new();
    for row in link.rows(ITEMS, args![&institution, order_no]).await? {
        let mut cells = Cells::new(&row);
        let (item, service, _identity) = (cells.count()?, cells.word(Service::from_code)?, identity(&mut cells)?);
        let (status, holder, school, level) = (cells.status()?, cells.text()?, cells.text()?, cells.maybe_text()?);
        items.push(ProgressItem { item, service, status, summary: summary(&holder, &school, level.as_deref()) });
    }
    Ok(Some(Progress { order_no: order_no.clone(), institution, status, round, items, updated_at }))
}

pub(crate) async fn counts<L: Link>(link: &mut L) -> Result<Vec<Count>> {
    let mut counts = Vec::new();
    for row in link.rows(COUNTS, args![]).await? {
        let mut cells = Cells::new(&row);
        counts.push(Count { institution: cells.text()?, status: cells.word(Status::from_code)?, n: cells.int()? });
    }
    Ok(counts)
}
