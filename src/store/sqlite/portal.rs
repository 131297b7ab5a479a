//! The portal's events, and what it was handed.

use serde_json::{Value, json};

use super::SqliteStore;
use super::write::WriteTx;
use crate::domain::finding::Noticed;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{KeptAttachment, NewOrder};
use crate::domain::status::{Act, Status};
use crate::store::records::{Applied, FeedAct, FeedEvent, LoadedEnquiry, StoredAttachment};
use crate::store::rounds::replace;
use crate::store::rows::{Move, OrderState, Rows};
use crate::store::sql::{Link, args};
use crate::store::{Result, reads};

/// Who acts in the audit trail where the portal does.
const PORTAL: &str = "portal";

const EVENT: &str = "INSERT INTO feed_events (institution, event_id, digest, event, subject, at, received_at) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ENQUIRY: &str = "INSERT INTO enquiries (institution, enquiry_no, account, order_no, subject, opened_at, last_post_at, \
                       waiting_since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const POST: &str = "INSERT INTO enquiry_posts (institution, enquiry_no, post, author, staff, at, body) \
                    SELECT $1, $2, COALESCE(MAX(post), 0) + 1, $3, $4, $5, $6 FROM enquiry_posts \
                    WHERE institution = $1 AND enquiry_no = $2";
const POSTED: &str = "UPDATE enquiries SET last_post_at = MAX(last_post_at, $3), waiting_since = COALESCE(waiting_since, $3) \
                      WHERE institution = $1 AND enquiry_no = $2";
const ACKNOWLEDGE: &str = "UPDATE messages SET delivered_at = $2 WHERE message_id = $1 AND delivered_at IS NULL \
                           AND withdrawn_at IS NULL AND held_until <= $2";
const ROLL_UP: &str = "INSERT INTO daily_counts (institution, day, status, n) \
                       SELECT institution, day, status, SUM(delta) FROM count_deltas GROUP BY institution, day, status \
                       ON CONFLICT (institution, day, status) DO UPDATE SET n = n + excluded.n";
const ROLLED_UP: &str = "DELETE FROM count_deltas";
const ROLL_UP_FLOW: &str = "INSERT INTO hourly_flow (institution, hour, act, n) \
                            SELECT institution, hour, act, SUM(delta) FROM flow_deltas GROUP BY institution, hour, act \
                            ON CONFLICT (institution, hour, act) DO UPDATE SET n = n + excluded.n";
const ROLLED_UP_FLOW: &str = "DELETE FROM flow_deltas";

/// What is recorded of an event that was taken: whose it was, its word and its subject.
struct Taken {
    institution: String,
    event: &'static str,
    subject: String,
}

/// Either the event was taken, or why not.
type Outcome = std::result::Result<Taken, Applied>;

impl SqliteStore {
    pub(super) async fn apply(&self, event: &FeedEvent) -> Result<Applied> {
        let mut tx = self.write().await?;
        if let Some(seen) = reads::seen_event(&mut *tx, &event.event_id).await? {
            return Ok(if seen.digest == event.digest { Applied::Duplicate } else { Applied::Conflict });
        }
        let outcome = match &event.what {
            FeedAct::Submit(order) => tx.submit(event, order).await?,
            FeedAct::Resubmit { order_no, account, items, findings } => {
                tx.resubmit(event, (order_no, account), items, findings).await?
            }
            FeedAct::Cancel { order_no, account } => tx.cancel(event, order_no, account).await?,
            FeedAct::Enquiry { .. } => tx.enquire(event).await?,
            FeedAct::EnquiryFollowup { enquiry_no, account, body } => tx.follow_up(event, enquiry_no, account, body).await?,
        };
        let taken = match outcome {
            Ok(taken) => taken,
            Err(refused) => return Ok(refused),
        };
        let now = tx.now;
        tx.run(EVENT, args![&taken.institution, &event.event_id, &event.digest, taken.event, &taken.subject, event.at, now])
            .await?;
        tx.commit().await?;
        Ok(Applied::Done)
    }

    pub(super) async fn acknowledge(&self, message_ids: &[String]) -> Result<u64> {
        let mut tx = self.write().await?;
        let now = tx.now;
        let mut marked = 0_u64;
        for id in message_ids {
            marked = marked.saturating_add(tx.run(ACKNOWLEDGE, args![id, now]).await?);
        }
        tx.commit().await?;
        Ok(marked)
    }

    pub(super) async fn load_enquiries(&self, batch: &[LoadedEnquiry]) -> Result<()> {
        let mut tx = self.write().await?;
        for enquiry in batch {
            let institution = enquiry.institution.as_str();
            let (Some(first), Some(last)) = (enquiry.posts.first(), enquiry.posts.last()) else { continue };
            // The applicant's oldest post after the last answer.
            let answered =
                enquiry.posts.iter().rposition(|(_, staff, _)| staff.is_some()).map_or(0, |post| post.saturating_add(1));
            let waiting = enquiry.posts.get(answered).map(|(at, _, _)| *at);
            tx.run(
                ENQUIRY,
                args![
                    institution,
                    &enquiry.enquiry_no,
                    &enquiry.account,
                    enquiry.order_no.as_ref().map(OrderNo::as_str),
                    &enquiry.subject,
                    first.0,
                    last.0,
                    waiting
                ],
            )
            .await?;
            for (at, staff, body) in &enquiry.posts {
                let author = if staff.is_some() { "staff" } else { "applicant" };
                tx.run(POST, args![institution, &enquiry.enquiry_no, author, staff.as_deref(), *at, body]).await?;
            }
            let subject = format!("enquiry:{}", enquiry.enquiry_no);
            tx.audit(institution, &subject, PORTAL, "enquiry", &json!({ "posts": enquiry.posts.len() })).await?;
        }
        tx.commit().await
    }

    pub(super) async fn roll_up_counts(&self) -> Result<()> {
        let mut tx = self.write().await?;
        tx.run(ROLL_UP, args![]).await?;
        tx.run(ROLLED_UP, args![]).await?;
        tx.run(ROLL_UP_FLOW, args![]).await?;
        tx.run(ROLLED_UP_FLOW, args![]).await?;
        tx.commit().await?;
        self.set_cache(super::WRITER_KIB).await
    }
}

impl WriteTx {
    async fn submit(&mut self, event: &FeedEvent, order: &NewOrder) -> Result<Outcome> {
        let now = self.now;
        if self.order(&order.order_no).await?.is_some() {
            return Ok(Err(Applied::OrderExists));
        }
        if let Some(earlier) = &order.reconsiders {
            let contested = self.order(earlier).await?;
            if !contested.is_some_and(|contested| contested.account == order.account && contested.status.has_ended()) {
                return Ok(Err(Applied::ReconsiderationUnknown));
            }
        }
        for (index, item) in order.items.iter().enumerate() {
            let Some(number) = &item.certificate.number else { continue };
            if reads::unfinished_with(&mut **self, number, &item.certificate.holder).await?.is_some() {
                return Ok(Err(Applied::CertificateInProgress(index)));
            }
        }
        let detail = json!({ "event_id": event.event_id, "kind": order.kind.code(), "items": order.items.len() });
        let seq = self.audit(&order.institution, order.order_no.as_str(), PORTAL, "submit", &detail).await?;
        let mut rows = Rows::default();
        rows.order(order, seq, now, None)?;
        rows.write(self).await?;
        Ok(Ok(Taken { institution: order.institution.clone(), event: "submit", subject: order.order_no.to_string() }))
    }

    /// The order that an event names, if it may act on it; the applicant's own is looked at before its state.
    async fn acted_on(
        &mut self,
        order_no: &OrderNo,
        account: &str,
        from: Status,
    ) -> Result<std::result::Result<OrderState, Applied>> {
        let Some(order) = self.order(order_no).await? else { return Ok(Err(Applied::OrderUnknown)) };
        if order.account != account {
            return Ok(Err(Applied::WrongAccount));
        }
        if order.status != from {
            return Ok(Err(Applied::WrongState(order.status)));
        }
        Ok(Ok(order))
    }

    async fn resubmit(
        &mut self,
        event: &FeedEvent,
        (order_no, account): (&OrderNo, &str),
        items: &[(u32, Vec<KeptAttachment>)],
        findings: &[Noticed],
    ) -> Result<Outcome> {
        let order = match self.acted_on(order_no, account, Status::AwaitingSupplement).await? {
            Ok(order) => order,
            Err(refused) => return Ok(Err(refused)),
        };
        let now = self.now;
        let round = order.round.saturating_add(1);
        let kept: Vec<StoredAttachment> = reads::attachments(&mut **self, order_no).await?;
        let mut current = order.attachment_count;
        let mut rows = Rows::default();
        for (item, list) in items {
            let files: Vec<StoredAttachment> = kept.iter().filter(|file| file.item == *item).cloned().collect();
            let (gone, new) = replace(&files, list);
            for file in &gone {
                rows.superseded(&order.institution, order_no, file, round);
                current = current.saturating_sub(1);
            }
            for (position, file) in new {
                rows.attachment(&order.institution, order_no, (*item, round, position), file)?;
                current = current.saturating_add(1);
            }
        }
        let named: Vec<u32> = items.iter().map(|(item, _)| *item).collect();
        let detail = json!({ "event_id": event.event_id, "round": round, "items": named });
        let seq = self.audit(&order.institution, order_no.as_str(), PORTAL, Act::Resubmit.code(), &detail).await?;
        let mut step = Move::of(&order, Status::AwaitingProofreading, seq, now);
        step.round = round;
        step.submitted_at = event.at;
        step.attachment_count = current;
        step.finding_count = u32::try_from(findings.len()).unwrap_or(u32::MAX);
        rows.findings(&order.institution, order_no, round, findings);
        rows.order_move(&step, (1..=order.item_count).map(|item| (item, Status::AwaitingProofreading)));
        rows.write(self).await?;
        Ok(Ok(Taken { institution: order.institution.clone(), event: "resubmit", subject: order_no.to_string() }))
    }

    async fn cancel(&mut self, event: &FeedEvent, order_no: &OrderNo, account: &str) -> Result<Outcome> {
        let order = match self.acted_on(order_no, account, Status::AwaitingProofreading).await? {
            Ok(order) => order,
            Err(refused) => return Ok(Err(refused)),
        };
        let now = self.now;
        let mut detail = json!({ "event_id": event.event_id });
        if let (Some(holder), Some(object)) = (&order.holder, detail.as_object_mut()) {
            // Whoever had it open is told by this row.
            object.insert("holder".to_owned(), Value::from(holder.login.as_str()));
        }
        let seq = self.audit(&order.institution, order_no.as_str(), PORTAL, Act::Cancel.code(), &detail).await?;
        let mut rows = Rows::default();
        let step = Move::of(&order, Status::Cancelled, seq, now);
        rows.order_move(&step, (1..=order.item_count).map(|item| (item, Status::Cancelled)));
        rows.write(self).await?;
        Ok(Ok(Taken { institution: order.institution.clone(), event: "cancel", subject: order_no.to_string() }))
    }

    async fn enquire(&mut self, event: &FeedEvent) -> Result<Outcome> {
        let FeedAct::Enquiry { enquiry_no, account, institution, order_no, subject, body } = &event.what else {
            return Ok(Err(Applied::EnquiryUnknown));
        };
        if reads::enquiry_brief(&mut **self, enquiry_no).await?.is_some() {
            return Ok(Err(Applied::EnquiryExists));
        }
        if let Some(order_no) = order_no {
            match self.order(order_no).await? {
                None => return Ok(Err(Applied::OrderUnknown)),
                Some(order) if order.account != *account => return Ok(Err(Applied::WrongAccount)),
                Some(_) => {}
            }
        }
        let about = order_no.as_ref().map(OrderNo::as_str);
        self.run(ENQUIRY, args![institution, enquiry_no, account, about, subject, event.at, event.at, event.at]).await?;
        self.post(event, institution, enquiry_no, body, "enquiry").await
    }

    async fn follow_up(&mut self, event: &FeedEvent, enquiry_no: &str, account: &str, body: &str) -> Result<Outcome> {
        let Some(enquiry) = reads::enquiry_brief(&mut **self, enquiry_no).await? else {
            return Ok(Err(Applied::EnquiryUnknown));
        };
        if enquiry.account != account {
            return Ok(Err(Applied::WrongAccount));
        }
        self.run(POSTED, args![&enquiry.institution, enquiry_no, event.at]).await?;
        self.post(event, &enquiry.institution, enquiry_no, body, "enquiry_followup").await
    }

    /// An applicant's post with its audit row.
    async fn post(
        &mut self,
        event: &FeedEvent,
        institution: &str,
        enquiry_no: &str,
        body: &str,
        action: &'static str,
    ) -> Result<Outcome> {
        self.run(POST, args![institution, enquiry_no, "applicant", None::<&str>, event.at, body]).await?;
        let subject = format!("enquiry:{enquiry_no}");
        self.audit(institution, &subject, PORTAL, action, &json!({ "event_id": event.event_id })).await?;
        Ok(Ok(Taken { institution: institution.to_owned(), event: action, subject }))
    }
}
