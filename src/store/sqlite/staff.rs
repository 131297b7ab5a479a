//! Signing in and managing staff. A change of staff leaves an audit row under the institution they belong to, or under none.

use serde_json::json;

use super::SqliteStore;
use super::write::WriteTx;
use crate::domain::numbers::order_no::OrderNo;
use crate::domain::staff::{Actor, FORGET_FAILURES_MS, Permission, Role, lock_ms};
use crate::domain::time::Millis;
use crate::store::records::{Colleague, Connected, SignInAttempt, SignInFailures, StaffRecord};
use crate::store::sql::{Cells, Link, args};
use crate::store::{Result, StoreError, reads};

crate::store::staff::staff_engine!(SqliteStore);

/// Who locks and unlocks logins by failing and by succeeding.
const SIGN_IN: &str = "sign-in";

const PASSWORD: &str = "UPDATE staff SET password_hash = $2 WHERE login = $1";
const DISABLED: &str = "UPDATE staff SET disabled_at = $2 WHERE login = $1";
const ROLE: &str = "UPDATE staff SET role = $2 WHERE login = $1";
const OTHER_ADMINS: &str = "SELECT COUNT(*) FROM staff WHERE role = 'admin' AND disabled_at IS NULL AND login <> $1 \
                            AND (institution IS NULL OR institution = $2)";
const HELD: &str = "SELECT institution, order_no FROM orders WHERE claimed_by = $1 ORDER BY institution, order_no";
const RELEASE: &str = "UPDATE orders SET claimed_by = NULL, claim_token = NULL, claimed_at = NULL, claimed_until = NULL, audit_seq = $3 \
                       WHERE institution = $1 AND order_no = $2";
const FAILURES: &str = "SELECT failures, last_at, locked_until FROM sign_in_failures WHERE login = $1";
const COUNT: &str = "INSERT INTO sign_in_failures (login, failures, last_at, locked_until) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (login) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, \
                     locked_until = excluded.locked_until";
const FORGET: &str = "DELETE FROM sign_in_failures WHERE login = $1";

pub(super) fn subject(login: &str) -> String {
    format!("staff:{login}")
}

/// How often signing in failed, when last, and until when it is locked because of that.
struct Failed {
    failures: u32,
    last_at: Millis,
    locked_until: Option<Millis>,
}

impl WriteTx {
    /// Refuses whoever may not do this to staff of an institution; `None`: of all of them.
    async fn require_over(&mut self, actor: &Actor, institution: Option<&str>, permission: Permission) -> Result<()> {
        if actor.is_operator() { Ok(()) } else { self.require(actor, institution.unwrap_or_default(), permission).await }
    }

    async fn member_to_change(&mut self, actor: &Actor, login: &str, permission: Permission) -> Result<StaffRecord> {
        let member = reads::staff(&mut **self, login).await?.ok_or_else(|| StoreError::NotFound(subject(login)))?;
        self.require_over(actor, member.institution.as_deref(), permission).await?;
        Ok(member)
    }

    /// Somebody has to be left who may manage the staff of wherever this admin does.
    async fn leave_an_admin(&mut self, member: &StaffRecord) -> Result<()> {
        let institution = member.institution.as_deref();
        if member.role == Role::Admin
            && !member.disabled
            && self.number(OTHER_ADMINS, args![&member.login, institution]).await? == 0
        {
            return Err(StoreError::Refused("staff.last_admin: somebody has to be left who may manage staff".to_owned()));
        }
        Ok(())
    }

    async fn audit_member(&mut self, by: &str, member: &StaffRecord, action: &str, detail: &serde_json::Value) -> Result<()> {
        let institution = member.institution.as_deref().unwrap_or_default();
        self.audit(institution, &subject(&member.login), by, action, detail).await.map(drop)
    }

    async fn release_all(&mut self, by: &str, login: &str, because: &str) -> Result<()> {
        for row in self.rows(HELD, args![login]).await? {
            let mut cells = Cells::new(&row);
            let (institution, order_no): (String, OrderNo) = (cells.text()?, cells.order_no()?);
            let detail = json!({ "holder": login, "because": because });
            let seq = self.audit(&institution, order_no.as_str(), by, "release", &detail).await?;
            self.run(RELEASE, args![&institution, &order_no, seq]).await?;
        }
        Ok(())
    }

    async fn failed(&mut self, key: &str) -> Result<Option<Failed>> {
        let Some(row) = Link::row(&mut **self, FAILURES, args![key]).await? else { return Ok(None) };
        let mut cells = Cells::new(&row);
        Ok(Some(Failed { failures: cells.count()?, last_at: cells.millis()?, locked_until: cells.maybe_millis()? }))
    }
}

#[expect(clippy::unused_self, clippy::unused_async, reason = "the other engine's are a server's")]
impl SqliteStore {
    const fn is_personal(&self) -> bool {
        false
    }

    async fn connect_as(&self, _login: &str, _password: &str) -> Result<Connected> {
        Ok(Connected::Elsewhere)
    }

    const fn sit(&self, _login: Option<&str>) {}

    async fn put_portal_login(&self, _verifier: &str) -> Result<()> {
        Err(StoreError::Unusable("a SQLite file knows no logins".to_owned()))
    }
}

