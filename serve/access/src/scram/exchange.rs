//! The server's side of SCRAM-SHA-256 without channel binding (RFC 5802): two messages in, two messages out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{ScramVerifier, keyed};

/// Why a client does not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    /// What it sent is no message of this exchange.
    Garbled,
    /// It does not know the password.
    WrongPassword,
}

/// Between the two messages of a client.
pub(crate) struct Exchange {
    verifier: ScramVerifier,
    /// What the client said of channel binding, in Base64, as it has to repeat it.
    binding: String,
    nonce: String,
    /// The client's first message and the server's, which both sides sign.
    said: String,
}

impl Exchange {
    /// Reads the client's first message; gives the server's. `nonce` is random, printable and without commas.
    pub(crate) fn begin(
        verifier: ScramVerifier,
        first: &[u8],
        nonce: &str,
    ) -> Result<(Self, String), Failed> {
        let first = std::str::from_utf8(first).map_err(|_| Failed::Garbled)?;
        // "n" or "y": no channel binding; "p=..." was not offered. An identity to act as is not known here.
        let (bind, rest) = first.split_once(',').ok_or(Failed::Garbled)?;
        let (identity, bare) = rest.split_once(',').ok_or(Failed::Garbled)?;
        if !matches!(bind, "n" | "y") || !identity.is_empty() {
            return Err(Failed::Garbled);
        }
        let own = field(bare, "r=").filter(|own| !own.is_empty());
        let nonce = format!("{}{nonce}", own.ok_or(Failed::Garbled)?);
        let answer = format!(
            "r={nonce},s={},i={}",
            BASE64.encode(&verifier.salt),
            verifier.iterations
        );
        let exchange = Self {
            verifier,
            binding: BASE64.encode(format!("{bind},,")),
            nonce,
            said: format!("{bare},{answer}"),
        };
        Ok((exchange, answer))
    }

    /// Reads the client's last message, which proves that it knows the password; gives the server's, which proves that
    /// the server knows the verifier.
    pub(crate) fn finish(self, last: &[u8]) -> Result<String, Failed> {
        let last = std::str::from_utf8(last).map_err(|_| Failed::Garbled)?;
        let (unproved, proof) = last.rsplit_once(",p=").ok_or(Failed::Garbled)?;
        let repeats = field(unproved, "c=") == Some(self.binding.as_str())
            && field(unproved, "r=") == Some(self.nonce.as_str());
        let proof = BASE64.decode(proof).ok();
        let proof = proof.and_then(|proof| <[u8; 32]>::try_from(proof).ok());
        let (true, Some(proof)) = (repeats, proof) else {
            return Err(Failed::Garbled);
        };
        let said = format!("{},{unproved}", self.said);
        let mut client_key = keyed(&self.verifier.stored_key, said.as_bytes());
        client_key.iter_mut().zip(proof).for_each(|(a, b)| *a ^= b);
        let stored: [u8; 32] = Sha256::digest(client_key).into();
        if bool::from(stored.ct_eq(&self.verifier.stored_key)) {
            let signature = keyed(&self.verifier.server_key, said.as_bytes());
            Ok(format!("v={}", BASE64.encode(signature)))
        } else {
            Err(Failed::WrongPassword)
        }
    }
}

/// The value of an attribute.
fn field<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    message.split(',').find_map(|part| part.strip_prefix(name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const FIRST: &[u8] = b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    const NONCE: &str = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const LAST: &str = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";

    fn begun(password: &[u8]) -> (Exchange, String) {
        let salt = BASE64.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let verifier = ScramVerifier::derive(password, &salt, 4096);
        Exchange::begin(verifier, FIRST, NONCE).unwrap()
    }

    /// The exchange of RFC 7677, section 3.
    #[test]
    fn the_example_of_the_standard_is_followed() {
        let (exchange, answer) = begun(b"pencil");
        assert_eq!(
            answer,
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
        );
        assert_eq!(
            exchange.finish(LAST.as_bytes()).unwrap(),
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
        );
    }

    #[test]
    fn whoever_does_not_know_the_password_stays_out() {
        let (exchange, _) = begun(b"pen");
        assert_eq!(exchange.finish(LAST.as_bytes()), Err(Failed::WrongPassword));
    }

    #[test]
    fn what_is_no_exchange_is_refused() {
        let verifier = ScramVerifier::derive(b"pencil", b"salt", 4096);
        for first in [
            "",
            "n,,",
            "n,,n=user",
            "n,,n=user,r=",
            "n,a=admin,n=user,r=abc",
            "p=tls-server-end-point,,n=user,r=abc",
            "x,,n=user,r=abc",
        ] {
            let begun = Exchange::begin(verifier.clone(), first.as_bytes(), NONCE);
            assert!(matches!(begun, Err(Failed::Garbled)), "{first}");
        }
        for last in [
            String::new(),
            LAST.replace("biws", "eSws"),
            LAST.replace("k0,", "k1,"),
            LAST.replace(",p=", ",q="),
            LAST.replace("VQ=", "VQ"),
        ] {
            let (exchange, _) = begun(b"pencil");
            let ended = exchange.finish(last.as_bytes());
            assert_eq!(ended, Err(Failed::Garbled), "{last}");
        }
    }
}
