//! Institutions and staff.

use crate::domain::staff::Role;
use crate::domain::time::Millis;
use crate::store::Result;
use crate::store::records::{Colleague, Institution, SignInFailures, StaffRecord};
use crate::store::sql::{Cells, Columns, Link, args};

const INSTITUTIONS: &str = "SELECT code, name, short_name, province_code FROM institutions ORDER BY code";
const STAFF: &str = "SELECT login, name, role, institution, password_hash, disabled_at FROM staff WHERE login = $1";
/// Without hashes: whoever lists colleagues has no use for them, and PostgreSQL shows them to nobody.
const STAFF_LIST: &str = "SELECT login, name, role, institution, '' AS password_hash, disabled_at FROM staff \
                          ORDER BY COALESCE(institution, ''), login";
const COLLEAGUES: &str = "SELECT login, name, role, institution FROM staff WHERE (institution = $1 OR institution IS NULL) \
                          AND disabled_at IS NULL ORDER BY role DESC, login LIMIT 1000";
const HAS_STAFF: &str = "SELECT COUNT(*) FROM (SELECT login FROM staff LIMIT 1) AS one";

const FAILURES: &str = "SELECT login, failures, last_at, locked_until FROM sign_in_failures ORDER BY login";

pub(super) const ALL: &[(&str, &str)] = &[
    ("institutions", INSTITUTIONS),
    ("staff", STAFF),
    ("staff list", STAFF_LIST),
    ("colleagues", COLLEAGUES),
    ("has staff", HAS_STAFF),
    ("sign-in failures", FAILURES),
];

pub(crate) async fn institutions<L: Link>(link: &mut L) -> Result<Vec<Institution>> {
    let found = link.rows(INSTITUTIONS, args![]).await?;
    found
        .iter()
        .map(|row| {
            let mut cells = Cells::new(row);
            Ok(Institution {
                code: cells.text()?,
                name: cells.text()?,
                short_name: cells.text()?,
                province_code: cells.maybe_text()?,
            })
        })
        .collect()
}

fn member<R: Columns>(row: &R) -> Result<StaffRecord> {
    let mut cells = Cells::new(row);
    Ok(StaffRecord {
        login: cells.text()?,
        name: cells.text()?,
        role: cells.word(Role::from_code)?,
        institution: cells.maybe_text()?,
        password_hash: cells.text()?,
        disabled: cells.maybe_int()?.is_some(),
    })
}

pub(crate) async fn staff<L: Link>(link: &mut L, login: &str) -> Result<Option<StaffRecord>> {
    link.row(STAFF, args![login]).await?.as_ref().map(member).transpose()
}

pub(crate) async fn staff_list<L: Link>(link: &mut L) -> Result<Vec<StaffRecord>> {
    link.rows(STAFF_LIST, args![]).await?.iter().map(member).collect()
}

/// Who works in an institution, supervisors first: a thousand at most.
pub(crate) async fn colleagues<L: Link>(link: &mut L, institution: &str) -> Result<Vec<Colleague>> {
    let found = link.rows(COLLEAGUES, args![institution]).await?;
    let one = |row: &L::Row| {
        let mut cells = Cells::new(row);
        Ok(Colleague {
            login: cells.text()?,
            name: cells.text()?,
            role: cells.word(Role::from_code)?,
            everywhere: cells.maybe_text()?.is_none(),
        })
    };
    found.iter().map(one).collect()
}

pub(crate) async fn has_staff<L: Link>(link: &mut L) -> Result<bool> {
    Ok(link.number(HAS_STAFF, args![]).await? > 0)
}

/// Failed sign-ins by login: a row each, so as many as there are staff at most, and one.
pub(crate) async fn sign_in_failures<L: Link>(link: &mut L, now: Millis) -> Result<Vec<SignInFailures>> {
    let found = link.rows(FAILURES, args![]).await?;
    found
        .iter()
        .map(|row| {
            let mut cells = Cells::new(row);
            Ok(SignInFailures {
                login: cells.text()?,
                failures: cells.count()?,
                last_at: cells.millis()?,
                locked_until: cells.maybe_millis()?.filter(|until| *until > now),
            })
        })
        .collect()
}