impl SqliteStore {
    /// Each attempt writes a row, so that none is told from another by the time it takes.
    pub(super) async fn begin_sign_in(&self, login: &str) -> Result<SignInAttempt> {
        let mut tx = self.write().await?;
        let now = tx.now;
        let member = reads::staff(&mut *tx, login).await?.filter(|member| !member.disabled);
        let key = member.as_ref().map_or("", |member| member.login.as_str()).to_owned();
        let known = tx.failed(&key).await?.filter(|known| known.last_at.plus(FORGET_FAILURES_MS) > now);
        if let Some(Failed { failures, locked_until: Some(until), .. }) = known
            && until > now
        {
            tx.run(COUNT, args![&key, failures, now, until]).await?;
            tx.commit().await?;
            return Ok(SignInAttempt::Locked);
        }
        let failures = known.map_or(0, |known| known.failures).saturating_add(1);
        let until = lock_ms(failures).filter(|_| member.is_some()).map(|ms| now.plus(ms));
        tx.run(COUNT, args![&key, failures, now, until]).await?;
        if let (Some(member), Some(until)) = (&member, until) {
            let detail = json!({ "failures": failures, "until": until.0 });
            tx.audit_member(SIGN_IN, member, "sign_in_lock", &detail).await?;
        }
        tx.commit().await?;
        Ok(SignInAttempt::Open(member))
    }

    pub(super) async fn sign_in_done(&self, login: &str) -> Result<u32> {
        let mut tx = self.write().await?;
        let Some(known) = tx.failed(login).await?.filter(|_| !login.is_empty()) else { return Ok(0) };
        tx.run(FORGET, args![login]).await?;
        if known.locked_until.is_some()
            && let Some(member) = reads::staff(&mut *tx, login).await?
        {
            tx.audit_member(SIGN_IN, &member, "sign_in_unlock", &json!({})).await?;
        }
        tx.commit().await?;
        Ok(known.failures.saturating_sub(1))
    }

    pub(super) async fn add_member(&self, actor: &Actor, member: &StaffRecord, _verifier: Option<&str>) -> Result<()> {
        let mut tx = self.write().await?;
        tx.require_over(actor, member.institution.as_deref(), Permission::ManageStaff).await?;
        tx.add_staff(&actor.login, member).await?;
        tx.commit().await
    }

    pub(super) async fn disable_member(&self, actor: &Actor, login: &str) -> Result<()> {
        let mut tx = self.write().await?;
        let now = tx.now;
        let member = tx.member_to_change(actor, login, Permission::ManageStaff).await?;
        tx.leave_an_admin(&member).await?;
        if !member.disabled {
            tx.run(DISABLED, args![login, now]).await?;
            tx.audit_member(&actor.login, &member, "staff_disable", &json!({})).await?;
        }
        tx.release_all(&actor.login, login, "staff_disable").await?;
        tx.commit().await
    }

    pub(super) async fn enable_member(&self, actor: &Actor, login: &str) -> Result<()> {
        let mut tx = self.write().await?;
        let member = tx.member_to_change(actor, login, Permission::ManageStaff).await?;
        if member.disabled {
            tx.run(DISABLED, args![login, None::<Millis>]).await?;
            tx.audit_member(&actor.login, &member, "staff_enable", &json!({})).await?;
        }
        tx.commit().await
    }

    pub(super) async fn set_role(&self, actor: &Actor, login: &str, role: Role) -> Result<()> {
        let mut tx = self.write().await?;
        let member = tx.member_to_change(actor, login, Permission::ManageStaff).await?;
        if member.role == role {
            return Ok(());
        }
        tx.leave_an_admin(&member).await?;
        tx.run(ROLE, args![login, role.code()]).await?;
        let detail = json!({ "from": member.role.code(), "to": role.code() });
        tx.audit_member(&actor.login, &member, "staff_role", &detail).await?;
        if !role.may(Permission::Decide) {
            tx.release_all(&actor.login, login, "staff_role").await?;
        }
        tx.commit().await
    }

    pub(super) async fn set_password(
        &self,
        actor: &Actor,
        login: &str,
        password_hash: &str,
        _verifier: Option<&str>,
    ) -> Result<()> {
        let mut tx = self.write().await?;
        let member = tx.member_to_change(actor, login, Permission::ManageStaff).await?;
        tx.run(PASSWORD, args![login, password_hash]).await?;
        tx.run(FORGET, args![login]).await?;
        tx.audit_member(&actor.login, &member, "staff_password", &json!({})).await?;
        tx.commit().await
    }

    pub(super) async fn unlock_member(&self, actor: &Actor, login: &str) -> Result<()> {
        let mut tx = self.write().await?;
        let member = tx.member_to_change(actor, login, Permission::UnlockStaff).await?;
        if tx.run(FORGET, args![login]).await? > 0 {
            tx.audit_member(&actor.login, &member, "staff_unlock", &json!({})).await?;
        }
        tx.commit().await
    }

    pub(super) async fn change_password(&self, actor: &Actor, password_hash: &str, _verifier: Option<&str>) -> Result<()> {
        let mut tx = self.write().await?;
        let login = actor.login.as_str();
        let member = reads::staff(&mut *tx, login).await?.ok_or_else(|| StoreError::NotFound(format!("staff {login}")))?;
        if member.disabled {
            return Err(StoreError::Refused(format!("{login} may not change the password")));
        }
        tx.run(PASSWORD, args![login, password_hash]).await?;
        tx.audit_member(login, &member, "staff_password", &json!({})).await?;
        tx.commit().await
    }
}
