//! Keeping views.

use super::PostgresStore;
use super::desk::belongs;
use crate::domain::staff::Actor;
use crate::store::Result;
use crate::store::records::NewView;
use crate::store::sql::args;

const SAVE: &str = "SELECT save_view($1, $2, $3, $4, $5, $6)::text";
const DELETE: &str = "SELECT delete_view($1, $2, $3)::text";
const MOVE: &str = "SELECT move_view($1, $2, $3, $4)::text";

impl PostgresStore {
    pub(super) async fn save_view(&self, actor: &Actor, institution: &str, new: &NewView) -> Result<()> {
        belongs(actor, institution)?;
        let (view, name, body) = (new.view.as_str(), new.name.as_str(), new.body.to_json());
        self.call(SAVE, args![&actor.login, institution, view, i64::from(new.shared), name, body]).await?;
        Ok(())
    }

    pub(super) async fn delete_view(&self, actor: &Actor, institution: &str, view: &str) -> Result<()> {
        belongs(actor, institution)?;
        self.call(DELETE, args![&actor.login, institution, view]).await?;
        Ok(())
    }

    pub(super) async fn move_view(&self, actor: &Actor, institution: &str, view: &str, up: bool) -> Result<()> {
        belongs(actor, institution)?;
        self.call(MOVE, args![&actor.login, institution, view, i64::from(up)]).await?;
        Ok(())
    }
}
