//! Keeping views.

use serde_json::json;

use super::SqliteStore;
use super::write::WriteTx;
use crate::domain::staff::{Actor, Permission};
use crate::store::records::{MOST_VIEWS, NewView, VIEW_NAME};
use crate::store::sql::{Cells, Link, args};
use crate::store::{Result, StoreError};

const FIND: &str = "SELECT staff, name, position FROM saved_views WHERE institution = $1 AND view = $2";
const NAMED: &str = "SELECT COUNT(*) FROM saved_views WHERE institution = $1 AND staff IS $2 AND name = $3 AND view <> $4";
const HOW_MANY: &str = "SELECT COUNT(*) FROM saved_views WHERE institution = $1 AND staff IS $2";
const ADD: &str = "INSERT INTO saved_views (institution, view, staff, name, position, body, audit_seq, saved_at) \
                   SELECT $1, $2, $3, $4, 1 + COALESCE(MAX(position), 0), $5, $6, $7 FROM saved_views \
                   WHERE institution = $1 AND staff IS $3";
const CHANGE: &str =
    "UPDATE saved_views SET name = $3, body = $4, audit_seq = $5, saved_at = $6 WHERE institution = $1 AND view = $2";
const DELETE: &str = "DELETE FROM saved_views WHERE institution = $1 AND view = $2";
const BEFORE: &str = "SELECT view, position FROM saved_views WHERE institution = $1 AND staff IS $2 AND (position, view) < ($3, $4) \
                      ORDER BY position DESC, view DESC LIMIT 1";
const BEHIND: &str = "SELECT view, position FROM saved_views WHERE institution = $1 AND staff IS $2 AND (position, view) > ($3, $4) \
                      ORDER BY position, view LIMIT 1";
const MOVE: &str = "UPDATE saved_views SET position = $3, audit_seq = $4 WHERE institution = $1 AND view = $2";

/// A view as a write has to know it.
struct Known {
    /// Whose it is; `None`: the institution's.
    owner: Option<String>,
    name: String,
    position: i64,
}

fn subject(view: &str) -> String {
    format!("view:{view}")
}

fn unknown(view: &str) -> StoreError {
    StoreError::NotFound(format!("view {view}"))
}

impl WriteTx {
    async fn view(&mut self, institution: &str, view: &str) -> Result<Option<Known>> {
        let Some(row) = Link::row(&mut **self, FIND, args![institution, view]).await? else { return Ok(None) };
        let mut cells = Cells::new(&row);
        Ok(Some(Known { owner: cells.maybe_text()?, name: cells.text()?, position: cells.int()? }))
    }

    /// A view that this person may change.
    async fn view_to_change(&mut self, actor: &Actor, institution: &str, view: &str) -> Result<Known> {
        self.require(actor, institution, Permission::Read).await?;
        let known = self.view(institution, view).await?.ok_or_else(|| unknown(view))?;
        match &known.owner {
            None => self.require(actor, institution, Permission::Supervise).await?,
            Some(owner) if *owner == actor.login => {}
            Some(_) => return Err(unknown(view)),
        }
        Ok(known)
    }
}

impl SqliteStore {
    pub(super) async fn save_view(&self, actor: &Actor, institution: &str, new: &NewView) -> Result<()> {
        let mut tx = self.write().await?;
        let permission = if new.shared { Permission::Supervise } else { Permission::Read };
        tx.require(actor, institution, permission).await?;
        if new.name.trim().is_empty() || new.name.chars().count() > VIEW_NAME {
            return Err(StoreError::Refused(format!("a view has a name of 1 to {VIEW_NAME} characters")));
        }
        let owner = (!new.shared).then_some(actor.login.as_str());
        let (view, name) = (new.view.as_str(), new.name.as_str());
        if tx.number(NAMED, args![institution, owner, name, view]).await? > 0 {
            return Err(StoreError::Exists(format!("view {name}")));
        }
        let known = tx.view(institution, view).await?;
        match &known {
            Some(known) if known.owner.as_deref() != owner => return Err(unknown(view)),
            Some(_) => {}
            None if tx.number(HOW_MANY, args![institution, owner]).await? >= i64::from(MOST_VIEWS) => {
                return Err(StoreError::Refused(format!("there are {MOST_VIEWS} views already")));
            }
            None => {}
        }
        let (body, now) = (new.body.to_json(), tx.now);
        let seq = if new.shared {
            let detail = json!({ "body": body, "name": name });
            tx.audit(institution, &subject(view), &actor.login, "save_view", &detail).await?
        } else {
            0
        };
        match known {
            Some(_) => tx.run(CHANGE, args![institution, view, name, body, seq, now]).await?,
            None => tx.run(ADD, args![institution, view, owner, name, body, seq, now]).await?,
        };
        tx.commit().await
    }

    pub(super) async fn delete_view(&self, actor: &Actor, institution: &str, view: &str) -> Result<()> {
        let mut tx = self.write().await?;
        let known = tx.view_to_change(actor, institution, view).await?;
        if known.owner.is_none() {
            tx.audit(institution, &subject(view), &actor.login, "delete_view", &json!({ "name": known.name })).await?;
        }
        tx.run(DELETE, args![institution, view]).await?;
        tx.commit().await
    }

    pub(super) async fn move_view(&self, actor: &Actor, institution: &str, view: &str, up: bool) -> Result<()> {
        let mut tx = self.write().await?;
        let known = tx.view_to_change(actor, institution, view).await?;
        let owner = known.owner.as_deref();
        let statement = if up { BEFORE } else { BEHIND };
        let Some(row) = Link::row(&mut *tx, statement, args![institution, owner, known.position, view]).await? else {
            return Ok(());
        };
        let mut cells = Cells::new(&row);
        let (other, position) = (cells.text()?, cells.int()?);
        for (view, position) in [(view, position), (&other, known.position)] {
            let seq = match owner {
                None => {
                    let detail = json!({ "position": position });
                    tx.audit(institution, &subject(view), &actor.login, "move_view", &detail).await?
                }
                Some(_) => 0,
            };
            tx.run(MOVE, args![institution, view, position, seq]).await?;
        }
        tx.commit().await
    }
}
