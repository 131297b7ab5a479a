//! The rows of an order and of its moves, for one order or for thousands, apart from how an engine writes them.

use std::future::Future;

use serde::Serialize;
use serde_json::{Value, json};

use super::chain::hash_of;
use super::records::{AuditEntry, Holder, NewDecision, StoredAttachment};
use super::search_keys::search_keys;
use super::sql::Arg;
use super::{Result, StoreError};
use crate::domain::certificate::Field;
use crate::domain::finding::Noticed;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{KeptAttachment, NewItem, NewOrder, summary};
use crate::domain::status::Status;
use crate::domain::time::Millis;

/// What rows are written to. The columns of each, in order, are those of the statement or function that an engine has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Audit,
    Orders,
    Items,
    Certificates,
    Attachments,
    Findings,
    Superseded,
    Search,
    Decisions,
    DecisionItems,
    Verdicts,
    Moves,
    ItemMoves,
    Messages,
}

/// A write transaction of either engine.
pub(crate) trait Sink: Send {
    /// The moment at which it began, by the database's clock.
    fn now(&self) -> Millis;
    /// Writes rows, whose cells are given one after the other; how many rows changed.
    fn put(&mut self, table: Table, cells: &[Arg<'_>]) -> impl Future<Output = Result<u64>> + Send;
}

/// What a write has to know of an order.
#[derive(Debug)]
pub(crate) struct OrderState {
    pub(crate) institution: String,
    pub(crate) order_no: OrderNo,
    pub(crate) account: String,
    pub(crate) status: Status,
    pub(crate) round: u32,
    pub(crate) version: i64,
    pub(crate) submitted_at: Millis,
    pub(crate) item_count: u32,
    pub(crate) attachment_count: u32,
    pub(crate) finding_count: u32,
    pub(crate) claim_token: Option<String>,
    /// Who holds it; nobody once the claim has expired.
    pub(crate) holder: Option<Holder>,
}

/// Who holds an order after a step, since when, and until when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hold<'a> {
    pub(crate) login: &'a str,
    pub(crate) token: &'a str,
    pub(crate) since: Millis,
    pub(crate) until: Millis,
}

/// An order's next state.
pub(crate) struct Move<'a> {
    pub(crate) institution: &'a str,
    pub(crate) order_no: &'a OrderNo,
    pub(crate) status: Status,
    /// The version it moves from.
    pub(crate) version: i64,
    pub(crate) round: u32,
    pub(crate) audit_seq: i64,
    pub(crate) submitted_at: Millis,
    pub(crate) updated_at: Millis,
    pub(crate) attachment_count: u32,
    pub(crate) finding_count: u32,
    pub(crate) hold: Option<Hold<'a>>,
}

impl<'a> Move<'a> {
    /// To another status, all else being as it is and nobody holding it.
    pub(crate) fn of(order: &'a OrderState, status: Status, audit_seq: i64, at: Millis) -> Self {
        Self {
            institution: &order.institution,
            order_no: &order.order_no,
            status,
            version: order.version,
            round: order.round,
            audit_seq,
            submitted_at: order.submitted_at,
            updated_at: at,
            attachment_count: order.attachment_count,
            finding_count: order.finding_count,
            hold: None,
        }
    }
}

/// A decision's rows, apart from the audit row and the order's move.
pub(crate) struct DecisionRows<'a> {
    pub(crate) institution: &'a str,
    pub(crate) account: &'a str,
    pub(crate) round: u32,
    pub(crate) status: Status,
    pub(crate) staff: &'a str,
    pub(crate) at: Millis,
    pub(crate) held_until: Millis,
    pub(crate) delivered_at: Option<Millis>,
}

/// The kind of message that tells of a decision.
fn message_kind(status: Status) -> &'static str {
    match status {
        Status::Accepted => "accepted",
        Status::AwaitingSupplement => "supplement",
        _ => "rejected",
    }
}

