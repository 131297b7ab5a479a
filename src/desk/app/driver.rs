//! The only part of the desk that knows the store, the attachments and tokio: it does effects and sends back what came of them.

pub mod archive;
mod enquiries;
mod exports;
mod opening;
mod sampling;
mod seat;
mod shift;
mod supervision;
mod views;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::{AbortHandle, JoinSet};

use self::archive::Exporting;
use super::drafts::{Drafts, Job, What};
use super::effect::Effect;
use super::looks::Looks;
use super::msg::{Msg, Reply, Ticket};
use super::picture::Pictures;
use super::viewer::Viewer;
use super::watch;
use crate::desk::screen::enquiries::acts::EnquiryAct;
use crate::desk::screen::prompt::Purpose;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::reason::Catalogue;
use crate::domain::staff::Actor;
use crate::domain::status::Status;
use crate::report::Knowledge;
use crate::store::records::{Claim, Claimed, Found, QueueFrom, QueueQuery, SearchBy, TakenBack};
use crate::store::{Result, Store, StoreError};
use exports::Exports;
use shift::Shift;

/// Rows a search shows at most.
const FOUND: u32 = 500;
/// Oldest orders among which the next free one is looked for, to decode its scans ahead: more than there are seats.
const AHEAD: u32 = 50;

/// Does effects.
#[derive(Debug)]
pub struct Driver {
    hands: Hands,
    inbox: mpsc::UnboundedReceiver<Msg>,
    tasks: JoinSet<()>,
    watch: Option<AbortHandle>,
    picture: Option<AbortHandle>,
    ahead: Option<AbortHandle>,
    /// Ends when the newest effect that takes turns is done.
    turn: Option<oneshot::Receiver<()>>,
    shift: Shift,
}

/// The catalogue in force as it was read, and whether it is known to be kept in the database.
#[derive(Debug)]
struct CatalogueText {
    version: String,
    text: String,
    is_kept: AtomicBool,
}

/// What every task of the driver holds.
#[derive(Debug, Clone)]
struct Hands {
    store: Arc<dyn Store>,
    pictures: Arc<Pictures>,
    viewer: Arc<Viewer>,
    drafts: Drafts,
    looks: Looks,
    exports: Option<Arc<Exports>>,
    catalogue: Option<Arc<CatalogueText>>,
    exporting: Option<Arc<Exporting>>,
    replies: mpsc::UnboundedSender<Msg>,
    actor: Arc<Mutex<Option<Actor>>>,
    held: Arc<Mutex<Vec<Claim>>>,
    lease_ms: i64,
}

