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
        /// Manage staff.
        ManageStaff = "manage_staff",
        /// Take what the institution has out of the database: reports, lists, dossiers.
        Export = "export",
    }
}

impl Role {
    /// The permission table. Nobody who manages staff decides orders: no role is above the work it does.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        use Permission::{Answer, ConfirmListing, Decide, Export, ManageStaff, Read, Supervise, WithdrawListing};
        match permission {
            Read => true,
            Decide | ConfirmListing => matches!(self, Self::Proofreader | Self::Supervisor),
            Answer => matches!(self, Self::Clerk | Self::Supervisor),
            Supervise | WithdrawListing => matches!(self, Self::Supervisor),
            ManageStaff => matches!(self, Self::Admin),
            Export => matches!(self, Self::Supervisor | Self::Admin),
        }
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
        use Permission::{Answer, ConfirmListing, Decide, Export, ManageStaff, Read, Supervise, WithdrawListing};
        for (role, may) in [
            (Role::Proofreader, vec![Read, Decide, ConfirmListing]),
            (Role::Clerk, vec![Read, Answer]),
            (Role::Supervisor, vec![Read, Decide, Answer, Supervise, ConfirmListing, WithdrawListing, Export]),
            (Role::Admin, vec![Read, ManageStaff, Export]),
        ] {
            let allowed: Vec<Permission> = Permission::ALL.iter().copied().filter(|permission| role.may(*permission)).collect();
            assert_eq!(allowed, may, "{role:?}");
        }
    }
}
