//! Answering enquiries.

use serde_json::json;

use super::PostgresStore;
use super::desk::belongs;
use crate::domain::staff::Actor;
use crate::store::records::{EnquiryDone, NewReply, Replied, ReplyTakenBack};
use crate::store::sql::{Arg, args};
use crate::store::{Result, StoreError};

const REPLY: &str = "SELECT reply_enquiry($1, $2, $3, $4)";
const TAKE_BACK: &str = "SELECT take_reply_back($1, $2, $3, $4)";
const HAND_OVER: &str = "SELECT hand_enquiry_over($1, $2, $3, $4, $5)";
const CLOSE: &str = "SELECT close_enquiry($1, $2, $3, $4)";
const REOPEN: &str = "SELECT reopen_enquiry($1, $2, $3)";
const MARK_READ: &str = "SELECT mark_enquiry_read($1, $2, $3, $4)::text";
const SAVE_DRAFT: &str = "SELECT save_enquiry_draft($1, $2, $3, $4)::text";
const PRESENCE: &str = "SELECT keep_enquiry_presence($1, $2, $3, $4)::text";

impl PostgresStore {
    pub(super) async fn reply(&self, actor: &Actor, reply: &NewReply) -> Result<Replied> {
        belongs(actor, &reply.institution)?;
        let body = json!({
            "token": reply.token,
            "message_id": reply.message_id,
            "seen_post": reply.seen_post,
            "title": reply.title,
            "body": reply.body,
            "hold_ms": reply.hold_ms,
        });
        self.call_json(REPLY, args![&actor.login, &reply.institution, &reply.enquiry_no, body.to_string()]).await
    }

    pub(super) async fn take_reply_back(
        &self,
        actor: &Actor,
        institution: &str,
        enquiry_no: &str,
        token: &str,
    ) -> Result<ReplyTakenBack> {
        belongs(actor, institution)?;
        self.call_json(TAKE_BACK, args![&actor.login, institution, enquiry_no, token]).await
    }

    pub(super) async fn hand_enquiry_over(
        &self,
        actor: &Actor,
        institution: &str,
        enquiry_no: &str,
        to: &str,
        note: &str,
    ) -> Result<EnquiryDone> {
        belongs(actor, institution)?;
        if note.trim().is_empty() {
            return Err(StoreError::Refused("an enquiry is handed over with a note".to_owned()));
        }
        self.call_json(HAND_OVER, args![&actor.login, institution, enquiry_no, to, note]).await
    }

    pub(super) async fn close_enquiry(
        &self,
        actor: &Actor,
        institution: &str,
        enquiry_no: &str,
        seen_post: u32,
    ) -> Result<EnquiryDone> {
        belongs(actor, institution)?;
        self.call_json(CLOSE, args![&actor.login, institution, enquiry_no, seen_post]).await
    }

    pub(super) async fn reopen_enquiry(&self, actor: &Actor, institution: &str, enquiry_no: &str) -> Result<EnquiryDone> {
        belongs(actor, institution)?;
        self.call_json(REOPEN, args![&actor.login, institution, enquiry_no]).await
    }

    pub(super) async fn mark_enquiry_read(&self, actor: &Actor, institution: &str, enquiry_no: &str, post: u32) -> Result<()> {
        belongs(actor, institution)?;
        self.call(MARK_READ, args![&actor.login, institution, enquiry_no, post]).await?;
        Ok(())
    }

    pub(super) async fn save_enquiry_draft(&self, actor: &Actor, institution: &str, enquiry_no: &str, body: &str) -> Result<()> {
        belongs(actor, institution)?;
        let body = if body.trim().is_empty() { None } else { Some(body) };
        self.call(SAVE_DRAFT, args![&actor.login, institution, enquiry_no, body]).await?;
        Ok(())
    }

    pub(super) async fn keep_enquiry_presence(
        &self,
        actor: &Actor,
        institution: &str,
        enquiry_no: &str,
        lease_ms: Option<i64>,
    ) -> Result<()> {
        belongs(actor, institution)?;
        let cells: &[Arg<'_>] = &[Arg::from(&actor.login), Arg::from(institution), Arg::from(enquiry_no), Arg::Int(lease_ms)];
        self.call(PRESENCE, cells).await?;
        Ok(())
    }
}
