//! Signing in and managing staff: one function each.

use serde::Deserialize;

use super::PostgresStore;
use crate::domain::staff::{Actor, Role};
use crate::store::records::{Colleague, SignInAttempt, SignInFailures, StaffRecord};
use crate::store::sql::{Cells, args};
use crate::store::{Result, reads};

crate::store::staff::staff_engine!(PostgresStore);

const BEGIN: &str = "SELECT begin_sign_in($1)";
const DONE: &str = "SELECT sign_in_done($1)";
const ADD: &str = "SELECT add_member($1, $2, $3, $4, $5, $6, $7)::text";
const DISABLE: &str = "SELECT disable_staff($1, $2)::text";
const END_SESSIONS: &str = "SELECT end_sessions($1, $2)";
const ENABLE: &str = "SELECT enable_staff($1, $2)::text";
const ROLE: &str = "SELECT set_staff_role($1, $2, $3)::text";
const PASSWORD: &str = "SELECT set_password($1, $2, $3, $4)::text";
const OWN_PASSWORD: &str = "SELECT change_password($1, $2, $3)::text";
const UNLOCK: &str = "SELECT unlock_staff($1, $2)::text";

/// The answer of `begin_sign_in`: `"locked"`, null, or the member of staff.
#[derive(Deserialize)]
#[serde(untagged)]
enum Begun {
    Locked(#[expect(dead_code, reason = "that it is a word says all")] String),
    Nobody(()),
    Member { login: String, name: String, role: Role, institution: Option<String>, password_hash: String },
}

impl PostgresStore {
    pub(super) async fn begin_sign_in(&self, login: &str) -> Result<SignInAttempt> {
        Ok(match self.call_json(BEGIN, args![login]).await? {
            Begun::Locked(_) => SignInAttempt::Locked,
            Begun::Nobody(()) => SignInAttempt::Open(None),
            Begun::Member { login, name, role, institution, password_hash } => {
                SignInAttempt::Open(Some(StaffRecord { login, name, role, institution, password_hash, disabled: false }))
            }
        })
    }

    pub(super) async fn sign_in_done(&self, login: &str) -> Result<u32> {
        let row = self.call_row(DONE, args![login]).await?;
        Cells::new(&row).count()
    }

    pub(super) async fn add_member(&self, actor: &Actor, member: &StaffRecord, verifier: Option<&str>) -> Result<()> {
        let (institution, role) = (member.institution.as_deref(), member.role.code());
        let arguments = args![&actor.login, &member.login, institution, &member.name, role, &member.password_hash, verifier];
        self.call(ADD, arguments).await.map(drop)
    }

    pub(super) async fn disable_member(&self, actor: &Actor, login: &str) -> Result<()> {
        self.call(DISABLE, args![&actor.login, login]).await?;
        // What is disabled sees nothing any more; that its open sessions end as well comes after.
        self.call(END_SESSIONS, args![&actor.login, login]).await.map(drop)
    }

    pub(super) async fn enable_member(&self, actor: &Actor, login: &str) -> Result<()> {
        self.call(ENABLE, args![&actor.login, login]).await.map(drop)
    }

    pub(super) async fn set_role(&self, actor: &Actor, login: &str, role: Role) -> Result<()> {
        self.call(ROLE, args![&actor.login, login, role.code()]).await.map(drop)
    }

    pub(super) async fn set_password(
        &self,
        actor: &Actor,
        login: &str,
        password_hash: &str,
        verifier: Option<&str>,
    ) -> Result<()> {
        self.call(PASSWORD, args![&actor.login, login, password_hash, verifier]).await.map(drop)
    }

    pub(super) async fn unlock_member(&self, actor: &Actor, login: &str) -> Result<()> {
        self.call(UNLOCK, args![&actor.login, login]).await.map(drop)
    }

    pub(super) async fn change_password(&self, actor: &Actor, password_hash: &str, verifier: Option<&str>) -> Result<()> {
        self.call(OWN_PASSWORD, args![&actor.login, password_hash, verifier]).await.map(drop)
    }
}
