//! The portal's events, and what it was handed.

use serde::Deserialize;
use serde_json::json;

use super::PostgresStore;
use super::calls::write_error;
use super::people::json_text;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{NewOrder, summary};
use crate::domain::status::Status;
use crate::store::records::{Applied, FeedAct, FeedEvent, LoadedEnquiry};
use crate::store::search_keys::search_keys;
use crate::store::sql::args;
use crate::store::{Result, StoreError};

const SUBMIT: &str = "SELECT submit_order($1, $2, $3, $4)::text";
const RESUBMIT: &str = "SELECT resubmit_order($1, $2, $3, $4, $5)::text";
const CANCEL: &str = "SELECT cancel_order($1, $2, $3)::text";
const ENQUIRY: &str = "SELECT add_enquiry($1, $2, $3, $4, $5, $6, $7)::text";
const FOLLOWUP: &str = "SELECT add_followup($1, $2, $3, $4)::text";
const ACKNOWLEDGE: &str = "SELECT acknowledge($1)";
const ROLL_UP: &str = "SELECT roll_up_counts()::text";
const LOAD_ENQUIRIES: &str = "SELECT load_enquiries($1)::text";

#[derive(Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Answer {
    Done,
    Duplicate,
    Conflict,
    OrderExists,
    OrderUnknown,
    WrongAccount,
    WrongState { status: Status },
    CertificateInProgress { item: usize },
    EnquiryExists,
    EnquiryUnknown,
    ReconsiderationUnknown,
}

impl From<Answer> for Applied {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Done => Self::Done,
            Answer::Duplicate => Self::Duplicate,
            Answer::Conflict => Self::Conflict,
            Answer::OrderExists => Self::OrderExists,
            Answer::OrderUnknown => Self::OrderUnknown,
            Answer::WrongAccount => Self::WrongAccount,
            Answer::WrongState { status } => Self::WrongState(status),
            Answer::CertificateInProgress { item } => Self::CertificateInProgress(item),
            Answer::EnquiryExists => Self::EnquiryExists,
            Answer::EnquiryUnknown => Self::EnquiryUnknown,
            Answer::ReconsiderationUnknown => Self::ReconsiderationUnknown,
        }
    }
}

impl PostgresStore {
    pub(super) async fn apply(&self, event: &FeedEvent) -> Result<Applied> {
        let head = json!({ "event_id": event.event_id, "digest": event.digest, "at": event.at }).to_string();
        let answer: Answer = match &event.what {
            FeedAct::Submit(order) => self.submit(head, order).await?,
            FeedAct::Resubmit { order_no, account, items, findings } => {
                self.call_json(RESUBMIT, args![head, order_no, account, json_text(items)?, json_text(findings)?]).await?
            }
            FeedAct::Cancel { order_no, account } => self.call_json(CANCEL, args![head, order_no, account]).await?,
            FeedAct::Enquiry { enquiry_no, account, institution, order_no, subject, body } => {
                let about = order_no.as_ref().map(OrderNo::as_str);
                self.call_json(ENQUIRY, args![head, enquiry_no, account, institution, about, subject, body]).await?
            }
            FeedAct::EnquiryFollowup { enquiry_no, account, body } => {
                self.call_json(FOLLOWUP, args![head, enquiry_no, account, body]).await?
            }
        };
        Ok(answer.into())
    }

    async fn submit(&self, head: String, order: &NewOrder) -> Result<Answer> {
        let Some(first) = order.items.first() else {
            return Err(StoreError::Refused(format!("order {} has no item", order.order_no)));
        };
        let shown = summary(&first.certificate.holder, &first.certificate.school, first.certificate.level.as_deref());
        let keys: Vec<_> = search_keys(order).into_iter().collect();
        self.call_json(SUBMIT, args![head, json_text(order)?, shown, json_text(&keys)?]).await
    }

    pub(super) async fn acknowledge(&self, message_ids: &[String]) -> Result<u64> {
        let server = self.server()?;
        let mut connection = server.connection().await?;
        let marking = sqlx::query_scalar::<_, i64>(ACKNOWLEDGE).bind(message_ids).fetch_one(&mut *connection);
        match tokio::time::timeout(server.answer(), marking).await {
            Ok(Ok(marked)) => Ok(marked.unsigned_abs()),
            Ok(Err(error)) => {
                server.notice(&error);
                Err(write_error(error))
            }
            Err(_) => {
                server.lose();
                Err(StoreError::Unknown("no answer from the server".to_owned()))
            }
        }
    }

    pub(super) async fn load_enquiries(&self, batch: &[LoadedEnquiry]) -> Result<()> {
        let rows: Vec<_> = batch
            .iter()
            .map(|enquiry| {
                json!({
                    "institution": enquiry.institution,
                    "enquiry_no": enquiry.enquiry_no,
                    "account": enquiry.account,
                    "order_no": enquiry.order_no,
                    "subject": enquiry.subject,
                    "posts": enquiry.posts,
                    "closed": enquiry.closed_by,
                })
            })
            .collect();
        self.call(LOAD_ENQUIRIES, args![json_text(&rows)?]).await?;
        Ok(())
    }

    pub(super) async fn roll_up_counts(&self) -> Result<()> {
        self.call(ROLL_UP, args![]).await?;
        Ok(())
    }
}
