//! Making reports in the background of the desk.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc;

use super::{Hands, lock};
use crate::desk::app::msg::{Msg, Reply, Ticket};
use crate::desk::screen::export::Exported;
use crate::report::{self, Knowledge, Target, Watch};
use crate::store::records::ReportRequest;
use crate::text::Lang;

/// Where reports go, and what they are made with.
#[derive(Debug)]
pub(super) struct Exports {
    folder: PathBuf,
    knowledge: Knowledge,
    /// Stops the one that is being made.
    stop: Mutex<Arc<AtomicBool>>,
}

impl Exports {
    pub(super) fn new(folder: PathBuf, knowledge: Knowledge) -> Self {
        Self { folder, knowledge, stop: Mutex::default() }
    }
}

/// Tells the desk how far it is.
struct Teller {
    ticket: Ticket,
    replies: mpsc::UnboundedSender<Msg>,
    stop: Arc<AtomicBool>,
}

impl Watch for Teller {
    fn rows(&self, rows: u64) {
        let _ = self.replies.send(Msg::Exporting(self.ticket, rows));
    }

    fn stop(&self) -> &Arc<AtomicBool> {
        &self.stop
    }
}

impl Hands {
    /// Makes a report and says what came of it.
    pub(super) async fn export(&self, ticket: Ticket, request: &ReportRequest, lang: Lang) {
        let result = match (&self.exports, self.actor()) {
            (Some(exports), Some(actor)) => {
                let stop = Arc::new(AtomicBool::new(false));
                *lock(&exports.stop) = Arc::clone(&stop);
                let teller = Teller { ticket, replies: self.replies.clone(), stop };
                let knowledge = Knowledge { lang, ..exports.knowledge.clone() };
                let target = Target::Folder(exports.folder.clone());
                report::make(self.store.as_ref(), &actor, request, &knowledge, target, &teller).await.map(|made| Exported {
                    path: made.path.map(|path| path.display().to_string()).unwrap_or_default(),
                    rows: made.rows,
                    sha256: made.sha256,
                })
            }
            _ => Err(report::ReportError::Cancelled),
        };
        if let Err(error) = &result {
            tracing::warn!(code = error.code(), "a report was not made");
        }
        self.reply(ticket, Reply::Exported(result.map_err(|error| error.code().to_owned())));
    }

    /// Stops the report that is being made.
    pub(super) fn cancel_export(&self) {
        if let Some(exports) = &self.exports {
            lock(&exports.stop).store(true, Ordering::Relaxed);
        }
    }
}
