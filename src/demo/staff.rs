//! The staff of the demonstration: proofreaders, a clerk and a supervisor in each institution, and one admin for all.

use super::names;
use super::rng::Rng;
use crate::domain::staff::Role;
use crate::store::records::{Institution, StaffRecord};

/// The password of all of them. It opens nothing but a desk of made-up people.
pub const PASSWORD: &str = "jiaodui-demo";

/// How many proofreaders an institution has.
pub const PROOFREADERS: usize = 4;

/// The institution whose staff the demonstration signs in.
pub const HOME: &str = "hubei";

/// The login that the demonstration opens the desk with, by role.
#[must_use]
pub fn login_of(role: Role) -> String {
    match role {
        Role::Admin => "admin".to_owned(),
        Role::Proofreader => proofreader(HOME, 0),
        Role::Clerk => clerk(HOME),
        Role::Supervisor => format!("{HOME}-s1"),
    }
}

/// Login of an institution's proofreader, from 0.
#[must_use]
pub fn proofreader(institution: &str, number: usize) -> String {
    format!("{institution}-p{}", number % PROOFREADERS + 1)
}

/// Login of an institution's clerk.
#[must_use]
pub fn clerk(institution: &str) -> String {
    format!("{institution}-c1")
}

/// Everybody, with one hash for all: hashing is slow on purpose, and there is only one password.
#[must_use]
pub fn roster(seed: u64, institutions: &[Institution], password_hash: &str) -> Vec<StaffRecord> {
    let mut rng = Rng::fork(seed, u64::MAX);
    let mut record = |login: String, role: Role, institution: Option<&str>| {
        let name = loop {
            let name = names::person(&mut rng, 1985);
            if name.full.chars().count() <= 3 {
                break name.full;
            }
        };
        StaffRecord {
            login,
            name,
            role,
            institution: institution.map(str::to_owned),
            password_hash: password_hash.to_owned(),
            disabled: false,
        }
    };
    let mut all = vec![record(login_of(Role::Admin), Role::Admin, None)];
    for institution in institutions {
        let code = institution.code.as_str();
        for number in 0..PROOFREADERS {
            all.push(record(proofreader(code, number), Role::Proofreader, Some(code)));
        }
        all.push(record(clerk(code), Role::Clerk, Some(code)));
        all.push(record(format!("{code}-s1"), Role::Supervisor, Some(code)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_institution_can_work_and_every_login_is_one() {
        let institutions = crate::cli::default_institutions();
        let staff = roster(1, &institutions, "hash");
        let logins: HashSet<&str> = staff.iter().map(|one| one.login.as_str()).collect();
        assert_eq!(logins.len(), staff.len());
        assert_eq!(staff.len(), institutions.len() * (PROOFREADERS + 2) + 1);
        for one in &staff {
            assert!(crate::password::is_login(&one.login), "{}", one.login);
        }
        for role in Role::ALL {
            let login = login_of(*role);
            assert_eq!(staff.iter().find(|one| one.login == login).map(|one| one.role), Some(*role));
        }
    }
}
