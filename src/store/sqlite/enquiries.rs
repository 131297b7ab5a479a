//! Answering enquiries.

use serde_json::json;

use super::SqliteStore;
use super::write::WriteTx;
use crate::domain::enquiry::{EnquiryState, subject};
use crate::domain::staff::{Actor, Permission};
use crate::domain::time::Millis;
use crate::store::records::{EnquiryDone, NewReply, Replied, ReplyTakenBack};
use crate::store::sql::{Cells, Link, args};
use crate::store::{Result, StoreError, reads};

const FOUND: &str = "SELECT e.account, e.order_no, e.state, e.assigned_to, e.waiting_since, \
                     (SELECT COALESCE(MAX(post), 0) FROM enquiry_posts WHERE institution = $1 AND enquiry_no = $2) \
                     FROM enquiries e WHERE e.institution = $1 AND e.enquiry_no = $2";
const POST: &str = "INSERT INTO enquiry_posts (institution, enquiry_no, post, author, staff, at, body) \
                    VALUES ($1, $2, $3, 'staff', $4, $5, $6)";
const REPLY: &str = "INSERT INTO enquiry_replies (institution, enquiry_no, post, token, message_id, staff, at, held_until, waited_since) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const MESSAGE: &str = "INSERT INTO messages (institution, message_id, order_no, enquiry_no, account, kind, title, body, created_at, \
                       held_until) VALUES ($1, $2, $3, $4, $5, 'enquiry_reply', $6, $7, $8, $9)";
const ANSWERED: &str = "UPDATE enquiries SET last_post_at = MAX(last_post_at, $3), waiting_since = NULL \
                        WHERE institution = $1 AND enquiry_no = $2";
const SENT: &str = "SELECT r.post, r.message_id, r.held_until, r.waited_since, r.taken_back_at, m.delivered_at, \
                    (SELECT COUNT(*) FROM enquiry_replies l WHERE l.institution = $1 AND l.enquiry_no = $2 AND l.post > r.post \
                    AND l.taken_back_at IS NULL) \
                    FROM enquiry_replies r LEFT JOIN messages m ON m.institution = r.institution AND m.message_id = r.message_id \
                    WHERE r.token = $3 AND r.institution = $1 AND r.enquiry_no = $2 AND r.staff = $4";
const UNSEND: &str = "UPDATE enquiry_replies SET taken_back_at = $4 WHERE institution = $1 AND enquiry_no = $2 AND post = $3";
const WITHDRAW: &str = "UPDATE messages SET withdrawn_at = $3 WHERE institution = $1 AND message_id = $2";
const WAITS_AGAIN: &str = "UPDATE enquiries SET state = 'open', waiting_since = COALESCE($3, waiting_since) \
                           WHERE institution = $1 AND enquiry_no = $2";
const DRAFT_AGAIN: &str = "INSERT INTO enquiry_drafts (institution, enquiry_no, staff, body, saved_at) \
                           SELECT $1, $2, $4, body, $5 FROM enquiry_posts WHERE institution = $1 AND enquiry_no = $2 AND post = $3 \
                           ON CONFLICT (institution, enquiry_no, staff) \
                           DO UPDATE SET body = excluded.body || char(10) || body, saved_at = excluded.saved_at";
const LAST_NOTE: &str = "SELECT COALESCE(MAX(n), 0) FROM enquiry_notes WHERE institution = $1 AND enquiry_no = $2";
const NOTE: &str =
    "INSERT INTO enquiry_notes (institution, enquiry_no, n, staff, at, handed_to, body) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ASSIGN: &str = "UPDATE enquiries SET assigned_to = $3 WHERE institution = $1 AND enquiry_no = $2";
pub(super) const CLOSE: &str =
    "UPDATE enquiries SET state = 'closed', waiting_since = NULL WHERE institution = $1 AND enquiry_no = $2";
