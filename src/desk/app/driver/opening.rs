//! What of an order, or of an entry of the dishonesty list, somebody may see, and what the checks say of it now.

use super::Hands;
use crate::desk::app::msg::{Opened, Reply};
use crate::desk::screen::listing::Entry;
use crate::desk::screen::prompt::Purpose;
use crate::domain::checks::look::look;
use crate::domain::finding::Finding;
use crate::domain::listing::ListingState;
use crate::domain::look::Looked;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::Actor;
use crate::store::Result;
use crate::store::blind::hides_first_look;
use crate::store::records::{Claim, DecisionRecord, Look, OrderFile};

impl Hands {
    /// An order as this member of staff may see it: who is to look at it a second time, or may, is not told what the first one found
    /// (G2.2), by whichever way the order is opened.
    pub(super) async fn file_for(&self, actor: &Actor, institution: &str, order_no: &OrderNo) -> Result<Option<OrderFile>> {
        let Some(mut file) = self.store.order_file(institution, order_no).await? else { return Ok(None) };
        if hides_first_look(self.store.as_ref(), actor, &file).await? {
            file.make_blind();
        }
        Ok(Some(file))
    }

    /// Opens an order. One that somebody else holds is opened for a reason only, which is written down.
    pub(super) async fn opened(
        &self,
        actor: &Actor,
        institution: &str,
        order_no: &OrderNo,
        claim: Option<Claim>,
        why: Option<String>,
    ) -> Result<Reply> {
        let Some(file) = self.file_for(actor, institution, order_no).await? else { return Ok(Reply::NoSuchOrder) };
        let holder = file.claim.clone().filter(|holder| claim.is_none() && holder.login != actor.login);
        match (&holder, why) {
            (Some(holder), None) => {
                let (institution, order_no) = (institution.to_owned(), order_no.clone());
                return Ok(Reply::AskWhy(Purpose::Held { institution, order_no, holder: holder.clone() }));
            }
            (Some(_), Some(reason)) => self.looked(actor, &file, Looked::Held, Some(reason)),
            (None, _) => self.looked(actor, &file, Looked::Open, None),
        }
        let draft = self.store.draft(institution, order_no, &actor.login).await?;
        let findings = self.findings(&file).await;
        let opened = Box::new(Opened { claim, file, draft, findings });
        Ok(match holder {
            Some(holder) => Reply::Held(holder, opened),
            None => Reply::Opened(opened),
        })
    }

    fn looked(&self, actor: &Actor, file: &OrderFile, what: Looked, reason: Option<String>) {
        let (institution, order_no) = (file.institution.clone(), file.order_no.clone());
        self.looks.write(actor.clone(), Look { institution, order_no, what, reason });
    }

    /// An entry of the dishonesty list with the decision behind it; or, for a second look, its order without what its decider found.
    pub(super) async fn open_listing(&self, actor: &Actor, institution: &str, listing: String, blind: bool) -> Result<Reply> {
        let Some(entry) = self.store.listing(institution, &listing).await? else { return Ok(Reply::NoSuchListing) };
        let Some(proposed) = &entry.record.proposed else {
            return Ok(Reply::Listing(Box::new(Entry { file: entry, decision: None })));
        };
        let Some(mut file) = self.store.order_file(institution, &proposed.order_no).await? else {
            return Ok(Reply::NoSuchListing);
        };
        let waits = entry.record.term.state == ListingState::Proposed;
        if blind && waits && proposed.by.login != actor.login {
            let item = proposed.item;
            file.make_blind();
            self.looked(actor, &file, Looked::Open, None);
            let findings = self.findings(&file).await;
            return Ok(Reply::Blind(Box::new(Opened { claim: None, file, draft: None, findings }), listing, item));
        }
        let is_first = |one: &DecisionRecord| one.decided_at == proposed.by.at && one.staff == proposed.by.login;
        // What the first decider found is told once somebody has looked without knowing it.
        let decision = if waits { None } else { file.decisions.into_iter().find(is_first) };
        Ok(Reply::Listing(Box::new(Entry { file: entry, decision })))
    }

    /// What the automatic checks say of an order now. A failure to ask what other orders say is no reason not to open it.
    pub(super) async fn findings(&self, file: &OrderFile) -> Vec<Finding> {
        let subject = file.subject();
        let related = match self.store.related(&subject).await {
            Ok(related) => Some(related),
            Err(error) => {
                tracing::error!(code = error.code(), order_no = file.order_no.as_str(), "other orders could not be asked");
                None
            }
        };
        look(&subject, related.as_ref())
    }
}
