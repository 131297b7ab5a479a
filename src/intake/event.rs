//! An event of the feed, read from one line: which of the five it is, and what it says.

use std::collections::HashSet;

use super::attachments::{self, FileList};
use super::fields::{Fields, Notes, Text};
use super::json;
use super::line::Line;
use super::order::{self, CODE, SubmitRead, read_order_no};
use super::refusal::{Invalid, Why};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::time::Millis;

/// Longest id that the portal gives an event or an enquiry, in characters.
const ID: Text = Text::exact(200);
/// Longest subject of an enquiry.
const SUBJECT: Text = Text::line(100);
/// Longest text of an enquiry.
const BODY: Text = Text::lines(5000);

/// A line read.
#[derive(Debug, Clone)]
pub struct EventRead {
    /// From 1.
    pub line: u64,
    /// Where it ends in the feed, in bytes.
    pub end: u64,
    /// The portal's id of it.
    pub event_id: Option<String>,
    /// SHA-256 of its canonical JSON; empty where it is none.
    pub digest: String,
    /// When it happened at the portal.
    pub at: Option<Millis>,
    /// What it says; `None` where that cannot be told.
    pub act: Option<ActRead>,
    /// What was noticed.
    pub notes: Notes,
}

/// What an event says, as far as it could be read.
#[derive(Debug, Clone)]
pub enum ActRead {
    /// `submit`.
    Submit(Box<SubmitRead>),
    /// `resubmit`.
    Resubmit {
        /// The order.
        order_no: Option<OrderNo>,
        /// Whose it is said to be.
        account: Option<String>,
        /// The items named, with their whole new lists.
        items: Vec<ResubmittedItem>,
    },
    /// `cancel`.
    Cancel {
        /// The order.
        order_no: Option<OrderNo>,
        /// Whose it is said to be.
        account: Option<String>,
    },
    /// `enquiry`.
    Enquiry {
        /// Its number.
        enquiry_no: Option<String>,
        /// Who asks.
        account: Option<String>,
        /// Whom.
        institution: Option<String>,
        /// About which order; the inner `None`: about none.
        order_no: Option<Option<OrderNo>>,
        /// Subject line.
        subject: Option<String>,
        /// Text.
        body: Option<String>,
    },
    /// `enquiry_followup`.
    Followup {
        /// The enquiry.
        enquiry_no: Option<String>,
        /// Whose it is said to be.
        account: Option<String>,
        /// Text.
        body: Option<String>,
    },
}

/// An item of a `resubmit`.
#[derive(Debug, Clone)]
pub struct ResubmittedItem {
    /// Where in the line it is.
    pub at: String,
    /// 1-based, as given.
    pub item: Option<i64>,
    /// The whole new list.
    pub files: FileList,
}

impl ActRead {
    /// What it is about, as the record of events taken names it.
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Submit(order) => order.order_no.as_ref().map(ToString::to_string),
            Self::Resubmit { order_no, .. } | Self::Cancel { order_no, .. } => order_no.as_ref().map(ToString::to_string),
            Self::Enquiry { enquiry_no, .. } | Self::Followup { enquiry_no, .. } => {
                enquiry_no.as_ref().map(|enquiry_no| format!("enquiry:{enquiry_no}"))
            }
        }
    }

    /// The lists of files it names.
    pub fn file_lists(&self) -> impl Iterator<Item = &FileList> {
        let (submitted, resubmitted) = match self {
            Self::Submit(order) => (order.items.as_slice(), [].as_slice()),
            Self::Resubmit { items, .. } => ([].as_slice(), items.as_slice()),
            _ => ([].as_slice(), [].as_slice()),
        };
        submitted.iter().map(|item| &item.files).chain(resubmitted.iter().map(|item| &item.files))
    }
}

/// Reads a line: parses it, and notes everything that the line alone shows to be wrong.
#[must_use]
pub fn read(line: &Line) -> EventRead {
    let mut read = EventRead {
        line: line.number,
        end: line.end,
        event_id: None,
        digest: String::new(),
        at: None,
        act: None,
        notes: Notes::default(),
    };
    let object = match line.bytes.as_deref().ok_or(Why::LineTooLong).and_then(json::parse) {
        Ok(object) => object,
        Err(why) => {
            read.notes.refuse("", why);
            return read;
        }
    };
    read.digest = json::digest(&object);
    let notes = &mut read.notes;
    let mut event = Fields::new(&object, "");
    read.event_id = event.text(notes, "event_id", ID);
    read.at = event.moment(notes, "at");
    read.act = event.required(notes, "event").and_then(|word| match word.as_str() {
        Some("submit") => {
            let order = event.object(notes, "order")?;
            Some(ActRead::Submit(Box::new(order::read(notes, order, read.at))))
        }
        Some("resubmit") => Some(read_resubmit(notes, &mut event)),
        Some("cancel") => Some(ActRead::Cancel {
            order_no: read_order_no(notes, &mut event, "order_no"),
            account: event.text(notes, "account", CODE),
        }),
        Some("enquiry") => Some(read_enquiry(notes, &mut event)),
        Some("enquiry_followup") => Some(ActRead::Followup {
            enquiry_no: event.text(notes, "enquiry_no", ID),
            account: event.text(notes, "account", CODE),
            body: event.text(notes, "body", BODY),
        }),
        _ => {
            notes.refuse("/event", Why::UnknownEvent);
            None
        }
    });
    // Of an event that is not known, it is not known either which keys belong to it.
    if read.act.is_some() {
        event.finish(notes);
    }
    read
}

fn read_resubmit(notes: &mut Notes, event: &mut Fields<'_>) -> ActRead {
    let order_no = read_order_no(notes, event, "order_no");
    let account = event.text(notes, "account", CODE);
    let mut named = HashSet::new();
    let mut items = Vec::new();
    for mut fields in event.objects(notes, "items").unwrap_or_default() {
        let item = fields.number(notes, "item", 1);
        if item.is_some_and(|item| !named.insert(item)) {
            notes.refuse(fields.at("item"), Why::Invalid(Invalid::ItemTwice));
        }
        let files = attachments::read(notes, &mut fields);
        items.push(ResubmittedItem { at: fields.path().to_owned(), item, files });
        fields.finish(notes);
    }
    ActRead::Resubmit { order_no, account, items }
}

fn read_enquiry(notes: &mut Notes, event: &mut Fields<'_>) -> ActRead {
    let order_no = if event.value("order_no").is_some() { read_order_no(notes, event, "order_no").map(Some) } else { Some(None) };
    ActRead::Enquiry {
        enquiry_no: event.text(notes, "enquiry_no", ID),
        account: event.text(notes, "account", CODE),
        institution: event.text(notes, "institution", CODE),
        order_no,
        subject: event.text(notes, "subject", SUBJECT),
        body: event.text(notes, "body", BODY),
    }
}
