//! Statements of a connection. The library parses, binds and encodes; the guard plans, and every answer has its limits.

use std::fmt::Debug;
use std::future::Future;
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use datafusion::logical_expr::LogicalPlan;
use datafusion::sql::sqlparser::ast::Statement;
use datafusion_postgres::datafusion_pg_catalog::pg_catalog::context::EmptyContextProvider;
use datafusion_postgres::datafusion_pg_catalog::pg_catalog::setup_pg_catalog;
use datafusion_postgres::hooks::cursor::CursorStatementHook;
use datafusion_postgres::hooks::set_show::SetShowHook;
use datafusion_postgres::hooks::transactions::TransactionStatementHook;
use datafusion_postgres::pgwire::api::portal::{Format, Portal, PortalExecutionState};
use datafusion_postgres::pgwire::api::query::{
    ExtendedQueryHandler, SimpleQueryHandler, send_query_response,
};
use datafusion_postgres::pgwire::api::results::{FieldInfo, Response};
use datafusion_postgres::pgwire::api::stmt::QueryParser;
use datafusion_postgres::pgwire::api::store::{Entry, PortalStore};
use datafusion_postgres::pgwire::api::{
    ClientInfo, ClientPortalStore, DEFAULT_NAME, PgWireConnectionState, Type,
};
use datafusion_postgres::pgwire::error::{PgWireError, PgWireResult};
use datafusion_postgres::pgwire::messages::PgWireBackendMessage;
use datafusion_postgres::pgwire::messages::extendedquery::Execute;
use datafusion_postgres::pgwire::messages::response::TransactionStatus;
use datafusion_postgres::{DfSessionService, QueryHook};
use futures::Sink;
use norma_access::{Capability, Visitor};
use norma_queries::analyst::{Stop, readable};
use norma_queries::{Analyst, Error, Limits};
use tokio::sync::Mutex;

use crate::guard::Guard;
use crate::rows::{Asked, cancelled, under_way};
use crate::sign_in::Connection;
use crate::told::{error, fatal, of_query, refused};
use crate::{Shared, cancel, names};

/// Where the library keeps what `SET statement_timeout` said, in milliseconds.
const TIMEOUT: &str = "statement_timeout_ms";

type Parsed = (String, Option<(Statement, LogicalPlan)>);

/// Statements of one connection.
#[derive(Clone)]
pub(crate) struct Service(Arc<State>);

struct State {
    shared: Arc<Shared>,
    connection: Arc<Connection>,
    opened: Mutex<Option<Opened>>,
    /// The same library service, for what must answer at once.
    latest: StdMutex<Option<Arc<DfSessionService>>>,
    /// Cursors end with the connection at the latest.
    cursors: StdMutex<Vec<Arc<Stop>>>,
}

/// The snapshot of a connection: the newest, but within a transaction always the same.
struct Opened {
    snapshot: Option<i64>,
    sees_raw: bool,
    tables: Tables,
}

/// The library over the tables of a snapshot, and whoever plans on them.
#[derive(Clone)]
struct Tables {
    inner: Arc<DfSessionService>,
    analyst: Arc<Analyst>,
}

impl Service {
    pub(crate) fn new(shared: Arc<Shared>, connection: Arc<Connection>) -> Self {
        Self(Arc::new(State {
            shared,
            connection,
            opened: Mutex::new(None),
            latest: StdMutex::new(None),
            cursors: StdMutex::default(),
        }))
    }

    /// Who asks, as the users file has them now.
    async fn visitor(&self) -> PgWireResult<Visitor> {
        let Some(visitor) = self.0.connection.visitor() else {
            return Err(fatal("28000", "nobody is signed in"));
        };
        let still = visitor.still().await;
        let visitor = still.map_err(|refusal| refused(&refusal))?;
        self.0.connection.set_visitor(visitor.clone());
        Ok(visitor)
    }