impl Driver {
    /// A driver over a store and its attachments; claims last `lease_ms`.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, pictures: Pictures, viewer: Viewer, lease_ms: i64) -> Self {
        let (replies, inbox) = mpsc::unbounded_channel();
        let drafts = Drafts::start(Arc::clone(&store), replies.clone());
        let looks = Looks::start(Arc::clone(&store));
        let hands = Hands {
            store,
            pictures: Arc::new(pictures),
            viewer: Arc::new(viewer),
            drafts,
            looks,
            exports: None,
            catalogue: None,
            exporting: None,
            replies,
            actor: Arc::default(),
            held: Arc::default(),
            lease_ms,
        };
        Self { hands, inbox, tasks: JoinSet::new(), watch: None, picture: None, ahead: None, turn: None, shift: Shift::begin() }
    }

    /// Keeps this catalogue in the database before the first decision made with it.
    #[must_use]
    pub fn keeping(mut self, version: String, text: String) -> Self {
        self.hands.catalogue = Some(Arc::new(CatalogueText { version, text, is_kept: AtomicBool::new(false) }));
        self
    }

    /// Takes dossiers out to here.
    #[must_use]
    pub fn taking_dossiers(mut self, exporting: Exporting) -> Self {
        self.hands.exporting = Some(Arc::new(exporting));
        self
    }

    /// Writes reports into this folder, made with what is known here.
    #[must_use]
    pub fn exporting(mut self, folder: PathBuf, knowledge: Knowledge) -> Self {
        self.hands.exports = Some(Arc::new(Exports::new(folder, knowledge)));
        self
    }

    /// The next message, once there is one. A task that panicked stops the desk: half of it must not go on.
    pub async fn next(&mut self) -> Msg {
        loop {
            tokio::select! {
                biased;
                Some(msg) = self.inbox.recv() => return msg,
                Some(ended) = self.tasks.join_next(), if !self.tasks.is_empty() => {
                    if ended.is_err_and(|error| error.is_panic()) {
                        return Msg::Stop;
                    }
                }
                else => std::future::pending().await,
            }
        }
    }

    /// A message that is there already.
    pub fn ready(&mut self) -> Option<Msg> {
        self.inbox.try_recv().ok()
    }

    /// Starts an effect. `Repaint`, `Suspend` and `Quit` are the loop's own.
    pub fn run(&mut self, effect: Effect) {
        let hands = self.hands.clone();
        match effect {
            Effect::Watch { institution } => {
                if let Some(old) = self.watch.take() {
                    old.abort();
                }
                let mut mark = self.shift.mark();
                self.watch = Some(self.tasks.spawn(async move {
                    mark.begun().await;
                    // It never ends by itself: nobody waits for it.
                    drop(mark);
                    watch::watch(hands.store, institution, hands.replies).await;
                }));
            }
            Effect::SaveDraft { ticket, institution, order_no, draft } => match hands.actor() {
                Some(actor) => {
                    hands.drafts.save(Job { ticket, actor, institution, what: What::Order(order_no, Box::new(draft)) })
                }
                None => hands.reply(ticket, Reply::Failed(nobody())),
            },
            Effect::Enquiry { ticket, institution, act: EnquiryAct::SaveDraft { enquiry_no, body } } => match hands.actor() {
                Some(actor) => hands.drafts.save(Job { ticket, actor, institution, what: What::Enquiry(enquiry_no, body) }),
                None => hands.reply(ticket, Reply::Failed(nobody())),
            },
            Effect::Picture { ticket, request } => {
                // The newest request wins: an older one that is still being drawn is not worth finishing.
                if let Some(old) = self.picture.take() {
                    old.abort();
                }
                self.picture = Some(self.tasks.spawn(async move {
                    let reply = hands
                        .pictures
                        .draw(request.clone())
                        .await
                        .map_or(Reply::NoPicture { sha256: request.sight.sha256 }, Reply::Picture);
                    hands.reply(ticket, reply);
                }));
            }
            Effect::Prefetch { institution, order_no, files } => {
                // For another order now: what the one before would have needed next is past.
                if let Some(old) = self.ahead.take() {
                    old.abort();
                }
                let work = async move { hands.prefetch(&institution, &order_no, files).await };
                self.ahead = Some(self.tasks.spawn(self.shift.work(work)));
            }
            Effect::View { ticket, sha256 } => {
                self.tasks.spawn(async move {
                    let opened = match hands.pictures.fetch(&sha256).await {
                        Some(bytes) => hands.viewer.open(bytes).await,
                        None => Err(sha256),
                    };
                    hands.reply(ticket, Reply::Viewed(opened));
                });
            }
            Effect::Export { ticket, request, lang } => {
                let work = async move { hands.export(ticket, &request, lang).await };
                self.tasks.spawn(self.shift.work(work));
            }
            Effect::CancelExport => hands.cancel_export(),
            Effect::Seat(actor) => self.seat(actor),
            Effect::Vacate => self.sit(None),
            Effect::Repaint | Effect::Mouse(_) | Effect::Bell | Effect::Suspend | Effect::Quit => {}
            effect => {
                // Whoever sat here when it was asked for does it, even if somebody else has sat down since.
                let actor = hands.actor();
                let turn = takes_turns(&effect).then(|| {
                    let (done, next) = oneshot::channel::<()>();
                    (self.turn.replace(next), done)
                });
                self.tasks.spawn(self.shift.work(async move {
                    // The sender goes with the task, whatever becomes of it, and with it the wait of the next one.
                    let _done = match turn {
                        Some((before, done)) => {
                            if let Some(before) = before {
                                let _ = before.await;
                            }
                            Some(done)
                        }
                        None => None,
                    };
                    if let Some((ticket, result)) = hands.perform(actor, effect).await {
                        hands.reply(ticket, result.unwrap_or_else(Reply::Failed));
                    }
                }));
            }
        }
    }

    /// What must happen on the way out, to be kept apart from the driver: it works even where the driver is gone in a panic.
    #[must_use]
    pub fn exit(&self) -> Exit {
        Exit { hands: self.hands.clone() }
    }
}

/// The way out.
#[derive(Debug)]
pub struct Exit {
    hands: Hands,
}

impl Exit {
    /// Saves what waits and releases what is held, within a bounded time.
    pub async fn finish(self) {
        let hands = self.hands;
        let last = async {
            hands.drafts.flush().await;
            let Some(actor) = hands.actor() else { return };
            let held = std::mem::take(&mut *lock(&hands.held));
            for claim in held {
                if let Err(error) = hands.store.release(&actor, &claim).await {
                    tracing::warn!(code = error.code(), order_no = claim.order_no.as_str(), "claim not released; it expires");
                }
            }
            hands.looks.flush().await;
        };
        hands.viewer.remove();
        if tokio::time::timeout(Duration::from_secs(3), last).await.is_err() {
            tracing::warn!("the database did not answer on the way out; claims expire by themselves");
        }
    }
}

