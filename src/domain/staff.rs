//! Staff: roles, and the one table of what each may do.

use serde::{Deserialize, Serialize};

use super::coded::coded;

coded! {
    /// A role; each member of staff has one.
    Role {
        /// 校对员.
        Proofreader = "proofreader",
        /// 咨询员.
        Clerk = "clerk",
        /// 主管.
        Supervisor = "supervisor",
        /// 管理员.
        Admin = "admin",
    }
}

coded! {
    /// What a member of staff may be allowed to do.
    Permission {
        /// See the queue and open orders of the institution.
        Read = "read",
        /// Claim orders and decide them.
        Decide = "decide",
        /// Answer enquiries.
        Answer = "answer",
        /// Release, reassign, reopen, reject what was never supplemented.
        Supervise = "supervise",
        /// Look a second time at what a colleague proposes for the dishonesty list, and confirm or decline it (G2.2).
        ConfirmListing = "confirm_listing",
        /// Withdraw a listing on appeal.
        WithdrawListing = "withdraw_listing",
        /// Unlock a login that was locked after failed sign-ins.
        UnlockStaff = "unlock_staff",
        /// Manage staff.
        ManageStaff = "manage_staff",
        /// Take what the institution has out of the database: reports, lists, dossiers.
        Export = "export",
    }
}

impl Role {
    /// The permission table. Nobody who manages staff decides orders: no role is above the work it does.
    ///
    /// PostgreSQL has it as the table `role_permissions`; a test compares the two.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        use Permission::{Answer, ConfirmListing, Decide, Export, ManageStaff, Read, Supervise, UnlockStaff, WithdrawListing};
        match permission {
            Read => true,
            Decide | ConfirmListing => matches!(self, Self::Proofreader | Self::Supervisor),
            Answer => matches!(self, Self::Clerk | Self::Supervisor),
            Supervise | WithdrawListing => matches!(self, Self::Supervisor),
            UnlockStaff | Export => matches!(self, Self::Supervisor | Self::Admin),
            ManageStaff => matches!(self, Self::Admin),
        }
    }
}

/// What a use case of the store asks of whoever acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// To belong to the institution, to be active, and to have a role with this permission.
    May(Permission),
    /// To be active, whatever the role; it concerns nobody but themselves.
    Oneself,
    /// To hold the claim, or to have made the decision, that it names; no role or login gives or takes that away.
    Holding,
    /// Nothing but to belong to the institution; what is another's is left out, not refused. For reads, and for what somebody did, which
    /// is written down whoever they have become since.
    Belonging,
}

/// Every use case of the store that somebody acts in, by its name in the traits; behind a full stop, what of it needs something else.
/// A test reads the traits, fails for one that is not here, and tries each as every role from every institution on both engines.
pub const USE_CASES: &[(&str, Needs)] = {
    use Needs::{Belonging, Holding, May, Oneself};
    use Permission as P;
    &[
        ("claim_next", May(P::Decide)),
        ("claim", May(P::Decide)),
        ("release", Holding),
        ("skip", May(P::Decide)),
        ("postpone", May(P::Decide)),
        ("resume", May(P::Decide)),
        ("decide", May(P::Decide)),
        ("take_back", May(P::Decide)),
        ("takeable", Holding),
        ("keep_turn", May(P::Read)),
        ("save_draft", May(P::Read)),
        ("look_again", May(P::ConfirmListing)),
        ("withdraw_listing", May(P::WithdrawListing)),
        ("add_looks", Belonging),
        ("record_export", May(P::Export)),
        ("begin_report", May(P::Export)),
        ("end_report", May(P::Export)),
        ("dashboard", Belonging),
        ("happened", Belonging),
        ("force_release", May(P::Supervise)),
        ("reassign", May(P::Supervise)),
        ("reopen", May(P::Supervise)),
        ("reject_unanswered", May(P::Supervise)),
        ("reply", May(P::Answer)),
        ("take_reply_back", May(P::Answer)),
        ("hand_enquiry_over", May(P::Answer)),
        ("close_enquiry", May(P::Answer)),
        ("reopen_enquiry", May(P::Answer)),
        ("mark_enquiry_read", May(P::Read)),
        ("save_enquiry_draft", May(P::Answer)),
        ("keep_enquiry_presence", May(P::Answer)),
        ("draw_sample", May(P::Supervise)),
        ("sample_next", May(P::Decide)),
        ("conclude_sample_look", May(P::Decide)),
        ("views", Belonging),
        ("save_view", May(P::Read)),
        ("save_view.shared", May(P::Supervise)),
        ("delete_view", May(P::Read)),
        ("delete_view.shared", May(P::Supervise)),
        ("move_view", May(P::Read)),
        ("move_view.shared", May(P::Supervise)),
        ("add_member", May(P::ManageStaff)),
        ("disable_member", May(P::ManageStaff)),
        ("enable_member", May(P::ManageStaff)),
        ("set_role", May(P::ManageStaff)),
        ("set_password", May(P::ManageStaff)),
        ("unlock_member", May(P::UnlockStaff)),
        ("change_password", Oneself),
    ]
};

