//! What other orders say (C11, X1–X6): a pure function of an order and the database's answer about the others.
//!
//! The same person is whoever has the same name and the same document number, as typed. Another person's certificate number or
//! file is an error; where only the name or only the number is the same, someone has typed something wrong, or worse: a warning.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Check;
use super::hint::Hint;
use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::{Certificate, Field};
use crate::domain::finding::{Finding, Says, Severity};
use crate::domain::fold::half_width;
use crate::domain::numbers::resident_id;
use crate::domain::related::{LikeFile, MOST_FILES, OnList, Person, Place, Related, Subject, SubjectItem};
use crate::domain::scan_facts::Fingerprint;
use crate::domain::status::Status;
use chrono::NaiveDate;

/// What other orders say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AcrossHint {
    /// C11: what was typed is no number that could be told from others.
    NoNumber,
    /// C11: no other order has this certificate number.
    NumberOnce,
    /// C11: another order has it.
    NumberAgain {
        /// Whose certificate it is there.
        person: Person,
        /// Where.
        with: Other,
    },
    /// X1: nobody else has this document number.
    IdOnce,
    /// X1: it stands under another name.
    IdOfAnother {
        /// Where.
        with: Other,
    },
    /// X2: no file of the item came with another order.
    FilesOnce,
    /// X2: a file came with another order.
    FileAgain {
        /// What it is said to show.
        kind: AttachmentKind,
        /// What it is said to show there.
        kind_there: AttachmentKind,
        /// Whose it is there.
        person: Person,
        /// Where.
        with: Other,
    },
    /// X2: more files than are asked about.
    FilesNotAsked {
        /// How many were.
        asked: usize,
    },
    /// X3: no picture of the item looks like another order's.
    PicturesOnce,
    /// X3: a picture looks nearly like another order's.
    PictureAgain {
        /// What it is said to show.
        kind: AttachmentKind,
        /// What it is said to show there.
        kind_there: AttachmentKind,
        /// In how many of the fingerprint's 256 bits they differ.
        bits: u32,
        /// Whose it is there.
        person: Person,
        /// Where.
        with: Other,
    },
    /// X3: no fingerprint was taken of the item's files.
    PicturesUnknown,
    /// X4: earlier orders of the same holder.
    Earlier {
        /// The newest of them.
        with: Other,
        /// How many of them were rejected.
        rejected: usize,
    },
    /// X5: enquiries of the account.
    Enquiries {
        /// To this institution.
        here: u32,
        /// Of these, not answered yet.
        waiting: u32,
        /// To others.
        elsewhere: u32,
    },
    /// X6: the document number is on no list.
    NotListed,
    /// X6: it is, or was.
    Listed {
        /// The listing institution's short name.
        institution: String,
        /// First day on which it holds.
        effective_on: NaiveDate,
        /// First day on which it no longer does.
        ends_on: NaiveDate,
        /// Why; `None` for another institution's entry.
        reason: Option<String>,
    },
    /// The database did not say what other orders have.
    NotAsked,
}

/// Where the same thing was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Other {
    /// In another item of the same order.
    Item(u32),
    /// In another order.
    Order {
        /// Which, as far as may be told.
        place: Place,
        /// How many orders more.
        more: usize,
    },
}

fn finding(check: Check, item: u32, field: Option<Field>, severity: Severity, says: Says, hint: AcrossHint) -> Finding {
    Finding { check, item, field, severity, says, hint: Hint::Across(hint) }
}

const fn weight(person: Person) -> (Severity, Says) {
    match person {
        Person::Other => (Severity::Error, Says::Disagrees),
        Person::NameOnly | Person::IdOnly => (Severity::Warn, Says::Disagrees),
        Person::Same => (Severity::Info, Says::Agrees),
    }
}

/// In how far two certificates name the same person.
#[must_use]
pub fn person(one: &Certificate, other: &Certificate) -> Person {
    Person::of(same_name(&one.holder, &other.holder), same_document(one, other))
}

/// Whether what was typed can be told from others: a number with five digits, not 无 or a dash.
#[must_use]
pub fn is_a_number(number: &str) -> bool {
    half_width(number).chars().filter(char::is_ascii_digit).count() >= 5
}

/// Whether two names are the same but for blanks and the width of characters.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    let folded = |name: &str| half_width(name).replace([' ', '·', '•', '.'], "");
    folded(one) == folded(other)
}

fn same_document(one: &Certificate, other: &Certificate) -> bool {
    one.id_type == other.id_type && resident_id::forms(&one.id_no).contains(&other.id_no.to_ascii_uppercase())
}

