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
        /// Manage staff.
        ManageStaff = "manage_staff",
    }
}

impl Role {
    /// The permission table. Nobody who manages staff decides orders: no role is above the work it does.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        use Permission::{Answer, Decide, ManageStaff, Read, Supervise};
        match permission {
            Read => true,
            Decide => matches!(self, Self::Proofreader | Self::Supervisor),
            Answer => matches!(self, Self::Clerk | Self::Supervisor),
            Supervise => matches!(self, Self::Supervisor),
            ManageStaff => matches!(self, Self::Admin),
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
