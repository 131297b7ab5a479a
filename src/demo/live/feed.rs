//! Events as the portal's feed writes them: see `FeedAct` for what the intake makes of them.

use serde_json::{Map, Value, json};

use crate::domain::certificate::Certificate;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::order::{NewItem, NewOrder};
use crate::domain::time::Millis;

/// A file as an event names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileRef {
    /// Code of what it shows.
    pub(super) kind: &'static str,
    /// Its path beneath the portal's folder, or that under which it came earlier.
    pub(super) path: String,
    /// The hash of one that came earlier: of two that came under one path the right one is meant.
    pub(super) sha256: Option<String>,
}

fn file(one: &FileRef) -> Value {
    let mut value = Map::new();
    value.insert("kind".into(), one.kind.into());
    value.insert("file".into(), one.path.as_str().into());
    if let Some(sha256) = &one.sha256 {
        value.insert("sha256".into(), sha256.as_str().into());
    }
    Value::Object(value)
}

/// `submit`: the order's own lists of files are left aside for `files`, one list an item.
pub(super) fn submit(event_id: &str, order: &NewOrder, files: &[Vec<FileRef>]) -> Value {
    let items: Vec<Value> = order.items.iter().zip(files).map(|(one, files)| item(one, files)).collect();
    let applicant = &order.applicant;
    let mut body = json!({
        "order_no": order.order_no,
        "kind": order.kind.code(),
        "account": order.account,
        "purpose": order.purpose,
        "consented_at": order.consented_at.to_rfc3339(),
        "applicant": {
            "nature": applicant.nature.code(),
            "name": applicant.name,
            "location": applicant.location,
            "mobile": applicant.mobile,
            "email": applicant.email,
        },
        "institution": order.institution,
        "remark": order.remark,
        "payment": { "state": order.payment.state.code(), "paid_at": order.payment.paid_at.map(Millis::to_rfc3339) },
        "items": items,
    });
    if let Some(body) = body.as_object_mut() {
        if let Some(reconsiders) = &order.reconsiders {
            body.insert("reconsiders".into(), reconsiders.as_str().into());
        }
        if let Some(invoice) = &order.invoice {
            body.insert("invoice".into(), json!({ "title": invoice.title, "tax_no": invoice.tax_no }));
        }
    }
    json!({ "event_id": event_id, "event": "submit", "at": order.submitted_at.to_rfc3339(), "order": body })
}

fn item(one: &NewItem, files: &[FileRef]) -> Value {
    json!({
        "service": one.service.code(),
        "copies_zh": one.copies_zh,
        "copies_en": one.copies_en,
        "unit_price_fen": one.unit_price_fen,
        "identity": {
            "method": one.identity.method.code(),
            "verified_at": one.identity.verified_at.map(Millis::to_rfc3339),
        },
        "certificate": certificate(&one.certificate),
        "attachments": files.iter().map(file).collect::<Vec<_>>(),
    })
}

fn certificate(one: &Certificate) -> Value {
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.format("%Y-%m-%d").to_string());
    json!({
        "holder": one.holder,
        "id_type": one.id_type.code(),
        "id_no": one.id_no,
        "number": one.number,
        "school": one.school,
        "school_province": one.school_province,
        "category": one.category,
        "level": one.level,
        "enrolled_on": day(one.enrolled_on),
        "graduated_on": day(one.graduated_on),
        "major": one.major,
        "duration": one.duration,
        "conclusion": one.conclusion,
        "remark": one.remark,
    })
}

/// `resubmit`: for each item named its number and the whole new list.
pub(super) fn resubmit(event_id: &str, at: Millis, order_no: &OrderNo, account: &str, items: &[(u32, Vec<FileRef>)]) -> Value {
    let items: Vec<Value> = items
        .iter()
        .map(|(item, files)| json!({ "item": item, "attachments": files.iter().map(file).collect::<Vec<_>>() }))
        .collect();
    json!({
        "event_id": event_id, "event": "resubmit", "at": at.to_rfc3339(),
        "order_no": order_no, "account": account, "items": items,
    })
}

/// `cancel`.
pub(super) fn cancel(event_id: &str, at: Millis, order_no: &OrderNo, account: &str) -> Value {
    json!({ "event_id": event_id, "event": "cancel", "at": at.to_rfc3339(), "order_no": order_no, "account": account })
}

/// A question, as it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) enquiry_no: String,
    pub(super) account: String,
    pub(super) institution: String,
    pub(super) order_no: Option<OrderNo>,
    pub(super) subject: String,
    pub(super) body: String,
}

/// `enquiry`.
pub(super) fn enquiry(event_id: &str, at: Millis, question: &Question) -> Value {
    json!({
        "event_id": event_id, "event": "enquiry", "at": at.to_rfc3339(),
        "enquiry_no": question.enquiry_no, "account": question.account, "institution": question.institution,
        "order_no": question.order_no, "subject": question.subject, "body": question.body,
    })
}

/// `enquiry_followup`.
pub(super) fn follow_up(event_id: &str, at: Millis, enquiry_no: &str, account: &str, body: &str) -> Value {
    json!({
        "event_id": event_id, "event": "enquiry_followup", "at": at.to_rfc3339(),
        "enquiry_no": enquiry_no, "account": account, "body": body,
    })
}
