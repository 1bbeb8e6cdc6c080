//! The users file: accounts and API tokens.

mod file;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use file::Stamp;
pub use file::{UsersError, UsersFile};

use crate::name::UserName;
use crate::password::PasswordHash;
use crate::role::{Role, Scope};
use crate::scram::ScramVerifier;
use crate::token::SecretHash;

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Its name.
    pub name: UserName,
    /// What it may do.
    pub role: Role,
    /// argon2id hash; without one the user comes through the proxy or with tokens alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordHash>,
    /// The same password for PostgreSQL clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scram: Option<ScramVerifier>,
    /// May not come in at all.
    #[serde(default)]
    pub disabled: bool,
    /// When it was made, UTC.
    pub created: DateTime<Utc>,
}

/// An API token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Eight hexadecimal digits.
    pub id: String,
    /// What it is for, in the words of whoever made it.
    pub name: String,
    /// Whose it is.
    pub user: UserName,
    /// SHA-256 of the secret.
    pub sha256: SecretHash,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// From this instant on it is refused, UTC.
    pub expires: DateTime<Utc>,
    /// When it was made, UTC.
    pub created: DateTime<Utc>,
}

/// All accounts and tokens, in order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Users {
    /// Accounts; names are unique.
    pub users: Vec<User>,
    /// Tokens; ids are unique, and every user exists.
    pub tokens: Vec<Token>,
}

impl User {
    /// What a session of this user rests on: when it changes, the session ends.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        let password = self.password.as_ref().map_or("", PasswordHash::as_str);
        let created = self.created.to_rfc3339();
        let mut hash = Sha256::new();
        for part in [self.name.as_str(), self.role.as_str(), password, &created] {
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        hash.update([u8::from(self.disabled)]);
        hash.finalize().into()
    }
}

impl Users {
    /// The account of that name, disabled or not.
    pub fn user(&self, name: &UserName) -> Option<&User> {
        self.users.iter().find(|user| user.name == *name)
    }

    /// The account of that name, if it may come in.
    pub fn enabled(&self, name: &UserName) -> Option<&User> {
        self.user(name).filter(|user| !user.disabled)
    }

    /// The account of that name, to change it.
    ///
    /// # Errors
    /// There is none.
    pub fn user_mut(&mut self, name: &UserName) -> Result<&mut User, UsersError> {
        let found = self.users.iter_mut().find(|user| user.name == *name);
        found.ok_or_else(|| UsersError::NoUser(name.clone()))
    }

    /// Adds an account.
    ///
    /// # Errors
    /// The name is taken.
    pub fn add(&mut self, user: User) -> Result<(), UsersError> {
        if self.user(&user.name).is_some() {
            return Err(UsersError::Taken(user.name));
        }
        self.users.push(user);
        Ok(())
    }

    /// Removes an account with its tokens.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn remove(&mut self, name: &UserName) -> Result<(), UsersError> {
        self.user_mut(name)?;
        self.users.retain(|user| user.name != *name);
        self.tokens.retain(|token| token.user != *name);
        Ok(())
    }

    /// Adds a token.
    ///
    /// # Errors
    /// Its user does not exist.
    pub fn add_token(&mut self, token: Token) -> Result<(), UsersError> {
        self.user_mut(&token.user)?;
        self.tokens.push(token);
        Ok(())
    }

    /// Removes a token, and gives it back.
    ///
    /// # Errors
    /// There is none of that id.
    pub fn revoke(&mut self, id: &str) -> Result<Token, UsersError> {
        let place = self.tokens.iter().position(|token| token.id == id);
        let place = place.ok_or_else(|| UsersError::NoToken(id.to_owned()))?;
        Ok(self.tokens.remove(place))
    }

    /// The token of that id.
    pub fn token(&self, id: &str) -> Option<&Token> {
        self.tokens.iter().find(|token| token.id == id)
    }
}
