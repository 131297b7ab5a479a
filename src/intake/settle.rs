//! The last word on an event: held against what the database knows, its files kept, and applied. Called strictly in the feed's
//! order, so that a line sees all that the lines before it did.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};

use super::attachments::{self, FileList};
use super::event::{ActRead, EventRead, ResubmittedItem};
use super::files::{FileJudged, FilesJudged, read_again};
use super::notice::notice;
use super::order::{ItemRead, SubmitRead};
use super::refusal::{Invalid, Refusal, Why};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::numbers::resident_id;
use crate::domain::order::KeptAttachment;
use crate::domain::scan_facts::ScanFacts;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::evidence::folder::Folder;
use crate::evidence::judge::{Facts, Fault, Memory};
use crate::evidence::keep::{Keep, KeepError};
use crate::store::records::{Applied, FeedAct, FeedEvent, OrderBrief, StoredAttachment};
use crate::store::{Store, StoreError};

use super::fields::Notes;

/// How many files of one event are kept at a time; each is up to 2 MB in memory.
const KEPT_AT_ONCE: usize = 4;

/// What came of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Taken.
    Accepted,
    /// The same event was taken before; nothing happened.
    Duplicate,
    /// Nothing of it was taken.
    Refused(Vec<Refusal>),
}

/// Why the run cannot go on. What was taken before stays taken; the same feed run again finishes the work.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The place of the attachments.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// The feed cannot be read.
    #[error("feed: {0}")]
    Feed(io::Error),
    /// The folder of files cannot be read.
    #[error("attachment files: {0}")]
    Files(io::Error),
    /// The report cannot be written.
    #[error("report: {0}")]
    Report(io::Error),
    /// A worker fell over.
    #[error("worker: {0}")]
    Worker(String),
}

impl IntakeError {
    /// The stable code for logs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Keep(error) => error.code(),
            Self::Feed(_) => "feed.unreadable",
            Self::Files(_) => "feed.files_unreadable",
            Self::Report(_) => "io",
            Self::Worker(_) => "intake.worker",
        }
    }
}

/// What an intake works with.
#[derive(Debug, Clone)]
pub struct Intake {
    /// The database.
    pub store: Arc<dyn Store>,
    /// Where attachments are kept.
    pub keep: Keep,
    /// The portal's files.
    pub folder: Arc<Folder>,
    /// What was found out about content judged before.
    pub memory: Arc<Memory>,
    /// Codes of the institutions there are.
    pub institutions: Arc<HashSet<String>>,
}

/// An act ready to be applied, and the files it needs kept: where they are named, their path and hash.
struct Ready {
    act: FeedAct,
    files: Vec<NewFile>,
}

#[derive(Debug, Clone)]
struct NewFile {
    at: String,
    path: String,
    sha256: String,
}

impl Intake {
    /// Whether an event of this id and digest was taken before; `Some(false)`: one with this id and other content was.
    ///
    /// # Errors
    /// The database.
    pub async fn seen(&self, read: &EventRead) -> Result<Option<bool>, IntakeError> {
        self.was_taken(read.event_id.as_deref(), &read.digest).await
    }

    async fn was_taken(&self, event_id: Option<&str>, digest: &str) -> Result<Option<bool>, IntakeError> {
        match event_id {
            Some(event_id) => Ok(self.store.seen_event(event_id).await?.map(|seen| seen.digest == digest)),
            None => Ok(None),
        }
    }

    /// Settles an event.
    ///
    /// # Errors
    /// [`IntakeError`]: the run is over, the event was not taken.
    pub async fn settle(&self, read: EventRead, judged: &FilesJudged) -> Result<Outcome, IntakeError> {
        let (event_id, digest) = (read.event_id.clone(), read.digest.clone());
        let outcome = self.settle_now(read, judged).await?;
        // Another intake may have taken this very event since it was looked for: what refuses it is then its own work.
        if matches!(outcome, Outcome::Refused(_)) && self.was_taken(event_id.as_deref(), &digest).await? == Some(true) {
            return Ok(Outcome::Duplicate);
        }
        Ok(outcome)
    }

