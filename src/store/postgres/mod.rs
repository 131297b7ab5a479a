//! The engine of a centre with many seats: every desk talks to one PostgreSQL server (15 or newer).
//!
//! Writes are calls of the functions in `migrations/postgres`, one round trip each; reads are the shared statements in a read-only
//! snapshot. Nothing is locked across a keypress, nothing is notified: changes by others are polled.

mod archive;
mod calls;
mod desk;
mod engine;
mod enquiries;
mod flow;
mod hosts;
mod link;
mod listing;
mod load;
mod open;
mod people;
mod portal;
mod reports;
mod sampling;
mod staff;
mod supervision;
mod views;
mod watch;

use tokio::sync::Mutex;

use super::Result;
use super::sql::{Link as _, args};
use crate::domain::time::Millis;
use link::{Lent, Server};

pub(super) use open::open;

/// The present moment by the server's clock.
const NOW: &str = "SELECT desk_now()";
/// Every read of several statements sees one state of the database.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A desk's connections to the centre's database.
#[derive(Debug)]
pub(super) struct PostgresStore {
    server: Server,
    watch: Mutex<watch::Watch>,
}

/// A short read transaction, and the moment at which it began.
struct Read {
    transaction: Lent,
    now: Millis,
}

impl PostgresStore {
    const fn server(&self) -> &Server {
        &self.server
    }

    async fn reader(&self) -> Result<Lent> {
        self.server().wire().await
    }

    async fn read(&self) -> Result<Read> {
        let mut transaction = self.server().begin(SNAPSHOT).await?;
        let now = Millis(transaction.number(NOW, args![]).await?);
        Ok(Read { transaction, now })
    }

    async fn close(&self) {
        self.server().close().await;
    }
}
