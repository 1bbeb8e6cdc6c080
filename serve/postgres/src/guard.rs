//! Which statements are answered. Questions are planned here, by the analyst, and by nobody else; what drivers say of
//! transactions, settings and cursors goes on to the library's own hooks.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::common::{DFSchema, ParamValues};
use datafusion::logical_expr::{EmptyRelation, LogicalPlan};
use datafusion::prelude::SessionContext;
use datafusion::sql::sqlparser::ast::{Declare, Set, Statement};
use datafusion_postgres::QueryHook;
use datafusion_postgres::arrow_pg::datatypes::df::encode_dataframe;
use datafusion_postgres::hooks::HookClient;
use datafusion_postgres::pgwire::api::ClientInfo;
use datafusion_postgres::pgwire::api::portal::Format;
use datafusion_postgres::pgwire::api::results::{Response, Tag};
use datafusion_postgres::pgwire::error::PgWireResult;
use datafusion_postgres::pgwire::types::format::FormatOptions;
use norma_queries::Analyst;

use crate::told::{error, of_query};

pub(crate) struct Guard(pub(crate) Arc<Analyst>);

/// What becomes of a statement.
enum Kind {
    /// The analyst plans it, or refuses it.
    Question,
    /// The hooks behind answer it.
    Setting,
    /// It would end or undo what does not exist here; the tag says that it was done.
    Nothing(&'static str),
}

/// Who answers a statement.
fn kind(statement: &Statement) -> PgWireResult<Kind> {
    Ok(match statement {
        Statement::ShowVariable { .. }
        | Statement::StartTransaction { .. }
        | Statement::Commit { .. }
        | Statement::Rollback {
            savepoint: None, ..
        }
        | Statement::Fetch { .. }
        | Statement::Close { .. }
        | Statement::Declare { .. } => Kind::Setting,
        Statement::Set(set) => {
            setting(set)?;
            Kind::Setting
        }
        Statement::Savepoint { .. } => Kind::Nothing("SAVEPOINT"),
        Statement::ReleaseSavepoint { .. } => Kind::Nothing("RELEASE"),
        Statement::Rollback { .. } => Kind::Nothing("ROLLBACK"),
        Statement::Discard { .. } => Kind::Nothing("DISCARD ALL"),
        Statement::Deallocate { .. } => Kind::Nothing("DEALLOCATE"),
        Statement::UNLISTEN { .. } => Kind::Nothing("UNLISTEN"),
        Statement::Reset(_) => Kind::Nothing("RESET"),
        _ => Kind::Question,
    })
}

/// Settings of a client are its own; those of the engine (their names have a dot) are not to be moved.
fn setting(set: &Set) -> PgWireResult<()> {
    match set {
        Set::SingleAssignment { variable, .. } if !variable.to_string().contains('.') => Ok(()),
        Set::SetTimeZone { .. }
        | Set::SetNames { .. }
        | Set::SetNamesDefault { .. }
        | Set::SetTransaction { .. } => Ok(()),
        other => Err(error(
            "42501",
            format!(
                "{other} cannot be set here; statement_timeout, DateStyle, application_name and the like can"
            ),
        )),
    }
}

impl Guard {
    async fn plan(&self, statement: &Statement) -> PgWireResult<LogicalPlan> {
        let plan = self.0.plan_of(statement.clone()).await;
        plan.map_err(of_query)
    }

    /// The query of a cursor must be a question, too; the hook behind plans it once more, from its words.
    async fn cursors(&self, declared: &[Declare]) -> PgWireResult<()> {
        for query in declared.iter().filter_map(|d| d.for_query.as_ref()) {
            self.plan(&Statement::Query(query.clone())).await?;
        }
        Ok(())
    }

    async fn answer(
        &self,
        statement: &Statement,
        client: &dyn HookClient,
    ) -> PgWireResult<Response> {
        let plan = self.plan(statement).await?;
        let frame = self.0.context().execute_logical_plan(plan).await;
        let frame = frame.map_err(|e| of_query(e.into()))?;
        let options = FormatOptions::from_client_metadata(client.metadata());
        let rows = encode_dataframe(frame, &Format::UnifiedText, Some(Arc::new(options))).await?;
        Ok(Response::Query(rows))
    }
}

#[async_trait]
impl QueryHook for Guard {
    async fn handle_simple_query(
        &self,
        statement: &Statement,
        _: &SessionContext,
        client: &mut dyn HookClient,
    ) -> Option<PgWireResult<Response>> {
        match kind(statement) {
            Err(refused) => Some(Err(refused)),
            Ok(Kind::Question) => Some(self.answer(statement, client).await),
            Ok(Kind::Nothing(tag)) => Some(Ok(Response::Execution(Tag::new(tag)))),
            Ok(Kind::Setting) => match statement {
                Statement::Declare { stmts } => self.cursors(stmts).await.err().map(Err),
                _ => None,
            },
        }
    }

    async fn handle_extended_parse_query(
        &self,
        statement: &Statement,
        _: &SessionContext,
        _: &(dyn ClientInfo + Send + Sync),
    ) -> Option<PgWireResult<LogicalPlan>> {
        match kind(statement) {
            Err(refused) => Some(Err(refused)),
            Ok(Kind::Question) => Some(self.plan(statement).await),
            Ok(Kind::Nothing(_)) => Some(Ok(LogicalPlan::EmptyRelation(EmptyRelation {
                produce_one_row: false,
                schema: Arc::new(DFSchema::empty()),
            }))),
            Ok(Kind::Setting) => None,
        }
    }

    async fn handle_extended_query(
        &self,
        statement: &Statement,
        _: &LogicalPlan,
        _: &ParamValues,
        _: &SessionContext,
        _: &mut dyn HookClient,
    ) -> Option<PgWireResult<Response>> {
        match kind(statement) {
            Err(refused) => Some(Err(refused)),
            Ok(Kind::Nothing(tag)) => Some(Ok(Response::Execution(Tag::new(tag)))),
            Ok(Kind::Setting) => match statement {
                Statement::Declare { stmts } => self.cursors(stmts).await.err().map(Err),
                _ => None,
            },
            // Planned when it was parsed; the library binds its parameters and encodes its rows.
            Ok(Kind::Question) => None,
        }
    }
}
