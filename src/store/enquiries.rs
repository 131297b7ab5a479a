//! The use cases of enquiries (我的咨询).

use async_trait::async_trait;

use super::records::{EnquiryDone, EnquiryFile, EnquiryPage, EnquiryQuery, NewReply};
use super::{Result, StoreError};
use crate::domain::staff::Actor;

fn not_yet<T>() -> Result<T> {
    Err(StoreError::Refused("enquiries".to_owned()))
}

/// Reading threads and answering them. What is of another institution is not found.
#[async_trait]
pub trait EnquiryStore {
    /// A page of the list.
    async fn enquiries(&self, _actor: &Actor, _query: &EnquiryQuery) -> Result<EnquiryPage> {
        not_yet()
    }
    /// Open unanswered ones, counted up to a thousand.
    async fn waiting_enquiries(&self, _institution: &str) -> Result<u32> {
        not_yet()
    }
    /// Everything about a thread.
    async fn enquiry(&self, _actor: &Actor, _institution: &str, _enquiry_no: &str) -> Result<Option<EnquiryFile>> {
        not_yet()
    }
    /// The threads about an order (newest first, at most 20), for whoever proofreads it.
    async fn order_enquiries(&self, _actor: &Actor, _institution: &str, _order_no: &str) -> Result<EnquiryPage> {
        not_yet()
    }
    /// Remembers that we have read a thread up to a post.
    async fn read_enquiry(&self, _actor: &Actor, _institution: &str, _enquiry_no: &str, _post: u32) -> Result<()> {
        not_yet()
    }
    /// Says that we are at a thread (and typing a reply, or not) for the next 20 seconds; `None`: that we have left it.
    async fn attend(&self, _actor: &Actor, _institution: &str, _enquiry_no: &str, _is_replying: Option<bool>) -> Result<()> {
        not_yet()
    }
    /// Keeps an unsent reply; an empty one is removed.
    async fn save_reply(&self, _actor: &Actor, _institution: &str, _enquiry_no: &str, _body: &str) -> Result<()> {
        not_yet()
    }
    /// Sends a reply: the post, the held message, the end of the draft and the audit row in one transaction.
    async fn reply(&self, _actor: &Actor, _reply: &NewReply) -> Result<EnquiryDone> {
        not_yet()
    }
    /// Takes our reply with this token back within its hold; its text becomes our draft again.
    async fn take_reply_back(&self, _actor: &Actor, _institution: &str, _token: &str) -> Result<EnquiryDone> {
        not_yet()
    }
    /// Hands a thread to a colleague of the institution, with a note.
    async fn hand_enquiry(
        &self,
        _actor: &Actor,
        _institution: &str,
        _enquiry_no: &str,
        _to: &str,
        _note: &str,
    ) -> Result<EnquiryDone> {
        not_yet()
    }
    /// Closes a thread.
    async fn close_enquiry(&self, _actor: &Actor, _institution: &str, _enquiry_no: &str, _note: &str) -> Result<EnquiryDone> {
        not_yet()
    }
    /// Opens a closed thread again.
    async fn reopen_enquiry(&self, _actor: &Actor, _institution: &str, _enquiry_no: &str, _note: &str) -> Result<EnquiryDone> {
        not_yet()
    }
}
