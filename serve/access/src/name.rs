//! Names of users.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The name of a user in its one form: lower case, 1 to 64 of `a-z 0-9 . _ - @`, beginning with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(String);

/// What is no name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} is no user name; write 1 to 64 letters a-z, digits and . _ - @, beginning with a letter or digit, such as budi.santoso"
)]
pub struct NameError(String);

impl UserName {
    /// Reads a name; capitals are made small.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name = text.to_ascii_lowercase();
        let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
        let known = |c: char| c.is_ascii_alphanumeric() || "._-@".contains(c);
        if begins && name.len() <= 64 && name.chars().all(known) {
            Ok(Self(name))
        } else {
            Err(NameError(text.chars().take(80).collect()))
        }
    }

    /// The name as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for UserName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for UserName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<UserName> for String {
    fn from(name: UserName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_have_one_form() {
        assert_eq!(
            UserName::parse("Budi.Santoso@kemenkeu.go.id")
                .unwrap()
                .as_str(),
            "budi.santoso@kemenkeu.go.id"
        );
        assert!(UserName::parse("198001012005011001").is_ok());
        let long = "a".repeat(65);
        for wrong in [
            "",
            ".budi",
            "budi santoso",
            "budi\n",
            "bu\"di",
            "bu/di",
            "büdi",
            &long,
        ] {
            assert!(UserName::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
