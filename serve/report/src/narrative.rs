//! The sentences of a report, made from its figures by fixed rules. No sentence judges without a norm, and nothing
//! decided is never praised as 100%.

mod beside;

use std::fmt::Write as _;

use norma_rules::Zone;

use crate::Report;
use crate::counts::Counts;
use crate::format::{date_time, number, percent};
use crate::model::Standing;

pub use beside::{backlog, breaches, budget, few_decided, trend};

/// The finding of one group: how many of the decided tickets met their norm.
pub fn finding(counts: &Counts, noun: &str, done: &str) -> String {
    let (met, decided) = (counts.met, counts.decided());
    if decided == 0 {
        return if counts.total() == 0 {
            format!("Tidak ada {noun} dengan norma waktu")
        } else {
            format!("Belum ada {noun} yang diputus terhadap norma waktu")
        };
    }
    if met == decided {
        return format!(
            "Seluruh {} {noun} yang diputus {done} dalam norma waktu",
            number(decided)
        );
    }
    format!(
        "{} dari {} {noun} yang diputus {done} dalam norma waktu ({})",
        number(met),
        number(decided),
        percent(met, decided)
    )
}

/// Requests and changes.
pub fn fulfilment(report: &Report) -> String {
    finding(&report.fulfilment(), "permintaan layanan", "dipenuhi")
}

/// Incidents.
pub fn resolution(report: &Report) -> String {
    finding(&report.resolution(), "gangguan", "diselesaikan")
}

/// First responses.
pub fn response(report: &Report) -> String {
    finding(&report.response(), "tiket", "ditanggapi")
}

/// The stock of open tickets.
pub fn flow(report: &Report) -> String {
    let flow = report.flow();
    let change = flow.open_at_end - flow.open_at_start;
    let moment = if report.is_partial() {
        "sampai saat data ini"
    } else {
        "pada akhir triwulan"
    };
    let end = number(flow.open_at_end);
    match change {
        0 => format!("Tiket terbuka tetap {end} {moment}"),
        1.. => format!(
            "Tiket terbuka bertambah {} menjadi {end} {moment}",
            number(change)
        ),
        _ => format!(
            "Tiket terbuka berkurang {} menjadi {end} {moment}",
            number(-change)
        ),
    }
}

/// Whether the year's targets of availability are met or can still be. Targets adopted locally are told of apart, in
/// [`local_availability`]; a quarter alone is never judged (RULES 5).
pub fn availability(report: &Report) -> String {
    let spoken_of = |wanted: bool| {
        let rows = report.availability.wholes();
        rows.filter(|row| row.has_source == wanted).count() as i64
    };
    let (counted, silent) = (spoken_of(true), spoken_of(false));
    let mut words = years(report, false).unwrap_or_else(|| match counted {
        0 => "Belum ada layanan yang ketersediaannya dihitung".to_owned(),
        _ => format!(
            "Ketersediaan {} layanan dihitung tanpa target dari dokumen",
            number(counted)
        ),
    });
    if silent > 0 {
        let _ = write!(words, "; {} layanan belum mempunyai sumber", number(silent));
    }
    words
}

/// The same of targets that were adopted locally; `None` without any.
pub fn local_availability(report: &Report) -> Option<String> {
    years(report, true).map(|words| format!("Norma lokal: {words}"))
}

fn years(report: &Report, local: bool) -> Option<String> {
    let bound: Vec<(&str, Standing)> = report
        .availability
        .wholes()
        // One without a source is told of apart.
        .filter(|row| row.has_source && row.target.as_ref().is_some_and(|t| t.local == local))
        .map(|row| {
            let standing = row.budget.map_or(Standing::NoFigure, |b| b.standing);
            (row.title.as_str(), standing)
        })
        .collect();
    if bound.is_empty() {
        return None;
    }
    let year = report.quarter.year();
    let count = |wanted: fn(Standing) -> bool| bound.iter().filter(|(_, s)| wanted(*s)).count();
    let good = count(Standing::is_good);
    let missing = count(|standing| standing == Standing::NoFigure);
    let all = number(bound.len() as i64);
    if missing == bound.len() {
        return Some(format!(
            "Belum ada angka ketersediaan bagi {all} layanan yang mempunyai target tahun {year}"
        ));
    }
    // A service that went out of service has ended its year before the others.
    let any = |wanted: Standing| bound.iter().any(|(_, standing)| *standing == wanted);
    let (reached, reachable) = (any(Standing::Reached), any(Standing::Reachable));
    let met = if reached && reachable {
        "tercapai atau masih dapat tercapai"
    } else if reachable || (!reached && any(Standing::OutOfReach)) {
        "masih dapat tercapai"
    } else {
        "tercapai"
    };
    let failed = if any(Standing::OutOfReach) {
        "tidak dapat lagi tercapai"
    } else {
        "tidak tercapai"
    };
    let mut words = format!(
        "Target ketersediaan tahun {year} {met} pada {} dari {all} layanan",
        number(good as i64)
    );
    let bad: Vec<&str> = bound
        .iter()
        .filter(|(_, standing)| standing.is_bad())
        .map(|(title, _)| *title)
        .collect();
    if !bad.is_empty() {
        let _ = write!(words, "; {failed} pada {}", bad.join(", "));
    }
    if missing > 0 {
        let _ = write!(words, "; {} tanpa angka", number(missing as i64));
    }
    Some(words)
}

/// The summary, sentence by sentence.
pub fn summary(report: &Report) -> Vec<String> {
    let mut sentences = vec![
        format!("{}.", fulfilment(report)),
        format!("{}.", resolution(report)),
        format!("{}.", response(report)),
    ];
    sentences.extend(beside_groups(report));
    sentences
}

/// The summary after its three groups, where their figures are told by tiles.
pub fn beside_groups(report: &Report) -> Vec<String> {
    let mut sentences = vec![format!("{}.", flow(report))];
    if !report.availability.services.is_empty() {
        sentences.push(format!("{}.", availability(report)));
    }
    let all = report
        .fulfilment()
        .plus(report.resolution())
        .plus(report.response());
    if all.unmeasurable > 0 {
        sentences.push(format!(
            "{} penilaian tidak terukur karena datanya tidak tercatat, dan tidak masuk dalam persentase.",
            number(all.unmeasurable)
        ));
    }
    if report.rejected() > 0 {
        sentences.push(format!(
            "{} rekaman ekspor ditolak dan belum masuk dalam angka.",
            number(report.rejected())
        ));
    }
    if report
        .clocks
        .iter()
        .any(|row| row.local && row.counts.decided() > 0)
    {
        sentences.push("Penilaian dengan norma lokal disajikan terpisah.".to_owned());
    }
    if report.is_partial() {
        sentences.push(format!(
            "Triwulan ini belum berakhir pada saat data ({}), sehingga angka masih dapat berubah.",
            date_time(report.as_of, Zone::Wib)
        ));
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_follow_the_counts() {
        let counts = |met, breached, running| Counts {
            met,
            breached,
            running,
            ..Counts::default()
        };
        let lines: Vec<String> = [
            counts(0, 0, 0),
            counts(0, 0, 4),
            counts(5, 0, 1),
            counts(0, 3, 0),
            counts(99_995, 5, 0),
        ]
        .iter()
        .map(|c| finding(c, "permintaan", "dipenuhi"))
        .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
