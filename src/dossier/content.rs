//! What is in a dossier. Times are UTC epoch milliseconds, as in the database; texts are as they were written.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::Field;
use crate::domain::decision::ItemOutcome;
use crate::domain::hex::hex;
use crate::domain::mask;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::domain::verdict::FieldVerdict;
use crate::store::records::{
    AuditEntry, DecisionRecord, ItemFile, ListingHistory, MessageRecord, Note, OrderFile, OutMessage, StoredAttachment, Timeline,
};

/// The form that this program writes and reads.
pub const FORMAT: &str = "jiaodui-dossier-1";

/// The part that names all others.
pub const MANIFEST: &str = "manifest.json";
/// The parts of one order.
pub const ORDER: &str = "order.json";
/// Decisions, verdicts and letters.
pub const DECISIONS: &str = "decisions.json";
/// Messages.
pub const MESSAGES: &str = "messages.json";
/// Notes among colleagues.
pub const NOTES: &str = "notes.json";
/// Enquiries about the order.
pub const ENQUIRIES: &str = "enquiries.json";
/// Entries of the dishonesty list that were proposed with it.
pub const LISTINGS: &str = "listings.json";
/// Who looked.
pub const LOOKS: &str = "looks.json";
/// Facts of the files.
pub const ATTACHMENTS: &str = "attachments.json";
/// The audit trail, a row a line.
pub const AUDIT: &str = "audit.ndjson";
/// The trails of those entries.
pub const LISTINGS_AUDIT: &str = "audit-listings.ndjson";
/// How to read all this.
pub const README: &str = "README.txt";

/// SHA-256 in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// What a dossier says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// The order.
    pub order_no: OrderNo,
    /// Whose.
    pub institution: String,
    /// The moment of which it tells, by the database's clock.
    pub at: Millis,
    /// Login of who took it out.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Whether personal numbers are whole.
    pub full: bool,
    /// Whether the files are in it.
    pub attachments: bool,
    /// Where the audit trail ends.
    pub trail: TrailEnd,
    /// Every other part.
    pub parts: Vec<Part>,
}

/// The end of a trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailEnd {
    /// Number of the last row.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// A part of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name, which is a path of our own making.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its content.
    pub sha256: String,
}

/// What has to be known of the order to check the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderState {
    /// The order.
    pub order_no: OrderNo,
    /// Whose.
    pub institution: String,
    /// Where it stands.
    pub status: Status,
    /// Its round.
    pub round: u32,
    /// Its version.
    pub version: i64,
    /// The newest row of its trail.
    pub audit_seq: i64,
    /// Its items.
    pub items: Vec<ItemState>,
}

