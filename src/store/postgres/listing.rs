//! Second looks at the dishonesty list, and withdrawing from it.

use super::PostgresStore;
use super::desk::belongs;
use super::people::json_text;
use crate::domain::staff::Actor;
use crate::store::Result;
use crate::store::records::{ListingDone, SecondLook};
use crate::store::sql::args;

const LOOK_AGAIN: &str = "SELECT look_again($1, $2, $3, $4, $5, $6)";
const WITHDRAW: &str = "SELECT withdraw_listing($1, $2, $3, $4)";

impl PostgresStore {
    pub(super) async fn look_again(
        &self,
        actor: &Actor,
        institution: &str,
        listing: &str,
        look: &SecondLook,
    ) -> Result<ListingDone> {
        belongs(actor, institution)?;
        let verdicts = json_text(&look.verdicts)?;
        let outcome = look.outcome.code();
        self.call_json(LOOK_AGAIN, args![&actor.login, institution, listing, outcome, &look.reason, verdicts]).await
    }

    pub(super) async fn withdraw_listing(
        &self,
        actor: &Actor,
        institution: &str,
        listing: &str,
        reason: &str,
    ) -> Result<ListingDone> {
        belongs(actor, institution)?;
        self.call_json(WITHDRAW, args![&actor.login, institution, listing, reason]).await
    }
}
