//! The checks: `checks/*.sql`, each selects rows that must not be there.

use std::sync::LazyLock;

use arrow::record_batch::RecordBatch;

use crate::header::Header;
use crate::session::collect;
use crate::{Params, Session};

/// One check.
#[derive(Clone, Debug)]
pub struct Check {
    /// Name of the file.
    pub name: &'static str,
    /// The file, header and all.
    pub sql: &'static str,
    /// Its header.
    pub header: Header,
}

/// What a row that a check finds means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Figures are wrong.
    Fail,
    /// Figures stand, but somebody should look.
    Warn,
}

/// How a check ended.
#[derive(Clone, Debug)]
pub enum State {
    /// No rows.
    Pass,
    /// Rows, and the first of them.
    Found {
        /// How many.
        rows: usize,
        /// Up to [`SAMPLE_ROWS`] of them.
        sample: RecordBatch,
    },
    /// It could not run: not a pass.
    Error(String),
}

/// One check and how it ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Name of the check.
    pub name: &'static str,
    /// What it looks for.
    pub title: &'static str,
    /// What its rows mean.
    pub severity: Severity,
    /// How it ended.
    pub state: State,
}

/// How many offending rows an outcome shows.
pub const SAMPLE_ROWS: usize = 10;

impl Check {
    /// It compares two judgings.
    fn compares(&self) -> bool {
        self.name == "what_if_loses_facts"
    }

    /// What its rows mean; anything but `warn` in the header fails.
    pub fn severity(&self) -> Severity {
        if self.header.severity == "warn" {
            Severity::Warn
        } else {
            Severity::Fail
        }
    }
}

impl Outcome {
    /// `pass`, `fail`, `warn` or `error`.
    pub fn word(&self) -> &'static str {
        match (&self.state, self.severity) {
            (State::Pass, _) => "pass",
            (State::Error(_), _) => "error",
            (State::Found { .. }, Severity::Fail) => "fail",
            (State::Found { .. }, Severity::Warn) => "warn",
        }
    }

    /// Whether figures must not be trusted: it failed, or could not run.
    pub fn is_bad(&self) -> bool {
        matches!(self.word(), "fail" | "error")
    }
}

/// Every check, by name.
pub fn all() -> &'static [Check] {
    &ALL
}

/// Runs every check that there is something for: two judgings are compared only where there are two. Those with
/// `$quarter` need it in `params`.
pub async fn run(session: &Session, params: &Params) -> Vec<Outcome> {
    run_those(session, params, |check| {
        session.compares() || !check.compares()
    })
    .await
}

/// Runs the checks of two judgings beside each other (see [`Session::beside`]).
pub async fn run_comparison(session: &Session) -> Vec<Outcome> {
    run_those(session, &Params::none(), Check::compares).await
}

async fn run_those(
    session: &Session,
    params: &Params,
    wanted: impl Fn(&Check) -> bool,
) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(ALL.len());
    for check in all().iter().filter(|check| wanted(check)) {
        outcomes.push(Outcome {
            name: check.name,
            title: &check.header.title,
            severity: check.severity(),
            state: run_one(session, check, params).await,
        });
    }
    outcomes
}

async fn run_one(session: &Session, check: &Check, params: &Params) -> State {
    let found = async {
        let frame = session
            .prepared(check.name, check.sql, &check.header, params)
            .await?;
        collect(frame).await
    };
    match found.await {
        Err(error) => State::Error(error.to_string()),
        Ok(batches) => {
            let rows = batches.iter().map(RecordBatch::num_rows).sum();
            match batches.into_iter().find(|b| b.num_rows() > 0) {
                None => State::Pass,
                Some(first) => State::Found {
                    rows,
                    sample: first.slice(0, first.num_rows().min(SAMPLE_ROWS)),
                },
            }
        }
    }
}

macro_rules! checks {
    ($($name:ident),+ $(,)?) => {
        vec![$({
            let sql = include_str!(concat!("../checks/", stringify!($name), ".sql"));
            Check { name: stringify!($name), sql, header: Header::parse(sql) }
        }),+]
    };
}

static ALL: LazyLock<Vec<Check>> = LazyLock::new(|| {
    checks![
        availability_does_not_add_up,
        decided_without_norm,
        exports_older_than_as_of,
        facts_not_unique,
        flow_does_not_add_up,
        loads_do_not_add_up,
        rejects_do_not_match_loads,
        settled_in_another_quarter,
        tickets_without_facts,
        unmapped_tickets,
        verdicts_against_seconds,
        verdicts_unknown,
        what_if_loses_facts,
    ]
});
