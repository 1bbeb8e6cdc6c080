//! What stands beside the figures of a quarter: the ages of what is open, where norms were broken most, earlier quarters.

use norma_rules::Quarter;

use crate::error::ReportError;
use crate::model::{Ages, BacklogRow, MOST_QUARTERS, ParetoRow, QuarterRow};
use crate::rows::Row;

/// The models of this file.
pub(crate) const MODELS: [&str; 3] = ["backlog_by_age", "breach_pareto", "summary_by_quarter"];

pub(crate) fn backlog(row: &Row<'_>) -> Result<BacklogRow, ReportError> {
    Ok(BacklogRow {
        source: row.text("source")?,
        organisation: row.text("organisation")?,
        measured_at: row.instant("measured_at")?,
        ages: Ages {
            up_to_7_days: row.int("up_to_7_days")?,
            up_to_30_days: row.int("up_to_30_days")?,
            up_to_90_days: row.int("up_to_90_days")?,
            up_to_365_days: row.int("up_to_365_days")?,
            beyond_365_days: row.int("beyond_365_days")?,
        },
        oldest_seconds: row.int("oldest_seconds")?,
        oldest_ticket: row.text("oldest_ticket")?,
    })
}

pub(crate) fn pareto(row: &Row<'_>) -> Result<ParetoRow, ReportError> {
    Ok(ParetoRow {
        local: row.flag("local")?,
        place: row.int("place")?,
        organisation: row.text("organisation")?,
        norm_path: row.text_or_none("norm_path")?,
        service_name: row.text_or_none("service_name")?,
        clock: row.text("clock")?,
        breached: row.int("breached")?,
        overdue: row.int("overdue")?,
        breaches: row.int("breaches")?,
        cumulative: row.int("cumulative")?,
        of_all: row.int("of_all")?,
    })
}

/// The last quarters up to `last`, oldest first, without a gap: from the first with a decided ticket, at most
/// [`MOST_QUARTERS`]. What came later is not there.
pub(crate) fn trend(history: Vec<QuarterRow>, last: Quarter) -> Vec<QuarterRow> {
    let known: Vec<QuarterRow> = history
        .into_iter()
        .filter(|row| row.quarter <= last)
        .collect();
    let is_decided = |row: &&QuarterRow| {
        let all = [row.fulfilment, row.resolution, row.response];
        all.iter().any(|counts| counts.decided() > 0)
    };
    let decided = known.iter().filter(is_decided);
    let Some(first) = decided.map(|row| row.quarter).min() else {
        return Vec::new();
    };
    let mut quarters = Vec::new();
    let mut quarter = last;
    while quarter >= first && quarters.len() < MOST_QUARTERS {
        let row = known.iter().find(|row| row.quarter == quarter);
        quarters.push(row.cloned().unwrap_or_else(|| QuarterRow::empty(quarter)));
        quarter = quarter.previous();
    }
    quarters.reverse();
    quarters
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn quarters_follow_each_other_up_to_the_last() {
        let quarter = |text: &str| text.parse::<Quarter>().unwrap();
        let rows = |texts: &[&str]| -> Vec<QuarterRow> {
            let row = |text: &&str| {
                let mut row = QuarterRow::empty(quarter(text));
                row.response.met = 1;
                row
            };
            texts.iter().map(row).collect()
        };
        let shown = |texts: &[&str], last: &str| -> Vec<String> {
            let trend = trend(rows(texts), quarter(last));
            trend.iter().map(|row| row.quarter.to_string()).collect()
        };
        assert_eq!(
            shown(&["2025-TW2", "2025-TW4", "2026-TW2"], "2026-TW1"),
            ["2025-TW2", "2025-TW3", "2025-TW4", "2026-TW1"]
        );
        let long = shown(&["2019-TW1", "2026-TW1"], "2026-TW1");
        assert_eq!((long.len(), long[0].as_str()), (12, "2023-TW2"));
        assert_eq!(shown(&["2026-TW2"], "2026-TW1"), Vec::<String>::new());
        // Tickets of which none was decided begin no trend.
        let mut history = rows(&["2025-TW3", "2025-TW4"]);
        history[0].response.met = 0;
        history[0].response.running = 3;
        let trend = trend(history, quarter("2025-TW4"));
        assert_eq!(trend.len(), 1);
    }
}
