//! Plays so many seats against a database and prints how long each act took:
//!
//! `cargo bench --bench seats -- --database URL [--seats 8] [--seconds 20] [--think 0] [--institution hubei]`
//!
//! Each seat is a desk's store with connections of its own and a login of its own, `bench-N`, which is made where there is none, by the
//! operator whom the URL names. It does what a proofreader's desk does: reads a page of the queue, takes the next order, opens it, saves a
//! draft, decides, asks whether anything changed; then it thinks for so many milliseconds. What it decides is decided: play on a
//! database that was made for it.
#![expect(clippy::print_stdout, reason = "what a bench is for")]
#![expect(dead_code, reason = "each bench uses some of what they share")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{Args, Failed, Samples, disk_probe, personal, sit_down};
use jiaodui::demo::staff::PASSWORD;
use jiaodui::domain::certificate::Field;
use jiaodui::domain::decision::{ItemOutcome, Outcome};
use jiaodui::domain::draft::Draft;
use jiaodui::domain::reason::{self, Catalogue};
use jiaodui::domain::staff::{Actor, Role};
use jiaodui::domain::status::Status;
use jiaodui::domain::verdict::{FieldVerdict, Verdict};
use jiaodui::password::{self, Password};
use jiaodui::store::records::{Claim, Decided, NewDecision, OrderFile, QueueFrom, QueueQuery, StaffRecord};
use jiaodui::store::{self, CLAIM_MS, Store, StoreError};
use uuid::Uuid;

type Times = BTreeMap<&'static str, Samples>;

/// What one seat did.
#[derive(Default)]
struct Played {
    times: Times,
    decided: u64,
    refused: u64,
    ran_dry: bool,
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let args = Args::read()?;
    if args.is_empty() {
        println!("seats: needs --database URL [--seats N] [--seconds N] [--think MS] [--institution CODE]");
        return Ok(());
    }
    let url = args.text("database")?;
    let institution = args.maybe("institution").unwrap_or("hubei");
    let (seats, seconds, think) = (args.number("seats", 8)?, args.number("seconds", 20)?, args.number("think", 0)?);
    let on_server = !url.starts_with("sqlite:");
    let logins: Vec<String> = (1..=seats).map(|number| format!("bench-{number}")).collect();
    hire(url, institution, &logins).await?;
    let theirs = if on_server { personal(url)? } else { url.to_owned() };
    let mut desks = Vec::new();
    for login in &logins {
        let store = store::open(&theirs).await?;
        let actor = sit_down(&*store, login, PASSWORD).await?;
        desks.push((store, actor));
    }
    let probe = disk_probe(Path::new("."))?;
    let start = Instant::now();
    let until = start + Duration::from_secs(seconds);
    let playing: Vec<_> = desks
        .into_iter()
        .map(|(store, actor)| tokio::spawn(play(store, actor, institution.to_owned(), until, Duration::from_millis(think))))
        .collect();
    let mut all = Played::default();
    for seat in playing {
        let played = seat.await??;
        for (name, samples) in played.times {
            all.times.entry(name).or_default().extend(samples);
        }
        all.decided += played.decided;
        all.refused += played.refused;
        all.ran_dry |= played.ran_dry;
    }
    let took = start.elapsed().as_secs_f64();
    println!(
        "{seats} seats on {}, {took:.1} s, thinking {think} ms: {} decisions, {:.1}/s, {} not possible{}; fdatasync of 4 KB p50 {probe:.2} ms",
        if on_server { "PostgreSQL" } else { "SQLite" },
        all.decided,
        all.decided as f64 / took,
        all.refused,
        if all.ran_dry { "; the queue ran dry" } else { "" },
    );
    println!("| act | n | p50 ms | p90 ms | p99 ms | longest ms |\n|---|---|---|---|---|---|");
    for (name, samples) in &all.times {
        let at = |of_hundred| samples.percentile(of_hundred);
        println!("| {name} | {} | {:.2} | {:.2} | {:.2} | {:.2} |", samples.len(), at(50.0), at(90.0), at(99.0), at(100.0));
    }
    Ok(())
}

