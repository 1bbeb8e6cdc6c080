//! The beginning of a connection: encryption where there must be, and who asks.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_trait::async_trait;
use datafusion_postgres::pgwire::api::auth::{
    DefaultServerParameterProvider, StartupHandler, finish_authentication, protocol_negotiation,
    save_startup_parameters_to_metadata,
};
use datafusion_postgres::pgwire::api::{
    ClientInfo, METADATA_USER, PgWireConnectionState, PidSecretKeyGenerator,
    RandomPidSecretKeyGenerator,
};
use datafusion_postgres::pgwire::error::{PgWireError, PgWireResult};
use datafusion_postgres::pgwire::messages::startup::{Authentication, PasswordMessageFamily};
use datafusion_postgres::pgwire::messages::{PgWireBackendMessage, PgWireFrontendMessage};
use futures::{Sink, SinkExt};
use norma_access::{SignIn, Visitor};
use tokio::sync::watch;

use crate::Shared;
use crate::cancel::Cancelled;
use crate::told::{fatal, refused};

const MECHANISM: &str = "SCRAM-SHA-256";

/// The version that clients are told; what they ask of it is what PostgreSQL 15 has.
pub(crate) const VERSION: &str = "15.0";

/// Numbers of connections; they are never the same while a server runs.
static KEYS: OnceLock<RandomPidSecretKeyGenerator> = OnceLock::new();

/// What is known of one connection.
#[derive(Default)]
pub(crate) struct Connection {
    visitor: Mutex<Option<Visitor>>,
    pid: OnceLock<i32>,
    cancelled: OnceLock<Cancelled>,
}

impl Connection {
    /// Who asks; `None` before they have signed in.
    pub(crate) fn visitor(&self) -> Option<Visitor> {
        let visitor = self.visitor.lock().unwrap_or_else(PoisonError::into_inner);
        visitor.clone()
    }

    pub(crate) fn set_visitor(&self, visitor: Visitor) {
        *self.visitor.lock().unwrap_or_else(PoisonError::into_inner) = Some(visitor);
    }

    pub(crate) fn pid(&self) -> Option<i32> {
        self.pid.get().copied()
    }

    /// Hears of requests to cancel from now on.
    pub(crate) fn cancelled(&self) -> Option<Cancelled> {
        let mut heard = self.cancelled.get()?.clone();
        heard.mark_unchanged();
        Some(heard)
    }
}

pub(crate) struct SignInHandler {
    shared: Arc<Shared>,
    connection: Arc<Connection>,
    /// Between the two messages of SCRAM.
    begun: Mutex<Option<SignIn>>,
}

impl SignInHandler {
    pub(crate) fn new(shared: Arc<Shared>, connection: Arc<Connection>) -> Self {
        Self {
            shared,
            connection,
            begun: Mutex::new(None),
        }
    }

    fn take_begun(&self) -> Option<SignIn> {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        begun.take()
    }

    /// The answer to a message of SCRAM, and who has got in with it.
    async fn scram<C: ClientInfo>(
        &self,
        client: &C,
        message: PasswordMessageFamily,
    ) -> PgWireResult<(Authentication, Option<Visitor>)> {
        let access = &self.shared.access;
        if let Some(begun) = self.take_begun() {
            let last = message.into_sasl_response()?;
            let ended = access.scram_finish(begun, &last.data).await;
            let (visitor, answer) = ended.map_err(|refusal| refused(&refusal))?;
            return Ok((Authentication::SASLFinal(answer.into()), Some(visitor)));
        }
        let first = message.into_sasl_initial_response()?;
        let Some(data) = first.data.filter(|_| first.auth_method == MECHANISM) else {
            return Err(fatal("28000", format!("only {MECHANISM} is understood")));
        };
        let name = client.metadata().get(METADATA_USER);
        let name = name.map_or("", String::as_str);
        let address = client.socket_addr().ip();
        let begun = access.scram_begin(name, address, &data).await;
        let (sign_in, answer) = begun.map_err(|refusal| refused(&refusal))?;
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = Some(sign_in);
        Ok((Authentication::SASLContinue(answer.into()), None))
    }

    async fn let_in<C>(&self, client: &mut C, visitor: Visitor) -> PgWireResult<()>
    where
        C: ClientInfo + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let keys = KEYS.get_or_init(RandomPidSecretKeyGenerator::default);
        let (pid, secret) = keys.generate(client);
        client.set_pid_and_secret_key(pid, secret.clone());
        let (sender, receiver) = watch::channel(0);
        let _ = self.connection.pid.set(pid);
        let _ = self.connection.cancelled.set(receiver);
        self.shared.cancels.add(pid, secret, sender);
        self.connection.set_visitor(visitor);
        let mut parameters = DefaultServerParameterProvider::default();
        parameters.server_version = format!("{VERSION} (norma {})", env!("CARGO_PKG_VERSION"));
        parameters.is_superuser = false;
        parameters.default_transaction_read_only = true;
        "Asia/Jakarta".clone_into(&mut parameters.time_zone);
        finish_authentication(client, &parameters).await
    }
}

#[async_trait]
impl StartupHandler for SignInHandler {
    async fn on_startup<C>(
        &self,
        client: &mut C,
        message: PgWireFrontendMessage,
    ) -> PgWireResult<()>
    where
        C: ClientInfo + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        match message {
            PgWireFrontendMessage::Startup(startup) => {
                protocol_negotiation(client, &startup).await?;
                save_startup_parameters_to_metadata(client, &startup);
                if self.shared.needs_tls && !client.is_secure() {
                    return Err(fatal(
                        "28000",
                        "this server answers encrypted connections alone; connect with sslmode=require",
                    ));
                }
                client.set_state(PgWireConnectionState::AuthenticationInProgress);
                if !self.shared.access.has_accounts() {
                    let address = client.socket_addr().ip();
                    let visitor = self.shared.access.local_analyst(address);
                    return self.let_in(client, visitor).await;
                }
                let offered = Authentication::SASL(vec![MECHANISM.to_owned()]);
                client
                    .send(PgWireBackendMessage::Authentication(offered))
                    .await?;
            }
            PgWireFrontendMessage::PasswordMessageFamily(message) => {
                let (answer, visitor) = self.scram(client, message).await?;
                client
                    .send(PgWireBackendMessage::Authentication(answer))
                    .await?;
                if let Some(visitor) = visitor {
                    self.let_in(client, visitor).await?;
                }
            }
            _ => return Err(fatal("08P01", "sign in before you ask")),
        }
        Ok(())
    }
}