    /// The library over the tables that this statement sees.
    async fn opened(&self, visitor: &Visitor, status: TransactionStatus) -> PgWireResult<Tables> {
        let failed = |message: String| error("58000", message);
        let sees_raw = visitor.may(Capability::RawText);
        let mut opened = self.0.opened.lock().await;
        if let Some(open) = opened.as_ref().filter(|open| open.sees_raw == sees_raw) {
            let stays = !matches!(status, TransactionStatus::Idle);
            let newest = self.0.shared.snapshots.newest();
            if stays || open.snapshot >= newest.await.map_err(failed)? {
                return Ok(open.tables.clone());
            }
        }
        let memory = Some(self.0.shared.options.memory_bytes);
        let made = self.0.shared.snapshots.analyst(sees_raw, memory).await;
        let (snapshot, analyst) = made.map_err(failed)?;
        let context = Arc::new(analyst.context().clone());
        setup_pg_catalog(&context, "norma", EmptyContextProvider)
            .map_err(|e| of_query((*e).into()))?;
        names::register(&context, &visitor.name);
        let analyst = Arc::new(analyst);
        // Transactions first: within one that failed nothing else is answered.
        let hooks: Vec<Arc<dyn QueryHook>> = vec![
            Arc::new(TransactionStatementHook),
            Arc::new(Guard(Arc::clone(&analyst))),
            Arc::new(CursorStatementHook),
            Arc::new(SetShowHook),
        ];
        let inner = Arc::new(DfSessionService::new_with_hooks(context, hooks));
        *self.latest() = Some(Arc::clone(&inner));
        let tables = Tables { inner, analyst };
        *opened = Some(Opened {
            snapshot,
            sees_raw,
            tables: tables.clone(),
        });
        Ok(tables)
    }

    fn cursors(&self) -> MutexGuard<'_, Vec<Arc<Stop>>> {
        self.0
            .cursors
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn latest(&self) -> MutexGuard<'_, Option<Arc<DfSessionService>>> {
        self.0.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The library's parser; whatever is described was parsed before.
    fn parsed_by(&self) -> PgWireResult<Arc<datafusion_postgres::Parser>> {
        let latest = self.latest().clone();
        let latest = latest.ok_or_else(|| error("26000", "nothing was parsed yet"))?;
        Ok(latest.query_parser())
    }

    /// A statement that is about to be answered, told to the audit log.
    async fn asked(
        &self,
        visitor: Visitor,
        tables: &Tables,
        statement: &str,
        client: &(dyn ClientInfo + Sync),
    ) -> PgWireResult<Asked> {
        let begun = visitor.logs_sql(statement, "begun", None).await;
        begun.map_err(|refusal| refused(&refusal))?;
        Ok(Asked {
            visitor,
            statement: statement.to_owned(),
            limits: self.limits(client),
            cancelled: self.0.connection.cancelled(),
            stop: Arc::new(tables.analyst.begin()),
        })
    }

    /// What the server allows, or less time if the client wants less.
    fn limits(&self, client: &(dyn ClientInfo + Sync)) -> Limits {
        let most = self.0.shared.options.limits;
        let wanted = client.metadata().get(TIMEOUT);
        let wanted = wanted.and_then(|wanted| wanted.parse().ok());
        let wanted = wanted.map(Duration::from_millis);
        Limits {
            time: match (most.time, wanted) {
                (Some(most), Some(wanted)) => Some(most.min(wanted)),
                (most, wanted) => most.or(wanted),
            },
            ..most
        }
    }

    /// What `work` gives, unless it takes longer than the statement may or is cancelled. Rows come later, and have their
    /// own share of both.
    async fn planned<T>(
        asked: &Asked,
        work: impl Future<Output = PgWireResult<T>> + Send,
    ) -> PgWireResult<T> {
        let late = async {
            match asked.limits.time {
                Some(time) => {
                    tokio::time::sleep(time).await;
                    time
                }
                None => std::future::pending().await,
            }
        };
        let result = tokio::select! {
            result = work => result,
            time = late => Err(of_query(Error::TimedOut(time))),
            () = cancel::cancelled(asked.cancelled.clone()) => Err(cancelled()),
        };
        if let Err(failure) = &result {
            asked.failed(failure);
        }
        result
    }

    fn limited(&self, response: Response, asked: Asked) -> Response {
        match response {
            Response::Query(rows) => Response::Query(under_way(
                rows,
                asked,
                Arc::clone(&self.0.shared.statements),
            )),
            other => {
                asked.done();
                // The rows of a cursor are asked for later.
                let words = asked.statement.trim_start().get(..7);
                if words.is_some_and(|words| words.eq_ignore_ascii_case("declare")) {
                    self.cursors().push(Arc::clone(&asked.stop));
                }
                other
            }
        }
    }
}

