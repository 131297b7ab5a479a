//! Use cases of signing in and of managing staff, written once for both engines.
//!
//! Whoever manages staff is named and looked up, as everywhere; the operator at the command line ([`Actor::operator`]) is let through,
//! for whoever is on the machine of the database needs no permission of the desk's.

use async_trait::async_trait;

use super::Result;
use super::records::{Colleague, Connected, SignInAttempt, SignInFailures, StaffRecord};
use crate::domain::staff::{Actor, Role};

/// Signing in and managing staff. An act on a login that there is not is [`StoreError::NotFound`](super::StoreError::NotFound), one on
/// somebody of another institution too.
#[async_trait]
pub trait StaffStore: Send + Sync {
    /// Whether nobody is connected until a member of staff signs in, as a login of the database server's own.
    fn is_personal(&self) -> bool;
    /// Connects as a member of staff, where that is how one signs in. Everything is done as they from then on where nobody else sits
    /// here, or else once they do ([`StaffStore::sit`]). The server counts what failed, if it is set up to: here there is nobody who
    /// could.
    async fn connect_as(&self, login: &str, password: &str) -> Result<Connected>;
    /// Who sits here now, of those who have connected; `None`: nobody. It matters only where staff connect as themselves.
    fn sit(&self, login: Option<&str>);
    /// Makes the login of the server's under which the portal's events come in, or gives it another password: the operator does.
    /// [`StoreError::Unusable`](super::StoreError::Unusable) where there is no server.
    async fn put_portal_login(&self, verifier: &str) -> Result<()>;

    /// Begins an attempt to sign in. It counts as failed until [`StaffStore::sign_in_done`]: however many come at once, no more are
    /// checked than [`crate::domain::staff::lock_ms`] lets through. The lock leaves an audit row.
    async fn begin_sign_in(&self, login: &str) -> Result<SignInAttempt>;
    /// The password was right: failures count anew. How many attempts had failed before this one.
    async fn sign_in_done(&self, login: &str) -> Result<u32>;
    /// Failed attempts by login.
    async fn sign_in_failures(&self) -> Result<Vec<SignInFailures>>;

    /// Who works in the institution and may sign in, supervisors first: a thousand at most.
    async fn colleagues(&self, institution: &str) -> Result<Vec<Colleague>>;

    /// Adds a member of staff. [`StoreError::Exists`](super::StoreError::Exists) where the login is taken. With a verifier
    /// (what a PostgreSQL server keeps of a password) they have a login of the database server's too, where there is a server.
    async fn add_member(&self, actor: &Actor, member: &StaffRecord, verifier: Option<&str>) -> Result<()>;
    /// Disables a login and releases its claims. [`StoreError::Refused`](super::StoreError::Refused) for the last admin.
    async fn disable_member(&self, actor: &Actor, login: &str) -> Result<()>;
    /// Lets a disabled login sign in again.
    async fn enable_member(&self, actor: &Actor, login: &str) -> Result<()>;
    /// Gives another role; who may no longer decide holds nothing any more. Refused for the last admin.
    async fn set_role(&self, actor: &Actor, login: &str, role: Role) -> Result<()>;
    /// Sets somebody's password hash, and has their failures count anew. The verifier as in [`StaffStore::add_member`].
    async fn set_password(&self, actor: &Actor, login: &str, password_hash: &str, verifier: Option<&str>) -> Result<()>;
    /// Ends a lock and has failures count anew.
    async fn unlock_member(&self, actor: &Actor, login: &str) -> Result<()>;
    /// Sets one's own password hash; the old password was checked. The verifier as in [`StaffStore::add_member`].
    async fn change_password(&self, actor: &Actor, password_hash: &str, verifier: Option<&str>) -> Result<()>;
}

/// Makes an engine a [`StaffStore`]: it brings `reader` and a method of the same name for every write.
macro_rules! staff_engine {
    ($engine:ty) => {
        #[async_trait::async_trait]
        impl crate::store::StaffStore for $engine {
            fn is_personal(&self) -> bool {
                self.is_personal()
            }
            async fn connect_as(&self, login: &str, password: &str) -> Result<crate::store::records::Connected> {
                self.connect_as(login, password).await
            }
            fn sit(&self, login: Option<&str>) {
                self.sit(login);
            }
            async fn put_portal_login(&self, verifier: &str) -> Result<()> {
                self.put_portal_login(verifier).await
            }
            async fn begin_sign_in(&self, login: &str) -> Result<SignInAttempt> {
                self.begin_sign_in(login).await
            }
            async fn sign_in_done(&self, login: &str) -> Result<u32> {
                self.sign_in_done(login).await
            }
            async fn sign_in_failures(&self) -> Result<Vec<SignInFailures>> {
                if self.is_personal() {
                    return Ok(Vec::new()); // the server knows, if anybody does
                }
                let mut read = self.read().await?;
                reads::sign_in_failures(&mut *read.transaction, read.now).await
            }
            async fn colleagues(&self, institution: &str) -> Result<Vec<Colleague>> {
                reads::colleagues(&mut *self.reader().await?, institution).await
            }
            async fn add_member(&self, actor: &Actor, member: &StaffRecord, verifier: Option<&str>) -> Result<()> {
                self.add_member(actor, member, verifier).await
            }
            async fn disable_member(&self, actor: &Actor, login: &str) -> Result<()> {
                self.disable_member(actor, login).await
            }
            async fn enable_member(&self, actor: &Actor, login: &str) -> Result<()> {
                self.enable_member(actor, login).await
            }
            async fn set_role(&self, actor: &Actor, login: &str, role: Role) -> Result<()> {
                self.set_role(actor, login, role).await
            }
            async fn set_password(&self, actor: &Actor, login: &str, password_hash: &str, verifier: Option<&str>) -> Result<()> {
                self.set_password(actor, login, password_hash, verifier).await
            }
            async fn unlock_member(&self, actor: &Actor, login: &str) -> Result<()> {
                self.unlock_member(actor, login).await
            }
            async fn change_password(&self, actor: &Actor, password_hash: &str, verifier: Option<&str>) -> Result<()> {
                self.change_password(actor, password_hash, verifier).await
            }
        }
    };
}
pub(crate) use staff_engine;
