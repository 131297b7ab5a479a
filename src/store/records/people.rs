//! Institutions and staff.

use serde::{Deserialize, Serialize};

use crate::domain::staff::{Permission, Role};
use crate::domain::time::Millis;

/// An acceptance institution (受理机构).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Institution {
    /// The feed's word for it: `hubei`.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// What lists show: 湖北 (G6.1).
    pub short_name: String,
    /// GB/T 2260 head of its province; `None` for the national one.
    pub province_code: Option<String>,
}

/// A member of staff as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRecord {
    /// Login name.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Code of their institution; `None` for all.
    pub institution: Option<String>,
    /// PHC string of argon2id.
    pub password_hash: String,
    /// Whether they may no longer sign in.
    pub disabled: bool,
}

/// Somebody who works in an institution and may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Login.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Whether they belong to all institutions.
    pub everywhere: bool,
}

impl Colleague {
    /// Whether orders can be theirs: held by them, or given to them.
    pub fn decides(&self) -> bool {
        self.role.may(Permission::Decide)
    }

    /// Whether enquiries can be handed over to them.
    pub fn takes_enquiries(&self) -> bool {
        !self.everywhere && (self.decides() || self.role.may(Permission::Answer))
    }
}

/// A login as far as signing in goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInAttempt {
    /// It may be tried: the attempt counts as failed until it is said to have succeeded. `None`: there is no such login, or it is
    /// disabled; whoever tries is not told.
    Open(Option<StaffRecord>),
    /// Too many attempts failed; this one does not count and is not to be checked.
    Locked,
}

/// What came of connecting as a member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Connected {
    /// Staff do not connect by themselves here: passwords are checked by the program.
    Elsewhere,
    /// The server knows them, and so does the desk.
    As(crate::domain::staff::Actor),
    /// No, and no word about why.
    Refused,
}

/// Failed attempts to sign in since the last one that succeeded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInFailures {
    /// Which login; empty for all that there are not.
    pub login: String,
    /// How many in a row.
    pub failures: u32,
    /// When the last one was.
    pub last_at: Millis,
    /// Until when the login is locked, where it still is.
    pub locked_until: Option<Millis>,
}
