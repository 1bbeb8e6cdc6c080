//! What stands behind the figures and costs more than they do: the quarter under other settings, and its breaches second
//! by second. Only reports ask for it, never a page of the server.

use std::collections::BTreeMap;
use std::sync::Arc;

use norma_queries::{Params, Session, TicketHistory};
use norma_rules::{ClockLedger, LedgerKind, LedgerSegment, Quarter, ledger};

use crate::availability;
use crate::build::{Reader, clock};
use crate::error::ReportError;
use crate::model::{
    self, Availability, Breach, ClockRow, Ledger, LedgerStretch, Ledgers, MainFigures,
    OtherFigures, Report, Sensitivity,
};

/// Ledgers that a document holds: beyond that it would be no longer one that people read. What is beyond is told.
pub const LEDGER_LIMIT: usize = 200;

/// The settings that decide availability; all others decide verdicts.
const OF_AVAILABILITY: [&str; 3] = ["maintenance", "rollup", "unknown"];

impl Report {
    /// The report with all that stands behind its figures: what is handed in, frozen and computed again.
    ///
    /// # Errors
    /// As [`build`](Self::build) and [`with_annexes`](Self::with_annexes).
    pub async fn full(session: &Session, quarter: Quarter) -> Result<Self, ReportError> {
        let report = Self::build(session, quarter).await?;
        report.with_annexes(session).await
    }

    /// The same report with its annexes: the main figures under each other setting (one judging of all tickets each,
    /// kept as derived tables until there is a newer snapshot), and the ledgers of its breaches. `session` is the one
    /// that it was built from.
    ///
    /// # Errors
    /// As [`build`](Self::build), and a ledger that does not add up to its figure.
    pub async fn with_annexes(mut self, session: &Session) -> Result<Self, ReportError> {
        self.sensitivity = Some(sensitivity(&self, session).await?);
        self.ledgers = Some(ledgers(&self.breaches, session).await?);
        Ok(self)
    }
}

/// The main figures as in force, and under each other value of RULES 7.
async fn sensitivity(report: &Report, session: &Session) -> Result<Sensitivity, ReportError> {
    let in_force = figures(&report.clocks, &report.availability);
    let rulebook = session.rulebook();
    let mut others = Vec::new();
    for other in rulebook.settings.others() {
        let rules = Arc::new(rulebook.under(other.settings));
        let judged = session.under(rules).await?;
        let reader = Reader::new(&judged, Params::quarter(report.quarter));
        let figures = if OF_AVAILABILITY.contains(&other.key) {
            let of_services = availability::section(&judged, &reader, report.quarter).await?;
            figures(&report.clocks, &of_services)
        } else {
            let clocks = reader.rows("quarter_summary", clock).await?;
            figures(&clocks, &report.availability)
        };
        others.push(OtherFigures {
            key: other.key.to_owned(),
            value: other.value,
            other: other.other,
            figures,
        });
    }
    Ok(Sensitivity { in_force, others })
}

fn figures(clocks: &[ClockRow], availability: &Availability) -> MainFigures {
    let quarters = availability.wholes().filter_map(|row| row.quarter);
    let (up, counted) = quarters
        .map(|figures| (figures.headline.up, figures.headline.counted()))
        .fold((0, 0), |sum, more| (sum.0 + more.0, sum.1 + more.1));
    MainFigures {
        fulfilment: model::fulfilment(clocks),
        resolution: model::resolution(clocks),
        response: model::response(clocks),
        up_seconds: up,
        counted_seconds: counted,
    }
}

/// The ledgers of the first breaches, in their order.
async fn ledgers(breaches: &[Breach], session: &Session) -> Result<Ledgers, ReportError> {
    let breaches = &breaches[..breaches.len().min(LEDGER_LIMIT)];
    let key = |breach: &Breach| (breach.source.clone(), breach.ticket_id.clone());
    let keys: Vec<(String, String)> = breaches.iter().map(key).collect();
    let histories: BTreeMap<(String, String), TicketHistory> = session
        .tickets(&keys)
        .await?
        .into_iter()
        .map(|history| ((history.source.clone(), history.ticket_id.clone()), history))
        .collect();
    let mut ledgers = Vec::with_capacity(breaches.len());
    for breach in breaches {
        // What has a fact has a ticket; the session shows one snapshot.
        if let Some(history) = histories.get(&key(breach)) {
            ledgers.extend(of_breach(breach, history, session)?);
        }
    }
    Ok(Ledgers {
        ledgers,
        limit: LEDGER_LIMIT,
    })
}

