//! The charts of a report, by name.

use chrono::Datelike;
use norma_rules::{Instant, Zone};

use crate::charts::{Caption, ChartError, Lane, Line, Span, dots, stacked, timeline, waterfall};
use crate::counts::Counts;
use crate::error::ReportError;
use crate::format::{date_time, month, number, percent, quarter};
use crate::model::{PriorityRow, Report, ServiceRow};
use crate::{narrative, words};

/// The names of the charts.
pub const NAMES: [&str; 5] = [
    "fulfilment",
    "priorities",
    "response",
    "flow",
    "availability",
];

/// At most so many services stand in one chart; the table has all.
const MOST: usize = 25;

/// The chart of that name as SVG.
///
/// # Errors
/// No chart has that name.
pub fn picture(name: &str, report: &Report) -> Result<String, ReportError> {
    let svg = match name {
        "fulfilment" => fulfilment(report),
        "priorities" => priorities(report),
        "response" => response(report),
        "flow" => flow(report),
        "availability" => availability(report),
        other => return Err(ReportError::UnknownChart(other.to_owned())),
    };
    Ok(svg?)
}

fn caption(report: &Report, name: &str, title: String, subtitle: String, what: &str) -> Caption {
    let quarter = quarter(report.quarter);
    let as_of = date_time(report.as_of, Zone::Wib);
    Caption {
        id: format!("{name}-{}", report.quarter).to_lowercase(),
        title,
        description: format!("{what} {quarter}, data per {as_of}."),
        subtitle: format!("{subtitle} {quarter}, data per {as_of}."),
    }
}

const DOT_NOTE: &str =
    "Garis: selang kepercayaan 95% (Wilson); lingkaran kosong: kurang dari 30 tiket diputus.";

fn fulfilment(report: &Report) -> Result<String, ChartError> {
    let mut rows: Vec<&ServiceRow> = report
        .services
        .iter()
        .filter(|row| !row.local && row.has_norm())
        .collect();
    // What needs attention first; services without a decided ticket last.
    rows.sort_by_key(|row| {
        let counts = &row.counts;
        (counts.rate().is_none(), counts.rate(), -counts.decided())
    });
    let all = rows.len();
    rows.truncate(MOST);
    let lines: Vec<Line> = rows
        .iter()
        .map(|row| {
            let clock = if row.clock == "fulfilment" {
                String::new()
            } else {
                format!(" · {}", words::clock(&row.clock))
            };
            Line {
                label: row.service_name.clone(),
                detail: format!(
                    "{} · {}{clock}",
                    row.norm_path.as_deref().unwrap_or("belum dipetakan"),
                    row.organisation
                ),
                counts: row.counts,
            }
        })
        .collect();
    let subtitle = if all > MOST {
        format!("{MOST} layanan dengan pemenuhan terendah dari {all}. {DOT_NOTE}")
    } else {
        DOT_NOTE.to_owned()
    };
    let what = extremes(&lines, "layanan");
    let caption = caption(
        report,
        "fulfilment",
        narrative::fulfilment(report),
        subtitle,
        &what,
    );
    dots(&caption, &lines)
}

/// One sentence with the lowest and highest rate.
fn extremes(lines: &[Line], noun: &str) -> String {
    let rated = |line: &&Line| line.counts.rate().is_some();
    let lowest = lines
        .iter()
        .filter(rated)
        .min_by_key(|line| line.counts.rate());
    let highest = lines
        .iter()
        .filter(rated)
        .max_by_key(|line| line.counts.rate());
    match (lowest, highest) {
        (Some(low), Some(high)) => {
            let rate = |line: &Line| {
                line.counts
                    .rate()
                    .map_or("-".to_owned(), |rate| rate.to_string())
            };
            format!(
                "Pemenuhan {} {noun}, dari {} ({}) sampai {} ({}).",
                number(lines.len() as i64),
                rate(low),
                low.label,
                rate(high),
                high.label
            )
        }
        _ => format!("Tidak ada {noun} dengan tiket yang diputus."),
    }
}

