//! Enquiries: what the screen has done, and what comes of it.

use super::Hands;
use crate::desk::screen::enquiries::acts::{Beside, EnquiryAct, EnquiryReply};
use crate::domain::staff::Actor;
use crate::store::records::{Colleague, NewReply};
use crate::store::{Result, StoreError};

/// Rows a search shows at most.
const FOUND: u32 = 200;

impl Hands {
    pub(super) async fn enquiry(&self, actor: &Actor, institution: &str, act: EnquiryAct) -> Result<EnquiryReply> {
        let store = &self.store;
        let login = actor.login.as_str();
        match act {
            EnquiryAct::LoadPage(query) => store.enquiries(&query).await.map(EnquiryReply::Page),
            EnquiryAct::Find(what) => store.find_enquiries(institution, &what, login, FOUND).await.map(EnquiryReply::Page),
            EnquiryAct::LoadRows(numbers) => store.enquiry_rows(institution, &numbers, login).await.map(EnquiryReply::Rows),
            EnquiryAct::Count => store.waiting_enquiries(institution).await.map(EnquiryReply::Count),
            EnquiryAct::Open(enquiry_no) => self.open_enquiry(actor, institution, &enquiry_no).await,
            EnquiryAct::OfOrder(order_no) => store.enquiries_of(institution, &order_no, login).await.map(EnquiryReply::OfOrder),
            EnquiryAct::Replying => store.replying(institution, login).await.map(EnquiryReply::Replying),
            EnquiryAct::Colleagues => {
                let mut colleagues = store.colleagues(institution).await?;
                colleagues.retain(Colleague::takes_enquiries);
                Ok(EnquiryReply::Colleagues(colleagues))
            }
            EnquiryAct::MarkRead { enquiry_no, post } => {
                store.mark_enquiry_read(actor, institution, &enquiry_no, post).await.map(|()| EnquiryReply::Noted)
            }
            EnquiryAct::SaveDraft { enquiry_no, body } => {
                store.save_enquiry_draft(actor, institution, &enquiry_no, &body).await.map(|()| EnquiryReply::Noted)
            }
            EnquiryAct::Presence { enquiry_no, lease_ms } => {
                store.keep_enquiry_presence(actor, institution, &enquiry_no, lease_ms).await.map(|()| EnquiryReply::Noted)
            }
            EnquiryAct::Send(reply) => self.send_reply(actor, &reply).await,
            EnquiryAct::AskSent { token } => {
                let asked = store.reply_by_token(&token).await?;
                Ok(asked.map_or(EnquiryReply::NotSent, EnquiryReply::Sent))
            }
            EnquiryAct::TakeBack { enquiry_no, token } => {
                // What was typed since is kept behind what comes back: it has to be there.
                self.drafts.flush().await;
                store.take_reply_back(actor, institution, &enquiry_no, &token).await.map(EnquiryReply::TakenBack)
            }
            EnquiryAct::HandOver { enquiry_no, to, note } => {
                store.hand_enquiry_over(actor, institution, &enquiry_no, &to, &note).await.map(EnquiryReply::Done)
            }
            EnquiryAct::Close { enquiry_no, seen_post } => {
                store.close_enquiry(actor, institution, &enquiry_no, seen_post).await.map(EnquiryReply::Done)
            }
            EnquiryAct::Reopen { enquiry_no } => {
                store.reopen_enquiry(actor, institution, &enquiry_no).await.map(EnquiryReply::Done)
            }
        }
    }

    /// A thread with the order it is about, as far as this person may see that one.
    async fn open_enquiry(&self, actor: &Actor, institution: &str, enquiry_no: &str) -> Result<EnquiryReply> {
        // Our own draft may still be on its way.
        self.drafts.flush().await;
        let Some(thread) = self.store.enquiry(institution, enquiry_no, &actor.login).await? else {
            return Ok(EnquiryReply::Thread(None));
        };
        let file = match &thread.row.order_no {
            Some(order_no) => self.file_for(actor, institution, order_no).await?,
            None => None,
        };
        let beside = match file {
            Some(file) => {
                let notable = self.findings(&file).await.iter().filter(|finding| finding.is_notable()).count();
                Some(Beside { file, notable })
            }
            None => None,
        };
        Ok(EnquiryReply::Thread(Some(Box::new((thread, beside)))))
    }

    async fn send_reply(&self, actor: &Actor, reply: &NewReply) -> Result<EnquiryReply> {
        // A draft saved after the reply would come back from the dead.
        self.drafts.flush().await;
        match self.store.reply(actor, reply).await {
            Err(StoreError::Unknown(_)) => Ok(EnquiryReply::OutcomeUnknown { token: reply.token.clone() }),
            sent => sent.map(EnquiryReply::Sent),
        }
    }
}
