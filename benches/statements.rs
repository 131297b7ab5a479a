//! What the desk asks interactively, by the store's own functions, beside the same SQL through `sqlite3` or `psql`, in one run:
//!
//! `cargo bench --bench statements -- --database URL [--login hubei-s1] [--rounds 200]`
//!
//! On a server it works as the member of staff who signs in, so under row-level security; so does the shell. A round runs everything
//! once, so whatever else the machine does falls on both alike. Only reads.
#![expect(clippy::print_stdout, reason = "what a bench is for")]
#![expect(dead_code, reason = "each bench uses some of what they share")]

mod common;

use std::collections::HashMap;
use std::time::Instant;

use common::shell::Literal::{Int, Text};
use common::shell::{Literal, Shell};
use common::{Args, Failed, Samples, as_staff, personal, sit_down};
use jiaodui::demo::staff::PASSWORD;
use jiaodui::domain::calendar::{self, Calendar};
use jiaodui::domain::initials::{initials, search_key, tail_key};
use jiaodui::domain::staff::Actor;
use jiaodui::domain::status::Status;
use jiaodui::store::records::{ArchiveQuery, OrderFile, QueueFrom, QueueQuery, SearchBy};
use jiaodui::store::{self, Store, reads};

/// Something that a person at the desk has asked for.
enum Ask {
    Page(QueueFrom),
    Open,
    Search(SearchBy),
    Archive,
    Timeline,
    Counts,
    Dashboard,
    Changed,
}

/// With the statements that the shell runs for it, where it is compared.
struct Case {
    name: &'static str,
    ask: Ask,
    script: Option<String>,
    ours: Samples,
    shell: Samples,
    rows: usize,
}

const PAGE: u32 = 50;
const FOUND: u32 = 50;

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let args = Args::read()?;
    if args.is_empty() {
        println!("statements: needs --database URL [--login L] [--rounds N]");
        return Ok(());
    }
    let login = args.maybe("login").unwrap_or("hubei-s1");
    let given = args.text("database")?;
    let rounds = args.number("rounds", 200)?;
    let on_server = !given.starts_with("sqlite:");
    let url = if on_server { as_staff(given, login, PASSWORD)? } else { given.to_owned() };
    let store = store::open(given).await?;
    let store = if on_server {
        store.close().await;
        store::open(&personal(given)?).await?
    } else {
        store
    };
    let actor = sit_down(&*store, login, PASSWORD).await?;
    let institution = actor.institution.clone().ok_or("the login belongs to no institution")?;
    let mut shell = Shell::open(&url)?;

    let (file, middle) = sample(&*store, &institution).await?;
    let calendar = Calendar::from_toml(calendar::DEFAULT)?;
    let mut cases = cases(&shell, &institution, &file, middle);
    for round in 0..=rounds {
        for case in &mut cases {
            let start = Instant::now();
            let rows = ask(&*store, &actor, &institution, &file, &calendar, &case.ask).await?;
            // The first round finds nothing in the caches and prepares the statements.
            if round > 0 {
                case.ours.since(start);
            }
            case.rows = rows;
            if let Some(script) = &case.script {
                let (took, _) = shell.run(script)?;
                if round > 0 {
                    case.shell.add(took);
                }
            }
        }
    }
    let orders: i64 = store.counts().await?.iter().filter(|count| count.institution == institution).map(|count| count.n).sum();
    println!("{} of {institution}'s {orders} orders, {rounds} rounds, ms", if on_server { "PostgreSQL" } else { "SQLite" });
    println!("| what | rows | p50 | p99 | shell p50 | shell p99 | ratio p50 |\n|---|---|---|---|---|---|---|");
    for case in &cases {
        let (p50, p99) = (case.ours.percentile(50.0), case.ours.percentile(99.0));
        let (s50, s99) = (case.shell.percentile(50.0), case.shell.percentile(99.0));
        match case.script {
            Some(_) => {
                println!("| {} | {} | {p50:.2} | {p99:.2} | {s50:.2} | {s99:.2} | {:.2} |", case.name, case.rows, p50 / s50)
            }
            None => println!("| {} | {} | {p50:.2} | {p99:.2} | | | |", case.name, case.rows),
        }
    }
    store.close().await;
    Ok(())
}

/// An order that was decided after a supplement if the first page of the archive has one, and the middle of the queue.
async fn sample(store: &dyn Store, institution: &str) -> Result<(OrderFile, QueueFrom), Failed> {
    let end = store.queue_page(&page(institution, QueueFrom::End)).await?;
    let start = store.queue_page(&page(institution, QueueFrom::Start)).await?;
    let (first, last) = (start.rows.first().ok_or("the queue is empty")?, end.rows.last().ok_or("the queue is empty")?);
    let mut key = first.key();
    key.submitted_at.0 = first.submitted_at.0.midpoint(last.submitted_at.0);
    let archive = store.archive_page(&ArchiveQuery { institution: institution.to_owned(), before: None, limit: 200 }).await?;
    let often = archive.rows.iter().max_by_key(|row| row.row.round).ok_or("nothing has been decided")?;
    let file = store.order_file(institution, &often.row.order_no).await?.ok_or("the order is gone")?;
    Ok((file, QueueFrom::After(key)))
}

fn page(institution: &str, from: QueueFrom) -> QueueQuery {
    QueueQuery { institution: institution.to_owned(), status: Status::AwaitingProofreading, from, limit: PAGE }
}