/// Rows waiting to be written, in the order in which the guards want them.
#[derive(Default)]
pub(crate) struct Rows<'a> {
    audit: Vec<Arg<'a>>,
    orders: Vec<Arg<'a>>,
    items: Vec<Arg<'a>>,
    certificates: Vec<Arg<'a>>,
    attachments: Vec<Arg<'a>>,
    findings: Vec<Arg<'a>>,
    superseded: Vec<Arg<'a>>,
    search: Vec<Arg<'a>>,
    decisions: Vec<Arg<'a>>,
    decision_items: Vec<Arg<'a>>,
    verdicts: Vec<Arg<'a>>,
    moves: Vec<Arg<'a>>,
    moved: u64,
    item_moves: Vec<Arg<'a>>,
    messages: Vec<Arg<'a>>,
}

impl<'a> Rows<'a> {
    /// The rows of a new order but for its audit row. `updated_at` is when it came in, `hold` who has it from the first moment on.
    pub(crate) fn order(
        &mut self,
        order: &'a NewOrder,
        audit_seq: i64,
        updated_at: Millis,
        hold: Option<Hold<'a>>,
    ) -> Result<()> {
        let Some(first) = order.items.first() else {
            return Err(StoreError::Refused(format!("order {} has no item", order.order_no)));
        };
        let files: usize = order.items.iter().map(|item| item.attachments.len()).sum();
        let title = &first.certificate;
        let institution = order.institution.as_str();
        self.orders.extend([
            institution.into(),
            (&order.order_no).into(),
            Status::AwaitingProofreading.into(),
            audit_seq.into(),
            order.kind.code().into(),
            order.reconsiders.as_ref().map(OrderNo::as_str).into(),
            (&order.account).into(),
            (&order.purpose).into(),
            order.consented_at.into(),
            order.submitted_at.into(),
            order.submitted_at.into(),
            updated_at.into(),
            order.applicant.nature.code().into(),
            (&order.applicant.name).into(),
            (&order.applicant.location).into(),
            (&order.applicant.mobile).into(),
            (&order.applicant.email).into(),
            (&order.remark).into(),
            order.payment.state.code().into(),
            order.payment.paid_at.into(),
            order.invoice.as_ref().map(|invoice| invoice.title.as_str()).into(),
            order.invoice.as_ref().map(|invoice| invoice.tax_no.as_str()).into(),
            (&title.holder).into(),
            summary(&title.holder, &title.school, title.level.as_deref()).into(),
            count(order.items.len()).into(),
            count(files).into(),
        ]);
        self.orders.extend(hold_cells(hold));
        self.orders.push(count(order.findings.len()).into());
        self.findings(institution, &order.order_no, 1, &order.findings);
        for (number, item) in (1_u32..).zip(&order.items) {
            self.item(order, number, item);
            for (position, file) in (0_u32..).zip(&item.attachments) {
                self.attachment(institution, &order.order_no, (number, 1, position), file)?;
            }
        }
        for (kind, key) in search_keys(order) {
            self.search.extend([institution.into(), kind.into(), key.into(), (&order.order_no).into()]);
        }
        Ok(())
    }

