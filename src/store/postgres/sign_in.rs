//! Who is connected. A URL that names a user (an operator's, the portal's) connects as that user from the beginning. One that names none
//! (`postgres://server/desk`) belongs to a desk of personal logins: nobody is connected until a member of staff signs in, then it is they,
//! as the server's `LOGIN@DATABASE`, and the database itself shows and does what is theirs only.

use std::sync::{PoisonError, RwLock};

use serde::Deserialize;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _, PgPool, Row as _};

use super::PostgresStore;
use super::open::{PATIENCE, current, pool};
use crate::domain::staff::{Actor, Role};
use crate::store::reads::Sight;
use crate::store::records::Connected;
use crate::store::sql::store_error;
use crate::store::{Result, StoreError};

const KIND: &str = "SELECT session_kind()";
const PROFILE: &str = "SELECT my_profile()";
const PORTAL: &str = "SELECT put_portal_login($1, $2)::text";

/// The user of a desk of personal logins before anyone has signed in: no role can have this name.
const NOBODY: &str = "@";

/// Who is connected.
#[derive(Debug)]
pub(super) struct Seat {
    /// Where people sign in by themselves: the connection's options without a user.
    personal: Option<PgConnectOptions>,
    seated: RwLock<Seated>,
}

/// Whose connections they are, and what can be seen through them.
#[derive(Debug, Clone)]
struct Seated {
    pool: PgPool,
    sight: Sight,
}

impl Seat {
    /// Taken by whoever the options name.
    pub(super) fn taken(options: &PgConnectOptions, sight: Sight) -> Self {
        Self { personal: None, seated: RwLock::new(Seated { pool: pool(options.clone()), sight }) }
    }

    /// Empty until a member of staff signs in.
    pub(super) fn empty(options: &PgConnectOptions) -> Result<Self> {
        if options.get_database().is_none() {
            return Err(StoreError::Unusable("the URL names no database".to_owned()));
        }
        let nobody = options.clone().username(NOBODY).password("");
        let seated = Seated { pool: pool(nobody.clone()), sight: Sight::Own };
        Ok(Self { personal: Some(nobody), seated: RwLock::new(seated) })
    }

    /// The connections of whoever sits here.
    pub(super) fn pool(&self) -> PgPool {
        self.seated.read().unwrap_or_else(PoisonError::into_inner).pool.clone()
    }

    fn sight(&self) -> Sight {
        self.seated.read().unwrap_or_else(PoisonError::into_inner).sight
    }

    /// Somebody else sits down. Who sat here before finishes what they began, on connections that nobody gets any more.
    fn take(&self, options: PgConnectOptions, sight: Sight) {
        let next = Seated { pool: pool(options), sight };
        let before = std::mem::replace(&mut *self.seated.write().unwrap_or_else(PoisonError::into_inner), next);
        tokio::spawn(async move { before.pool.close().await });
    }
}

/// What somebody who has just connected can see.
pub(super) async fn sight_of(connection: &mut PgConnection) -> Result<Sight> {
    let kind: String = sqlx::query_scalar(KIND).fetch_one(connection).await.map_err(store_error)?;
    Ok(if matches!(kind.as_str(), "operator" | "portal") { Sight::All } else { Sight::Own })
}

/// Whether a URL says as whom to connect.
pub(super) fn names_a_user(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = place.split('/').next().unwrap_or_default();
    authority.rsplit_once('@').is_some_and(|(user, _)| !user.is_empty())
        || query.split('&').any(|part| part.starts_with("user=") && part.len() > "user=".len())
}

/// The answer of `my_profile`.
#[derive(Deserialize)]
struct Profile {
    login: String,
    name: String,
    role: Role,
    institution: Option<String>,
}

/// Whether the server did not let somebody in, rather than not being there. One that has no line for us in its `pg_hba.conf` is no desk.
fn is_refusal(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.code().is_some_and(|code| code.starts_with("28") || code == "42501") && !error.message().contains("pg_hba.conf")
    })
}

impl PostgresStore {
    pub(super) fn is_personal(&self) -> bool {
        self.seat.personal.is_some()
    }

    pub(super) fn sight(&self) -> Sight {
        self.seat.sight()
    }

    /// Connects as a member of staff; from then on all connections are theirs. One that is refused changes nothing.
    pub(super) async fn connect_as(&self, login: &str, password: &str) -> Result<Connected> {
        let Some(nobody) = &self.seat.personal else { return Ok(Connected::Elsewhere) };
        let database = nobody.get_database().unwrap_or_default();
        let theirs = nobody.clone().username(&format!("{login}@{database}")).password(password);
        let connecting = tokio::time::timeout(PATIENCE, theirs.connect()).await;
        let mut connection = match connecting {
            Err(_) => return Err(StoreError::Unavailable("no answer from the server".to_owned())),
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) if is_refusal(&error) => return Ok(Connected::Refused),
            Ok(Err(error)) => return Err(super::open::connect_error(error)),
        };
        let known = known(&mut connection).await;
        let _ = connection.close().await;
        let Some(profile) = known?.filter(|profile| profile.login == login) else { return Ok(Connected::Refused) };
        let sight = if profile.institution.is_none() { Sight::All } else { Sight::Own };
        self.seat.take(theirs, sight);
        let Profile { login, name, role, institution } = profile;
        Ok(Connected::As(Actor { login, name, role, institution }))
    }

    pub(super) async fn put_portal_login(&self, verifier: &str) -> Result<()> {
        let by = Actor::operator();
        self.call(PORTAL, crate::store::sql::args![&by.login, verifier]).await.map(drop)
    }
}

/// The member of staff who is connected; `None` for who is disabled.
async fn known(connection: &mut PgConnection) -> Result<Option<Profile>> {
    current(connection).await?;
    let row = sqlx::query(PROFILE).fetch_one(connection).await.map_err(store_error)?;
    let text: String = row.try_get(0).map_err(store_error)?;
    serde_json::from_str(&text).map_err(|error| StoreError::Corrupt(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::names_a_user;

    #[test]
    fn a_url_with_and_without_a_user_are_told_apart() {
        for url in ["postgres://desk@server/desk", "postgres://a%40b:c@h/d?host=/tmp", "postgres:///d?host=/tmp&user=desk"] {
            assert!(names_a_user(url), "{url}");
        }
        for url in
            ["postgres://server/desk", "postgres:///desk?host=/tmp/@x", "postgres://a,b:5433/desk", "postgres://@server/desk"]
        {
            assert!(!names_a_user(url), "{url}");
        }
    }
}
