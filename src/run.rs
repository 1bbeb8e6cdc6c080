//! `norma run`: pull, keep, normalise, compute; then say what came in, what was rejected and what it means.

use std::process::ExitCode;

use norma_queries::checks::{self, State};
use norma_queries::{LONG_PERIOD, Params, Session};
use norma_report::Report;
use norma_rules::{Instant, Quarter, Zone};
use norma_transform::pipeline::{self, RunOptions, RunReport, UnmappedService};
use norma_transform::staging::Unmapped;

use crate::arguments::{Place, Run};
use crate::figures;
use crate::progress::Bar;
use crate::report::write_html;
use crate::show;
use crate::workplace::Workplace;

/// Records that were rejected, of which so many are shown; all stand in the table `rejects`.
const SHOWN_REJECTS: usize = 20;

/// Exit code 2 under `--strict` when anything was rejected or could not be pulled.
const REJECTED: u8 = 2;

/// Runs the whole job.
pub async fn run(place: &Place, options: Run) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    let bar = Bar::new();
    let report = pipeline::run(
        &workplace.config,
        &workplace.lake,
        RunOptions {
            pulled_at: chrono::Utc::now().timestamp(),
            wait: !options.no_wait,
            token: &|name| std::env::var(name).ok(),
        },
        &bar,
    )
    .await?;
    bar.say("judging every clock of every ticket");
    let session = judged(&workplace, options.as_of).await;
    bar.finish();
    print_loads(&report);
    print_faults(&report);

    let session = session?;
    let quarter = options.quarter.unwrap_or_else(|| quarter_shown(&session));
    print_figures(&session, quarter).await?;
    let path = write_html(&workplace, &session, quarter, None).await?;
    println!("\nreport {quarter}: {}", path.display());

    if !print_checks(&session, quarter).await {
        anyhow::bail!(
            "a check failed or could not run: the figures above must not be used; please report it"
        );
    }
    let faulty = report.rejected() > 0 || !report.failed.is_empty();
    Ok(if options.strict && faulty {
        ExitCode::from(REJECTED)
    } else {
        ExitCode::SUCCESS
    })
}

/// The figures of the newest snapshot, with what pages of long periods are made of.
async fn judged(workplace: &Workplace, as_of: Option<Instant>) -> anyhow::Result<Session> {
    let session = workplace.session(as_of).await?;
    session.keep_periods(LONG_PERIOD).await?;
    Ok(session)
}

/// The quarter of the last second before the as-of instant: at 00.00 of 1 April that is the first.
fn quarter_shown(session: &Session) -> Quarter {
    Quarter::of(session.as_of().plus(-1))
}

fn print_loads(report: &RunReport) {
    if report.files.is_empty() {
        println!(
            "nothing new: every export was read before, and nothing that reads them has changed"
        );
        return;
    }
    println!("what came in (read = loaded + superseded + repeated + rejected)");
    let rows = report.files.iter().map(|f| {
        let mut row = vec![f.source.clone(), f.file_name.clone()];
        row.extend(
            [
                f.records_read,
                f.loaded,
                f.superseded,
                f.repeated,
                f.rejected,
            ]
            .map(|n| n.to_string()),
        );
        row
    });
    println!(
        "{}",
        show::table(
            &[
                "source",
                "file",
                "read",
                "loaded",
                "superseded",
                "repeated",
                "rejected"
            ],
            2,
            rows
        )
    );
}

fn print_faults(report: &RunReport) {
    for failure in &report.failed {
        println!("could not pull {failure}");
    }
    if !report.rejects.is_empty() {
        println!(
            "\nrejected: {} records; all stand in the table rejects",
            report.rejected()
        );
        for reject in report.rejects.iter().take(SHOWN_REJECTS) {
            println!("  {reject}");
        }
        if report.rejects.len() > SHOWN_REJECTS {
            println!("  ... norma sql \"select * from rejects\" shows every one");
        }
    }
    for warning in &report.warnings {
        println!("note: {warning}");
    }
    if !report.unmapped.is_empty() {
        print_unmapped(&report.unmapped);
    }
}

/// Services that wait for a line in the configuration, and how many others there are whose tickets are judged anyway.
fn print_unmapped(unmapped: &[UnmappedService]) {
    let (waiting, others): (Vec<_>, Vec<_>) = unmapped.iter().partition(|u| u.requests > 0);
    if !waiting.is_empty() {
        println!(
            "\nservices that no rule maps: their requests are loaded without a norm ([source.services] or a [[source.service_pattern]] maps them)"
        );
        let rows = waiting.iter().map(|u| {
            vec![
                u.source.clone(),
                u.service.clone(),
                why(u.why).to_owned(),
                u.requests.to_string(),
                u.tickets.to_string(),
            ]
        });
        println!(
            "{}",
            show::table(
                &[
                    "source",
                    "service as exported",
                    "why",
                    "requests",
                    "tickets"
                ],
                3,
                rows
            )
        );
    }
    if !others.is_empty() {
        println!(
            "unmapped, but without a request that would need a norm: {} service names; norma sql \"select * from unmapped_services\"",
            others.len()
        );
    }
    println!("norma catalog suggest names the closest sub-services of the documents");
}

/// Runs the checks of the figures (`queries/checks/`) and says which found something; whether none of them is bad.
async fn print_checks(session: &Session, quarter: Quarter) -> bool {
    let outcomes = checks::run(session, &Params::quarter(quarter)).await;
    let passed = outcomes.iter().filter(|o| o.word() == "pass").count();
    println!("checks: {passed} of {} passed", outcomes.len());
    for outcome in &outcomes {
        let found = match &outcome.state {
            State::Pass => continue,
            State::Found { rows, .. } => format!("{rows} rows"),
            State::Error(error) => error.clone(),
        };
        println!(
            "  {} {}: {found}. {}",
            outcome.word(),
            outcome.name,
            outcome.title
        );
    }
    !outcomes.iter().any(checks::Outcome::is_bad)
}

const fn why(unmapped: Unmapped) -> &'static str {
    match unmapped {
        Unmapped::NoAlias => "no alias or pattern maps it",
        Unmapped::UnknownReference => "its pattern leads to nothing that the catalogue knows",
        Unmapped::NotInForce => "none of its norms binds the organisation on the day of submission",
    }
}

async fn print_figures(session: &Session, quarter: Quarter) -> anyhow::Result<()> {
    println!(
        "\nfigures of {quarter}, as of {}",
        show::instant(session.as_of(), Zone::Wib)
    );
    figures::print(&Report::build(session, quarter).await?);
    Ok(())
}
