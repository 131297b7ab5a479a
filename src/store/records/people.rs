//! Institutions and staff.

use serde::{Deserialize, Serialize};

use crate::domain::staff::Role;

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
