//! Who may do what.
//!
//! | capability | viewer | analyst | manager | admin | token with scope |
//! |---|---|---|---|---|---|
//! | `View`: pages, charts, reports as pages | yes | yes | yes | yes | any |
//! | `Export`: files of rows and reports | | yes | yes | yes | `export` |
//! | `Sql`: statements of one's own | | yes | yes | yes | `sql` |
//! | `RawText`: raw text of rejects, the landing (may hold people's names) | | | yes | yes | never |
//! | `Administer`: settings of the server | | | | yes | never |
//!
//! A token gives what its scopes and the role of its user both allow.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The roles, each with everything that the one before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads pages.
    Viewer,
    /// Asks questions of one's own and takes rows away.
    Analyst,
    /// Sees what the exports said, word for word.
    Manager,
    /// Runs the server.
    Admin,
}

/// Something that not everybody may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    /// Pages, charts and reports as pages.
    View,
    /// Files of rows and reports.
    Export,
    /// SQL statements.
    Sql,
    /// Raw text of rejects, and the landing.
    RawText,
    /// Settings of the server.
    Administer,
}

/// What a token may be used for. Any scope includes reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Pages and charts.
    Read,
    /// Files.
    Export,
    /// SQL statements.
    Sql,
}

/// What one visitor may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities(u8);

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Analyst, Self::Manager, Self::Admin];

    /// The name in the users file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Analyst => "analyst",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }

    /// Whether the role has the capability.
    pub fn may(self, capability: Capability) -> bool {
        self >= capability.least_role()
    }

    /// Everything that the role may.
    pub fn capabilities(self) -> Capabilities {
        Capabilities::of(|capability| self.may(capability))
    }
}

impl Capability {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::View,
        Self::Export,
        Self::Sql,
        Self::RawText,
        Self::Administer,
    ];

    /// The least role that has it.
    pub const fn least_role(self) -> Role {
        match self {
            Self::View => Role::Viewer,
            Self::Export | Self::Sql => Role::Analyst,
            Self::RawText => Role::Manager,
            Self::Administer => Role::Admin,
        }
    }

    /// The scope that a token needs for it; `None`: no token has it.
    pub const fn scope(self) -> Option<Scope> {
        match self {
            Self::View => Some(Scope::Read),
            Self::Export => Some(Scope::Export),
            Self::Sql => Some(Scope::Sql),
            Self::RawText | Self::Administer => None,
        }
    }

    /// What it is, for people, in Indonesian.
    pub const fn words(self) -> &'static str {
        match self {
            Self::View => "melihat halaman",
            Self::Export => "mengunduh data",
            Self::Sql => "menjalankan SQL",
            Self::RawText => "melihat teks asli ekspor",
            Self::Administer => "mengelola server",
        }
    }
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Export, Self::Sql];

    /// The name in the users file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Export => "export",
            Self::Sql => "sql",
        }
    }
}

impl Capabilities {
    /// Everything.
    pub fn all() -> Self {
        Self::of(|_| true)
    }

    /// What a token with these scopes, of a user with this role, may.
    pub fn of_token(role: Role, scopes: &[Scope]) -> Self {
        let scoped = |capability: Capability| match capability.scope() {
            Some(Scope::Read) => !scopes.is_empty(),
            Some(scope) => scopes.contains(&scope),
            None => false,
        };
        Self::of(|capability| role.may(capability) && scoped(capability))
    }

    /// Whether this is among them.
    pub const fn has(self, capability: Capability) -> bool {
        self.0 & (1 << capability as u8) != 0
    }

    fn of(has: impl Fn(Capability) -> bool) -> Self {
        let all = Capability::ALL.into_iter().filter(|c| has(*c));
        Self(all.fold(0, |set, capability| set | 1 << capability as u8))
    }
}

/// What is no role or no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is none of: {known}")]
pub struct UnknownWord {
    given: String,
    known: String,
}

fn word<T: Copy, const N: usize>(
    text: &str,
    all: [T; N],
    name: impl Fn(T) -> &'static str,
) -> Result<T, UnknownWord> {
    let found = all.into_iter().find(|one| name(*one) == text);
    found.ok_or_else(|| UnknownWord {
        given: text.to_owned(),
        known: all.map(name).join(", "),
    })
}

impl FromStr for Role {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word(text, Self::ALL, Self::as_str)
    }
}

impl FromStr for Scope {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        word(text, Self::ALL, Self::as_str)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Capability::{Administer, Export, RawText, Sql, View};

    #[test]
    fn the_table_of_roles() {
        let table: [(Role, &[Capability]); 4] = [
            (Role::Viewer, &[View]),
            (Role::Analyst, &[View, Export, Sql]),
            (Role::Manager, &[View, Export, Sql, RawText]),
            (Role::Admin, &[View, Export, Sql, RawText, Administer]),
        ];
        for (role, may) in table {
            for capability in Capability::ALL {
                assert_eq!(
                    role.capabilities().has(capability),
                    may.contains(&capability),
                    "{role} {capability:?}"
                );
            }
        }
    }

    #[test]
    fn a_token_gives_what_scope_and_role_both_allow() {
        let table: [(Role, &[Scope], &[Capability]); 6] = [
            (Role::Admin, &[], &[]),
            (Role::Admin, &[Scope::Read], &[View]),
            (Role::Admin, &[Scope::Sql], &[View, Sql]),
            (Role::Admin, &Scope::ALL, &[View, Export, Sql]),
            (Role::Viewer, &Scope::ALL, &[View]),
            (Role::Analyst, &[Scope::Export], &[View, Export]),
        ];
        for (role, scopes, may) in table {
            let given = Capabilities::of_token(role, scopes);
            for capability in Capability::ALL {
                let expected = may.contains(&capability);
                assert_eq!(
                    given.has(capability),
                    expected,
                    "{role} {scopes:?} {capability:?}"
                );
            }
        }
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
        }
        let error = "root".parse::<Role>().map_err(|e| e.to_string());
        assert_eq!(
            error,
            Err("\"root\" is none of: viewer, analyst, manager, admin".to_owned())
        );
    }
}
