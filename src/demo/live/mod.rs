//! Applicants who act while somebody works at the demonstration: they submit, answer letters, ask, and cancel.
//!
//! What they do comes in as the portal's feed does, line by line through [`crate::intake::pipeline`]; what the desk writes to them goes
//! out as `jiaodui outbox --ack` hands it over. They write nothing into the database themselves. What they read in it is what a
//! portal would remember: which orders of theirs wait, and what a letter asked for.
//!
//! [`run`] plays at a rate until it is told to stop, [`Beside`] does so beside an open desk. Who the applicants are follows from the
//! seed (`cast`); what they do next from dice thrown one after the other, as far as letters and the clock leave it open.

mod answer;
mod beside;
mod cast;
mod feed;
mod letters;
mod portal;
mod run;
mod words;

use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::Value;

pub use beside::{Beside, Elsewhere, Stage};
pub use portal::LiveError;
pub use run::{MOST_PER_MINUTE, USUAL_PER_MINUTE, run};

use self::answer::{How, Sent};
use self::cast::Cast;
use self::feed::{FileRef, Question};
use self::letters::{Pending, Reaction};
use self::portal::Portal;
use super::around::TOPICS;
use super::fate::OnDesk;
use super::orders::Orders;
use super::rng::Rng;
use crate::domain::decision::Outcome as ItemDecision;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{IdentityMethod, NewItem, NewOrder, OrderKind};
use crate::domain::reason::{self, Catalogue, CatalogueError};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::intake::settle::Outcome;
use crate::store::Store;
use crate::store::records::{OrderFile, QueueFrom, QueueQuery, QueueRow};

/// Keeps the dice of what is done next apart from all others.
const CHOICES: u64 = 0x11FE_0002;
/// Orders of a queue among which somebody is chosen who asks or cancels.
const WITHIN_REACH: u32 = 80;
/// Orders of which it is remembered that somebody asked about them.
const MOST_ASKED: usize = 400;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// A new order.
    Submit,
    /// A rejected order is contested.
    Reconsider,
    /// A letter is answered with what it asked for.
    Answer,
    /// A letter is answered, but not with what it asked for.
    AnswerBadly,
    /// An order that waits is cancelled.
    Cancel,
    /// A question.
    Enquiry,
    /// A reply is answered.
    FollowUp,
}

/// One event and what the intake made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// When.
    pub at: Millis,
    /// What.
    pub act: Act,
    /// Number of the order or, where it is about none, of the enquiry.
    pub subject: String,
    /// Code of the institution.
    pub institution: String,
    /// What the intake said.
    pub outcome: Outcome,
}

/// The applicants of a demonstration.
pub struct Player {
    portal: Portal,
    cast: Cast,
    rng: Rng,
    started: Millis,
    events: u64,
    pending: Pending,
    asked: VecDeque<OrderNo>,
}

/// What the demonstration was made with, from its card.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    /// Orders it was made with.
    pub orders: u64,
    /// Its seed.
    pub seed: u64,
    /// The moment it was made for.
    pub at: Millis,
}

impl Player {
    /// `stage` is where they play, `made` what was there before they came, `now` when they begin.
    ///
    /// # Errors
    /// [`LiveError`]: the store, the folders, the fonts.
    pub async fn new(store: Arc<dyn Store>, stage: &Stage, made: Made, now: Millis) -> Result<Self, LiveError> {
        let institutions = store.institutions().await?;
        let catalogue =
            Catalogue::from_toml(reason::DEFAULT).map_err(|error: CatalogueError| LiveError::Catalogue(error.to_string()))?;
        let cast = Cast::new(Orders::new(made.seed, made.orders, made.at, &institutions, catalogue), &institutions);
        let codes = institutions.into_iter().map(|one| one.code).collect();
        Ok(Self {
            portal: Portal::open(store, stage, codes)?,
            rng: Rng::fork(cast.seed() ^ CHOICES, 0),
            cast,
            started: now,
            events: 0,
            pending: Pending::default(),
            asked: VecDeque::new(),
        })
    }

    /// Takes the letters that are due out of the outbox, and returns how many there were.
    ///
    /// # Errors
    /// The store.
    pub async fn read_letters(&mut self, now: Millis) -> Result<usize, LiveError> {
        let letters = self.portal.letters().await?;
        for letter in &letters {
            self.pending.read(&mut self.rng, letter, now);
        }
        Ok(letters.len())
    }

