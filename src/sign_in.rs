//! Signing in: the one way to turn a login and a password into somebody who acts, for the desk and for every subcommand.
//!
//! # How guessing is bounded, and what it cannot do
//! * An attempt is counted in the database before the password is checked, so many desks at once check no more passwords than one does:
//!   five in a row, then one after 5, 10, 20, 40, 60, 60 … minutes ([`crate::domain::staff::lock_ms`]), until one succeeds.
//! * All refusals are one: no such login, disabled, locked and wrong are not told apart, by words or by the work done.
//! * Somebody from outside can lock a login they know. It ends by itself within the hour; whoever is signed in works on; each lock is a
//!   row of the audit trail, which the institution's desks show as it happens; a supervisor or an admin ends it with
//!   `jiaodui staff unlock`, as does whoever operates the machine of the database, so that not even everybody locked out at once is
//!   more than a nuisance. Whoever signs in is told how many attempts failed since the last time.
//!
//! # Where each member of staff is a login of the database server's
//! Then the server checks passwords, before anybody is connected who could count what failed. Nothing of the above holds: the server has
//! to slow guessing down by itself (docs/security.md says how). All refusals are still one.

use crate::domain::staff::Actor;
use crate::password::{self, Password};
use crate::store::records::{Connected, SignInAttempt};
use crate::store::{Result, Store};

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedIn {
    /// Who they are, and how many attempts had failed before.
    As(Actor, u32),
    /// No, and no word about why.
    Refused,
}

/// Tries a login and a password.
///
/// # Errors
/// Where the database cannot be asked.
pub async fn sign_in(store: &dyn Store, login: &str, password: Password) -> Result<SignedIn> {
    match store.connect_as(login, password.reveal()).await? {
        Connected::As(actor) => return Ok(SignedIn::As(actor, 0)),
        Connected::Refused => {
            tracing::warn!("sign-in refused by the server");
            return Ok(SignedIn::Refused);
        }
        Connected::Elsewhere => {}
    }
    let record = match store.begin_sign_in(login).await? {
        SignInAttempt::Open(record) => record,
        SignInAttempt::Locked => None,
    };
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
        return Ok(SignedIn::Refused);
    };
    let failed = store.sign_in_done(&record.login).await?;
    let actor = Actor { login: record.login, name: record.name, role: record.role, institution: record.institution };
    Ok(SignedIn::As(actor, failed))
}
