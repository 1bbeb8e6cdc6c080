//! The same tickets judged by other norms, when that was asked for.

use std::fmt::Write as _;

use norma_document::{Block, Callout, Cell, Column, Inline, Row, RowKind, Section, Table};

use crate::counts::Counts;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::model::{Change, Judged, Report, Sides, WhatIf, WhatIfService};
use crate::words;

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Option<Section>, ReportError> {
    let Some(what_if) = &report.what_if else {
        return Ok(None);
    };
    let mut section = Section::new("simulasi", "Simulasi norma lain");
    section.blocks = vec![warning(what_if), Block::body(method(what_if))];
    let part = |id: &str, title: &str, table: Table| {
        let mut part = Section::new(id, title);
        part.blocks.push(Block::Table(table));
        part
    };
    section.parts = vec![
        part(
            "simulasi-organisasi",
            "Per organisasi",
            by_organisation(what_if),
        ),
        part("simulasi-layanan", "Per layanan", by_service(what_if)),
        part(
            "simulasi-tiket",
            "Tiket yang hasilnya berubah",
            changes(what_if),
        ),
    ];
    Ok(Some(section))
}

fn warning(what_if: &WhatIf) -> Block {
    let norms = &what_if.norms;
    let mut text = vec![Inline::strong("Simulasi, bukan angka yang disampaikan. ")];
    match &what_if.title {
        Some(title) => text.push(Inline::plain(format!(
            "Tiket triwulan ini dinilai sekali lagi dengan norma dokumen {norms} ({title}), apa pun masa berlakunya. "
        ))),
        None => text.extend([
            Inline::plain(
                "Tiket triwulan ini dinilai sekali lagi dengan norma yang berlaku ditambah berkas norma lokal ",
            ),
            Inline::code(norms),
            Inline::plain(". "),
        ]),
    }
    text.extend([
        Inline::plain("Versi aturan simulasi: "),
        Inline::code(&what_if.rules_version),
        Inline::plain("."),
    ]);
    Block::Callout {
        kind: Callout::Warning,
        text,
    }
}

fn method(what_if: &WhatIf) -> String {
    let mut text = "Kedua sisi menghitung tiket yang sama: tiket yang menurut norma yang berlaku masuk triwulan ini, juga bila norma \
                    simulasi memutusnya pada triwulan lain. Setiap tiket dihitung pada layanannya sendiri. "
        .to_owned();
    if what_if.title.is_some() {
        let norms = &what_if.norms;
        let _ = write!(
            text,
            "Normanya adalah satu padanan yang pasti dari sublayanan itu dalam dokumen {norms}; tanpa padanan yang pasti tiket itu \
             tanpa norma. Waktu tanggap memakai aturan dokumen {norms} untuk kanalnya, bagi semua organisasi. Tabel prioritas P1 \
             sampai P5 tidak diganti. "
        );
    }
    text + "Jumlah tiket yang diputus dapat berbeda antara kedua sisi; karena itu yang tidak diputus dan yang tanpa padanan dicetak di \
            sampingnya. Norma lokal ikut dihitung di sini, berbeda dari ringkasan."
}

/// The columns of both sides; `keys` are the columns before them.
fn columns(keys: Vec<Column>) -> Vec<Column> {
    let mut columns = keys;
    for (side, title) in [("", "Norma yang berlaku"), ("other_", "Simulasi")] {
        let key = |what: &str| format!("{side}{what}");
        columns.extend([
            Column::figures(&key("undecided"), "Tidak diputus").under(title),
            Column::figures(&key("decided"), "Diputus").under(title),
            Column::figures(&key("met"), "Memenuhi").under(title),
            Column::figures(&key("rate"), "Pemenuhan").under(title),
        ]);
    }
    columns.extend([
        Column::figures("change", "Selisih poin"),
        Column::figures("improved", "Tidak lagi terlambat"),
        Column::figures("worsened", "Menjadi terlambat"),
        Column::figures("no_counterpart", "Tanpa padanan"),
    ]);
    columns
}

fn sides(both: &Sides) -> Vec<Cell> {
    let side = |counts: &Counts| {
        [
            Cell::count(counts.total() - counts.decided()),
            Cell::count(counts.decided()),
            Cell::count(counts.met),
            Cell::rate(counts.met, counts.decided()),
        ]
    };
    let (now, then) = (&both.in_force, &both.other);
    let mut cells: Vec<Cell> = side(now).into_iter().chain(side(then)).collect();
    cells.extend([
        Cell::Change {
            from: (now.met, now.decided()),
            to: (then.met, then.decided()),
        },
        Cell::count(both.improved),
        Cell::count(both.worsened),
        Cell::count(both.no_counterpart),
    ]);
    cells
}

/// Which of the sides is local, in words.
fn tag(local: bool, other_local: bool) -> &'static str {
    match (local, other_local) {
        (true, _) => "norma lokal",
        (false, true) => "norma lokal (simulasi)",
        (false, false) => "",
    }
}

