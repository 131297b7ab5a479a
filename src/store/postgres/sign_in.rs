//! Who is connected. A URL that names a user (an operator's, the portal's) connects as that user from the beginning. One that names none
//! (`postgres://server/desk`) belongs to a desk of personal logins: nobody is connected until a member of staff signs in, then it is they,
//! as the server's `LOGIN@DATABASE`, and the database itself shows and does what is theirs only.

use std::sync::{Arc, PoisonError, RwLock};

use serde::Deserialize;
use sqlx::Connection as _;
use sqlx::Row as _;
use sqlx::postgres::PgConnection;

use super::PostgresStore;
use super::hosts::Hosts;
use super::link::{Server, no_answer};
use super::open::current;
use crate::domain::staff::{Actor, Role};
use crate::store::reads::Sight;
use crate::store::records::Connected;
use crate::store::sql::store_error;
use crate::store::{Result, StoreError};

const KIND: &str = "SELECT session_kind()";
const PROFILE: &str = "SELECT my_profile()";
const PORTAL: &str = "SELECT put_portal_login($1, $2)::text";

/// Who is connected.
#[derive(Debug)]
pub(super) struct Seat {
    /// Where people sign in by themselves: the servers, for nobody yet.
    personal: Option<Hosts>,
    places: RwLock<Places>,
}

/// Who sits here, and who has signed in and does not yet: what the former began is done as they until the desk says that it is done.
#[derive(Debug, Default)]
struct Places {
    seated: Option<Seated>,
    next: Option<Seated>,
}

/// Whose connections they are, and what can be seen through them.
#[derive(Debug)]
struct Seated {
    /// A member of staff; `None` for whom the URL names.
    login: Option<String>,
    server: Arc<Server>,
    sight: Sight,
}

impl Seat {
    /// Taken from the beginning, by whoever the URL names.
    pub(super) fn taken(server: Server, sight: Sight) -> Self {
        let seated = Some(Seated { login: None, server: Arc::new(server), sight });
        Self { personal: None, places: RwLock::new(Places { seated, next: None }) }
    }

    /// Empty until a member of staff signs in.
    pub(super) fn empty(hosts: Hosts) -> Result<Self> {
        if hosts.database().is_none() {
            return Err(StoreError::Unusable("the URL names no database".to_owned()));
        }
        Ok(Self { personal: Some(hosts), places: RwLock::default() })
    }

    /// The server as whoever sits here reaches it.
    pub(super) fn server(&self) -> Result<Arc<Server>> {
        let places = self.places.read().unwrap_or_else(PoisonError::into_inner);
        places
            .seated
            .as_ref()
            .map(|seated| Arc::clone(&seated.server))
            .ok_or_else(|| StoreError::Unavailable("nobody has signed in".to_owned()))
    }

    fn sight(&self) -> Sight {
        self.places.read().unwrap_or_else(PoisonError::into_inner).seated.as_ref().map_or(Sight::Own, |seated| seated.sight)
    }

    /// Somebody has signed in: the seat is theirs at once if it is free or was theirs, or else they wait for it.
    fn come(&self, login: &str, server: Server, sight: Sight) {
        let come = Some(Seated { login: Some(login.to_owned()), server: Arc::new(server), sight });
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        let is_theirs = places.seated.as_ref().is_none_or(|seated| seated.login.as_deref() == Some(login));
        let place = if is_theirs { &mut places.seated } else { &mut places.next };
        leave(std::mem::replace(place, come));
    }

    /// Who sits here now; nobody who has not signed in does.
    fn sit(&self, login: Option<&str>) {
        let mut places = self.places.write().unwrap_or_else(PoisonError::into_inner);
        let places = &mut *places;
        let is = |place: &Option<Seated>| place.as_ref().is_some_and(|seated| seated.login.as_deref() == login);
        if login.is_some() && is(&places.seated) {
            leave(places.next.take());
        } else {
            let next = places.next.take();
            let is_next = login.is_some() && is(&next);
            leave(std::mem::replace(&mut places.seated, if is_next { next } else { None }));
        }
    }
}

/// Whoever sat here finishes what they began, on connections that nobody gets any more.
fn leave(seated: Option<Seated>) {
    if let Some(seated) = seated {
        tokio::spawn(async move { seated.server.close().await });
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

impl PostgresStore {
    pub(super) fn is_personal(&self) -> bool {
        self.seat.personal.is_some()
    }

    pub(super) fn sight(&self) -> Sight {
        self.seat.sight()
    }

    /// Connects as a member of staff ([`Seat::come`]). One that is refused changes nothing.
    pub(super) async fn connect_as(&self, login: &str, password: &str) -> Result<Connected> {
        let Some(hosts) = &self.seat.personal else { return Ok(Connected::Elsewhere) };
        let theirs = hosts.for_user(&format!("{login}@{}", hosts.database().unwrap_or_default()), password);
        let mut chosen = match theirs.choose().await {
            Ok(chosen) => chosen,
            Err(failure) if failure.is_refusal => return Ok(Connected::Refused),
            Err(failure) => return Err(failure.into()),
        };
        let known = tokio::time::timeout(theirs.answer, known(&mut chosen.connection)).await.map_err(|_| no_answer())?;
        let server = Server::new(theirs, &chosen);
        // What was to be learnt is; a connection that ends badly changes nothing of it.
        let _ = chosen.connection.close().await;
        let Some(profile) = known?.filter(|profile| profile.login == login) else { return Ok(Connected::Refused) };
        let sight = if profile.institution.is_none() { Sight::All } else { Sight::Own };
        self.seat.come(login, server, sight);
        let Profile { login, name, role, institution } = profile;
        Ok(Connected::As(Actor { login, name, role, institution }))
    }

    /// Who sits here now. Nobody else can where the URL names who connects.
    pub(super) fn sit(&self, login: Option<&str>) {
        if self.is_personal() {
            self.seat.sit(login);
        }
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
