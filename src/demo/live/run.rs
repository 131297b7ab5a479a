//! Playing at a rate until told to stop.

use std::pin::pin;
use std::time::Duration;

use super::{LiveError, Played, Player};
use crate::domain::time::Millis;

/// Events a minute unless one says otherwise.
pub const USUAL_PER_MINUTE: u32 = 6;
/// No desk has more applicants than that; drawing for more would take the machine from whoever works on it.
pub const MOST_PER_MINUTE: u32 = 120;
/// Failures in a row after which the applicants give up: a database that is only busy recovers sooner.
const MOST_FAILURES: u32 = 5;

/// Plays until `stop` comes, and tells of each event. What is under way then is finished first. Never ends by itself at a rate of 0.
///
/// # Errors
/// [`LiveError`], when it happened several times in a row.
pub async fn run(
    player: &mut Player,
    per_minute: u32,
    stop: impl Future<Output = ()>,
    mut tell: impl FnMut(&Played),
) -> Result<(), LiveError> {
    let mut stop = pin!(stop);
    if per_minute == 0 {
        stop.await;
        return Ok(());
    }
    let mut failures = 0;
    loop {
        let pause = tokio::time::sleep(player.pause(per_minute));
        tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            () = pause => {}
        }
        match turn(player).await {
            Ok(played) => {
                failures = 0;
                played.iter().for_each(&mut tell);
            }
            Err(error) if failures + 1 < MOST_FAILURES => {
                failures += 1;
                tracing::warn!(%error, "an applicant of the demonstration could not act");
            }
            Err(error) => return Err(error),
        }
    }
}

async fn turn(player: &mut Player) -> Result<Option<Played>, LiveError> {
    let now = Millis(chrono::Utc::now().timestamp_millis());
    player.read_letters(now).await?;
    player.step(now).await
}

impl Player {
    /// Until the next event: uneven, and right on average.
    fn pause(&mut self, per_minute: u32) -> Duration {
        let even = 60_000 / u64::from(per_minute.clamp(1, MOST_PER_MINUTE));
        Duration::from_millis(even / 2 + self.rng.below(even + 1))
    }
}