/// Whether an effect changes who holds an order. Such effects are done one after another as they were asked for: a release that
/// overtook the decision before it would have the decision refused, and a claim that overtook a newer one would end it.
const fn takes_turns(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::TakeNext { .. }
            | Effect::Open { token: Some(_), .. }
            | Effect::Release { .. }
            | Effect::Skip { .. }
            | Effect::Postpone { .. }
            | Effect::Resume { .. }
            | Effect::Decide { .. }
            | Effect::TakeBack { .. }
            // Being there and being gone, and sending, which takes both along.
            | Effect::Enquiry { act: EnquiryAct::Presence { .. } | EnquiryAct::Send(_), .. }
            // Not a claim, but two turns in a row must not change places.
            | Effect::KeepTurn { .. }
    )
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn nobody() -> StoreError {
    StoreError::Refused("nobody is signed in".to_owned())
}

impl Hands {
    fn reply(&self, ticket: Ticket, reply: Reply) {
        if let Reply::Failed(error) = &reply {
            tracing::error!(code = error.code(), slot = ?ticket.slot, %error, "the store failed");
        }
        let _ = self.replies.send(Msg::Done(ticket, reply));
    }

    fn actor(&self) -> Option<Actor> {
        lock(&self.actor).clone()
    }

    fn hold(&self, claim: &Claim) {
        lock(&self.held).push(claim.clone());
    }

    fn let_go(&self, token: &str) {
        lock(&self.held).retain(|claim| claim.token != token);
    }

