//! A throw-away PostgreSQL cluster: one a test process, started when the first test asks for a database, gone when the process is.
//!
//! The server belongs to a small shell that reads from a pipe held by this process. However the process ends (return, panic,
//! SIGKILL), the pipe closes, and the shell stops the server and removes its directory. Only a socket inside that directory leads
//! to it: no port to clash over. Where PostgreSQL is not installed the tests fail; they are never skipped.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;

struct Cluster {
    /// Where the server's socket is.
    directory: String,
    /// Holds the pipe open; never waited for.
    _keeper: Child,
}

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// The operator needs no password, everybody else has one. `initdb` must come as `C.UTF-8`, as `docs` ask of a centre. Nothing here survives a crash, so nothing is synced.
/// A shell that is told to stop (Ctrl-C reaches whole process groups) goes on until its pipe is closed.
const KEEPER: &str = r#"
trap '' INT TERM HUP PIPE
directory=$(mktemp -d /tmp/jiaodui-pg.XXXXXX) || exit 1
trap '"$1/pg_ctl" -D "$directory/data" -m immediate stop >/dev/null 2>&1; rm -rf "$directory"' EXIT
"$1/initdb" -D "$directory/data" -U postgres -A trust --locale=C.UTF-8 -E UTF8 -N >"$directory/log" 2>&1 || { cat "$directory/log"; exit 1; }
printf 'local all postgres trust\nlocal all all scram-sha-256\n' >"$directory/data/pg_hba.conf"
"$1/pg_ctl" -D "$directory/data" -w -t 60 -l "$directory/server.log" start >"$directory/log" 2>&1 \
  -o "-k $directory -c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=300 -c shared_buffers=64MB -c max_wal_size=2GB" \
  || { cat "$directory/log" "$directory/server.log"; exit 1; }
echo "ready $directory" || exit 1
read -r _
exit 0
"#;

/// A new, empty database; its URL.
pub(crate) async fn empty_database() -> String {
    let name = next_name();
    create(&name, "template0").await;
    url(&name)
}

/// A new database for one test, migrated; its URL. Copied from one that the store itself made: that takes a tenth of the time.
pub(crate) async fn fresh_database() -> String {
    TEMPLATE
        .get_or_init(|| async {
            let url = empty_database().await;
            let store = jiaodui::store::open(&url).await.expect("a new database can be opened");
            store.close().await;
            url
        })
        .await;
    let template = TEMPLATE.get().and_then(|url| name_of(url)).expect("the template has a name");
    let name = next_name();
    create(&name, template).await;
    url(&name)
}

/// A copy of a database that nobody is connected to, as a backup that was restored beside it; its URL.
pub(crate) async fn copy_of(original: &str) -> String {
    let name = next_name();
    create(&name, name_of(original).expect("the database has a name")).await;
    url(&name)
}

/// A new database with groups and logins of its own, as a desk that was set up has.
pub(crate) async fn own_database() -> String {
    let url = fresh_database().await;
    let mut connection = PgConnection::connect(&url).await.expect("the test cluster takes connections");
    sqlx::raw_sql("SELECT secure_desk()").execute(&mut connection).await.expect("a copy becomes a desk of its own");
    connection.close().await.expect("the connection ends");
    url
}

/// Where the server's socket is.
pub(crate) fn directory() -> &'static str {
    &CLUSTER.get_or_init(start).directory
}

/// The database that a URL names.
pub(crate) fn name_of(url: &str) -> Option<&str> {
    url.split_once('?')?.0.rsplit_once('/').map(|(_, name)| name)
}

fn next_name() -> String {
    format!("desk_{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

async fn create(name: &str, template: &str) {
    let mut connection = PgConnection::connect(&url("postgres")).await.expect("the test cluster takes connections");
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}")))
        .execute(&mut connection)
        .await
        .expect("a database can be made");
    connection.close().await.expect("the connection ends");
}

fn url(database: &str) -> String {
    let directory = &CLUSTER.get_or_init(start).directory;
    format!("postgres://postgres@localhost/{database}?host={directory}")
}

/// A shell that keeps a server, as somebody who may run one, with the place of the server's programs as its argument.
pub(crate) fn keeper(script: &str) -> Child {
    let mut command = if rustix::process::geteuid().is_root() {
        // The server refuses to run as root.
        let user = server_user();
        let mut command = Command::new("setpriv");
        command.arg(format!("--reuid={user}")).arg(format!("--regid={}", group_of(&user))).args(["--clear-groups", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command
        .args(["-c", script, "keeper"])
        .arg(server_binaries())
        .current_dir("/")
        .env_remove("PGPORT")
        .env_remove("PGDATA")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0) // a SIGKILL to the tests' group leaves the keeper to tidy up
        .spawn()
        .expect("a shell starts")
}

fn start() -> Cluster {
    let mut keeper = keeper(KEEPER);
    let mut said = String::new();
    let mut lines = BufReader::new(keeper.stdout.take().expect("piped")).lines();
    while let Some(Ok(line)) = lines.next() {
        if let Some(directory) = line.strip_prefix("ready ") {
            return Cluster { directory: directory.to_owned(), _keeper: keeper };
        }
        said.push_str(&line);
        said.push('\n');
    }
    let _ = keeper.wait();
    panic!("PostgreSQL of {} did not start for the tests:\n{said}", server_binaries().display());
}

/// The newest server there is: Debian keeps it out of the PATH.
pub(crate) fn server_binaries() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, path)| path.join("initdb").exists())
        .collect();
    found.sort();
    if let Some((_, path)) = found.pop() {
        return path;
    }
    std::env::var_os("PATH")
        .iter()
        .flat_map(std::env::split_paths)
        .find(|path| path.join("initdb").exists() && path.join("pg_ctl").exists())
        .expect("the tests need a PostgreSQL server (Debian: apt-get install postgresql); none was found")
}

fn server_user() -> String {
    ["postgres", "nobody"]
        .into_iter()
        .find(|user| Command::new("id").arg(user).output().is_ok_and(|answer| answer.status.success()))
        .expect("run as root, the tests need a user `postgres` or `nobody` for the server")
        .to_owned()
}

fn group_of(user: &str) -> String {
    let answer = Command::new("id").args(["-g", user]).output().expect("id runs");
    String::from_utf8_lossy(&answer.stdout).trim().to_owned()
}

#[tokio::test]
async fn each_database_is_its_own() {
    let (one, other) = (fresh_database().await, fresh_database().await);
    assert_ne!(one, other);
    let mut connection = PgConnection::connect(&other).await.unwrap();
    let (collation,): (String,) = sqlx::query_as("SELECT datcollate FROM pg_database WHERE datname = current_database()")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(collation, "C.UTF-8");
}