    async fn settle_now(&self, mut read: EventRead, judged: &FilesJudged) -> Result<Outcome, IntakeError> {
        let seen = match &read.event_id {
            Some(event_id) => self.store.seen_event(event_id).await?,
            None => None,
        };
        if let Some(seen) = &seen {
            if seen.digest == read.digest {
                return Ok(Outcome::Duplicate);
            }
            read.notes.refuse("/event_id", Why::EventConflict);
        }
        let Some(act) = read.act.take() else {
            return Ok(Outcome::Refused(read.notes.refusals));
        };
        let is_its_own = seen.is_some_and(|seen| act.subject().as_ref() == Some(&seen.subject));
        let notes = &mut read.notes;
        let ready = match act {
            ActRead::Submit(order) => self.check_submit(notes, *order, read.at, judged).await?,
            ActRead::Resubmit { order_no, account, items } => {
                self.check_resubmit(notes, order_no, account, &items, judged).await?
            }
            ActRead::Cancel { order_no, account } => self.check_cancel(notes, order_no, account).await?,
            ActRead::Enquiry { enquiry_no, account, institution, order_no, subject, body } => {
                self.check_enquiry(notes, enquiry_no, account, institution, order_no, subject, body).await?
            }
            ActRead::Followup { enquiry_no, account, body } => self.check_followup(notes, enquiry_no, account, body).await?,
        };
        if is_its_own {
            // The order or enquiry is there, or has moved on, because of this very event: that is no second fault of the line.
            notes.refusals.retain(|one| !matches!(one.why, Why::OrderExists | Why::EnquiryExists | Why::State { .. }));
        }
        let (Some(ready), Some(event_id), Some(at), true) = (ready, read.event_id, read.at, read.notes.refusals.is_empty())
        else {
            return Ok(Outcome::Refused(read.notes.refusals));
        };
        // Kept before the transaction that points to them: killed in between, a file is there that nothing points to yet.
        let changed = self.keep_files(ready.files).await?;
        if !changed.is_empty() {
            return Ok(Outcome::Refused(changed));
        }
        let mut act = ready.act;
        notice(&*self.store, at, &mut act).await?;
        let event = FeedEvent { event_id, digest: read.digest, at, what: act };
        Ok(outcome(self.store.apply(&event).await?, &event.what))
    }

    async fn check_submit(
        &self,
        notes: &mut Notes,
        order: SubmitRead,
        at: Option<Millis>,
        judged: &FilesJudged,
    ) -> Result<Option<Ready>, IntakeError> {
        self.check_institution(notes, "/order/institution", order.institution.as_deref());
        if let Some(order_no) = &order.order_no
            && self.store.order_brief(order_no).await?.is_some()
        {
            notes.refuse("/order/order_no", Why::OrderExists);
        }
        if let Some(reconsiders) = &order.reconsiders {
            let contested = self.store.order_brief(reconsiders).await?;
            let may = contested.is_some_and(|brief| brief.status.has_ended() && Some(&brief.account) == order.account.as_ref());
            if !may {
                notes.refuse("/order/reconsiders", Why::ReconsiderationUnknown);
            }
        }
        let mut files = Vec::new();
        let mut kept = Vec::new();
        for item in &order.items {
            self.check_holder(notes, &order, item, at).await?;
            let found = find_files(notes, &item.files, judged, &[], &mut files);
            if item.identity.is_some_and(|identity| !attachments::has_photo_if_needed(identity, &found)) {
                notes.refuse(format!("{}/identity", item.at), Why::IdentityPhoto);
            }
            kept.push(found.into_iter().flatten().collect());
        }
        let act = at.and_then(|at| order.into_order(at, kept)).map(|order| FeedAct::Submit(Box::new(order)));
        Ok(act.map(|act| Ready { act, files }))
    }

