//! Quarters with their control limits.

use super::{Drawn, Sheet};
use crate::charts::{ChartError, Panel, Point, control};
use crate::format::number;
use crate::model::Series;
use crate::narrative;

/// The three groups through the last quarters.
pub(super) fn trend(sheet: &Sheet<'_>) -> Result<Drawn, ChartError> {
    let report = sheet.report;
    let quarters: Vec<String> = report
        .trend
        .iter()
        .map(|row| row.quarter.to_string())
        .collect();
    let panels: Vec<Panel> = report.series().iter().map(panel).collect();
    let what = format!(
        "Pemenuhan {} triwulan terakhir dalam tiga panel: permintaan layanan, penyelesaian gangguan, dan waktu tanggap. {}.",
        number(quarters.len() as i64),
        narrative::trend(report)
    );
    let subtitle = "Bagian tiket diputus yang memenuhi norma, per triwulan; skala tiap panel berbeda dan tidak mulai dari 0.";
    let caption = sheet.caption(narrative::trend(report), subtitle, &what);
    let svg = control(&caption, &quarters, &panels)?;
    Ok(Drawn { caption, svg })
}

fn panel(series: &Series) -> Panel {
    let point = |counts: &crate::Counts| Point {
        rate: counts.rate(),
        is_small: counts.is_small(),
        limits: series.baseline.and_then(|b| b.limits(counts.decided())),
        sign: series.sign(counts),
    };
    Panel {
        label: series.label.to_owned(),
        centre: series.baseline.and_then(|baseline| baseline.centre()),
        points: series
            .quarters
            .iter()
            .map(|(_, counts)| point(counts))
            .collect(),
    }
}
