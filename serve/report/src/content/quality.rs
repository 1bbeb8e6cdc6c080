//! Loads, rejects, findings.

use norma_document::{Block, Callout, Cell, Column, Inline, Row, Section, Table};

use super::parts;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::number;
use crate::model::{Load, Report};
use crate::words;

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("mutu", "Mutu data");
    section.blocks.push(Block::lead(lead(report)));
    if !report.loads.iter().all(Load::adds_up) {
        section.blocks.push(Block::Callout {
            kind: Callout::Warning,
            text: vec![
                Inline::strong("Rekaman tidak lengkap. "),
                Inline::plain(
                    "Pada sekurangnya satu berkas keempat jumlah tidak sama dengan rekaman yang dibaca.",
                ),
            ],
        });
    }
    let part = |id: &str, title: &str, table: Table| {
        let mut part = Section::new(id, title);
        part.blocks.push(Block::Table(table));
        part
    };
    section.parts = vec![
        part("mutu-berkas", "Berkas yang dimuat", loads(report)),
        part("mutu-temuan", "Temuan dan penolakan", findings(report)),
        part("mutu-gangguan", "Temuan catatan gangguan", outages(report)),
        part(
            "mutu-pemetaan",
            "Layanan yang belum dipetakan",
            unmapped(report),
        ),
    ];
    Ok(section)
}

fn lead(report: &Report) -> String {
    let rejected = report.rejected();
    let findings: i64 = report
        .findings
        .iter()
        .filter(|finding| finding.check != "rejected")
        .map(|finding| finding.findings)
        .sum();
    let rejected = if rejected == 0 {
        "Tidak ada rekaman ekspor yang ditolak".to_owned()
    } else {
        format!("{} rekaman ekspor ditolak", number(rejected))
    };
    format!(
        "{rejected}; {} temuan mutu data; {} nama layanan belum dipetakan.",
        number(findings),
        number(report.unmapped.len() as i64)
    )
}

fn loads(report: &Report) -> Table {
    let mut table = Table::new(
        "load_counts",
        "Rekaman tiap berkas: dibaca = dimuat + digantikan + berulang + ditolak",
        vec![
            Column::words("file_name", "Berkas", 34),
            Column::words("source", "Sumber", 14).data_only(),
            Column::figures("run", "Snapshot").data_only(),
            Column::words("landing_file", "SHA-256", 30).data_only(),
            Column::words("export_time", "Waktu ekspor", 18),
            Column::figures("records_read", "Dibaca"),
            Column::figures("loaded", "Dimuat"),
            Column::figures("superseded", "Digantikan"),
            Column::figures("repeated", "Berulang"),
            Column::figures("rejected", "Ditolak"),
        ],
    );
    "Belum ada berkas.".clone_into(&mut table.empty);
    let row = |load: &Load| {
        Row::body(vec![
            Cell::label(
                &load.file_name,
                format!("{} · snapshot {}", load.source, number(load.run)),
            ),
            Cell::code(&load.source),
            Cell::count(load.run),
            Cell::code(&load.landing_file),
            Cell::instant(load.export_time),
            Cell::count(load.records_read),
            Cell::count(load.loaded),
            Cell::count(load.superseded),
            Cell::count(load.repeated),
            Cell::count(load.rejected),
        ])
    };
    table.rows = report.loads.iter().map(row).collect();
    table
}

fn findings(report: &Report) -> Table {
    let mut table = Table::new(
        "data_quality",
        "Temuan mutu data dan rekaman yang ditolak",
        vec![
            Column::words("source", "Sumber", 14),
            Column::words("check", "Temuan", 26),
            Column::words("field", "Kolom", 16),
            Column::figures("findings", "Jumlah"),
            Column::figures("concerned", "Tiket atau rekaman"),
            Column::words("example_ticket", "Contoh", 30),
            Column::words("example_detail", "Rincian contoh", 30).data_only(),
        ],
    );
    "Tidak ada temuan.".clone_into(&mut table.empty);
    let optional = |text: Option<&String>| text.map_or(Cell::None, Cell::text_of);
    table.notes.push(parts::remark(
        "Contoh tanpa nomor tiket dicetak dengan kata-kata pemuatan data; rincian setiap contoh ada pada berkas Excel dan CSV.",
    ));
    for row in &report.findings {
        let ticket = row.example_ticket.as_deref();
        let detail = row.example_detail.as_deref();
        table.rows.push(Row::body(vec![
            Cell::text_of(&row.source),
            Cell::text_of(words::check(&row.check)),
            optional(row.field.as_ref()),
            Cell::count(row.findings),
            Cell::count(row.concerned),
            match (ticket, detail) {
                // What is wrong with it stands in XLSX and CSV, in the words of the check.
                (Some(ticket), _) => Cell::text_of(ticket),
                (None, Some(detail)) => Cell::text_of(detail),
                (None, None) => Cell::None,
            },
            optional(row.example_detail.as_ref()),
        ]));
    }
    table
}

fn outages(report: &Report) -> Table {
    let mut table = Table::new(
        "availability_findings",
        "Temuan pada catatan yang menjadi dasar ketersediaan",
        vec![
            Column::words("service", "Layanan", 22),
            Column::words("part", "Bagian", 18),
            Column::words("outage_id", "Gangguan", 14),
            Column::words("finding", "Temuan", 44),
            Column::words("detail", "Rincian", 40).data_only(),
            Column::figures("records", "Rekaman"),
        ],
    );
    "Tidak ada temuan.".clone_into(&mut table.empty);
    let optional = |text: Option<&String>| text.map_or(Cell::None, Cell::text_of);
    for row in &report.availability.findings {
        table.rows.push(Row::body(vec![
            optional(row.service.as_ref()),
            optional(row.part.as_ref()),
            row.outage_id.as_ref().map_or(Cell::None, Cell::code),
            Cell::label(words::outage_finding(&row.finding), &row.detail),
            Cell::text_of(&row.detail),
            Cell::count(row.records),
        ]));
    }
    table
}

fn unmapped(report: &Report) -> Table {
    let mut table = Table::new(
        "unmapped_services",
        "Nama layanan yang tidak dipetakan: permintaannya tanpa norma, gangguannya tetap dinilai menurut prioritas",
        vec![
            Column::words("service_name", "Nama layanan", 34),
            Column::words("service_path", "Kode", 12),
            Column::words("source", "Sumber", 16),
            Column::words("organisation", "Organisasi", 16),
            Column::figures("requests", "Permintaan"),
            Column::figures("tickets", "Tiket"),
        ],
    );
    "Semua nama layanan telah dipetakan.".clone_into(&mut table.empty);
    for row in &report.unmapped {
        table.rows.push(Row::body(vec![
            row.service_name.as_ref().map_or(Cell::None, Cell::text_of),
            row.service_path.as_ref().map_or(Cell::None, Cell::code),
            Cell::text_of(&row.source),
            Cell::text_of(&row.organisation),
            Cell::count(row.requests),
            Cell::count(row.tickets),
        ]));
    }
    table
}