    async fn perform(&self, actor: Option<Actor>, effect: Effect) -> Option<(Ticket, Result<Reply>)> {
        if let Effect::SignIn { ticket, login, password } = effect {
            return Some((ticket, self.sign_in(&login, password).await));
        }
        let Some(actor) = actor else {
            tracing::error!("an effect before anyone signed in");
            return None;
        };
        let store = &self.store;
        Some(match effect {
            Effect::LoadQueue { ticket, query } => (ticket, store.queue_page(&query).await.map(Reply::QueuePage)),
            Effect::RefreshRows { ticket, institution, order_nos } => {
                (ticket, store.queue_rows(&institution, &order_nos).await.map(Reply::Rows))
            }
            Effect::Search { ticket, institution, by } => (ticket, self.search(&institution, &by).await.map(Reply::Found)),
            Effect::TakeNext { ticket, institution, token } => (ticket, self.take_next(&actor, &institution, &token).await),
            Effect::Open { ticket, institution, order_no, token } => {
                (ticket, self.open(&actor, &institution, &order_no, token.as_deref()).await)
            }
            Effect::OpenHeld { ticket, institution, order_no, reason } => {
                self.drafts.flush().await;
                (ticket, self.opened(&actor, &institution, &order_no, None, Some(reason)).await)
            }
            Effect::ChangePassword { ticket, old, new } => (ticket, self.change_password(&actor, old, new).await),
            Effect::Reload { ticket, institution, order_no } => {
                let file = self.file_for(&actor, &institution, &order_no).await;
                (
                    ticket,
                    match file {
                        Ok(Some(file)) => {
                            let findings = self.findings(&file).await;
                            Ok(Reply::Reloaded(Box::new(file), findings))
                        }
                        Ok(None) => Ok(Reply::NoSuchOrder),
                        Err(error) => Err(error),
                    },
                )
            }
            Effect::Renew { ticket, claim } => (ticket, store.renew(&claim, self.lease_ms).await.map(Reply::Renewed)),
            Effect::Release { ticket, claim } => {
                self.let_go(&claim.token);
                // What the draft notes becomes notes of the order: it has to be there.
                self.drafts.flush().await;
                (ticket, store.release(&actor, &claim).await.map(|_| Reply::Released))
            }
            Effect::Skip { ticket, claim, reason } => {
                self.drafts.flush().await;
                let done = store.skip(&actor, &claim, &reason).await;
                (ticket, self.set_aside(&claim, done))
            }
            Effect::Postpone { ticket, claim, term, reason } => {
                self.drafts.flush().await;
                let done = store.postpone(&actor, &claim, term, &reason).await;
                (ticket, self.set_aside(&claim, done))
            }
            Effect::Resume { ticket, institution, order_no, reason, token } => {
                let resumed = store.resume(&actor, &institution, &order_no, &reason, &token, self.lease_ms).await;
                let reply = match resumed {
                    Ok(claimed) => self.claimed(&actor, &institution, &order_no, claimed).await,
                    Err(error) => Err(error),
                };
                (ticket, reply)
            }
            Effect::LoadPostponed { ticket, institution } => {
                (ticket, store.postponed(&institution, FOUND).await.map(Reply::Found))
            }
            Effect::LoadListings { ticket, query } => (ticket, store.listings(&query).await.map(Reply::Listings)),
            Effect::CountProposals { ticket, institution } => {
                (ticket, store.waiting_listings(&institution).await.map(Reply::Proposals))
            }
            Effect::OpenListing { ticket, institution, listing, blind } => {
                (ticket, self.open_listing(&actor, &institution, listing, blind).await)
            }
            Effect::LookAgain { ticket, institution, listing, look } => {
                (ticket, store.look_again(&actor, &institution, &listing, &look).await.map(Reply::ListingDone))
            }
            Effect::WithdrawListing { ticket, institution, listing, reason } => {
                (ticket, store.withdraw_listing(&actor, &institution, &listing, &reason).await.map(Reply::ListingDone))
            }
            Effect::Archive { ticket, act } => (ticket, self.archive(&actor, act).await),
            Effect::Supervise { ticket, institution, act } => (ticket, self.supervise(&actor, &institution, act).await),
            Effect::Enquiry { ticket, institution, act } => {
                (ticket, self.enquiry(&actor, &institution, act).await.map(Reply::Enquiry))
            }
            Effect::Sampling { ticket, institution, act } => (ticket, self.sampling(&actor, &institution, act).await),
            Effect::Views { ticket, institution, act } => (ticket, self.views(&actor, &institution, act).await.map(Reply::Views)),
            Effect::Look(look) => {
                self.looks.write(actor, look);
                return None;
            }
            Effect::Decide { ticket, decision } => {
                // A draft saved after the decision would come back from the dead.
                self.drafts.flush().await;
                if let Err(error) = self.keep_catalogue().await {
                    return Some((ticket, Err(error)));
                }
                let reply = match store.decide(&actor, &decision).await {
                    Ok(decided) => {
                        if matches!(decided, crate::store::records::Decided::Done { .. }) {
                            self.let_go(&decision.claim.token);
                        }
                        Ok(Reply::Decided(decided))
                    }
                    Err(StoreError::Unknown(_)) => Ok(Reply::OutcomeUnknown { token: decision.token.clone() }),
                    Err(error) => Err(error),
                };
                (ticket, reply)
            }
            Effect::AskDecision { ticket, token } => {
                let asked = store.decision_by_token(&token).await;
                (ticket, asked.map(|decided| decided.map_or(Reply::NotDecided, Reply::Decided)))
            }
            Effect::TakeBack { ticket, institution, token, claim_token } => {
                (ticket, self.take_back(&actor, &institution, token, &claim_token).await)
            }
            Effect::KeepTurn { ticket, institution, order_no, sha256, turns } => {
                (ticket, store.keep_turn(&actor, &institution, &order_no, &sha256, turns).await.map(|()| Reply::TurnKept))
            }
            Effect::SignIn { .. }
            | Effect::Seat(_)
            | Effect::Vacate
            | Effect::Prefetch { .. }
            | Effect::View { .. }
            | Effect::SaveDraft { .. }
            | Effect::Picture { .. }
            | Effect::Watch { .. }
            | Effect::Export { .. }
            | Effect::CancelExport
            | Effect::Repaint
            | Effect::Mouse(_)
            | Effect::Bell
            | Effect::Suspend
            | Effect::Quit => return None,
        })
    }

    async fn search(&self, institution: &str, by: &[SearchBy]) -> Result<Found> {
        let mut found: Option<Found> = None;
        for way in by {
            let more = self.store.search(institution, way, FOUND).await?;
            match &mut found {
                None => found = Some(more),
                Some(found) => {
                    for row in more.rows {
                        if !found.rows.iter().any(|known| known.order_no == row.order_no) {
                            found.rows.push(row);
                        }
                    }
                    found.more |= more.more;
                }
            }
        }
        found.ok_or_else(|| StoreError::NotFound("nothing to search for".to_owned()))
    }

