//! What the report rests on.

use chrono::NaiveDate;
use norma_document::{Block, Cell, Column, Inline, Row, Section, Table};
use norma_rules::Zone;

use super::cover;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::{NONE, date, date_time, number, quarter};
use crate::model::{AdoptionNote, CalendarNote, Report};
use crate::words;

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("ruang-lingkup", "Dasar dan ruang lingkup");
    section.new_page = true;
    let mut organisations: Vec<&str> = report
        .services
        .iter()
        .map(|r| r.organisation.as_str())
        .collect();
    organisations.extend(report.priorities.iter().map(|r| r.organisation.as_str()));
    organisations.extend(report.channels.iter().map(|r| r.organisation.as_str()));
    organisations.extend(
        report
            .availability
            .wholes()
            .map(|r| r.organisation.as_str()),
    );
    organisations.sort_unstable();
    organisations.dedup();
    let served = if organisations.is_empty() {
        "Tidak ada organisasi dengan tiket pada triwulan ini.".to_owned()
    } else {
        format!("Organisasi yang dilaporkan: {}.", organisations.join(", "))
    };
    section.blocks.push(Block::body(format!(
        "Laporan ini meliputi {}, {}, menurut waktu Indonesia barat (WIB). {served}",
        quarter(report.quarter),
        cover::period(report.quarter)
    )));
    if let Some(scope) = cover::scope(report) {
        section.blocks.push(Block::body(format!(
            "Cakupan dipersempit pada tiket dari {scope}; jumlahnya bukan jumlah seluruh layanan."
        )));
    }
    section.parts = vec![documents(report), calendars(report), data(report)];
    section.parts.extend(local(report));
    Ok(section)
}

fn note(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::plain(text)]
}

fn day(day: Option<NaiveDate>) -> Cell {
    day.map_or(Cell::None, |day| Cell::Date { day })
}

pub(super) fn documents(report: &Report) -> Section {
    let mut table = Table::new(
        "scope_documents",
        "Dokumen norma yang berlaku dalam triwulan",
        vec![
            Column::words("document", "Kode", 8),
            Column::words("title", "Dokumen", 36),
            Column::words("number", "Nomor", 18),
            Column::words("organisation", "Organisasi", 14),
            Column::words("valid_from", "Berlaku sejak", 16),
            Column::words("valid_to", "Sampai", 16),
        ],
    );
    table.source.clear();
    "Tidak ada dokumen norma yang berlaku dalam triwulan ini.".clone_into(&mut table.empty);
    table.rows = report
        .frame
        .documents
        .iter()
        .map(|document| {
            let local = if document.local { "norma lokal" } else { "" };
            Row::body(vec![
                Cell::code(document.id.clone()),
                Cell::label(document.title.clone(), local),
                document.number.as_ref().map_or(Cell::None, Cell::text_of),
                Cell::text_of(document.organisation.clone()),
                day(document.valid_from),
                day(document.valid_to),
            ])
        })
        .collect();
    table.notes = vec![note(
        "Norma yang berlaku pada saat tiket diajukan menilai tiket itu sampai selesai. Dokumen tanpa tanggal mulai berlaku sejak \
         awal pencatatan; tanpa tanggal akhir masih berlaku.",
    )];
    let mut part = Section::new("lingkup-dokumen", "Dokumen dan norma");
    part.blocks.push(Block::Table(table));
    part
}

pub(super) fn calendars(report: &Report) -> Section {
    let mut table = Table::new(
        "scope_calendars",
        "Kalender layanan",
        vec![
            Column::words("calendar", "Kalender", 18),
            Column::words("calendar_id", "Kode kalender", 12).data_only(),
            Column::words("zone", "Zona", 8),
            Column::words("hours", "Jam layanan", 40),
            Column::words("basis", "Dasar", 44),
        ],
    );
    table.source.clear();
    table.rows = report
        .frame
        .calendars
        .iter()
        .map(|calendar| {
            Row::body(vec![
                Cell::text_of(name(calendar)),
                Cell::code(calendar.id.clone()),
                Cell::text_of(calendar.zone.abbreviation()),
                Cell::text_of(hours(calendar)),
                Cell::text_of(calendar.basis.clone()),
            ])
        })
        .collect();
    let mut part = Section::new("lingkup-jam", "Jam layanan, hari libur, dan zona waktu");
    part.blocks.push(Block::body(
        "Waktu kerja dihitung menurut kalender kantor yang melayani tiket, dalam zona waktu kantor itu; kalender yang lain berjalan \
         24 jam sehari, 7 hari seminggu. Seluruh waktu dalam laporan ini dicetak dalam WIB.",
    ));
    part.blocks.push(Block::Table(table));
    part.blocks.push(free_days(report));
    part
}

