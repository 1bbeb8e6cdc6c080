//! Sentences about earlier quarters, ages, causes and allowances of downtime.

use crate::Report;
use crate::charts::Sign;
use crate::counts::Counts;
use crate::format::{DayLength, duration, number, percent, quarter};
use crate::model::{Ages, AvailabilityRow, Baseline, BudgetNote, Series, Standing};
use crate::words;

/// Which quarters of which group lie beyond what chance explains.
pub fn trend(report: &Report) -> String {
    let series = report.series();
    let mut charted = series.iter().filter(|s| s.baseline.is_some()).peekable();
    if charted.peek().is_none() {
        return format!(
            "Batas kendali belum dapat dihitung: perlu sedikitnya {} triwulan dengan tiket diputus sebelum {}",
            Baseline::LEAST,
            quarter(report.quarter)
        );
    }
    let outside: Vec<String> = charted.filter_map(outside).collect();
    if outside.is_empty() {
        return "Pemenuhan setiap triwulan berada dalam batas kendali".to_owned();
    }
    format!("Pemenuhan di luar batas kendali: {}", outside.join("; "))
}

/// "permintaan layanan di bawah pada Triwulan III 2025, di atas pada Triwulan I 2026"; `None` when all is within.
fn outside(series: &Series) -> Option<String> {
    let sides = [(Sign::Below, "di bawah"), (Sign::Above, "di atas")];
    let sides: Vec<String> = sides
        .into_iter()
        .filter_map(|(sign, words)| {
            let quarters: Vec<String> = series
                .quarters
                .iter()
                .filter(|(_, counts)| series.sign(counts) == sign)
                .map(|(at, _)| quarter(*at))
                .collect();
            (!quarters.is_empty()).then(|| format!("{words} pada {}", quarters.join(" dan ")))
        })
        .collect();
    let label = series.label.to_lowercase();
    (!sides.is_empty()).then(|| format!("{label} {}", sides.join(", ")))
}

/// How old the open tickets are.
pub fn backlog(report: &Report) -> String {
    let ages: Ages = report.backlog.iter().map(|row| row.ages).sum();
    let (open, old) = (ages.open(), ages.old());
    let oldest = report.backlog.iter().max_by(|a, b| {
        let by_age = a.oldest_seconds.cmp(&b.oldest_seconds);
        by_age.then_with(|| b.oldest_ticket.cmp(&a.oldest_ticket))
    });
    let Some(oldest) = oldest.filter(|_| open > 0) else {
        return "Tidak ada tiket terbuka".to_owned();
    };
    let many = if old == 0 {
        format!("Tidak satu pun dari {} tiket terbuka", number(open))
    } else {
        format!("{} dari {} tiket terbuka", number(old), number(open))
    };
    format!(
        "{many} berumur lebih dari 30 hari; yang tertua {} ({})",
        duration(oldest.oldest_seconds, DayLength::Calendar),
        oldest.oldest_ticket
    )
}

/// How few services make most of what was broken under norms of the documents.
pub fn breaches(report: &Report) -> String {
    let rows = || report.pareto.iter().filter(|row| !row.local);
    let all = rows().map(|row| row.breaches).sum::<i64>();
    // Four fifths, as Pareto has it.
    let few = rows().find(|row| row.cumulative * 5 >= row.of_all * 4);
    let Some(few) = few.filter(|_| all > 0) else {
        return "Tidak ada pelanggaran norma waktu".to_owned();
    };
    let count = rows().count() as i64;
    if count == 1 {
        return format!(
            "Seluruh {} pelanggaran terjadi pada {} ({})",
            number(all),
            words::service(few.service_name.as_deref(), few.norm_path.as_deref()),
            words::clock(&few.clock)
        );
    }
    format!(
        "{} dari {} kelompok layanan menghasilkan {} dari {} pelanggaran",
        number(few.place),
        number(count),
        percent(few.cumulative, all),
        number(all)
    )
}