    fn item(&mut self, order: &'a NewOrder, number: u32, item: &'a NewItem) {
        let certificate = &item.certificate;
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.format("%Y-%m-%d").to_string());
        self.items.extend([
            (&order.institution).into(),
            (&order.order_no).into(),
            number.into(),
            item.service.code().into(),
            item.copies_zh.into(),
            item.copies_en.into(),
            item.unit_price_fen.into(),
            item.identity.method.code().into(),
            item.identity.verified_at.into(),
            Status::AwaitingProofreading.into(),
        ]);
        self.certificates.extend([
            (&order.institution).into(),
            (&order.order_no).into(),
            number.into(),
            (&certificate.holder).into(),
            certificate.id_type.code().into(),
            (&certificate.id_no).into(),
            certificate.number.as_deref().into(),
            (&certificate.school).into(),
            certificate.school_province.as_deref().into(),
            certificate.category.as_deref().into(),
            certificate.level.as_deref().into(),
            day(certificate.enrolled_on).into(),
            day(certificate.graduated_on).into(),
            certificate.major.as_deref().into(),
            certificate.duration.as_deref().into(),
            certificate.conclusion.as_deref().into(),
            certificate.remark.as_deref().into(),
        ]);
    }

    /// A file at `(item, round, position)`.
    pub(crate) fn attachment(
        &mut self,
        institution: &'a str,
        order_no: &'a OrderNo,
        (item, round, position): (u32, u32, u32),
        file: &'a KeptAttachment,
    ) -> Result<()> {
        self.attachments.extend([
            institution.into(),
            order_no.into(),
            item.into(),
            round.into(),
            position.into(),
            file.kind.code().into(),
            (&file.file_name).into(),
            (&file.sha256).into(),
            i64::try_from(file.bytes).unwrap_or(i64::MAX).into(),
            file.width.into(),
            file.height.into(),
            (&file.format).into(),
            file.facts.as_deref().map(to_text).transpose()?.into(),
        ]);
        self.attachments.extend(print_words(file).map(Arg::Int));
        Ok(())
    }

    /// Findings of a round, in the order in which they were noticed.
    pub(crate) fn findings(&mut self, institution: &'a str, order_no: &'a OrderNo, round: u32, findings: &'a [Noticed]) {
        for (position, noticed) in (0_u32..).zip(findings) {
            self.findings.extend([
                institution.into(),
                order_no.into(),
                noticed.item.into(),
                round.into(),
                position.into(),
                (&noticed.id).into(),
                noticed.field.map(Field::code).into(),
                noticed.severity.code().into(),
                noticed.says.code().into(),
                (&noticed.message).into(),
            ]);
        }
    }

    /// `by` is the round whose list no longer has the file.
    pub(crate) fn superseded(&mut self, institution: &'a str, order_no: &'a OrderNo, file: &StoredAttachment, by: u32) {
        self.superseded.extend([
            institution.into(),
            order_no.into(),
            file.item.into(),
            file.round.into(),
            file.position.into(),
            by.into(),
        ]);
    }

    pub(crate) fn audit(&mut self, entry: AuditEntry) {
        self.audit.extend([
            entry.institution.into(),
            entry.subject.into(),
            entry.seq.into(),
            entry.at.into(),
            entry.actor.into(),
            entry.action.into(),
            entry.detail.into(),
            entry.prev_hash.into(),
            entry.hash.into(),
        ]);
    }

    /// An order's move; its items go along with `items`, which gives each item's status.
    pub(crate) fn order_move(&mut self, step: &Move<'a>, items: impl IntoIterator<Item = (u32, Status)>) {
        self.moves.extend([
            step.institution.into(),
            step.order_no.into(),
            step.status.into(),
            step.version.into(),
            step.round.into(),
            step.audit_seq.into(),
            step.submitted_at.into(),
            step.updated_at.into(),
            step.attachment_count.into(),
        ]);
        self.moves.extend(hold_cells(step.hold));
        self.moves.push(step.finding_count.into());
        self.moved = self.moved.saturating_add(1);
        for (item, status) in items {
            self.item_moves.extend([step.institution.into(), step.order_no.into(), item.into(), status.into()]);
        }
    }

    /// A decision with its outcomes, verdicts and message.
    pub(crate) fn decision(&mut self, decision: &'a NewDecision, rows: &DecisionRows<'a>) -> Result<()> {
        let order_no = &decision.claim.order_no;
        let draft = to_text(&decision.draft)?;
        self.decisions.extend([
            rows.institution.into(),
            order_no.into(),
            (&decision.token).into(),
            rows.round.into(),
            decision.version.into(),
            rows.status.into(),
            rows.staff.into(),
            rows.at.into(),
            rows.held_until.into(),
            (&decision.catalogue_version).into(),
            (&decision.letter_generated).into(),
            (&decision.letter).into(),
            draft.into(),
        ]);
        for outcome in &decision.outcomes {
            self.decision_items.extend([
                rows.institution.into(),
                order_no.into(),
                decision.version.into(),
                outcome.item.into(),
                outcome.outcome.code().into(),
                json!(outcome.reasons).to_string().into(),
            ]);
        }
        for verdict in &decision.verdicts {
            self.verdicts.extend([
                rows.institution.into(),
                order_no.into(),
                decision.version.into(),
                verdict.item.into(),
                verdict.field.code().into(),
                verdict.verdict.code().into(),
            ]);
        }
        self.messages.extend([
            rows.institution.into(),
            (&decision.message_id).into(),
            order_no.into(),
            rows.account.into(),
            message_kind(rows.status).into(),
            (&decision.title).into(),
            (&decision.letter).into(),
            rows.at.into(),
            rows.held_until.into(),
            (&decision.token).into(),
            rows.delivered_at.into(),
        ]);
        Ok(())
    }

    /// Writes everything, in the order in which the guards want it.
    pub(crate) async fn write<S: Sink>(self, sink: &mut S) -> Result<()> {
        sink.put(Table::Audit, &self.audit).await?;
        sink.put(Table::Orders, &self.orders).await?;
        sink.put(Table::Items, &self.items).await?;
        sink.put(Table::Certificates, &self.certificates).await?;
        sink.put(Table::Superseded, &self.superseded).await?;
        sink.put(Table::Attachments, &self.attachments).await?;
        sink.put(Table::Findings, &self.findings).await?;
        sink.put(Table::Search, &self.search).await?;
        sink.put(Table::Decisions, &self.decisions).await?;
        sink.put(Table::DecisionItems, &self.decision_items).await?;
        sink.put(Table::Verdicts, &self.verdicts).await?;
        let moved = sink.put(Table::Moves, &self.moves).await?;
        if moved != self.moved {
            return Err(StoreError::Refused(format!("{moved} orders moved instead of {}", self.moved)));
        }
        sink.put(Table::ItemMoves, &self.item_moves).await?;
        sink.put(Table::Messages, &self.messages).await?;
        Ok(())
    }
}