const REOPEN: &str = "UPDATE enquiries SET state = 'open', waiting_since = \
                      (SELECT MIN(p.at) FROM enquiry_posts p WHERE p.institution = $1 AND p.enquiry_no = $2 AND p.author = 'applicant' \
                      AND p.post > COALESCE((SELECT MAX(a.post) FROM enquiry_posts a LEFT JOIN enquiry_replies r \
                      ON r.institution = a.institution AND r.enquiry_no = a.enquiry_no AND r.post = a.post \
                      WHERE a.institution = $1 AND a.enquiry_no = $2 AND a.author = 'staff' AND r.taken_back_at IS NULL), 0)) \
                      WHERE institution = $1 AND enquiry_no = $2";
const READ: &str = "INSERT INTO enquiry_reads (institution, enquiry_no, staff, post, at) VALUES ($1, $2, $3, $4, $5) \
                    ON CONFLICT (institution, enquiry_no, staff) \
                    DO UPDATE SET post = MAX(post, excluded.post), at = excluded.at";
const SAVE: &str = "INSERT INTO enquiry_drafts (institution, enquiry_no, staff, body, saved_at) VALUES ($1, $2, $3, $4, $5) \
                    ON CONFLICT (institution, enquiry_no, staff) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at";
const DROP: &str = "DELETE FROM enquiry_drafts WHERE institution = $1 AND enquiry_no = $2 AND staff = $3";
const PRESENT: &str = "INSERT INTO enquiry_presence (institution, staff, enquiry_no, until) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (institution, staff) DO UPDATE SET enquiry_no = excluded.enquiry_no, until = excluded.until";
const ABSENT: &str = "DELETE FROM enquiry_presence WHERE institution = $1 AND staff = $2 AND enquiry_no = $3";
const ANYWHERE: &str = "DELETE FROM enquiry_presence WHERE institution = $1 AND staff = $2";

/// An enquiry as a write has to know it.
struct Found {
    account: String,
    order_no: Option<String>,
    state: EnquiryState,
    assigned_to: Option<String>,
    waiting_since: Option<Millis>,
    newest: u32,
}

impl WriteTx {
    async fn found(&mut self, institution: &str, enquiry_no: &str) -> Result<Option<Found>> {
        let Some(row) = Link::row(&mut **self, FOUND, args![institution, enquiry_no]).await? else { return Ok(None) };
        let mut cells = Cells::new(&row);
        Ok(Some(Found {
            account: cells.text()?,
            order_no: cells.maybe_text()?,
            state: cells.word(EnquiryState::from_code)?,
            assigned_to: cells.maybe_text()?,
            waiting_since: cells.maybe_millis()?,
            newest: cells.count()?,
        }))
    }

    /// Likewise, for what needs nothing of it.
    async fn is_there(&mut self, institution: &str, enquiry_no: &str) -> Result<()> {
        match self.found(institution, enquiry_no).await? {
            Some(_) => Ok(()),
            None => Err(StoreError::NotFound(format!("enquiry {enquiry_no}"))),
        }
    }
}