/// An item, likewise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemState {
    /// 1-based.
    pub item: u32,
    /// Where it stands.
    pub status: Status,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionPart {
    /// The desk's token of it.
    pub token: String,
    /// Round of the order.
    pub round: u32,
    /// Version of the order that was decided.
    pub version: i64,
    /// Where it led.
    pub status: Status,
    /// Login of who decided.
    pub staff: String,
    /// Their name.
    pub staff_name: String,
    /// When.
    pub decided_at: Millis,
    /// Until when it could be taken back.
    pub held_until: Millis,
    /// When it was.
    pub taken_back_at: Option<Millis>,
    /// Outcomes by item.
    pub outcomes: Vec<ItemOutcome>,
    /// Verdicts.
    pub verdicts: Vec<FieldVerdict>,
    /// Version of the catalogue of reasons.
    pub catalogue_version: String,
    /// The letter as the catalogue makes it.
    pub letter_generated: String,
    /// The letter as sent.
    pub letter: String,
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagePart {
    /// As the portal gets it.
    #[serde(flatten)]
    pub message: OutMessage,
    /// Until when it was held.
    pub held_until: Millis,
    /// When its decision was taken back.
    pub withdrawn_at: Option<Millis>,
    /// When it was handed over.
    pub delivered_at: Option<Millis>,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotePart {
    /// From 1.
    pub n: i64,
    /// Login of who wrote it.
    pub staff: String,
    /// Their name.
    pub staff_name: String,
    /// When.
    pub at: Millis,
    /// The item it is about.
    pub item: Option<u32>,
    /// The field it is about.
    pub field: Option<Field>,
    /// Its text.
    pub body: String,
    /// Where numbers in the text are covered: SHA-256 of what was written, as the trail has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written_sha256: Option<String>,
}

/// A file's facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentPart {
    /// Item, round in which it came, and place in that round's list.
    pub item: u32,
    /// Round in which it came.
    pub round: u32,
    /// Its place in that round's list, from 0.
    pub position: u32,
    /// The kind that the applicant gave it.
    pub kind: AttachmentKind,
    /// The applicant's name for it: a text, never a path.
    pub file_name: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Length.
    pub bytes: u64,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// `jpeg` or `png`.
    pub format: String,
    /// The round whose list no longer has it.
    pub superseded_by: Option<u32>,
    /// What the file tells of its making.
    pub facts: Value,
}

impl AttachmentPart {
    /// The part that has its content.
    #[must_use]
    pub fn part_name(&self) -> String {
        format!("files/{}.{}", self.sha256, if self.format == "png" { "png" } else { "jpg" })
    }
}

fn decision(one: &DecisionRecord) -> DecisionPart {
    DecisionPart {
        token: one.token.clone(),
        round: one.round,
        version: one.version,
        status: one.status,
        staff: one.staff.clone(),
        staff_name: one.staff_name.clone(),
        decided_at: one.decided_at,
        held_until: one.held_until,
        taken_back_at: one.taken_back_at,
        outcomes: one.outcomes.clone(),
        verdicts: one.verdicts.clone(),
        catalogue_version: one.catalogue_version.clone(),
        letter_generated: one.letter_generated.clone(),
        letter: one.letter.clone(),
    }
}

fn message(one: &MessageRecord) -> MessagePart {
    MessagePart {
        message: one.message.clone(),
        held_until: one.held_until,
        withdrawn_at: one.withdrawn_at,
        delivered_at: one.delivered_at,
    }
}

/// Text that somebody typed: the numbers of persons within it are covered unless all is to be whole.
fn typed(text: &str, full: bool) -> String {
    if full { text.to_owned() } else { mask::within(text) }
}

fn note(one: &Note, full: bool) -> NotePart {
    let body = typed(&one.body, full);
    NotePart {
        written_sha256: (body != one.body).then(|| sha256(one.body.as_bytes())),
        n: i64::from(one.n),
        staff: one.staff.clone(),
        staff_name: one.staff_name.clone(),
        at: one.at,
        item: one.field.map(|(item, _)| item),
        field: one.field.map(|(_, field)| field),
        body,
    }
}

fn attachment(one: &StoredAttachment, full: bool) -> AttachmentPart {
    AttachmentPart {
        item: one.item,
        round: one.round,
        position: one.position,
        kind: one.file.kind,
        file_name: typed(&one.file.file_name, full),
        sha256: one.file.sha256.clone(),
        bytes: one.file.bytes,
        width: one.file.width,
        height: one.file.height,
        format: one.file.format.clone(),
        superseded_by: one.superseded_by,
        facts: json!(one.file.facts),
    }
}

fn item(one: &ItemFile, full: bool) -> Value {
    let certificate = if full { one.certificate.clone() } else { one.certificate.covered() };
    json!({
        "item": one.item,
        "service": one.service,
        "status": one.status.code(),
        "copies_zh": one.copies_zh,
        "copies_en": one.copies_en,
        "unit_price_fen": one.unit_price_fen,
        "identity": { "method": one.identity.method, "verified_at": one.identity.verified_at },
        "certificate": certificate,
    })
}

fn order(file: &OrderFile, full: bool) -> Value {
    let number = |number: &str, masked: fn(&str) -> String| if full { number.to_owned() } else { masked(number) };
    let applicant = &file.applicant;
    json!({
        "order_no": file.order_no,
        "institution": file.institution,
        "kind": file.kind,
        "reconsiders": file.reconsiders,
        "status": file.status.code(),
        "round": file.round,
        "version": file.version,
        "audit_seq": file.audit_seq,
        "account": file.account,
        "purpose": file.purpose,
        "consented_at": file.consented_at,
        "first_submitted_at": file.first_submitted_at,
        "submitted_at": file.submitted_at,
        "applicant": {
            "nature": applicant.nature,
            "name": applicant.name,
            "location": applicant.location,
            "mobile": number(&applicant.mobile, mask::mobile),
            "email": number(&applicant.email, mask::email),
        },
        "remark": typed(&file.remark, full),
        "payment": { "state": file.payment.state, "paid_at": file.payment.paid_at },
        "invoice": file.invoice.as_ref().map(|one| json!({ "title": one.title, "tax_no": number(&one.tax_no, mask::id_number) })),
        "items": file.items.iter().map(|one| item(one, full)).collect::<Vec<_>>(),
    })
}

fn listing(one: &ListingHistory, full: bool) -> Value {
    let record = &one.file.record;
    let id_no = if full { record.id_no.clone() } else { mask::id_number(&record.id_no) };
    json!({
        "listing": record.listing,
        "id_no": id_no,
        "name": record.name,
        "reason": record.reason,
        "state": record.term.state.code(),
        "effective_on": record.term.effective_on.map(|day| day.to_string()),
        "ends_on": record.term.ends_on.map(|day| day.to_string()),
        "evidence": record.proposed.as_ref().map(|proposed| &proposed.evidence),
        "declined_reason": record.declined_reason,
        "withdrawn_reason": record.withdrawn.as_ref().map(|(_, reason)| reason),
        "second_look": one.file.look.as_ref().map(|look| json!({
            "outcome": look.outcome.code(), "reason": look.reason, "verdicts": look.verdicts,
        })),
    })
}

fn lines<'a>(entries: impl Iterator<Item = &'a AuditEntry>) -> Vec<u8> {
    let mut text = String::new();
    for entry in entries {
        text.push_str(&json!(entry).to_string());
        text.push('\n');
    }
    text.into_bytes()
}

