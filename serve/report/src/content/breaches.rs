//! Where norms were broken: Pareto and the worst ten.

use norma_document::{
    Block, Cell, Chart, ChartKind, Column, Inline, Level, Row, Section, Status, Table,
};

use super::parts;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::number;
use crate::model::{Breach, ParetoRow, Report};
use crate::{narrative, pictures, words};

/// So many are shown; the appendix has all.
const WORST: usize = 10;

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = summary(report)?;
    let one_by_one = Block::Paragraph {
        level: Level::Body,
        text: vec![
            Inline::plain(format!(
                "{} penilaian melampaui norma atau lewat norma dan belum selesai; satu per satu ada di ",
                number(report.breaches.len() as i64)
            )),
            Inline::reference("buku-tiket"),
            Inline::plain("."),
        ],
    };
    section.blocks.insert(1, one_by_one);
    let mut worst = Section::new("terberat", "Sepuluh pelanggaran terberat");
    worst.blocks = vec![Block::Table(worst_ten(report))];
    section.parts.push(worst);
    Ok(section)
}

/// Where norms were broken most.
pub(super) fn summary(report: &Report) -> Result<Section, ReportError> {
    let mut section = Section::new("pelanggaran", "Pelanggaran");
    let mut figure = pictures::figure("breaches", report)?;
    figure.data = Some(drawn(report));
    figure.chart = Some(Chart {
        kind: ChartKind::Pareto,
        table: "breaches_drawn".to_owned(),
        category: "service_name".to_owned(),
        series: vec!["breaches".to_owned(), "cumulative_percent".to_owned()],
    });
    section.blocks = vec![
        parts::lead(&narrative::breaches(report)),
        Block::Figure(figure),
        Block::Table(pareto(report)),
    ];
    Ok(section)
}

/// What the picture shows: the services of the documents' norms, those that did not fit together.
fn drawn(report: &Report) -> Table {
    let mut table = Table::new(
        "breaches_drawn",
        "Pelanggaran menurut layanan dan jenis waktu",
        vec![
            Column::words("service_name", "Layanan", 34),
            Column::words("detail", "Jenis waktu dan organisasi", 24),
            Column::figures("breaches", "Pelanggaran"),
            Column::figures("cumulative_percent", "Kumulatif"),
        ],
    );
    "breach_pareto".clone_into(&mut table.source);
    let lines = pictures::pareto_lines(report);
    let all = lines.iter().map(|line| line.count).sum();
    let mut sum = 0;
    for line in lines {
        sum += line.count;
        table.rows.push(Row::body(vec![
            Cell::text_of(line.label),
            Cell::text_of(line.detail),
            Cell::count(line.count),
            parts::share(sum, all),
        ]));
    }
    table
}

fn pareto(report: &Report) -> Table {
    let columns = vec![
        Column::words("local", "Norma lokal", 8).data_only(),
        Column::figures("place", "No.").weighing(5),
        Column::words("service_name", "Layanan", 32),
        Column::words("organisation", "Organisasi", 13),
        Column::words("norm_path", "Kode norma", 11).data_only(),
        Column::words("clock", "Jenis waktu", 14),
        Column::figures("breached", "Melampaui").weighing(10),
        Column::figures("overdue", "Lewat norma").weighing(10),
        Column::figures("breaches", "Jumlah").weighing(9),
        Column::figures("cumulative", "Kumulatif").weighing(10),
        Column::figures("cumulative_percent", "Bagian").weighing(10),
    ];
    let mut table = Table::new(
        "breach_pareto",
        "Pelanggaran menurut layanan dan jenis waktu",
        columns,
    );
    "Tidak ada pelanggaran pada triwulan ini.".clone_into(&mut table.empty);
    let cells = |row: &ParetoRow| {
        let path = row.norm_path.as_deref();
        Row::body(vec![
            parts::yes_no(row.local),
            Cell::count(row.place),
            Cell::label(
                words::service(row.service_name.as_deref(), path),
                path.unwrap_or_default(),
            ),
            Cell::text_of(&row.organisation),
            parts::code_or_none(path),
            Cell::text_of(words::clock(&row.clock)),
            Cell::count(row.breached),
            Cell::count(row.overdue),
            Cell::count(row.breaches),
            Cell::count(row.cumulative),
            parts::share(row.cumulative, row.of_all),
        ])
    };
    let (local, promised): (Vec<_>, Vec<_>) = report.pareto.iter().partition(|row| row.local);
    table.rows = promised.into_iter().map(cells).collect();
    if !local.is_empty() {
        let heading = "Menurut norma lokal, dihitung tersendiri";
        table.rows.push(Row::group(heading, table.columns.len()));
        table.rows.extend(local.into_iter().map(cells));
    }
    table.notes = vec![parts::remark(
        "Satu tiket dapat melanggar lebih dari satu norma waktu, misalnya waktu tanggap dan pemenuhan; setiap pelanggaran dihitung sekali.",
    )];
    table
}