/// The findings of an order about others. `None`: the database could not be asked, and says so.
#[must_use]
pub fn check(subject: &Subject<'_>, related: Option<&Related>) -> Vec<Finding> {
    let Some(related) = related else {
        let first = subject.items.first().map_or(1, |item| item.item);
        return vec![finding(Check::X1, first, None, Severity::Warn, Says::Unknown, AcrossHint::NotAsked)];
    };
    let mut found = Vec::new();
    let mut left = MOST_FILES;
    for item in &subject.items {
        number(subject, item, related, &mut found);
        document(subject, item, related, &mut found);
        files(subject, item, related, &mut found);
        pictures(subject, item, related, &mut found);
        let asked = item.files.len().min(left);
        left -= asked;
        if asked < item.files.len() {
            let hint = AcrossHint::FilesNotAsked { asked };
            found.push(finding(Check::X2, item.item, None, Severity::Info, Says::Unknown, hint));
        }
        earlier(subject, item, related, &mut found);
        listed(subject, item, related, &mut found);
    }
    let made = related.enquiries;
    if made.here > 0 || made.elsewhere > 0 {
        let hint = AcrossHint::Enquiries { here: made.here, waiting: made.waiting, elsewhere: made.elsewhere };
        let first = subject.items.first().map_or(1, |item| item.item);
        found.push(finding(Check::X5, first, None, Severity::Info, Says::Agrees, hint));
    }
    found
}

/// The items before this one: a thing two items share is told once, at the later of them.
fn before<'s, 'a>(subject: &'s Subject<'a>, item: &SubjectItem<'a>) -> impl Iterator<Item = &'s SubjectItem<'a>> {
    let number = item.item;
    subject.items.iter().filter(move |other| other.item < number)
}

/// One of some places to tell of, and how many orders more there are. The newest stand first; one of the own institution, which can
/// be looked up, is told before any other.
fn told<'p>(places: impl IntoIterator<Item = &'p Place>) -> Option<Other> {
    let places: Vec<&Place> = places.into_iter().collect();
    let place = places.iter().find(|place| place.order_no.is_some()).or_else(|| places.first())?;
    Some(Other::Order { place: (*place).clone(), more: places.len().saturating_sub(1) })
}

/// C11. The same holder may apply again once the earlier order has ended (G3.12), but a report is made of a certificate only once.
fn number(subject: &Subject<'_>, item: &SubjectItem<'_>, related: &Related, found: &mut Vec<Finding>) {
    let Some(number) = item.certificate.number.as_deref().filter(|number| !number.trim().is_empty()) else { return };
    let field = Some(Field::Number);
    if !is_a_number(number) {
        found.push(finding(Check::C11, item.item, field, Severity::Info, Says::NotApplicable, AcrossHint::NoNumber));
        return;
    }
    let count = found.len();
    for other in before(subject, item) {
        let same = other.certificate.number.as_deref().is_some_and(|theirs| half_width(theirs) == half_width(number));
        let whose = person(item.certificate, other.certificate);
        if same && whose != Person::Same {
            let (severity, says) = weight(whose);
            let hint = AcrossHint::NumberAgain { person: whose, with: Other::Item(other.item) };
            found.push(finding(Check::C11, item.item, field, severity, says, hint));
        }
    }
    let mut by_person: BTreeMap<Person, Vec<&Place>> = BTreeMap::new();
    for one in related.numbers.iter().filter(|one| one.item == item.item) {
        by_person.entry(one.person).or_default().push(&one.place);
    }
    for (whose, mut places) in by_person {
        let accepted = whose == Person::Same && places.iter().any(|place| place.status == Status::Accepted);
        if accepted {
            places.retain(|place| place.status == Status::Accepted);
        }
        let Some(with) = told(places) else { continue };
        let (severity, says) = if accepted { (Severity::Warn, Says::Disagrees) } else { weight(whose) };
        found.push(finding(Check::C11, item.item, field, severity, says, AcrossHint::NumberAgain { person: whose, with }));
    }
    if found.len() == count {
        found.push(finding(Check::C11, item.item, field, Severity::Info, Says::Agrees, AcrossHint::NumberOnce));
    }
}

