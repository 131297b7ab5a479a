//! What `jiaodui doctor` asks of a database before anything else opens it: nothing is made, migrated or changed.

use std::collections::BTreeSet;

use super::{Result, StoreError, postgres, sqlite};
use crate::domain::time::Millis;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examined {
    /// Engine and version.
    pub version: String,
    /// Migrations that the program has and the database has not.
    pub pending: Vec<i64>,
    /// Those that the program does not know, or knows otherwise: of a newer program.
    pub foreign: Vec<i64>,
    /// Guards that are missing, switched off, or not as they were made.
    pub guards: Vec<String>,
    /// Settings that put data at risk: name, value, what it should be.
    pub settings: Vec<(String, String, String)>,
    /// The database's clock.
    pub now: Option<Millis>,
    /// Whether this is a server, and what it says of itself.
    pub server: Option<Server>,
}

/// What a server says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Server {
    /// Who is logged in.
    pub login: String,
    /// Whether no rule of the server holds that login back.
    pub is_unbound: bool,
    /// Tables that this login may write without going through the functions.
    pub writes: Vec<String>,
    /// Members of staff who are not disabled, and how many of them have a login of the server's; `None` where this login may not read that.
    pub staff: Option<(i64, i64)>,
    /// Those of them whom no function holds back: they may write tables, or are bound by no rule.
    pub unheld: Vec<String>,
    /// How far this server is behind, in milliseconds, where it is a standby; `None` inside where it never received anything.
    pub standby: Option<Option<i64>>,
    /// Standbys that are attached: name, state, and how many bytes they are behind.
    pub standbys: Vec<(String, String, i64)>,
}

/// Looks at a database that is there.
///
/// # Errors
/// It is not there, cannot be reached, or is none of ours.
pub async fn examine(url: &str) -> Result<Examined> {
    match url.split_once(':') {
        Some(("sqlite", _)) => sqlite::examine(url).await,
        Some(("postgres" | "postgresql", _)) => postgres::examine(url).await,
        _ => Err(StoreError::Unusable("a database is sqlite:PATH or postgres://HOST/NAME".to_owned())),
    }
}

/// Migrations: version and checksum, those of the program and those applied; which are pending, and which are foreign.
pub(super) fn compare(ours: &[(i64, Vec<u8>)], applied: &[(i64, Vec<u8>)]) -> (Vec<i64>, Vec<i64>) {
    let has = |list: &[(i64, Vec<u8>)], version: i64| list.iter().any(|(one, _)| *one == version);
    let pending = ours.iter().map(|(version, _)| *version).filter(|version| !has(applied, *version));
    let foreign = applied.iter().filter(|one| !ours.contains(one)).map(|(version, _)| *version);
    (pending.collect(), foreign.collect())
}

/// Names of the triggers that these migrations leave behind. Those whose names are made up as they run are not among them.
pub(super) fn triggers_of<'a>(migrations: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in migrations.flat_map(str::lines) {
        let name = |after: &str| {
            let name: String = after.chars().take_while(|one| one.is_ascii_alphanumeric() || *one == '_').collect();
            Some(name).filter(|name| !name.is_empty())
        };
        let line = line.trim_start();
        if let Some(made) = line.strip_prefix("CREATE TRIGGER ").and_then(name) {
            names.insert(made);
        } else if let Some(gone) = line.strip_prefix("DROP TRIGGER ").and_then(name) {
            names.remove(&gone);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_told_apart() {
        let of = |list: &[(i64, u8)]| list.iter().map(|(version, sum)| (*version, vec![*sum])).collect::<Vec<_>>();
        assert_eq!(compare(&of(&[(1, 1), (2, 2)]), &of(&[(1, 1)])), (vec![2], vec![]));
        assert_eq!(compare(&of(&[(1, 1)]), &of(&[(1, 1), (3, 3)])), (vec![], vec![3]));
        assert_eq!(compare(&of(&[(1, 1)]), &of(&[(1, 9)])), (vec![], vec![1]));
    }

    #[test]
    fn a_dropped_trigger_is_not_expected() {
        let sql = "CREATE TRIGGER a BEFORE INSERT\nDROP TRIGGER b;\n  CREATE TRIGGER c";
        assert_eq!(triggers_of(["CREATE TRIGGER b x", sql].into_iter()), BTreeSet::from(["a".to_owned(), "c".to_owned()]));
    }
}