/// What readers call it: those that come with norma by their zone, others by their title.
fn name(calendar: &CalendarNote) -> String {
    let known = words::calendar(&calendar.id);
    if known == calendar.id && !calendar.title.is_empty() {
        calendar.title.clone()
    } else {
        known.to_owned()
    }
}

/// The hours of the week, and those of other days of the quarter.
fn hours(calendar: &CalendarNote) -> String {
    let dated = calendar.dated.iter().map(|(from, to, hours)| {
        if from == to {
            format!("{}: {hours}", date(*from))
        } else {
            format!("{} s.d. {}: {hours}", date(*from), date(*to))
        }
    });
    let mut all = vec![calendar.hours.clone()];
    all.extend(dated);
    all.join("; ")
}

/// The free days of the quarter, calendars with the same ones together.
fn free_days(report: &Report) -> Block {
    let mut items: Vec<(Vec<String>, String)> = Vec::new();
    for calendar in &report.frame.calendars {
        let words = free_words(calendar);
        if words.is_empty() {
            continue;
        }
        match items.iter_mut().find(|(_, same)| *same == words) {
            Some((names, _)) => names.push(name(calendar)),
            None => items.push((vec![name(calendar)], words)),
        }
    }
    if items.is_empty() {
        return Block::body("Tidak ada hari libur pada kalender kerja dalam masa laporan ini.");
    }
    Block::Terms {
        items: items
            .into_iter()
            .map(|(names, words)| {
                (
                    format!("Hari libur pada kalender {}", words::listed(&names)),
                    note(words),
                )
            })
            .collect(),
    }
}

fn free_words(calendar: &CalendarNote) -> String {
    let listed = |words: &str, days: &[NaiveDate]| {
        let days: Vec<String> = days.iter().map(|day| date(*day)).collect();
        (!days.is_empty()).then(|| format!("{words}: {}", days.join(", ")))
    };
    let parts = [
        listed("hari libur nasional", &calendar.holidays),
        listed("cuti bersama", &calendar.leave),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(
        "{}. Menurut Surat Keputusan Bersama tahun berjalan.",
        parts.join("; ")
    )
}

pub(super) fn data(report: &Report) -> Section {
    let mut table = Table::new(
        "scope_cut_offs",
        "Batas data tiap sumber",
        vec![
            Column::words("source", "Sumber", 24),
            Column::words("cut_off", "Data sampai dengan", 24),
        ],
    );
    table.source.clear();
    "Batas data sumber tidak tercatat.".clone_into(&mut table.empty);
    table.rows = report
        .cut_offs
        .iter()
        .map(|cut| {
            Row::body(vec![
                Cell::text_of(cut.source.clone()),
                Cell::instant(Some(cut.at)),
            ])
        })
        .collect();
    table.notes = vec![note(
        "Batas data suatu sumber adalah waktu ekspornya yang terbaru. Bawaan saat data ialah batas yang paling awal; kejadian sesudah \
         saat data tidak dihitung.",
    )];
    let mut part = Section::new("lingkup-data", "Batas data");
    let snapshot = report.snapshot.map_or_else(|| NONE.to_owned(), number);
    part.blocks = vec![
        Block::Terms {
            items: vec![
                (
                    "Saat data".to_owned(),
                    note(date_time(report.as_of, Zone::Wib)),
                ),
                ("Snapshot".to_owned(), note(snapshot)),
                (
                    "Versi aturan".to_owned(),
                    vec![Inline::code(report.rules_version.clone())],
                ),
            ],
        },
        Block::Table(table),
    ];
    part
}

/// What is agreed locally; `None` without any.
pub(super) fn local(report: &Report) -> Option<Section> {
    if report.adoptions.is_empty() {
        return None;
    }
    let mut part = Section::new("lingkup-lokal", "Norma lokal");
    part.blocks = vec![
        Block::List {
            ordered: false,
            items: report
                .adoptions
                .iter()
                .map(|row| note(adopted(row)))
                .collect(),
        },
        Block::note(
            "Norma lokal ditetapkan oleh konfigurasi, bukan oleh dokumen sumber; hasilnya ditandai dan tidak dijumlahkan dengan yang \
             lain.",
        ),
    ];
    Some(part)
}

fn adopted(row: &AdoptionNote) -> String {
    let mut parts = Vec::new();
    if row.table_2 {
        parts.push("tabel 2 dokumen 001 diadopsi untuk gangguan".to_owned());
    }
    if let Some(target) = &row.availability {
        parts.push(format!("target ketersediaan {target} setahun diadopsi"));
    }
    if row.norms > 0 {
        parts.push(format!(
            "{} norma waktu disepakati sendiri",
            number(row.norms as i64)
        ));
    }
    parts.push(match &row.valid_to {
        Some(to) => format!("berlaku sejak {} s.d. {to}", row.valid_from),
        None => format!("berlaku sejak {}", row.valid_from),
    });
    format!(
        "{}: {}. Dasar: {}",
        row.organisation,
        parts.join(", "),
        row.basis
    )
}
