//! Tables read page by page, for reports. Every statement walks a primary key or an index, the institution first, from where the page
//! before ended; none of them sorts or counts.

use crate::domain::report::{ReportName, Shape, Words};
use crate::domain::status::Status;
use crate::domain::time::Millis;
use crate::store::records::{Cell, Column, OpenOrder, ReportPage, ReportQuery};
use crate::store::sql::{Arg, Cells, Columns, Link, args};
use crate::store::{Result, StoreError};

/// How a table is bounded by days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// By its order numbers, which begin with their day: the key's first column. The last parameter but one is their end.
    Number,
    /// By the moment that its key begins with. Likewise.
    Moment,
    /// By the moment in this column, looked at row by row.
    Column(&'static str),
    /// Not at all.
    Not,
}

/// A table, its statement, and what its columns hold.
struct Source {
    name: ReportName,
    statement: &'static str,
    columns: &'static [Column],
    key: &'static [&'static str],
    bound: Bound,
}

macro_rules! source {
    ($name:ident, $from:literal, $rest:literal, [$($key:ident),+], $bound:expr, { $first:ident: $first_shape:expr, $($column:ident: $shape:expr),* $(,)? }) => {
        Source {
            name: ReportName::$name,
            statement: concat!("SELECT t.", stringify!($first), $(", t.", stringify!($column),)* " FROM ", $from, " t WHERE t.institution = $1 AND ", $rest),
            columns: &[
                Column { name: stringify!($first), shape: $first_shape },
                $(Column { name: stringify!($column), shape: $shape }),*
            ],
            key: &[$(stringify!($key)),+],
            bound: $bound,
        }
    };
}

use Shape::{CertificateNo, Day, Email, Fen, IdNumber, Label, Mobile, Moment, Number, Text, Word};

const BY_ORDER: Bound = Bound::Number;

