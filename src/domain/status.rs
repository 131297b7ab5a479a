//! The status machine: which act leads an order from which status to which.
//!
//! The same table stands in the database as `status_moves`, where triggers hold it against every writer; a test
//! compares the two.

use serde::{Deserialize, Serialize};

use super::decision::Outcome;

/// Where an order, or one of its items, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 待校对: waits for staff (G8.1).
    AwaitingProofreading,
    /// 待补充材料: waits for the applicant (G8.4).
    AwaitingSupplement,
    /// 校对通过.
    Accepted,
    /// 校对不通过.
    Rejected,
    /// 已取消 by the applicant (G8.6).
    Cancelled,
}

impl Status {
    /// All of them, in the order in which counts are shown.
    pub const ALL: [Self; 5] =
        [Self::AwaitingProofreading, Self::AwaitingSupplement, Self::Accepted, Self::Rejected, Self::Cancelled];

    /// The word used in SQL, JSON and the feed.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AwaitingProofreading => "awaiting_proofreading",
            Self::AwaitingSupplement => "awaiting_supplement",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status with this code, if there is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether the order has come to an end, so that its certificate may be applied for again (G3.12) or contested (G1.6).
    #[must_use]
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Accepted | Self::Rejected | Self::Cancelled)
    }

    /// What an order's status is once each of its items has an outcome: any supplement, else any approval, else rejected.
    /// `None` where there is no item.
    #[must_use]
    pub fn of_outcomes(outcomes: impl IntoIterator<Item = Outcome>) -> Option<Self> {
        let mut status = None;
        for outcome in outcomes {
            status = Some(match (status, outcome) {
                (Some(Self::AwaitingSupplement), _) | (_, Outcome::Supplement) => Self::AwaitingSupplement,
                (Some(Self::Accepted), _) | (_, Outcome::Approve) => Self::Accepted,
                (_, Outcome::Reject) => Self::Rejected,
            });
        }
        status
    }
}

/// What can move an order's status. Every move leaves an audit row whose action is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A proofreader decides; where it leads follows from the outcomes of the items.
    Decide,
    /// The decider takes a decision back while its message is held.
    TakeBack,
    /// The applicant answers a request for supplementary materials (G8.4).
    Resubmit,
    /// The applicant cancels (G8.6).
    Cancel,
    /// A supervisor reopens a decided order, with a reason.
    Reopen,
    /// A supervisor rejects an order whose supplement never came, with a reason.
    RejectUnanswered,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Decide, Self::TakeBack, Self::Resubmit, Self::Cancel, Self::Reopen, Self::RejectUnanswered];

    /// The word used in `status_moves.action` and `audit_log.action`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::TakeBack => "take_back",
            Self::Resubmit => "resubmit",
            Self::Cancel => "cancel",
            Self::Reopen => "reopen",
            Self::RejectUnanswered => "reject_unanswered",
        }
    }
}

/// Every arrow of the status machine. Whatever is not here is refused, by this table and by the database.
pub const MOVES: [(Act, Status, Status); 11] = {
    use Status::{Accepted, AwaitingProofreading, AwaitingSupplement, Cancelled, Rejected};
    [
        (Act::Decide, AwaitingProofreading, Accepted),
        (Act::Decide, AwaitingProofreading, Rejected),
        (Act::Decide, AwaitingProofreading, AwaitingSupplement),
        (Act::TakeBack, Accepted, AwaitingProofreading),
        (Act::TakeBack, Rejected, AwaitingProofreading),
        (Act::TakeBack, AwaitingSupplement, AwaitingProofreading),
        (Act::Resubmit, AwaitingSupplement, AwaitingProofreading),
        (Act::Cancel, AwaitingProofreading, Cancelled),
        (Act::Reopen, Accepted, AwaitingProofreading),
        (Act::Reopen, Rejected, AwaitingProofreading),
        (Act::RejectUnanswered, AwaitingSupplement, Rejected),
    ]
};

/// Whether `act` may lead from `from` to `to`.
#[must_use]
pub fn may_move(act: Act, from: Status, to: Status) -> bool {
    MOVES.contains(&(act, from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orders_status_follows_from_its_items() {
        use Outcome::{Approve, Reject, Supplement};
        assert_eq!(Status::of_outcomes([]), None);
        assert_eq!(Status::of_outcomes([Approve, Reject]), Some(Status::Accepted));
        assert_eq!(Status::of_outcomes([Reject, Approve]), Some(Status::Accepted));
        assert_eq!(Status::of_outcomes([Supplement, Approve, Reject]), Some(Status::AwaitingSupplement));
        assert_eq!(Status::of_outcomes([Reject, Reject]), Some(Status::Rejected));
    }

    #[test]
    fn a_cancelled_order_never_moves_again() {
        assert!(MOVES.iter().all(|(_, from, _)| *from != Status::Cancelled));
        assert!(!may_move(Act::Cancel, Status::AwaitingSupplement, Status::Cancelled));
    }
}
