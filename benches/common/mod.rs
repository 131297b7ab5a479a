//! What the benches share: arguments, samples and the tables they are printed in.

pub(crate) mod shell;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jiaodui::domain::staff::Actor;
use jiaodui::password::Password;
use jiaodui::sign_in::{SignedIn, sign_in};
use jiaodui::store::Store;

/// Any failure: a bench ends with it.
pub(crate) type Failed = Box<dyn std::error::Error + Send + Sync>;

/// `--name value` pairs; `cargo bench` adds a bare `--bench`, which is left out.
pub(crate) struct Args(HashMap<String, String>);

impl Args {
    /// Reads the command line.
    pub(crate) fn read() -> Result<Self, Failed> {
        let mut given = HashMap::new();
        let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
        while let Some(word) = words.next() {
            let Some(name) = word.strip_prefix("--") else { return Err(format!("what is {word}?").into()) };
            let value = words.next().ok_or_else(|| format!("--{name} needs a value"))?;
            given.insert(name.to_owned(), value);
        }
        Ok(Self(given))
    }

    /// Whether nothing was given: `cargo bench` by itself runs every bench, and those that need a database say so and end well.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A text that has to be given.
    pub(crate) fn text(&self, name: &str) -> Result<&str, Failed> {
        self.maybe(name).ok_or_else(|| format!("--{name} is missing").into())
    }

    /// A text that may be given.
    pub(crate) fn maybe(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A number, or what it is by default.
    pub(crate) fn number(&self, name: &str, usual: u64) -> Result<u64, Failed> {
        self.maybe(name).map_or(Ok(usual), |text| Ok(text.replace('_', "").parse()?))
    }
}

/// Times of one thing.
#[derive(Default, Clone)]
pub(crate) struct Samples(Vec<Duration>);

impl Samples {
    /// Adds one.
    pub(crate) fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Adds the time since a moment.
    pub(crate) fn since(&mut self, start: Instant) {
        self.add(start.elapsed());
    }

    /// All of another's.
    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The time that so many of a hundred stayed below, in milliseconds.
    pub(crate) fn percentile(&self, of_hundred: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1) as f64;
        sorted.get((last * of_hundred / 100.0).ceil() as usize).map_or(f64::NAN, |took| took.as_secs_f64() * 1000.0)
    }
}

/// Signs in as a member of staff, as a desk does.
pub(crate) async fn sit_down(store: &dyn Store, login: &str, password: &str) -> Result<Actor, Failed> {
    match sign_in(store, login, Password::new(password.to_owned())).await? {
        SignedIn::As(actor, _) => {
            store.sit(Some(login));
            Ok(actor)
        }
        SignedIn::Refused => Err(format!("{login} may not sign in").into()),
    }
}

/// The URL by which somebody connects to the server of another one, as a login of their own.
pub(crate) fn as_staff(url: &str, login: &str, password: &str) -> Result<String, Failed> {
    let (scheme, rest) = url.split_once("://").ok_or("a server's URL has ://")?;
    let place = rest.split_once('@').map_or(rest, |(_, place)| place);
    let name = place.split(['?']).next().and_then(|place| place.rsplit('/').next()).unwrap_or_default();
    Ok(format!("{scheme}://{login}%40{name}:{password}@{place}"))
}

/// The URL without whom it names: whoever signs in is connected.
pub(crate) fn personal(url: &str) -> Result<String, Failed> {
    let (before, after) = url.split_once("://").ok_or("no URL")?;
    let rest = after.split_once('@').map_or(after, |(_, rest)| rest);
    Ok(format!("{before}://{rest}"))
}

/// How long a small write takes to reach the disk, the median of a hundred: what everything durable here depends on.
pub(crate) fn disk_probe(folder: &std::path::Path) -> Result<f64, Failed> {
    use std::io::Write as _;
    let path = folder.join(format!("probe-{}", std::process::id()));
    let mut file = std::fs::File::create(&path)?;
    let mut samples = Samples::default();
    for _ in 0..100 {
        file.write_all(&[7; 4096])?;
        let start = Instant::now();
        file.sync_data()?;
        samples.since(start);
    }
    std::fs::remove_file(&path)?;
    Ok(samples.percentile(50.0))
}
