//! The columns of counts over a year.

use norma_document::{Cell, Column};

use super::super::parts;
use super::{Told, short};
use crate::counts::Counts;
use crate::edition::Limit;
use crate::year::ByQuarter;

/// The keys of the columns of a quarter: met, decided.
const QUARTERS: [(u8, &str, &str); 4] = [
    (1, "q1_met", "q1_decided"),
    (2, "q2_met", "q2_decided"),
    (3, "q3_met", "q3_decided"),
    (4, "q4_met", "q4_decided"),
];

/// Met and decided by quarter, then every verdict of the year.
pub(super) fn columns(told: &Told<'_>, limit: Option<&Limit>) -> Vec<Column> {
    let mut columns = Vec::new();
    for (number, met, decided) in QUARTERS {
        let group = short(number);
        let column = |key: &str, title: &str| Column::figures(key, title).under(&group).weighing(9);
        columns.extend([column(met, "Memenuhi"), column(decided, "Diputus")]);
    }
    let year = format!("Tahun {}", told.year.year);
    columns.extend(parts::verdict_columns(limit).into_iter().map(|mut column| {
        column.group.clone_from(&year);
        column
    }));
    columns
}

/// The cells of [`columns`]; "-" for a quarter that had not begun.
pub(super) fn cells(quarters: &ByQuarter<Counts>, limit: Option<&Limit>, local: bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    for counts in quarters {
        cells.extend(match counts {
            Some(counts) => [Cell::count(counts.met), Cell::count(counts.decided())],
            None => [Cell::None, Cell::None],
        });
    }
    let year: Counts = quarters.iter().flatten().copied().sum();
    cells.extend(parts::verdict_cells(&year, limit, local));
    cells
}

/// What the columns say.
pub(super) const HOW_COUNTED: &str = "Setiap triwulan: tiket yang memenuhi norma dan tiket yang diputus. Angka setahun adalah jumlah tiket keempat triwulan; setiap tiket dihitung dalam tepat satu triwulan, dan persentase tidak pernah dirata-ratakan. Selang di bawah pemenuhan adalah selang Wilson 95%, ditampilkan bila kurang dari 30 tiket diputus. Triwulan yang belum mulai dicetak \"-\". Median dan P90 tidak dapat dijumlahkan dari triwulan dan karena itu tidak dicetak.";
