//! The whole in thirty seconds.

use norma_document::{Block, Section};
use norma_queries::Params;

use super::super::{self as chapters, summary};
use super::{Asked, attention, forecast, months};
use crate::build::{Reader, quarters, trend};
use crate::charts::{Aim, Sparkline, Spot, sparkline};
use crate::error::ReportError;
use crate::format;
use crate::model::Report;
use crate::narrative;

pub(super) async fn sections(
    asked: &Asked<'_>,
    report: &Report,
) -> Result<Vec<Section>, ReportError> {
    let edition = asked.edition;
    // Tickets of the period alone know no neighbours.
    let reader = Reader::new(asked.any, Params::none());
    let quarters = quarters(&reader).await?;
    let mut report = report.clone();
    report.trend = trend(quarters.clone(), report.quarter);
    if asked.period.quarter().is_some() {
        report.frame.quarters = quarters;
    }
    let report = &report;
    if report.frame.quarters.is_empty() && report.trend.is_empty() {
        let mut empty = Section::new("sekilas", "Belum ada tiket");
        empty
            .blocks
            .push(Block::lead("Belum ada tiket dalam data ini."));
        return Ok(vec![empty]);
    }

    let mut first = Section::new("sekilas", "Sekilas");
    let groups = summary::groups(report, edition);
    first.blocks.push(Block::lead(summary::verdict(&groups)));
    first.blocks.push(with_sparks(
        report,
        summary::tiles(report, &groups),
        &groups,
    )?);
    first.blocks.extend(forecast::block(report));
    first
        .blocks
        .push(Block::body(narrative::beside_groups(report).join(" ")));

    let mut look = Section::new("perhatian", "Yang perlu diperhatikan");
    look.blocks
        .push(Block::Table(attention::table(report, edition)));

    let mut heat = Section::new("bulanan", "Layanan menurut bulan");
    let history = months::history(asked.any).await?;
    heat.blocks
        .push(Block::Table(months::table(&history, asked.period, edition)));
    Ok(vec![
        first,
        look,
        heat,
        chapters::trend::section(report, edition)?,
    ])
}

/// Quarters of a small line.
const QUARTERS: usize = 8;

/// The tiles with the last quarters of their groups.
fn with_sparks(
    report: &Report,
    block: Block,
    groups: &[summary::Group<'_>; 3],
) -> Result<Block, ReportError> {
    let Block::Tiles { mut tiles } = block else {
        return Ok(block);
    };
    for series in report.series() {
        let tile = tiles.iter_mut().find(|tile| tile.key == series.key);
        let group = groups.iter().find(|group| group.key == series.key);
        let (Some(tile), Some(group)) = (tile, group) else {
            continue;
        };
        let from = series.quarters.len().saturating_sub(QUARTERS);
        let spots = series.quarters.iter().skip(from).map(|(quarter, counts)| {
            let rate = counts.rate();
            Spot {
                quarter: format::quarter(*quarter),
                value: rate.map(|rate| i64::from(rate.0)),
                text: format::percent(counts.met, counts.decided()),
            }
        });
        let spots: Vec<Spot> = spots.collect();
        if spots.iter().filter(|spot| spot.value.is_some()).count() < 2 {
            continue;
        }
        tile.spark = Some(sparkline(&Sparkline {
            id: format!("garis-{}", series.key),
            title: format!("{}: triwulan terakhir", series.label),
            spots,
            aim: group.limit.map(|limit| Aim {
                value: limit.target,
                text: format::target(limit.target),
            }),
            scale: None,
        })?);
    }
    Ok(Block::Tiles { tiles })
}
