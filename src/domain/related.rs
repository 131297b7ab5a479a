//! What an order has to do with others: the question that is put to the database, and its answer.
//!
//! The answer crosses institutions. Of an order of another one it tells the institution's short name, the status and the year: no
//! order number, no name, no document number.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::attachment::AttachmentKind;
use super::certificate::Certificate;
use super::numbers::order_no::OrderNo;
use super::order::{KeptAttachment, NewOrder, Service};
use super::scan_facts::Fingerprint;
use super::status::Status;
use super::time::Millis;

/// An order as the automatic checks look at it: one that is stored, or one that is just coming in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject<'a> {
    /// Whose it is; what belongs to another institution is told without names.
    pub institution: &'a str,
    /// The order itself is never one of the others.
    pub order_no: &'a OrderNo,
    /// The order it contests: no news to whoever decides the reconsideration.
    pub reconsiders: Option<&'a OrderNo>,
    /// The portal's account.
    pub account: &'a str,
    /// The day in China on which its first round was submitted.
    pub submitted_on: NaiveDate,
    /// When the present round was.
    pub came_at: Millis,
    /// Its items, in order.
    pub items: Vec<SubjectItem<'a>>,
}

/// An item of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectItem<'a> {
    /// 1-based.
    pub item: u32,
    /// What is asked for.
    pub service: Service,
    /// What was typed.
    pub certificate: &'a Certificate,
    /// Its current files.
    pub files: Vec<&'a KeptAttachment>,
}

impl NewOrder {
    /// As the automatic checks look at it.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            institution: &self.institution,
            order_no: &self.order_no,
            reconsiders: self.reconsiders.as_ref(),
            account: &self.account,
            submitted_on: self.submitted_at.day(),
            came_at: self.submitted_at,
            items: (1..)
                .zip(&self.items)
                .map(|(item, new)| SubjectItem {
                    item,
                    service: new.service,
                    certificate: &new.certificate,
                    files: new.attachments.iter().collect(),
                })
                .collect(),
        }
    }
}

impl KeptAttachment {
    /// The picture's fingerprint, where one was taken.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.facts.as_deref().and_then(|facts| facts.fingerprint)
    }
}

/// Another order, told as far as the asking institution may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The institution's short name: 湖北.
    pub institution: String,
    /// The order's number; `None` for another institution's.
    pub order_no: Option<OrderNo>,
    /// Its holder; `None` for another institution's.
    pub holder: Option<String>,
    /// Where it stands.
    pub status: Status,
    /// The year in which it was first submitted, in China.
    pub year: i32,
}

/// In how far the holder of another item is the same person, going by what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Person {
    /// Neither name nor document number is the same.
    Other,
    /// The same name under another document number.
    NameOnly,
    /// The same document number under another name.
    IdOnly,
    /// Both are the same.
    Same,
}

impl Person {
    /// From whether the name and the document number are the same.
    #[must_use]
    pub const fn of(same_name: bool, same_id: bool) -> Self {
        match (same_name, same_id) {
            (false, false) => Self::Other,
            (true, false) => Self::NameOnly,
            (false, true) => Self::IdOnly,
            (true, true) => Self::Same,
        }
    }
}

/// The certificate number of an item in another order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameNumber {
    /// Of the order that asks.
    pub item: u32,
    /// Whose certificate it is there.
    pub person: Person,
    /// Where.
    pub place: Place,
}

/// The document number of an item in another order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameId {
    /// Of the order that asks.
    pub item: u32,
    /// Whether the name is the same there: never [`Person::Other`] or [`Person::NameOnly`].
    pub person: Person,
    /// Where.
    pub place: Place,
}

/// A file of another order that is the same as one of this order's, or looks like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikeFile {
    /// Of the order that asks.
    pub item: u32,
    /// Its place among the item's files, from 0.
    pub file: usize,
    /// What this order's file is said to show.
    pub kind: AttachmentKind,
    /// In how many bits of the fingerprint the two differ; `None` where their content is the same.
    pub distance: Option<u32>,
    /// Whose file it is there.
    pub person: Person,
    /// What the file is said to show there.
    pub kind_there: AttachmentKind,
    /// Where.
    pub place: Place,
}

/// Enquiries of the account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EnquiriesMade {
    /// To this institution.
    pub here: u32,
    /// Of these, not answered yet.
    pub waiting: u32,
    /// To other institutions.
    pub elsewhere: u32,
}

/// An entry of the dishonesty list on a holder's document number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnList {
    /// Of the order that asks.
    pub item: u32,
    /// The listing institution's short name.
    pub institution: String,
    /// First day on which it holds.
    pub effective_on: NaiveDate,
    /// First day on which it no longer does.
    pub ends_on: NaiveDate,
    /// Why; `None` for another institution's entry.
    pub reason: Option<String>,
}

/// What the database knows of other orders. Each list is bounded: at most [`MOST`] for one number or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The day of the answer in China, by the database's clock.
    pub today: NaiveDate,
    /// The same certificate numbers.
    pub numbers: Vec<SameNumber>,
    /// The same document numbers, in their 15- and 18-digit forms.
    pub ids: Vec<SameId>,
    /// The same files and nearly the same pictures.
    pub files: Vec<LikeFile>,
    /// Enquiries of the account.
    pub enquiries: EnquiriesMade,
    /// Entries of the dishonesty list, whenever they hold.
    pub listings: Vec<OnList>,
}

impl Related {
    /// An order that has to do with no other.
    #[must_use]
    pub const fn none(today: NaiveDate) -> Self {
        Self {
            today,
            numbers: Vec::new(),
            ids: Vec::new(),
            files: Vec::new(),
            enquiries: EnquiriesMade { here: 0, waiting: 0, elsewhere: 0 },
            listings: Vec::new(),
        }
    }
}

/// Most rows that are looked at for one number, one file's content, or one word of a fingerprint: whoever has more of them has
/// something else to explain.
pub const MOST: u32 = 50;

/// Most files of an order that are asked about: more than three items of the largest size have.
pub const MOST_FILES: usize = 256;
