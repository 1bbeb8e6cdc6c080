//! The charts of a report, by name.

mod counted;
mod trend;

pub(crate) use counted::{fitting, pareto_lines};

use chrono::Datelike;
use norma_document::Figure;
use norma_rules::{Instant, Zone};

use crate::charts::{Caption, ChartError, Lane, Line, Span, dots, stacked, timeline, waterfall};
use crate::counts::Counts;
use crate::error::ReportError;
use crate::format::{date_time, month, number, percent, period};
use crate::model::{PriorityRow, Report, ServiceRow};
use crate::{narrative, words};

/// The names of the charts.
pub const NAMES: [&str; 9] = [
    "fulfilment",
    "priorities",
    "response",
    "flow",
    "availability",
    "budget",
    "backlog",
    "trend",
    "breaches",
];

/// At most so many lines stand in one chart; the table has all.
const MOST: usize = 18;

/// The chart of that name as SVG.
///
/// # Errors
/// No chart has that name.
pub fn picture(name: &str, report: &Report) -> Result<String, ReportError> {
    Ok(draw(name, report, true)?.svg)
}

/// The chart of that name for a document, where its title stands outside: without the figures that it was drawn from and
/// without a native chart.
///
/// # Errors
/// As [`picture`].
pub(crate) fn figure(name: &str, report: &Report) -> Result<Figure, ReportError> {
    let drawn = draw(name, report, false)?;
    Ok(Figure {
        name: format!("chart_{name}"),
        caption: drawn.caption.title,
        alt: drawn.caption.description,
        svg: drawn.svg,
        data: None,
        chart: None,
    })
}

/// A picture and its words.
struct Drawn {
    caption: Caption,
    svg: String,
}

fn draw(name: &str, report: &Report, is_titled: bool) -> Result<Drawn, ReportError> {
    let paint: fn(&Sheet<'_>) -> Result<Drawn, ChartError> = match name {
        "fulfilment" => fulfilment,
        "priorities" => priorities,
        "response" => response,
        "flow" => flow,
        "availability" => availability,
        "budget" => counted::budget,
        "backlog" => counted::backlog,
        "trend" => trend::trend,
        "breaches" => counted::breaches,
        other => return Err(ReportError::UnknownChart(other.to_owned())),
    };
    let sheet = Sheet {
        report,
        name,
        is_titled,
    };
    Ok(paint(&sheet)?)
}

/// What a picture is drawn for.
struct Sheet<'a> {
    report: &'a Report,
    name: &'a str,
    is_titled: bool,
}

impl Sheet<'_> {
    fn caption(&self, title: String, subtitle: &str, what: &str) -> Caption {
        let quarter = period(self.report.period);
        let as_of = date_time(self.report.as_of, Zone::Wib);
        Caption {
            id: format!("{}-{}", self.name, self.report.period)
                .replace('.', "-")
                .to_lowercase(),
            title,
            description: format!("{what} {quarter}, data per {as_of}."),
            subtitle: format!("{subtitle} {quarter}, data per {as_of}."),
            is_titled: self.is_titled,
        }
    }
}

const DOT_NOTE: &str =
    "Garis: selang kepercayaan 95% (Wilson); lingkaran kosong: kurang dari 30 tiket diputus.";

fn fulfilment(sheet: &Sheet<'_>) -> Result<Drawn, ChartError> {
    let report = sheet.report;
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
    let caption = sheet.caption(narrative::fulfilment(report), &subtitle, &what);
    let svg = dots(&caption, &lines)?;
    Ok(Drawn { caption, svg })
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

/// Incidents of all organisations together by priority, under norms of the documents.
pub(crate) fn priority_lines(report: &Report) -> Vec<Line> {
    ["P1", "P2", "P3", "P4", "P5"]
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
        .collect()
}

fn priorities(sheet: &Sheet<'_>) -> Result<Drawn, ChartError> {
    let report = sheet.report;
    let lines = priority_lines(report);
    let all: Counts = lines.iter().map(|line| line.counts).sum();
    let what = format!(
        "Gangguan menurut prioritas P1 sampai P5: {} memenuhi, {} melampaui, {} lewat norma dan belum selesai, {} berjalan.",
        number(all.met),
        number(all.breached),
        number(all.overdue),
        number(all.running)
    );
    let subtitle = "Jumlah gangguan per prioritas menurut hasil penilaian, tanpa norma lokal.";
    let caption = sheet.caption(narrative::resolution(report), subtitle, &what);
    let svg = stacked(&caption, &lines)?;
    Ok(Drawn { caption, svg })
}

fn response(sheet: &Sheet<'_>) -> Result<Drawn, ChartError> {
    let report = sheet.report;
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
    let caption = sheet.caption(narrative::response(report), DOT_NOTE, &what);
    let svg = dots(&caption, &lines)?;
    Ok(Drawn { caption, svg })
}

fn flow(sheet: &Sheet<'_>) -> Result<Drawn, ChartError> {
    let report = sheet.report;
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
    let subtitle = "Jumlah tiket semua sumber, dari awal sampai akhir.";
    let caption = sheet.caption(narrative::flow(report), subtitle, &what);
    let svg = waterfall(&caption, &flow)?;
    Ok(Drawn { caption, svg })
}

fn availability(sheet: &Sheet<'_>) -> Result<Drawn, ChartError> {
    let report = sheet.report;
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
    let caption = sheet.caption(narrative::availability(report), &subtitle, &what);
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
    let svg = timeline(&caption, &span, &lanes)?;
    Ok(Drawn { caption, svg })
}
