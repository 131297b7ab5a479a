//! The engine of a centre with many seats: every desk talks to one PostgreSQL server (15 or newer).
//!
//! Writes are calls of the functions in `migrations/postgres`, one round trip each; reads are the shared statements in a read-only
//! snapshot. Nothing is locked across a keypress, nothing is notified: changes by others are polled.

mod anchors;
mod archive;
mod calls;
mod desk;
mod engine;
mod enquiries;
mod examine;
mod flow;
mod guards;
mod hosts;
mod link;
mod listing;
mod load;
mod maintenance;
mod migrations;
mod open;
mod people;
mod portal;
mod receive;
mod reports;
mod restored;
mod sampling;
mod sign_in;
mod staff;
mod supervision;
mod views;
mod watch;

use std::sync::Arc;

use tokio::sync::Mutex;

use super::Result;
use super::sql::{Link as _, args};
use crate::domain::time::Millis;
use link::{Lent, Server};

pub(super) use examine::examine;
pub(super) use hosts::server_of;
pub(super) use open::{is_vacant, open};
pub(super) use receive::receive;
pub(super) use restored::{secure, vacate};

/// The present moment by the server's clock.
const NOW: &str = "SELECT desk_now()";
/// Every read of several statements sees one state of the database.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A desk's connections to the centre's database.
#[derive(Debug)]
pub(super) struct PostgresStore {
    seat: sign_in::Seat,
    watch: Mutex<watch::Watch>,
}

/// A short read transaction, and the moment at which it began.
struct Read {
    transaction: Lent,
    now: Millis,
}

impl PostgresStore {
    fn server(&self) -> Result<Arc<Server>> {
        self.seat.server()
    }

    async fn reader(&self) -> Result<Lent> {
        self.server()?.wire().await
    }

    async fn read(&self) -> Result<Read> {
        let mut transaction = self.server()?.begin(SNAPSHOT).await?;
        let now = Millis(transaction.number(NOW, args![]).await?);
        Ok(Read { transaction, now })
    }

    async fn close(&self) {
        if let Ok(server) = self.server() {
            server.close().await;
        }
    }
}
