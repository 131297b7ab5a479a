//! One order, whole.

use std::collections::BTreeMap;

use super::flow::{Note, Postponed};
use super::outgoing::OutMessage;
use super::queue::Holder;
use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::Certificate;
use crate::domain::decision::ItemOutcome;
use crate::domain::letter::{LetterItem, LetterOrder};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::Applicant;
use crate::domain::order::Identity;
use crate::domain::order::Invoice;
use crate::domain::order::KeptAttachment;
use crate::domain::order::OrderKind;
use crate::domain::order::Payment;
use crate::domain::order::Service;
use crate::domain::order::summary;
use crate::domain::related::{Subject, SubjectItem};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::domain::verdict::FieldVerdict;

/// All that the desk knows of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderFile {
    /// The order.
    pub order_no: OrderNo,
    /// Whose.
    pub institution: String,
    /// New or a reconsideration.
    pub kind: OrderKind,
    /// The order it contests.
    pub reconsiders: Option<OrderNo>,
    /// That order as it was left, for whoever decides this one.
    pub contested: Option<Contested>,
    /// Where it stands.
    pub status: Status,
    /// Its round.
    pub round: u32,
    /// Goes up with each change of status; a decision names the one it saw.
    pub version: i64,
    /// The newest audit row of it that this file has seen.
    pub audit_seq: i64,
    /// The portal's account.
    pub account: String,
    /// 申请目的.
    pub purpose: String,
    /// When the first round was submitted.
    pub first_submitted_at: Millis,
    /// When this round was.
    pub submitted_at: Millis,
    /// When the notice was consented to.
    pub consented_at: Millis,
    /// Who applied.
    pub applicant: Applicant,
    /// The applicant's remark.
    pub remark: String,
    /// Free or paid.
    pub payment: Payment,
    /// An invoice, if asked for.
    pub invoice: Option<Invoice>,
    /// Its items, in order.
    pub items: Vec<ItemFile>,
    /// Decisions made, oldest first, those taken back among them.
    pub decisions: Vec<DecisionRecord>,
    /// Messages written, oldest first.
    pub messages: Vec<MessageRecord>,
    /// Clockwise quarter turns that put a file the right way up, by its content, where somebody turned it.
    pub turns: BTreeMap<String, u8>,
    /// Who holds it.
    pub claim: Option<Holder>,
    /// Its postponement, if one stands; its day may have come.
    pub postponed: Option<Postponed>,
    /// Notes among colleagues, oldest first.
    pub notes: Vec<Note>,
    /// The moment of the read by the database's clock.
    pub now: Millis,
}

impl OrderFile {
    /// As the automatic checks look at it: with its current files.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            institution: &self.institution,
            order_no: &self.order_no,
            reconsiders: self.reconsiders.as_ref(),
            account: &self.account,
            submitted_on: self.first_submitted_at.day(),
            came_at: self.submitted_at,
            items: self.items.iter().map(ItemFile::subject).collect(),
        }
    }

    /// Takes out what its deciders found, wrote and said among themselves, for somebody who judges it anew (G2.2).
    pub fn make_blind(&mut self) {
        self.decisions.clear();
        self.messages.clear();
        self.notes.clear();
    }

    /// Its status; `None` where only a decision can have led there and what was decided was taken out ([`Self::make_blind`]): the status
    /// would tell it.
    #[must_use]
    pub fn told_status(&self) -> Option<Status> {
        let by_decision = matches!(self.status, Status::Accepted | Status::Rejected | Status::AwaitingSupplement);
        Some(self.status).filter(|_| !by_decision || !self.decisions.is_empty())
    }

    /// Makes it what it was while it awaited proofreading in that round, for somebody who judges it anew and must not know what came of
    /// it.
    pub fn rewind_to(&mut self, round: u32) {
        self.make_blind();
        (self.status, self.round) = (Status::AwaitingProofreading, round);
        (self.claim, self.postponed) = (None, None);
        for item in &mut self.items {
            item.status = Status::AwaitingProofreading;
            item.attachments.retain(|stored| stored.round <= round);
            for stored in &mut item.attachments {
                stored.superseded_by = stored.superseded_by.filter(|by| *by <= round);
            }
        }
    }

    /// The newest decision that was not taken back.
    #[must_use]
    pub fn last_decision(&self) -> Option<&DecisionRecord> {
        self.decisions.iter().rev().find(|decision| decision.taken_back_at.is_none())
    }

    /// What a letter has to know of it; `institution` is the full name of the one that signs.
    #[must_use]
    pub fn in_letter(&self, institution: &str) -> LetterOrder {
        let items = self.items.iter().map(|item| LetterItem {
            item: item.item,
            service: item.service,
            summary: summary(&item.certificate.holder, &item.certificate.school, item.certificate.level.as_deref()),
        });
        LetterOrder { order_no: self.order_no.clone(), institution: institution.to_owned(), items: items.collect() }
    }
}

