//! The sentences of a report, made from its figures by fixed rules. No sentence judges without a norm, and nothing
//! decided is never praised as 100%.

use norma_rules::Zone;

use crate::Report;
use crate::counts::Counts;
use crate::format::{date_time, number, percent};

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

/// The summary, sentence by sentence.
pub fn summary(report: &Report) -> Vec<String> {
    let mut sentences = vec![
        format!("{}.", fulfilment(report)),
        format!("{}.", resolution(report)),
        format!("{}.", response(report)),
        format!("{}.", flow(report)),
    ];
    let all = report
        .fulfilment()
        .plus(report.resolution())
        .plus(report.response());
    if all.unmeasurable > 0 {
        sentences.push(format!(
            "{} penilaian tidak terukur karena datanya tidak tercatat; tidak masuk dalam persentase mana pun.",
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
        sentences.push(
            "Penilaian dengan norma lokal disajikan terpisah dan tidak termasuk dalam kalimat di atas.".to_owned(),
        );
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
