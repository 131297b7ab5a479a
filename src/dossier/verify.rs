//! Checking a dossier without the database: every part against the manifest, the hash chain of the trail recomputed, and what the parts
//! say held against what the trail says.
//!
//! Whoever changes a part and the manifest with it still has to make the rest agree; whoever rewrites everything, the chain among it,
//! is betrayed by the manifest's hash alone, which stands in the database's own trail (`export`) and can be given from there.

use std::io;

use super::container::{Container, MOST_PARTS, is_name};
use super::content::{
    ATTACHMENTS, AUDIT, AttachmentPart, DECISIONS, DecisionPart, FORMAT, LISTINGS_AUDIT, MANIFEST, MESSAGES, Manifest,
    MessagePart, NOTES, NotePart, ORDER, OrderState, read, read_lines, sha256,
};
use crate::domain::mask;
use crate::domain::status::{Act, Status, may_move};
use crate::store::chain::Walk;
use crate::store::records::{AuditEntry, TrailRow};

/// Longest part that is read at once, in bytes.
const MOST_READ: u64 = 256 * 1024 * 1024;
/// Longest file.
const MOST_FILE: u64 = 4 * 1024 * 1024 * 1024;

/// Something that is wrong with a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The stable code.
    pub code: &'static str,
    /// Where: a part, a row.
    pub place: String,
}

/// What a check came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// What is wrong; empty where nothing is.
    pub faults: Vec<Fault>,
    /// What the dossier says of itself; `None` where its manifest cannot be read.
    pub manifest: Option<Manifest>,
    /// SHA-256 of the manifest.
    pub sha256: String,
    /// Rows of the trail.
    pub rows: usize,
}

impl Report {
    fn wrong(&mut self, code: &'static str, place: impl Into<String>) {
        self.faults.push(Fault { code, place: place.into() });
    }
}

/// Everything that a dossier says, as far as its parts can be read.
struct Contents {
    order: OrderState,
    decisions: Vec<DecisionPart>,
    messages: Vec<MessagePart>,
    notes: Vec<NotePart>,
    attachments: Vec<AttachmentPart>,
    audit: Vec<TrailRow>,
    listings: Vec<AuditEntry>,
}

/// Checks a dossier; `expected` is the hash of its manifest, where it is known from elsewhere.
///
/// # Errors
/// It cannot be read at all.
pub fn verify(dossier: &mut Container, expected: Option<&str>) -> io::Result<Report> {
    let mut report = Report::default();
    let Some(bytes) = dossier.read(MANIFEST, MOST_READ)? else {
        report.wrong("dossier.manifest", MANIFEST);
        return Ok(report);
    };
    report.sha256 = sha256(&bytes);
    if expected.is_some_and(|expected| !expected.eq_ignore_ascii_case(&report.sha256)) {
        report.wrong("dossier.hash", MANIFEST);
    }
    let manifest: Option<Manifest> = read(&bytes).filter(|one: &Manifest| one.format == FORMAT && one.parts.len() <= MOST_PARTS);
    let Some(manifest) = manifest else {
        report.wrong("dossier.manifest", MANIFEST);
        return Ok(report);
    };
    parts(dossier, &manifest, &mut report)?;
    if let Some(contents) = contents(dossier, &mut report)? {
        report.rows = contents.audit.len();
        let covers = !manifest.full;
        chain(&contents, &manifest, &mut report);
        moves(&contents, &mut report);
        decisions(&contents, &mut report);
        letters(&contents, &mut report);
        notes(&contents, covers, &mut report);
        files(&contents, &manifest, &mut report);
    }
    report.manifest = Some(manifest);
    Ok(report)
}

/// Every part is there, as long as it was and with the same content, and nothing else is.
fn parts(dossier: &mut Container, manifest: &Manifest, report: &mut Report) -> io::Result<()> {
    for (index, part) in manifest.parts.iter().enumerate() {
        let earlier = manifest.parts.iter().take(index).any(|one| one.name == part.name);
        if !is_name(&part.name) || part.name == MANIFEST || earlier {
            report.wrong("dossier.name", part.name.clone());
            continue;
        }
        match dossier.digest(&part.name, MOST_FILE) {
            Ok(None) => report.wrong("dossier.missing", part.name.clone()),
            Ok(Some((bytes, hash))) if bytes == part.bytes && hash == part.sha256 => {}
            // What a ZIP's own checksum says no to cannot be read to its end.
            Ok(Some(_)) | Err(_) => report.wrong("dossier.changed", part.name.clone()),
        }
    }
    for name in dossier.names()? {
        if name != MANIFEST && !manifest.parts.iter().any(|part| part.name == name) {
            report.wrong("dossier.extra", name);
        }
    }
    if dossier.has_twins() {
        report.wrong("dossier.extra", MANIFEST);
    }
    Ok(())
}