/// Rows of an audit trail, one a line.
#[must_use]
pub fn read_lines(bytes: &[u8]) -> Option<Vec<AuditEntry>> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.lines().map(|line| serde_json::from_str(line).ok()).collect()
}

/// A part that is one JSON value.
#[must_use]
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}

fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// A dossier but for the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Names and contents, in order; the manifest is the last one.
    pub parts: Vec<(&'static str, Vec<u8>)>,
    /// The files that belong into it, each once: name of the part, and SHA-256.
    pub files: Vec<(String, String)>,
    /// SHA-256 of the manifest.
    pub sha256: String,
}

/// Puts a dossier together. `readme` says how to read it; who looked is in it where the timeline has it.
#[must_use]
pub fn dossier(timeline: &Timeline, readme: &str, by: &str, (full, with_files, reason): (bool, bool, &str)) -> Dossier {
    let file = &timeline.file;
    let attachments: Vec<AttachmentPart> =
        file.items.iter().flat_map(|item| &item.attachments).map(|one| attachment(one, full)).collect();
    let of = |asked: &crate::store::records::Asked| {
        let posts = asked.posts.iter().map(|post| {
            json!({
                "post": post.post, "at": post.at, "staff": post.staff.as_ref().map(|(login, _)| login),
                "staff_name": post.staff.as_ref().map(|(_, name)| name), "body": typed(&post.body, full),
            })
        });
        json!({ "enquiry_no": asked.enquiry_no, "subject": typed(&asked.subject, full), "posts": posts.collect::<Vec<_>>() })
    };
    let mut parts = vec![
        (README, readme.as_bytes().to_vec()),
        (ORDER, pretty(&order(file, full))),
        (DECISIONS, pretty(&file.decisions.iter().map(decision).collect::<Vec<_>>())),
        (MESSAGES, pretty(&file.messages.iter().map(message).collect::<Vec<_>>())),
        (NOTES, pretty(&file.notes.iter().map(|one| note(one, full)).collect::<Vec<_>>())),
        (ENQUIRIES, pretty(&timeline.asked.iter().map(of).collect::<Vec<_>>())),
        (LISTINGS, pretty(&timeline.listings.iter().map(|one| listing(one, full)).collect::<Vec<_>>())),
        (ATTACHMENTS, pretty(&attachments)),
        (AUDIT, lines(timeline.entries())),
        (LISTINGS_AUDIT, lines(timeline.listings.iter().flat_map(|one| &one.trail).map(|row| &row.entry))),
    ];
    if !timeline.hides_looks {
        let look = |one: &crate::store::records::LookRecord| json!({ "at": one.by.at, "staff": one.by.login, "staff_name": one.by.name, "what": one.what });
        parts.push((LOOKS, pretty(&timeline.looks.iter().map(look).collect::<Vec<_>>())));
    }
    let mut named: Vec<Part> = parts
        .iter()
        .map(|(name, bytes)| Part {
            name: (*name).to_owned(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            sha256: sha256(bytes),
        })
        .collect();
    let mut files = Vec::new();
    for one in attachments.iter().filter(|_| with_files) {
        let name = one.part_name();
        if !named.iter().any(|part| part.name == name) {
            named.push(Part { name: name.clone(), bytes: one.bytes, sha256: one.sha256.clone() });
            files.push((name, one.sha256.clone()));
        }
    }
    let last = timeline.trail.last().map(|row| &row.entry);
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        order_no: file.order_no.clone(),
        institution: file.institution.clone(),
        at: file.now,
        by: by.to_owned(),
        reason: reason.to_owned(),
        full,
        attachments: with_files,
        trail: TrailEnd {
            seq: last.map_or(0, |entry| entry.seq),
            hash: last.map(|entry| entry.hash.clone()).unwrap_or_default(),
        },
        parts: named,
    };
    let manifest = pretty(&manifest);
    let sha256 = sha256(&manifest);
    parts.push((MANIFEST, manifest));
    Dossier { parts, files, sha256 }
}