/// X1.
fn document(subject: &Subject<'_>, item: &SubjectItem<'_>, related: &Related, found: &mut Vec<Finding>) {
    let field = Some(Field::IdNo);
    let count = found.len();
    for other in before(subject, item) {
        if person(item.certificate, other.certificate) == Person::IdOnly {
            let hint = AcrossHint::IdOfAnother { with: Other::Item(other.item) };
            found.push(finding(Check::X1, item.item, field, Severity::Error, Says::Disagrees, hint));
        }
    }
    let others = related.ids.iter().filter(|one| one.item == item.item && one.person == Person::IdOnly);
    if let Some(with) = told(others.map(|one| &one.place)) {
        found.push(finding(Check::X1, item.item, field, Severity::Error, Says::Disagrees, AcrossHint::IdOfAnother { with }));
    }
    if found.len() == count {
        found.push(finding(Check::X1, item.item, field, Severity::Info, Says::Agrees, AcrossHint::IdOnce));
    }
}

/// Other material may speak of several people at once: a statement of a unit, a register.
const fn file_weight(kind: AttachmentKind, person: Person) -> (Severity, Says) {
    match (kind, person) {
        (AttachmentKind::Other, Person::Other) => (Severity::Warn, Says::Disagrees),
        _ => weight(person),
    }
}

/// X2. One finding for each kind of file and person.
fn files(subject: &Subject<'_>, item: &SubjectItem<'_>, related: &Related, found: &mut Vec<Finding>) {
    if item.files.is_empty() {
        return;
    }
    let count = found.len();
    for other in before(subject, item) {
        let whose = person(item.certificate, other.certificate);
        let shared = item.files.iter().find_map(|mine| {
            let theirs = other.files.iter().find(|theirs| theirs.sha256 == mine.sha256)?;
            Some((mine.kind, theirs.kind))
        });
        if let Some((kind, kind_there)) = shared.filter(|_| whose != Person::Same) {
            let (severity, says) = file_weight(kind, whose);
            let hint = AcrossHint::FileAgain { kind, kind_there, person: whose, with: Other::Item(other.item) };
            found.push(finding(Check::X2, item.item, None, severity, says, hint));
        }
    }
    let same = related.files.iter().filter(|like| like.item == item.item && like.distance.is_none());
    for ((kind, whose), likes) in grouped(same, |like| (like.kind, like.person)) {
        let Some((kind_there, with)) = told_of(&likes) else { continue };
        let (severity, says) = file_weight(kind, whose);
        let hint = AcrossHint::FileAgain { kind, kind_there, person: whose, with };
        found.push(finding(Check::X2, item.item, None, severity, says, hint));
    }
    if found.len() == count {
        found.push(finding(Check::X2, item.item, None, Severity::Info, Says::Agrees, AcrossHint::FilesOnce));
    }
}

/// By what `key` takes of them; nobody is told that the holder's own files came before.
fn grouped<'l, K: Ord>(
    likes: impl Iterator<Item = &'l LikeFile>,
    key: impl Fn(&LikeFile) -> K,
) -> BTreeMap<K, Vec<&'l LikeFile>> {
    let mut groups: BTreeMap<K, Vec<&LikeFile>> = BTreeMap::new();
    for like in likes.filter(|like| like.person != Person::Same) {
        groups.entry(key(like)).or_default().push(like);
    }
    groups
}

/// One of some like files to tell of, and how many orders more have one.
fn told_of(likes: &[&LikeFile]) -> Option<(AttachmentKind, Other)> {
    let mut places: Vec<&Place> = Vec::new();
    for like in likes {
        // Two files of one order are one order; those of other institutions have no number to tell them by.
        if like.place.order_no.is_none() || !places.iter().any(|place| place.order_no == like.place.order_no) {
            places.push(&like.place);
        }
    }
    let with = told(places)?;
    let first = likes.iter().find(|like| matches!(&with, Other::Order { place, .. } if *place == like.place))?;
    Some((first.kind_there, with))
}

/// From how many other orders on an ID card's picture is one that every card has: the side with the emblem, of which two people's
/// differ in no more than a date.
const COMMON: usize = 3;

/// In how many bits a picture of an ID card that was saved again differs at most; two people's fronts scanned at the very same place
/// come within [`Fingerprint::NEAR`] now and then (docs/hints.md).
const SAME_CARD: u32 = 4;

/// Forms look like forms: what is sent as other material, and the side of the ID card that is everyone's, are good to know at most.
/// A card that looks like three others', or only somewhat like another, shows what all cards show: that says nothing.
const fn picture_weight(kind: AttachmentKind, orders: usize, bits: u32) -> (Severity, Says) {
    match kind {
        AttachmentKind::Diploma | AttachmentKind::HeldIdPhoto => (Severity::Warn, Says::Disagrees),
        AttachmentKind::IdCard if orders < COMMON && bits <= SAME_CARD => (Severity::Warn, Says::Disagrees),
        AttachmentKind::Other if orders < COMMON => (Severity::Info, Says::Disagrees),
        AttachmentKind::IdCard | AttachmentKind::Other => (Severity::Info, Says::Unknown),
    }
}

