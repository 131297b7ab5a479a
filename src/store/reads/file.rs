//! Everything about one order, in a handful of statements.

use std::collections::{BTreeMap, HashMap};

use serde_json::from_str;

use super::holder;
use super::portal::message;
use super::queue::postponed;
use crate::domain::attachment::AttachmentKind;
use crate::domain::certificate::{Certificate, Field, IdType};
use crate::domain::decision::{ItemOutcome, Outcome};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{
    Applicant, Identity, IdentityMethod, Invoice, KeptAttachment, Nature, OrderKind, Payment, PaymentState, Service, parse_day,
};
use crate::domain::time::Millis;
use crate::domain::verdict::{FieldVerdict, Verdict};
use crate::store::records::{Application, Contested, DecisionRecord, ItemFile, MessageRecord, OrderFile, StoredAttachment};
use crate::store::sql::{Cells, Columns, Link, args};
use crate::store::{Result, StoreError};

const ORDER: &str = "SELECT o.kind, o.reconsiders, o.status, o.round, o.version, o.audit_seq, o.account, o.purpose, o.first_submitted_at, \
                     o.submitted_at, o.consented_at, o.applicant_nature, o.applicant_name, o.applicant_location, o.applicant_mobile, \
                     o.applicant_email, o.remark, o.payment_state, o.paid_at, o.invoice_title, o.invoice_tax_no, o.claimed_by, h.name, \
                     o.claimed_until, o.postponed_by, w.name, o.postponed_until, o.pooled_from, p.reason, p.assigned_by \
                     FROM orders o LEFT JOIN staff h ON h.login = o.claimed_by LEFT JOIN staff w ON w.login = o.postponed_by \
                     LEFT JOIN postponements p ON p.institution = o.institution AND p.order_no = o.order_no AND p.n = o.postponement \
                     WHERE o.institution = $1 AND o.order_no = $2";
const ITEMS: &str = "SELECT i.item, i.service, i.copies_zh, i.copies_en, i.unit_price_fen, i.identity_method, i.identity_verified_at, \
                     i.status, c.holder, c.id_type, c.id_no, c.number, c.school, c.school_province, c.category, c.level, \
                     c.enrolled_on, c.graduated_on, c.major, c.duration, c.conclusion, c.remark FROM items i \
                     JOIN certificates c ON c.institution = i.institution AND c.order_no = i.order_no AND c.item = i.item \
                     WHERE i.institution = $1 AND i.order_no = $2 ORDER BY i.item";
const ATTACHMENTS: &str = "SELECT a.item, a.round, a.position, a.kind, a.file_name, a.sha256, a.bytes, a.width, a.height, a.format, \
                           a.facts, a.superseded_by FROM attachments a WHERE a.institution = $1 AND a.order_no = $2 \
                           ORDER BY a.item, a.round, a.position";
const DECISIONS: &str = "SELECT d.token, d.round, d.version, d.status, d.staff, s.name, d.decided_at, d.held_until, d.taken_back_at, \
                         d.catalogue_version, d.letter_generated, d.letter FROM decisions d LEFT JOIN staff s ON s.login = d.staff \
                         WHERE d.institution = $1 AND d.order_no = $2 ORDER BY d.version";
const OUTCOMES: &str = "SELECT version, item, outcome, reasons FROM decision_items WHERE institution = $1 AND order_no = $2 \
                        ORDER BY version, item";
const VERDICTS: &str = "SELECT version, item, field, verdict FROM verdicts WHERE institution = $1 AND order_no = $2 \
                        ORDER BY version, item, field";
const MESSAGES: &str = "SELECT message_id, order_no, enquiry_no, account, kind, title, body, created_at, held_until, withdrawn_at, \
                        delivered_at FROM messages WHERE institution = $1 AND order_no = $2 ORDER BY created_at, message_id";
