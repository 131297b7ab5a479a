//! Drawing scans for the terminal: fetched, decoded once, then cut out, scaled and encoded for every look at them.
//!
//! All of it happens off the tasks that draw the screen. Of decoded pictures only a few are kept: one of a scan takes as much memory
//! as the rest of the program. What may be wanted next is decoded ahead, while nothing that is looked at waits.

mod draw;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, watch};

use crate::desk::ui::picture::{Picture, PictureRequest};
use crate::domain::attachment::AttachmentKind;
use crate::evidence::keep::Keep;
use crate::evidence::picture::{decode, dimensions};
use draw::{Decoded, bounded, draw};

/// Most bytes of decoded pictures that are kept; the newest one is, whatever its size.
const KEPT_BYTES: usize = 26 * 1024 * 1024;
/// A picture of more pixels is scaled down as soon as it is decoded: a page at 300 dpi has fewer.
const MOST_PIXELS: u64 = 9_000_000;
/// How long the terminal's own graphics wait for the view to settle: half a megabyte over a slow line is not sent for every key.
const SETTLE: Duration = Duration::from_millis(60);

/// Draws pictures.
#[derive(Debug)]
pub struct Pictures {
    keep: Keep,
    decoded: Arc<Mutex<VecDeque<Arc<Decoded>>>>,
    /// Decoding is done one at a time, so that hurrying through attachments does not pile up memory.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// How many pictures are being drawn because somebody looks at them.
    looked_at: watch::Sender<usize>,
}

/// Counts a look while it lasts, also where its task is cut off.
struct Looking<'a>(&'a watch::Sender<usize>);

impl<'a> Looking<'a> {
    fn begin(count: &'a watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count)
    }
}

impl Drop for Looking<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

impl Pictures {
    /// Draws attachments kept there.
    #[must_use]
    pub fn new(keep: Keep) -> Self {
        Self { keep, decoded: Arc::default(), turn: Arc::default(), looked_at: watch::Sender::new(0) }
    }

    /// Draws a picture; `None` where it cannot be read or decoded (the log says why).
    pub async fn draw(&self, request: PictureRequest) -> Option<Arc<Picture>> {
        let _looking = Looking::begin(&self.looked_at);
        if request.drawing.means.is_graphics() {
            tokio::time::sleep(SETTLE).await;
        }
        let beside = match &request.beside {
            Some(sight) => self.decoded(&sight.sha256).await,
            None => None,
        };
        let decoded = self.decoded(&request.sight.sha256).await?;
        let drawn = tokio::task::spawn_blocking(move || draw(&decoded, beside.as_deref(), request)).await;
        drawn.ok().flatten().map(Arc::new)
    }

    /// Decodes files that may be looked at next, in this order, as many as there is room for beside the one looked at now. Stands back
    /// while anything is being drawn.
    pub async fn prefetch(&self, files: Vec<String>) {
        let mut wanted: Vec<String> = self.lock().front().map(|one| one.sha256.clone()).into_iter().collect();
        let mut looked_at = self.looked_at.subscribe();
        for sha256 in files {
            if looked_at.wait_for(|count| *count == 0).await.is_err() {
                return;
            }
            wanted.push(sha256.clone());
            if self.lock().iter().any(|one| one.sha256 == sha256) {
                continue;
            }
            let turn = Arc::clone(&self.turn).lock_owned().await;
            let Some(bytes) = self.fetch(&sha256).await else { continue };
            let Some(needed) = dimensions(&bytes).map(memory) else { continue };
            if !self.make_room(needed, &wanted) {
                return;
            }
            self.decode(sha256, bytes, turn, false).await;
        }
    }

    /// The bytes of an attachment.
    pub async fn fetch(&self, sha256: &str) -> Option<bytes::Bytes> {
        self.keep
            .get(sha256, AttachmentKind::Diploma.limits().max_bytes)
            .await
            .inspect_err(|error| tracing::warn!(sha256, code = error.code(), "attachment not shown"))
            .ok()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Decoded>>> {
        self.decoded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, sha256: &str) -> Option<Arc<Decoded>> {
        let mut decoded = self.lock();
        let at = decoded.iter().position(|one| one.sha256 == sha256)?;
        let found = decoded.remove(at)?;
        decoded.push_front(Arc::clone(&found));
        Some(found)
    }

    /// Lets go of the pictures longest unused, but for those `wanted`, until there is room for so many bytes. `false`: there is none.
    fn make_room(&self, needed: usize, wanted: &[String]) -> bool {
        let mut decoded = self.lock();
        loop {
            let kept: usize = decoded.iter().map(|one| one.bytes()).sum();
            if kept + needed <= KEPT_BYTES {
                return true;
            }
            let Some(at) = decoded.iter().rposition(|one| !wanted.contains(&one.sha256)) else { return false };
            let _ = decoded.remove(at);
        }
    }

    async fn decoded(&self, sha256: &str) -> Option<Arc<Decoded>> {
        if let Some(decoded) = self.known(sha256) {
            return Some(decoded);
        }
        let turn = Arc::clone(&self.turn).lock_owned().await;
        if let Some(decoded) = self.known(sha256) {
            return Some(decoded);
        }
        let bytes = self.fetch(sha256).await?;
        // Before it is decoded, not after: both at once would be twice the memory.
        let _ = self.make_room(dimensions(&bytes).map_or(0, memory), &[]);
        self.decode(sha256.to_owned(), bytes, turn, true).await
    }

    /// Decodes and keeps a picture, before all others or behind them.
    async fn decode(&self, sha256: String, bytes: bytes::Bytes, turn: OwnedMutexGuard<()>, first: bool) -> Option<Arc<Decoded>> {
        let cache = Arc::clone(&self.decoded);
        // Whoever asked may be gone by the time it is done; it is kept all the same, and the next one waits its turn until then.
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let pixels = decode(&bytes).inspect_err(|error| tracing::warn!(sha256, %error, "attachment not shown")).ok()?;
            drop(bytes);
            let whole = pixels.dimensions();
            let decoded = Arc::new(Decoded::new(sha256, bounded(pixels, MOST_PIXELS), whole));
            let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
            if first {
                cache.push_front(Arc::clone(&decoded));
            } else {
                cache.push_back(Arc::clone(&decoded));
            }
            Some(decoded)
        });
        done.await.ok().flatten()
    }
}

/// Bytes that a picture of these pixels takes once it is decoded and kept.
fn memory(pixels: (u32, u32)) -> usize {
    let count = (u64::from(pixels.0) * u64::from(pixels.1)).min(MOST_PIXELS);
    usize::try_from(count * 3).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
