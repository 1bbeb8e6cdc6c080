//! Passwords: what is accepted, what is kept of them, and how they are checked.
//!
//! Kept is argon2id with 19 MiB, 2 passes and 1 lane (the first choice of the OWASP Password Storage Cheat Sheet), as a PHC
//! string, and beside it a [`crate::ScramVerifier`]. Both are made of the SASLprep form (RFC 4013), so that a password
//! typed with another keyboard's composition of the same letters is the same password.

use std::fmt;

use argon2::password_hash::{PasswordHash as Phc, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::sync::Semaphore;

use crate::random;

/// Fewest characters of a password.
pub const LEAST_CHARACTERS: usize = 12;
/// Most characters of a password.
pub const MOST_CHARACTERS: usize = 256;
/// Memory of one hash, in KiB.
pub const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over it.
pub const PASSES: u32 = 2;
/// Lanes.
pub const LANES: u32 = 1;
/// Passwords that are checked at the same time: at most 4 times 19 MiB.
pub const CHECKED_AT_ONCE: usize = 4;
/// Checks that may wait for their turn; beyond them the answer is [`Busy`].
pub const WAITING_AT_MOST: usize = 32;

/// Why a password is not accepted.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Too short.
    #[error(
        "the password has {0} characters; choose at least {LEAST_CHARACTERS}, such as four words"
    )]
    TooShort(usize),
    /// Too long.
    #[error("the password has {0} characters; choose at most {MOST_CHARACTERS}")]
    TooLong(usize),
    /// Characters that SASLprep forbids.
    #[error(
        "the password has characters that cannot be typed alike everywhere ({0}); leave out control and special formatting characters"
    )]
    Forbidden(String),
    /// Not hashed.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
}

/// A password in its one form (SASLprep).
pub struct Normalised(String);

impl Normalised {
    /// Brings any text into the one form.
    ///
    /// # Errors
    /// Characters that no password may have, and more than [`MOST_CHARACTERS`].
    pub fn of(text: &str) -> Result<Self, PasswordError> {
        let length = text.chars().count();
        if length > MOST_CHARACTERS {
            return Err(PasswordError::TooLong(length));
        }
        let form = stringprep::saslprep(text);
        let form = form.map_err(|error| PasswordError::Forbidden(error.to_string()))?;
        Ok(Self(form.into_owned()))
    }

    /// A password that somebody chooses: long enough too.
    ///
    /// # Errors
    /// Too short, too long, forbidden characters.
    pub fn chosen(text: &str) -> Result<Self, PasswordError> {
        let form = Self::of(text)?;
        let length = form.0.chars().count();
        if length < LEAST_CHARACTERS {
            return Err(PasswordError::TooShort(length));
        }
        Ok(form)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Normalised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Normalised(..)")
    }
}

/// The argon2id hash of a password, a PHC string.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Hashes a password with a fresh salt of 16 bytes.
    pub fn new(password: &Normalised) -> Result<Self, PasswordError> {
        let told = |error: &dyn fmt::Display| PasswordError::Hash(error.to_string());
        let salt = random::bytes::<16>().map_err(|error| told(&error))?;
        let salt = SaltString::encode_b64(&salt).map_err(|error| told(&error))?;
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| told(&error))?;
        let hash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password(password.as_bytes(), &salt)
            .map_err(|error| told(&error))?;
        Ok(Self(hash.to_string()))
    }

    /// Whether this is the hash of the password. Takes some tens of milliseconds.
    pub fn matches(&self, password: &Normalised) -> bool {
        Phc::new(&self.0).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
    }

    /// The PHC string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A hash of the usual cost that no password has, for names that do not exist.
    fn of_nobody() -> Self {
        Self(format!(
            "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}$bm9ib2R5IGhhcyBpdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        ))
    }
}

impl TryFrom<String> for PasswordHash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let known = Phc::new(&text).is_ok_and(|hash| {
            hash.algorithm == argon2::ARGON2ID_IDENT && hash.salt.is_some() && hash.hash.is_some()
        });
        if known {
            Ok(Self(text))
        } else {
            Err("this is no argon2id hash ($argon2id$v=19$...); set the password again with `norma user password`".to_owned())
        }
    }
}

