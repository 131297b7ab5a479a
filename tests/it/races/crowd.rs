//! Thirty-two desks, each a process of its own, take orders from one queue of two thousand until it is empty; and eight desks of the
//! built program, told line by line, take theirs by `n`. (The crowd's processes are this very program of tests, started again as
//! [`seat`]: they do what the desk's driver does for `n` and for a decision. Thirty-two whole desks would draw two thousand orders
//! for each other for ten minutes on two cores.)
//!
//! What "oldest first" means where many take at once: no order is taken while an older one is free. An older order is free unless it
//! has been taken, or is just being taken by somebody who came first. On SQLite writers take turns, and the moment in the audit row is
//! read within the turn: the claims in that order are the queue itself. On PostgreSQL they are told apart by the ids of their
//! transactions. A claim that finds its order taken since it began to look has its id by then, and goes on to the next free one; so
//! it may stand in front of those who overtook it meanwhile, of whom there are no more than the other desks.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use jiaodui::domain::decision::Outcome;
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::password::{self, Password};
use jiaodui::store::records::{Decided, LoadedOrder};
use jiaodui::store::{CLAIM_MS, StoreError};
use sqlx::{AssertSqlSafe, Row};
use tempfile::TempDir;

use crate::store::fixture::{Engine, Fixture, Raw};
use crate::support::fixtures::{decision, draft, order_no, order_of_two, staff, token};

/// Where a seat of the crowd finds its database, and who sits there.
const SEAT: [&str; 2] = ["JIAODUI_TEST_SEAT_DATABASE", "JIAODUI_TEST_SEAT_LOGIN"];
const PASSWORD: &str = "打开校对台-1234";
/// How long a desk is waited for; a crowd on a small machine is slow.
const PATIENCE: Duration = Duration::from_secs(240);

/// A process that is told what to do line by line.
struct Process {
    child: Child,
    keys: ChildStdin,
    said: Receiver<String>,
}

impl Process {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let keys = child.stdin.take().unwrap();
        let told = child.stdout.take().unwrap();
        let (tell, said) = channel();
        thread::spawn(move || {
            for line in BufReader::new(told).lines().map_while(Result::ok) {
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, keys, said }
    }

    /// The built program, signed in.
    fn desk(url: &str, login: &str, home: &TempDir) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jiaodui"));
        command.args(["--linear", "--database", url]).env_clear().env("HOME", home.path());
        Self::start(command.env("JIAODUI_STAFF", login).env("JIAODUI_PASSWORD", PASSWORD))
    }

    /// A [`seat`].
    fn seat(url: &str, login: &str) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["races::crowd::seat", "--exact", "--ignored", "--nocapture"]);
        Self::start(command.env(SEAT[0], url).env(SEAT[1], login))
    }

    fn types(&mut self, lines: &str) {
        self.keys.write_all(lines.as_bytes()).unwrap();
    }

    /// Waits for a line that has one of these in it: which one, and the line.
    fn hears(&mut self, wanted: &[&str]) -> (usize, String) {
        let deadline = Instant::now() + PATIENCE;
        let mut heard = Vec::new();
        loop {
            match self.said.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    if let Some(which) = wanted.iter().position(|text| line.contains(text)) {
                        return (which, line);
                    }
                    heard.push(line);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("waited for {wanted:?} and heard\n{}", heard.join("\n"))
                }
            }
        }
    }

    fn ends(mut self) {
        assert!(self.child.wait().unwrap().success());
    }
}

/// At the built program: takes and approves until nothing is left; how many.
fn works_at_a_desk(mut desk: Process, start: &Barrier) -> u32 {
    desk.hears(&["当前：1. "]);
    start.wait();
    let mut decided = 0;
    loop {
        desk.types("n\n");
        if desk.hears(&["已判 0/3", "没有可领取的申请单"]).0 == 1 {
            desk.types("q\n");
            desk.ends();
            return decided;
        }
        desk.types("space\nspace\nspace\na\nctrl-s\n");
        desk.hears(&["完成："]);
        decided += 1;
    }
}