fn of_breach(
    breach: &Breach,
    history: &TicketHistory,
    session: &Session,
) -> Result<Option<Ledger>, ReportError> {
    let events = history.events();
    let ticket = history.ticket(&events)?;
    let clocks = ledger(session.rulebook(), &ticket, session.as_of());
    let Some(of_clock) = clocks
        .into_iter()
        .find(|ledger| ledger.fact.clock.as_str() == breach.clock)
    else {
        return Ok(None);
    };
    checked(&of_clock, &breach.source, &breach.ticket_id)?;
    Ok(Some(Ledger {
        source: breach.source.clone(),
        ticket_id: breach.ticket_id.clone(),
        clock: breach.clock.clone(),
        landing_file: history.landing_file.clone(),
        record: history.record,
        segments: stretches(&of_clock.segments),
        elapsed: of_clock.fact.elapsed_seconds,
    }))
}

/// The segments of a ledger add up to its figure.
pub(crate) fn checked(
    ledger: &ClockLedger,
    source: &str,
    ticket_id: &str,
) -> Result<(), ReportError> {
    match ledger.fault() {
        None => Ok(()),
        Some((sum, elapsed)) => Err(ReportError::Ledger {
            ticket: format!("{ticket_id} ({source})"),
            clock: ledger.fact.clock.as_str().to_owned(),
            sum,
            elapsed,
        }),
    }
}

/// The segments with openings and closing hours of one calendar in one stretch, and a holiday of several days in one:
/// the sum of the seconds stays what it is.
pub(crate) fn stretches(segments: &[LedgerSegment]) -> Vec<LedgerStretch> {
    let runs = |kind: &str| kind == "open" || kind == "out_of_hours";
    let mut out: Vec<LedgerStretch> = Vec::new();
    for segment in segments {
        let kind = segment.kind.as_str();
        if let Some(last) = out.last_mut() {
            let same = last.rule == segment.rule
                && last.record == segment.record
                && last.to == segment.from
                && (last.kind == kind || (runs(&last.kind) && runs(kind)));
            if same {
                last.to = segment.to;
                last.seconds += segment.counted_seconds;
                if segment.kind == LedgerKind::Open {
                    kind.clone_into(&mut last.kind);
                }
                continue;
            }
        }
        out.push(LedgerStretch {
            from: segment.from,
            to: segment.to,
            kind: kind.to_owned(),
            rule: segment.rule.clone(),
            record: segment.record,
            seconds: segment.counted_seconds,
        });
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use norma_rules::{Instant, Rulebook, Ticket, Zone};

    use super::*;

    #[test]
    fn stretches_are_contiguous_and_add_up_to_the_segments() {
        // Over Lebaran 2026: weekends and holidays between.
        let rules = Rulebook::builtin();
        let at = |text: &str| Instant::from_local(text.parse().unwrap(), Zone::Wib);
        let ticket = Ticket {
            organisation: "BaTII",
            norm_path: Some("002/11.b.1"),
            fulfilled_at: Some(at("2026-04-10T09:30:00")),
            ..Ticket::new("sd", "1", at("2026-03-13T15:00:00"))
        };
        let clocks = ledger(&rules, &ticket, at("2026-05-01T00:00:00"));
        let clock = clocks.iter().find(|c| !c.segments.is_empty()).unwrap();
        let short = stretches(&clock.segments);
        assert!(short.len() < clock.segments.len() / 2, "{short:?}");
        let sum: i64 = short.iter().map(|s| s.seconds).sum();
        assert_eq!(Some(sum), clock.fact.elapsed_seconds);
        assert_eq!(short[0].from, clock.segments[0].from);
        assert_eq!(
            short.last().map(|s| s.to),
            clock.segments.last().map(|s| s.to)
        );
        for pair in short.windows(2) {
            assert_eq!(pair[0].to, pair[1].from);
            assert_ne!(
                (&pair[0].kind, &pair[0].rule),
                (&pair[1].kind, &pair[1].rule)
            );
        }
        assert!(short.iter().any(|s| s.kind == "holiday" && s.seconds == 0));
    }
}
