//! Who sits at the desk: signing in, and a new password.

use super::Hands;
use crate::desk::app::msg::Reply;
use crate::domain::staff::Actor;
use crate::password::{self, Password};
use crate::sign_in::{SignedIn, sign_in};
use crate::store::records::Connected;
use crate::store::{Result, StoreError};

impl Hands {
    /// Tries a login; nobody acts as another one for it until the desk says so.
    pub(super) async fn sign_in(&self, login: &str, password: Password) -> Result<Reply> {
        Ok(match sign_in(&*self.store, login, password).await? {
            SignedIn::As(actor, failed) => Reply::SignedIn(actor, self.store.institutions().await?, failed),
            SignedIn::Refused => Reply::SignInRefused,
        })
    }

    /// The old password is tried as in signing in, so that guessing it here is locked like guessing it there.
    pub(super) async fn change_password(&self, actor: &Actor, old: Password, new: Password) -> Result<Reply> {
        if !matches!(sign_in(&*self.store, &actor.login, old).await?, SignedIn::As(..)) {
            return Ok(Reply::PasswordChanged(false));
        }
        let kept = new.clone();
        let hashed = tokio::task::spawn_blocking(move || password::hash(&new).map(|hash| (hash, password::verifier(&new)))).await;
        let Ok(Ok((hash, verifier))) = hashed else { return Err(StoreError::Refused(password::Weak::Short.to_string())) };
        self.store.change_password(actor, &hash, Some(&verifier)).await?;
        // Where the server checks passwords, it takes no further connection with the old one. The change stands whatever comes of this.
        match self.store.connect_as(&actor.login, kept.reveal()).await {
            Ok(Connected::As(_) | Connected::Elsewhere) => {}
            Ok(Connected::Refused) => tracing::warn!("the server refuses the new password"),
            Err(error) => tracing::warn!(code = error.code(), "not connected with the new password"),
        }
        Ok(Reply::PasswordChanged(true))
    }
}