const TURNS: &str = "SELECT t.sha256, t.turns FROM attachments a JOIN scan_turns t ON t.institution = a.institution \
                     AND t.sha256 = a.sha256 WHERE a.institution = $1 AND a.order_no = $2";
const HAS_IT: &str =
    "SELECT o.institution, i.short_name FROM orders o JOIN institutions i ON i.code = o.institution WHERE o.order_no = $1";
/// Likewise where rows of other institutions are hidden; of the order that contests it.
const HAS_IT_HIDDEN: &str = "SELECT institution, short_name FROM contested_holder($1, $2)";
const APPLICATION: &str =
    "SELECT institution, reconsiders, account, first_submitted_at, submitted_at FROM orders WHERE order_no = $1";
const INSTITUTION: &str = "SELECT institution FROM orders WHERE order_no = $1";

/// Those for PostgreSQL alone.
pub(super) const OF_POSTGRES: &[(&str, &str)] = &[("file: who has the contested one", HAS_IT_HIDDEN)];

pub(super) const ALL: &[(&str, &str)] = &[
    ("file: order", ORDER),
    ("file: items", ITEMS),
    ("file: attachments", ATTACHMENTS),
    ("file: decisions", DECISIONS),
    ("file: outcomes", OUTCOMES),
    ("file: verdicts", VERDICTS),
    ("file: messages", MESSAGES),
    ("file: turns", TURNS),
    ("application", APPLICATION),
    ("order's institution", INSTITUTION),
    ("file: who has the contested one", HAS_IT),
];

/// How a holder was verified, from its two columns.
pub(super) fn identity<R: Columns>(cells: &mut Cells<'_, R>) -> Result<Identity> {
    Ok(Identity { method: cells.word(IdentityMethod::from_code)?, verified_at: cells.maybe_millis()? })
}

fn certificate<R: Columns>(cells: &mut Cells<'_, R>) -> Result<Certificate> {
    Ok(Certificate {
        holder: cells.text()?,
        id_type: cells.word(IdType::from_code)?,
        id_no: cells.text()?,
        number: cells.maybe_text()?,
        school: cells.text()?,
        school_province: cells.maybe_text()?,
        category: cells.maybe_text()?,
        level: cells.maybe_text()?,
        enrolled_on: cells.maybe_word(parse_day)?,
        graduated_on: cells.maybe_word(parse_day)?,
        major: cells.maybe_text()?,
        duration: cells.maybe_text()?,
        conclusion: cells.maybe_text()?,
        remark: cells.maybe_text()?,
    })
}

fn attachment<R: Columns>(row: &R) -> Result<StoredAttachment> {
    let mut cells = Cells::new(row);
    Ok(StoredAttachment {
        item: cells.count()?,
        round: cells.count()?,
        position: cells.count()?,
        file: KeptAttachment {
            kind: cells.word(AttachmentKind::from_code)?,
            file_name: cells.text()?,
            sha256: cells.text()?,
            bytes: cells.count()?,
            width: cells.count()?,
            height: cells.count()?,
            format: cells.text()?,
            facts: cells.maybe_word(|text| from_str(text).ok())?,
        },
        superseded_by: match cells.maybe_int()? {
            None => None,
            Some(round) => Some(u32::try_from(round).map_err(|_| StoreError::Corrupt(format!("superseded by round {round}")))?),
        },
    })
}

async fn attachments_of<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo) -> Result<Vec<StoredAttachment>> {
    link.rows(ATTACHMENTS, args![institution, order_no]).await?.iter().map(attachment).collect()
}

/// All files that ever came with an order, in whichever institution.
pub(crate) async fn attachments<L: Link>(link: &mut L, order_no: &OrderNo) -> Result<Vec<StoredAttachment>> {
    match link.row(INSTITUTION, args![order_no]).await? {
        None => Ok(Vec::new()),
        Some(row) => attachments_of(link, &Cells::new(&row).text()?, order_no).await,
    }
}

