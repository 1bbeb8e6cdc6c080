//! A session: one snapshot of the lake, one rulebook, one as-of instant.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::common::{DataFusionError, ScalarValue};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::MemTable;
use datafusion::logical_expr::{ident, lit};
use datafusion::prelude::SessionContext;
use norma_lake::{Lake, Snapshot};
use norma_rules::{Instant, Rulebook, Zone};

use crate::derived::{self, InUse};
use crate::dictionary::Dictionary;
use crate::filter::Filter;
use crate::history::TicketHistory;
use crate::kept::Kept;
use crate::scope::Scope;
use crate::{
    Error, Header, Params, Result, RowStream, availability, catalog, frozen, functions, kept,
    models,
};

/// Queries over one snapshot. What it shows does not change while it lives, whatever is written meanwhile.
pub struct Session {
    context: SessionContext,
    rulebook: Arc<Rulebook>,
    as_of: Instant,
    snapshot: Option<Snapshot>,
    /// Keeps others from removing the derived tables that this session reads, its own first; none in memory.
    in_use: Vec<Arc<InUse>>,
    /// The facts of another judging stand beside its own.
    compares: bool,
    /// The part of the tickets that it sees.
    scope: Scope,
    /// Where small models are kept beside its facts; nowhere in memory, and where only some tickets are seen.
    kept: Option<Kept>,
}

impl Session {
    /// Opens the newest snapshot of the lake in `lake_dir`, judged under `rulebook` as of `as_of`; by default the
    /// earliest cut-off of its sources (RULES 4). Derived tables are made if they are not there yet.
    ///
    /// # Errors
    /// No snapshot yet, no cut-off, or a lake that cannot be read.
    pub async fn open(
        lake_dir: &Path,
        rulebook: Arc<Rulebook>,
        as_of: Option<Instant>,
    ) -> Result<Self> {
        let lake = Lake::open(lake_dir);
        let Some(snapshot) = lake.snapshot()? else {
            return Err(Error::NoSnapshot(lake_dir.to_owned()));
        };
        let cut_off = || snapshot.cut_offs.values().min().copied().map(Instant);
        let as_of = as_of.or_else(cut_off).ok_or(Error::NoCutOff)?;
        let tables = lake.tables(&snapshot).await?;
        let session = Self::over(tables, rulebook, as_of).await?;
        session.kept_in(&lake.derived_dir(), snapshot).await
    }

    /// The number of the newest snapshot in `lake_dir`, without opening it; `None` before the first run. Who keeps a
    /// session open asks this to know when there is a newer one.
    ///
    /// # Errors
    /// A lake that cannot be read.
    pub fn newest_snapshot(lake_dir: &Path) -> Result<Option<i64>> {
        Ok(Lake::open(lake_dir).snapshot()?.map(|newest| newest.number))
    }

    /// A session over any tables of the contract, with derived tables in memory. A table that is not given is empty.
    ///
    /// # Errors
    /// Tables that do not have the contract's columns.
    pub async fn from_tables(
        tables: Vec<(&str, Arc<dyn TableProvider>)>,
        rulebook: Arc<Rulebook>,
        as_of: Instant,
    ) -> Result<Self> {
        let session = Self::over(tables, rulebook, as_of).await?;
        session.in_memory(None).await
    }

    /// The tables of a frozen report in `folder`, judged again. `snapshot` is what the report said of the lake.
    ///
    /// # Errors
    /// Files that are missing, or are no tables of the contract.
    pub async fn frozen(
        folder: &Path,
        rulebook: Arc<Rulebook>,
        as_of: Instant,
        snapshot: Option<Snapshot>,
    ) -> Result<Self> {
        let tables = frozen::read(folder).await?;
        let session = Self::over(tables, rulebook, as_of).await?;
        session.in_memory(snapshot).await
    }