    /// Lets one applicant do one thing. `None` where nobody could do what came up.
    ///
    /// # Errors
    /// [`LiveError`]; nothing of the event was taken.
    pub async fn step(&mut self, now: Millis) -> Result<Option<Played>, LiveError> {
        // Letters come first, but newcomers never stay away for good.
        if !self.rng.chance(1, 5)
            && let Some(reaction) = self.pending.due(now)
            && let Some(played) = self.react(reaction, now).await?
        {
            return Ok(Some(played));
        }
        let played = match self.rng.below(100) {
            0..56 => None,
            56..68 => self.ask_why_waiting(now).await?,
            68..80 => self.ask_anything(now).await?,
            80..88 => self.cancel(now).await?,
            _ => self.answer_late(now).await?,
        };
        match played {
            Some(played) => Ok(Some(played)),
            None => self.submit(now).await,
        }
    }

    async fn react(&mut self, reaction: Reaction, now: Millis) -> Result<Option<Played>, LiveError> {
        match reaction {
            Reaction::Answer(order_no) => self.answer(&order_no, now).await,
            Reaction::AskWhy(order_no) => {
                let Some((subject, body)) = words::why_rejected(&mut self.rng) else { return Ok(None) };
                self.ask_about(&order_no, subject, body, now).await
            }
            Reaction::Contest(order_no) => self.contest(&order_no, now).await,
            Reaction::Explain { order_no, subject, body } => self.ask_about(&order_no, subject, &body, now).await,
            Reaction::FollowUp { enquiry_no, account } => self.follow_up(enquiry_no, &account, now).await,
        }
    }

    /// Puts an event through the intake.
    async fn play(
        &mut self,
        now: Millis,
        act: Act,
        subject: &str,
        institution: &str,
        event: &Value,
    ) -> Result<Option<Played>, LiveError> {
        let outcome = self.portal.take(event).await?;
        Ok(Some(Played { at: now, act, subject: subject.to_owned(), institution: institution.to_owned(), outcome }))
    }

    /// Unlike any of an earlier run: this one's beginning is in it.
    fn event_id(&mut self) -> String {
        self.events += 1;
        format!("live-{}-{}", self.started.0, self.events)
    }

    async fn submit(&mut self, now: Millis) -> Result<Option<Played>, LiveError> {
        let made = now.plus(-self.rng.between(90, 660) * 1000);
        let Some(order_no) = self.free_number(made).await? else { return Ok(None) };
        let Some((order, items)) = self.cast.newcomer(&order_no, made, now) else { return Ok(None) };
        let mut files = Vec::new();
        for item in &items {
            let mut list = Vec::new();
            for paper in &item.papers {
                list.push(self.portal.draw(&order_no, 1, paper).await?);
            }
            files.push(list);
        }
        let event = feed::submit(&self.event_id(), &order, &files);
        let played = self.play(now, Act::Submit, order_no.as_str(), &order.institution, &event).await;
        self.portal.clear(&order_no).await;
        played
    }