/// Where the year's allowance of downtime is used up, or most of it. Targets adopted locally speak only where there are no
/// others.
pub fn budget(report: &Report) -> String {
    // A local budget that is overspent is told beside those of the documents.
    let locally = match overspent(&budgets(report, true)) {
        over if over.is_empty() => String::new(),
        over => format!("; dengan norma lokal terlampaui pada {}", over.join(", ")),
    };
    for (local, before, after) in [(false, "", locally.as_str()), (true, "Norma lokal: ", "")] {
        let rows = budgets(report, local);
        let year = report.quarter.year();
        let over = overspent(&rows);
        if !over.is_empty() {
            return format!(
                "{before}Jatah waktu tidak tersedia tahun {year} terlampaui pada {}{after}",
                over.join(", ")
            );
        }
        let part = |budget: &BudgetNote, of: &BudgetNote| {
            i128::from(budget.spent_seconds) * i128::from(of.budget_seconds)
        };
        let most = rows
            .iter()
            .max_by(|(_, a), (_, b)| part(a, b).cmp(&part(b, a)));
        if let Some((row, budget)) = most {
            return format!(
                "{before}Jatah waktu tidak tersedia tahun {year} paling banyak terpakai pada {}: {}{after}",
                row.title,
                percent(budget.spent_seconds, budget.budget_seconds)
            );
        }
    }
    "Belum ada jatah waktu tidak tersedia yang dapat dihitung".to_owned()
}

/// Services with a budget of the year that can be counted.
fn budgets(report: &Report, local: bool) -> Vec<(&AvailabilityRow, BudgetNote)> {
    let wholes = report.availability.wholes();
    wholes
        .filter(|row| row.target.as_ref().is_some_and(|t| t.local == local))
        .filter_map(|row| row.budget.map(|budget| (row, budget)))
        .filter(|(_, budget)| budget.standing != Standing::NoFigure)
        .collect()
}

fn overspent<'a>(rows: &[(&'a AvailabilityRow, BudgetNote)]) -> Vec<&'a str> {
    rows.iter()
        .filter(|(_, budget)| budget.spent_seconds > budget.budget_seconds)
        .map(|(row, _)| row.title.as_str())
        .collect()
}

/// How many of these groups have so few decided tickets that their rate says little; `None` when none has.
pub fn few_decided<'a>(groups: impl Iterator<Item = &'a Counts>, noun: &str) -> Option<String> {
    let decided: Vec<&Counts> = groups.filter(|counts| counts.decided() > 0).collect();
    let few = decided.iter().filter(|counts| counts.is_small()).count() as i64;
    (few > 0).then(|| {
        format!(
            "{} dari {} {noun} mempunyai kurang dari {} tiket yang diputus; pemenuhannya dibaca bersama selangnya.",
            number(few),
            number(decided.len() as i64),
            Counts::FEW
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn sentences_follow_the_figures() {
        let full = sample::report();
        let mut short = sample::report();
        short.trend.drain(..5);
        short.pareto.truncate(1);
        if let Some(row) = short.pareto.first_mut() {
            (row.cumulative, row.of_all) = (row.breaches, row.breaches);
        }
        short.backlog.truncate(1);
        for row in &mut short.availability.services {
            if row.target.as_ref().is_some_and(|target| !target.local) {
                row.budget = None;
            }
        }
        let mut calm = sample::report();
        for row in &mut calm.trend {
            row.fulfilment.breached = row.fulfilment.met / 25;
            row.response.breached = row.response.met / 80;
        }
        for row in &mut calm.availability.services {
            if let Some(budget) = &mut row.budget {
                budget.spent_seconds = budget.spent_seconds.min(budget.budget_seconds / 2);
            }
        }
        let mut lines = Vec::new();
        for report in [full, short, calm, sample::empty()] {
            lines.push(format!(
                "{}\n{}\n{}\n{}\n{:?}\n",
                trend(&report),
                backlog(&report),
                breaches(&report),
                budget(&report),
                few_decided(report.services.iter().map(|row| &row.counts), "layanan"),
            ));
        }
        insta::assert_snapshot!(lines.join("\n"));
    }
}
