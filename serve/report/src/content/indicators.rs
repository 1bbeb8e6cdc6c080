//! The year in the form of the Laporan Capaian IKU.

use norma_document::{Block, Cell, Column, Inline, Row, Section, Table};
use norma_rules::Quarter;

use super::{heat, parts};
use crate::counts::Counts;
use crate::edition::{Edition, Limit};
use crate::error::ReportError;
use crate::model::{AvailabilityRow, QuarterRow, Report};

/// Numerator and denominator; `None` for a column that is still to come.
type Share = Option<(i64, i64)>;

/// The columns of the form: key, heading, first and last quarter of the year. Cumulative ones begin with the first.
const PERIODS: [(&str, &str, u8, u8); 7] = [
    ("q1", "Q1", 1, 1),
    ("q2", "Q2", 2, 2),
    ("semester_1", "Sm I", 1, 2),
    ("q3", "Q3", 3, 3),
    ("to_q3", "s.d. Q3", 1, 3),
    ("q4", "Q4", 4, 4),
    ("year", "Y", 1, 4),
];

/// One indicator: its target, what was reached by column, and how it is consolidated.
struct Indicator {
    name: String,
    target: [Option<i64>; 7],
    reached: [Share; 7],
    consolidation: &'static str,
}

pub(super) fn section(report: &Report, edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("indikator", "Capaian indikator");
    // The form is looked at as a whole: it begins a page, on which it fits.
    section.new_page = true;
    section.blocks = vec![
        Block::body(format!(
            "Tabel berikut mengikuti bentuk Laporan Capaian IKU tahun {}. Kolom kumulatif menjumlahkan pembilang dan penyebut \
             triwulan di dalamnya; persentase tidak pernah dirata-ratakan. Triwulan yang belum dilaporkan dicetak \"-\".",
            report.quarter.year()
        )),
        Block::Table(table(report, edition)),
    ];
    if let Some(table) = heat::all(report, edition) {
        let mut part = Section::new("layanan-per-bulan", "Seluruh layanan per bulan");
        part.blocks.push(Block::Table(table));
        section.parts.push(part);
    }
    Ok(section)
}

pub(super) fn table(report: &Report, edition: &Edition) -> Table {
    let mut columns = vec![Column::words("line", "Uraian", 16)];
    columns.extend(PERIODS.map(|(key, title, _, _)| Column::figures(key, title)));
    columns.extend([
        Column::words("polarity", "Polarisasi", 12).data_only(),
        Column::words("consolidation", "Konsolidasi", 17).data_only(),
        Column::words("indicator", "Indikator", 30).data_only(),
    ]);
    let width = columns.len();
    let mut table = Table::new("indicators", "Capaian indikator", columns);
    "summary_by_quarter".clone_into(&mut table.source);
    for indicator in indicators(report, edition) {
        table.rows.push(Row::group(indicator.name.clone(), width));
        table.rows.extend(lines(&indicator));
    }
    table.notes = notes(report, edition);
    table
}

fn indicators(report: &Report, edition: &Edition) -> Vec<Indicator> {
    let targets = &edition.targets;
    let mut out = vec![
        group(
            report,
            "Pemenuhan norma waktu layanan",
            targets.fulfilment.as_ref(),
            |row| row.fulfilment,
        ),
        group(
            report,
            "Penyelesaian gangguan dalam norma waktu",
            targets.resolution.as_ref(),
            |row| row.resolution,
        ),
        group(
            report,
            "Waktu tanggap dalam norma waktu",
            targets.response.as_ref(),
            |row| row.response,
        ),
    ];
    out.extend(
        report
            .availability
            .wholes()
            .filter_map(|row| available(report, row)),
    );
    out
}

/// A group of tickets: cumulative columns are the sums of the quarters in them.
fn group(
    report: &Report,
    name: &str,
    limit: Option<&Limit>,
    pick: fn(&QuarterRow) -> Counts,
) -> Indicator {
    let reached = PERIODS.map(|(_, _, first, last)| {
        let mut sum = Counts::default();
        for number in first..=last {
            let quarter = Quarter::new(report.quarter.year(), number)?;
            if quarter > report.quarter {
                return None;
            }
            let mut rows = report.frame.quarters.iter();
            let row = rows.find(|row| row.quarter == quarter);
            sum = sum.plus(row.map_or_else(Counts::default, pick));
        }
        Some((sum.met, sum.decided()))
    });
    Indicator {
        name: name.to_owned(),
        target: [limit.map(|limit| limit.target); 7],
        reached,
        consolidation: "jumlah pembilang dan penyebut",
    }
}

/// A service with a target of availability, which is one of the year: a quarter alone has no target (RULES 5).
fn available(report: &Report, row: &AvailabilityRow) -> Option<Indicator> {
    let target = row.target.as_ref()?;
    let local = if target.local { " (norma lokal)" } else { "" };
    let value = |number: u8, year_to_date: bool| {
        let quarter = Quarter::new(report.quarter.year(), number)?;
        let mut rows = report.frame.availability.iter();
        let found = rows.find(|total| {
            total.service == row.service
                && total.quarter == quarter
                && total.year_to_date == year_to_date
        });
        let in_time = quarter <= report.quarter;
        in_time.then(|| found.map_or((0, 0), |total| (total.up, total.counted)))
    };
    Some(Indicator {
        name: format!("Ketersediaan {}{local}", row.title),
        target: PERIODS.map(|(_, _, first, last)| (first != last).then_some(target.hundredths)),
        reached: PERIODS.map(|(_, _, first, last)| value(last, first != last)),
        consolidation: "detik sejak 1 Januari",
    })
}