#[async_trait]
impl SimpleQueryHandler for Service {
    async fn do_query<C>(&self, client: &mut C, query: &str) -> PgWireResult<Vec<Response>>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        readable(query).map_err(of_query)?;
        let visitor = self.visitor().await?;
        let tables = self.opened(&visitor, client.transaction_status()).await?;
        let asked = self.asked(visitor, &tables, query, client).await?;
        let work = SimpleQueryHandler::do_query(tables.inner.as_ref(), client, query);
        let responses = Self::planned(&asked, work).await?;
        let each = responses.into_iter();
        let each = each.map(|response| self.limited(response, asked.clone()));
        Ok(each.collect())
    }
}

#[async_trait]
impl ExtendedQueryHandler for Service {
    type Statement = Parsed;
    type QueryParser = Self;

    fn query_parser(&self) -> Arc<Self> {
        Arc::new(self.clone())
    }

    /// Rows are sent as they come: the library would keep all of them until the last is there.
    async fn on_execute<C>(&self, client: &mut C, message: Execute) -> PgWireResult<()>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Parsed>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let name = message.name.as_deref().unwrap_or(DEFAULT_NAME);
        let portal = match client.portal_store().get_portal(name) {
            Some(Entry::Value(portal)) if message.max_rows == 0 && is_fresh(&portal).await => {
                portal
            }
            _ => return self._on_execute(client, message).await,
        };
        if !matches!(client.state(), PgWireConnectionState::ReadyForQuery) {
            return Err(PgWireError::NotReadyForQuery);
        }
        client.set_state(PgWireConnectionState::QueryInProgress);
        let response = ExtendedQueryHandler::do_query(self, client, portal.as_ref(), 0).await?;
        *portal.state().lock().await = PortalExecutionState::Finished;
        if let Response::Query(rows) = response {
            send_query_response(client, rows, false).await?;
        }
        client.set_state(PgWireConnectionState::ReadyForQuery);
        Ok(())
    }

    async fn do_query<C>(
        &self,
        client: &mut C,
        portal: &Portal<Parsed>,
        max_rows: usize,
    ) -> PgWireResult<Response>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore<Statement = Parsed>,
        C::Error: Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let visitor = self.visitor().await?;
        let tables = self.opened(&visitor, client.transaction_status()).await?;
        let statement = &portal.statement.statement.0;
        let asked = self.asked(visitor, &tables, statement, client).await?;
        let inner = tables.inner.as_ref();
        let work = ExtendedQueryHandler::do_query(inner, client, portal, max_rows);
        let response = Self::planned(&asked, work).await?;
        Ok(self.limited(response, asked))
    }
}

/// Whether a portal holds a question that has not been answered yet.
async fn is_fresh(portal: &Portal<Parsed>) -> bool {
    let question = matches!(
        portal.statement.statement.1,
        Some((Statement::Query(_) | Statement::Explain { .. }, _))
    );
    question && matches!(*portal.state().lock().await, PortalExecutionState::Initial)
}

#[async_trait]
impl QueryParser for Service {
    type Statement = Parsed;

    async fn parse_sql<C>(
        &self,
        client: &C,
        sql: &str,
        types: &[Option<Type>],
    ) -> PgWireResult<Option<Parsed>>
    where
        C: ClientInfo + Unpin + Send + Sync,
    {
        readable(sql).map_err(of_query)?;
        let visitor = self.visitor().await?;
        let tables = self.opened(&visitor, client.transaction_status()).await?;
        tables
            .inner
            .query_parser()
            .parse_sql(client, sql, types)
            .await
    }

    fn get_parameter_types(&self, parsed: &Parsed) -> PgWireResult<Vec<Type>> {
        self.parsed_by()?.get_parameter_types(parsed)
    }

    fn get_result_schema(
        &self,
        parsed: &Parsed,
        format: Option<&Format>,
    ) -> PgWireResult<Vec<FieldInfo>> {
        self.parsed_by()?.get_result_schema(parsed, format)
    }
}
