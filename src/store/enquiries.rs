//! The use cases of enquiries, and the trait on an engine: reads are the shared statements, writes the engine's methods of the same
//! name, as in [`super::engine`].

use async_trait::async_trait;

use super::Result;
use super::records::{
    EnquiryDone, EnquiryPage, EnquiryQuery, EnquiryRow, EnquiryThread, NewReply, Replied, ReplyTakenBack, Replying,
};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Actor;

/// Use cases of enquiries. Every method names the institution: an enquiry of another one is not found. `login` is who asks: their
/// marks of what was read, their draft; they are not told of themselves as replying.
#[async_trait]
pub trait EnquiryStore: Send + Sync {
    /// A page of the list.
    async fn enquiries(&self, query: &EnquiryQuery) -> Result<EnquiryPage>;
    /// These as they are now, in any state; those of another institution are left out.
    async fn enquiry_rows(&self, institution: &str, enquiry_nos: &[String], login: &str) -> Result<Vec<EnquiryRow>>;
    /// By the beginning of an enquiry's number, of an order's number or of a subject, or by the whole account; open ones first, then
    /// the newest.
    async fn find_enquiries(&self, institution: &str, what: &str, login: &str, limit: u32) -> Result<EnquiryPage>;
    /// How many wait for an answer, counted up to a thousand.
    async fn waiting_enquiries(&self, institution: &str) -> Result<u32>;
    /// One of them, whole.
    async fn enquiry(&self, institution: &str, enquiry_no: &str, login: &str) -> Result<Option<EnquiryThread>>;
    /// All about one order, whole, the newest first; a few at most.
    async fn enquiries_of(&self, institution: &str, order_no: &OrderNo, login: &str) -> Result<Vec<EnquiryThread>>;
    /// Who is just writing a reply to what, but for `login`.
    async fn replying(&self, institution: &str, login: &str) -> Result<Vec<Replying>>;
    /// What came of a reply with this token, if it was sent.
    async fn reply_by_token(&self, token: &str) -> Result<Option<Replied>>;

    /// Sends a reply: post, held message, audit row, end of the waiting clock and of the draft, in one transaction.
    /// [`StoreError::Refused`](super::StoreError::Refused) for one that says nothing.
    async fn reply(&self, actor: &Actor, reply: &NewReply) -> Result<Replied>;
    /// Takes a reply back within its hold: its message is withdrawn, both stay in the audit trail.
    async fn take_reply_back(&self, actor: &Actor, institution: &str, enquiry_no: &str, token: &str) -> Result<ReplyTakenBack>;
    /// Hands an enquiry over to a colleague with a note. Whoever answers may, and the one it was handed to.
    /// [`StoreError::Refused`](super::StoreError::Refused) without a note.
    async fn hand_enquiry_over(
        &self,
        actor: &Actor,
        institution: &str,
        enquiry_no: &str,
        to: &str,
        note: &str,
    ) -> Result<EnquiryDone>;
    /// Closes an enquiry of which `seen_post` was the newest post; it waits no longer. What the applicant adds opens it again.
    async fn close_enquiry(&self, actor: &Actor, institution: &str, enquiry_no: &str, seen_post: u32) -> Result<EnquiryDone>;
    /// Opens a closed enquiry; it waits for what no standing answer follows.
    async fn reopen_enquiry(&self, actor: &Actor, institution: &str, enquiry_no: &str) -> Result<EnquiryDone>;

    /// Remembers that somebody has read up to this post; never less than before. No audit row: it is no state of the enquiry.
    async fn mark_enquiry_read(&self, actor: &Actor, institution: &str, enquiry_no: &str, post: u32) -> Result<()>;
    /// Saves a reply that has been begun; an empty one is removed.
    async fn save_enquiry_draft(&self, actor: &Actor, institution: &str, enquiry_no: &str, body: &str) -> Result<()>;
    /// Says that somebody writes a reply, for so many milliseconds from now; `None`: not any more. One is at one enquiry at a time.
    async fn keep_enquiry_presence(
        &self,
        actor: &Actor,
        institution: &str,
        enquiry_no: &str,
        lease_ms: Option<i64>,
    ) -> Result<()>;
}

