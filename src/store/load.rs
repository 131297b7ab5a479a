//! Loading orders with their histories, thousands a transaction. They go through the status machine like any other order, wave by
//! wave: first all submissions, then every order's first step, and so on; only that each wave is a few statements of many rows.

use serde_json::json;
use uuid::Uuid;

use super::records::{AuditEntry, Claim, LoadedOrder, LoadedStep, NewDecision, StoredAttachment};
use super::rounds::replace;
use super::rows::{DecisionRows, Hold, Move, Rows, Sink, audit_entry, decision_detail};
use super::{CLAIM_MS, Result, StoreError};
use crate::domain::draft::Draft;
use crate::domain::finding::Noticed;
use crate::domain::order::{KeptAttachment, NewOrder};
use crate::domain::status::{Act, Status};
use crate::domain::time::Millis;

/// An order's state between two waves.
struct Cursor<'a> {
    loaded: &'a LoadedOrder,
    status: Status,
    version: i64,
    round: u32,
    submitted_at: Millis,
    seq: i64,
    hash: String,
    /// Notable ones of the round.
    findings: u32,
    /// Current files only.
    files: Vec<StoredAttachment>,
    /// A decider of a loaded order holds it like any other.
    claim: String,
}

impl<'a> Cursor<'a> {
    fn new(loaded: &'a LoadedOrder) -> Self {
        let order = &loaded.order;
        let files = (1_u32..)
            .zip(&order.items)
            .flat_map(|(item, new)| (0_u32..).zip(&new.attachments).map(move |(position, file)| (item, position, file)))
            .map(|(item, position, file)| StoredAttachment { item, round: 1, position, file: file.clone(), superseded_by: None })
            .collect();
        Self {
            loaded,
            status: Status::AwaitingProofreading,
            version: 1,
            round: 1,
            submitted_at: order.submitted_at,
            seq: 0,
            hash: String::new(),
            findings: count(&order.findings),
            files,
            claim: Uuid::now_v7().to_string(),
        }
    }

    fn order(&self) -> &'a NewOrder {
        &self.loaded.order
    }

    /// The next row of its audit trail.
    fn audit(&mut self, at: Millis, actor: &str, action: &str, detail: &serde_json::Value) -> AuditEntry {
        self.seq = self.seq.saturating_add(1);
        let order = self.order();
        let entry = audit_entry(
            (&order.institution, order.order_no.as_str(), self.seq),
            at,
            (actor, action),
            detail,
            std::mem::take(&mut self.hash),
        );
        self.hash.clone_from(&entry.hash);
        entry
    }

    /// Who decides in the given step, and since when they hold the order for it, if it is a decision.
    fn decider(&self, step: usize) -> Option<(&'a str, Millis)> {
        match self.loaded.history.get(step) {
            Some(LoadedStep::Decision { staff, claimed_at, .. }) => Some((staff, *claimed_at)),
            _ => None,
        }
    }

    fn items(&self) -> impl Iterator<Item = u32> + use<> {
        (1_u32..).take(self.loaded.order.items.len())
    }
}

fn count(findings: &[Noticed]) -> u32 {
    u32::try_from(findings.len()).unwrap_or(u32::MAX)
}

/// The whole decision that a step of a history stands for.
fn decision_of(cursor: &Cursor<'_>, step: &LoadedStep) -> Option<NewDecision> {
    let LoadedStep::Decision { at, outcomes, verdicts, catalogue_version, title, letter, .. } = step else { return None };
    Some(NewDecision {
        claim: Claim {
            institution: cursor.order().institution.clone(),
            order_no: cursor.order().order_no.clone(),
            token: cursor.claim.clone(),
            until: *at,
        },
        version: cursor.version,
        token: Uuid::now_v7().to_string(),
        message_id: Uuid::now_v7().to_string(),
        outcomes: outcomes.clone(),
        verdicts: verdicts.clone(),
        catalogue_version: catalogue_version.clone(),
        letter_generated: letter.clone(),
        title: title.clone(),
        letter: letter.clone(),
        draft: Draft::default(),
        hold_ms: 0,
        proposes: Vec::new(),
    })
}

/// Writes a batch into a transaction that the caller commits.
pub(crate) async fn load_orders<S: Sink>(sink: &mut S, batch: &[LoadedOrder]) -> Result<()> {
    let mut cursors: Vec<Cursor<'_>> = batch.iter().map(Cursor::new).collect();
    let steps = batch.iter().map(|loaded| loaded.history.len()).max().unwrap_or(0);
    load_submissions(sink, &mut cursors).await?;
    for step in 0..steps {
        load_step(sink, &mut cursors, step).await?;
    }
    Ok(())
}

/// A claim that lasts while the batch is written.
fn passing_hold<'a>(now: Millis, decider: Option<(&'a str, Millis)>, token: &'a str) -> Option<Hold<'a>> {
    decider.map(|(login, since)| Hold { login, token, since, until: now.plus(CLAIM_MS) })
}

