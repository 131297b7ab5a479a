//! Running a feed: lines are read on a thread, their files judged on a few workers, and the events settled one after another
//! in the feed's order. What is under way is bounded, so memory does not grow with the feed.

use std::io::BufRead;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;

use super::event::{self, EventRead};
use super::files::{self, FilesJudged};
use super::line::{Line, Lines};
use super::settle::{Intake, IntakeError, Outcome};

/// Lines read ahead; each up to 1 MiB.
const READ_AHEAD: usize = 8;
/// Lines whose files are judged at once: as many as there are cores, within reason, and one more so that none waits.
const MOST_AT_ONCE: usize = 8;

/// What came of a line, to be reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// From 1.
    pub line: u64,
    /// The portal's id of the event, where it could be read.
    pub event_id: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// Keys in it that nobody asked for.
    pub unknown_keys: u64,
    /// Bytes of the feed up to its end.
    pub end: u64,
}

/// How many lines came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Taken.
    pub accepted: u64,
    /// Taken before.
    pub duplicate: u64,
    /// Refused.
    pub refused: u64,
    /// Unknown keys in all of them.
    pub unknown_keys: u64,
}

impl Tally {
    const fn add(&mut self, settled: &Settled) {
        match settled.outcome {
            Outcome::Accepted => self.accepted += 1,
            Outcome::Duplicate => self.duplicate += 1,
            Outcome::Refused(_) => self.refused += 1,
        }
        self.unknown_keys += settled.unknown_keys;
    }
}

/// A line whose files have been judged, if they had to be.
enum Prepared {
    /// The same event was taken before.
    Duplicate(EventRead),
    /// To be settled.
    Ready(EventRead, FilesJudged),
}

/// Runs a feed to its end and reports each line as it is settled.
///
/// # Errors
/// [`IntakeError`]: the run is over. Whatever was settled stays; the same feed run again finishes the work.
pub async fn run<R>(
    intake: &Intake,
    feed: R,
    mut report: impl FnMut(&Settled) -> std::io::Result<()>,
) -> Result<Tally, IntakeError>
where
    R: BufRead + Send + 'static,
{
    let workers = std::thread::available_parallelism().map_or(2, |cores| cores.get() + 1).min(MOST_AT_ONCE);
    let lines = stream::unfold(read_ahead(feed), async |mut lines| lines.recv().await.map(|line| (line, lines)));
    let mut prepared = std::pin::pin!(lines.map(|line| prepare(intake, line)).buffered(workers));
    let mut tally = Tally::default();
    while let Some(prepared) = prepared.next().await {
        let settled = settle(intake, prepared?).await?;
        tally.add(&settled);
        report(&settled).map_err(IntakeError::Report)?;
    }
    intake.store.roll_up_counts().await?;
    Ok(tally)
}

async fn settle(intake: &Intake, prepared: Prepared) -> Result<Settled, IntakeError> {
    let (read, judged) = match prepared {
        Prepared::Duplicate(read) => return Ok(report_of(&read, Outcome::Duplicate)),
        Prepared::Ready(read, judged) => (read, judged),
    };
    let mut settled = report_of(&read, Outcome::Duplicate);
    settled.outcome = intake.settle(read, &judged).await?;
    Ok(settled)
}

fn report_of(read: &EventRead, outcome: Outcome) -> Settled {
    Settled { line: read.line, event_id: read.event_id.clone(), outcome, unknown_keys: read.notes.unknown_keys, end: read.end }
}

/// Reads a line and judges its files; of an event that was taken before they are not opened again.
async fn prepare(intake: &Intake, line: std::io::Result<Line>) -> Result<Prepared, IntakeError> {
    let read = event::read(&line.map_err(IntakeError::Feed)?);
    if intake.seen(&read).await? == Some(true) {
        return Ok(Prepared::Duplicate(read));
    }
    if !read.act.as_ref().is_some_and(|act| act.file_lists().any(|list| !list.files.is_empty())) {
        return Ok(Prepared::Ready(read, FilesJudged::new()));
    }
    let (folder, memory) = (Arc::clone(&intake.folder), Arc::clone(&intake.memory));
    let judged = tokio::task::spawn_blocking(move || {
        let judged = read.act.as_ref().map(|act| files::judge_all(&folder, &memory, act)).transpose();
        (read, judged)
    });
    let (read, judged) = judged.await.map_err(|error| IntakeError::Worker(error.to_string()))?;
    Ok(Prepared::Ready(read, judged.map_err(IntakeError::Files)?.unwrap_or_default()))
}

/// Lines of the feed as they are read, on a thread of their own: standard input cannot be read without blocking, and a process
/// that ends does not wait for this thread as it would for one of the runtime's.
fn read_ahead<R: BufRead + Send + 'static>(feed: R) -> mpsc::Receiver<std::io::Result<Line>> {
    let (sender, receiver) = mpsc::channel(READ_AHEAD);
    std::thread::spawn(move || {
        for line in Lines::new(feed) {
            let failed = line.is_err();
            // A receiver that is gone means that the run is over.
            if sender.blocking_send(line).is_err() || failed {
                return;
            }
        }
    });
    receiver
}