impl SqliteStore {
    pub(super) async fn reply(&self, actor: &Actor, reply: &NewReply) -> Result<Replied> {
        let mut tx = self.write().await?;
        let now = tx.now;
        let (institution, number, login) = (reply.institution.as_str(), reply.enquiry_no.as_str(), actor.login.as_str());
        tx.require(actor, institution, Permission::Answer).await?;
        let Some(found) = tx.found(institution, number).await? else { return Ok(Replied::Unknown) };
        if let Some(sent) = reads::reply_by_token(&mut *tx, &reply.token).await? {
            return Ok(sent);
        }
        if reply.body.trim().is_empty() {
            return Err(StoreError::Refused("a reply says something".to_owned()));
        }
        if found.state == EnquiryState::Closed {
            return Ok(Replied::Closed);
        }
        if found.newest > reply.seen_post {
            return Ok(Replied::Newer { post: found.newest });
        }
        let (post, held_until) = (found.newest.saturating_add(1), now.plus(reply.hold_ms));
        let (token, message_id) = (&reply.token, &reply.message_id);
        let detail = json!({ "held_until": held_until, "message_id": message_id, "post": post, "token": token });
        tx.audit(institution, &subject(number), login, "reply", &detail).await?;
        tx.run(POST, args![institution, number, post, login, now, &reply.body]).await?;
        let waited = found.waiting_since;
        tx.run(REPLY, args![institution, number, post, token, message_id, login, now, held_until, waited]).await?;
        let (account, order_no) = (&found.account, found.order_no.as_deref());
        let cells = args![institution, message_id, order_no, number, account, &reply.title, &reply.body, now, held_until];
        tx.run(MESSAGE, cells).await?;
        tx.run(ANSWERED, args![institution, number, now]).await?;
        tx.run(DROP, args![institution, number, login]).await?;
        tx.run(ANYWHERE, args![institution, login]).await?;
        tx.commit().await?;
        Ok(Replied::Done { post, held_until })
    }

    pub(super) async fn take_reply_back(
        &self,
        actor: &Actor,
        institution: &str,
        enquiry_no: &str,
        token: &str,
    ) -> Result<ReplyTakenBack> {
        let mut tx = self.write().await?;
        let (now, login) = (tx.now, actor.login.as_str());
        tx.require(actor, institution, Permission::Answer).await?;
        let sent = Link::row(&mut *tx, SENT, args![institution, enquiry_no, token, login]).await?;
        let Some(row) = sent else { return Ok(ReplyTakenBack::NotPossible) };
        let mut cells = Cells::new(&row);
        let (post, message_id): (u32, String) = (cells.count()?, cells.text()?);
        let (held_until, waited_since) = (cells.millis()?, cells.maybe_millis()?);
        let (taken_back_at, delivered_at) = (cells.maybe_millis()?, cells.maybe_millis()?);
        let later = cells.int()?;
        if taken_back_at.is_some() {
            // By this very call, whose answer was lost.
            return Ok(ReplyTakenBack::Done);
        }
        // The newest goes first: what an earlier one answered is answered by a later one, too.
        if later > 0 {
            return Ok(ReplyTakenBack::NotPossible);
        }
        if delivered_at.is_some() || held_until <= now {
            return Ok(ReplyTakenBack::TooLate);
        }
        tx.audit(institution, &subject(enquiry_no), login, "take_back", &json!({ "post": post, "token": token })).await?;
        tx.run(UNSEND, args![institution, enquiry_no, post, now]).await?;
        tx.run(WITHDRAW, args![institution, &message_id, now]).await?;
        tx.run(WAITS_AGAIN, args![institution, enquiry_no, waited_since]).await?;
        tx.run(DRAFT_AGAIN, args![institution, enquiry_no, post, login, now]).await?;
        tx.commit().await?;
        Ok(ReplyTakenBack::Done)
    }

    pub(super) async fn hand_enquiry_over(
        &self,
        actor: &Actor,
        institution: &str,
        enquiry_no: &str,
        to: &str,
        note: &str,
    ) -> Result<EnquiryDone> {
        let mut tx = self.write().await?;
        let (now, login) = (tx.now, actor.login.as_str());
        tx.require(actor, institution, Permission::Read).await?;
        let Some(found) = tx.found(institution, enquiry_no).await? else { return Ok(EnquiryDone::Unknown) };
        if found.assigned_to.as_deref() != Some(login) {
            tx.require(actor, institution, Permission::Answer).await?;
        }
        if note.trim().is_empty() {
            return Err(StoreError::Refused("an enquiry is handed over with a note".to_owned()));
        }
        if found.state == EnquiryState::Closed {
            return Ok(EnquiryDone::Closed);
        }
        let colleagues = reads::colleagues(&mut *tx, institution).await?;
        if !colleagues.iter().any(|colleague| colleague.login == to && colleague.takes_enquiries()) {
            return Ok(EnquiryDone::Nobody);
        }
        let n = Link::number(&mut *tx, LAST_NOTE, args![institution, enquiry_no]).await?.saturating_add(1);
        tx.audit(institution, &subject(enquiry_no), login, "hand_over", &json!({ "n": n, "to": to })).await?;
        tx.run(NOTE, args![institution, enquiry_no, n, login, now, to, note]).await?;
        tx.run(ASSIGN, args![institution, enquiry_no, to]).await?;
        tx.commit().await?;
        Ok(EnquiryDone::Done)
    }

