//! The desk and the intake, killed with -9 at random moments while they work, again and again on one database; after each pair of
//! kills everything is counted that was acknowledged, and everything that is there is whole.
//!
//! A decision counts as acknowledged once the desk has shown it as decided, an event once the intake has printed its line. A third of
//! the kills comes while the desk starts, a third while it is worked at, and a third within a few milliseconds after `Ctrl-S`.
//!
//! `JIAODUI_TEST_KILLS=600 cargo test --test it -- kill:: --nocapture` is the long form; `JIAODUI_TEST_SEED` repeats other dice.

#![expect(clippy::print_stdout, reason = "the dice and the figures are for whoever runs it")]

mod count;
mod hand;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use image::ImageFormat;
use serde_json::{Value, json};

use crate::intake::{lines, picture, set, submit};
use crate::program::House;
use crate::support::cluster;
use count::Told;
use hand::{Hand, When};

/// Numbers that look thrown, the same ones for the same seed (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    pub(crate) fn up_to(&mut self, milliseconds: u64) -> Duration {
        Duration::from_micros(self.below(milliseconds * 1000))
    }
}

/// A number from the environment, or this one.
pub(crate) fn asked_for(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// An intake at work, and what it has said so far.
struct Intake {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    listening: JoinHandle<()>,
}

impl Intake {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        let said = Arc::<Mutex<Vec<String>>>::default();
        let hears = Arc::clone(&said);
        let listening = thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                hears.lock().unwrap().push(line);
            }
        });
        Self { child, said, listening }
    }

    /// Kills it unless it has ended; the events it said it has taken, and whether the kill came in time.
    fn dies(mut self) -> (Vec<String>, bool) {
        let in_time = self.child.try_wait().unwrap().is_none();
        let _ = self.child.kill();
        self.child.wait().unwrap();
        self.listening.join().unwrap();
        let said = self.said.lock().unwrap();
        let taken = said.iter().filter_map(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            (line["outcome"] == json!("accepted")).then(|| line["event_id"].as_str().map(str::to_owned))?
        });
        (taken.collect(), in_time)
    }
}

/// The n-th event, with a picture of its own so that every order brings a file.
fn event(house: &House, n: u32) -> Value {
    let name = format!("scans/diploma-{n}.jpg");
    let path = house.path().join("feed").join(&name);
    if !path.exists() {
        std::fs::write(path, picture(240, 200, n + 10, ImageFormat::Jpeg)).unwrap();
    }
    set(submit(n), "/order/items/0/attachments/0/file", json!(name))
}

async fn killed_anywhere(house: House) {
    let (kills, seed) = (asked_for("JIAODUI_TEST_KILLS", 20), asked_for("JIAODUI_TEST_SEED", 7));
    let mut dice = Dice::new(seed);
    house.employs("chengang", "陈刚", "proofreader");
    house.config("[desk]\nhold_seconds = 0\n");
    let mut told = Told::default();
    // Those that came with the house are not events of this feed.
    let (mut next, mut open): (u32, Vec<u32>) = (1_001, Vec::new());
    let started = Instant::now();
    for round in 0..kills.div_ceil(2) {
        open.extend(next..next + 12);
        next += 12;
        let events: Vec<Value> = open.iter().map(|n| event(&house, *n)).collect();
        let feed = house.path().join("feed/feed.ndjson");
        std::fs::write(&feed, lines(&events)).unwrap();
        let login = if round % 2 == 0 { "zhangmin" } else { "chengang" };
        let when = match round % 3 {
            0 => When::Working(dice.up_to(2_500)),
            1 => When::Sending(1 + dice.below(3), dice.up_to(30)),
            _ => When::Starting(dice.up_to(700)),
        };
        let intake_dies = dice.up_to(900);
        println!("seed {seed}, round {round}: {login} {when:?}, the intake after {intake_dies:?}");
        let mut command = house.command(&["intake", feed.to_str().unwrap(), "--report", "json"]);
        command.current_dir(house.path());
        let intake = Intake::start(command);
        let its_end = thread::spawn(move || {
            thread::sleep(intake_dies);
            intake.dies()
        });
        let seen = Hand::new(house.desk_of(login, (160, 45), &[]), login).works_until(when);
        let (taken, in_time) = its_end.join().unwrap();
        told.kills += 1 + u32::from(in_time);
        told.taken.extend(taken);
        let known = house.events_taken().await;
        open.retain(|n| !known.contains(&format!("e-{n}")));
        told.holds_after(&house, seen).await;
        if round % 5 == 4 {
            told.verifies(&house);
        }
    }
    // Whatever was not taken is taken by a run that nobody disturbs.
    let events: Vec<Value> = open.iter().map(|n| event(&house, *n)).collect();
    house.receives(&events);
    told.verifies(&house);
    println!(
        "{} kills in {:?}: {} decisions and {} events acknowledged, none missing; {} sent and not acknowledged; the oldest key that was \
         not in a draft was {:?} old",
        told.kills,
        started.elapsed(),
        told.decided.len(),
        told.taken.len(),
        told.unknown,
        told.oldest_unsaved
    );
    assert!(told.decided.len() >= usize::try_from(kills / 5).unwrap(), "the desks got to decide: {}", told.decided.len());
    assert!(told.taken.len() >= usize::try_from(kills / 5).unwrap(), "the intakes got to take: {}", told.taken.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_anywhere_nothing_acknowledged_is_lost_on_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", dir.path().join("desk.db").display());
    killed_anywhere(House::at(dir, url, 20)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_anywhere_nothing_acknowledged_is_lost_on_postgres() {
    let url = cluster::own_database().await;
    killed_anywhere(House::at(tempfile::tempdir().unwrap(), url, 20).with_personal_logins()).await;
}