static SOURCES: &[Source] = &[
    source!(Orders, "orders", "t.order_no > $2 AND t.order_no < $3 ORDER BY t.order_no LIMIT $4", [order_no], BY_ORDER, {
        order_no: Label, status: Word(Words::Status), round: Number, kind: Word(Words::OrderKind), reconsiders: Label, account: Label,
        purpose: Text, first_submitted_at: Moment, submitted_at: Moment, updated_at: Moment, applicant_nature: Text,
        applicant_name: Text, applicant_location: Text, applicant_mobile: Mobile, applicant_email: Email, remark: Text,
        payment_state: Text, paid_at: Moment, invoice_title: Text, invoice_tax_no: IdNumber, holder: Text, summary: Text,
        item_count: Number, attachment_count: Number, finding_count: Number, claimed_by: Label, claimed_until: Moment,
        postponed_by: Label, postponed_until: Moment,
    }),
    source!(Items, "items",
        "(t.order_no, t.item) > ($2, $3) AND t.order_no < $4 ORDER BY t.order_no, t.item LIMIT $5", [order_no, item], BY_ORDER, {
        order_no: Label, item: Number, service: Word(Words::Service), copies_zh: Number, copies_en: Number, unit_price_fen: Fen,
        identity_method: Word(Words::Identity), identity_verified_at: Moment, status: Word(Words::Status),
    }),
    source!(Certificates, "certificates",
        "(t.order_no, t.item) > ($2, $3) AND t.order_no < $4 ORDER BY t.order_no, t.item LIMIT $5", [order_no, item], BY_ORDER, {
        order_no: Label, item: Number, holder: Text, id_type: Word(Words::IdType), id_no: IdNumber, number: CertificateNo, school: Text,
        school_province: Text, category: Text, level: Text, enrolled_on: Day, graduated_on: Day, major: Text, duration: Text,
        conclusion: Text, remark: Text,
    }),
    source!(Attachments, "attachments",
        "(t.order_no, t.item, t.round, t.position) > ($2, $3, $4, $5) AND t.order_no < $6 \
         ORDER BY t.order_no, t.item, t.round, t.position LIMIT $7", [order_no, item, round, position], BY_ORDER, {
        order_no: Label, item: Number, round: Number, position: Number, kind: Word(Words::Attachment), file_name: Text, sha256: Label,
        bytes: Number, width: Number, height: Number, format: Label, superseded_by: Number,
    }),
    source!(Findings, "findings",
        "(t.order_no, t.item, t.round, t.position) > ($2, $3, $4, $5) AND t.order_no < $6 \
         ORDER BY t.order_no, t.item, t.round, t.position LIMIT $7", [order_no, item, round, position], BY_ORDER, {
        order_no: Label, item: Number, round: Number, position: Number, finding: Label, field: Word(Words::Field), severity: Label,
        says: Label, message: Text,
    }),
    source!(Decisions, "decisions",
        "(t.order_no, t.version) > ($2, $3) ORDER BY t.order_no, t.version LIMIT $4", [order_no, version],
        Bound::Column("decided_at"), {
        order_no: Label, version: Number, round: Number, status: Word(Words::Status), staff: Label, decided_at: Moment,
        held_until: Moment, taken_back_at: Moment, catalogue_version: Label, letter: Text,
    }),
    source!(DecisionItems, "decision_items",
        "(t.order_no, t.version, t.item) > ($2, $3, $4) AND t.order_no < $5 ORDER BY t.order_no, t.version, t.item LIMIT $6",
        [order_no, version, item], BY_ORDER, {
        order_no: Label, version: Number, item: Number, outcome: Word(Words::Outcome), reasons: Text,
    }),
    source!(Verdicts, "verdicts",
        "(t.order_no, t.version, t.item, t.field) > ($2, $3, $4, $5) AND t.order_no < $6 \
         ORDER BY t.order_no, t.version, t.item, t.field LIMIT $7", [order_no, version, item, field], BY_ORDER, {
        order_no: Label, version: Number, item: Number, field: Word(Words::Field), verdict: Word(Words::Verdict),
    }),
    source!(Messages, "messages", "t.message_id > $2 ORDER BY t.message_id LIMIT $3", [message_id], Bound::Column("created_at"), {
        message_id: Label, order_no: Label, enquiry_no: Label, account: Label, kind: Label, title: Text, body: Text,
        created_at: Moment, held_until: Moment, withdrawn_at: Moment, delivered_at: Moment,
    }),
    source!(Enquiries, "enquiries", "t.enquiry_no > $2 ORDER BY t.enquiry_no LIMIT $3", [enquiry_no], Bound::Column("opened_at"), {
        enquiry_no: Label, account: Label, order_no: Label, subject: Text, opened_at: Moment, last_post_at: Moment,
        waiting_since: Moment, state: Word(Words::Enquiry), assigned_to: Label,
    }),
    source!(EnquiryPosts, "enquiry_posts",
        "(t.enquiry_no, t.post) > ($2, $3) ORDER BY t.enquiry_no, t.post LIMIT $4", [enquiry_no, post], Bound::Column("at"), {
        enquiry_no: Label, post: Number, author: Label, staff: Label, at: Moment, body: Text,
    }),
    source!(EnquiryReplies, "enquiry_replies",
        "(t.enquiry_no, t.post) > ($2, $3) ORDER BY t.enquiry_no, t.post LIMIT $4", [enquiry_no, post], Bound::Column("at"), {
        enquiry_no: Label, post: Number, message_id: Label, staff: Label, at: Moment, held_until: Moment, waited_since: Moment,
        taken_back_at: Moment,
    }),
    source!(EnquiryNotes, "enquiry_notes",
        "(t.enquiry_no, t.n) > ($2, $3) ORDER BY t.enquiry_no, t.n LIMIT $4", [enquiry_no, n], Bound::Column("at"), {
        enquiry_no: Label, n: Number, staff: Label, at: Moment, handed_to: Label, body: Text,
    }),
    source!(Listings, "listings", "t.listing > $2 ORDER BY t.listing LIMIT $3", [listing], Bound::Column("proposed_at"), {
        listing: Label, id_no: IdNumber, name: Text, state: Word(Words::Listing), effective_on: Day, ends_on: Day, reason: Text,
        order_no: Label, item: Number, proposed_by: Label, proposed_at: Moment, decided_by: Label, decided_at: Moment,
        declined_reason: Text, withdrawn_by: Label, withdrawn_at: Moment, withdraw_reason: Text,
    }),
    source!(SecondLooks, "second_looks", "t.listing > $2 ORDER BY t.listing LIMIT $3", [listing], Bound::Column("at"), {
        listing: Label, staff: Label, at: Moment, outcome: Label, reason: Text,
    }),
    source!(Postponements, "postponements",
        "(t.order_no, t.n) > ($2, $3) ORDER BY t.order_no, t.n LIMIT $4", [order_no, n], Bound::Column("at"), {
        order_no: Label, n: Number, staff: Label, at: Moment, until: Moment, pooled_from: Moment, reason: Text, ended_at: Moment,
        ended_by: Label, end_reason: Text, assigned_by: Label,
    }),
    source!(Skips, "skips", "(t.order_no, t.n) > ($2, $3) ORDER BY t.order_no, t.n LIMIT $4", [order_no, n], Bound::Column("at"), {
        order_no: Label, n: Number, staff: Label, at: Moment, reason: Text,
    }),
    source!(Notes, "notes", "(t.order_no, t.n) > ($2, $3) ORDER BY t.order_no, t.n LIMIT $4", [order_no, n], Bound::Column("at"), {
        order_no: Label, n: Number, staff: Label, at: Moment, item: Number, field: Word(Words::Field), body: Text,
    }),
    source!(Looks, "looks",
        "(t.order_no, t.at, t.look_no) > ($2, $3, $4) ORDER BY t.order_no, t.at, t.look_no LIMIT $5", [order_no, at, look_no],
        Bound::Column("at"), {
        order_no: Label, at: Moment, look_no: Number, staff: Label, what: Label, reason: Text,
    }),
    source!(Handlings, "handlings",
        "(t.decided_at, t.staff, t.order_no, t.version) > ($2, $3, $4, $5) AND t.decided_at >= $2 AND t.decided_at < $6 \
         ORDER BY t.decided_at, t.staff, t.order_no, t.version LIMIT $7", [decided_at, staff, order_no, version], Bound::Moment, {
        decided_at: Moment, staff: Label, order_no: Label, version: Number, claimed_at: Moment,
    }),
    source!(FeedEvents, "feed_events", "t.event_id > $2 ORDER BY t.event_id LIMIT $3", [event_id], Bound::Column("received_at"), {
        event_id: Label, event: Label, subject: Label, at: Moment, received_at: Moment, digest: Label,
    }),
    source!(AuditLog, "audit_log",
        "(t.at, t.subject, t.seq) > ($2, $3, $4) AND t.at >= $2 AND t.at < $5 ORDER BY t.at, t.subject, t.seq LIMIT $6",
        [at, subject, seq], Bound::Moment, {
        at: Moment, subject: Label, seq: Number, actor: Label, action: Word(Words::Action), detail: Text, prev_hash: Label, hash: Label,
    }),
    source!(Samples, "samples", "t.sample > $2 ORDER BY t.sample LIMIT $3", [sample], Bound::Column("drawn_at"), {
        sample: Label, from_at: Moment, until_at: Moment, rate: Number, draw_key: Label, drawn_from: Number, size: Number,
        drawn_by: Label, drawn_at: Moment,
    }),
    source!(SampleOrders, "sample_orders",
        "(t.sample, t.place) > ($2, $3) ORDER BY t.sample, t.place LIMIT $4", [sample, place], Bound::Column("looked_at"), {
        sample: Label, place: Number, order_no: Label, version: Number, round: Number, staff: Label, status: Word(Words::Status),
        taken_by: Label, taken_at: Moment, looked_by: Label, looked_at: Moment, outcome: Word(Words::Status), remark: Text,
        verdicts: Text, differs: Number,
    }),
    source!(SavedViews, "saved_views", "t.view > $2 ORDER BY t.view LIMIT $3", [view], Bound::Column("saved_at"), {
        view: Label, staff: Label, name: Text, position: Number, body: Text, saved_at: Moment,
    }),
    source!(Staff, "staff", "t.login > $2 ORDER BY t.login LIMIT $3", [login], Bound::Not, {
        login: Label, name: Text, role: Word(Words::Role), created_at: Moment, disabled_at: Moment,
    }),
];

