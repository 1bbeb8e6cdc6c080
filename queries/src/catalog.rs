//! What SQL sees: schema `lake` holds the tables as they are at rest, in UTC; the default schema shows the same
//! tables with their instants labelled `Asia/Jakarta`. Schema `rules` holds what `norma-rules` computed of more than a row.

use std::sync::Arc;

use arrow::datatypes::{DataType, Schema};
use arrow::record_batch::RecordBatch;
use datafusion::catalog::{
    CatalogProvider, CatalogProviderList, MemoryCatalogProvider, MemoryCatalogProviderList,
    MemorySchemaProvider, SchemaProvider, TableProvider,
};
use datafusion::common::TableReference;
use datafusion::common::{DataFusionError, Result};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::MemTable;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::cache::cache_manager::{CacheManagerConfig, FileMetadataCache};
use datafusion::execution::context::{SQLOptions, SessionConfig, SessionContext};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::{Expr, cast, ident};
use norma_lake::FileTable;
use norma_lake::contract::TABLES;
use norma_lake::schema::arrow_schema;
use norma_rules::Zone;

use crate::analyst::StoppableJoins;
use crate::dictionary;
use crate::few_groups::FewGroups;
use crate::functions::{ModelTable, complete_timestamps, shown_instant_type};
use crate::models::{self, COMPARISONS, Model};

pub(crate) const CATALOG: &str = "norma";
pub(crate) const SHOWN: &str = "public";
pub(crate) const AT_REST: &str = "lake";
const COMPUTED: &str = "rules";
/// The facts of another judging, in a session that compares.
pub(crate) const OTHER_FACTS: &str = "sla_facts_other";
/// The rejected records, and the column of them that may hold people's names.
const REJECTS: &str = "rejects";
const RAW: &str = "raw";
/// Room for the footers of ten million tickets and their facts: what does not fit is read again for each query.
const FOOTERS_BYTES: usize = 128 << 20;
const TICKET_HISTORIES: &str = include_str!("../models/ticket_histories.sql");

/// A context whose zone is `Asia/Jakarta`, with every table of the contract; one that is not in `tables` is empty.
pub(crate) async fn context(tables: Vec<(&str, Arc<dyn TableProvider>)>) -> Result<SessionContext> {
    let context = reader();
    let Some(catalog) = context.catalog(CATALOG) else {
        return Err(DataFusionError::Internal(format!("no catalog {CATALOG}")));
    };
    catalog.register_schema(AT_REST, Arc::new(MemorySchemaProvider::new()))?;
    catalog.register_schema(COMPUTED, Arc::new(MemorySchemaProvider::new()))?;
    for table in TABLES {
        let provider = match tables.iter().find(|(name, _)| *name == table.name) {
            Some((_, provider)) => Arc::clone(provider),
            None => Arc::new(MemTable::try_new(arrow_schema(table), vec![vec![]])?),
        };
        add(&context, table.name, provider).await?;
    }
    let histories = context.sql(TICKET_HISTORIES).await?.into_view();
    context.register_table(
        TableReference::partial(AT_REST, "ticket_histories"),
        histories,
    )?;
    dictionary::add(&context)?;
    Ok(context)
}

/// A context that reads Parquet as the tables of the contract are typed; it has none of them yet.
pub(crate) fn reader() -> SessionContext {
    let mut config = SessionConfig::new()
        .with_default_catalog_and_schema(CATALOG, SHOWN)
        .with_information_schema(true);
    let options = config.options_mut();
    options.execution.time_zone = Some(Zone::Wib.name().to_owned());
    // One text type everywhere, for the functions and for whoever reads the results.
    options.execution.parquet.schema_force_view_types = false;
    options.sql_parser.map_string_types_to_utf8view = false;
    // Errors of names and types tell where they are.
    options.sql_parser.collect_spans = true;
    // Files of a part are whole: whoever reads one alone knows of which quarter its rows are.
    options.execution.keep_partition_by_columns = true;
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_default_features()
        .with_physical_optimizer_rule(Arc::new(FewGroups::default()))
        .build();
    let context = SessionContext::new_with_state(state);
    footers(&context).update_cache_limit(FOOTERS_BYTES);
    context
}

