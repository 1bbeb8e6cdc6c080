//! What PostgreSQL clients sign in against: SCRAM-SHA-256 (RFC 5802, RFC 7677).

mod exchange;

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::password::Normalised;
use crate::random;

pub(crate) use exchange::{Exchange, Failed};

/// Iterations of PBKDF2, as PostgreSQL makes them.
pub const ITERATIONS: u32 = 4096;

/// The verifier of a password, written as PostgreSQL writes it: `SCRAM-SHA-256$4096:salt$stored:server` in Base64.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScramVerifier {
    /// Iterations of PBKDF2.
    pub iterations: u32,
    /// Salt.
    pub salt: Vec<u8>,
    /// SHA-256 of the client key.
    pub stored_key: [u8; 32],
    /// Key by which the server proves itself.
    pub server_key: [u8; 32],
}

/// A text that is no verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "this is no SCRAM-SHA-256 verifier (SCRAM-SHA-256$ITERATIONS:SALT$STORED:SERVER); set the password again with `norma user password`"
)]
pub struct ScramError;

impl ScramVerifier {
    /// The verifier of a password, with a fresh salt of 16 bytes.
    ///
    /// # Errors
    /// No random bytes.
    pub fn new(password: &Normalised) -> std::io::Result<Self> {
        let salt = random::bytes::<16>()?;
        Ok(Self::derive(password.as_bytes(), &salt, ITERATIONS))
    }

    fn derive(password: &[u8], salt: &[u8], iterations: u32) -> Self {
        let salted = pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(password, salt, iterations);
        Self {
            iterations,
            salt: salt.to_vec(),
            stored_key: Sha256::digest(keyed(&salted, b"Client Key")).into(),
            server_key: keyed(&salted, b"Server Key"),
        }
    }
}

/// HMAC-SHA-256.
pub(crate) fn keyed(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as hmac::digest::KeyInit>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

impl fmt::Display for ScramVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SCRAM-SHA-256${}:{}${}:{}",
            self.iterations,
            BASE64.encode(&self.salt),
            BASE64.encode(self.stored_key),
            BASE64.encode(self.server_key)
        )
    }
}

/// Keys are not shown: whoever has the server key can play the server.
impl fmt::Debug for ScramVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScramVerifier({} iterations)", self.iterations)
    }
}

impl FromStr for ScramVerifier {
    type Err = ScramError;

    fn from_str(text: &str) -> Result<Self, ScramError> {
        let read = || -> Option<Self> {
            let rest = text.strip_prefix("SCRAM-SHA-256$")?;
            let (salting, keys) = rest.split_once('$')?;
            let (iterations, salt) = salting.split_once(':')?;
            let (stored, server) = keys.split_once(':')?;
            let key = |text: &str| <[u8; 32]>::try_from(BASE64.decode(text).ok()?).ok();
            Some(Self {
                iterations: iterations.parse().ok().filter(|i| *i >= ITERATIONS)?,
                salt: BASE64.decode(salt).ok().filter(|salt| !salt.is_empty())?,
                stored_key: key(stored)?,
                server_key: key(server)?,
            })
        };
        read().ok_or(ScramError)
    }
}

impl TryFrom<String> for ScramVerifier {
    type Error = ScramError;

    fn try_from(text: String) -> Result<Self, ScramError> {
        text.parse()
    }
}

impl From<ScramVerifier> for String {
    fn from(verifier: ScramVerifier) -> Self {
        verifier.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The exchange of RFC 7677, section 3.
    #[test]
    fn the_example_of_the_standard_signs_in() {
        let salt = BASE64.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let verifier = ScramVerifier::derive(b"pencil", &salt, 4096);
        let nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let said = format!(
            "n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r={nonce}"
        );
        let signature = keyed(&verifier.server_key, said.as_bytes());
        assert_eq!(
            BASE64.encode(signature),
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
        );
        let proof = BASE64
            .decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
            .unwrap();
        let mask = keyed(&verifier.stored_key, said.as_bytes());
        let client_key: Vec<u8> = proof.iter().zip(mask).map(|(a, b)| a ^ b).collect();
        assert_eq!(
            <[u8; 32]>::from(Sha256::digest(client_key)),
            verifier.stored_key
        );
    }

    #[test]
    fn a_verifier_is_read_as_it_is_written() {
        let verifier = ScramVerifier::derive(b"x", b"salt", 4096);
        let text = verifier.to_string();
        assert!(text.starts_with("SCRAM-SHA-256$4096:c2FsdA==$"), "{text}");
        assert_eq!(text.parse(), Ok(verifier));
        for wrong in [
            "",
            "md5abc",
            &text.replace("4096", "1"),
            &text.replace("c2FsdA==", ""),
            &text[..text.len() - 4],
            &text.replace("SHA-256", "SHA-1"),
        ] {
            assert_eq!(wrong.parse::<ScramVerifier>(), Err(ScramError), "{wrong}");
        }
    }
}
