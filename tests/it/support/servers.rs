//! PostgreSQL servers of one test's own, to be killed, started again, copied to a standby and promoted. Each belongs to a small shell, as
//! the cluster of all tests does (see [`super::cluster`]), which does what it is told line by line; with the pipe the server goes, too.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout};
use std::sync::Mutex;
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::cluster::keeper;

const KEEPER: &str = r#"
trap '' INT TERM HUP PIPE
binaries="$1"
directory=$(mktemp -d /tmp/jiaodui-pg.XXXXXX) || exit 1
trap 'for p in "$directory"/*.pid; do [ -e "$p" ] && kill "$(cat "$p")"; done; "$binaries/pg_ctl" -D "$directory/data" -m immediate stop >/dev/null 2>&1; rm -rf "$directory"' EXIT
echo "ready $directory" || exit 1
while read -r line; do
    eval "$line" >"$directory/log" 2>&1
    status=$?
    [ $status = 0 ] || { sed 's/^/| /' "$directory/log"; [ -e "$directory/server.log" ] && tail -n 20 "$directory/server.log" | sed 's/^/| /'; }
    echo "done $status" || exit 1
done
exit 0
"#;

/// Nothing here has to survive a machine that fails: `kill -9` leaves what was written to the system.
const SETTINGS: &str = "-c fsync=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=32MB -c wal_keep_size=256MB";

struct Pipe {
    keeper: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// A server.
pub(crate) struct Server {
    /// Its directory: the socket is there, and `data`.
    pub(crate) directory: PathBuf,
    pipe: Mutex<Pipe>,
}

impl Server {
    /// A place for a server, with nothing in it.
    fn place() -> Self {
        let mut keeper = keeper(KEEPER);
        let to = keeper.stdin.take().unwrap();
        let mut from = BufReader::new(keeper.stdout.take().unwrap());
        let mut said = String::new();
        from.read_line(&mut said).unwrap();
        let directory = PathBuf::from(said.trim().strip_prefix("ready ").expect("a directory can be made"));
        Self { directory, pipe: Mutex::new(Pipe { keeper, to, from }) }
    }

    /// A new server that is running. `settings` are more of postgres' own options.
    pub(crate) fn new(settings: &str) -> Self {
        let server = Self::place();
        server.does("\"$binaries/initdb\" -D \"$directory/data\" -U postgres -A trust --locale=C.UTF-8 -E UTF8 -N");
        server.starts(settings);
        server
    }

    /// A running standby of a running server.
    pub(crate) fn standby_of(primary: &Self, name: &str) -> Self {
        let server = Self::place();
        server.does(&format!(
            "\"$binaries/pg_basebackup\" -D \"$directory/data\" -h '{}' -U postgres -c fast -X stream -R",
            primary.directory.display()
        ));
        server.does(&format!(
            "echo \"primary_conninfo = 'host={} user=postgres application_name={name}'\" >>\"$directory/data/postgresql.auto.conf\"",
            primary.directory.display()
        ));
        server.starts("");
        server
    }

    /// Has the shell do something; what it said where that failed.
    pub(crate) fn does(&self, line: &str) {
        let mut pipe = self.pipe.lock().unwrap();
        writeln!(pipe.to, "{}", line.replace('\n', " ")).unwrap();
        let mut told = String::new();
        loop {
            let mut said = String::new();
            assert!(pipe.from.read_line(&mut said).unwrap() > 0, "the server's shell is gone: {line}\n{told}");
            match said.trim_end().strip_prefix("done ") {
                Some("0") => return,
                Some(status) => panic!("{line} ended with {status}:\n{told}"),
                None => told.push_str(&said),
            }
        }
    }

    /// Starts it (again).
    pub(crate) fn starts(&self, settings: &str) {
        // Whatever a server that was killed has left: nothing of it runs any more.
        self.does("rm -f \"$directory/data/postmaster.pid\"");
        self.does(&format!(
            "\"$binaries/pg_ctl\" -D \"$directory/data\" -w -t 60 -l \"$directory/server.log\" start -o \"-k $directory -c listen_addresses='' {SETTINGS} {settings}\""
        ));
    }

    /// `kill -9` of the server and all its processes, at once.
    pub(crate) fn dies(&self) {
        // Stopped first, so that none of them can still answer while the others are being killed.
        self.does(
            "leader=$(head -n 1 \"$directory/data/postmaster.pid\"); all=\"$leader $(cat /proc/$leader/task/$leader/children)\"; \
             kill -STOP $all; kill -KILL $all; while kill -0 $leader 2>/dev/null; do sleep 0.02; done",
        );
    }

    /// A standby becomes the primary.
    pub(crate) fn is_promoted(&self) {
        self.does("\"$binaries/pg_ctl\" -D \"$directory/data\" -w -t 60 promote");
    }

    /// Runs SQL as the superuser.
    pub(crate) async fn runs(&self, database: &str, sql: &str) {
        let mut link = self.link(database).await;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut link).await.unwrap();
        link.close().await.unwrap();
    }

    /// Waits until a query of one number gives this one.
    pub(crate) async fn comes_to(&self, query: &str, wanted: i64) {
        let mut link = self.link("postgres").await;
        for _ in 0..600 {
            let found: i64 = sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(&mut link).await.unwrap();
            if found == wanted {
                return link.close().await.unwrap();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{query} does not come to {wanted}");
    }

    /// A connection to a server that listens at another port than usual.
    pub(crate) async fn link_at(&self, database: &str, port: u16) -> PgConnection {
        PgConnection::connect(&format!("{}&port={port}", self.url(database))).await.unwrap()
    }

    pub(crate) async fn link(&self, database: &str) -> PgConnection {
        PgConnection::connect(&self.url(database)).await.unwrap()
    }

    /// The URL of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.directory.display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pipe = self.pipe.get_mut().unwrap();
        // With the pipe's end the shell stops the server and tidies up.
        let _ = writeln!(pipe.to, "exit 0");
        let _ = pipe.keeper.wait();
    }
}