fn priorities(report: &Report) -> Result<String, ChartError> {
    let lines: Vec<Line> = ["P1", "P2", "P3", "P4", "P5"]
        .into_iter()
        .map(|priority| {
            let rows: Vec<&PriorityRow> = report
                .priorities
                .iter()
                .filter(|row| !row.local && row.priority.as_deref() == Some(priority))
                .collect();
            let counts: Counts = rows.iter().map(|row| row.counts).sum();
            let judged = rows.iter().find(|row| row.allowance.is_some());
            let limit = judged.map(|row| &row.limit);
            let limit = limit.or(rows.first().map(|row| &row.comparison));
            Line {
                label: priority.to_owned(),
                detail: limit.map_or_else(String::new, |limit| format!("norma {limit}")),
                counts,
            }
        })
        .collect();
    let all: Counts = lines.iter().map(|line| line.counts).sum();
    let what = format!(
        "Gangguan menurut prioritas P1 sampai P5: {} memenuhi, {} melampaui, {} lewat norma dan belum selesai, {} berjalan.",
        number(all.met),
        number(all.breached),
        number(all.overdue),
        number(all.running)
    );
    let subtitle =
        "Jumlah gangguan per prioritas menurut hasil penilaian, tanpa norma lokal.".to_owned();
    let caption = caption(
        report,
        "priorities",
        narrative::resolution(report),
        subtitle,
        &what,
    );
    stacked(&caption, &lines)
}

fn response(report: &Report) -> Result<String, ChartError> {
    let lines: Vec<Line> = report
        .channels
        .iter()
        .filter(|row| !row.local && row.counts.total() > row.counts.no_norm)
        .map(|row| Line {
            label: row
                .channel
                .as_deref()
                .map_or("Kanal tidak tercatat", words::channel)
                .to_owned(),
            detail: row.organisation.clone(),
            counts: row.counts,
        })
        .collect();
    let what = extremes(&lines, "kanal");
    let caption = caption(
        report,
        "response",
        narrative::response(report),
        DOT_NOTE.to_owned(),
        &what,
    );
    dots(&caption, &lines)
}

fn flow(report: &Report) -> Result<String, ChartError> {
    let flow = report.flow();
    let what = format!(
        "Terbuka di awal {}, masuk {}, dibuka kembali {}, selesai {}, dibatalkan {}, terbuka di akhir {}.",
        number(flow.open_at_start),
        number(flow.submitted),
        number(flow.reopened),
        number(flow.finished),
        number(flow.cancelled),
        number(flow.open_at_end)
    );
    let subtitle = "Jumlah tiket semua sumber, dari awal sampai akhir.".to_owned();
    let caption = caption(report, "flow", narrative::flow(report), subtitle, &what);
    waterfall(&caption, &flow)
}

fn availability(report: &Report) -> Result<String, ChartError> {
    let mut lanes: Vec<Lane> = report
        .availability
        .wholes()
        .map(|row| Lane {
            label: row.title.clone(),
            detail: row.organisation.clone(),
            figure: row.quarter.map_or_else(
                || "-".to_owned(),
                |figures| percent(figures.headline.up, figures.headline.counted()),
            ),
            stretches: row.stretches.clone(),
            blank: words::no_figure(row.has_source).to_owned(),
        })
        .collect();
    let all = lanes.len();
    let known = |lane: &&Lane| lane.figure != "-";
    let what = format!(
        "Keadaan {} layanan sepanjang triwulan, {} di antaranya dengan angka ketersediaan; angka dan lamanya ada pada tabel.",
        number(all as i64),
        number(lanes.iter().filter(known).count() as i64)
    );
    let few = if all > MOST {
        format!("{MOST} layanan pertama dari {all}. ")
    } else {
        String::new()
    };
    lanes.truncate(MOST);
    let subtitle = format!(
        "{few}Gangguan sesingkat apa pun digambar; angka di kanan: triwulan saja, tidak dinilai."
    );
    let caption = caption(
        report,
        "availability",
        narrative::availability(report),
        subtitle,
        &what,
    );
    let from = report.quarter.first_day();
    let months = (0..3).filter_map(|months| {
        let day = from.checked_add_months(chrono::Months::new(months))?;
        let midnight = day.and_hms_opt(0, 0, 0)?;
        let at = Instant::from_local(midnight, Zone::Wib);
        Some((at, month(day.month()).to_owned()))
    });
    let span = Span {
        from: report.quarter.start(),
        to: report.quarter.end(),
        months: months.collect(),
    };
    timeline(&caption, &span, &lanes)
}