    /// G2.2 and G3.12.
    async fn check_holder(
        &self,
        notes: &mut Notes,
        order: &SubmitRead,
        item: &ItemRead,
        at: Option<Millis>,
    ) -> Result<(), IntakeError> {
        if let (Some(id_no), Some(at)) = (&item.id_no, at)
            && self.store.is_listed(&resident_id::forms(id_no), at.day()).await?
        {
            notes.refuse(format!("{}/certificate/id_no", item.at), Why::Dishonest);
        }
        if let (Some(number), Some(holder)) = (&item.number, &item.holder) {
            let elsewhere = self.store.unfinished_with(number, holder).await?;
            let elsewhere = elsewhere.is_some_and(|other| order.order_no.as_ref() != Some(&other));
            if elsewhere {
                notes.refuse(format!("{}/certificate/number", item.at), Why::InProgress);
            }
        }
        Ok(())
    }

    async fn check_resubmit(
        &self,
        notes: &mut Notes,
        order_no: Option<OrderNo>,
        account: Option<String>,
        items: &[ResubmittedItem],
        judged: &FilesJudged,
    ) -> Result<Option<Ready>, IntakeError> {
        let brief = self.known_order(notes, order_no.as_ref(), account.as_deref()).await?;
        check_state(notes, brief.as_ref(), Status::AwaitingSupplement);
        let earlier = match (&brief, &order_no) {
            (Some(_), Some(order_no)) => self.store.order_attachments(order_no).await?,
            _ => Vec::new(),
        };
        let earlier = self.still_kept(earlier).await?;
        let mut files = Vec::new();
        let mut lists = Vec::new();
        for resubmitted in items {
            let found = find_files(notes, &resubmitted.files, judged, &earlier, &mut files);
            let item = resubmitted.item.and_then(|item| u32::try_from(item).ok());
            if let (Some(brief), Some(given)) = (&brief, resubmitted.item) {
                let of_order = usize::try_from(given - 1).ok().and_then(|index| brief.items.get(index));
                match of_order {
                    None => notes.refuse(format!("{}/item", resubmitted.at), Why::Invalid(Invalid::NoSuchItem)),
                    Some((service, identity)) => {
                        attachments::check_counts(notes, &resubmitted.files, *service);
                        if !attachments::has_photo_if_needed(*identity, &found) {
                            notes.refuse(&resubmitted.files.at, Why::IdentityPhoto);
                        }
                    }
                }
            }
            if let Some(item) = item {
                lists.push((item, found.into_iter().flatten().collect()));
            }
        }
        let act = order_no.zip(account).map(|(order_no, account)| {
            let findings = Vec::new();
            FeedAct::Resubmit { order_no, account, items: lists, findings }
        });
        Ok(act.map(|act| Ready { act, files }))
    }

    async fn check_cancel(
        &self,
        notes: &mut Notes,
        order_no: Option<OrderNo>,
        account: Option<String>,
    ) -> Result<Option<Ready>, IntakeError> {
        let brief = self.known_order(notes, order_no.as_ref(), account.as_deref()).await?;
        check_state(notes, brief.as_ref(), Status::AwaitingProofreading);
        let act = order_no.zip(account).map(|(order_no, account)| FeedAct::Cancel { order_no, account });
        Ok(act.map(|act| Ready { act, files: Vec::new() }))
    }

    #[expect(clippy::too_many_arguments, reason = "one for each field of the event")]
    async fn check_enquiry(
        &self,
        notes: &mut Notes,
        enquiry_no: Option<String>,
        account: Option<String>,
        institution: Option<String>,
        order_no: Option<Option<OrderNo>>,
        subject: Option<String>,
        body: Option<String>,
    ) -> Result<Option<Ready>, IntakeError> {
        self.check_institution(notes, "/institution", institution.as_deref());
        if let Some(enquiry_no) = &enquiry_no
            && self.store.enquiry_brief(enquiry_no).await?.is_some()
        {
            notes.refuse("/enquiry_no", Why::EnquiryExists);
        }
        if let Some(order_no) = order_no.as_ref().and_then(Option::as_ref) {
            self.known_order(notes, Some(order_no), account.as_deref()).await?;
        }
        let act = (|| {
            Some(FeedAct::Enquiry {
                enquiry_no: enquiry_no?,
                account: account?,
                institution: institution?,
                order_no: order_no?,
                subject: subject?,
                body: body?,
            })
        })();
        Ok(act.map(|act| Ready { act, files: Vec::new() }))
    }

