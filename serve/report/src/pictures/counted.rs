//! Counts and allowances as bars.

use super::{Drawn, MOST, Sheet};
use crate::charts::{Bar, Burn, ChartError, bars, burn, pareto};
use crate::format::{DayLength, duration, number, target};
use crate::model::{Ages, Report, Standing};
use crate::{narrative, words};

/// The open tickets of all sources by age.
pub(super) fn backlog(sheet: &Sheet<'_>) -> Result<Drawn, ChartError> {
    let ages: Ages = sheet.report.backlog.iter().map(|row| row.ages).sum();
    let lines: Vec<Bar> = ages
        .classes()
        .into_iter()
        .map(|(label, count)| Bar {
            label: label.to_owned(),
            detail: String::new(),
            count,
        })
        .collect();
    let told: Vec<String> = lines
        .iter()
        .map(|bar| format!("{} {}", bar.label, number(bar.count)))
        .collect();
    let what = format!(
        "Tiket terbuka menurut umur sejak diajukan: {}.",
        told.join(", ")
    );
    let subtitle = "Jumlah tiket terbuka semua sumber menurut umur sejak diajukan, hari kalender.";
    let caption = sheet.caption(narrative::backlog(sheet.report), subtitle, &what);
    let svg = bars(&caption, &lines)?;
    Ok(Drawn { caption, svg })
}

/// What norms of the documents were broken, most first.
pub(super) fn breaches(sheet: &Sheet<'_>) -> Result<Drawn, ChartError> {
    let lines = pareto_lines(sheet.report);
    let what = lines.first().map_or_else(
        || "Tidak ada pelanggaran.".to_owned(),
        |bar| {
            format!(
                "Pelanggaran menurut layanan dan jenis waktu, {} kelompok; terbanyak {} pada {} ({}).",
                number(lines.len() as i64),
                number(bar.count),
                bar.label,
                bar.detail
            )
        },
    );
    let subtitle = "Jumlah pelanggaran per layanan dan jenis waktu, tanpa norma lokal; garis bertitik: bagian kumulatif.";
    let caption = sheet.caption(narrative::breaches(sheet.report), subtitle, &what);
    let svg = pareto(&caption, &lines)?;
    Ok(Drawn { caption, svg })
}

/// The lines of the Pareto of services.
pub(crate) fn pareto_lines(report: &Report) -> Vec<Bar> {
    let lines = report
        .pareto
        .iter()
        .filter(|row| !row.local)
        .map(|row| Bar {
            label: words::service(row.service_name.as_deref(), row.norm_path.as_deref()).to_owned(),
            detail: format!("{} · {}", words::clock(&row.clock), row.organisation),
            count: row.breaches,
        });
    fitting(lines.collect())
}

/// Lines from the most to the least: those that do not fit are the last, together.
pub(crate) fn fitting(mut lines: Vec<Bar>) -> Vec<Bar> {
    if lines.len() > MOST {
        let rest = lines.split_off(MOST - 1);
        lines.push(Bar {
            label: format!("{} kelompok lain", number(rest.len() as i64)),
            detail: String::new(),
            count: rest.iter().map(|bar| bar.count).sum(),
        });
    }
    lines
}

/// The year's allowances of downtime.
pub(super) fn budget(sheet: &Sheet<'_>) -> Result<Drawn, ChartError> {
    let rows = sheet.report.availability.services.iter();
    let mut lines: Vec<Burn> = rows
        .filter_map(|row| {
            let (budget, promised) = (row.budget?, row.target.as_ref());
            let promised = promised.map_or_else(String::new, |promised| {
                let local = if promised.local {
                    " · norma lokal"
                } else {
                    ""
                };
                format!(" · target {}{local}", target(promised.hundredths))
            });
            let span = |seconds: i64| duration(seconds, DayLength::Hours);
            Some(Burn {
                label: row.title.clone(),
                detail: format!("{}{promised}", row.organisation),
                allowed: budget.budget_seconds,
                spent: budget.spent_seconds,
                left: if budget.standing == Standing::NoFigure {
                    words::standing("no_figure").to_owned()
                } else if budget.left_seconds < 0 {
                    format!("lewat {}", span(-budget.left_seconds))
                } else {
                    span(budget.left_seconds)
                },
            })
        })
        .collect();
    let what = format!(
        "Jatah setahun yang terpakai pada {} layanan; {} di antaranya melampaui jatahnya.",
        number(lines.len() as i64),
        number(
            lines
                .iter()
                .filter(|line| line.spent > line.allowed)
                .count() as i64
        )
    );
    let few = if lines.len() > MOST {
        format!("{MOST} layanan pertama dari {}. ", lines.len())
    } else {
        String::new()
    };
    lines.truncate(MOST);
    let subtitle = format!(
        "{few}Waktu tidak tersedia sejauh ini sebagai bagian dari jatah setahun; garis tegak: batas jatah; silang: terlampaui."
    );
    let caption = sheet.caption(narrative::budget(sheet.report), &subtitle, &what);
    let svg = burn(&caption, &lines)?;
    Ok(Drawn { caption, svg })
}