impl From<PasswordHash> for String {
    fn from(hash: PasswordHash) -> Self {
        hash.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// Too many passwords wait to be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("too many sign-ins at once; try again in a moment")]
pub struct Busy;

/// Checks passwords on threads of their own, a few at a time.
#[derive(Debug)]
pub(crate) struct Checker {
    turns: Semaphore,
    places: Semaphore,
}

impl Default for Checker {
    fn default() -> Self {
        Self {
            turns: Semaphore::new(CHECKED_AT_ONCE),
            places: Semaphore::new(CHECKED_AT_ONCE + WAITING_AT_MOST),
        }
    }
}

impl Checker {
    /// Whether `password` is the one of `hash`. Without a hash (nobody has that name, or no password) the same work is
    /// done and the answer is no: the time an answer takes does not tell which names exist.
    pub(crate) async fn check(
        &self,
        password: &str,
        hash: Option<PasswordHash>,
    ) -> Result<bool, Busy> {
        let _place = self.places.try_acquire().map_err(|_| Busy)?;
        let _turn = self.turns.acquire().await.map_err(|_| Busy)?;
        let typed = Normalised::of(password).ok();
        let known = hash.is_some() && typed.is_some();
        let hash = hash.unwrap_or_else(PasswordHash::of_nobody);
        let typed = typed.unwrap_or(Normalised(String::new()));
        let work = tokio::task::spawn_blocking(move || hash.matches(&typed));
        work.await.map(|same| same && known).map_err(|_| Busy)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_password_is_kept_with_the_stated_parameters() {
        let password = Normalised::chosen("kuda laut biru tua").unwrap();
        let hash = PasswordHash::new(&password).unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hash.matches(&password));
        assert!(!hash.matches(&Normalised::chosen("kuda laut biru muda").unwrap()));
        let again = PasswordHash::new(&password).unwrap();
        assert_ne!(hash, again, "a salt of its own");
        assert_eq!(PasswordHash::try_from(hash.as_str().to_owned()), Ok(hash));
    }

    #[test]
    fn what_is_accepted() {
        for (text, words) in [
            ("sebelas abc", "11 characters"),
            ("", "0 characters"),
            (&"a".repeat(257), "257 characters"),
            ("kuda laut \u{7} biru", "cannot be typed"),
        ] {
            let error = Normalised::chosen(text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        // The same letters, composed and not.
        let composed = Normalised::chosen("caf\u{e9} di pagi hari").unwrap();
        let apart = Normalised::chosen("cafe\u{301} di pagi hari").unwrap();
        assert_eq!(composed.0, apart.0);
        // Characters that SASLprep maps to nothing do not make a password longer.
        assert!(Normalised::chosen("sebelas\u{ad}\u{ad}\u{ad} abc").is_err());
    }

    #[test]
    fn only_argon2id_is_read() {
        for wrong in [
            "",
            "secret",
            "$argon2i$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyBpdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=19456,t=2,p=1",
        ] {
            assert!(PasswordHash::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn nobody_costs_as_much_and_never_matches() {
        let nobody = PasswordHash::of_nobody();
        let hash = Phc::new(nobody.as_str()).unwrap();
        let params = Params::try_from(&hash).unwrap();
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (MEMORY_KIB, PASSES, LANES)
        );
        assert_eq!(hash.hash.unwrap().len(), 32);
        let checker = Checker::default();
        assert_eq!(checker.check("anything at all", None).await, Ok(false));
        let own = PasswordHash::new(&Normalised::chosen("kuda laut biru").unwrap()).unwrap();
        assert_eq!(
            checker.check("kuda laut biru", Some(own.clone())).await,
            Ok(true)
        );
        assert_eq!(checker.check("kuda\u{7}laut", Some(own)).await, Ok(false));
    }

    #[tokio::test]
    async fn a_crowd_is_turned_away() {
        let checker = Checker::default();
        let all = u32::try_from(CHECKED_AT_ONCE + WAITING_AT_MOST).unwrap();
        let _others = checker.places.acquire_many(all).await.unwrap();
        assert_eq!(checker.check("anything at all", None).await, Err(Busy));
    }
}
