//! The servers that a URL names, and which of them to work on: the one that takes writes.
//!
//! `postgres://desk@db1,db2:5433/desk?sslmode=verify-full`, as libpq has it: several hosts, each with its port, or `host=/a,/b`. All are
//! asked at once. One that is in recovery (a standby) or read-only is no choice. Where two take writes, one of them was the primary
//! before a failover and nobody fenced it: the one of the newer timeline is taken, for only that one has what was decided since.
//!
//! Each connection also proves that it is one: a setting made as it began must still be there. A pooler in front that lends another
//! session to every transaction forgets it, and with it the time-outs.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::link::no_answer;
use crate::store::sql::store_error;
use crate::store::{Result, StoreError};

/// How long a server may take to let a session begin (`connect_timeout`, in seconds).
const CONNECT: Duration = Duration::from_secs(5);
/// How long a statement may take (`answer_timeout`, in seconds).
const ANSWER: Duration = Duration::from_secs(20);
/// How long the other servers are waited for once one takes writes: to hear of a second one.
const GRACE: Duration = Duration::from_millis(500);
/// The setting by which a session is known again.
const SEAT: &str = "jiaodui.seat";
/// Whether the server takes writes, of which timeline it is, and whether the session is ours.
const LOOK: &str = "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on', current_setting('jiaodui.seat', true), \
    CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END, pg_backend_pid()";

/// The servers that may be worked on.
#[derive(Clone)]
pub(super) struct Hosts {
    /// By name, in the order of the URL.
    candidates: Vec<(String, PgConnectOptions)>,
    seat: String,
    connect: Duration,
    /// How long a statement may take.
    pub(super) answer: Duration,
}

impl std::fmt::Debug for Hosts {
    /// By their names: the options hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.candidates.iter().map(|(name, _)| name)).finish()
    }
}

/// A server that takes writes.
pub(super) struct Chosen {
    pub(super) name: String,
    pub(super) options: PgConnectOptions,
    pub(super) connection: PgConnection,
    timeline: String,
}

/// The URL of the server that takes writes, alone.
pub(in crate::store) async fn server_of(url: &str) -> Result<String> {
    let chosen = Hosts::parse(url)?.choose().await?;
    let name = chosen.name;
    // It has said what it is; a bad end of it changes nothing.
    let _ = chosen.connection.close().await;
    Parts::of(url)?.only(&name)
}

impl Hosts {
    /// The servers of a URL.
    pub(super) fn parse(url: &str) -> Result<Self> {
        let parts = Parts::of(url)?;
        let seat = Uuid::now_v7().to_string();
        let mut candidates = Vec::new();
        for (name, url) in parts.urls()? {
            let options = PgConnectOptions::from_str(&url).map_err(|error| StoreError::Unusable(error.to_string()))?;
            candidates.push((name, with_settings(options, &seat, parts.answer)));
        }
        Ok(Self { candidates, seat, connect: parts.connect, answer: parts.answer })
    }

    /// The database that they all have; `None` where the URL names none.
    pub(super) fn database(&self) -> Option<&str> {
        self.candidates.first().and_then(|(_, options)| options.get_database())
    }

    /// The same servers, for somebody else.
    pub(super) fn for_user(&self, user: &str, password: &str) -> Self {
        let theirs =
            |(name, options): &(String, PgConnectOptions)| (name.clone(), options.clone().username(user).password(password));
        Self { candidates: self.candidates.iter().map(theirs).collect(), ..self.clone() }
    }

    /// A connection to the server that takes writes, or else to the first that answers: for whoever only looks.
    pub(super) async fn reach(&self) -> Result<PgConnection> {
        let failure = match self.choose().await {
            Ok(chosen) => return Ok(chosen.connection),
            Err(failure) => failure,
        };
        for (_, options) in &self.candidates {
            if let Ok(Ok(connection)) = tokio::time::timeout(self.connect, options.connect()).await {
                return Ok(connection);
            }
        }
        Err(failure.into())
    }