    pub(super) async fn close_enquiry(
        &self,
        actor: &Actor,
        institution: &str,
        enquiry_no: &str,
        seen_post: u32,
    ) -> Result<EnquiryDone> {
        let mut tx = self.write().await?;
        tx.require(actor, institution, Permission::Answer).await?;
        let Some(found) = tx.found(institution, enquiry_no).await? else { return Ok(EnquiryDone::Unknown) };
        if found.state == EnquiryState::Closed {
            return Ok(EnquiryDone::Done);
        }
        if found.newest > seen_post {
            return Ok(EnquiryDone::Newer { post: found.newest });
        }
        tx.audit(institution, &subject(enquiry_no), &actor.login, "close", &json!({ "post": found.newest })).await?;
        tx.run(CLOSE, args![institution, enquiry_no]).await?;
        tx.commit().await?;
        Ok(EnquiryDone::Done)
    }

    pub(super) async fn reopen_enquiry(&self, actor: &Actor, institution: &str, enquiry_no: &str) -> Result<EnquiryDone> {
        let mut tx = self.write().await?;
        tx.require(actor, institution, Permission::Answer).await?;
        let Some(found) = tx.found(institution, enquiry_no).await? else { return Ok(EnquiryDone::Unknown) };
        if found.state == EnquiryState::Open {
            return Ok(EnquiryDone::Done);
        }
        tx.audit(institution, &subject(enquiry_no), &actor.login, "reopen", &json!({})).await?;
        tx.run(REOPEN, args![institution, enquiry_no]).await?;
        tx.commit().await?;
        Ok(EnquiryDone::Done)
    }

    pub(super) async fn mark_enquiry_read(&self, actor: &Actor, institution: &str, enquiry_no: &str, post: u32) -> Result<()> {
        let mut tx = self.write().await?;
        let now = tx.now;
        tx.require(actor, institution, Permission::Read).await?;
        tx.is_there(institution, enquiry_no).await?;
        tx.run(READ, args![institution, enquiry_no, &actor.login, post, now]).await?;
        tx.commit().await
    }

    pub(super) async fn save_enquiry_draft(&self, actor: &Actor, institution: &str, enquiry_no: &str, body: &str) -> Result<()> {
        let mut tx = self.write().await?;
        let now = tx.now;
        tx.require(actor, institution, Permission::Answer).await?;
        tx.is_there(institution, enquiry_no).await?;
        if body.trim().is_empty() {
            tx.run(DROP, args![institution, enquiry_no, &actor.login]).await?;
        } else {
            tx.run(SAVE, args![institution, enquiry_no, &actor.login, body, now]).await?;
        }
        tx.commit().await
    }

    pub(super) async fn keep_enquiry_presence(
        &self,
        actor: &Actor,
        institution: &str,
        enquiry_no: &str,
        lease_ms: Option<i64>,
    ) -> Result<()> {
        let mut tx = self.write().await?;
        let now = tx.now;
        tx.require(actor, institution, Permission::Answer).await?;
        match lease_ms {
            None => tx.run(ABSENT, args![institution, &actor.login, enquiry_no]).await?,
            Some(lease_ms) => {
                tx.is_there(institution, enquiry_no).await?;
                tx.run(PRESENT, args![institution, &actor.login, enquiry_no, now.plus(lease_ms)]).await?
            }
        };
        tx.commit().await
    }
}