/// X3. A warning at most: that two pictures look alike is a hint, however close they are.
fn pictures(subject: &Subject<'_>, item: &SubjectItem<'_>, related: &Related, found: &mut Vec<Finding>) {
    if item.files.is_empty() {
        return;
    }
    if item.files.iter().all(|file| file.fingerprint().is_none()) {
        found.push(finding(Check::X3, item.item, None, Severity::Info, Says::NotApplicable, AcrossHint::PicturesUnknown));
        return;
    }
    let count = found.len();
    for other in before(subject, item) {
        let whose = person(item.certificate, other.certificate);
        if whose == Person::Same {
            continue;
        }
        let near = item.files.iter().find_map(|mine| {
            other.files.iter().find_map(|theirs| {
                let bits = mine.fingerprint()?.distance_turned(theirs.fingerprint()?);
                (mine.sha256 != theirs.sha256 && bits <= Fingerprint::NEAR).then_some((mine.kind, theirs.kind, bits))
            })
        });
        if let Some((kind, kind_there, bits)) = near {
            let with = Other::Item(other.item);
            let hint = AcrossHint::PictureAgain { kind, kind_there, bits, person: whose, with };
            let (severity, says) = picture_weight(kind, 1, bits);
            found.push(finding(Check::X3, item.item, None, severity, says, hint));
        }
    }
    let near =
        related.files.iter().filter(|like| like.item == item.item && like.distance.is_some_and(|bits| bits <= Fingerprint::NEAR));
    for ((_, kind, whose), likes) in grouped(near, |like| (like.file, like.kind, like.person)) {
        let Some((kind_there, with)) = told_of(&likes) else { continue };
        let orders = if let Other::Order { more, .. } = &with { more + 1 } else { 1 };
        let bits = likes.iter().filter_map(|like| like.distance).min().unwrap_or_default();
        let hint = AcrossHint::PictureAgain { kind, kind_there, bits, person: whose, with };
        let (severity, says) = picture_weight(kind, orders, bits);
        found.push(finding(Check::X3, item.item, None, severity, says, hint));
    }
    if found.len() == count {
        found.push(finding(Check::X3, item.item, None, Severity::Info, Says::Agrees, AcrossHint::PicturesOnce));
    }
}

/// X4. An earlier order that was rejected is worth a second look; the one that this order contests is no news.
fn earlier(subject: &Subject<'_>, item: &SubjectItem<'_>, related: &Related, found: &mut Vec<Finding>) {
    let places: Vec<&Place> =
        related.ids.iter().filter(|one| one.item == item.item && one.person == Person::Same).map(|one| &one.place).collect();
    let contested = |place: &Place| subject.reconsiders.is_some() && place.order_no.as_ref() == subject.reconsiders;
    let rejected = places.iter().filter(|place| place.status == Status::Rejected && !contested(place)).count();
    let Some(with) = told(places) else { return };
    let (severity, says) = if rejected > 0 { (Severity::Warn, Says::Disagrees) } else { (Severity::Info, Says::Agrees) };
    found.push(finding(Check::X4, item.item, None, severity, says, AcrossHint::Earlier { with, rejected }));
}

/// X6 (G2.2). In force today or on the day of the submission: an error; one that has run out, or has not begun: good to know.
fn listed(subject: &Subject<'_>, item: &SubjectItem<'_>, related: &Related, found: &mut Vec<Finding>) {
    let field = Some(Field::IdNo);
    let holds = |entry: &OnList, day: NaiveDate| entry.effective_on <= day && day < entry.ends_on;
    let mut entries: Vec<&OnList> = related.listings.iter().filter(|entry| entry.item == item.item).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.ends_on));
    if entries.is_empty() {
        found.push(finding(Check::X6, item.item, field, Severity::Info, Says::Agrees, AcrossHint::NotListed));
    }
    for entry in entries {
        let (severity, says) = if holds(entry, related.today) || holds(entry, subject.submitted_on) {
            (Severity::Error, Says::Disagrees)
        } else {
            (Severity::Warn, Says::Disagrees)
        };
        let hint = AcrossHint::Listed {
            institution: entry.institution.clone(),
            effective_on: entry.effective_on,
            ends_on: entry.ends_on,
            reason: entry.reason.clone(),
        };
        found.push(finding(Check::X6, item.item, field, severity, says, hint));
    }
}

#[cfg(test)]
mod tests;