fn hold_cells(hold: Option<Hold<'_>>) -> [Arg<'_>; 4] {
    match hold {
        Some(hold) => [hold.login.into(), hold.token.into(), hold.since.into(), hold.until.into()],
        None => [Arg::Text(None), Arg::Text(None), Arg::Int(None), Arg::Int(None)],
    }
}

/// As JSON.
pub(crate) fn to_text<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// The fingerprint in the four words it is looked up by; one that is all alike (a margin, a blank page) says nothing.
fn print_words(file: &KeptAttachment) -> [Option<i64>; 4] {
    file.fingerprint().map_or([None; 4], |print| print.0.map(word_to_look_up))
}

/// A word of a fingerprint as the database has it.
pub(crate) const fn word_to_look_up(word: u64) -> Option<i64> {
    match word.cast_signed() {
        0 | -1 => None,
        word => Some(word),
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// An audit row with its hash.
pub(crate) fn audit_entry(
    (institution, subject, seq): (&str, &str, i64),
    at: Millis,
    (actor, action): (&str, &str),
    detail: &Value,
    prev_hash: String,
) -> AuditEntry {
    let mut entry = AuditEntry {
        institution: institution.to_owned(),
        subject: subject.to_owned(),
        seq,
        at,
        actor: actor.to_owned(),
        action: action.to_owned(),
        detail: detail.to_string(),
        prev_hash,
        hash: String::new(),
    };
    entry.hash = hash_of(&entry);
    entry
}

/// What the audit row says of a decision: no text that an applicant or a proofreader wrote.
pub(crate) fn decision_detail(decision: &NewDecision, status: Status) -> Value {
    json!({
        "token": decision.token,
        "version": decision.version,
        "status": status.code(),
        "outcomes": decision.outcomes,
        "catalogue_version": decision.catalogue_version,
        "letter_edited": decision.letter != decision.letter_generated,
    })
}