/// Likewise at a seat of the crowd.
fn works_at_a_seat(mut seat: Process, start: &Barrier) -> u32 {
    seat.hears(&["here"]);
    start.wait();
    seat.types("go\n");
    let (_, line) = seat.hears(&["decided "]);
    seat.ends();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

/// What a write comes to when it is asked for again, as at a desk, where the queue of writers was too long: with the same token it
/// happens once. How long that queue is depends on the machine.
async fn in_the_end<T, F: Future<Output = Result<T, StoreError>>>(write: impl Fn() -> F) -> T {
    for _ in 0..20 {
        match write().await {
            Err(StoreError::Unavailable(_)) => {}
            other => return other.unwrap(),
        }
    }
    panic!("nobody lets it write")
}

/// One of the crowd, in a process of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
#[ignore = "a seat of the crowd: it is started by the crowd's own tests"]
async fn seat() {
    let [Ok(url), Ok(login)] = SEAT.map(std::env::var) else { return };
    let store = jiaodui::store::open(&url).await.unwrap();
    let who = Actor { login: login.clone(), name: login, role: Role::Proofreader, institution: Some("hubei".to_owned()) };
    println!("\nhere");
    std::io::stdin().lock().read_line(&mut String::new()).unwrap();
    let mut decided = 0;
    loop {
        let token = token();
        let Some(claim) = in_the_end(|| store.claim_next(&who, "hubei", &token, CLAIM_MS)).await else { break };
        let file = store.order_file("hubei", &claim.order_no).await.unwrap().unwrap();
        let draft = draft(file.version);
        in_the_end(|| store.save_draft(&who, "hubei", &claim.order_no, &draft)).await;
        let decision = decision(&claim, file.version, &[Outcome::Approve]);
        let made = in_the_end(|| store.decide(&who, &decision)).await;
        assert!(matches!(made, Decided::Done { .. }), "{made:?}");
        decided += 1;
    }
    store.close().await;
    println!("\ndecided {decided}");
}

/// A queue of so many orders, and so many people to work on it.
async fn busy_morning(engine: Engine, orders: u32, desks: usize) -> (Fixture, Vec<String>) {
    let f = Fixture::new(engine).await;
    let hash = password::hash(&Password::new(PASSWORD.into())).unwrap();
    let logins: Vec<String> = (0..desks).map(|n| format!("xiaodui{n}")).collect();
    for login in &logins {
        let mut member = staff(login, login, Role::Proofreader, Some("hubei"));
        member.password_hash.clone_from(&hash);
        f.store.add_staff("guanli", &member).await.unwrap();
    }
    let waiting: Vec<LoadedOrder> = (1..=orders)
        .map(|n| {
            // Of two items the second: a transcript, on which three fields are compared.
            let mut order = order_of_two("hubei", n);
            order.items.remove(0);
            LoadedOrder { order, history: Vec::new() }
        })
        .collect();
    for batch in waiting.chunks(500) {
        f.store.load_orders(batch).await.unwrap();
    }
    (f, logins)
}

/// Has everyone work at the same time; how many orders each of them decided.
fn all_work(processes: Vec<Process>, work: fn(Process, &Barrier) -> u32) -> Vec<u32> {
    let start = Arc::new(Barrier::new(processes.len()));
    let at_work: Vec<_> = processes
        .into_iter()
        .map(|process| {
            let start = Arc::clone(&start);
            thread::spawn(move || work(process, &start))
        })
        .collect();
    at_work.into_iter().map(|desk| desk.join().unwrap()).collect()
}

/// Each order has one winner, the oldest was taken first, and nobody starved.
async fn is_fair(f: &Fixture, orders: u32, shares: &[u32]) {
    assert_eq!(shares.iter().sum::<u32>(), orders);
    let fair = orders / u32::try_from(shares.len()).unwrap();
    assert!(shares.iter().all(|share| *share >= fair / 4), "one starved beside the others: {shares:?}");
    let mut raw = f.raw().await;
    for (what, query) in [
        ("accepted orders", "SELECT COUNT(*) FROM orders WHERE status = 'accepted' AND version = 2"),
        ("claims", "SELECT COUNT(*) FROM audit_log WHERE action = 'claim'"),
        ("orders that were claimed", "SELECT COUNT(DISTINCT subject) FROM audit_log WHERE action = 'claim'"),
        ("decisions", "SELECT COUNT(*) FROM decisions"),
        ("orders that were decided", "SELECT COUNT(DISTINCT order_no) FROM decisions"),
        ("letters", "SELECT COUNT(*) FROM messages"),
        (
            "decisions by who had claimed",
            "SELECT COUNT(*) FROM audit_log c JOIN audit_log d ON d.institution = c.institution AND d.subject = c.subject \
             AND d.seq = c.seq + 1 AND d.actor = c.actor AND d.action = 'decide' WHERE c.action = 'claim'",
        ),
    ] {
        assert_eq!(raw.number(query).await, i64::from(orders), "{what}");
    }
    let together = if matches!(raw, Raw::Postgres(_)) { shares.len() - 1 } else { 0 };
    let taken = claims(&mut raw).await;
    assert_eq!(taken.len(), usize::try_from(orders).unwrap());
    for (place, n) in (1..=orders).enumerate() {
        let number = order_no(n);
        let taken_at = taken.iter().position(|one| one == number.as_str()).unwrap();
        assert!(taken_at.abs_diff(place) <= together, "{number}, at {place} in the queue, was taken at {taken_at}");
    }
}

/// The orders in which claims reached them.
async fn claims(raw: &mut Raw) -> Vec<String> {
    const CLAIMS: &str = "SELECT subject FROM audit_log WHERE action = 'claim' ORDER BY";
    match raw {
        // Within one millisecond the log does not tell who came first.
        Raw::Sqlite(link) => {
            let rows = sqlx::query(AssertSqlSafe(format!("{CLAIMS} at, subject"))).fetch_all(link).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
        Raw::Postgres(link) => {
            let rows = sqlx::query(AssertSqlSafe(format!("{CLAIMS} xmin::text::bigint"))).fetch_all(link).await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
    }
}

async fn thirty_two_seats_empty_a_queue(engine: Engine) {
    let (f, logins) = busy_morning(engine, 2_000, 32).await;
    let shares = all_work(logins.iter().map(|login| Process::seat(&f.url, login)).collect(), works_at_a_seat);
    is_fair(&f, 2_000, &shares).await;
}

async fn eight_desks_empty_a_queue(engine: Engine) {
    let (f, logins) = busy_morning(engine, 80, 8).await;
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join(".config/jiaodui");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("config.toml"), "[desk]\nnext_after_decision = false\n").unwrap();
    let shares = all_work(logins.iter().map(|login| Process::desk(&f.url, login, &home)).collect(), works_at_a_desk);
    is_fair(&f, 80, &shares).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_seats_empty_a_queue_on_sqlite() {
    thirty_two_seats_empty_a_queue(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_seats_empty_a_queue_on_postgres() {
    thirty_two_seats_empty_a_queue(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_desks_empty_a_queue_on_sqlite() {
    eight_desks_empty_a_queue(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_desks_empty_a_queue_on_postgres() {
    eight_desks_empty_a_queue(Engine::Postgres).await;
}