    /// The server that takes writes.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where none does or none answers; what a server itself refuses for good where there is but one.
    pub(super) async fn choose(&self) -> std::result::Result<Chosen, Failure> {
        let mut asked = JoinSet::new();
        for (name, options) in &self.candidates {
            let (name, options, seat, within) = (name.clone(), options.clone(), self.seat.clone(), self.connect);
            asked.spawn(async move {
                let look = tokio::time::timeout(within, look_at(&options, &seat)).await;
                let looked = look.unwrap_or_else(|_| Err(no_answer().into()));
                looked
                    .map(|(connection, timeline)| Chosen { name: name.clone(), options, connection, timeline })
                    .map_err(|error| (name, error))
            });
        }
        let mut chosen: Option<Chosen> = None;
        let mut failed: Vec<(String, Failure)> = Vec::new();
        loop {
            let next = match &chosen {
                None => asked.join_next().await,
                Some(_) => tokio::time::timeout(GRACE, asked.join_next()).await.unwrap_or_default(),
            };
            match next {
                None => break,
                Some(Ok(Ok(found))) => match chosen.take() {
                    Some(other) => {
                        tracing::error!(
                            one = found.name,
                            other = other.name,
                            "two servers take writes: the older one must be fenced"
                        );
                        // Names of timelines are eight hexadecimal digits: they compare as what they are.
                        chosen = Some(if other.timeline >= found.timeline { other } else { found });
                    }
                    None => chosen = Some(found),
                },
                Some(Ok(Err(failure))) => failed.push(failure),
                Some(Err(_)) => {}
            }
        }
        chosen.ok_or_else(|| no_server(failed))
    }

    /// Whether a new connection is to the server that was chosen and a session of our own.
    pub(super) fn is_ours(&self) -> impl Fn(&Seen) -> Result<()> + Send + Sync + use<> {
        let seat = self.seat.clone();
        move |seen| seen.is_usable(&seat)
    }
}

/// What a session says of itself.
pub(super) struct Seen {
    takes_no_writes: bool,
    seat: Option<String>,
    timeline: String,
    process: i32,
}

impl Seen {
    pub(super) async fn of(connection: &mut PgConnection) -> sqlx::Result<Self> {
        let row = sqlx::query(LOOK).fetch_one(connection).await?;
        Ok(Self { takes_no_writes: row.try_get(0)?, seat: row.try_get(1)?, timeline: row.try_get(2)?, process: row.try_get(3)? })
    }

    fn is_usable(&self, seat: &str) -> Result<()> {
        if self.seat.as_deref() != Some(seat) {
            return Err(StoreError::Pooled("what a session sets as it begins is not there afterwards".to_owned()));
        }
        if self.takes_no_writes {
            return Err(StoreError::Unavailable("takes no writes: a standby, or read-only".to_owned()));
        }
        Ok(())
    }
}

/// `search_path` is pinned, so that no schema of a like-named user shadows the tables. `jit` costs more than it brings here. The server
/// gives up a statement, a wait for a lock and a desk that is gone by itself, so that nobody waits for what a vanished desk holds.
fn with_settings(options: PgConnectOptions, seat: &str, answer: Duration) -> PgConnectOptions {
    let answer = answer.as_millis().to_string();
    options
        .application_name("jiaodui")
        .options([
            (SEAT, seat),
            ("search_path", "public"),
            ("jit", "off"),
            ("statement_timeout", answer.as_str()),
            ("lock_timeout", "10000"),
            ("idle_in_transaction_session_timeout", "60000"),
            ("client_connection_check_interval", "10000"),
            ("tcp_keepalives_idle", "30"),
            ("tcp_keepalives_interval", "10"),
            ("tcp_keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
        ])
        .disable_statement_logging()
}

/// Why a server cannot be worked on.
#[derive(Debug)]
pub(super) struct Failure {
    /// It is there, and did not let somebody in.
    pub(super) is_refusal: bool,
    error: StoreError,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self { is_refusal: false, error }
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

/// Whether the server did not let somebody in, rather than not being there. One that has no line for us in its `pg_hba.conf` is no desk.
fn is_refusal(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.code().is_some_and(|code| code.starts_with("28") || code == "42501") && !error.message().contains("pg_hba.conf")
    })
}

