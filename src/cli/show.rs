//! `jiaodui show ORDER_NO`: all that the desk knows of one order, personal numbers masked. Exit status 3: there is no such order.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::track::{no_such_order, parse};
use super::{Context, Error, print_line, reasons};
use crate::domain::certificate::Field;
use crate::domain::checks::look::look;
use crate::domain::finding::Finding;
use crate::domain::letter::{Edit, edits};
use crate::domain::mask;
use crate::domain::order::PaymentState;
use crate::domain::time::Millis;
use crate::domain::visible::{visible, visible_lines};
use crate::store::records::{AuditEntry, DecisionRecord, ItemFile, MessageRecord, Note, OrderFile, Postponed};
use crate::text::Lang;

/// Which order.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 申请单编号
    order_no: String,
    /// 只显示经过：来件、办理、决定、通知、备注、咨询、查看，按时间先后
    #[arg(long)]
    history: bool,
    /// 输出一个 JSON 对象
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(args: Args, context: &Context) -> Result<ExitCode, Error> {
    let lang = context.lang;
    let order_no = parse(lang, &args.order_no)?;
    let store = context.open_existing_store().await?;
    if args.history {
        let code = super::history::print(store.as_ref(), &order_no, args.json, context).await?;
        store.close().await;
        return Ok(code);
    }
    let Some(brief) = store.order_brief(&order_no).await? else {
        return no_such_order(lang, &order_no);
    };
    let Some(file) = store.order_file(&brief.institution, &order_no).await? else {
        return no_such_order(lang, &order_no);
    };
    let history = store.audit(&brief.institution, order_no.as_str(), 0).await?;
    let subject = file.subject();
    let findings = look(&subject, Some(&store.related(&subject).await?));
    let looks = store.looks(&brief.institution, &order_no).await?;
    let mut renders_again = Vec::with_capacity(file.decisions.len());
    for decision in &file.decisions {
        renders_again.push(reasons::renders_again(&store, &file, decision).await?);
    }
    if args.json {
        let mut json = as_json(lang, &file, &findings, &history);
        if let Some(json) = json.as_object_mut() {
            json.insert("looks".to_owned(), looks.into());
            let decisions = file.decisions.iter().zip(renders_again).map(|(decision, again)| decision_json(decision, again));
            json.insert("decisions".to_owned(), decisions.collect());
        }
        print_line(&json.to_string())?;
    } else {
        for line in as_text(lang, &file, &findings, &history, &renders_again) {
            print_line(&line)?;
        }
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

// ---- JSON

fn moment(at: Millis) -> Value {
    Value::from(at.to_rfc3339())
}

fn maybe(at: Option<Millis>) -> Value {
    at.map_or(Value::Null, moment)
}

fn as_json(lang: Lang, file: &OrderFile, findings: &[Finding], history: &[AuditEntry]) -> Value {
    json!({
        "order_no": file.order_no,
        "institution": file.institution,
        "kind": file.kind,
        "reconsiders": file.reconsiders,
        "status": file.status.code(),
        "round": file.round,
        "version": file.version,
        "account": file.account,
        "purpose": file.purpose,
        "consented_at": moment(file.consented_at),
        "first_submitted_at": moment(file.first_submitted_at),
        "submitted_at": moment(file.submitted_at),
        "applicant": {
            "nature": file.applicant.nature,
            "name": file.applicant.name,
            "location": file.applicant.location,
            "mobile": mask::mobile(&file.applicant.mobile),
            "email": mask::email(&file.applicant.email),
        },
        "remark": mask::within(&file.remark),
        "payment": { "state": file.payment.state, "paid_at": maybe(file.payment.paid_at) },
        "invoice": file.invoice.as_ref().map(|invoice| json!({ "title": invoice.title, "tax_no": mask::id_number(&invoice.tax_no) })),
        "claim": file.claim.as_ref().map(|claim| json!({ "staff": claim.login, "name": claim.name, "until": moment(claim.until) })),
        "items": file.items.iter().map(item_json).collect::<Vec<_>>(),
        "postponed": file.postponed.as_ref().map(postponed_json),
        "notes": file.notes.iter().map(note_json).collect::<Vec<_>>(),
        "messages": file.messages.iter().map(message_json).collect::<Vec<_>>(),
        "findings": findings.iter().map(|finding| finding_json(lang, finding)).collect::<Vec<_>>(),
        "history": history.iter().map(history_json).collect::<Vec<_>>(),
    })
}

fn item_json(item: &ItemFile) -> Value {
    let masked = item.certificate.covered();
    json!({
        "item": item.item,
        "service": item.service,
        "status": item.status.code(),
        "copies_zh": item.copies_zh,
        "copies_en": item.copies_en,
        "unit_price_fen": item.unit_price_fen,
        "identity": { "method": item.identity.method, "verified_at": maybe(item.identity.verified_at) },
        "certificate": masked,
        "attachments": item.attachments.iter().map(|stored| json!({
            "round": stored.round,
            "kind": stored.file.kind,
            "file": mask::within(&stored.file.file_name),
            "sha256": stored.file.sha256,
            "bytes": stored.file.bytes,
            "width": stored.file.width,
            "height": stored.file.height,
            "format": stored.file.format,
            "superseded_by": stored.superseded_by,
            "facts": stored.file.facts,
        })).collect::<Vec<_>>(),
    })
}

fn finding_json(lang: Lang, finding: &Finding) -> Value {
    json!({
        "id": finding.check,
        "item": finding.item,
        "field": finding.field,
        "severity": finding.severity,
        "says": finding.says,
        "message": lang.finding(finding),
    })
}

fn postponed_json(postponed: &Postponed) -> Value {
    json!({
        "staff": postponed.staff,
        "staff_name": postponed.staff_name,
        "until": moment(postponed.until),
        "pooled_from": moment(postponed.pooled_from),
        "reason": mask::within(&postponed.reason),
        "assigned_by": postponed.assigned_by,
    })
}

fn note_json(note: &Note) -> Value {
    json!({
        "n": note.n,
        "staff": note.staff,
        "staff_name": note.staff_name,
        "at": moment(note.at),
        "item": note.field.map(|(item, _)| item),
        "field": note.field.map(|(_, field)| field.code()),
        "body": mask::within(&note.body),
    })
}

fn decision_json(decision: &DecisionRecord, renders_again: Option<bool>) -> Value {
    json!({
        "round": decision.round,
        "status": decision.status.code(),
        "staff": decision.staff,
        "staff_name": decision.staff_name,
        "decided_at": moment(decision.decided_at),
        "held_until": moment(decision.held_until),
        "taken_back_at": maybe(decision.taken_back_at),
        "outcomes": decision.outcomes,
        "verdicts": decision.verdicts,
        "catalogue_version": decision.catalogue_version,
        "letter": decision.letter,
        "letter_edits": edits(&decision.letter_generated, &decision.letter).iter().map(|edit| match edit {
            Edit::Removed(line) => format!("-{line}"),
            Edit::Added(line) => format!("+{line}"),
        }).collect::<Vec<_>>(),
        // Whether the generated letter comes out of the kept catalogue again, byte for byte; null where the catalogue is not known.
        "letter_renders_again": renders_again,
    })
}

fn message_json(record: &MessageRecord) -> Value {
    let message = &record.message;
    json!({
        "message_id": message.message_id,
        "kind": message.kind,
        "title": message.title,
        "body": message.body,
        "at": moment(message.at),
        "held_until": moment(record.held_until),
        "withdrawn_at": maybe(record.withdrawn_at),
        "delivered_at": maybe(record.delivered_at),
    })
}

fn history_json(entry: &AuditEntry) -> Value {
    // Details are JSON as hashed; one that is not is shown as the text it is.
    let detail = serde_json::from_str(&entry.detail).unwrap_or_else(|_| Value::from(entry.detail.as_str()));
    json!({ "seq": entry.seq, "at": moment(entry.at), "actor": entry.actor, "action": entry.action, "detail": detail })
}

// ---- text

/// Lines for people: a label, a value; nothing an applicant typed reaches the terminal raw.
fn as_text(
    lang: Lang,
    file: &OrderFile,
    findings: &[Finding],
    history: &[AuditEntry],
    renders_again: &[Option<bool>],
) -> Vec<String> {
    let mut lines = Lines(Vec::new());
    lines.0.push(file.order_no.to_string());
    lines.pair(lang.show_institution(), &file.institution);
    lines.pair(lang.show_kind(), lang.order_kind(file.kind));
    if let Some(reconsiders) = &file.reconsiders {
        lines.pair(lang.show_reconsiders(), reconsiders.as_str());
    }
    lines.pair(lang.show_status(), lang.status(file.status));
    lines.pair(lang.show_round(), &lang.round(file.round));
    lines.pair(lang.show_account(), &file.account);
    lines.pair(lang.show_purpose(), &file.purpose);
    lines.pair(lang.show_consented(), &file.consented_at.to_rfc3339());
    lines.pair(lang.show_submitted(), &file.submitted_at.to_rfc3339());
    let applicant = &file.applicant;
    let contact =
        [applicant.name.as_str(), &applicant.location, &mask::mobile(&applicant.mobile), &mask::email(&applicant.email)]
            .join("  ");
    lines.pair(lang.show_applicant(), &contact);
    if !file.remark.is_empty() {
        lines.pair(lang.show_remark(), &mask::within(&file.remark));
    }
    lines.pair(
        lang.show_payment(),
        match file.payment.state {
            PaymentState::Free => lang.show_free(),
            PaymentState::Paid => lang.show_paid(),
        },
    );
    if let Some(invoice) = &file.invoice {
        lines.pair(lang.show_invoice(), &format!("{}  {}", invoice.title, mask::id_number(&invoice.tax_no)));
    }
    if let Some(claim) = &file.claim {
        lines.pair(lang.show_claim(), &format!("{}  {}", claim.name, claim.until.to_rfc3339()));
    }
    if let Some(postponed) = &file.postponed {
        let day = postponed.until.day().to_string();
        lines.pair(lang.show_postponed(), &format!("{day}  {}  {}", postponed.staff_name, mask::within(&postponed.reason)));
    }
    for item in &file.items {
        item_text(lang, item, &mut lines);
        // What is notable comes first.
        let of_item = findings.iter().filter(|finding| finding.item == item.item);
        findings_text(lang, of_item, &mut lines);
    }
    for (decision, again) in file.decisions.iter().zip(renders_again) {
        decision_text(lang, decision, *again, &mut lines);
    }
    if !file.notes.is_empty() {
        lines.heading(lang.show_notes());
    }
    for note in &file.notes {
        let about =
            note.field.map(|(item, field)| format!("{}  {}  ", lang.show_item(item), lang.field(field))).unwrap_or_default();
        lines.pair(&format!("{}  {}", note.at.to_rfc3339(), note.staff_name), &format!("{about}{}", mask::within(&note.body)));
    }
    for record in &file.messages {
        message_text(lang, record, &mut lines);
    }
    lines.heading(lang.show_history());
    for entry in history {
        lines.text(&format!("{}  {}  {}  {}", entry.seq, entry.at.to_rfc3339(), entry.actor, entry.action));
    }
    lines.0
}

fn item_text(lang: Lang, item: &ItemFile, lines: &mut Lines) {
    lines.heading(&format!("{}  {}  {}", lang.show_item(item.item), lang.service(item.service), lang.status(item.status)));
    lines.text(&lang.show_copies(item.copies_zh, item.copies_en));
    lines.pair(lang.show_identity(), lang.identity_method(item.identity.method));
    lines.pair(lang.show_id_type(), lang.id_type(item.certificate.id_type));
    let covered = item.certificate.covered();
    for field in Field::ALL.iter().copied() {
        if let Some(value) = covered.value(field) {
            lines.pair(lang.field(field), &value);
        }
    }
    lines.text(lang.show_attachments());
    for stored in &item.attachments {
        let file = &stored.file;
        let superseded = stored.superseded_by.map(|round| lang.show_superseded(round)).unwrap_or_default();
        lines.text(&format!(
            "  {}  {}  {}×{}  {}  {}{superseded}",
            lang.attachment(file.kind),
            mask::within(&file.file_name),
            file.width,
            file.height,
            file.bytes,
            file.format
        ));
    }
}

fn findings_text<'f>(lang: Lang, findings: impl Iterator<Item = &'f Finding>, lines: &mut Lines) {
    lines.text(lang.show_findings());
    for finding in findings {
        let mark = if finding.is_notable() { '!' } else { ' ' };
        let field = finding.field.map(|field| format!("{}  ", lang.field(field))).unwrap_or_default();
        lines.text(&format!(" {mark} {:<3}  {field}{}", finding.check.code(), lang.finding(finding)));
    }
}

fn decision_text(lang: Lang, decision: &DecisionRecord, renders_again: Option<bool>, lines: &mut Lines) {
    let taken_back = decision.taken_back_at.map(|_| lang.show_taken_back()).unwrap_or_default();
    lines.heading(&format!(
        "{}  {}  {}  {}  {taken_back}",
        lang.show_decision(),
        decision.decided_at.to_rfc3339(),
        decision.staff_name,
        lang.status(decision.status)
    ));
    for outcome in &decision.outcomes {
        lines.pair(&lang.show_item(outcome.item), &format!("{}  {}", lang.outcome(outcome.outcome), outcome.reasons.join(" ")));
    }
    if !decision.verdicts.is_empty() {
        lines.text(lang.show_verdicts());
    }
    for verdict in &decision.verdicts {
        lines.text(&format!("  {}  {}  {}", verdict.item, lang.field(verdict.field), lang.verdict(verdict.verdict)));
    }
    let again = match renders_again {
        Some(true) => lang.show_letter_again(),
        Some(false) => lang.show_letter_differs(),
        None => lang.show_letter_unknown(),
    };
    lines.pair(lang.show_catalogue(), &format!("{}  {again}", decision.catalogue_version));
    let edits = edits(&decision.letter_generated, &decision.letter);
    if !edits.is_empty() {
        lines.text(lang.show_letter_edits());
    }
    for edit in edits {
        match edit {
            Edit::Removed(line) => lines.text(&format!("  - {line}")),
            Edit::Added(line) => lines.text(&format!("  + {line}")),
        }
    }
}

fn message_text(lang: Lang, record: &MessageRecord, lines: &mut Lines) {
    let state = match (record.withdrawn_at, record.delivered_at) {
        (Some(_), _) => lang.show_withdrawn().to_owned(),
        (_, Some(at)) => lang.show_delivered(&at.to_rfc3339()),
        _ => lang.show_held(&record.held_until.to_rfc3339()),
    };
    lines.heading(&format!("{}  {}  {state}", lang.show_message(), record.message.title));
    for line in visible_lines(&record.message.body).lines() {
        lines.text(line);
    }
}

struct Lines(Vec<String>);

impl Lines {
    fn heading(&mut self, text: &str) {
        self.0.push(String::new());
        self.0.push(visible(text.trim_end()).into_owned());
    }

    fn text(&mut self, text: &str) {
        self.0.push(format!("  {}", visible(text)));
    }

    fn pair(&mut self, label: &str, value: &str) {
        // Lines of a remark are joined: a label has one line.
        let value = visible_lines(value).replace('\n', " / ");
        self.0.push(format!("  {label}: {}", visible(&value)));
    }
}
