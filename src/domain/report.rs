//! Reports: what may leave the database, in which form, and how much of it is covered.

use chrono::NaiveDate;

use super::coded::coded;
use super::mask;
use super::numbers::resident_id::ResidentId;
use super::order::parse_day;
use super::time::{CHINA_OFFSET_SECONDS, Millis};

coded! {
    /// A report: the standard ones first, then the tables, named as in the database.
    ReportName {
        /// Arrivals, decisions by outcome and what was taken back, by day and by person.
        Daily = "daily",
        /// Open work by how many working days it has waited.
        Ageing = "ageing",
        /// How often each reason of the catalogue was given.
        Reasons = "reasons",
        /// How far decisions and blind second looks agree.
        Agreement = "agreement",
        /// The list of orders to proofread, as the desk shows it.
        Queue = "queue",
        /// Likewise of those that wait for the applicant.
        Supplements = "supplements",
        /// Who took what out of the database.
        Exports = "exports",
        /// Orders.
        Orders = "orders",
        /// Their items.
        Items = "items",
        /// What was typed of each certificate.
        Certificates = "certificates",
        /// Facts of the files.
        Attachments = "attachments",
        /// What automatic checks noticed.
        Findings = "findings",
        /// Decisions.
        Decisions = "decisions",
        /// Their outcomes by item.
        DecisionItems = "decision_items",
        /// Their verdicts by field.
        Verdicts = "verdicts",
        /// Messages to applicants.
        Messages = "messages",
        /// Enquiries.
        Enquiries = "enquiries",
        /// What was written in them.
        EnquiryPosts = "enquiry_posts",
        /// When each answer went out, or was taken back.
        EnquiryReplies = "enquiry_replies",
        /// Notes among colleagues on handing an enquiry over.
        EnquiryNotes = "enquiry_notes",
        /// The dishonesty list.
        Listings = "listings",
        /// Second looks at proposals for it.
        SecondLooks = "second_looks",
        /// Postponements.
        Postponements = "postponements",
        /// Skipped orders.
        Skips = "skips",
        /// Notes among colleagues.
        Notes = "notes",
        /// Who looked at what.
        Looks = "looks",
        /// Decisions that stand, with when each order was claimed for it.
        Handlings = "handlings",
        /// Events the portal sent.
        FeedEvents = "feed_events",
        /// The audit trail.
        AuditLog = "audit_log",
        /// Samples that were drawn.
        Samples = "samples",
        /// The decisions in them, and what the second look at each said.
        SampleOrders = "sample_orders",
        /// Saved views of the queue.
        SavedViews = "saved_views",
        /// Members of staff, without what their passwords are checked by.
        Staff = "staff",
    }
}

coded! {
    /// The form of the file.
    ReportFormat {
        /// Text: a row a line, with a byte order mark, so that spreadsheets take it for UTF-8.
        Csv = "csv",
        /// A workbook of Excel's.
        Xlsx = "xlsx",
    }
}

/// Whose words a code is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Statuses of orders and items.
    Status,
    /// Outcomes.
    Outcome,
    /// Verdicts.
    Verdict,
    /// Fields of a certificate.
    Field,
    /// Kinds of attachments.
    Attachment,
    /// Services.
    Service,
    /// Kinds of identity documents.
    IdType,
    /// How a holder was verified.
    Identity,
    /// Kinds of orders.
    OrderKind,
    /// Roles.
    Role,
    /// States of a listing.
    Listing,
    /// States of an enquiry.
    Enquiry,
    /// Acts of the audit trail.
    Action,
}

/// What a column holds: how it is written, and what of it is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Text that somebody typed; numbers of persons are covered within it.
    Text,
    /// An identifier: never a number to a spreadsheet, however many digits it has.
    Label,
    /// A certificate's number as typed: covered where somebody typed an ID number there.
    CertificateNo,
    /// A number of an identity document.
    IdNumber,
    /// A telephone number.
    Mobile,
    /// An e-mail address.
    Email,
    /// A word of the program.
    Word(Words),
    /// A number to count with.
    Number,
    /// Money in fen, written in yuan.
    Fen,
    /// A moment, written as China's clock shows it.
    Moment,
    /// A day.
    Day,
}

impl Shape {
    /// Whether the database has an integer there.
    #[must_use]
    pub const fn is_int(self) -> bool {
        matches!(self, Self::Number | Self::Fen | Self::Moment)
    }

    /// The text as whoever has no reason to know the person may read it.
    #[must_use]
    pub fn covered(self, text: &str) -> String {
        match self {
            Self::IdNumber => mask::id_number(text),
            Self::Mobile => mask::mobile(text),
            Self::Email => mask::email(text),
            Self::CertificateNo if ResidentId::parse(text.trim()).is_ok() => mask::id_number(text),
            Self::Text => mask::within(text),
            _ => text.to_owned(),
        }
    }
}

