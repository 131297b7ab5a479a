//! Passwords: argon2id hashes in PHC form. A password is never printed, not even by `Debug`.

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

/// Fewest characters of a new password.
pub const LEAST_CHARS: usize = 8;

/// A password on its way to being checked.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Takes it as typed.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// A new password is too short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password has at least {least} characters")]
pub struct Weak {
    /// The fewest characters.
    pub least: usize,
}

/// The hash to keep of a new password.
///
/// # Errors
/// [`Weak`] where it is too short.
pub fn hash(password: &Password) -> Result<String, Weak> {
    if password.0.chars().count() < LEAST_CHARS {
        return Err(Weak { least: LEAST_CHARS });
    }
    // Hashing fails only for lengths beyond argon2's own limits (4 GiB).
    Argon2::default().hash_password(password.0.as_bytes()).map(|hash| hash.to_string()).map_err(|_| Weak { least: LEAST_CHARS })
}

/// Whether the password belongs to the hash. An unreadable hash belongs to none.
#[must_use]
pub fn verify(password: &Password, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.0.as_bytes(), &hash).is_ok())
}

/// Does the work of a check for a login that does not exist, so that the time taken does not tell which logins do.
pub fn verify_nobody(password: &Password) {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let _ = verify(password, NOBODY);
}

/// Names the audit trail has for those who are no members of staff: who had one for a login would act as the applicants.
const TAKEN: [&str; 2] = ["portal", "command-line"];

/// Whether a text can be a login: 2–32 lower-case letters, digits, `-`, `_`, `.`, beginning with a letter, and nobody else's name in
/// the audit trail.
#[must_use]
pub fn is_login(text: &str) -> bool {
    (2..=32).contains(&text.len())
        && !TAKEN.contains(&text)
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || matches!(one, '-' | '_' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_its_own_hash_only() {
        let hash = hash(&Password::new("湖北的密码一二三".into())).unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify(&Password::new("湖北的密码一二三".into()), &hash));
        assert!(!verify(&Password::new("湖北的密码一二四".into()), &hash));
        assert!(!verify(&Password::new("x".into()), "no hash"));
    }

    #[test]
    fn short_ones_are_refused_and_none_is_printed() {
        assert_eq!(hash(&Password::new("1234567".into())), Err(Weak { least: 8 }));
        assert!(!format!("{:?}", Password::new("geheim".into())).contains("geheim"));
    }

    #[test]
    fn checking_nobody_takes_a_real_hash() {
        assert!(
            PasswordHash::new(
                "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            )
            .is_ok()
        );
        verify_nobody(&Password::new("whoever".into()));
    }

    #[test]
    fn logins_are_plain() {
        assert!(is_login("hubei-p1"));
        for bad in ["", "a", "1a", "张敏", "a b", "A1", "portal\u{202e}", "portal", "command-line"] {
            assert!(!is_login(bad), "{bad}");
        }
    }
}
