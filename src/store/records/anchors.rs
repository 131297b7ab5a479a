//! The register of all that has an audit trail.

/// Somebody or something with an audit trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Whose; empty for what belongs to no institution.
    pub institution: String,
    /// From 1 within the institution, in the order in which the trails began.
    pub number: i64,
    /// An order number, or `KIND:NAME`.
    pub subject: String,
    /// Number and hash of the trail's newest row; `None` where there is no trail.
    pub newest: Option<(i64, String)>,
    /// Whether it is an order's number and there is no such order.
    pub is_orderless: bool,
}

/// One row of a registered subject's trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredRow {
    /// The subject's number in the register.
    pub number: i64,
    /// The subject.
    pub subject: String,
    /// Number and hash of the row; `None` where there is no trail.
    pub row: Option<(i64, String)>,
}
