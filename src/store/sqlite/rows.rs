//! The rows of an order and of its moves, for one order or for thousands: a submission and a bulk load write the same statements.

use std::collections::BTreeSet;

use serde_json::json;

use super::bulk::Bulk;
use super::write::{OrderState, WriteTx};
use crate::domain::draft::Draft;
use crate::domain::initials::{initials, search_key, tail_key};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{KeptAttachment, NewItem, NewOrder, summary};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{AuditEntry, NewDecision, StoredAttachment};
use crate::store::sql::Arg;
use crate::store::{Result, StoreError};

static AUDIT: Bulk =
    Bulk::new("INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) ", 9, "");
static ORDERS: Bulk = Bulk::new(
    "INSERT INTO orders (institution, order_no, status, audit_seq, kind, reconsiders, account, purpose, consented_at, \
     first_submitted_at, submitted_at, updated_at, applicant_nature, applicant_name, applicant_location, applicant_mobile, \
     applicant_email, remark, payment_state, paid_at, invoice_title, invoice_tax_no, holder, summary, item_count, attachment_count, \
     claimed_by, claim_token, claimed_at, claimed_until) ",
    30,
    "",
);
static ITEMS: Bulk = Bulk::new(
    "INSERT INTO items (institution, order_no, item, service, copies_zh, copies_en, unit_price_fen, identity_method, \
     identity_verified_at, status) ",
    10,
    "",
);
static CERTIFICATES: Bulk = Bulk::new(
    "INSERT INTO certificates (institution, order_no, item, holder, id_type, id_no, number, school, school_province, category, level, \
     enrolled_on, graduated_on, major, duration, conclusion, remark) ",
    17,
    "",
);
static ATTACHMENTS: Bulk = Bulk::new(
    "INSERT INTO attachments (institution, order_no, item, round, position, kind, file_name, sha256, bytes, width, height, format) ",
    12,
    "",
);
static SUPERSEDED: Bulk = Bulk::new(
    "UPDATE attachments SET superseded_by = v.column6 FROM (",
    6,
    ") AS v WHERE attachments.institution = v.column1 AND attachments.order_no = v.column2 AND attachments.item = v.column3 \
     AND attachments.round = v.column4 AND attachments.position = v.column5",
);
static SEARCH: Bulk = Bulk::new("INSERT INTO order_search (institution, kind, key, order_no) ", 4, "");
static MOVES: Bulk = Bulk::new(
    "UPDATE orders SET status = v.column3, version = v.column4 + 1, round = v.column5, audit_seq = v.column6, \
     submitted_at = v.column7, updated_at = v.column8, attachment_count = v.column9, claimed_by = v.column10, \
     claim_token = v.column11, claimed_at = v.column12, claimed_until = v.column13 FROM (",
    13,
    ") AS v WHERE orders.institution = v.column1 AND orders.order_no = v.column2 AND orders.version = v.column4",
);
static ITEM_MOVES: Bulk = Bulk::new(
    "UPDATE items SET status = v.column4 FROM (",
    4,
    ") AS v WHERE items.institution = v.column1 AND items.order_no = v.column2 AND items.item = v.column3",
);
static DECISIONS: Bulk = Bulk::new(
    "INSERT INTO decisions (institution, order_no, token, round, version, status, staff, decided_at, held_until, catalogue_version, \
     letter_generated, letter, draft) ",
    13,
    "",
);
static DECISION_ITEMS: Bulk =
    Bulk::new("INSERT INTO decision_items (institution, order_no, version, item, outcome, reasons) ", 6, "");
static VERDICTS: Bulk = Bulk::new("INSERT INTO verdicts (institution, order_no, version, item, field, verdict) ", 6, "");
static MESSAGES: Bulk = Bulk::new(
    "INSERT INTO messages (institution, message_id, order_no, account, kind, title, body, created_at, held_until, decision_token, \
     delivered_at) ",
    11,
    "",
);

/// Who holds an order after a step, since when, and until when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hold<'a> {
    pub(super) login: &'a str,
    pub(super) token: &'a str,
    pub(super) since: Millis,
    pub(super) until: Millis,
}

/// An order's next state.
pub(super) struct Move<'a> {
    pub(super) institution: &'a str,
    pub(super) order_no: &'a OrderNo,
    pub(super) status: Status,
    /// The version it moves from.
    pub(super) version: i64,
    pub(super) round: u32,
    pub(super) audit_seq: i64,
    pub(super) submitted_at: Millis,
    pub(super) updated_at: Millis,
    pub(super) attachment_count: u32,
    pub(super) hold: Option<Hold<'a>>,
}

impl<'a> Move<'a> {
    /// To another status, all else being as it is and nobody holding it.
    pub(super) fn of(order: &'a OrderState, status: Status, audit_seq: i64, at: Millis) -> Self {
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
            hold: None,
        }
    }
}