fn contents(dossier: &mut Container, report: &mut Report) -> io::Result<Option<Contents>> {
    let mut bytes = |name: &str| dossier.read(name, MOST_READ).ok().flatten().unwrap_or_default();
    let order: Option<OrderState> = read(&bytes(ORDER));
    let decisions: Option<Vec<DecisionPart>> = read(&bytes(DECISIONS));
    let messages: Option<Vec<MessagePart>> = read(&bytes(MESSAGES));
    let notes: Option<Vec<NotePart>> = read(&bytes(NOTES));
    let attachments: Option<Vec<AttachmentPart>> = read(&bytes(ATTACHMENTS));
    let audit = read_lines(&bytes(AUDIT));
    let listings = read_lines(&bytes(LISTINGS_AUDIT));
    let unreadable = [
        (order.is_none(), ORDER),
        (decisions.is_none(), DECISIONS),
        (messages.is_none(), MESSAGES),
        (notes.is_none(), NOTES),
        (attachments.is_none(), ATTACHMENTS),
        (audit.is_none(), AUDIT),
        (listings.is_none(), LISTINGS_AUDIT),
    ];
    for (_, name) in unreadable.iter().filter(|(missing, _)| *missing) {
        report.wrong("dossier.form", *name);
    }
    let (Some(order), Some(decisions), Some(messages), Some(notes)) = (order, decisions, messages, notes) else {
        return Ok(None);
    };
    let (Some(attachments), Some(audit), Some(listings)) = (attachments, audit, listings) else { return Ok(None) };
    let audit = audit.into_iter().map(|entry| TrailRow { entry, name: None }).collect();
    Ok(Some(Contents { order, decisions, messages, notes, attachments, audit, listings }))
}

/// The chains, recomputed; that they are of this order; and that they end where order and manifest say.
fn chain(contents: &Contents, manifest: &Manifest, report: &mut Report) {
    let order = &contents.order;
    if order.order_no != manifest.order_no || order.institution != manifest.institution {
        report.wrong("dossier.order", ORDER);
    }
    let foreign = |entry: &AuditEntry| entry.institution != order.institution || entry.subject != order.order_no.as_str();
    if let Some(row) = contents.audit.iter().find(|row| foreign(&row.entry)) {
        report.wrong("dossier.trail", format!("{AUDIT} #{}", row.entry.seq));
    }
    let mut walk = Walk::default();
    let rows = contents.audit.iter().map(|row| &row.entry).chain(&contents.listings);
    for found in rows.flat_map(|entry| walk.row(entry.clone())) {
        report.wrong(found.fault.code(), format!("{} #{}", found.subject, found.seq));
    }
    let last = contents.audit.last().map(|row| (row.entry.seq, row.entry.hash.as_str())).unwrap_or_default();
    if last.0 != order.audit_seq || last != (manifest.trail.seq, manifest.trail.hash.as_str()) {
        report.wrong("audit.tail", format!("{AUDIT} #{}", last.0));
    }
}

/// The status machine, walked along the trail, leads where the order stands.
fn moves(contents: &Contents, report: &mut Report) {
    let order = &contents.order;
    let (mut status, mut round, mut version) = (Status::AwaitingProofreading, 1, 1);
    if contents.audit.first().is_none_or(|row| row.entry.action != "submit") {
        report.wrong("dossier.status", format!("{AUDIT} #1"));
    }
    for row in &contents.audit {
        let Some(act) = Act::ALL.into_iter().find(|act| act.code() == row.entry.action) else { continue };
        let to = match act {
            Act::Decide => row.text("status").as_deref().and_then(Status::from_code),
            Act::TakeBack | Act::Resubmit | Act::Reopen => Some(Status::AwaitingProofreading),
            Act::Cancel => Some(Status::Cancelled),
            Act::RejectUnanswered => Some(Status::Rejected),
        };
        match to {
            Some(to) if may_move(act, status, to) => status = to,
            _ => report.wrong("dossier.status", format!("{AUDIT} #{}", row.entry.seq)),
        }
        version += 1;
        round += u32::from(act == Act::Resubmit);
    }
    if (order.status, order.round, order.version) != (status, round, version) {
        report.wrong("dossier.status", ORDER);
    }
    // An item's status follows from the last decision, or is the order's own.
    let standing = contents.decisions.iter().rev().find(|one| one.taken_back_at.is_none() && one.version + 1 == order.version);
    for item in &order.items {
        let outcome = standing.and_then(|one| one.outcomes.iter().find(|outcome| outcome.item == item.item));
        let expected = outcome.map_or(order.status, |outcome| outcome.outcome.status());
        if item.status != expected {
            report.wrong("dossier.status", format!("{ORDER} item {}", item.item));
        }
    }
}