/// An order as its applicant handed it in, in whichever institution; to be called within one read transaction.
pub(crate) async fn application<L: Link>(link: &mut L, order_no: &OrderNo) -> Result<Option<Application>> {
    let Some(row) = link.row(APPLICATION, args![order_no]).await? else { return Ok(None) };
    let mut cells = Cells::new(&row);
    let institution = cells.text()?;
    let items = items(link, &institution, order_no).await?;
    Ok(Some(Application {
        order_no: order_no.clone(),
        institution,
        reconsiders: cells.maybe_word(|text| OrderNo::parse(text).ok())?,
        account: cells.text()?,
        first_submitted_at: cells.millis()?,
        submitted_at: cells.millis()?,
        items,
    }))
}

async fn items<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo) -> Result<Vec<ItemFile>> {
    let mut items = Vec::new();
    for row in link.rows(ITEMS, args![institution, order_no]).await? {
        let mut cells = Cells::new(&row);
        items.push(ItemFile {
            item: cells.count()?,
            service: cells.word(Service::from_code)?,
            copies_zh: cells.count()?,
            copies_en: cells.count()?,
            unit_price_fen: cells.int()?,
            identity: identity(&mut cells)?,
            status: cells.status()?,
            certificate: certificate(&mut cells)?,
            attachments: Vec::new(),
        });
    }
    for attachment in attachments_of(link, institution, order_no).await? {
        if let Some(item) = items.iter_mut().find(|item| item.item == attachment.item) {
            item.attachments.push(attachment);
        }
    }
    Ok(items)
}

/// The outcome of an item, from the columns after the version.
fn outcome<R: Columns>(cells: &mut Cells<'_, R>) -> Result<ItemOutcome> {
    Ok(ItemOutcome {
        item: cells.count()?,
        outcome: cells.word(Outcome::from_code)?,
        reasons: cells.word(|text| from_str(text).ok())?,
    })
}

async fn decisions<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo) -> Result<Vec<DecisionRecord>> {
    let found = link.rows(DECISIONS, args![institution, order_no]).await?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut outcomes: HashMap<i64, Vec<ItemOutcome>> = HashMap::new();
    for row in link.rows(OUTCOMES, args![institution, order_no]).await? {
        let mut cells = Cells::new(&row);
        outcomes.entry(cells.int()?).or_default().push(outcome(&mut cells)?);
    }
    let mut verdicts: HashMap<i64, Vec<FieldVerdict>> = HashMap::new();
    for row in link.rows(VERDICTS, args![institution, order_no]).await? {
        let mut cells = Cells::new(&row);
        verdicts.entry(cells.int()?).or_default().push(FieldVerdict {
            item: cells.count()?,
            field: cells.word(Field::from_code)?,
            verdict: cells.word(Verdict::from_code)?,
        });
    }
    let mut decisions = Vec::new();
    for row in found {
        let mut cells = Cells::new(&row);
        let (token, round, version, status) = (cells.text()?, cells.count()?, cells.int()?, cells.status()?);
        let (staff, staff_name) = (cells.text()?, cells.maybe_text()?);
        let mut verdicts = verdicts.remove(&version).unwrap_or_default();
        // In the order of the form, not of the alphabet.
        verdicts.sort_by_key(|verdict| (verdict.item, verdict.field));
        decisions.push(DecisionRecord {
            token,
            round,
            version,
            status,
            staff_name: staff_name.unwrap_or_else(|| staff.clone()),
            staff,
            decided_at: cells.millis()?,
            held_until: cells.millis()?,
            taken_back_at: cells.maybe_millis()?,
            catalogue_version: cells.text()?,
            letter_generated: cells.text()?,
            letter: cells.text()?,
            outcomes: outcomes.remove(&version).unwrap_or_default(),
            verdicts,
        });
    }
    Ok(decisions)
}