/// Makes the logins that are not there yet.
async fn hire(url: &str, institution: &str, logins: &[String]) -> Result<(), Failed> {
    let store = store::open(url).await?;
    let password = Password::new(PASSWORD.to_owned());
    let password_hash = password::hash(&password).map_err(|_| "the demonstration's password is too weak")?;
    for login in logins {
        let member = StaffRecord {
            login: login.clone(),
            name: login.clone(),
            role: Role::Proofreader,
            institution: Some(institution.to_owned()),
            password_hash: password_hash.clone(),
            disabled: false,
        };
        match store.add_member(&Actor::operator(), &member, Some(&password::verifier(&password))).await {
            Ok(()) | Err(StoreError::Exists(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    store.close().await;
    Ok(())
}

async fn play(
    store: Arc<dyn Store>,
    actor: Actor,
    institution: String,
    until: Instant,
    think: Duration,
) -> Result<Played, Failed> {
    let mut played = Played::default();
    let version = Catalogue::from_toml(reason::DEFAULT)?.version;
    while Instant::now() < until {
        let start = Instant::now();
        let query = QueueQuery {
            institution: institution.clone(),
            status: Status::AwaitingProofreading,
            from: QueueFrom::Start,
            limit: 50,
        };
        store.queue_page(&query).await?;
        played.took("1 page of the queue", start);
        let start = Instant::now();
        let token = Uuid::now_v7().to_string();
        let Some(claim) = store.claim_next(&actor, &institution, &token, CLAIM_MS).await? else {
            played.ran_dry = true;
            break;
        };
        played.took("2 take the next", start);
        let start = Instant::now();
        let file = store.order_file(&institution, &claim.order_no).await?.ok_or("a claimed order is not there")?;
        played.took("3 open it", start);
        tokio::time::sleep(think).await;
        let decision = decision(&claim, &file, &version);
        let start = Instant::now();
        store.save_draft(&actor, &institution, &claim.order_no, &decision.draft).await?;
        played.took("4 save a draft", start);
        let start = Instant::now();
        match store.decide(&actor, &decision).await? {
            Decided::Done { .. } => {
                played.took("5 decide", start);
                played.decided += 1;
            }
            // Whose holder is on the list cannot be approved.
            _ => {
                played.refused += 1;
                store.skip(&actor, &claim, "在名单上").await?;
            }
        }
        let start = Instant::now();
        store.changed(&institution).await?;
        played.took("6 has anything changed?", start);
    }
    store.close().await;
    Ok(played)
}

impl Played {
    fn took(&mut self, what: &'static str, start: Instant) {
        self.times.entry(what).or_default().since(start);
    }
}

/// Everything matches, every item is approved.
fn decision(claim: &Claim, file: &OrderFile, version: &str) -> NewDecision {
    let items = || (1_u32..).zip(&file.items);
    let outcomes: Vec<ItemOutcome> =
        items().map(|(item, _)| ItemOutcome { item, outcome: Outcome::Approve, reasons: Vec::new() }).collect();
    let verdicts: Vec<FieldVerdict> = items()
        .flat_map(|(item, one)| {
            let fields = Field::of(one.service, &one.certificate);
            fields.into_iter().map(move |field| FieldVerdict { item, field, verdict: Verdict::Match })
        })
        .collect();
    let letter = "您的申请已通过校对。".to_owned();
    NewDecision {
        claim: claim.clone(),
        version: file.version,
        token: Uuid::now_v7().to_string(),
        message_id: Uuid::now_v7().to_string(),
        outcomes: outcomes.clone(),
        verdicts: verdicts.clone(),
        catalogue_version: version.to_owned(),
        letter_generated: letter.clone(),
        title: "申请单校对结果".to_owned(),
        letter,
        draft: Draft { version: file.version, verdicts, outcomes, ..Draft::default() },
        hold_ms: 60_000,
        proposes: Vec::new(),
    }
}