/// What is remembered of the files: where their columns and pages lie.
fn footers(context: &SessionContext) -> Arc<FileMetadataCache> {
    let runtime = context.runtime_env();
    runtime.cache_manager.get_file_metadata_cache()
}

/// Registers a table at rest and the same as it is shown.
pub(crate) async fn add(
    context: &SessionContext,
    name: &str,
    provider: Arc<dyn TableProvider>,
) -> Result<()> {
    let at_rest = TableReference::partial(AT_REST, name);
    context.register_table(at_rest.clone(), Arc::clone(&provider))?;
    if let Some(files) = provider.downcast_ref::<FileTable>() {
        let at_rest = provider.schema();
        let shown = at_rest.fields().iter().map(|field| {
            let shown = shown_type(field.data_type()).unwrap_or(field.data_type().clone());
            field.as_ref().clone().with_data_type(shown)
        });
        let shown = Schema::new(shown.collect::<Vec<_>>());
        return add_shown(context, name, Arc::new(files.seen_as(Arc::new(shown))?));
    }
    let table = context.table(at_rest).await?;
    let shown: Vec<Expr> = table
        .schema()
        .fields()
        .iter()
        .map(|field| match shown_type(field.data_type()) {
            Some(shown) => cast(ident(field.name()), shown).alias(field.name()),
            None => ident(field.name()),
        })
        .collect();
    add_shown(context, name, table.select(shown)?.into_view())
}

/// The type in which a column is shown, if it is another than that at rest.
fn shown_type(at_rest: &DataType) -> Option<DataType> {
    match at_rest {
        DataType::Timestamp(_, Some(_)) => Some(shown_instant_type()),
        _ => None,
    }
}

/// Another provider for a table at rest and its view.
pub(crate) async fn replace(
    context: &SessionContext,
    name: &str,
    provider: Arc<dyn TableProvider>,
) -> Result<()> {
    for schema in [SHOWN, AT_REST] {
        context.deregister_table(TableReference::partial(schema, name))?;
    }
    add(context, name, provider).await
}

/// Gives `other` what `norma-rules` computed for `context`: it is made once for both.
pub(crate) fn share_computed(context: &SessionContext, other: &SessionContext) -> Result<()> {
    let computed = context
        .catalog(CATALOG)
        .and_then(|catalog| catalog.schema(COMPUTED));
    if let (Some(computed), Some(catalog)) = (computed, other.catalog(CATALOG)) {
        catalog.register_schema(COMPUTED, computed)?;
    }
    Ok(())
}

/// Registers a table of what `norma-rules` computed, as it is shown.
pub(crate) fn add_computed(
    context: &SessionContext,
    name: &str,
    provider: Arc<dyn TableProvider>,
) -> Result<()> {
    context.register_table(TableReference::partial(COMPUTED, name), provider)?;
    Ok(())
}

/// Registers a table of the default schema as it is.
pub(crate) fn add_shown(
    context: &SessionContext,
    name: &str,
    provider: Arc<dyn TableProvider>,
) -> Result<()> {
    context.register_table(TableReference::partial(SHOWN, name), provider)?;
    Ok(())
}

/// Registers the rows of a model that were computed before, in their order.
pub(crate) fn add_kept(context: &SessionContext, name: &str, rows: Vec<RecordBatch>) -> Result<()> {
    let Some(first) = rows.first() else {
        return Err(DataFusionError::Internal(format!("{name} has no batch")));
    };
    let table = MemTable::try_new(first.schema(), vec![rows])?;
    add_shown(context, name, Arc::new(table))
}

/// Registers the other models over the tables that are there: as table functions of their parameters, or as views.
pub(crate) async fn add_models(context: &SessionContext) -> Result<()> {
    let shown = |name: &str| context.table_exist(TableReference::partial(SHOWN, name));
    for model in models::all() {
        let kept = model.name == "ticket_histories" || shown(model.name)?;
        if !kept && !COMPARISONS.contains(&model.name) {
            add_model(context, model).await?;
        }
    }
    Ok(())
}

