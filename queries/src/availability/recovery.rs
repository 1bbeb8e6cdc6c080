//! The table of outages against the recovery times of their service's criticality: `outage_recovery`.

use datafusion::common::Result;
use norma_rules::availability::{Period, Recovery};

use super::Watch;
use super::figures::{Uncovered, covered};
use crate::rows::{Cell, Column, Kind, Rows};

const SECONDS_PER_HOUR: i64 = 3600;

const RECOVERY: [Column; 20] = [
    ("service", Kind::Text),
    ("title", Kind::Text),
    ("organisation", Kind::Text),
    ("quarter", Kind::Text),
    ("criticality", Kind::Text),
    ("criticality_name", Kind::Text),
    ("criticality_rank", Kind::Int),
    ("limit_seconds", Kind::Int),
    ("limit_source", Kind::Text),
    ("in_time", Kind::Int),
    ("late", Kind::Int),
    ("open_within", Kind::Int),
    ("open_beyond", Kind::Int),
    ("unseen", Kind::Int),
    ("drc_limit_seconds", Kind::Int),
    ("drc_in_time", Kind::Int),
    ("drc_late", Kind::Int),
    ("drc_open_within", Kind::Int),
    ("drc_open_beyond", Kind::Int),
    ("drc_unseen", Kind::Int),
];

/// The columns of [`recoveries`].
pub(super) fn recovery_rows() -> Rows {
    Rows::new(RECOVERY)
}

/// `outage_recovery`: every service with a level of criticality, quarter by quarter, against both recovery times of the level:
/// from the disruption, and to the DRC. No record says whether a service was moved there, so every outage is held against
/// each.
pub(super) fn recoveries(watch: &Watch, uncovered: &mut Uncovered) -> Result<Rows> {
    let mut rows = recovery_rows();
    let levels = watch.rulebook.catalogue.criticality_levels();
    for service in &watch.services {
        let terms = &service.terms;
        let named = |id: &String| levels.iter().find(|l| l.level.as_str() == id);
        let (Some(timeline), Some(level)) = (
            &service.timelines.service,
            terms.criticality.as_ref().and_then(named),
        ) else {
            continue;
        };
        let calendar = watch.calendar(service)?;
        let limit = level.recovery_hours * SECONDS_PER_HOUR;
        let drc_limit = level.drc_recovery_hours * SECONDS_PER_HOUR;
        for quarter in watch.quarters(service) {
            let period = Period::Quarter.of(quarter);
            if timeline.scope(period).is_none() {
                continue;
            }
            let against = |limit| Recovery::of(timeline, calendar, period, limit);
            let both = against(limit).and_then(|counted| Ok((counted, against(drc_limit)?)));
            let Some((counted, to_drc)) = covered(both, service, uncovered) else {
                continue;
            };
            let mut row: Vec<Cell> = vec![
                terms.id.as_str().into(),
                terms.title.as_str().into(),
                terms.organisation.as_str().into(),
                quarter.to_string().into(),
                level.level.as_str().into(),
                level.name.as_str().into(),
                i64::from(level.rank).into(),
                limit.into(),
                format!("{}:{}", level.document, level.line).into(),
            ];
            row.extend(recovery_cells(&counted));
            row.push(drc_limit.into());
            row.extend(recovery_cells(&to_drc));
            rows.push(row);
        }
    }
    Ok(rows)
}

fn recovery_cells(counted: &Recovery) -> [Cell; 5] {
    [
        counted.in_time.into(),
        counted.late.into(),
        counted.open_within.into(),
        counted.open_beyond.into(),
        counted.unseen.into(),
    ]
}