/// Each decision has its row, which says the same, and each row its decision.
fn decisions(contents: &Contents, report: &mut Report) {
    let rows: Vec<&TrailRow> = contents.audit.iter().filter(|row| row.entry.action == "decide").collect();
    let token = |row: &TrailRow| row.text("token").unwrap_or_default();
    for one in &contents.decisions {
        let row = rows.iter().find(|row| token(row) == one.token);
        let agrees = row.is_some_and(|row| {
            let same_outcomes = row.value("outcomes") == serde_json::to_value(&one.outcomes).ok();
            let edited = row.value("letter_edited").and_then(|value| value.as_bool());
            row.entry.at == one.decided_at
                && row.entry.actor == one.staff
                && row.number("version") == Some(one.version)
                && row.text("status").as_deref() == Some(one.status.code())
                && row.text("catalogue_version").as_deref() == Some(one.catalogue_version.as_str())
                && edited == Some(one.letter != one.letter_generated)
                && same_outcomes
        });
        let back = contents.audit.iter().find(|row| row.entry.action == "take_back" && token(row) == one.token);
        let follows = Status::of_outcomes(one.outcomes.iter().map(|outcome| outcome.outcome)) == Some(one.status);
        if !agrees || !follows || back.map(|row| row.entry.at) != one.taken_back_at {
            report.wrong("dossier.decision", format!("{DECISIONS} {}", one.token));
        }
    }
    for row in rows {
        if contents.decisions.iter().filter(|one| one.token == token(row)).count() != 1 {
            report.wrong("dossier.decision", format!("{AUDIT} #{}", row.entry.seq));
        }
    }
}

/// Kinds of messages that tell of a decision.
const OF_A_DECISION: [&str; 3] = ["accepted", "rejected", "supplement"];

/// The applicant read the letter of each decision, and no other.
fn letters(contents: &Contents, report: &mut Report) {
    let kind = |status: Status| match status {
        Status::Accepted => "accepted",
        Status::AwaitingSupplement => "supplement",
        _ => "rejected",
    };
    let mut told = vec![false; contents.messages.len()];
    for one in &contents.decisions {
        let found = contents.messages.iter().position(|message| {
            message.message.at == one.decided_at
                && message.message.body == one.letter
                && message.message.kind == kind(one.status)
                && message.withdrawn_at.is_some() == one.taken_back_at.is_some()
                && message.held_until == one.held_until
        });
        match found.and_then(|index| told.get_mut(index)) {
            Some(told) => *told = true,
            None => report.wrong("dossier.letter", format!("{DECISIONS} {}", one.token)),
        }
    }
    for (message, told) in contents.messages.iter().zip(told) {
        let is_of_one = OF_A_DECISION.contains(&message.message.kind.as_str()) && message.message.enquiry_no.is_none();
        // What a supervisor rejects because no supplement came is no proofreader's decision.
        let unanswered =
            contents.audit.iter().any(|row| row.entry.action == "reject_unanswered" && row.entry.at == message.message.at);
        let elsewhere = message.message.order_no.as_ref() != Some(&contents.order.order_no);
        if elsewhere || (is_of_one && !told && !unanswered) {
            report.wrong("dossier.letter", format!("{MESSAGES} {}", message.message.message_id));
        }
    }
}

/// The trail has a note's hash. Where numbers of persons are covered in it, the hash of what was written stands beside it.
fn notes(contents: &Contents, covers: bool, report: &mut Report) {
    let rows: Vec<&TrailRow> = contents.audit.iter().filter(|row| row.entry.action == "note").collect();
    for one in &contents.notes {
        // Only of a text that has something covered and nothing left to cover.
        let is_covered = covers && one.body.contains('*') && mask::within(&one.body) == one.body;
        let written = one.written_sha256.clone().filter(|_| is_covered).unwrap_or_else(|| sha256(one.body.as_bytes()));
        let agrees = rows.iter().any(|row| {
            row.number("n") == Some(one.n)
                && row.text("sha256").as_deref() == Some(written.as_str())
                && row.entry.actor == one.staff
                && row.entry.at == one.at
        });
        if !agrees {
            report.wrong("dossier.note", format!("{NOTES} {}", one.n));
        }
    }
    for row in rows {
        if contents.notes.iter().filter(|one| row.number("n") == Some(one.n)).count() != 1 {
            report.wrong("dossier.note", format!("{AUDIT} #{}", row.entry.seq));
        }
    }
}

/// The files that are in it are those that the order has, each under its own hash.
fn files(contents: &Contents, manifest: &Manifest, report: &mut Report) {
    for one in &contents.attachments {
        let part = manifest.parts.iter().find(|part| part.name == one.part_name());
        let agrees = part.is_some_and(|part| part.sha256 == one.sha256 && part.bytes == one.bytes);
        if manifest.attachments != part.is_some() || (part.is_some() && !agrees) {
            report.wrong("dossier.file", one.part_name());
        }
    }
    for part in manifest.parts.iter().filter(|part| part.name.starts_with("files/")) {
        if !contents.attachments.iter().any(|one| one.part_name() == part.name) {
            report.wrong("dossier.file", part.name.clone());
        }
    }
}