    /// Writes the tables that every figure of this session rests on, and the facts, into `folder`: a Parquet file a
    /// table, the same bytes for the same rows. Raw text of rejected records is left out: it may hold personal data and
    /// decides nothing.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub async fn freeze(&self, folder: &Path) -> Result<()> {
        frozen::write(&self.context, folder).await
    }

    /// This session with the facts of a frozen report beside its own, as [`beside`](Self::beside) does; `restated_facts`
    /// then tells what was judged otherwise.
    ///
    /// # Errors
    /// A folder without readable facts.
    pub async fn beside_frozen(mut self, folder: &Path) -> Result<Self> {
        let own = catalog::at_rest(&self.context, frozen::FACTS).await?;
        let facts = frozen::facts(folder, own.schema().as_ref()).await?;
        catalog::add_comparison(&self.context, facts).await?;
        self.compares = true;
        Ok(self)
    }

    /// The same tables as of the same instant, judged under another rulebook. What is derived from them is kept beside
    /// that of this session, under its own key, until there is a newer snapshot.
    ///
    /// # Errors
    /// A lake that cannot be read.
    pub async fn under(&self, rulebook: Arc<Rulebook>) -> Result<Self> {
        let tables = catalog::tables_at_rest(&self.context).await?;
        let mut other = Self::over(tables, rulebook, self.as_of).await?;
        other.scope = self.scope.clone();
        match (self.in_use.first(), &self.snapshot) {
            (Some(own), Some(snapshot)) => other.kept_in(own.place(), snapshot.clone()).await,
            (_, snapshot) => other.in_memory(snapshot.clone()).await,
        }
    }

    /// The same snapshot and rules with the tickets of `scope` alone, and what is derived from them, in memory. It has no
    /// figures of availability: a service may be down by a source, or by the ticket of a unit, that is not in the scope.
    ///
    /// # Errors
    /// [`Error::NothingInScope`] where no ticket is left; a lake that cannot be read.
    pub async fn narrowed(&self, scope: Scope) -> Result<Self> {
        let tables = scope.tables(&self.context).await?;
        let rulebook = Arc::clone(&self.rulebook);
        let mut narrowed = Self::over(tables, rulebook, self.as_of).await?;
        narrowed.scope = scope;
        narrowed.in_memory(self.snapshot.clone()).await
    }

    /// The same facts, changes and tickets as far as `filter` leaves them; nothing is judged again. It has the models by
    /// [`model`](Self::model), and its SQL the tables. Availability stays that of all: a filter of tickets does not tell
    /// whether a service was up.
    ///
    /// # Errors
    /// Only what the query engine says of tables that cannot be read.
    pub async fn filtered(&self, filter: &Filter) -> Result<Self> {
        let context = if filter.is_empty() {
            self.context.clone()
        } else {
            let context = filter.context(&self.context).await?;
            functions::register(&context, &self.rulebook, self.as_of);
            context
        };
        Ok(Self {
            context,
            rulebook: Arc::clone(&self.rulebook),
            as_of: self.as_of,
            snapshot: self.snapshot.clone(),
            in_use: self.in_use.clone(),
            compares: false,
            scope: self.scope.clone(),
            kept: self.kept.as_ref().and_then(|kept| kept.filtered(filter)),
        })
    }

    /// This session with the facts of `other` beside its own, as `sla_facts_other`: it then has the models `what_if`, which
    /// compare them. [`under`](Self::under) makes such another session.
    ///
    /// # Errors
    /// Sessions of different snapshots or instants.
    pub async fn beside(mut self, other: &Self) -> Result<Self> {
        if self.number() != other.number() || self.as_of != other.as_of {
            return Err(Error::NotComparable(self.described(), other.described()));
        }
        let facts = catalog::at_rest(&other.context, "sla_facts").await?;
        catalog::add_comparison(&self.context, facts).await?;
        self.in_use.extend(other.in_use.iter().cloned());
        self.compares = true;
        Ok(self)
    }

    /// A session over these tables, without what is derived from them.
    async fn over(
        tables: Vec<(&str, Arc<dyn TableProvider>)>,
        rulebook: Arc<Rulebook>,
        as_of: Instant,
    ) -> Result<Self> {
        let context = catalog::context(tables).await?;
        functions::register(&context, &rulebook, as_of);
        Ok(Self {
            context,
            rulebook,
            as_of,
            snapshot: None,
            in_use: Vec::new(),
            compares: false,
            scope: Scope::default(),
            kept: None,
        })
    }

    /// With derived tables in `derived`, made if they are not there yet.
    async fn kept_in(mut self, derived: &Path, snapshot: Snapshot) -> Result<Self> {
        let in_use = derived::open_or_make(&self, derived, &snapshot).await?;
        for name in derived::TABLES {
            let frame = self.derive(name).await?;
            let schema = frame.schema().as_arrow();
            let table = in_use.table(name, schema)?;
            catalog::add(&self.context, name, table).await?;
        }
        let kept = Kept::beside(in_use.folder());
        for model in kept::MODELS.into_iter().filter_map(models::get) {
            let rows = kept::rows(&self, &kept, model).await?;
            catalog::add_kept(&self.context, model.name, rows)?;
        }
        self.kept = Some(kept);
        self.snapshot = Some(snapshot);
        self.add_figures().await?;
        self.in_use.push(Arc::new(in_use));
        Ok(self)
    }

    /// With derived tables in memory; `snapshot` is the one that its tables are of, if any.
    async fn in_memory(mut self, snapshot: Option<Snapshot>) -> Result<Self> {
        for name in derived::TABLES {
            let frame = self.derive(name).await?;
            let schema = Arc::clone(frame.schema().inner());
            let batches = frame.collect().await?;
            let table = Arc::new(MemTable::try_new(schema, vec![batches])?);
            catalog::add(&self.context, name, table).await?;
        }
        self.snapshot = snapshot;
        self.add_figures().await?;
        Ok(self)
    }

    /// Availability, and the models over all tables.
    async fn add_figures(&self) -> Result<()> {
        let cut_offs = self.snapshot.iter().flat_map(|snapshot| &snapshot.cut_offs);
        let cut_offs: BTreeMap<String, Instant> = cut_offs
            .map(|(source, at)| (source.clone(), Instant(*at)))
            .collect();
        let mut rules = Arc::clone(&self.rulebook);
        if !self.scope.is_empty() {
            Arc::make_mut(&mut rules).services.clear();
        }
        availability::add(&self.context, &rules, self.as_of, cut_offs).await?;
        catalog::add_models(&self.context).await?;
        Ok(())
    }

    pub(crate) fn context(&self) -> &SessionContext {
        &self.context
    }

    fn number(&self) -> Option<i64> {
        self.snapshot.as_ref().map(|snapshot| snapshot.number)
    }

    /// Snapshot and instant, for messages.
    fn described(&self) -> String {
        let at = self.as_of.to_local(Zone::Wib);
        match self.number() {
            Some(number) => format!("snapshot {number} as of {at} WIB"),
            None => format!("tables in memory as of {at} WIB"),
        }
    }

    /// The instant as of which everything is judged.
    pub fn as_of(&self) -> Instant {
        self.as_of
    }

    /// The rules under which everything is judged.
    pub fn rulebook(&self) -> &Arc<Rulebook> {
        &self.rulebook
    }

    /// The snapshot that is read; `None` for a session [`from_tables`](Self::from_tables).
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref()
    }

    /// The part of the tickets that is seen; empty for all.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Whether the facts of another judging stand [`beside`](Self::beside) its own.
    pub fn compares(&self) -> bool {
        self.compares
    }

    /// Its tables, columns and functions, in words.
    ///
    /// # Errors
    /// Only what the query engine says of tables that cannot be opened.
    pub async fn dictionary(&self) -> Result<Dictionary> {
        Dictionary::of(&self.context).await
    }

    /// The rows of one query.
    ///
    /// # Errors
    /// SQL that is wrong, or that would write: only queries are answered.
    pub async fn sql(&self, sql: &str) -> Result<Vec<RecordBatch>> {
        collect(self.frame(sql).await?).await
    }

    /// The rows of one query as they come, for results that do not fit in memory.
    ///
    /// # Errors
    /// As [`sql`](Self::sql); errors of single rows come in the stream.
    pub async fn stream(&self, sql: &str) -> Result<RowStream> {
        Ok(self.frame(sql).await?.execute_stream().await?)
    }

    /// The rows of a model, at least one batch, so that its columns are known.
    ///
    /// # Errors
    /// No such model, a parameter that is missing, or a comparison without another judging.
    pub async fn model(&self, name: &str, params: &Params) -> Result<Vec<RecordBatch>> {
        if let (Some(kept), Some(model)) = (&self.kept, models::get(name))
            && let Some(rows) = kept.of_period(model, params)?
        {
            return Ok(rows);
        }
        collect(self.model_frame(name, params).await?).await
    }

    /// Keeps the small models of every quarter, semester and year with at least `least` facts beside the facts: a page of
    /// such a period then reads them and no facts. Does nothing where they are kept already, and for a session in memory
    /// or one that sees only a part.
    ///
    /// # Errors
    /// A lake that cannot be read or written.
    pub async fn keep_periods(&self, least: i64) -> Result<()> {
        match &self.kept {
            Some(kept) if kept.is_whole() => kept::keep_periods(self, kept, least).await,
            _ => Ok(()),
        }
    }

    async fn model_frame(&self, name: &str, params: &Params) -> Result<DataFrame> {
        let Some(model) = models::get(name) else {
            return Err(Error::UnknownModel {
                name: name.to_owned(),
                known: models::names().join(", "),
            });
        };
        if models::COMPARISONS.contains(&name) && !self.compares {
            return Err(Error::NothingToCompare(name.to_owned()));
        }
        // What is kept is not computed again.
        let is_whole = self.kept.as_ref().is_some_and(Kept::is_whole);
        if derived::TABLES.contains(&name) || (is_whole && kept::MODELS.contains(&name)) {
            return self.frame(&format!("select * from {name}")).await;
        }
        self.prepared(model.name, model.sql, &model.header, params)
            .await
    }

    /// How many rows a model has.
    ///
    /// # Errors
    /// As [`model`](Self::model).
    pub async fn count(&self, name: &str, params: &Params) -> Result<i64> {
        let rows = self.model_frame(name, params).await?.count().await?;
        Ok(i64::try_from(rows).unwrap_or(i64::MAX))
    }

    /// At most `fetch` rows of a model after the first `skip`, in its order.
    ///
    /// # Errors
    /// As [`model`](Self::model).
    pub async fn model_part(
        &self,
        name: &str,
        params: &Params,
        skip: usize,
        fetch: usize,
    ) -> Result<Vec<RecordBatch>> {
        let frame = self.model_frame(name, params).await?;
        collect(frame.limit(skip, Some(fetch))?).await
    }

    /// The rows of a model as they come, for those that do not fit in memory.
    ///
    /// # Errors
    /// As [`model`](Self::model); errors of single rows come in the stream.
    pub async fn model_stream(&self, name: &str, params: &Params) -> Result<RowStream> {
        let frame = self.model_frame(name, params).await?;
        Ok(frame.execute_stream().await?)
    }

    /// The tickets of that number with their events, one a source that knows it.
    ///
    /// # Errors
    /// A lake that cannot be read.
    pub async fn ticket(&self, ticket_id: &str) -> Result<Vec<TicketHistory>> {
        let sql =
            "select * from lake.ticket_histories where ticket_id = $ticket_id order by source";
        let id = ScalarValue::Utf8(Some(ticket_id.to_owned()));
        let frame = self
            .frame(sql)
            .await?
            .with_param_values(vec![("ticket_id", id)])?;
        let mut found = Vec::new();
        for batch in frame.collect().await? {
            for row in 0..batch.num_rows() {
                found.push(TicketHistory::new(&batch.slice(row, 1))?);
            }
        }
        Ok(found)
    }

    /// The tickets that these keys (source, ticket number) name, with their events, in one query. Keys that name no
    /// ticket of the lake have none.
    ///
    /// # Errors
    /// As [`ticket`](Self::ticket).
    pub async fn tickets(&self, keys: &[(String, String)]) -> Result<Vec<TicketHistory>> {
        let wanted: BTreeSet<&(String, String)> = keys.iter().collect();
        let ids: BTreeSet<&str> = keys.iter().map(|(_, id)| id.as_str()).collect();
        let ids: Vec<_> = ids.into_iter().map(lit).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let frame = self
            .frame("select * from lake.ticket_histories order by source, ticket_id")
            .await?
            .filter(ident("ticket_id").in_list(ids, false))?;
        let mut found = Vec::new();
        for batch in frame.collect().await? {
            for row in 0..batch.num_rows() {
                let history = TicketHistory::new(&batch.slice(row, 1))?;
                // Sources may give the same number.
                if wanted.contains(&(history.source.clone(), history.ticket_id.clone())) {
                    found.push(history);
                }
            }
        }
        Ok(found)
    }

    /// The SQL of a model or check with its parameters bound.
    pub(crate) async fn prepared(
        &self,
        name: &str,
        sql: &str,
        header: &Header,
        params: &Params,
    ) -> Result<DataFrame> {
        let mut values = Vec::new();
        for parameter in &header.parameters {
            let Some(value) = params.get(parameter) else {
                return Err(Error::MissingParameter {
                    model: name.to_owned(),
                    parameter: parameter.clone(),
                });
            };
            values.push((parameter.clone(), value.clone()));
        }
        let mut frame = self.frame(sql).await?;
        if !values.is_empty() {
            frame = frame.with_param_values(values)?;
        }
        Ok(frame)
    }

    /// The query that makes a derived table.
    pub(crate) async fn derive(&self, name: &str) -> Result<DataFrame> {
        let Some(model) = models::get(name) else {
            return Err(DataFusionError::Internal(format!("no model {name}")).into());
        };
        self.frame(model.sql).await
    }

    async fn frame(&self, sql: &str) -> Result<DataFrame> {
        Ok(catalog::query(&self.context, sql).await?)
    }
}

/// The rows, at least one batch.
pub(crate) async fn collect(frame: DataFrame) -> Result<Vec<RecordBatch>> {
    let schema = Arc::clone(frame.schema().inner());
    let mut batches = frame.collect().await?;
    if batches.is_empty() {
        batches.push(RecordBatch::new_empty(schema));
    }
    Ok(batches)
}