/// Login under which the trail knows whoever works at the command line without having signed in: the operator of the machine that the
/// database is on, who needs no permission of the desk's. No member of staff can have it.
pub const OPERATOR: &str = "command-line";

/// Failed sign-ins in a row after which a login is locked.
pub const MOST_FAILURES: u32 = 5;

/// For how long the first lock lasts, in milliseconds; each further failure doubles it.
const FIRST_LOCK_MS: i64 = 5 * 60_000;

/// The longest lock, in milliseconds: guessing never pays, and nobody is kept out for longer than this without a person's doing.
const LONGEST_LOCK_MS: i64 = 60 * 60_000;

/// After which time without an attempt earlier failures no longer count, in milliseconds.
pub const FORGET_FAILURES_MS: i64 = 24 * 60 * 60_000;

/// For how long a login is locked after so many failures in a row, in milliseconds; `None` while it is not.
/// (PostgreSQL's `lock_ms` is the same; a test compares them.)
#[must_use]
pub const fn lock_ms(failures: u32) -> Option<i64> {
    match failures.checked_sub(MOST_FAILURES) {
        None => None,
        // Twelve times the first lock is the longest.
        Some(beyond) if beyond >= 4 => Some(LONGEST_LOCK_MS),
        Some(beyond) => Some(FIRST_LOCK_MS << beyond),
    }
}

/// Someone who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Login name; the word under which the audit trail knows them.
    pub login: String,
    /// 姓名, for the screen.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Code of their institution; `None` for all of them.
    pub institution: Option<String>,
}

impl Actor {
    /// The operator at the command line.
    #[must_use]
    pub fn operator() -> Self {
        Self { login: OPERATOR.to_owned(), name: OPERATOR.to_owned(), role: Role::Admin, institution: None }
    }

    /// Whether this is the operator.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.login == OPERATOR
    }

    /// Whether orders of this institution exist for them at all.
    #[must_use]
    pub fn belongs_to(&self, institution: &str) -> bool {
        self.institution.as_deref().is_none_or(|own| own == institution)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_its_work_is() {
        use Permission::{Answer, ConfirmListing, Decide, Export, ManageStaff, Read, Supervise, UnlockStaff, WithdrawListing};
        for (role, may) in [
            (Role::Proofreader, vec![Read, Decide, ConfirmListing]),
            (Role::Clerk, vec![Read, Answer]),
            (Role::Supervisor, vec![Read, Decide, Answer, Supervise, ConfirmListing, WithdrawListing, UnlockStaff, Export]),
            (Role::Admin, vec![Read, UnlockStaff, ManageStaff, Export]),
        ] {
            let allowed: Vec<Permission> = Permission::ALL.iter().copied().filter(|permission| role.may(*permission)).collect();
            assert_eq!(allowed, may, "{role:?}");
        }
    }

    #[test]
    fn locks_double_up_to_an_hour() {
        assert_eq!(lock_ms(0), None);
        assert_eq!(lock_ms(MOST_FAILURES - 1), None);
        let minutes: Vec<i64> = (5..12).filter_map(lock_ms).map(|ms| ms / 60_000).collect();
        assert_eq!(minutes, [5, 10, 20, 40, 60, 60, 60]);
        assert_eq!(lock_ms(u32::MAX), Some(LONGEST_LOCK_MS));
    }

    #[test]
    fn a_use_case_is_listed_once() {
        let names: std::collections::BTreeSet<&str> = USE_CASES.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), USE_CASES.len());
    }
}
