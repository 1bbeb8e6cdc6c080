//! Signing in over the PostgreSQL protocol: the same accounts, throttle and audit log as on the pages.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::access::Access;
use crate::admit::{local, throttled, visitor};
use crate::audit::EventKind;
use crate::name::UserName;
use crate::random;
use crate::refusal::Refusal;
use crate::role::Capability;
use crate::scram::{Exchange, Failed, ITERATIONS, ScramVerifier};
use crate::users::User;
use crate::visitor::{Arrival, Via, Visitor};

/// Somebody who has told a name, and not yet shown the password.
pub struct SignIn {
    exchange: Exchange,
    name: Option<UserName>,
    client: IpAddr,
}

impl Access {
    /// Whether there are accounts; without them everybody on this machine is let in.
    pub fn has_accounts(&self) -> bool {
        self.guarded().is_some()
    }

    /// Who asks over the PostgreSQL protocol where there are no accounts; the settings let this machine alone ask then.
    pub fn local_analyst(&self, client: IpAddr) -> Visitor {
        local(self, &arrival(client))
    }

    /// Begins SCRAM-SHA-256 with the client's first message; gives the server's. An unknown name is answered as a known
    /// one is, so that nobody learns which names there are.
    ///
    /// # Errors
    /// Too many failures before, a message that is none, files that cannot be read.
    pub async fn scram_begin(
        &self,
        typed: &str,
        client: IpAddr,
        first: &[u8],
    ) -> Result<(SignIn, String), Refusal> {
        let Some(guarded) = self.guarded() else {
            return Err(Refusal::NotSignedIn);
        };
        let users = guarded.accounts.current()?;
        let name = UserName::parse(typed).ok();
        let user = name.as_ref().and_then(|name| users.user(name));
        if let Err(wait) = guarded.throttle.attempt(name.as_ref(), client, self.now()) {
            return Err(throttled(self, &arrival(client), user, wait).await?);
        }
        let verifier = match user.filter(|user| !user.disabled) {
            Some(User {
                scram: Some(verifier),
                ..
            }) => verifier.clone(),
            _ => self.of_nobody(typed)?,
        };
        let nonce = random::bytes::<18>().map_err(|e| Refusal::System(e.to_string()))?;
        let begun = Exchange::begin(verifier, first, &BASE64.encode(nonce));
        let (exchange, answer) = begun.map_err(|_| Refusal::Form("SCRAM-SHA-256".to_owned()))?;
        let sign_in = SignIn {
            exchange,
            name,
            client,
        };
        Ok((sign_in, answer))
    }

    /// A verifier that no password fits, with a salt that stays the same for the name.
    fn of_nobody(&self, typed: &str) -> Result<ScramVerifier, Refusal> {
        let salt = self.csrf().token(&format!("salt:{typed}"));
        let key = || random::bytes::<32>().map_err(|e| Refusal::System(e.to_string()));
        Ok(ScramVerifier {
            iterations: ITERATIONS,
            salt: salt.as_bytes()[..16].to_vec(),
            stored_key: key()?,
            server_key: key()?,
        })
    }

    /// Ends it with the client's last message; gives the server's, and who asks from now on.
    ///
    /// # Errors
    /// A wrong password or unknown name, or an account that may not ask SQL; each in the audit log.
    pub async fn scram_finish(
        &self,
        sign_in: SignIn,
        last: &[u8],
    ) -> Result<(Visitor, String), Refusal> {
        let Some(guarded) = self.guarded() else {
            return Err(Refusal::NotSignedIn);
        };
        let arrival = arrival(sign_in.client);
        let users = guarded.accounts.current()?;
        let user = sign_in.name.as_ref().and_then(|name| users.user(name));
        let ended = sign_in.exchange.finish(last);
        let (Ok(proof), Some(user)) = (&ended, user.filter(|user| !user.disabled)) else {
            let outcome = match (user, &ended) {
                (None, _) => "unknown user",
                (Some(user), _) if user.disabled => "disabled user",
                (Some(user), _) if user.scram.is_none() => "user without a password",
                (_, Err(Failed::Garbled)) => "no SCRAM-SHA-256",
                _ => "wrong password",
            };
            let mut event = self.event(EventKind::SignInFailed, outcome, &arrival);
            event.user = user.map(|user| user.name.to_string());
            self.record(event).await?;
            return Err(Refusal::WrongPassword);
        };
        guarded
            .throttle
            .succeeded(sign_in.name.as_ref(), sign_in.client);
        let visitor = visitor(self, user, Via::Postgres, String::new(), &arrival);
        visitor.must(Capability::Sql).await?;
        visitor.record(EventKind::SignIn, "ok", |_| {}).await?;
        Ok((visitor, proof.clone()))
    }
}

impl Visitor {
    /// The same visitor as the users file has them now: a connection outlives a change of role.
    ///
    /// # Errors
    /// The account is gone or disabled, or may no longer ask SQL.
    pub async fn still(&self) -> Result<Self, Refusal> {
        let now = match self.access.guarded() {
            None => self.clone(),
            Some(guarded) => {
                let users = guarded.accounts.current()?;
                let name = UserName::parse(&self.name).ok();
                let user = name.as_ref().and_then(|name| users.enabled(name));
                let user = user.ok_or(Refusal::NotSignedIn)?;
                visitor(
                    &self.access,
                    user,
                    self.via.clone(),
                    self.csrf.clone(),
                    &self.arrival,
                )
            }
        };
        now.must(Capability::Sql).await?;
        Ok(now)
    }
}

fn arrival(client: IpAddr) -> Arrival {
    Arrival {
        client: Some(client),
        path: "postgresql".to_owned(),
        query: None,
    }
}
