//! The write transaction: `BEGIN IMMEDIATE` under the file lock, with the moment, the audit trail and the permission check that
//! nearly every write needs.

use std::ops::{Deref, DerefMut};

use serde_json::Value;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Sqlite, Transaction};
use tokio::sync::OwnedMutexGuard;

use super::lock::{FileLock, file_lock};
use super::{NOW, SqliteStore};
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::{Actor, Permission, Role};
use crate::domain::time::Millis;
use crate::store::reads;
use crate::store::rows::{OrderState, audit_entry};
use crate::store::sql::{Cells, Link, args, cannot_be_written, store_error};
use crate::store::{Result, StoreError};

const AUDIT: &str = "INSERT INTO audit_log (institution, subject, seq, at, actor, action, detail, prev_hash, hash) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const ORDER: &str = "SELECT o.institution, o.order_no, o.account, o.status, o.round, o.version, o.submitted_at, o.item_count, \
                     o.attachment_count, o.finding_count, o.claim_token, o.claimed_by, h.name, o.claimed_until \
                     FROM orders o LEFT JOIN staff h ON h.login = o.claimed_by WHERE o.order_no = $1";

/// A write under way; dropped without [`WriteTx::commit`], nothing of it remains. The fields are dropped in this order: first the
/// transaction, then the turns.
pub(in crate::store) struct WriteTx {
    transaction: Transaction<'static, Sqlite>,
    pub(super) now: Millis,
    _lock: FileLock,
    _turn: OwnedMutexGuard<()>,
}

impl Deref for WriteTx {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.transaction
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }
}

impl SqliteStore {
    /// Waits for the turn and begins.
    pub(in crate::store) async fn write(&self) -> Result<WriteTx> {
        let turn = self.turn.clone().lock_owned().await;
        let lock = file_lock(&self.lock).await?;
        let mut transaction = self.writes.begin_with("BEGIN IMMEDIATE").await.map_err(store_error)?;
        let now = Millis((*transaction).number(NOW, args![]).await?);
        Ok(WriteTx { transaction, now, _lock: lock, _turn: turn })
    }
}

impl WriteTx {
    /// Whether it was committed is not known where this fails: the caller asks by token. Only where there was no room, or no right to
    /// write, it was not for certain: SQLite then got no further than before the frame that makes it one, which is written last.
    pub(in crate::store) async fn commit(self) -> Result<()> {
        self.transaction.commit().await.map_err(|error| {
            let code = error.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned));
            let cause = code.as_deref().and_then(cannot_be_written).unwrap_or(StoreError::Unknown);
            cause(error.to_string())
        })
    }

    /// Appends to a subject's audit trail; the row's number.
    pub(in crate::store) async fn audit(
        &mut self,
        institution: &str,
        subject: &str,
        actor: &str,
        action: &str,
        detail: &Value,
    ) -> Result<i64> {
        let (seq, hash) = reads::audit_head(&mut **self, institution, subject).await?.unwrap_or_default();
        let entry = audit_entry((institution, subject, seq.saturating_add(1)), self.now, (actor, action), detail, hash);
        self.run(
            AUDIT,
            args![institution, subject, entry.seq, entry.at, actor, action, &entry.detail, &entry.prev_hash, &entry.hash],
        )
        .await?;
        Ok(entry.seq)
    }

    /// Refuses whoever may not do this in this institution. The row of the database counts, not what the desk remembers: a role may
    /// have changed and a login been disabled since they signed in.
    pub(super) async fn require(&mut self, actor: &Actor, institution: &str, permission: Permission) -> Result<()> {
        let Some(member) = reads::staff(&mut **self, &actor.login).await? else {
            return Err(StoreError::NotFound(format!("staff {}", actor.login)));
        };
        let belongs = |own: &Option<String>| own.as_deref().is_none_or(|own| own == institution);
        if !belongs(&member.institution) || !actor.belongs_to(institution) {
            return Err(StoreError::NotFound(format!("institution {institution}")));
        }
        let role: Role = member.role;
        if member.disabled || !role.may(permission) || !actor.role.may(permission) {
            return Err(StoreError::Refused(format!("{} may not {}", actor.login, permission.code())));
        }
        Ok(())
    }

    /// An order as it stands.
    pub(super) async fn order(&mut self, order_no: &OrderNo) -> Result<Option<OrderState>> {
        let Some(row) = Link::row(&mut **self, ORDER, args![order_no]).await? else { return Ok(None) };
        let mut cells = Cells::new(&row);
        Ok(Some(OrderState {
            institution: cells.text()?,
            order_no: cells.order_no()?,
            account: cells.text()?,
            status: cells.status()?,
            round: cells.count()?,
            version: cells.int()?,
            submitted_at: cells.millis()?,
            item_count: cells.count()?,
            attachment_count: cells.count()?,
            finding_count: cells.count()?,
            claim_token: cells.maybe_text()?,
            holder: reads::holder(&mut cells, self.now)?,
        }))
    }

    /// Likewise; another institution's is not found.
    pub(super) async fn order_of(&mut self, institution: &str, order_no: &OrderNo) -> Result<Option<OrderState>> {
        Ok(self.order(order_no).await?.filter(|order| order.institution == institution))
    }
}
