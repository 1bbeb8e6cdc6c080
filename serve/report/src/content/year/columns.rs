//! The columns of counts over a year.

use norma_document::{Cell, Column};

use super::super::parts;
use super::{Told, short};
use crate::counts::Counts;
use crate::edition::Limit;
use crate::year::ByQuarter;

/// Rate, met and decided by quarter, then every verdict of the year. Paper has room for the rates.
pub(super) fn columns(told: &Told<'_>, limit: Option<&Limit>) -> Vec<Column> {
    let mut columns = Vec::new();
    for number in 1..=4 {
        let name = short(number);
        let column = |key: &str, title: &str| {
            let key = format!("q{number}_{key}");
            Column::figures(&key, title).under("Pemenuhan per triwulan")
        };
        columns.extend([
            column("met_percent", &name),
            column("met", &format!("{name}: memenuhi")).data_only(),
            column("decided", &format!("{name}: diputus")).data_only(),
        ]);
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
            Some(counts) => [
                parts::share(counts.met, counts.decided()),
                Cell::count(counts.met),
                Cell::count(counts.decided()),
            ],
            None => [const { Cell::None }; 3],
        });
    }
    let year: Counts = quarters.iter().flatten().copied().sum();
    cells.extend(parts::verdict_cells(&year, limit, local));
    cells
}

/// What the columns say.
pub(super) const HOW_COUNTED: &str = "Setiap triwulan: bagian tiket diputus yang memenuhi norma; jumlah tiketnya ada pada berkas Excel dan CSV. Angka setahun adalah jumlah tiket keempat triwulan; setiap tiket dihitung dalam tepat satu triwulan, dan persentase tidak pernah dirata-ratakan. Selang di bawah pemenuhan adalah selang Wilson 95%, ditampilkan bila kurang dari 30 tiket diputus. Triwulan yang belum mulai, atau tanpa tiket yang diputus, dicetak \"-\". Median dan P90 tidak dapat dijumlahkan dari triwulan dan karena itu tidak dicetak.";
