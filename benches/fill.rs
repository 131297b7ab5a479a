//! Fills an empty database of either engine with made-up orders, to measure with:
//!
//! `cargo bench --bench fill -- --database URL --attachments FOLDER --orders 1000000`
//!
//! They are those of `jiaodui demo`: with histories, verdicts, letters, findings, enquiries and trails that prove whole, loaded through
//! the store, so that counters and guards hold. On a server everybody gets a login of their own, as a centre's staff have; all have
//! the password of the demonstration.
#![expect(clippy::print_stdout, reason = "what a bench is for")]
#![expect(dead_code, reason = "each bench uses some of what they share")]

mod common;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use common::{Args, Failed};
use jiaodui::cli::default_institutions;
use jiaodui::demo::build::{Options, fill};
use jiaodui::demo::staff::{PASSWORD, roster};
use jiaodui::domain::staff::Actor;
use jiaodui::domain::time::Millis;
use jiaodui::password::{self, Password};
use jiaodui::store::{self, Store};

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let args = Args::read()?;
    if args.is_empty() {
        println!("fill: needs --database URL --attachments FOLDER [--orders N] [--seed S]");
        return Ok(());
    }
    let url = args.text("database")?;
    let folder = PathBuf::from(args.text("attachments")?);
    std::fs::create_dir_all(&folder)?;
    let options = Options {
        orders: args.number("orders", 1000)?,
        seed: args.number("seed", 20_201_016)?,
        now: Millis(chrono::Utc::now().timestamp_millis()),
        institutions: default_institutions(),
    };
    let store: Arc<dyn Store> = store::open(url).await?;
    store.put_institutions(&options.institutions).await?;
    let password = Password::new(PASSWORD.to_owned());
    let hash = password::hash(&password).map_err(|_| "the demonstration's password is too weak")?;
    let on_server = !url.starts_with("sqlite:");
    for member in roster(options.seed, &options.institutions, &hash) {
        if on_server {
            store.add_member(&Actor::operator(), &member, Some(&password::verifier(&password))).await?;
        } else {
            store.add_staff("demo", &member).await?;
        }
    }
    let start = Instant::now();
    let mut told = 0;
    let made = fill(&store, &folder, &options, |orders| {
        if orders / 100_000 != told {
            told = orders / 100_000;
            println!("{orders} orders, {:.0}/s", orders as f64 / start.elapsed().as_secs_f64());
        }
    })
    .await?;
    store.close().await;
    println!("{made:?} in {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}
