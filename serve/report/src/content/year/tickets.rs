//! Services, priorities and channels over the year.

use std::collections::BTreeMap;

use norma_document::{Block, Cell, Column, Row, Section, Table};

use super::super::parts;
use super::{Told, columns};
use crate::model::{ChannelRow, PriorityRow, Report, ServiceRow};
use crate::year::YearRow;
use crate::{narrative, words};

/// A service on one clock: organisation, local, norm, name as exported, clock.
type Service = (String, bool, Option<String>, String, String);

pub(super) fn services(told: &Told<'_>) -> Section {
    let mut section = Section::new("layanan", "Pemenuhan norma waktu per layanan");
    let rows = told.year.added(|report| {
        let rows = report.services.iter();
        rows.map(|row| (service(row), row.counts)).collect()
    });
    // A service had a norm in the year when it had one in a quarter.
    let mut with_norm: BTreeMap<Service, bool> = BTreeMap::new();
    for row in told.year.quarters().flat_map(|report| &report.services) {
        *with_norm.entry(service(row)).or_default() |= row.has_norm();
    }
    let (promised, others): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| with_norm.get(&row.key).copied().unwrap_or_default());
    let limit = told.edition.targets.fulfilment.as_ref();
    let mut table = Table::new(
        "services_by_year",
        "Pemenuhan norma waktu per layanan, per triwulan dan setahun",
        {
            let mut columns = service_columns();
            columns.extend(columns::columns(told, limit));
            columns
        },
    );
    "fulfilment_by_service".clone_into(&mut table.source);
    "Tidak ada permintaan dengan norma waktu pada tahun ini.".clone_into(&mut table.empty);
    let cells = promised.iter().map(|row| {
        let mut cells = service_cells(&row.key);
        cells.extend(columns::cells(&row.quarters, limit, row.key.1));
        (row.key.0.clone(), Row::body(cells))
    });
    parts::grouped(&mut table, cells);
    table.notes = vec![parts::remark(columns::HOW_COUNTED)];

    let mut without = Table::new(
        "services_without_norm",
        "Permintaan layanan tanpa norma waktu",
        {
            let mut columns = service_columns();
            columns.extend([1, 2, 3, 4].map(|number| {
                Column::figures(&format!("q{number}_tickets"), &super::short(number)).under("Tiket")
            }));
            columns.push(Column::figures("tickets", "Setahun").under("Tiket"));
            columns
        },
    );
    "fulfilment_by_service".clone_into(&mut without.source);
    "Semua layanan mempunyai norma waktu.".clone_into(&mut without.empty);
    let cells = others.iter().map(|row| {
        let mut cells = service_cells(&row.key);
        let quarters = row.quarters.iter();
        cells.extend(quarters.map(|c| c.map_or(Cell::None, |c| Cell::count(c.total()))));
        cells.push(Cell::count(row.total().total()));
        (row.key.0.clone(), Row::body(cells))
    });
    parts::grouped(&mut without, cells);

    section.blocks = vec![parts::lead(&narrative::fulfilment(&told.all))];
    let bound = promised.iter().filter(|row| !row.key.1);
    let counts: Vec<_> = bound.map(YearRow::total).collect();
    if let Some(few) = narrative::few_decided(counts.iter(), "layanan") {
        section.blocks.push(Block::body(few));
    }
    section.blocks.push(Block::Table(table));
    let mut part = Section::new("tanpa-norma", "Layanan tanpa norma waktu");
    part.blocks = vec![Block::Table(without)];
    section.parts.push(part);
    section
}

fn service(row: &ServiceRow) -> Service {
    (
        row.organisation.clone(),
        row.local,
        row.norm_path.clone(),
        row.service_name.clone(),
        row.clock.clone(),
    )
}

fn service_columns() -> Vec<Column> {
    vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("service_name", "Layanan dan norma", 30),
        Column::words("norm_path", "Kode norma", 12).data_only(),
        Column::words("clock", "Jenis waktu", 14).data_only(),
        Column::words("local", "Norma lokal", 8).data_only(),
    ]
}