async fn look_at(options: &PgConnectOptions, seat: &str) -> std::result::Result<(PgConnection, String), Failure> {
    let mut connection =
        options.connect().await.map_err(|error| Failure { is_refusal: is_refusal(&error), error: connect_error(error) })?;
    let (first, second) = (Seen::of(&mut connection).await, Seen::of(&mut connection).await);
    let (first, second) = (first.map_err(store_error)?, second.map_err(store_error)?);
    let usable = first.is_usable(seat).and_then(|()| second.is_usable(seat)).and_then(|()| {
        let one = first.process == second.process;
        one.then_some(()).ok_or_else(|| StoreError::Pooled("two statements came to two sessions".to_owned()))
    });
    match usable {
        Ok(()) => Ok((connection, second.timeline)),
        Err(error) => {
            let _ = connection.close().await;
            Err(error.into())
        }
    }
}

/// Why there is no server to work on. What waiting cannot change is said as it is; but only where no other server may come back.
fn no_server(mut failed: Vec<(String, Failure)>) -> Failure {
    let all_for_good = failed.iter().all(|(_, failure)| !matches!(failure.error, StoreError::Unavailable(_)));
    if failed.len() == 1 || (all_for_good && !failed.is_empty()) {
        return failed.swap_remove(0).1;
    }
    failed.sort_by(|one, other| one.0.cmp(&other.0));
    let told: Vec<String> = failed.iter().map(|(name, failure)| format!("{name}: {}", failure.error)).collect();
    StoreError::Unavailable(told.join("; ")).into()
}

/// A refused password, an unknown database and a certificate that does not fit are no matter of waiting.
fn connect_error(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Tls(why) => StoreError::Untrusted(why.to_string()),
        // What rustls holds against a certificate.
        sqlx::Error::Io(why) if why.kind() == std::io::ErrorKind::InvalidData => StoreError::Untrusted(why.to_string()),
        sqlx::Error::Database(why) => match why.code().unwrap_or_default().as_ref() {
            // pgbouncer, of the settings with which a session begins.
            "08P01" if why.message().contains("startup parameter") => StoreError::Pooled(why.message().to_owned()),
            code if code.starts_with("28") || code.starts_with("3D") => StoreError::Unusable(error.to_string()),
            _ => store_error(error),
        },
        _ => store_error(error),
    }
}

/// A URL taken apart where several servers may stand.
struct Parts {
    scheme: String,
    /// With its `@`.
    user: String,
    hosts: Vec<String>,
    /// The database, with its slash.
    path: String,
    query: Vec<(String, String)>,
    connect: Duration,
    answer: Duration,
}

impl Parts {
    fn of(url: &str) -> Result<Self> {
        let bad = |what: &str| StoreError::Unusable(format!("the database's URL: {what}"));
        let (scheme, rest) = url.split_once("://").ok_or_else(|| bad("no ://"))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let (user, hosts) = match authority.rfind('@') {
            Some(at) => authority.split_at(at + 1),
            None => ("", authority),
        };
        let mut parts = Self {
            scheme: scheme.to_owned(),
            user: user.to_owned(),
            hosts: hosts.split(',').map(str::to_owned).collect(),
            path: path.to_owned(),
            query: Vec::new(),
            connect: CONNECT,
            answer: ANSWER,
        };
        let seconds = |key: &str, value: &str| match value.parse::<u64>() {
            Ok(seconds @ 1..=3600) => Ok(Duration::from_secs(seconds)),
            _ => Err(bad(&format!("{key}={value} is no number of seconds"))),
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            match key {
                "target_session_attrs" if matches!(value, "read-write" | "primary") => {}
                "target_session_attrs" => return Err(bad("a desk needs target_session_attrs=read-write")),
                "connect_timeout" => parts.connect = seconds(key, value)?,
                "answer_timeout" => parts.answer = seconds(key, value)?,
                _ => parts.query.push((key.to_owned(), value.to_owned())),
            }
        }
        Ok(parts)
    }

    /// The URL of one of the servers, as libpq reads it.
    fn only(&self, name: &str) -> Result<String> {
        let found = self.urls()?.into_iter().find(|(one, _)| one == name);
        let (_, url) = found.ok_or_else(|| StoreError::Unusable(format!("the database's URL: no {name}")))?;
        let end = if url.ends_with('?') { "" } else { "&" };
        Ok(format!("{url}{end}connect_timeout={}", self.connect.as_secs()))
    }

