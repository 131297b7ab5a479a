//! Why a line is refused: the reasons, their stable codes (the contract with the portal), and where in the line they lie.
//! Put into words by `text`; nothing here holds what an applicant typed.

use crate::domain::attachment::AttachmentKind;
use crate::domain::numbers::resident_id;
use crate::domain::status::Status;
use crate::evidence::judge::Fault;

/// One fault of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// JSON pointer (RFC 6901) to where it lies; empty for the whole line.
    pub path: String,
    /// What is wrong.
    pub why: Why,
}

impl Refusal {
    /// A fault at a place.
    #[must_use]
    pub fn new(path: impl Into<String>, why: Why) -> Self {
        Self { path: path.into(), why }
    }
}

/// What can be wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    // ---- json.malformed
    /// More than 1 MiB.
    LineTooLong,
    /// Not UTF-8.
    NotUtf8,
    /// Not JSON, from this column (in bytes) on; a name twice in an object too.
    NotJson {
        /// From 1.
        column: usize,
    },
    /// JSON, but no object.
    NotAnObject,
    /// Not one of the five events.
    UnknownEvent,

    // ---- fields
    /// `field.missing`: absent, null or blank.
    Missing,
    /// `field.too_long`.
    TooLong {
        /// Most characters.
        most: usize,
    },
    /// `field.invalid`.
    Invalid(Invalid),

    // ---- events, orders and enquiries
    /// `event.conflict`.
    EventConflict,
    /// `order_no.malformed` (G6.3).
    OrderNoMalformed,
    /// `order.exists`.
    OrderExists,
    /// `order.unknown`.
    OrderUnknown,
    /// `order.account`: the order's, or the enquiry's.
    Account,
    /// `order.state`.
    State {
        /// Where it stands.
        is: Status,
        /// Where it would have to.
        needed: Status,
    },
    /// `enquiry.exists`.
    EnquiryExists,
    /// `enquiry.unknown`.
    EnquiryUnknown,

    // ---- the rules of the guide
    /// `institution.unknown` (G6.1).
    InstitutionUnknown,
    /// `consent.missing` (G2.1).
    ConsentMissing,
    /// `consent.missing`: consented to after it was submitted (G2.1).
    ConsentAfterwards,
    /// `copies.none`.
    CopiesNone,
    /// `copies.limit` (G1.4).
    CopiesLimit,
    /// `price.mismatch` (G1.3).
    Price {
        /// What it would have to be, in fen.
        needed: i64,
    },
    /// `price.mismatch`: priced and not paid (G1.3).
    Unpaid,
    /// `identity.unverified` (G7.1).
    IdentityUnverified,
    /// `identity.photo` (G7.2, G7.3).
    IdentityPhoto,
    /// `applicant.dishonest` (G2.2).
    Dishonest,
    /// `certificate.in_progress` (G3.12).
    InProgress,
    /// `reconsideration.unknown` (G1.6).
    ReconsiderationUnknown,

    // ---- attachments
    /// `attachment.missing_kind` (G4.3–G4.5).
    MissingKind(AttachmentKind),
    /// `attachment.count` (G4.3–G4.5).
    Count {
        /// Of which kind.
        kind: AttachmentKind,
        /// Most of it.
        most: usize,
    },
    /// `attachment.path`.
    Path,
    /// `attachment.missing_file`.
    MissingFile,
    /// `attachment.unreadable`: it changed while it was read.
    FileChanged,
    /// What its content shows.
    File(Fault),
}

/// How a value is not of its kind (`field.invalid`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// Not a text.
    NotText,
    /// Not a list.
    NotList,
    /// Not an object.
    NotObject,
    /// Not a whole number in its range.
    NotNumber,
    /// Not one of the words there are.
    NotOneOf,
    /// Not RFC 3339 with an offset.
    NotMoment,
    /// Not a real day as `YYYY-MM-DD`.
    NotDay,
    /// Control characters in it.
    ControlCharacter,
    /// Not an e-mail address.
    Email,
    /// Not a telephone number.
    Telephone,
    /// Not a mainland mobile (G5.2).
    MainlandMobile,
    /// Not a resident ID (GB 11643-1999).
    ResidentId(resident_id::Invalid),
    /// Not a number of the document named (G7.2).
    DocumentNumber,
    /// Graduation before enrolment (G3.6).
    GraduatedBeforeEnrolled,
    /// Not a SHA-256.
    Digest,
    /// The order has no such item.
    NoSuchItem,
    /// The item was named before.
    ItemTwice,
}

impl Why {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LineTooLong | Self::NotUtf8 | Self::NotJson { .. } | Self::NotAnObject | Self::UnknownEvent => "json.malformed",
            Self::Missing => "field.missing",
            Self::TooLong { .. } => "field.too_long",
            Self::Invalid(_) => "field.invalid",
            Self::EventConflict => "event.conflict",
            Self::OrderNoMalformed => "order_no.malformed",
            Self::OrderExists => "order.exists",
            Self::OrderUnknown => "order.unknown",
            Self::Account => "order.account",
            Self::State { .. } => "order.state",
            Self::EnquiryExists => "enquiry.exists",
            Self::EnquiryUnknown => "enquiry.unknown",
            Self::InstitutionUnknown => "institution.unknown",
            Self::ConsentMissing | Self::ConsentAfterwards => "consent.missing",
            Self::CopiesNone => "copies.none",
            Self::CopiesLimit => "copies.limit",
            Self::Price { .. } | Self::Unpaid => "price.mismatch",
            Self::IdentityUnverified => "identity.unverified",
            Self::IdentityPhoto => "identity.photo",
            Self::Dishonest => "applicant.dishonest",
            Self::InProgress => "certificate.in_progress",
            Self::ReconsiderationUnknown => "reconsideration.unknown",
            Self::MissingKind(_) => "attachment.missing_kind",
            Self::Count { .. } => "attachment.count",
            Self::Path => "attachment.path",
            Self::MissingFile => "attachment.missing_file",
            Self::FileChanged => "attachment.unreadable",
            Self::File(fault) => match fault {
                Fault::Format => "attachment.format",
                Fault::Size { .. } => "attachment.size",
                Fault::Dimensions { .. } => "attachment.dimensions",
                Fault::Unreadable | Fault::TooManyPixels { .. } => "attachment.unreadable",
                Fault::Digest => "attachment.digest",
            },
        }
    }
}
