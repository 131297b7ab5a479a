//! Passwords: argon2id hashes in PHC form. A password is never printed, not even by `Debug`.

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

use crate::domain::staff::OPERATOR;

/// Fewest characters of a new password.
pub const LEAST_CHARS: usize = 10;

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

impl Password {
    /// What was typed, for the one place that has to hand it on: the connection to the database server.
    #[must_use]
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Password(…)")
    }
}

/// Why a new password will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// It has fewer than [`LEAST_CHARS`] characters.
    #[error("a password has at least {LEAST_CHARS} characters")]
    Short,
    /// It is the login, once or several times over, forwards or backwards.
    #[error("a password is not the login")]
    IsLogin,
    /// It is among those that are tried first.
    #[error("this password is among those that are tried first")]
    Common,
}

/// What is tried first: parts of the well-known lists that are long enough, by lower-case letters and digits only.
const COMMON: [&str; 24] = [
    "1234567890",
    "0123456789",
    "0987654321",
    "9876543210",
    "12345678910",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "qazwsxedcrfv",
    "qwertyuiop",
    "asdfghjkl1",
    "qwerty12345",
    "abcdefghij",
    "abc1234567",
    "abcd123456",
    "a123456789",
    "aa12345678",
    "password12",
    "password123",
    "passw0rd123",
    "admin12345",
    "administrator",
    "woaini1314",
    "5201314520",
    "iloveyou123",
];

/// Whether somebody may take this for their new password.
///
/// # Errors
/// [`Weak`] says why not.
pub fn check(password: &Password, login: &str) -> Result<(), Weak> {
    if password.0.chars().count() < LEAST_CHARS {
        return Err(Weak::Short);
    }
    let plain: String = password.0.to_lowercase().chars().filter(|one| one.is_alphanumeric()).collect();
    let login: String = login.to_lowercase().chars().filter(|one| one.is_alphanumeric()).collect();
    let backwards: String = login.chars().rev().collect();
    if !login.is_empty()
        && !plain.is_empty()
        && [&login, &backwards].into_iter().any(|word| plain.replace(word.as_str(), "").is_empty())
    {
        return Err(Weak::IsLogin);
    }
    let mut characters: Vec<char> = plain.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    if characters.len() < 3 || COMMON.contains(&plain.as_str()) {
        return Err(Weak::Common);
    }
    Ok(())
}

/// What a PostgreSQL server keeps of a password: the server learns nothing from it, and neither do its logs. It takes some milliseconds.
#[must_use]
pub fn verifier(password: &Password) -> String {
    postgres_protocol::password::scram_sha_256(password.0.as_bytes())
}

/// The hash to keep of a new password. Whoever chose it for themselves is asked for more: [`check`].
///
/// # Errors
/// [`Weak`] where it is too short.
pub fn hash(password: &Password) -> Result<String, Weak> {
    if password.0.chars().count() < LEAST_CHARS {
        return Err(Weak::Short);
    }
    // Hashing fails only for lengths beyond argon2's own limits (4 GiB).
    Argon2::default().hash_password(password.0.as_bytes()).map(|hash| hash.to_string()).map_err(|_| Weak::Short)
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
const TAKEN: [&str; 4] = ["portal", OPERATOR, "sign-in", "import"];

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
        let hash = hash(&Password::new("湖北的密码一二三四五".into())).unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify(&Password::new("湖北的密码一二三四五".into()), &hash));
        assert!(!verify(&Password::new("湖北的密码一二三四六".into()), &hash));
        assert!(!verify(&Password::new("x".into()), "no hash"));
    }

    #[test]
    fn short_ones_are_refused_and_none_is_printed() {
        assert_eq!(hash(&Password::new("123456789".into())), Err(Weak::Short));
        assert!(!format!("{:?}", Password::new("geheim".into())).contains("geheim"));
    }

    #[test]
    fn what_is_tried_first_is_no_password() {
        let of = |text: &str| check(&Password::new(text.into()), "hubei-p1");
        for (text, weak) in [
            ("打开校对台-12", Weak::Short),
            ("Hubei-P1 hubei-p1", Weak::IsLogin),
            ("1p-iebuh--", Weak::IsLogin),
            ("1234567890", Weak::Common),
            ("Password-123", Weak::Common),
            ("aaaaaaaaaaaa", Weak::Common),
            ("一一一一一二二二二二", Weak::Common),
            ("..........", Weak::Common),
        ] {
            assert_eq!(of(text), Err(weak), "{text}");
        }
        for text in ["打开校对台-123", "jiaodui-demo", "hubei-p1-2026", "三杯两盏淡酒怎敌他"] {
            assert_eq!(of(text), if text.chars().count() < LEAST_CHARS { Err(Weak::Short) } else { Ok(()) }, "{text}");
        }
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
        for bad in ["", "a", "1a", "张敏", "a b", "A1", "portal\u{202e}", "portal", "command-line", "sign-in"] {
            assert!(!is_login(bad), "{bad}");
        }
    }
}