    /// A URL for each server, and the server's name.
    fn urls(&self) -> Result<Vec<(String, String)>> {
        let listed = |wanted: &str| {
            let found = self.query.iter().find(|(key, _)| key == wanted);
            found.map(|(_, value)| value.replace("%2C", ",").split(',').map(str::to_owned).collect::<Vec<_>>())
        };
        let (hosts, ports) = (listed("host"), listed("port"));
        let rest: Vec<String> = self
            .query
            .iter()
            .filter(|(key, _)| key != "host" && key != "port")
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        let count = hosts.as_ref().map_or(self.hosts.len(), Vec::len).max(ports.as_ref().map_or(1, Vec::len));
        let pick = |from: &[String], at: usize| match from {
            [one] => Some(one.clone()),
            many => many.get(at).cloned(),
        };
        let uneven = || StoreError::Unusable("the database's URL: hosts and ports differ in number".to_owned());
        (0..count)
            .map(|at| {
                let authority = pick(&self.hosts, at).ok_or_else(uneven)?;
                let mut query = rest.clone();
                let mut name = authority.clone();
                for (key, listed) in [("host", &hosts), ("port", &ports)] {
                    if let Some(listed) = listed {
                        let value = pick(listed, at).ok_or_else(uneven)?;
                        name = if key == "host" { value.clone() } else { format!("{name}:{value}") };
                        query.push(format!("{key}={value}"));
                    }
                }
                Ok((name, format!("{}://{}{authority}{}?{}", self.scheme, self.user, self.path, query.join("&"))))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(url: &str) -> Vec<(String, String)> {
        Parts::of(url).and_then(|parts| parts.urls()).unwrap()
    }

    #[test]
    fn several_servers_are_named_as_libpq_names_them() {
        assert_eq!(
            urls("postgres://desk:a%40b@db1,db2:5433/desk?sslmode=require&target_session_attrs=read-write"),
            [
                ("db1".to_owned(), "postgres://desk:a%40b@db1/desk?sslmode=require".to_owned()),
                ("db2:5433".to_owned(), "postgres://desk:a%40b@db2:5433/desk?sslmode=require".to_owned()),
            ]
        );
        assert_eq!(
            urls("postgres://postgres@localhost/desk?host=/tmp/a,/tmp/b"),
            [
                ("/tmp/a".to_owned(), "postgres://postgres@localhost/desk?host=/tmp/a".to_owned()),
                ("/tmp/b".to_owned(), "postgres://postgres@localhost/desk?host=/tmp/b".to_owned()),
            ]
        );
        assert_eq!(urls("postgres://h/d?host=/s&port=5433,5434").len(), 2);
        assert_eq!(urls("postgres://db1/desk").len(), 1);
    }

    #[test]
    fn the_tools_are_told_one_server_and_what_they_know() {
        let only = |url, name| Parts::of(url).and_then(|parts| parts.only(name));
        assert_eq!(
            only("postgres://desk@a,b:5433/desk?answer_timeout=9&sslmode=require&connect_timeout=3", "b:5433").unwrap(),
            "postgres://desk@b:5433/desk?sslmode=require&connect_timeout=3"
        );
        assert_eq!(
            only("postgres://localhost/desk?host=/a,/b", "/b").unwrap(),
            "postgres://localhost/desk?host=/b&connect_timeout=5"
        );
        assert_eq!(only("postgres://a/desk", "a").unwrap(), "postgres://a/desk?connect_timeout=5");
    }

    #[test]
    fn what_no_desk_can_work_with_is_refused() {
        for url in [
            "postgres:desk",
            "postgres://a,b/d?target_session_attrs=any",
            "postgres://a/d?connect_timeout=0",
            "postgres://a/d?answer_timeout=soon",
            "postgres://a/d?host=/a,/b&port=1,2,3",
        ] {
            let parsed = Parts::of(url).and_then(|parts| parts.urls());
            assert!(matches!(parsed, Err(StoreError::Unusable(_))), "{url}");
        }
    }

    #[test]
    fn a_server_that_may_come_back_is_waited_for() {
        let gone = || ("a".to_owned(), Failure::from(StoreError::Unavailable("gone".to_owned())));
        let wrong = || ("b".to_owned(), Failure::from(StoreError::Untrusted("wrong".to_owned())));
        assert_eq!(no_server(vec![wrong()]).error, wrong().1.error);
        assert!(
            matches!(no_server(vec![wrong(), gone()]).error, StoreError::Unavailable(told) if told.starts_with("a: ") && told.contains("wrong"))
        );
    }
}
