//! Cancel requests: they come on a connection of their own and name another by its number and secret.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use datafusion_postgres::pgwire::api::cancel::CancelHandler;
use datafusion_postgres::pgwire::messages::cancel::CancelRequest;
use datafusion_postgres::pgwire::messages::startup::SecretKey;
use tokio::sync::watch;

use crate::Shared;
use crate::sign_in::Connection;

/// Counts the requests to cancel that a connection got; a statement listens from its beginning on.
pub(crate) type Cancelled = watch::Receiver<u64>;

/// Ends when the statement that listens since its beginning is cancelled; never, where nobody can cancel it.
pub(crate) async fn cancelled(heard: Option<Cancelled>) {
    if let Some(mut heard) = heard
        && heard.changed().await.is_ok()
    {
        return;
    }
    std::future::pending::<()>().await;
}

/// Everybody who can be cancelled.
#[derive(Default)]
pub(crate) struct Cancels(Mutex<HashMap<i32, (SecretKey, watch::Sender<u64>)>>);

impl Cancels {
    fn known(&self) -> MutexGuard<'_, HashMap<i32, (SecretKey, watch::Sender<u64>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on this connection can be cancelled.
    pub(crate) fn add(&self, pid: i32, secret: SecretKey, sender: watch::Sender<u64>) {
        self.known().insert(pid, (secret, sender));
    }

    /// The connection is gone.
    pub(crate) fn forget(&self, connection: &Connection) {
        if let Some(pid) = connection.pid() {
            self.known().remove(&pid);
        }
    }

    fn cancel(&self, request: &CancelRequest) {
        let known = self.known();
        let named = known.get(&request.pid);
        if let Some((_, sender)) = named.filter(|(secret, _)| secret.eq_value(&request.secret_key))
        {
            sender.send_modify(|count| *count += 1);
        }
    }
}

pub(crate) struct Handler(pub(crate) Arc<Shared>);

#[async_trait]
impl CancelHandler for Handler {
    async fn on_cancel_request(&self, request: CancelRequest) {
        self.0.cancels.cancel(&request);
    }
}
