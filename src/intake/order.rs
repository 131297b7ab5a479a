//! A submitted order as the feed writes it: every field read, every rule of its form held (G1–G7), as far as the line alone
//! can tell. What is wrong is noted; what is left is `None`.

use super::attachments::{self, FileList};
use super::fields::{Fields, Notes, Text};
use super::refusal::{Invalid, Why};
use crate::domain::certificate::{Certificate, IdType};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::numbers::resident_id::ResidentId;
use crate::domain::numbers::{email, mobile, travel_document};
use crate::domain::order::{
    Applicant, COPY_PRICE_FEN, Identity, IdentityMethod, Invoice, KeptAttachment, MAX_COPIES, MAX_REMARK_CHARS, Nature, NewItem,
    NewOrder, OrderKind, Payment, PaymentState, Service, is_free_purpose,
};
use crate::domain::time::Millis;

/// Longest name of a person, a school or a place, in characters; the longest school name there is has eighteen.
const NAME: Text = Text::line(100);
/// Longest word of the form: a level, a category.
const WORD: Text = Text::line(50);
/// What a machine wrote: accounts and codes.
pub(super) const CODE: Text = Text::exact(100);

/// An order being read.
#[derive(Debug, Clone)]
pub struct SubmitRead {
    /// Its number.
    pub order_no: Option<OrderNo>,
    /// Its kind.
    pub kind: Option<OrderKind>,
    /// The order it contests.
    pub reconsiders: Option<OrderNo>,
    /// The portal's account.
    pub account: Option<String>,
    /// Code of the institution, not yet looked up.
    pub institution: Option<String>,
    /// Its items.
    pub items: Vec<ItemRead>,
    purpose: Option<String>,
    consented_at: Option<Millis>,
    applicant: Option<Applicant>,
    remark: Option<String>,
    payment: Option<Payment>,
    invoice: Option<Option<Invoice>>,
}

/// An item being read.
#[derive(Debug, Clone)]
pub struct ItemRead {
    /// Where in the line it is.
    pub at: String,
    /// Its holder.
    pub holder: Option<String>,
    /// The holder's document number, in its normal form.
    pub id_no: Option<String>,
    /// 证书编号, where one was given.
    pub number: Option<String>,
    /// How the holder was verified.
    pub identity: Option<Identity>,
    /// What is asked for.
    pub service: Option<Service>,
    /// Its files.
    pub files: FileList,
    copies: Option<(i64, i64)>,
    unit_price_fen: Option<i64>,
    certificate: Option<Certificate>,
}

/// Reads an order number; what is no order number is noted.
pub(super) fn read_order_no(notes: &mut Notes, fields: &mut Fields<'_>, key: &'static str) -> Option<OrderNo> {
    let value = fields.required(notes, key)?;
    let number = value.as_str().and_then(|text| OrderNo::parse(text).ok());
    if number.is_none() {
        notes.refuse(fields.at(key), Why::OrderNoMalformed);
    }
    number
}

/// Reads `order` of a `submit`; `at` is the event's.
pub fn read(notes: &mut Notes, mut order: Fields<'_>, at: Option<Millis>) -> SubmitRead {
    let order_no = read_order_no(notes, &mut order, "order_no");
    let kind = order.code(notes, "kind", OrderKind::from_code);
    let reconsiders = match kind {
        Some(OrderKind::Reconsideration) => read_order_no(notes, &mut order, "reconsiders"),
        _ => {
            order.value("reconsiders");
            None
        }
    };
    let account = order.text(notes, "account", CODE);
    let purpose = order.text(notes, "purpose", NAME);
    let consented_at = read_consent(notes, &mut order, at);
    let has_invoice = order.value("invoice").is_some();
    let applicant = order.object(notes, "applicant").and_then(|applicant| read_applicant(notes, applicant, has_invoice));
    let institution = order.text(notes, "institution", CODE);
    let remark = order.optional_text(notes, "remark", Text::lines(MAX_REMARK_CHARS)).map(Option::unwrap_or_default);
    let payment = order.object(notes, "payment").and_then(|payment| read_payment(notes, payment, purpose.as_deref()));
    let invoice = if has_invoice {
        order.optional_object(notes, "invoice").and_then(|invoice| read_invoice(notes, invoice)).map(Some)
    } else {
        Some(None)
    };
    let items = read_items(notes, &mut order, purpose.as_deref());
    order.finish(notes);
    SubmitRead {
        order_no,
        kind,
        reconsiders,
        account,
        institution,
        items,
        purpose,
        consented_at,
        applicant,
        remark,
        payment,
        invoice,
    }
}