fn service_cells((organisation, local, norm, name, clock): &Service) -> Vec<Cell> {
    let mut detail = vec![norm.as_deref().unwrap_or("belum dipetakan")];
    if clock != "fulfilment" {
        detail.push(words::clock(clock));
    }
    if *local {
        detail.push(parts::LOCAL);
    }
    vec![
        Cell::text_of(organisation),
        Cell::label(name, detail.join(" · ")),
        parts::code_or_none(norm.as_deref()),
        Cell::text_of(words::clock(clock)),
        parts::yes_no(*local),
    ]
}

pub(super) fn incidents(told: &Told<'_>) -> Section {
    let mut section = Section::new("gangguan", "Penyelesaian gangguan menurut prioritas");
    let key = |row: &PriorityRow| {
        // Incidents without a recorded priority stand last.
        let priority = row.priority.clone();
        (
            (
                row.organisation.clone(),
                row.local,
                priority.is_none(),
                priority,
                row.limit.clone(),
            ),
            row.counts,
        )
    };
    let rows = told
        .year
        .added(|report: &Report| report.priorities.iter().map(key).collect());
    let limit = told.edition.targets.resolution.as_ref();
    let mut columns = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("local", "Norma lokal", 8).data_only(),
        Column::words("priority", "Prioritas", 16),
        Column::words("allowance", "Norma", 14),
    ];
    columns.extend(columns::columns(told, limit));
    let mut table = Table::new(
        "priorities_by_year",
        "Penyelesaian gangguan menurut prioritas, per triwulan dan setahun",
        columns,
    );
    "resolution_by_priority".clone_into(&mut table.source);
    "Tidak ada gangguan pada tahun ini.".clone_into(&mut table.empty);
    let rows = rows.into_iter().map(|row| {
        let (organisation, local, _, priority, norm) = row.key;
        let mut cells = vec![
            Cell::text_of(&organisation),
            parts::yes_no(local),
            Cell::text_of(priority.as_deref().unwrap_or("Tidak tercatat")),
            if norm == "-" {
                Cell::None
            } else {
                Cell::text_of(norm)
            },
        ];
        cells.extend(columns::cells(&row.quarters, limit, local));
        (parts::heading(&organisation, local), Row::body(cells))
    });
    parts::grouped(&mut table, rows);
    table.notes = vec![parts::remark(columns::HOW_COUNTED)];
    section.blocks = vec![
        parts::lead(&narrative::resolution(&told.all)),
        Block::Table(table),
    ];
    section
}

pub(super) fn response(told: &Told<'_>) -> Section {
    let mut section = Section::new("tanggap", "Waktu tanggap per kanal");
    let key = |row: &ChannelRow| {
        let channel = row.channel.clone();
        (
            (
                row.organisation.clone(),
                row.local,
                channel.is_none(),
                channel,
            ),
            row.counts,
        )
    };
    let rows = told
        .year
        .added(|report: &Report| report.channels.iter().map(key).collect());
    let limit = told.edition.targets.response.as_ref();
    let mut columns = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("local", "Norma lokal", 8).data_only(),
        Column::words("channel", "Kanal", 20),
    ];
    columns.extend(columns::columns(told, limit));
    let mut table = Table::new(
        "channels_by_year",
        "Waktu tanggap per kanal, per triwulan dan setahun",
        columns,
    );
    "response_by_channel".clone_into(&mut table.source);
    "Tidak ada tiket pada tahun ini.".clone_into(&mut table.empty);
    let rows = rows.into_iter().map(|row| {
        let (organisation, local, _, channel) = row.key;
        let mut cells = vec![
            Cell::text_of(&organisation),
            parts::yes_no(local),
            Cell::text_of(
                channel
                    .as_deref()
                    .map_or("Kanal tidak tercatat", words::channel),
            ),
        ];
        cells.extend(columns::cells(&row.quarters, limit, local));
        (parts::heading(&organisation, local), Row::body(cells))
    });
    parts::grouped(&mut table, rows);
    table.notes = vec![parts::remark(columns::HOW_COUNTED)];
    section.blocks = vec![
        parts::lead(&narrative::response(&told.all)),
        Block::Table(table),
    ];
    section
}