    async fn check_followup(
        &self,
        notes: &mut Notes,
        enquiry_no: Option<String>,
        account: Option<String>,
        body: Option<String>,
    ) -> Result<Option<Ready>, IntakeError> {
        if let Some(enquiry_no) = &enquiry_no {
            match self.store.enquiry_brief(enquiry_no).await? {
                None => notes.refuse("/enquiry_no", Why::EnquiryUnknown),
                Some(brief) if account.as_ref().is_some_and(|account| *account != brief.account) => {
                    notes.refuse("/account", Why::Account);
                }
                Some(_) => {}
            }
        }
        let act = (|| Some(FeedAct::EnquiryFollowup { enquiry_no: enquiry_no?, account: account?, body: body? }))();
        Ok(act.map(|act| Ready { act, files: Vec::new() }))
    }

    fn check_institution(&self, notes: &mut Notes, at: &str, code: Option<&str>) {
        if code.is_some_and(|code| !self.institutions.contains(code)) {
            notes.refuse(at, Why::InstitutionUnknown);
        }
    }

    /// The order an event names, if there is one and the account is its own.
    async fn known_order(
        &self,
        notes: &mut Notes,
        order_no: Option<&OrderNo>,
        account: Option<&str>,
    ) -> Result<Option<OrderBrief>, IntakeError> {
        let Some(order_no) = order_no else {
            return Ok(None);
        };
        let brief = self.store.order_brief(order_no).await?;
        match &brief {
            None => notes.refuse("/order_no", Why::OrderUnknown),
            Some(brief) if account.is_some_and(|account| account != brief.account) => notes.refuse("/account", Why::Account),
            Some(_) => {}
        }
        Ok(brief)
    }

    /// Files that came earlier and whose content is still there, the newest first.
    async fn still_kept(&self, mut earlier: Vec<StoredAttachment>) -> Result<Vec<StoredAttachment>, IntakeError> {
        earlier.sort_by_key(|stored| std::cmp::Reverse((stored.round, stored.position)));
        let mut kept = Vec::with_capacity(earlier.len());
        for stored in earlier {
            if self.keep.has(&stored.file.sha256).await? {
                kept.push(stored);
            }
        }
        Ok(kept)
    }

    /// Keeps what is not kept yet; the refusals are for files that are no longer what was judged.
    async fn keep_files(&self, files: Vec<NewFile>) -> Result<Vec<Refusal>, IntakeError> {
        let changed: Vec<Option<Refusal>> =
            stream::iter(files).map(|file| self.keep_file(file)).buffered(KEPT_AT_ONCE).try_collect().await?;
        Ok(changed.into_iter().flatten().collect())
    }

    async fn keep_file(&self, file: NewFile) -> Result<Option<Refusal>, IntakeError> {
        if self.keep.has(&file.sha256).await? {
            return Ok(None);
        }
        let folder = Arc::clone(&self.folder);
        let NewFile { at, path, sha256 } = file;
        let read = tokio::task::spawn_blocking(move || read_again(&folder, &path, &sha256)).await;
        match read.map_err(|error| IntakeError::Worker(error.to_string()))?.map_err(IntakeError::Files)? {
            Some(content) => {
                self.keep.put(content).await?;
                Ok(None)
            }
            None => Ok(Some(Refusal::new(at, Why::FileChanged))),
        }
    }
}