/// G2.1: consented to before anything was filled in, so before it was submitted too.
fn read_consent(notes: &mut Notes, order: &mut Fields<'_>, at: Option<Millis>) -> Option<Millis> {
    let Some(consented_at) = order.optional_moment(notes, "consented_at")? else {
        notes.refuse(order.at("consented_at"), Why::ConsentMissing);
        return None;
    };
    if at.is_some_and(|at| consented_at > at) {
        notes.refuse(order.at("consented_at"), Why::ConsentAfterwards);
        return None;
    }
    Some(consented_at)
}

/// G5.
fn read_applicant(notes: &mut Notes, mut applicant: Fields<'_>, has_invoice: bool) -> Option<Applicant> {
    let nature = applicant.code(notes, "nature", Nature::from_code);
    let name = applicant.text(notes, "name", NAME);
    let location = applicant.text(notes, "location", NAME);
    let mobile = applicant.text(notes, "mobile", Text::line(40)).and_then(|text| {
        if let Some(digits) = mobile::mainland(&text) {
            return Some(digits);
        }
        let wrong = if has_invoice {
            Invalid::MainlandMobile
        } else if mobile::is_telephone(&text) {
            return Some(text);
        } else {
            Invalid::Telephone
        };
        notes.refuse(applicant.at("mobile"), Why::Invalid(wrong));
        None
    });
    let email = applicant.text(notes, "email", Text::line(email::MAX_BYTES)).filter(|text| {
        let sound = email::is_email(text);
        if !sound {
            notes.refuse(applicant.at("email"), Why::Invalid(Invalid::Email));
        }
        sound
    });
    applicant.finish(notes);
    Some(Applicant { nature: nature?, name: name?, location: location?, mobile: mobile?, email: email? })
}

/// G1.3: whatever is not free is paid before it is submitted.
fn read_payment(notes: &mut Notes, mut payment: Fields<'_>, purpose: Option<&str>) -> Option<Payment> {
    let state = payment.code(notes, "state", PaymentState::from_code);
    let paid_at = match state {
        Some(PaymentState::Paid) => payment.moment(notes, "paid_at").map(Some),
        _ => payment.optional_moment(notes, "paid_at"),
    };
    if state == Some(PaymentState::Free) && purpose.is_some_and(|purpose| !is_free_purpose(purpose)) {
        notes.refuse(payment.at("state"), Why::Unpaid);
    }
    payment.finish(notes);
    Some(Payment { state: state?, paid_at: paid_at? })
}

/// G8.7.
fn read_invoice(notes: &mut Notes, mut invoice: Fields<'_>) -> Option<Invoice> {
    let title = invoice.text(notes, "title", NAME);
    let tax_no = invoice.text(notes, "tax_no", Text::line(30));
    invoice.finish(notes);
    Some(Invoice { title: title?, tax_no: tax_no? })
}

fn read_items(notes: &mut Notes, order: &mut Fields<'_>, purpose: Option<&str>) -> Vec<ItemRead> {
    let Some(objects) = order.objects(notes, "items") else {
        return Vec::new();
    };
    let items: Vec<ItemRead> = objects.into_iter().map(|item| read_item(notes, item, purpose)).collect();
    let copies =
        items.iter().filter_map(|item| item.copies).fold(0_i64, |sum, (zh, en)| sum.saturating_add(zh).saturating_add(en));
    if copies > i64::from(MAX_COPIES) {
        notes.refuse(order.at("items"), Why::CopiesLimit);
    }
    items
}

fn read_item(notes: &mut Notes, mut item: Fields<'_>, purpose: Option<&str>) -> ItemRead {
    let at = item.path().to_owned();
    let service = item.code(notes, "service", Service::from_code);
    let (zh, en) = (item.number(notes, "copies_zh", 0), item.number(notes, "copies_en", 0));
    let copies = zh.zip(en);
    if copies == Some((0, 0)) {
        notes.refuse(&at, Why::CopiesNone);
    }
    // A negative price is a price, and the wrong one.
    let unit_price_fen = item.number(notes, "unit_price_fen", i64::MIN);
    if let (Some(price), Some(purpose)) = (unit_price_fen, purpose) {
        let needed = if is_free_purpose(purpose) { 0 } else { COPY_PRICE_FEN };
        if price != needed {
            notes.refuse(item.at("unit_price_fen"), Why::Price { needed });
        }
    }
    let identity = item.object(notes, "identity").and_then(|identity| read_identity(notes, identity));
    let certificate = item.object(notes, "certificate").map(|certificate| read_certificate(notes, certificate, service));
    let files = attachments::read(notes, &mut item);
    if let Some(service) = service {
        attachments::check_counts(notes, &files, service);
    }
    item.finish(notes);
    let (certificate, holder, id_no, number) = match certificate {
        Some(read) => (read.whole, read.holder, read.id_no, read.number),
        None => (None, None, None, None),
    };
    ItemRead { at, holder, id_no, number, identity, service, files, copies, unit_price_fen, certificate }
}