/// Registers `facts` as the other judging of the same tickets, and the models that compare the two.
pub(crate) async fn add_comparison(
    context: &SessionContext,
    facts: Arc<dyn TableProvider>,
) -> Result<()> {
    add(context, OTHER_FACTS, facts).await?;
    for model in COMPARISONS.into_iter().filter_map(models::get) {
        add_model(context, model).await?;
    }
    Ok(())
}

async fn add_model(context: &SessionContext, model: &'static Model) -> Result<()> {
    let frame = context.sql_with_options(model.sql, read_only()).await?;
    if model.header.parameters.is_empty() {
        add_shown(context, model.name, frame.into_view())?;
    } else {
        let plan = frame.into_unoptimized_plan();
        context.register_udtf(model.name, Arc::new(ModelTable::new(model, plan)));
    }
    Ok(())
}

/// A context of its own over what is shown in `context`: schema `public` and the functions, without the schemas behind it.
pub(crate) async fn for_analysts(
    context: &SessionContext,
    sees_raw: bool,
    memory_bytes: Option<usize>,
    joins: StoppableJoins,
) -> Result<SessionContext> {
    let seen = MemorySchemaProvider::new();
    let shown = context
        .catalog(CATALOG)
        .and_then(|catalog| catalog.schema(SHOWN));
    let Some(shown) = shown else {
        return Err(DataFusionError::Internal(format!("no schema {SHOWN}")));
    };
    for name in shown.table_names() {
        if let Some(table) = shown.table(&name).await? {
            let table = match name.as_str() {
                REJECTS if !sees_raw => without_raw(context.read_table(table)?)?,
                _ => table,
            };
            seen.register_table(name, table)?;
        }
    }
    let catalog = MemoryCatalogProvider::new();
    catalog.register_schema(SHOWN, Arc::new(seen))?;
    let catalogs = MemoryCatalogProviderList::new();
    catalogs.register_catalog(CATALOG.to_owned(), Arc::new(catalog));

    let caches = CacheManagerConfig::default()
        .with_file_metadata_cache(Some(footers(context)))
        .with_metadata_cache_limit(FOOTERS_BYTES);
    let mut runtime = RuntimeEnvBuilder::new().with_cache_manager(caches);
    if let Some(bytes) = memory_bytes {
        runtime = runtime.with_memory_pool(Arc::new(FairSpillPool::new(bytes)));
    }
    let mut state = SessionStateBuilder::new_from_existing(context.state())
        .with_catalog_list(Arc::new(catalogs))
        .with_runtime_env(runtime.build_arc()?)
        .with_physical_optimizer_rule(Arc::new(joins))
        .build();
    // Who asks for a ticket by its number reads no other columns of the tickets beside it.
    let options = state.config_mut().options_mut();
    options.execution.parquet.pushdown_filters = true;
    Ok(SessionContext::new_with_state(state))
}

/// Rejected records without what they said.
fn without_raw(rejects: DataFrame) -> Result<Arc<dyn TableProvider>> {
    Ok(rejects.drop_columns(&[RAW])?.into_view())
}

/// A table as it is at rest.
pub(crate) async fn at_rest(
    context: &SessionContext,
    name: &str,
) -> Result<Arc<dyn TableProvider>> {
    context
        .table_provider(TableReference::partial(AT_REST, name))
        .await
}

/// Every table of the contract as it is at rest, for another context over the same tables.
pub(crate) async fn tables_at_rest(
    context: &SessionContext,
) -> Result<Vec<(&'static str, Arc<dyn TableProvider>)>> {
    let mut tables = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        tables.push((table.name, at_rest(context, table.name).await?));
    }
    Ok(tables)
}

/// One query of a user. Its timestamps are completed before it is planned: arguments of table functions are computed
/// while it is.
pub(crate) async fn query(context: &SessionContext, sql: &str) -> Result<DataFrame> {
    let state = context.state();
    let dialect = state.config_options().sql_parser.dialect;
    let mut statement = state.sql_to_statement(sql, &dialect)?;
    complete_timestamps(&mut statement);
    let plan = state.statement_to_plan(statement).await?;
    read_only().verify_plan(&plan)?;
    context.execute_logical_plan(plan).await
}

/// Queries only: no CREATE or DROP, no INSERT or COPY, no SET.
pub(crate) fn read_only() -> SQLOptions {
    SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false)
}