/// The order that a reconsideration contests (G1.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contested {
    /// Of the same institution: all of it, frozen, for it has ended.
    Here(Box<OrderFile>),
    /// Another institution has it; its short name.
    Elsewhere(String),
}

/// An order as its applicant handed it in: nothing of what the staff made of it, so that whoever brings events in may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// The order.
    pub order_no: OrderNo,
    /// Whose.
    pub institution: String,
    /// The order it contests.
    pub reconsiders: Option<OrderNo>,
    /// The applicant's account at the portal.
    pub account: String,
    /// When it was first handed in.
    pub first_submitted_at: Millis,
    /// When it was last handed in.
    pub submitted_at: Millis,
    /// By number.
    pub items: Vec<ItemFile>,
}

impl Application {
    /// As the automatic checks look at it: with its current files.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            institution: &self.institution,
            order_no: &self.order_no,
            reconsiders: self.reconsiders.as_ref(),
            account: &self.account,
            submitted_on: self.first_submitted_at.day(),
            came_at: self.submitted_at,
            items: self.items.iter().map(ItemFile::subject).collect(),
        }
    }
}

/// One item of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFile {
    /// 1-based.
    pub item: u32,
    /// What is asked for.
    pub service: Service,
    /// Chinese copies.
    pub copies_zh: u32,
    /// English copies.
    pub copies_en: u32,
    /// Price of a copy in fen.
    pub unit_price_fen: i64,
    /// How the holder was verified.
    pub identity: Identity,
    /// Where it stands.
    pub status: Status,
    /// What was typed.
    pub certificate: Certificate,
    /// All files of all rounds, by round and position.
    pub attachments: Vec<StoredAttachment>,
}

impl ItemFile {
    fn subject(&self) -> SubjectItem<'_> {
        SubjectItem {
            item: self.item,
            service: self.service,
            certificate: &self.certificate,
            files: self.attachments.iter().filter(|stored| stored.superseded_by.is_none()).map(|stored| &stored.file).collect(),
        }
    }
}

/// A file of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAttachment {
    /// 1-based item.
    pub item: u32,
    /// The round in which it came.
    pub round: u32,
    /// Its place in that round's list, from 0.
    pub position: u32,
    /// Its facts.
    pub file: KeptAttachment,
    /// The round whose list no longer has it; `None` while it is current.
    pub superseded_by: Option<u32>,
}

impl StoredAttachment {
    /// The kind the applicant gave it.
    #[must_use]
    pub const fn kind(&self) -> AttachmentKind {
        self.file.kind
    }
}

/// A decision as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRecord {
    /// The desk's token of it.
    pub token: String,
    /// Round and version of the order as it was decided.
    pub round: u32,
    /// Version of the order as it was decided.
    pub version: i64,
    /// Where it led.
    pub status: Status,
    /// Login of who decided.
    pub staff: String,
    /// Their name.
    pub staff_name: String,
    /// When.
    pub decided_at: Millis,
    /// Until when it may be taken back.
    pub held_until: Millis,
    /// When it was taken back.
    pub taken_back_at: Option<Millis>,
    /// Outcomes by item.
    pub outcomes: Vec<ItemOutcome>,
    /// Verdicts.
    pub verdicts: Vec<FieldVerdict>,
    /// Version of the catalogue the letter was made with.
    pub catalogue_version: String,
    /// The letter as the catalogue made it.
    pub letter_generated: String,
    /// The letter as sent.
    pub letter: String,
}

/// A message as written, with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRecord {
    /// As the portal gets it.
    pub message: OutMessage,
    /// Until when it is held.
    pub held_until: Millis,
    /// When its decision was taken back.
    pub withdrawn_at: Option<Millis>,
    /// When it was handed over.
    pub delivered_at: Option<Millis>,
}