    /// Decodes files ahead: these, then those of the order that would be taken after this one, which is only looked at, not claimed.
    async fn prefetch(&self, institution: &str, order_no: &OrderNo, mut files: Vec<String>) {
        let query = QueueQuery {
            institution: institution.to_owned(),
            status: Status::AwaitingProofreading,
            from: QueueFrom::Start,
            limit: AHEAD,
        };
        let next = match self.store.queue_page(&query).await {
            Ok(page) => page.rows.into_iter().find(|row| row.claim.is_none() && row.order_no != *order_no),
            Err(_) => None,
        };
        if let Some(next) = next
            && let Ok(Some(file)) = self.store.order_file(institution, &next.order_no).await
        {
            let current = file.items.into_iter().flat_map(|item| item.attachments).filter(|one| one.superseded_by.is_none());
            files.extend(current.map(|one| one.file.sha256));
        }
        self.pictures.prefetch(files).await;
    }

    async fn take_next(&self, actor: &Actor, institution: &str, token: &str) -> Result<Reply> {
        self.drafts.flush().await;
        match self.store.claim_next(actor, institution, token, self.lease_ms).await? {
            Some(claim) => self.opened_under(actor, claim).await,
            None => Ok(Reply::NothingToTake),
        }
    }

    async fn open(&self, actor: &Actor, institution: &str, order_no: &OrderNo, token: Option<&str>) -> Result<Reply> {
        // Our own draft may still be on its way.
        self.drafts.flush().await;
        let Some(token) = token else { return self.opened(actor, institution, order_no, None, None).await };
        let claimed = self.store.claim(actor, institution, order_no, token, self.lease_ms).await?;
        self.claimed(actor, institution, order_no, claimed).await
    }

    /// Opens an order as far as it could be claimed.
    async fn claimed(&self, actor: &Actor, institution: &str, order_no: &OrderNo, claimed: Claimed) -> Result<Reply> {
        match claimed {
            Claimed::Yours(claim) => self.opened_under(actor, claim).await,
            Claimed::Held(holder) => {
                let (institution, order_no) = (institution.to_owned(), order_no.clone());
                Ok(Reply::AskWhy(Purpose::Held { institution, order_no, holder }))
            }
            Claimed::FirstDecider => Ok(match self.opened(actor, institution, order_no, None, None).await? {
                Reply::Opened(opened) => Reply::FirstDecider(opened),
                other => other,
            }),
            Claimed::WrongState(_) | Claimed::Postponed => self.opened(actor, institution, order_no, None, None).await,
            Claimed::Unknown => Ok(Reply::NoSuchOrder),
        }
    }

    /// What came of skipping or postponing: the claim is gone either way.
    fn set_aside(&self, claim: &Claim, done: Result<bool>) -> Result<Reply> {
        let done = done?;
        self.let_go(&claim.token);
        Ok(Reply::SetAside(done))
    }

    /// Before the first decision: keeps the catalogue that its letter is made with.
    async fn keep_catalogue(&self) -> Result<()> {
        let Some(catalogue) = &self.catalogue else { return Ok(()) };
        if catalogue.is_kept.load(Ordering::Relaxed) {
            return Ok(());
        }
        let kept = self.store.keep_catalogue(&catalogue.version, &catalogue.text).await?;
        // A desk elsewhere may have been the first, with other words under the same version.
        if kept != catalogue.text && Catalogue::from_toml(&kept) != Catalogue::from_toml(&catalogue.text) {
            return Err(StoreError::Refused(format!("catalogue {} is kept with other words", catalogue.version)));
        }
        catalogue.is_kept.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Opens the order of a fresh claim; one that cannot be read is not held on to.
    async fn opened_under(&self, actor: &Actor, claim: Claim) -> Result<Reply> {
        self.hold(&claim);
        let opened = self.opened(actor, &claim.institution, &claim.order_no, Some(claim.clone()), None).await;
        if !matches!(opened, Ok(Reply::Opened(_))) {
            self.let_go(&claim.token);
            if let Err(error) = self.store.release(actor, &claim).await {
                tracing::warn!(code = error.code(), order_no = claim.order_no.as_str(), "claim not released; it expires");
            }
        }
        opened
    }

    async fn take_back(&self, actor: &Actor, institution: &str, token: Option<String>, claim_token: &str) -> Result<Reply> {
        let token = match token {
            Some(token) => token,
            None => match self.store.takeable(actor, institution).await? {
                Some((token, _)) => token,
                None => return Ok(Reply::TakenBack(TakenBack::NotPossible, None)),
            },
        };
        let came = self.store.take_back(actor, &token, claim_token, self.lease_ms).await?;
        let opened = match &came {
            TakenBack::Done(claim) => {
                self.hold(claim);
                match self.opened(actor, &claim.institution.clone(), &claim.order_no, Some(claim.clone()), None).await {
                    Ok(Reply::Opened(opened)) => Some(opened),
                    _ => None,
                }
            }
            _ => None,
        };
        Ok(Reply::TakenBack(came, opened))
    }
}
