//! Who may see what: accounts, sessions, API tokens, a trusted proxy, the audit log, and TLS.
//!
//! # Layout
//!
//! - [`Settings`]: what the configuration says, and which combinations are refused
//! - [`Access`]: everything together, as a layer around the routes of a server; [`Visitor`]: who asks, in every request
//! - [`Role`], [`Capability`], [`Scope`]: who may do what
//! - [`UsersFile`], [`Users`]: the file of accounts and tokens; `accounts`: the same, read again when it changes
//! - [`password`], [`ScramVerifier`], [`token`]: what is kept of secrets
//! - `session`, `throttle`, `csrf`, `proxy`: each one rule, without HTTP around it
//! - [`AuditLog`]: a JSON line for every sign-in, export and SQL statement
//! - `postgres`: signing in over the PostgreSQL protocol
//! - `admit`, `sign_in`: the middleware, and the pages `/masuk` and `/keluar`; [`Look`]: how pages look
//! - [`tls`]: certificates, and a listener that speaks TLS alone; `connections`: how each is answered
//!
//! Architecture invariant: nothing here knows figures, lakes or queries, and nothing reads a clock: the instant comes from
//! the [`Clock`] that the command gives. Whatever cannot be checked is refused: an unreadable users file or an audit line
//! that cannot be written ends the request.

mod access;
mod accounts;
mod admit;
mod audit;
mod clock;
mod connections;
mod csrf;
mod look;
mod name;
pub mod password;
mod postgres;
mod proxy;
mod random;
mod refusal;
mod role;
mod scram;
mod session;
mod settings;
mod sign_in;
mod throttle;
pub mod tls;
pub mod token;
mod users;
mod visitor;

pub use access::{Access, AccessError};
pub use accounts::Accounts;
pub use audit::{AuditError, AuditLog, Event, EventKind};
pub use clock::Clock;
pub use look::{LoginPage, Look, Plain, Problem};
pub use name::{NameError, UserName};
pub use password::{PasswordError, PasswordHash};
pub use postgres::SignIn;
pub use proxy::TrustedProxy;
pub use refusal::Refusal;
pub use role::{Capabilities, Capability, Role, Scope};
pub use scram::{ScramError, ScramVerifier};
pub use session::{SessionLimits, Sessions};
pub use settings::{Settings, SettingsError, TlsFiles};
pub use throttle::{Throttle, Wait};
pub use tls::Peer;
pub use users::{Token, User, Users, UsersError, UsersFile};
pub use visitor::{Via, Visitor};