fn by_organisation(what_if: &WhatIf) -> Table {
    let keys = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("promise", "Penilaian", 26),
    ];
    let mut table = Table::new(
        "what_if_by_organisation",
        "Simulasi per organisasi",
        columns(keys),
    );
    let width = table.columns.len();
    let mut organisation = "";
    for row in &what_if.organisations {
        if row.organisation != organisation {
            organisation = &row.organisation;
            table.rows.push(Row::group(organisation, width));
        }
        let first = [
            Cell::text_of(&row.organisation),
            Cell::label(
                words::promise(&row.promise),
                tag(row.local, row.other_local),
            ),
        ];
        let cells = first.into_iter().chain(sides(&row.sides));
        table.rows.push(Row::body(cells.collect()));
    }
    if !what_if.organisations.is_empty() {
        for total in what_if.totals() {
            let words = words::promise(&total.promise);
            let first = [
                Cell::text_of("semua organisasi"),
                Cell::text_of(format!("{words}, semua organisasi")),
            ];
            let cells = first.into_iter().chain(sides(&total.sides));
            table.rows.push(Row::total(cells.collect()));
        }
    }
    table.notes = vec![vec![Inline::plain(
        "Selisih dihitung dari jumlah tiket dan dipotong pada dua desimal, bukan dari persentase yang dicetak. \"-\": salah satu sisi \
         tidak memutus tiket apa pun. Tidak lagi terlambat: melampaui atau lewat norma menurut norma yang berlaku, memenuhi atau \
         berjalan menurut simulasi; menjadi terlambat: sebaliknya.",
    )]];
    table
}

fn by_service(what_if: &WhatIf) -> Table {
    let keys = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("service_name", "Layanan, normanya, dan norma simulasi", 30),
        Column::words("norm_path", "Norma", 12).data_only(),
        Column::words("limit", "Batas", 12).data_only(),
        Column::words("other_norm", "Norma simulasi", 12).data_only(),
        Column::words("other_limit", "Batas simulasi", 12).data_only(),
    ];
    let mut table = Table::new("what_if_by_service", "Simulasi per layanan", columns(keys));
    let width = table.columns.len();
    let mut organisation = "";
    for row in &what_if.services {
        if row.organisation != organisation {
            organisation = &row.organisation;
            table.rows.push(Row::group(organisation, width));
        }
        let optional = |text: &str| {
            if text.is_empty() {
                Cell::None
            } else {
                Cell::code(text)
            }
        };
        let first = [
            Cell::text_of(&row.organisation),
            Cell::label(&row.service_name, norms_of(row)),
            row.norm_path.as_ref().map_or(Cell::None, Cell::code),
            Cell::text_of(&row.limit),
            optional(&row.other_norms),
            Cell::text_of(&row.other_limit),
        ];
        let cells = first.into_iter().chain(sides(&row.sides));
        table.rows.push(Row::body(cells.collect()));
    }
    table.notes = vec![vec![Inline::plain(
        "Semua waktu yang dinilai dari satu layanan (pemenuhan, penutupan, penanganan awal, persetujuan, sebelum kegiatan) \
         dijumlahkan, sebab norma lain dapat menilai waktu yang lain.",
    )]];
    table
}

fn norms_of(row: &WhatIfService) -> String {
    let own = row.norm_path.as_deref().unwrap_or("belum dipetakan");
    let other = if row.other_norms.is_empty() {
        "tanpa norma".to_owned()
    } else {
        format!("{}: {}", row.other_norms, row.other_limit)
    };
    let tag = tag(row.local, row.other_local);
    let tag = if tag.is_empty() {
        String::new()
    } else {
        format!(" · {tag}")
    };
    format!("{own}: {} · simulasi {other}{tag}", row.limit)
}

fn changes(what_if: &WhatIf) -> Table {
    let mut columns = vec![
        Column::words("change", "Perubahan", 14).data_only(),
        Column::words("source", "Sumber", 14).data_only(),
        Column::words("ticket_id", "Tiket", 24),
    ];
    for (side, title) in [("", "Norma yang berlaku"), ("other_", "Simulasi")] {
        let key = |what: &str| format!("{side}{what}");
        columns.extend([
            Column::words(&key("norm"), "Norma", 16).under(title),
            Column::words(&key("allowance"), "Batas", 12).under(title),
            Column::figures(&key("elapsed_seconds"), "Terpakai").under(title),
            Column::words(&key("verdict"), "Hasil", 14).under(title),
        ]);
    }
    let mut table = Table::new(
        "what_if_changes",
        "Penilaian yang terlambat pada satu sisi saja",
        columns,
    );
    "Tidak ada penilaian yang berubah.".clone_into(&mut table.empty);
    let width = table.columns.len();
    let mut group = "";
    for row in &what_if.changes {
        if row.change != group {
            group = &row.change;
            table.rows.push(Row::group(changed(row), width));
        }
        let service = row.service_name.as_deref().unwrap_or("-");
        let mut cells = vec![
            Cell::text_of(changed(row)),
            Cell::text_of(&row.source),
            Cell::label(
                &row.ticket_id,
                format!("{} · {service} · {}", row.source, row.organisation),
            ),
        ];
        cells.extend(judged(&row.in_force));
        cells.extend(judged(&row.other));
        table.rows.push(Row {
            kind: RowKind::Body,
            cells,
        });
    }
    table
}

fn changed(row: &Change) -> &'static str {
    if row.change == "improved" {
        "Tidak lagi terlambat"
    } else {
        "Menjadi terlambat"
    }
}

fn judged(side: &Judged) -> [Cell; 4] {
    let clock = side.clock.as_deref().map_or("", words::clock);
    let local = if side.local { " · norma lokal" } else { "" };
    let norm = side.norm.as_deref().unwrap_or("-");
    let verdict = side.verdict.as_deref().unwrap_or_default();
    [
        Cell::label(norm, format!("{clock}{local}")),
        Cell::text_of(&side.limit),
        Cell::duration(side.elapsed, side.calendar.as_deref()),
        Cell::text_of(words::verdict(verdict)),
    ]
}