async fn messages<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo) -> Result<Vec<MessageRecord>> {
    let mut messages = Vec::new();
    for row in link.rows(MESSAGES, args![institution, order_no]).await? {
        let mut cells = Cells::new(&row);
        messages.push(MessageRecord {
            message: message(&mut cells)?,
            held_until: cells.millis()?,
            withdrawn_at: cells.maybe_millis()?,
            delivered_at: cells.maybe_millis()?,
        });
    }
    Ok(messages)
}

/// How the files of an order were turned by whoever looked at them.
async fn turns<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo) -> Result<BTreeMap<String, u8>> {
    let mut turns = BTreeMap::new();
    for row in link.rows(TURNS, args![institution, order_no]).await? {
        let mut cells = Cells::new(&row);
        let (sha256, quarters) = (cells.text()?, cells.int()?);
        turns.insert(sha256, u8::try_from(quarters).map_err(|_| StoreError::Corrupt(format!("turned {quarters} times")))?);
    }
    Ok(turns)
}

/// Everything about one order of an institution and, for a reconsideration, about the one that it contests; to be called within one read
/// transaction.
pub(crate) async fn order_file<L: Link>(
    link: &mut L,
    institution: &str,
    order_no: &OrderNo,
    now: Millis,
) -> Result<Option<OrderFile>> {
    let Some(mut file) = file_alone(link, institution, order_no, now).await? else { return Ok(None) };
    if let Some(earlier) = &file.reconsiders
        && let Some(row) = match L::HAS_FUNCTIONS {
            true => link.row(HAS_IT_HIDDEN, args![institution, order_no]).await?,
            false => link.row(HAS_IT, args![earlier]).await?,
        }
    {
        let mut cells = Cells::new(&row);
        let (has_it, short_name) = (cells.text()?, cells.text()?);
        file.contested = if has_it == institution {
            file_alone(link, institution, earlier, now).await?.map(|earlier| Contested::Here(Box::new(earlier)))
        } else {
            Some(Contested::Elsewhere(short_name))
        };
    }
    Ok(Some(file))
}

async fn file_alone<L: Link>(link: &mut L, institution: &str, order_no: &OrderNo, now: Millis) -> Result<Option<OrderFile>> {
    let Some(row) = link.row(ORDER, args![institution, order_no]).await? else { return Ok(None) };
    let items = items(link, institution, order_no).await?;
    let decisions = decisions(link, institution, order_no).await?;
    let messages = messages(link, institution, order_no).await?;
    let notes = super::flow::notes(link, institution, order_no).await?;
    let turns = turns(link, institution, order_no).await?;
    let mut cells = Cells::new(&row);
    Ok(Some(OrderFile {
        order_no: order_no.clone(),
        institution: institution.to_owned(),
        kind: cells.word(OrderKind::from_code)?,
        reconsiders: cells.maybe_word(|text| OrderNo::parse(text).ok())?,
        contested: None,
        status: cells.status()?,
        round: cells.count()?,
        version: cells.int()?,
        audit_seq: cells.int()?,
        account: cells.text()?,
        purpose: cells.text()?,
        first_submitted_at: cells.millis()?,
        submitted_at: cells.millis()?,
        consented_at: cells.millis()?,
        applicant: Applicant {
            nature: cells.word(Nature::from_code)?,
            name: cells.text()?,
            location: cells.text()?,
            mobile: cells.text()?,
            email: cells.text()?,
        },
        remark: cells.text()?,
        payment: Payment { state: cells.word(PaymentState::from_code)?, paid_at: cells.maybe_millis()? },
        invoice: match (cells.maybe_text()?, cells.maybe_text()?) {
            (Some(title), Some(tax_no)) => Some(Invoice { title, tax_no }),
            _ => None,
        },
        claim: holder(&mut cells, now)?,
        postponed: postponed(&mut cells)?,
        notes,
        items,
        decisions,
        messages,
        turns,
        now,
    }))
}
