//! The main figures under the other value of each setting.

use norma_document::{Block, Cell, Column, Inline, Level, Row, Section, Table};

use super::parts;
use crate::counts::Counts;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::number;
use crate::model::{MainFigures, OtherFigures, Report, Sensitivity};
use crate::words;

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("sensitivitas", "Sensitivitas");
    let Some(sensitivity) = &report.sensitivity else {
        section.blocks.push(Block::body(
            "Tabel sensitivitas hanya dihitung untuk laporan yang ditulis dengan norma report.",
        ));
        return Ok(section);
    };
    let moving = sensitivity
        .others
        .iter()
        .filter(|other| other.figures != sensitivity.in_force);
    let moving = moving.count() as i64;
    section.blocks = vec![
        Block::lead(format!(
            "{} dari {} nilai lain pada pengaturan mengubah angka utama triwulan ini.",
            number(moving),
            number(sensitivity.others.len() as i64)
        )),
        Block::Paragraph {
            level: Level::Body,
            text: vec![
                Inline::plain(
                    "Dokumen sumber tidak mengatur hal-hal berikut. Setiap baris menilai semua tiket sekali lagi dengan satu pengaturan \
                     pada nilainya yang lain, semua yang lain tetap. Arti tiap pengaturan ada pada ",
                ),
                Inline::reference("definisi"),
                Inline::plain("."),
            ],
        },
        Block::Table(verdicts(sensitivity)),
        Block::Table(availability(sensitivity)),
    ];
    Ok(section)
}

/// Settings that touch availability; all others touch verdicts.
fn is_of_availability(other: &OtherFigures) -> bool {
    ["maintenance", "rollup", "unknown"].contains(&other.key.as_str())
}

fn setting(other: &OtherFigures) -> Cell {
    Cell::label(
        words::setting(&other.key),
        format!("{} = {}, berlaku {}", other.key, other.other, other.value),
    )
}

const GROUPS: [(&str, &str); 3] = [
    ("fulfilment", "Permintaan layanan"),
    ("resolution", "Penyelesaian gangguan"),
    ("response", "Waktu tanggap"),
];

fn groups(figures: &MainFigures) -> [Counts; 3] {
    [figures.fulfilment, figures.resolution, figures.response]
}

fn verdicts(sensitivity: &Sensitivity) -> Table {
    let mut columns = vec![
        Column::words("setting", "Pengaturan dan nilai lainnya", 30),
        Column::words("key", "Kunci", 14).data_only(),
        Column::words("other_value", "Nilai lain", 14).data_only(),
    ];
    for (key, title) in GROUPS {
        let key = |what: &str| format!("{key}_{what}");
        columns.extend([
            Column::figures(&key("met"), "Memenuhi")
                .under(title)
                .data_only(),
            Column::figures(&key("decided"), "Diputus")
                .under(title)
                .weighing(8),
            Column::figures(&key("rate"), "Pemenuhan")
                .under(title)
                .weighing(11),
            Column::figures(&key("change"), "Selisih poin")
                .under(title)
                .weighing(9),
        ]);
    }
    let mut table = Table::new(
        "sensitivity",
        "Angka utama di bawah nilai lain setiap pengaturan",
        columns,
    );
    "quarter_summary".clone_into(&mut table.source);
    let row = |first: [Cell; 3], figures: &MainFigures, is_other: bool| {
        let mut cells = first.to_vec();
        for (now, then) in groups(&sensitivity.in_force).iter().zip(groups(figures)) {
            let (met, decided) = (then.met, then.decided());
            cells.extend([
                Cell::count(met),
                Cell::count(decided),
                parts::share(met, decided),
                if is_other {
                    Cell::Change {
                        from: (now.met, now.decided()),
                        to: (met, decided),
                    }
                } else {
                    Cell::None
                },
            ]);
        }
        cells
    };
    let first = [
        Cell::text_of("Pengaturan yang berlaku"),
        Cell::None,
        Cell::None,
    ];
    let in_force = row(first, &sensitivity.in_force, false);
    table.rows.push(Row::body(in_force));
    for other in sensitivity.others.iter().filter(|o| !is_of_availability(o)) {
        let first = [
            setting(other),
            Cell::code(&other.key),
            Cell::code(&other.other),
        ];
        table.rows.push(Row::body(row(first, &other.figures, true)));
    }
    table.notes = vec![vec![Inline::plain(
        "Norma lokal tidak termasuk. Selisih dihitung dari jumlah tiket dan dipotong pada dua desimal. Nilai lain dapat juga \
         memindahkan tiket ke triwulan lain, sehingga jumlah yang diputus berubah.",
    )]];
    table
}

fn availability(sensitivity: &Sensitivity) -> Table {
    let mut table = Table::new(
        "sensitivity_availability",
        "Ketersediaan semua layanan di bawah nilai lain setiap pengaturan",
        vec![
            Column::words("setting", "Pengaturan dan nilai lainnya", 40),
            Column::words("key", "Kunci", 14).data_only(),
            Column::words("other_value", "Nilai lain", 14).data_only(),
            Column::figures("up_seconds", "Tersedia").weighing(20),
            Column::figures("counted_seconds", "Dihitung").weighing(20),
            Column::figures("rate", "Ketersediaan"),
            Column::figures("change", "Selisih poin"),
        ],
    );
    "availability".clone_into(&mut table.source);
    let now = &sensitivity.in_force;
    if now.counted_seconds == 0
        && sensitivity
            .others
            .iter()
            .all(|o| o.figures.counted_seconds == 0)
    {
        "Belum ada layanan yang ketersediaannya dihitung.".clone_into(&mut table.empty);
        return table;
    }
    let cells = |figures: &MainFigures, change: Cell| {
        [
            Cell::duration(Some(figures.up_seconds), None),
            Cell::duration(Some(figures.counted_seconds), None),
            parts::share(figures.up_seconds, figures.counted_seconds),
            change,
        ]
    };
    let first = [
        Cell::text_of("Pengaturan yang berlaku"),
        Cell::None,
        Cell::None,
    ];
    let in_force = first.into_iter().chain(cells(now, Cell::None));
    table.rows.push(Row::body(in_force.collect()));
    for other in sensitivity.others.iter().filter(|o| is_of_availability(o)) {
        let change = Cell::Change {
            from: (now.up_seconds, now.counted_seconds),
            to: (other.figures.up_seconds, other.figures.counted_seconds),
        };
        let first = [
            setting(other),
            Cell::code(&other.key),
            Cell::code(&other.other),
        ];
        let cells = first.into_iter().chain(cells(&other.figures, change));
        table.rows.push(Row::body(cells.collect()));
    }
    table.notes = vec![vec![Inline::plain(
        "Detik semua layanan dijumlahkan, lalu dibagi: waktu tersedia dibagi waktu yang dihitung, dalam triwulan ini.",
    )]];
    table
}
