//! Signing in: a login and a password become somebody who acts. The desk and the subcommands come through here, so that whatever a
//! wrong password leads to is written once.

use crate::domain::staff::Actor;
use crate::password::{self, Password};
use crate::store::{Result, Store};

/// Who this is; `None` for an unknown login, a wrong password or a disabled login, which nobody is told apart.
///
/// # Errors
/// Whatever keeps the store from answering.
pub async fn sign_in(store: &dyn Store, login: &str, password: Password) -> Result<Option<Actor>> {
    let record = store.staff(login).await?.filter(|record| !record.disabled);
    let hash = record.as_ref().map(|record| record.password_hash.clone());
    // Only a login that exists is logged: whatever else stood in that line may have been a password.
    let known = record.as_ref().map(|record| record.login.clone()).unwrap_or_default();
    let fits = tokio::task::spawn_blocking(move || match hash {
        Some(hash) => password::verify(&password, &hash),
        None => {
            password::verify_nobody(&password);
            false
        }
    })
    .await
    .unwrap_or(false);
    let Some(record) = record.filter(|_| fits) else {
        tracing::warn!(login = known, "sign-in refused");
        return Ok(None);
    };
    Ok(Some(Actor { login: record.login, name: record.name, role: record.role, institution: record.institution }))
}