async fn load_submissions<S: Sink>(sink: &mut S, cursors: &mut [Cursor<'_>]) -> Result<()> {
    let mut rows = Rows::default();
    for cursor in cursors.iter_mut() {
        let order = cursor.order();
        let detail = json!({ "kind": order.kind.code(), "items": order.items.len() });
        let entry = cursor.audit(order.submitted_at, "portal", "submit", &detail);
        rows.audit(entry);
    }
    for cursor in cursors.iter() {
        let order = cursor.order();
        let hold = passing_hold(sink.now(), cursor.decider(0), &cursor.claim);
        rows.order(order, cursor.seq, order.submitted_at, hold)?;
    }
    rows.write(sink).await
}

async fn load_step<S: Sink>(sink: &mut S, cursors: &mut [Cursor<'_>], step: usize) -> Result<()> {
    let decisions: Vec<Option<NewDecision>> =
        cursors.iter().map(|cursor| cursor.loaded.history.get(step).and_then(|what| decision_of(cursor, what))).collect();
    let claims: Vec<String> = cursors.iter().map(|_| Uuid::now_v7().to_string()).collect();
    let mut rows = Rows::default();
    for ((cursor, decision), claim) in cursors.iter_mut().zip(&decisions).zip(&claims) {
        let loaded = cursor.loaded;
        let Some(what) = loaded.history.get(step) else { continue };
        match (what, decision) {
            (LoadedStep::Decision { staff, at, delivered, .. }, Some(decision)) => {
                decide(cursor, &mut rows, decision, (staff, *at, *delivered))?;
            }
            (LoadedStep::Resubmit { at, items, findings }, _) => {
                let next = cursor.decider(step.saturating_add(1));
                cursor.claim.clone_from(claim);
                resubmit(cursor, &mut rows, *at, (items, findings), passing_hold(sink.now(), next, claim))?;
            }
            (LoadedStep::Cancel { at }, _) => cancel(cursor, &mut rows, *at),
            (LoadedStep::Decision { .. }, None) => {
                return Err(StoreError::Corrupt("a decision without a decision".to_owned()));
            }
        }
    }
    rows.write(sink).await
}

/// The move of a loaded order to another status; its cursor moves along.
fn moved<'a>(cursor: &mut Cursor<'a>, status: Status, at: Millis) -> Move<'a> {
    let order = cursor.order();
    let version = cursor.version;
    cursor.version = version.saturating_add(1);
    cursor.status = status;
    Move {
        institution: &order.institution,
        order_no: &order.order_no,
        status,
        version,
        round: cursor.round,
        audit_seq: cursor.seq,
        submitted_at: cursor.submitted_at,
        updated_at: at,
        attachment_count: u32::try_from(cursor.files.len()).unwrap_or(u32::MAX),
        finding_count: cursor.findings,
        hold: None,
    }
}

fn decide<'a, 'l: 'a>(
    cursor: &mut Cursor<'l>,
    rows: &mut Rows<'a>,
    decision: &'a NewDecision,
    (staff, at, delivered): (&'a str, Millis, bool),
) -> Result<()> {
    let Some(status) = decision.status() else {
        return Err(StoreError::Refused("a decision names every item of its order once".to_owned()));
    };
    let entry = cursor.audit(at, staff, Act::Decide.code(), &decision_detail(decision, status));
    rows.audit(entry);
    let order = cursor.order();
    rows.decision(
        decision,
        &DecisionRows {
            institution: &order.institution,
            account: &order.account,
            round: cursor.round,
            status,
            staff,
            at,
            held_until: at,
            delivered_at: delivered.then_some(at),
        },
    )?;
    let items = decision.outcomes.iter().map(|outcome| (outcome.item, outcome.outcome.status()));
    rows.order_move(&moved(cursor, status, at), items);
    Ok(())
}

fn resubmit<'a, 'l: 'a>(
    cursor: &mut Cursor<'l>,
    rows: &mut Rows<'a>,
    at: Millis,
    (items, findings): (&'a [(u32, Vec<KeptAttachment>)], &'a [Noticed]),
    hold: Option<Hold<'a>>,
) -> Result<()> {
    let round = cursor.round.saturating_add(1);
    let order = cursor.order();
    for (item, list) in items {
        let (own, mut others): (Vec<_>, Vec<_>) =
            std::mem::take(&mut cursor.files).into_iter().partition(|file| file.item == *item);
        let (gone, new) = replace(&own, list);
        for file in &gone {
            rows.superseded(&order.institution, &order.order_no, file, round);
        }
        others.extend(own.iter().filter(|file| !gone.contains(file)).cloned());
        for (position, file) in new {
            rows.attachment(&order.institution, &order.order_no, (*item, round, position), file)?;
            others.push(StoredAttachment { item: *item, round, position, file: file.clone(), superseded_by: None });
        }
        cursor.files = others;
    }
    rows.findings(&order.institution, &order.order_no, round, findings);
    cursor.findings = count(findings);
    cursor.round = round;
    cursor.submitted_at = at;
    let named: Vec<u32> = items.iter().map(|(item, _)| *item).collect();
    let entry = cursor.audit(at, "portal", Act::Resubmit.code(), &json!({ "round": round, "items": named }));
    rows.audit(entry);
    let items = cursor.items();
    let mut step = moved(cursor, Status::AwaitingProofreading, at);
    step.hold = hold;
    rows.order_move(&step, items.map(|item| (item, Status::AwaitingProofreading)));
    Ok(())
}

fn cancel<'a, 'l: 'a>(cursor: &mut Cursor<'l>, rows: &mut Rows<'a>, at: Millis) {
    let entry = cursor.audit(at, "portal", Act::Cancel.code(), &json!({}));
    rows.audit(entry);
    let items = cursor.items();
    let step = moved(cursor, Status::Cancelled, at);
    rows.order_move(&step, items.map(|item| (item, Status::Cancelled)));
}