/// G7.1: online, when it passed; offline the photo shows it, which is judged with the files.
fn read_identity(notes: &mut Notes, mut identity: Fields<'_>) -> Option<Identity> {
    let method = identity.code(notes, "method", IdentityMethod::from_code);
    let verified_at = identity.optional_moment(notes, "verified_at");
    if method == Some(IdentityMethod::Online) && verified_at == Some(None) {
        notes.refuse(identity.at("verified_at"), Why::IdentityUnverified);
    }
    identity.finish(notes);
    Some(Identity { method: method?, verified_at: verified_at? })
}

struct CertificateRead {
    whole: Option<Certificate>,
    holder: Option<String>,
    id_no: Option<String>,
    number: Option<String>,
}

/// G3. For services other than a degree only holder, document and school are required; the rest is checked where it is given.
fn read_certificate(notes: &mut Notes, mut fields: Fields<'_>, service: Option<Service>) -> CertificateRead {
    let holder = fields.text(notes, "holder", NAME);
    let id_type = fields.code(notes, "id_type", IdType::from_code);
    let id_no = fields.text(notes, "id_no", Text::line(40)).and_then(|text| {
        let number = match id_type? {
            IdType::ResidentId => ResidentId::parse(&text).map(|id| id.as_str().to_owned()).map_err(Invalid::ResidentId),
            other => travel_document::normalised(other, &text).ok_or(Invalid::DocumentNumber),
        };
        number.map_err(|wrong| notes.refuse(fields.at("id_no"), Why::Invalid(wrong))).ok()
    });
    let school = fields.text(notes, "school", NAME);
    let is_degree = service == Some(Service::Degree);
    let mut given = |notes: &mut Notes, key, how| {
        if is_degree { fields.text(notes, key, how).map(Some) } else { fields.optional_text(notes, key, how) }
    };
    let number = given(notes, "number", WORD);
    let school_province = given(notes, "school_province", WORD);
    let category = given(notes, "category", WORD);
    let level = given(notes, "level", WORD);
    let major = given(notes, "major", NAME);
    let conclusion = given(notes, "conclusion", WORD);
    let mut day = |notes: &mut Notes, key| {
        if is_degree {
            fields.required(notes, key)?;
        }
        fields.optional_day(notes, key)
    };
    let enrolled_on = day(notes, "enrolled_on");
    let graduated_on = day(notes, "graduated_on");
    if let (Some(Some(enrolled)), Some(Some(graduated))) = (enrolled_on, graduated_on)
        && graduated < enrolled
    {
        notes.refuse(fields.at("graduated_on"), Why::Invalid(Invalid::GraduatedBeforeEnrolled));
    }
    let duration = fields.optional_text(notes, "duration", WORD);
    let remark = fields.optional_text(notes, "remark", Text::lines(200));
    fields.finish(notes);
    let (read_holder, read_id_no, read_number) = (holder.clone(), id_no.clone(), number.clone().flatten());
    let whole = (|| {
        Some(Certificate {
            holder: holder?,
            id_type: id_type?,
            id_no: id_no?,
            number: number?,
            school: school?,
            school_province: school_province?,
            category: category?,
            level: level?,
            enrolled_on: enrolled_on?,
            graduated_on: graduated_on?,
            major: major?,
            duration: duration?,
            conclusion: conclusion?,
            remark: remark?,
        })
    })();
    CertificateRead { whole, holder: read_holder, id_no: read_id_no, number: read_number }
}

impl SubmitRead {
    /// The order, with the files of each item; `None` where something is missing, which has been noted.
    #[must_use]
    pub fn into_order(self, at: Millis, files: Vec<Vec<KeptAttachment>>) -> Option<NewOrder> {
        if self.items.len() != files.len() {
            return None;
        }
        let items: Option<Vec<NewItem>> =
            self.items.into_iter().zip(files).map(|(item, attachments)| item.into_item(attachments)).collect();
        Some(NewOrder {
            order_no: self.order_no?,
            kind: self.kind?,
            reconsiders: self.reconsiders,
            account: self.account?,
            purpose: self.purpose?,
            consented_at: self.consented_at?,
            submitted_at: at,
            applicant: self.applicant?,
            institution: self.institution?,
            remark: self.remark?,
            payment: self.payment?,
            invoice: self.invoice?,
            items: items?,
            findings: Vec::new(),
        })
    }
}

impl ItemRead {
    fn into_item(self, attachments: Vec<KeptAttachment>) -> Option<NewItem> {
        let (copies_zh, copies_en) = self.copies?;
        Some(NewItem {
            service: self.service?,
            copies_zh: u32::try_from(copies_zh).ok()?,
            copies_en: u32::try_from(copies_en).ok()?,
            unit_price_fen: self.unit_price_fen?,
            identity: self.identity?,
            certificate: self.certificate?,
            attachments,
        })
    }
}