/// A decision's rows, apart from the audit row and the order's move.
pub(super) struct DecisionRows<'a> {
    pub(super) institution: &'a str,
    pub(super) account: &'a str,
    pub(super) round: u32,
    pub(super) status: Status,
    pub(super) staff: &'a str,
    pub(super) at: Millis,
    pub(super) held_until: Millis,
    pub(super) delivered_at: Option<Millis>,
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
pub(super) struct Rows<'a> {
    audit: Vec<Arg<'a>>,
    orders: Vec<Arg<'a>>,
    items: Vec<Arg<'a>>,
    certificates: Vec<Arg<'a>>,
    attachments: Vec<Arg<'a>>,
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
    pub(super) fn order(
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
        for (number, item) in (1_u32..).zip(&order.items) {
            self.item(order, number, item);
            for (position, file) in (0_u32..).zip(&item.attachments) {
                self.attachment(institution, &order.order_no, (number, 1, position), file);
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
    pub(super) fn attachment(
        &mut self,
        institution: &'a str,
        order_no: &'a OrderNo,
        (item, round, position): (u32, u32, u32),
        file: &'a KeptAttachment,
    ) {
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
        ]);
    }

    /// `by` is the round whose list no longer has the file.
    pub(super) fn superseded(&mut self, institution: &'a str, order_no: &'a OrderNo, file: &StoredAttachment, by: u32) {
        self.superseded.extend([
            institution.into(),
            order_no.into(),
            file.item.into(),
            file.round.into(),
            file.position.into(),
            by.into(),
        ]);
    }

    pub(super) fn audit(&mut self, entry: AuditEntry) {
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
    pub(super) fn order_move(&mut self, step: &Move<'a>, items: impl IntoIterator<Item = (u32, Status)>) {
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
        self.moved = self.moved.saturating_add(1);
        for (item, status) in items {
            self.item_moves.extend([step.institution.into(), step.order_no.into(), item.into(), status.into()]);
        }
    }

    /// A decision with its outcomes, verdicts and message.
    pub(super) fn decision(&mut self, decision: &'a NewDecision, rows: &DecisionRows<'a>) -> Result<()> {
        let order_no = &decision.claim.order_no;
        let draft = to_json(&decision.draft)?;
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

    /// Writes everything.
    pub(super) async fn write(self, tx: &mut WriteTx) -> Result<()> {
        AUDIT.run(tx, &self.audit).await?;
        ORDERS.run(tx, &self.orders).await?;
        ITEMS.run(tx, &self.items).await?;
        CERTIFICATES.run(tx, &self.certificates).await?;
        SUPERSEDED.run(tx, &self.superseded).await?;
        ATTACHMENTS.run(tx, &self.attachments).await?;
        SEARCH.run(tx, &self.search).await?;
        DECISIONS.run(tx, &self.decisions).await?;
        DECISION_ITEMS.run(tx, &self.decision_items).await?;
        VERDICTS.run(tx, &self.verdicts).await?;
        let moved = MOVES.run(tx, &self.moves).await?;
        if moved != self.moved {
            return Err(StoreError::Refused(format!("{moved} orders moved instead of {}", self.moved)));
        }
        ITEM_MOVES.run(tx, &self.item_moves).await?;
        MESSAGES.run(tx, &self.messages).await?;
        Ok(())
    }
}

fn hold_cells(hold: Option<Hold<'_>>) -> [Arg<'_>; 4] {
    match hold {
        Some(hold) => [hold.login.into(), hold.token.into(), hold.since.into(), hold.until.into()],
        None => [Arg::Text(None), Arg::Text(None), Arg::Int(None), Arg::Int(None)],
    }
}

/// A draft as JSON.
pub(super) fn to_json(draft: &Draft) -> Result<String> {
    serde_json::to_string(draft).map_err(|error| StoreError::Corrupt(error.to_string()))
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The keys under which an order is found, each once.
fn search_keys(order: &NewOrder) -> BTreeSet<(&'static str, String)> {
    let mut keys = BTreeSet::new();
    let mut names = vec![order.applicant.name.as_str()];
    for item in &order.items {
        let certificate = &item.certificate;
        names.push(&certificate.holder);
        keys.insert(("school", search_key(&certificate.school)));
        keys.extend(initials(&certificate.school).into_iter().map(|key| ("school_initials", key)));
        keys.insert(("number_tail", tail_key(certificate.number.as_deref().unwrap_or_default())));
        keys.insert(("id_tail", tail_key(&certificate.id_no)));
    }
    for name in names {
        keys.insert(("name", search_key(name)));
        keys.extend(initials(name).into_iter().map(|key| ("initials", key)));
    }
    keys.insert(("mobile_tail", tail_key(&order.applicant.mobile)));
    keys.retain(|(_, key)| !key.is_empty());
    keys
}