/// Open orders by the age of their round, of one status.
macro_rules! open {
    ($status:literal) => {
        concat!(
            "SELECT order_no, submitted_at, updated_at FROM orders WHERE institution = $1 AND status = '",
            $status,
            "' AND (submitted_at, order_no) > ($2, $3) ORDER BY submitted_at, order_no LIMIT $4"
        )
    };
}
const PROOFREADING: &str = open!("awaiting_proofreading");
const SUPPLEMENT: &str = open!("awaiting_supplement");

/// Every statement, by the report's name.
pub(super) fn all() -> Vec<(&'static str, &'static str)> {
    let tables = SOURCES.iter().map(|source| (source.name.code(), source.statement));
    tables.chain([("report: to proofread", PROOFREADING), ("report: supplement", SUPPLEMENT)]).collect()
}

fn source(name: ReportName) -> Result<&'static Source> {
    SOURCES.iter().find(|source| source.name == name).ok_or_else(|| StoreError::Refused(format!("{} is no table", name.code())))
}

/// The columns of a table, as its pages have them; none for a report that is no table.
#[must_use]
pub fn report_columns(name: ReportName) -> &'static [Column] {
    source(name).map_or(&[], |source| source.columns)
}

impl Source {
    fn at(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// A key before all of these days.
    fn start(&self, query: &ReportQuery) -> Vec<Cell> {
        let mut key: Vec<Cell> = self
            .key
            .iter()
            .map(|name| {
                let is_int = self.columns.iter().any(|column| column.name == *name && column.shape.is_int());
                if is_int { Cell::Int(i64::MIN) } else { Cell::Text(String::new()) }
            })
            .collect();
        match (self.bound, key.first_mut()) {
            (Bound::Number, Some(first)) => *first = Cell::Text(query.days.order_numbers().0),
            (Bound::Moment, Some(first)) => *first = Cell::Int(query.days.moments().0.0),
            _ => {}
        }
        key
    }

    fn decode<R: Columns>(&self, row: &R) -> Result<Vec<Cell>> {
        let mut cells = Cells::new(row);
        self.columns
            .iter()
            .map(|column| {
                Ok(if column.shape.is_int() {
                    cells.maybe_int()?.map_or(Cell::Empty, Cell::Int)
                } else {
                    cells.maybe_text()?.map_or(Cell::Empty, Cell::Text)
                })
            })
            .collect()
    }
}

/// A page of a table.
pub(crate) async fn report_page<L: Link>(link: &mut L, query: &ReportQuery) -> Result<ReportPage> {
    let source = source(query.name)?;
    let start = query.after.clone().unwrap_or_else(|| source.start(query));
    let mut arguments: Vec<Arg<'_>> = vec![query.institution.as_str().into()];
    arguments.extend(start.iter().map(|cell| match cell {
        Cell::Int(number) => Arg::Int(Some(*number)),
        Cell::Text(text) => Arg::from(text.as_str()),
        Cell::Empty => Arg::Text(None),
    }));
    let end = query.days.order_numbers().1;
    match source.bound {
        Bound::Number => arguments.push(end.as_str().into()),
        Bound::Moment => arguments.push(query.days.moments().1.into()),
        Bound::Column(_) | Bound::Not => {}
    }
    arguments.push(query.limit.into());
    let found = link.rows(source.statement, &arguments).await?;
    let mut rows = found.iter().map(|row| source.decode(row)).collect::<Result<Vec<_>>>()?;
    let full = u32::try_from(rows.len()).is_ok_and(|count| count >= query.limit);
    let next = rows.last().filter(|_| full).map(|last| {
        source.key.iter().filter_map(|name| source.at(name)).filter_map(|at| last.get(at).cloned()).collect::<Vec<_>>()
    });
    if let Bound::Column(name) = source.bound
        && let Some(at) = source.at(name)
        && query.days != crate::domain::report::Days::ALL
    {
        rows.retain(|row| matches!(row.get(at), Some(Cell::Int(moment)) if query.days.contain(Millis(*moment))));
    }
    Ok(ReportPage { rows, next })
}

/// Orders in an open status after this key.
pub(crate) async fn open_orders<L: Link>(
    link: &mut L,
    institution: &str,
    status: Status,
    after: Option<(Millis, String)>,
    limit: u32,
) -> Result<Vec<OpenOrder>> {
    let statement = match status {
        Status::AwaitingProofreading => PROOFREADING,
        Status::AwaitingSupplement => SUPPLEMENT,
        other => return Err(StoreError::Refused(format!("there is no queue of {} orders", other.code()))),
    };
    let (at, number) = after.unwrap_or((Millis(i64::MIN), String::new()));
    let found = link.rows(statement, args![institution, at, number, limit]).await?;
    found
        .iter()
        .map(|row| {
            let mut cells = Cells::new(row);
            Ok(OpenOrder { order_no: cells.text()?, submitted_at: cells.millis()?, updated_at: cells.millis()? })
        })
        .collect()
}
