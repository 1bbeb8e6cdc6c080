//! API tokens: what the holder has, and what the users file keeps of it.
//!
//! A token is `norma_ID_SECRET`: eight hexadecimal digits that name it, and 256 random bits in 64 more. The users file has the SHA-256 of the
//! secret alone; for a secret of that size a slow hash adds nothing.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::random;

const PREFIX: &str = "norma_";

/// A token as its holder has it; shown once.
pub struct Secret {
    /// Names the token in the users file: eight hexadecimal digits.
    pub id: String,
    secret: [u8; 32],
}

impl Secret {
    /// A new token.
    ///
    /// # Errors
    /// No random bytes.
    pub fn new() -> std::io::Result<Self> {
        Ok(Self {
            id: hex::encode(random::bytes::<4>()?),
            secret: random::bytes()?,
        })
    }

    /// Reads what a client sent.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let hexadecimal = id.len() == 8 && id.bytes().all(|b| b.is_ascii_hexdigit());
        let secret = hex::decode(secret).ok()?.try_into().ok()?;
        hexadecimal.then(|| Self {
            id: id.to_owned(),
            secret,
        })
    }

    /// What is kept of it.
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.secret).into())
    }

    /// The whole text, for its holder.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}_{}", self.id, hex::encode(self.secret))
    }
}

/// Only the part that is no secret.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}_..", self.id)
    }
}

/// SHA-256 of a token's secret.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SecretHash([u8; 32]);

/// In constant time.
impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(..)")
    }
}

impl TryFrom<String> for SecretHash {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bytes = hex::decode(&text).ok().and_then(|b| b.try_into().ok());
        bytes.map(Self).ok_or_else(|| {
            "this is no SHA-256 in 64 hexadecimal digits; remove the token and make a new one with `norma token add`".to_owned()
        })
    }
}

impl From<SecretHash> for String {
    fn from(hash: SecretHash) -> Self {
        hex::encode(hash.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_shown() {
        let token = Secret::new().unwrap();
        let shown = token.reveal();
        let read = Secret::parse(&shown).unwrap();
        assert_eq!((&read.id, read.hash()), (&token.id, token.hash()));
        assert_ne!(Secret::new().unwrap().hash(), token.hash());
        assert!(!format!("{token:?}").contains(shown.rsplit('_').next().unwrap()));
        for wrong in [
            "",
            "norma_",
            &shown[6..],
            &shown[..shown.len() - 1],
            &format!("{shown}A"),
            &shown.replacen(&token.id, "zzzzzzzz", 1),
        ] {
            assert!(Secret::parse(wrong).is_none(), "{wrong}");
        }
    }
}