/// Makes a type the [`EnquiryStore`]. It brings `reader`, `read` and a method for every write.
macro_rules! engine {
    ($engine:ty) => {
        #[async_trait]
        impl crate::store::EnquiryStore for $engine {
            async fn enquiries(&self, query: &crate::store::records::EnquiryQuery) -> Result<crate::store::records::EnquiryPage> {
                let mut read = self.read().await?;
                reads::enquiries(&mut *read.transaction, query, read.now).await
            }
            async fn enquiry_rows(
                &self,
                institution: &str,
                enquiry_nos: &[String],
                login: &str,
            ) -> Result<Vec<crate::store::records::EnquiryRow>> {
                reads::enquiry_rows(&mut *self.read().await?.transaction, institution, enquiry_nos, login).await
            }
            async fn find_enquiries(
                &self,
                institution: &str,
                what: &str,
                login: &str,
                limit: u32,
            ) -> Result<crate::store::records::EnquiryPage> {
                let mut read = self.read().await?;
                reads::find_enquiries(&mut *read.transaction, (institution, login), what, limit, read.now).await
            }
            async fn waiting_enquiries(&self, institution: &str) -> Result<u32> {
                reads::waiting_enquiries(&mut *self.reader().await?, institution).await
            }
            async fn enquiry(
                &self,
                institution: &str,
                enquiry_no: &str,
                login: &str,
            ) -> Result<Option<crate::store::records::EnquiryThread>> {
                let mut read = self.read().await?;
                reads::enquiry(&mut *read.transaction, (institution, login), enquiry_no, read.now).await
            }
            async fn enquiries_of(
                &self,
                institution: &str,
                order_no: &OrderNo,
                login: &str,
            ) -> Result<Vec<crate::store::records::EnquiryThread>> {
                let mut read = self.read().await?;
                reads::enquiries_of(&mut *read.transaction, (institution, login), order_no, read.now).await
            }
            async fn replying(&self, institution: &str, login: &str) -> Result<Vec<crate::store::records::Replying>> {
                let mut read = self.read().await?;
                reads::replying(&mut *read.transaction, institution, login, read.now).await
            }
            async fn reply_by_token(&self, token: &str) -> Result<Option<crate::store::records::Replied>> {
                reads::reply_by_token(&mut *self.reader().await?, token).await
            }

            async fn reply(
                &self,
                actor: &Actor,
                reply: &crate::store::records::NewReply,
            ) -> Result<crate::store::records::Replied> {
                self.reply(actor, reply).await
            }
            async fn take_reply_back(
                &self,
                actor: &Actor,
                institution: &str,
                enquiry_no: &str,
                token: &str,
            ) -> Result<crate::store::records::ReplyTakenBack> {
                match self.take_reply_back(actor, institution, enquiry_no, token).await {
                    Err(error) if error.ran_out() => self.take_reply_back(actor, institution, enquiry_no, token).await,
                    done => done,
                }
            }
            async fn hand_enquiry_over(
                &self,
                actor: &Actor,
                institution: &str,
                enquiry_no: &str,
                to: &str,
                note: &str,
            ) -> Result<crate::store::records::EnquiryDone> {
                self.hand_enquiry_over(actor, institution, enquiry_no, to, note).await
            }
            async fn close_enquiry(
                &self,
                actor: &Actor,
                institution: &str,
                enquiry_no: &str,
                seen_post: u32,
            ) -> Result<crate::store::records::EnquiryDone> {
                self.close_enquiry(actor, institution, enquiry_no, seen_post).await
            }
            async fn reopen_enquiry(
                &self,
                actor: &Actor,
                institution: &str,
                enquiry_no: &str,
            ) -> Result<crate::store::records::EnquiryDone> {
                self.reopen_enquiry(actor, institution, enquiry_no).await
            }

            async fn mark_enquiry_read(&self, actor: &Actor, institution: &str, enquiry_no: &str, post: u32) -> Result<()> {
                self.mark_enquiry_read(actor, institution, enquiry_no, post).await
            }
            async fn save_enquiry_draft(&self, actor: &Actor, institution: &str, enquiry_no: &str, body: &str) -> Result<()> {
                self.save_enquiry_draft(actor, institution, enquiry_no, body).await
            }
            async fn keep_enquiry_presence(
                &self,
                actor: &Actor,
                institution: &str,
                enquiry_no: &str,
                lease_ms: Option<i64>,
            ) -> Result<()> {
                self.keep_enquiry_presence(actor, institution, enquiry_no, lease_ms).await
            }
        }
    };
}
pub(crate) use engine;