async fn ask(
    store: &dyn Store,
    actor: &Actor,
    institution: &str,
    file: &OrderFile,
    calendar: &Calendar,
    ask: &Ask,
) -> Result<usize, Failed> {
    Ok(match ask {
        Ask::Page(from) => store.queue_page(&page(institution, from.clone())).await?.rows.len(),
        Ask::Open => store.order_file(institution, &file.order_no).await?.map_or(0, |file| file.items.len()),
        Ask::Search(by) => store.search(institution, by, FOUND).await?.rows.len(),
        Ask::Archive => {
            let query = ArchiveQuery { institution: institution.to_owned(), before: None, limit: PAGE };
            store.archive_page(&query).await?.rows.len()
        }
        Ask::Timeline => store.timeline(institution, &file.order_no).await?.map_or(0, |timeline| timeline.trail.len()),
        Ask::Counts => store.counts().await?.len(),
        Ask::Dashboard => {
            store.dashboard(actor, institution, (calendar, 20)).await?;
            1
        }
        Ask::Changed => usize::from(store.changed(institution).await?),
    })
}

fn cases(shell: &Shell, institution: &str, file: &OrderFile, middle: QueueFrom) -> Vec<Case> {
    let statements: HashMap<&str, &str> = reads::statements().into_iter().collect();
    let said = |name: &str, arguments: &[Literal]| shell.filled(statements.get(name).copied().unwrap_or_default(), arguments);
    let text = |text: &str| Text(text.to_owned());
    let whole = |scripts: Vec<String>| Some(format!("BEGIN;\n{}COMMIT;", scripts.concat()));
    let counts =
        || ["queue count, proofreading", "queue count, supplement"].map(|name| said(name, &[text(institution)])).concat();
    let paged = |name: &str, at: i64, number: &str| said(name, &[text(institution), Int(at), text(number), Int(i64::from(PAGE))]);
    let mut all = Vec::new();
    let mut case = |name, ask, script| {
        all.push(Case { name, ask, script, ours: Samples::default(), shell: Samples::default(), rows: 0 });
    };
    let forward = "queue forward, proofreading";
    case("queue, first page", Ask::Page(QueueFrom::Start), whole(vec![paged(forward, i64::MIN, ""), counts()]));
    if let QueueFrom::After(key) = &middle {
        let (at, number) = (key.submitted_at.0, key.order_no.as_str().to_owned());
        let before = said("queue before, proofreading", &[text(institution), Int(at), text(&number)]);
        let script = whole(vec![paged(forward, at, &number), counts(), before]);
        case("queue, a page of the middle", Ask::Page(middle), script);
    }
    let script = whole(vec![paged("queue backward, proofreading", i64::MAX, ""), counts()]);
    case("queue, jump to the end", Ask::Page(QueueFrom::End), script);
    let parts = ["order", "items", "attachments", "decisions", "outcomes", "verdicts", "messages", "turns"];
    let script = parts.map(|part| said(&format!("file: {part}"), &[text(institution), text(file.order_no.as_str())]));
    case("open an order", Ask::Open, whole(script.to_vec()));

    let item = file.items.first();
    let holder = item.map_or("", |item| item.certificate.holder.as_str());
    let school = item.map_or("", |item| item.certificate.school.as_str());
    let id_tail = item.map(|item| tail(&item.certificate.id_no, 6)).unwrap_or_default();
    let number_tail = item.and_then(|item| item.certificate.number.as_deref()).map(|number| tail(number, 6)).unwrap_or_default();
    let mobile_tail = tail(&file.applicant.mobile, 6);
    let head: String = holder.chars().take(1).collect();
    let two: String = holder.chars().take(2).collect();
    let letters = initials(holder).into_iter().next().unwrap_or_default();
    let school_letters = initials(school).into_iter().next().unwrap_or_default();
    let searches = [
        ("search: order number", SearchBy::OrderNo(file.order_no.as_str().to_owned()), "search order number"),
        ("search: the day of an order number", SearchBy::OrderNo(head_of(file.order_no.as_str(), 8)), "search order number"),
        ("search: a whole name", SearchBy::Name(holder.to_owned()), "search name"),
        ("search: two characters of a name", SearchBy::Name(two), "search name"),
        ("search: a surname", SearchBy::Name(head), "search name"),
        ("search: initials of a name", SearchBy::Initials(letters), "search initials"),
        ("search: a school", SearchBy::School(school.to_owned()), "search school"),
        ("search: initials of a school", SearchBy::SchoolInitials(school_letters), "search school initials"),
        ("search: tail of an ID number", SearchBy::Tail(id_tail), "search tail"),
        ("search: tail of a certificate", SearchBy::Tail(number_tail), "search tail"),
        ("search: tail of a mobile number", SearchBy::Tail(mobile_tail), "search tail"),
    ];
    for (name, by, statement) in searches {
        let key = match &by {
            SearchBy::Tail(typed) => tail_key(typed),
            SearchBy::OrderNo(typed)
            | SearchBy::Name(typed)
            | SearchBy::Initials(typed)
            | SearchBy::School(typed)
            | SearchBy::SchoolInitials(typed)
            | SearchBy::Enquiry(typed) => search_key(typed),
        };
        if key.is_empty() {
            continue;
        }
        let arguments = [text(institution), text(&key), Text(format!("{key}\u{10FFFF}")), Int(i64::from(FOUND) + 1)];
        case(name, Ask::Search(by), whole(vec![said(statement, &arguments)]));
    }
    case("archive, first page", Ask::Archive, None);
    case("history of an order", Ask::Timeline, None);
    case("counts by institution and status", Ask::Counts, Some(said("counts", &[])));
    case("dashboard", Ask::Dashboard, None);
    case("has anything changed?", Ask::Changed, None);
    all
}

fn tail(text: &str, length: usize) -> String {
    text.chars().skip(text.chars().count().saturating_sub(length)).collect()
}

fn head_of(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}