/// Target, realisasi and capaian.
fn lines(indicator: &Indicator) -> [Row; 3] {
    let line = |title: &str, cells: [Cell; 7], polarity: Cell, consolidation: Cell| {
        let mut row = vec![Cell::text_of(title)];
        row.extend(cells);
        row.extend([
            polarity,
            consolidation,
            Cell::text_of(indicator.name.clone()),
        ]);
        Row::body(row)
    };
    let targets = indicator
        .target
        .map(|target| target.map_or(Cell::None, |hundredths| Cell::Target { hundredths }));
    let reached = indicator
        .reached
        .map(|share| share.map_or(Cell::None, |(part, whole)| parts::share(part, whole)));
    let mut achieved = [const { Cell::None }; 7];
    for (cell, (share, target)) in achieved
        .iter_mut()
        .zip(indicator.reached.iter().zip(indicator.target))
    {
        if let (Some((part, whole)), Some(target)) = (share, target)
            && let Some(hundredths) = achievement(*part, *whole, target)
        {
            *cell = Cell::Target { hundredths };
        }
    }
    [
        line(
            "Target",
            targets,
            Cell::text_of("Maximize"),
            Cell::text_of(indicator.consolidation),
        ),
        line("Realisasi", reached, Cell::Blank, Cell::Blank),
        line("Capaian", achieved, Cell::Blank, Cell::Blank),
    ]
}

/// realisasi / target in hundredths of a percent, cut; `None` without a figure. It may exceed 100%.
fn achievement(part: i64, whole: i64, target: i64) -> Option<i64> {
    if whole <= 0 || target <= 0 {
        return None;
    }
    let value = i128::from(part) * 100_000_000 / (i128::from(whole) * i128::from(target));
    i64::try_from(value).ok()
}

fn notes(report: &Report, edition: &Edition) -> Vec<Vec<Inline>> {
    let targets = &edition.targets;
    let named = [
        ("layanan", &targets.fulfilment),
        ("gangguan", &targets.resolution),
        ("waktu tanggap", &targets.response),
    ];
    let bases: Vec<String> = named
        .iter()
        .filter_map(|(name, limit)| Some(format!("{name}: {}", limit.as_ref()?.basis)))
        .collect();
    let mut notes = vec![
        "Capaian = realisasi / target dari jumlah tiket (ketersediaan: dari detik), dipotong pada dua desimal dan tanpa batas \
         atas. Norma lokal tidak dijumlahkan dengan norma dokumen."
            .to_owned(),
        "Polarisasi setiap indikator: Maximize (makin tinggi makin baik). Konsolidasi: jumlah pembilang dan penyebut; \
         ketersediaan: detik sejak 1 Januari."
            .to_owned(),
    ];
    notes.push(if bases.is_empty() {
        "Dokumen norma tidak menetapkan target persentase pemenuhan dan konfigurasi tidak memuatnya, maka capaian tidak dihitung."
            .to_owned()
    } else {
        format!("Dasar target {}.", bases.join("; "))
    });
    if !report.frame.availability.is_empty() {
        notes.push(
            "Target ketersediaan berlaku setahun: triwulan tunggal tidak dinilai, dan kolom kumulatif dihitung sejak 1 Januari."
                .to_owned(),
        );
    }
    notes
        .into_iter()
        .map(|note| vec![Inline::plain(note)])
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::sample;

    fn row(quarter: &str, met: i64, breached: i64) -> QuarterRow {
        let counts = Counts {
            met,
            breached,
            ..Counts::default()
        };
        QuarterRow {
            quarter: quarter.parse().unwrap(),
            fulfilment: counts,
            resolution: Counts::default(),
            response: Counts::default(),
        }
    }

    #[test]
    fn cumulative_columns_add_tickets_and_the_future_is_open() {
        let mut report = sample::report();
        report.quarter = "2026-TW3".parse().unwrap();
        report.frame.quarters = vec![
            row("2025-TW4", 7, 0),
            row("2026-TW1", 1, 0),
            row("2026-TW2", 9, 90),
            row("2026-TW3", 0, 0),
            // Known already, but of another report.
            row("2026-TW4", 5, 5),
        ];
        let limit = Limit {
            target: 5_000,
            warning: 4_000,
            basis: "uji".to_owned(),
        };
        let indicator = group(&report, "uji", Some(&limit), |row| row.fulfilment);
        assert_eq!(
            indicator.reached,
            [
                Some((1, 1)),
                Some((9, 99)),
                Some((10, 100)),
                Some((0, 0)),
                Some((10, 100)),
                None,
                None
            ]
        );
        let [_, reached, achieved] = lines(&indicator);
        let shown = |row: &Row| -> Vec<String> { row.cells[1..8].iter().map(Cell::text).collect() };
        assert_eq!(
            shown(&reached),
            ["100,00%", "9,09%", "10,00%", "-", "10,00%", "-", "-"]
        );
        assert_eq!(
            shown(&achieved),
            ["200%", "18,18%", "20%", "-", "20%", "-", "-"]
        );
    }

    #[test]
    fn an_achievement_is_cut_and_never_made_up() {
        assert_eq!(achievement(98, 100, 9_500), Some(10_315));
        assert_eq!(achievement(0, 7, 9_500), Some(0));
        assert_eq!(achievement(0, 0, 9_500), None);
        // Seconds of a year, of which all but one.
        assert_eq!(achievement(31_535_999, 31_536_000, 10_000), Some(9_999));
    }
}