fn check_state(notes: &mut Notes, brief: Option<&OrderBrief>, needed: Status) {
    if let Some(brief) = brief
        && brief.status != needed
    {
        notes.refuse("/order_no", Why::State { is: brief.status, needed });
    }
}

/// The facts of each file of a list, in its order; faults are noted. A file that is not there may have come `earlier`
/// (newest first) under the same path.
fn find_files(
    notes: &mut Notes,
    list: &FileList,
    judged: &FilesJudged,
    earlier: &[StoredAttachment],
    new: &mut Vec<NewFile>,
) -> Vec<Option<KeptAttachment>> {
    let mut found = Vec::with_capacity(list.files.len());
    for named in &list.files {
        let (Some(path), Some(result)) = (&named.file, judged.get(&named.at)) else {
            found.push(None);
            continue;
        };
        let kept = match result {
            FileJudged::Sound(facts) => {
                new.push(NewFile { at: named.at.clone(), path: path.clone(), sha256: facts.sha256.clone() });
                named.kind.map(|kind| kept(kind, path, facts))
            }
            FileJudged::Outside => refused(notes, &named.at, Why::Path),
            FileJudged::Faulty(faults) => {
                for fault in faults {
                    notes.refuse(&named.at, Why::File(fault.clone()));
                }
                None
            }
            FileJudged::Missing => {
                let mut same_path = earlier.iter().filter(|stored| stored.file.file_name == *path).peekable();
                if same_path.peek().is_none() {
                    refused(notes, &named.at, Why::MissingFile)
                } else {
                    let stored =
                        same_path.find(|stored| named.digest.as_ref().is_none_or(|digest| *digest == stored.file.sha256));
                    match stored {
                        None => refused(notes, &named.at, Why::File(Fault::Digest)),
                        Some(stored) => named.kind.map(|kind| KeptAttachment { kind, ..stored.file.clone() }),
                    }
                }
            }
        };
        found.push(kept);
    }
    found
}

fn refused(notes: &mut Notes, at: &str, why: Why) -> Option<KeptAttachment> {
    notes.refuse(at, why);
    None
}

fn kept(kind: crate::domain::attachment::AttachmentKind, path: &str, facts: &Facts) -> KeptAttachment {
    KeptAttachment {
        kind,
        file_name: path.to_owned(),
        sha256: facts.sha256.clone(),
        bytes: facts.bytes,
        width: facts.width,
        height: facts.height,
        format: facts.format.code().to_owned(),
        facts: Some(Box::new(ScanFacts::clone(&facts.scan))),
    }
}

/// What the transaction itself says: another writer may have been faster than the checks.
fn outcome(applied: Applied, act: &FeedAct) -> Outcome {
    let order_no = if matches!(act, FeedAct::Submit(_)) { "/order/order_no" } else { "/order_no" };
    let refusal = match applied {
        Applied::Done => return Outcome::Accepted,
        Applied::Duplicate => return Outcome::Duplicate,
        Applied::Conflict => Refusal::new("/event_id", Why::EventConflict),
        Applied::OrderExists => Refusal::new(order_no, Why::OrderExists),
        Applied::OrderUnknown => Refusal::new(order_no, Why::OrderUnknown),
        Applied::WrongAccount => Refusal::new("/account", Why::Account),
        Applied::WrongState(is) => {
            let needed = match act {
                FeedAct::Resubmit { .. } => Status::AwaitingSupplement,
                _ => Status::AwaitingProofreading,
            };
            Refusal::new(order_no, Why::State { is, needed })
        }
        Applied::CertificateInProgress(item) => Refusal::new(format!("/order/items/{item}/certificate/number"), Why::InProgress),
        Applied::EnquiryExists => Refusal::new("/enquiry_no", Why::EnquiryExists),
        Applied::EnquiryUnknown => Refusal::new("/enquiry_no", Why::EnquiryUnknown),
        Applied::ReconsiderationUnknown => Refusal::new("/order/reconsiders", Why::ReconsiderationUnknown),
    };
    Outcome::Refused(vec![refusal])
}
