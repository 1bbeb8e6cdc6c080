//! Where norms were broken in the year.

use norma_document::{Block, Cell, Column, Row, Section, Table};

use super::super::{breaches as quarterly, parts};
use super::{Told, short};
use crate::counts::Counts;
use crate::format::number;
use crate::model::ParetoRow;
use crate::words;
use crate::year::YearRow;

/// What is broken: local, organisation, norm, name as exported, clock.
type Broken = (bool, String, Option<String>, Option<String>, String);

pub(super) fn section(told: &Told<'_>) -> Section {
    let mut section = Section::new("pelanggaran", "Pelanggaran");
    let mut rows = told.year.added(|report| {
        let rows = report.pareto.iter();
        rows.map(|row| (broken(row), counts(row))).collect()
    });
    // Most first, local norms apart below; equals in the order of their names.
    rows.sort_by_key(|row| (row.key.0, -row.total().decided()));
    let all: i64 = rows.iter().map(|row| row.total().decided()).sum();
    let mut worst = quarterly::worst_ten(&told.all);
    "Tidak ada pelanggaran pada tahun ini.".clone_into(&mut worst.empty);
    section.blocks = vec![
        Block::lead(if all == 0 {
            "Tidak ada pelanggaran norma waktu.".to_owned()
        } else {
            format!(
                "{} penilaian melampaui norma atau lewat norma dan belum selesai.",
                number(all)
            )
        }),
        Block::Table(by_service(told, &rows)),
    ];
    let mut part = Section::new("terberat", "Sepuluh pelanggaran terberat");
    part.blocks = vec![Block::Table(worst)];
    section.parts.push(part);
    section
}

fn broken(row: &ParetoRow) -> Broken {
    (
        row.local,
        row.organisation.clone(),
        row.norm_path.clone(),
        row.service_name.clone(),
        row.clock.clone(),
    )
}

const fn counts(row: &ParetoRow) -> Counts {
    Counts {
        met: 0,
        breached: row.breached,
        overdue: row.overdue,
        running: 0,
        exempt: 0,
        no_norm: 0,
        unmeasurable: 0,
    }
}

fn by_service(told: &Told<'_>, rows: &[YearRow<Broken>]) -> Table {
    let mut columns = vec![
        Column::words("local", "Norma lokal", 8).data_only(),
        Column::words("service_name", "Layanan", 30),
        Column::words("organisation", "Organisasi", 12),
        Column::words("norm_path", "Kode norma", 11).data_only(),
        Column::words("clock", "Jenis waktu", 14),
    ];
    columns.extend([1, 2, 3, 4].map(|quarter| {
        let key = format!("q{quarter}_breaches");
        Column::figures(&key, &short(quarter))
            .under("Pelanggaran")
            .weighing(8)
    }));
    let year = format!("Tahun {}", told.year.year);
    let sum = |key: &str, title: &str| Column::figures(key, title).under(&year).weighing(9);
    columns.extend([
        sum("breached", "Melampaui"),
        sum("overdue", "Lewat norma"),
        sum("breaches", "Jumlah"),
    ]);
    let mut table = Table::new(
        "breaches_by_year",
        "Pelanggaran menurut layanan dan jenis waktu, per triwulan dan setahun",
        columns,
    );
    "breach_pareto".clone_into(&mut table.source);
    "Tidak ada pelanggaran pada tahun ini.".clone_into(&mut table.empty);
    let mut is_local = false;
    for row in rows {
        let (local, organisation, norm, name, clock) = &row.key;
        if *local && !is_local {
            is_local = true;
            let heading = "Menurut norma lokal, dihitung tersendiri";
            table.rows.push(Row::group(heading, table.columns.len()));
        }
        let mut cells = vec![
            parts::yes_no(*local),
            Cell::label(
                words::service(name.as_deref(), norm.as_deref()),
                norm.as_deref().unwrap_or_default(),
            ),
            Cell::text_of(organisation),
            parts::code_or_none(norm.as_deref()),
            Cell::text_of(words::clock(clock)),
        ];
        let quarters = row.quarters.iter();
        cells.extend(quarters.map(|c| c.map_or(Cell::None, |c| Cell::count(c.decided()))));
        let total = row.total();
        cells.extend([total.breached, total.overdue, total.decided()].map(Cell::count));
        table.rows.push(Row::body(cells));
    }
    table.notes = vec![parts::remark(
        "Satu tiket dapat melanggar lebih dari satu norma waktu, misalnya waktu tanggap dan pemenuhan; setiap pelanggaran dihitung \
         sekali, dalam triwulan ketika hasilnya ditetapkan. Rincian setiap tiket ada pada laporan triwulannya.",
    )];
    table
}