/// The days a report is of, in China, both included; an open end has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Days {
    /// The first one.
    pub from: Option<NaiveDate>,
    /// The last one.
    pub to: Option<NaiveDate>,
}

impl Days {
    /// All of them.
    pub const ALL: Self = Self { from: None, to: None };

    /// Whether the last day lies before the first.
    #[must_use]
    pub fn is_backwards(self) -> bool {
        self.from.zip(self.to).is_some_and(|(from, to)| to < from)
    }

    /// From this moment on, until before that one.
    #[must_use]
    pub fn moments(self) -> (Millis, Millis) {
        let from = self.from.map_or(Millis(i64::MIN), midnight);
        let until = self.to.and_then(|day| day.succ_opt()).map_or(Millis(i64::MAX), midnight);
        (from, until)
    }

    /// Whether a moment lies within.
    #[must_use]
    pub fn contain(self, at: Millis) -> bool {
        let (from, until) = self.moments();
        (from..until).contains(&at)
    }

    /// Between which texts the order numbers of these days lie (G6.3: a number begins with its day); the first included.
    #[must_use]
    pub fn order_numbers(self) -> (String, String) {
        let head = |day: NaiveDate| day.format("%Y%m%d").to_string();
        (self.from.map(head).unwrap_or_default(), self.to.and_then(|day| day.succ_opt()).map_or_else(|| "~".to_owned(), head))
    }
}

/// A day as people name it: `2020-11-24`, `today` or `yesterday` (今天, 昨天).
#[must_use]
pub fn day_of(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    match text.trim() {
        "today" | "今天" => Some(today),
        "yesterday" | "昨天" => today.pred_opt(),
        text => parse_day(text),
    }
}

/// The beginning of a day in China.
fn midnight(day: NaiveDate) -> Millis {
    let utc = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
    Millis(utc.saturating_sub(i64::from(CHINA_OFFSET_SECONDS).saturating_mul(1000)))
}

/// A text that no spreadsheet takes for a formula or a command: one that begins like one (half or full width, behind white space
/// or not) gets an apostrophe, which means text to them.
#[must_use]
pub fn harmless(text: &str) -> String {
    let first = text.trim_start().chars().next();
    let tempts = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '|' | '%'));
    if tempts || text.starts_with(['\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}

/// An identifier for a file of plain text: an apostrophe keeps a spreadsheet from reading digits as a number and dropping the last
/// ones, or the zeros before it.
#[must_use]
pub fn as_label(text: &str) -> String {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'e' | b'E' | b'.'));
    if is_digits && (text.len() > 11 || (text.len() > 1 && text.starts_with('0'))) || (exponent && !is_digits && !text.is_empty())
    {
        format!("'{text}")
    } else {
        harmless(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_chinas_and_both_ends_belong() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let one = Days { from: Some(day("2020-10-16")), to: Some(day("2020-10-16")) };
        let at = |text: &str| Millis::from_rfc3339(text).unwrap();
        assert!(one.contain(at("2020-10-16T00:00:00+08:00")) && one.contain(at("2020-10-16T23:59:59+08:00")));
        assert!(!one.contain(at("2020-10-15T23:59:59+08:00")) && !one.contain(at("2020-10-17T00:00:00+08:00")));
        assert_eq!(one.order_numbers(), ("20201016".to_owned(), "20201017".to_owned()));
        assert!(Days::ALL.contain(Millis(0)) && !Days::ALL.is_backwards());
        assert!(Days { from: Some(day("2020-10-17")), to: Some(day("2020-10-16")) }.is_backwards());
        let (first, end) = Days::ALL.order_numbers();
        assert!(first.as_str() < "2020101611482587" && end.as_str() > "2020101611482587");
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "|calc", "%0A"] {
            assert!(harmless(bad).starts_with('\''), "{bad:?}");
        }
        for good in ["李雯", "1-1", "a=b", "", "（-1）"] {
            assert_eq!(harmless(good), good);
        }
    }

    #[test]
    fn identifiers_stay_as_they_are() {
        assert_eq!(as_label("2020101611482587"), "'2020101611482587");
        assert_eq!(as_label("007"), "'007");
        assert_eq!(as_label("1e9"), "'1e9");
        assert_eq!(as_label("chsi-7f31"), "chsi-7f31");
        assert_eq!(as_label("-x"), "'-x");
        assert_eq!(as_label("42"), "42");
    }

    #[test]
    fn an_id_number_in_the_wrong_field_is_covered() {
        assert_eq!(Shape::CertificateNo.covered("11010519491231002X"), "110***********002X");
        assert_eq!(Shape::CertificateNo.covered("104861201605001234"), "104861201605001234");
        assert_eq!(Shape::Label.covered("2020101611482587"), "2020101611482587");
    }
}