    /// A number of that moment that no order has.
    async fn free_number(&mut self, made: Millis) -> Result<Option<OrderNo>, LiveError> {
        for _ in 0..20 {
            let text = format!("{}{:02}", made.in_china().format("%Y%m%d%H%M%S"), self.rng.below(100));
            if let Ok(number) = OrderNo::parse(&text)
                && self.portal.store().order_brief(&number).await?.is_none()
            {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// An institution's order in a status, as chance will have it: mostly of the one where somebody watches.
    async fn anyone(&mut self, status: Status) -> Result<Option<(String, QueueRow)>, LiveError> {
        let Some(institution) = self.portal.institution(&mut self.rng) else { return Ok(None) };
        let query = QueueQuery { institution: institution.clone(), status, from: QueueFrom::Start, limit: WITHIN_REACH };
        let page = self.portal.store().queue_page(&query).await?;
        Ok(self.rng.pick(&page.rows).cloned().map(|row| (institution, row)))
    }

    async fn account(&self, order_no: &OrderNo) -> Result<Option<String>, LiveError> {
        Ok(self.portal.store().order_brief(order_no).await?.map(|brief| brief.account))
    }

    async fn ask_why_waiting(&mut self, now: Millis) -> Result<Option<Played>, LiveError> {
        let Some((_, row)) = self.anyone(Status::AwaitingProofreading).await? else { return Ok(None) };
        if self.asked.contains(&row.order_no) {
            return Ok(None);
        }
        let Some((subject, body)) = words::still_waiting(&mut self.rng) else { return Ok(None) };
        self.ask_about(&row.order_no, subject, body, now).await
    }

    async fn ask_anything(&mut self, now: Millis) -> Result<Option<Played>, LiveError> {
        let Some((institution, row)) = self.anyone(Status::AwaitingProofreading).await? else { return Ok(None) };
        let (Some(account), Some((subject, body, _))) = (self.account(&row.order_no).await?, self.rng.pick(TOPICS).copied())
        else {
            return Ok(None);
        };
        let order_no = self.rng.chance(1, 2).then_some(row.order_no);
        self.ask(Question { institution, account, order_no, ..self.question(subject, body) }, now).await
    }

    async fn ask_about(
        &mut self,
        order_no: &OrderNo,
        subject: &str,
        body: &str,
        now: Millis,
    ) -> Result<Option<Played>, LiveError> {
        let Some(brief) = self.portal.store().order_brief(order_no).await? else { return Ok(None) };
        self.asked.push_back(order_no.clone());
        if self.asked.len() > MOST_ASKED {
            self.asked.pop_front();
        }
        let question = Question {
            institution: brief.institution,
            account: brief.account,
            order_no: Some(order_no.clone()),
            ..self.question(subject, body)
        };
        self.ask(question, now).await
    }

    fn question(&self, subject: &str, body: &str) -> Question {
        Question {
            enquiry_no: format!("q-{}-{}", self.started.0, self.events + 1),
            account: String::new(),
            institution: String::new(),
            order_no: None,
            subject: subject.to_owned(),
            body: body.to_owned(),
        }
    }

    async fn ask(&mut self, question: Question, now: Millis) -> Result<Option<Played>, LiveError> {
        let event = feed::enquiry(&self.event_id(), now, &question);
        let subject = question.order_no.as_ref().map_or(question.enquiry_no.as_str(), OrderNo::as_str);
        self.play(now, Act::Enquiry, subject, &question.institution, &event).await
    }

    async fn follow_up(&mut self, enquiry_no: String, account: &str, now: Millis) -> Result<Option<Played>, LiveError> {
        let Some(brief) = self.portal.store().enquiry_brief(&enquiry_no).await? else { return Ok(None) };
        let Some(body) = words::follow_up(&mut self.rng) else { return Ok(None) };
        let event = feed::follow_up(&self.event_id(), now, &enquiry_no, account, body);
        self.play(now, Act::FollowUp, &enquiry_no, &brief.institution, &event).await
    }

    async fn cancel(&mut self, now: Millis) -> Result<Option<Played>, LiveError> {
        match self.anyone(Status::AwaitingProofreading).await? {
            Some((_, row)) => self.cancel_order(&row.order_no, now).await,
            None => Ok(None),
        }
    }

    /// The applicant of this order cancels it. `None` where it does not wait for proofreading.
    ///
    /// # Errors
    /// [`LiveError`].
    pub async fn cancel_order(&mut self, order_no: &OrderNo, now: Millis) -> Result<Option<Played>, LiveError> {
        let brief = self.portal.store().order_brief(order_no).await?;
        let Some(brief) = brief.filter(|brief| brief.status == Status::AwaitingProofreading) else { return Ok(None) };
        let event = feed::cancel(&self.event_id(), now, order_no, &brief.account);
        self.play(now, Act::Cancel, order_no.as_str(), &brief.institution, &event).await
    }

    /// Somebody whose letter was read in an earlier run, or long ago, answers after all; some never do.
    async fn answer_late(&mut self, now: Millis) -> Result<Option<Played>, LiveError> {
        let Some((_, row)) = self.anyone(Status::AwaitingSupplement).await? else { return Ok(None) };
        if self.pending.has(&row.order_no) || letters::stays_silent(self.cast.seed(), &row.order_no, row.round) {
            return Ok(None);
        }
        self.answer(&row.order_no, now).await
    }

    async fn file(&self, order_no: &OrderNo) -> Result<Option<OrderFile>, LiveError> {
        let store = self.portal.store();
        match store.order_brief(order_no).await? {
            Some(brief) => Ok(store.order_file(&brief.institution, order_no).await?),
            None => Ok(None),
        }
    }

    async fn answer(&mut self, order_no: &OrderNo, now: Millis) -> Result<Option<Played>, LiveError> {
        let file = self.file(order_no).await?.filter(|file| file.status == Status::AwaitingSupplement);
        let Some(file) = file else { return Ok(None) };
        let (Some(behind), Some(decision)) = (self.cast.behind(&file), file.last_decision()) else { return Ok(None) };
        // A held letter has not been read yet, and its decision may still be taken back.
        let unread = file.messages.iter().any(|one| one.withdrawn_at.is_none() && one.delivered_at.is_none());
        if unread || letters::stays_silent(self.cast.seed(), order_no, file.round) {
            return Ok(None);
        }
        let how = if self.rng.chance(1, 5) { How::Badly } else { How::Fully };
        let mut lists = Vec::new();
        for outcome in decision.outcomes.iter().filter(|one| one.outcome == ItemDecision::Supplement) {
            let at = outcome.item.saturating_sub(1) as usize;
            let (Some(item), Some(behind)) = (file.items.get(at), behind.get(at)) else { continue };
            let sent = answer::list(&mut self.rng, self.cast.tables(), item, behind, &outcome.reasons, how, now.day());
            let mut list = Vec::new();
            for one in sent {
                list.push(match one {
                    Sent::New(paper) => self.portal.draw(order_no, file.round + 1, &paper).await?,
                    Sent::Again(stored) => {
                        FileRef { kind: stored.kind().code(), path: stored.file.file_name, sha256: Some(stored.file.sha256) }
                    }
                });
            }
            lists.push((outcome.item, list));
            self.explain_later(order_no, behind, &outcome.reasons, how, now);
        }
        if lists.is_empty() {
            return Ok(None);
        }
        let event = feed::resubmit(&self.event_id(), now, order_no, &file.account, &lists);
        let act = if how == How::Badly { Act::AnswerBadly } else { Act::Answer };
        let played = self.play(now, act, order_no.as_str(), &file.institution, &event).await;
        self.portal.clear(order_no).await;
        played
    }

    /// Where the letter asked for a right value in writing, the question that brings it comes soon after the files.
    fn explain_later(&mut self, order_no: &OrderNo, behind: &OnDesk, reasons: &[String], how: How, now: Millis) {
        if how == How::Fully
            && let Some((field, value)) = answer::right_value(self.cast.tables(), behind, reasons)
        {
            let (subject, body) = words::right_value(field, &value);
            let reaction = Reaction::Explain { order_no: order_no.clone(), subject, body };
            self.pending.add(now.plus(self.rng.between(5, 60) * 1000), reaction);
        }
    }

    /// A rejected order again, with the same files, under a number of its own (G1.6).
    async fn contest(&mut self, order_no: &OrderNo, now: Millis) -> Result<Option<Played>, LiveError> {
        let file = self.file(order_no).await?;
        let Some(file) = file.filter(|file| file.status == Status::Rejected && file.kind == OrderKind::New) else {
            return Ok(None);
        };
        let made = now.plus(-self.rng.between(90, 660) * 1000);
        let Some(number) = self.free_number(made).await? else { return Ok(None) };
        let mut files = Vec::new();
        for item in &file.items {
            let mut list = Vec::new();
            for stored in item.attachments.iter().filter(|stored| stored.superseded_by.is_none()) {
                list.push(self.portal.copy(&number, &stored.file).await?);
            }
            files.push(list);
        }
        let order = reconsideration(&file, &number, made, now);
        let event = feed::submit(&self.event_id(), &order, &files);
        let played = self.play(now, Act::Reconsider, number.as_str(), &order.institution, &event).await;
        self.portal.clear(&number).await;
        played
    }
}

fn reconsideration(file: &OrderFile, number: &OrderNo, made: Millis, now: Millis) -> NewOrder {
    let mut payment = file.payment;
    payment.paid_at = payment.paid_at.map(|_| now.plus(-30_000));
    let items = file.items.iter().map(|item| {
        let mut identity = item.identity;
        if identity.method == IdentityMethod::Online {
            identity.verified_at = Some(now.plus(-60_000));
        }
        NewItem {
            service: item.service,
            copies_zh: item.copies_zh,
            copies_en: item.copies_en,
            unit_price_fen: item.unit_price_fen,
            identity,
            certificate: item.certificate.clone(),
            attachments: Vec::new(),
        }
    });
    NewOrder {
        order_no: number.clone(),
        kind: OrderKind::Reconsideration,
        reconsiders: Some(file.order_no.clone()),
        account: file.account.clone(),
        purpose: file.purpose.clone(),
        consented_at: made.plus(-60_000),
        submitted_at: now,
        applicant: file.applicant.clone(),
        institution: file.institution.clone(),
        remark: "对校对结果有异议，申请复议。".to_owned(),
        payment,
        invoice: file.invoice.clone(),
        items: items.collect(),
        findings: Vec::new(),
    }
}