pub(super) fn worst_ten(report: &Report) -> Table {
    let span = |key: &str, title: &str| Column::figures(key, title).under("Waktu").weighing(14);
    let columns = vec![
        Column::words("source", "Sumber", 12).data_only(),
        Column::words("ticket_id", "Tiket", 16),
        Column::words("verdict", "Hasil", 13),
        Column::words("service_name", "Layanan", 30),
        Column::words("organisation", "Organisasi", 12).data_only(),
        Column::words("priority", "Prioritas", 8).data_only(),
        Column::words("norm", "Norma", 20),
        Column::words("clock", "Jenis waktu", 14).data_only(),
        Column::words("local", "Norma lokal", 8).data_only(),
        span("allowance_seconds", "Batas"),
        span("elapsed_seconds", "Terpakai"),
        span("exceeded_seconds", "Melebihi"),
        Column::words("calendar", "Kalender", 12).under("Waktu"),
        Column::figures("due_at", "Jatuh tempo").weighing(16),
        Column::figures("finished_at", "Selesai").weighing(16),
    ];
    let mut table = Table::new("worst_breaches", "Sepuluh pelanggaran terberat", columns);
    "breaches".clone_into(&mut table.source);
    "Tidak ada pelanggaran pada triwulan ini.".clone_into(&mut table.empty);
    table.rows = report.breaches.iter().take(WORST).map(worst_row).collect();
    table.notes = vec![
        parts::remark(
            "Diurutkan menurut lamanya melebihi norma, dalam detik kalender normanya masing-masing. Hasil diputuskan dalam detik penuh; durasi di sini ditampilkan dalam dua satuan terbesar, sisanya dipotong.",
        ),
        vec![
            Inline::code("norma explain NOMOR_TIKET"),
            Inline::plain(" mencetak rincian setiap ruas waktu."),
        ],
    ];
    table
}

fn worst_row(row: &Breach) -> Row {
    let calendar = row.calendar.as_deref();
    let (status, word) = if row.verdict == "overdue" {
        (Status::Warning, "lewat norma")
    } else {
        (Status::Missed, "melampaui")
    };
    let mut promised = vec![words::clock(&row.clock)];
    if row.local {
        promised.push(parts::LOCAL);
    }
    let service = row.service_name.as_deref().unwrap_or("-");
    let priority = row.priority.as_deref();
    Row::body(vec![
        Cell::text_of(&row.source),
        Cell::label(&row.ticket_id, &row.source),
        Cell::Status {
            status,
            word: word.to_owned(),
        },
        Cell::label(
            service,
            priority.map_or_else(
                || row.organisation.clone(),
                |priority| format!("{priority} · {}", row.organisation),
            ),
        ),
        Cell::text_of(&row.organisation),
        parts::words_or_none(priority),
        Cell::label(row.norm.as_deref().unwrap_or("-"), promised.join(" · ")),
        Cell::text_of(words::clock(&row.clock)),
        parts::yes_no(row.local),
        parts::limit_cells((row.allowance, &row.limit), (row.allowance, &row.limit))[0].clone(),
        Cell::duration(row.elapsed, calendar),
        Cell::duration(row.exceeded, calendar),
        calendar.map_or(Cell::None, |id| Cell::text_of(words::calendar(id))),
        Cell::instant(row.due_at),
        row.finished_at
            .map_or_else(|| Cell::text_of("belum"), |at| Cell::Instant { at }),
    ])
}
